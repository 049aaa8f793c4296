//! What the browser does to the page: freezes it, puts it away, sends the device to sleep. Noticed from its
//! events and from the two clocks.
//!
//! Nothing here judges the line: a pause only says that what was measured over it tells nothing.

use super::time::{Now, Timestamp};

/// What only the wall clock saw is a sleep from here on; less is its ordinary adjustment.
const SLEEP_MS_MIN: u64 = 2_000;
/// An event of the browser leads to an attempt at once, but not twice within this time: they come in bursts.
const RETRY_MS_MIN: u64 = 2_000;

/// Time in which the page did not run, or a clock that was set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pause {
    /// The wall clock went on without the monotonic one: the device slept, or someone set the clock forward.
    Slept {
        /// What only the wall clock saw.
        ms: u64,
    },
    /// Someone set the wall clock back.
    SetBack {
        /// By how much.
        ms: u64,
    },
    /// The armed timer is overdue: the page was frozen, throttled or too busy.
    Late {
        /// By how much.
        ms: u64,
    },
}

/// The page's life.
#[derive(Debug, Default)]
pub(crate) struct Life {
    last: Option<Now>,
    armed_at: Option<Timestamp>,
    is_left: bool,
    retried_at: Option<Timestamp>,
}

impl Life {
    /// Compares both clocks and the armed timer with the last time; `late_ms` is what a timer may be late.
    pub(crate) fn look(&mut self, now: Now, late_ms: u64) -> Option<Pause> {
        let last = self.last.replace(now)?;
        let wall_ms = now.wall.0.saturating_sub(last.wall.0);
        let mono_ms = i64::try_from(now.mono.since_ms(last.mono)).unwrap_or(i64::MAX);
        let ahead_ms = wall_ms.saturating_sub(mono_ms);
        let ms = ahead_ms.unsigned_abs();
        if ms > SLEEP_MS_MIN {
            return Some(if ahead_ms > 0 { Pause::Slept { ms } } else { Pause::SetBack { ms } });
        }
        let overdue_ms = self.armed_at.map_or(0, |at| now.mono.since_ms(at));
        (overdue_ms > late_ms).then_some(Pause::Late { ms: overdue_ms })
    }

    /// This is the deadline that the driver arms.
    pub(crate) fn on_armed(&mut self, at: Option<Timestamp>) {
        self.armed_at = at;
    }

    /// The page was put away.
    pub(crate) fn on_left(&mut self) {
        self.is_left = true;
    }

    /// The page is back; whether it had been put away.
    pub(crate) fn on_back(&mut self) -> bool {
        std::mem::take(&mut self.is_left)
    }

    /// Whether the page is put away: nobody sees it, and nothing on it may change.
    pub(crate) fn is_left(&self) -> bool {
        self.is_left
    }

    /// When an event of the browser may lead to an attempt. Counts it.
    pub(crate) fn retry_at(&mut self, now: Timestamp) -> Timestamp {
        let at = self.retried_at.map_or(now, |last| now.max(last + RETRY_MS_MIN));
        self.retried_at = Some(at);
        at
    }
}

#[cfg(test)]
mod tests {
    use super::super::time::WallTime;
    use super::*;

    fn at(mono: u64, wall: i64) -> Now {
        Now { mono: Timestamp(mono), wall: WallTime(wall) }
    }

    #[test]
    fn a_sleep_is_what_only_the_wall_clock_saw() {
        // (monotonic, wall, armed) after a first look at zero.
        let table = [
            (1_000, 1_000, 5_000, None),
            (1_000, 3_000, 5_000, None),
            (1_000, 3_001, 5_000, Some(Pause::Slept { ms: 2_001 })),
            (0, 3_600_000, 5_000, Some(Pause::Slept { ms: 3_600_000 })),
            (1_000, -3_600_000, 5_000, Some(Pause::SetBack { ms: 3_601_000 })),
            (6_000, 6_000, 5_000, None),
            (6_001, 6_001, 5_000, Some(Pause::Late { ms: 1_001 })),
            (600_000, 600_000, 5_000, Some(Pause::Late { ms: 595_000 })),
            (1_000, i64::MAX, 5_000, Some(Pause::Slept { ms: i64::MAX as u64 - 1_000 })),
            (1_000, i64::MIN, 5_000, Some(Pause::SetBack { ms: 1 << 63 })),
        ];
        for (mono, wall, armed, expected) in table {
            let mut life = Life::default();
            assert_eq!(life.look(at(0, 0), 1_000), None, "nothing to compare with yet");
            life.on_armed(Some(Timestamp(armed)));
            assert_eq!(life.look(at(mono, wall), 1_000), expected, "{mono} {wall}");
        }
    }

    #[test]
    fn events_in_a_burst_lead_to_one_attempt_at_once_and_one_after_it() {
        let mut life = Life::default();
        let moments = [10_000, 10_300, 20_000].map(|ms| life.retry_at(Timestamp(ms)).0);
        assert_eq!(moments, [10_000, 12_000, 20_000]);
    }
}
