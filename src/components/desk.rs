//! What people do at the desk: a press on a button becomes an action, a question, or the reason why neither. What became of
//! an action is told by [`super::Results`].

use leptos::prelude::*;

use super::list_hold::ListHold;
use super::{Announcer, ListView, Toast, Toasts};
use crate::domain::{Action, ActionKind, Booking, BookingId, ResourceId, ToastKind};
use crate::service::{RealtimeService, use_realtime};

/// One toast for all reasons: only the press before this one is asked about.
const WHY_NOT: &str = "why not";

/// A booking that a person is asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedAbout {
    /// The booking.
    pub booking: Booking,
    /// Somebody removed it while the person was asked.
    pub is_removed: bool,
}

/// The desk. `Copy`; handed out by context.
#[derive(Clone, Copy)]
pub struct Desk {
    realtime: RealtimeService,
    /// The action that a person is being asked about, and the booking.
    asking: RwSignal<Option<(ActionKind, BookingId)>>,
    /// What was refused, when it is asked about once more.
    refused: StoredValue<Option<(BookingId, Action)>>,
    hold: ListHold,
    toasts: Toasts,
    announcer: Announcer,
}

impl Desk {
    /// Opens the desk for all components below.
    pub fn provide(view: ListView) -> Self {
        let desk = Self {
            realtime: use_realtime(),
            asking: RwSignal::new(None),
            refused: StoredValue::new(None),
            hold: view.hold,
            toasts: expect_context(),
            announcer: expect_context(),
        };
        provide_context(desk);
        desk
    }

    /// The action that a person is being asked about, and the booking.
    pub fn asking(&self) -> Signal<Option<(ActionKind, BookingId)>> {
        self.asking.into()
    }

    /// The booking that is asked about with an action of this kind: as it is now or, if it was removed meanwhile, as it
    /// was last.
    pub fn asked_about(&self, kind: ActionKind) -> Memo<Option<AskedAbout>> {
        let desk = *self;
        Memo::new(move |before: Option<&Option<AskedAbout>>| {
            let id = desk.asking.get().filter(|(asked, _)| *asked == kind)?.1;
            match desk.realtime.with_board(|board| board.get(&id).cloned()) {
                Some(booking) => Some(AskedAbout { booking, is_removed: false }),
                None => {
                    let last = before.cloned().flatten().filter(|last| last.booking.id == id)?;
                    Some(AskedAbout { is_removed: true, ..last })
                }
            }
        })
    }

    /// The question was left without an answer.
    pub fn ask_no_more(&self) {
        if self.asking.with_untracked(Option::is_some) {
            self.refused.set_value(None);
            self.asking.set(None);
        }
    }

    /// The room that was asked for is taken: another one is to be chosen, the rest stays as it was wished.
    pub fn ask_again(&self, id: BookingId, refused: Action) {
        let kind = refused.kind();
        if matches!(kind, ActionKind::CheckIn | ActionKind::Move) {
            self.refused.set_value(Some((id.clone(), refused)));
            self.asking.set(Some((kind, id)));
        }
    }

    /// What was refused before, of what is asked about this booking.
    pub fn refused(&self, id: &BookingId) -> Option<Action> {
        self.refused.with_value(|refused| {
            refused.as_ref().filter(|(of, _)| of == id).map(|(_, refused)| refused.clone())
        })
    }

    /// Whether a booking is on the board: only about such a one can be asked.
    pub fn has(&self, id: &BookingId) -> bool {
        self.realtime.with_board(|board| board.get(id).is_some())
    }

    /// A button of a booking was pressed.
    pub fn press(&self, booking: &Booking, kind: ActionKind) {
        if self.realtime.is_under_way(&booking.id, kind) {
            return;
        }
        self.refused.set_value(None);
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

    /// A button was pressed that cannot be used now. A tooltip tells the reason only to a pointer that rests on it.
    pub(super) fn say_why_not(&self, reason: String) {
        self.announcer.say_result(reason.clone());
        self.toasts.show(Toast::new(ToastKind::Info, reason).keyed(WHY_NOT));
    }

    /// A room was chosen for the check-in.
    pub fn choose_room(&self, room: ResourceId) {
        self.answer(ActionKind::CheckIn, Action::CheckIn { resource_id: Some(room) });
    }

    /// The stay is to be so, or as it is. What was decided was decided on the booking as it was `seen`.
    pub fn change_stay(&self, seen: &Booking, action: Option<Action>) {
        self.ask_no_more();
        if let Some(action) = action {
            self.hold.act_on(&seen.id);
            self.realtime.act_as_seen(seen.clone(), action);
        }
    }

    /// The booking that is asked about is cancelled, for that reason.
    pub fn cancel(&self, reason: &str) {
        self.answer(ActionKind::Cancel, Action::Cancel { reason: reason.to_owned() });
    }

    /// A note was written.
    pub fn save_note(&self, id: &BookingId, note: &str) {
        self.act(id, Action::SetNote { note: note.to_owned() });
    }

    /// What was asked is answered.
    fn answer(&self, kind: ActionKind, action: Action) {
        let asked = self.asking.get_untracked();
        self.ask_no_more();
        if let Some((_, id)) = asked.filter(|(asked, _)| *asked == kind) {
            self.act(&id, action);
        }
    }

    fn act(&self, id: &BookingId, action: Action) {
        self.hold.act_on(id);
        self.realtime.act(id, action);
    }
}
