//! Frames to begin with, and ways to break them.

use super::dice::Dice;

/// Frames as a server sends them, Engine.IO's type in front; some are wrong already.
pub(crate) const FRAMES: [&str; 46] = [
    r#"0{"sid":"lv_VI97HAXpY6yYWAAAC","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}"#,
    r#"0{"sid":"a","pingInterval":18446744073709551615,"pingTimeout":18446744073709551615}"#,
    r#"0{"sid":"a","pingInterval":0,"pingTimeout":0}"#,
    "1",
    "2",
    "2probe",
    "3",
    "4",
    "5",
    "6",
    "bAQIDBA==",
    "bAQIDBA",
    r#"40{"sid":"wZX3oN0bSVIhsaknAAAI"}"#,
    "40",
    r#"40/admin,{"sid":"x"}"#,
    r#"44{"message":"Not authorized","data":{"code":"unauthenticated"}}"#,
    r#"44{"message":"m","data":{"code":"maintenance","retry_after_ms":18446744073709551615,"spread_ms":0}}"#,
    r#"44{"message":"m","data":{"code":"token_expired","retry_after_ms":5,"spread_ms":99999999999}}"#,
    r#"44{"message":"m","data":{"code":"upgrade_required"}}"#,
    "44\"old\"",
    "41",
    "41/admin,",
    r#"42["hello",1,"2",[3],{"four":null}]"#,
    r#"42/admin,17["hello"]"#,
    r#"4218446744073709551615["hello"]"#,
    r#"42["server:notice",{"kind":"restarting","retry_after_ms":1500,"spread_ms":2000}]"#,
    r#"42["server:notice",{"kind":"session_ended","code":"token_expired"}]"#,
    r#"42["server:notice",{"kind":"session_ended","code":"unauthenticated"}]"#,
    r#"42["server:notice",{"kind":"upgrade_required"}]"#,
    r#"42["feed:closed",{"venue":"v1","code":"forbidden"}]"#,
    r#"42["booking:changed",{"venue":"v1","epoch":"e0","revision":2,"op":"remove","id":"b1"}]"#,
    r#"42["booking:changed",{"venue":"v1","epoch":"e0","revision":18446744073709551615,"op":"remove","id":"b1"}]"#,
    r#"42["booking:changed",{"venue":"v2","epoch":"e1","revision":1,"op":"upsert","booking":{"id":"b2","revision":1,"version":1,"place":1,"note":1}}]"#,
    r#"430[]"#,
    r#"430[{"ok":true,"epoch":"e0","revision":1,"spread_ms":1000,"changes":[]}]"#,
    r#"430[{"server_time":"2026-05-14T06:00:00Z","spread_ms":1000,"heads":{"v1":{"epoch":"e0","revision":1}}}]"#,
    r#"431[{"server_time":-9223372036854775808,"spread_ms":1000,"heads":{}}]"#,
    r#"431[{"server_time":9223372036854775807,"heads":{"v1":{"epoch":"e0","revision":18446744073709551615}}}]"#,
    r#"432[{"error":{"code":"version_conflict"}}]"#,
    r#"451-["picture",{"_placeholder":true,"num":0}]"#,
    r#"4510-["picture",{"_placeholder":true,"num":9}]"#,
    r#"452-/admin,3["two",{"_placeholder":true,"num":1},[{"_placeholder":true,"num":0}]]"#,
    r#"461-7[{"_placeholder":true,"num":0}]"#,
    "4599999999999999999999-[]",
    "430",
    "42{}",
];

/// Pieces that mean something to one of the two decoders.
const PIECES: [&str; 22] = [
    "\u{1e}",
    "4",
    "2",
    "0",
    "51-",
    "/a,",
    ",",
    "[",
    "]",
    "{",
    "}",
    "\"",
    "\\",
    "null",
    "-1",
    "1e400",
    "18446744073709551616",
    r#"{"_placeholder":true,"num":0}"#,
    "\u{0}",
    "\u{1f980}",
    "\\ud800",
    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
];

/// `bytes` with up to eight things done to them.
pub(crate) fn mutate(dice: &mut Dice<'_>, bytes: &mut Vec<u8>) {
    for _ in 0..=dice.below(8) {
        let at = dice.below(bytes.len() + 1);
        let end = (at + dice.below(12)).min(bytes.len());
        match dice.below(7) {
            0 => drop(bytes.drain(at..end)),
            1 => bytes.truncate(at),
            2 => drop(bytes.splice(at..at, dice.pick(&PIECES).bytes())),
            3 => drop(bytes.splice(at..end, dice.bytes(8).iter().copied())),
            4 => {
                let copy = bytes[at..end].to_vec();
                bytes.splice(at..at, copy);
            }
            5 => {
                let other = dice.pick(&FRAMES).as_bytes();
                let from = dice.below(other.len());
                bytes.truncate(at);
                bytes.extend_from_slice(&other[from..]);
            }
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << dice.below(8);
                }
            }
        }
    }
}

/// A frame: as it should be, broken, or of any bytes.
pub(crate) fn frame(dice: &mut Dice<'_>) -> Vec<u8> {
    match dice.below(8) {
        0 => dice.bytes(64).to_vec(),
        1 => dice.pick(&FRAMES).as_bytes().to_vec(),
        _ => {
            let mut bytes = dice.pick(&FRAMES).as_bytes().to_vec();
            mutate(dice, &mut bytes);
            bytes
        }
    }
}
