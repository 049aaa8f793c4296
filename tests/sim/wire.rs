//! The server's side of the wire, written by hand, so that the crate's codec is not its own oracle.
//!
//! Everything is text. What is read by hand is read with the crate's decoder too, and what is written by hand
//! is written with its encoder too; a difference is a finding.

use deskbell::realtime::engine_io::{Frame, Packet as EnginePacket};
use deskbell::realtime::socket_io::{Decoder, Limits, MAIN_NAMESPACE, Packet, Payload};
use serde_json::{Value, json};

const LIMITS: Limits = Limits { max_attachments: 10, max_packet_bytes: 1 << 20 };

/// What a client can say.
#[derive(Debug)]
pub(crate) enum Said {
    /// `3`
    Pong,
    /// `40{…}`
    Connect(Value),
    /// `42<id>["name",{…}]`
    Event { id: Option<u64>, name: String, arg: Value },
    /// Anything else is a mistake of the client.
    Nonsense,
}

/// Reads a client's frame by hand.
pub(crate) fn read(text: &str) -> Said {
    if text == "3" {
        return Said::Pong;
    }
    let Some(message) = text.strip_prefix('4') else { return Said::Nonsense };
    assert!(matches!(EnginePacket::decode_text(text), Ok(EnginePacket::Message(own)) if own == message));
    if let Some(auth) = message.strip_prefix('0') {
        return serde_json::from_str(auth).map_or(Said::Nonsense, Said::Connect);
    }
    let Some(rest) = message.strip_prefix('2') else { return Said::Nonsense };
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let id = rest[..digits].parse::<u64>().ok();
    let mut decoder = Decoder::new(LIMITS);
    let own =
        decoder.text(message).ok().flatten().map(|packet| (packet.id, packet.data.map(|d| d.to_string())));
    assert_eq!(own, Some((id, Some(rest[digits..].to_owned()))), "two readings of {message}");
    match serde_json::from_str::<Vec<Value>>(&rest[digits..]).as_deref() {
        Ok([Value::String(name), arg]) => Said::Event { id, name: name.clone(), arg: arg.clone() },
        Ok(_) | Err(_) => Said::Nonsense,
    }
}

/// The handshake.
pub(crate) fn open(sid: u64, ping_interval_ms: u64, ping_timeout_ms: u64) -> String {
    format!(
        r#"0{{"sid":"e{sid}","upgrades":[],"pingInterval":{ping_interval_ms},"pingTimeout":{ping_timeout_ms},"maxPayload":1000000}}"#
    )
}

/// CONNECT's answer.
pub(crate) fn connected(sid: u64) -> String {
    format!(r#"40{{"sid":"s{sid}"}}"#)
}

/// CONNECT_ERROR.
pub(crate) fn connect_error(data: &Value) -> String {
    if data.is_null() {
        return r#"44{"message":"not now"}"#.to_owned();
    }
    format!("44{}", json!({"message": "refused", "data": data}))
}

/// An event without acknowledgement.
pub(crate) fn event(name: &str, arg: &Value) -> String {
    let text = format!(r#"42["{name}",{arg}]"#);
    check(&text, Payload::event(name, arg).ok().map(|payload| Packet::event(MAIN_NAMESPACE, None, payload)));
    text
}

/// An acknowledgement.
pub(crate) fn ack(id: u64, arg: &Value) -> String {
    let text = format!("43{id}[{arg}]");
    check(&text, Payload::ack(arg).ok().map(|payload| Packet::ack(MAIN_NAMESPACE, id, payload)));
    text
}

fn check(text: &str, packet: Option<Packet<'_>>) {
    let frames = packet.map(|packet| packet.encode()).unwrap_or_default();
    assert_eq!(frames.len(), 1, "one text frame");
    let same = matches!(&frames[0], Frame::Text(own) if Some(own.as_str()) == text.strip_prefix('4'));
    assert!(same, "two writings of {text}: {:?}", frames[0]);
}
