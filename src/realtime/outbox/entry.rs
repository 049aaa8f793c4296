//! An item in memory: where it is on its way, and how much of it storage knows.

use std::collections::BTreeSet;

use super::super::time::Timestamp;
use super::item::{Item, ItemState, Path, Stage};
use super::storage::StorageFault;

/// Where an item is on its way to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flight {
    /// Nowhere.
    Ground,
    /// Chosen to be sent as soon as storage knows so.
    Cleared,
    /// Sent on this path, an answer is awaited.
    Out(Path),
}

/// What a write holds of an item.
#[derive(Debug, Clone, Copy)]
pub(super) struct Form {
    edits: u64,
    version: u64,
}

/// An item in memory.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) item: Item,
    pub(super) flight: Flight,
    /// It was sent, and nobody will answer that any more: only the same id tells.
    pub(super) is_unresolved: bool,
    /// Not sent before this.
    pub(super) not_before: Timestamp,
    /// Attempts in a row that settled nothing.
    pub(super) failures: u32,
    /// Counts the changes of what is stored.
    edits: u64,
    saved: u64,
    tried: u64,
    /// An earlier page or session of this tab may have stored it.
    may_be_known: bool,
    /// Versions with which storage may hold it: sent with another one, a kill would send it again as another body.
    held: BTreeSet<u64>,
    /// What people know: the state, and the version that it goes out with.
    shown: Option<(ItemState, u64)>,
}

impl Entry {
    /// An item that storage does not know.
    pub(super) fn new(item: Item) -> Self {
        let is_unresolved = item.stage == Stage::Sent;
        Entry {
            item,
            flight: Flight::Ground,
            is_unresolved,
            not_before: Timestamp::default(),
            failures: 0,
            edits: 1,
            saved: 0,
            tried: 0,
            may_be_known: false,
            held: BTreeSet::new(),
            shown: None,
        }
    }

    /// An item that storage would not let go: it may hold an earlier form.
    pub(super) fn into_parked(self) -> Self {
        Entry { may_be_known: true, held: self.held, ..Entry::new(self.item) }
    }

    /// An item that came from storage.
    pub(super) fn stored(item: Item) -> Self {
        let held = BTreeSet::from([item.expected_version]);
        Entry { saved: 1, tried: 1, held, ..Entry::new(item) }
    }

    /// Moves it to another stage.
    pub(super) fn set_stage(&mut self, stage: Stage) {
        self.item.stage = stage;
        self.edits += 1;
    }

    /// The answer to the one before says which version the booking has now. A newer one that the person saw stays.
    pub(super) fn rebase(&mut self, version: u64) {
        if version > self.item.expected_version {
            self.set_version(version);
        }
    }

    /// The person decided on it, seeing this version.
    pub(super) fn release(&mut self, version: Option<u64>) {
        if let Some(version) = version {
            self.set_version(version);
        }
        self.set_stage(Stage::Waiting);
    }

    /// The path went before it was sent, or it was turned away: it waits again.
    pub(super) fn put_back(&mut self) {
        self.flight = Flight::Ground;
        if !self.is_unresolved && self.item.stage == Stage::Sent {
            self.set_stage(Stage::Waiting);
        }
    }

    /// Nothing of it is under way any more as far as anyone here hears.
    pub(super) fn land(&mut self) {
        match self.flight {
            Flight::Ground => {}
            Flight::Cleared => self.put_back(),
            Flight::Out(_) => self.leave_open(),
        }
    }

    /// Sent, and nobody will answer that.
    pub(super) fn leave_open(&mut self) {
        self.flight = Flight::Ground;
        self.is_unresolved = true;
    }

    /// Whether it may have been sent and its fate is open.
    pub(super) fn is_unknown(&self) -> bool {
        self.is_unresolved && self.item.stage == Stage::Sent
    }

    /// Whether it still wants to reach the server by itself.
    pub(super) fn is_open(&self) -> bool {
        matches!(self.item.stage, Stage::Waiting | Stage::Sent)
    }

    /// Whether storage may hold it.
    pub(super) fn may_be_stored(&self) -> bool {
        self.tried > 0 || self.may_be_known
    }

    /// Whether a form of it is in storage, or may come to be.
    pub(super) fn is_held(&self) -> bool {
        !self.held.is_empty()
    }

    /// Whether it is surely stored, in this form or an earlier one.
    pub(super) fn is_saved(&self) -> bool {
        self.saved > 0
    }

    /// Whether storage lacks its last form. What was tried in vain counts only where `again`.
    pub(super) fn is_dirty(&self, again: bool) -> bool {
        self.edits != self.saved && (again || self.edits != self.tried)
    }

    /// Whether storage has had its turn with the last form, well or not; well, where it may hold another version.
    pub(super) fn has_been_written(&self) -> bool {
        self.edits == self.tried && self.held.iter().all(|version| *version == self.item.expected_version)
    }

    /// What the next write holds of it.
    pub(super) fn form(&self) -> Form {
        Form { edits: self.edits, version: self.item.expected_version }
    }

    /// The write that held this form of it is over.
    pub(super) fn on_written(&mut self, form: Form, result: Result<(), StorageFault>) {
        self.tried = self.tried.max(form.edits);
        match result {
            Ok(()) => {
                self.saved = self.saved.max(form.edits);
                self.held = BTreeSet::from([form.version]);
            }
            Err(StorageFault::Slow) => self.may_be_held(form),
            Err(StorageFault::Blocked | StorageFault::Full | StorageFault::Failed) => {}
        }
    }

    /// Nobody hears any more what became of the write that held this form: it may be carried out yet.
    pub(super) fn may_be_held(&mut self, form: Form) {
        self.held.insert(form.version);
    }

    fn set_version(&mut self, version: u64) {
        self.item.expected_version = version;
        self.edits += 1;
    }

    /// People see another screen, and know nothing of it.
    pub(super) fn forget_told(&mut self) {
        self.shown = None;
    }

    /// Where it stands for people; `None` when they know already.
    pub(super) fn take_news(&mut self) -> Option<ItemState> {
        let news = (self.state(), self.item.expected_version);
        if self.shown.as_ref() == Some(&news) {
            return None;
        }
        self.shown = Some(news.clone());
        Some(news.0)
    }

    /// Where it stands for people.
    pub(super) fn state(&self) -> ItemState {
        match (&self.item.stage, self.flight) {
            (Stage::Refused { code, answer }, _) => {
                ItemState::Refused { code: code.clone(), answer: answer.clone() }
            }
            (Stage::Expired, _) => ItemState::Expired,
            (Stage::Held, _) => ItemState::Held,
            (Stage::Sent, Flight::Out(_)) if !self.is_unresolved => ItemState::Sending,
            (Stage::Sent, _) if self.is_unresolved => ItemState::Unknown,
            (Stage::Sent | Stage::Waiting, _) if self.tried == 0 => ItemState::Saving,
            (Stage::Sent | Stage::Waiting, _) => ItemState::Queued { is_saved: self.is_saved() },
        }
    }
}
