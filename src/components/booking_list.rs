//! The list: its rows or why there are none, with the hatch at its edge while nothing proves it right. While a person
//! is with it, nothing in it moves.

use leptos::ev::{FocusEvent, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use web_sys::{Element, Node};

use super::focus::{FocusKeeper, is_typed_into};
use super::list_message::NoRows;
use super::list_table::ListTable;
use super::new_rows_bar::NewRowsBar;
use super::row_focus::{beside, focus_link, id_of, reach};
use super::{Freshness, ListMessage, OtherDays, use_list_view};
use crate::domain::{BookingId, ListQuery};
use crate::service::{ConnectionState, FeedPhase, use_realtime};

/// The list.
#[component]
pub fn BookingList(
    /// How far it is proved right; days that are not live are no part of it.
    freshness: Memo<Freshness>,
) -> impl IntoView {
    let (feed, view) = (use_realtime().feed(), use_list_view());
    let message = use_message();
    let is_gap = move || feed.with(|feed| feed.loaded) && freshness.get().is_gap();
    let list = NodeRef::<html::Div>::new();
    let (keeper, focused) = (FocusKeeper::new(list), RwSignal::new(None::<BookingId>));
    Effect::new(move |_| {
        view.calm.track();
        keeper.catch();
    });
    let on_focus = move |event: FocusEvent| {
        let target: Element = event_target(&event);
        focused.set(row_of(&target).and_then(|row| id_of(&row)));
        keeper.on_focus(target);
        view.hold.focus(true);
    };
    let on_blur = move |event: FocusEvent| {
        let next = event.related_target().and_then(|next| next.dyn_into::<Node>().ok());
        // A list that leaves the page with the focus in it loses it when all of this is gone already.
        let is_within = list.try_get_untracked().flatten().is_some_and(|list| list.contains(next.as_ref()));
        if !is_within {
            let _ = focused.try_set(None);
            view.hold.focus(false);
        }
    };
    view! {
        <div
            class="list"
            data-testid="list"
            tabindex="-1"
            node_ref=list
            data-gap=move || is_gap().to_string()
            on:focusin=on_focus
            on:focusout=on_blur
            on:pointerenter=move |_| view.hold.point()
            on:pointerleave=move |event| view.hold.leave(&event)
            on:keydown=move |event| on_key(&event, |row, is_down| {
                let next = id_of(row).and_then(|id| beside(view, &id, is_down));
                next.is_some_and(|next| reach(view, &next))
            })
        >
            <NewRowsBar />
            {move || match message.get() {
                Some(message) => view! { <NoRows message /> }.into_any(),
                None => view! { <ListTable focused=focused.into() /> }.into_any(),
            }}
        </div>
    }
}

/// Why there are no rows, if there are none.
fn use_message() -> Memo<Option<ListMessage>> {
    let (view, other, feed) = (use_list_view(), expect_context::<OtherDays>(), use_realtime().feed());
    let status = use_realtime().status();
    // A load that failed once is tried again soon: it is on its way until the connection is called not live for it.
    let failed = Memo::new(move |_| {
        let is_overdue = status.with(|status| status.has_session && status.state == ConnectionState::NotLive);
        feed.with(|feed| feed.fault.as_ref().filter(|_| is_overdue).map(|fault| fault.kind))
    });
    Memo::new(move |_| {
        let (phase, is_loaded) = feed.with(|feed| (feed.phase, feed.loaded));
        match (phase, is_loaded) {
            (FeedPhase::Refused, _) => Some(ListMessage::Refused),
            (FeedPhase::Waiting | FeedPhase::Joining | FeedPhase::Loading | FeedPhase::Live, false) => {
                Some(failed.get().map_or(ListMessage::Loading, ListMessage::Failed))
            }
            (FeedPhase::Waiting | FeedPhase::Joining | FeedPhase::Loading | FeedPhase::Live, true) => {
                if view.calm.with(|calm| !calm.rows().is_empty()) {
                    None
                } else if other.are_asked() {
                    Some(ListMessage::Elsewhere)
                } else if view.query.with(ListQuery::is_filtered) {
                    Some(ListMessage::NoMatch)
                } else {
                    Some(ListMessage::Empty)
                }
            }
        }
    })
}

/// Up and down go from row to row, wherever in the row the focus is: `step` takes it from a row to the one above or below,
/// if there is one.
pub(super) fn on_key(event: &KeyboardEvent, step: impl FnOnce(&Element, bool) -> bool) {
    let is_down = match event.key().as_str() {
        "ArrowDown" => true,
        "ArrowUp" => false,
        _ => return,
    };
    if event.default_prevented() || event.alt_key() || event.ctrl_key() || event.meta_key() {
        return;
    }
    let target: Element = event_target(event);
    if is_typed_into(&target) {
        return;
    }
    let has_moved = match row_of(&target) {
        Some(row) => step(&row, is_down),
        None => {
            is_down && target.query_selector(".booking").ok().flatten().is_some_and(|row| focus_link(&row))
        }
    };
    if has_moved {
        event.prevent_default();
    }
}

/// The row that an element is in.
fn row_of(element: &Element) -> Option<Element> {
    element.closest(".booking").ok().flatten()
}
