//! The window of a live feed moves: the snapshot of the new one is loaded beside the live changes.
//!
//! Changes go on being delivered, and each is kept too. Once the pages are here and the kept changes lie over them, the
//! whole holds at least what the board holds, and takes its place in one step. The feed is live all the while; whatever
//! does not fit leads to joining again, which loads the whole in the ordinary way.

use super::super::super::application::{Envelope, Unreadable};
use super::super::super::options::Options;
use super::super::super::time::{Now, Timestamp};
use super::super::snapshot::{Buffer, PageTaken, Snapshot};
use super::super::{PageContent, Step};
use super::{Asks, Feed, Phase};

/// A snapshot that is loaded beside the live feed.
pub(super) struct Beside<C> {
    snapshot: Snapshot<C>,
    after: Option<String>,
    asks: Asks,
    retry_at: Option<Timestamp>,
    /// What the board got meanwhile.
    changes: Buffer<C>,
}

impl<C: Clone> Feed<C> {
    /// The window moved: a live feed loads the new one beside the live changes, any other loads it in its turn.
    pub(crate) fn move_window(&mut self, options: &Options) {
        if !matches!(self.phase, Phase::Live { .. }) {
            return self.reload(options);
        }
        self.outdated = true;
        self.drop_beside();
        self.beside = Some(Beside {
            snapshot: Snapshot::new(options.snapshot_max),
            after: None,
            asks: Asks::Page,
            retry_at: None,
            changes: Buffer::new(options.buffer_max),
        });
        self.steps.push(Step::Fetch { after: None });
    }

    /// The board gets this change now; it may be missing on a page that was read before.
    pub(super) fn keep_for_beside(&mut self, change: &Result<Envelope<C>, Unreadable>, options: &Options) {
        let Some(beside) = &mut self.beside else { return };
        if !beside.changes.push(change.clone()) {
            self.move_window(options);
        }
    }

    /// A page of the new window.
    pub(super) fn on_beside_page(&mut self, page: PageContent<C>, sent_at: Now, now: Now, options: &Options) {
        let Some(beside) = &mut self.beside else { return };
        let PageContent { head, records, next } = page;
        beside.asks = Asks::Nothing;
        let unreadable = records.iter().filter(|record| record.is_err()).count() as u64;
        let taken = beside.snapshot.take_page(head, records, sent_at);
        let is_stuck = next.is_some() && next == beside.after;
        beside.after.clone_from(&next);
        self.count_unreadable(unreadable);
        match taken {
            PageTaken::OtherEpoch => return self.mend(now.mono, options),
            PageTaken::Fits if is_stuck => return self.mend(now.mono, options),
            PageTaken::TooMany => return self.on_too_many(),
            PageTaken::Fits => {}
        }
        if next.is_some() { self.fetch_beside() } else { self.finish_beside(now, options) }
    }

    /// Every page is here: the whole takes the board's place once it holds what a page may have seen and what the
    /// board holds.
    pub(super) fn finish_beside(&mut self, now: Now, options: &Options) {
        let Some(beside) = self.beside.as_mut().filter(|beside| beside.after.is_none()) else { return };
        if beside.asks == Asks::Page {
            return;
        }
        // What could not be read is counted where the board gets it.
        let (rest, _) = beside.snapshot.catch_up(beside.changes.take());
        beside.changes.put_back(rest);
        let Some((reached, based_at)) = beside.snapshot.position() else { return };
        let own = self.head.as_ref();
        if own.is_some_and(|own| own.epoch != reached.epoch) {
            return self.mend(now.mono, options);
        }
        if !beside.snapshot.is_whole() || own.is_some_and(|own| own.revision > reached.revision) {
            beside.asks = Asks::Changes;
            beside.retry_at.get_or_insert(now.mono + options.gap_ms);
            return;
        }
        let Some(beside) = self.beside.take() else { return };
        let is_reread = beside.snapshot.has_unread();
        self.replace_board(beside.snapshot, now.mono);
        if let Phase::Live { behind } = &mut self.phase {
            *behind = behind.filter(|(target, _)| *target > reached.revision);
        }
        if self.proved_at.is_none_or(|proved_at| proved_at.mono < based_at.mono) {
            self.prove(based_at);
        }
        if is_reread {
            self.reread(now.mono, options);
        }
    }

    /// A page did not come, or a change that one saw.
    pub(super) fn on_beside_timer(&mut self, now: Now, options: &Options) {
        let Some(beside) =
            self.beside.as_mut().filter(|beside| beside.retry_at.is_some_and(|at| at <= now.mono))
        else {
            return;
        };
        beside.retry_at = None;
        if beside.asks == Asks::Changes {
            // Only newer pages can do without it.
            self.move_window(options);
        } else {
            self.fetch_beside();
        }
    }

    fn fetch_beside(&mut self) {
        if let Some(beside) = self.beside.as_mut().filter(|beside| beside.asks == Asks::Nothing) {
            beside.asks = Asks::Page;
            self.steps.push(Step::Fetch { after: beside.after.clone() });
        }
    }
}

impl<C> Feed<C> {
    /// A page of the new window did not come; it is asked for again at `at`.
    pub(super) fn on_beside_failed(&mut self, at: Timestamp) {
        if let Some(beside) = &mut self.beside {
            beside.asks = Asks::Nothing;
            beside.retry_at = Some(at);
        }
    }

    /// When the new window is next to be looked after.
    pub(super) fn beside_timeout(&self) -> Option<Timestamp> {
        self.beside.as_ref()?.retry_at
    }

    /// The new window is loaded in another way, or not at all.
    pub(super) fn drop_beside(&mut self) {
        if self.beside.take().is_some_and(|beside| beside.asks == Asks::Page) {
            self.steps.push(Step::CancelFetch);
        }
    }
}
