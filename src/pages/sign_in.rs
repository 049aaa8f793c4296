//! `/sign-in`: the form, and the accounts that a demonstration offers.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::components::A;
use leptos_router::hooks::{use_navigate, use_query_map};

use crate::components::{Icon, ReloadButton, UpdateBanner, Wording, icon, sign_in_fault, use_wording};
use crate::domain::{DemoAccount, return_path};
use crate::service::{Fault, Remedy, SessionState, SignedOutReason, set_title, use_session, use_shell};
use crate::words::{Connection, Diagnostics, Frame, SignIn};

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
        if matches!(&*session.read(), SessionState::SignedIn(_)) {
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
            <Show when=move || update.get()><UpdateBanner /></Show>
            <SignInForm username password />
            <Show when=move || accounts.with(|accounts| !accounts.is_empty())>
                <DemoAccounts accounts fill />
            </Show>
            <p class="quiet"><A href="/diagnostics">{wording.say(Diagnostics::Title)}</A></p>
        </main>
    }
}

#[component]
fn SignInForm(username: RwSignal<String>, password: RwSignal<String>) -> impl IntoView {
    let (wording, sessions) = (use_wording(), use_session());
    let (is_busy, error) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let is_too_old = RwSignal::new(false);
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
                let _ = error.try_set(Some(sentence(wording, &fault)));
            }
        });
    };
    view! {
        <form class="sign-in-form" data-testid="sign-in-form" on:submit=submit novalidate>
            <label class="field">
                <span class="field-label">{wording.say(SignIn::Username)}</span>
                <input
                    class="field-input"
                    name="username"
                    autocomplete="username"
                    autocapitalize="none"
                    spellcheck="false"
                    maxlength="100"
                    bind:value=username
                />
            </label>
            <label class="field">
                <span class="field-label">{wording.say(SignIn::Password)}</span>
                <input
                    class="field-input"
                    type="password"
                    name="password"
                    autocomplete="current-password"
                    maxlength="200"
                    bind:value=password
                />
            </label>
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

fn sentence(wording: Wording, fault: &Fault) -> String {
    let wait = fault.retry_after_ms.map(|wait_ms| {
        let seconds = usize::try_from(wait_ms.div_ceil(1000)).unwrap_or(usize::MAX);
        wording.say(Connection::Seconds(&wording.number(seconds)))
    });
    wording.say(SignIn::Fault(sign_in_fault(fault, wait.as_deref())))
}
