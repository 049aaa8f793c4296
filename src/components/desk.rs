//! What people do at the desk: a press on a button becomes an action, a question for a room, or nothing. What became of
//! it is told by [`super::Results`].

use leptos::prelude::*;

use super::ListView;
use crate::domain::{Action, ActionKind, Booking, BookingId, ResourceId};
use crate::service::{RealtimeService, use_realtime};

/// The desk. `Copy`; handed out by context.
#[derive(Clone, Copy)]
pub struct Desk {
    realtime: RealtimeService,
    /// The booking that a room is being chosen for.
    asking: RwSignal<Option<BookingId>>,
}

impl Desk {
    /// Opens the desk for all components below.
    pub fn provide(_view: ListView) -> Self {
        let desk = Self { realtime: use_realtime(), asking: RwSignal::new(None) };
        provide_context(desk);
        desk
    }

    /// The booking that a room is being chosen for.
    pub fn asking(&self) -> Signal<Option<BookingId>> {
        self.asking.into()
    }

    /// A room is to be chosen for a booking, for an action of this kind.
    pub fn ask_room(&self, kind: ActionKind, id: BookingId) {
        if kind == ActionKind::CheckIn {
            self.asking.set(Some(id));
        }
    }

    /// The primary button of a booking was pressed.
    pub fn press(&self, booking: &Booking, kind: ActionKind) {
        let action = match kind {
            ActionKind::Confirm => Action::Confirm,
            ActionKind::CheckOut => Action::CheckOut,
            ActionKind::CheckIn if booking.resource.is_none() => {
                return self.ask_room(kind, booking.id.clone());
            }
            ActionKind::CheckIn => Action::CheckIn { resource_id: None },
            // These ask for more than a press; their dialogs are not the list's.
            ActionKind::Create
            | ActionKind::MarkNoShow
            | ActionKind::Cancel
            | ActionKind::Move
            | ActionKind::SetNote
            | ActionKind::Undo => return,
        };
        self.realtime.act(&booking.id, action);
    }

    /// A room was chosen, or none.
    pub fn choose_room(&self, room: Option<ResourceId>) {
        let asked = self.asking.try_update(Option::take).flatten();
        if let (Some(id), Some(_)) = (asked, &room) {
            self.realtime.act(&id, Action::CheckIn { resource_id: room });
        }
    }
}
