//! Bodies of HTTP long-polling: packets in a row, separated by U+001E, binary as base64 after a `b`.
//!
//! A separator cannot be escaped, so a packet that contains one cannot be sent this way. JSON never does: it
//! writes control characters as escapes.

use std::fmt;

use base64::Engine as _;

use super::error::DecodeError;
use super::packet::{BASE64, Frame, Packet};

/// Stands between two packets of a body.
pub const SEPARATOR: char = '\u{1e}';

/// The packets of a body, in order. After an error the rest of the body is not read: nothing tells where it could
/// be trusted again. A body always holds at least one packet, so an empty one is an error.
pub fn decode(body: &str) -> Packets<'_> {
    Packets { rest: Some(body) }
}

/// The iterator that [`decode`] returns.
#[derive(Clone, Debug)]
pub struct Packets<'a> {
    rest: Option<&'a str>,
}

impl<'a> Iterator for Packets<'a> {
    type Item = Result<Packet<'a>, DecodeError>;

    fn next(&mut self) -> Option<Self::Item> {
        let body = self.rest.take()?;
        let (text, rest) = match body.split_once(SEPARATOR) {
            Some((text, rest)) => (text, Some(rest)),
            None => (body, None),
        };
        let packet = Packet::decode_text(text);
        if packet.is_ok() {
            self.rest = rest;
        }
        Some(packet)
    }
}

/// A body that is ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// The body, UTF-8.
    pub body: String,
    /// How many packets it holds, from the front of those that were offered. 0 only if none were offered.
    pub count: usize,
}

/// Why the packet at the front cannot be sent by long-polling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BatchError {
    /// It alone is larger than a body may be; the server would refuse the request.
    TooLarge {
        /// Its bytes as written.
        bytes: usize,
        /// The most bytes that a body may have.
        max: u64,
    },
    /// Its text contains the separator and would arrive as two packets.
    Separator,
}

impl fmt::Display for BatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { bytes, max } => {
                write!(f, "a packet of {bytes} bytes does not fit into a body of at most {max}")
            }
            Self::Separator => write!(f, "the text contains the separator of packets, U+001E"),
        }
    }
}

impl std::error::Error for BatchError {}

/// Writes as many packets as fit into one body of at most `max_payload` bytes (`None`: no limit).
///
/// Stops quietly before the first packet that does not fit or cannot be written, so that the packets before it
/// are sent; once that packet stands at the front the error names it.
///
/// # Errors
/// When the first packet cannot be sent in any body.
pub fn encode<'p, 'a: 'p>(
    packets: impl IntoIterator<Item = &'p Packet<'a>>,
    max_payload: Option<u64>,
) -> Result<Batch, BatchError> {
    encode_frames(packets.into_iter().map(Packet::encode), max_payload)
}

/// As [`encode`], for packets that were written as WebSocket frames already.
///
/// # Errors
/// When the first packet cannot be sent in any body.
pub(crate) fn encode_frames(
    frames: impl IntoIterator<Item = Frame>,
    max_payload: Option<u64>,
) -> Result<Batch, BatchError> {
    let mut batch = Batch { body: String::new(), count: 0 };
    for frame in frames {
        match append(&mut batch, frame, max_payload) {
            Ok(()) => batch.count += 1,
            Err(error) if batch.count == 0 => return Err(error),
            Err(_) => break,
        }
    }
    Ok(batch)
}

fn append(batch: &mut Batch, frame: Frame, max_payload: Option<u64>) -> Result<(), BatchError> {
    let text = match frame {
        Frame::Text(text) => text,
        Frame::Binary(bytes) => format!("b{}", BASE64.encode(bytes)),
    };
    if text.contains(SEPARATOR) {
        return Err(BatchError::Separator);
    }
    let separator_bytes = usize::from(batch.count > 0);
    let total = batch.body.len() + separator_bytes + text.len();
    match max_payload {
        Some(max) if total as u64 > max => return Err(BatchError::TooLarge { bytes: text.len(), max }),
        Some(_) | None => {}
    }
    if separator_bytes > 0 {
        batch.body.push(SEPARATOR);
    }
    batch.body.push_str(&text);
    Ok(())
}
