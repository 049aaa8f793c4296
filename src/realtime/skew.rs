//! How far the device's wall clock is off the server's.
//!
//! Each answered probe gives an estimate that is wrong by at most half its round trip, so the quickest of the
//! last few decides. A clock that was set makes all of them old.

use std::collections::VecDeque;

/// Estimates kept: enough to hold a quick one, few enough to follow a drifting clock.
const ESTIMATES_MAX: usize = 8;

/// The estimates of the device's clock less the server's.
#[derive(Debug, Default)]
pub(crate) struct ClockSkew {
    /// The round trip and the skew by it, oldest first.
    estimates: VecDeque<(u64, i64)>,
}

impl ClockSkew {
    /// A probe whose answer carried the server's time came back after `latency_ms`.
    pub(crate) fn on_answer(&mut self, device_ms: i64, server_ms: i64, latency_ms: u64) {
        if self.estimates.len() == ESTIMATES_MAX {
            self.estimates.pop_front();
        }
        let half_ms = i64::try_from(latency_ms / 2).unwrap_or(i64::MAX);
        let skew_ms = device_ms.saturating_sub(half_ms).saturating_sub(server_ms);
        self.estimates.push_back((latency_ms, skew_ms));
    }

    /// The wall clock was set, or the device slept.
    pub(crate) fn on_jump(&mut self) {
        self.estimates.clear();
    }

    /// The best estimate in milliseconds; the newest among equals.
    pub(crate) fn best_ms(&self) -> Option<i64> {
        self.estimates.iter().rev().min_by_key(|(latency_ms, _)| *latency_ms).map(|(_, skew_ms)| *skew_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quickest_answer_decides_until_the_clock_is_set() {
        let mut skew = ClockSkew::default();
        assert_eq!(skew.best_ms(), None);
        // (device, server, round trip, best estimate): the truth is five seconds.
        for (device_ms, server_ms, latency_ms, best_ms) in [
            (106_900, 101_000, 2_000, 4_900),
            (205_010, 200_000, 40, 4_990),
            (306_500, 300_000, 1_000, 4_990),
            (405_020, 400_000, 40, 5_000),
        ] {
            skew.on_answer(device_ms, server_ms, latency_ms);
            assert_eq!(skew.best_ms(), Some(best_ms), "{latency_ms}");
        }
        skew.on_jump();
        assert_eq!(skew.best_ms(), None);
        skew.on_answer(i64::MIN, i64::MAX, u64::MAX);
        assert_eq!(skew.best_ms(), Some(i64::MIN), "absurd times do no harm");
        (0..100).for_each(|_| skew.on_answer(1, 0, 0));
        assert_eq!(skew.estimates.len(), ESTIMATES_MAX);
    }
}
