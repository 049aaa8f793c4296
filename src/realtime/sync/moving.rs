//! Feeds on their way from one session to another: joined on the new one while the old one still feeds the board.
//!
//! What the new session answers and tells is held back until the move. Then each answer brings its feed to the
//! answer's head, and the changes after it follow: no hole, since the server joins before it reads, and nothing
//! twice, since each change has its revision. The board stands live all the while.

use std::collections::{BTreeMap, BTreeSet};

use super::super::application::{Envelope, Head, Unreadable};
use super::super::options::Options;
use super::super::time::Now;
use super::Sync;
use super::feed::Feed;

/// The new session's answer to joining a feed.
pub(crate) struct Joined<C> {
    pub(crate) head: Head,
    pub(crate) changes: Vec<Result<Envelope<C>, Unreadable>>,
    pub(crate) sent_at: Now,
}

/// What the new session said so far.
pub(crate) struct Moving<C> {
    awaited: BTreeSet<String>,
    joined: BTreeMap<String, Joined<C>>,
    changes: Vec<Envelope<C>>,
    is_probed: bool,
}

impl<C> Moving<C> {
    /// These feeds are asked for.
    pub(crate) fn new(feeds: impl IntoIterator<Item = String>) -> Self {
        Moving {
            awaited: feeds.into_iter().collect(),
            joined: BTreeMap::new(),
            changes: Vec::new(),
            is_probed: false,
        }
    }

    /// The new session gave a sign of life.
    pub(crate) fn on_probed(&mut self) {
        self.is_probed = true;
    }

    /// An answer came; `None` where only joining again after the move helps.
    pub(crate) fn on_answer(&mut self, feed: String, joined: Option<Joined<C>>) {
        if self.awaited.remove(&feed)
            && let Some(joined) = joined
        {
            self.joined.insert(feed, joined);
        }
    }

    /// A change came; `false` when too many are held back.
    pub(crate) fn on_change(&mut self, change: Result<Envelope<C>, Unreadable>, options: &Options) -> bool {
        match change {
            Ok(envelope) => self.changes.push(envelope),
            Err(unreadable) => {
                // It joins again after the move, and the answer to that holds the change once more.
                let feed = unreadable.feed.as_ref();
                feed.map(|feed| self.joined.remove(feed));
                self.awaited.retain(|awaited| Some(awaited) != feed);
            }
        }
        self.changes.len() <= options.buffer_max
    }

    /// The feeds that the new session joined.
    pub(crate) fn joined(&self) -> impl Iterator<Item = &str> {
        self.joined.keys().map(String::as_str)
    }

    /// Whether every answer is there, the probe's too.
    pub(crate) fn is_complete(&self) -> bool {
        self.is_probed && self.awaited.is_empty()
    }
}

impl<C: Clone> Sync<C> {
    /// The feeds that can move as they stand, with the board's position.
    pub(crate) fn movable(&self) -> Vec<(String, Head)> {
        let movable = |(name, feed): (&String, &Feed<C>)| Some((name.clone(), feed.movable_from()?));
        self.feeds.iter().filter_map(movable).collect()
    }

    /// The new session takes over. The answer is what it joined and nobody follows any more.
    pub(crate) fn on_moved(&mut self, moving: Moving<C>, now: Now, options: &Options) -> Vec<String> {
        let Moving { mut joined, changes, .. } = moving;
        for (name, feed) in &mut self.feeds {
            feed.on_moved(joined.remove(name), now, options);
        }
        for change in changes {
            if let Some(feed) = self.feeds.get_mut(&change.feed) {
                feed.on_change(Ok(change), now, options);
            }
        }
        joined.into_keys().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::application::Entry;
    use super::super::super::effect::Delivery;
    use super::super::super::status::FeedPhase;
    use super::super::super::time::{Timestamp, WallTime};
    use super::super::Step;
    use super::*;

    const FEED: &str = "v1";

    fn at(ms: u64) -> Now {
        Now { mono: Timestamp(ms), wall: WallTime(0) }
    }

    fn head(revision: u64) -> Head {
        Head { epoch: "e".to_owned(), revision }
    }

    fn change(revision: u64) -> Envelope<()> {
        let entry = Entry { key: format!("b{revision}"), revision, change: () };
        Envelope { feed: FEED.to_owned(), epoch: "e".to_owned(), entry }
    }

    /// A feed that is live at revision 5.
    fn live(options: &Options) -> Sync<()> {
        let mut sync = Sync::new();
        sync.subscribe(FEED.to_owned(), true, options);
        let page = super::super::PageContent { head: head(5), records: Vec::new(), next: None };
        let feed = sync.feed(FEED).unwrap();
        feed.on_joined(head(5), None, at(1), at(2), options);
        feed.on_page(page, at(3), at(4), options);
        sync.take_steps();
        sync
    }

    /// The revisions that reach the board, and where the feed stands then.
    fn delivered(sync: &mut Sync<()>) -> (Vec<u64>, FeedPhase, u64) {
        let mut revisions = Vec::new();
        for (_, step) in sync.take_steps() {
            if let Step::Deliver(Delivery::Changes { entries, .. }) = step {
                revisions.extend(entries.iter().map(|entry| entry.revision));
            }
        }
        let status = sync.statuses().next().unwrap();
        (revisions, status.phase, status.head.unwrap().revision)
    }

    #[test]
    fn a_move_has_no_hole_and_nothing_twice_wherever_the_old_session_stands() {
        let options = Options::default();
        // Revisions that the old session still tells, the answer's head, what the new one tells, what is delivered.
        type Row = (&'static [u64], u64, &'static [u64], &'static [u64]);
        let table: [Row; 5] = [
            (&[], 5, &[6, 7], &[6, 7]),
            (&[], 7, &[8], &[6, 7, 8]),
            (&[6], 7, &[6, 7, 8], &[6, 7, 8]),
            (&[6, 7, 8], 7, &[8, 9], &[6, 7, 8, 9]),
            (&[6], 6, &[], &[6]),
        ];
        for (old, answered, new, expected) in table {
            let mut sync = live(&options);
            assert_eq!(sync.movable(), [(FEED.to_owned(), head(5))]);
            let mut moving = Moving::new([FEED.to_owned()]);
            assert!(!moving.is_complete());
            for revision in old {
                sync.feed(FEED).unwrap().on_change(Ok(change(*revision)), at(10), &options);
            }
            let changes = (6..=answered).map(|revision| Ok(change(revision))).collect();
            for revision in new {
                assert!(moving.on_change(Ok(change(*revision)), &options));
            }
            moving.on_answer(FEED.to_owned(), Some(Joined { head: head(answered), changes, sent_at: at(9) }));
            assert!(!moving.is_complete());
            moving.on_probed();
            assert!(moving.is_complete());
            assert!(sync.on_moved(moving, at(20), &options).is_empty());
            let last = *expected.last().unwrap();
            assert_eq!(delivered(&mut sync), (expected.to_vec(), FeedPhase::Live, last), "{old:?} {new:?}");
        }
    }

    #[test]
    fn what_does_not_fit_joins_again_after_the_move() {
        let options = Options::default();
        let unreadable = || Unreadable { feed: Some(FEED.to_owned()), ..Unreadable::default() };
        let table: [(Option<u64>, bool); 3] = [(None, false), (Some(9), false), (Some(5), true)];
        for (answered, is_spoilt) in table {
            let mut sync = live(&options);
            let mut moving = Moving::new([FEED.to_owned(), "gone".to_owned()]);
            // Revision 9 without the changes that lead to it.
            let joined = |revision| Joined { head: head(revision), changes: Vec::new(), sent_at: at(9) };
            moving.on_answer(FEED.to_owned(), answered.map(joined));
            moving.on_answer("gone".to_owned(), Some(joined(1)));
            if is_spoilt {
                assert!(moving.on_change(Err(unreadable()), &options));
            }
            assert_eq!(sync.on_moved(moving, at(20), &options), ["gone"]);
            assert_eq!(delivered(&mut sync).1, FeedPhase::Joining, "{answered:?}");
        }
    }
}
