//! Time as an argument: a monotonic part to compare deadlines with, a wall part to show to people.

use std::ops::Add;

/// A point on the monotonic clock, in milliseconds since an origin that the driver chose once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Timestamp(pub u64);

impl Timestamp {
    /// Milliseconds from `earlier` to here; 0 when `earlier` is later.
    pub fn since_ms(self, earlier: Timestamp) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

impl Add<u64> for Timestamp {
    type Output = Timestamp;

    fn add(self, ms: u64) -> Timestamp {
        Timestamp(self.0.saturating_add(ms))
    }
}

/// Milliseconds since the Unix epoch, as the device's wall clock tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct WallTime(pub i64);

/// Both clocks, read together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Now {
    /// For deadlines.
    pub mono: Timestamp,
    /// For people, and for what must survive a sleep that the monotonic clock did not see.
    pub wall: WallTime,
}

/// Which deadline is the next one; diagnostics shows it as the reason for the timer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Timer {
    /// The wait before the next attempt to connect is over.
    Retry,
    /// Opening, handshake or CONNECT took too long.
    ConnectTimeout,
    /// A refresh of the token took too long.
    TokenTimeout,
    /// The token should be refreshed ahead of its expiry.
    TokenRefresh,
    /// Time to ask the server for a sign of life and its heads.
    Probe,
    /// A probe was not answered in time.
    ProbeTimeout,
    /// After a late timer: look at what arrived before judging the line.
    Recheck,
    /// The protocol's own deadline: pingInterval + pingTimeout without a packet.
    Heartbeat,
    /// An acknowledgement is overdue.
    Acknowledgement,
    /// The way back up from long-polling: time to try it, or its next stage is due.
    Upgrade,
    /// The outbox has something to do.
    Outbox,
    /// Nothing is pushed: time to ask for the feeds by REST.
    Poll,
    /// A REST request is overdue.
    FetchTimeout,
    /// A feed has been behind the server's head for too long.
    Gap,
    /// A feed tries again to join or to load.
    FeedRetry,
    /// The session has been useful for long enough to forget earlier failures.
    BackoffReset,
    /// The checks that a person started are overdue.
    Checks,
    /// What people see changes by the passing of time alone.
    Status,
}

impl Timer {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Timer::Retry => "retry",
            Timer::ConnectTimeout => "connect_timeout",
            Timer::TokenTimeout => "token_timeout",
            Timer::TokenRefresh => "token_refresh",
            Timer::Probe => "probe",
            Timer::ProbeTimeout => "probe_timeout",
            Timer::Recheck => "recheck",
            Timer::Heartbeat => "heartbeat",
            Timer::Acknowledgement => "acknowledgement",
            Timer::Upgrade => "upgrade",
            Timer::Outbox => "outbox",
            Timer::Poll => "poll",
            Timer::FetchTimeout => "fetch_timeout",
            Timer::Gap => "gap",
            Timer::FeedRetry => "feed_retry",
            Timer::BackoffReset => "backoff_reset",
            Timer::Checks => "checks",
            Timer::Status => "status",
        }
    }
}

/// The sooner of two optional deadlines.
pub(crate) fn soonest(
    a: Option<(Timestamp, Timer)>,
    b: Option<(Timestamp, Timer)>,
) -> Option<(Timestamp, Timer)> {
    match (a, b) {
        (Some(a), Some(b)) => Some(if b < a { b } else { a }),
        (a, None) => a,
        (None, b) => b,
    }
}
