//! Choices read from a string of bytes: a fuzzer can turn each of them by turning a byte.

/// A reader of choices. When the bytes are used up every further choice is the first one.
pub(crate) struct Dice<'a> {
    rest: &'a [u8],
}

impl<'a> Dice<'a> {
    /// Choices from `bytes`.
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Dice { rest: bytes }
    }

    /// Whether the bytes are used up.
    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The next byte.
    pub(crate) fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.rest.split_first() else { return 0 };
        self.rest = rest;
        *first
    }

    /// A number below `count`, which is at least 1.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        let number = if count <= 256 { usize::from(self.byte()) } else { usize::from(self.u16()) };
        number % count
    }

    /// One of `choices`.
    pub(crate) fn pick<'c, T>(&mut self, choices: &'c [T]) -> &'c T {
        &choices[self.below(choices.len())]
    }

    /// Sixteen bits.
    pub(crate) fn u16(&mut self) -> u16 {
        u16::from_le_bytes([self.byte(), self.byte()])
    }

    /// Sixty-four bits.
    pub(crate) fn u64(&mut self) -> u64 {
        (0..8).fold(0, |number, _| number << 8 | u64::from(self.byte()))
    }

    /// At most `most` of the bytes to come.
    pub(crate) fn bytes(&mut self, most: usize) -> &'a [u8] {
        let count = self.below(most + 1).min(self.rest.len());
        let (taken, rest) = self.rest.split_at(count);
        self.rest = rest;
        taken
    }
}
