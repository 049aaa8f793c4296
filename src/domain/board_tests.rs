//! What the board promises, as tables and stories.

use super::super::samples::booking;
use super::super::{Guest, Status};
use super::*;

fn upsert(id: &str, revision: u64, guest: &str) -> Change {
    let mut booking = booking(id);
    booking.revision = revision;
    booking.guest.name = guest.into();
    Change::Upsert(Box::new(booking))
}

fn remove(id: &str) -> Change {
    Change::Remove { id: BookingId::from(id) }
}

fn guest_of<'b>(board: &'b Board, id: &str) -> Option<&'b str> {
    board.get(&BookingId::from(id)).map(|booking| booking.guest.name.as_str())
}

#[test]
fn older_never_replaces_newer() {
    for (first, second, result, guest) in [
        ((5, "new"), (4, "old"), Applied::Known, "new"),
        ((5, "new"), (5, "twice"), Applied::Known, "new"),
        ((5, "old"), (6, "new"), Applied::Changed, "new"),
    ] {
        let mut board = Board::default();
        assert_eq!(board.apply(upsert("b1", first.0, first.1), first.0), Applied::Changed);
        assert_eq!(board.apply(upsert("b1", second.0, second.1), second.0), result);
        assert_eq!(guest_of(&board, "b1"), Some(guest));
    }
}

#[test]
fn a_removed_booking_does_not_come_back_by_a_late_change() {
    let mut board = Board::default();
    board.apply(upsert("b1", 4, "Ana"), 4);
    assert_eq!(board.apply(remove("b1"), 6), Applied::Changed);
    assert_eq!(board.apply(upsert("b1", 5, "Ana"), 5), Applied::Known);
    assert!(board.is_empty());
    assert_eq!(board.revision_of(&BookingId::from("b1")), Some(6));
}

#[test]
fn a_removal_of_a_booking_that_never_arrived_holds_too() {
    let mut board = Board::default();
    assert_eq!(board.apply(remove("b1"), 6), Applied::Changed);
    assert_eq!(board.apply(remove("b1"), 6), Applied::Known);
    assert_eq!(board.apply(upsert("b1", 5, "Ana"), 5), Applied::Known);
    assert_eq!(board.len(), 0);
}

#[test]
fn a_snapshot_replaces_everything_and_tells_what_differs() {
    let mut board = Board::default();
    for (id, revision) in [("b1", 1), ("b2", 2), ("b3", 3)] {
        board.apply(upsert(id, revision, "Ana"), revision);
    }
    board.apply(remove("b0"), 9);
    board.set_aside("b9", 9);
    let snapshot =
        [("b0", 1, "Back"), ("b1", 1, "Ana"), ("b2", 1, "Changed"), ("b4", 7, "Old"), ("b4", 8, "New")];
    let difference = board.replace(snapshot.map(|(id, revision, guest)| match upsert(id, revision, guest) {
        Change::Upsert(booking) => *booking,
        Change::Remove { .. } => unreachable!("only upserts are made here"),
    }));
    let ids = |ids: &[BookingId]| ids.iter().map(|id| id.as_str().to_owned()).collect::<Vec<_>>();
    assert_eq!(ids(&difference.added), ["b0", "b4"]);
    assert_eq!(ids(&difference.changed), ["b2"]);
    assert_eq!(ids(&difference.removed), ["b3"]);
    assert_eq!(difference.len(), 4);
    assert_eq!(guest_of(&board, "b4"), Some("New"), "of two with one id the newer stays");
    assert_eq!(board.set_aside_keys().count(), 0);
    assert_eq!(board.apply(upsert("b4", 8, "Again"), 8), Applied::Known);
}

#[test]
fn what_cannot_be_read_is_marked_until_something_readable_is_as_new() {
    let id = BookingId::from("b1");
    let mut board = Board::default();
    board.apply(upsert("b1", 4, "Ana"), 4);
    board.set_aside("b1", 3);
    assert!(!board.is_set_aside(&id), "what is shown is newer");
    board.set_aside("b1", 5);
    board.set_aside("b7", 6);
    assert!(board.is_set_aside(&id));
    assert_eq!(board.set_aside_keys().collect::<Vec<_>>(), ["b1", "b7"]);
    board.apply(upsert("b1", 8, "Lee"), 8);
    assert!(!board.is_set_aside(&id));
    board.apply(remove("b7"), 9);
    assert_eq!(board.set_aside_keys().count(), 0);
}

#[test]
fn full_tables_drop_the_oldest_and_count_it() {
    let mut board = Board::default();
    for revision in 0..=SET_ASIDE_MAX as u64 {
        board.set_aside(&format!("x{revision}"), revision + 1);
    }
    assert_eq!(board.set_aside_keys().count(), SET_ASIDE_MAX);
    assert!(!board.is_set_aside(&BookingId::from("x0")));
    assert_eq!(board.dropped(), 1);
    board.clear();
    assert_eq!((board.set_aside_keys().count(), board.dropped()), (0, 1));
}

#[test]
fn a_search_finds_words_in_any_order_whatever_their_accents() {
    let mut board = Board::default();
    let mut one = booking("b1");
    one.guest = Guest { name: "José Álvares".into(), email: Some("ja@example.org".into()), phone: None };
    one.note = "late arrival".into();
    board.apply(Change::Upsert(Box::new(one)), 1);
    for (typed, found) in [
        ("jose", true),
        ("ALVARES josé", true),
        ("12", true),
        ("late alv", true),
        ("ja@example", true),
        ("web", true),
        ("", true),
        ("josef", false),
        ("jose 14", false),
    ] {
        assert_eq!(board.matches(&BookingId::from("b1"), &fold(typed)), found, "{typed}");
    }
    assert!(!board.matches(&BookingId::from("b2"), ""));
}

#[test]
fn a_wish_is_shown_and_never_taken_for_the_servers_word() {
    let id = BookingId::from("b1");
    let mut board = Board::default();
    board.replace([booking("b1"), booking("b2")]);
    let wished = Booking { status: Status::CheckedIn, ..booking("b1") };
    board.show_wished(&id, Some(wished));
    assert_eq!(board.shown(&id).map(|shown| shown.status), Some(Status::CheckedIn));
    assert_eq!(board.iter_shown().filter(|shown| shown.status == Status::CheckedIn).count(), 1);
    assert_eq!(board.get(&id).map(|told| told.status), Some(Status::Confirmed));
    assert!(board.iter().all(|told| told.status == Status::Confirmed));
    board.apply(Change::Remove { id: id.clone() }, 9);
    assert_eq!(board.shown(&id), None, "what is gone is not shown, whatever was wished");
    board.show_wished(&id, None);
    assert_eq!(board.iter_shown().count(), 1);
}
