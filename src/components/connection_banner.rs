//! The one message about the connection, in the flow of the page: delayed, said once, never a toast.

use leptos::html;
use leptos::prelude::*;

use super::wording::polled_every;
use super::{Announcer, Icon, icon, use_wording};
use crate::domain::Instant;
use crate::service::{ConnectionState, Remedy, reload_page, use_clock, use_realtime, use_session};
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

/// The slot under the header.
#[component]
pub fn ConnectionBanner() -> impl IntoView {
    let (wording, realtime, venue) = (use_wording(), use_realtime(), use_session().venue());
    let (feed, announcer) = (realtime.feed(), expect_context::<Announcer>());
    let due = use_banner();
    // What is leaving stays readable while it leaves.
    let last = Memo::new(move |last: Option<&Option<Banner>>| due.get().or(last.copied().flatten()));
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
    let headline = move |banner| wording.say(Connection::Headline(banner));
    let status = realtime.status();
    let every = Memo::new(move |_| polled_every(wording, status));
    let meaning = move |banner| {
        let every = every.get();
        if banner == Banner::Polling && !every.is_empty() {
            return wording.say(Connection::PolledMeaning(&every));
        }
        wording.say(Connection::Meaning(banner, as_of.get().as_deref()))
    };

    Effect::new(move |before: Option<Option<Banner>>| {
        let now = due.get();
        match (before.flatten(), now) {
            (before, Some(banner)) if before != Some(banner) => {
                announcer.say_connection(untrack(|| format!("{} {}", headline(banner), meaning(banner))));
            }
            (Some(_), None) => announcer.say_connection(wording.say(Connection::LiveAgain)),
            (None | Some(_), Some(_)) | (None, None) => {}
        }
        now
    });
    let slot = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if due.get().is_none() {
            keep_focus(slot);
        }
    });
    view! {
        <section class="banner-slot" aria-labelledby=move || last.get().map(|_| "banner-title") data-shown=move || due.get().is_some().to_string()>
            <div class="banner-clip" node_ref=slot inert=move || due.get().is_none()>
                {move || last.get().map(|banner| view! {
                    <div class="banner" data-testid="connection-banner" data-tone=tone(banner)>
                        {icon(Icon::Attention)}
                        <p class="banner-text">
                            <strong id="banner-title">{headline(banner)}</strong> " " {move || meaning(banner)} <Countdown banner />
                        </p>
                        <Remedies banner />
                    </div>
                })}
            </div>
        </section>
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
        Banner::TooOld => Connection::Reload,
        Banner::Polling | Banner::Unstable | Banner::Restarting | Banner::SignedOut => return None,
    };
    let act = move |_| if banner == Banner::TooOld { reload_page() } else { realtime.retry() };
    Some(view! { <button type="button" class="button" on:click=act>{wording.say(label)}</button> })
}

/// What is about to be inert must not hold the focus: it goes to the chip, which is always in view.
fn keep_focus(slot: NodeRef<html::Div>) {
    let Some(slot) = slot.get_untracked() else { return };
    let active = document().active_element();
    if active.is_some_and(|active| slot.contains(Some(&active)))
        && let Ok(Some(chip)) = document().query_selector("[data-testid='connection-chip']")
        && let Some(chip) = leptos::wasm_bindgen::JsCast::dyn_ref::<web_sys::HtmlElement>(&chip)
    {
        // An element that is on the page takes the focus; nothing can be done where it does not.
        let _ = chip.focus();
    }
}
