//! The server's truth about one venue: bookings, revisions and epochs, with the true time of every commit.
//!
//! It is also what the checks compare boards with: the state at any revision of any epoch can be asked for.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::model::{Board, Booking};

/// What is wrong with a change on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Defect {
    None,
    /// The live event cannot be read; the record can.
    Event,
    /// The live event cannot be read and does not even name its booking.
    Nameless,
    /// Neither event nor record can be read until the booking is touched again.
    Record,
}

/// One committed change.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    pub(crate) revision: u64,
    pub(crate) at: u64,
    pub(crate) key: String,
    pub(crate) value: Option<Booking>,
    pub(crate) defect: Defect,
}

/// One life of the numbering.
#[derive(Debug)]
struct Epoch {
    name: String,
    since: u64,
    base_revision: u64,
    base: BTreeMap<String, Booking>,
    log: Vec<Change>,
}

/// One venue's feed.
#[derive(Debug)]
pub(crate) struct Ledger {
    venue: String,
    epochs: Vec<Epoch>,
    pub(crate) bookings: BTreeMap<String, Booking>,
    unreadable: BTreeSet<String>,
    next_key: u64,
}

impl Ledger {
    /// `count` bookings, each touched once.
    pub(crate) fn new(venue: &str, count: u64) -> Self {
        let epoch = Epoch {
            name: format!("{venue}-0"),
            since: 0,
            base_revision: 0,
            base: BTreeMap::new(),
            log: Vec::new(),
        };
        let (bookings, unreadable) = (BTreeMap::new(), BTreeSet::new());
        let mut ledger =
            Ledger { venue: venue.to_owned(), epochs: vec![epoch], bookings, unreadable, next_key: 0 };
        for place in 0..count {
            ledger.create(0, place * 10, place);
        }
        ledger
    }

    fn current(&self) -> &Epoch {
        self.epochs.last().expect("there is always an epoch")
    }

    /// The present epoch's name.
    pub(crate) fn epoch(&self) -> &str {
        &self.current().name
    }

    /// The number of the last change.
    pub(crate) fn revision(&self) -> u64 {
        self.current().log.last().map_or(self.current().base_revision, |change| change.revision)
    }

    /// `{epoch, revision}`.
    pub(crate) fn head(&self) -> Value {
        json!({"epoch": self.epoch(), "revision": self.revision()})
    }

    /// A new booking.
    pub(crate) fn create(&mut self, at: u64, place: u64, note: u64) -> u64 {
        self.next_key += 1;
        let id = format!("b{}", self.next_key);
        let revision = self.revision() + 1;
        self.commit(at, Booking { id, revision, version: 1, place, note }, Defect::None)
    }

    /// Writes `note`, and `place` where given; `None` when there is no such booking.
    pub(crate) fn touch(
        &mut self,
        at: u64,
        key: &str,
        note: u64,
        place: Option<u64>,
        defect: Defect,
    ) -> Option<u64> {
        let mut booking = self.bookings.get(key)?.clone();
        booking.revision = self.revision() + 1;
        booking.version += 1;
        booking.note = note;
        booking.place = place.unwrap_or(booking.place);
        Some(self.commit(at, booking, defect))
    }

    /// Removes a booking.
    pub(crate) fn remove(&mut self, at: u64, key: &str) -> Option<u64> {
        self.bookings.remove(key)?;
        self.unreadable.remove(key);
        let revision = self.revision() + 1;
        let change = Change { revision, at, key: key.to_owned(), value: None, defect: Defect::None };
        self.log(change);
        Some(revision)
    }

    /// A new epoch; `undo` changes of the old one are lost, as after a restored backup.
    pub(crate) fn new_epoch(&mut self, at: u64, undo: u64) {
        let head = self.revision();
        let revision = head.saturating_sub(undo).max(self.current().base_revision);
        let base = self.state_at(self.epoch(), revision).expect("a revision of this epoch");
        let name = format!("{}-{}", self.venue, self.epochs.len());
        self.bookings = base.clone();
        self.unreadable.clear();
        self.epochs.push(Epoch { name, since: at, base_revision: revision, base, log: Vec::new() });
    }

    /// The last `undo` changes are gone and the epoch stays: what a careless restore does.
    pub(crate) fn lose(&mut self, undo: u64) {
        let revision = self.revision() - undo;
        self.bookings = self.state_at(self.epoch(), revision).expect("a revision of this epoch");
        let epoch = self.epochs.last_mut().expect("there is always an epoch");
        epoch.log.retain(|change| change.revision <= revision);
    }

    /// A change of the present epoch.
    pub(crate) fn change(&self, epoch: &str, revision: u64) -> Option<&Change> {
        let current = self.current();
        let index = usize::try_from(revision.checked_sub(current.base_revision + 1)?).ok()?;
        current.log.get(index).filter(|_| current.name == epoch)
    }

    /// The changes above `since`, or `None` where it is not a position of the present epoch.
    pub(crate) fn changes_since(&self, epoch: &str, since: u64) -> Option<&[Change]> {
        let current = self.current();
        if current.name != epoch || since > self.revision() {
            return None;
        }
        let index = usize::try_from(since.checked_sub(current.base_revision)?).ok()?;
        current.log.get(index..)
    }

    /// The change as it goes over the wire.
    pub(crate) fn change_json(&self, change: &Change) -> Value {
        let (venue, epoch, revision) = (&self.venue, self.epoch(), change.revision);
        match (&change.value, change.defect) {
            (_, Defect::Nameless) => json!({"venue": venue, "epoch": epoch, "revision": revision, "op": 7}),
            (Some(booking), Defect::Event | Defect::Record) => {
                let broken = json!({"id": booking.id, "revision": booking.revision, "version": "?"});
                json!({"venue": venue, "epoch": epoch, "revision": revision, "op": "upsert", "booking": broken})
            }
            (Some(booking), Defect::None) => {
                json!({"venue": venue, "epoch": epoch, "revision": revision, "op": "upsert", "booking": booking})
            }
            (None, _) => {
                json!({"venue": venue, "epoch": epoch, "revision": revision, "op": "remove", "id": change.key})
            }
        }
    }

    /// The record as a page holds it.
    pub(crate) fn record_json(&self, booking: &Booking) -> Value {
        if self.unreadable.contains(&booking.id) {
            return json!({"id": booking.id, "revision": booking.revision, "version": {"was": "lost"}});
        }
        json!(booking)
    }

    /// Keys whose record cannot be read.
    pub(crate) fn unreadable(&self) -> Vec<String> {
        self.unreadable.iter().cloned().collect()
    }

    /// The revision that a proof of `at` must at least hold, with its epoch.
    pub(crate) fn head_before(&self, at: u64) -> (&str, u64) {
        let epoch = self.epochs.iter().rev().find(|epoch| epoch.since < at).unwrap_or(&self.epochs[0]);
        let count = epoch.log.partition_point(|change| change.at < at);
        (&epoch.name, epoch.base_revision + count as u64)
    }

    /// Whether `epoch` began after `other`, or is the same.
    pub(crate) fn is_at_least(&self, epoch: &str, other: &str) -> bool {
        let place = |name: &str| self.epochs.iter().position(|epoch| epoch.name == name);
        place(epoch) >= place(other)
    }

    /// A difference between a board and the truth at the board's own head, as a sentence.
    pub(crate) fn difference(&self, board: &Board) -> Option<String> {
        let head = board.head.as_ref()?;
        // Most boards stand at the present head, where nothing has to be replayed.
        if head.epoch == self.epoch() && head.revision == self.revision() {
            return differs(board, &self.bookings);
        }
        let Some(truth) = self.state_at(&head.epoch, head.revision) else {
            return Some(format!("the board stands at {head:?}, where the server never was"));
        };
        differs(board, &truth)
    }

    fn state_at(&self, epoch: &str, revision: u64) -> Option<BTreeMap<String, Booking>> {
        let epoch = self.epochs.iter().find(|own| own.name == epoch)?;
        let last = epoch.log.last().map_or(epoch.base_revision, |change| change.revision);
        if revision < epoch.base_revision || revision > last {
            return None;
        }
        let mut state = epoch.base.clone();
        for change in epoch.log.iter().take_while(|change| change.revision <= revision) {
            match &change.value {
                Some(booking) => drop(state.insert(change.key.clone(), booking.clone())),
                None => drop(state.remove(&change.key)),
            }
        }
        Some(state)
    }

    fn commit(&mut self, at: u64, booking: Booking, defect: Defect) -> u64 {
        let (key, revision) = (booking.id.clone(), booking.revision);
        if defect == Defect::Record {
            self.unreadable.insert(key.clone());
        } else {
            self.unreadable.remove(&key);
        }
        self.bookings.insert(key.clone(), booking.clone());
        self.log(Change { revision, at, key, value: Some(booking), defect });
        revision
    }

    fn log(&mut self, change: Change) {
        self.epochs.last_mut().expect("there is always an epoch").log.push(change);
    }
}

/// The first key that a board shows otherwise than `truth` has it; what is set aside claims nothing.
fn differs(board: &Board, truth: &BTreeMap<String, Booking>) -> Option<String> {
    let head = &board.head;
    let keys = truth.keys().chain(board.entries.keys());
    keys.filter(|key| !board.set_aside.contains(*key)).find_map(|key| {
        let shown = board.entries.get(key).and_then(|(_, booking)| booking.as_ref());
        let right = truth.get(key);
        (shown != right).then(|| format!("{key} at {head:?}: shown {shown:?}, right is {right:?}"))
    })
}
