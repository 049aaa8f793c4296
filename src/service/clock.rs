//! The clock that people see: the device's, corrected by what the server says, once a second.

use std::time::Duration;

use leptos::prelude::*;

use crate::platform::wall_ms;

/// People read times to the minute: a clock that is off by less misleads nobody.
const OFF_FROM_MS: i64 = 60_000;
const MINUTE_MS: i64 = 60_000;

/// The time now, in milliseconds since the Unix epoch.
#[derive(Clone, Copy)]
pub(super) struct Clock {
    now_ms: RwSignal<i64>,
    skew_ms: StoredValue<i64>,
    off_ms: RwSignal<Option<i64>>,
    is_off_known: StoredValue<bool>,
}

impl Clock {
    /// A clock that ticks for as long as the owner lives.
    pub(super) fn new() -> Self {
        let clock = Clock {
            now_ms: RwSignal::new(wall_ms()),
            skew_ms: StoredValue::new(0),
            off_ms: RwSignal::new(None),
            is_off_known: StoredValue::new(false),
        };
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
        let off_ms = (skew_ms.abs() >= OFF_FROM_MS && !self.is_off_known.get_value()).then_some(skew_ms);
        let minutes = |ms: i64| ms / MINUTE_MS;
        if self.off_ms.get_untracked().map(minutes) != off_ms.map(minutes) {
            self.off_ms.set(off_ms);
        }
    }

    /// The skew, where it is enough to mislead people; told by the minute.
    pub(super) fn off(self) -> Signal<Option<i64>> {
        self.off_ms.into()
    }

    /// A moment of the device's clock, on the server's.
    pub(super) fn corrected(self, device_ms: i64) -> i64 {
        device_ms - self.skew_ms.get_value()
    }

    /// The person knows that it is off: it is not said again on this page.
    pub(super) fn dismiss_off(self) {
        self.is_off_known.set_value(true);
        self.off_ms.set(None);
    }

    fn tick(self) {
        self.now_ms.set(self.corrected(wall_ms()));
    }
}
