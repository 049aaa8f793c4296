//! What people see of the outbox: each item's state when it changes, and the whole in numbers.

use super::super::time::Timestamp;
use super::item::{Item, ItemState};
use super::storage::Safety;
use super::{Outbox, Step};

/// One item, as people see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemStatus {
    /// See [`super::Request::id`].
    pub id: String,
    /// See [`super::Request::key`].
    pub key: String,
    /// See [`super::Request::body`].
    pub body: String,
    /// See [`super::Request::expected_version`]; the answer to the one before it may have moved it.
    pub expected_version: u64,
    /// When the person acted, in milliseconds since the Unix epoch by the device's clock.
    pub created_at_ms: i64,
    /// Where it stands.
    pub state: ItemState,
}

impl ItemStatus {
    pub(super) fn of(item: &Item, state: ItemState) -> Self {
        let Item { id, key, body, expected_version, created_at_ms, .. } = item;
        ItemStatus {
            id: id.clone(),
            key: key.clone(),
            body: body.clone(),
            expected_version: *expected_version,
            created_at_ms: *created_at_ms,
            state,
        }
    }
}

/// The outbox in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    /// Waiting to be sent, being written included.
    pub waiting: usize,
    /// Sent for the first time, without an answer yet.
    pub sending: usize,
    /// Their fate is open.
    pub unknown: usize,
    /// Behind a refused one: they wait for the person.
    pub held: usize,
    /// Refused for good.
    pub refused: usize,
    /// Too old to be sent.
    pub expired: usize,
    /// Stored and unreadable.
    pub set_aside: usize,
    /// In memory alone.
    pub unsaved: usize,
    /// Too many at once: what is open goes out when this has passed, of the monotonic clock.
    pub limited_until: Option<Timestamp>,
    /// Whether storage can be relied on.
    pub safety: Safety,
}

impl Summary {
    /// How many still want to reach the server, by themselves or by a decision.
    pub fn unsent(&self) -> usize {
        self.waiting + self.sending + self.unknown + self.held
    }
}

impl Outbox {
    /// The outbox in numbers, now.
    pub fn summary(&self) -> Summary {
        let safety = self.storage.safety();
        let mut summary = Summary { set_aside: self.set_aside.len(), safety, ..Summary::default() };
        for entry in self.queue.iter() {
            let count = match entry.state() {
                ItemState::Saving | ItemState::Queued { .. } => &mut summary.waiting,
                ItemState::Sending => &mut summary.sending,
                ItemState::Unknown => &mut summary.unknown,
                ItemState::Held => &mut summary.held,
                ItemState::Refused { .. } => &mut summary.refused,
                ItemState::Expired => &mut summary.expired,
                ItemState::Confirmed | ItemState::Discarded | ItemState::LetGo | ItemState::NotSent => {
                    continue;
                }
            };
            *count += 1;
            summary.unsaved += usize::from(!entry.is_saved());
        }
        summary.limited_until = self.limited_until.filter(|_| self.has_open());
        summary
    }

    /// Every item, in order.
    pub fn items(&self) -> impl Iterator<Item = ItemStatus> {
        self.queue.iter().map(|entry| ItemStatus::of(&entry.item, entry.state()))
    }

    /// Ids of what is stored and cannot be read.
    pub fn set_aside(&self) -> impl Iterator<Item = &str> {
        self.set_aside.iter().map(String::as_str)
    }

    /// Tells what changed for people.
    pub(super) fn show(&mut self) {
        for entry in self.queue.iter_mut() {
            if let Some(state) = entry.take_news() {
                self.steps.push_back(Step::Item(ItemStatus::of(&entry.item, state)));
            }
        }
        let summary = self.summary();
        if self.shown != summary {
            self.shown = summary;
            self.steps.push_back(Step::Summary(summary));
        }
    }
}
