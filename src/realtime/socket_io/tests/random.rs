//! Round trips of random packets, and hostile frames, from fixed seeds.

use serde_json::value::to_raw_value;

use super::super::{Decoder, Frame, Packet, Payload, Placeholder};
use super::{assert_same, decode, raw};
use crate::realtime::engine_io::random::Random;

/// A JSON value; byte strings become attachments.
fn random_json(random: &mut Random, depth: usize, attachments: &mut Vec<Vec<u8>>) -> String {
    let choices = if depth == 0 { 6 } else { 8 };
    match random.below(choices) {
        0 => "null".to_owned(),
        1 => "true".to_owned(),
        2 => format!("{}", random.next() as i64),
        3 => format!("{}e-{}", random.below(1_000), random.below(300)),
        4 => to_raw_value(&random.text(10)).expect("a string").get().to_owned(),
        5 if attachments.len() < 10 => {
            attachments.push(random.bytes(6));
            format!("{{\"_placeholder\":true,\"num\":{}}}", attachments.len() - 1)
        }
        5 => "[]".to_owned(),
        6 => {
            let items: Vec<String> =
                (0..random.below(4)).map(|_| random_json(random, depth - 1, attachments)).collect();
            format!("[{}]", items.join(","))
        }
        _ => {
            let items: Vec<String> = (0..random.below(4))
                .map(|_| {
                    let key = to_raw_value(&random.text(6)).expect("a string");
                    format!("{}:{}", key.get(), random_json(random, depth - 1, attachments))
                })
                .collect();
            format!("{{{}}}", items.join(","))
        }
    }
}

fn random_packet(random: &mut Random) -> Packet<'static> {
    let namespace = match random.below(3) {
        0 => "/".to_owned(),
        1 => "/admin".to_owned(),
        _ => format!("/{}", random.text(6).replace(',', ";")),
    };
    let id = (random.below(2) == 0).then(|| random.next() >> random.below(64));
    let mut attachments = Vec::new();
    let mut argument = |random: &mut Random| random_json(random, 4, &mut attachments);
    match random.below(5) {
        0 => Packet::connect(namespace, Some(raw("{\"token\":\"a\"}"))),
        1 => Packet::disconnect(namespace),
        2 => Packet::connect_error(namespace, raw("{\"message\":\"no\"}")),
        3 => {
            let name = to_raw_value(&format!("!{}", random.text(8))).expect("a string");
            let json = raw(&format!("[{},{},{}]", name.get(), argument(random), argument(random)));
            Packet::event(namespace, id, Payload { json, attachments })
        }
        _ => {
            let json = raw(&format!("[{},{}]", argument(random), argument(random)));
            Packet::ack(namespace, random.next(), Payload { json, attachments })
        }
    }
}

#[test]
fn random_packets_survive() {
    let random = &mut Random::new(0x5010_0005);
    for round in 0..5_000 {
        let packet = random_packet(random);
        let frames = packet.encode();
        let decoded = decode(&frames).expect("own frames").expect("a whole packet");
        assert_same(&decoded, &packet, &format!("round {round}"));
        assert_eq!(decoded.encode(), frames);
    }
}

#[test]
fn hostile_frames_never_panic() {
    let random = &mut Random::new(0x5010_dead);
    let mut decoder = Decoder::default();
    let (mut read, mut refused) = (0, 0);
    for round in 0..100_000 {
        let outcome = match round % 4 {
            0 => decoder.text(&random.text(16)).map(|packet| packet.map(Packet::into_owned)),
            1 if decoder.is_waiting() => decoder.binary(&random.bytes(4)),
            2 => {
                // A valid packet with one piece in the wrong place.
                let Some(Frame::Text(mut frame)) = random_packet(random).encode().into_iter().next() else {
                    panic!("a packet begins with text")
                };
                let places: Vec<usize> = frame.char_indices().map(|(place, _)| place).collect();
                frame.insert_str(places[random.below(places.len())], &random.hostile_text(1));
                decoder.text(&frame).map(|packet| packet.map(Packet::into_owned))
            }
            _ => decoder.text(&random.hostile_text(8)).map(|packet| packet.map(Packet::into_owned)),
        };
        match outcome {
            Ok(Some(packet)) => {
                read += 1;
                let again = decode(&packet.encode()).expect("what was read can be written");
                assert_same(&again.expect("whole"), &packet, "a packet that was read");
                if let Ok(args) = packet.args() {
                    let _ = (args.get::<Placeholder>(0), args.get::<serde_json::Value>(1));
                }
            }
            Ok(None) => {}
            Err(error) => {
                refused += 1;
                assert!(!decoder.is_waiting(), "{error}");
            }
        }
    }
    assert!(read > 1_000 && refused > 1_000, "read {read}, refused {refused}");
}
