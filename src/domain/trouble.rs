//! What makes a booking need a person, beyond what the booking itself says: another one in its room, or an action of
//! this device that was not carried out.

use std::collections::{BTreeMap, BTreeSet};

use super::{Attention, Board, Booking, BookingId, Placement, ResourceId};

/// The bookings of a board that are in such trouble.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Troubles {
    overlapping: BTreeSet<BookingId>,
    unsettled: BTreeSet<BookingId>,
}

impl Troubles {
    /// Looks through the board; `unsettled` are those with an action that the person must decide about.
    #[must_use]
    pub fn of(board: &Board, unsettled: BTreeSet<BookingId>) -> Self {
        Self { overlapping: overlapping(board.iter_shown()), unsettled }
    }

    /// Where a booking stands, with its trouble before anything that it says itself: that somebody is late is told by the
    /// time, that the room is another one's as well by nothing else.
    #[must_use]
    pub fn add_to(&self, placement: Placement, id: &BookingId) -> Placement {
        let trouble = if self.overlapping.contains(id) {
            Some(Attention::Overlap)
        } else {
            self.unsettled.contains(id).then_some(Attention::Unsettled)
        };
        Placement { attention: trouble.or(placement.attention), ..placement }
    }
}

/// The open bookings whose room another open one holds for a part of their stay. Who leaves when the next one arrives
/// leaves in time.
fn overlapping<'b>(bookings: impl Iterator<Item = &'b Booking>) -> BTreeSet<BookingId> {
    let mut rooms: BTreeMap<&ResourceId, Vec<&Booking>> = BTreeMap::new();
    for booking in bookings.filter(|booking| booking.status.is_open()) {
        if let Some(room) = &booking.resource {
            rooms.entry(&room.id).or_default().push(booking);
        }
    }
    let mut found = BTreeSet::new();
    for mut stays in rooms.into_values() {
        stays.sort_by_key(|stay| stay.starts_at);
        // Of those that began, the one that stays longest: who begins before its end overlaps with it.
        let mut longest: Option<&Booking> = None;
        for stay in stays {
            if let Some(other) = longest.filter(|other| stay.starts_at < other.ends_at) {
                found.extend([other.id.clone(), stay.id.clone()]);
            }
            if longest.is_none_or(|other| stay.ends_at > other.ends_at) {
                longest = Some(stay);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::samples::{at, booking};
    use super::super::{DayPart, ResourceRef, Status};
    use super::*;

    /// Bookings as `id room from to`, in days of May.
    fn stays(lines: &[(&str, &str, u32, u32)]) -> Vec<Booking> {
        let stay = |(id, room, from, to): &(&str, &str, u32, u32)| Booking {
            resource: (!room.is_empty())
                .then(|| ResourceRef { id: ResourceId::from(*room), name: (*room).into() }),
            starts_at: at(&format!("2026-05-{from:02}T10:00:00Z")),
            ends_at: at(&format!("2026-05-{to:02}T10:00:00Z")),
            ..booking(id)
        };
        lines.iter().map(stay).collect()
    }

    fn found(bookings: &[Booking]) -> String {
        overlapping(bookings.iter()).iter().map(BookingId::as_str).collect()
    }

    #[test]
    fn a_room_is_held_by_one_at_a_time() {
        for (lines, expected) in [
            // one after the other, in other rooms, without a room
            (
                &[("a", "r1", 1, 3), ("b", "r1", 3, 5), ("c", "r2", 1, 9), ("d", "", 1, 9), ("e", "", 1, 9)]
                    [..],
                "",
            ),
            (&[("a", "r1", 1, 3), ("b", "r1", 2, 5), ("c", "r1", 5, 6)], "ab"),
            // inside of a long one, one after the other
            (&[("a", "r1", 1, 10), ("b", "r1", 2, 3), ("c", "r1", 4, 5)], "abc"),
            (&[("a", "r1", 1, 5), ("b", "r1", 2, 10), ("c", "r1", 6, 7), ("d", "r1", 10, 11)], "abc"),
            (&[("a", "r1", 1, 3), ("b", "r1", 1, 3)], "ab"),
        ] {
            assert_eq!(found(&stays(lines)), expected, "{lines:?}");
        }
    }

    #[test]
    fn every_order_finds_the_same_as_looking_at_each_pair() {
        let mut state = 7_u64;
        let mut next = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            u32::try_from((state >> 33) % below).expect("it is small")
        };
        for _ in 0..300 {
            let names = ["a", "b", "c", "d", "e", "f", "g"];
            let lines = names.map(|name| {
                let from = 1 + next(14);
                (name, if next(3) == 0 { "r1" } else { "r2" }, from, from + 1 + next(6))
            });
            let bookings = stays(&lines);
            let meets = |one: &Booking, other: &Booking| {
                one.id != other.id
                    && one.resource == other.resource
                    && one.starts_at < other.ends_at
                    && other.starts_at < one.ends_at
            };
            let pairs = bookings.iter().filter(|one| bookings.iter().any(|other| meets(one, other)));
            assert_eq!(found(&bookings), pairs.map(|one| one.id.as_str()).collect::<String>(), "{lines:?}");
        }
    }

    #[test]
    fn who_has_left_or_never_came_holds_no_room() {
        let mut bookings = stays(&[("a", "r1", 1, 5), ("b", "r1", 2, 6)]);
        for status in [Status::CheckedOut, Status::Cancelled, Status::NoShow] {
            bookings[0].status = status;
            assert_eq!(found(&bookings), "", "{status:?}");
        }
    }

    #[test]
    fn the_room_is_told_first_then_ones_own_action_then_who_is_late() {
        let mut board = Board::default();
        board.replace(stays(&[("a", "r1", 1, 5), ("b", "r1", 2, 6)]));
        let troubles = Troubles::of(&board, ["a", "c"].map(BookingId::from).into());
        let with = |id: &str, attention| {
            let placement = Placement {
                part: DayPart::Arriving,
                attention,
                at: at("2026-05-14T14:00:00Z"),
                is_arrival: true,
            };
            troubles.add_to(placement, &BookingId::from(id)).attention
        };
        assert_eq!(with("a", None), Some(Attention::Overlap));
        assert_eq!(with("a", Some(Attention::ArrivalOverdue)), Some(Attention::Overlap));
        assert_eq!(with("b", Some(Attention::Unconfirmed)), Some(Attention::Overlap));
        assert_eq!(with("c", None), Some(Attention::Unsettled));
        assert_eq!(with("d", Some(Attention::NoRoom)), Some(Attention::NoRoom));
    }
}
