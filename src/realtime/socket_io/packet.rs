//! One Socket.IO packet, its constructors and its encoding.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Args, DecodeError, Frame, JsonFault, MAIN_NAMESPACE, Payload};

/// The seven types of packets; the value is the digit on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PacketType {
    /// Asks for a namespace, or grants it.
    Connect = 0,
    /// Leaves a namespace.
    Disconnect = 1,
    /// Carries an event.
    Event = 2,
    /// Answers an event that had an id.
    Ack = 3,
    /// Refuses a namespace.
    ConnectError = 4,
    /// An event with attachments.
    BinaryEvent = 5,
    /// An answer with attachments.
    BinaryAck = 6,
}

impl PacketType {
    /// The type that a character stands for.
    pub fn from_char(found: char) -> Option<Self> {
        Some(match found {
            '0' => Self::Connect,
            '1' => Self::Disconnect,
            '2' => Self::Event,
            '3' => Self::Ack,
            '4' => Self::ConnectError,
            '5' => Self::BinaryEvent,
            '6' => Self::BinaryAck,
            _ => return None,
        })
    }

    /// Whether the type announces attachments.
    pub fn is_binary(self) -> bool {
        matches!(self, Self::BinaryEvent | Self::BinaryAck)
    }

    /// Whether the type carries an event, with or without attachments.
    pub fn is_event(self) -> bool {
        matches!(self, Self::Event | Self::BinaryEvent)
    }

    /// Whether the type answers an event, with or without attachments.
    pub fn is_ack(self) -> bool {
        matches!(self, Self::Ack | Self::BinaryAck)
    }
}

impl fmt::Display for PacketType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connect => "CONNECT",
            Self::Disconnect => "DISCONNECT",
            Self::Event => "EVENT",
            Self::Ack => "ACK",
            Self::ConnectError => "CONNECT_ERROR",
            Self::BinaryEvent => "BINARY_EVENT",
            Self::BinaryAck => "BINARY_ACK",
        })
    }
}

/// A whole packet: what the text frame says, and its attachments in the order of their frames.
///
/// Packets from a [`Decoder`](super::Decoder) keep the table of the module docs. In packets made by hand the
/// caller keeps it: the constructors choose between plain and binary types, and `encode` writes the type that
/// fits the attachments, whichever of the two `kind` says.
#[derive(Clone, Debug)]
pub struct Packet<'a> {
    /// The packet's type.
    pub kind: PacketType,
    /// The namespace, with its leading slash and any query string; `/` if none was written. See
    /// [`is_valid_namespace`](super::is_valid_namespace).
    pub namespace: Cow<'a, str>,
    /// Of an event: the id that its answer will carry. Of an answer: the id of the event.
    pub id: Option<u64>,
    /// The payload, checked to be JSON of the shape that the type carries.
    pub data: Option<Cow<'a, RawValue>>,
    /// The attachments that placeholders in the payload name by number.
    pub attachments: Vec<Cow<'a, [u8]>>,
}

impl<'a> Packet<'a> {
    fn plain(kind: PacketType, namespace: impl Into<Cow<'a, str>>, data: Option<Box<RawValue>>) -> Self {
        Self {
            kind,
            namespace: namespace.into(),
            id: None,
            data: data.map(Cow::Owned),
            attachments: Vec::new(),
        }
    }

    fn with_payload(
        kinds: (PacketType, PacketType),
        namespace: impl Into<Cow<'a, str>>,
        payload: Payload,
    ) -> Self {
        let kind = if payload.attachments.is_empty() { kinds.0 } else { kinds.1 };
        let mut packet = Self::plain(kind, namespace, Some(payload.json));
        packet.attachments = payload.attachments.into_iter().map(Cow::Owned).collect();
        packet
    }

    /// Asks for a namespace. `auth` is a JSON object that the server checks.
    pub fn connect(namespace: impl Into<Cow<'a, str>>, auth: Option<Box<RawValue>>) -> Self {
        Self::plain(PacketType::Connect, namespace, auth)
    }

    /// Refuses a namespace: the server's side. `data` is a JSON object, usually with a `message`.
    pub fn connect_error(namespace: impl Into<Cow<'a, str>>, data: Box<RawValue>) -> Self {
        Self::plain(PacketType::ConnectError, namespace, Some(data))
    }

    /// Leaves a namespace.
    pub fn disconnect(namespace: impl Into<Cow<'a, str>>) -> Self {
        Self::plain(PacketType::Disconnect, namespace, None)
    }

    /// An event; with an `id` it asks for an answer.
    pub fn event(namespace: impl Into<Cow<'a, str>>, id: Option<u64>, payload: Payload) -> Self {
        let kinds = (PacketType::Event, PacketType::BinaryEvent);
        Self { id, ..Self::with_payload(kinds, namespace, payload) }
    }

    /// The answer to the event with this `id`.
    pub fn ack(namespace: impl Into<Cow<'a, str>>, id: u64, payload: Payload) -> Self {
        let kinds = (PacketType::Ack, PacketType::BinaryAck);
        Self { id: Some(id), ..Self::with_payload(kinds, namespace, payload) }
    }

    /// The frames of this packet: one text without Engine.IO's `4`, then the attachments in order.
    pub fn encode(&self) -> Vec<Frame> {
        let kind = self.wire_kind();
        let json = self.data.as_deref().map_or("", RawValue::get);
        let mut text = String::with_capacity(self.namespace.len() + json.len() + 32);
        let digit = kind as u8;
        // Writing into a String cannot fail.
        let _ = write!(text, "{digit}");
        if kind.is_binary() {
            let _ = write!(text, "{}-", self.attachments.len());
        }
        if !self.namespace.is_empty() && self.namespace != MAIN_NAMESPACE {
            let _ = write!(text, "{},", self.namespace);
        }
        if let Some(id) = self.id {
            let _ = write!(text, "{id}");
        }
        text.push_str(json);

        let mut frames = vec![Frame::Text(text)];
        if kind.is_binary() {
            frames.extend(self.attachments.iter().map(|bytes| Frame::Binary(bytes.to_vec())));
        }
        frames
    }

    fn wire_kind(&self) -> PacketType {
        match (self.kind, self.attachments.is_empty()) {
            (PacketType::Event | PacketType::BinaryEvent, true) => PacketType::Event,
            (PacketType::Event | PacketType::BinaryEvent, false) => PacketType::BinaryEvent,
            (PacketType::Ack | PacketType::BinaryAck, true) => PacketType::Ack,
            (PacketType::Ack | PacketType::BinaryAck, false) => PacketType::BinaryAck,
            (PacketType::Connect | PacketType::Disconnect | PacketType::ConnectError, _) => self.kind,
        }
    }

    /// The arguments of an event or an answer, still raw.
    ///
    /// # Errors
    /// When the packet is of another type.
    pub fn args(&self) -> Result<Args<'_>, DecodeError> {
        Args::of(self)
    }

    /// Decodes the whole payload: what a CONNECT or CONNECT_ERROR carries.
    ///
    /// # Errors
    /// When there is no payload, or it does not fit `T`.
    pub fn decode_data<'p, T: Deserialize<'p>>(&'p self) -> Result<T, DecodeError> {
        let data = self.data.as_deref().ok_or(DecodeError::PayloadMissing { kind: self.kind })?;
        serde_json::from_str(data.get()).map_err(|error| DecodeError::Data(JsonFault::from(&error)))
    }

    /// The same packet, no longer borrowing from its frames.
    pub fn into_owned(self) -> Packet<'static> {
        Packet {
            kind: self.kind,
            namespace: Cow::Owned(self.namespace.into_owned()),
            id: self.id,
            data: self.data.map(|data| Cow::Owned(data.into_owned())),
            attachments: self.attachments.into_iter().map(|bytes| Cow::Owned(bytes.into_owned())).collect(),
        }
    }
}
