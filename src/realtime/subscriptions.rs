//! Rooms: which are wanted, and by whom; which the present session's server was asked for, and which it confirmed.
//!
//! A room is a feed at the server. However many handlers want it, it is joined once; it is left when the last one
//! has gone. Each joining has a number, so that the answer to one that was since taken back is not taken for the
//! answer to the next. What a room holds is `sync`'s to know.

use std::collections::{BTreeMap, BTreeSet};

/// Names a handler; given by the caller, who never gives it twice.
pub type HandlerId = u64;

/// What became of a wish to hear no more of a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Left {
    /// Nobody of that name wanted it.
    Unknown,
    /// Others still want it.
    Kept,
    /// It was the last one; `is_told` when the server must hear of it.
    Gone {
        /// Whether the present session's server was asked for the room.
        is_told: bool,
    },
}

/// What the present session's server knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Told {
    #[default]
    Nothing,
    Asked {
        join: u64,
    },
    Confirmed,
}

#[derive(Debug, Default)]
struct Room {
    handlers: BTreeSet<HandlerId>,
    told: Told,
}

/// The rooms that are wanted.
#[derive(Debug, Default)]
pub(crate) struct Subscriptions {
    rooms: BTreeMap<String, Room>,
    joins: u64,
}

impl Subscriptions {
    /// How many rooms are wanted.
    pub(crate) fn len(&self) -> usize {
        self.rooms.len()
    }

    /// Whether anyone wants `feed`.
    pub(crate) fn is_wanted(&self, feed: &str) -> bool {
        self.rooms.contains_key(feed)
    }

    /// `handler` wants `feed`; `true` when it is the first to.
    pub(crate) fn add(&mut self, feed: &str, handler: HandlerId) -> bool {
        let is_first = !self.rooms.contains_key(feed);
        self.rooms.entry(feed.to_owned()).or_default().handlers.insert(handler);
        is_first
    }

    /// `handler` wants `feed` no more.
    pub(crate) fn remove(&mut self, feed: &str, handler: HandlerId) -> Left {
        let Some(room) = self.rooms.get_mut(feed) else { return Left::Unknown };
        if !room.handlers.remove(&handler) {
            return Left::Unknown;
        }
        if !room.handlers.is_empty() {
            return Left::Kept;
        }
        let is_told = room.told != Told::Nothing;
        self.rooms.remove(feed);
        Left::Gone { is_told }
    }

    /// The server is asked for `feed`; the answer is the joining's number.
    pub(crate) fn on_asked(&mut self, feed: &str) -> u64 {
        self.joins += 1;
        if let Some(room) = self.rooms.get_mut(feed) {
            room.told = Told::Asked { join: self.joins };
        }
        self.joins
    }

    /// The server answered joining number `join`; `false` when another one is awaited by now, or none.
    pub(crate) fn on_answered(&mut self, feed: &str, join: u64, is_confirmed: bool) -> bool {
        let Some(room) = self.rooms.get_mut(feed).filter(|room| room.told == Told::Asked { join }) else {
            return false;
        };
        room.told = if is_confirmed { Told::Confirmed } else { Told::Nothing };
        true
    }

    /// The server closed the room by itself.
    pub(crate) fn on_closed(&mut self, feed: &str) {
        if let Some(room) = self.rooms.get_mut(feed) {
            room.told = Told::Nothing;
        }
    }

    /// Another session took over, which had joined these rooms and no others.
    pub(crate) fn on_moved<'a>(&mut self, joined: impl IntoIterator<Item = &'a str>) {
        self.on_session_lost();
        for feed in joined {
            if let Some(room) = self.rooms.get_mut(feed) {
                room.told = Told::Confirmed;
            }
        }
    }

    /// The session is gone, and what its server knew with it.
    pub(crate) fn on_session_lost(&mut self) {
        self.rooms.values_mut().for_each(|room| room.told = Told::Nothing);
    }

    /// Nobody wants anything any more.
    pub(crate) fn clear(&mut self) {
        self.rooms.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_is_joined_with_its_first_handler_and_left_with_its_last() {
        let mut rooms = Subscriptions::default();
        assert!(rooms.add("v1", 1));
        assert!(!rooms.add("v1", 2));
        assert!(!rooms.add("v1", 2), "the same handler again is no second wish");
        assert_eq!(rooms.remove("v1", 3), Left::Unknown);
        assert_eq!(rooms.remove("v1", 2), Left::Kept);
        assert_eq!(rooms.remove("v1", 2), Left::Unknown);
        assert_eq!(rooms.remove("v1", 1), Left::Gone { is_told: false });
        assert_eq!(rooms.remove("v1", 1), Left::Unknown);
        assert!(rooms.add("v1", 1), "and wanted anew");
    }

    #[test]
    fn the_server_hears_of_a_leaving_only_if_this_session_asked_for_the_room() {
        let mut rooms = Subscriptions::default();
        let leave = |rooms: &mut Subscriptions| rooms.remove("v1", 1);
        rooms.add("v1", 1);
        let join = rooms.on_asked("v1");
        assert_eq!(leave(&mut rooms), Left::Gone { is_told: true }, "asked");
        rooms.add("v1", 1);
        assert!(!rooms.on_answered("v1", join, true), "the answer to a joining that was taken back");
        let join = rooms.on_asked("v1");
        assert!(rooms.on_answered("v1", join, true));
        assert!(!rooms.on_answered("v1", join, true), "answered once");
        rooms.on_session_lost();
        assert_eq!(leave(&mut rooms), Left::Gone { is_told: false }, "lost");
        rooms.add("v1", 1);
        let join = rooms.on_asked("v1");
        assert!(rooms.on_answered("v1", join, false));
        assert_eq!(leave(&mut rooms), Left::Gone { is_told: false }, "refused");
    }

    #[test]
    fn only_the_newest_joining_is_answered() {
        let mut rooms = Subscriptions::default();
        rooms.add("v1", 1);
        let (first, second) = (rooms.on_asked("v1"), rooms.on_asked("v1"));
        assert!(!rooms.on_answered("v1", first, true));
        assert!(rooms.on_answered("v1", second, true));
        rooms.on_moved(["v1", "never wanted"]);
        assert_eq!(rooms.len(), 1);
        assert_eq!(rooms.remove("v1", 1), Left::Gone { is_told: true });
    }
}
