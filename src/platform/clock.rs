//! The browser's two clocks, read together.

use crate::realtime::{Now, Timestamp, WallTime};

/// Both clocks. The monotonic one counts from the opening of the page.
pub fn now() -> Now {
    let performance = web_sys::window().and_then(|window| window.performance());
    // A page without `performance` is none that this program runs in; the wall clock stands in all the same.
    let mono_ms = performance.map_or_else(|| wall_ms() as f64, |performance| performance.now());
    Now { mono: Timestamp(mono_ms.max(0.0) as u64), wall: WallTime(wall_ms()) }
}

/// Milliseconds since the Unix epoch, as this device tells it.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
pub fn wall_ms() -> i64 {
    js_sys::Date::now() as i64
}
