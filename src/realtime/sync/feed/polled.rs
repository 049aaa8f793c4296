//! A feed without a session is brought forward by REST: a delta from the board's position, or the snapshot's pages
//! and then the delta that they may have missed.
//!
//! Nothing here asks by itself: the feed is told when it is its turn, and answers which request that takes.

use super::super::super::application::{Envelope, Head, Unreadable};
use super::super::super::options::Options;
use super::super::super::time::Now;
use super::super::delta::Delta;
use super::super::snapshot::{PageTaken, Snapshot};
use super::super::{PageContent, Step, SyncCount};
use super::{Feed, Phase};

/// The answer to a request for changes.
pub(crate) struct DeltaContent<C> {
    /// The server's head.
    pub(crate) head: Head,
    /// The last change of each record since the position asked from; `None` when only a snapshot helps.
    pub(crate) changes: Option<Vec<Result<Envelope<C>, Unreadable>>>,
}

impl<C: Clone> Feed<C> {
    /// It is this feed's turn: asks for what brings it forward. `false` when nothing can, or a session does.
    pub(crate) fn poll(&mut self, now: Now, options: &Options) -> bool {
        let can_follow = !self.outdated || now.mono < self.reread_from;
        match &self.phase {
            Phase::Away => match self.head.clone().filter(|_| can_follow) {
                Some(since) => self.steps.push(Step::FetchChanges { since }),
                None => self.read_anew(now, options),
            },
            Phase::Reading { .. } => self.read_on(),
            Phase::Joining { .. } | Phase::Loading { .. } | Phase::Live { .. } | Phase::Refused(_) => {
                return false;
            }
        }
        true
    }

    /// A page came while there is no session.
    pub(super) fn on_polled_page(&mut self, page: PageContent<C>, sent_at: Now, now: Now) {
        let Phase::Reading { snapshot, after, is_paged } = &mut self.phase else { return };
        let PageContent { head, records, next } = page;
        let unreadable = records.iter().filter(|record| record.is_err()).count() as u64;
        let taken = snapshot.take_page(head, records, sent_at);
        let is_stuck = next.is_some() && next == *after;
        *is_paged = next.is_none();
        after.clone_from(&next);
        self.count_unreadable(unreadable);
        match taken {
            PageTaken::Fits if !is_stuck => {}
            // The next turn begins anew.
            PageTaken::Fits | PageTaken::OtherEpoch => return self.phase = Phase::Away,
            PageTaken::TooMany => return self.on_too_many(),
        }
        let Phase::Reading { snapshot, .. } = &self.phase else { return };
        if next.is_none() && snapshot.is_whole() {
            self.finish_reading(now);
        } else {
            self.read_on();
        }
    }

    /// The changes since a position came.
    pub(crate) fn on_delta(&mut self, delta: DeltaContent<C>, sent_at: Now, now: Now, options: &Options) {
        match &self.phase {
            Phase::Away => self.on_away_delta(delta, sent_at, now, options),
            Phase::Reading { .. } => self.on_read_delta(delta, now),
            // A session began meanwhile: it tells the same, and more.
            Phase::Joining { .. } | Phase::Loading { .. } | Phase::Live { .. } | Phase::Refused(_) => {}
        }
    }

    fn on_away_delta(&mut self, delta: DeltaContent<C>, sent_at: Now, now: Now, options: &Options) {
        let DeltaContent { head, changes } = delta;
        let step =
            self.head.as_ref().zip(changes).and_then(|(own, changes)| Delta::read(own, &head, changes));
        let Some(Delta { entries, set_aside, unreadable }) = step else {
            self.steps.push(Step::Count(SyncCount::Gap));
            return self.read_anew(now, options);
        };
        self.count_unreadable(unreadable);
        self.catch_up(head, entries, set_aside, now.mono);
        self.prove(sent_at);
        if unreadable > 0 {
            self.outdated = true;
        }
    }

    /// Every page is here, and these are the changes since the first of them.
    fn on_read_delta(&mut self, delta: DeltaContent<C>, now: Now) {
        let Phase::Reading { snapshot, is_paged: true, .. } = &mut self.phase else { return };
        let Some((base, _)) = snapshot.position() else { return };
        let step = delta.changes.and_then(|changes| Delta::read(&base, &delta.head, changes));
        let Some(step) = step.filter(|_| delta.head.revision >= snapshot.seen()) else {
            // What the pages saw cannot be told apart any more: the next turn begins anew.
            return self.phase = Phase::Away;
        };
        let unreadable = step.unreadable;
        snapshot.take_delta(delta.head.revision, step);
        self.count_unreadable(unreadable);
        self.finish_reading(now);
    }

    fn read_anew(&mut self, now: Now, options: &Options) {
        self.reread_from = now.mono + options.reread_ms;
        let snapshot = Snapshot::new(options.snapshot_max);
        self.phase = Phase::Reading { snapshot, after: None, is_paged: false };
        self.read_on();
    }

    fn read_on(&mut self) {
        let Phase::Reading { snapshot, after, is_paged } = &self.phase else { return };
        let step = match snapshot.position().filter(|_| *is_paged) {
            Some((since, _)) => Step::FetchChanges { since },
            None => Step::Fetch { after: after.clone() },
        };
        self.steps.push(step);
    }

    /// The whole replaces the board, which stays without a session.
    fn finish_reading(&mut self, now: Now) {
        let phase = std::mem::replace(&mut self.phase, Phase::Away);
        let Phase::Reading { snapshot, .. } = phase else { return };
        let is_reread = snapshot.has_unread();
        let Some(based_at) = self.replace_board(snapshot, now.mono) else { return };
        self.outdated = is_reread;
        self.prove(based_at);
    }
}
