//! The order of a list: time, then room, then guest.

use std::cmp::Ordering;

use super::{BookingId, Instant, fold};

/// What a booking is ordered by. The id comes last, so that two bookings never tie and a list never flickers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderKey {
    /// The time that the row shows.
    pub at: Instant,
    /// The room's name; bookings without one come first, since someone has to find them one.
    room: String,
    guest: String,
    id: BookingId,
}

impl OrderKey {
    /// The key of a booking in a list.
    #[must_use]
    pub fn new(at: Instant, room: Option<&str>, guest: &str, id: &BookingId) -> Self {
        Self { at, room: fold(room.unwrap_or_default()), guest: fold(guest), id: id.clone() }
    }
}

impl Ord for OrderKey {
    fn cmp(&self, other: &Self) -> Ordering {
        self.at
            .cmp(&other.at)
            .then_with(|| natural(&self.room, &other.room))
            .then_with(|| self.guest.cmp(&other.guest))
            .then_with(|| self.id.cmp(&other.id))
    }
}

impl PartialOrd for OrderKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Compares names with numbers in them as people do: 9 before 12, "A 2" before "A 10".
pub(super) fn natural(left: &str, right: &str) -> Ordering {
    let (mut left, mut right) = (left, right);
    loop {
        let (number_l, rest_l) = leading_digits(left);
        let (number_r, rest_r) = leading_digits(right);
        if !number_l.is_empty() && !number_r.is_empty() {
            let (value_l, value_r) = (number_l.trim_start_matches('0'), number_r.trim_start_matches('0'));
            let order = value_l.len().cmp(&value_r.len()).then_with(|| value_l.cmp(value_r));
            if order != Ordering::Equal {
                return order;
            }
            (left, right) = (rest_l, rest_r);
            continue;
        }
        let (mut chars_l, mut chars_r) = (left.chars(), right.chars());
        match (chars_l.next(), chars_r.next()) {
            (Some(l), Some(r)) if l == r => (left, right) = (chars_l.as_str(), chars_r.as_str()),
            (l, r) => return l.cmp(&r),
        }
    }
}

fn leading_digits(text: &str) -> (&str, &str) {
    text.split_at(text.bytes().take_while(u8::is_ascii_digit).count())
}

#[cfg(test)]
mod tests {
    use super::super::samples::at;
    use super::*;

    #[test]
    fn rooms_are_ordered_as_people_count() {
        let mut rooms = ["12", "9", "A 10", "101", "A 2", "", "9b", "009", "Terrace"];
        rooms.sort_by(|l, r| natural(&fold(l), &fold(r)));
        assert_eq!(rooms, ["", "9", "009", "9b", "12", "101", "A 2", "A 10", "Terrace"]);
    }

    #[test]
    fn time_wins_over_room_over_guest_over_id() {
        let noon = at("2026-05-14T12:00:00Z");
        let id = BookingId::from;
        let mut keys = [
            OrderKey::new(noon, Some("12"), "Öz", &id("b4")),
            OrderKey::new(noon, Some("12"), "Reis", &id("b6")),
            OrderKey::new(noon, Some("12"), "reis", &id("b5")),
            OrderKey::new(noon, Some("9"), "Zoe", &id("b3")),
            OrderKey::new(noon, None, "Zoe", &id("b2")),
            OrderKey::new(at("2026-05-14T11:59:59Z"), Some("99"), "Zoe", &id("b1")),
        ];
        keys.sort();
        assert_eq!(keys.map(|key| key.id.as_str().to_owned()), ["b1", "b2", "b3", "b4", "b5", "b6"]);
    }
}
