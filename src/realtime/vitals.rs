//! What the machine measures about its line, over all sessions: round trips, clock skew, drops, failures by
//! cause, the history of states; and the one report made of it.

use std::collections::BTreeMap;

use super::error::{Fault, FaultKind};
use super::history::{Cause, History};
use super::latency::{Latency, LatencySummary};
use super::life::Pause;
use super::metrics::Metrics;
use super::skew::ClockSkew;
use super::stability::Stability;
use super::status::ConnectionState;
use super::time::{Now, Timestamp};
use super::watch::Quality;

/// One snapshot of everything that is measured. Times in milliseconds of the monotonic clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The counters.
    pub metrics: Metrics,
    /// Round trips of answered probes, once there is one.
    pub latency: Option<LatencySummary>,
    /// How old the present session is; `None` without one.
    pub uptime_ms: Option<u64>,
    /// How long each state was shown.
    pub times_ms: [(ConnectionState, u64); ConnectionState::ALL.len()],
    /// Connections after the first in the last hour, by what had ended the one before.
    pub reconnects_last_hour: Vec<(Cause, u64)>,
    /// The longest time from a loss to a live board.
    pub longest_gap_ms: u64,
    /// Failed attempts and lost sessions by their cause; as many causes as the program has phrases.
    pub failures: Vec<(Cause, u64)>,
    /// Whether the round trips are long enough to be felt.
    pub is_slow: bool,
    /// Whether the connection keeps dropping.
    pub is_unstable: bool,
}

impl Report {
    /// Connections after the first in the last hour, by whose fault it was.
    pub fn reconnects_by_kind(&self) -> BTreeMap<FaultKind, u64> {
        let mut counts = BTreeMap::new();
        for ((kind, _), count) in &self.reconnects_last_hour {
            *counts.entry(*kind).or_default() += count;
        }
        counts
    }
}

/// The measurements.
#[derive(Debug)]
pub(crate) struct Vitals {
    pub(crate) latency: Latency,
    pub(crate) skew: ClockSkew,
    pub(crate) stability: Stability,
    pub(crate) history: History,
    failures: BTreeMap<Cause, u64>,
    last_failure: Option<Cause>,
}

impl Vitals {
    /// Nothing measured yet; a history of at most `history_max` changes.
    pub(crate) fn new(history_max: usize) -> Self {
        Vitals {
            latency: Latency::default(),
            skew: ClockSkew::default(),
            stability: Stability::default(),
            history: History::new(history_max),
            failures: BTreeMap::new(),
            last_failure: None,
        }
    }

    /// An attempt failed or a session was lost.
    pub(crate) fn on_failure(&mut self, fault: &Fault) {
        let cause = (fault.kind, fault.what);
        *self.failures.entry(cause).or_default() += 1;
        self.last_failure = Some(cause);
    }

    /// The server accepted a connection; `is_first` when it never had before.
    pub(crate) fn on_connected(&mut self, now: Timestamp, is_first: bool) {
        let by_hand = (FaultKind::Client, "connected by hand");
        let cause = self.last_failure.take().unwrap_or(by_hand);
        if !is_first {
            self.history.on_reconnect(now, cause);
        }
    }

    /// The page did not run for a while, or a clock was set.
    pub(crate) fn on_pause(&mut self, now: Timestamp, pause: Pause) {
        self.latency.on_pause(now);
        match pause {
            Pause::Slept { .. } | Pause::SetBack { .. } => self.skew.on_jump(),
            Pause::Late { .. } => {}
        }
    }

    /// How good the line is, for what people see.
    pub(crate) fn quality(&self, now: Timestamp) -> Quality {
        Quality {
            is_slow: self.latency.is_slow(),
            dropped_ms: self.stability.dropped_ms(now),
            steady_at: self.stability.steady_at(),
        }
    }

    /// The report; `up_since` is when the present session began.
    pub(crate) fn report(&self, now: Now, metrics: Metrics, up_since: Option<Timestamp>) -> Report {
        Report {
            metrics,
            latency: self.latency.summary(),
            uptime_ms: up_since.map(|since| now.mono.since_ms(since)),
            times_ms: self.history.times_ms(now.mono),
            reconnects_last_hour: self.history.reconnects_last_hour(now.mono),
            longest_gap_ms: self.history.longest_gap_ms(now.mono),
            failures: self.failures.iter().map(|(cause, count)| (*cause, *count)).collect(),
            is_slow: self.latency.is_slow(),
            is_unstable: self.stability.is_unstable(now.mono),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reconnections_for_several_reasons_of_one_kind_are_added_up() {
        let mut vitals = Vitals::new(10);
        let causes = [
            (FaultKind::Network, "closed"),
            (FaultKind::Server, "restarting"),
            (FaultKind::Network, "silent"),
            (FaultKind::Network, "closed"),
        ];
        for (kind, what) in causes {
            vitals.on_failure(&Fault::new(kind, what));
            vitals.on_connected(Timestamp(1), false);
        }
        let report = vitals.report(Now::default(), Metrics::default(), None);
        assert_eq!(report.reconnects_last_hour.len(), 3);
        let counts = BTreeMap::from([(FaultKind::Network, 3), (FaultKind::Server, 1)]);
        assert_eq!(report.reconnects_by_kind(), counts);
    }
}
