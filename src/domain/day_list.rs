//! The list of the business date: who arrives, is in house, leaves, and what needs a person.
//!
//! A booking is on the list when its stay touches the business date, or when it should have moved on before it and
//! has not. Derived from the board; stores nothing.

use std::time::Duration;

use super::{ActionKind, Board, Booking, BookingId, Instant, ListQuery, Status, Troubles, Venue, fold};

/// How long after the planned arrival a guest counts as overdue: the planned time is when the room is ready, and
/// people come through the evening.
const ARRIVAL_GRACE: Duration = Duration::from_hours(4);

/// What a booking is to the business date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DayPart {
    /// Expected, not here yet.
    Arriving,
    /// Here, and staying past this date.
    InHouse,
    /// Here, and to leave on this date, or before.
    Leaving,
    /// Gone, called off, or never came.
    Closed,
}

/// Why a booking needs a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Attention {
    /// Should have left.
    DepartureOverdue,
    /// Should have arrived.
    ArrivalOverdue,
    /// Another one holds the same room at the same time.
    Overlap,
    /// An action of this device on it was refused, or nobody knows what became of it.
    Unsettled,
    /// Not confirmed yet.
    Unconfirmed,
    /// Arrives, and has no room.
    NoRoom,
}

/// Where a booking stands on the business date's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placement {
    /// What it is to the day.
    pub part: DayPart,
    /// What someone has to do about it.
    pub attention: Option<Attention>,
    /// The time that matters, and so the order: the arrival of who arrives or arrived on this date (or is overdue),
    /// else the departure. A check-in on the day of arrival so moves no row.
    pub at: Instant,
    /// Whether `at` is the arrival.
    pub is_arrival: bool,
}

impl Placement {
    /// Places a booking, or `None` when it is not on the business date's list. `now` decides what is overdue on the
    /// business date itself, from that date until it turns, which may be hours after midnight. A day that is replayed
    /// has no "now".
    #[must_use]
    pub fn of(booking: &Booking, venue: &Venue, now: Instant) -> Option<Self> {
        let today = venue.business_date;
        let (arrives, leaves) = (venue.day_of(booking.starts_at), venue.day_of(booking.ends_at));
        let has_now = [today, today.plus_days(1)].contains(&venue.day_of(now));
        let (part, attention) = match booking.status {
            Status::Pending | Status::Confirmed if arrives <= today => {
                let is_late = arrives < today || (has_now && booking.starts_at.plus(ARRIVAL_GRACE) < now);
                let attention = if is_late {
                    Some(Attention::ArrivalOverdue)
                } else if booking.status == Status::Pending {
                    Some(Attention::Unconfirmed)
                } else {
                    booking.resource.is_none().then_some(Attention::NoRoom)
                };
                (DayPart::Arriving, attention)
            }
            Status::CheckedIn => {
                let is_late = leaves < today || (leaves == today && has_now && booking.ends_at < now);
                let part = if leaves <= today { DayPart::Leaving } else { DayPart::InHouse };
                (part, is_late.then_some(Attention::DepartureOverdue))
            }
            Status::CheckedOut if arrives <= today && today <= leaves => (DayPart::Closed, None),
            Status::Cancelled | Status::NoShow if arrives == today => (DayPart::Closed, None),
            Status::Pending | Status::Confirmed | Status::CheckedOut | Status::Cancelled | Status::NoShow => {
                return None;
            }
        };
        let is_arrival = arrives == today || part == DayPart::Arriving;
        let at = if is_arrival { booking.starts_at } else { booking.ends_at };
        Some(Self { part, attention, at, is_arrival })
    }
}

impl Placement {
    /// The one thing that a person most likely wants to do today with a booking of that status. Who stays on has
    /// none: a check-out before its time is not to be pressed by accident.
    #[must_use]
    pub fn primary_action(&self, status: Status) -> Option<ActionKind> {
        match (self.part, status) {
            (DayPart::Arriving, Status::Pending) => Some(ActionKind::Confirm),
            (DayPart::Arriving, _) => Some(ActionKind::CheckIn),
            (DayPart::Leaving, _) => Some(ActionKind::CheckOut),
            (DayPart::InHouse | DayPart::Closed, _) => None,
        }
    }
}

/// How many bookings each filter would show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Expected and not here.
    pub arriving: usize,
    /// Here, leaving or not.
    pub in_house: usize,
    /// Here, and to leave.
    pub leaving: usize,
    /// Waiting for a person.
    pub needs_action: usize,
}

/// The business date's list, filtered and in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DayView {
    /// The bookings to show.
    pub rows: Vec<BookingId>,
    /// How many bookings the date has without the filters.
    pub total: usize,
    /// Counted without the filters.
    pub counters: Counters,
}

impl DayView {
    /// Derives the list from the board.
    #[must_use]
    pub fn derive(
        board: &Board,
        troubles: &Troubles,
        venue: &Venue,
        now: Instant,
        query: &ListQuery,
    ) -> Self {
        let mut view = Self::default();
        let needle = fold(&query.search);
        let mut rows = Vec::new();
        for booking in board.iter_shown().filter(|booking| booking.venue == venue.id) {
            let Some(placement) = query.range.place(booking, venue, now) else { continue };
            let placement = troubles.add_to(placement, &booking.id);
            view.total += 1;
            view.counters.count(&placement);
            if query.shows(booking, &placement) && board.matches(&booking.id, &needle) {
                rows.push((query.sort.key(booking, &placement), booking.id.clone()));
            }
        }
        rows.sort_by(|(left, _), (right, _)| left.cmp(right));
        view.rows = rows.into_iter().map(|(_, id)| id).collect();
        view
    }
}

impl Counters {
    fn count(&mut self, placement: &Placement) {
        match placement.part {
            DayPart::Arriving => self.arriving += 1,
            DayPart::InHouse => self.in_house += 1,
            DayPart::Leaving => {
                self.in_house += 1;
                self.leaving += 1;
            }
            DayPart::Closed => {}
        }
        self.needs_action += usize::from(placement.attention.is_some());
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{at, booking, day, lisbon};
    use super::*;

    const NOON: &str = "2026-05-14T11:00:00Z";

    fn placed(
        status: Status,
        starts: &str,
        ends: &str,
        now: &str,
    ) -> Option<(DayPart, Option<Attention>, bool)> {
        let mut booking = booking("b1");
        (booking.status, booking.starts_at, booking.ends_at) = (status, at(starts), at(ends));
        Placement::of(&booking, &lisbon(), at(now)).map(|p| (p.part, p.attention, p.is_arrival))
    }

    #[test]
    fn bookings_that_touch_the_business_date_are_placed() {
        use Attention::{ArrivalOverdue, DepartureOverdue, Unconfirmed};
        use DayPart::{Arriving, Closed, InHouse, Leaving};
        use Status::{Cancelled, CheckedIn, CheckedOut, Confirmed, NoShow, Pending};
        for (status, starts, ends, expected) in [
            (Confirmed, "14T14:00", "16T10:00", Some((Arriving, None, true))),
            (Pending, "14T14:00", "16T10:00", Some((Arriving, Some(Unconfirmed), true))),
            // after the grace on the same date, and since yesterday
            (Confirmed, "14T06:59", "16T10:00", Some((Arriving, Some(ArrivalOverdue), true))),
            (Confirmed, "14T07:00", "16T10:00", Some((Arriving, None, true))),
            (Pending, "13T14:00", "14T10:00", Some((Arriving, Some(ArrivalOverdue), true))),
            (Confirmed, "01T14:00", "03T10:00", Some((Arriving, Some(ArrivalOverdue), true))),
            (Confirmed, "15T14:00", "16T10:00", None),
            // the venue's clock is an hour ahead of UTC: 23:00 UTC is the next day
            (Confirmed, "13T23:00", "16T10:00", Some((Arriving, Some(ArrivalOverdue), true))),
            (Confirmed, "14T22:59", "16T10:00", Some((Arriving, None, true))),
            (Confirmed, "14T23:00", "16T10:00", None),
            (CheckedIn, "14T14:00", "16T10:00", Some((InHouse, None, true))),
            (CheckedIn, "12T14:00", "16T10:00", Some((InHouse, None, false))),
            (CheckedIn, "12T14:00", "14T11:00", Some((Leaving, None, false))),
            (CheckedIn, "12T14:00", "14T10:59", Some((Leaving, Some(DepartureOverdue), false))),
            (CheckedIn, "10T14:00", "13T10:00", Some((Leaving, Some(DepartureOverdue), false))),
            // a day use
            (CheckedIn, "14T08:00", "14T18:00", Some((Leaving, None, true))),
            (CheckedOut, "12T14:00", "14T10:00", Some((Closed, None, false))),
            (CheckedOut, "12T14:00", "16T10:00", Some((Closed, None, false))),
            (CheckedOut, "12T14:00", "13T10:00", None),
            (Cancelled, "14T14:00", "16T10:00", Some((Closed, None, true))),
            (NoShow, "14T14:00", "16T10:00", Some((Closed, None, true))),
            (NoShow, "13T14:00", "16T10:00", None),
            (Cancelled, "15T14:00", "16T10:00", None),
        ] {
            let full = |short: &str| format!("2026-05-{short}:00Z");
            assert_eq!(
                placed(status, &full(starts), &full(ends), NOON),
                expected,
                "{status:?} {starts} {ends}"
            );
        }
    }

    #[test]
    fn what_is_overdue_stays_so_after_midnight_until_the_day_turns() {
        let (arrives, leaves) = ("2026-05-14T14:00:00Z", "2026-05-14T10:00:00Z");
        for (now, is_arrival_late, is_departure_late) in [
            ("2026-05-14T10:30:00Z", false, true),
            ("2026-05-14T22:59:00Z", true, true),
            // the venue's midnight
            ("2026-05-14T23:01:00Z", true, true),
            ("2026-05-15T11:00:00Z", true, true),
            // a day that is replayed, or has not come
            ("2026-05-15T23:00:00Z", false, false),
            ("2031-01-01T00:00:00Z", false, false),
            ("2026-05-13T22:59:00Z", false, false),
        ] {
            let arrival = placed(Status::Confirmed, arrives, "2026-05-16T10:00:00Z", now);
            let late = is_arrival_late.then_some(Attention::ArrivalOverdue);
            assert_eq!(arrival, Some((DayPart::Arriving, late, true)), "{now}");
            let departure = placed(Status::CheckedIn, "2026-05-12T14:00:00Z", leaves, now);
            let late = is_departure_late.then_some(Attention::DepartureOverdue);
            assert_eq!(departure, Some((DayPart::Leaving, late, false)), "{now}");
        }
    }

    #[test]
    fn who_may_still_come_in_the_night_is_not_overdue() {
        let placed =
            placed(Status::Confirmed, "2026-05-14T22:00:00Z", "2026-05-16T10:00:00Z", "2026-05-14T23:30:00Z");
        assert_eq!(placed, Some((DayPart::Arriving, None, true)));
    }

    #[test]
    fn the_next_step_follows_the_part_of_the_day() {
        for (status, ends, expected) in [
            (Status::Pending, "2026-05-16T10:00:00Z", Some("confirm")),
            (Status::Confirmed, "2026-05-16T10:00:00Z", Some("check_in")),
            (Status::CheckedIn, "2026-05-16T10:00:00Z", None),
            (Status::CheckedIn, "2026-05-14T18:00:00Z", Some("check_out")),
            (Status::CheckedOut, "2026-05-16T10:00:00Z", None),
            (Status::Cancelled, "2026-05-16T10:00:00Z", None),
        ] {
            let mut one = booking("b1");
            (one.status, one.ends_at) = (status, at(ends));
            let placement = Placement::of(&one, &lisbon(), at(NOON)).expect("on the list");
            assert_eq!(
                placement.primary_action(status).map(ActionKind::as_str),
                expected,
                "{status:?} {ends}"
            );
        }
    }

    #[test]
    fn an_arrival_without_a_room_needs_a_person() {
        let mut roomless = booking("b1");
        roomless.resource = None;
        let placement = Placement::of(&roomless, &lisbon(), at(NOON)).expect("on the list");
        assert_eq!(placement.attention, Some(Attention::NoRoom));
    }

    #[test]
    fn a_check_in_on_the_day_of_arrival_moves_no_row() {
        let mut guest = booking("b1");
        let before = Placement::of(&guest, &lisbon(), at(NOON)).expect("on the list").at;
        guest.status = Status::CheckedIn;
        assert_eq!(Placement::of(&guest, &lisbon(), at(NOON)).expect("on the list").at, before);
    }

    fn board() -> Board {
        let row = |id: &str, status: Status, starts: &str, ends: &str, guest: &str| {
            let mut one = booking(id);
            (one.status, one.starts_at, one.ends_at) = (status, at(starts), at(ends));
            one.guest.name = guest.into();
            one
        };
        let mut board = Board::default();
        board.replace([
            row("a", Status::Confirmed, "2026-05-14T14:00:00Z", "2026-05-16T10:00:00Z", "Ana Reis"),
            row("b", Status::Pending, "2026-05-14T13:00:00Z", "2026-05-16T10:00:00Z", "Bo Lee"),
            row("c", Status::CheckedIn, "2026-05-12T14:00:00Z", "2026-05-14T11:30:00Z", "Cy Öz"),
            row("d", Status::CheckedIn, "2026-05-12T14:00:00Z", "2026-05-18T10:00:00Z", "Di Roy"),
            row("e", Status::Cancelled, "2026-05-14T14:00:00Z", "2026-05-16T10:00:00Z", "Ed Fox"),
            row("f", Status::Confirmed, "2026-06-14T14:00:00Z", "2026-06-16T10:00:00Z", "Flo Oz"),
        ]);
        board
    }

    fn parsed(query: &str) -> ListQuery {
        ListQuery::from_pairs(query.split('&').filter_map(|pair| pair.split_once('='))).0
    }

    fn shown(query: &str) -> String {
        let query = parsed(query);
        DayView::derive(&board(), &Troubles::default(), &lisbon(), at(NOON), &query)
            .rows
            .iter()
            .map(BookingId::as_str)
            .collect()
    }

    #[test]
    fn the_list_is_in_order_and_filtered() {
        for (query, rows) in [
            ("", "cbaed"),
            ("status=confirmed", "a"),
            ("status=pending,checked_in", "cbd"),
            ("part=arriving", "ba"),
            ("part=in_house", "cd"),
            ("part=leaving", "c"),
            ("part=needs_action", "b"),
            ("q=OZ", "c"),
            ("q=roy", "d"),
            ("status=confirmed&q=lee", ""),
            ("sort=guest", "abcde"),
            ("resource=r12&part=leaving", "c"),
            ("resource=r9", ""),
            ("source=Web&part=leaving", "c"),
            ("source=desk", ""),
            ("changed_since=2026-05-01T09:00:00Z&part=leaving", "c"),
            ("changed_since=2026-05-02T09:00:00Z", ""),
            ("from=2026-06-14", "f"),
            ("from=2026-05-16&to=2026-06-30", "abdf"),
        ] {
            assert_eq!(shown(query), rows, "{query}");
        }
    }

    #[test]
    fn counters_do_not_follow_the_filters() {
        for query in ["", "q=nobody", "part=leaving"] {
            let parsed = parsed(query);
            let view = DayView::derive(&board(), &Troubles::default(), &lisbon(), at(NOON), &parsed);
            assert_eq!(view.counters, Counters { arriving: 2, in_house: 2, leaving: 1, needs_action: 1 });
            assert_eq!(view.total, 5, "{query}");
        }
    }

    #[test]
    fn the_list_follows_the_business_date() {
        let mut venue = lisbon();
        venue.business_date = day("2026-05-15");
        let view = DayView::derive(&board(), &Troubles::default(), &venue, at(NOON), &ListQuery::default());
        assert_eq!(view.counters, Counters { arriving: 2, in_house: 2, leaving: 1, needs_action: 3 });
        assert_eq!(view.total, 4, "yesterday's cancellation is gone, what is open stays");
    }

    #[test]
    fn bookings_of_another_venue_are_not_shown() {
        let mut venue = lisbon();
        venue.id = "porto".into();
        assert_eq!(
            DayView::derive(&board(), &Troubles::default(), &venue, at(NOON), &ListQuery::default()),
            DayView::default()
        );
    }
}
