//! One Engine.IO packet: decoded from a WebSocket frame, encoded into one.

use std::borrow::Cow;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde::Deserialize;

use super::error::{DecodeError, JsonFault};

/// Writes padding, reads base64 with or without it: encoders differ there, and the bytes are the same.
pub(super) const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// An owned WebSocket frame.
///
/// The Socket.IO codec makes its frames without Engine.IO's `4`; [`Frame::message`] puts them into packets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Frame {
    /// A text frame.
    Text(String),
    /// A binary frame.
    Binary(Vec<u8>),
}

impl Frame {
    /// Length in bytes.
    pub fn len(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Binary(bytes) => bytes.len(),
        }
    }

    /// Whether the frame has no bytes at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The message packet that carries this frame's content.
    pub fn message(&self) -> Packet<'_> {
        match self {
            Self::Text(text) => Packet::Message(text),
            Self::Binary(bytes) => Packet::Binary(Cow::Borrowed(bytes)),
        }
    }
}

/// An Engine.IO packet; texts and bytes are borrowed from the frame that it was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Packet<'a> {
    /// The server opens the session.
    Open(Handshake),
    /// The peer closes the transport.
    Close,
    /// Asks for a pong with the same payload. In version 4 the server's heartbeat; from a client an upgrade's probe.
    Ping(&'a str),
    /// Answers a ping.
    Pong(&'a str),
    /// Text for the layer above.
    Message(&'a str),
    /// Bytes for the layer above.
    Binary(Cow<'a, [u8]>),
    /// Completes the upgrade to this transport.
    Upgrade,
    /// Nothing; ends a pending long-polling request.
    Noop,
}

/// What the server says when it opens a session.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Handshake {
    /// Identifies the session in every later request. Never empty.
    pub sid: String,
    /// Transports that the session may be moved to; empty when the server names none.
    #[serde(default)]
    pub upgrades: Vec<String>,
    /// Milliseconds between two pings of the server.
    #[serde(rename = "pingInterval")]
    pub ping_interval_ms: u64,
    /// Milliseconds that each side has for its part of the heartbeat.
    #[serde(rename = "pingTimeout")]
    pub ping_timeout_ms: u64,
    /// The most bytes that one long-polling body may have; `None` when the server does not say.
    #[serde(rename = "maxPayload", default)]
    pub max_payload: Option<u64>,
}

impl Handshake {
    /// Milliseconds without a ping after which the connection counts as dead; saturates.
    pub fn liveness_ms(&self) -> u64 {
        self.ping_interval_ms.saturating_add(self.ping_timeout_ms)
    }

    fn decode(json: &str) -> Result<Self, DecodeError> {
        let handshake: Self =
            serde_json::from_str(json).map_err(|error| DecodeError::Handshake(JsonFault::from(&error)))?;
        if handshake.sid.is_empty() {
            return Err(DecodeError::HandshakeField { field: "sid" });
        }
        Ok(handshake)
    }

    fn encode(&self) -> String {
        let mut json = serde_json::json!({
            "sid": self.sid,
            "upgrades": self.upgrades,
            "pingInterval": self.ping_interval_ms,
            "pingTimeout": self.ping_timeout_ms,
        });
        if let Some(max_payload) = self.max_payload {
            json["maxPayload"] = max_payload.into();
        }
        json.to_string()
    }
}

impl<'a> Packet<'a> {
    /// Reads a WebSocket text frame, or one packet of a long-polling body.
    ///
    /// # Errors
    /// When the first character is no packet type, a handshake cannot be read, or base64 is broken.
    pub fn decode_text(text: &'a str) -> Result<Self, DecodeError> {
        let mut chars = text.chars();
        let kind = chars.next().ok_or(DecodeError::Empty)?;
        let rest = chars.as_str();
        match kind {
            '0' => Handshake::decode(rest).map(Self::Open),
            '1' => Ok(Self::Close),
            '2' => Ok(Self::Ping(rest)),
            '3' => Ok(Self::Pong(rest)),
            '4' => Ok(Self::Message(rest)),
            '5' => Ok(Self::Upgrade),
            '6' => Ok(Self::Noop),
            'b' => decode_base64(rest).map(|bytes| Self::Binary(Cow::Owned(bytes))),
            found => Err(DecodeError::UnknownType { found }),
        }
    }

    /// Reads a WebSocket binary frame: always a message, byte for byte.
    pub fn decode_binary(bytes: &'a [u8]) -> Self {
        Self::Binary(Cow::Borrowed(bytes))
    }

    /// The WebSocket frame of this packet. Long-polling bodies are made by [`super::payload::encode`].
    pub fn encode(&self) -> Frame {
        match self {
            Self::Binary(bytes) => Frame::Binary(bytes.to_vec()),
            Self::Open(handshake) => Frame::Text(join('0', &handshake.encode())),
            Self::Close => Frame::Text(join('1', "")),
            Self::Ping(text) => Frame::Text(join('2', text)),
            Self::Pong(text) => Frame::Text(join('3', text)),
            Self::Message(text) => Frame::Text(join('4', text)),
            Self::Upgrade => Frame::Text(join('5', "")),
            Self::Noop => Frame::Text(join('6', "")),
        }
    }
}

fn join(kind: char, payload: &str) -> String {
    let mut text = String::with_capacity(1 + payload.len());
    text.push(kind);
    text.push_str(payload);
    text
}

fn decode_base64(text: &str) -> Result<Vec<u8>, DecodeError> {
    BASE64.decode(text).map_err(|error| DecodeError::Base64 {
        offset: match error {
            base64::DecodeError::InvalidByte(offset, _)
            | base64::DecodeError::InvalidLastSymbol(offset, _) => offset,
            base64::DecodeError::InvalidLength(_) | base64::DecodeError::InvalidPadding => text.len(),
        },
    })
}
