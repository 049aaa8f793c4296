//! Which actions a booking takes now, and why not the others.
//!
//! The server has the last word; this only keeps people from pressing what it would refuse. Every action is always
//! offered in the same place: what is not possible is shown with the reason, and nothing slides under the pointer.

use super::{ActionKind, Booking, Status, Venue};

/// Whether an action can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    /// It can.
    Now,
    /// The person's role does not allow it.
    NotAllowed,
    /// The booking's status does not allow it.
    NotNow,
    /// The arrival is on a later day.
    NotYet,
    /// It needs the server's answer at once, and there is no connection.
    NeedsConnection,
}

impl Offer {
    /// Whether `kind` can be asked for on `booking`. The role comes first: who may never do it learns that, whatever
    /// else stands in the way today.
    #[must_use]
    pub fn of(kind: ActionKind, booking: &Booking, venue: &Venue, can_ask: bool) -> Self {
        if !venue.allows(kind) {
            Self::NotAllowed
        } else if !takes(kind, booking.status) {
            Self::NotNow
        } else if waits_for_the_day(kind) && venue.day_of(booking.starts_at) > venue.business_date {
            Self::NotYet
        } else if !can_ask && !kind.is_queueable() {
            Self::NeedsConnection
        } else {
            Self::Now
        }
    }

    /// Whether it can be pressed.
    #[must_use]
    pub fn is_possible(self) -> bool {
        self == Self::Now
    }
}

/// Whether a booking of this status takes it at all.
pub(super) fn takes(kind: ActionKind, status: Status) -> bool {
    match kind {
        ActionKind::Confirm => status == Status::Pending,
        ActionKind::CheckIn => status == Status::Confirmed,
        ActionKind::CheckOut => status == Status::CheckedIn,
        ActionKind::MarkNoShow | ActionKind::Cancel => {
            matches!(status, Status::Pending | Status::Confirmed)
        }
        ActionKind::Move => status.is_open(),
        ActionKind::SetNote | ActionKind::Undo => true,
        ActionKind::Create => false,
    }
}

fn waits_for_the_day(kind: ActionKind) -> bool {
    matches!(kind, ActionKind::CheckIn | ActionKind::MarkNoShow)
}

#[cfg(test)]
mod tests {
    use super::super::samples::{booking, day, lisbon};
    use super::*;

    fn everybody() -> Venue {
        Venue { allowed: ActionKind::ALL.to_vec(), ..lisbon() }
    }

    #[test]
    fn each_status_takes_its_actions() {
        for (status, possible) in [
            (Status::Pending, "confirm mark_no_show cancel move set_note undo"),
            (Status::Confirmed, "check_in mark_no_show cancel move set_note undo"),
            (Status::CheckedIn, "check_out move set_note undo"),
            (Status::CheckedOut, "set_note undo"),
            (Status::Cancelled, "set_note undo"),
            (Status::NoShow, "set_note undo"),
        ] {
            let one = Booking { status, ..booking("b1") };
            let kinds = ActionKind::ALL.into_iter();
            let taken: Vec<&str> = kinds
                .filter(|kind| Offer::of(*kind, &one, &everybody(), true).is_possible())
                .map(ActionKind::as_str)
                .collect();
            assert_eq!(taken.join(" "), possible, "{status:?}");
        }
    }

    #[test]
    fn the_reason_is_the_one_that_stands_longest() {
        let (guest, venue) = (booking("b1"), lisbon());
        assert_eq!(Offer::of(ActionKind::Cancel, &guest, &venue, false), Offer::NotAllowed);
        assert_eq!(Offer::of(ActionKind::CheckOut, &guest, &everybody(), false), Offer::NotNow);
        assert_eq!(Offer::of(ActionKind::Cancel, &guest, &everybody(), false), Offer::NeedsConnection);
        assert_eq!(Offer::of(ActionKind::CheckIn, &guest, &everybody(), false), Offer::Now);
        let eve = Venue { business_date: day("2026-05-13"), ..everybody() };
        assert_eq!(Offer::of(ActionKind::CheckIn, &guest, &eve, true), Offer::NotYet);
        assert_eq!(Offer::of(ActionKind::Cancel, &guest, &eve, true), Offer::Now);
    }
}
