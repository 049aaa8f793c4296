//! Two states of one booking side by side: what someone else made of it, and what a person wanted.

use super::Booking;

/// A part of a booking that people compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Where it is in its life.
    Status,
    /// The room.
    Room,
    /// The planned arrival.
    Arrival,
    /// The planned departure.
    Departure,
    /// The guest's name.
    Guest,
    /// How many people.
    Party,
    /// The note.
    Note,
}

/// The parts in which two states of a booking differ, in the order in which people read a booking.
#[must_use]
pub fn differing_parts(mine: &Booking, theirs: &Booking) -> Vec<Part> {
    let parts = [
        (Part::Status, mine.status != theirs.status),
        (Part::Room, mine.resource != theirs.resource),
        (Part::Arrival, mine.starts_at != theirs.starts_at),
        (Part::Departure, mine.ends_at != theirs.ends_at),
        (Part::Guest, mine.guest.name != theirs.guest.name),
        (Part::Party, mine.party != theirs.party),
        (Part::Note, mine.note != theirs.note),
    ];
    parts.into_iter().filter(|(_, differs)| *differs).map(|(part, _)| part).collect()
}

#[cfg(test)]
mod tests {
    use super::super::Status;
    use super::super::samples::{at, booking};
    use super::*;

    #[test]
    fn only_what_differs_is_compared() {
        let mine = Booking { status: Status::CheckedIn, ..booking("b1") };
        assert_eq!(differing_parts(&mine, &mine), []);
        let mut theirs = Booking { note: "late".into(), resource: None, version: 7, ..booking("b1") };
        theirs.ends_at = at("2026-05-17T10:00:00Z");
        assert_eq!(differing_parts(&mine, &theirs), [Part::Status, Part::Room, Part::Departure, Part::Note]);
        theirs.guest.email = Some("ana@example.org".into());
        theirs.guest.name = "Ana R.".into();
        (theirs.party, theirs.starts_at) = (3, at("2026-05-14T15:00:00Z"));
        assert_eq!(differing_parts(&mine, &theirs).len(), 7);
    }
}
