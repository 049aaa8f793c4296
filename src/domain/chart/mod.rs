//! The diagnostics chart as geometry: a stretch of time up to now, what was shown in it, how long round trips took, and
//! what was logged. Plain numbers in, fractions of the width and of the height out; drawing them is not done here.
//!
//! Times are milliseconds of one monotonic clock. Fractions run from 0 at the left and at the top to 1.

mod buckets;
mod latency;
mod ribbon;

pub use buckets::{Bucket, buckets};
pub use latency::{Dot, Scale, band, dots, median};
pub use ribbon::{Segment, segment_at, segments};

/// A stretch of time that ends now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Its end, at the right.
    pub now_ms: u64,
    /// How long it is; never 0.
    pub width_ms: u64,
}

impl Span {
    /// The stretch of `minutes` before `now_ms`.
    #[must_use]
    pub fn minutes(now_ms: u64, minutes: u64) -> Self {
        Self { now_ms, width_ms: minutes.max(1) * 60_000 }
    }

    /// Where a moment lies; `None` outside.
    #[must_use]
    pub fn place(self, at_ms: u64) -> Option<f64> {
        let age_ms = self.now_ms.checked_sub(at_ms)?;
        (age_ms <= self.width_ms).then(|| 1.0 - age_ms as f64 / self.width_ms as f64)
    }

    /// The same for what may have begun earlier or end later: brought to the edge.
    #[must_use]
    pub fn place_clamped(self, at_ms: u64) -> f64 {
        let age_ms = self.now_ms.saturating_sub(at_ms).min(self.width_ms);
        1.0 - age_ms as f64 / self.width_ms as f64
    }

    /// The moment at a fraction of the width.
    #[must_use]
    pub fn moment(self, fraction: f64) -> u64 {
        let age_ms = (1.0 - fraction.clamp(0.0, 1.0)) * self.width_ms as f64;
        self.now_ms.saturating_sub(age_ms.round() as u64)
    }
}

/// Which of `times`, in order, is nearest to a moment.
#[must_use]
pub fn nearest(times: &[u64], at_ms: u64) -> Option<usize> {
    let after = times.partition_point(|time| *time < at_ms);
    let candidates = [after.checked_sub(1), (after < times.len()).then_some(after)];
    candidates.into_iter().flatten().min_by_key(|index| times[*index].abs_diff(at_ms))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_has_its_place_and_a_place_its_moment() {
        let span = Span::minutes(1_000_000, 5);
        for (at_ms, place) in [
            (1_000_000, Some(1.0)),
            (850_000, Some(0.5)),
            (700_000, Some(0.0)),
            (699_999, None),
            (1_000_001, None),
        ] {
            assert_eq!(span.place(at_ms), place, "{at_ms}");
            if let Some(place) = place {
                assert_eq!(span.moment(place), at_ms);
            }
        }
        assert_eq!((span.place_clamped(0), span.place_clamped(2_000_000)), (0.0, 1.0));
        assert_eq!((span.moment(-3.0), span.moment(7.0)), (700_000, 1_000_000));
        assert_eq!(Span::minutes(10, 60).moment(0.0), 0, "before the clock began there is nothing");
    }

    #[test]
    fn the_nearest_time_is_found_and_the_earlier_of_two() {
        let times = [10, 20, 40];
        for (at_ms, index) in [(0, 0), (14, 0), (15, 0), (16, 1), (30, 1), (31, 2), (99, 2)] {
            assert_eq!(nearest(&times, at_ms), Some(index), "{at_ms}");
        }
        assert_eq!(nearest(&[], 5), None);
    }
}
