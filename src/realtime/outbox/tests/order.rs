//! Order a key, rebase, refusals and waits, paths, age.

use super::super::super::time::WallTime;
use super::super::{Answer, Discarded, Fate, ItemState, OutboxOptions, Path, Rejected, Request};
use super::desk::refused;
use super::{Desk, Server, Storage, request};

fn code(desk: &Desk, id: &str) -> Option<String> {
    let ItemState::Refused { code, .. } = &desk.states[id] else { return None };
    Some(code.clone())
}

#[test]
fn one_of_a_key_is_under_way_and_several_across_keys() {
    let mut storage = Storage::default();
    let mut desk = Desk::signed_in("t1", &mut storage);
    for number in 0..20 {
        desk.add(&format!("a{number:02}"), &format!("b{number}"), 1);
        desk.add(&format!("b{number:02}"), &format!("b{number}"), 1);
    }
    desk.settle(&mut storage);
    desk.connect(1);
    desk.settle(&mut storage);
    let first: Vec<String> = (0..8).map(|number| format!("a{number:02}")).collect();
    assert_eq!(desk.under_way(), first);
    desk.sent.clear();
    desk.answer("a03", Answer::Done { version: Some(2) });
    desk.settle(&mut storage);
    assert_eq!(desk.under_way(), ["b03"], "made before the others were");
}

#[test]
fn the_next_of_a_key_takes_the_version_of_the_answer_that_it_was_made_after() {
    let (mut storage, mut server) = (Storage::default(), Server::default());
    let mut desk = Desk::signed_in("t1", &mut storage);
    for id in ["c1", "c2", "c3"] {
        desk.add(id, "b1", 1);
    }
    desk.connect(1);
    desk.serve(&mut storage, &mut server);
    assert_eq!(server.applied, ["c1", "c2", "c3"]);
    assert_eq!(server.versions["b1"], 4);
}

#[test]
fn no_other_answer_moves_a_version() {
    let (mut storage, mut server) = (Storage::default(), Server::default());
    let mut desk = Desk::signed_in("t1", &mut storage);
    desk.add("c1", "b1", 1);
    desk.connect(1);
    desk.settle(&mut storage);
    // Someone else changes it behind the first command; what the person saw then is not what the second one is for.
    let sent = desk.sent.pop_front().unwrap();
    let answer = server.answer("c1", "b1", &sent.body, sent.version);
    desk.add("c2", "b1", 1);
    server.versions.insert("b1".into(), 3);
    desk.answer("c1", answer);
    desk.serve(&mut storage, &mut server);
    assert_eq!(code(&desk, "c2").as_deref(), Some("version_conflict"));
    // A newer version that the person saw is not taken back by an older answer.
    desk.act(|outbox, now| outbox.discard(now, "c2"));
    desk.add("c3", "b1", 3);
    desk.settle(&mut storage);
    let sent = desk.sent.pop_front().unwrap();
    let answer = server.answer("c3", "b1", &sent.body, sent.version);
    server.versions.insert("b1".into(), 9);
    desk.add("c4", "b1", 9);
    desk.answer("c3", answer);
    desk.serve(&mut storage, &mut server);
    assert_eq!(server.applied, ["c1", "c3", "c4"]);
}

#[test]
fn a_version_that_may_have_been_sent_never_changes() {
    let (mut storage, mut server) = (Storage::default(), Server::default());
    let mut desk = Desk::signed_in("t1", &mut storage);
    desk.add("c1", "b1", 1);
    desk.add("c2", "b1", 1);
    desk.connect(1);
    desk.settle(&mut storage);
    let answer = server.answer("c1", "b1", &desk.sent[0].body.clone(), 1);
    desk.sent.clear();
    desk.answer("c1", answer);
    desk.settle(&mut storage);
    assert_eq!(desk.sent[0].version, 2);
    server.answer("c2", "b1", &desk.sent[0].body.clone(), 2);
    drop(desk);
    // The page is killed with the second one applied and its answer lost.
    let mut desk = Desk::signed_in("t1", &mut storage);
    desk.connect(1);
    desk.serve(&mut storage, &mut server);
    assert_eq!(desk.states["c2"], ItemState::Confirmed);
    assert_eq!(server.applied, ["c1", "c2"]);
}

#[test]
fn after_a_refusal_the_rest_of_the_key_waits_for_the_person() {
    let (mut storage, mut server) = (Storage::default(), Server::default());
    let mut desk = Desk::signed_in("t1", &mut storage);
    server.versions.insert("b1".into(), 5);
    for (id, key) in [("c1", "b1"), ("c2", "b1"), ("c3", "b1"), ("d1", "b2")] {
        desk.add(id, key, 1);
    }
    desk.connect(1);
    desk.serve(&mut storage, &mut server);
    assert_eq!(code(&desk, "c1").as_deref(), Some("version_conflict"));
    assert_eq!((desk.summary.held, desk.summary.refused), (2, 1));
    assert_eq!(server.applied, ["d1"], "another key is not held up");
    // Also over a new page, and for what comes after.
    let mut desk = Desk::signed_in("t1", &mut storage);
    desk.connect(1);
    desk.add("c4", "b1", 5);
    desk.serve(&mut storage, &mut server);
    assert_eq!((desk.summary.held, desk.summary.refused), (3, 1));
    assert_eq!(server.applied, ["d1"]);
    assert_eq!(desk.act(|outbox, now| outbox.discard(now, "c2")), Discarded::Removed);
    assert!(desk.act(|outbox, now| outbox.resume(now, "b1", Some(5))));
    desk.serve(&mut storage, &mut server);
    assert_eq!(server.applied, ["d1", "c3", "c4"]);
    assert_eq!(desk.act(|outbox, now| outbox.discard(now, "c1")), Discarded::Removed);
    desk.settle(&mut storage);
    assert!(storage.records.is_empty());
    assert!(!desk.act(|outbox, now| outbox.resume(now, "b1", None)));
}

#[test]
fn refusals_that_say_nothing_final_put_it_back() {
    for code in ["rate_limited", "maintenance", "unauthenticated", "token_expired", "upgrade_required"] {
        let mut storage = Storage::default();
        let mut desk = Desk::signed_in("t1", &mut storage);
        desk.act(|outbox, _| outbox.set_spread(1_000));
        desk.connect(1);
        desk.add("c1", "b1", 1);
        desk.add("d1", "b2", 1);
        desk.settle(&mut storage);
        desk.sent.clear();
        let hint = Answer::Refused { code: code.into(), retry_after_ms: Some(10_000), answer: String::new() };
        assert_eq!(desk.answer("c1", hint), Fate::Again);
        desk.answer("d1", Answer::Done { version: None });
        desk.settle(&mut storage);
        assert_eq!(desk.states["c1"], ItemState::Queued { is_saved: true }, "{code}");
        let told_s = desk.summary.limited_until.map(|at| at.since_ms(desk.now.mono) / 1_000);
        assert_eq!(told_s.is_some(), code == "rate_limited", "{code}");
        assert!(told_s.is_none_or(|s| (10..=11).contains(&s)), "{told_s:?}");
        desk.act(|outbox, now| outbox.flush(now, 1));
        desk.add("e1", "b3", 1);
        desk.wait(9_999);
        desk.settle(&mut storage);
        assert!(desk.sent.is_empty(), "{code}: the server's wish binds a flush and other keys too");
        desk.wait(1_001);
        desk.settle(&mut storage);
        assert_eq!(desk.under_way(), ["c1", "e1"], "{code}");
        desk.answer("c1", Answer::Done { version: None });
        assert_eq!(desk.summary.limited_until, None, "{code}");
    }
}

#[test]
fn a_failure_of_the_server_leaves_open_what_happened() {
    let mut storage = Storage::default();
    let mut desk = Desk::signed_in("t1", &mut storage);
    desk.connect(1);
    desk.add("c1", "b1", 1);
    desk.settle(&mut storage);
    desk.sent.clear();
    assert_eq!(desk.answer("c1", refused("internal")), Fate::Again);
    assert_eq!(desk.states["c1"], ItemState::Unknown);
    desk.add("d1", "b2", 1);
    desk.settle(&mut storage);
    assert_eq!(desk.under_way(), ["d1"], "one poisoned item does not stop the others");
    desk.wait(1_000);
    assert_eq!(desk.under_way(), ["d1", "c1"]);
    // A later one that is turned away says nothing about the first.
    desk.answer("c1", refused("rate_limited"));
    assert_eq!(desk.states["c1"], ItemState::Unknown);
    let waits: Vec<u64> = (0..12)
        .map(|_| {
            let start = desk.now.mono;
            desk.wait(200_000);
            desk.sent.clear();
            let mut rng = desk.rng.clone();
            desk.act(|outbox, now| outbox.on_unanswered(now, "c1", &mut rng));
            desk.outbox.poll_timeout(desk.now).map_or(0, |at| at.since_ms(start) - 200_000)
        })
        .collect();
    assert!(waits.iter().all(|ms| (1..=60_000).contains(ms)), "{waits:?}");
    assert!(waits.last() > waits.first(), "{waits:?}");
}

#[test]
fn a_lost_path_leaves_a_question_that_comes_first_on_the_next_one() {
    let (mut storage, mut server) = (Storage::default(), Server::default());
    let mut desk = Desk::signed_in("t1", &mut storage);
    desk.connect(1);
    desk.add("c1", "b1", 1);
    desk.add("c2", "b1", 1);
    desk.settle(&mut storage);
    server.answer("c1", "b1", &desk.sent[0].body.clone(), 1);
    desk.cut(1);
    assert_eq!((desk.states["c1"].clone(), desk.summary.unknown), (ItemState::Unknown, 1));
    desk.act(|outbox, now| outbox.set_path(now, Some(Path::Rest)));
    assert_eq!(desk.under_way(), ["c1"]);
    assert_eq!(desk.sent[0].path, Path::Rest);
    assert_eq!(desk.states["c1"], ItemState::Unknown, "still a question, until it is answered");
    desk.serve(&mut storage, &mut server);
    assert_eq!(server.applied, ["c1", "c2"]);
}

#[test]
fn what_is_under_way_on_one_path_is_not_sent_on_another() {
    let (mut storage, mut server) = (Storage::default(), Server::default());
    let mut desk = Desk::signed_in("t1", &mut storage);
    desk.connect(1);
    desk.add("c1", "b1", 1);
    desk.settle(&mut storage);
    // The way back up: the new session is there, the old one still owes an answer.
    desk.connect(2);
    desk.add("c2", "b1", 1);
    desk.add("d1", "b2", 1);
    desk.settle(&mut storage);
    let paths: Vec<_> = desk.sent.iter().map(|sent| (sent.id.as_str(), sent.path)).collect();
    assert_eq!(paths, [("c1", Path::Push(1)), ("d1", Path::Push(2))]);
    desk.serve(&mut storage, &mut server);
    assert_eq!(server.applied, ["c1", "d1", "c2"]);
    assert_eq!(desk.answer("c1", refused("internal")), Fate::Stale, "nobody waits for it any more");
}

#[test]
fn what_may_not_wait_is_sent_now_or_not_at_all() {
    let mut storage = Storage::default();
    let mut desk = Desk::signed_in("t1", &mut storage);
    let online = |id: &str| Request { is_queueable: false, ..request(id, "b1", 1) };
    let offline = desk.act(|outbox, now| outbox.enqueue(now, online("c1")));
    assert_eq!(offline, Err(Rejected::NeedsConnection));
    desk.connect(1);
    for id in ["c1", "c2"] {
        assert_eq!(desk.act(|outbox, now| outbox.enqueue(now, online(id))), Ok(()));
    }
    desk.settle(&mut storage);
    assert_eq!(desk.under_way(), ["c1"]);
    desk.cut(1);
    assert_eq!(desk.states["c1"], ItemState::Unknown, "it may have been carried out");
    assert_eq!(desk.states["c2"], ItemState::NotSent);
    desk.settle(&mut storage);
    assert_eq!(storage.records.len(), 1);
}

#[test]
fn what_was_written_and_not_sent_before_the_path_went_is_not_a_question() {
    let mut storage = Storage::default();
    let mut desk = Desk::signed_in("t1", &mut storage);
    desk.connect(1);
    desk.add("c1", "b1", 1);
    desk.cut(1);
    desk.settle(&mut storage);
    assert_eq!(desk.states["c1"], ItemState::Queued { is_saved: true });
    assert_eq!(desk.act(|outbox, now| outbox.discard(now, "c1")), Discarded::Removed);
}

#[test]
fn what_lies_too_long_expires_visibly_and_for_good() {
    let life_ms = OutboxOptions::default().life_ms;
    let mut storage = Storage::default();
    let mut desk = Desk::signed_in("t1", &mut storage);
    desk.connect(1);
    desk.add("u1", "b2", 1);
    desk.settle(&mut storage);
    desk.cut(1);
    desk.add("c1", "b1", 1);
    desk.wait(60_000);
    desk.add("c2", "b1", 1);
    desk.settle(&mut storage);
    desk.wait(u64::try_from(life_ms).unwrap() - 60_001);
    assert_eq!(desk.summary.expired, 0);
    desk.wait(1);
    assert_eq!(desk.states["c1"], ItemState::Expired);
    assert_eq!(desk.states["c2"], ItemState::Held, "it was made on top of the other");
    assert_eq!(desk.states["u1"], ItemState::Unknown, "a question does not grow too old");
    desk.settle(&mut storage);
    // The clock is set back, the page is new: nothing un-expires, nothing is gone.
    let wall = desk.now.wall;
    let mut desk = Desk::signed_in("t1", &mut storage);
    desk.now.wall = WallTime(wall.0 - life_ms);
    desk.connect(1);
    desk.settle(&mut storage);
    assert_eq!(desk.under_way(), ["u1"]);
    assert_eq!((desk.summary.expired, desk.summary.held), (1, 1));
    assert_eq!(desk.answer("u1", refused("command_expired")), Fate::Refused);
    assert_eq!(desk.states["u1"], ItemState::Expired);
}

#[test]
fn order_follows_the_person_and_not_the_clock() {
    let (mut storage, mut server) = (Storage::default(), Server::default());
    let mut desk = Desk::signed_in("t1", &mut storage);
    desk.add("c1", "b1", 1);
    desk.now.wall = WallTime(desk.now.wall.0 - 3_600_000);
    desk.add("c2", "b1", 1);
    desk.settle(&mut storage);
    let mut desk = Desk::signed_in("t1", &mut storage);
    desk.now.wall = WallTime(-5);
    desk.add("c3", "b1", 1);
    desk.connect(1);
    desk.serve(&mut storage, &mut server);
    assert_eq!(server.applied, ["c1", "c2", "c3"]);
}

#[test]
fn a_flush_is_answered_when_all_is_out_or_cannot_go_out() {
    let (mut storage, mut server) = (Storage::default(), Server::default());
    let mut desk = Desk::signed_in("t1", &mut storage);
    desk.act(|outbox, now| outbox.flush(now, 1));
    desk.add("c1", "b1", 1);
    desk.act(|outbox, now| outbox.flush(now, 2));
    assert_eq!(desk.flushed, [(1, 0), (2, 1)], "nothing to send, then no way out");
    desk.connect(1);
    desk.act(|outbox, now| outbox.flush(now, 3));
    desk.settle(&mut storage);
    assert_eq!(desk.flushed.len(), 2);
    desk.serve(&mut storage, &mut server);
    assert_eq!(desk.flushed.last(), Some(&(3, 0)));
    desk.add("c2", "b1", 2);
    desk.act(|outbox, now| outbox.flush(now, 4));
    desk.settle(&mut storage);
    desk.wait(30_000);
    assert_eq!(desk.flushed.last(), Some(&(4, 1)), "never answered");
}
