//! Payloads on their way in, as typed arguments, and out, through the builder.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::super::{
    DecodeError, EncodeError, Frame, JsonFaultKind, MAIN_NAMESPACE, Packet, PacketType, Payload,
    PayloadBuilder, Placeholder, RESERVED_EVENTS, Shape, is_valid_namespace,
};
use super::{decode_text, payload, text};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Photo<'a> {
    caption: &'a str,
    files: Vec<Placeholder>,
}

#[test]
fn arguments_are_decoded_into_types_that_borrow() {
    let packet = decode_text("27[\"photo\",{\"caption\":\"sea\",\"files\":[]},5,null]")
        .expect("valid")
        .expect("whole");
    let args = packet.args().expect("an event");
    assert_eq!((args.event(), args.len(), args.is_empty()), (Some("photo"), 3, false));
    assert_eq!(args.get::<Photo<'_>>(0), Ok(Photo { caption: "sea", files: vec![] }));
    assert_eq!(args.get::<u8>(1), Ok(5));
    assert_eq!(args.get::<Option<u8>>(2), Ok(None));
    assert_eq!(args.get::<u8>(3), Err(DecodeError::ArgumentMissing { index: 3, count: 3 }));
    assert_eq!(args.raw(1).map(RawValue::get), Some("5"));
    assert!(matches!(args.get::<u8>(0), Err(DecodeError::Argument { index: 0, .. })));

    let packet = decode_text("37[\"photo\"]").expect("valid").expect("whole");
    let args = packet.args().expect("an answer");
    assert_eq!((args.event(), args.get::<&str>(0)), (None, Ok("photo")));

    let packet = decode_text("2[5.0,\"\\u00e9\"]").expect("valid").expect("whole");
    assert_eq!(packet.args().expect("an event").event(), Some("5.0"));
    let packet = decode_text("2[\"\\ud83dx\"]").expect("valid").expect("whole");
    assert_eq!(packet.args().expect("an event").event().map(|name| name.ends_with('x')), Some(true));

    let packet = decode_text("0{\"sid\":\"a\"}").expect("valid").expect("whole");
    let found = Shape::Object;
    assert_eq!(packet.args().err(), Some(DecodeError::PayloadShape { kind: PacketType::Connect, found }));
    assert!(matches!(packet.decode_data::<Vec<u8>>(), Err(DecodeError::Data(_))));
    let missing = DecodeError::PayloadMissing { kind: PacketType::Disconnect };
    assert_eq!(Packet::disconnect("/").decode_data::<u8>(), Err(missing));
    assert_eq!(Packet::disconnect("/").args().err(), Some(missing));
}

#[test]
fn typed_decoding_of_a_deep_value_is_an_error() {
    let frame = format!("2[\"deep\",{}{}]", "[".repeat(200), "]".repeat(200));
    let packet = decode_text(&frame).expect("valid").expect("whole");
    match packet.args().expect("an event").get::<serde_json::Value>(0) {
        Err(DecodeError::Argument { index: 0, fault }) => assert_eq!(fault.kind, JsonFaultKind::TooDeep),
        other => panic!("{other:?}"),
    }
}

#[test]
fn payloads_choose_the_binary_types_for_attachments_only() {
    let plain = Payload::event("saved", &5).expect("JSON");
    assert_eq!(Packet::event("/", Some(3), plain).encode(), [text("23[\"saved\",5]")]);
    let plain = Payload::ack(&"ok").expect("JSON");
    assert_eq!(Packet::ack("/a", 3, plain).encode(), [text("3/a,3[\"ok\"]")]);
    let empty = PayloadBuilder::ack().finish().expect("JSON");
    assert_eq!(Packet::ack("", 3, empty).encode(), [text("33[]")]);

    let mut builder = PayloadBuilder::event("photo").expect("not reserved");
    let files = vec![builder.attach(vec![1]), builder.attach(vec![2])];
    let photo = builder
        .arg(&Photo { caption: "sea", files })
        .and_then(|builder| builder.binary(vec![3]))
        .and_then(PayloadBuilder::finish)
        .expect("JSON");
    let packet = Packet::event(MAIN_NAMESPACE, None, photo);
    assert_eq!(packet.kind, PacketType::BinaryEvent);
    let json = "[\"photo\",{\"caption\":\"sea\",\"files\":[{\"_placeholder\":true,\"num\":0},\
                {\"_placeholder\":true,\"num\":1}]},{\"_placeholder\":true,\"num\":2}]";
    let frames =
        [text(&format!("53-{json}")), Frame::Binary(vec![1]), Frame::Binary(vec![2]), Frame::Binary(vec![3])];
    assert_eq!(packet.encode(), frames);

    // Whatever a packet made by hand says of its type.
    let packet = Packet { kind: PacketType::Event, ..packet };
    assert_eq!(packet.encode(), frames);
    let packet = Packet { kind: PacketType::BinaryAck, ..Packet::ack("/", 1, payload("[]", &[])) };
    assert_eq!(packet.encode(), [text("31[]")]);
}

#[test]
fn payloads_that_cannot_be_sent_are_refused() {
    for name in RESERVED_EVENTS {
        assert_eq!(Payload::event(name, &1).err(), Some(EncodeError::ReservedEventName { name }));
    }
    let no_json = std::collections::BTreeMap::from([((1, 2), 3)]);
    assert_eq!(Payload::event("a", &no_json).err(), Some(EncodeError::Argument { index: 0 }));
    let astray = PayloadBuilder::ack()
        .binary(vec![1])
        .and_then(|builder| builder.arg(&Placeholder { num: 1 }))
        .and_then(PayloadBuilder::finish);
    assert_eq!(astray.err(), Some(EncodeError::Placeholder { attachments: 1 }));
}

#[test]
fn namespaces_are_checked() {
    assert!(is_valid_namespace("/") && is_valid_namespace("/admin?x=1"));
    assert!(!is_valid_namespace("") && !is_valid_namespace("admin") && !is_valid_namespace("/a,b"));
}
