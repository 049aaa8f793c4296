//! The booking server's contract, as far as the machine itself speaks it: joining, probing, notices.
//!
//! Everything borrows from the frame; changes stay raw until the application reads them one by one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::application::Head;
use super::error::Fault;

/// To server: follow a feed.
pub(crate) const MONITOR: &str = "bookings:monitor";
/// To server: stop following a feed.
pub(crate) const UNMONITOR: &str = "bookings:unmonitor";
/// To server: a sign of life, answered with the heads of the feeds.
pub(crate) const PROBE: &str = "time:probe";
/// To server: a new token for the live session.
pub(crate) const RENEW: &str = "session:renew";
/// To server: carry out a command.
pub(crate) const COMMAND: &str = "booking:command";
/// To client: the server says what is about to happen.
pub(crate) const NOTICE: &str = "server:notice";
/// To client: a feed ends.
pub(crate) const FEED_CLOSED: &str = "feed:closed";

/// The argument of CONNECT.
#[derive(Serialize)]
pub(crate) struct ConnectAuth<'a> {
    pub(crate) token: &'a str,
    pub(crate) client: ClientName<'a>,
}

/// Who connects.
#[derive(Serialize)]
pub(crate) struct ClientName<'a> {
    pub(crate) id: &'a str,
    pub(crate) version: &'a str,
}

/// The argument of [`MONITOR`] and, without `since`, of [`UNMONITOR`].
#[derive(Serialize)]
pub(crate) struct Monitor<'a> {
    pub(crate) venue: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) since: Option<&'a Head>,
}

/// The answer to [`MONITOR`].
#[derive(Deserialize)]
pub(crate) struct MonitorAnswer<'a> {
    pub(crate) epoch: String,
    pub(crate) revision: u64,
    #[serde(default)]
    pub(crate) spread_ms: Option<u64>,
    #[serde(default)]
    pub(crate) reload: bool,
    #[serde(borrow, default)]
    pub(crate) changes: Vec<&'a RawValue>,
}

/// The argument of [`RENEW`].
#[derive(Serialize)]
pub(crate) struct Renew<'a> {
    pub(crate) token: &'a str,
}

/// The answer to [`PROBE`].
#[derive(Deserialize)]
pub(crate) struct ProbeAnswer {
    #[serde(default)]
    pub(crate) server_time: Option<ServerTime>,
    #[serde(default)]
    pub(crate) spread_ms: Option<u64>,
    #[serde(default)]
    pub(crate) heads: BTreeMap<String, Head>,
}

/// The server's wall clock: milliseconds since the Unix epoch, or RFC 3339.
#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum ServerTime {
    Milliseconds(i64),
    Text(String),
}

impl ServerTime {
    /// Milliseconds since the Unix epoch; `None` when the text is no time.
    pub(crate) fn unix_ms(&self) -> Option<i64> {
        match self {
            ServerTime::Milliseconds(ms) => Some(*ms),
            ServerTime::Text(text) => {
                use time::OffsetDateTime;
                use time::format_description::well_known::Rfc3339;
                let at = OffsetDateTime::parse(text, &Rfc3339).ok()?;
                i64::try_from(at.unix_timestamp_nanos() / 1_000_000).ok()
            }
        }
    }
}

/// The payload of [`NOTICE`].
#[derive(Deserialize)]
pub(crate) struct Notice {
    pub(crate) kind: String,
    #[serde(default)]
    pub(crate) code: Option<String>,
    #[serde(default)]
    pub(crate) retry_after_ms: Option<u64>,
    #[serde(default)]
    pub(crate) spread_ms: Option<u64>,
}

/// The payload of [`FEED_CLOSED`].
#[derive(Deserialize)]
pub(crate) struct FeedClosed {
    pub(crate) venue: String,
    pub(crate) code: String,
}

/// The payload of CONNECT_ERROR: an object, or a bare message from servers of another kind.
#[derive(Deserialize)]
pub(crate) struct ConnectRefusal {
    #[serde(default)]
    pub(crate) data: Option<ErrorBody>,
}

/// A refusal's body on both paths.
#[derive(Deserialize)]
pub(crate) struct ErrorBody {
    #[serde(default)]
    pub(crate) code: Option<String>,
    #[serde(default)]
    pub(crate) retry_after_ms: Option<u64>,
    #[serde(default)]
    pub(crate) spread_ms: Option<u64>,
}

impl ErrorBody {
    /// The fault that it stands for; `None` without a code.
    pub(crate) fn fault(&self) -> Option<Fault> {
        Some(Fault::from_code(self.code.as_deref()?, self.retry_after_ms))
    }
}

#[derive(Deserialize)]
struct Refusal {
    #[serde(default)]
    error: Option<ErrorBody>,
}

/// The refusal in `{error: {…}}`, or `None` when `json` is an answer.
pub(crate) fn refusal(json: &str) -> Option<ErrorBody> {
    serde_json::from_str::<Refusal>(json).ok()?.error
}

/// One page of a snapshot.
#[derive(Deserialize)]
pub(crate) struct Page<'a> {
    pub(crate) epoch: String,
    pub(crate) revision: u64,
    #[serde(default)]
    pub(crate) spread_ms: Option<u64>,
    #[serde(borrow)]
    pub(crate) bookings: Vec<&'a RawValue>,
    #[serde(default)]
    pub(crate) next: Option<String>,
}

/// The server's time in an answer of its API, in milliseconds since the Unix epoch; `None` where it tells none.
pub fn server_time_ms(body: &str) -> Option<i64> {
    #[derive(Deserialize)]
    struct Answer {
        server_time: ServerTime,
    }
    serde_json::from_str::<Answer>(body).ok()?.server_time.unix_ms()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_told_from_an_answer() {
        let refused = refusal(r#"{"error":{"code":"forbidden","message":"no"}}"#);
        assert_eq!(
            refused.and_then(|body| body.fault()).and_then(|fault| fault.code).as_deref(),
            Some("forbidden")
        );
        assert!(refusal(r#"{"ok":true,"epoch":"e","revision":3}"#).is_none());
    }

    #[test]
    fn the_servers_clock_is_read_in_both_forms() {
        let answer = r#"{"server_time":"2026-05-14T12:00:00.250Z","heads":{"v":{"epoch":"e","revision":1}}}"#;
        let answer: ProbeAnswer = serde_json::from_str(answer).unwrap();
        assert_eq!(answer.server_time.and_then(|time| time.unix_ms()), Some(1_778_760_000_250));
        let answer: ProbeAnswer = serde_json::from_str(r#"{"server_time":1778760000250}"#).unwrap();
        assert_eq!(answer.server_time.and_then(|time| time.unix_ms()), Some(1_778_760_000_250));
        assert!(answer.heads.is_empty());
    }
}
