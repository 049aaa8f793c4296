//! Seeded randomness (SplitMix64): small, and the same on every target, so that a run replays from its seed.
//!
//! Good enough to spread retries; never used for identity or secrets.

/// A generator whose whole state is one number.
#[derive(Debug, Clone)]
pub struct Rng(u64);

impl Rng {
    /// A generator that repeats itself for the same `seed`.
    pub fn new(seed: u64) -> Self {
        Rng(seed)
    }

    /// The next 64 bits.
    pub fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Uniform in `low..=high`; `low` when the range is empty.
    pub fn uniform_ms(&mut self, low: u64, high: u64) -> u64 {
        if high <= low {
            return low;
        }
        let span = high - low;
        if span == u64::MAX {
            return self.next_u64();
        }
        // The bias of the remainder is below 2^-40 for any wait that a clock can show.
        low + self.next_u64() % (span + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_numbers_within_the_range() {
        let (mut a, mut b) = (Rng::new(7), Rng::new(7));
        for _ in 0..10_000 {
            let x = a.uniform_ms(200, 3_000);
            assert_eq!(x, b.uniform_ms(200, 3_000));
            assert!((200..=3_000).contains(&x));
        }
        assert_eq!(a.uniform_ms(5, 5), 5);
        assert_eq!(a.uniform_ms(9, 5), 9);
    }
}
