//! What the machine counts about itself: plain numbers, one snapshot.

/// Counters since the machine was made. Latencies in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Metrics {
    /// Sockets and polling sessions asked for.
    pub attempts: u64,
    /// CONNECTs that the server accepted; moves from long-polling to a WebSocket are `climbs`.
    pub connects: u64,
    /// Sessions and attempts that ended by themselves.
    pub losses: u64,
    /// Frames taken in.
    pub frames_in: u64,
    /// Frames sent.
    pub frames_out: u64,
    /// Inputs of an older generation, dropped.
    pub stale_inputs: u64,
    /// Packets that were not the protocol.
    pub malformed: u64,
    /// Events that nobody knows.
    pub unknown_events: u64,
    /// Moves from long-polling back up to a WebSocket.
    pub climbs: u64,
    /// Requests by REST for a feed while nothing was pushed.
    pub polls: u64,
    /// Packets that no body of long-polling may carry, dropped.
    pub unsendable: u64,
    /// Changes applied in order.
    pub changes: u64,
    /// Of these, changes that were missed while they happened, and came when the feed was joined again or polled.
    pub caught_up: u64,
    /// Changes that the board already had.
    pub duplicates: u64,
    /// Gaps found and mended.
    pub gaps: u64,
    /// Snapshots loaded.
    pub snapshots: u64,
    /// Boards that began with the device's own copy.
    pub restored: u64,
    /// Items that could not be read.
    pub unreadable: u64,
    /// Buffers that ran over and were loaded anew instead.
    pub overflows: u64,
    /// Acknowledgements that came for nothing awaited.
    pub stray_acks: u64,
    /// Proofs of a feed's head.
    pub proofs: u64,
    /// Times that the device slept, or its clock was set forward, as the two clocks tell.
    pub sleeps: u64,
    /// Times that the wall clock was set back.
    pub clock_setbacks: u64,
    /// Times that a timer came so late that the page cannot have run.
    pub late_timers: u64,
    /// Inputs that reached a page that was put away, dropped.
    pub left_inputs: u64,
    /// The last probe's round trip.
    pub latency_ms: Option<u64>,
    /// The device's wall clock less the server's: the best of the last estimates.
    pub clock_skew_ms: Option<i64>,
}
