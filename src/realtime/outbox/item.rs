//! One action of a person on its way to the server, and the forms in which people see it.

use serde::{Deserialize, Serialize};

use super::super::time::WallTime;

/// Where a connection's command goes: one session over push, or REST.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Path {
    /// The push session with this generation.
    Push(u64),
    /// REST, while push is out.
    Rest,
}

/// What is asked of the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The command's identity (a UUID), made by the caller: the server applies it once, however often it comes.
    pub id: String,
    /// What must stay in order: the booking's id.
    pub key: String,
    /// The command as JSON, without identity and version; it never changes.
    pub body: String,
    /// The version of the booking that the person saw.
    pub expected_version: u64,
    /// Whether it may wait for a connection; otherwise it is sent now or not at all.
    pub is_queueable: bool,
}

/// An action with what the device must remember of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// See [`Request::id`].
    pub id: String,
    /// See [`Request::key`].
    pub key: String,
    /// See [`Request::body`].
    pub body: String,
    /// The version that it is sent with. It never changes again once the item may have been sent: the server takes
    /// the same id with another body for a mistake.
    pub expected_version: u64,
    /// See [`Request::is_queueable`].
    pub is_queueable: bool,
    /// When the person acted, in milliseconds since the Unix epoch by the device's clock.
    pub created_at_ms: i64,
    /// Its place: rises within a tab whatever the clock does, and is comparable across tabs.
    pub seq: u64,
    /// The open action of the same key that the person had made before: an answer to that one moves the version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// How far it came.
    pub stage: Stage,
}

/// How far an item came, as the device remembers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "at", rename_all = "snake_case")]
pub enum Stage {
    /// Never sent.
    Waiting,
    /// It may have been sent, exactly as it stands. Written before the first byte leaves.
    Sent,
    /// Never sent; an earlier one of its key was refused, and the person decides.
    Held,
    /// The server refused it for good.
    Refused {
        /// The contract's code.
        code: String,
        /// The server's whole answer, as JSON.
        answer: String,
    },
    /// Too old to be sent.
    Expired,
}

/// Where an item stands, as people see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemState {
    /// Being written to the device; not to be called saved yet.
    Saving,
    /// Waiting to be sent.
    Queued {
        /// Whether it would survive the end of the page.
        is_saved: bool,
    },
    /// Sent for the first time, an answer is awaited.
    Sending,
    /// It may have been sent, and its fate is asked for with the same id.
    Unknown,
    /// An earlier one of its key was refused: it waits for the person.
    Held,
    /// The server refused it for good.
    Refused {
        /// The contract's code.
        code: String,
        /// The server's whole answer, as JSON.
        answer: String,
    },
    /// Too old to be sent; it waits for the person.
    Expired,
    /// The server carried it out; nothing more is told of it.
    Confirmed,
    /// Taken back before it was sent, or put away by the person; nothing more is told of it.
    Discarded,
    /// This tab has it no more: storage holds it for whichever tab claims it first; nothing more is told of it here.
    LetGo,
    /// It may not wait, and the connection went before it was sent; nothing more is told of it.
    NotSent,
}

impl Item {
    /// Bytes that it counts for: its texts, and what the form around them takes.
    pub fn size(&self) -> usize {
        let answer = match &self.stage {
            Stage::Refused { code, answer } => code.len() + answer.len(),
            Stage::Waiting | Stage::Sent | Stage::Held | Stage::Expired => 0,
        };
        let after = self.after.as_ref().map_or(0, String::len);
        self.id.len() + self.key.len() + self.body.len() + after + answer + Self::FORM_BYTES
    }

    /// Whether it lies too long, by the device's clock.
    pub(super) fn is_too_old(&self, wall: WallTime, life_ms: i64) -> bool {
        wall.0 >= self.created_at_ms.saturating_add(life_ms)
    }

    /// What the stored form takes around an item's texts.
    const FORM_BYTES: usize = 192;
}
