//! The board: the bookings of one feed, as far as they are known.
//!
//! It stores and derives. It does not decide what is missing or in which order changes come; it only never lets an
//! older state of a booking replace a newer one, nor a removed booking come back.
//!
//! Invariants:
//! 1. A booking's entry, tombstone and set-aside mark carry the feed's revision that last touched them; what carries
//!    the same revision or an older one changes nothing.
//! 2. An id has an entry or a tombstone, never both.
//! 3. Tombstones and set-aside marks live until the next snapshot, and are bounded; what a full table dropped is
//!    counted.

use std::collections::BTreeMap;

use super::{Booking, BookingId, Change, fold};

/// Removals remembered between two snapshots: as many as a server keeps changes at least.
const TOMBSTONES_MAX: usize = 10_000;
/// Unreadable bookings remembered: one is a fault, a thousand is another server.
const SET_ASIDE_MAX: usize = 1_000;

/// What became of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applied {
    /// The board is different now.
    Changed,
    /// Something newer, or just this, was known already.
    Known,
}

/// How two states of a board differ, in the order of ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Bookings that were not there before.
    pub added: Vec<BookingId>,
    /// Bookings that say something else than before.
    pub changed: Vec<BookingId>,
    /// Bookings that are no longer there.
    pub removed: Vec<BookingId>,
}

impl Difference {
    /// How many bookings differ.
    #[must_use]
    pub fn len(&self) -> usize {
        self.added.len() + self.changed.len() + self.removed.len()
    }

    /// Whether nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[derive(Clone, Debug)]
struct Entry {
    booking: Booking,
    revision: u64,
    /// Folded, so that a search folds only what was typed.
    search: String,
}

/// One feed's bookings.
#[derive(Clone, Debug, Default)]
pub struct Board {
    entries: BTreeMap<BookingId, Entry>,
    tombstones: BTreeMap<BookingId, u64>,
    set_aside: BTreeMap<String, u64>,
    /// What is shown in the place of some bookings while a person's wishes wait; never taken for the server's word.
    wished: BTreeMap<BookingId, Booking>,
    dropped: u64,
}

impl Board {
    /// How many bookings it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// A booking, if it is there.
    #[must_use]
    pub fn get(&self, id: &BookingId) -> Option<&Booking> {
        self.entries.get(id).map(|entry| &entry.booking)
    }

    /// The feed's revision that last touched a booking, removed or not.
    #[must_use]
    pub fn revision_of(&self, id: &BookingId) -> Option<u64> {
        self.entries.get(id).map(|entry| entry.revision).or_else(|| self.tombstones.get(id).copied())
    }

    /// All bookings, in the order of ids.
    pub fn iter(&self) -> impl Iterator<Item = &Booking> {
        self.entries.values().map(|entry| &entry.booking)
    }

    /// A booking as it is shown: with what a person wished laid over it.
    #[must_use]
    pub fn shown(&self, id: &BookingId) -> Option<&Booking> {
        let booking = self.get(id)?;
        Some(self.wished.get(id).unwrap_or(booking))
    }

    /// All bookings as they are shown, in the order of ids.
    pub fn iter_shown(&self) -> impl Iterator<Item = &Booking> {
        self.iter().map(|booking| self.wished.get(&booking.id).unwrap_or(booking))
    }

    /// Shows `wished` in the place of a booking, or again what the server told.
    pub fn show_wished(&mut self, id: &BookingId, wished: Option<Booking>) {
        match wished {
            Some(wished) => self.wished.insert(id.clone(), wished),
            None => self.wished.remove(id),
        };
    }

    /// Tombstones and set-aside marks that a full table dropped.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.dropped
    }

    /// Puts one change in place, unless what is known of that booking is as new.
    pub fn apply(&mut self, change: Change, revision: u64) -> Applied {
        if self.revision_of(change.id()).is_some_and(|known| known >= revision) {
            return Applied::Known;
        }
        if self.set_aside.get(change.id().as_str()).is_some_and(|&unreadable| unreadable <= revision) {
            self.set_aside.remove(change.id().as_str());
        }
        match change {
            Change::Upsert(booking) => {
                self.tombstones.remove(&booking.id);
                self.entries.insert(booking.id.clone(), Entry::new(*booking, revision));
            }
            Change::Remove { id } => {
                self.entries.remove(&id);
                self.tombstones.insert(id, revision);
                self.dropped += drop_oldest(&mut self.tombstones, TOMBSTONES_MAX);
            }
        }
        Applied::Changed
    }

    /// Replaces everything by a snapshot, of this epoch or another, and tells what is different. Each booking brings
    /// the revision that last touched it; of two with one id the newer stays.
    pub fn replace(&mut self, bookings: impl IntoIterator<Item = Booking>) -> Difference {
        let mut next = BTreeMap::<BookingId, Entry>::new();
        for booking in bookings {
            let revision = booking.revision;
            if next.get(&booking.id).is_none_or(|entry| entry.revision < revision) {
                next.insert(booking.id.clone(), Entry::new(booking, revision));
            }
        }
        let before = std::mem::replace(&mut self.entries, next);
        self.tombstones.clear();
        self.set_aside.clear();
        self.difference_from(&before)
    }

    /// Forgets everything: the feed is closed to us, or the session is over.
    pub fn clear(&mut self) {
        *self = Self { dropped: self.dropped, ..Self::default() };
    }

    /// Notes that the booking `key` has a state, at `revision`, which cannot be read. What is shown of it is older
    /// than that until a readable state, or a snapshot, arrives.
    pub fn set_aside(&mut self, key: &str, revision: u64) {
        if self.revision_of(&BookingId::from(key)).is_some_and(|known| known > revision) {
            return;
        }
        let mark = self.set_aside.entry(key.to_owned()).or_insert(revision);
        *mark = revision.max(*mark);
        self.dropped += drop_oldest(&mut self.set_aside, SET_ASIDE_MAX);
    }

    /// The bookings whose newest state cannot be read, in the order of ids.
    pub fn set_aside_keys(&self) -> impl Iterator<Item = &str> {
        self.set_aside.keys().map(String::as_str)
    }

    /// Whether what is shown of this booking is older than a state that cannot be read.
    #[must_use]
    pub fn is_set_aside(&self, id: &BookingId) -> bool {
        self.set_aside.contains_key(id.as_str())
    }

    /// Whether a booking's guest, room, note, source or address holds `needle`, which is folded already.
    #[must_use]
    pub fn matches(&self, id: &BookingId, needle: &str) -> bool {
        self.entries.get(id).is_some_and(|entry| needle.split(' ').all(|word| entry.search.contains(word)))
    }

    fn difference_from(&self, before: &BTreeMap<BookingId, Entry>) -> Difference {
        let mut difference = Difference::default();
        for (id, entry) in &self.entries {
            match before.get(id) {
                None => difference.added.push(id.clone()),
                Some(old) if old.booking != entry.booking => difference.changed.push(id.clone()),
                Some(_) => {}
            }
        }
        difference.removed = before.keys().filter(|id| !self.entries.contains_key(id)).cloned().collect();
        difference
    }
}

impl Entry {
    fn new(booking: Booking, revision: u64) -> Self {
        let guest = &booking.guest;
        let room = booking.resource.as_ref().map_or("", |room| room.name.as_str());
        let contact =
            [guest.email.as_deref().unwrap_or_default(), guest.phone.as_deref().unwrap_or_default()];
        let search =
            fold(&[&guest.name, room, &booking.note, &booking.source, contact[0], contact[1]].join(" "));
        Self { booking, revision, search }
    }
}

/// Drops what carries the oldest revisions until `max` are left, and says how many went.
fn drop_oldest<K: Ord + Clone>(table: &mut BTreeMap<K, u64>, max: usize) -> u64 {
    let mut dropped = 0;
    while table.len() > max {
        let oldest = table.iter().min_by_key(|(_, revision)| **revision).map(|(key, _)| key.clone());
        let Some(oldest) = oldest else { break };
        table.remove(&oldest);
        dropped += 1;
    }
    dropped
}

#[cfg(test)]
#[path = "board_tests.rs"]
mod tests;
