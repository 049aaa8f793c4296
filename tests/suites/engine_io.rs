//! The cases of Engine.IO v4 over a WebSocket, from the client's side.

use deskbell::realtime::ConnectionState;
use deskbell::realtime::engine_io::{Frame, Packet};

use super::desk::{Desk, OPEN};

pub(crate) fn websocket_opens() {
    let mut desk = Desk::open();
    assert!(desk.sent.is_empty(), "the server speaks first");
    desk.hears(OPEN);
    assert_eq!(desk.sent.len(), 1, "{:?}", desk.sent);
    assert!(desk.sent[0].starts_with("40{"), "CONNECT and nothing else follows the handshake");
}

/// A refused upgrade is all that a browser lets the client see of a wrong query.
pub(crate) fn websocket_is_refused() {
    let mut desk = Desk::dialling();
    desk.loses(1006);
    assert!(desk.sent.is_empty());
    desk.comes_back();
}

pub(crate) fn websocket_text() {
    let mut desk = Desk::connected();
    desk.hears(r#"42["hello","world"]"#);
    assert_eq!(desk.events, [("hello".to_owned(), r#"["hello","world"]"#.to_owned())]);
    desk.hears("4");
    assert!(desk.socket.is_some(), "an empty message is a message, and no Socket.IO packet");
}

pub(crate) fn websocket_binary() {
    let mut desk = Desk::connected();
    desk.hears(r#"451-["picture",{"_placeholder":true,"num":0}]"#);
    assert!(desk.events.is_empty(), "its attachment is awaited");
    desk.hears_bytes(&[1, 2, 3, 4]);
    assert_eq!(desk.events.len(), 1);
    let frame = Packet::decode_binary(&[1, 2, 3, 4]).encode();
    assert_eq!(frame, Frame::Binary(vec![1, 2, 3, 4]), "byte for byte, without a type");
}

/// A session goes on over a frame that is not the protocol, since frames have boundaries; twenty end it, and
/// while opening one does.
pub(crate) fn websocket_invalid_format() {
    let mut desk = Desk::open();
    desk.hears("abc");
    desk.comes_back();
    let mut desk = Desk::connected();
    for _ in 0..19 {
        desk.hears("abc");
    }
    assert_eq!((desk.metrics().malformed, desk.socket.is_some()), (19, true));
    desk.hears("abc");
    desk.comes_back();
}

pub(crate) fn websocket_ping_and_pong() {
    let mut desk = Desk::connected();
    for _ in 0..3 {
        desk.hears("2");
    }
    assert_eq!(desk.sent, ["3", "3", "3"]);
}

pub(crate) fn websocket_ping_timeout() {
    let mut desk = Desk::connected();
    let ms = desk.waits(60_000, |desk| desk.socket.is_none());
    // pingInterval + pingTimeout, where no probe was ever answered, and a second look.
    assert!((45_000..=45_001).contains(&ms), "{ms}");
    assert!(desk.sent.iter().all(|text| text != "2"), "a client of version 4 sends no ping");
}

pub(crate) fn websocket_closes() {
    let mut desk = Desk::connected();
    desk.hears("1");
    desk.comes_back();
}

/// An offer to upgrade is not taken: the client opens a session of its own instead of moving one.
pub(crate) fn upgrades() {
    let mut desk = Desk::connected();
    desk.hears("3probe");
    desk.hears("5");
    desk.hears("6");
    assert_eq!(desk.state(), ConnectionState::Live);
    assert_eq!(desk.metrics().malformed, 0);
    assert!(desk.sent.iter().all(|text| text != "2probe" && text != "5"), "{:?}", desk.sent);
}
