//! The bookings of days that are not kept live: the answer of `GET /api/bookings`.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Booking, CommandError, Day};

/// The bookings of some days, without those that cannot be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DaysPage {
    /// The bookings.
    pub bookings: Vec<Booking>,
    /// Whether there are more than one answer holds.
    pub has_more: bool,
}

/// Why there are none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoDays {
    /// Nobody answered, or not yet: an access token that is too old is renewed by itself.
    Unreachable,
    /// The person may not see this venue.
    Forbidden,
    /// More days than the server gives at once.
    TooMany,
    /// The server could not answer, or not in our words.
    Fault,
}

impl DaysPage {
    /// Reads an answer.
    ///
    /// # Errors
    /// When it holds no bookings: why.
    pub fn read(status: u16, body: &str) -> Result<Self, NoDays> {
        #[derive(Deserialize)]
        struct Found<'a> {
            #[serde(borrow)]
            bookings: Vec<&'a RawValue>,
            #[serde(default)]
            next: Option<String>,
        }
        #[derive(Deserialize)]
        struct Refused {
            error: CommandError,
        }
        if status == 200 {
            let found = serde_json::from_str::<Found<'_>>(body).map_err(|_| NoDays::Fault)?;
            let bookings = found.bookings.iter().filter_map(|one| serde_json::from_str(one.get()).ok());
            return Ok(Self { bookings: bookings.collect(), has_more: found.next.is_some() });
        }
        let refused = serde_json::from_str::<Refused>(body).map(|refused| refused.error.code);
        Err(match refused.as_deref() {
            Ok("forbidden") => NoDays::Forbidden,
            Ok("bad_request") => NoDays::TooMany,
            Ok("token_expired" | "unauthenticated") => NoDays::Unreachable,
            Ok(_) | Err(_) => NoDays::Fault,
        })
    }
}

/// Of the days `from` to `to` those that do not lie in the `live` ones: before them, after them, or both.
#[must_use]
pub fn days_beyond((from, to): (Day, Day), (first, last): (Day, Day)) -> Vec<(Day, Day)> {
    let before = (from, to.min(first.plus_days(-1)));
    let after = (from.max(last.plus_days(1)), to);
    [before, after].into_iter().filter(|(from, to)| from <= to).collect()
}

#[cfg(test)]
mod tests {
    use super::super::samples::{booking, day};
    use super::*;

    #[test]
    fn what_cannot_be_read_takes_no_other_with_it() {
        let one = serde_json::to_string(&booking("b1")).expect("a text");
        let body = format!(r#"{{"epoch":"e","revision":4,"bookings":[{one},{{"id":"b2"}}],"next":"x"}}"#);
        assert_eq!(
            DaysPage::read(200, &body),
            Ok(DaysPage { bookings: vec![booking("b1")], has_more: true })
        );
        assert_eq!(DaysPage::read(200, r#"{"bookings":[]}"#), Ok(DaysPage::default()));
    }

    #[test]
    fn a_refusal_is_told_from_a_fault() {
        for (status, body, expected) in [
            (403, r#"{"error":{"code":"forbidden","message":"No."}}"#, NoDays::Forbidden),
            (400, r#"{"error":{"code":"bad_request","message":"to: at most 400 days"}}"#, NoDays::TooMany),
            (401, r#"{"error":{"code":"token_expired","message":"Old."}}"#, NoDays::Unreachable),
            (503, r#"{"error":{"code":"maintenance","message":"Later."}}"#, NoDays::Fault),
            (502, "<html>", NoDays::Fault),
            (200, "<html>", NoDays::Fault),
        ] {
            assert_eq!(DaysPage::read(status, body), Err(expected), "{status} {body}");
        }
    }

    #[test]
    fn only_the_days_that_are_not_live_are_asked_for() {
        let live = (day("2026-05-12"), day("2026-06-13"));
        let beyond = |from: &str, to: &str| {
            let days = days_beyond((day(from), day(to)), live).into_iter();
            days.map(|(from, to)| format!("{from} {to}")).collect::<Vec<_>>().join(", ")
        };
        for (from, to, expected) in [
            ("2026-05-14", "2026-05-20", ""),
            ("2026-05-12", "2026-06-13", ""),
            ("2026-05-01", "2026-05-14", "2026-05-01 2026-05-11"),
            ("2026-06-10", "2026-06-20", "2026-06-14 2026-06-20"),
            ("2026-05-01", "2026-06-20", "2026-05-01 2026-05-11, 2026-06-14 2026-06-20"),
            ("2031-01-01", "2031-01-01", "2031-01-01 2031-01-01"),
        ] {
            assert_eq!(beyond(from, to), expected, "{from} {to}");
        }
    }
}
