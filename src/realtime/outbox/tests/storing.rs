//! Stored before the screen says so; storage that fails; what comes back after a kill.

use super::super::{Discarded, ItemState, OutboxOptions, Rejected, Safety, Stage, Step, StorageFault};
use super::{Desk, Server, Storage, request};

const QUEUED: ItemState = ItemState::Queued { is_saved: true };
const IN_MEMORY: ItemState = ItemState::Queued { is_saved: false };

#[test]
fn nothing_is_called_queued_or_sent_before_it_is_stored() {
    for is_connected in [false, true] {
        let mut storage = Storage::default();
        let mut desk = Desk::signed_in("t1", &mut storage);
        if is_connected {
            desk.connect(1);
        }
        desk.add("c1", "b1", 1);
        assert_eq!(desk.states["c1"], ItemState::Saving);
        assert!(desk.sent.is_empty(), "storage has not answered yet");
        desk.settle(&mut storage);
        assert_eq!(desk.states["c1"], if is_connected { ItemState::Sending } else { QUEUED });
        assert_eq!(desk.sent.len(), usize::from(is_connected));
    }
}

#[test]
fn storage_knows_that_it_may_have_been_sent_before_the_first_byte_leaves() {
    let mut storage = Storage::default();
    let mut desk = Desk::signed_in("t1", &mut storage);
    desk.add("c1", "b1", 1);
    desk.settle(&mut storage);
    let stage = |storage: &Storage| storage.records.values().next().and_then(|r| r.read()).map(|i| i.stage);
    assert_eq!(stage(&storage), Some(Stage::Waiting));
    desk.connect(1);
    assert!(desk.sent.is_empty(), "it is on its way to storage");
    let claim = desk.asked.pop_front().unwrap();
    desk.hear(storage.take(claim).unwrap());
    let write = desk.asked.pop_front().unwrap();
    let answer = storage.take(write).unwrap();
    assert_eq!(stage(&storage), Some(Stage::Sent));
    assert!(desk.sent.is_empty());
    desk.hear(answer);
    assert_eq!(desk.under_way(), ["c1"]);
}

#[test]
fn where_the_path_is_up_one_write_is_enough() {
    let mut storage = Storage::default();
    let mut desk = Desk::signed_in("t1", &mut storage);
    desk.connect(1);
    desk.settle(&mut storage);
    desk.add("c1", "b1", 1);
    assert_eq!(desk.asked.len(), 1);
    desk.settle(&mut storage);
    assert!(desk.asked.is_empty());
    assert_eq!(desk.under_way(), ["c1"]);
}

#[test]
fn after_a_kill_at_any_step_it_is_applied_once() {
    // Before the write, after it, after it was sent, after the server applied it, after the answer.
    for step in 0..5 {
        let (mut storage, mut server) = (Storage::default(), Server::default());
        let mut desk = Desk::signed_in("t1", &mut storage);
        desk.connect(1);
        desk.settle(&mut storage);
        desk.add("c1", "b1", 1);
        if step >= 1 {
            let write = desk.asked.pop_front().unwrap();
            let answer = storage.take(write).unwrap();
            if step >= 2 {
                desk.hear(answer);
                assert_eq!(desk.under_way(), ["c1"]);
            }
        }
        if step >= 3 {
            let answer = server.answer("c1", "b1", &request("c1", "b1", 1).body, 1);
            if step >= 4 {
                desk.answer("c1", answer);
            }
        }
        drop(desk);
        let mut desk = Desk::signed_in("t2", &mut storage);
        desk.act(|outbox, now| outbox.on_tab_gone(now, "t1"));
        desk.settle(&mut storage);
        let unknown = usize::from(step >= 1);
        assert_eq!(desk.summary.unknown, unknown, "step {step}");
        desk.connect(1);
        desk.serve(&mut storage, &mut server);
        // Before the write nobody was told that it is saved.
        assert_eq!(server.applied.len(), unknown, "step {step}");
        assert!(storage.records.is_empty(), "step {step}");
    }
}

#[test]
fn what_may_have_been_sent_cannot_be_taken_back_as_if_it_had_not() {
    let mut storage = Storage::default();
    let mut desk = Desk::signed_in("t1", &mut storage);
    desk.add("c1", "b1", 1);
    desk.settle(&mut storage);
    assert_eq!(desk.act(|outbox, now| outbox.discard(now, "c1")), Discarded::Removed);
    desk.settle(&mut storage);
    assert!(storage.records.is_empty());
    assert_eq!(desk.states["c1"], ItemState::Discarded);

    desk.connect(1);
    desk.add("c2", "b1", 1);
    assert_eq!(desk.act(|outbox, now| outbox.discard(now, "c2")), Discarded::Removed, "only being written");
    desk.settle(&mut storage);
    assert!(storage.records.is_empty() && desk.sent.is_empty());

    desk.add("c3", "b1", 1);
    desk.settle(&mut storage);
    assert_eq!(desk.act(|outbox, now| outbox.discard(now, "c3")), Discarded::MaybeSent);
    desk.cut(1);
    assert_eq!(desk.states["c3"], ItemState::Unknown);
    assert_eq!(desk.act(|outbox, now| outbox.discard(now, "c3")), Discarded::MaybeSent);
    assert_eq!(desk.act(|outbox, now| outbox.discard(now, "c9")), Discarded::Unknown);
}

#[test]
fn without_storage_it_goes_on_in_memory_and_says_so() {
    for fault in [StorageFault::Blocked, StorageFault::Full, StorageFault::Failed] {
        let mut storage = Storage { fault: Some(fault), ..Storage::default() };
        let mut server = Server::default();
        let mut desk = Desk::signed_in("t1", &mut storage);
        assert_eq!(desk.summary.safety, Safety::Memory(fault));
        desk.add("c1", "b1", 1);
        desk.settle(&mut storage);
        assert_eq!(desk.states["c1"], IN_MEMORY);
        assert_eq!(desk.summary.unsaved, 1);
        desk.connect(1);
        desk.serve(&mut storage, &mut server);
        assert_eq!(desk.states["c1"], ItemState::Confirmed);
        desk.cut(1);
        desk.add("c2", "b1", 2);
        desk.settle(&mut storage);
        storage.fault = None;
        desk.wait(OutboxOptions::default().storage_retry_ms);
        desk.settle(&mut storage);
        assert_eq!((desk.states["c2"].clone(), desk.summary.safety), (QUEUED, Safety::Safe));
        assert_eq!(storage.records.len(), 1);
    }
}

#[test]
fn storage_that_failed_is_found_to_be_back_without_anything_to_store() {
    let mut storage = Storage { fault: Some(StorageFault::Full), ..Storage::default() };
    let mut desk = Desk::signed_in("t1", &mut storage);
    desk.connect(1);
    desk.add("c1", "b1", 1);
    desk.serve(&mut storage, &mut Server::default());
    assert_eq!(desk.summary, super::super::Summary { safety: desk.summary.safety, ..Default::default() });
    storage.fault = None;
    desk.wait(OutboxOptions::default().storage_retry_ms);
    desk.settle(&mut storage);
    assert_eq!(desk.summary.safety, Safety::Safe);
    assert_eq!(desk.outbox.poll_timeout(desk.now), None, "nothing is left to do");
}

#[test]
fn storage_that_never_answers_counts_as_not_there_until_it_does() {
    let mut storage = Storage::default();
    let mut desk = Desk::signed_in("t1", &mut storage);
    desk.connect(1);
    desk.add("c1", "b1", 1);
    desk.wait(OutboxOptions::default().storage_timeout_ms);
    assert_eq!(desk.summary.safety, Safety::Memory(StorageFault::Slow));
    assert_eq!(desk.under_way(), ["c1"]);
    desk.settle(&mut storage);
    assert_eq!(desk.summary.safety, Safety::Safe);
    assert_eq!(storage.records.len(), 1);
}

#[test]
fn a_page_that_slept_gives_storage_time_to_answer() {
    let mut storage = Storage::default();
    let mut desk = Desk::signed_in("t1", &mut storage);
    desk.add("c1", "b1", 1);
    desk.advance(60_000);
    desk.act(super::super::Outbox::on_timer);
    assert_eq!(desk.summary.safety, Safety::Safe);
    desk.settle(&mut storage);
    assert_eq!(desk.states["c1"], QUEUED);
}

#[test]
fn a_corrupt_item_is_set_aside_and_counted_and_the_rest_goes_out() {
    let (mut storage, mut server) = (Storage::default(), Server::default());
    let mut desk = Desk::signed_in("t1", &mut storage);
    for id in ["c1", "c2", "c3"] {
        desk.add(id, id, 1);
    }
    desk.settle(&mut storage);
    storage.records.values_mut().nth(1).unwrap().text.truncate(20);
    let mut desk = Desk::signed_in("t1", &mut storage);
    assert_eq!((desk.summary.set_aside, desk.summary.waiting), (1, 2));
    desk.connect(1);
    desk.serve(&mut storage, &mut server);
    assert_eq!(server.applied, ["c1", "c3"]);
    assert_eq!(storage.records.len(), 1, "a later version may be able to read it");
    let set_aside: Vec<String> = desk.outbox.set_aside().map(str::to_owned).collect();
    assert_eq!(set_aside, ["c2"]);
    for id in set_aside {
        assert_eq!(desk.act(|outbox, now| outbox.discard(now, &id)), Discarded::Removed);
    }
    desk.settle(&mut storage);
    assert!(storage.records.is_empty());
    assert_eq!((desk.summary.set_aside, desk.outbox.set_aside().count()), (0, 0));
}

#[test]
fn beyond_its_bounds_there_is_a_clear_refusal_and_nothing_else_changes() {
    let mut storage = Storage::default();
    let options = OutboxOptions { items_max: 3, bytes_max: 2_000, ..OutboxOptions::default() };
    let mut desk = Desk::with("t1", options);
    let first = desk.act(|outbox, now| outbox.enqueue(now, request("c0", "b1", 1)));
    assert_eq!(first, Err(Rejected::NoUser));
    desk.act(|outbox, now| outbox.sign_in(now, "ana"));
    desk.settle(&mut storage);
    let mut large = request("c1", "b1", 1);
    large.body = "x".repeat(1_900);
    assert_eq!(desk.act(|outbox, now| outbox.enqueue(now, large)), Err(Rejected::Full));
    for id in ["c1", "c2", "c3"] {
        desk.add(id, "b1", 1);
    }
    let more = desk.act(|outbox, now| outbox.enqueue(now, request("c4", "b1", 1)));
    assert_eq!(more, Err(Rejected::Full));
    let twice = desk.act(|outbox, now| outbox.enqueue(now, request("c1", "b1", 1)));
    assert_eq!(twice, Err(Rejected::KnownId));
    assert_eq!(desk.summary.waiting, 3);
    desk.settle(&mut storage);
    assert_eq!(storage.records.len(), 3);
}

#[test]
fn one_write_holds_all_that_changed_while_the_one_before_was_under_way() {
    let mut storage = Storage::default();
    let mut desk = Desk::signed_in("t1", &mut storage);
    for number in 0..100 {
        desk.add(&format!("c{number}"), "b1", 1);
    }
    assert_eq!(desk.asked.len(), 1);
    let first = desk.asked.pop_front().unwrap();
    let answer = storage.take(first).unwrap();
    desk.hear(answer);
    assert!(matches!(desk.asked.front(), Some(Step::Save { records, .. }) if records.len() == 99));
    desk.settle(&mut storage);
    assert!(desk.states.values().all(|state| *state == QUEUED));
}

#[test]
fn a_version_that_storage_does_not_know_is_not_sent_while_it_holds_another() {
    let (mut storage, mut server) = (Storage::default(), Server::default());
    let mut desk = Desk::signed_in("t1", &mut storage);
    desk.add("c1", "b1", 1);
    desk.add("c2", "b1", 1);
    desk.connect(1);
    desk.settle(&mut storage);
    storage.fault = Some(StorageFault::Full);
    desk.serve(&mut storage, &mut server);
    assert_eq!((desk.sent.len(), server.applied.len()), (0, 1));
    storage.fault = None;
    desk.wait(OutboxOptions::default().storage_retry_ms);
    desk.settle(&mut storage);
    let sent = desk.sent[0].clone();
    server.answer("c2", "b1", &sent.body, sent.version);
    // Killed with the answer on its way: the same body goes out again.
    let mut desk = Desk::signed_in("t1", &mut storage);
    desk.connect(1);
    desk.serve(&mut storage, &mut server);
    assert_eq!(desk.states["c2"], ItemState::Confirmed);
    assert_eq!(server.applied, ["c1", "c2"]);
}

#[test]
fn a_write_that_was_given_up_may_be_carried_out_all_the_same() {
    let (mut storage, mut server) = (Storage::default(), Server::default());
    let mut desk = Desk::signed_in("t1", &mut storage);
    desk.add("c1", "b1", 1);
    desk.settle(&mut storage);
    desk.add("c2", "b1", 1);
    // Storage takes its time over the second one, and is given up.
    let slow = desk.asked.pop_front().unwrap();
    desk.wait(OutboxOptions::default().storage_timeout_ms);
    assert_eq!(desk.states["c2"], IN_MEMORY);
    storage.fault = Some(StorageFault::Full);
    desk.connect(1);
    desk.serve(&mut storage, &mut server);
    assert_eq!(server.applied, ["c1"]);
    assert!(desk.sent.is_empty(), "storage may hold the second one with the version before");
    // It is carried out after all, and the page is killed.
    storage.fault = None;
    storage.take(slow);
    let mut desk = Desk::signed_in("t1", &mut storage);
    desk.connect(1);
    desk.serve(&mut storage, &mut server);
    assert_eq!(desk.states["c2"], ItemState::Confirmed);
    assert_eq!(server.applied, ["c1", "c2"]);
}
