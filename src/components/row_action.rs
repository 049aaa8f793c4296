//! What can be done with a row: the next step as a button, and what became of the last one.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use super::desk::refusal;
use super::wording::action_word;
use super::{Desk, Icon, icon, use_wording};
use crate::domain::{ActionKind, Booking, BookingId};
use crate::service::{ActionState, use_realtime, use_session};
use crate::words::{Acting, Frame, Refusal};

/// What the row tells of an action: a word for the state, and the sentence.
type Told = Option<(&'static str, String)>;

/// What became of the last action, under the guest's name, where there is room for a sentence.
#[component]
pub(super) fn RowResult(
    /// The row's booking.
    booking: RwSignal<Booking>,
) -> impl IntoView {
    let (wording, realtime) = (use_wording(), use_realtime());
    let id: BookingId = booking.with_untracked(|booking| booking.id.clone());
    let state = realtime.action(&id);
    let told = Memo::new(move |_| -> Told {
        state.with(|state| match state.as_ref()? {
            ActionState::Refused { kind, code, .. } => {
                Some(("refused", wording.say(Acting::Refused(action_word(*kind), refusal(code)))))
            }
            ActionState::Unknown(kind) => {
                let sentence =
                    |booking: &Booking| wording.say(Acting::Unknown(action_word(*kind), &booking.guest.name));
                Some(("unknown", booking.with(sentence)))
            }
            ActionState::Queued { is_saved, .. } => Some(("queued", wording.say(Acting::Queued(*is_saved)))),
            ActionState::Expired(kind) => {
                Some(("refused", wording.say(Acting::Refused(action_word(*kind), Refusal::CommandExpired))))
            }
            ActionState::Sending(_) | ActionState::Done(_) => None,
        })
    });
    let dismiss = Callback::new(move |()| realtime.dismiss_action(&id));
    move || {
        told.get().map(|(word, sentence)| {
            view! {
                <p class="row-result" data-state=word data-testid="row-result">
                    <span>{sentence}</span>
                    <Show when=move || word == "refused">
                        <button
                            type="button"
                            class="button"
                            aria-label=wording.say(Frame::Dismiss)
                            on:click=move |_| dismiss.run(())
                        >
                            {icon(Icon::Close)}
                        </button>
                    </Show>
                </p>
            }
        })
    }
}

/// The next step of a booking, if there is one.
#[component]
pub(super) fn RowAction(
    /// The row's booking.
    booking: RwSignal<Booking>,
    /// What to offer.
    next: Memo<Option<ActionKind>>,
) -> impl IntoView {
    move || next.get().map(|kind| view! { <Step booking kind /> })
}

/// The button itself. It stays in place, and focusable, while the server is asked.
#[component]
fn Step(booking: RwSignal<Booking>, kind: ActionKind) -> impl IntoView {
    let (wording, venue, desk) = (use_wording(), use_session().venue(), expect_context::<Desk>());
    let state = use_realtime().action(&booking.with_untracked(|booking| booking.id.clone()));
    let word = action_word(kind);
    let is_open = Memo::new(move |_| state.with(|state| state.as_ref().is_some_and(ActionState::is_open)));
    let is_allowed =
        Memo::new(move |_| venue.with(|venue| venue.as_ref().is_some_and(|venue| venue.allows(kind))));
    let press = move |event: MouseEvent| {
        // The second click of a double click would press what the first one put under the pointer.
        if event.detail() <= 1 && is_allowed.get_untracked() && !is_open.get_untracked() {
            booking.with_untracked(|booking| desk.press(booking, kind));
        }
    };
    view! {
        <button
            type="button"
            class="button"
            data-action=kind.as_str()
            aria-disabled=move || (!is_allowed.get() || is_open.get()).to_string()
            title=move || (!is_allowed.get()).then(|| wording.say(Acting::NotAllowed(word)))
            aria-label=move || booking.with(|booking| wording.say(Acting::ButtonFor(word, &booking.guest.name)))
            on:click=press
        >
            {move || match state.get() {
                Some(ActionState::Sending(sending)) => wording.say(Acting::Sending(action_word(sending))),
                Some(
                    ActionState::Done(_)
                    | ActionState::Queued { .. }
                    | ActionState::Refused { .. }
                    | ActionState::Expired(_)
                    | ActionState::Unknown(_),
                )
                | None => wording.say(Acting::Button(word)),
            }}
        </button>
    }
}
