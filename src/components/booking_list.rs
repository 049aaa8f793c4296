//! The list: a real table of rows by id, with the hatch at its edge while nothing proves it right.

use leptos::html;
use leptos::prelude::*;
use web_sys::{Element, FocusOptions};

use super::booking_row::BookingRow;
use super::list_message::NoRows;
use super::{Freshness, ListMessage, use_list_view, use_wording};
use crate::domain::ListQuery;
use crate::service::{FeedPhase, use_realtime, use_session};
use crate::words::{Column, List};

const COLUMNS: [Column; 7] =
    [Column::Time, Column::Room, Column::Guest, Column::Party, Column::Stay, Column::Status, Column::Action];

/// The list of the day.
#[component]
pub fn BookingList(
    /// How far it is proved right.
    freshness: Memo<Freshness>,
) -> impl IntoView {
    let (realtime, view) = (use_realtime(), use_list_view());
    let feed = realtime.feed();
    let message = Memo::new(move |_| {
        let (phase, is_loaded) = feed.with(|feed| (feed.phase, feed.loaded));
        match (phase, is_loaded) {
            (FeedPhase::Refused, _) => Some(ListMessage::Refused),
            (FeedPhase::Waiting | FeedPhase::Joining | FeedPhase::Loading | FeedPhase::Live, false) => {
                Some(ListMessage::Loading)
            }
            (FeedPhase::Waiting | FeedPhase::Joining | FeedPhase::Loading | FeedPhase::Live, true) => {
                if view.day.with(|day| !day.rows.is_empty()) {
                    None
                } else if view.query.with(ListQuery::is_filtered) {
                    Some(ListMessage::NoMatch)
                } else {
                    Some(ListMessage::Empty)
                }
            }
        }
    });
    let is_gap = move || feed.with(|feed| feed.loaded) && freshness.get().is_gap();
    let (list, focused) = (NodeRef::<html::Div>::new(), StoredValue::new_local(None::<Element>));
    Effect::new(move |_| {
        view.day.track();
        request_animation_frame(move || catch_focus(list, focused));
    });
    view! {
        <div
            class="list"
            data-testid="list"
            tabindex="-1"
            node_ref=list
            data-gap=move || is_gap().to_string()
            on:focusin=move |event| focused.set_value(Some(event_target(&event)))
        >
            {move || match message.get() {
                Some(message) => view! { <NoRows message /> }.into_any(),
                None => view! { <Table /> }.into_any(),
            }}
        </div>
    }
}

/// When the row that held the focus has left the list, the focus stays with the list: not with another row, where
/// the next press would be on the wrong guest, and not nowhere.
fn catch_focus(list: NodeRef<html::Div>, focused: StoredValue<Option<Element>, LocalStorage>) {
    let is_nowhere = document().active_element().is_none_or(|active| active.tag_name() == "BODY");
    let has_vanished =
        |element: &Option<Element>| element.as_ref().is_some_and(|element| !element.is_connected());
    let Some(list) = list.try_get_untracked().flatten() else { return };
    if is_nowhere && focused.try_with_value(has_vanished) == Some(true) {
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        // An element that is on the page takes the focus; nothing can be done where it does not.
        let _ = list.focus_with_options(&options);
    }
}

/// The table. Its roles are written out: on a phone its rows are laid out as grids, which takes them away.
#[component]
fn Table() -> impl IntoView {
    let (wording, view, venue) = (use_wording(), use_list_view(), use_session().venue());
    let caption = move || {
        venue.with(|venue| {
            let day = venue.as_ref()?.business_date;
            Some(wording.say(List::Caption(&wording.format(|formats| formats.day(day)))))
        })
    };
    view! {
        <table class="bookings" role="table">
            <caption class="visually-hidden">{caption}</caption>
            <thead role="rowgroup">
                <tr role="row">
                    {COLUMNS.map(|column| view! {
                        <th role="columnheader" scope="col">{wording.say(List::Column(column))}</th>
                    })}
                </tr>
            </thead>
            <tbody role="rowgroup">
                <For each=move || view.day.with(|day| day.rows.clone()) key=Clone::clone let:id>
                    <BookingRow id />
                </For>
            </tbody>
        </table>
    }
}
