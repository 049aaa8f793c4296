//! The items of one user in one tab: in order, one under way a key, the rest of a key held after a refusal.

use std::collections::{BTreeMap, BTreeSet};

use super::super::time::Timestamp;
use super::entry::{Entry, Flight};
use super::item::{Item, Stage};

/// All items, in the order in which the person made them.
#[derive(Debug, Default)]
pub(super) struct Queue {
    entries: BTreeMap<(u64, String), Entry>,
    places: BTreeMap<String, u64>,
}

impl Queue {
    /// Adds an item. `false` when its id is known already.
    pub(super) fn add(&mut self, entry: Entry) -> bool {
        let (seq, id) = (entry.item.seq, entry.item.id.clone());
        if self.places.contains_key(&id) {
            return false;
        }
        self.places.insert(id.clone(), seq);
        self.entries.insert((seq, id), entry);
        true
    }

    /// Removes an item.
    pub(super) fn remove(&mut self, id: &str) -> Option<Entry> {
        let seq = self.places.remove(id)?;
        self.entries.remove(&(seq, id.to_owned()))
    }

    /// The item with this id.
    pub(super) fn get(&self, id: &str) -> Option<&Entry> {
        self.entries.get(&(*self.places.get(id)?, id.to_owned()))
    }

    /// The item with this id.
    pub(super) fn get_mut(&mut self, id: &str) -> Option<&mut Entry> {
        self.entries.get_mut(&(*self.places.get(id)?, id.to_owned()))
    }

    /// Every item, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values()
    }

    /// Every item, in order.
    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Entry> {
        self.entries.values_mut()
    }

    /// Every item, in order, to be kept elsewhere.
    pub(super) fn into_entries(self) -> Vec<Entry> {
        self.entries.into_values().collect()
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Their bytes together.
    pub(super) fn bytes(&self) -> usize {
        self.iter().map(|entry| entry.item.size()).sum()
    }

    /// The highest place that was given.
    pub(super) fn last_seq(&self) -> u64 {
        self.entries.keys().next_back().map_or(0, |(seq, _)| *seq)
    }

    /// The last action of `key` that may still be carried out: what the person saw when making the next one.
    pub(super) fn last_ahead(&self, key: &str) -> Option<&Item> {
        let ahead = |entry: &&Entry| entry.is_open() || entry.item.stage == Stage::Held;
        self.of(key).filter(ahead).last().map(|entry| &entry.item)
    }

    /// Whether something of `key` waits for the person.
    pub(super) fn is_held(&self, key: &str) -> bool {
        self.of(key).any(|entry| entry.item.stage == Stage::Held)
    }

    /// Whether the item may be chosen to be sent: those whose fate is open before all else of their key, then in
    /// order, at most `max`.
    pub(super) fn candidates(&self, now: Timestamp, max: usize) -> Vec<String> {
        let mut closed: BTreeSet<&str> = BTreeSet::new();
        for entry in self.iter().filter(|entry| entry.flight != Flight::Ground) {
            closed.insert(&entry.item.key);
        }
        let mut chosen: Vec<&Entry> = Vec::new();
        let unknown = self.iter().filter(|entry| entry.is_unknown());
        let waiting = self.iter().filter(|entry| matches!(entry.item.stage, Stage::Waiting | Stage::Held));
        for entry in unknown.chain(waiting) {
            let is_first = closed.insert(&entry.item.key);
            if is_first && entry.item.stage != Stage::Held && entry.not_before <= now {
                chosen.push(entry);
            }
        }
        chosen.into_iter().take(max).map(|entry| entry.item.id.clone()).collect()
    }

    /// When the next item may be sent that has to wait now.
    pub(super) fn ready_at(&self, now: Timestamp) -> Option<Timestamp> {
        let grounded = self.iter().filter(|entry| entry.is_open() && entry.flight == Flight::Ground);
        grounded.map(|entry| entry.not_before).filter(|at| *at > now).min()
    }

    /// How many are under way.
    pub(super) fn in_flight(&self) -> usize {
        self.iter().filter(|entry| entry.flight != Flight::Ground).count()
    }

    /// The next of the same key was made on what `id` would lead to.
    pub(super) fn rebase_after(&mut self, id: &str, version: u64) {
        let follows = |entry: &&mut Entry| {
            entry.item.after.as_deref() == Some(id)
                && matches!(entry.item.stage, Stage::Waiting | Stage::Held)
        };
        for entry in self.iter_mut().filter(follows) {
            entry.rebase(version);
        }
    }

    /// What comes behind place `seq` in `key` waits for the person from now on.
    pub(super) fn hold_behind(&mut self, key: &str, seq: u64) {
        for entry in self.entries.values_mut().filter(|entry| entry.item.key == key) {
            if entry.item.seq > seq && entry.item.stage == Stage::Waiting {
                entry.set_stage(Stage::Held);
            }
        }
    }

    /// The person decided that the rest of `key` goes out, having seen `version` of the booking.
    pub(super) fn release(&mut self, key: &str, version: Option<u64>) -> bool {
        let held = self.entries.values_mut().filter(|entry| entry.item.key == key);
        let mut version = version;
        let mut any = false;
        for entry in held.filter(|entry| entry.item.stage == Stage::Held) {
            // Those behind the first follow its answer.
            entry.release(version.take());
            any = true;
        }
        any
    }

    fn of(&self, key: &str) -> impl Iterator<Item = &Entry> {
        self.iter().filter(move |entry| entry.item.key == key)
    }
}
