//! The browser stores nothing of what people do: said on every page, for as long as it is so.

use leptos::prelude::*;
use leptos_router::components::A;

use super::banner::{Banner, Tone};
use super::{Announcer, use_venue_href, use_wording};
use crate::service::{Safety, StorageFault, use_realtime};
use crate::words::{Keeping, StorageCause};

/// Whether what people do would be lost with the tab.
pub(super) fn use_unsafe() -> Memo<bool> {
    let outbox = use_realtime().outbox();
    Memo::new(move |_| outbox.with(|summary| summary.safety != Safety::Safe))
}

/// Why a browser stores nothing, for people.
pub(super) fn storage_cause(safety: Safety) -> Option<StorageCause> {
    match safety {
        Safety::Safe => None,
        Safety::Memory(StorageFault::Blocked) => Some(StorageCause::Blocked),
        Safety::Memory(StorageFault::Full) => Some(StorageCause::Full),
        Safety::Memory(StorageFault::Failed | StorageFault::Slow) => Some(StorageCause::Failed),
    }
}

/// Says it once to those who do not see it, each time that it becomes so.
pub(super) fn announce_unsafe(is_unsafe: Memo<bool>, announcer: Announcer) {
    let wording = use_wording();
    Effect::new(move |_| {
        if is_unsafe.get() {
            announcer.say_result(format!(
                "{} {}",
                wording.say(Keeping::CannotStore),
                wording.say(Keeping::CannotStoreText)
            ));
        }
    });
}

/// The banner.
#[component]
pub fn StorageBanner(
    /// How many other things are to be said.
    #[prop(default = Signal::stored(0))]
    more: Signal<usize>,
) -> impl IntoView {
    let (wording, to_outbox) = (use_wording(), use_venue_href("/outbox"));
    view! {
        <Banner test_id="storage-banner" kind="storage" tone=Tone::Amber more on_dismiss=None>
            <p class="banner-text">
                <strong id="banner-title">{wording.say(Keeping::CannotStore)}</strong>
                " "
                {wording.say(Keeping::CannotStoreText)}
            </p>
            <A href=move || to_outbox.get() attr:class="button">{wording.say(Keeping::Details)}</A>
        </Banner>
    }
}
