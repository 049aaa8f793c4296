//! The one message about the connection, in the flow of the page: delayed, said once, never a toast. Which message is
//! due, and since when, is the service's to know; here are its words.

use leptos::prelude::*;

use super::banner::{Banner as BannerFrame, Tone};
use super::dating::use_dating;
use super::remedies::{Found, Remedies};
use super::restored_banner::{RestoredBanner, missed_sentence};
use super::wording::polled_every;
use super::{Announcer, Wording, use_wording};
use crate::domain::Instant;
use crate::service::{Notice, Safety, Said, use_clock, use_realtime, use_session};
use crate::words::{Banner, Connection, Fate};

/// A countdown only for waits that are worth counting.
const COUNTDOWN_FROM_MS: u64 = 5_000;

/// The words for a message; `None` where all is well again.
fn banner_for(notice: Notice) -> Option<Banner> {
    Some(match notice {
        Notice::Unreached => Banner::Unreached,
        Notice::Reconnecting => Banner::Reconnecting,
        Notice::StillTrying => Banner::StillTrying,
        Notice::LoadFailed => Banner::LoadFailed,
        Notice::Offline => Banner::Offline,
        Notice::Polling => Banner::Polling,
        Notice::Blocked => Banner::Blocked,
        Notice::CatchingUp => Banner::CatchingUp,
        Notice::Unstable => Banner::Unstable,
        Notice::Restarting => Banner::Restarting,
        Notice::Stopped => Banner::Stopped,
        Notice::TooOld => Banner::TooOld,
        Notice::Restored(_) => return None,
    })
}

/// The name in `data-kind`, and how urgent it looks.
fn look(banner: Banner) -> (&'static str, Tone) {
    match banner {
        Banner::Unreached => ("unreached", Tone::Amber),
        Banner::Reconnecting => ("reconnecting", Tone::Amber),
        Banner::StillTrying => ("still-trying", Tone::Amber),
        Banner::LoadFailed => ("load-failed", Tone::Amber),
        Banner::Offline => ("offline", Tone::Amber),
        Banner::Polling => ("polling", Tone::Neutral),
        Banner::Blocked => ("blocked", Tone::Neutral),
        Banner::CatchingUp => ("catching-up", Tone::Neutral),
        Banner::Unstable => ("unstable", Tone::Amber),
        Banner::Restarting => ("restarting", Tone::Neutral),
        Banner::Stopped => ("stopped", Tone::Alert),
        Banner::TooOld => ("too-old", Tone::Alert),
    }
}

/// What the words depend on. `Copy`.
#[derive(Clone, Copy)]
pub(super) struct ConnectionWords {
    wording: Wording,
    as_of: Memo<Option<String>>,
    /// How often the list is fetched meanwhile, as people read it; empty while it is not.
    polled_every: Memo<String>,
    /// Whether this person may do something that waits for a connection.
    can_queue: Memo<bool>,
    /// Whether what they do is kept on the device.
    is_safe: Memo<bool>,
    /// How much of it is kept there now.
    kept: Memo<usize>,
}

impl ConnectionWords {
    /// Follows the connection for as long as the owner lives.
    pub(super) fn new() -> Self {
        let (wording, realtime, venue) = (use_wording(), use_realtime(), use_session().venue());
        let (notice, feed, status) = (realtime.notice(), realtime.feed(), realtime.status());
        let dating = use_dating();
        let outbox = realtime.outbox();
        // What is leaving stays readable, and as it was, while it leaves.
        let as_of = Memo::new(move |before: Option<&Option<String>>| {
            if notice.get().is_none()
                && let Some(before) = before
            {
                return before.clone();
            }
            let at = Instant::from_unix_ms(feed.with(|feed| feed.proved_at_ms)?);
            dating.time(at)
        });
        let polled_every = Memo::new(move |_| polled_every(wording, status));
        let can_queue = Memo::new(move |_| {
            venue.with(|venue| {
                venue.as_ref().is_some_and(|venue| venue.allowed.iter().any(|kind| kind.is_queueable()))
            })
        });
        let is_safe = Memo::new(move |_| outbox.with(|outbox| outbox.safety == Safety::Safe));
        let kept = Memo::new(move |_| {
            outbox.with(|outbox| {
                let open = outbox.waiting + outbox.sending + outbox.unknown + outbox.held;
                if outbox.unsaved == 0 { open } else { 0 }
            })
        });
        ConnectionWords { wording, as_of, polled_every, can_queue, is_safe, kept }
    }

    fn headline(self, banner: Banner) -> String {
        self.wording.say(Connection::Headline(banner))
    }

    fn meaning(self, banner: Banner) -> String {
        let every = self.polled_every.get();
        if banner == Banner::Polling && !every.is_empty() {
            return self.wording.say(Connection::PolledMeaning(&every));
        }
        if banner == Banner::Blocked && !every.is_empty() {
            return self.wording.say(Connection::BlockedMeaning(&every));
        }
        self.wording.say(Connection::Meaning(banner, self.as_of.get().as_deref()))
    }

    /// What becomes of what a person does meanwhile; nothing where nothing true can be promised.
    fn fate(self, banner: Banner) -> Option<String> {
        let (has_list, can_queue) = (self.as_of.with(Option::is_some), self.can_queue.get());
        let kept_fate = match banner {
            Banner::Unreached | Banner::Reconnecting => Fate::Kept,
            Banner::StillTrying => Fate::Saved,
            Banner::Offline => Fate::SentWhenBack,
            Banner::TooOld if self.kept.get() > 0 => {
                return Some(
                    self.wording
                        .count(self.kept.get(), |count| Connection::Fate(Fate::KeptForReload(count)).into()),
                );
            }
            Banner::LoadFailed
            | Banner::Polling
            | Banner::Blocked
            | Banner::CatchingUp
            | Banner::Unstable
            | Banner::Restarting
            | Banner::Stopped
            | Banner::TooOld => return None,
        };
        let fate = if self.is_safe.get() { kept_fate } else { Fate::WhilePageIsOpen };
        (has_list && can_queue).then(|| self.wording.say(Connection::Fate(fate)))
    }

    /// The sentences after the headline. What goes out after the reload says already that there is to be one.
    fn rest(self, banner: Banner) -> String {
        let fate = self.fate(banner);
        let meaning = (banner != Banner::TooOld || fate.is_none()).then(|| self.meaning(banner));
        meaning.into_iter().chain(fate).collect::<Vec<_>>().join(" ")
    }

    /// What is said of a message to those who do not see it.
    fn sentence(self, notice: Notice) -> String {
        match (notice, banner_for(notice)) {
            (Notice::Restored(missed), _) => missed_sentence(self.wording, missed),
            (_, Some(banner)) => format!("{} {}", self.headline(banner), self.rest(banner)),
            (_, None) => String::new(),
        }
    }

    /// Says each message once to those who do not see it.
    pub(super) fn announce(self, announcer: Announcer) {
        let said = use_realtime().said();
        let say = move |said: &Option<Said>, _: Option<&Option<Said>>, _: Option<()>| {
            let Some(said) = said else { return };
            let sentence = self.sentence(said.notice);
            if said.is_of_connection {
                announcer.say_connection(sentence);
            } else {
                announcer.say_result(sentence);
            }
        };
        // What was said before this page was opened is not said again.
        Effect::watch(move || said.get(), say, false);
    }
}

/// The banner itself.
#[component]
pub(super) fn ConnectionBanner(
    /// What its words depend on.
    words: ConnectionWords,
    /// What it is about.
    notice: Notice,
    /// How many other things are to be said.
    more: Signal<usize>,
) -> impl IntoView {
    let realtime = use_realtime();
    let found = RwSignal::new(None::<Found>);
    let dismiss = Callback::new(move |()| realtime.dismiss_notice());
    match (notice, banner_for(notice)) {
        (Notice::Restored(missed), _) => {
            view! { <RestoredBanner missed more on_dismiss=dismiss /> }.into_any()
        }
        (_, Some(banner)) => {
            let (kind, tone) = look(banner);
            let on_dismiss = notice.can_dismiss().then_some(dismiss);
            let finding = move || found.get().map(|found| format!(" {}", found.sentence(words.wording)));
            view! {
                <BannerFrame test_id="connection-banner" kind tone more on_dismiss>
                    <p class="banner-text">
                        <strong id="banner-title">{words.headline(banner)}</strong>
                        " "
                        {move || words.rest(banner)}
                        {finding}
                        <Countdown banner />
                    </p>
                    <Remedies banner found />
                </BannerFrame>
            }
            .into_any()
        }
        (_, None) => ().into_any(),
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
    view! { <span class="figures" aria-hidden="true" data-testid="countdown">{text}</span> }
}
