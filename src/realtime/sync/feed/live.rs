//! A feed that is live takes changes in order, and the server's word on its head.

use super::super::super::application::{Envelope, Head, Unreadable};
use super::super::super::options::Options;
use super::super::super::time::{Now, Timestamp};
use super::super::{Step, SyncCount};
use super::{Feed, Phase};

impl<C: Clone> Feed<C> {
    pub(super) fn on_live_change(
        &mut self,
        change: Result<Envelope<C>, Unreadable>,
        now: Now,
        options: &Options,
    ) {
        let Some(own) = self.head.clone() else { return };
        let (epoch, revision) = match &change {
            Ok(envelope) => (Some(&envelope.epoch), Some(envelope.entry.revision)),
            Err(unreadable) => (unreadable.epoch.as_ref(), unreadable.revision),
        };
        // Without its position the change leaves a hole, which the next head shows.
        let (Some(epoch), Some(revision)) = (epoch, revision) else {
            return self.count_unreadable(1);
        };
        if *epoch != own.epoch {
            return self.mend(now.mono, options);
        }
        if revision <= own.revision {
            return self.steps.push(Step::Count(SyncCount::Duplicate));
        }
        if revision > own.revision + 1 {
            return self.mend(now.mono, options);
        }
        self.keep_for_beside(&change, options);
        let head = Head { epoch: own.epoch, revision };
        match change {
            Ok(envelope) => self.deliver(head, vec![envelope.entry], Vec::new(), now.mono),
            Err(unreadable) => self.on_live_unreadable(unreadable, head, now.mono, options),
        }
    }

    /// The next change cannot be read: its key is set aside and the snapshot loaded once. Where not even the
    /// key is known the board stays where it is, since nothing on it would tell what is wrong.
    pub(super) fn on_live_unreadable(
        &mut self,
        unreadable: Unreadable,
        head: Head,
        now: Timestamp,
        options: &Options,
    ) {
        self.count_unreadable(1);
        let key = unreadable.key;
        let is_nameless = key.is_none();
        if let Some(key) = key {
            self.deliver(head.clone(), Vec::new(), vec![key], now);
        }
        if is_nameless || self.reread.as_ref() != Some(&head) {
            self.reread = Some(head);
            self.reread(now, options);
        }
    }

    /// The server told its head, read after `sent_at`.
    pub(crate) fn on_head(&mut self, head: &Head, sent_at: Now, now: Now, options: &Options) {
        let Phase::Live { behind } = &mut self.phase else { return };
        let Some(own) = &self.head else { return };
        let went_back = head.revision < own.revision && sent_at.mono > self.head_at;
        if head.epoch != own.epoch || went_back {
            return self.mend(now.mono, options);
        }
        if head.revision <= own.revision {
            self.prove(sent_at);
        } else if behind.is_none() {
            *behind = Some((head.revision, now.mono + options.gap_ms));
        }
    }
}
