//! What an event or an answer carries, built before it is sent.

use serde::Serialize;
use serde_json::value::RawValue;

use super::placeholder::{Placeholder, placeholders_fit};
use super::{EncodeError, reserved_event};

/// The JSON array of an event or an answer, and its attachments.
#[derive(Clone, Debug)]
pub struct Payload {
    /// A JSON array; of an event the first element is its name.
    pub json: Box<RawValue>,
    /// The attachments that placeholders in the array name by number.
    pub attachments: Vec<Vec<u8>>,
}

impl Payload {
    /// An event with one argument: the usual case.
    ///
    /// # Errors
    /// When the name is reserved, or the argument cannot be written as JSON.
    pub fn event<T: Serialize + ?Sized>(name: &str, arg: &T) -> Result<Self, EncodeError> {
        PayloadBuilder::event(name)?.arg(arg)?.finish()
    }

    /// An answer with one argument.
    ///
    /// # Errors
    /// When the argument cannot be written as JSON.
    pub fn ack<T: Serialize + ?Sized>(arg: &T) -> Result<Self, EncodeError> {
        PayloadBuilder::ack().arg(arg)?.finish()
    }
}

/// Builds a [`Payload`] argument by argument.
///
/// Binary data goes in by [`binary`](Self::binary) as an argument of its own, or by [`attach`](Self::attach),
/// whose placeholder the caller puts anywhere into a later argument.
#[derive(Clone, Debug)]
pub struct PayloadBuilder {
    elements: Vec<Box<RawValue>>,
    has_name: bool,
    attachments: Vec<Vec<u8>>,
}

impl PayloadBuilder {
    /// Starts an event.
    ///
    /// # Errors
    /// When the name is reserved.
    pub fn event(name: &str) -> Result<Self, EncodeError> {
        if let Some(name) = reserved_event(name) {
            return Err(EncodeError::ReservedEventName { name });
        }
        let mut builder = Self::ack().arg(name)?;
        builder.has_name = true;
        Ok(builder)
    }

    /// Starts an answer, which may stay without arguments.
    pub fn ack() -> Self {
        Self { elements: Vec::new(), has_name: false, attachments: Vec::new() }
    }

    /// Adds an argument.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn arg<T: Serialize + ?Sized>(mut self, arg: &T) -> Result<Self, EncodeError> {
        let index = self.elements.len() - usize::from(self.has_name);
        let raw = serde_json::value::to_raw_value(arg).map_err(|_| EncodeError::Argument { index })?;
        self.elements.push(raw);
        Ok(self)
    }

    /// Adds an attachment, and an argument that stands for it.
    ///
    /// # Errors
    /// None in practice; the signature is that of [`arg`](Self::arg).
    pub fn binary(mut self, bytes: Vec<u8>) -> Result<Self, EncodeError> {
        let placeholder = self.attach(bytes);
        self.arg(&placeholder)
    }

    /// Adds an attachment; the placeholder must be put into an argument.
    #[must_use = "the attachment is found only where its placeholder stands"]
    pub fn attach(&mut self, bytes: Vec<u8>) -> Placeholder {
        self.attachments.push(bytes);
        Placeholder { num: self.attachments.len() - 1 }
    }

    /// The payload.
    ///
    /// # Errors
    /// When there are attachments and a placeholder names none of them.
    pub fn finish(self) -> Result<Payload, EncodeError> {
        let index = self.elements.len();
        let json =
            serde_json::value::to_raw_value(&self.elements).map_err(|_| EncodeError::Argument { index })?;
        let attachments = self.attachments.len();
        if attachments > 0 && !placeholders_fit(json.get(), attachments) {
            return Err(EncodeError::Placeholder { attachments });
        }
        Ok(Payload { json, attachments: self.attachments })
    }
}
