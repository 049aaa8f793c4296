//! Connecting and disconnecting leaves nothing behind: no listener, timer, request, closure, socket or memory, and
//! no client at the server. Runs in Chromium against the reference server, both of which the runner brings; it
//! also counts what the page holds on to, from before the first line of ours.
#![cfg(target_arch = "wasm32")]

use std::cell::RefCell;
use std::rc::Rc;

use deskbell::platform::{Driver, Endpoints, Http, now, seed};
use deskbell::realtime::socket_io::{Args, EncodeError};
use deskbell::realtime::{
    Application, Client, ConnectionState, Draft, Effect, Entry, Envelope, FeedPhase, Input, Options, Token,
    Unreadable,
};
use futures_util::FutureExt;
use gloo_timers::future::TimeoutFuture;
use serde::Deserialize;
use serde_json::value::{RawValue, to_raw_value};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// The runner's functions in the page: `scripts/lib/test-host.mjs` and `page-ledger.mjs`.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = openServer)]
    async fn open_server() -> JsValue;
    #[wasm_bindgen(js_name = serverClients)]
    async fn server_clients() -> JsValue;
    #[wasm_bindgen(js_name = collectedHeap)]
    async fn collected_heap() -> JsValue;
    #[wasm_bindgen(js_name = leakRounds)]
    async fn leak_rounds() -> JsValue;
    async fn control(path: &str, body: &str) -> JsValue;
    async fn tell(line: &str) -> JsValue;
    fn ledger() -> String;
}

const VENUE: &str = "harbour-house";
/// Rounds in which caches fill and code is compiled, before the count begins.
const WARM_UP: u32 = 100;
/// What measures the room in linear memory, with what the allocator adds to each block.
const BLOCK_BYTES: usize = 128;
const BLOCK_HEADER_BYTES: usize = 8;
const BLOCKS_MAX: usize = 100_000;
/// A leak of the smallest block in every round would be more.
const USED_BYTES_PER_ROUND_MAX: usize = 8;
/// Nobody listens here: a WebSocket that cannot be opened.
const NOBODY: &str = "ws://127.0.0.1:9/socket.io/?EIO=4&transport=websocket";

/// Bookings, of which only identity and revision are read.
struct Bookings;

#[derive(Deserialize)]
struct Booking {
    id: String,
    revision: u64,
}

#[derive(Deserialize)]
struct Changed {
    venue: String,
    epoch: String,
    revision: u64,
    booking: Option<Booking>,
    id: Option<String>,
}

impl Application for Bookings {
    type Change = ();
    type Command = ();
    type Answer = ();

    fn decode(&self, event: &str, args: &Args<'_>) -> Result<Option<Envelope<()>>, Unreadable> {
        match args.raw(0) {
            Some(raw) if event == "booking:changed" => self.decode_change(raw).map(Some),
            _ => Ok(None),
        }
    }

    fn decode_change(&self, raw: &RawValue) -> Result<Envelope<()>, Unreadable> {
        let changed: Changed = serde_json::from_str(raw.get()).map_err(|_| Unreadable::default())?;
        let key = changed.booking.map(|booking| booking.id).or(changed.id).unwrap_or_default();
        let entry = Entry { key, revision: changed.revision, change: () };
        Ok(Envelope { feed: changed.venue, epoch: changed.epoch, entry })
    }

    fn decode_record(&self, _: &str, raw: &RawValue) -> Result<Entry<()>, Unreadable> {
        let booking: Booking = serde_json::from_str(raw.get()).map_err(|_| Unreadable::default())?;
        Ok(Entry { key: booking.id, revision: booking.revision, change: () })
    }

    fn snapshot_path(&self, feed: &str) -> String {
        format!("/api/bookings?venue={feed}&limit=500")
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

/// What the page holds on to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
struct Held {
    listeners: i64,
    timers: i64,
    requests: i64,
    closures: i64,
    sockets: i64,
    controllers: i64,
}

/// What there is after everything that nobody holds was collected.
#[derive(Debug, Clone, Copy)]
struct Rest {
    held: Held,
    /// Linear memory, in pages of 64 KiB; it never shrinks.
    pages: usize,
    /// What of it is in use, to some hundred bytes.
    used_bytes: usize,
    heap_bytes: f64,
    clients: f64,
}

fn held() -> Held {
    serde_json::from_str(&ledger()).expect("counts")
}

fn pages() -> usize {
    core::arch::wasm32::memory_size::<0>()
}

/// Linear memory less what still fits into it. Grows it by a page, since only that tells that nothing fits any more.
fn used_bytes() -> usize {
    let mut filling: Vec<Box<[u8]>> = Vec::with_capacity(BLOCKS_MAX);
    let before = pages();
    while pages() == before {
        assert!(filling.len() < BLOCKS_MAX, "more room than was thought of");
        filling.push(vec![0; BLOCK_BYTES - BLOCK_HEADER_BYTES].into_boxed_slice());
    }
    before * 64 * 1024 - filling.len() * BLOCK_BYTES
}

/// Waits until `is_there`, looking after each turn of the event loop, for at most 20 s.
async fn until(what: &str, is_there: impl Fn() -> bool) {
    let start = now().mono;
    while !is_there() {
        assert!(now().mono.since_ms(start) < 20_000, "waited in vain for {what}");
        TimeoutFuture::new(1).await;
    }
}

/// Measures once nothing is on its way, the server has heard of every end, and two looks in a row, each after a
/// collection, saw the same.
async fn rest() -> Rest {
    let mut before = None;
    for _ in 0..100 {
        web_sys::window().and_then(|window| window.performance()).expect("a page").clear_resource_timings();
        let heap_bytes = collected_heap().await.as_f64().expect("bytes");
        TimeoutFuture::new(50).await;
        let clients = server_clients().await.as_f64().expect("a count");
        let look = (held(), clients.to_bits());
        let is_quiet = look.0.requests == 0 && clients == 0.0;
        if before.replace(look) == Some(look) && is_quiet {
            return Rest { held: look.0, pages: pages(), used_bytes: used_bytes(), heap_bytes, clients };
        }
    }
    panic!("the page never came to rest: {before:?}");
}

async fn rounds() -> u32 {
    leak_rounds().await.as_f64().expect("a count") as u32
}

/// A client at the reference server.
struct Desk {
    driver: Driver<Bookings>,
    events: Rc<RefCell<Vec<String>>>,
}

impl Desk {
    /// Signed in and live; with `has_sockets` false no WebSocket gets through.
    async fn open(has_sockets: bool) -> Self {
        let opened = open_server().await.as_string().expect("an address and a token");
        let opened: serde_json::Value = serde_json::from_str(&opened).expect("JSON");
        let [url, value] = ["url", "token"].map(|key| opened[key].as_str().expect("a text").to_owned());
        let transport = |name: &str| format!("{url}/socket.io/?EIO=4&transport={name}");
        let endpoints = Endpoints {
            socket_url: if has_sockets {
                transport("websocket").replacen("http", "ws", 1)
            } else {
                NOBODY.to_owned()
            },
            polling_url: transport("polling"),
            http: Http::new(url),
            database: "deskbell check".to_owned(),
        };
        let token = move || Token {
            user: "ana".to_owned(),
            value: value.clone(),
            sent_at: now(),
            life_ms: 3_600_000,
        };
        // What the machine remembers has limits, which the warm-up must have reached.
        let options = Options { log_max: 100, history_max: 100, ..Options::default() };
        let events = Rc::new(RefCell::new(Vec::new()));
        let sink = {
            let events = Rc::clone(&events);
            move |effect| {
                if let Effect::Event { name, .. } = effect {
                    events.borrow_mut().push(name);
                }
            }
        };
        let first = token();
        let source = Box::new(move || {
            let token = token();
            async { Ok(token) }.boxed_local()
        });
        let driver = Driver::new(Client::new(Bookings, options, seed()), endpoints, source, sink);
        driver.push(Input::SignedIn(first));
        driver.push(Input::Subscribe { feed: VENUE.to_owned(), handler: 1 });
        let desk = Desk { driver, events };
        desk.live().await;
        desk
    }

    fn is_live(&self) -> bool {
        self.driver.status().live && self.driver.feeds().iter().all(|feed| feed.phase == FeedPhase::Live)
    }

    async fn live(&self) {
        until("a live board", || self.is_live()).await;
    }

    /// From rest to live and back, on every path that ends with one: straight on, with a change of mind while it
    /// connects, and in the middle of loading the list.
    async fn round(&self, number: u32) {
        self.driver.push(Input::Connect);
        if number % 4 == 1 {
            TimeoutFuture::new(number % 8).await;
            self.driver.push(Input::Disconnect);
            self.driver.push(Input::Connect);
        }
        self.live().await;
        if number % 4 == 3 {
            self.driver.push(Input::Reload { feed: VENUE.to_owned() });
            until("the request for the list", || held().requests > 0).await;
        }
        self.driver.push(Input::Disconnect);
        assert_eq!(self.driver.status().state, ConnectionState::NotLive);
    }

    /// Warms up, then measures what so many rounds leave behind.
    async fn leaves_nothing(self, transport: &str, rounds: u32) {
        self.driver.push(Input::Disconnect);
        for number in 0..WARM_UP {
            self.round(number).await;
        }
        let (before, connects, start) = (rest().await, self.driver.metrics().connects, now().mono);
        let pages_max = pages();
        for number in 0..rounds {
            self.round(number).await;
        }
        let (ms, after) = (now().mono.since_ms(start), rest().await);
        let connects = self.driver.metrics().connects - connects;
        tell(&format!(
            "{rounds} rounds over {transport} in {ms} ms, {connects} connects:\n  {before:?}\n  {after:?}"
        ))
        .await;
        assert!(connects >= u64::from(rounds), "each round was live: {connects}");
        assert_eq!(after.held, before.held);
        assert!(after.held.listeners > 0 && after.held.closures > 0, "the page is counted: {:?}", after.held);
        assert_eq!((before.clients, after.clients), (0.0, 0.0), "clients at the server");
        assert!(after.pages <= pages_max, "linear memory grew by {} pages", after.pages - pages_max);
        let used_bytes_max = before.used_bytes + rounds as usize * USED_BYTES_PER_ROUND_MAX;
        assert!(after.used_bytes <= used_bytes_max, "more of the linear memory is in use");
        let growth = after.heap_bytes / before.heap_bytes;
        assert!(growth <= 1.05, "the JavaScript heap grew by a factor of {growth}");
    }
}

#[wasm_bindgen_test]
async fn connections_over_a_websocket_leave_nothing_behind() {
    Desk::open(true).await.leaves_nothing("WebSocket", rounds().await).await;
}

#[wasm_bindgen_test]
async fn connections_over_long_polling_leave_nothing_behind() {
    Desk::open(false).await.leaves_nothing("long-polling", rounds().await / 5).await;
}

#[wasm_bindgen_test]
async fn a_driver_that_is_dropped_takes_everything_along() {
    drop(Desk::open(true).await);
    let before = rest().await;
    for _ in 0..20 {
        let desk = Desk::open(true).await;
        assert!(held().listeners > before.held.listeners, "a live driver listens");
        drop(desk);
    }
    let after = rest().await;
    assert_eq!((after.held, after.clients), (before.held, 0.0));
}

#[wasm_bindgen_test]
async fn bytes_from_the_server_are_taken_in_over_either_transport() {
    for has_sockets in [true, false] {
        let desk = Desk::open(has_sockets).await;
        let connects = desk.driver.metrics().connects;
        for bytes in [0, 1, 3, 100_000] {
            control("/test/bytes", &format!(r#"{{"bytes":{bytes}}}"#)).await;
        }
        until("the events", || desk.events.borrow().len() == 4).await;
        assert!(desk.events.borrow().iter().all(|name| name == "test:bytes"), "{:?}", desk.events);
        assert!(desk.is_live());
        let metrics = desk.driver.metrics();
        assert_eq!((metrics.malformed, metrics.connects), (0, connects), "sockets: {has_sockets}");
    }
}
