//! The slot under the header: of all that could be said there, the most urgent, alone; how much else there is beside
//! it.

use std::time::Duration;

use leptos::html;
use leptos::prelude::*;

use super::Announcer;
use super::clock_banner::ClockBanner;
use super::connection_banner::{ConnectionBanner, ConnectionWords};
use super::list_hold::{ListPointer, ON_THE_WAY_MS};
use super::storage_banner::{StorageBanner, announce_unsafe, use_unsafe};
use super::update_notice::UpdateBanner;
use crate::service::{Notice, use_clock_off, use_realtime, use_shell};

/// What the slot can say.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Due {
    Connection(Notice),
    Storage,
    Update,
    Clock,
}

/// The slot.
#[component]
pub fn BannerSlot() -> impl IntoView {
    let words = ConnectionWords::new();
    words.announce(expect_context::<Announcer>());
    let is_unsafe = use_unsafe();
    announce_unsafe(is_unsafe, expect_context::<Announcer>());
    let (notice, update, (clock_off, _)) =
        (use_realtime().notice(), use_shell().update_available(), use_clock_off());
    let feed = use_realtime().feed();
    // Where there is no list, its place says that it cannot be loaded.
    let notice = Memo::new(move |_| {
        notice.get().filter(|notice| *notice != Notice::LoadFailed || feed.with(|feed| feed.loaded))
    });
    let all = move || {
        // The most urgent first.
        let due = [
            notice.get().map(Due::Connection),
            is_unsafe.get().then_some(Due::Storage),
            update.get().then_some(Due::Update),
            clock_off.get().map(|_| Due::Clock),
        ];
        due.into_iter().flatten()
    };
    let due = Memo::new(move |_| all().next());
    let more = Signal::derive(move || all().count().saturating_sub(1));
    // What is leaving stays readable while it leaves.
    let last = Memo::new(move |last: Option<&Option<Due>>| due.get().or(last.copied().flatten()));
    let slot = NodeRef::<html::Div>::new();
    let is_on_banner = RwSignal::new(false);
    let held = use_held(slot, is_on_banner);
    Effect::new(move |_| {
        if due.get().is_none() {
            keep_focus(slot);
        }
    });
    view! {
        <section
            class="banner-slot"
            aria-labelledby=move || last.get().map(|_| "banner-title")
            data-shown=move || due.get().is_some().to_string()
            data-held=move || held.get().map(Held::as_str)
            style:--banner-kept=move || held.get().map(|held| format!("{}px", held.height_px))
            style:--banner-drop=move || held.get().map(|held| format!("{}px", held.drop_px))
        >
            <div class="banner-clip" node_ref=slot inert=move || due.get().is_none()>
                {move || last.get().map(|due| match due {
                    Due::Connection(notice) => view! { <ConnectionBanner words notice more /> }.into_any(),
                    Due::Storage => view! { <StorageBanner more /> }.into_any(),
                    Due::Update => view! { <UpdateBanner more /> }.into_any(),
                    Due::Clock => view! { <ClockBanner more /> }.into_any(),
                })}
            </div>
        </section>
    }
}

/// A slot that keeps its height, in CSS pixels.
#[derive(Clone, Copy, PartialEq)]
struct Held {
    height_px: f64,
    /// How far below the slot what comes into it lies. In an empty one it covers the counters, and never the "as of".
    drop_px: f64,
}

impl Held {
    /// The word of `data-held`: what is shown keeps its room, and what comes, or grows beyond it, lies over the page.
    fn as_str(self) -> &'static str {
        if self.height_px > 0.0 { "kept" } else { "over" }
    }
}

/// While the pointer is on the list no row may move under it, and a press meant for one guest meet another: what comes
/// into the slot then lies over the tools of the list, as far as it has no room there, and what leaves it leaves its room
/// empty.
fn use_held(clip: NodeRef<html::Div>, is_on_banner: RwSignal<bool>) -> Memo<Option<Held>> {
    let is_still = use_still(is_on_banner);
    Memo::new(move |_| {
        if !is_still.get() {
            return None;
        }
        let clip = clip.get_untracked()?.get_bounding_client_rect();
        let height_px = clip.height();
        let counters = document().query_selector(".counters").ok().flatten().filter(|_| height_px == 0.0);
        let drop_px =
            counters.map_or(0.0, |counters| counters.get_bounding_client_rect().top() - clip.bottom());
        Some(Held { height_px, drop_px })
    })
}

/// Whether the slot keeps its height: while the pointer is on the list or on the banner, and on its way between them.
fn use_still(is_on_banner: RwSignal<bool>) -> RwSignal<bool> {
    let is_on_list = expect_context::<ListPointer>().is_on_list();
    let is_there = Memo::new(move |_| is_on_list.get() || is_on_banner.get());
    let is_still = RwSignal::new(false);
    Effect::new(move |_| {
        if is_there.get() {
            // Measured once, when the pointer comes.
            if !is_still.get_untracked() {
                is_still.set(true);
            }
            return;
        }
        let leave = move || {
            if is_there.try_get_untracked() == Some(false) {
                is_still.try_set(false);
            }
        };
        set_timeout(leave, Duration::from_millis(ON_THE_WAY_MS));
    });
    // Another window has another layout: what was measured is worth nothing.
    let on_resize = window_event_listener(leptos::ev::resize, move |_| {
        is_still.try_set(false);
    });
    on_cleanup(move || on_resize.remove());
    is_still
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
