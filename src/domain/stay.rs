//! Other times and another room for a booking, as a form asks for them: written in the venue's own clock.

use super::{Action, Booking, Day, Instant, ResourceId, Status, Venue};

const MINUTE_MS: i64 = 60_000;
const DAY_MINUTES: i64 = 24 * 60;

/// What the form says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StayDraft {
    /// The arrival, as `YYYY-MM-DDTHH:MM` in the venue's clock.
    pub arrival: String,
    /// The departure, as the arrival.
    pub departure: String,
    /// The room; `None` for a booking that has none yet.
    pub room: Option<ResourceId>,
}

/// Why the form cannot be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StayFault {
    /// The arrival is no time.
    Arrival,
    /// The departure is no time.
    Departure,
    /// The guest would leave before they came.
    Order,
}

impl StayDraft {
    /// The stay as it is.
    #[must_use]
    pub fn of(booking: &Booking, venue: &Venue) -> Self {
        Self {
            arrival: written(booking.starts_at, venue),
            departure: written(booking.ends_at, venue),
            room: booking.resource.as_ref().map(|room| room.id.clone()),
        }
    }

    /// The stay as it was asked for before and refused, over how it is.
    #[must_use]
    pub fn again(booking: &Booking, venue: &Venue, refused: &Action) -> Self {
        let Action::Move { resource_id, starts_at, ends_at } = refused else {
            return Self::of(booking, venue);
        };
        let now = Self::of(booking, venue);
        Self {
            arrival: starts_at.map_or(now.arrival, |at| written(at, venue)),
            departure: ends_at.map_or(now.departure, |at| written(at, venue)),
            room: resource_id.clone().or(now.room),
        }
    }

    /// Arrival and departure.
    ///
    /// # Errors
    /// The first fault that a person can mend.
    pub fn times(&self, booking: &Booking, venue: &Venue) -> Result<(Instant, Instant), StayFault> {
        // A guest who is in house has arrived when they arrived.
        let arrival = if has_arrived(booking) {
            Some(booking.starts_at)
        } else {
            read(&self.arrival, booking.starts_at, venue)
        };
        let arrival = arrival.ok_or(StayFault::Arrival)?;
        let departure = read(&self.departure, booking.ends_at, venue).ok_or(StayFault::Departure)?;
        if departure <= arrival { Err(StayFault::Order) } else { Ok((arrival, departure)) }
    }

    /// The booking with the new times and in its own room: what a room must be free for.
    ///
    /// # Errors
    /// As [`StayDraft::times`].
    pub fn moved(&self, booking: &Booking, venue: &Venue) -> Result<Booking, StayFault> {
        let (starts_at, ends_at) = self.times(booking, venue)?;
        Ok(Booking { starts_at, ends_at, ..booking.clone() })
    }

    /// What is to be sent: only what is different, and nothing if nothing is.
    ///
    /// # Errors
    /// As [`StayDraft::times`].
    pub fn action(&self, booking: &Booking, venue: &Venue) -> Result<Option<Action>, StayFault> {
        let (starts_at, ends_at) = self.times(booking, venue)?;
        let held = booking.resource.as_ref().map(|room| &room.id);
        let resource_id = self.room.clone().filter(|room| Some(room) != held);
        let starts_at = Some(starts_at).filter(|at| *at != booking.starts_at);
        let ends_at = Some(ends_at).filter(|at| *at != booking.ends_at);
        let is_other = resource_id.is_some() || starts_at.is_some() || ends_at.is_some();
        Ok(is_other.then_some(Action::Move { resource_id, starts_at, ends_at }))
    }
}

/// Whether the arrival is over: it cannot be moved any more.
#[must_use]
pub fn has_arrived(booking: &Booking) -> bool {
    booking.status == Status::CheckedIn
}

fn written(at: Instant, venue: &Venue) -> String {
    let local_ms = venue.local_ms_at(at);
    let minutes = local_ms.div_euclid(MINUTE_MS).rem_euclid(DAY_MINUTES);
    format!("{}T{:02}:{:02}", Day::from_local_ms(local_ms), minutes / 60, minutes % 60)
}

/// What is written as `was` is written is `was` itself, with the seconds that a form does not show, and in the one of
/// two equal hours in which it lies.
fn read(text: &str, was: Instant, venue: &Venue) -> Option<Instant> {
    if text == written(was, venue) {
        return Some(was);
    }
    let (day, clock) = text.split_once('T')?;
    let (hours, minutes) = (clock.get(..5)?.split_once(':'))?;
    let number =
        |digits: &str, below: i64| digits.parse::<u8>().ok().map(i64::from).filter(|number| *number < below);
    let (hours, minutes) = (number(hours, 24)?, number(minutes, 60)?);
    Some(venue.at_local_ms(Day::parse(day)?.local_ms() + (hours * 60 + minutes) * MINUTE_MS))
}

#[cfg(test)]
mod tests {
    use super::super::samples::{at, booking, lisbon};
    use super::*;

    fn draft(arrival: &str, departure: &str) -> StayDraft {
        StayDraft {
            arrival: arrival.into(),
            departure: departure.into(),
            room: Some(ResourceId::from("r12")),
        }
    }

    #[test]
    fn a_form_that_nobody_touched_asks_for_nothing() {
        let (guest, venue) = (booking("b1"), lisbon());
        let same = StayDraft::of(&guest, &venue);
        assert_eq!(same, draft("2026-05-14T15:00", "2026-05-16T11:00"));
        assert_eq!(same.action(&guest, &venue), Ok(None));
        let odd = Booking { starts_at: at("2026-05-14T14:00:31.5Z"), ..guest };
        assert_eq!(
            StayDraft::of(&odd, &venue).action(&odd, &venue),
            Ok(None),
            "seconds are not shown, and not lost"
        );
    }

    #[test]
    fn only_what_is_different_is_sent() {
        let (guest, venue) = (booking("b1"), lisbon());
        let longer = draft("2026-05-14T15:00", "2026-05-17T11:00");
        let moved =
            Action::Move { resource_id: None, starts_at: None, ends_at: Some(at("2026-05-17T10:00:00Z")) };
        assert_eq!(longer.action(&guest, &venue), Ok(Some(moved)));
        let room = StayDraft { room: Some(ResourceId::from("r14")), ..StayDraft::of(&guest, &venue) };
        let moved =
            Action::Move { resource_id: Some(ResourceId::from("r14")), starts_at: None, ends_at: None };
        assert_eq!(room.action(&guest, &venue), Ok(Some(moved.clone())));
        assert_eq!(StayDraft::again(&guest, &venue, &moved), room);
    }

    #[test]
    fn what_cannot_be_is_named() {
        let (guest, venue) = (booking("b1"), lisbon());
        for (arrival, departure, fault) in [
            ("", "2026-05-16T11:00", StayFault::Arrival),
            ("2026-05-14T25:00", "2026-05-16T11:00", StayFault::Arrival),
            ("2026-02-30T10:00", "2026-05-16T11:00", StayFault::Arrival),
            ("2026-05-14T15:00", "", StayFault::Departure),
            ("2026-05-14T15:00", "2026-05-16T11:6", StayFault::Departure),
            ("2026-05-14T15:00", "2026-05-14T15:00", StayFault::Order),
            ("2026-05-17T15:00", "2026-05-16T11:00", StayFault::Order),
        ] {
            assert_eq!(draft(arrival, departure).action(&guest, &venue), Err(fault), "{arrival} {departure}");
        }
    }

    #[test]
    fn who_is_in_house_has_arrived() {
        let (guest, venue) = (Booking { status: Status::CheckedIn, ..booking("b1") }, lisbon());
        let times = draft("", "2026-05-15T11:00").times(&guest, &venue);
        assert_eq!(times, Ok((guest.starts_at, at("2026-05-15T10:00:00Z"))));
    }

    #[test]
    fn the_venues_clock_counts_also_where_it_changes() {
        let (guest, venue) = (booking("b1"), lisbon());
        for (local, instant) in [
            ("2026-03-28T23:30", "2026-03-28T23:30:00Z"),
            // At 01:00 the clocks go to 02:00: what is between is an hour later.
            ("2026-03-29T01:30", "2026-03-29T01:30:00Z"),
            ("2026-03-29T02:00", "2026-03-29T01:00:00Z"),
            // At 02:00 they go to 01:00: of two equal hours the first.
            ("2026-10-25T01:30", "2026-10-25T00:30:00Z"),
            ("2026-10-25T02:00", "2026-10-25T02:00:00Z"),
        ] {
            assert_eq!(read(local, guest.starts_at, &venue), Some(at(instant)), "{local}");
        }
        let second =
            Booking { starts_at: at("2026-10-25T01:30:00Z"), ends_at: at("2026-10-26T10:00:00Z"), ..guest };
        assert_eq!(StayDraft::of(&second, &venue).action(&second, &venue), Ok(None));
    }
}
