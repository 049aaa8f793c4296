//! Why a frame is not Socket.IO, or a payload cannot be sent, in words that hold no content of it.

use std::fmt;

use super::{JsonFault, PacketType};

/// The outermost shape of a JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `{…}`
    Object,
    /// `[…]`
    Array,
    /// `"…"`
    String,
    /// A number.
    Number,
    /// `true` or `false`.
    Bool,
    /// `null`
    Null,
}

impl Shape {
    /// The shape of a text that is known to be JSON.
    pub(super) fn of(json: &str) -> Self {
        match json.trim_start().as_bytes().first() {
            Some(b'{') => Self::Object,
            Some(b'[') => Self::Array,
            Some(b'"') => Self::String,
            Some(b't' | b'f') => Self::Bool,
            Some(b'n') => Self::Null,
            Some(_) | None => Self::Number,
        }
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Object => "an object",
            Self::Array => "an array",
            Self::String => "a string",
            Self::Number => "a number",
            Self::Bool => "true or false",
            Self::Null => "null",
        })
    }
}

/// Frames that are not Socket.IO v5, or arguments of another type than asked for. Holds shape and position only,
/// so that it may be logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecodeError {
    /// A text frame without a single character.
    Empty,
    /// The first character is no packet type.
    UnknownType {
        /// The character that stands where the type should.
        found: char,
    },
    /// A binary type without a number of at least 1 and `-` after it.
    AttachmentCount,
    /// More attachments are announced than allowed.
    TooManyAttachments {
        /// How many the packet announces; saturates.
        announced: usize,
        /// How many it may.
        max: usize,
    },
    /// The id does not fit into 64 bits.
    IdTooLarge {
        /// How many digits it has.
        digits: usize,
    },
    /// The payload is not JSON.
    Json {
        /// Byte of the frame at which the payload starts.
        offset: usize,
        /// What is wrong, and where in the payload.
        fault: JsonFault,
    },
    /// A type that needs a payload came without one.
    PayloadMissing {
        /// The packet's type.
        kind: PacketType,
    },
    /// The payload is JSON, but not what the type carries.
    PayloadShape {
        /// The packet's type.
        kind: PacketType,
        /// What came instead.
        found: Shape,
    },
    /// An event whose first element is no name.
    EventName {
        /// What stands there; `None` if the array is empty.
        found: Option<Shape>,
    },
    /// An event with a name that is reserved.
    ReservedEventName {
        /// The name.
        name: &'static str,
    },
    /// A placeholder that names none of the attachments.
    Placeholder {
        /// How many attachments the packet has.
        attachments: usize,
    },
    /// Text came while attachments were due.
    UnexpectedText {
        /// Attachments that had come.
        received: usize,
        /// Attachments that were announced.
        announced: usize,
    },
    /// A binary frame came that no packet announced.
    UnexpectedBinary {
        /// Its length in bytes.
        bytes: usize,
    },
    /// Text and attachments together are larger than allowed.
    TooLarge {
        /// Bytes so far.
        bytes: usize,
        /// Bytes allowed.
        max: usize,
    },
    /// An argument was asked for that the packet does not have.
    ArgumentMissing {
        /// Which, from 0, without the event name.
        index: usize,
        /// How many there are.
        count: usize,
    },
    /// An argument has another shape than the type that was asked for.
    Argument {
        /// Which, from 0, without the event name.
        index: usize,
        /// What is wrong, and where in the argument.
        fault: JsonFault,
    },
    /// The whole payload has another shape than the type that was asked for.
    Data(JsonFault),
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "a Socket.IO packet without a type"),
            Self::UnknownType { found } => write!(f, "no Socket.IO packet type is written {found:?}"),
            Self::AttachmentCount => write!(f, "a binary packet without its number of attachments"),
            Self::TooManyAttachments { announced, max } => {
                write!(f, "{announced} attachments announced, at most {max} allowed")
            }
            Self::IdTooLarge { digits } => write!(f, "an id of {digits} digits is too large"),
            Self::Json { offset, fault } => write!(f, "payload at byte {offset}: {fault}"),
            Self::PayloadMissing { kind } => write!(f, "{kind} without a payload"),
            Self::PayloadShape { kind, found } => write!(f, "{kind} cannot carry {found}"),
            Self::EventName { found: Some(found) } => write!(f, "{found} in the place of an event name"),
            Self::EventName { found: None } => write!(f, "an event without a name"),
            Self::ReservedEventName { name } => write!(f, "the event name {name} is reserved"),
            Self::Placeholder { attachments } => {
                write!(f, "a placeholder names none of the {attachments} attachments")
            }
            Self::UnexpectedText { received, announced } => {
                write!(f, "text after {received} of {announced} attachments")
            }
            Self::UnexpectedBinary { bytes } => {
                write!(f, "{bytes} bytes of binary data that no packet announced")
            }
            Self::TooLarge { bytes, max } => write!(f, "a packet of {bytes} bytes, at most {max} allowed"),
            Self::ArgumentMissing { index, count } => {
                write!(f, "argument {index} asked for, the packet has {count}")
            }
            Self::Argument { index, fault } => write!(f, "argument {index}: {fault}"),
            Self::Data(fault) => write!(f, "payload: {fault}"),
        }
    }
}

impl std::error::Error for DecodeError {}

/// A payload that cannot be sent: a fault of the caller, not of the peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EncodeError {
    /// The event name is reserved.
    ReservedEventName {
        /// The name.
        name: &'static str,
    },
    /// An argument cannot be written as JSON.
    Argument {
        /// Which, from 0, without the event name.
        index: usize,
    },
    /// A placeholder that names none of the attachments.
    Placeholder {
        /// How many attachments the payload has.
        attachments: usize,
    },
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ReservedEventName { name } => write!(f, "the event name {name} is reserved"),
            Self::Argument { index } => write!(f, "argument {index} cannot be written as JSON"),
            Self::Placeholder { attachments } => {
                write!(f, "a placeholder names none of the {attachments} attachments")
            }
        }
    }
}

impl std::error::Error for EncodeError {}
