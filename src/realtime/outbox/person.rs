//! What a person does with the outbox: add, take back, decide on the rest, try now.

use super::super::time::{Now, Timestamp};
use super::entry::{Entry, Flight};
use super::item::{Item, ItemState, Request, Stage};
use super::{Flush, Outbox, Step};

/// Why an action was not taken on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rejected {
    /// Nobody is signed in.
    NoUser,
    /// There are too many, or too much, already.
    Full,
    /// It may not wait, and there is no connection.
    NeedsConnection,
    /// An item with this id is here already.
    KnownId,
    /// It cannot be written down.
    Unwritable,
}

/// What became of the wish to put an item away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Discarded {
    /// It is gone, and was surely never carried out by this device, or refused.
    Removed,
    /// It may have been sent: it stays until its fate is known. Once confirmed it can be undone by a command.
    MaybeSent,
    /// There is no such item.
    Unknown,
}

impl Outbox {
    /// Takes on an action.
    ///
    /// # Errors
    /// When it is not taken on; nothing is kept of it then.
    pub fn enqueue(&mut self, now: Now, request: Request) -> Result<(), Rejected> {
        if self.user.is_none() {
            return Err(Rejected::NoUser);
        }
        if self.queue.get(&request.id).is_some() {
            return Err(Rejected::KnownId);
        }
        if !request.is_queueable && self.path.is_none() {
            return Err(Rejected::NeedsConnection);
        }
        let Request { id, key, body, expected_version, is_queueable } = request;
        let after = self.queue.last_ahead(&key).map(|item| item.id.clone());
        let stage = if self.queue.is_held(&key) { Stage::Held } else { Stage::Waiting };
        let (seq, created_at_ms) = (self.next_seq(now), now.wall.0);
        let item = Item { id, key, body, expected_version, is_queueable, created_at_ms, seq, after, stage };
        let bytes = self.queue.bytes() + item.size();
        if self.queue.len() >= self.options.items_max || bytes > self.options.bytes_max {
            return Err(Rejected::Full);
        }
        self.seq = seq;
        self.storage.removals.remove(&item.id);
        self.queue.add(Entry::new(item));
        self.run(now);
        Ok(())
    }

    /// Puts an item away: takes back one that was not sent, or drops one that the person has seen to be refused, too
    /// old or unreadable.
    pub fn discard(&mut self, now: Now, id: &str) -> Discarded {
        let outcome = match self.queue.get(id) {
            Some(entry) if entry.item.stage == Stage::Sent && entry.flight != Flight::Cleared => {
                Discarded::MaybeSent
            }
            Some(entry) if entry.is_unresolved => Discarded::MaybeSent,
            Some(_) => {
                self.finish(id, ItemState::Discarded);
                Discarded::Removed
            }
            None if self.set_aside.remove(id) => {
                self.remove_stored(id.to_owned());
                Discarded::Removed
            }
            None => Discarded::Unknown,
        };
        self.run(now);
        outcome
    }

    /// The person wants the rest of `key` to go out, having seen the booking in `version`. `false` when none was held.
    pub fn resume(&mut self, now: Now, key: &str, version: Option<u64>) -> bool {
        let any = self.queue.release(key, version);
        self.run(now);
        any
    }

    /// Tries now what waits for another reason than the server's wish, and tells by [`Step::Flushed`] when nothing is
    /// left, when there is no way out, or when it takes too long.
    pub fn flush(&mut self, now: Now, flush: u64) {
        for entry in self.queue.iter_mut() {
            entry.not_before = now.mono;
        }
        let deadline = now.mono + self.options.flush_timeout_ms;
        self.flushes.push(Flush { number: flush, deadline });
        if self.flushes.len() > self.options.others_max {
            let oldest = self.flushes.remove(0);
            self.steps.push_back(Step::Flushed { flush: oldest.number, left: self.open_count() });
        }
        self.run(now);
    }

    pub(super) fn answer_flushes(&mut self, now: Timestamp) {
        let is_over = !self.storage_is_awaited() && (self.path.is_none() || !self.has_open());
        let left = self.open_count();
        let (over, waiting) =
            std::mem::take(&mut self.flushes).into_iter().partition(|flush| is_over || flush.deadline <= now);
        self.flushes = waiting;
        let over: Vec<Flush> = over;
        self.steps.extend(over.into_iter().map(|flush| Step::Flushed { flush: flush.number, left }));
    }

    /// The item's story ends here, for people and for storage.
    pub(super) fn finish(&mut self, id: &str, state: ItemState) {
        if let Some(entry) = self.queue.get(id) {
            let status = super::ItemStatus::of(&entry.item, state);
            self.steps.push_back(Step::Item(status));
            self.forget(id);
        }
    }

    fn open_count(&self) -> usize {
        self.queue.iter().filter(|entry| entry.is_open()).count()
    }

    fn storage_is_awaited(&self) -> bool {
        self.user.is_some() && !self.storage.has_claimed
    }

    /// Rises with each item, whatever the clock does.
    fn next_seq(&self, now: Now) -> u64 {
        let wall_ms = u64::try_from(now.wall.0).unwrap_or(0);
        wall_ms.max(self.seq + 1).max(self.queue.last_seq() + 1)
    }
}
