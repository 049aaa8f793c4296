//! Who follows which feed, and the steps of `sync` turned into packets.

use super::super::acks::Purpose;
use super::super::application::{Application, Head};
use super::super::connection::State;
use super::super::contract;
use super::super::copy::FeedCopy;
use super::super::effect::Effect;
use super::super::error::{Fault, FaultKind};
use super::super::log::Level;
use super::super::status::{FeedPhase, FeedStatus};
use super::super::subscriptions::{HandlerId, Left};
use super::super::sync::{Step, SyncCount};
use super::super::time::{Now, Timestamp};
use super::Client;

impl<A: Application> Client<A> {
    pub(super) fn subscribe(&mut self, feed: String, handler: HandlerId) {
        if !self.subscriptions.is_wanted(&feed) && self.subscriptions.len() >= self.options.feeds_max {
            return self.refuse_subscription(feed);
        }
        if self.subscriptions.add(&feed, handler) {
            let is_up = matches!(self.state, State::Up(_));
            self.sync.subscribe(feed, is_up, &self.options);
        }
    }

    /// A board for a feed that holds nothing yet.
    pub(super) fn restore(&mut self, now: Now, feed: &str, copy: FeedCopy) {
        let records_max = self.options.snapshot_max;
        if let Some(own) = self.sync.feed(feed) {
            own.restore(copy.read(&self.app, feed), now, records_max);
        }
    }

    pub(super) fn unsubscribe(&mut self, now: Now, feed: &str, handler: HandlerId) {
        let Left::Gone { is_told } = self.subscriptions.remove(feed, handler) else { return };
        self.cancel_fetches(feed);
        self.sync.unsubscribe(feed);
        self.shown_feeds.remove(feed);
        if is_told {
            self.leave(now, feed);
        }
    }

    /// Tells the server that nobody follows `feed`.
    pub(super) fn leave(&mut self, now: Now, feed: &str) {
        let payload = contract::Monitor { venue: feed, since: None };
        self.send_acknowledged(now, contract::UNMONITOR, &payload, Purpose::Unmonitor);
    }

    fn refuse_subscription(&mut self, feed: String) {
        let fault = Some(Fault::new(FaultKind::Client, "too many feeds are followed"));
        let phase = FeedPhase::Refused;
        let status =
            FeedStatus { feed, phase, fault, head: None, proved_at: None, copied_at: None, unreadable: 0 };
        self.effects.push_back(Effect::Feed(status));
    }

    /// Does what the feeds ask for, until they ask for nothing more.
    pub(super) fn run_steps(&mut self, now: Now) {
        loop {
            let steps = self.sync.take_steps();
            if steps.is_empty() {
                return;
            }
            for (feed, step) in steps {
                match step {
                    Step::Join { since } => self.join(now, feed, since.as_ref()),
                    Step::Fetch { after } => self.fetch_page(now, &feed, after.as_deref()),
                    Step::FetchChanges { since } => self.fetch_changes(now, &feed, &since),
                    Step::CancelFetch => self.cancel_fetches(&feed),
                    Step::Deliver(delivery) => self.effects.push_back(Effect::Deliver(delivery)),
                    Step::Count(count) => self.count(now, count),
                }
            }
        }
    }

    fn join(&mut self, now: Now, feed: String, since: Option<&Head>) {
        let join = self.subscriptions.on_asked(&feed);
        let purpose = Purpose::Monitor { feed: feed.clone(), join };
        let payload = contract::Monitor { venue: &feed, since };
        if !self.send_acknowledged(now, contract::MONITOR, &payload, purpose) {
            let fault = Fault::new(FaultKind::RateLimit, "too many answers are awaited");
            self.on_not_joined(now, (&feed, join), fault, now.mono + self.options.gap_ms);
        }
    }

    /// Joining number `join` failed; unless another one is under way by now, it is tried again at `retry_at`.
    pub(super) fn on_not_joined(
        &mut self,
        now: Now,
        (feed, join): (&str, u64),
        fault: Fault,
        retry_at: Timestamp,
    ) {
        if self.subscriptions.on_answered(feed, join, false)
            && let Some(feed) = self.sync.feed(feed)
        {
            feed.on_join_refused(fault, now.mono, retry_at);
        }
    }

    fn count(&mut self, now: Now, count: SyncCount) {
        let metrics = &mut self.metrics;
        match count {
            SyncCount::Change => metrics.changes += 1,
            SyncCount::CaughtUp => metrics.caught_up += 1,
            SyncCount::Duplicate => metrics.duplicates += 1,
            SyncCount::Snapshot => metrics.snapshots += 1,
            SyncCount::Restored => metrics.restored += 1,
            SyncCount::Proof => metrics.proofs += 1,
            SyncCount::Unreadable => metrics.unreadable += 1,
            SyncCount::Overflow => metrics.overflows += 1,
            SyncCount::Gap => {
                metrics.gaps += 1;
                self.record(now, Level::Warn, "sync", "a gap is being mended", vec![]);
            }
        }
    }
}
