//! Why a frame is not an Engine.IO packet, in words that hold no content of it.

use std::fmt;

use serde_json::error::Category;

/// A frame or body that is not Engine.IO v4. Holds shape and position only, so that it may be logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecodeError {
    /// A text frame, or a place between two separators of a body, without a single character.
    Empty,
    /// The first character is no packet type.
    UnknownType {
        /// The character that stands where the type should.
        found: char,
    },
    /// The payload of an open packet is not the JSON that a handshake needs.
    Handshake(JsonFault),
    /// A handshake's field is there but cannot be used.
    HandshakeField {
        /// Its name on the wire.
        field: &'static str,
    },
    /// Text after `b` that is not base64.
    Base64 {
        /// Bytes of base64 text before the fault.
        offset: usize,
    },
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "an Engine.IO packet without a type"),
            Self::UnknownType { found } => {
                write!(f, "no Engine.IO packet type is written {found:?}")
            }
            Self::Handshake(fault) => write!(f, "the handshake cannot be read: {fault}"),
            Self::HandshakeField { field } => {
                write!(f, "the handshake's field {field} has a value that cannot be used")
            }
            Self::Base64 { offset } => write!(f, "binary data is not base64 at byte {offset}"),
        }
    }
}

impl std::error::Error for DecodeError {}

/// What is wrong with a JSON text, and where. Unlike `serde_json`'s own error it never quotes the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JsonFault {
    /// The kind of fault.
    pub kind: JsonFaultKind,
    /// Line of the fault within the JSON text, from 1.
    pub line: usize,
    /// Column of the fault within its line, in bytes.
    pub column: usize,
}

/// The kinds of [`JsonFault`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonFaultKind {
    /// Not JSON.
    Syntax,
    /// JSON that stops in the middle.
    Truncated,
    /// More than the 128 levels that a typed value may nest.
    TooDeep,
    /// JSON of another shape than the type that was asked for.
    Mismatch,
}

impl JsonFault {
    /// A syntax fault at the first byte.
    pub(crate) const AT_START: Self = Self { kind: JsonFaultKind::Syntax, line: 1, column: 1 };
}

impl From<&serde_json::Error> for JsonFault {
    fn from(error: &serde_json::Error) -> Self {
        let kind = match error.classify() {
            Category::Eof => JsonFaultKind::Truncated,
            Category::Data | Category::Io => JsonFaultKind::Mismatch,
            // The limit has no category of its own; its message is a constant.
            Category::Syntax if error.to_string().starts_with("recursion limit") => JsonFaultKind::TooDeep,
            Category::Syntax => JsonFaultKind::Syntax,
        };
        Self { kind, line: error.line(), column: error.column() }
    }
}

impl fmt::Display for JsonFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.kind {
            JsonFaultKind::Syntax => "not JSON",
            JsonFaultKind::Truncated => "JSON that stops too early",
            JsonFaultKind::TooDeep => "JSON nested too deeply",
            JsonFaultKind::Mismatch => "JSON of an unexpected shape",
        };
        write!(f, "{what} at line {} column {}", self.line, self.column)
    }
}
