//! Round trips of answered probes: the last one, the usual, the worst; and whether the line is slow.
//!
//! A round trip that spans a pause of the page tells nothing about the line: it is not taken. Samples are bounded;
//! older ones make room, and are counted.

use std::collections::VecDeque;

use super::time::Timestamp;

/// Samples kept: with a probe each four seconds a little more than an hour.
const SAMPLES_MAX: usize = 1_024;
/// The figures are those of the last quarter of an hour: what was before says little about now.
const FIGURES_MAX: usize = 256;
/// A round trip above this is one that people feel.
const SLOW_ABOVE_MS: u64 = 1_000;
/// A round trip below this is well again; the room between both keeps the word from flickering.
const WELL_BELOW_MS: u64 = 700;
/// The samples that decide, and how many of them must be slow.
const DECIDING: usize = 3;
const SLOW_COUNT: usize = 2;

/// One measured round trip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample {
    /// When the answer came.
    pub at: Timestamp,
    /// How long it took, in milliseconds.
    pub ms: u64,
}

/// Round trips in milliseconds, over the last samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LatencySummary {
    /// The last one.
    pub now_ms: u64,
    /// Half of them took at most this long.
    pub p50_ms: u64,
    /// 95 of 100 took at most this long.
    pub p95_ms: u64,
    /// 99 of 100 took at most this long.
    pub p99_ms: u64,
    /// How many there are.
    pub samples: usize,
}

/// The window of samples.
#[derive(Debug)]
pub(crate) struct Latency {
    samples: VecDeque<Sample>,
    dropped: u64,
    is_slow: bool,
    /// What was sent before this moment waited in a page that did not run.
    paused_at: Timestamp,
}

impl Default for Latency {
    fn default() -> Self {
        // All of its room at once: a page that is open all day takes no more for it later.
        let samples = VecDeque::with_capacity(SAMPLES_MAX);
        Latency { samples, dropped: 0, is_slow: false, paused_at: Timestamp::default() }
    }
}

impl Latency {
    /// The page did not run until `now`.
    pub(crate) fn on_pause(&mut self, now: Timestamp) {
        self.paused_at = now;
    }

    /// A probe was answered; its round trip, unless a pause lies in it.
    pub(crate) fn on_answer(&mut self, sent_at: Timestamp, now: Timestamp) -> Option<u64> {
        if sent_at < self.paused_at {
            return None;
        }
        let latency_ms = now.since_ms(sent_at);
        if self.samples.len() == SAMPLES_MAX {
            self.samples.pop_front();
            self.dropped += 1;
        }
        self.samples.push_back(Sample { at: now, ms: latency_ms });
        let last = || self.samples.iter().rev().take(DECIDING).map(|sample| sample.ms);
        if last().filter(|ms| *ms > SLOW_ABOVE_MS).count() >= SLOW_COUNT {
            self.is_slow = true;
        } else if last().all(|ms| ms < WELL_BELOW_MS) && self.samples.len() >= DECIDING {
            self.is_slow = false;
        }
        Some(latency_ms)
    }

    /// The samples, oldest first.
    pub(crate) fn samples(&self) -> impl Iterator<Item = Sample> {
        self.samples.iter().copied()
    }

    /// Samples that had to go.
    pub(crate) fn dropped(&self) -> u64 {
        self.dropped
    }

    /// Whether people feel the round trips.
    pub(crate) fn is_slow(&self) -> bool {
        self.is_slow
    }

    /// The figures; `None` before the first answer.
    pub(crate) fn summary(&self) -> Option<LatencySummary> {
        let now_ms = self.samples.back()?.ms;
        let mut sorted: Vec<u64> =
            self.samples.iter().rev().take(FIGURES_MAX).map(|sample| sample.ms).collect();
        sorted.sort_unstable();
        // The nearest rank: a figure that was measured, never one in between.
        let rank = |percent: usize| sorted[(sorted.len() * percent).div_ceil(100).max(1) - 1];
        Some(LatencySummary {
            now_ms,
            p50_ms: rank(50),
            p95_ms: rank(95),
            p99_ms: rank(99),
            samples: sorted.len(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(samples: &[u64]) -> Latency {
        let mut latency = Latency::default();
        for ms in samples {
            latency.on_answer(Timestamp(10_000), Timestamp(10_000 + ms));
        }
        latency
    }

    #[test]
    fn slow_comes_with_two_of_three_over_a_second_and_goes_after_three_under_seven_tenths() {
        let table: [(&[u64], bool); 9] = [
            (&[], false),
            (&[5_000], false),
            (&[1_001, 1_001], true),
            (&[1_000, 1_000, 1_000], false),
            (&[1_500, 20, 1_500], true),
            (&[1_500, 20, 20, 1_500], false),
            (&[1_500, 1_500, 699, 699], true),
            (&[1_500, 1_500, 699, 699, 699], false),
            (&[1_500, 1_500, 20, 700, 20, 20], true),
        ];
        for (samples, is_slow) in table {
            assert_eq!(of(samples).is_slow(), is_slow, "{samples:?}");
        }
    }

    #[test]
    fn percentiles_are_nearest_ranks_of_a_bounded_window() {
        let hundred: Vec<u64> = (1..=100).rev().collect();
        let table: [(&[u64], [u64; 4]); 3] =
            [(&[7], [7; 4]), (&[30, 10, 20], [20, 20, 30, 30]), (&hundred, [1, 50, 95, 99])];
        for (samples, expected) in table {
            let summary = of(samples).summary().unwrap();
            assert_eq!([summary.now_ms, summary.p50_ms, summary.p95_ms, summary.p99_ms], expected);
        }
        assert!(of(&[]).summary().is_none());
        let many = of(&[1; 2 * SAMPLES_MAX]);
        assert_eq!(many.summary().unwrap().samples, FIGURES_MAX);
        assert_eq!((many.samples().count(), many.dropped()), (SAMPLES_MAX, SAMPLES_MAX as u64));
    }

    #[test]
    fn a_round_trip_through_a_pause_is_not_one() {
        let mut latency = of(&[20]);
        latency.on_pause(Timestamp(50_000));
        assert_eq!(latency.on_answer(Timestamp(49_000), Timestamp(50_001)), None);
        assert_eq!(latency.on_answer(Timestamp(50_000), Timestamp(50_030)), Some(30));
        let samples: Vec<_> = latency.samples().map(|sample| (sample.at.0, sample.ms)).collect();
        assert_eq!(samples, [(10_020, 20), (50_030, 30)]);
    }
}
