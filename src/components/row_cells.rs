//! What the cells of a row say, and the facts of a detail.

use leptos::prelude::*;

use super::wording::{attention_word, status_word};
use super::{Icon, Wording, icon, use_list_view, use_wording};
use crate::domain::{Booking, ListRange, Placement, Venue};
use crate::service::use_session;
use crate::words::{List, Row};

/// Where a booking stands on the list of a range of days, with what makes it need a person.
pub(super) fn use_placement(
    booking: RwSignal<Booking>,
    range: impl Fn() -> ListRange + Send + Sync + 'static,
) -> Memo<Option<Placement>> {
    let (view, venue) = (use_list_view(), use_session().venue());
    Memo::new(move |_| {
        let now = view.minute.get();
        venue.with(|venue| {
            booking.with(|booking| {
                let placement = range().place(booking, venue.as_ref()?, now)?;
                Some(view.troubled(placement, &booking.id))
            })
        })
    })
}

/// The cells before the guest's: the loudest.
#[component]
pub(super) fn LeadCells(
    /// Whose.
    booking: RwSignal<Booking>,
    /// Where it stands.
    placement: Memo<Option<Placement>>,
) -> impl IntoView {
    view! {
        <td role="cell" class="cell-time"><TimeCell placement /></td>
        <td role="cell" class="cell-room"><RoomTag booking /></td>
    }
}

/// The cells after the guest's: how many, how long, in which status.
#[component]
pub(super) fn FactCells(
    /// Whose.
    booking: RwSignal<Booking>,
    /// Where it stands.
    placement: Memo<Option<Placement>>,
) -> impl IntoView {
    let (wording, venue) = (use_wording(), use_session().venue());
    let stays = move || venue.with(|venue| booking.with(|booking| stay(wording, booking, venue.as_ref()?)));
    view! {
        <td role="cell" class="cell-party"><Party booking /></td>
        <td role="cell" class="cell-stay"><span>{stays}</span></td>
        <td role="cell" class="cell-status"><StatusCell booking placement /></td>
    }
}

/// The room as a tag on the rack.
#[component]
pub(super) fn RoomTag(
    /// Whose room.
    booking: RwSignal<Booking>,
) -> impl IntoView {
    let wording = use_wording();
    move || {
        booking.with(|booking| match &booking.resource {
            Some(room) => view! { <span class="key-tag">{room.name.clone()}</span> }.into_any(),
            None => view! {
                <span class="key-tag" data-state="none">{wording.say(Row::NoRoom)}</span>
            }
            .into_any(),
        })
    }
}

/// How many people.
#[component]
fn Party(
    /// Whose.
    booking: RwSignal<Booking>,
) -> impl IntoView {
    let wording = use_wording();
    view! {
        <span class="people" title=move || party(wording, booking)>
            {icon(Icon::Person)}
            <span aria-hidden="true">
                {move || wording.number(booking.with(|booking| booking.party as usize))}
            </span>
            <span class="visually-hidden">{move || party(wording, booking)}</span>
        </span>
    }
}

/// The time that matters; a date where it is not the business date's.
#[component]
fn TimeCell(
    /// Where the booking stands.
    placement: Memo<Option<Placement>>,
) -> impl IntoView {
    let (wording, venue) = (use_wording(), use_session().venue());
    let text = move || {
        let placement = placement.get()?;
        venue.with(|venue| {
            let venue = venue.as_ref()?;
            let day = venue.day_of(placement.at);
            let is_today = day == venue.business_date;
            let text = match is_today {
                true => wording.format(|formats| formats.time(placement.at, venue)),
                false => wording.short_day(day, venue),
            };
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
pub(super) fn StatusCell(
    /// Whose.
    booking: RwSignal<Booking>,
    /// Where it stands.
    placement: Memo<Option<Placement>>,
) -> impl IntoView {
    let wording = use_wording();
    let status = Memo::new(move |_| booking.with(|booking| booking.status));
    let attention = Memo::new(move |_| placement.with(|placement| placement.as_ref()?.attention));
    view! {
        <span class="status-line">
            <span class="status" data-status=move || status.get().as_str()>
                {move || icon(Icon::Status(status.get()))}
                <span>{move || wording.say(List::Status(status_word(status.get())))}</span>
            </span>
            {move || attention.get().map(|why| {
                let word = wording.say(Row::Attention(attention_word(why)));
                // Where there is no room for the word, the title tells it.
                view! { <span class="attention" title=word.clone()>{icon(Icon::Attention)} {word.clone()}</span> }
            })}
        </span>
    }
}

fn party(wording: Wording, booking: RwSignal<Booking>) -> String {
    wording.count(booking.with(|booking| booking.party as usize), |people| Row::Party(people).into())
}

/// From when until when, and how many nights.
pub(super) fn stay(wording: Wording, booking: &Booking, venue: &Venue) -> Option<String> {
    let (arrives, leaves) = (venue.day_of(booking.starts_at), venue.day_of(booking.ends_at));
    let nights = usize::try_from(arrives.days_until(leaves)).ok()?;
    let date = |day| wording.short_day(day, venue);
    Some(match nights {
        0 => format!("{} · {}", date(arrives), wording.say(Row::DayUse)),
        nights => {
            let nights = wording.count(nights, |nights| Row::Nights(nights).into());
            format!("{} – {} · {nights}", date(arrives), date(leaves))
        }
    })
}
