//! Whether so much changes that a tint on each change would be a flicker.

use std::collections::VecDeque;

/// More visible changes than this within the span are only marked.
const CALM_MAX: usize = 10;
const SPAN_MS: i64 = 1_000;

/// The changes of the last second.
#[derive(Clone, Debug, Default)]
pub struct ChangeRate {
    recent: VecDeque<(i64, usize)>,
}

impl ChangeRate {
    /// Notes that `count` rows on screen changed at once, and says whether that is too much to tint.
    pub fn note(&mut self, now_ms: i64, count: usize) -> bool {
        if count > 0 {
            self.recent.push_back((now_ms, count));
        }
        // A clock that is set back makes what is noted look new; it goes with the next second.
        while self.recent.front().is_some_and(|(at, _)| now_ms - at >= SPAN_MS || *at > now_ms) {
            self.recent.pop_front();
        }
        self.recent.iter().map(|(_, count)| count).sum::<usize>() > CALM_MAX
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_a_second_are_tinted_and_eleven_are_not() {
        let mut rate = ChangeRate::default();
        let told: Vec<bool> = (0..12).map(|n| rate.note(n * 80, 1)).collect();
        assert_eq!(told.iter().filter(|rushing| **rushing).count(), 2, "{told:?}");
        assert!(!rate.note(2_500, 1), "a second later it is calm again");
        assert!(rate.note(2_500, 10), "many at once");
        assert!(!rate.note(0, 1), "a clock that is set back");
    }
}
