//! `ExponentialBackoff`: when to try again, so that a crowd does not come back in the same moment.
//!
//! The server says how widely its clients must spread (`spread_ms`); the first retry is uniform over
//! that spread, later ones double from it up to a cap. The cap comes first and the jitter after it, so
//! delays stay spread at the cap too, and no number of attempts overflows. A wait that the server asked
//! for (`hint`) wins over everything, and nobody may jump it.

use super::rng::Rng;
use super::time::Timestamp;

/// The bounds of the schedule, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BackoffOptions {
    /// The crowd's spread where the server never sent one.
    pub spread_ms_default: u64,
    /// No spread below this is believed.
    pub spread_ms_min: u64,
    /// No spread above this is believed.
    pub spread_ms_max: u64,
    /// The shortest wait after a remote cause.
    pub delay_ms_min: u64,
    /// The cap of later retries never lies below this.
    pub cap_ms_min: u64,
    /// The cap of later retries never lies above this.
    pub cap_ms_max: u64,
    /// The part of each later delay that chance decides, in percent: 50 means from half of it to the whole.
    pub jitter_percent: u64,
    /// The longest wait that a server may ask for.
    pub hint_ms_max: u64,
}

impl Default for BackoffOptions {
    fn default() -> Self {
        BackoffOptions {
            spread_ms_default: 3_000,
            spread_ms_min: 1_000,
            spread_ms_max: 60_000,
            delay_ms_min: 200,
            cap_ms_min: 2_000,
            cap_ms_max: 15_000,
            jitter_percent: 50,
            hint_ms_max: 15 * 60_000,
        }
    }
}

/// Where the reason for a retry lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryCause {
    /// On this device (network back, page visible, Retry pressed): nothing to protect, go at once.
    Local,
    /// Anything not proved local: a crowd may have the same reason.
    Remote,
}

/// The schedule's state.
#[derive(Debug, Clone)]
pub struct ExponentialBackoff {
    options: BackoffOptions,
    spread_ms: u64,
    attempt: u32,
    not_before: Timestamp,
}

impl ExponentialBackoff {
    /// A fresh schedule. Bounds that exclude each other are widened: the least ones hold.
    pub fn new(mut options: BackoffOptions) -> Self {
        options.cap_ms_max = options.cap_ms_max.max(options.cap_ms_min);
        options.spread_ms_max = options.spread_ms_max.max(options.spread_ms_min);
        options.spread_ms_default =
            options.spread_ms_default.clamp(options.spread_ms_min, options.spread_ms_max);
        options.jitter_percent = options.jitter_percent.min(100);
        ExponentialBackoff {
            spread_ms: options.spread_ms_default,
            options,
            attempt: 0,
            not_before: Timestamp::default(),
        }
    }

    /// The server told how widely its clients must spread; the latest word wins.
    pub fn set_spread(&mut self, spread_ms: u64) {
        self.spread_ms = spread_ms.clamp(self.options.spread_ms_min, self.options.spread_ms_max);
    }

    /// The spread in force, in milliseconds.
    pub fn spread_ms(&self) -> u64 {
        self.spread_ms
    }

    /// Retries scheduled since the last reset.
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// The server asked for a wait. The answer is the earliest moment of any attempt.
    pub fn on_hint(&mut self, now: Timestamp, retry_after_ms: u64, rng: &mut Rng) -> Timestamp {
        let wait_ms = retry_after_ms.min(self.options.hint_ms_max) + rng.uniform_ms(0, self.spread_ms);
        self.not_before = self.not_before.max(now + wait_ms);
        self.not_before
    }

    /// The moment of the next attempt. Counts it.
    pub fn next(&mut self, now: Timestamp, cause: RetryCause, rng: &mut Rng) -> Timestamp {
        let at = match cause {
            RetryCause::Local => now,
            RetryCause::Remote => {
                self.attempt = self.attempt.saturating_add(1);
                now + self.delay_ms(rng)
            }
        };
        at.max(self.not_before)
    }

    /// A useful session: the next failure starts the schedule afresh. A hint stays.
    pub fn reset(&mut self) {
        self.attempt = 0;
    }

    fn delay_ms(&self, rng: &mut Rng) -> u64 {
        let options = &self.options;
        if self.attempt <= 1 {
            return rng.uniform_ms(options.delay_ms_min, self.spread_ms.max(options.delay_ms_min));
        }
        let cap_ms = self.spread_ms.saturating_mul(2).clamp(options.cap_ms_min, options.cap_ms_max);
        // 2^20 times any spread is beyond any cap; more would only overflow.
        let doublings = (self.attempt - 2).min(20);
        let delay_ms = self.spread_ms.saturating_mul(1 << doublings).min(cap_ms);
        let least_ms = delay_ms - delay_ms / 100 * options.jitter_percent;
        rng.uniform_ms(least_ms.min(delay_ms), delay_ms).max(options.delay_ms_min)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delays(spread_ms: u64, count: usize) -> Vec<u64> {
        let mut rng = Rng::new(1);
        let mut backoff = ExponentialBackoff::new(BackoffOptions::default());
        backoff.set_spread(spread_ms);
        let now = Timestamp(1_000_000);
        (0..count).map(|_| backoff.next(now, RetryCause::Remote, &mut rng).since_ms(now)).collect()
    }

    #[test]
    fn delays_double_from_the_spread_to_the_cap_and_stay_spread_there() {
        for (spread_ms, cap_ms) in [(1_000, 2_000), (3_000, 6_000), (10_000, 15_000), (60_000, 15_000)] {
            let delays = delays(spread_ms, 2_000);
            assert!((200..=spread_ms).contains(&delays[0]));
            for (index, delay_ms) in delays.iter().enumerate().skip(1) {
                let full = (spread_ms << (index - 1).min(20)).min(cap_ms);
                assert!((full / 2..=full).contains(delay_ms), "retry {}: {delay_ms} of {full}", index + 1);
            }
            let late = &delays[100..];
            let distinct: std::collections::BTreeSet<_> = late.iter().collect();
            assert!(distinct.len() > 500, "jitter must survive at the cap");
        }
    }

    #[test]
    fn a_million_attempts_stay_within_the_bounds() {
        let delays = delays(60_000, 1_000_000);
        assert!(delays.iter().all(|ms| (200..=60_000).contains(ms)));
    }

    #[test]
    fn base_cap_and_jitter_are_the_deployments_to_choose() {
        let odd = BackoffOptions {
            spread_ms_default: u64::MAX,
            spread_ms_min: 5_000,
            spread_ms_max: 1_000,
            delay_ms_min: 9_000,
            cap_ms_min: 20_000,
            cap_ms_max: 4_000,
            jitter_percent: 400,
            ..BackoffOptions::default()
        };
        let table = [
            (BackoffOptions { jitter_percent: 0, ..BackoffOptions::default() }, 6_000, 6_000),
            (BackoffOptions { jitter_percent: 100, ..BackoffOptions::default() }, 200, 6_000),
            (BackoffOptions { cap_ms_max: 4_000, ..BackoffOptions::default() }, 2_000, 4_000),
            (BackoffOptions { spread_ms_default: 1_000, ..BackoffOptions::default() }, 1_000, 2_000),
            (odd, 9_000, 20_000),
        ];
        for (options, least_ms, most_ms) in table {
            let (mut rng, mut backoff) = (Rng::new(2), ExponentialBackoff::new(options));
            let delays: Vec<u64> = (0..5_000)
                .map(|_| backoff.next(Timestamp(0), RetryCause::Remote, &mut rng).0)
                .skip(10)
                .collect();
            assert!(delays.iter().all(|ms| (least_ms..=most_ms).contains(ms)), "{options:?}");
            assert!(delays.iter().max() >= Some(&(most_ms - most_ms / 50)), "{options:?}");
        }
    }

    #[test]
    fn a_local_cause_goes_at_once_but_a_hint_binds_it_too() {
        let mut rng = Rng::new(3);
        let mut backoff = ExponentialBackoff::new(BackoffOptions::default());
        let now = Timestamp(5_000);
        assert_eq!(backoff.next(now, RetryCause::Local, &mut rng), now);
        let until = backoff.on_hint(now, 30_000, &mut rng);
        assert!((30_000..=33_000).contains(&until.since_ms(now)));
        assert_eq!(backoff.next(now + 1, RetryCause::Local, &mut rng), until);
        backoff.reset();
        assert_eq!(backoff.next(now + 2, RetryCause::Local, &mut rng), until, "a reset keeps the hint");
        assert_eq!(backoff.next(until + 1, RetryCause::Local, &mut rng), until + 1);
    }

    #[test]
    fn absurd_words_of_the_server_are_held_within_bounds() {
        let mut rng = Rng::new(4);
        let mut backoff = ExponentialBackoff::new(BackoffOptions::default());
        backoff.set_spread(u64::MAX);
        assert_eq!(backoff.spread_ms(), 60_000);
        backoff.set_spread(0);
        assert_eq!(backoff.spread_ms(), 1_000);
        let until = backoff.on_hint(Timestamp(0), u64::MAX, &mut rng);
        assert!(until.0 <= 15 * 60_000 + 60_000);
    }
}
