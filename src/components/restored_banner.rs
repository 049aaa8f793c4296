//! "Live again": what was missed, and the way to it.

use leptos::prelude::*;

use super::banner::{Banner, Tone};
use super::{ChangesWalk, Wording, use_wording};
use crate::service::{Missed, use_realtime};
use crate::words::Connection;

/// What was missed, without the headline.
fn missed_text(wording: Wording, missed: Missed) -> String {
    wording.count(missed.changes, |count| match missed.reloaded {
        true => Connection::Reloaded(count).into(),
        false => Connection::Missed(count).into(),
    })
}

/// What was missed, as it is said.
pub(super) fn missed_sentence(wording: Wording, missed: Missed) -> String {
    format!("{} {}", wording.say(Connection::LiveAgain), missed_text(wording, missed))
}

/// The banner.
#[component]
pub(super) fn RestoredBanner(
    /// What was missed.
    missed: Missed,
    /// How many other things are to be said.
    more: Signal<usize>,
    /// Puts it away.
    on_dismiss: Callback<()>,
) -> impl IntoView {
    let (wording, realtime, walk) = (use_wording(), use_realtime(), expect_context::<ChangesWalk>());
    let kind = if missed.reloaded { "reloaded" } else { "restored" };
    let show = move |_| {
        walk.ask();
        realtime.dismiss_notice();
    };
    view! {
        <Banner test_id="restored-banner" kind tone=Tone::Good more on_dismiss=Some(on_dismiss)>
            <p class="banner-text">
                <strong id="banner-title">{wording.say(Connection::LiveAgain)}</strong>
                " "
                {missed_text(wording, missed)}
            </p>
            {(missed.changes > 0).then(|| view! {
                <button type="button" class="button" on:click=show>{wording.say(Connection::ShowChanges)}</button>
            })}
        </Banner>
    }
}
