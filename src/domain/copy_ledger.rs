//! Which of a board's bookings the device's copy lacks, holds in an older state, or holds although they are gone.

use std::collections::{BTreeMap, BTreeSet};

use super::Board;

/// What is stored of a board, as far as this page knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CopyLedger {
    /// Key to the revision and the length of what is stored; `None` where nothing is known of it.
    stored: Option<BTreeMap<String, (u64, usize)>>,
    epoch: String,
}

/// What is to be written so that the copy equals the board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopyTurn {
    /// Whether what is stored goes first.
    pub is_whole: bool,
    /// Key and JSON; an empty text for a booking that is known to exist and could not be read.
    pub records: Vec<(String, String)>,
    /// Keys that go.
    pub removed: Vec<String>,
    /// All of the copy after it, in bytes.
    pub bytes: usize,
    after: CopyLedger,
}

impl CopyTurn {
    /// What is stored once it is carried out.
    #[must_use]
    pub fn done(self) -> CopyLedger {
        self.after
    }
}

impl CopyLedger {
    /// What is stored is this board: the page began with it.
    #[must_use]
    pub fn of(board: &Board, epoch: &str) -> Self {
        let stored =
            rows(board).map(|(key, revision, text)| (key.to_owned(), (revision, text().len()))).collect();
        CopyLedger { stored: Some(stored), epoch: epoch.to_owned() }
    }

    /// What brings the copy to `board`, which stands at `revision` of `epoch`. `None` while the board is ahead of that:
    /// an answer told of a booking before the feed did.
    #[must_use]
    pub fn turn(&self, board: &Board, epoch: &str, revision: u64) -> Option<CopyTurn> {
        if board.iter().any(|booking| booking.revision > revision) {
            return None;
        }
        let known = self.stored.as_ref().filter(|_| self.epoch == epoch);
        let (mut after, mut records, mut bytes) = (BTreeMap::new(), Vec::new(), 0);
        for (key, revision, text) in rows(board) {
            let mut length = known
                .and_then(|known| known.get(key))
                .filter(|(stored, _)| *stored == revision)
                .map(|(_, length)| *length);
            if length.is_none() {
                let text = text();
                length = Some(text.len());
                records.push((key.to_owned(), text));
            }
            let length = length.unwrap_or(0);
            bytes += length;
            after.insert(key.to_owned(), (revision, length));
        }
        let removed = known.into_iter().flat_map(BTreeMap::keys);
        let removed = removed.filter(|key| !after.contains_key(*key)).cloned().collect();
        let is_whole = known.is_none();
        let after = CopyLedger { stored: Some(after), epoch: epoch.to_owned() };
        Some(CopyTurn { is_whole, records, removed, bytes, after })
    }
}

/// Each key of the board with its revision and, when asked, its JSON. What could not be read has revision 0: no booking
/// was ever touched by that.
fn rows(board: &Board) -> impl Iterator<Item = (&str, u64, Box<dyn Fn() -> String + '_>)> {
    let unread: BTreeSet<&str> = board.set_aside_keys().collect();
    let lost = unread.clone();
    let read = board.iter().filter(move |booking| !unread.contains(booking.id.as_str())).map(|booking| {
        // It fails for no value of this type.
        let text: Box<dyn Fn() -> String> = Box::new(|| serde_json::to_string(booking).unwrap_or_default());
        (booking.id.as_str(), booking.revision, text)
    });
    let lost = lost.into_iter().map(|key| {
        let text: Box<dyn Fn() -> String> = Box::new(String::new);
        (key, 0, text)
    });
    read.chain(lost)
}

#[cfg(test)]
mod tests {
    use super::super::samples::booking;
    use super::super::{Booking, Change};
    use super::*;

    fn at(id: &str, revision: u64) -> Booking {
        Booking { revision, ..booking(id) }
    }

    fn board(bookings: &[(&str, u64)]) -> Board {
        let mut board = Board::default();
        board.replace(bookings.iter().map(|(id, revision)| at(id, *revision)));
        board
    }

    fn keys(turn: &CopyTurn) -> Vec<&str> {
        turn.records.iter().map(|(key, _)| key.as_str()).collect()
    }

    #[test]
    fn only_what_changed_is_written() {
        let mut board = board(&[("a", 1), ("b", 2), ("c", 3)]);
        let first = CopyLedger::default().turn(&board, "e", 3).expect("a turn");
        assert!(first.is_whole);
        assert_eq!(keys(&first), ["a", "b", "c"]);
        let bytes = first.bytes;
        let ledger = first.done();
        board.apply(Change::Upsert(Box::new(at("b", 4))), 4);
        board.apply(Change::Remove { id: "c".into() }, 5);
        let second = ledger.turn(&board, "e", 5).expect("a turn");
        assert_eq!(
            (second.is_whole, keys(&second), second.removed.clone()),
            (false, vec!["b"], vec!["c".to_owned()])
        );
        assert!(second.bytes < bytes);
        let third = second.done().turn(&board, "e", 6).expect("a turn");
        assert_eq!((third.is_whole, third.records.len(), third.removed.len()), (false, 0, 0));
    }

    #[test]
    fn another_epoch_is_written_whole() {
        let board = board(&[("a", 1)]);
        let ledger = CopyLedger::of(&board, "e");
        assert_eq!(ledger.turn(&board, "e", 1).map(|turn| turn.is_whole), Some(false));
        assert_eq!(ledger.turn(&board, "f", 1).map(|turn| turn.is_whole), Some(true));
    }

    #[test]
    fn a_board_that_is_ahead_of_its_position_waits() {
        assert_eq!(CopyLedger::default().turn(&board(&[("a", 7)]), "e", 6), None);
    }

    #[test]
    fn what_cannot_be_read_is_kept_as_that() {
        let mut board = board(&[("a", 1), ("b", 2)]);
        let ledger = CopyLedger::default().turn(&board, "e", 2).expect("a turn").done();
        board.set_aside("a", 3);
        let turn = ledger.turn(&board, "e", 3).expect("a turn");
        assert_eq!(turn.records, [("a".to_owned(), String::new())]);
        board.apply(Change::Upsert(Box::new(at("a", 4))), 4);
        let turn = turn.done().turn(&board, "e", 4).expect("a turn");
        assert_eq!((keys(&turn), turn.records[0].1.is_empty()), (vec!["a"], false));
    }
}
