//! The clock that people see: the device's, corrected by what the server says, once a second.

use std::time::Duration;

use leptos::prelude::*;

use crate::platform::wall_ms;

/// The time now, in milliseconds since the Unix epoch.
#[derive(Clone, Copy)]
pub(super) struct Clock {
    now_ms: RwSignal<i64>,
    skew_ms: StoredValue<i64>,
}

impl Clock {
    /// A clock that ticks for as long as the owner lives.
    pub(super) fn new() -> Self {
        let clock = Clock { now_ms: RwSignal::new(wall_ms()), skew_ms: StoredValue::new(0) };
        if let Ok(handle) = set_interval_with_handle(move || clock.tick(), Duration::from_secs(1)) {
            on_cleanup(move || handle.clear());
        }
        clock
    }

    /// The ticking time.
    pub(super) fn signal(self) -> Signal<i64> {
        self.now_ms.into()
    }

    /// The device's clock less the server's.
    pub(super) fn set_skew(self, skew_ms: i64) {
        self.skew_ms.set_value(skew_ms);
    }

    /// A moment of the device's clock, on the server's.
    pub(super) fn corrected(self, device_ms: i64) -> i64 {
        device_ms - self.skew_ms.get_value()
    }

    fn tick(self) {
        self.now_ms.set(self.corrected(wall_ms()));
    }
}
