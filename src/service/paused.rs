//! The board as it is shown while a person paused the updates: others' changes wait, what the person does is shown.

use std::collections::BTreeSet;

use crate::domain::{Board, Booking, BookingId, Change, Mark, Venue, Wish, lay_over};

/// The board of the moment of the pause, with what the person did since.
pub(super) struct Paused {
    pub(super) board: Board,
    /// Until when the board of that moment was proved right, in milliseconds of the corrected clock.
    pub(super) as_of_ms: Option<i64>,
    /// What the person did something to: it does not wait.
    own: BTreeSet<BookingId>,
    /// Of these, what the screen does not show yet.
    fresh: BTreeSet<BookingId>,
}

impl Paused {
    pub(super) fn new(board: Board, as_of_ms: Option<i64>) -> Self {
        Paused { board, as_of_ms, own: BTreeSet::new(), fresh: BTreeSet::new() }
    }

    /// Takes in what an answer to the person carried.
    pub(super) fn apply(&mut self, change: &Change, revision: u64) {
        self.board.apply(change.clone(), revision);
        self.touch(change.id());
    }

    /// The person asked for something, or it is over.
    pub(super) fn touch(&mut self, id: &BookingId) {
        self.own.insert(id.clone());
        self.fresh.insert(id.clone());
    }

    /// Lays wishes over a booking as it was.
    pub(super) fn lay(&mut self, id: &BookingId, wishes: Option<&Vec<Wish>>, venue: Option<&Venue>) {
        let shown = wishes.zip(venue).zip(self.board.get(id));
        let shown = shown.map(|((wishes, venue), booking)| lay_over(booking, wishes, venue));
        let wished = shown.filter(|shown| shown.mark == Mark::Waiting).map(|shown| shown.booking);
        self.board.show_wished(id, wished);
    }

    /// What the screen must show now.
    pub(super) fn take_fresh(&mut self) -> Vec<Booking> {
        let fresh = std::mem::take(&mut self.fresh);
        fresh.iter().filter_map(|id| self.board.shown(id).cloned()).collect()
    }

    /// How many of these changes wait.
    pub(super) fn waiting<'c>(&self, changed: impl Iterator<Item = &'c BookingId>) -> usize {
        changed.filter(|id| !self.own.contains(id)).count()
    }
}
