//! From the content of Engine.IO messages to packets; remembers a packet whose attachments are still to come.

use std::borrow::Cow;

use serde_json::value::RawValue;

use super::args::event_name;
use super::placeholder::placeholders_fit;
use super::{DecodeError, JsonFault, MAIN_NAMESPACE, Packet, PacketType, Shape, reserved_event};

/// How large a packet may become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Attachments of one packet.
    pub max_attachments: usize,
    /// Bytes of one packet: text and attachments together.
    pub max_packet_bytes: usize,
}

impl Default for Limits {
    /// 10 attachments, the official cap; 16 MiB, far above any booking page and well below what hurts a tab.
    fn default() -> Self {
        Self { max_attachments: 10, max_packet_bytes: 16 * 1024 * 1024 }
    }
}

/// Reads the frames of one connection, in order.
///
/// After an error the connection's frames cannot be trusted any more; the decoder has forgotten the packet that it
/// was reading and would start afresh.
#[derive(Clone, Debug, Default)]
pub struct Decoder {
    limits: Limits,
    waiting: Option<Waiting>,
}

#[derive(Clone, Debug)]
struct Waiting {
    packet: Packet<'static>,
    announced: usize,
    bytes: usize,
}

impl Decoder {
    /// A decoder that refuses what exceeds `limits`.
    pub fn new(limits: Limits) -> Self {
        Self { limits, waiting: None }
    }

    /// Reads a text frame, without Engine.IO's `4`. `None` when the packet's attachments are still to come.
    ///
    /// # Errors
    /// When the text is no packet, exceeds the limits, or comes while attachments are due.
    pub fn text<'a>(&mut self, text: &'a str) -> Result<Option<Packet<'a>>, DecodeError> {
        if let Some(Waiting { packet, announced, .. }) = self.waiting.take() {
            return Err(DecodeError::UnexpectedText { received: packet.attachments.len(), announced });
        }
        self.check_size(text.len())?;
        let (packet, announced) = parse(text, self.limits.max_attachments)?;
        if announced == 0 {
            return Ok(Some(packet));
        }
        self.waiting = Some(Waiting { packet: packet.into_owned(), announced, bytes: text.len() });
        Ok(None)
    }

    /// Reads a binary frame: an attachment. `None` when more are to come.
    ///
    /// # Errors
    /// When no attachment is due, or the packet exceeds the limits.
    pub fn binary(&mut self, bytes: &[u8]) -> Result<Option<Packet<'static>>, DecodeError> {
        let Some(mut waiting) = self.waiting.take() else {
            return Err(DecodeError::UnexpectedBinary { bytes: bytes.len() });
        };
        waiting.bytes = waiting.bytes.saturating_add(bytes.len());
        self.check_size(waiting.bytes)?;
        waiting.packet.attachments.push(Cow::Owned(bytes.to_vec()));
        if waiting.packet.attachments.len() == waiting.announced {
            return Ok(Some(waiting.packet));
        }
        self.waiting = Some(waiting);
        Ok(None)
    }

    /// Whether attachments are due.
    pub fn is_waiting(&self) -> bool {
        self.waiting.is_some()
    }

    /// Forgets a packet that is incomplete: for a new connection.
    pub fn reset(&mut self) {
        self.waiting = None;
    }

    fn check_size(&self, bytes: usize) -> Result<(), DecodeError> {
        let max = self.limits.max_packet_bytes;
        if bytes > max { Err(DecodeError::TooLarge { bytes, max }) } else { Ok(()) }
    }
}

/// The packet of a text frame, and how many attachments it announces.
fn parse(text: &str, max_attachments: usize) -> Result<(Packet<'_>, usize), DecodeError> {
    let mut chars = text.chars();
    let found = chars.next().ok_or(DecodeError::Empty)?;
    let kind = PacketType::from_char(found).ok_or(DecodeError::UnknownType { found })?;
    let (announced, rest) = match kind.is_binary() {
        true => split_attachments(chars.as_str(), max_attachments)?,
        false => (0, chars.as_str()),
    };
    let (namespace, rest) = split_namespace(rest);
    let (id, payload) = split_id(rest)?;
    let data = parse_payload(kind, payload, text.len() - payload.len())?;
    if let Some(data) = data
        && kind.is_binary()
        && !placeholders_fit(data.get(), announced)
    {
        return Err(DecodeError::Placeholder { attachments: announced });
    }
    let data = data.map(Cow::Borrowed);
    let packet = Packet { kind, namespace: Cow::Borrowed(namespace), id, data, attachments: Vec::new() };
    Ok((packet, announced))
}

fn split_digits(text: &str) -> (&str, &str) {
    let end = text.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    text.split_at(end)
}

fn split_attachments(text: &str, max: usize) -> Result<(usize, &str), DecodeError> {
    let (digits, rest) = split_digits(text);
    let rest = rest.strip_prefix('-').ok_or(DecodeError::AttachmentCount)?;
    if digits.bytes().all(|digit| digit == b'0') {
        return Err(DecodeError::AttachmentCount);
    }
    // Only a number beyond any limit fails to parse here.
    let announced = digits.parse().unwrap_or(usize::MAX);
    if announced > max {
        return Err(DecodeError::TooManyAttachments { announced, max });
    }
    Ok((announced, rest))
}

fn split_namespace(text: &str) -> (&str, &str) {
    if !text.starts_with('/') {
        return (MAIN_NAMESPACE, text);
    }
    text.split_once(',').unwrap_or((text, ""))
}

fn split_id(text: &str) -> Result<(Option<u64>, &str), DecodeError> {
    let (digits, rest) = split_digits(text);
    if digits.is_empty() {
        return Ok((None, rest));
    }
    match digits.parse() {
        Ok(id) => Ok((Some(id), rest)),
        Err(_) => Err(DecodeError::IdTooLarge { digits: digits.len() }),
    }
}

fn parse_payload(kind: PacketType, text: &str, offset: usize) -> Result<Option<&RawValue>, DecodeError> {
    if text.is_empty() {
        return match kind {
            PacketType::Connect | PacketType::Disconnect => Ok(None),
            PacketType::Event
            | PacketType::Ack
            | PacketType::ConnectError
            | PacketType::BinaryEvent
            | PacketType::BinaryAck => Err(DecodeError::PayloadMissing { kind }),
        };
    }
    if text.starts_with([' ', '\t', '\r', '\n']) {
        return Err(DecodeError::Json { offset, fault: JsonFault::AT_START });
    }
    let data: &RawValue = serde_json::from_str(text)
        .map_err(|error| DecodeError::Json { offset, fault: JsonFault::from(&error) })?;
    let found = Shape::of(data.get());
    let is_fitting = match kind {
        PacketType::Connect => found == Shape::Object,
        PacketType::Disconnect => false,
        PacketType::ConnectError => matches!(found, Shape::Object | Shape::String),
        PacketType::Event | PacketType::Ack | PacketType::BinaryEvent | PacketType::BinaryAck => {
            found == Shape::Array
        }
    };
    if !is_fitting {
        return Err(DecodeError::PayloadShape { kind, found });
    }
    if kind.is_event() {
        check_event_name(data)?;
    }
    Ok(Some(data))
}

fn check_event_name(array: &RawValue) -> Result<(), DecodeError> {
    // The array is known to be JSON, so behind its bracket stands a value or the closing bracket.
    let elements = array.get().strip_prefix('[').unwrap_or_default();
    let mut stream = serde_json::Deserializer::from_str(elements).into_iter::<&RawValue>();
    let Some(Ok(first)) = stream.next() else {
        return Err(DecodeError::EventName { found: None });
    };
    match reserved_event(&event_name(first)?) {
        Some(name) => Err(DecodeError::ReservedEventName { name }),
        None => Ok(()),
    }
}
