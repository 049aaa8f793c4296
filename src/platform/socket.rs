//! One WebSocket, by web-sys: its events go to one callback until it is dropped, then to none.

use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BinaryType, CloseEvent, Event, MessageEvent, WebSocket};

use super::events::Listener;
use crate::realtime::Frame;

/// Bytes that may wait in the browser before a line counts as stuck: far above any burst of ours.
const BUFFERED_BYTES_MAX: u32 = 4 * 1024 * 1024;

/// What a socket tells.
pub(super) enum SocketEvent {
    /// It is open.
    Opened,
    /// It is closed, or could not be opened; with the close code.
    Closed(u16),
    /// A text frame.
    Text(String),
    /// A binary frame.
    Binary(Vec<u8>),
}

/// A WebSocket that closes and falls silent when it is dropped.
pub(super) struct Socket {
    socket: WebSocket,
    _listeners: [Listener; 3],
}

impl Socket {
    /// Opens a socket to `url`.
    ///
    /// # Errors
    /// When the browser refuses the address outright.
    pub(super) fn open(url: &str, on_event: impl Fn(SocketEvent) + Clone + 'static) -> Result<Self, JsValue> {
        let socket = WebSocket::new(url)?;
        socket.set_binary_type(BinaryType::Arraybuffer);
        let (opened, closed, message) = (on_event.clone(), on_event.clone(), on_event);
        let listeners = [
            Listener::new(&socket, "open", move |_| opened(SocketEvent::Opened)),
            Listener::new(&socket, "close", move |event: Event| {
                let code = event.dyn_ref::<CloseEvent>().map_or(1006, CloseEvent::code);
                closed(SocketEvent::Closed(code));
            }),
            Listener::new(&socket, "message", move |event: Event| {
                if let Some(frame) = event.dyn_ref::<MessageEvent>().and_then(|event| read(&event.data())) {
                    message(frame);
                }
            }),
        ];
        Ok(Socket { socket, _listeners: listeners })
    }

    /// Sends a frame; `false` when the socket cannot take it. A socket that is closing tells so by its event, and
    /// the browser would write an error for each frame.
    pub(super) fn send(&self, frame: &Frame) -> bool {
        if self.socket.ready_state() >= WebSocket::CLOSING {
            return true;
        }
        if self.socket.buffered_amount() > BUFFERED_BYTES_MAX {
            return false;
        }
        let sent = match frame {
            Frame::Text(text) => self.socket.send_with_str(text),
            Frame::Binary(bytes) => self.socket.send_with_u8_array(bytes),
        };
        sent.is_ok()
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        // The listeners go first, so closing tells nobody.
        let _ = self.socket.close();
    }
}

fn read(data: &JsValue) -> Option<SocketEvent> {
    if let Some(text) = data.as_string() {
        return Some(SocketEvent::Text(text));
    }
    let buffer = data.dyn_ref::<ArrayBuffer>()?;
    Some(SocketEvent::Binary(Uint8Array::new(buffer).to_vec()))
}
