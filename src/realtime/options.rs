//! Every number that a deployment may change, with its default. Milliseconds unless the name says otherwise.

use super::backoff::BackoffOptions;
use super::fallback::FallbackOptions;
use super::outbox::OutboxOptions;

/// The machine's options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Sent with CONNECT as `client.id`, so that the server can name this program in its log.
    pub client_id: String,
    /// Sent with CONNECT as `client.version`, so that the server can refuse what is too old.
    pub client_version: String,
    /// Bounds and times of what people did until its fate is known.
    pub outbox: OutboxOptions,
    /// The schedule of retries.
    pub backoff: BackoffOptions,
    /// Polling by REST while nothing is pushed.
    pub fallback: FallbackOptions,
    /// Opening, handshake and CONNECT together: longer than any healthy server takes.
    pub connect_timeout_ms: u64,
    /// Attempts before giving up; `None` because an outage ends by itself.
    pub attempts_max: Option<u32>,
    /// Live for this long, and useful, before earlier failures are forgotten: a proxy that accepts and
    /// kills must not pin the client at the shortest wait.
    pub useful_after_ms: u64,
    /// A visible page asks for a sign of life after this much silence.
    pub probe_idle_ms: u64,
    /// On a busy line it asks this often all the same: the answer proves the heads.
    pub probe_busy_ms: u64,
    /// A hidden page only proves its heads, this often.
    pub probe_hidden_ms: u64,
    /// A probe's time to be answered; two in a row unanswered end the session.
    pub probe_timeout_ms: u64,
    /// The time to answer after a deadline fired late.
    pub recheck_timeout_ms: u64,
    /// A deadline that fires later than this says that the page slept, not that the line is dead.
    pub late_ms: u64,
    /// An acknowledgement's time.
    pub ack_timeout_ms: u64,
    /// A REST request's time.
    pub fetch_timeout_ms: u64,
    /// The time that a check of the ways to the server has.
    pub check_timeout_ms: u64,
    /// A head that is ahead for this long without its change is a gap.
    pub gap_ms: u64,
    /// What cannot be read is loaded anew at most this often.
    pub reread_ms: u64,
    /// A token is sent only with at least this much life left.
    pub token_margin_ms: u64,
    /// Feeds followed at once: more than any one desk looks after.
    pub feeds_max: usize,
    /// Acknowledgements awaited at once.
    pub acks_max: usize,
    /// Changes held back for one feed while it joins, loads or waits for a gap to close.
    pub buffer_max: usize,
    /// Records of one snapshot: beyond any house that one desk can work.
    pub snapshot_max: usize,
    /// Log records kept.
    pub log_max: usize,
    /// Changes of state kept.
    pub history_max: usize,
    /// Attachments that one packet may announce; the official cap.
    pub attachments_max: usize,
    /// Bytes of one packet, text and attachments.
    pub packet_bytes_max: usize,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            client_id: "deskbell".to_owned(),
            client_version: env!("CARGO_PKG_VERSION").to_owned(),
            outbox: OutboxOptions::default(),
            backoff: BackoffOptions::default(),
            fallback: FallbackOptions::default(),
            connect_timeout_ms: 10_000,
            attempts_max: None,
            useful_after_ms: 5_000,
            probe_idle_ms: 4_000,
            probe_busy_ms: 10_000,
            probe_hidden_ms: 60_000,
            probe_timeout_ms: 2_500,
            recheck_timeout_ms: 2_000,
            late_ms: 1_000,
            ack_timeout_ms: 10_000,
            fetch_timeout_ms: 20_000,
            check_timeout_ms: 3_000,
            gap_ms: 1_000,
            reread_ms: 10_000,
            token_margin_ms: 10_000,
            feeds_max: 64,
            acks_max: 256,
            buffer_max: 10_000,
            snapshot_max: 100_000,
            log_max: 1_000,
            history_max: 2_000,
            attachments_max: 10,
            packet_bytes_max: 8 * 1024 * 1024,
        }
    }
}
