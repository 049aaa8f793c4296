//! One booking with its history: the answer of `GET /api/bookings/:id`.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{ActionKind, Booking, CommandError, Instant, Status};

/// What one line of a history is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HistoryStep {
    /// A person's action.
    Action(ActionKind),
    /// Taken over from another system.
    Import,
    /// Taken off the books.
    Remove,
    /// Anything else: the fields tell what.
    Edit,
}

/// One line of a booking's history.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct HistoryEntry {
    /// The booking's version afterwards.
    pub version: u64,
    /// When.
    pub at: Instant,
    /// Who.
    #[serde(default)]
    pub by: String,
    /// What was done, in the contract's words.
    #[serde(default)]
    pub action: String,
    /// The status afterwards.
    pub status: Status,
    /// Which fields it touched.
    #[serde(default)]
    pub fields: Vec<String>,
    /// The reason that was given.
    #[serde(default)]
    pub detail: Option<String>,
}

impl HistoryEntry {
    /// What it is about.
    #[must_use]
    pub fn step(&self) -> HistoryStep {
        match self.action.as_str() {
            "remove" => HistoryStep::Remove,
            "import" => HistoryStep::Import,
            word => ActionKind::parse(word).map_or(HistoryStep::Edit, HistoryStep::Action),
        }
    }
}

/// The names of the fields that differ, as a history names them.
#[must_use]
pub fn fields_changed(before: &Booking, after: &Booking) -> Vec<&'static str> {
    let fields = [
        ("status", before.status != after.status),
        ("resource", before.resource != after.resource),
        ("guest", before.guest != after.guest),
        ("party", before.party != after.party),
        ("starts_at", before.starts_at != after.starts_at),
        ("ends_at", before.ends_at != after.ends_at),
        ("price", before.price != after.price),
        ("source", before.source != after.source),
        ("note", before.note != after.note),
    ];
    fields.into_iter().filter(|(_, is_other)| *is_other).map(|(name, _)| name).collect()
}

/// A booking and what happened to it, the newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookingRecord {
    /// As it is.
    pub booking: Booking,
    /// The lines that could be read.
    pub history: Vec<HistoryEntry>,
}

/// What an answer means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordAnswer {
    /// Here it is.
    Found(Box<BookingRecord>),
    /// It was there.
    Removed {
        /// Who removed it; empty where the server does not say.
        by: String,
        /// When, if the server says so.
        at: Option<Instant>,
    },
    /// There is no such booking.
    Missing,
    /// The person may not see it.
    Forbidden,
    /// The access token is too old.
    TokenExpired,
    /// The server could not answer, or not in our words.
    Fault,
}

impl RecordAnswer {
    /// Reads an answer.
    #[must_use]
    pub fn read(status: u16, body: &str) -> Self {
        #[derive(Deserialize)]
        struct Found<'a> {
            booking: Booking,
            #[serde(borrow, default)]
            history: Vec<&'a RawValue>,
        }
        #[derive(Deserialize)]
        struct Refused {
            error: CommandError,
        }
        if status == 200 {
            return serde_json::from_str::<Found<'_>>(body).map_or(Self::Fault, |found| {
                // A line that cannot be read takes no other with it.
                let lines = found.history.iter();
                let history = lines.filter_map(|line| serde_json::from_str(line.get()).ok()).collect();
                Self::Found(Box::new(BookingRecord { booking: found.booking, history }))
            });
        }
        let Ok(Refused { error }) = serde_json::from_str::<Refused>(body) else { return Self::Fault };
        match error.code.as_str() {
            "not_found" => error.current.map_or(Self::Missing, |last| Self::Removed {
                by: last.updated_by,
                at: Some(last.updated_at),
            }),
            "forbidden" => Self::Forbidden,
            "token_expired" | "unauthenticated" => Self::TokenExpired,
            _ => Self::Fault,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::samples::{at, booking};
    use super::*;

    #[test]
    fn a_record_is_read_and_a_bad_line_takes_no_other_with_it() {
        let line = |action: &str, status: &str| {
            json!({"version": 2, "revision": 9, "at": "2026-05-14T14:05:00Z", "by": "Ana", "action": action,
                "status": status, "fields": ["status"]})
        };
        let history = [line("check_in", "checked_in"), line("x", "teleported"), line("edit", "pending")];
        let body = json!({"booking": booking("b1"), "history": history, "epoch": "e"}).to_string();
        let RecordAnswer::Found(record) = RecordAnswer::read(200, &body) else { panic!("not found") };
        assert_eq!(record.booking, booking("b1"));
        let steps: Vec<HistoryStep> = record.history.iter().map(HistoryEntry::step).collect();
        assert_eq!(steps, [HistoryStep::Action(ActionKind::CheckIn), HistoryStep::Edit]);
    }

    #[test]
    fn what_differs_is_named() {
        let before = booking("b1");
        let after = Booking { note: "late".into(), status: Status::CheckedIn, version: 2, ..before.clone() };
        assert_eq!(fields_changed(&before, &after), ["status", "note"]);
        assert!(fields_changed(&before, &Booking { version: 2, ..before.clone() }).is_empty());
    }

    #[test]
    fn a_refusal_says_whether_the_booking_was_ever_there() {
        let refused = |code: &str, current: Option<Booking>| {
            json!({"error": {"code": code, "message": "…", "current": current}}).to_string()
        };
        let last = Booking { updated_by: "Ana".into(), ..booking("b1") };
        for (status, body, expected) in [
            (404, refused("not_found", None), RecordAnswer::Missing),
            (
                404,
                refused("not_found", Some(last)),
                RecordAnswer::Removed { by: "Ana".into(), at: Some(at("2026-05-01T09:00:00Z")) },
            ),
            (403, refused("forbidden", None), RecordAnswer::Forbidden),
            (401, refused("token_expired", None), RecordAnswer::TokenExpired),
            (500, refused("internal", None), RecordAnswer::Fault),
            (502, "<html>".to_owned(), RecordAnswer::Fault),
            (200, "<html>".to_owned(), RecordAnswer::Fault),
        ] {
            assert_eq!(RecordAnswer::read(status, &body), expected, "{status} {body}");
        }
    }
}
