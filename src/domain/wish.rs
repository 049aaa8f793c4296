//! What people asked for and the server has not answered: shown at once, marked as waiting, and never mistaken for
//! the server's word.
//!
//! A wish is laid over the booking as the server tells it, only where the server would still carry it out from there.
//! As soon as the booking moved on without it, the server's booking is shown, with the wish as a conflict. A booking
//! that moved on to what was wished is none: the change often comes before the answer.

use super::{Action, Booking, ResourceId, ResourceRef, Status, Venue};

/// One action that waits for its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// The command's identity.
    pub command_id: String,
    /// What is wished.
    pub action: Action,
    /// The version of the booking that the person saw; of a later wish, the one before it counts.
    pub seen_version: u64,
}

/// A booking with the wishes laid over it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// As it is shown.
    pub booking: Booking,
    /// What of it the server has not confirmed.
    pub mark: Mark,
}

/// How a shown booking differs from the server's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Not at all.
    None,
    /// Wishes are laid over it, and wait.
    Waiting,
    /// A wish no longer fits what someone else made of the booking: the server's booking is shown.
    Conflict,
}

/// Lays `wishes`, in their order, over the server's `booking`.
#[must_use]
pub fn lay_over(booking: &Booking, wishes: &[Wish], venue: &Venue) -> Shown {
    if wishes.is_empty() {
        return Shown { booking: booking.clone(), mark: Mark::None };
    }
    let came_true = wishes.iter().take_while(|wish| has_come_true(booking, wish, venue)).count();
    let open = &wishes[came_true..];
    let is_current = came_true > 0 || open.first().is_none_or(|first| first.seen_version >= booking.version);
    let mut wished = booking.clone();
    let fits = is_current
        && open.iter().filter(|wish| is_foreseen(&wish.action)).all(|wish| {
            match wish_for(&wished, &wish.action, venue) {
                Some(next) => {
                    wished = next;
                    true
                }
                None => false,
            }
        });
    if fits {
        Shown { booking: wished, mark: Mark::Waiting }
    } else {
        Shown { booking: booking.clone(), mark: Mark::Conflict }
    }
}

/// Whether what is wished can be shown before the server answers. What cannot is waited for, and is no conflict: whether
/// a room is free, the server alone knows.
fn is_foreseen(action: &Action) -> bool {
    match action {
        Action::Move { .. } | Action::Undo { .. } | Action::Create(_) => false,
        Action::Confirm
        | Action::CheckIn { .. }
        | Action::CheckOut
        | Action::MarkNoShow
        | Action::Cancel { .. }
        | Action::SetNote { .. } => true,
    }
}

/// Whether the booking moved on from what the person saw, to just what they wished.
fn has_come_true(booking: &Booking, wish: &Wish, venue: &Venue) -> bool {
    let moved_on = booking.version > wish.seen_version;
    moved_on
        && (!is_foreseen(&wish.action) || wish_for(booking, &wish.action, venue).as_ref() == Some(booking))
}

/// What the server would make of `booking`; `None` where it would refuse, or alone knows. A booking that is so already
/// is what was wished.
#[must_use]
pub fn wish_for(booking: &Booking, action: &Action, venue: &Venue) -> Option<Booking> {
    let mut wished = booking.clone();
    match action {
        Action::Confirm => wished.status = step(booking, &[Status::Pending], Status::Confirmed)?,
        Action::CheckIn { resource_id } => {
            wished.status = step(booking, &[Status::Confirmed], Status::CheckedIn)?;
            if let Some(id) = resource_id {
                wished.resource = Some(room_of(venue, id)?);
            }
            wished.resource.as_ref()?;
        }
        Action::CheckOut => wished.status = step(booking, &[Status::CheckedIn], Status::CheckedOut)?,
        Action::MarkNoShow => {
            wished.status = step(booking, &[Status::Pending, Status::Confirmed], Status::NoShow)?;
        }
        Action::Cancel { .. } => {
            wished.status = step(booking, &[Status::Pending, Status::Confirmed], Status::Cancelled)?;
        }
        Action::SetNote { note } => wished.note.clone_from(note),
        Action::Move { resource_id, starts_at, ends_at } => {
            if let Some(id) = resource_id {
                wished.resource = Some(room_of(venue, id)?);
            }
            wished.starts_at = starts_at.unwrap_or(booking.starts_at);
            wished.ends_at = ends_at.unwrap_or(booking.ends_at);
        }
        // What a command did before, which id is given: the server's to know.
        Action::Undo { .. } | Action::Create(_) => return None,
    }
    Some(wished)
}

fn room_of(venue: &Venue, id: &ResourceId) -> Option<ResourceRef> {
    let room = venue.resources.iter().find(|room| room.id == *id)?;
    Some(ResourceRef { id: room.id.clone(), name: room.name.clone() })
}

fn step(booking: &Booking, from: &[Status], to: Status) -> Option<Status> {
    (booking.status == to || from.contains(&booking.status)).then_some(to)
}

#[cfg(test)]
mod tests {
    use super::super::samples::{booking, lisbon};
    use super::super::{BookingId, Instant};
    use super::*;

    fn wish(action: Action, seen_version: u64) -> Wish {
        Wish { command_id: format!("c{seen_version}"), action, seen_version }
    }

    fn check_in() -> Action {
        Action::CheckIn { resource_id: None }
    }

    fn with(status: Status) -> Booking {
        Booking { status, ..booking("b1") }
    }

    #[test]
    fn a_wish_shows_what_the_server_would_make_of_the_booking() {
        use Status::{Cancelled, CheckedIn, CheckedOut, Confirmed, NoShow, Pending};
        let cancel = || Action::Cancel { reason: "ill".into() };
        let table: [(Status, Action, Option<Status>); 14] = [
            (Pending, Action::Confirm, Some(Confirmed)),
            (Confirmed, Action::Confirm, Some(Confirmed)),
            (CheckedIn, Action::Confirm, None),
            (Confirmed, check_in(), Some(CheckedIn)),
            (Pending, check_in(), None),
            (CheckedOut, check_in(), None),
            (CheckedIn, Action::CheckOut, Some(CheckedOut)),
            (Confirmed, Action::CheckOut, None),
            (Pending, Action::MarkNoShow, Some(NoShow)),
            (Confirmed, Action::MarkNoShow, Some(NoShow)),
            (CheckedIn, Action::MarkNoShow, None),
            (Confirmed, cancel(), Some(Cancelled)),
            (CheckedOut, cancel(), None),
            (Confirmed, Action::Undo { command_id: "c1".into() }, None),
        ];
        for (status, action, expected) in table {
            let wished = wish_for(&with(status), &action, &lisbon()).map(|booking| booking.status);
            assert_eq!(wished, expected, "{status:?} {action:?}");
        }
    }

    #[test]
    fn a_move_is_what_was_asked_for_and_else_as_it_was() {
        let (venue, before) = (lisbon(), booking("b1"));
        let room = |id: &str| Some(ResourceId::from(id));
        let later = Instant::from_unix_ms(before.ends_at.unix_ms() + 86_400_000);
        let wished = |resource_id, ends_at| {
            wish_for(&before, &Action::Move { resource_id, starts_at: None, ends_at }, &venue)
        };
        assert_eq!(wished(None, Some(later)), Some(Booking { ends_at: later, ..before.clone() }));
        let moved = wished(room("r14"), None).expect("a wish");
        assert_eq!((moved.resource.expect("a room").name.as_str(), moved.ends_at), ("14", before.ends_at));
        assert_eq!(wished(room("r99"), None), None);
    }

    #[test]
    fn checking_in_needs_a_room_that_the_venue_has() {
        let (venue, homeless) = (lisbon(), Booking { resource: None, ..booking("b1") });
        assert_eq!(wish_for(&homeless, &check_in(), &venue), None);
        let into = |room: &str| Action::CheckIn { resource_id: Some(ResourceId::from(room)) };
        assert_eq!(wish_for(&homeless, &into("r99"), &venue), None);
        let wished = wish_for(&homeless, &into("r14"), &venue).expect("a wish");
        assert_eq!(wished.resource.expect("a room").name, "14");
    }

    #[test]
    fn wishes_are_laid_over_in_order_until_the_booking_moves_on_without_them() {
        let (venue, server) = (lisbon(), with(Status::Confirmed));
        let note = Action::SetNote { note: "late".into() };
        let wishes = [wish(check_in(), 1), wish(note, 1), wish(Action::CheckOut, 1)];
        assert_eq!(lay_over(&server, &[], &venue), Shown { booking: server.clone(), mark: Mark::None });
        let shown = lay_over(&server, &wishes, &venue);
        assert_eq!((shown.booking.status, shown.booking.note.as_str()), (Status::CheckedOut, "late"));
        assert_eq!((shown.mark, &shown.booking.id), (Mark::Waiting, &BookingId::from("b1")));
        let moved_on = Booking { version: 2, ..server };
        let shown = lay_over(&moved_on, &wishes, &venue);
        assert_eq!(shown, Shown { booking: moved_on, mark: Mark::Conflict });
        let gone = Booking { version: 1, ..with(Status::Cancelled) };
        assert_eq!(lay_over(&gone, &wishes, &venue).mark, Mark::Conflict);
    }

    #[test]
    fn a_change_that_comes_before_its_answer_is_no_conflict() {
        let venue = lisbon();
        let wishes = [wish(check_in(), 1), wish(Action::SetNote { note: "late".into() }, 1)];
        let carried_out = Booking { version: 2, ..with(Status::CheckedIn) };
        let shown = lay_over(&carried_out, &wishes[..1], &venue);
        assert_eq!(shown, Shown { booking: carried_out.clone(), mark: Mark::Waiting });
        let shown = lay_over(&carried_out, &wishes, &venue);
        assert_eq!((shown.booking.note.as_str(), shown.mark), ("late", Mark::Waiting));
        let by_another = Booking { version: 2, ..with(Status::CheckedOut) };
        assert_eq!(lay_over(&by_another, &wishes, &venue).mark, Mark::Conflict);
    }

    #[test]
    fn what_the_server_alone_knows_waits_and_changes_nothing_ahead() {
        let (venue, server) = (lisbon(), with(Status::Confirmed));
        for action in [
            Action::Undo { command_id: "c0".into() },
            Action::Move { resource_id: Some(ResourceId::from("r14")), starts_at: None, ends_at: None },
        ] {
            let shown = lay_over(&server, &[wish(action, 1)], &venue);
            assert_eq!(shown, Shown { booking: server.clone(), mark: Mark::Waiting });
        }
    }
}
