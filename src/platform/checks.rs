//! The checks' own questions to the server and to the device: each opens what it needs, hears the first word, and
//! closes it again.

use std::cell::RefCell;
use std::rc::Rc;

use futures_util::future::{Either, select};
use futures_util::pin_mut;
use gloo_timers::future::TimeoutFuture;
use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortController;

use super::clock;
use super::device;
use super::driver::Endpoints;
use super::http::{self, Answer};
use super::socket::{Socket, SocketEvent};
use super::store::Store;
use crate::realtime::engine_io::{Packet, payload};
use crate::realtime::{Check, CheckResult, Fault, FaultKind, Frame, Unreachable, server_time_ms};

/// The address that answers whoever asks, without a session.
const HEALTH: &str = "/api/health";

/// What a check may take; the machine stops waiting at about the same time.
const LIMIT_MS: u32 = 3_000;

/// Tries one way to the server, or asks the device.
///
/// # Errors
/// What is wrong with it.
pub(super) async fn run(check: Check, endpoints: &Endpoints) -> CheckResult {
    let abort = AbortController::new().map_err(|_| silence())?;
    let found = async {
        match check {
            Check::Online => device::online().map(|()| None),
            Check::Server => server(endpoints, &abort).await.map(|_| None),
            Check::WebSocket => websocket(endpoints).await.map(|()| None),
            Check::Polling => polling(endpoints, &abort).await.map(|()| None),
            Check::RoundTrip => round_trip(endpoints, &abort).await,
            Check::Clock => clock_skew(endpoints, &abort).await,
            Check::Storage => storage(endpoints).await.map(|()| None),
            Check::Origin => device::secure_origin().map(|()| None),
            // The machine checks the session by a refresh of its own.
            Check::Session => Ok(None),
        }
    };
    pin_mut!(found);
    match select(found, TimeoutFuture::new(LIMIT_MS)).await {
        Either::Left((found, _)) => found,
        Either::Right(((), _)) => {
            abort.abort();
            Err(silence())
        }
    }
}

async fn server(endpoints: &Endpoints, abort: &AbortController) -> Result<Answer, Fault> {
    let answer = answered(endpoints.http.get(HEALTH, None, Some(abort)).await)?;
    well(&answer).map(|()| answer)
}

/// The first request may have to open a connection; the second one finds it open.
async fn round_trip(endpoints: &Endpoints, abort: &AbortController) -> CheckResult {
    server(endpoints, abort).await?;
    let sent_at = clock::now().mono;
    server(endpoints, abort).await?;
    Ok(i64::try_from(clock::now().mono.since_ms(sent_at)).ok())
}

/// The device's clock, less the server's at the middle of the request: wrong by half the round trip at most.
async fn clock_skew(endpoints: &Endpoints, abort: &AbortController) -> CheckResult {
    let sent_at = clock::now().mono;
    let answer = server(endpoints, abort).await?;
    let now = clock::now();
    let half_ms = i64::try_from(now.mono.since_ms(sent_at) / 2).unwrap_or(0);
    let server_ms = server_time_ms(&answer.body)
        .ok_or_else(|| Fault::new(FaultKind::Protocol, "the server did not tell its time"))?;
    Ok(Some(now.wall.0.saturating_sub(half_ms).saturating_sub(server_ms)))
}

async fn storage(endpoints: &Endpoints) -> Result<(), Fault> {
    // A connection of its own: what is checked must not be what happens to be open.
    let store = Store::new(&endpoints.database, || ());
    let written = store.try_writing().await;
    store.close();
    written.map_err(|fault| {
        Fault::new(FaultKind::Storage, "the browser keeps nothing").with_code(fault.as_str())
    })
}

async fn websocket(endpoints: &Endpoints) -> Result<(), Fault> {
    let mut socket = None;
    let first = Rc::new(RefCell::new(None));
    let told = Promise::new(&mut |resolve, _| {
        let first = Rc::clone(&first);
        let on_event = move |event| {
            if let Some(found) = handshake(event) {
                first.borrow_mut().get_or_insert(found);
                // Resolving twice changes nothing.
                let _ = resolve.call0(&JsValue::NULL);
            }
        };
        socket = Some(Socket::open(&endpoints.socket_url, on_event));
    });
    let refused = || Fault::new(FaultKind::Client, "the address cannot be opened");
    let socket = socket.and_then(Result::ok).ok_or_else(refused)?;
    let _ = JsFuture::from(told).await;
    socket.send(&Packet::Close.encode());
    first.take().unwrap_or_else(|| Err(silence()))
}

/// What the first word on a socket means; `None` where it is none yet.
fn handshake(event: SocketEvent) -> Option<Result<(), Fault>> {
    match event {
        SocketEvent::Opened | SocketEvent::Binary(_) => None,
        SocketEvent::Text(text) => match Packet::decode_text(&text) {
            Ok(Packet::Open(_)) => Some(Ok(())),
            Ok(_) | Err(_) => Some(Err(no_handshake())),
        },
        SocketEvent::Closed(_) => Some(Err(Fault::new(FaultKind::Network, "the socket did not open"))),
    }
}

async fn polling(endpoints: &Endpoints, abort: &AbortController) -> Result<(), Fault> {
    let answer = answered(http::poll(&endpoints.polling_url, None, Some(abort)).await)?;
    well(&answer)?;
    let handshake = match payload::decode(&answer.body).next() {
        Some(Ok(Packet::Open(handshake))) => handshake,
        Some(_) | None => return Err(no_handshake()),
    };
    if let Frame::Text(close) = Packet::Close.encode() {
        let url = endpoints.polling_url_of(&handshake.sid);
        // Only so that the server need not wait for the session to time out.
        let _ = http::poll(&url, Some(close), Some(abort)).await;
    }
    Ok(())
}

fn answered(answer: Result<Answer, Unreachable>) -> Result<Answer, Fault> {
    answer.map_err(|Unreachable| Fault::new(FaultKind::Network, "the server cannot be reached"))
}

fn well(answer: &Answer) -> Result<(), Fault> {
    if answer.status == 200 { Ok(()) } else { Err(answer.response().fault()) }
}

fn silence() -> Fault {
    Fault::new(FaultKind::Network, "no answer in time")
}

fn no_handshake() -> Fault {
    Fault::new(FaultKind::Protocol, "no handshake came")
}
