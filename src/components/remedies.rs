//! What a person can do about the connection: try now, find out why, copy what is known for whoever helps.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::update_notice::ReloadButton;
use super::{Announcer, Toasts, Wording, use_wording};
use crate::service::{Diagnosis, copy_text, use_realtime};
use crate::words::{self, Banner, Connection};

/// What the checks found, when a person asked for them here.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Found(Diagnosis);

impl Found {
    /// The finding in a sentence.
    pub(super) fn sentence(self, wording: Wording) -> String {
        wording.say(Connection::Found(match self.0 {
            // What is wrong with the device, or takes long, is no reason for a list that is not live.
            Diagnosis::Well | Diagnosis::Slow | Diagnosis::ClockWrong | Diagnosis::StorageBlocked => {
                words::Found::Well
            }
            Diagnosis::Offline => words::Found::Offline,
            Diagnosis::ServerUnreachable => words::Found::Unreachable,
            Diagnosis::ServerFails => words::Found::ServerFails,
            Diagnosis::PushBlocked => words::Found::PushBlocked,
            Diagnosis::WebSocketBlocked => words::Found::WebSocketBlocked,
            Diagnosis::SignInRefused => words::Found::SignInRefused,
        }))
    }
}

/// The helpful actions, at most two.
#[component]
pub(super) fn Remedies(
    /// What the banner is about.
    banner: Banner,
    /// Where the checks' finding goes.
    found: RwSignal<Option<Found>>,
) -> impl IntoView {
    match banner {
        Banner::Unreached | Banner::Reconnecting | Banner::Offline => {
            view! { <RetryButton label=Connection::RetryNow /> }.into_any()
        }
        Banner::StillTrying => view! {
            <RetryButton label=Connection::RetryNow />
            <CheckButton found />
        }
        .into_any(),
        Banner::LoadFailed => view! {
            <RetryButton label=Connection::TryAgain />
            <CheckButton found />
        }
        .into_any(),
        Banner::Polling | Banner::Unstable => view! { <CheckButton found /> }.into_any(),
        Banner::Blocked => view! { <CopyButton /> }.into_any(),
        Banner::Stopped => view! {
            <RetryButton label=Connection::TryAgain />
            <CopyButton />
        }
        .into_any(),
        Banner::TooOld => view! { <ReloadButton /> }.into_any(),
        Banner::Restarting | Banner::CatchingUp => ().into_any(),
    }
}

/// Tries at once.
#[component]
pub(super) fn RetryButton(
    /// What it says.
    label: Connection<'static>,
) -> impl IntoView {
    let (wording, realtime) = (use_wording(), use_realtime());
    view! { <button type="button" class="button" on:click=move |_| realtime.retry()>{wording.say(label)}</button> }
}

/// Runs the checks, 3 s at most; what they find stands in the banner and is said.
#[component]
fn CheckButton(found: RwSignal<Option<Found>>) -> impl IntoView {
    let (wording, realtime, announcer) = (use_wording(), use_realtime(), expect_context::<Announcer>());
    let checks = realtime.checks();
    let is_asking = RwSignal::new(false);
    let diagnosis =
        Memo::new(move |_| checks.with(|report| report.as_ref().and_then(|report| report.diagnosis)));
    Effect::new(move |_| {
        if let (true, Some(diagnosis)) = (is_asking.get(), diagnosis.get()) {
            is_asking.set(false);
            found.set(Some(Found(diagnosis)));
            announcer.say_result(Found(diagnosis).sentence(wording));
        }
    });
    let ask = move |_| {
        if !is_asking.get_untracked() {
            realtime.run_checks();
            is_asking.set(true);
        }
    };
    view! {
        <button type="button" class="button" aria-disabled=move || is_asking.get().to_string() on:click=ask>
            {move || wording.say(if is_asking.get() { Connection::Checking } else { Connection::Check })}
        </button>
    }
}

/// Copies what is known of the connection, for whoever helps.
#[component]
pub(super) fn CopyButton(
    /// Whether it stands among quiet ones.
    #[prop(optional)]
    is_quiet: bool,
) -> impl IntoView {
    let (wording, realtime) = (use_wording(), use_realtime());
    let (toasts, announcer) = (expect_context::<Toasts>(), expect_context::<Announcer>());
    let copy = move |_| {
        let details = realtime.details();
        spawn_local(async move {
            let is_copied = copy_text(&details).await;
            let sentence = wording.say(if is_copied { Connection::Copied } else { Connection::CopyFailed });
            announcer.say_result(sentence.clone());
            if is_copied {
                toasts.success(sentence);
            } else {
                toasts.error(sentence);
            }
        });
    };
    view! {
        <button type="button" class="button" class:button-quiet=is_quiet on:click=copy>
            {wording.say(Connection::CopyDetails)}
        </button>
    }
}
