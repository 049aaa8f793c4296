//! Tables of the protocol document's examples, round trips, and what hostile input gets.

use std::borrow::Cow;

use super::payload::{Batch, BatchError, SEPARATOR};
use super::random::Random;
use super::{DecodeError, Frame, Handshake, JsonFaultKind, Packet, payload};

fn text(frame: &str) -> Frame {
    Frame::Text(frame.to_owned())
}

fn handshake(ping_timeout_ms: u64) -> Handshake {
    Handshake {
        sid: "lv_VI97HAXpY6yYWAAAC".to_owned(),
        upgrades: vec!["websocket".to_owned()],
        ping_interval_ms: 25_000,
        ping_timeout_ms,
        max_payload: Some(1_000_000),
    }
}

fn binary(bytes: &[u8]) -> Packet<'_> {
    Packet::Binary(Cow::Borrowed(bytes))
}

#[test]
fn examples_of_the_document_both_ways() {
    let table = [
        ("1", Packet::Close),
        ("2", Packet::Ping("")),
        ("3", Packet::Pong("")),
        ("2probe", Packet::Ping("probe")),
        ("3probe", Packet::Pong("probe")),
        ("4hello", Packet::Message("hello")),
        ("4world", Packet::Message("world")),
        ("5", Packet::Upgrade),
        ("6", Packet::Noop),
        // From the sample session of the Socket.IO document.
        ("40", Packet::Message("0")),
        ("40{\"sid\":\"wZX3oN0bSVIhsaknAAAI\"}", Packet::Message("0{\"sid\":\"wZX3oN0bSVIhsaknAAAI\"}")),
        ("42[\"hey\",\"Jude\"]", Packet::Message("2[\"hey\",\"Jude\"]")),
        ("40/admin,", Packet::Message("0/admin,")),
        // Valid, and refused by some clients.
        ("4", Packet::Message("")),
    ];
    for (frame, packet) in table {
        assert_eq!(Packet::decode_text(frame), Ok(packet.clone()), "decode {frame}");
        assert_eq!(packet.encode(), text(frame), "encode {frame}");
    }
    assert_eq!(Packet::decode_binary(&[1, 2, 3, 4]), binary(&[1, 2, 3, 4]));
    assert_eq!(binary(&[1, 2, 3, 4]).encode(), Frame::Binary(vec![1, 2, 3, 4]));
}

#[test]
fn handshakes_of_the_documents_both_ways() {
    for ping_timeout_ms in [20_000, 5_000] {
        let frame = format!(
            "0{{\"sid\":\"lv_VI97HAXpY6yYWAAAC\",\"upgrades\":[\"websocket\"],\"pingInterval\":25000,\
             \"pingTimeout\":{ping_timeout_ms},\"maxPayload\":1000000}}"
        );
        let expected = handshake(ping_timeout_ms);
        assert_eq!(expected.liveness_ms(), 25_000 + ping_timeout_ms);
        let packet = Packet::decode_text(&frame).expect("the document's handshake");
        assert_eq!(packet, Packet::Open(expected));
        let Frame::Text(encoded) = packet.encode() else { panic!("a handshake is text") };
        assert_eq!(Packet::decode_text(&encoded), Ok(packet));
    }
}

#[test]
fn handshake_takes_what_servers_leave_out_and_names_what_is_wrong() {
    let decode = |json: &str| match Packet::decode_text(&format!("0{json}")) {
        Ok(Packet::Open(handshake)) => Ok(handshake),
        Ok(other) => panic!("{other:?} from a handshake"),
        Err(error) => Err(error),
    };
    let least = decode("{\"sid\":\"a\",\"pingInterval\":1,\"pingTimeout\":2,\"new\":[{}]}").expect("least");
    assert_eq!((least.upgrades.len(), least.max_payload), (0, None));
    let endless = format!("{{\"sid\":\"a\",\"pingInterval\":{},\"pingTimeout\":2}}", u64::MAX);
    assert_eq!(decode(&endless).expect("large").liveness_ms(), u64::MAX);

    let kind = |json: &str| match decode(json) {
        Err(DecodeError::Handshake(fault)) => fault.kind,
        other => panic!("{other:?} for {json}"),
    };
    // The client's half of WebTransport, an open packet without a handshake, is not spoken.
    assert_eq!(kind(""), JsonFaultKind::Truncated);
    assert_eq!(kind("{\"sid\":\"a\""), JsonFaultKind::Truncated);
    assert_eq!(kind("{sid}"), JsonFaultKind::Syntax);
    assert_eq!(kind("[]"), JsonFaultKind::Mismatch);
    assert_eq!(kind("{\"sid\":\"a\"}"), JsonFaultKind::Mismatch);
    assert_eq!(kind("{\"sid\":\"a\",\"pingInterval\":-1,\"pingTimeout\":2}"), JsonFaultKind::Mismatch);
    assert_eq!(kind("{\"sid\":1,\"pingInterval\":1,\"pingTimeout\":2}"), JsonFaultKind::Mismatch);
    assert_eq!(
        decode("{\"sid\":\"\",\"pingInterval\":1,\"pingTimeout\":2}"),
        Err(DecodeError::HandshakeField { field: "sid" })
    );
}

#[test]
fn what_is_no_packet_is_refused() {
    assert_eq!(Packet::decode_text(""), Err(DecodeError::Empty));
    for found in ['7', '9', ' ', 'a', 'B', '{', '٣', '\u{1e}', '\0'] {
        let frame = format!("{found}hello");
        assert_eq!(Packet::decode_text(&frame), Err(DecodeError::UnknownType { found }));
    }
    assert_eq!(Packet::decode_text("bAQ*D"), Err(DecodeError::Base64 { offset: 2 }));
    assert!(matches!(Packet::decode_text("bA"), Err(DecodeError::Base64 { .. })));
}

#[test]
fn payload_behind_a_packet_without_one_is_not_kept() {
    assert_eq!(Packet::decode_text("1bye"), Ok(Packet::Close));
    assert_eq!(Packet::decode_text("5now"), Ok(Packet::Upgrade));
    assert_eq!(Packet::decode_text("6?"), Ok(Packet::Noop));
}

#[test]
fn errors_do_not_quote_the_frame() {
    for frame in ["0{\"sid\":\"secret\",\"pingInterval\":\"secret\"}", "0secret", "b*secret", "xsecret"] {
        let error = Packet::decode_text(frame).expect_err(frame);
        assert!(!error.to_string().contains("secret") && !format!("{error:?}").contains("secret"), "{error}");
    }
}

#[test]
fn bodies_of_the_document_both_ways() {
    let table: [(&str, Vec<Packet<'_>>); 4] = [
        (
            "4hello\u{1e}2\u{1e}4world",
            vec![Packet::Message("hello"), Packet::Ping(""), Packet::Message("world")],
        ),
        ("4hello\u{1e}bAQIDBA==", vec![Packet::Message("hello"), binary(&[1, 2, 3, 4])]),
        (
            "42[\"hello\"]\u{1e}42[\"world\"]",
            vec![Packet::Message("2[\"hello\"]"), Packet::Message("2[\"world\"]")],
        ),
        ("40", vec![Packet::Message("0")]),
    ];
    for (body, packets) in table {
        let decoded: Result<Vec<_>, _> = payload::decode(body).collect();
        assert_eq!(decoded.as_ref(), Ok(&packets), "decode {body:?}");
        let batch = payload::encode(&packets, None);
        assert_eq!(batch, Ok(Batch { body: body.to_owned(), count: packets.len() }), "encode {body:?}");
    }
}

#[test]
fn base64_is_read_without_padding_too() {
    for body in ["bAQIDBA==", "bAQIDBA", "bAQIDBA="] {
        assert_eq!(Packet::decode_text(body), Ok(binary(&[1, 2, 3, 4])), "{body}");
    }
    assert_eq!(Packet::decode_text("b"), Ok(binary(&[])));
}

#[test]
fn a_body_ends_at_its_first_error() {
    let read = |body| payload::decode(body).collect::<Vec<_>>();
    assert_eq!(read(""), [Err(DecodeError::Empty)]);
    assert_eq!(read("4a\u{1e}"), [Ok(Packet::Message("a")), Err(DecodeError::Empty)]);
    assert_eq!(
        read("4a\u{1e}xb\u{1e}4c"),
        [Ok(Packet::Message("a")), Err(DecodeError::UnknownType { found: 'x' })]
    );
}

#[test]
fn a_body_keeps_to_its_limit() {
    let packets = [Packet::Message("ééé"), binary(&[1, 2, 3, 4]), Packet::Pong("")];
    // 7 bytes, then a separator and 9, then a separator and 1.
    for (max, count, bytes) in [(7, 1, 7), (16, 1, 7), (17, 2, 17), (18, 2, 17), (19, 3, 19), (99, 3, 19)] {
        let batch = payload::encode(&packets, Some(max)).expect("the first packet fits");
        assert_eq!((batch.count, batch.body.len()), (count, bytes), "at most {max}");
    }
    assert_eq!(payload::encode(&packets, Some(6)), Err(BatchError::TooLarge { bytes: 7, max: 6 }));
    assert_eq!(payload::encode(&[], Some(0)), Ok(Batch { body: String::new(), count: 0 }));
}

#[test]
fn a_text_with_a_separator_does_not_become_two_packets() {
    let packets = [Packet::Message("fine"), Packet::Message("a\u{1e}4b")];
    assert_eq!(payload::encode(&packets, None).map(|batch| batch.count), Ok(1));
    assert_eq!(payload::encode(&packets[1..], None), Err(BatchError::Separator));
}

#[test]
fn frames_carry_messages() {
    let frame = Frame::Text("2[\"a\"]".to_owned());
    assert_eq!(frame.message().encode(), text("42[\"a\"]"));
    assert_eq!((frame.len(), frame.is_empty()), (6, false));
    let frame = Frame::Binary(Vec::new());
    assert_eq!(frame.message().encode(), frame);
    assert_eq!((frame.len(), frame.is_empty()), (0, true));
}

#[test]
fn random_packets_survive_both_transports() {
    let random = &mut Random::new(0x0e10_0004);
    for _ in 0..2_000 {
        let texts: Vec<String> = (0..5).map(|_| random.text(12).replace(SEPARATOR, "")).collect();
        let bytes = random.bytes(12);
        let packets: Vec<Packet<'_>> = texts
            .iter()
            .map(|text| match random.below(7) {
                0 => Packet::Close,
                1 => Packet::Ping(text),
                2 => Packet::Pong(text),
                3 => Packet::Message(text),
                4 => Packet::Upgrade,
                5 => binary(&bytes),
                _ => Packet::Noop,
            })
            .collect();
        for packet in &packets {
            let frame = packet.encode();
            let decoded = match &frame {
                Frame::Text(text) => Packet::decode_text(text),
                Frame::Binary(bytes) => Ok(Packet::decode_binary(bytes)),
            };
            assert_eq!(decoded.as_ref(), Ok(packet));
        }
        let batch = payload::encode(&packets, None).expect("no separators");
        let decoded: Result<Vec<_>, _> = payload::decode(&batch.body).collect();
        assert_eq!(decoded, Ok(packets));
    }
}

#[test]
fn hostile_texts_never_panic() {
    let random = &mut Random::new(0x0e10_dead);
    for round in 0..100_000 {
        let input = if round % 2 == 0 { random.hostile_text(8) } else { random.text(16) };
        let _ = Packet::decode_text(&input);
        // An empty part is an error, so there are never more packets than bytes and one.
        assert!(payload::decode(&input).count() <= input.len() + 1);
    }
}
