//! The checks' own questions to the server: each opens what it needs, hears the first word, and closes it again.

use std::cell::RefCell;
use std::rc::Rc;

use futures_util::future::{Either, select};
use futures_util::pin_mut;
use gloo_timers::future::TimeoutFuture;
use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortController;

use super::driver::Endpoints;
use super::http::{self, Answer};
use super::socket::{Socket, SocketEvent};
use crate::realtime::engine_io::{Packet, payload};
use crate::realtime::{Check, Fault, FaultKind, Frame, Unreachable};

/// What a check may take; the machine stops waiting at about the same time.
const LIMIT_MS: u32 = 3_000;

/// Tries one way to the server.
///
/// # Errors
/// What is wrong with it.
pub(super) async fn run(check: Check, endpoints: &Endpoints) -> Result<(), Fault> {
    let abort = AbortController::new().map_err(|_| silence())?;
    let found = async {
        match check {
            Check::Server => server(endpoints, &abort).await,
            Check::WebSocket => websocket(endpoints).await,
            Check::Polling => polling(endpoints, &abort).await,
            // The machine checks the session by a refresh of its own.
            Check::Session => Ok(()),
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

async fn server(endpoints: &Endpoints, abort: &AbortController) -> Result<(), Fault> {
    let answer = endpoints.http.get("/api/health", None, Some(abort)).await;
    well(&answered(answer)?)
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
