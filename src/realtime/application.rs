//! What the machine needs to know of the application: how its payloads are read and written.
//!
//! The machine orders, merges and proves; it never looks into a change. The application decodes once,
//! from the raw JSON of the frame, into owned typed changes.

use serde_json::value::RawValue;

use super::socket_io::{Args, EncodeError};
use super::url::push_query_value;

/// A feed's position: `revision` counts the changes of one `epoch` without holes.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
pub struct Head {
    /// The life of the feed's numbering; another one starts everything anew.
    pub epoch: String,
    /// The number of the last change.
    pub revision: u64,
}

/// One change or record with what is needed to merge it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry<C> {
    /// Whose change it is within the feed; never reused.
    pub key: String,
    /// The revision that last touched it.
    pub revision: u64,
    /// The application's own view of it.
    pub change: C,
}

/// A live change with the feed and epoch that it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope<C> {
    /// The feed's name.
    pub feed: String,
    /// The epoch that `entry.revision` counts in.
    pub epoch: String,
    /// The change.
    pub entry: Entry<C>,
}

/// Something that could not be read. Nothing of its content is kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Unreadable {
    /// What was wrong, as a fixed phrase for the log.
    pub what: &'static str,
    /// The feed, where that much could be read.
    pub feed: Option<String>,
    /// The epoch, where that much could be read.
    pub epoch: Option<String>,
    /// The revision, where that much could be read.
    pub revision: Option<u64>,
    /// The key, where that much could be read.
    pub key: Option<String>,
}

/// A command as it waits for its answer, on the device too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// What must stay in order: the booking's id.
    pub key: String,
    /// The command as JSON, without identity and version.
    pub body: String,
    /// Whether it may wait for a connection.
    pub is_queueable: bool,
}

/// How the application's payloads are read and written.
pub trait Application {
    /// A change in the application's types, removal included. One that comes while a new window is loaded goes to the
    /// board and over the new pages.
    type Change: Clone;
    /// Something that a person wants done.
    type Command;
    /// The server's final word on a command.
    type Answer;

    /// Reads an event that the machine itself does not know. `Ok(None)`: not a change of a feed.
    ///
    /// # Errors
    /// When the event is a change and cannot be read.
    fn decode(&self, event: &str, args: &Args<'_>) -> Result<Option<Envelope<Self::Change>>, Unreadable>;

    /// Reads one element of a `changes` list; it has the shape of the live event's payload.
    ///
    /// # Errors
    /// When it cannot be read.
    fn decode_change(&self, raw: &RawValue) -> Result<Envelope<Self::Change>, Unreadable>;

    /// Reads one record of a snapshot's page.
    ///
    /// # Errors
    /// When it cannot be read.
    fn decode_record(&self, feed: &str, raw: &RawValue) -> Result<Entry<Self::Change>, Unreadable>;

    /// The path and query of the feed's snapshot, without `after`: `/api/bookings?venue=…&from=…&to=…`.
    fn snapshot_path(&self, feed: &str) -> String;

    /// The path and query of the changes of `feed` since a position; the machine appends nothing.
    fn changes_path(&self, feed: &str, since: &Head) -> String {
        let mut path = "/api/changes?venue=".to_owned();
        push_query_value(&mut path, feed);
        path.push_str("&epoch=");
        push_query_value(&mut path, &since.epoch);
        path.push_str(&format!("&since={}", since.revision));
        path
    }

    /// Writes down what a person wants done, in a form that later pages can send.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    fn draft(&self, command: &Self::Command) -> Result<Draft, EncodeError>;

    /// The command as the server gets it, by either way, from [`Draft::body`]: the same for the same arguments.
    ///
    /// # Errors
    /// When `body` is no command that this version knows.
    fn encode(&self, body: &str, id: &str, expected_version: u64) -> Result<Box<RawValue>, Unreadable>;

    /// Reads the answer to a command, a refusal too.
    ///
    /// # Errors
    /// When it cannot be read; the command's result is then unknown.
    fn decode_answer(&self, answer: &RawValue) -> Result<Self::Answer, Unreadable>;

    /// The version that the booking has after a command was carried out, where the answer says so.
    fn version(&self, answer: &Self::Answer) -> Option<u64>;
}
