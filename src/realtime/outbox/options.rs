//! The outbox's bounds and times.

/// Bounds and times, each with its reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutboxOptions {
    /// Items of one user in one tab: more than a desk does in a day. Beyond it a clear refusal.
    pub items_max: usize,
    /// Their bytes together: little for any browser's storage.
    pub bytes_max: usize,
    /// Settled items that storage failed to remove, remembered: ids alone, so many more than items.
    pub removals_max: usize,
    /// How long an item may wait before it is too old to be sent: yesterday's check-in is not today's wish.
    pub life_ms: i64,
    /// Commands under way at once, across keys.
    pub in_flight_max: usize,
    /// Storage that takes longer counts as not there.
    pub storage_timeout_ms: u64,
    /// What storage was to keep for whoever claims it, and never answered, is this tab's again after this: until then
    /// another tab may be claiming it.
    pub limbo_ms: u64,
    /// Storage that failed is tried again this often.
    pub storage_retry_ms: u64,
    /// The first wait after an answer that settled nothing; it doubles.
    pub retry_ms_min: u64,
    /// The longest of these waits.
    pub retry_ms_max: u64,
    /// The longest wait that a server may ask for.
    pub hint_ms_max: u64,
    /// The longest time that a flush waits for its answer.
    pub flush_timeout_ms: u64,
    /// A deadline that fires later than this says that the page slept.
    pub late_ms: u64,
    /// Dead tabs remembered, flushes awaited, users whose unsaved items are kept: each at most this many.
    pub others_max: usize,
}

impl Default for OutboxOptions {
    fn default() -> Self {
        OutboxOptions {
            items_max: 1_000,
            bytes_max: 1024 * 1024,
            removals_max: 10_000,
            life_ms: 24 * 60 * 60_000,
            in_flight_max: 8,
            storage_timeout_ms: 5_000,
            limbo_ms: 60_000,
            storage_retry_ms: 30_000,
            retry_ms_min: 1_000,
            retry_ms_max: 60_000,
            hint_ms_max: 15 * 60_000,
            flush_timeout_ms: 30_000,
            late_ms: 1_000,
            others_max: 64,
        }
    }
}
