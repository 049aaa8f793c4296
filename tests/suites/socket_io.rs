//! The cases of Socket.IO v5, from the client's side.

use std::borrow::Cow;

use deskbell::realtime::ConnectionState;
use deskbell::realtime::outbox::ItemState;
use deskbell::realtime::socket_io::{Decoder, Frame, Packet, PacketType};
use serde_json::value::RawValue;

use super::desk::{Desk, OPEN};

fn raw(json: &str) -> Box<RawValue> {
    RawValue::from_string(json.to_owned()).expect("JSON")
}

fn text(packet: &Packet<'_>) -> String {
    let frames = packet.encode();
    let [Frame::Text(text)] = frames.as_slice() else { panic!("{frames:?}") };
    text.clone()
}

fn read(text: &str) -> Packet<'static> {
    let packet = Decoder::default().text(text).expect("a packet").expect("without attachments");
    packet.into_owned()
}

fn is_refused(text: &str) -> bool {
    Decoder::default().text(text).is_err()
}

pub(crate) fn connects_to_main() {
    let mut desk = Desk::open();
    desk.hears(OPEN);
    assert_ne!(desk.state(), ConnectionState::Live);
    desk.hears(r#"40{"sid":"s"}"#);
    assert_eq!(desk.state(), ConnectionState::Live);
    assert_eq!(desk.sent.iter().filter(|text| text.starts_with("40")).count(), 1, "CONNECT once");
}

pub(crate) fn connects_with_payload() {
    let mut desk = Desk::open();
    desk.hears(OPEN);
    let auth: serde_json::Value = serde_json::from_str(&desk.sent[0][2..]).expect("JSON");
    assert_eq!(auth["token"], "123");
    assert_eq!(auth["client"]["id"], "deskbell");
}

/// This client needs the main namespace only; the codec speaks of any.
pub(crate) fn connects_to_custom() {
    assert_eq!(text(&Packet::connect("/custom", None)), "0/custom,");
    let answer = read(r#"0/custom,{"sid":"s"}"#);
    assert_eq!((answer.kind, &*answer.namespace), (PacketType::Connect, "/custom"));
}

pub(crate) fn connects_to_custom_with_payload() {
    let packet = Packet::connect("/custom", Some(raw(r#"{"token":"abc"}"#)));
    assert_eq!(text(&packet), r#"0/custom,{"token":"abc"}"#);
}

/// A refusal of another namespace is not ours; one of ours is tried again, since it has no code.
pub(crate) fn unknown_namespace() {
    let mut desk = Desk::open();
    desk.hears(OPEN);
    desk.hears(r#"44/random,{"message":"Invalid namespace"}"#);
    assert!(desk.socket.is_some());
    desk.hears(r#"44{"message":"Invalid namespace"}"#);
    desk.comes_back();
}

pub(crate) fn invalid_handshake() {
    for wrong in ["4abc", "40", r#"42["early"]"#] {
        let mut desk = Desk::open();
        desk.hears(wrong);
        assert!(desk.sent.is_empty(), "nothing is said before the handshake");
        desk.comes_back();
    }
}

/// CONNECT follows the handshake at once, so that no server waits for it; one that never answers it is left.
pub(crate) fn no_handshake() {
    let mut desk = Desk::open();
    desk.hears(OPEN);
    assert!(desk.sent[0].starts_with("40"));
    let ms = desk.waits(60_000, |desk| desk.socket.is_none());
    assert!((10_000..10_100).contains(&ms), "given up after {ms} ms");
}

pub(crate) fn disconnects_main() {
    let mut desk = Desk::connected();
    desk.commands("c1");
    desk.hears("41");
    assert_eq!(desk.told.last(), Some(&ItemState::Unknown));
    desk.comes_back();
}

pub(crate) fn disconnects_custom() {
    let mut desk = Desk::connected();
    desk.hears("41/custom");
    desk.hears("41/custom,");
    assert_eq!(desk.state(), ConnectionState::Live);
    desk.hears(r#"42["message-back","message to main namespace"]"#);
    assert_eq!(desk.events.len(), 1);
}

pub(crate) fn plain_event() {
    let mut desk = Desk::connected();
    desk.hears(r#"42["message-back",1,"2",{"3":[true]}]"#);
    let expected = r#"["message-back",1,"2",{"3":[true]}]"#.to_owned();
    assert_eq!(desk.events, [("message-back".to_owned(), expected)]);
    desk.commands("c1");
    assert!(desk.sent.iter().any(|text| text.starts_with("42") && text.contains(r#"["booking:command",{"#)));
}

pub(crate) fn binary_event() {
    let header = r#"52-["message-back",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]"#;
    let mut desk = Desk::connected();
    desk.hears(&format!("4{header}"));
    desk.hears_bytes(&[1, 2, 3]);
    assert!(desk.events.is_empty());
    desk.hears_bytes(&[4, 5, 6]);
    assert_eq!(desk.events.len(), 1);

    let mut decoder = Decoder::default();
    assert!(matches!(decoder.text(header), Ok(None)));
    assert!(matches!(decoder.binary(&[1, 2, 3]), Ok(None)));
    let packet = decoder.binary(&[4, 5, 6]).expect("a packet").expect("whole");
    let frames = packet.encode();
    assert_eq!(frames[0], Frame::Text(header.to_owned()));
    assert_eq!(frames[1..], [Frame::Binary(vec![1, 2, 3]), Frame::Binary(vec![4, 5, 6])]);
}

/// The id under which the client's command went out.
fn command_id(desk: &mut Desk) -> String {
    desk.commands("c1");
    let sent = desk.sent.iter().find(|text| text.contains("booking:command")).expect("a command");
    sent[2..].split('[').next().expect("an id").to_owned()
}

pub(crate) fn event_with_ack() {
    let mut desk = Desk::connected();
    let id = command_id(&mut desk);
    desk.hears("43456[1]");
    assert_eq!(desk.told.last(), Some(&ItemState::Sending), "an answer to nothing that was asked");
    for _ in 0..2 {
        desk.hears(&format!(r#"43{id}[{{"ok":true,"revision":5}}]"#));
    }
    let confirmed = desk.told.iter().filter(|state| **state == ItemState::Confirmed).count();
    assert_eq!(confirmed, 1, "once: {:?}", desk.told);
    assert_eq!(desk.metrics().stray_acks, 2);
}

pub(crate) fn binary_event_with_ack() {
    let mut desk = Desk::connected();
    let id = command_id(&mut desk);
    let answer = r#"{"ok":true,"revision":5,"proof":{"_placeholder":true,"num":0}}"#;
    desk.hears(&format!("461-{id}[{answer}]"));
    assert_eq!(desk.told.last(), Some(&ItemState::Sending));
    desk.hears_bytes(&[1, 2, 3]);
    assert_eq!(desk.told.last(), Some(&ItemState::Confirmed));

    let mut packet = Packet::event("/", Some(789), event_payload());
    packet.attachments.push(Cow::Borrowed(&[1, 2, 3]));
    let Frame::Text(header) = &packet.encode()[0] else { panic!("a header first") };
    assert!(header.starts_with("51-789["), "{header}");
}

fn event_payload() -> deskbell::realtime::socket_io::Payload {
    deskbell::realtime::socket_io::Payload::event("message-with-ack", &1).expect("a payload")
}

fn invalid(frame: &str) {
    assert!(is_refused(&frame[1..]), "{frame}");
    let mut desk = Desk::connected();
    desk.hears(frame);
    assert_eq!((desk.metrics().malformed, desk.events.len()), (1, 0));
    assert!(desk.socket.is_some(), "one frame is set aside; `websocket_invalid_format` shows the limit");
}

pub(crate) fn unknown_type() {
    invalid("4abc");
}

pub(crate) fn invalid_payload() {
    invalid("42{}");
}

pub(crate) fn invalid_id() {
    invalid(r#"42abc["message-with-ack",1,"2",{"3":[false]}]"#);
}
