//! What people saw of the connection, in order: each change of state with its cause and the timer armed then;
//! how long each state lasted, and the longest time without a live board.

use std::collections::{BTreeMap, VecDeque};

use super::error::FaultKind;
use super::status::{ConnectionState, ConnectionStatus};
use super::time::{Now, Timer, Timestamp};

/// Reconnections are counted over so many minutes; as many entries as there are minutes and causes.
const MINUTES: u64 = 60;
const MINUTE_MS: u64 = 60_000;

/// Why a connection had to be made again: a family and a fixed phrase.
pub type Cause = (FaultKind, &'static str);

/// One change of what people see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// When.
    pub at: Now,
    /// From then on.
    pub state: ConnectionState,
    /// Whose fault it was, where something went wrong.
    pub kind: Option<FaultKind>,
    /// What went wrong: a fixed phrase.
    pub cause: Option<&'static str>,
    /// Its code.
    pub code: Option<String>,
    /// The deadline that was the next one then, and which.
    pub next: Option<(Timestamp, Timer)>,
}

/// The last changes and their sums. Times are of the monotonic clock.
#[derive(Debug, Clone)]
pub struct History {
    changes: VecDeque<Change>,
    capacity: usize,
    dropped: u64,
    times_ms: [u64; ConnectionState::ALL.len()],
    current: Option<(ConnectionState, Timestamp)>,
    lost_at: Option<Timestamp>,
    was_live: bool,
    longest_gap_ms: u64,
    /// By minute and cause.
    reconnects: BTreeMap<(u64, Cause), u64>,
}

impl History {
    pub(crate) fn new(capacity: usize) -> Self {
        History {
            changes: VecDeque::new(),
            capacity: capacity.max(1),
            dropped: 0,
            times_ms: [0; ConnectionState::ALL.len()],
            current: None,
            lost_at: None,
            was_live: false,
            longest_gap_ms: 0,
            reconnects: BTreeMap::new(),
        }
    }

    /// The changes, oldest first.
    pub fn changes(&self) -> impl Iterator<Item = &Change> {
        self.changes.iter()
    }

    /// Changes that had to go.
    pub fn dropped(&self) -> u64 {
        self.dropped
    }

    /// What people see is `status`; `next` is the deadline behind it.
    pub(crate) fn on_status(
        &mut self,
        now: Now,
        status: &ConnectionStatus,
        next: Option<(Timestamp, Timer)>,
    ) {
        match (status.live, self.lost_at) {
            (true, Some(lost_at)) => {
                self.longest_gap_ms = self.longest_gap_ms.max(now.mono.since_ms(lost_at));
                self.lost_at = None;
            }
            (false, None) if self.was_live => self.lost_at = Some(now.mono),
            (true, None) | (false, Some(_) | None) => {}
        }
        self.was_live |= status.live;
        if self.current.is_some_and(|(state, _)| state == status.state) {
            return;
        }
        if let Some((state, since)) = self.current.replace((status.state, now.mono)) {
            self.times_ms[slot(state)] += now.mono.since_ms(since);
        }
        if self.changes.len() == self.capacity {
            self.changes.pop_front();
            self.dropped += 1;
        }
        let fault = status.fault.as_ref();
        let (kind, cause) = (fault.map(|fault| fault.kind), fault.map(|fault| fault.what));
        let code = fault.and_then(|fault| fault.code.clone());
        self.changes.push_back(Change { at: now, state: status.state, kind, cause, code, next });
    }

    /// A gap that a person wanted, by signing out or disconnecting, is none.
    pub(crate) fn on_rest(&mut self) {
        (self.lost_at, self.was_live) = (None, false);
    }

    /// The server accepted a connection again; `cause` is what had ended the one before.
    pub(crate) fn on_reconnect(&mut self, now: Timestamp, cause: Cause) {
        let minute = now.0 / MINUTE_MS;
        self.reconnects.retain(|(then, _), _| *then + MINUTES > minute);
        *self.reconnects.entry((minute, cause)).or_default() += 1;
    }

    /// Reconnections in the last hour, by their cause; to the minute.
    pub(crate) fn reconnects_last_hour(&self, now: Timestamp) -> Vec<(Cause, u64)> {
        let minute = now.0 / MINUTE_MS;
        let mut counts = BTreeMap::<Cause, u64>::new();
        for ((_, cause), count) in self.reconnects.iter().filter(|((then, _), _)| *then + MINUTES > minute) {
            *counts.entry(*cause).or_default() += count;
        }
        counts.into_iter().collect()
    }

    /// The longest time from a loss to a live board, one that lasts included.
    pub(crate) fn longest_gap_ms(&self, now: Timestamp) -> u64 {
        self.lost_at.map_or(0, |lost_at| now.since_ms(lost_at)).max(self.longest_gap_ms)
    }

    /// How long each state lasted, the present one included.
    pub(crate) fn times_ms(&self, now: Timestamp) -> [(ConnectionState, u64); ConnectionState::ALL.len()] {
        ConnectionState::ALL.map(|state| {
            let current = self.current.filter(|(current, _)| *current == state);
            (state, self.times_ms[slot(state)] + current.map_or(0, |(_, since)| now.since_ms(since)))
        })
    }
}

fn slot(state: ConnectionState) -> usize {
    ConnectionState::ALL.iter().position(|other| *other == state).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::super::error::Fault;
    use super::super::time::WallTime;
    use super::*;

    fn at(ms: u64) -> Now {
        Now { mono: Timestamp(ms), wall: WallTime(0) }
    }

    fn status(state: ConnectionState, live: bool) -> ConnectionStatus {
        let fault = (!live).then(|| Fault::new(FaultKind::Network, "closed").with_code("1006"));
        ConnectionStatus {
            state,
            live,
            has_session: live,
            fault,
            attempt: 0,
            next_try_at: None,
            lost_at: None,
            lost_long: false,
            polled_every_ms: None,
        }
    }

    #[test]
    fn states_are_kept_in_order_with_their_cause_and_timer_and_the_rest_is_counted() {
        let mut history = History::new(2);
        let retry = Some((Timestamp(9), Timer::Retry));
        history.on_status(at(0), &status(ConnectionState::Connecting, false), None);
        history.on_status(at(100), &status(ConnectionState::Live, true), None);
        history.on_status(at(200), &status(ConnectionState::Live, true), None);
        history.on_status(at(1_100), &status(ConnectionState::Reconnecting, false), retry);
        let kept: Vec<_> =
            history.changes().map(|change| (change.state, change.cause, change.next)).collect();
        assert_eq!(
            kept,
            [(ConnectionState::Live, None, None), (ConnectionState::Reconnecting, Some("closed"), retry)]
        );
        assert_eq!(history.dropped(), 1);
        let times = history.times_ms(Timestamp(1_150));
        let of = |state| times.iter().find(|(other, _)| *other == state).map(|(_, ms)| *ms);
        assert_eq!(of(ConnectionState::Connecting), Some(100));
        assert_eq!(of(ConnectionState::Live), Some(1_000));
        assert_eq!(of(ConnectionState::Reconnecting), Some(50));
        assert_eq!(of(ConnectionState::Slow), Some(0));
    }

    #[test]
    fn the_longest_gap_counts_from_the_loss_to_the_live_board() {
        let mut history = History::new(10);
        // (time, live, longest gap then): the first connection is no gap.
        for (ms, live, gap_ms) in
            [(0, false, 0), (500, true, 0), (1_000, false, 0), (4_000, true, 3_000), (9_000, false, 3_000)]
        {
            history.on_status(at(ms), &status(ConnectionState::Live, live), None);
            assert_eq!(history.longest_gap_ms(Timestamp(ms)), gap_ms, "{ms}");
        }
        assert_eq!(history.longest_gap_ms(Timestamp(19_000)), 10_000, "a gap that lasts");
        history.on_rest();
        assert_eq!(history.longest_gap_ms(Timestamp(99_000)), 3_000, "a gap that a person wanted");
    }

    #[test]
    fn reconnects_leave_the_count_after_an_hour() {
        const CLOSED: Cause = (FaultKind::Network, "closed");
        const SILENT: Cause = (FaultKind::Network, "silent");
        let mut history = History::new(10);
        for (minute, cause) in [(0, CLOSED), (0, SILENT), (10, CLOSED), (59, CLOSED)] {
            history.on_reconnect(Timestamp(minute * MINUTE_MS + 5), cause);
        }
        let table: [(u64, &[(Cause, u64)]); 6] = [
            (59, &[(CLOSED, 3), (SILENT, 1)]),
            (60, &[(CLOSED, 2)]),
            (69, &[(CLOSED, 2)]),
            (70, &[(CLOSED, 1)]),
            (118, &[(CLOSED, 1)]),
            (119, &[]),
        ];
        for (minute, counts) in table {
            let now = Timestamp(minute * MINUTE_MS + 59_999);
            assert_eq!(history.reconnects_last_hour(now), counts, "{minute}");
        }
        for second in 0..100_000 {
            history.on_reconnect(Timestamp(second * 1_000), CLOSED);
        }
        assert_eq!(history.reconnects.len() as u64, MINUTES, "bounded");
    }
}
