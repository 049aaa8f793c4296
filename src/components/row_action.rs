//! What can be done with a row: the next step as a button, and what became of the last one.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use super::dating::use_dating;
use super::fate::{FateButtons, OutboxLink, sentence};
use super::offers::{use_obstacle, use_removed};
use super::wording::action_word;
use super::{Desk, Results, use_wording};
use crate::domain::{ActionKind, Booking, BookingId, Mark};
use crate::service::{ActionState, Asked, use_realtime};
use crate::words::{Acting, ActionWord, Outbox};

/// What the row tells of an action: a word for the state, and the sentence.
fn told_word(asked: &Asked, mark: Mark) -> Option<&'static str> {
    match asked.state {
        // The button tells it, or the row itself.
        ActionState::Sending(_) | ActionState::Done(_) => None,
        ActionState::Queued { .. } if mark == Mark::Conflict => Some("conflict"),
        ActionState::Queued { .. } => Some("queued"),
        ActionState::Held(_) => Some("held"),
        ActionState::Unknown(_) => Some("unknown"),
        ActionState::Refused { .. } => Some("refused"),
        ActionState::Expired(_) => Some("expired"),
    }
}

/// What became of the last action, under the guest's name, where there is room for a sentence.
#[component]
pub(super) fn RowResult(
    /// The row's booking.
    booking: RwSignal<Booking>,
    /// Whether it stands where there is more room than in a row.
    #[prop(optional)]
    has_room: bool,
) -> impl IntoView {
    let (wording, realtime, dating) = (use_wording(), use_realtime(), use_dating());
    let id: BookingId = booking.with_untracked(|booking| booking.id.clone());
    expect_context::<Results>().tell_in_place(id.clone());
    let (asked, mark) = (realtime.asked(&id), realtime.mark(&id));
    let told = Memo::new(move |_| {
        let asked = asked.get()?;
        let word = told_word(&asked, mark.get())?;
        let sentence = sentence(wording, &asked, mark.get(), dating);
        Some((word, sentence, asked))
    });
    move || {
        told.get().map(|(word, sentence, asked)| {
            // The line may be too short for it.
            let whole = sentence.clone();
            view! {
                <p class="row-result" data-state=word data-testid="row-result">
                    <span class="row-result-text" title=whole>{sentence}</span>
                    <FateButtons asked has_room />
                    {matches!(word, "queued" | "conflict" | "held").then(|| view! { <OutboxLink /> })}
                </p>
            }
        })
    }
}

/// What stands in the place of the next step.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Slot {
    Step(ActionKind),
    Undo,
}

/// The next step of a booking, if there is one; else the way back from the last one. What is asked for keeps its place
/// until its fate is known: what would come after it must not lie under the finger that pressed.
#[component]
pub(super) fn RowAction(
    /// The row's booking.
    booking: RwSignal<Booking>,
    /// What to offer.
    next: Memo<Option<ActionKind>>,
) -> impl IntoView {
    let realtime = use_realtime();
    let id = booking.with_untracked(|booking| booking.id.clone());
    let (state, undoable) = (realtime.step(&id), realtime.undoable_of(&id));
    let slot = Memo::new(move |_| {
        let asked = state.with(|state| state.as_ref().filter(|state| state.is_open()).map(ActionState::kind));
        match asked {
            Some(kind @ (ActionKind::Confirm | ActionKind::CheckIn | ActionKind::CheckOut)) => {
                Some(Slot::Step(kind))
            }
            Some(ActionKind::Undo) => Some(Slot::Undo),
            Some(
                ActionKind::Create
                | ActionKind::MarkNoShow
                | ActionKind::Cancel
                | ActionKind::Move
                | ActionKind::SetNote,
            )
            | None => {
                next.get().map(Slot::Step).or_else(|| undoable.with(Option::is_some).then_some(Slot::Undo))
            }
        }
    });
    move || {
        slot.get().map(|slot| match slot {
            Slot::Step(kind) => view! { <Step booking kind /> }.into_any(),
            Slot::Undo => view! { <TakeBack booking /> }.into_any(),
        })
    }
}

/// The button itself. It stays in place, and focusable, while the server is asked.
#[component]
fn Step(booking: RwSignal<Booking>, kind: ActionKind) -> impl IntoView {
    let (wording, desk) = (use_wording(), expect_context::<Desk>());
    let state = use_realtime().step(&booking.with_untracked(|booking| booking.id.clone()));
    let word = action_word(kind);
    let is_open = Memo::new(move |_| state.with(|state| state.as_ref().is_some_and(ActionState::is_open)));
    let obstacle = use_obstacle(booking, kind);
    let press = move |event: MouseEvent| {
        // The second click of a double click would press what the first one put under the pointer.
        if event.detail() > 1 || is_open.get_untracked() {
            return;
        }
        match obstacle.get_untracked() {
            Some(reason) => desk.say_why_not(reason),
            None => booking.with_untracked(|booking| desk.press(booking, kind)),
        }
    };
    view! {
        <button
            type="button"
            class="button"
            data-action=kind.as_str()
            aria-disabled=move || (obstacle.with(Option::is_some) || is_open.get()).to_string()
            title=move || obstacle.get()
            aria-label=move || booking.with(|booking| wording.say(Acting::ButtonFor(word, &booking.guest.name)))
            on:click=press
        >
            {move || match state.get() {
                Some(ActionState::Sending(sending)) => wording.say(Acting::Sending(action_word(sending))),
                Some(
                    ActionState::Done(_)
                    | ActionState::Queued { .. }
                    | ActionState::Held(_)
                    | ActionState::Refused { .. }
                    | ActionState::Expired(_)
                    | ActionState::Unknown(_),
                )
                | None => wording.say(Acting::Button(word)),
            }}
        </button>
    }
}

/// The way back from the last step, for as long as the server allows it.
#[component]
fn TakeBack(booking: RwSignal<Booking>) -> impl IntoView {
    let (wording, realtime, desk) = (use_wording(), use_realtime(), expect_context::<Desk>());
    let results = expect_context::<Results>();
    let id = booking.with_untracked(|booking| booking.id.clone());
    let (state, undoable) = (realtime.step(&id), realtime.undoable_of(&id));
    let is_open = Memo::new(move |_| state.with(|state| state.as_ref().is_some_and(ActionState::is_open)));
    let removed = use_removed(booking);
    let name = move || {
        let kind = undoable.with(|undo| undo.as_ref().map(|undo| undo.kind));
        booking.with(|booking| {
            let label =
                wording.say(Outbox::Label(kind.map_or(ActionWord::Undo, action_word), &booking.guest.name));
            wording.say(Outbox::ButtonAbout(&wording.say(Outbox::Undo), &label))
        })
    };
    let press = move |event: MouseEvent| {
        if event.detail() > 1 || is_open.get_untracked() {
            return;
        }
        match (removed.get_untracked(), undoable.get_untracked()) {
            (Some(reason), _) => desk.say_why_not(reason),
            (None, Some(undo)) => results.undo(&id, &undo.command),
            (None, None) => {}
        }
    };
    view! {
        <button
            type="button"
            class="button button-back"
            data-action="undo"
            aria-disabled=move || (removed.with(Option::is_some) || is_open.get()).to_string()
            title=move || removed.get()
            aria-label=name
            on:click=press
        >
            {move || match is_open.get() {
                true => wording.say(Acting::Sending(ActionWord::Undo)),
                false => wording.say(Outbox::Undo),
            }}
        </button>
    }
}
