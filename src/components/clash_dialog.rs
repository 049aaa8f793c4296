//! "Ana changed this booking a minute ago": mine or theirs, after a look at both. Closed without an answer, the question
//! stays in the row and in the outbox.

use leptos::prelude::*;

use super::dating::use_dating;
use super::fate::label;
use super::modal::Modal;
use super::wording::{part_word, status_word};
use super::{Results, Wording, use_wording};
use crate::domain::{Booking, Part, Venue, differing_parts, wish_for};
use crate::service::{ActionState, Asked, use_clock, use_realtime, use_session};
use crate::words::{Ago, Clash, Count, List};

const MINUTE_MS: i64 = 60_000;
/// Longer ago than this the time says more.
const MINUTES_MAX: i64 = 60;

/// The dialog; open while a clash is asked about.
#[component]
pub fn ClashDialog() -> impl IntoView {
    let clash = expect_context::<Results>().clash();
    let is_open = Memo::new(move |_| clash.with(Option::is_some));
    let close = Callback::new(move |()| clash.set(None));
    view! {
        <Modal is_open on_close=close title_id="clash-title" testid="clash-dialog">
            {move || clash.get().map(|asked| view! { <Question asked close /> })}
        </Modal>
    }
}

#[component]
fn Question(asked: Asked, close: Callback<()>) -> impl IntoView {
    let (wording, realtime, venue) = (use_wording(), use_realtime(), use_session().venue());
    let theirs = their_booking(&asked)?;
    let now_ms = use_clock().get_untracked();
    let who = theirs.updated_by.clone();
    let time = use_dating().time(theirs.updated_at);
    let title = changed_by(wording, &theirs, time.as_deref(), now_ms);
    let mine = venue.with_untracked(|venue| my_booking(&asked, &theirs, venue.as_ref()?));
    let is_comparing = RwSignal::new(false);
    let (keep, drop_mine) = (asked.command.clone(), asked.command.clone());
    let compared = StoredValue::new(theirs.clone());
    let use_mine = move |_| {
        close.run(());
        realtime.send_again_on(compared.get_value(), &keep);
    };
    let use_theirs = move |_| {
        close.run(());
        realtime.discard(&drop_mine);
    };
    let compare = mine.map(|mine| {
        let (theirs, who) = (theirs.clone(), who.clone());
        view! {
            <Show when=move || is_comparing.get()>
                <Comparison mine=mine.clone() theirs=theirs.clone() who=who.clone() />
            </Show>
        }
    });
    let can_compare = compare.is_some();
    Some(view! {
        <div class="dialog-form">
            <h2 id="clash-title">{title}</h2>
            <p>{wording.say(Clash::NotSavedYet)}</p>
            <p class="quiet">{label(wording, &asked)}</p>
            {compare}
            <div class="dialog-actions">
                {can_compare.then(|| view! {
                    <button
                        type="button"
                        class="button"
                        aria-expanded=move || is_comparing.get().to_string()
                        on:click=move |_| is_comparing.update(|is_comparing| *is_comparing = !*is_comparing)
                    >
                        {move || wording.say(if is_comparing.get() { Clash::HideCompare } else { Clash::Compare })}
                    </button>
                })}
                <button type="button" class="button" on:click=use_mine>{wording.say(Clash::UseMine)}</button>
                <button type="button" class="button" on:click=use_theirs>
                    {wording.say(Clash::UseTheirs(&who))}
                </button>
            </div>
        </div>
    })
}

/// Both states side by side, where they differ.
#[component]
fn Comparison(mine: Booking, theirs: Booking, who: String) -> impl IntoView {
    let (wording, venue) = (use_wording(), use_session().venue());
    let parts = differing_parts(&mine, &theirs);
    if parts.is_empty() {
        return view! { <p data-testid="comparison">{wording.say(Clash::NoDifference)}</p> }.into_any();
    }
    let rows = venue.with_untracked(|venue| {
        let venue = venue.as_ref()?;
        let row = |part: &Part| {
            view! {
                <tr>
                    <th scope="row">{wording.say(Clash::Part(part_word(*part)))}</th>
                    <td>{value(wording, *part, &mine, venue)}</td>
                    <td>{value(wording, *part, &theirs, venue)}</td>
                </tr>
            }
        };
        Some(parts.iter().map(row).collect_view())
    });
    view! {
        <table class="comparison" data-testid="comparison">
            <thead>
                <tr>
                    <th scope="col">{wording.say(Clash::What)}</th>
                    <th scope="col">{wording.say(Clash::Mine)}</th>
                    <th scope="col">{wording.say(Clash::Theirs(&who))}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn value(wording: Wording, part: Part, booking: &Booking, venue: &Venue) -> String {
    let day_and_time = |at| wording.day_and_time(at, venue);
    let or_nothing = |text: &str| match text {
        "" => wording.say(Clash::Nothing),
        text => text.to_owned(),
    };
    match part {
        Part::Status => wording.say(List::Status(status_word(booking.status))),
        Part::Room => or_nothing(booking.resource.as_ref().map_or("", |room| &room.name)),
        Part::Arrival => day_and_time(booking.starts_at),
        Part::Departure => day_and_time(booking.ends_at),
        Part::Guest => booking.guest.name.clone(),
        Part::Party => wording.number(booking.party as usize),
        Part::Note => or_nothing(&booking.note),
    }
}

/// The booking as the other one left it.
fn their_booking(asked: &Asked) -> Option<Booking> {
    match &asked.state {
        ActionState::Refused { error, .. } => error.as_ref()?.current.as_deref().cloned(),
        ActionState::Sending(_)
        | ActionState::Queued { .. }
        | ActionState::Held(_)
        | ActionState::Done(_)
        | ActionState::Expired(_)
        | ActionState::Unknown(_) => None,
    }
}

/// The booking as the person wanted it: on what they saw where this page remembers, else on what it is now.
fn my_booking(asked: &Asked, theirs: &Booking, venue: &Venue) -> Option<Booking> {
    wish_for(asked.seen.as_deref().unwrap_or(theirs), &asked.action, venue)
}

fn changed_by(wording: Wording, theirs: &Booking, time: Option<&str>, now_ms: i64) -> String {
    let minutes = (now_ms - theirs.updated_at.unix_ms()) / MINUTE_MS;
    let who = &theirs.updated_by;
    match (minutes, time) {
        (1..MINUTES_MAX, _) => {
            let count = usize::try_from(minutes).unwrap_or_default();
            let ago = |count: Count<'_>| wording.say(Clash::ChangedBy(who, Ago::Minutes(count)));
            ago(Count { value: count as u64, text: &wording.number(count) })
        }
        (MINUTES_MAX.., Some(time)) => wording.say(Clash::ChangedBy(who, Ago::At(time))),
        // Also where the clocks are not quite the same.
        (_, _) => wording.say(Clash::ChangedBy(who, Ago::Moment)),
    }
}
