//! Since when the list is proved right: the mark of the data itself, not a light in the corner.

use leptos::prelude::*;

use super::dating::use_dating;
use super::use_wording;
use crate::domain::Instant;
use crate::service::{ConnectionState, set_tab_icon, use_clock, use_realtime};
use crate::words;

/// A proof is due within 5 s on a quiet line, and on a busy one every 10 s; late by ten or by five it is said.
const LATE_AFTER_MS: i64 = 15_000;

/// How far the list on screen is proved right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// Proofs arrive as they should.
    Proved,
    /// Connected, but the last proof is a while ago: then.
    Late(i64),
    /// Cut off; nothing after this moment is known.
    Stopped(i64),
    /// Nothing was proved yet.
    Unknown,
}

impl Freshness {
    /// The word of `data-state`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Proved => "proved",
            Self::Late(_) => "late",
            Self::Stopped(_) => "stopped",
            Self::Unknown => "unknown",
        }
    }

    /// Whether what happened meanwhile may be missing: where the hatch is drawn.
    pub fn is_gap(self) -> bool {
        match self {
            Self::Proved | Self::Late(_) => false,
            Self::Stopped(_) | Self::Unknown => true,
        }
    }
}

/// How far the open venue's list is proved right, now.
pub fn use_freshness() -> Memo<Freshness> {
    let (realtime, clock) = (use_realtime(), use_clock());
    let (status, feed) = (realtime.status(), realtime.feed());
    let is_paused = realtime.is_paused();
    Memo::new(move |_| {
        if is_paused.get() {
            // What came since waits: it is not on the screen.
            return realtime.paused_as_of_ms().map_or(Freshness::Unknown, Freshness::Stopped);
        }
        let (state, live) = status.with(|status| (status.state, status.live));
        let (proved_at, is_copy) = feed.with(|feed| (feed.proved_at_ms, feed.is_copy));
        match (proved_at, state) {
            (None, _) => Freshness::Unknown,
            // Whatever the line is like, nothing of it reached this list yet.
            (Some(at), _) if is_copy => Freshness::Stopped(at),
            (Some(at), ConnectionState::Unstable) if live => by_age(clock.get(), at),
            (Some(at), ConnectionState::Live | ConnectionState::Slow | ConnectionState::Polling) => {
                by_age(clock.get(), at)
            }
            (
                Some(at),
                ConnectionState::Connecting
                | ConnectionState::CatchingUp
                | ConnectionState::Reconnecting
                | ConnectionState::NotLive
                | ConnectionState::Offline
                | ConnectionState::Unstable
                | ConnectionState::Restarting
                | ConnectionState::Paused
                | ConnectionState::SignedOut
                | ConnectionState::Stopped,
            ) => Freshness::Stopped(at),
        }
    })
}

/// Shows on the browser's tab, for as long as the owner lives, whether what happened meanwhile may be missing.
pub fn follow_tab_icon(freshness: Memo<Freshness>) {
    let is_loaded = use_realtime().feed();
    let is_stale = Memo::new(move |_| is_loaded.with(|feed| feed.loaded) && freshness.get().is_gap());
    Effect::new(move |_| set_tab_icon(is_stale.get()));
    on_cleanup(|| set_tab_icon(false));
}

fn by_age(now: i64, proved_at: i64) -> Freshness {
    if now - proved_at < LATE_AFTER_MS { Freshness::Proved } else { Freshness::Late(proved_at) }
}

/// "As of", beside the title.
#[component]
pub fn AsOf(
    /// What is shown.
    freshness: Memo<Freshness>,
) -> impl IntoView {
    let (wording, clock, dating) = (use_wording(), use_clock(), use_dating());
    let text = move || match freshness.get() {
        Freshness::Proved => wording.say(words::AsOf::JustNow),
        Freshness::Late(at) | Freshness::Stopped(at) => {
            match dating.time_with_seconds(Instant::from_unix_ms(at)) {
                Some(time) => wording.say(words::AsOf::At(&time)),
                None => wording.say(words::AsOf::Unknown),
            }
        }
        Freshness::Unknown => wording.say(words::AsOf::Unknown),
    };
    let age = move || match freshness.get() {
        Freshness::Late(at) => {
            let seconds = usize::try_from((clock.get() - at) / 1000).unwrap_or(0);
            Some(wording.say(words::AsOf::Ago(&wording.number(seconds))))
        }
        Freshness::Proved | Freshness::Stopped(_) | Freshness::Unknown => None,
    };
    view! {
        <p class="as-of" data-testid="as-of" data-state=move || freshness.get().as_str()>
            <span class="as-of-mark" aria-hidden="true"></span>
            <span>{text}</span>
            <span class="as-of-age" aria-hidden="true">{age}</span>
        </p>
    }
}
