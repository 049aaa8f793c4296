//! `/sign-in`: the form, and the accounts that a demonstration offers.

use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::components::A;
use leptos_router::hooks::{use_navigate, use_query_map};

use crate::components::{
    Icon, PasswordField, ReloadButton, UpdateBanner, UsernameField, focus_unless_held, icon,
    sign_in_sentence, use_wording,
};
use crate::domain::{DemoAccount, return_path};
use crate::service::{LeftBehind, Remedy, SessionState, SignedOutReason, set_title, use_session, use_shell};
use crate::words::{Count, Diagnostics, Frame, Lock, SignIn};

/// The page. Who is signed in already goes on to where they wanted to be.
#[component]
pub fn SignInPage() -> impl IntoView {
    let (wording, sessions) = (use_wording(), use_session());
    let (session, accounts) = (sessions.session(), sessions.demo_accounts());
    let update = use_shell().update_available();
    let (navigate, params) = (use_navigate(), use_query_map());
    let (username, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    Effect::new(move |_| set_title(&wording.say(Frame::Title(&wording.say(SignIn::Title)))));
    Effect::new(move |_| {
        if session.read().session().is_some() {
            let next = params.with_untracked(|params| params.get("next"));
            let options = NavigateOptions { replace: true, ..NavigateOptions::default() };
            navigate(return_path(next.as_deref()), options);
        }
    });
    let note = Memo::new(move |_| match &*session.read() {
        SessionState::SignedOut { reason } => reason.as_ref().map(note_for),
        SessionState::Unknown | SessionState::SignedIn(_) => None,
    });
    let fill = Callback::new(move |account: DemoAccount| {
        username.set(account.username);
        password.set(account.password);
    });
    view! {
        <main class="sign-in" id="content">
            <div>
                <p class="sign-in-brand">{icon(Icon::Bell)} "Deskbell"</p>
                <p class="quiet">{wording.say(SignIn::Purpose)}</p>
            </div>
            <h1>{wording.say(SignIn::Title)}</h1>
            {move || note.get().map(|note| view! {
                <p class="sign-in-note" data-testid="sign-in-note">{wording.say(note)}</p>
            })}
            <LeftNote />
            <Show when=move || update.get()><UpdateBanner /></Show>
            <SignInForm username password />
            <Show when=move || accounts.with(|accounts| !accounts.is_empty())>
                <DemoAccounts accounts fill />
            </Show>
            <p class="quiet"><A href="/diagnostics">{wording.say(Diagnostics::Title)}</A></p>
        </main>
    }
}

/// What the person before left on this device.
#[component]
fn LeftNote() -> impl IntoView {
    let (wording, left) = (use_wording(), use_session().left_behind());
    let sentence = move |LeftBehind { name, count, is_safe }: &LeftBehind| {
        let number = wording.number(*count);
        let count = Count { value: *count as u64, text: &number };
        wording.say(match is_safe {
            true => Lock::Left(count, name),
            false => Lock::LeftInTab(count, name),
        })
    };
    move || {
        left.with(|left| left.as_ref().map(sentence)).map(|sentence| {
            view! { <p class="sign-in-note" id="sign-in-left" data-testid="sign-in-left">{sentence}</p> }
        })
    }
}

#[component]
fn SignInForm(username: RwSignal<String>, password: RwSignal<String>) -> impl IntoView {
    let (wording, sessions) = (use_wording(), use_session());
    let (is_busy, error) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let is_too_old = RwSignal::new(false);
    let name_field = NodeRef::<html::Input>::new();
    name_field.on_load(|_| focus_unless_held("input[name='username']"));
    let left = sessions.left_behind();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        let (name, secret) = (username.get_untracked(), password.get_untracked());
        if name.trim().is_empty() || secret.is_empty() {
            error.set(Some(wording.say(SignIn::Incomplete)));
            return;
        }
        is_busy.set(true);
        error.set(None);
        spawn_local(async move {
            let result = sessions.sign_in(name.trim(), &secret).await;
            // The page may be gone by now, and its signals with it.
            let _ = is_busy.try_set(false);
            if let Err(fault) = result {
                let _ = is_too_old.try_set(fault.remedy() == Remedy::Reload);
                let _ = error.try_set(Some(sign_in_sentence(wording, &fault)));
            }
        });
    };
    view! {
        <form class="sign-in-form" data-testid="sign-in-form" on:submit=submit novalidate>
            <UsernameField
                value=username
                field=name_field
                described_by=Signal::derive(move || left.with(Option::is_some).then_some("sign-in-left"))
            />
            <PasswordField value=password />
            <div role="alert">
                {move || error.get().map(|error| view! {
                    <p class="sign-in-error" data-testid="sign-in-error">{error}</p>
                    <Show when=move || is_too_old.get()><ReloadButton /></Show>
                })}
            </div>
            <button
                type="submit"
                class="button button-primary"
                aria-disabled=move || is_busy.get().to_string()
            >
                {move || wording.say(if is_busy.get() { SignIn::Busy } else { SignIn::Title })}
            </button>
        </form>
    }
}

#[component]
fn DemoAccounts(accounts: Signal<Vec<DemoAccount>>, fill: Callback<DemoAccount>) -> impl IntoView {
    let wording = use_wording();
    view! {
        <section class="demo-accounts" aria-labelledby="demo-title" data-testid="demo-accounts">
            <h2 id="demo-title">{wording.say(SignIn::DemoTitle)}</h2>
            <p class="quiet">{wording.say(SignIn::DemoHint)}</p>
            <ul>
                <For each=move || accounts.get() key=|account| account.username.clone() let:account>
                    <li>
                        <button
                            type="button"
                            class="demo-account"
                            on:click={ let account = account.clone(); move |_| fill.run(account.clone()) }
                        >
                            <span class="key-tag">{account.username.clone()}</span>
                            <span class="quiet">{account.role.clone()}</span>
                            <code class="quiet">{account.password.clone()}</code>
                        </button>
                    </li>
                </For>
            </ul>
        </section>
    }
}

/// Why there is a form where there was a list.
fn note_for(reason: &SignedOutReason) -> SignIn<'static> {
    match reason {
        SignedOutReason::Ended(_) => SignIn::WasSignedOut,
        SignedOutReason::Elsewhere => SignIn::SignedOutElsewhere,
        SignedOutReason::OtherPerson => SignIn::OtherPerson,
    }
}
