//! One feed: from "not joined" over "joined" and "loaded" to "equal to the server's head", and back.
//!
//! Changes are applied in revision order and only without a hole. From the moment that joining is asked
//! for they are held back, so that nothing falls between the answer and the stream. Whatever does not
//! fit (a hole, another epoch, a head that stays ahead) leads to the same mend: join again from the
//! position that the board holds.

use super::super::application::{Entry, Envelope, Head, Unreadable};
use super::super::effect::Delivery;
use super::super::error::Fault;
use super::super::options::Options;
use super::super::status::{FeedPhase, FeedStatus};
use super::super::time::{Now, Timer, Timestamp, WallTime, soonest};
use super::delta::Delta;
use super::snapshot::{Buffer, Snapshot};
use super::{Step, SyncCount};

mod beside;
mod live;
mod load;
mod moved;
mod polled;
mod restored;

use beside::Beside;
pub(crate) use polled::DeltaContent;

enum Phase<C> {
    /// No session.
    Away,
    /// Asked to join; `retry_at` when the server said not now.
    Joining { retry_at: Option<Timestamp> },
    /// Joined; the snapshot comes page by page. With the last page it waits for the changes that the pages saw.
    Loading { snapshot: Snapshot<C>, after: Option<String>, asks: Asks, retry_at: Option<Timestamp> },
    /// No session: the snapshot comes by REST alone. `is_paged` when every page is here, and only the changes since
    /// the first one are awaited.
    Reading { snapshot: Snapshot<C>, after: Option<String>, is_paged: bool },
    /// Every change up to the head is on the board.
    Live { behind: Option<(u64, Timestamp)> },
    /// The server does not let us follow this feed.
    Refused(Fault),
}

/// What a load waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asks {
    /// The moment to ask for a page again.
    Nothing,
    /// A page under way.
    Page,
    /// Live changes: every page is here.
    Changes,
}

/// Why the session could not bring the board so far.
struct Failed {
    fault: Fault,
    at: Timestamp,
}

/// One feed.
pub(crate) struct Feed<C> {
    name: String,
    phase: Phase<C>,
    buffer: Buffer<C>,
    /// From a load or a joining that failed until it goes on, or the session is over.
    failed: Option<Failed>,
    /// The new window of a live feed, on its way.
    beside: Option<Beside<C>>,
    /// What the board holds.
    head: Option<Head>,
    head_at: Timestamp,
    proved_at: Option<Now>,
    /// The board is a copy that the device kept; when it was proved last.
    copied_at: Option<WallTime>,
    /// The window moved: the board's head is no longer enough to catch up from.
    outdated: bool,
    mended_at: Option<Timestamp>,
    /// The last position that was loaded anew because it could not be read.
    reread: Option<Head>,
    /// Before this nothing is loaded anew for being unreadable: a server that sends nothing else is not flooded.
    reread_from: Timestamp,
    unreadable: u64,
    steps: Vec<Step<C>>,
}

impl<C: Clone> Feed<C> {
    pub(crate) fn new(name: String, options: &Options) -> Self {
        Feed {
            name,
            phase: Phase::Away,
            buffer: Buffer::new(options.buffer_max),
            failed: None,
            beside: None,
            head: None,
            head_at: Timestamp::default(),
            proved_at: None,
            copied_at: None,
            outdated: false,
            mended_at: None,
            reread: None,
            reread_from: Timestamp::default(),
            unreadable: 0,
            steps: Vec::new(),
        }
    }

    /// What is to be done, in order.
    pub(crate) fn take_steps(&mut self) -> Vec<Step<C>> {
        std::mem::take(&mut self.steps)
    }

    pub(crate) fn status(&self) -> FeedStatus {
        let (phase, fault) = match &self.phase {
            Phase::Away => (FeedPhase::Waiting, None),
            Phase::Joining { .. } => (FeedPhase::Joining, self.failed()),
            Phase::Loading { .. } | Phase::Reading { .. } => (FeedPhase::Loading, self.failed()),
            Phase::Live { .. } => (FeedPhase::Live, None),
            Phase::Refused(fault) => (FeedPhase::Refused, Some(fault)),
        };
        let fault = fault.cloned();
        let head = self.head.clone();
        let (proved_at, copied_at, unreadable) = (self.proved_at, self.copied_at, self.unreadable);
        FeedStatus { feed: self.name.clone(), phase, fault, head, proved_at, copied_at, unreadable }
    }

    /// Why the session could not bring the board so far; `None` while nothing failed.
    pub(crate) fn failed(&self) -> Option<&Fault> {
        self.failed.as_ref().map(|failed| &failed.fault)
    }

    /// Whether nothing more is to be waited for.
    pub(crate) fn is_settled(&self) -> bool {
        matches!(self.phase, Phase::Live { .. } | Phase::Refused(_))
    }

    /// Joins, from the board's position where it has one. Changes are held back from here on; the answer holds
    /// whatever came before it was asked for.
    pub(crate) fn join(&mut self) {
        // Also what is under way without a session: from here on the session tells.
        self.steps.push(Step::CancelFetch);
        self.beside = None;
        self.buffer.take();
        self.phase = Phase::Joining { retry_at: None };
        let since = if self.outdated { None } else { self.head.clone() };
        self.steps.push(Step::Join { since });
    }

    /// The session is gone; the board keeps what it has. What is read without one goes on.
    pub(crate) fn on_session_lost(&mut self) {
        if matches!(self.phase, Phase::Reading { .. }) {
            return;
        }
        self.abandon_load();
        self.drop_beside();
        self.buffer.take();
        self.failed = None;
        if !matches!(self.phase, Phase::Refused(_)) {
            self.phase = Phase::Away;
        }
    }

    /// The server closed the feed.
    pub(crate) fn on_closed(&mut self, fault: Fault) {
        self.abandon_load();
        self.drop_beside();
        self.buffer.take();
        self.failed = None;
        self.head = None;
        self.proved_at = None;
        self.copied_at = None;
        let code = fault.code.clone().unwrap_or_default();
        self.phase = Phase::Refused(fault);
        self.steps.push(Step::Deliver(Delivery::Closed { feed: self.name.clone(), code }));
    }

    /// The server answered that the feed is joined: with the changes since our head, or that we reload.
    pub(crate) fn on_joined(
        &mut self,
        head: Head,
        changes: Option<Vec<Result<Envelope<C>, Unreadable>>>,
        sent_at: Now,
        now: Now,
        options: &Options,
    ) {
        if !matches!(self.phase, Phase::Joining { .. }) {
            return;
        }
        let own = self.head.as_ref().filter(|_| !self.outdated);
        let delta = own.zip(changes).and_then(|(own, changes)| Delta::read(own, &head, changes));
        let Some(Delta { entries, set_aside, unreadable }) = delta else { return self.load(options) };
        self.count_unreadable(unreadable);
        self.catch_up(head, entries, set_aside, now.mono);
        self.go_live(sent_at, now, options);
        if unreadable > 0 {
            self.reread(now.mono, options);
        }
    }

    /// The server refused to let us join. A token that grew old is no word on the feed.
    pub(crate) fn on_join_refused(&mut self, fault: Fault, now: Timestamp, retry_at: Timestamp) {
        if !matches!(self.phase, Phase::Joining { .. }) {
            return;
        }
        if fault.is_retryable() || fault.is_refused_identity() {
            self.phase = Phase::Joining { retry_at: Some(retry_at) };
            self.failed = Some(Failed { fault, at: now });
        } else {
            self.on_closed(fault);
        }
    }

    /// A live change, or one that could not be read.
    pub(crate) fn on_change(&mut self, change: Result<Envelope<C>, Unreadable>, now: Now, options: &Options) {
        match self.phase {
            Phase::Live { .. } => {
                self.on_live_change(change, now, options);
                self.finish_beside(now, options);
            }
            Phase::Joining { .. } | Phase::Loading { .. } => {
                if !self.buffer.push(change) {
                    self.steps.push(Step::Count(SyncCount::Overflow));
                    self.mend(now.mono, options);
                } else if matches!(self.phase, Phase::Loading { asks: Asks::Changes, .. }) {
                    self.finish_load(now, options);
                }
            }
            Phase::Away | Phase::Reading { .. } | Phase::Refused(_) => {}
        }
    }

    /// A frame could not be read, and may have been a change of this feed: catch up to be sure.
    pub(crate) fn on_malformed(&mut self, now: Now, options: &Options) {
        self.unreadable += 1;
        if matches!(self.phase, Phase::Live { .. }) {
            self.mend(now.mono, options);
        }
    }

    /// A person asks for what failed once more: at once, unless the server asked to wait.
    pub(crate) fn retry(&mut self, now: Timestamp, options: &Options) {
        let (Some(failed), Phase::Joining { retry_at } | Phase::Loading { retry_at, .. }) =
            (&self.failed, &mut self.phase)
        else {
            return;
        };
        let hint_ms = failed.fault.retry_after_ms.unwrap_or(0).min(options.backoff.hint_ms_max);
        let allowed_at = now.max(failed.at + hint_ms);
        *retry_at = retry_at.map(|at| at.min(allowed_at));
    }

    /// Does what is due.
    pub(crate) fn on_timer(&mut self, now: Now, options: &Options) {
        match &mut self.phase {
            Phase::Joining { retry_at } if retry_at.is_some_and(|at| at <= now.mono) => {
                self.mended_at = Some(now.mono);
                self.join();
            }
            Phase::Loading { retry_at, asks, .. } if retry_at.is_some_and(|at| at <= now.mono) => {
                *retry_at = None;
                if *asks == Asks::Changes {
                    // A change that the pages saw never came: only newer pages can do without it.
                    self.steps.push(Step::Count(SyncCount::Gap));
                    self.load(options);
                } else {
                    self.fetch();
                }
            }
            Phase::Live { behind: Some((_, at)) } if *at <= now.mono => self.mend(now.mono, options),
            Phase::Live { .. } if self.beside.is_some() => self.on_beside_timer(now, options),
            Phase::Live { .. } if self.outdated => self.reread(now.mono, options),
            Phase::Away | Phase::Joining { .. } | Phase::Loading { .. } => {}
            Phase::Reading { .. } | Phase::Live { .. } | Phase::Refused(_) => {}
        }
    }

    pub(crate) fn poll_timeout(&self) -> Option<(Timestamp, Timer)> {
        match &self.phase {
            Phase::Joining { retry_at } | Phase::Loading { retry_at, .. } => {
                soonest(retry_at.map(|at| (at, Timer::FeedRetry)), None)
            }
            Phase::Live { behind } => {
                let reread = match &self.beside {
                    Some(_) => self.beside_timeout(),
                    None => self.outdated.then_some(self.reread_from),
                };
                let reread = reread.map(|at| (at, Timer::FeedRetry));
                soonest(behind.map(|(_, at)| (at, Timer::Gap)), reread)
            }
            Phase::Away | Phase::Reading { .. } | Phase::Refused(_) => None,
        }
    }

    /// The board equals a head that the server just told; what was held back follows.
    fn go_live(&mut self, sent_at: Now, now: Now, options: &Options) {
        self.phase = Phase::Live { behind: None };
        self.failed = None;
        self.prove(sent_at);
        for change in self.buffer.take() {
            // The first that does not fit leads to joining again, whose answer holds the rest.
            if matches!(self.phase, Phase::Live { .. }) {
                self.on_live_change(change, now, options);
            }
        }
    }

    /// As [`Feed::deliver`], for changes that were missed while they happened.
    fn catch_up(&mut self, head: Head, entries: Vec<Entry<C>>, set_aside: Vec<String>, now: Timestamp) {
        for _ in &entries {
            self.steps.push(Step::Count(SyncCount::CaughtUp));
        }
        self.deliver(head, entries, set_aside, now);
    }

    fn deliver(&mut self, head: Head, entries: Vec<Entry<C>>, set_aside: Vec<String>, now: Timestamp) {
        if let Phase::Live { behind } = &mut self.phase {
            *behind = behind.filter(|(target, _)| *target > head.revision);
        }
        for _ in &entries {
            self.steps.push(Step::Count(SyncCount::Change));
        }
        self.head = Some(head.clone());
        self.head_at = now;
        if !entries.is_empty() || !set_aside.is_empty() {
            let feed = self.name.clone();
            self.steps.push(Step::Deliver(Delivery::Changes { feed, head, entries, set_aside }));
        }
    }

    fn prove(&mut self, sent_at: Now) {
        self.proved_at = Some(sent_at);
        self.copied_at = None;
        self.steps.push(Step::Count(SyncCount::Proof));
    }

    /// Something does not fit: join again from the board's head, but at most once in two gaps' time, so
    /// that a server in disorder is not flooded.
    fn mend(&mut self, now: Timestamp, options: &Options) {
        self.steps.push(Step::Count(SyncCount::Gap));
        let earliest = self.mended_at.map_or(now, |mended_at| mended_at + 2 * options.gap_ms);
        if earliest <= now {
            self.mended_at = Some(now);
            self.join();
        } else {
            self.abandon_load();
            self.drop_beside();
            self.phase = Phase::Joining { retry_at: Some(earliest) };
        }
    }

    fn count_unreadable(&mut self, count: u64) {
        self.unreadable += count;
        (0..count).for_each(|_| self.steps.push(Step::Count(SyncCount::Unreadable)));
    }
}
