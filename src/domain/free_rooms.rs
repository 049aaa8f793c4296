//! Which rooms can be given to whom. Who was given one on this device holds it before the server knows.

use super::{Attention, Board, Booking, Instant, Placement, Resource, Status, Venue};

impl Board {
    /// The rooms for a guest who checks in, in the venue's order: nobody else is booked into them during the stay, and
    /// nobody is in house in them, whenever they are to leave.
    #[must_use]
    pub fn rooms_for_check_in<'v>(&self, venue: &'v Venue, guest: &Booking) -> Vec<&'v Resource> {
        self.free_rooms(venue, guest, |other, _| other.status == Status::CheckedIn)
    }

    /// The rooms for a booking whose stay is to be as `wished`, in the venue's order: nobody else is booked into them
    /// during that.
    ///
    /// Who leaves in the morning stands in nobody's way in the afternoon, before they left as well. Who should have left
    /// by `now` and has not holds the room for the rest of the business date, but not against who has it for that date
    /// already.
    #[must_use]
    pub fn rooms_for_stay<'v>(
        &self,
        venue: &'v Venue,
        booking: &Booking,
        wished: &Booking,
        now: Instant,
    ) -> Vec<&'v Resource> {
        let is_today = |stay: &Booking| venue.day_of(stay.starts_at) <= venue.business_date;
        let is_wished_today = is_today(wished);
        let kept = booking.resource.as_ref().filter(|_| is_today(booking)).map(|held| &held.id);
        self.free_rooms(venue, wished, |other, room| {
            let placement = Placement::of(other, venue, now);
            let is_overdue = placement.is_some_and(|at| at.attention == Some(Attention::DepartureOverdue));
            is_overdue && is_wished_today && kept != Some(&room.id)
        })
    }

    /// The rooms that nobody else holds during a stay, or `is_in_the_way` for without it.
    fn free_rooms<'v>(
        &self,
        venue: &'v Venue,
        stay: &Booking,
        is_in_the_way: impl Fn(&Booking, &Resource) -> bool,
    ) -> Vec<&'v Resource> {
        let is_held_by = |other: &Booking, room: &Resource| {
            other.id != stay.id
                && other.status.is_open()
                && other.resource.as_ref().is_some_and(|held| held.id == room.id)
                && other.starts_at < stay.ends_at
                && (other.ends_at > stay.starts_at || is_in_the_way(other, room))
        };
        let is_free = |room: &&Resource| !self.iter_shown().any(|other| is_held_by(other, room));
        venue.resources.iter().filter(is_free).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{at, booking, lisbon};
    use super::super::{ResourceId, ResourceRef};
    use super::*;

    const MORNING: &str = "2026-05-14T08:00:00Z";
    const NOON: &str = "2026-05-14T12:00:00Z";
    /// To leave at ten this morning.
    const LEAVING: (Status, &str, &str) = (Status::CheckedIn, "2026-05-10T14:00:00Z", "2026-05-14T10:00:00Z");

    fn room_9() -> Option<ResourceRef> {
        Some(ResourceRef { id: ResourceId::from("r9"), name: "9".into() })
    }

    /// From this afternoon, for two nights.
    fn without_room() -> Booking {
        Booking { resource: None, ..booking("b1") }
    }

    fn next_week(stay: Booking) -> Booking {
        Booking { starts_at: at("2026-05-20T14:00:00Z"), ends_at: at("2026-05-22T10:00:00Z"), ..stay }
    }

    /// A board with `stay`, and in room 9 another booking: its status, from, to.
    fn board(stay: &Booking, other: (Status, &str, &str)) -> Board {
        let (status, starts, ends) = other;
        let (starts_at, ends_at) = (at(starts), at(ends));
        let mut board = Board::default();
        board.replace([
            Booking { status, starts_at, ends_at, resource: room_9(), ..booking("b2") },
            stay.clone(),
        ]);
        board
    }

    fn has_room_9(free: &[&Resource]) -> bool {
        let names: Vec<&str> = free.iter().map(|room| room.name.as_str()).collect();
        assert!(names.ends_with(&["12", "14"]), "{names:?}");
        names.len() == 3
    }

    fn is_for_check_in(stay: &Booking, other: (Status, &str, &str)) -> bool {
        has_room_9(&board(stay, other).rooms_for_check_in(&lisbon(), stay))
    }

    fn is_for_stay(stay: &Booking, wished: &Booking, now: &str, other: (Status, &str, &str)) -> bool {
        has_room_9(&board(stay, other).rooms_for_stay(&lisbon(), stay, wished, at(now)))
    }

    #[test]
    fn free_is_what_nobody_holds_during_the_stay() {
        for (status, starts, ends, is_free) in [
            (Status::Confirmed, "2026-05-13T14:00:00Z", "2026-05-14T14:00:00Z", true),
            (Status::Confirmed, "2026-05-13T14:00:00Z", "2026-05-14T14:00:01Z", false),
            (Status::Pending, "2026-05-15T14:00:00Z", "2026-05-20T10:00:00Z", false),
            (Status::Confirmed, "2026-05-16T10:00:00Z", "2026-05-20T10:00:00Z", true),
            (Status::CheckedOut, "2026-05-13T14:00:00Z", "2026-05-20T10:00:00Z", true),
            (Status::Cancelled, "2026-05-13T14:00:00Z", "2026-05-20T10:00:00Z", true),
            // Who never came is in nobody's way when their stay is over.
            (Status::Confirmed, "2026-05-10T14:00:00Z", "2026-05-14T10:00:00Z", true),
        ] {
            let (stay, other) = (without_room(), (status, starts, ends));
            assert_eq!(is_for_check_in(&stay, other), is_free, "{other:?}");
            assert_eq!(is_for_stay(&stay, &stay, NOON, other), is_free, "{other:?}");
        }
    }

    #[test]
    fn who_leaves_this_morning_stands_in_nobodys_way_this_afternoon() {
        let stay = without_room();
        assert!(is_for_stay(&stay, &stay, MORNING, LEAVING));
        assert!(!is_for_check_in(&stay, LEAVING), "who comes now finds them in the room");
    }

    #[test]
    fn who_should_have_left_holds_the_room_today() {
        let stay = without_room();
        assert!(!is_for_stay(&stay, &stay, NOON, LEAVING));
        assert!(is_for_stay(&stay, &next_week(stay.clone()), NOON, LEAVING));
    }

    #[test]
    fn who_has_the_room_today_keeps_it_and_nobody_moves_into_it_from_another_day() {
        let stay = Booking { resource: room_9(), ..booking("b1") };
        assert!(is_for_stay(&stay, &stay, NOON, LEAVING));
        assert!(!is_for_stay(&next_week(stay.clone()), &stay, NOON, LEAVING));
    }
}
