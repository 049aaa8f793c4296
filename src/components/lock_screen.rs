//! What stands in the page's place while the desk is locked: whose it is, and the two ways on.

use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::credentials::{PasswordField, UsernameField};
use super::focus::{find, focus_unless_held, is_nowhere};
use super::modal::focus_page;
use super::wording::sign_in_sentence;
use super::{Icon, Wording, follow_tab_icon, icon, use_freshness, use_wording};
use crate::service::{Fault, FaultKind, SessionState, set_title, use_session};
use crate::words::{Frame, Lock};

/// The lock screen. It shows nothing of the bookings, and asks for the password of who locked.
#[component]
pub fn LockScreen() -> impl IntoView {
    let (wording, sessions) = (use_wording(), use_session());
    let locked = sessions.locked().get_untracked();
    let (name, venue, knows_username) =
        locked.map(|locked| (locked.name, locked.venue, locked.username.is_some())).unwrap_or_default();
    let venue = if venue.is_empty() { "Deskbell".to_owned() } else { venue };
    follow_tab_icon(use_freshness());
    Effect::new(move |_| set_title(&wording.say(Frame::Title(&wording.say(Lock::Title)))));
    on_cleanup(move || {
        let is_over =
            sessions.session().with_untracked(|session| matches!(session, SessionState::SignedOut { .. }));
        // The sign-in form has a field of its own for the focus.
        if !is_over {
            focus_next();
        }
    });
    view! {
        <main class="sign-in lock" id="content" data-testid="lock-screen">
            <p class="sign-in-brand">{icon(Icon::Bell)} {venue}</p>
            <h1 class="lock-title">
                {icon(Icon::Lock)}
                <span>{wording.say(Lock::Locked)} " " <span class="lock-name">{name}</span></span>
            </h1>
            <p class="quiet">{wording.say(Lock::Text)}</p>
            <UnlockForm knows_username />
            <button
                type="button"
                class="button lock-switch"
                data-testid="lock-switch-user"
                on:click=move |_| sessions.switch_user()
            >
                {wording.say(Lock::SwitchUser)}
            </button>
        </main>
    }
}

#[component]
fn UnlockForm(knows_username: bool) -> impl IntoView {
    let (wording, sessions) = (use_wording(), use_session());
    let (username, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (is_busy, error) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let field = NodeRef::<html::Input>::new();
    field.on_load(|field| {
        request_animation_frame(move || {
            // An element that is on the page takes the focus; nothing can be done where it does not.
            let _ = field.focus();
        });
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        let (name, secret) = (username.get_untracked(), password.get_untracked());
        if secret.is_empty() {
            error.set(Some(wording.say(Lock::Incomplete)));
            return;
        }
        is_busy.set(true);
        error.set(None);
        spawn_local(async move {
            let result = sessions.unlock(name.trim(), &secret).await;
            // The lock may be open by now, and the form gone with its signals.
            let _ = is_busy.try_set(false);
            if let Err(fault) = result {
                let _ = error.try_set(Some(sentence(wording, &fault, knows_username)));
                // Whoever comes by later must not find it typed in.
                let _ = password.try_set(String::new());
                if let Some(field) = field.try_get_untracked().flatten() {
                    let _ = field.focus();
                }
            }
        });
    };
    view! {
        <form class="sign-in-form" data-testid="unlock-form" on:submit=submit novalidate>
            <Show when=move || !knows_username><UsernameField value=username /></Show>
            <PasswordField value=password field />
            <div role="alert">
                {move || error.get().map(|error| view! {
                    <p class="sign-in-error" data-testid="unlock-error">{error}</p>
                })}
            </div>
            <button
                type="submit"
                class="button button-primary"
                aria-disabled=move || is_busy.get().to_string()
            >
                {move || wording.say(if is_busy.get() { Lock::Unlocking } else { Lock::Unlock })}
            </button>
        </form>
    }
}

fn sentence(wording: Wording, fault: &Fault, knows_username: bool) -> String {
    match fault.kind {
        FaultKind::Network => wording.say(Lock::Unreachable),
        FaultKind::Authentication if knows_username => wording.say(Lock::WrongPassword),
        FaultKind::Authentication
        | FaultKind::RateLimit
        | FaultKind::Protocol
        | FaultKind::Version
        | FaultKind::Server
        | FaultKind::Storage
        | FaultKind::Client => sign_in_sentence(wording, fault),
    }
}

/// The lock is open: the focus goes to the heading of what shows now.
fn focus_next() {
    request_animation_frame(|| {
        let is_loading = find("main > [data-testid='skeleton']").is_some();
        if is_nowhere() && !is_loading {
            focus_page();
        }
        focus_unless_held("#content");
    });
}
