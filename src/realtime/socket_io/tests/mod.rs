//! Tables of the protocol document's examples, what is refused, round trips, and what hostile input gets.

mod payloads;
mod random;
mod refusals;

use serde_json::value::RawValue;

use super::{DecodeError, Decoder, Frame, Packet, PacketType, Payload};

fn text(frame: &str) -> Frame {
    Frame::Text(frame.to_owned())
}

fn raw(json: &str) -> Box<RawValue> {
    RawValue::from_string(json.to_owned()).expect("the table holds JSON")
}

fn payload(json: &str, attachments: &[&[u8]]) -> Payload {
    Payload { json: raw(json), attachments: attachments.iter().map(|bytes| bytes.to_vec()).collect() }
}

/// Feeds all frames; `None` if the packet is still incomplete behind the last.
fn decode(frames: &[Frame]) -> Result<Option<Packet<'static>>, DecodeError> {
    let mut decoder = Decoder::default();
    let mut complete = None;
    for frame in frames {
        assert!(complete.is_none(), "a packet before the last frame");
        complete = match frame {
            Frame::Text(text) => decoder.text(text)?.map(Packet::into_owned),
            Frame::Binary(bytes) => decoder.binary(bytes)?,
        };
        assert_eq!(decoder.is_waiting(), complete.is_none());
    }
    Ok(complete)
}

fn decode_text(frame: &str) -> Result<Option<Packet<'_>>, DecodeError> {
    Decoder::default().text(frame)
}

fn refusal(frame: &str) -> DecodeError {
    match decode_text(frame) {
        Err(error) => error,
        Ok(packet) => panic!("{frame:?} was read as {packet:?}"),
    }
}

fn assert_same(left: &Packet<'_>, right: &Packet<'_>, what: &str) {
    assert_eq!(left.kind, right.kind, "type of {what}");
    assert_eq!(left.namespace, right.namespace, "namespace of {what}");
    assert_eq!(left.id, right.id, "id of {what}");
    let json = |packet: &Packet<'_>| packet.data.as_ref().map(|data| data.get().to_owned());
    assert_eq!(json(left), json(right), "payload of {what}");
    assert_eq!(left.attachments, right.attachments, "attachments of {what}");
}

#[test]
fn examples_of_the_document_both_ways() {
    let one = "{\"_placeholder\":true,\"num\":0}";
    let baz = format!("[\"baz\",{one}]");
    let bar = format!("[\"bar\",{one}]");
    let foo = format!("[\"foo\",{one}]");
    let two = format!("[\"baz\",{one},{{\"_placeholder\":true,\"num\":1}}]");
    let bytes: &[u8] = &[1, 2, 3, 4];
    let connect = |ns, json| Packet::connect(ns, Some(raw(json)));
    let event = |ns, id, json| Packet::event(ns, id, payload(json, &[]));
    let ack = |ns, id, json| Packet::ack(ns, id, payload(json, &[]));
    let table: Vec<(String, Packet<'_>)> = vec![
        // Connection to a namespace.
        ("0".into(), Packet::connect("/", None)),
        ("0{\"sid\":\"wZX3oN0bSVIhsaknAAAI\"}".into(), connect("/", "{\"sid\":\"wZX3oN0bSVIhsaknAAAI\"}")),
        ("0/admin,".into(), Packet::connect("/admin", None)),
        (
            "0/admin,{\"sid\":\"oSO0OpakMV_3jnilAAAA\"}".into(),
            connect("/admin", "{\"sid\":\"oSO0OpakMV_3jnilAAAA\"}"),
        ),
        ("0/admin,{\"token\":\"123\"}".into(), connect("/admin", "{\"token\":\"123\"}")),
        (
            "0/admin,{\"sid\":\"iLnRaVGHY4B75TeVAAAB\"}".into(),
            connect("/admin", "{\"sid\":\"iLnRaVGHY4B75TeVAAAB\"}"),
        ),
        (
            "0/admin,{\"sid\":\"-G5j-67EZFp-q59rADQM\"}".into(),
            connect("/admin", "{\"sid\":\"-G5j-67EZFp-q59rADQM\"}"),
        ),
        (
            "4{\"message\":\"Not authorized\"}".into(),
            Packet::connect_error("/", raw("{\"message\":\"Not authorized\"}")),
        ),
        // Sending and receiving data.
        ("2[\"foo\"]".into(), event("/", None, "[\"foo\"]")),
        ("2[\"bar\"]".into(), event("/", None, "[\"bar\"]")),
        ("2/admin,[\"bar\"]".into(), event("/admin", None, "[\"bar\"]")),
        ("2[\"hey\",\"Jude\"]".into(), event("/", None, "[\"hey\",\"Jude\"]")),
        ("2[\"hello\"]".into(), event("/", None, "[\"hello\"]")),
        ("2[\"world\"]".into(), event("/", None, "[\"world\"]")),
        (format!("51-{baz}"), Packet::event("/", None, payload(&baz, &[bytes]))),
        (format!("52-/admin,{two}"), Packet::event("/admin", None, payload(&two, &[&[1, 2], &[3, 4]]))),
        // Acknowledgement.
        ("212[\"foo\"]".into(), event("/", Some(12), "[\"foo\"]")),
        ("312[\"bar\"]".into(), ack("/", 12, "[\"bar\"]")),
        ("312[]".into(), ack("/", 12, "[]")),
        ("2/admin,13[\"foo\"]".into(), event("/admin", Some(13), "[\"foo\"]")),
        ("3/admin,13[\"bar\"]".into(), ack("/admin", 13, "[\"bar\"]")),
        (format!("51-14{foo}"), Packet::event("/", Some(14), payload(&foo, &[bytes]))),
        ("314[\"bar\"]".into(), ack("/", 14, "[\"bar\"]")),
        ("215[\"foo\"]".into(), event("/", Some(15), "[\"foo\"]")),
        (format!("61-15{bar}"), Packet::ack("/", 15, payload(&bar, &[bytes]))),
        ("2/admin,1[\"tellme\"]".into(), event("/admin", Some(1), "[\"tellme\"]")),
        (format!("61-/admin,1[{one}]"), Packet::ack("/admin", 1, payload(&format!("[{one}]"), &[bytes]))),
        // Disconnection from a namespace.
        ("1".into(), Packet::disconnect("/")),
        ("1/admin,".into(), Packet::disconnect("/admin")),
    ];
    for (frame, packet) in table {
        let frames = packet.encode();
        assert_eq!(frames.first(), Some(&text(&frame)), "encode {frame}");
        assert_eq!(frames.len(), 1 + packet.attachments.len(), "encode {frame}");
        let decoded = decode(&frames).expect(&frame).expect("a whole packet");
        assert_same(&decoded, &packet, &frame);
        assert_eq!(decoded.encode(), frames, "encode again {frame}");
    }
}

/// Frame, type, namespace, id, and the payload where the table tells it.
type Accepted<'a> = (&'a str, PacketType, &'a str, Option<u64>, Option<&'a str>);

#[test]
fn odd_but_accepted() {
    let nested = format!("2[\"deep\",{}{}]", "[".repeat(100_000), "]".repeat(100_000));
    let max = format!("2{}[\"a\"]", u64::MAX);
    let table: [Accepted<'_>; 19] = [
        ("2[5,\"a\"]", PacketType::Event, "/", None, Some("[5,\"a\"]")),
        ("2[\"\"]", PacketType::Event, "/", None, Some("[\"\"]")),
        ("2[\"\\ud83d\"]", PacketType::Event, "/", None, Some("[\"\\ud83d\"]")),
        (
            "2[\"a\",\"\\ud83d\\ude00 😀 \\u2028\\n\"]",
            PacketType::Event,
            "/",
            None,
            Some("[\"a\",\"\\ud83d\\ude00 😀 \\u2028\\n\"]"),
        ),
        ("2[\"a\",1e999,-0]", PacketType::Event, "/", None, Some("[\"a\",1e999,-0]")),
        ("2[ \"a\" , 1 ] \n", PacketType::Event, "/", None, Some("[ \"a\" , 1 ]")),
        ("20[\"a\"]", PacketType::Event, "/", Some(0), Some("[\"a\"]")),
        ("2007[\"a\"]", PacketType::Event, "/", Some(7), Some("[\"a\"]")),
        (&max, PacketType::Event, "/", Some(u64::MAX), None),
        ("3[]", PacketType::Ack, "/", None, Some("[]")),
        ("0/admin?token=1&x={},", PacketType::Connect, "/admin?token=1&x={}", None, None),
        ("0/admin", PacketType::Connect, "/admin", None, None),
        ("1/admin", PacketType::Disconnect, "/admin", None, None),
        ("0/,{}", PacketType::Connect, "/", None, Some("{}")),
        ("012{}", PacketType::Connect, "/", Some(12), Some("{}")),
        ("4\"no\"", PacketType::ConnectError, "/", None, Some("\"no\"")),
        (
            "4/größe,{\"message\":\"no\"}",
            PacketType::ConnectError,
            "/größe",
            None,
            Some("{\"message\":\"no\"}"),
        ),
        ("2[\"a\",{\"_placeholder\":true,\"num\":7}]", PacketType::Event, "/", None, None),
        (&nested, PacketType::Event, "/", None, None),
    ];
    for (frame, kind, namespace, id, json) in table {
        let what = &frame[..frame.len().min(40)];
        let packet = decode_text(frame).expect(what).expect("no attachments");
        assert_eq!((packet.kind, &*packet.namespace, packet.id), (kind, namespace, id), "{what}");
        if json.is_some() || packet.data.is_none() {
            assert_eq!(packet.data.as_deref().map(RawValue::get), json, "{what}");
        }
    }
}

#[test]
fn depth_costs_no_stack() {
    let depth = 200_000;
    for prefix in ["2", "51-", "31"] {
        let frame = format!("{prefix}[\"deep\",{}{}]", "[".repeat(depth), "]".repeat(depth));
        let mut decoder = Decoder::default();
        let packet = decoder.text(&frame).expect(prefix).map(Packet::into_owned);
        let packet = packet.or_else(|| decoder.binary(&[1]).expect(prefix)).expect("a whole packet");
        assert_eq!(packet.args().expect(prefix).len(), if packet.kind.is_event() { 1 } else { 2 });
        assert_eq!(packet.encode().first(), Some(&Frame::Text(frame)));
    }
}
