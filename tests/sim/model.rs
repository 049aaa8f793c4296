//! The application of the simulation: a tiny booking, how its payloads are read, and a board that stores.
//!
//! The board keeps tombstones, takes a change only over an older revision, and remembers which keys could
//! not be read. It decides nothing: whether it is right is judged by `checks` against the server's ledger.

use std::collections::{BTreeMap, BTreeSet};

use deskbell::realtime::socket_io::{Args, EncodeError};
use deskbell::realtime::{Application, Delivery, Draft, Entry, Envelope, Head, Unreadable};
use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};

/// One booking. `place` is what pages are sorted by, so that a change can move it between two pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Booking {
    pub(crate) id: String,
    pub(crate) revision: u64,
    pub(crate) version: u64,
    pub(crate) place: u64,
    pub(crate) note: u64,
}

/// What a person wants done.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Command {
    pub(crate) venue: String,
    pub(crate) booking: String,
    pub(crate) note: u64,
    pub(crate) is_queueable: bool,
}

/// The server's final word on a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    Done { revision: u64, version: u64 },
    Refused { code: String },
}

/// Reads and writes the payloads of the simulated contract.
pub(crate) struct App;

#[derive(Deserialize)]
struct Change {
    venue: String,
    epoch: String,
    revision: u64,
    op: String,
    #[serde(default)]
    booking: Option<Booking>,
    #[serde(default)]
    id: Option<String>,
}

/// What may be left of a change that cannot be read.
#[derive(Deserialize, Default)]
struct Remains {
    venue: Option<String>,
    epoch: Option<String>,
    revision: Option<u64>,
    booking: Option<RecordRemains>,
}

#[derive(Deserialize, Default)]
struct RecordRemains {
    id: Option<String>,
    revision: Option<u64>,
}

impl Application for App {
    type Change = Option<Booking>;
    type Command = Command;
    type Answer = Verdict;

    fn decode(&self, event: &str, args: &Args<'_>) -> Result<Option<Envelope<Self::Change>>, Unreadable> {
        if event != "booking:changed" {
            return Ok(None);
        }
        let nothing = Unreadable { what: "a change without a payload", ..Unreadable::default() };
        self.decode_change(args.raw(0).ok_or(nothing)?).map(Some)
    }

    fn decode_change(&self, raw: &RawValue) -> Result<Envelope<Self::Change>, Unreadable> {
        let read = serde_json::from_str::<Change>(raw.get()).ok().and_then(|change| {
            let (key, value) = match (change.op.as_str(), change.booking, change.id) {
                ("upsert", Some(booking), None) => (booking.id.clone(), Some(booking)),
                ("remove", None, Some(id)) => (id, None),
                _ => return None,
            };
            let entry = Entry { key, revision: change.revision, change: value };
            Some(Envelope { feed: change.venue, epoch: change.epoch, entry })
        });
        read.ok_or_else(|| {
            let left: Remains = serde_json::from_str(raw.get()).unwrap_or_default();
            let key = left.booking.and_then(|booking| booking.id);
            let (feed, epoch, revision) = (left.venue, left.epoch, left.revision);
            Unreadable { what: "a change of another shape", feed, epoch, revision, key }
        })
    }

    fn decode_record(&self, feed: &str, raw: &RawValue) -> Result<Entry<Self::Change>, Unreadable> {
        let read = serde_json::from_str::<Booking>(raw.get());
        read.map(|booking| Entry {
            key: booking.id.clone(),
            revision: booking.revision,
            change: Some(booking),
        })
        .map_err(|_| {
            let left: RecordRemains = serde_json::from_str(raw.get()).unwrap_or_default();
            let (feed, revision, key) = (Some(feed.to_owned()), left.revision, left.id);
            Unreadable { what: "a record of another shape", feed, revision, key, epoch: None }
        })
    }

    fn snapshot_path(&self, feed: &str) -> String {
        format!("/api/bookings?venue={feed}&from=2026-05-12&to=2026-06-13")
    }

    fn draft(&self, command: &Command) -> Result<Draft, EncodeError> {
        let body = to_raw_value(command).map_err(|_| EncodeError::Argument { index: 0 })?.get().to_owned();
        // Two venues of this model have bookings of the same name.
        let key = format!("{}/{}", command.venue, command.booking);
        Ok(Draft { key, body, is_queueable: command.is_queueable })
    }

    fn encode(&self, body: &str, id: &str, expected_version: u64) -> Result<Box<RawValue>, Unreadable> {
        let unreadable = |_| Unreadable { what: "a command of another shape", ..Unreadable::default() };
        let Command { venue, booking, note, .. } = serde_json::from_str(body).map_err(unreadable)?;
        let command = serde_json::json!({
            "id": id, "venue": venue, "booking_id": booking, "expected_version": expected_version,
            "action": {"set_note": note},
        });
        to_raw_value(&command).map_err(unreadable)
    }

    fn decode_answer(&self, answer: &RawValue) -> Result<Verdict, Unreadable> {
        let unreadable = || Unreadable { what: "an answer of another shape", ..Unreadable::default() };
        let answer: serde_json::Value = serde_json::from_str(answer.get()).map_err(|_| unreadable())?;
        if let Some(code) = answer["error"]["code"].as_str() {
            return Ok(Verdict::Refused { code: code.to_owned() });
        }
        let (revision, version) = (answer["revision"].as_u64(), answer["version"].as_u64());
        revision
            .map(|revision| Verdict::Done { revision, version: version.unwrap_or(0) })
            .ok_or_else(unreadable)
    }

    fn version(&self, answer: &Verdict) -> Option<u64> {
        match answer {
            Verdict::Done { version: 0, .. } | Verdict::Refused { .. } => None,
            Verdict::Done { version, .. } => Some(*version),
        }
    }
}

/// The board of one feed.
#[derive(Debug, Default, Clone)]
pub(crate) struct Board {
    pub(crate) head: Option<Head>,
    /// Key to the revision that touched it last and what it left; a tombstone holds `None`.
    pub(crate) entries: BTreeMap<String, (u64, Option<Booking>)>,
    pub(crate) set_aside: BTreeSet<String>,
    pub(crate) is_closed: bool,
}

impl Board {
    /// Does what the machine says; an error names the rule of `Delivery` that was broken.
    pub(crate) fn take(&mut self, delivery: Delivery<Option<Booking>>) -> Result<(), String> {
        match delivery {
            Delivery::Snapshot { head, entries, set_aside, .. } => {
                let count = entries.len();
                *self = Board { head: Some(head), ..Board::default() };
                self.entries =
                    entries.into_iter().map(|entry| (entry.key, (entry.revision, entry.change))).collect();
                self.set_aside = set_aside.into_iter().collect();
                if self.entries.len() == count { Ok(()) } else { Err("a key twice in a snapshot".to_owned()) }
            }
            Delivery::Changes { head, entries, set_aside, .. } => {
                let Some(own) = self.head.replace(head.clone()) else {
                    return Err("changes for a board without a snapshot".to_owned());
                };
                if own.epoch != head.epoch {
                    return Err(format!("changes of epoch {} over {}", head.epoch, own.epoch));
                }
                if head.revision <= own.revision {
                    return Err(format!("the head went from {} to {}", own.revision, head.revision));
                }
                for entry in entries {
                    self.apply(entry);
                }
                self.set_aside.extend(set_aside);
                Ok(())
            }
            Delivery::Closed { .. } => {
                *self = Board { is_closed: true, ..Board::default() };
                Ok(())
            }
        }
    }

    /// What is shown: every booking that can be read.
    pub(crate) fn bookings(&self) -> impl Iterator<Item = &Booking> {
        self.entries.values().filter_map(|(_, booking)| booking.as_ref())
    }

    fn apply(&mut self, entry: Entry<Option<Booking>>) {
        let known = self.entries.get(&entry.key).map(|(revision, _)| *revision);
        if known.is_none_or(|known| known < entry.revision) {
            self.set_aside.remove(&entry.key);
            self.entries.insert(entry.key, (entry.revision, entry.change));
        }
    }
}
