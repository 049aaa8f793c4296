//! A feed that holds nothing yet begins with the copy that the device kept.
//!
//! The copy is a board as of its own time, and nothing more: it is proved by no answer of this session, it replaces
//! nothing that a server said, and what the server says next goes on from its position.

use super::super::super::copy::ReadCopy;
use super::super::super::effect::Delivery;
use super::super::super::time::Now;
use super::super::{Step, SyncCount};
use super::{Feed, Phase};

impl<C: Clone> Feed<C> {
    /// Takes the copy for the board, unless there is one, or a session has begun to bring one.
    pub(crate) fn restore(&mut self, copy: ReadCopy<C>, now: Now, records_max: usize) {
        let holds_nothing = self.head.is_none() && matches!(self.phase, Phase::Away);
        let ReadCopy { head, proved_at, entries, set_aside } = copy;
        if !holds_nothing || entries.len() > records_max {
            return;
        }
        // A delta does not bring what could not be read: such a board is for reading, not for catching up from.
        self.outdated |= !set_aside.is_empty();
        self.count_unreadable(set_aside.len() as u64);
        self.head = Some(head.clone());
        self.head_at = now.mono;
        // A clock that was set back since must not date the board into the future.
        self.copied_at = Some(proved_at.min(now.wall));
        self.steps.push(Step::Count(SyncCount::Restored));
        let feed = self.name.clone();
        self.steps.push(Step::Deliver(Delivery::Snapshot { feed, head, entries, set_aside }));
    }
}
