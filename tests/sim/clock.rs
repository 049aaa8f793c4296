//! A device's two clocks over the one true virtual time, and its sleep.
//!
//! All true times are milliseconds since the schedule began. The wall clock may be wrong and may jump; the
//! monotonic clock may stand still while the device sleeps, as browsers' do on some systems.

use deskbell::realtime::{Now, Timestamp, WallTime};

/// The monotonic clock starts somewhere, not at zero.
const MONO_ORIGIN_MS: u64 = 50_000;
/// The true wall time at which every schedule begins: 2026-05-14 06:00 UTC.
pub(crate) const WALL_ORIGIN_MS: i64 = 1_778_738_400_000;

/// The clocks of one device.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    lag_ms: u64,
    wall_offset_ms: i64,
    asleep: Option<Sleep>,
}

#[derive(Debug)]
struct Sleep {
    since: u64,
    freezes_mono: bool,
}

impl Clock {
    /// Both clocks at the true time `at`.
    pub(crate) fn now(&self, at: u64) -> Now {
        Now {
            mono: Timestamp(MONO_ORIGIN_MS + at - self.lag_ms),
            wall: WallTime(WALL_ORIGIN_MS + i64::try_from(at).unwrap_or(i64::MAX) + self.wall_offset_ms),
        }
    }

    /// The true time at which the monotonic clock shows `deadline`, if the device does not sleep before.
    pub(crate) fn due(&self, deadline: Timestamp) -> u64 {
        deadline.0.saturating_sub(MONO_ORIGIN_MS) + self.lag_ms
    }

    /// The clocks of another tab, which sees the same wall clock.
    pub(crate) fn another(&self) -> Self {
        Clock { wall_offset_ms: self.wall_offset_ms, ..Clock::default() }
    }

    /// Whether nothing runs on the device.
    pub(crate) fn is_asleep(&self) -> bool {
        self.asleep.is_some()
    }

    /// The device sleeps from `at` on.
    pub(crate) fn sleep(&mut self, at: u64, freezes_mono: bool) {
        self.asleep.get_or_insert(Sleep { since: at, freezes_mono });
    }

    /// The device wakes.
    pub(crate) fn wake(&mut self, at: u64) {
        if let Some(sleep) = self.asleep.take()
            && sleep.freezes_mono
        {
            self.lag_ms += at - sleep.since;
        }
    }

    /// Someone sets the wall clock.
    pub(crate) fn jump_wall(&mut self, ms: i64) {
        self.wall_offset_ms += ms;
    }
}
