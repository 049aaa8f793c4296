//! The one message about the connection, in the flow of the page: delayed, said once, never a toast.

use leptos::prelude::*;

use super::update_notice::ReloadButton;
use super::wording::polled_every;
use super::{Announcer, Icon, Wording, icon, use_wording};
use crate::domain::Instant;
use crate::service::{ConnectionState, Remedy, use_clock, use_realtime, use_session};
use crate::words::{Banner, Connection};

/// "Reconnecting" shows from 1 s after the loss; the banner comes when it has lasted until 5 s.
const BANNER_AFTER_MS: i64 = 4_000;
/// A countdown only for waits that are worth counting.
const COUNTDOWN_FROM_MS: u64 = 5_000;

/// Which banner the connection's state calls for, once it lasts.
fn banner_for(state: ConnectionState, remedy: Option<Remedy>) -> Option<Banner> {
    match state {
        ConnectionState::Reconnecting => Some(Banner::Reconnecting),
        ConnectionState::NotLive => Some(Banner::StillTrying),
        ConnectionState::Offline => Some(Banner::Offline),
        ConnectionState::Polling => Some(Banner::Polling),
        ConnectionState::Unstable => Some(Banner::Unstable),
        ConnectionState::Restarting => Some(Banner::Restarting),
        ConnectionState::Stopped if remedy == Some(Remedy::Reload) => Some(Banner::TooOld),
        ConnectionState::Stopped => Some(Banner::Stopped),
        // Signed out has a page of its own.
        ConnectionState::SignedOut
        | ConnectionState::Connecting
        | ConnectionState::Live
        | ConnectionState::Slow
        | ConnectionState::CatchingUp
        | ConnectionState::Paused => None,
    }
}

fn tone(banner: Banner) -> &'static str {
    match banner {
        Banner::Restarting | Banner::Polling => "neutral",
        Banner::Stopped | Banner::TooOld | Banner::SignedOut => "alert",
        Banner::Reconnecting | Banner::StillTrying | Banner::Offline | Banner::Unstable => "amber",
    }
}

/// What is to be said of the connection now, and in which words. `Copy`.
#[derive(Clone, Copy)]
pub(super) struct ConnectionNotice {
    wording: Wording,
    due: Memo<Option<Banner>>,
    as_of: Memo<Option<String>>,
    /// How often the list is fetched meanwhile, as people read it; empty while it is not.
    polled_every: Memo<String>,
}

impl ConnectionNotice {
    /// Follows the connection for as long as the owner lives.
    pub(super) fn new() -> Self {
        let (wording, feed, venue) = (use_wording(), use_realtime().feed(), use_session().venue());
        let due = use_banner();
        // What is leaving stays readable, and as it was, while it leaves.
        let as_of = Memo::new(move |before: Option<&Option<String>>| {
            if due.get().is_none()
                && let Some(before) = before
            {
                return before.clone();
            }
            let at = Instant::from_unix_ms(feed.with(|feed| feed.proved_at_ms)?);
            venue.with(|venue| {
                let venue = venue.as_ref()?;
                Some(wording.format(|formats| formats.time(at, venue)))
            })
        });
        let status = use_realtime().status();
        let polled_every = Memo::new(move |_| polled_every(wording, status));
        ConnectionNotice { wording, due, as_of, polled_every }
    }

    /// The banner that is due.
    pub(super) fn due(self) -> Option<Banner> {
        self.due.get()
    }

    fn headline(self, banner: Banner) -> String {
        self.wording.say(Connection::Headline(banner))
    }

    fn meaning(self, banner: Banner) -> String {
        let every = self.polled_every.get();
        if banner == Banner::Polling && !every.is_empty() {
            return self.wording.say(Connection::PolledMeaning(&every));
        }
        self.wording.say(Connection::Meaning(banner, self.as_of.get().as_deref()))
    }

    /// Says each banner once to those who do not see it, and once that all is well again.
    pub(super) fn announce(self, announcer: Announcer) {
        Effect::new(move |before: Option<Option<Banner>>| {
            let now = self.due.get();
            match (before.flatten(), now) {
                (before, Some(banner)) if before != Some(banner) => {
                    let sentence = untrack(|| format!("{} {}", self.headline(banner), self.meaning(banner)));
                    announcer.say_connection(sentence);
                }
                (Some(_), None) => announcer.say_connection(self.wording.say(Connection::LiveAgain)),
                (None | Some(_), Some(_)) | (None, None) => {}
            }
            now
        });
    }
}

/// The banner that is due now.
fn use_banner() -> Memo<Option<Banner>> {
    let (clock, status) = (use_clock(), use_realtime().status());
    let wanted = Memo::new(move |_| {
        status
            .with(|status| banner_for(status.state, status.fault.as_ref().map(crate::service::Fault::remedy)))
    });
    let wanted_since = Memo::new(move |_| wanted.get().map(|banner| (banner, clock.get_untracked())));
    Memo::new(move |_| {
        let (banner, since) = wanted_since.get()?;
        let is_due = banner != Banner::Reconnecting || clock.get() - since >= BANNER_AFTER_MS;
        is_due.then_some(banner)
    })
}

/// The banner itself.
#[component]
pub(super) fn ConnectionBanner(notice: ConnectionNotice, banner: Banner) -> impl IntoView {
    view! {
        <div class="banner" data-testid="connection-banner" data-tone=tone(banner)>
            {icon(Icon::Attention)}
            <p class="banner-text">
                <strong id="banner-title">{notice.headline(banner)}</strong> " " {move || notice.meaning(banner)} <Countdown banner />
            </p>
            <Remedies banner />
        </div>
    }
}

/// How long until the next try; for the eye only, since nobody wants to hear each second.
#[component]
fn Countdown(banner: Banner) -> impl IntoView {
    let (wording, realtime, clock) = (use_wording(), use_realtime(), use_clock());
    let status = realtime.status();
    let is_worth_it = Memo::new(move |_| {
        status.track();
        realtime.next_try_in_ms().is_some_and(|wait| wait >= COUNTDOWN_FROM_MS)
    });
    let text = move || {
        (banner == Banner::StillTrying && is_worth_it.get()).then(|| {
            clock.track();
            let seconds = realtime.next_try_in_ms().unwrap_or(0).div_ceil(1000);
            let seconds = wording.number(usize::try_from(seconds).unwrap_or(usize::MAX));
            let wait = wording.say(Connection::Seconds(&seconds));
            format!(" {}", wording.say(Connection::NextTry(&wait)))
        })
    };
    view! { <span aria-hidden="true">{text}</span> }
}

/// The one helpful action, if there is one.
#[component]
fn Remedies(banner: Banner) -> impl IntoView {
    let (wording, realtime) = (use_wording(), use_realtime());
    let label = match banner {
        Banner::Reconnecting | Banner::StillTrying | Banner::Offline => Connection::RetryNow,
        Banner::Stopped => Connection::TryAgain,
        Banner::TooOld => return view! { <ReloadButton /> }.into_any(),
        Banner::Polling | Banner::Unstable | Banner::Restarting | Banner::SignedOut => return ().into_any(),
    };
    view! { <button type="button" class="button" on:click=move |_| realtime.retry()>{wording.say(label)}</button> }.into_any()
}
