//! `sync`: order, merge and proof, feed by feed. It decides what the board may take and when the board is
//! proved equal to the server; it never looks into a change.
//!
//! It asks for what it needs as [`Step`]s, which the client turns into packets and requests.

mod delta;
mod feed;
mod moving;
mod snapshot;

use std::collections::BTreeMap;

use super::application::{Entry, Head, Unreadable};
use super::effect::Delivery;
use super::error::Fault;
use super::options::Options;
use super::status::FeedStatus;
use super::time::{Now, Timer, Timestamp, soonest};
pub(crate) use feed::{DeltaContent, Feed};
pub(crate) use moving::{Joined, Moving};

/// What a feed wants done.
pub(crate) enum Step<C> {
    /// Send `bookings:monitor`.
    Join {
        /// The board's position, when it may be caught up from.
        since: Option<Head>,
    },
    /// Fetch a page of the snapshot.
    Fetch {
        /// The cursor of the page before it.
        after: Option<String>,
    },
    /// Fetch what changed since this position.
    FetchChanges {
        /// The board's position, or the snapshot's.
        since: Head,
    },
    /// The request under way is no longer wanted.
    CancelFetch,
    /// Hand this to the board.
    Deliver(Delivery<C>),
    /// Count this.
    Count(SyncCount),
}

/// What `sync` counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SyncCount {
    /// A change was applied.
    Change,
    /// A change that had been missed came with an answer to joining, or to a poll.
    CaughtUp,
    /// The board had it already.
    Duplicate,
    /// Something did not fit and is being mended.
    Gap,
    /// A snapshot replaced the board.
    Snapshot,
    /// The device's own copy became the board.
    Restored,
    /// An item could not be read.
    Unreadable,
    /// A buffer ran over.
    Overflow,
    /// A head was proved.
    Proof,
}

/// What a request by REST asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// A page of a snapshot.
    Page,
    /// The changes since a position.
    Changes,
}

/// A request under way.
pub(crate) struct Fetching {
    pub(crate) feed: String,
    pub(crate) wanted: Wanted,
    pub(crate) sent_at: Now,
    deadline: Timestamp,
}

/// A page as it came.
pub(crate) struct PageContent<C> {
    pub(crate) head: Head,
    pub(crate) records: Vec<Result<Entry<C>, Unreadable>>,
    pub(crate) next: Option<String>,
}

/// All feeds that are followed.
pub(crate) struct Sync<C> {
    feeds: BTreeMap<String, Feed<C>>,
    fetches: BTreeMap<u64, Fetching>,
    requests: u64,
}

impl<C: Clone> Sync<C> {
    pub(crate) fn new() -> Self {
        Sync { feeds: BTreeMap::new(), fetches: BTreeMap::new(), requests: 0 }
    }

    /// Follows `feed`, and joins it at once where there is a session.
    pub(crate) fn subscribe(&mut self, feed: String, is_up: bool, options: &Options) {
        let mut state = Feed::new(feed.clone(), options);
        if is_up {
            state.join();
        }
        self.feeds.insert(feed, state);
    }

    /// Stops following `feed`.
    pub(crate) fn unsubscribe(&mut self, feed: &str) {
        self.feeds.remove(feed);
    }

    /// Follows nothing any more; the answer is the requests that are no longer wanted. Numbers go on, so that
    /// a late answer to the last person's request is not taken for the next one's.
    pub(crate) fn clear(&mut self) -> Vec<u64> {
        self.feeds.clear();
        std::mem::take(&mut self.fetches).into_keys().collect()
    }

    /// A session began: every feed joins.
    pub(crate) fn on_session(&mut self) {
        self.feeds.values_mut().for_each(Feed::join);
    }

    /// The session ended.
    pub(crate) fn on_session_lost(&mut self) {
        self.feeds.values_mut().for_each(Feed::on_session_lost);
    }

    /// The feed `name`, if it is followed.
    pub(crate) fn feed(&mut self, name: &str) -> Option<&mut Feed<C>> {
        self.feeds.get_mut(name)
    }

    /// A frame could not be read.
    pub(crate) fn on_malformed(&mut self, now: Now, options: &Options) {
        self.feeds.values_mut().for_each(|feed| feed.on_malformed(now, options));
    }

    /// The server told the heads of its feeds, read after `sent_at`.
    pub(crate) fn on_heads(
        &mut self,
        heads: &BTreeMap<String, Head>,
        sent_at: Now,
        now: Now,
        options: &Options,
    ) {
        for (name, head) in heads {
            if let Some(feed) = self.feeds.get_mut(name) {
                feed.on_head(head, sent_at, now, options);
            }
        }
    }

    /// Notes a request for `feed`; the answer is its number.
    pub(crate) fn begin_fetch(&mut self, feed: &str, wanted: Wanted, now: Now, options: &Options) -> u64 {
        self.requests += 1;
        let deadline = now.mono + options.fetch_timeout_ms;
        let fetching = Fetching { feed: feed.to_owned(), wanted, sent_at: now, deadline };
        self.fetches.insert(self.requests, fetching);
        self.requests
    }

    /// What `request` was for; it is settled by this.
    pub(crate) fn settle_fetch(&mut self, request: u64) -> Option<Fetching> {
        self.fetches.remove(&request)
    }

    /// Whether a request is under way.
    pub(crate) fn is_fetching(&self) -> bool {
        !self.fetches.is_empty()
    }

    /// The names of the feeds.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.feeds.keys().map(String::as_str)
    }

    /// The requests for `feed` under way; they are forgotten by this.
    pub(crate) fn forget_fetches(&mut self, feed: &str) -> Vec<u64> {
        let requests: Vec<u64> =
            self.fetches.iter().filter(|(_, fetching)| fetching.feed == feed).map(|(id, _)| *id).collect();
        requests.iter().for_each(|request| drop(self.fetches.remove(request)));
        requests
    }

    /// Requests that are overdue.
    pub(crate) fn overdue_fetches(&self, now: Timestamp) -> Vec<u64> {
        self.fetches.iter().filter(|(_, fetching)| fetching.deadline <= now).map(|(id, _)| *id).collect()
    }

    /// The soonest deadline of a request.
    pub(crate) fn gives_up_at(&self) -> Option<Timestamp> {
        self.fetches.values().map(|fetching| fetching.deadline).min()
    }

    /// After a late timer: overdue answers may be on their way.
    pub(crate) fn postpone(&mut self, until: Timestamp) {
        for fetching in self.fetches.values_mut() {
            fetching.deadline = fetching.deadline.max(until);
        }
    }

    /// Does what is due.
    pub(crate) fn on_timer(&mut self, now: Now, options: &Options) {
        self.feeds.values_mut().for_each(|feed| feed.on_timer(now, options));
    }

    /// The next deadline.
    pub(crate) fn poll_timeout(&self) -> Option<(Timestamp, Timer)> {
        let fetch = self.gives_up_at().map(|at| (at, Timer::FetchTimeout));
        self.feeds.values().map(Feed::poll_timeout).fold(fetch, soonest)
    }

    /// What the feeds want done, in order.
    pub(crate) fn take_steps(&mut self) -> Vec<(String, Step<C>)> {
        let mut steps = Vec::new();
        for (name, feed) in &mut self.feeds {
            steps.extend(feed.take_steps().into_iter().map(|step| (name.clone(), step)));
        }
        steps
    }

    /// A person asks for what failed once more.
    pub(crate) fn retry(&mut self, now: Timestamp, options: &Options) {
        self.feeds.values_mut().for_each(|feed| feed.retry(now, options));
    }

    /// Why a feed could not be loaded so far; `None` while nothing failed.
    pub(crate) fn failed(&self) -> Option<&Fault> {
        self.feeds.values().find_map(Feed::failed)
    }

    /// Whether every feed is live, or refused for good.
    pub(crate) fn is_settled(&self) -> bool {
        self.feeds.values().all(Feed::is_settled)
    }

    /// What people see of each feed.
    pub(crate) fn statuses(&self) -> impl Iterator<Item = FeedStatus> {
        self.feeds.values().map(Feed::status)
    }
}
