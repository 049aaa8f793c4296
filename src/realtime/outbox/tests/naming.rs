//! The tab's name: let go with the page, taken anew when it is back.

use super::super::{ItemState, StorageFault};
use super::{Desk, Server, Storage};

#[test]
fn a_page_that_was_put_away_claims_what_it_had_stored_as_any_other_tab_may() {
    let (mut storage, mut server) = (Storage::default(), Server::default());
    let mut page = Desk::signed_in("t1", &mut storage);
    page.add("c1", "b1", 1);
    page.add("c2", "b2", 1);
    page.settle(&mut storage);
    page.act(|outbox, now| outbox.on_unnamed(now));
    assert_eq!(page.states["c1"], ItemState::LetGo);
    assert_eq!(page.outbox.items().count(), 0);
    // Whoever comes first has it.
    let mut other = Desk::signed_in("t2", &mut storage);
    other.act(|outbox, now| outbox.on_tab_gone(now, "t1"));
    other.settle(&mut storage);
    page.rename("t3");
    page.settle(&mut storage);
    assert_eq!((other.summary.waiting, page.summary.waiting), (2, 0));
    other.connect(1);
    other.serve(&mut storage, &mut server);
    page.connect(1);
    page.serve(&mut storage, &mut server);
    assert_eq!(server.applied, ["c1", "c2"]);
}

#[test]
fn what_no_storage_held_stays_with_the_page_that_is_put_away() {
    let mut storage = Storage { fault: Some(StorageFault::Full), ..Storage::default() };
    let mut page = Desk::signed_in("t1", &mut storage);
    page.add("c1", "b1", 1);
    page.settle(&mut storage);
    page.act(|outbox, now| outbox.on_unnamed(now));
    assert_eq!((page.outbox.items().count(), page.asked.len()), (1, 0), "without a name nothing is written");
    storage.fault = None;
    page.rename("t2");
    page.settle(&mut storage);
    page.wait(31_000);
    page.settle(&mut storage);
    assert_eq!((page.summary.waiting, page.summary.unsaved), (1, 0));
    assert!(storage.records.values().all(|record| record.tab == "t2"));
}

#[test]
fn an_answer_to_a_claim_under_a_name_that_was_let_go_changes_nothing() {
    let mut storage = Storage::default();
    let mut dead = Desk::signed_in("t0", &mut storage);
    dead.add("c1", "b1", 1);
    dead.settle(&mut storage);
    let mut page = Desk::signed_in("t1", &mut storage);
    page.act(|outbox, now| outbox.on_tab_gone(now, "t0"));
    let claim = page.asked.pop_front().and_then(|step| storage.take(step)).unwrap();
    page.act(|outbox, now| outbox.on_unnamed(now));
    page.hear(claim);
    assert_eq!(page.outbox.items().count(), 0, "it lies under a name that anybody may claim from");
    page.rename("t2");
    page.settle(&mut storage);
    assert_eq!(page.summary.waiting, 1);
}
