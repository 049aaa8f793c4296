//! A day of a venue's calendar.

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use time::{Date, Duration, Month, OffsetDateTime};

/// A calendar day without a time and without a zone, written `YYYY-MM-DD`, in the years 0 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

impl Day {
    /// Reads exactly `YYYY-MM-DD`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return None;
        }
        let number = |from: usize, to: usize| {
            let digits = text.get(from..to)?;
            if digits.bytes().all(|b| b.is_ascii_digit()) { digits.parse::<u16>().ok() } else { None }
        };
        let month = Month::try_from(u8::try_from(number(5, 7)?).ok()?).ok()?;
        let day = u8::try_from(number(8, 10)?).ok()?;
        Date::from_calendar_date(i32::from(number(0, 4)?), month, day).ok().map(Self)
    }

    /// The day that holds a moment, given as milliseconds since 1970 *on the local clock*.
    #[must_use]
    pub fn from_local_ms(ms: i64) -> Self {
        let moment = OffsetDateTime::from_unix_timestamp(ms.div_euclid(1000));
        Self(moment.map_or_else(|_| if ms < 0 { Date::MIN } else { Date::MAX }, OffsetDateTime::date))
    }

    /// Milliseconds since 1970 of the day's midnight *on the local clock*.
    #[must_use]
    pub fn local_ms(self) -> i64 {
        self.0.midnight().assume_utc().unix_timestamp() * 1000
    }

    /// The day that many days later (earlier when negative), or the calendar's end.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        Self(self.0.saturating_add(Duration::days(days)))
    }

    /// Whole days from this day until `later`; negative when it lies before.
    #[must_use]
    pub fn days_until(self, later: Self) -> i64 {
        (later.0 - self.0).whole_days()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), u8::from(self.0.month()), self.0.day())
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom("not a day (YYYY-MM-DD)"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_days_that_exist_and_no_others() {
        for text in ["2026-05-14", "2024-02-29", "0000-01-01", "9999-12-31"] {
            assert_eq!(Day::parse(text).map(|day| day.to_string()).as_deref(), Some(text));
        }
        for text in [
            "",
            "2026-5-14",
            "2026-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-05-14T",
            "+026-05-14",
            "2026/05/14",
            "２０２６-01",
        ] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
    }

    #[test]
    fn counts_over_months_and_years() {
        let day = Day::parse("2026-02-27").expect("a day");
        assert_eq!(day.plus_days(2).to_string(), "2026-03-01");
        assert_eq!(day.plus_days(-58).to_string(), "2025-12-31");
        assert_eq!(day.days_until(day.plus_days(400)), 400);
        assert_eq!(day.plus_days(i64::from(i32::MAX)).to_string(), "9999-12-31");
    }

    #[test]
    fn midnight_belongs_to_the_day_that_begins() {
        let day = Day::parse("2026-05-14").expect("a day");
        assert_eq!(Day::from_local_ms(day.local_ms()), day);
        assert_eq!(Day::from_local_ms(day.local_ms() - 1), day.plus_days(-1));
        assert_eq!(Day::from_local_ms(-1).to_string(), "1969-12-31");
    }
}
