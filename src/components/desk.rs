//! What people do at the desk: a press on a button becomes an action, a question, or nothing. What became of it is told by
//! [`super::Results`].

use leptos::prelude::*;

use super::ListView;
use super::list_hold::ListHold;
use crate::domain::{Action, ActionKind, Booking, BookingId, ResourceId};
use crate::service::{RealtimeService, use_realtime};

/// The desk. `Copy`; handed out by context.
#[derive(Clone, Copy)]
pub struct Desk {
    realtime: RealtimeService,
    /// The action that a person is being asked about, and the booking.
    asking: RwSignal<Option<(ActionKind, BookingId)>>,
    hold: ListHold,
}

impl Desk {
    /// Opens the desk for all components below.
    pub fn provide(view: ListView) -> Self {
        let desk = Self { realtime: use_realtime(), asking: RwSignal::new(None), hold: view.hold };
        provide_context(desk);
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

    /// A room is to be chosen for a booking, for an action of this kind.
    pub fn ask_room(&self, kind: ActionKind, id: BookingId) {
        if matches!(kind, ActionKind::CheckIn | ActionKind::Move) {
            self.asking.set(Some((kind, id)));
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
    }
}
