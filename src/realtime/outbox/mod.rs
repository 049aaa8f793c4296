//! The outbox: what a person did is kept on the device until its fate is known, and is applied once.
//!
//! Pure like the machine around it: inputs with the time, steps to be done outside, one deadline. The rules:
//! - **Stored before the screen says so.** A new item is `Saving` until storage answered; only then it is called
//!   queued, and only then it may be sent. Before the first byte leaves, storage knows that the item *may have been
//!   sent*, and with which version; where the path is up, that is one write.
//! - **Once.** An item keeps its id, body and, once it may have been sent, its version: the server answers the same
//!   id with the same final answer. One whose answer is missing is resolved by its id before anything else of its
//!   key, on whichever path is up, never on two.
//! - **In order a key**, several keys at once. The next of a key takes the version of the answer to the one it was
//!   made after. After a refusal the rest of the key waits for the person.
//! - **Never silently gone.** What is too old, refused or unreadable stays until the person has seen it. What may have
//!   been sent cannot be taken back as if it had not.
//! - **Its tab's.** Storage keeps items under the tab's name. A name that was let go is anybody's to claim from, so what
//!   storage holds is let go with it, and claimed under the next name as any other tab would.
//! - **Its user's.** At a sign-out items are let go in storage or wiped, as the person chose. Items of a dead tab are
//!   claimed in one transaction, so that no two tabs send them.
//! - **Storage may fail.** Then the outbox goes on in memory and says so.

mod dispatch;
mod entry;
mod fate;
mod item;
mod naming;
mod options;
mod owner;
mod person;
mod queue;
mod record;
mod saving;
mod storage;
mod view;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::time::{Now, Timestamp, WallTime};
use queue::Queue;
use storage::Storage;

pub use fate::{Answer, Fate};
pub use item::{Item, ItemState, Path, Request, Stage};
pub use options::OutboxOptions;
pub use owner::{Claimed, SignOut};
pub use person::{Discarded, Rejected};
pub use record::{NOBODY, Record};
pub use storage::{Safety, StorageFault};
pub use view::{ItemStatus, Summary};

/// Something to do outside. Requests to storage are carried out in this order, each in one transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Write and remove these, with strict durability, and answer with [`Outbox::on_saved`].
    Save {
        /// The request's number.
        ticket: u64,
        /// To be written over what is stored under the same user and id.
        records: Vec<Record>,
        /// Whose ids `removed` are.
        user: String,
        /// Ids to be removed; unknown ones are no error.
        removed: Vec<String>,
    },
    /// Give `user`'s records that belong to one of `from` to `tab`, and answer with them by [`Outbox::on_claimed`].
    Claim {
        /// The request's number.
        ticket: u64,
        /// Whose items.
        user: String,
        /// Who gets them.
        tab: String,
        /// Whether the answer holds, besides, all that `tab` has already.
        with_own: bool,
        /// Whose they were.
        from: Vec<String>,
        /// At most so many change hands.
        max: usize,
    },
    /// Remove all of `user`'s records that belong to one of `from`, and answer with [`Outbox::on_saved`].
    Wipe {
        /// The request's number.
        ticket: u64,
        /// Whose items.
        user: String,
        /// Which tabs'.
        from: Vec<String>,
    },
    /// Send the item on `path`, and tell what became of it.
    Send {
        /// The item.
        id: String,
        /// See [`Request::body`].
        body: String,
        /// The version to send it with.
        expected_version: u64,
        /// Where.
        path: Path,
    },
    /// People see an item in another state.
    Item(ItemStatus),
    /// People see the whole in another state.
    Summary(Summary),
    /// A flush is over.
    Flushed {
        /// The flush's number.
        flush: u64,
        /// Items that still want to go out.
        left: usize,
    },
}

/// Somebody waits for the queue to be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Flush {
    number: u64,
    deadline: Timestamp,
}

/// The outbox of one tab.
#[derive(Debug)]
pub struct Outbox {
    options: OutboxOptions,
    /// `None` until it has a name, and while the page is put away.
    tab: Option<String>,
    user: Option<String>,
    queue: Queue,
    storage: Storage,
    path: Option<Path>,
    /// The server asked to be left alone until then.
    paused_until: Timestamp,
    /// The same, when the last answer said that there was too much at once.
    limited_until: Option<Timestamp>,
    /// Pauses in a row without an answer of another kind.
    pauses: u32,
    spread_ms: u64,
    seq: u64,
    flushes: Vec<Flush>,
    /// Stored items that cannot be read.
    set_aside: BTreeSet<String>,
    /// Tabs that are gone; their items may belong to whoever signs in next.
    gone: BTreeSet<String>,
    /// What storage would not take of users who are not here.
    parked: BTreeMap<String, storage::Release>,
    /// Users whose wish to discard storage did not carry out.
    unwiped: BTreeSet<String>,
    /// What did not fit a bound of the kind that nobody sees.
    dropped: u64,
    steps: VecDeque<Step>,
    shown: Summary,
}

impl Outbox {
    /// An empty outbox; it asks storage for nothing before [`Outbox::on_named`].
    pub fn new(options: OutboxOptions) -> Self {
        Outbox {
            options,
            tab: None,
            user: None,
            queue: Queue::default(),
            storage: Storage::default(),
            path: None,
            paused_until: Timestamp::default(),
            limited_until: None,
            pauses: 0,
            spread_ms: 0,
            seq: 0,
            flushes: Vec::new(),
            set_aside: BTreeSet::new(),
            gone: BTreeSet::new(),
            parked: BTreeMap::new(),
            unwiped: BTreeSet::new(),
            dropped: 0,
            steps: VecDeque::new(),
            shown: Summary::default(),
        }
    }

    /// Whose items these are.
    pub fn user(&self) -> Option<&str> {
        self.user.as_deref()
    }

    /// The next thing to do outside, in order; drain it after each call.
    pub fn poll_step(&mut self) -> Option<Step> {
        self.steps.pop_front()
    }

    /// Something may be due.
    pub fn on_timer(&mut self, now: Now) {
        self.run(now);
    }

    /// When something is due next; later than `now` after a drain.
    pub fn poll_timeout(&self, now: Now) -> Option<Timestamp> {
        let may_send = self.path.is_some() && self.storage.has_claimed;
        let has_open = self.queue.iter().any(entry::Entry::is_open);
        let pause = Some(self.paused_until).filter(|at| may_send && has_open && *at > now.mono);
        let ready = self.queue.ready_at(now.mono).filter(|_| may_send);
        let expiry = self.expires_in_ms(now.wall).map(|ms| now.mono + ms.max(1));
        let flush = self.flushes.iter().map(|flush| flush.deadline).min();
        let retry = self.storage.retry_at.filter(|_| self.user.is_some());
        [pause, ready, expiry, flush, retry, self.storage.deadline()].into_iter().flatten().min()
    }

    /// How widely the server wants its clients to spread.
    pub fn set_spread(&mut self, spread_ms: u64) {
        self.spread_ms = spread_ms;
    }

    /// Whether any item still wants to reach the server by itself.
    pub fn has_open(&self) -> bool {
        self.queue.iter().any(entry::Entry::is_open)
    }

    /// What did not fit one of the inner bounds, counted.
    pub fn dropped(&self) -> u64 {
        self.dropped
    }

    /// Does what follows from an input, and what is due.
    fn run(&mut self, now: Now) {
        self.give_up_storage(now.mono);
        if self.path.is_none() {
            self.ground();
        }
        self.expire(now.wall);
        self.claim(now.mono);
        self.clear(now.mono);
        self.write(now.mono);
        self.launch(now.mono);
        self.answer_flushes(now.mono);
        self.show();
    }

    /// What lies too long expires; it stays to be seen, and nothing brings it back.
    fn expire(&mut self, wall: WallTime) {
        let life_ms = self.options.life_ms;
        let old: Vec<(String, u64, String)> = self
            .queue
            .iter()
            .filter(|entry| entry.item.stage == Stage::Waiting && entry.item.is_too_old(wall, life_ms))
            .map(|entry| (entry.item.key.clone(), entry.item.seq, entry.item.id.clone()))
            .collect();
        for (key, seq, id) in old {
            if let Some(entry) = self.queue.get_mut(&id) {
                entry.set_stage(Stage::Expired);
                self.queue.hold_behind(&key, seq);
            }
        }
    }

    fn expires_in_ms(&self, wall: WallTime) -> Option<u64> {
        let waiting = self.queue.iter().filter(|entry| entry.item.stage == Stage::Waiting);
        let ends = waiting.map(|entry| entry.item.created_at_ms.saturating_add(self.options.life_ms));
        ends.min().map(|end| u64::try_from(end.saturating_sub(wall.0)).unwrap_or(0))
    }
}
