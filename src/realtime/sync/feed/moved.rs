//! A feed changes the session that feeds it, and stays live meanwhile if it can.

use super::super::super::application::Head;
use super::super::super::options::Options;
use super::super::super::time::Now;
use super::super::moving::Joined;
use super::{Delta, Feed, Phase};

impl<C: Clone> Feed<C> {
    /// The board's position, where a new session can take over from it unseen.
    pub(crate) fn movable_from(&self) -> Option<Head> {
        let is_movable = matches!(self.phase, Phase::Live { .. }) && !self.outdated;
        self.head.clone().filter(|_| is_movable)
    }

    /// A new session takes over, which has joined this feed or not.
    pub(crate) fn on_moved(&mut self, joined: Option<Joined<C>>, now: Now, options: &Options) {
        if matches!(self.phase, Phase::Refused(_)) {
            return;
        }
        let (Some(own), Some(Joined { head, changes, sent_at })) = (self.movable_from(), joined) else {
            return self.join();
        };
        if own.epoch == head.epoch && own.revision >= head.revision {
            return self.on_head(&head, sent_at, now, options);
        }
        let Some(Delta { entries, set_aside, unreadable }) = Delta::read(&own, &head, changes) else {
            return self.join();
        };
        self.count_unreadable(unreadable);
        self.deliver(head, entries, set_aside, now.mono);
        self.prove(sent_at);
        if unreadable > 0 {
            self.reread(now.mono, options);
        }
    }
}
