//! Socket.IO v5: packets with namespaces, acknowledgements and binary attachments, as the default parser writes them.
//!
//! What it does: [`Decoder`] turns the content of Engine.IO messages into [`Packet`]s, [`Packet::encode`] turns
//! packets into frames (without Engine.IO's `4`). A packet borrows from the text that it was read from; its JSON
//! is checked once and kept raw, so that the application decodes straight into its own types ([`Packet::args`],
//! [`Packet::decode_data`]). What it does not do: no I/O, no tables of acknowledgements, no opinion on whether a
//! packet is welcome in this state.
//!
//! A packet is one text frame, followed by its attachments as binary frames:
//!
//! ```text
//! <type>[<number of attachments>-][<namespace>,][<id>][<JSON>]
//! ```
//!
//! | type | packet | JSON | id | attachments |
//! |---|---|---|---|---|
//! | 0 | [`PacketType::Connect`] | none, or an object | | |
//! | 1 | [`PacketType::Disconnect`] | none | | |
//! | 2 | [`PacketType::Event`] | array: event name (string or number, not reserved), arguments | asks for an answer | |
//! | 3 | [`PacketType::Ack`] | array of arguments, may be empty | of the event answered | |
//! | 4 | [`PacketType::ConnectError`] | object, or a string (older servers) | | |
//! | 5 | [`PacketType::BinaryEvent`] | as 2, with placeholders | as 2 | 1 or more |
//! | 6 | [`PacketType::BinaryAck`] | as 3, with placeholders | as 3 | 1 or more |
//!
//! The namespace is left out when it is `/`; it ends at the comma or with the frame, and may hold a query string.
//! Where attachment *n* belongs, the JSON has `{"_placeholder":true,"num":n}` ([`Placeholder`]), at any depth.
//!
//! Decisions, where the official parser (socket.io-parser 4.2.7) is silent or odd:
//! - Refused as there: unknown types, JSON that does not parse or fit the type, [reserved names](RESERVED_EVENTS),
//!   types 5 and 6 that announce no attachment or too many, placeholders that point nowhere, text while an
//!   attachment is due, binary when none is.
//! - Refused here, by the protocol: an event, an acknowledgement or a connect error without JSON. The official
//!   decoder lets them pass, the official encoder's own check of packets does not.
//! - Refused here, accepted there by an accident of JavaScript's `Number("")` and `Number(" ")`, both 0: an empty
//!   text as CONNECT, white space as a type, an id or part of one; counts of attachments such as `1e0` or `0x1`;
//!   a placeholder's `num` that is a fraction. No encoder writes these.
//! - Ids are exact up to [`u64::MAX`] and refused above it, where JavaScript rounds from 2^53 on: a rounded id would
//!   answer another event.
//! - Accepted as there: ids on any type, acknowledgements without one, leading zeros, a namespace without its
//!   comma at the end of the frame, attachments that no placeholder names or that several do, white space after
//!   the JSON.
//! - Depth: the check of the JSON and the search for placeholders do not recurse, so any depth within the limit
//!   of bytes is decoded; typed decoding stops at `serde_json`'s 128 levels with an error.
//!
//! Invariants: no input panics or overflows the stack; memory is bounded by [`Limits`]; an error tells shape and
//! position, never content; a decoded packet encodes to equal frames, apart from the accepted oddities above.

mod args;
mod decoder;
mod error;
mod packet;
mod payload;
mod placeholder;
#[cfg(test)]
mod tests;

pub use super::engine_io::{Frame, JsonFault, JsonFaultKind};
pub use args::Args;
pub use decoder::{Decoder, Limits};
pub use error::{DecodeError, EncodeError, Shape};
pub use packet::{Packet, PacketType};
pub use payload::{Payload, PayloadBuilder};
pub use placeholder::Placeholder;

/// Names that must not be used for events: both official sides give them a meaning of their own.
pub const RESERVED_EVENTS: [&str; 6] =
    ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"];

/// The namespace that is not written on the wire.
pub const MAIN_NAMESPACE: &str = "/";

/// Whether a namespace can be written: it starts with `/` and holds no comma, which would end it.
pub fn is_valid_namespace(namespace: &str) -> bool {
    namespace.starts_with('/') && !namespace.contains(',')
}

fn reserved_event(name: &str) -> Option<&'static str> {
    RESERVED_EVENTS.into_iter().find(|reserved| *reserved == name)
}
