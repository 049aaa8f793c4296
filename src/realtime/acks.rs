//! Acknowledgements awaited: numbered, bounded, each settled once, none outliving its session.

use std::collections::BTreeMap;

use super::time::{Now, Timer, Timestamp};

/// Places that commands leave to the machine's own questions: without a probe's the line would look dead.
const RESERVED: usize = 16;

/// What an acknowledgement answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// `time:probe`.
    Probe,
    /// `bookings:monitor` of this feed; `join` tells this joining from the ones before.
    Monitor { feed: String, join: u64 },
    /// `bookings:unmonitor`; nobody waits for what it says.
    Unmonitor,
    /// `session:renew`.
    Renew,
    /// The command with this identity.
    Command(String),
}

/// One acknowledgement awaited.
#[derive(Debug)]
pub(crate) struct Awaited {
    pub(crate) purpose: Purpose,
    pub(crate) sent_at: Now,
    deadline: Timestamp,
}

/// The table of one session.
#[derive(Debug)]
pub(crate) struct Acks {
    awaited: BTreeMap<u64, Awaited>,
    next_id: u64,
    max: usize,
}

impl Acks {
    /// An empty table for at most `max` at once.
    pub(crate) fn new(max: usize) -> Self {
        Acks { awaited: BTreeMap::new(), next_id: 0, max }
    }

    /// The id to send with, or `None` when too many are awaited. Commands leave some room to all else.
    pub(crate) fn insert(&mut self, purpose: Purpose, sent_at: Now, deadline: Timestamp) -> Option<u64> {
        let is_command = matches!(purpose, Purpose::Command(_));
        let max = if is_command { self.max.saturating_sub(RESERVED) } else { self.max };
        if self.awaited.len() >= max {
            return None;
        }
        let id = self.next_id;
        self.next_id += 1;
        self.awaited.insert(id, Awaited { purpose, sent_at, deadline });
        Some(id)
    }

    /// What `id` answers; it is settled by this.
    pub(crate) fn take(&mut self, id: u64) -> Option<Awaited> {
        self.awaited.remove(&id)
    }

    /// Whether a command's answer is awaited.
    pub(crate) fn has_commands(&self) -> bool {
        self.awaited.values().any(|awaited| matches!(awaited.purpose, Purpose::Command(_)))
    }

    /// What is overdue; it is settled by this.
    pub(crate) fn take_overdue(&mut self, now: Timestamp) -> Vec<Awaited> {
        let overdue: Vec<u64> =
            self.awaited.iter().filter(|(_, awaited)| awaited.deadline <= now).map(|(id, _)| *id).collect();
        overdue.into_iter().filter_map(|id| self.awaited.remove(&id)).collect()
    }

    /// After a late timer: overdue answers may be on their way.
    pub(crate) fn postpone(&mut self, until: Timestamp) {
        for awaited in self.awaited.values_mut() {
            awaited.deadline = awaited.deadline.max(until);
        }
    }

    /// The next deadline.
    pub(crate) fn poll_timeout(&self) -> Option<(Timestamp, Timer)> {
        self.awaited.values().map(|awaited| (awaited.deadline, Timer::Acknowledgement)).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_acknowledgement_settles_once_and_no_more_are_awaited_than_allowed() {
        let mut acks = Acks::new(2);
        let first = acks.insert(Purpose::Probe, Now::default(), Timestamp(10)).unwrap();
        let second = acks.insert(Purpose::Renew, Now::default(), Timestamp(20)).unwrap();
        assert_eq!(acks.insert(Purpose::Renew, Now::default(), Timestamp(20)), None);
        assert_eq!(acks.take(first).map(|awaited| awaited.purpose), Some(Purpose::Probe));
        assert!(acks.take(first).is_none());
        assert!(acks.take_overdue(Timestamp(19)).is_empty());
        assert_eq!(acks.take_overdue(Timestamp(20)).len(), 1);
        assert!(acks.take(second).is_none());
    }
}
