//! When a desk counts as left: nobody used it for as long as the deployment says, in any tab.

/// What one tab knows of when the desk was last used. Times are milliseconds of the device's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Idle {
    after_ms: i64,
    last_ms: i64,
    /// How much later it may really have been: another tab does not tell of each use.
    spare_ms: i64,
}

/// Tabs tell each other of a use this often at most.
const TOLD_EVERY_MS: i64 = 5_000;
const MINUTE_MS: i64 = 60_000;

impl Idle {
    /// Begins at `now_ms`, where the desk was last used at `kept_ms` as far as the device knows. `None` where no time is
    /// set: then a desk is never left.
    #[must_use]
    pub fn new(minutes: u32, kept_ms: Option<i64>, now_ms: i64) -> Option<Self> {
        let mut idle = Idle { after_ms: i64::from(minutes) * MINUTE_MS, last_ms: i64::MIN, spare_ms: 0 };
        match kept_ms {
            Some(kept_ms) => idle.hear(kept_ms, now_ms),
            None => idle.begin(now_ms),
        }
        (minutes > 0).then_some(idle)
    }

    /// Whether the desk is left. A clock that was set back begins anew: it must not keep the desk open.
    #[must_use]
    pub fn is_left(&mut self, now_ms: i64) -> bool {
        self.last_ms = self.last_ms.min(now_ms);
        now_ms - self.last_ms >= self.after_ms + self.spare_ms
    }

    /// A pointer, a key or a touch in this tab. Whoever comes to a desk that is left does not take it up by that. Gives
    /// whether the other tabs are to be told.
    pub fn on_use(&mut self, now_ms: i64) -> bool {
        if self.is_left(now_ms) {
            return false;
        }
        let is_news = now_ms.div_euclid(TOLD_EVERY_MS) != self.last_ms.div_euclid(TOLD_EVERY_MS);
        self.begin(now_ms);
        is_news
    }

    /// Another tab told of a use at `at_ms`.
    pub fn hear(&mut self, at_ms: i64, now_ms: i64) {
        let at_ms = at_ms.min(now_ms);
        if at_ms.saturating_add(TOLD_EVERY_MS) > self.last_ms.saturating_add(self.spare_ms) {
            (self.last_ms, self.spare_ms) = (at_ms, TOLD_EVERY_MS);
        }
    }

    /// A person proved who they are at `now_ms`.
    pub fn begin(&mut self, now_ms: i64) {
        (self.last_ms, self.spare_ms) = (now_ms, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: i64 = 1_000_000_000;

    fn two_minutes() -> Idle {
        Idle::new(2, None, NOON).expect("a time is set")
    }

    #[test]
    fn a_desk_is_left_after_the_time_that_is_set() {
        let table = [(0, false), (119_999, false), (120_000, true), (9_000_000, true)];
        for (after, left) in table {
            assert_eq!(two_minutes().is_left(NOON + after), left, "{after}");
        }
        assert_eq!(Idle::new(0, Some(0), NOON), None, "no time, no lock");
    }

    #[test]
    fn a_use_counts_from_when_it_was() {
        let mut idle = two_minutes();
        assert!(idle.on_use(NOON + 100_000));
        assert!(!idle.is_left(NOON + 219_999) && idle.is_left(NOON + 220_000));
    }

    #[test]
    fn a_use_of_a_desk_that_is_left_comes_too_late() {
        let mut idle = two_minutes();
        assert!(!idle.on_use(NOON + 120_000));
        assert!(idle.is_left(NOON + 120_001), "the pointer that woke the device does not open the desk");
        idle.begin(NOON + 130_000);
        assert!(!idle.is_left(NOON + 240_000));
    }

    #[test]
    fn other_tabs_are_told_now_and_then_and_believed() {
        let mut idle = two_minutes();
        let told = (1..=60).filter(|step| idle.on_use(NOON + step * 1_000)).count();
        assert!((11..=13).contains(&told), "{told} in a minute");
        let mut other = two_minutes();
        other.hear(NOON + 60_000, NOON + 60_010);
        assert!(!other.is_left(NOON + 180_000));
        other.hear(NOON + 1_000, NOON + 60_020);
        assert!(!other.is_left(NOON + 180_000), "an older word takes nothing away");
    }

    #[test]
    fn a_tab_never_locks_before_the_one_that_is_used() {
        let (mut used, mut hidden) = (two_minutes(), two_minutes());
        for step in 0..200 {
            let now = NOON + step * 700;
            if used.on_use(now) {
                hidden.hear(now, now);
            }
        }
        let last = NOON + 199 * 700;
        assert!(!hidden.is_left(last + 119_999), "what was used last is not told each time");
        assert!(hidden.is_left(last + 126_000));
    }

    #[test]
    fn a_page_that_begins_goes_by_what_the_device_knows() {
        let begun = |kept| Idle::new(2, kept, NOON).expect("a time is set").is_left(NOON);
        assert!(!begun(None) && !begun(Some(NOON - 60_000)) && begun(Some(NOON - 200_000)));
        assert!(!begun(Some(NOON + 900_000)), "a time to come is now");
    }

    #[test]
    fn a_clock_that_is_set_back_does_not_keep_the_desk_open() {
        let mut idle = two_minutes();
        assert!(!idle.is_left(NOON - 3_600_000));
        assert!(idle.is_left(NOON - 3_600_000 + 120_000));
    }
}
