//! One booking as a line of the ledger: time and room loudest, then the guest, the rest quiet.

use leptos::prelude::*;

use super::row_action::{RowAction, RowResult};
use super::wording::{attention_word, status_word};
use super::{Icon, icon, use_list_view, use_wording};
use crate::domain::{Booking, BookingId, Placement, Venue};
use crate::service::{use_clock, use_realtime, use_session};
use crate::words::{List, Row};

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
    let realtime = use_realtime();
    let booking: RwSignal<Booking> = realtime.row(&id)?.into();
    let (wording, view, venue) = (use_wording(), use_list_view(), use_session().venue());
    let placement = Memo::new(move |_| {
        let now = view.minute.get();
        venue.with(|venue| booking.with(|booking| Placement::of(booking, venue.as_ref()?, now)))
    });
    let next = Memo::new(move |_| {
        placement.with(|placement| placement.as_ref()?.primary_action(booking.with(|booking| booking.status)))
    });
    let changed = use_changed(&id);
    let is_caught_up = {
        let (caught_up, id) = (realtime.caught_up(), id.clone());
        Memo::new(move |_| {
            caught_up.with(|caught_up| caught_up.as_ref().is_some_and(|it| it.changes.contains(&id)))
        })
    };
    let is_set_aside = {
        let id = id.clone();
        Memo::new(move |_| realtime.with_board(|board| board.is_set_aside(&id)))
    };
    Some(view! {
        <tr
            class="booking"
            role="row"
            data-booking-id=id.as_str().to_owned()
            data-status=move || booking.with(|booking| booking.status.as_str())
            data-version=move || booking.with(|booking| booking.version.to_string())
            data-changed=move || changed.get()
            data-caught-up=move || is_caught_up.get().then_some("true")
            data-set-aside=move || is_set_aside.get().then_some("true")
        >
            <td role="cell" class="cell-time"><TimeCell placement /></td>
            <td role="cell" class="cell-room">
                {move || booking.with(|booking| match &booking.resource {
                    Some(room) => view! { <span class="key-tag">{room.name.clone()}</span> }.into_any(),
                    None => view! {
                        <span class="key-tag" data-state="none">{wording.say(Row::NoRoom)}</span>
                    }.into_any(),
                })}
            </td>
            <td role="cell" class="cell-guest">
                <span class="guest-line">
                    <span class="guest-name">{move || booking.with(|booking| booking.guest.name.clone())}</span>
                    <span class="guest-note">{move || booking.with(|booking| booking.note.clone())}</span>
                </span>
                <RowResult booking />
                <Show when=move || is_set_aside.get()>
                    <p class="row-result" data-state="set-aside">{wording.say(Row::SetAside)}</p>
                </Show>
            </td>
            <td role="cell" class="cell-party">
                <span class="people" title=move || party(wording, booking)>
                    {icon(Icon::Person)}
                    <span aria-hidden="true">
                        {move || wording.number(booking.with(|booking| booking.party as usize))}
                    </span>
                    <span class="visually-hidden">{move || party(wording, booking)}</span>
                </span>
            </td>
            <td role="cell" class="cell-stay">
                {move || venue.with(|venue| booking.with(|booking| stay(wording, booking, venue.as_ref()?)))}
            </td>
            <td role="cell" class="cell-status"><StatusCell booking placement /></td>
            <td role="cell" class="cell-action"><RowAction booking next /></td>
        </tr>
    })
}

/// The time that matters; a date where it is not the business date's.
#[component]
fn TimeCell(placement: Memo<Option<Placement>>) -> impl IntoView {
    let (wording, venue) = (use_wording(), use_session().venue());
    let text = move || {
        let placement = placement.get()?;
        venue.with(|venue| {
            let venue = venue.as_ref()?;
            let day = venue.day_of(placement.at);
            let is_today = day == venue.business_date;
            let text = wording.format(|formats| {
                if is_today { formats.time(placement.at, venue) } else { formats.short_day(day) }
            });
            let class = if is_today { "time-clock" } else { "time-day" };
            let (shape, word) =
                if placement.is_arrival { (Icon::Arrive, Row::Arrives) } else { (Icon::Leave, Row::Leaves) };
            Some(view! {
                {icon(shape)}
                <span class="visually-hidden">{wording.say(word)} " "</span>
                <span class=class>{text}</span>
            })
        })
    };
    view! { <span class="time">{text}</span> }
}

/// The status in shape and word, and why the booking needs a person.
#[component]
fn StatusCell(booking: RwSignal<Booking>, placement: Memo<Option<Placement>>) -> impl IntoView {
    let wording = use_wording();
    let status = Memo::new(move |_| booking.with(|booking| booking.status));
    let attention = Memo::new(move |_| placement.with(|placement| placement.as_ref()?.attention));
    view! {
        <span class="status-line">
            <span class="status" data-status=move || status.get().as_str()>
                {move || icon(Icon::Status(status.get()))}
                <span>{move || wording.say(List::Status(status_word(status.get())))}</span>
            </span>
            {move || attention.get().map(|why| view! {
                <span class="attention">
                    {icon(Icon::Attention)} {wording.say(Row::Attention(attention_word(why)))}
                </span>
            })}
        </span>
    }
}

fn party(wording: super::Wording, booking: RwSignal<Booking>) -> String {
    wording.count(booking.with(|booking| booking.party as usize), |people| Row::Party(people).into())
}

/// From when until when, and how many nights.
fn stay(wording: super::Wording, booking: &Booking, venue: &Venue) -> Option<String> {
    let (arrives, leaves) = (venue.day_of(booking.starts_at), venue.day_of(booking.ends_at));
    let nights = usize::try_from(arrives.days_until(leaves)).ok()?;
    let date = |day| wording.format(|formats| formats.short_day(day));
    Some(match nights {
        0 => format!("{} · {}", date(arrives), wording.say(Row::DayUse)),
        nights => {
            let nights = wording.count(nights, |nights| Row::Nights(nights).into());
            format!("{} – {} · {nights}", date(arrives), date(leaves))
        }
    })
}

/// How to mark that the booking changed a moment ago. The two words for a tint alternate, so that a second change
/// starts it anew.
fn use_changed(id: &BookingId) -> Memo<Option<&'static str>> {
    let (changed_at, clock) = (use_realtime().just_changed(id), use_clock());
    let change = Memo::new(move |before: Option<&Option<(i64, bool)>>| {
        let at = changed_at.as_ref().and_then(|changed_at| changed_at.get())?;
        let parity = before.copied().flatten().is_some_and(|(_, parity)| !parity);
        Some((at, parity))
    });
    let is_tinted =
        Memo::new(move |_| change.get().is_some_and(|(at, _)| (clock.get_untracked() - at) < TINT_MS));
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
