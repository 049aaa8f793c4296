//! Names of tabs: held by Web Locks, or by leases where there are none.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use deskbell::platform::{Presence, PresenceEvent, Store, wall_ms};
use deskbell::realtime::outbox::Record;
use wasm_bindgen_test::wasm_bindgen_test;

use super::store::{in_page, store, with_database};
use super::{browser_says, until};

type Events = Rc<RefCell<Vec<PresenceEvent>>>;

fn presence(store: &Store) -> (Presence, Events) {
    let events = Events::default();
    let heard = Rc::clone(&events);
    (Presence::new(store, move |event| heard.borrow_mut().push(event)), events)
}

/// The name that the tab took last.
async fn named(events: &Events, times: usize) -> String {
    let names = || {
        let events = events.borrow();
        let names = events.iter().filter_map(|event| match event {
            PresenceEvent::Named { tab, .. } => Some(tab.clone()),
            PresenceEvent::Left => None,
        });
        names.collect::<Vec<String>>()
    };
    until("a name", || names().len() >= times).await;
    names().pop().expect("a name")
}

async fn own(store: &Store, tabs: &[&str]) {
    let records: Vec<Record> = tabs
        .iter()
        .map(|tab| Record {
            id: format!("of {tab}"),
            user: "ana".to_owned(),
            tab: (*tab).to_owned(),
            text: String::new(),
        })
        .collect();
    store.save(&records, "ana", &[]).await.expect("saved");
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[wasm_bindgen_test]
async fn a_tab_is_there_until_it_goes() {
    let (store, _) = store();
    let (first, first_events) = presence(&store);
    let (second, second_events) = presence(&store);
    let (a, b) = (named(&first_events, 1).await, named(&second_events, 1).await);
    own(&store, &[&a, &b, "crashed", ""]).await;
    assert_eq!(first.gone_tabs("ana").await, Ok(set(&["crashed"])));
    assert_eq!(first.gone_tabs("ben").await, Ok(set(&[])));
    drop(second);
    let gone = set(&[&b, "crashed"]);
    // The browser lets go of the lock in its own time.
    for _ in 0..100 {
        if first.gone_tabs("ana").await == Ok(gone.clone()) {
            break;
        }
        gloo_timers::future::TimeoutFuture::new(10).await;
    }
    assert_eq!(first.gone_tabs("ana").await, Ok(gone));
}

#[wasm_bindgen_test]
async fn a_page_that_comes_back_has_a_new_name_and_the_old_one_is_gone() {
    let (store, _) = store();
    let (page, events) = presence(&store);
    let before = named(&events, 1).await;
    own(&store, &[&before]).await;
    browser_says("window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))");
    assert_eq!(events.borrow().last(), Some(&PresenceEvent::Left));
    browser_says("window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");
    let now = named(&events, 2).await;
    assert_ne!(now, before);
    let told = PresenceEvent::Named { tab: now };
    assert_eq!(events.borrow().last(), Some(&told));
    assert_eq!(page.gone_tabs("ana").await, Ok(set(&[&before])));
}

#[wasm_bindgen_test]
async fn without_web_locks_a_lease_tells_who_is_there() {
    let (store, name) = store();
    browser_says("Object.defineProperty(navigator, 'locks', { configurable: true, value: undefined })");
    let (page, events) = presence(&store);
    let own_name = named(&events, 1).await;
    own(&store, &[&own_name, "fresh", "old", "ahead", "never"]).await;
    let (now, minute) = (wall_ms(), 60_000);
    let script = with_database(&name)
        + &format!(
            "const store = db.transaction('leases', 'readwrite').objectStore('leases');
             store.put({}, 'fresh'); store.put({}, 'old');
             await done(store.put({}, 'ahead'));
             db.close();",
            now - minute,
            now - 4 * minute,
            now + 10 * minute
        );
    in_page(&script).await;
    let gone = page.gone_tabs("ana").await;
    drop(page);
    browser_says("delete navigator.locks");
    assert_eq!(gone, Ok(set(&["ahead", "never", "old"])));
}
