//! What the decoder refuses, and with which error.

use super::super::{
    DecodeError, Decoder, JsonFaultKind, Limits, PacketType, Placeholder, RESERVED_EVENTS, Shape,
};
use super::{decode_text, refusal};

#[test]
fn what_is_no_packet_is_refused() {
    let missing = |kind| DecodeError::PayloadMissing { kind };
    let shape = |kind, found| DecodeError::PayloadShape { kind, found };
    let too_many = |announced| DecodeError::TooManyAttachments { announced, max: 10 };
    let name = |found| DecodeError::EventName { found };
    let table = [
        ("", DecodeError::Empty),
        ("999", DecodeError::UnknownType { found: '9' }),
        ("7", DecodeError::UnknownType { found: '7' }),
        (" 2[\"a\"]", DecodeError::UnknownType { found: ' ' }),
        ("[\"a\"]", DecodeError::UnknownType { found: '[' }),
        ("é", DecodeError::UnknownType { found: 'é' }),
        ("5", DecodeError::AttachmentCount),
        ("51", DecodeError::AttachmentCount),
        ("5-[\"a\"]", DecodeError::AttachmentCount),
        ("50-[\"a\"]", DecodeError::AttachmentCount),
        ("600-[]", DecodeError::AttachmentCount),
        ("5a-[\"a\"]", DecodeError::AttachmentCount),
        ("5-1-[\"a\"]", DecodeError::AttachmentCount),
        ("51.23-[\"a\"]", DecodeError::AttachmentCount),
        ("51e0-[\"a\"]", DecodeError::AttachmentCount),
        ("5 1-[\"a\"]", DecodeError::AttachmentCount),
        ("5[\"a\"]", DecodeError::AttachmentCount),
        ("5/a-b,[\"a\"]", DecodeError::AttachmentCount),
        ("511-[\"a\"]", too_many(11)),
        ("699999999999999999999999-[\"a\"]", too_many(usize::MAX)),
        ("218446744073709551616[\"a\"]", DecodeError::IdTooLarge { digits: 20 }),
        ("2", missing(PacketType::Event)),
        ("21", missing(PacketType::Event)),
        ("2/admin", missing(PacketType::Event)),
        ("2/admin[\"a\"]", missing(PacketType::Event)),
        ("31", missing(PacketType::Ack)),
        ("4", missing(PacketType::ConnectError)),
        ("51-", missing(PacketType::BinaryEvent)),
        ("61-1", missing(PacketType::BinaryAck)),
        ("0[]", shape(PacketType::Connect, Shape::Array)),
        ("0null", shape(PacketType::Connect, Shape::Null)),
        ("0/admin,\"invalid\"", shape(PacketType::Connect, Shape::String)),
        ("1{}", shape(PacketType::Disconnect, Shape::Object)),
        ("1/admin,{}", shape(PacketType::Disconnect, Shape::Object)),
        ("1null", shape(PacketType::Disconnect, Shape::Null)),
        ("2/admin,{}", shape(PacketType::Event, Shape::Object)),
        ("2\"a\"", shape(PacketType::Event, Shape::String)),
        ("2-5", shape(PacketType::Event, Shape::Number)),
        ("31true", shape(PacketType::Ack, Shape::Bool)),
        ("4[]", shape(PacketType::ConnectError, Shape::Array)),
        ("61-1{}", shape(PacketType::BinaryAck, Shape::Object)),
        ("2[]", name(None)),
        ("2[ ]", name(None)),
        ("2[[\"a\"]]", name(Some(Shape::Array))),
        ("2[{\"toString\":\"foo\"}]", name(Some(Shape::Object))),
        ("2[true,\"foo\"]", name(Some(Shape::Bool))),
        ("2[null,\"bar\"]", name(Some(Shape::Null))),
        ("51-[{\"_placeholder\":true,\"num\":0}]", name(Some(Shape::Object))),
        ("2[\"conn\\u0065ct\"]", DecodeError::ReservedEventName { name: "connect" }),
        ("51-[\"disconnect\"]", DecodeError::ReservedEventName { name: "disconnect" }),
    ];
    for (frame, error) in table {
        assert_eq!(refusal(frame), error, "{frame:?}");
    }
    for name in RESERVED_EVENTS {
        let error = DecodeError::ReservedEventName { name };
        assert_eq!(refusal(&format!("2/a,1[\"{name}\",1]")), error);
    }
}

#[test]
fn broken_json_is_refused_with_its_place() {
    let table = [
        ("2[\"some\",\"data\"", 1, JsonFaultKind::Truncated),
        ("442[\"some\",\"data\"", 3, JsonFaultKind::Truncated),
        ("2/admin,\"invalid", 8, JsonFaultKind::Truncated),
        ("2/admin,1[\"a\"]]", 9, JsonFaultKind::Syntax),
        ("2[\"a\"]x", 1, JsonFaultKind::Syntax),
        ("2[\"a\",]", 1, JsonFaultKind::Syntax),
        ("2[\"a\",01]", 1, JsonFaultKind::Syntax),
        ("2[\"a\tb\"]", 1, JsonFaultKind::Syntax),
        ("2[\"\\x\"]", 1, JsonFaultKind::Syntax),
        ("2['a']", 1, JsonFaultKind::Syntax),
        ("2,[\"a\"]", 1, JsonFaultKind::Syntax),
        ("2- [\"a\"]", 1, JsonFaultKind::Syntax),
        // JavaScript reads this space as the id 0.
        ("2 [\"a\"]", 1, JsonFaultKind::Syntax),
        ("21 [\"a\"]", 2, JsonFaultKind::Syntax),
        ("0 ", 1, JsonFaultKind::Syntax),
        ("0\u{feff}{}", 1, JsonFaultKind::Syntax),
        ("21-[\"a\"]", 2, JsonFaultKind::Syntax),
    ];
    for (frame, expected_offset, expected_kind) in table {
        let error = refusal(frame);
        let DecodeError::Json { offset, fault } = error else { panic!("{error:?} for {frame:?}") };
        assert_eq!((offset, fault.kind), (expected_offset, expected_kind), "{frame:?}");
    }
}

#[test]
fn errors_do_not_quote_the_frame() {
    let frames =
        ["2[\"secret", "2{\"secret\":1}", "2[\"a\",secret]", "2[{\"secret\":1}]", "secret", "5secret-[]"];
    for frame in frames {
        let error = refusal(frame);
        assert!(!error.to_string().contains("secret") && !format!("{error:?}").contains("secret"), "{error}");
    }
    let packet = decode_text("2[\"a\",\"secret\"]").expect("valid").expect("whole");
    let error = packet.args().expect("an event").get::<u32>(0).expect_err("a string is no number");
    assert_eq!(error.to_string(), "argument 0: JSON of an unexpected shape at line 1 column 8");
}

#[test]
fn attachments_are_due_in_their_place_only() {
    let announce = "52-[\"a\",{\"_placeholder\":true,\"num\":1},{\"_placeholder\":true,\"num\":0}]";
    let mut decoder = Decoder::default();
    assert_eq!(decoder.binary(&[1, 2]).expect_err("none is due"), DecodeError::UnexpectedBinary { bytes: 2 });

    assert!(decoder.text(announce).expect("valid").is_none());
    assert!(decoder.binary(&[1]).expect("due").is_none());
    let unexpected = DecodeError::UnexpectedText { received: 1, announced: 2 };
    assert_eq!(decoder.text("2[\"b\"]").expect_err("text in between"), unexpected);
    // The error has ended the packet.
    assert!(!decoder.is_waiting());

    assert!(decoder.text(announce).expect("valid").is_none());
    decoder.reset();
    assert!(!decoder.is_waiting());
    assert!(decoder.text("2[\"b\"]").expect("a new connection").is_some());

    assert!(decoder.text(announce).expect("valid").is_none());
    assert!(decoder.binary(&[1]).expect("due").is_none());
    let packet = decoder.binary(&[]).expect("due").expect("whole");
    let args = packet.args().expect("an event");
    let first: Placeholder = args.get(0).expect("a placeholder");
    assert_eq!((first.num, args.attachment(first.num), args.attachment(2)), (1, Some(&[][..]), None));
    assert_eq!(decoder.binary(&[1]).expect_err("one more"), DecodeError::UnexpectedBinary { bytes: 1 });
}

#[test]
fn placeholders_must_name_an_attachment() {
    let good = [
        "{\"_placeholder\":true,\"num\":0}",
        "{ \"num\" : 1.0 , \"_placeholder\" : true }",
        "{\"\\u005fplaceholder\":true,\"num\":1e0}",
        "{\"_placeholder\":true,\"num\":-0}",
        "{\"_placeholder\":true,\"num\":9,\"num\":1}",
        "{\"_placeholder\":true,\"_placeholder\":false,\"num\":9}",
        "{\"_placeholder\":1,\"num\":9}",
        "{\"_placeholder\":\"true\",\"num\":9}",
        "{\"_placeholder\":[true],\"num\":9}",
        "{\"_placeholder\":{},\"num\":9}",
        "[\"_placeholder\",true,\"num\",9]",
        "\"{\\\"_placeholder\\\":true,\\\"num\\\":9}\"",
        // The attachment takes the place of all that the placeholder holds.
        "{\"x\":{\"_placeholder\":true,\"num\":9},\"_placeholder\":true,\"num\":0}",
        // No placeholder at all.
        "null",
    ];
    for json in good {
        let frame = format!("52-[\"a\",{{\"b\":[{json}]}}]");
        assert!(matches!(decode_text(&frame), Ok(None)), "{json}");
    }
    let bad = [
        "{\"_placeholder\":true,\"num\":2}",
        "{\"_placeholder\":true,\"num\":-1}",
        "{\"_placeholder\":true,\"num\":0.5}",
        "{\"_placeholder\":true,\"num\":1e400}",
        "{\"_placeholder\":true,\"num\":\"0\"}",
        "{\"_placeholder\":true,\"num\":null}",
        "{\"_placeholder\":true,\"num\":[0]}",
        "{\"_placeholder\":true,\"num\":0,\"num\":9}",
        "{\"_placeholder\":true}",
        "[[{\"_placeholder\":true,\"num\":0},{\"x\":{\"_placeholder\":true,\"num\":9}}],{}]",
    ];
    for json in bad {
        let frame = format!("52-[\"a\",{{\"b\":[{json}]}}]");
        assert_eq!(refusal(&frame), DecodeError::Placeholder { attachments: 2 }, "{json}");
        let frame = format!("62-[{json}]");
        assert_eq!(refusal(&frame), DecodeError::Placeholder { attachments: 2 }, "{json}");
    }
    let deep = format!("51-[\"a\",{}7{}]", "{\"_placeholder\":".repeat(50_000), "}".repeat(50_000));
    assert!(matches!(decode_text(&deep), Ok(None)));
}

#[test]
fn limits_are_kept() {
    let mut decoder = Decoder::new(Limits { max_attachments: 2, max_packet_bytes: 20 });
    let too_many = DecodeError::TooManyAttachments { announced: 3, max: 2 };
    assert_eq!(decoder.text("53-[\"a\"]").expect_err("three"), too_many);
    let too_large = |bytes| DecodeError::TooLarge { bytes, max: 20 };
    assert_eq!(
        decoder.text("2[\"a23456789012345\"]").expect("20 bytes").map(|packet| packet.kind),
        Some(PacketType::Event)
    );
    assert_eq!(decoder.text("2[\"a234567890123456\"]").expect_err("21 bytes"), too_large(21));
    assert!(decoder.text("52-[\"a\"]").expect("8 bytes").is_none());
    assert!(decoder.binary(&[0; 12]).expect("20 bytes").is_none());
    assert_eq!(decoder.binary(&[0; 1]).expect_err("21 bytes"), too_large(21));
    assert!(!decoder.is_waiting());
}
