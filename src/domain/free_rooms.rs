//! Which rooms are free for a stay.

use super::{Board, Booking, Instant, Resource, Status, Venue};

impl Board {
    /// The rooms that nobody else holds during a booking's stay, in the venue's order. Who was given one here holds it
    /// before the server knows.
    ///
    /// Who leaves in the morning stands in nobody's way in the afternoon, before they left as well. Who should have left
    /// by `now` and has not holds the room for the rest of the business date, but not against who has it already.
    #[must_use]
    pub fn free_resources<'v>(&self, venue: &'v Venue, stay: &Booking, now: Instant) -> Vec<&'v Resource> {
        let is_today = venue.day_of(stay.starts_at) <= venue.business_date;
        let held = stay.resource.as_ref().map(|held| &held.id);
        let is_held_by = |other: &Booking, room: &Resource| {
            let is_overdue = other.status == Status::CheckedIn && other.ends_at <= now;
            other.id != stay.id
                && other.status.is_open()
                && other.resource.as_ref().is_some_and(|held| held.id == room.id)
                && other.starts_at < stay.ends_at
                && (other.ends_at > stay.starts_at || (is_overdue && is_today && held != Some(&room.id)))
        };
        let is_free = |room: &&Resource| !self.iter_shown().any(|other| is_held_by(other, room));
        venue.resources.iter().filter(is_free).collect()
    }
}

impl Booking {
    /// The stay of a guest who takes a room now: who comes before their time needs it before their time.
    #[must_use]
    pub fn from_now(self, now: Instant) -> Self {
        Self { starts_at: self.starts_at.min(now), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{at, booking, lisbon};
    use super::super::{ResourceId, ResourceRef};
    use super::*;

    const MORNING: &str = "2026-05-14T08:00:00Z";
    const NOON: &str = "2026-05-14T12:00:00Z";

    /// Whether room 9 is free for a stay at `now` while `other`, from and to, is in it.
    fn is_free(stay: &Booking, now: &str, other: (Status, &str, &str)) -> bool {
        let (status, starts, ends) = other;
        let room = ResourceRef { id: ResourceId::from("r9"), name: "9".into() };
        let (starts_at, ends_at) = (at(starts), at(ends));
        let other = Booking { status, starts_at, ends_at, resource: Some(room), ..booking("b2") };
        let mut board = Board::default();
        board.replace([other, stay.clone()]);
        let venue = lisbon();
        let names: Vec<_> =
            board.free_resources(&venue, stay, at(now)).iter().map(|room| room.name.clone()).collect();
        assert!(names.ends_with(&["12".to_owned(), "14".to_owned()]), "{names:?}");
        names.len() == 3
    }

    fn without_room() -> Booking {
        Booking { resource: None, ..booking("b1") }
    }

    #[test]
    fn free_is_what_nobody_holds_during_the_stay() {
        for (status, starts, ends, free) in [
            (Status::Confirmed, "2026-05-13T14:00:00Z", "2026-05-14T14:00:00Z", true),
            (Status::Confirmed, "2026-05-13T14:00:00Z", "2026-05-14T14:00:01Z", false),
            (Status::Pending, "2026-05-15T14:00:00Z", "2026-05-20T10:00:00Z", false),
            (Status::Confirmed, "2026-05-16T10:00:00Z", "2026-05-20T10:00:00Z", true),
            (Status::CheckedOut, "2026-05-13T14:00:00Z", "2026-05-20T10:00:00Z", true),
            (Status::Cancelled, "2026-05-13T14:00:00Z", "2026-05-20T10:00:00Z", true),
        ] {
            assert_eq!(
                is_free(&without_room(), MORNING, (status, starts, ends)),
                free,
                "{status:?} {starts} {ends}"
            );
        }
    }

    #[test]
    fn who_leaves_this_morning_stands_in_nobodys_way_this_afternoon() {
        let leaving = (Status::CheckedIn, "2026-05-10T14:00:00Z", "2026-05-14T10:00:00Z");
        assert!(is_free(&without_room(), MORNING, leaving));
        let early = without_room().from_now(at(MORNING));
        assert!(!is_free(&early, MORNING, leaving), "who comes now finds them in the room");
    }

    #[test]
    fn who_should_have_left_holds_the_room_today() {
        let overdue = (Status::CheckedIn, "2026-05-10T14:00:00Z", "2026-05-14T10:00:00Z");
        assert!(!is_free(&without_room(), NOON, overdue));
        assert!(!is_free(&without_room().from_now(at(NOON)), NOON, overdue));
        let next_week = Booking {
            starts_at: at("2026-05-20T14:00:00Z"),
            ends_at: at("2026-05-22T10:00:00Z"),
            ..without_room()
        };
        assert!(is_free(&next_week, NOON, overdue));
        let held = ResourceRef { id: ResourceId::from("r9"), name: "9".into() };
        let has_it = Booking { resource: Some(held), ..booking("b1") };
        assert!(is_free(&has_it, NOON, overdue), "who has the room keeps it");
    }

    #[test]
    fn who_comes_in_time_needs_the_room_from_then_on() {
        assert_eq!(booking("b1").from_now(at("2026-05-14T18:00:00Z")), booking("b1"));
    }
}
