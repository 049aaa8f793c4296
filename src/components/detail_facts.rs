//! What a booking says, and what can be done with it.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use super::booking_row::use_next;
use super::dating::use_dating;
use super::offers::{OFFERED, offer_word, role_allows, use_offer};
use super::row_action::RowAction;
use super::row_cells::{RoomTag, StatusCell, stay, use_placement};
use super::{Desk, use_wording};
use crate::domain::{ActionKind, Booking, Instant, ListRange, Offer};
use crate::service::{use_realtime, use_session};
use crate::words::{Detail, FieldWord, Row};

/// The facts, the loudest first.
#[component]
pub(super) fn DetailFacts(
    /// The booking.
    booking: RwSignal<Booking>,
) -> impl IntoView {
    let (wording, dating) = (use_wording(), use_dating());
    let venue = dating.venue();
    let placement = use_placement(booking, || ListRange::Today);
    // As in the row: what is planned goes by the business date, what happened by the clock.
    let planned = move |at: Instant| {
        venue.with(|venue| {
            let venue = venue.as_ref()?;
            let is_today = venue.day_of(at) == venue.business_date;
            Some(match is_today {
                true => wording.format(|formats| formats.time(at, venue)),
                false => wording.day_and_time(at, venue),
            })
        })
    };
    let stays = move || venue.with(|venue| booking.with(|booking| stay(wording, booking, venue.as_ref()?)));
    let people = move || {
        wording.count(booking.with(|booking| booking.party as usize), |people| Row::Party(people).into())
    };
    let price = move || {
        booking.with(|booking| {
            booking.price.as_ref().map(|price| wording.format(|formats| formats.money(price)))
        })
    };
    let written = move || {
        let (by, written_at) = booking.with(|booking| (booking.updated_by.clone(), booking.updated_at));
        Some(wording.say(Detail::UpdatedBy(&by, &dating.time(written_at)?)))
    };
    let field = move |field: FieldWord| wording.say(Detail::Field(field));
    let given = move |text: String| (!text.is_empty()).then_some(text);
    view! {
        <p class="detail-lead"><RoomTag booking /> <StatusCell booking placement /></p>
        <dl class="facts">
            <Fact name=field(FieldWord::Arrival) value=Signal::derive(move || planned(booking.with(|booking| booking.starts_at))) />
            <Fact name=field(FieldWord::Departure) value=Signal::derive(move || planned(booking.with(|booking| booking.ends_at))) />
            <Fact name=wording.say(Detail::Stay) value=Signal::derive(stays) />
            <Fact name=field(FieldWord::Party) value=Signal::derive(move || Some(people())) />
            <Fact name=field(FieldWord::Price) value=Signal::derive(price) />
            <Fact
                name=wording.say(Detail::Phone)
                value=Signal::derive(move || booking.with(|booking| booking.guest.phone.clone()))
            />
            <Fact
                name=wording.say(Detail::Email)
                value=Signal::derive(move || booking.with(|booking| booking.guest.email.clone()))
            />
            <Fact
                name=field(FieldWord::Source)
                value=Signal::derive(move || given(booking.with(|booking| booking.source.clone())))
            />
            <Fact name=wording.say(Detail::LastChange) value=Signal::derive(written) />
        </dl>
    }
}

#[component]
fn Fact(name: String, value: Signal<Option<String>>) -> impl IntoView {
    let is_there = Memo::new(move |_| value.with(Option::is_some));
    view! {
        <Show when=move || is_there.get()>
            <div class="fact"><dt>{name.clone()}</dt><dd class="figures">{move || value.get()}</dd></div>
        </Show>
    }
}

/// The next step, and everything else in its fixed order; what is not possible says why, also in [`DetailReasons`].
#[component]
pub(super) fn DetailActions(
    /// The booking.
    booking: RwSignal<Booking>,
) -> impl IntoView {
    let wording = use_wording();
    let next = use_next(booking, use_placement(booking, || ListRange::Today));
    view! {
        <div class="detail-actions" role="group" aria-label=wording.say(Detail::Actions)>
            <RowAction booking next />
            {OFFERED.into_iter().map(|kind| view! { <Other booking kind next /> }).collect_view()}
        </div>
    }
}

#[component]
fn Other(booking: RwSignal<Booking>, kind: ActionKind, next: Memo<Option<ActionKind>>) -> impl IntoView {
    let (wording, desk) = (use_wording(), expect_context::<Desk>());
    let offer = use_offer(booking, kind);
    let action = use_realtime().step(&booking.with_untracked(|booking| booking.id.clone()));
    let is_open =
        Memo::new(move |_| action.with(|state| state.as_ref().is_some_and(|state| state.is_open())));
    let reason_id = format!("detail-reason-{}", kind.as_str());
    let described_by = reason_id.clone();
    let reason = move || offer.with(|(_, reason)| reason.clone());
    let press = move |event: MouseEvent| {
        let is_possible = offer.with_untracked(|(offer, _)| offer.is_possible());
        // As at the next step, the second click of a double click is no press.
        if event.detail() <= 1 && is_possible && !is_open.get_untracked() {
            booking.with_untracked(|booking| desk.press(booking, kind));
        }
    };
    view! {
        <span class="detail-action" hidden=move || next.get() == Some(kind)>
            <button
                type="button"
                class="button"
                data-action=kind.as_str()
                aria-disabled=move || (offer.with(|(offer, _)| !offer.is_possible()) || is_open.get()).to_string()
                aria-describedby=move || reason().map(|_| described_by.clone())
                on:click=press
            >
                {offer_word(wording, kind)}
            </button>
            <span class="visually-hidden" id=reason_id>{reason}</span>
        </span>
    }
}

/// Why some of it is not possible, in sight: each reason once, with what it stands in the way of unless that is all.
/// Reasons come and go, so they stand apart from the buttons; to those who hear the page each button tells its own.
#[component]
pub(super) fn DetailReasons(
    /// The booking.
    booking: RwSignal<Booking>,
) -> impl IntoView {
    let (wording, venue) = (use_wording(), use_session().venue());
    let offers = OFFERED.map(|kind| (kind, use_offer(booking, kind)));
    let reasons = Memo::new(move |_| {
        let mut reasons: Vec<(String, Vec<String>)> = Vec::new();
        for (kind, offer) in offers {
            // What the role does not allow has one reason, whatever it is.
            let reason = match offer.get() {
                (Offer::NotAllowed, _) => {
                    venue.with(|venue| venue.as_ref().map(|venue| role_allows(wording, venue)))
                }
                (_, reason) => reason,
            };
            let Some(reason) = reason else { continue };
            let word = offer_word(wording, kind);
            match reasons.iter_mut().find(|(known, _)| *known == reason) {
                Some((_, words)) => words.push(word),
                None => reasons.push((reason, vec![word])),
            }
        }
        reasons
    });
    view! {
        <ul class="detail-reasons" aria-hidden="true" data-testid="detail-reasons">
            {move || reasons.get().into_iter().map(|(reason, words)| {
                let stopped = (words.len() < OFFERED.len()).then(|| words.join(" · "));
                view! { <li>{stopped.map(|words| view! { <b>{words}</b> })} {reason}</li> }
            }).collect_view()}
        </ul>
    }
}
