//! What was missed: the list that a person had in front of them when nothing came any more, held against the list that
//! is there when it comes again. What came by other means meanwhile, and was on the screen as it came, was not missed.

use std::collections::{BTreeMap, BTreeSet};

use super::{Board, Booking, BookingId};

/// What is different after an absence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaughtUp {
    /// The bookings that are not as they were: new, changed or gone, each once.
    pub changes: BTreeSet<BookingId>,
    /// Whether a snapshot replaced the board meanwhile.
    pub reloaded: bool,
}

/// From the moment at which a loss is shown until all is live again.
#[derive(Clone, Debug)]
pub struct Absence {
    /// What was on the screen when nothing came any more; `None` while something comes.
    before: Option<BTreeMap<BookingId, Booking>>,
    /// What was missed until something came.
    missed: BTreeSet<BookingId>,
    /// What the person acted on meanwhile: its fate is told where it was asked for.
    own: BTreeSet<BookingId>,
    reloaded: bool,
}

impl Absence {
    /// Nothing comes any more, and this is what is on the screen.
    #[must_use]
    pub fn begin(board: &Board) -> Self {
        Self { before: Some(all_of(board)), missed: BTreeSet::new(), own: BTreeSet::new(), reloaded: false }
    }

    /// The list is fetched at intervals, and this is on the screen: from here on what comes is seen.
    pub fn on_fetched(&mut self, board: &Board) {
        if let Some(before) = self.before.take() {
            self.missed.extend(differences(&before, board));
        }
    }

    /// It is not fetched any more either, and this is on the screen.
    pub fn on_lost(&mut self, board: &Board) {
        self.before.get_or_insert_with(|| all_of(board));
    }

    /// The person acts on a booking.
    pub fn on_own(&mut self, id: &BookingId) {
        self.own.insert(id.clone());
    }

    /// A snapshot replaced the board.
    pub fn on_snapshot(&mut self) {
        self.reloaded = true;
    }

    /// All is live again, and this is on the screen now.
    #[must_use]
    pub fn end(mut self, board: &Board) -> CaughtUp {
        self.on_fetched(board);
        CaughtUp { changes: &self.missed - &self.own, reloaded: self.reloaded }
    }
}

fn all_of(board: &Board) -> BTreeMap<BookingId, Booking> {
    board.iter().map(|booking| (booking.id.clone(), booking.clone())).collect()
}

/// The bookings that are not as they were, each once.
fn differences(before: &BTreeMap<BookingId, Booking>, board: &Board) -> BTreeSet<BookingId> {
    let is_new = |booking: &&Booking| match before.get(&booking.id) {
        Some(before) => !is_same(before, booking),
        None => true,
    };
    let gone = before.keys().filter(|id| board.get(id).is_none());
    board.iter().filter(is_new).map(|booking| &booking.id).chain(gone).cloned().collect()
}

/// Whether people would find them the same. Where a booking stands in the feed is none of what they see, and a feed
/// that is numbered anew changes nothing for them.
fn is_same(before: &Booking, now: &Booking) -> bool {
    *now == Booking { revision: now.revision, ..before.clone() }
}

#[cfg(test)]
mod tests {
    use super::super::samples::booking;
    use super::super::{Change, Status};
    use super::*;

    fn board(ids: &[&str]) -> Board {
        let mut board = Board::default();
        board.replace(ids.iter().map(|id| booking(id)));
        board
    }

    fn changed(id: &str, revision: u64, status: Status) -> Booking {
        Booking { revision, version: revision, status, ..booking(id) }
    }

    fn ids(caught_up: &CaughtUp) -> Vec<&str> {
        caught_up.changes.iter().map(BookingId::as_str).collect()
    }

    #[test]
    fn each_booking_that_differs_counts_once() {
        let mut board = board(&["a", "b", "c", "d"]);
        let absence = Absence::begin(&board);
        for (revision, status) in [(2, Status::CheckedIn), (3, Status::CheckedOut)] {
            board.apply(Change::Upsert(Box::new(changed("b", revision, status))), revision);
        }
        board.apply(Change::Remove { id: BookingId::from("c") }, 4);
        board.apply(Change::Upsert(Box::new(changed("e", 5, Status::Pending))), 5);
        board.apply(Change::Upsert(Box::new(changed("f", 6, Status::Pending))), 6);
        board.apply(Change::Remove { id: BookingId::from("f") }, 7);
        let caught_up = absence.end(&board);
        assert_eq!((ids(&caught_up), caught_up.reloaded), (vec!["b", "c", "e"], false));
    }

    #[test]
    fn what_the_person_did_themselves_is_no_news_to_them() {
        let mut board = board(&["a", "b"]);
        let mut absence = Absence::begin(&board);
        absence.on_own(&BookingId::from("a"));
        for id in ["a", "b"] {
            board.apply(Change::Upsert(Box::new(changed(id, 2, Status::CheckedIn))), 2);
        }
        assert_eq!(ids(&absence.end(&board)), ["b"]);
    }

    #[test]
    fn what_is_fetched_while_a_person_looks_is_seen() {
        let mut board = board(&["a", "b", "c", "d", "e"]);
        let change = |board: &mut Board, id: &str, revision: u64| {
            board.apply(Change::Upsert(Box::new(changed(id, revision, Status::CheckedIn))), revision);
        };
        let mut absence = Absence::begin(&board);
        change(&mut board, "a", 2);
        absence.on_fetched(&board);
        change(&mut board, "b", 3);
        absence.on_fetched(&board);
        absence.on_lost(&board);
        absence.on_lost(&board);
        change(&mut board, "c", 4);
        absence.on_own(&BookingId::from("d"));
        change(&mut board, "d", 5);
        assert_eq!(ids(&absence.end(&board)), ["a", "c"]);
    }

    #[test]
    fn nothing_changed_is_nothing_missed() {
        let board = board(&["a", "b"]);
        assert_eq!(Absence::begin(&board).end(&board), CaughtUp::default());
    }

    #[test]
    fn a_reloaded_list_counts_what_is_different_and_not_what_is_numbered_anew() {
        let mut board = board(&["a", "b", "c"]);
        let mut absence = Absence::begin(&board);
        absence.on_snapshot();
        let anew = |id: &str| Booking { revision: 900, ..booking(id) };
        board.replace([anew("a"), Booking { note: "a cot".into(), ..anew("b") }, anew("d")]);
        let caught_up = absence.end(&board);
        assert_eq!((ids(&caught_up), caught_up.reloaded), (vec!["b", "c", "d"], true));
    }
}
