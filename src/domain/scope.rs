//! What one watcher of a venue wants to hear of, and what a change means to it.

use std::collections::BTreeSet;

use super::{Booking, BookingId, Change, Day, Venue, VenueId};

/// One venue's bookings, or those whose stay touches some of its days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The venue.
    pub venue: VenueId,
    /// The first and the last day, in the venue's calendar; `None` for all that the feed's window holds.
    pub days: Option<(Day, Day)>,
}

impl Scope {
    /// Everything of a venue.
    #[must_use]
    pub fn all(venue: VenueId) -> Self {
        Self { venue, days: None }
    }

    /// Whether `booking` belongs to it. The stay counts from its first day to its last, both included.
    #[must_use]
    pub fn holds(&self, booking: &Booking, venue: &Venue) -> bool {
        self.days.is_none_or(|(from, to)| {
            let (starts, ends) = (venue.day_of(booking.starts_at), venue.day_of(booking.ends_at));
            starts <= to && from <= ends
        })
    }
}

/// What a watcher is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BookingEvent {
    /// These are all the bookings of the scope; whatever was known before is replaced.
    Reloaded(Vec<Booking>),
    /// The booking is new in the scope, or is now so.
    Changed(Box<Booking>),
    /// The booking is gone, or no longer belongs to the scope.
    Removed(BookingId),
    /// The server closed the feed: nothing of it may be shown any more.
    Closed {
        /// The server's code.
        code: String,
    },
}

/// A scope with what of it is known, so that a booking that leaves the scope is told as removed.
#[derive(Clone, Debug)]
pub struct ScopeWatch {
    scope: Scope,
    inside: BTreeSet<BookingId>,
}

impl ScopeWatch {
    /// Nothing is known yet.
    #[must_use]
    pub fn new(scope: Scope) -> Self {
        Self { scope, inside: BTreeSet::new() }
    }

    /// What is watched.
    #[must_use]
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// The feed was loaded anew.
    pub fn reload<'a>(
        &mut self,
        bookings: impl IntoIterator<Item = &'a Booking>,
        venue: &Venue,
    ) -> BookingEvent {
        let held = bookings.into_iter().filter(|booking| self.scope.holds(booking, venue));
        let bookings: Vec<Booking> = held.cloned().collect();
        self.inside = bookings.iter().map(|booking| booking.id.clone()).collect();
        BookingEvent::Reloaded(bookings)
    }

    /// One change; `None` when it is nothing to this scope.
    pub fn take(&mut self, change: &Change, venue: &Venue) -> Option<BookingEvent> {
        match change {
            Change::Upsert(booking) if self.scope.holds(booking, venue) => {
                self.inside.insert(booking.id.clone());
                Some(BookingEvent::Changed(booking.clone()))
            }
            Change::Upsert(_) | Change::Remove { .. } => {
                let id = change.id();
                self.inside.remove(id).then(|| BookingEvent::Removed(id.clone()))
            }
        }
    }

    /// The feed was closed.
    pub fn close(&mut self, code: &str) -> BookingEvent {
        self.inside.clear();
        BookingEvent::Closed { code: code.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{at, booking, day, lisbon};
    use super::*;

    fn days(from: &str, to: &str) -> Scope {
        Scope { venue: VenueId::from("lisbon"), days: Some((day(from), day(to))) }
    }

    #[test]
    fn a_scope_of_days_holds_the_stays_that_touch_them() {
        // The stay is from the 14th to the 16th.
        for (from, to, holds) in [
            ("2026-05-12", "2026-05-13", false),
            ("2026-05-13", "2026-05-14", true),
            ("2026-05-15", "2026-05-15", true),
            ("2026-05-16", "2026-05-20", true),
            ("2026-05-17", "2026-05-20", false),
        ] {
            assert_eq!(days(from, to).holds(&booking("b1"), &lisbon()), holds, "{from} to {to}");
        }
        assert!(Scope::all(VenueId::from("lisbon")).holds(&booking("b1"), &lisbon()));
    }

    #[test]
    fn a_booking_that_leaves_the_scope_is_told_as_removed_once() {
        let (venue, mut watch) = (lisbon(), ScopeWatch::new(days("2026-05-14", "2026-05-14")));
        let inside = booking("b1");
        let mut outside = inside.clone();
        (outside.starts_at, outside.ends_at) = (at("2026-05-20T14:00:00Z"), at("2026-05-22T10:00:00Z"));
        let upsert = |booking: &Booking| Change::Upsert(Box::new(booking.clone()));
        assert_eq!(watch.take(&upsert(&outside), &venue), None);
        let changed = BookingEvent::Changed(Box::new(inside.clone()));
        assert_eq!(watch.take(&upsert(&inside), &venue), Some(changed));
        let removed = BookingEvent::Removed(BookingId::from("b1"));
        assert_eq!(watch.take(&upsert(&outside), &venue), Some(removed.clone()));
        assert_eq!(watch.take(&upsert(&outside), &venue), None);
        watch.take(&upsert(&inside), &venue);
        assert_eq!(watch.take(&Change::Remove { id: inside.id.clone() }, &venue), Some(removed));
        assert_eq!(watch.take(&Change::Remove { id: inside.id }, &venue), None);
    }

    #[test]
    fn a_reload_replaces_what_was_known() {
        let (venue, mut watch) = (lisbon(), ScopeWatch::new(days("2026-05-14", "2026-05-14")));
        let (first, second) = (booking("b1"), booking("b2"));
        let mut elsewhere = booking("b3");
        (elsewhere.starts_at, elsewhere.ends_at) = (at("2026-06-01T14:00:00Z"), at("2026-06-02T10:00:00Z"));
        let all = [first.clone(), elsewhere];
        assert_eq!(watch.reload(&all, &venue), BookingEvent::Reloaded(vec![first]));
        assert_eq!(watch.reload([&second], &venue), BookingEvent::Reloaded(vec![second]));
        let gone = Change::Remove { id: BookingId::from("b1") };
        assert_eq!(watch.take(&gone, &venue), None, "the reload had told that");
        assert_eq!(watch.close("forbidden"), BookingEvent::Closed { code: "forbidden".into() });
        assert_eq!(watch.take(&Change::Remove { id: BookingId::from("b2") }, &venue), None);
    }
}
