//! A venue: its calendar, its rooms, and what the signed-in person may do there.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

use super::booking::id;
use super::{ActionKind, Day, Instant, ResourceId};

const DAY_MS: i64 = 86_400_000;

id! {
    /// Names a venue, and with it the venue's feed.
    VenueId
}

/// From an instant on, how far the venue's clocks are ahead of UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UtcOffset {
    /// The offset holds from here until the next entry.
    pub from: Instant,
    /// Minutes ahead of UTC, negative to the west.
    pub minutes: i32,
}

/// Something that can be booked: a room, in a hotel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resource {
    /// Names it.
    pub id: ResourceId,
    /// What people call it.
    pub name: String,
    /// What it belongs to: a floor, a wing, a kind. May be empty.
    #[serde(default)]
    pub group: String,
}

/// A venue as the session tells of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Venue {
    /// Names it.
    pub id: VenueId,
    /// What people call it.
    pub name: String,
    /// IANA name, for `Intl` only: days are computed from `utc_offsets`.
    pub time_zone: String,
    /// ISO 4217.
    pub currency: String,
    /// "Today", as the venue counts; turns when the venue says so, not at midnight.
    pub business_date: Day,
    /// In order of time.
    #[serde(default, deserialize_with = "in_order")]
    pub utc_offsets: Vec<UtcOffset>,
    /// In the venue's own order.
    #[serde(default)]
    pub resources: Vec<Resource>,
    /// What the signed-in person may do; actions that this version does not know are left out.
    #[serde(default, deserialize_with = "known_actions")]
    pub allowed: Vec<ActionKind>,
}

impl Venue {
    /// Minutes that the venue's clocks are ahead of UTC at an instant. Before the first known offset the first one
    /// holds, after the last one the last; without any, UTC.
    #[must_use]
    pub fn offset_minutes_at(&self, at: Instant) -> i32 {
        let known = self.utc_offsets.partition_point(|offset| offset.from <= at);
        self.utc_offsets.get(known.saturating_sub(1)).map_or(0, |offset| offset.minutes)
    }

    /// The venue's calendar day at an instant.
    #[must_use]
    pub fn day_of(&self, at: Instant) -> Day {
        Day::from_local_ms(self.local_ms_at(at))
    }

    /// Milliseconds since 1970 on the venue's clock at an instant.
    #[must_use]
    pub fn local_ms_at(&self, at: Instant) -> i64 {
        at.unix_ms() + self.ahead_ms_at(at)
    }

    /// When the venue's clock shows this, in milliseconds since 1970 on it: the first time if it does so twice, as much
    /// later as the clock is put forward if it never does.
    #[must_use]
    pub fn at_local_ms(&self, local_ms: i64) -> Instant {
        let at = |ahead_ms| Instant::from_unix_ms(local_ms - ahead_ms);
        // No clock is put forward or back by more than a day.
        let (before, after) = (self.ahead_ms_at(at(DAY_MS)), self.ahead_ms_at(at(-DAY_MS)));
        let shows = |ahead_ms: &i64| self.local_ms_at(at(*ahead_ms)) == local_ms;
        at([before, after].into_iter().find(shows).unwrap_or(before))
    }

    fn ahead_ms_at(&self, at: Instant) -> i64 {
        i64::from(self.offset_minutes_at(at)) * 60_000
    }

    /// Whether the signed-in person may do this here.
    #[must_use]
    pub fn allows(&self, kind: ActionKind) -> bool {
        self.allowed.contains(&kind)
    }
}

fn in_order<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<UtcOffset>, D::Error> {
    let mut offsets = Vec::<UtcOffset>::deserialize(deserializer)?;
    offsets.sort_by_key(|offset| offset.from);
    Ok(offsets)
}

fn known_actions<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<ActionKind>, D::Error> {
    let words = Vec::<String>::deserialize(deserializer)?;
    Ok(words.iter().filter_map(|word| ActionKind::parse(word)).collect())
}

#[cfg(test)]
mod tests {
    use super::super::samples::{at, day, lisbon};
    use super::*;

    #[test]
    fn days_follow_the_venues_clock_also_when_it_changes() {
        let venue = lisbon();
        for (instant, expected) in [
            // winter: UTC + 0
            ("2026-03-28T23:59:59.999Z", "2026-03-28"),
            ("2026-03-29T00:00:00Z", "2026-03-29"),
            // the clocks go forward at 01:00 UTC on 29 March
            ("2026-03-29T00:59:59Z", "2026-03-29"),
            ("2026-03-29T22:59:59Z", "2026-03-29"),
            ("2026-03-29T23:00:00Z", "2026-03-30"),
            // summer: UTC + 1
            ("2026-07-01T22:59:59Z", "2026-07-01"),
            ("2026-07-01T23:00:00Z", "2026-07-02"),
            // the clocks go back at 01:00 UTC on 25 October: the day has 25 hours
            ("2026-10-24T23:00:00Z", "2026-10-25"),
            ("2026-10-25T23:59:59Z", "2026-10-25"),
            ("2026-10-26T00:00:00Z", "2026-10-26"),
            // before and after what is known
            ("1999-07-01T23:30:00Z", "1999-07-02"),
            ("2031-07-01T23:30:00Z", "2031-07-02"),
        ] {
            assert_eq!(venue.day_of(at(instant)), day(expected), "{instant}");
        }
    }

    #[test]
    fn without_offsets_the_venue_lives_in_utc() {
        let mut venue = lisbon();
        venue.utc_offsets.clear();
        assert_eq!(venue.day_of(at("2026-07-01T23:30:00Z")), day("2026-07-01"));
    }

    #[test]
    fn offsets_out_of_order_and_unknown_actions_do_no_harm() {
        let json = r#"{"id":"v","name":"V","time_zone":"Europe/Lisbon","currency":"EUR","business_date":"2026-05-14",
            "utc_offsets":[{"from":"2026-03-29T01:00:00Z","minutes":60},{"from":"2026-01-01T00:00:00Z","minutes":0}],
            "resources":[{"id":"r1","name":"1"}],"allowed":["check_in","levitate","undo"]}"#;
        let venue: Venue = serde_json::from_str(json).expect("a venue");
        assert_eq!(venue.offset_minutes_at(at("2026-05-14T00:00:00Z")), 60);
        assert_eq!(venue.allowed, [ActionKind::CheckIn, ActionKind::Undo]);
        assert!(venue.allows(ActionKind::CheckIn) && !venue.allows(ActionKind::Cancel));
    }
}
