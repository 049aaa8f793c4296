//! The arguments of an event or an answer, split at their boundaries and decoded one by one.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde_json::value::RawValue;

use super::{DecodeError, JsonFault, Packet, Shape};

/// The elements of a packet's JSON array, borrowed from the packet.
///
/// Arguments are counted from 0 and do not include the event name.
#[derive(Clone, Debug)]
pub struct Args<'a> {
    event: Option<Cow<'a, str>>,
    values: Vec<&'a RawValue>,
    attachments: &'a [Cow<'a, [u8]>],
}

impl<'a> Args<'a> {
    pub(super) fn of(packet: &'a Packet<'a>) -> Result<Self, DecodeError> {
        let kind = packet.kind;
        let data = packet.data.as_deref().ok_or(DecodeError::PayloadMissing { kind })?;
        if !kind.is_event() && !kind.is_ack() {
            return Err(DecodeError::PayloadShape { kind, found: Shape::of(data.get()) });
        }
        let mut values: Vec<&RawValue> =
            serde_json::from_str(data.get()).map_err(|error| DecodeError::Data(JsonFault::from(&error)))?;
        let event = if kind.is_event() {
            if values.is_empty() {
                return Err(DecodeError::EventName { found: None });
            }
            Some(event_name(values.remove(0))?)
        } else {
            None
        };
        Ok(Self { event, values, attachments: &packet.attachments })
    }

    /// The name of the event; `None` in an answer. A name that is a number comes as it is written, and half of a
    /// surrogate pair as U+FFFD.
    pub fn event(&self) -> Option<&str> {
        self.event.as_deref()
    }

    /// How many arguments there are.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Decodes an argument into `T`, which may borrow from the packet.
    ///
    /// # Errors
    /// When there is no such argument, or it does not fit `T`.
    pub fn get<T: Deserialize<'a>>(&self, index: usize) -> Result<T, DecodeError> {
        let raw = self.raw(index).ok_or(DecodeError::ArgumentMissing { index, count: self.len() })?;
        serde_json::from_str(raw.get())
            .map_err(|error| DecodeError::Argument { index, fault: JsonFault::from(&error) })
    }

    /// An argument as JSON text.
    pub fn raw(&self, index: usize) -> Option<&'a RawValue> {
        self.values.get(index).copied()
    }

    /// The attachment that a [`Placeholder`](super::Placeholder) names.
    pub fn attachment(&self, num: usize) -> Option<&'a [u8]> {
        self.attachments.get(num).map(|bytes| &**bytes)
    }
}

/// Reads an event's name from the first element of its array.
pub(super) fn event_name(first: &RawValue) -> Result<Cow<'_, str>, DecodeError> {
    let json = first.get();
    match Shape::of(json) {
        Shape::Number => Ok(Cow::Borrowed(json)),
        Shape::String => match serde_json::from_str::<LossyString<'_>>(json) {
            Ok(name) => Ok(name.0),
            Err(error) => Err(DecodeError::Data(JsonFault::from(&error))),
        },
        found @ (Shape::Object | Shape::Array | Shape::Bool | Shape::Null) => {
            Err(DecodeError::EventName { found: Some(found) })
        }
    }
}

/// A JSON string that may hold half of a surrogate pair, as JavaScript's strings do.
pub(super) struct LossyString<'a>(pub(super) Cow<'a, str>);

impl<'de> Deserialize<'de> for LossyString<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Bytes;
        impl<'de> Visitor<'de> for Bytes {
            type Value = LossyString<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_bytes<E: Error>(self, bytes: &'de [u8]) -> Result<Self::Value, E> {
                Ok(LossyString(String::from_utf8_lossy(bytes)))
            }

            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Self::Value, E> {
                Ok(LossyString(Cow::Owned(String::from_utf8_lossy(bytes).into_owned())))
            }
        }
        // As bytes, since serde_json refuses such halves in a `str`.
        deserializer.deserialize_bytes(Bytes)
    }
}
