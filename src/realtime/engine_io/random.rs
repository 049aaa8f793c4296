//! A seeded generator for the tests of both codecs: the same seed, the same inputs.

/// Xorshift64*; the seed must not be 0.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        assert_ne!(seed, 0, "xorshift stays at 0");
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.next() >> 11) as usize % end
    }

    pub(crate) fn bytes(&mut self, len_max: usize) -> Vec<u8> {
        (0..self.below(len_max + 1)).map(|_| self.next() as u8).collect()
    }

    /// Text that strings codecs together badly: their own syntax, separators, escapes, halves of words.
    pub(crate) fn hostile_text(&mut self, pieces_max: usize) -> String {
        const PIECES: [&str; 44] = [
            "0",
            "1",
            "2",
            "3",
            "4",
            "5",
            "6",
            "7",
            "9",
            "51-",
            "62-",
            "-",
            "/",
            ",",
            "/admin,",
            "/a?b=c,",
            "[",
            "]",
            "{",
            "}",
            "\"",
            "\\",
            ":",
            "[\"a\"",
            "{\"_placeholder\":true,\"num\":0}",
            "\"_placeholder\"",
            "\"num\"",
            "true",
            "null",
            "1e999",
            "-0",
            "0.5",
            " ",
            "\n",
            "\u{1e}",
            "\u{0}",
            "b",
            "AQ==",
            "é",
            "😀",
            "\\u005f",
            "\\ud800",
            "\"connect\"",
            "18446744073709551616",
        ];
        (0..self.below(pieces_max + 1)).map(|_| PIECES[self.below(PIECES.len())]).collect()
    }

    /// Any text, from random characters.
    pub(crate) fn text(&mut self, len_max: usize) -> String {
        (0..self.below(len_max + 1))
            .map(|_| {
                let range = [0x20, 0x7f, 0x800, 0x11_0000][self.below(4)];
                char::from_u32(self.below(range) as u32).unwrap_or('\u{fffd}')
            })
            .collect()
    }
}
