//! Which days a list shows: the venue's business date, or days around it.

use super::{Attention, Booking, Day, DayPart, Instant, Placement, Status, Venue};

/// Which days a list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ListRange {
    /// The venue's business date, whichever it is.
    #[default]
    Today,
    /// The day after it.
    Tomorrow,
    /// The seven days that begin with it.
    Week,
    /// These days, both included.
    Days(Day, Day),
}

impl ListRange {
    /// The ranges that have a word of their own.
    pub const NAMED: [Self; 3] = [Self::Today, Self::Tomorrow, Self::Week];

    /// The word in a link, for those that have one.
    #[must_use]
    pub fn word(self) -> Option<&'static str> {
        match self {
            Self::Today => Some("today"),
            Self::Tomorrow => Some("tomorrow"),
            Self::Week => Some("week"),
            Self::Days(..) => None,
        }
    }

    /// Reads the word in a link.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::NAMED.into_iter().find(|range| range.word() == Some(word))
    }

    /// The days, both included.
    #[must_use]
    pub fn days(self, venue: &Venue) -> (Day, Day) {
        let today = venue.business_date;
        match self {
            Self::Today => (today, today),
            Self::Tomorrow => (today.plus_days(1), today.plus_days(1)),
            Self::Week => (today, today.plus_days(6)),
            Self::Days(from, to) => (from, to),
        }
    }

    /// Where a booking stands on the list of these days, if it is on it.
    #[must_use]
    pub fn place(self, booking: &Booking, venue: &Venue, now: Instant) -> Option<Placement> {
        let (from, to) = self.days(venue);
        if (from, to) == (venue.business_date, venue.business_date) {
            return Placement::of(booking, venue, now);
        }
        let (arrives, leaves) = (venue.day_of(booking.starts_at), venue.day_of(booking.ends_at));
        let (is_arrival, is_departure) = ((from..=to).contains(&arrives), (from..=to).contains(&leaves));
        if arrives > to || leaves < from {
            return None;
        }
        let part = match booking.status {
            Status::Cancelled | Status::NoShow if !is_arrival => return None,
            Status::Cancelled | Status::NoShow | Status::CheckedOut => DayPart::Closed,
            Status::Pending | Status::Confirmed if is_arrival => DayPart::Arriving,
            Status::Pending | Status::Confirmed | Status::CheckedIn if is_departure => DayPart::Leaving,
            Status::Pending | Status::Confirmed | Status::CheckedIn => DayPart::InHouse,
        };
        let at = if is_arrival { booking.starts_at } else { booking.ends_at };
        // What is overdue is so on any list that shows it; what is missing matters where the guest arrives.
        let overdue = Placement::of(booking, venue, now).and_then(|today| today.attention);
        let attention = overdue.or(match (part, booking.status) {
            (DayPart::Arriving, Status::Pending) => Some(Attention::Unconfirmed),
            (DayPart::Arriving, _) if booking.resource.is_none() => Some(Attention::NoRoom),
            (DayPart::Arriving | DayPart::InHouse | DayPart::Leaving | DayPart::Closed, _) => None,
        });
        Some(Placement { part, attention, at, is_arrival })
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{at, booking, day, lisbon};
    use super::*;

    fn placed(range: ListRange, status: Status, starts: &str, ends: &str) -> Option<(DayPart, bool)> {
        let full = |short: &str| at(&format!("2026-05-{short}:00:00Z"));
        let one = Booking { status, starts_at: full(starts), ends_at: full(ends), ..booking("b1") };
        range.place(&one, &lisbon(), at("2026-05-14T11:00:00Z")).map(|p| (p.part, p.is_arrival))
    }

    #[test]
    fn stays_that_touch_the_days_are_on_their_list() {
        use DayPart::{Arriving, Closed, InHouse, Leaving};
        use Status::{Cancelled, CheckedIn, CheckedOut, Confirmed, NoShow};
        let week = ListRange::Days(day("2026-05-18"), day("2026-05-20"));
        for (status, starts, ends, expected) in [
            (Confirmed, "18T14", "25T10", Some((Arriving, true))),
            (Confirmed, "20T14", "21T10", Some((Arriving, true))),
            (Confirmed, "21T14", "22T10", None),
            (Confirmed, "15T14", "18T10", Some((Leaving, false))),
            (Confirmed, "15T14", "17T10", None),
            (Confirmed, "15T14", "25T10", Some((InHouse, false))),
            (CheckedIn, "12T14", "19T10", Some((Leaving, false))),
            (CheckedOut, "12T14", "19T10", Some((Closed, false))),
            (Cancelled, "18T14", "19T10", Some((Closed, true))),
            (NoShow, "17T14", "19T10", None),
        ] {
            assert_eq!(placed(week, status, starts, ends), expected, "{status:?} {starts} {ends}");
        }
    }

    #[test]
    fn the_business_date_by_its_date_is_today() {
        let by_date = ListRange::Days(day("2026-05-14"), day("2026-05-14"));
        for (status, starts, ends) in
            [(Status::Confirmed, "13T14", "14T10"), (Status::CheckedIn, "10T14", "12T10")]
        {
            let today = placed(ListRange::Today, status, starts, ends);
            assert!(today.is_some());
            assert_eq!(placed(by_date, status, starts, ends), today);
        }
    }

    #[test]
    fn words_stand_for_days_around_the_business_date() {
        let venue = lisbon();
        for (word, from, to) in [
            ("today", "2026-05-14", "2026-05-14"),
            ("tomorrow", "2026-05-15", "2026-05-15"),
            ("week", "2026-05-14", "2026-05-20"),
        ] {
            let range = ListRange::parse(word).expect("a range");
            assert_eq!(range.days(&venue), (day(from), day(to)));
            assert_eq!(range.word(), Some(word));
        }
        assert_eq!(ListRange::parse("2031"), None);
    }
}
