//! In which order a list is shown: by time unless the link says otherwise.

use std::cmp::Ordering;

use super::order::natural;
use super::{Booking, OrderKey, Placement, Status, fold};

/// What a list is ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum SortBy {
    /// The time that matters.
    #[default]
    Time,
    /// The room.
    Room,
    /// The guest's name.
    Guest,
    /// Where the booking is in its life.
    Status,
}

impl SortBy {
    /// Every one, in the order of the columns.
    pub const ALL: [Self; 4] = [Self::Time, Self::Room, Self::Guest, Self::Status];

    /// The word in a link.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Room => "room",
            Self::Guest => "guest",
            Self::Status => "status",
        }
    }
}

/// An order, written `room` or, the other way round, `-room`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sort {
    /// By what.
    pub by: SortBy,
    /// From the last to the first.
    pub is_reversed: bool,
}

impl Sort {
    /// Reads the words of a link.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (is_reversed, word) = text.strip_prefix('-').map_or((false, text), |word| (true, word));
        let by = SortBy::ALL.into_iter().find(|by| by.as_str() == word)?;
        Some(Self { by, is_reversed })
    }

    /// The order after a press on a column's head: that column, or the other way round.
    #[must_use]
    pub fn pressed(self, by: SortBy) -> Self {
        Self { by, is_reversed: self.by == by && !self.is_reversed }
    }

    /// What a booking is ordered by. Equals stay in the order of their times.
    #[must_use]
    pub fn key(self, booking: &Booking, placement: &Placement) -> SortKey {
        let room = booking.resource.as_ref().map(|room| room.name.as_str());
        let (status, text) = match self.by {
            SortBy::Time => (Status::Pending, String::new()),
            SortBy::Room => (Status::Pending, fold(room.unwrap_or_default())),
            SortBy::Guest => (Status::Pending, fold(&booking.guest.name)),
            SortBy::Status => (booking.status, String::new()),
        };
        let time = OrderKey::new(placement.at, room, &booking.guest.name, &booking.id);
        SortKey { sort: self, status, text, time }
    }
}

impl std::fmt::Display for Sort {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", if self.is_reversed { "-" } else { "" }, self.by.as_str())
    }
}

/// A booking's place in an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SortKey {
    sort: Sort,
    status: Status,
    text: String,
    time: OrderKey,
}

impl Ord for SortKey {
    fn cmp(&self, other: &Self) -> Ordering {
        let lead = self.status.cmp(&other.status).then_with(|| natural(&self.text, &other.text));
        let lead = if self.sort.by == SortBy::Time { self.time.cmp(&other.time) } else { lead };
        let lead = if self.sort.is_reversed { lead.reverse() } else { lead };
        lead.then_with(|| self.time.cmp(&other.time))
    }
}

impl PartialOrd for SortKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::super::ResourceRef;
    use super::super::samples::{at, booking, lisbon};
    use super::*;

    fn sorted(sort: &str) -> String {
        let row = |id: &str, time: &str, room: &str, guest: &str, status| {
            let mut one = booking(id);
            one.starts_at = at(&format!("2026-05-14T{time}:00Z"));
            one.resource = Some(ResourceRef { id: room.into(), name: room.into() });
            (one.guest.name, one.status) = (guest.into(), status);
            one
        };
        let sort = Sort::parse(sort).expect("an order");
        let mut rows: Vec<(SortKey, String)> = [
            row("a", "14:00", "12", "Zoë", Status::Confirmed),
            row("b", "13:00", "9", "Ána", Status::Confirmed),
            row("c", "15:00", "A 2", "Bo", Status::Pending),
            row("d", "12:00", "12", "Bo", Status::CheckedIn),
        ]
        .map(|one| {
            let placement = Placement::of(&one, &lisbon(), at("2026-05-14T11:00:00Z")).expect("on the list");
            (sort.key(&one, &placement), one.id.to_string())
        })
        .to_vec();
        rows.sort();
        rows.into_iter().map(|(_, id)| id).collect()
    }

    #[test]
    fn each_order_and_its_reverse_with_time_between_equals() {
        for (sort, rows) in [
            ("time", "dbac"),
            ("-time", "cabd"),
            ("room", "bdac"),
            ("-room", "cdab"),
            ("guest", "bdca"),
            ("-guest", "adcb"),
            ("status", "cbad"),
            ("-status", "dbac"),
        ] {
            assert_eq!(sorted(sort), rows, "{sort}");
        }
    }

    #[test]
    fn a_link_names_an_order() {
        for text in ["time", "-time", "room", "-guest", "status"] {
            assert_eq!(Sort::parse(text).map(|sort| sort.to_string()).as_deref(), Some(text));
        }
        for text in ["", "-", "--room", "price"] {
            assert_eq!(Sort::parse(text), None, "{text}");
        }
        let by_room = Sort::default().pressed(SortBy::Room);
        assert_eq!(by_room.to_string(), "room");
        assert_eq!(by_room.pressed(SortBy::Room).to_string(), "-room");
        assert_eq!(by_room.pressed(SortBy::Room).pressed(SortBy::Guest).to_string(), "guest");
    }
}
