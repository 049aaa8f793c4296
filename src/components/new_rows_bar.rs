//! The bar of what waits: new bookings, and rows that are held in their place. It lies over the table's heads, so that
//! it covers no row and moves none when it comes.

use leptos::prelude::*;

use super::{use_list_view, use_wording};
use crate::words::{Count, Tools};

/// The bar.
#[component]
pub(super) fn NewRowsBar() -> impl IntoView {
    let (wording, view) = (use_wording(), use_list_view());
    let waiting = Memo::new(move |_| view.calm.with(|calm| (calm.waiting(), calm.held_back())));
    let text = move || {
        let (new, held) = waiting.get();
        let (new_text, held_text) = (wording.number(new), wording.number(held));
        let new = Count { value: new as u64, text: &new_text };
        let held = Count { value: held as u64, text: &held_text };
        match (new.value, held.value) {
            (0, 0) => None,
            (_, 0) => Some(wording.say(Tools::NewRows(new))),
            (0, _) => Some(wording.say(Tools::HeldRows(held))),
            (_, _) => Some(wording.say(Tools::NewAndHeldRows(new, held))),
        }
    };
    let shown = Memo::new(move |_| text());
    let is_shown = Memo::new(move |_| shown.with(Option::is_some));
    view! {
        <div class="list-bar">
            <Show when=move || is_shown.get()>
                <button
                    type="button"
                    class="button list-bar-button"
                    data-testid="new-rows"
                    on:click=move |_| view.settle()
                >
                    {move || shown.get()}
                </button>
            </Show>
        </div>
    }
}
