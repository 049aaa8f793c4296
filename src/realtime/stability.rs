//! Whether the connection keeps dropping, and the longer waits that keep such a line steady.
//!
//! A drop is a connection that the server had answered on and that then went away without a word. A server that
//! announced its restart, refuses with a code, or cannot be reached at all is no unstable line.

use std::collections::VecDeque;

use super::time::Timestamp;

/// This many drops …
const DROPS: usize = 3;
/// … within this time make a line unstable.
const WITHIN_MS: u64 = 30_000;
/// No drop for this long, and it is steady again.
const STEADY_AFTER_MS: u64 = 60_000;
/// The shortest wait on an unstable line.
const WAIT_MS_MIN: u64 = 5_000;

/// The drops of a line.
#[derive(Debug, Default)]
pub(crate) struct Stability {
    drops: VecDeque<Timestamp>,
    is_unstable: bool,
}

impl Stability {
    /// A connection dropped.
    pub(crate) fn on_drop(&mut self, now: Timestamp) {
        self.is_unstable = self.is_unstable(now);
        if self.drops.len() == DROPS {
            self.drops.pop_front();
        }
        self.drops.push_back(now);
        let first = self.drops.front().filter(|_| self.drops.len() == DROPS);
        self.is_unstable |= first.is_some_and(|first| now.since_ms(*first) <= WITHIN_MS);
    }

    /// Whether the line counts as unstable.
    pub(crate) fn is_unstable(&self, now: Timestamp) -> bool {
        self.is_unstable && self.steady_at().is_some_and(|at| now < at)
    }

    /// How long ago the line dropped last, while it is unstable.
    pub(crate) fn dropped_ms(&self, now: Timestamp) -> Option<u64> {
        let last = self.drops.back().filter(|_| self.is_unstable(now))?;
        Some(now.since_ms(*last))
    }

    /// When the line counts as steady again.
    pub(crate) fn steady_at(&self) -> Option<Timestamp> {
        self.drops.back().filter(|_| self.is_unstable).map(|last| *last + STEADY_AFTER_MS)
    }

    /// A wait of `wait_ms` from now, made long enough. What is too short keeps its own jitter, so that a crowd
    /// behind one bad line stays spread.
    pub(crate) fn lengthen(&self, now: Timestamp, wait_ms: u64) -> u64 {
        if self.is_unstable(now) && wait_ms < WAIT_MS_MIN { WAIT_MS_MIN + wait_ms } else { wait_ms }
    }

    /// Before this moment no event of the browser leads to an attempt: they flap with the line.
    pub(crate) fn not_before(&self, now: Timestamp) -> Timestamp {
        let last = self.drops.back().filter(|_| self.is_unstable(now));
        last.map_or(now, |last| now.max(*last + WAIT_MS_MIN))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(drops_ms: &[u64]) -> Stability {
        let mut stability = Stability::default();
        drops_ms.iter().for_each(|ms| stability.on_drop(Timestamp(*ms)));
        stability
    }

    #[test]
    fn three_drops_within_thirty_seconds_are_unstable_until_a_minute_without_one() {
        let table: [(&[u64], u64, bool); 8] = [
            (&[], 0, false),
            (&[0, 1], 1, false),
            (&[0, 15_000, 30_000], 30_000, true),
            (&[0, 15_000, 30_001], 30_001, false),
            (&[0, 1, 2], 60_001, true),
            (&[0, 1, 2], 60_002, false),
            (&[0, 1, 2, 50_000], 109_999, true),
            (&[0, 1, 2, 70_000], 70_000, false),
        ];
        for (drops_ms, at, is_unstable) in table {
            assert_eq!(after(drops_ms).is_unstable(Timestamp(at)), is_unstable, "{drops_ms:?} at {at}");
        }
    }

    #[test]
    fn waits_are_five_seconds_at_least_and_stay_spread_and_bounded() {
        let (steady, unstable) = (after(&[0]), after(&[0, 1, 2]));
        for (wait_ms, expected_ms) in
            [(0, 5_000), (200, 5_200), (4_999, 9_999), (5_000, 5_000), (15_000, 15_000)]
        {
            assert_eq!(steady.lengthen(Timestamp(2), wait_ms), wait_ms);
            assert_eq!(unstable.lengthen(Timestamp(2), wait_ms), expected_ms);
        }
        assert_eq!(steady.not_before(Timestamp(2)), Timestamp(2));
        assert_eq!(unstable.not_before(Timestamp(3)), Timestamp(5_002));
        assert_eq!(unstable.not_before(Timestamp(9_000)), Timestamp(9_000));
    }
}
