//! Whose items they are: users, tabs that are gone, sign-outs.

use std::collections::BTreeSet;

use super::super::{Discarded, ItemState, OutboxOptions, Path, SignOut, Step, StorageFault};
use super::{Desk, Server, Storage};

#[test]
fn another_persons_items_are_neither_shown_nor_sent_and_are_there_when_that_person_is_back() {
    let (mut storage, mut server) = (Storage::default(), Server::default());
    let mut desk = Desk::signed_in("t1", &mut storage);
    desk.add("c1", "b1", 1);
    desk.settle(&mut storage);
    for is_told in [true, false] {
        if is_told {
            desk.act(|outbox, now| outbox.sign_out(now, SignOut::Keep));
        }
        let told = desk.told.len();
        desk.act(|outbox, now| outbox.sign_in(now, "ben"));
        desk.connect(1);
        desk.serve(&mut storage, &mut server);
        assert_eq!((desk.summary, desk.told.len()), (Default::default(), told));
        assert!(server.applied.is_empty());
        desk.act(|outbox, now| outbox.sign_out(now, SignOut::Keep));
        desk.cut(1);
        desk.act(|outbox, now| outbox.sign_in(now, "ana"));
        desk.settle(&mut storage);
        assert_eq!(desk.summary.waiting, 1);
    }
    desk.connect(2);
    desk.serve(&mut storage, &mut server);
    assert_eq!(server.applied, ["c1"]);
}

#[test]
fn what_a_person_keeps_at_a_sign_out_is_there_in_any_tab() {
    let (mut storage, mut server) = (Storage::default(), Server::default());
    let mut desk = Desk::signed_in("t1", &mut storage);
    desk.connect(1);
    desk.add("c1", "b1", 1);
    desk.settle(&mut storage);
    assert_eq!(desk.act(|outbox, now| outbox.sign_out(now, SignOut::Keep)), 0);
    desk.settle(&mut storage);
    let mut other = Desk::signed_in("t2", &mut storage);
    assert_eq!(other.summary.unknown, 1, "it was sent, nobody knows");
    desk.act(|outbox, now| outbox.sign_in(now, "ana"));
    desk.settle(&mut storage);
    assert_eq!(desk.summary, Default::default(), "the other tab has it");
    other.connect(1);
    other.serve(&mut storage, &mut server);
    assert_eq!(server.applied, ["c1"]);
}

#[test]
fn what_a_person_discards_at_a_sign_out_is_gone_however_it_is_stored() {
    for has_answered in [true, false] {
        let mut storage = Storage::default();
        let mut desk = Desk::signed_in("t1", &mut storage);
        desk.add("c1", "b1", 1);
        desk.connect(1);
        desk.add("c2", "b2", 1);
        desk.settle(&mut storage);
        storage.records.values_mut().next().unwrap().text.clear();
        if !has_answered {
            // A new page, whose claim storage has not answered yet.
            desk = Desk::new("t1");
            desk.act(|outbox, now| outbox.sign_in(now, "ana"));
        }
        let maybe_sent = desk.act(|outbox, now| outbox.sign_out(now, SignOut::Discard));
        assert_eq!(maybe_sent, if has_answered { 2 } else { 0 });
        desk.settle(&mut storage);
        assert!(storage.records.is_empty(), "{:?}", storage.records);
        desk.act(|outbox, now| outbox.sign_in(now, "ana"));
        desk.settle(&mut storage);
        assert_eq!(desk.summary, Default::default());
    }
}

#[test]
fn what_storage_would_not_keep_or_discard_at_a_sign_out_is_done_when_the_person_is_back() {
    let mut storage = Storage::default();
    let mut desk = Desk::signed_in("t1", &mut storage);
    desk.add("c1", "b1", 1);
    desk.settle(&mut storage);
    storage.fault = Some(StorageFault::Blocked);
    desk.add("c2", "b1", 1);
    desk.act(|outbox, now| outbox.sign_out(now, SignOut::Keep));
    desk.settle(&mut storage);
    desk.act(|outbox, now| outbox.sign_in(now, "ben"));
    desk.settle(&mut storage);
    assert_eq!(desk.summary.waiting, 0);
    storage.fault = None;
    desk.act(|outbox, now| outbox.sign_in(now, "ana"));
    desk.settle(&mut storage);
    assert_eq!((desk.summary.waiting, desk.summary.unsaved), (2, 0));
    assert_eq!(storage.records.len(), 2);

    storage.fault = Some(StorageFault::Blocked);
    desk.act(|outbox, now| outbox.sign_out(now, SignOut::Discard));
    desk.settle(&mut storage);
    assert_eq!(storage.records.len(), 2);
    storage.fault = None;
    desk.act(|outbox, now| outbox.sign_in(now, "ana"));
    desk.settle(&mut storage);
    assert!(storage.records.is_empty());
    assert_eq!(desk.summary, Default::default());
}

#[test]
fn what_a_dead_tab_left_behind_is_sent_by_one_tab_only() {
    let (mut storage, mut server) = (Storage::default(), Server::default());
    let mut dead = Desk::signed_in("t0", &mut storage);
    for number in 0..10 {
        dead.add(&format!("c{number}"), &format!("b{number}"), 1);
    }
    dead.settle(&mut storage);
    drop(dead);
    let mut tabs = [Desk::signed_in("t1", &mut storage), Desk::signed_in("t2", &mut storage)];
    assert!(tabs.iter().all(|tab| tab.summary.waiting == 0), "nobody said that it is gone");
    for tab in &mut tabs {
        tab.act(|outbox, now| outbox.on_tab_gone(now, "t0"));
        tab.act(|outbox, now| outbox.on_tab_gone(now, "t0"));
    }
    // Both asked before either was answered.
    let mut answers = Vec::new();
    for tab in &mut tabs {
        answers.push(tab.asked.pop_front().and_then(|step| storage.take(step)).unwrap());
    }
    for (tab, answer) in tabs.iter_mut().zip(answers) {
        tab.hear(answer);
        tab.settle(&mut storage);
    }
    let have: Vec<usize> = tabs.iter().map(|tab| tab.summary.waiting).collect();
    assert_eq!(have, [10, 0]);
    for tab in &mut tabs {
        tab.connect(1);
        tab.serve(&mut storage, &mut server);
    }
    assert_eq!(server.applied.len(), 10);
    assert_eq!(server.applied.iter().collect::<BTreeSet<_>>().len(), 10);
}

#[test]
fn more_than_fits_is_claimed_as_room_comes() {
    let (mut storage, mut server) = (Storage::default(), Server::default());
    let mut dead = Desk::signed_in("t0", &mut storage);
    for number in 0..10 {
        dead.add(&format!("c{number}"), &format!("b{number}"), 1);
    }
    dead.settle(&mut storage);
    let mut desk = Desk::with("t1", OutboxOptions { items_max: 4, ..OutboxOptions::default() });
    desk.act(|outbox, now| outbox.on_tab_gone(now, "t0"));
    desk.act(|outbox, now| outbox.sign_in(now, "ana"));
    desk.settle(&mut storage);
    assert_eq!(desk.summary.waiting, 4);
    desk.connect(1);
    desk.serve(&mut storage, &mut server);
    assert_eq!(server.applied.len(), 10);
    assert!(storage.records.is_empty());
}

#[test]
fn nothing_new_overtakes_what_storage_has_not_given_back_yet() {
    let (mut storage, mut server) = (Storage::default(), Server::default());
    let mut desk = Desk::signed_in("t1", &mut storage);
    desk.add("c1", "b1", 1);
    desk.settle(&mut storage);
    let mut desk = Desk::new("t1");
    desk.act(|outbox, now| outbox.sign_in(now, "ana"));
    desk.act(|outbox, now| outbox.set_path(now, Some(Path::Rest)));
    desk.add("c2", "b1", 2);
    let claim = desk.asked.pop_front().unwrap();
    desk.settle(&mut storage);
    assert!(desk.sent.is_empty());
    assert_eq!(desk.states["c2"], ItemState::Queued { is_saved: true });
    let answer = storage.take(claim).unwrap();
    desk.hear(answer);
    desk.serve(&mut storage, &mut server);
    assert_eq!(server.applied, ["c1", "c2"]);
}

#[test]
fn an_answer_of_storage_to_a_person_who_went_lets_the_items_go() {
    let mut storage = Storage::default();
    let mut desk = Desk::signed_in("t1", &mut storage);
    desk.add("c1", "b1", 1);
    desk.settle(&mut storage);
    let mut desk = Desk::new("t1");
    desk.act(|outbox, now| outbox.sign_in(now, "ana"));
    desk.act(|outbox, now| outbox.sign_out(now, SignOut::Keep));
    desk.settle(&mut storage);
    let other = Desk::signed_in("t2", &mut storage);
    assert_eq!(other.summary.waiting, 1);
    assert_eq!(desk.summary, Default::default());
}

#[test]
fn what_another_tab_let_go_later_is_found_with_the_next_connection() {
    let (mut storage, mut server) = (Storage::default(), Server::default());
    let mut first = Desk::signed_in("t1", &mut storage);
    let mut other = Desk::signed_in("t2", &mut storage);
    first.add("c1", "b1", 1);
    first.act(|outbox, now| outbox.sign_out(now, SignOut::Keep));
    first.settle(&mut storage);
    other.connect(1);
    other.serve(&mut storage, &mut server);
    other.serve(&mut storage, &mut server);
    assert_eq!(server.applied, ["c1"]);
}

#[test]
fn what_was_taken_back_does_not_return_with_what_storage_still_held() {
    for answers_in_time in [true, false] {
        let mut storage = Storage::default();
        let mut desk = Desk::signed_in("t1", &mut storage);
        desk.add("c1", "b1", 1);
        desk.settle(&mut storage);
        storage.fault = Some(StorageFault::Failed);
        desk.act(|outbox, now| outbox.sign_out(now, SignOut::Keep));
        let release = desk.asked.pop_front().unwrap();
        let refusal = storage.take(release).unwrap();
        storage.fault = None;
        if answers_in_time {
            desk.hear(refusal);
            desk.act(|outbox, now| outbox.sign_in(now, "ana"));
        } else {
            // Storage is busy with something else when the word comes.
            desk.act(|outbox, now| outbox.sign_in(now, "ana"));
            desk.add("c2", "b2", 1);
            desk.hear(refusal);
        }
        assert_eq!(desk.act(|outbox, now| outbox.discard(now, "c1")), Discarded::Removed);
        desk.settle(&mut storage);
        assert!(!desk.outbox.items().any(|item| item.id == "c1"));
        assert!(!storage.records.contains_key(&("ana".into(), "c1".into())), "it would come back");
    }
}

#[test]
fn an_outbox_that_is_full_before_storage_was_asked_sends_all_the_same() {
    let (mut storage, mut server) = (Storage::default(), Server::default());
    let mut desk = Desk::with("t1", OutboxOptions { items_max: 2, ..OutboxOptions::default() });
    desk.act(|outbox, now| outbox.sign_in(now, "ana"));
    desk.add("c1", "b1", 1);
    desk.add("c2", "b2", 1);
    storage.fault = Some(StorageFault::Failed);
    desk.settle(&mut storage);
    desk.act(|outbox, now| outbox.sign_out(now, SignOut::Keep));
    desk.settle(&mut storage);
    storage.fault = None;
    desk.act(|outbox, now| outbox.sign_in(now, "ana"));
    desk.connect(1);
    desk.serve(&mut storage, &mut server);
    assert_eq!(server.applied, ["c1", "c2"]);
}

#[test]
fn what_is_let_go_while_a_claim_is_under_way_is_claimed_once_more() {
    let (mut storage, mut server) = (Storage::default(), Server::default());
    let mut dead = Desk::signed_in("t0", &mut storage);
    let mut desk = Desk::signed_in("t1", &mut storage);
    dead.add("c1", "b1", 1);
    desk.connect(1);
    let early = desk.asked.pop_front().and_then(|claim| storage.take(claim)).unwrap();
    dead.act(|outbox, now| outbox.sign_out(now, SignOut::Keep));
    dead.settle(&mut storage);
    desk.act(|outbox, now| outbox.on_tab_gone(now, "t0"));
    desk.hear(early);
    desk.serve(&mut storage, &mut server);
    desk.serve(&mut storage, &mut server);
    assert_eq!(server.applied, ["c1"]);
}

#[test]
fn what_was_removed_in_vain_before_a_sign_out_does_not_come_back_with_the_person() {
    let (mut storage, mut server) = (Storage::default(), Server::default());
    let mut desk = Desk::signed_in("t1", &mut storage);
    desk.connect(1);
    desk.add("c1", "b1", 1);
    desk.settle(&mut storage);
    storage.fault = Some(StorageFault::Full);
    desk.serve(&mut storage, &mut server);
    assert_eq!((desk.states["c1"].clone(), storage.records.len()), (ItemState::Confirmed, 1));
    desk.act(|outbox, now| outbox.sign_out(now, SignOut::Keep));
    desk.settle(&mut storage);
    storage.fault = None;
    desk.act(|outbox, now| outbox.sign_in(now, "ana"));
    desk.settle(&mut storage);
    assert_eq!(desk.outbox.items().count(), 0);
    assert_eq!(desk.states["c1"], ItemState::Confirmed);
    assert!(storage.records.is_empty(), "it is removed now");
}

#[test]
fn what_storage_told_before_a_sign_out_does_not_bring_back_what_it_is_to_remove() {
    let mut storage = Storage::default();
    let mut desk = Desk::signed_in("t1", &mut storage);
    desk.add("c1", "b1", 1);
    desk.settle(&mut storage);
    desk.act(|outbox, now| outbox.sign_out(now, SignOut::Keep));
    desk.act(|outbox, now| outbox.sign_in(now, "ana"));
    desk.settle(&mut storage);
    // A claim that is answered late, and before that the item is taken back and the person gone and back.
    desk.act(|outbox, now| outbox.on_tab_gone(now, "t0"));
    let claim = desk.asked.pop_front().unwrap();
    desk.wait(6_000);
    desk.act(|outbox, now| outbox.discard(now, "c1"));
    desk.act(|outbox, now| outbox.sign_out(now, SignOut::Keep));
    desk.act(|outbox, now| outbox.sign_in(now, "ana"));
    let Step::Claim { ticket, user, tab, from, max, .. } = claim else { panic!("{claim:?}") };
    let with_own = Step::Claim { ticket, user, tab, with_own: true, from, max };
    let answer = storage.take(with_own).unwrap();
    desk.hear(answer);
    assert_eq!(desk.outbox.items().count(), 0);
    desk.settle(&mut storage);
    assert!(storage.records.is_empty());
}

#[test]
fn what_storage_never_answers_at_a_sign_out_is_the_persons_again_in_the_end() {
    let mut storage = Storage::default();
    let mut desk = Desk::signed_in("t1", &mut storage);
    desk.add("c1", "b1", 1);
    desk.act(|outbox, now| outbox.sign_out(now, SignOut::Keep));
    desk.asked.clear();
    desk.act(|outbox, now| outbox.sign_in(now, "ana"));
    desk.wait(10_000);
    assert_eq!(desk.outbox.items().count(), 0, "another tab may be claiming it");
    desk.wait(100_000);
    assert_eq!((desk.summary.waiting, desk.summary.unsaved), (1, 1));
}

#[test]
fn what_waited_to_be_told_is_not_told_to_the_next_person() {
    let mut storage = Storage::default();
    let mut desk = Desk::signed_in("t1", &mut storage);
    desk.connect(1);
    desk.add("c1", "b1", 1);
    desk.settle(&mut storage);
    assert_eq!(desk.states["c1"], ItemState::Sending);
    // As on a page that is put away: nothing is drained in between.
    desk.act(|outbox, now| {
        outbox.on_path_lost(now, Path::Push(1));
        outbox.sign_out(now, SignOut::Keep);
        outbox.sign_in(now, "ben");
    });
    assert_eq!(desk.states["c1"], ItemState::Sending, "nobody hears more of it");
}
