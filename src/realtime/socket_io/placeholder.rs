//! Where an attachment stands in the JSON: [`Placeholder`], and the check that each names one.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::args::LossyString;

const MARK: &str = "_placeholder";
const NUM: &str = "num";

/// Stands in typed values where attachment `num` belongs; reads and writes `{"_placeholder":true,"num":…}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placeholder {
    /// The attachment, counted from 0.
    pub num: usize,
}

impl Serialize for Placeholder {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Placeholder", 2)?;
        object.serialize_field(MARK, &true)?;
        object.serialize_field(NUM, &self.num)?;
        object.end()
    }
}

impl<'de> Deserialize<'de> for Placeholder {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Placeholder;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a placeholder of an attachment")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Placeholder, A::Error> {
                let (mut marked, mut num) = (false, None);
                while let Some(key) = map.next_key::<String>()? {
                    match key.as_str() {
                        MARK => marked = map.next_value()?,
                        NUM => num = Some(map.next_value()?),
                        _ => _ = map.next_value::<IgnoredAny>()?,
                    }
                }
                match num {
                    Some(num) if marked => Ok(Placeholder { num }),
                    Some(_) | None => Err(A::Error::custom("not a placeholder")),
                }
            }
        }
        deserializer.deserialize_map(Object)
    }
}

/// One open array or object during the search.
#[derive(Default)]
struct Level {
    is_object: bool,
    /// In an object: the next string is a key.
    at_key: bool,
    key: Key,
    /// `_placeholder` is `true`.
    is_marked: bool,
    /// `num` names an attachment.
    is_num_valid: bool,
    /// A placeholder further inside names none.
    is_broken_inside: bool,
}

#[derive(Clone, Copy, Default)]
enum Key {
    Mark,
    Num,
    #[default]
    Other,
}

impl Level {
    /// Takes note of a value; `token` is its text if it is neither string, array nor object.
    fn on_value(&mut self, token: &str, attachments: usize) {
        if !self.is_object {
            return;
        }
        match self.key {
            Key::Mark => self.is_marked = token == "true",
            Key::Num => self.is_num_valid = names_attachment(token, attachments),
            Key::Other => {}
        }
    }

    /// What is inside a placeholder does not count: the attachment takes its place whole.
    fn is_broken(&self) -> bool {
        if self.is_marked { !self.is_num_valid } else { self.is_broken_inside }
    }
}

/// Whether each placeholder in `json`, at any depth, names one of the attachments. `json` must be valid JSON.
/// Keeps its own stack, so that depth costs memory in proportion to the text and nothing else.
pub(super) fn placeholders_fit(json: &str, attachments: usize) -> bool {
    let bytes = json.as_bytes();
    // The bottom level stands for the text around the outermost value.
    let mut stack = vec![Level::default()];
    let mut i = 0;
    while let (Some(&byte), Some(level)) = (bytes.get(i), stack.last_mut()) {
        let start = i;
        i += 1;
        match byte {
            b'{' | b'[' => {
                level.on_value("", attachments);
                let is_object = byte == b'{';
                stack.push(Level { is_object, at_key: is_object, ..Level::default() });
            }
            b'}' | b']' => {
                let is_broken = level.is_broken();
                stack.pop();
                if let Some(parent) = stack.last_mut() {
                    parent.is_broken_inside |= is_broken;
                }
            }
            b',' => level.at_key = level.is_object,
            b'"' => {
                i = end_of_string(bytes, i);
                if level.at_key {
                    level.at_key = false;
                    level.key = key_of(&json[start..i]);
                } else {
                    level.on_value("", attachments);
                }
            }
            b':' | b' ' | b'\t' | b'\r' | b'\n' => {}
            _ => {
                i = end_of_token(bytes, i);
                level.on_value(&json[start..i], attachments);
            }
        }
    }
    stack.first().is_some_and(|bottom| !bottom.is_broken_inside)
}

/// The index behind the closing quote of the string whose first character is at `i`.
fn end_of_string(bytes: &[u8], mut i: usize) -> usize {
    while let Some(&byte) = bytes.get(i) {
        i += match byte {
            b'"' => return i + 1,
            b'\\' => 2,
            _ => 1,
        };
    }
    bytes.len()
}

fn end_of_token(bytes: &[u8], start: usize) -> usize {
    let ends = |byte: &u8| matches!(byte, b',' | b']' | b'}' | b' ' | b'\t' | b'\r' | b'\n');
    bytes[start..].iter().position(ends).map_or(bytes.len(), |length| start + length)
}

fn key_of(quoted: &str) -> Key {
    match serde_json::from_str::<LossyString<'_>>(quoted).as_ref().map(|key| &*key.0) {
        Ok(MARK) => Key::Mark,
        Ok(NUM) => Key::Num,
        Ok(_) | Err(_) => Key::Other,
    }
}

/// Compares as JavaScript does: `1`, `1.0` and `1e0` are the same number.
fn names_attachment(token: &str, attachments: usize) -> bool {
    token.parse::<f64>().is_ok_and(|num| num.fract() == 0.0 && num >= 0.0 && num < attachments as f64)
}
