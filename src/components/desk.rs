//! What people do at the desk: a press on a button becomes an action, a question for a room, or nothing; its fate
//! becomes a sentence. Lives as long as the page, so a row that leaves the list still has its result told.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::list_hold::ListHold;
use super::wording::action_word;
use super::{Announcer, ListView, Toasts, Wording, use_wording};
use crate::domain::{Action, ActionKind, Booking, BookingId, ResourceId};
use crate::service::{ActionState, RealtimeService, use_realtime};
use crate::words::{Acting, Refusal};

/// The code that the service gives to an action that was never sent.
const NOT_CONNECTED: &str = "not_connected";

/// The desk. `Copy`; handed out by context.
#[derive(Clone, Copy)]
pub struct Desk {
    realtime: RealtimeService,
    /// Bookings with an action whose fate is not told yet.
    waiting: RwSignal<BTreeSet<BookingId>>,
    /// The action that a person is being asked about, and the booking.
    asking: RwSignal<Option<(ActionKind, BookingId)>>,
    hold: ListHold,
}

impl Desk {
    /// Opens the desk for all components below.
    pub fn provide(view: ListView) -> Self {
        let desk = Self {
            realtime: use_realtime(),
            waiting: RwSignal::new(BTreeSet::new()),
            asking: RwSignal::new(None),
            hold: view.hold,
        };
        provide_context(desk);
        let (wording, toasts, announcer) =
            (use_wording(), expect_context::<Toasts>(), expect_context::<Announcer>());
        Effect::new(move |_| {
            for id in desk.waiting.get() {
                let Some(state) = desk.realtime.action(&id).get() else { continue };
                let guest = untrack(|| desk.guest(&id));
                let Some(sentence) = result_sentence(wording, &state, &guest) else { continue };
                desk.waiting.update(|waiting| {
                    waiting.remove(&id);
                });
                announcer.say_result(sentence.clone());
                let is_shown = view.places.with_untracked(|places| places.contains_key(&id))
                    || view.opened.get_untracked().as_ref() == Some(&id);
                match state {
                    ActionState::Done(_) => {
                        toasts.success(sentence);
                        desk.realtime.dismiss_action(&id);
                    }
                    // The row tells it, where there is a row.
                    ActionState::Refused { .. } | ActionState::Expired(_) | ActionState::Unknown(_)
                        if is_shown => {}
                    ActionState::Refused { .. } | ActionState::Expired(_) | ActionState::Unknown(_) => {
                        toasts.error(sentence);
                    }
                    ActionState::Queued { .. } | ActionState::Sending(_) => {}
                }
            }
        });
        desk
    }

    /// The action that a person is being asked about, and the booking.
    pub fn asking(&self) -> Signal<Option<(ActionKind, BookingId)>> {
        self.asking.into()
    }

    /// The question was left without an answer.
    pub fn ask_no_more(&self) {
        if self.asking.with_untracked(Option::is_some) {
            self.asking.set(None);
        }
    }

    /// A button of a booking was pressed.
    pub fn press(&self, booking: &Booking, kind: ActionKind) {
        let action = match kind {
            ActionKind::Confirm => Action::Confirm,
            ActionKind::CheckOut => Action::CheckOut,
            ActionKind::MarkNoShow => Action::MarkNoShow,
            ActionKind::CheckIn if booking.resource.is_some() => Action::CheckIn { resource_id: None },
            ActionKind::CheckIn | ActionKind::Move | ActionKind::Cancel => {
                self.asking.set(Some((kind, booking.id.clone())));
                return;
            }
            // These are more than a press.
            ActionKind::Create | ActionKind::SetNote | ActionKind::Undo => return,
        };
        self.act(&booking.id, action);
    }

    /// A room was chosen, or none.
    pub fn choose_room(&self, room: Option<ResourceId>) {
        let asked = self.asking.try_update(Option::take).flatten();
        match (asked, room) {
            (Some((ActionKind::Move, id)), Some(room)) => {
                self.act(&id, Action::Move { resource_id: Some(room), starts_at: None, ends_at: None });
            }
            (Some((_, id)), Some(room)) => self.act(&id, Action::CheckIn { resource_id: Some(room) }),
            (_, _) => {}
        }
    }

    /// The booking that is asked about is cancelled, for that reason.
    pub fn cancel(&self, reason: &str) {
        if let Some((ActionKind::Cancel, id)) = self.asking.try_update(Option::take).flatten() {
            self.act(&id, Action::Cancel { reason: reason.to_owned() });
        }
    }

    /// A note was written.
    pub fn save_note(&self, id: &BookingId, note: &str) {
        self.act(id, Action::SetNote { note: note.to_owned() });
    }

    fn act(&self, id: &BookingId, action: Action) {
        self.hold.act_on(id);
        self.realtime.act(id, action);
        self.waiting.update(|waiting| {
            waiting.insert(id.clone());
        });
    }

    fn guest(&self, id: &BookingId) -> String {
        self.realtime
            .with_board(|board| board.get(id).map(|booking| booking.guest.name.clone()))
            .unwrap_or_default()
    }
}

/// What to say of an action's fate, or nothing while it is open.
fn result_sentence(wording: Wording, state: &ActionState, guest: &str) -> Option<String> {
    match state {
        // The row tells that it waits.
        ActionState::Sending(_) | ActionState::Queued { .. } => None,
        ActionState::Done(kind) => Some(wording.say(Acting::Done(action_word(*kind), guest))),
        ActionState::Refused { kind, code, .. } => {
            Some(wording.say(Acting::Refused(action_word(*kind), refusal(code))))
        }
        ActionState::Unknown(kind) => Some(wording.say(Acting::Unknown(action_word(*kind), guest))),
        ActionState::Expired(kind) => {
            Some(wording.say(Acting::Refused(action_word(*kind), Refusal::CommandExpired)))
        }
    }
}

/// The refusal that a code of the service stands for.
pub(super) fn refusal(code: &str) -> Refusal {
    if code == NOT_CONNECTED { Refusal::NeedsConnection } else { Refusal::from_code(code) }
}
