//! What only a browser has: the clocks, `Intl`, listeners, sockets, other tabs. Runs in Chromium.
#![cfg(target_arch = "wasm32")]

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;

use deskbell::domain::{Day, Instant, Money, Venue};
use deskbell::platform::{Driver, Endpoints, Http, Listener, TokenSource, now, seed, uuid};
use deskbell::realtime::socket_io::{Args, EncodeError};
use deskbell::realtime::{
    Application, Client, Draft, Effect, Entry, Envelope, Input, Options, Token, Unreadable,
};
use deskbell::service::Formats;
use futures_util::FutureExt;
use serde_json::value::{RawValue, to_raw_value};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

#[path = "web/copy.rs"]
mod copy;
#[path = "web/monitors.rs"]
mod monitors;
#[path = "web/presence.rs"]
mod presence;
#[path = "web/store.rs"]
mod store;
#[path = "web/tabs.rs"]
mod tabs;

wasm_bindgen_test_configure!(run_in_browser);

/// An application without changes: these tests are about the driver.
struct Nothing;

impl Application for Nothing {
    type Change = ();
    type Command = ();
    type Answer = ();

    fn decode(&self, _: &str, _: &Args<'_>) -> Result<Option<Envelope<()>>, Unreadable> {
        Ok(None)
    }

    fn decode_change(&self, _: &RawValue) -> Result<Envelope<()>, Unreadable> {
        Err(Unreadable::default())
    }

    fn decode_record(&self, _: &str, _: &RawValue) -> Result<Entry<()>, Unreadable> {
        Err(Unreadable::default())
    }

    fn snapshot_path(&self, _: &str) -> String {
        "/".to_owned()
    }

    fn draft(&self, (): &()) -> Result<Draft, EncodeError> {
        Ok(Draft { key: "b1".to_owned(), body: "\"nothing\"".to_owned(), is_queueable: false })
    }

    fn encode(&self, _: &str, _: &str, _: u64) -> Result<Box<RawValue>, Unreadable> {
        to_raw_value("nothing").map_err(|_| Unreadable::default())
    }

    fn decode_answer(&self, _: &RawValue) -> Result<(), Unreadable> {
        Ok(())
    }

    fn version(&self, (): &()) -> Option<u64> {
        None
    }
}

/// Waits until `is_there`, looking after each turn of the event loop, for at most 10 s.
async fn until(what: &str, is_there: impl Fn() -> bool) {
    let start = now().mono;
    while !is_there() {
        assert!(now().mono.since_ms(start) < 10_000, "waited in vain for {what}");
        gloo_timers::future::TimeoutFuture::new(5).await;
    }
}

fn token() -> Token {
    Token { user: "ana".to_owned(), value: "t".to_owned(), sent_at: now(), life_ms: 600_000 }
}

/// A driver whose server is not there, and what its machine told.
fn driver_without_server() -> (Driver<Nothing>, Rc<RefCell<Vec<String>>>) {
    driver_with_tokens(Box::new(|| async { Ok(token()) }.boxed_local()))
}

/// The same, with tokens from elsewhere.
fn driver_with_tokens(tokens: TokenSource) -> (Driver<Nothing>, Rc<RefCell<Vec<String>>>) {
    let told = Rc::new(RefCell::new(Vec::new()));
    let endpoints = Endpoints {
        socket_url: "ws://127.0.0.1:9/socket.io/?EIO=4&transport=websocket".to_owned(),
        polling_url: "http://127.0.0.1:9/socket.io/?EIO=4&transport=polling".to_owned(),
        http: Http::new("http://127.0.0.1:9".to_owned()),
        database: "deskbell check".to_owned(),
    };
    let client = Client::new(Nothing, Options::default(), seed());
    let sink = {
        let told = Rc::clone(&told);
        move |effect| {
            if let Effect::Log(record) = effect {
                told.borrow_mut().push(record.to_string());
            } else if let Effect::Rejected { id, why } = effect {
                told.borrow_mut().push(format!("{id} rejected: {why:?}"));
            }
        }
    };
    (Driver::new(client, endpoints, tokens, sink), told)
}

#[wasm_bindgen_test]
fn identities_are_random_uuids_of_version_4() {
    let uuids: BTreeSet<String> = (0..1_000).map(|_| uuid()).collect();
    assert_eq!(uuids.len(), 1_000);
    for uuid in uuids {
        let groups: Vec<usize> = uuid.split('-').map(str::len).collect();
        assert_eq!(groups, [8, 4, 4, 4, 12], "{uuid}");
        assert_eq!(uuid.as_bytes()[14], b'4', "{uuid}");
        assert!(b"89ab".contains(&uuid.as_bytes()[19]), "{uuid}");
    }
}

#[wasm_bindgen_test]
fn both_clocks_run_forward_together() {
    let (a, b) = (now(), now());
    assert!(b.mono >= a.mono);
    assert!(b.wall.0 > 1_700_000_000_000, "the wall clock counts milliseconds since 1970");
}

fn lisbon(time_zone: &str) -> Venue {
    let venue = serde_json::json!({
        "id": "v", "name": "Venue", "time_zone": time_zone, "currency": "EUR", "business_date": "2026-05-14",
    });
    serde_json::from_value(venue).expect("a venue")
}

/// `Intl` separates with narrow and no-break spaces.
fn plain(text: &str) -> String {
    text.replace(['\u{202f}', '\u{a0}'], " ")
}

#[wasm_bindgen_test]
fn times_are_the_venues_and_amounts_know_their_minor_unit() {
    let (english, german) = (Formats::new("en-GB"), Formats::new("de"));
    let at = Instant::parse("2026-05-14T23:05:09Z").expect("an instant");
    assert_eq!(english.time(at, &lisbon("Europe/Lisbon")), "00:05");
    assert_eq!(english.time_with_seconds(at, &lisbon("America/New_York")), "19:05:09");
    assert!(english.time(at, &lisbon("Nowhere/Land")).contains("23:05"), "an unknown zone falls back to UTC");
    let day = Day::parse("2026-05-14").expect("a day");
    assert_eq!(plain(&english.day(day, false)).replace(',', ""), "Thursday 14 May");
    assert_eq!(plain(&german.day(day, false)), "Donnerstag, 14. Mai");
    assert_eq!(plain(&german.day(day, true)), "Donnerstag, 14. Mai 2026");
    assert_eq!(plain(&english.short_day(day, true)), "14 May 2026");
    let money = |amount, currency: &str| Money { amount, currency: currency.to_owned() };
    assert_eq!(plain(&english.money(&money(12_050, "EUR"))), "€120.50");
    assert_eq!(plain(&german.money(&money(12_050, "EUR"))), "120,50 €");
    assert!(english.money(&money(500, "JPY")).ends_with("500"));
    assert_eq!(english.count(14_938), "14,938");
}

#[wasm_bindgen_test]
fn a_listener_that_was_dropped_hears_nothing() {
    let heard = Rc::new(Cell::new(0));
    let target = web_sys::window().expect("a window");
    let listener = {
        let heard = Rc::clone(&heard);
        Listener::new(&target, "deskbell-test", move |_| heard.set(heard.get() + 1))
    };
    let ring = || {
        let event = web_sys::Event::new("deskbell-test").expect("an event");
        target.dispatch_event(&event).expect("dispatched");
    };
    ring();
    drop(listener);
    ring();
    assert_eq!(heard.get(), 1);
}

#[wasm_bindgen_test]
async fn a_server_that_is_not_there_is_a_loss_and_a_next_attempt() {
    let (driver, told) = driver_without_server();
    driver.push(Input::SignedIn(token()));
    until("the loss", || driver.metrics().losses >= 1).await;
    let status = driver.status();
    assert_eq!(status.attempt, 1);
    assert!(status.next_try_at.is_some());
    assert!(told.borrow().iter().any(|line| line.contains("the socket closed")), "{told:?}");
    until("the second attempt", || driver.metrics().attempts >= 2).await;
}

#[wasm_bindgen_test]
async fn a_command_that_may_not_wait_is_rejected_without_a_connection() {
    let (driver, told) = driver_without_server();
    driver.push(Input::Command { id: "c0".to_owned(), command: (), expected_version: 1 });
    assert_eq!(told.borrow().as_slice(), ["c0 rejected: NoUser"]);
    driver.push(Input::SignedIn(token()));
    driver.push(Input::Command { id: "c1".to_owned(), command: (), expected_version: 1 });
    assert!(told.borrow().iter().any(|line| line == "c1 rejected: NeedsConnection"), "{told:?}");
}

/// Dispatches an event that the browser would.
fn browser_says(script: &str) {
    js_sys::Function::new_no_args(script).call0(&wasm_bindgen::JsValue::NULL).expect("dispatched");
}

#[wasm_bindgen_test]
async fn a_page_that_is_put_away_rests_and_one_that_comes_back_tries_at_once() {
    let (driver, told) = driver_without_server();
    driver.push(Input::SignedIn(token()));
    until("the loss", || driver.metrics().losses >= 1 && driver.status().next_try_at.is_some()).await;
    browser_says("window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))");
    let (attempts, before) = (driver.metrics().attempts, told.borrow().len());
    // Longer than the longest first wait of a server that named no spread.
    gloo_timers::future::TimeoutFuture::new(3_200).await;
    assert_eq!((driver.metrics().attempts, told.borrow().len()), (attempts, before));
    browser_says("window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: false }))");
    assert_eq!(driver.metrics().attempts, attempts, "a first showing takes nothing up again");
    browser_says("window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");
    assert_eq!(driver.metrics().attempts, attempts + 1);
}

#[wasm_bindgen_test]
async fn the_browsers_events_reach_the_machine() {
    let (driver, told) = driver_without_server();
    for (script, record) in [
        ("document.dispatchEvent(new Event('freeze'))", "the page is frozen"),
        ("document.dispatchEvent(new Event('resume'))", "the page is resumed"),
        ("window.dispatchEvent(new Event('offline'))", "the browser says offline"),
        ("window.dispatchEvent(new Event('online'))", "the browser says online"),
    ] {
        browser_says(script);
        assert!(told.borrow().iter().any(|line| line.contains(record)), "{record}: {told:?}");
    }
    assert_eq!(driver.metrics().attempts, 0, "nobody asked for a connection");
}

#[wasm_bindgen_test]
async fn a_driver_that_was_dropped_tells_nothing_more() {
    let (driver, told) = driver_without_server();
    driver.push(Input::SignedIn(token()));
    drop(driver);
    let before = told.borrow().len();
    gloo_timers::future::TimeoutFuture::new(300).await;
    assert_eq!(told.borrow().len(), before);
}
