//! "Room 12 is already taken": by whom, when, and another one, here or at the booking.

use leptos::prelude::*;

use super::fate::label;
use super::modal::Modal;
use super::{Desk, Results, use_wording};
use crate::domain::ActionKind;
use crate::service::{ActionState, Asked, use_realtime, use_session};
use crate::words::{Clash, Outbox};

/// The dialog; open while it is asked about. Who leaves it knows that what they just pressed cannot be. What was
/// reviewed stays where it lies until it is discarded or asked for again.
#[component]
pub fn OverlapDialog() -> impl IntoView {
    let (overlap, realtime) = (expect_context::<Results>().overlap(), use_realtime());
    let is_open = Memo::new(move |_| overlap.with(Option::is_some));
    let leave = Callback::new(move |()| {
        if let Some(taken) = overlap.try_update(Option::take).flatten().filter(|taken| taken.is_fresh) {
            realtime.discard(&taken.asked.command);
        }
    });
    view! {
        <Modal is_open on_close=leave title_id="overlap-title" testid="overlap-dialog">
            {move || overlap.get().map(|taken| view! { <Question asked=taken.asked leave /> })}
        </Modal>
    }
}

#[component]
fn Question(asked: Asked, leave: Callback<()>) -> impl IntoView {
    let (wording, desk, results) = (use_wording(), use_context::<Desk>(), expect_context::<Results>());
    let kind = asked.action.kind();
    let can_choose = matches!(kind, ActionKind::CheckIn | ActionKind::Move);
    let choose = desk.filter(|desk| can_choose && untrack(|| desk.has(&asked.booking))).map(|desk| {
        let asked = asked.clone();
        let press = move |_| {
            leave.run(());
            // One dialog after the other, never one over the other.
            let (id, refused) = (asked.booking.clone(), asked.action.clone());
            request_animation_frame(move || desk.ask_again(id, refused));
        };
        view! {
            <button type="button" class="button button-primary" on:click=press>
                {wording.say(Clash::ChooseAnother)}
            </button>
        }
    });
    // Without a desk the way on leads over the booking.
    let view_booking = desk.is_none().then(|| {
        let id = asked.booking.clone();
        let press = move |_| {
            leave.run(());
            results.view(&id);
        };
        view! {
            <button type="button" class="button button-primary" on:click=press>
                {wording.say(Outbox::View)}
            </button>
        }
    });
    view! {
        <div class="dialog-form">
            <h2 id="overlap-title">{taken(wording, &asked)}</h2>
            <p>{wording.say(Clash::NotSavedYet)}</p>
            <p class="quiet">{label(wording, &asked)}</p>
            <div class="dialog-actions">
                <button type="button" class="button" on:click=move |_| leave.run(())>
                    {wording.say(Clash::Back)}
                </button>
                {choose}
                {view_booking}
            </div>
        </div>
    }
}

fn taken(wording: super::Wording, asked: &Asked) -> String {
    let other = match &asked.state {
        ActionState::Refused { error, .. } => error.as_ref().and_then(|error| error.current.as_deref()),
        ActionState::Sending(_)
        | ActionState::Queued { .. }
        | ActionState::Held(_)
        | ActionState::Done(_)
        | ActionState::Expired(_)
        | ActionState::Unknown(_) => None,
    };
    let sentence = use_session().venue().with_untracked(|venue| {
        let (other, venue) = (other?, venue.as_ref()?);
        let room = other.resource.as_ref()?;
        let (from, to) = (venue.day_of(other.starts_at), venue.day_of(other.ends_at));
        let days = wording.format(|formats| formats.short_days(from, to));
        Some(wording.say(Clash::Taken(&room.name, &days, &other.guest.name)))
    });
    sentence.unwrap_or_else(|| wording.say(Clash::TakenByOther))
}
