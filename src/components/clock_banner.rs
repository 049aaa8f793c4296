//! "This device's clock is 9 minutes off."

use leptos::prelude::*;

use super::banner::{Banner, Tone};
use super::panel::use_panel_href;
use super::use_wording;
use crate::service::use_clock_off;
use crate::words::Connection;

const MINUTE_MS: u64 = 60_000;
/// From here on hours say more than minutes.
const MINUTES_MAX: u64 = 120;

/// The banner.
#[component]
pub(super) fn ClockBanner(
    /// How many other things are to be said.
    more: Signal<usize>,
) -> impl IntoView {
    let (wording, (off, dismiss), href) = (use_wording(), use_clock_off(), use_panel_href());
    // What is leaving stays as it was.
    let minutes = Memo::new(move |before: Option<&u64>| {
        let off = off.get().map(|ms| (ms.unsigned_abs() + MINUTE_MS / 2) / MINUTE_MS);
        off.or(before.copied()).unwrap_or_default()
    });
    let headline = move || {
        let minutes = minutes.get();
        let is_long = minutes > MINUTES_MAX;
        let count = if is_long { (minutes + 30) / 60 } else { minutes };
        wording.count(usize::try_from(count).unwrap_or(usize::MAX), |count| match is_long {
            true => Connection::ClockOffHours(count).into(),
            false => Connection::ClockOff(count).into(),
        })
    };
    view! {
        <Banner test_id="clock-banner" kind="clock" tone=Tone::Amber more on_dismiss=Some(dismiss)>
            <p class="banner-text">
                <strong id="banner-title">{headline}</strong> " " {wording.say(Connection::ClockMeaning)}
            </p>
            <a class="button" href=move || href.get()>{wording.say(Connection::Details)}</a>
        </Banner>
    }
}
