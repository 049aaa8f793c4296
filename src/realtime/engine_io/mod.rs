//! Engine.IO v4: the packets under Socket.IO, for both transports.
//!
//! What it does: turns WebSocket frames and long-polling bodies into [`Packet`]s that borrow from their input,
//! and packets into owned [`Frame`]s and bodies. What it does not do: no I/O, no heartbeat, no state; whether a
//! packet is welcome at this moment is for the caller. WebTransport is not spoken.
//!
//! | text frame | packet | payload |
//! |---|---|---|
//! | `0{…}` | [`Packet::Open`] | handshake as JSON: `sid`, `upgrades`, `pingInterval`, `pingTimeout`, `maxPayload` |
//! | `1` | [`Packet::Close`] | none |
//! | `2…` | [`Packet::Ping`] | empty, or `probe` during an upgrade |
//! | `3…` | [`Packet::Pong`] | the ping's payload |
//! | `4…` | [`Packet::Message`] | any text, also an empty one |
//! | `5` | [`Packet::Upgrade`] | none |
//! | `6` | [`Packet::Noop`] | none |
//! | `b…` | [`Packet::Binary`] | base64; what long-polling sends, read in a WebSocket text frame too |
//! | binary frame | [`Packet::Binary`] | the bytes as they are |
//!
//! In long-polling several packets share one body, see [`payload`].
//!
//! Invariants: no input panics; an error tells shape and position, never content; what `encode` writes, `decode`
//! reads back as an equal packet. Text behind `1`, `5` and `6` has no meaning: it is accepted, as the official
//! parser does, and not kept. Base64 is read with or without padding; a character outside its alphabet is an error,
//! where the official parser on Node skips it and delivers other bytes than were sent.

mod error;
mod packet;
pub mod payload;
#[cfg(test)]
pub(crate) mod random;
#[cfg(test)]
mod tests;

pub use error::{DecodeError, JsonFault, JsonFaultKind};
pub use packet::{Frame, Handshake, Packet};
