//! One booking as a line of the ledger: time and room loudest, then the guest, the rest quiet.

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use web_sys::Element;

use super::row_action::{RowAction, RowResult};
use super::row_cells::{FactCells, LeadCells, use_placement};
use super::row_menu::RowMenuButton;
use super::wording::status_word;
use super::{use_list_view, use_wording};
use crate::domain::{ActionKind, Booking, BookingId, Offer, Placement, Staying};
use crate::service::{use_clock, use_realtime, use_session};
use crate::words::{Row, Tools};

/// How long the mark in the margin stays.
const MARK_MS: i64 = 60_000;
/// A row that is drawn later than this after its change is marked, but not tinted.
const TINT_MS: i64 = 2_000;

/// A row.
#[component]
pub(super) fn BookingRow(
    /// Whose row.
    id: BookingId,
) -> impl IntoView {
    match use_realtime().row(&id) {
        Some(booking) => view! { <KnownRow id booking=booking.into() /> }.into_any(),
        None => view! { <GoneRow id /> }.into_any(),
    }
}

/// Keeps the place of a booking that is gone, for as long as the list is held.
#[component]
fn GoneRow(id: BookingId) -> impl IntoView {
    let wording = use_wording();
    view! {
        <tr class="booking" role="row" data-booking-id=id.as_str().to_owned() data-staying="leaves">
            <td role="cell" colspan="7" class="quiet">{wording.say(Tools::RemovedLeaves)}</td>
        </tr>
    }
}

#[component]
fn KnownRow(id: BookingId, booking: RwSignal<Booking>) -> impl IntoView {
    let (wording, view, realtime) = (use_wording(), use_list_view(), use_realtime());
    let placement = use_placement(booking, move || view.query.with(|query| query.range));
    let next = use_next(booking, placement);
    let changed = use_changed(&id);
    let is_caught_up = {
        let (caught_up, id) = (realtime.caught_up(), id.clone());
        Memo::new(move |_| {
            caught_up.with(|caught_up| caught_up.as_ref().is_some_and(|it| it.changes.contains(&id)))
        })
    };
    let staying = {
        let id = id.clone();
        Memo::new(move |_| view.calm.with(|calm| calm.staying(&id)))
    };
    let is_set_aside = {
        let id = id.clone();
        Memo::new(move |_| realtime.with_board(|board| board.is_set_aside(&id)))
    };
    let (is_selected, open) = use_opening(&id);
    let index = {
        let id = id.clone();
        // The heads are the first row.
        Memo::new(move |_| view.places.with(|places| places.get(&id).map(|place| (place + 2).to_string())))
    };
    view! {
        <tr
            class="booking"
            role="row"
            aria-rowindex=move || index.get()
            data-booking-id=id.as_str().to_owned()
            data-status=move || booking.with(|booking| booking.status.as_str())
            data-version=move || booking.with(|booking| booking.version.to_string())
            data-changed=move || changed.get()
            data-caught-up=move || is_caught_up.get().then_some("true")
            data-set-aside=move || is_set_aside.get().then_some("true")
            data-selected=move || is_selected.get().then_some("true")
            data-staying=move || staying.get().map(staying_word)
            on:click=open
        >
            <LeadCells booking placement />
            <td role="cell" class="cell-guest">
                <div class="guest-cell">
                    <GuestLine id=id.clone() booking staying is_selected />
                    <RowResult booking />
                    <Show when=move || is_set_aside.get()>
                        <p class="row-result" data-state="set-aside">
                            <span class="row-result-text">{wording.say(Row::SetAside)}</span>
                        </p>
                    </Show>
                </div>
            </td>
            <FactCells booking placement />
            <td role="cell" class="cell-action">
                <RowAction booking next />
                <RowMenuButton booking next />
            </td>
        </tr>
    }
}

/// The one action that has a button; none that the booking would not take today.
pub(super) fn use_next(
    booking: RwSignal<Booking>,
    placement: Memo<Option<Placement>>,
) -> Memo<Option<ActionKind>> {
    let venue = use_session().venue();
    Memo::new(move |_| {
        let placed = placement.get()?;
        venue.with(|venue| {
            booking.with(|booking| {
                let kind = placed.primary_action(booking.status)?;
                let offer = Offer::of(kind, booking, venue.as_ref()?, true);
                matches!(offer, Offer::Now | Offer::NotAllowed).then_some(kind)
            })
        })
    })
}

/// Whether a booking's detail is open, and what a click on its row does: it opens the detail.
pub(super) fn use_opening(id: &BookingId) -> (Memo<bool>, impl Fn(MouseEvent) + use<>) {
    let view = use_list_view();
    let (selected, opened) = (id.clone(), id.clone());
    let is_selected = Memo::new(move |_| view.opened.with(|opened| opened.as_ref() == Some(&selected)));
    let open = move |event: MouseEvent| {
        if !is_on_control(&event) {
            view.open_for_reading(&opened);
        }
    };
    (is_selected, open)
}

/// Whether a click was on something that does its own.
fn is_on_control(event: &MouseEvent) -> bool {
    let target: Element = event_target(event);
    target.closest("a, button, input, select").is_ok_and(|control| control.is_some())
}

fn staying_word(staying: Staying) -> &'static str {
    match staying {
        Staying::Leaves => "leaves",
        Staying::Moves => "moves",
    }
}

/// The guest, who leads to the detail; then the note, or why the row is only held here.
#[component]
pub(super) fn GuestLine(
    /// Whose.
    id: BookingId,
    /// The same, with what it says.
    booking: RwSignal<Booking>,
    /// Why the row is only held.
    staying: Memo<Option<Staying>>,
    /// Whether its detail is open.
    is_selected: Memo<bool>,
) -> impl IntoView {
    let (wording, view, realtime) = (use_wording(), use_list_view(), use_realtime());
    let to_read = {
        let id = id.clone();
        move |event: MouseEvent| {
            // A click with a key held is the browser's: another tab, a download.
            if !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key()) {
                event.prevent_default();
                view.open_for_reading(&id);
            }
        }
    };
    let href = {
        let id = id.clone();
        move || view.href(&id)
    };
    let beside = move || match staying.get() {
        None => {
            view! { <span class="guest-note">{move || booking.with(|booking| booking.note.clone())}</span> }
                .into_any()
        }
        Some(staying) => {
            let is_gone = realtime.with_board(|board| board.get(&id).is_none());
            let status = status_word(booking.with(|booking| booking.status));
            let mark = match (staying, is_gone) {
                (Staying::Leaves, true) => Tools::RemovedLeaves,
                (Staying::Leaves, false) => Tools::Leaves(status),
                (Staying::Moves, _) => Tools::Moves,
            };
            view! { <span class="staying" data-testid="staying">{wording.say(mark)}</span> }.into_any()
        }
    };
    view! {
        <span class="guest-line">
            <a
                class="guest-link"
                href=href
                aria-current=move || is_selected.get().then_some("true")
                on:click=to_read
            >
                <span class="guest-name">{move || booking.with(|booking| booking.guest.name.clone())}</span>
            </a>
            {beside}
        </span>
    }
}

/// How to mark that the booking changed a moment ago. The two words for a tint alternate, so that a second change
/// starts it anew.
fn use_changed(id: &BookingId) -> Memo<Option<&'static str>> {
    let (changed_at, clock) = (use_realtime().just_changed(id), use_clock());
    let is_rushing = use_realtime().is_rushing();
    let change = Memo::new(move |before: Option<&Option<(i64, bool)>>| {
        let at = changed_at.as_ref().and_then(|changed_at| changed_at.get())?;
        let parity = before.copied().flatten().is_some_and(|(_, parity)| !parity);
        Some((at, parity))
    });
    let is_tinted = Memo::new(move |_| {
        change
            .get()
            .is_some_and(|(at, _)| !is_rushing.get_untracked() && (clock.get_untracked() - at) < TINT_MS)
    });
    Memo::new(move |_| {
        let (at, parity) = change.get()?;
        if clock.get() - at >= MARK_MS {
            return None;
        }
        Some(match (is_tinted.get(), parity) {
            (false, _) => "before",
            (true, false) => "even",
            (true, true) => "odd",
        })
    })
}
