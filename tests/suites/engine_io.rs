//! The cases of Engine.IO v4, from the client's side.

use deskbell::realtime::ConnectionState;
use deskbell::realtime::engine_io::{Frame, Packet, payload};

use super::desk::{Desk, OPEN};

fn packets(body: &str) -> Vec<Packet<'_>> {
    payload::decode(body).map(|packet| packet.expect("a packet")).collect()
}

/// What a body holds is read packet by packet and written again byte for byte.
fn body(body: &str, count: usize) {
    let read = packets(body);
    assert_eq!(read.len(), count);
    let batch = payload::encode(&read, Some(1_000_000)).expect("a body");
    assert_eq!((batch.body.as_str(), batch.count), (body, count));
}

pub(crate) fn polling_opens() {
    let read = packets(OPEN);
    let [Packet::Open(handshake)] = read.as_slice() else { panic!("{read:?}") };
    assert_eq!(handshake.upgrades, ["websocket"]);
    assert_eq!((handshake.ping_interval_ms, handshake.ping_timeout_ms), (25_000, 20_000));
    assert_eq!((handshake.sid.as_str(), handshake.max_payload), ("lv_VI97HAXpY6yYWAAAC", Some(1_000_000)));
}

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

pub(crate) fn polling_one_packet() {
    body("4hello", 1);
}

pub(crate) fn polling_several_packets() {
    body("4test1\u{1e}4test2\u{1e}4test3", 3);
}

pub(crate) fn polling_text_and_binary() {
    body("4hello\u{1e}bAQIDBA==", 2);
    let read = packets("4hello\u{1e}bAQIDBA==");
    assert!(matches!(&read[1], Packet::Binary(bytes) if **bytes == [1, 2, 3, 4]));
}

/// What is behind a packet that cannot be read is not read either.
pub(crate) fn polling_invalid_format() {
    let read: Vec<_> = payload::decode("4a\u{1e}abc\u{1e}4b").map(|packet| packet.is_ok()).collect();
    assert_eq!(read, [true, false]);
    assert!(payload::decode("").all(|packet| packet.is_err()), "an empty body is no body");
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

pub(crate) fn polling_ping_and_pong() {
    assert_eq!(packets("2"), [Packet::Ping("")]);
    assert_eq!(payload::encode(&[Packet::Pong("")], None).expect("a body").body, "3");
}

/// The deadline comes from the handshake, whichever transport brought it.
pub(crate) fn polling_ping_timeout() {
    let read = packets(OPEN);
    assert!(matches!(read.as_slice(), [Packet::Open(handshake)] if handshake.liveness_ms() == 45_000));
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

pub(crate) fn polling_closes() {
    assert_eq!(packets("1"), [Packet::Close]);
    assert_eq!(packets("6"), [Packet::Noop]);
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
