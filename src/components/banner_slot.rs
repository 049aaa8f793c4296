//! The slot under the header: of all that could be said there, the most urgent, alone.

use leptos::html;
use leptos::prelude::*;

use super::Announcer;
use super::connection_banner::{ConnectionBanner, ConnectionNotice};
use super::storage_banner::{StorageBanner, announce_unsafe, use_unsafe};
use super::update_notice::UpdateBanner;
use crate::service::use_shell;
use crate::words::Banner;

/// What the slot can say, the most urgent first.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Notice {
    Connection(Banner),
    Storage,
    Update,
}

/// The slot.
#[component]
pub fn BannerSlot() -> impl IntoView {
    let (connection, update) = (ConnectionNotice::new(), use_shell().update_available());
    connection.announce(expect_context::<Announcer>());
    let is_unsafe = use_unsafe();
    announce_unsafe(is_unsafe, expect_context::<Announcer>());
    let due = Memo::new(move |_| {
        let connection = connection.due().map(Notice::Connection);
        let storage = || is_unsafe.get().then_some(Notice::Storage);
        connection.or_else(storage).or_else(|| update.get().then_some(Notice::Update))
    });
    // What is leaving stays readable while it leaves.
    let last = Memo::new(move |last: Option<&Option<Notice>>| due.get().or(last.copied().flatten()));
    let slot = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if due.get().is_none() {
            keep_focus(slot);
        }
    });
    view! {
        <section class="banner-slot" aria-labelledby=move || last.get().map(|_| "banner-title") data-shown=move || due.get().is_some().to_string()>
            <div class="banner-clip" node_ref=slot inert=move || due.get().is_none()>
                {move || last.get().map(|notice| match notice {
                    Notice::Connection(banner) => view! { <ConnectionBanner notice=connection banner /> }.into_any(),
                    Notice::Storage => view! { <StorageBanner /> }.into_any(),
                    Notice::Update => view! { <UpdateBanner /> }.into_any(),
                })}
            </div>
        </section>
    }
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
