//! What people ask the server to do, and what it answers.
//!
//! Identifiers, the expected version and the expiry come from the caller: the domain draws no random numbers and
//! reads no clock. An answer's booking is shown, but it never moves the feed's revision.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Booking, BookingId, Guest, Instant, Money, ResourceId, VenueId};

/// An action on a booking, written `{"type": "check_in", …}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Action {
    /// Take a new booking. Online only.
    Create(Box<NewBooking>),
    /// Accept a pending booking.
    Confirm,
    /// The guest has arrived.
    CheckIn {
        /// The room to give, for a booking that has none; absent keeps the one it has.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        resource_id: Option<ResourceId>,
    },
    /// The guest has left.
    CheckOut,
    /// The guest did not come.
    MarkNoShow,
    /// Call the booking off. Online only.
    Cancel {
        /// For the booking's history.
        reason: String,
    },
    /// Another room, other times. Online only. What is absent stays as it is.
    Move {
        /// The new room.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        resource_id: Option<ResourceId>,
        /// The new arrival.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        starts_at: Option<Instant>,
        /// The new departure.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ends_at: Option<Instant>,
    },
    /// Replace the note.
    SetNote {
        /// The whole new text; empty clears it.
        note: String,
    },
    /// Take a command back, within 10 minutes and if nothing changed since.
    Undo {
        /// The command to take back.
        command_id: String,
    },
}

/// A booking to be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewBooking {
    /// Where.
    pub venue: VenueId,
    /// For whom.
    pub guest: Guest,
    /// How many people, at least one.
    pub party: u32,
    /// In which room, if that is settled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_id: Option<ResourceId>,
    /// Planned arrival.
    pub starts_at: Instant,
    /// Planned departure.
    pub ends_at: Instant,
    /// A note for the team.
    #[serde(default)]
    pub note: String,
    /// What it costs, if that is settled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Money>,
}

/// An action without its details: what a role allows, and what a button does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ActionKind {
    /// See [`Action::Create`].
    Create,
    /// See [`Action::Confirm`].
    Confirm,
    /// See [`Action::CheckIn`].
    CheckIn,
    /// See [`Action::CheckOut`].
    CheckOut,
    /// See [`Action::MarkNoShow`].
    MarkNoShow,
    /// See [`Action::Cancel`].
    Cancel,
    /// See [`Action::Move`].
    Move,
    /// See [`Action::SetNote`].
    SetNote,
    /// See [`Action::Undo`].
    Undo,
}

impl ActionKind {
    /// Every kind, in the contract's order.
    pub const ALL: [Self; 9] = [
        Self::Create,
        Self::Confirm,
        Self::CheckIn,
        Self::CheckOut,
        Self::MarkNoShow,
        Self::Cancel,
        Self::Move,
        Self::SetNote,
        Self::Undo,
    ];

    /// The word on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Confirm => "confirm",
            Self::CheckIn => "check_in",
            Self::CheckOut => "check_out",
            Self::MarkNoShow => "mark_no_show",
            Self::Cancel => "cancel",
            Self::Move => "move",
            Self::SetNote => "set_note",
            Self::Undo => "undo",
        }
    }

    /// Whether it may wait on the device for a connection. What it would do must still be meant hours later, and must
    /// not need an answer now: a room that was free when a booking was moved may be taken by then.
    #[must_use]
    pub fn is_queueable(self) -> bool {
        match self {
            Self::Confirm | Self::CheckIn | Self::CheckOut | Self::MarkNoShow | Self::SetNote => true,
            Self::Create | Self::Cancel | Self::Move | Self::Undo => false,
        }
    }

    /// Reads the word on the wire.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

impl fmt::Display for ActionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for ActionKind {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl Action {
    /// What kind of action it is.
    #[must_use]
    pub fn kind(&self) -> ActionKind {
        match self {
            Self::Create(_) => ActionKind::Create,
            Self::Confirm => ActionKind::Confirm,
            Self::CheckIn { .. } => ActionKind::CheckIn,
            Self::CheckOut => ActionKind::CheckOut,
            Self::MarkNoShow => ActionKind::MarkNoShow,
            Self::Cancel { .. } => ActionKind::Cancel,
            Self::Move { .. } => ActionKind::Move,
            Self::SetNote { .. } => ActionKind::SetNote,
            Self::Undo { .. } => ActionKind::Undo,
        }
    }
}

/// `booking:command`, and the body of `POST /api/commands`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Command {
    /// A UUID; the same one gets the same final answer for 7 days, on either path.
    pub id: String,
    /// The booking; absent for [`Action::Create`] alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub booking_id: Option<BookingId>,
    /// The version that the person saw; absent for [`Action::Create`] and [`Action::Undo`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_version: Option<u64>,
    /// After this the server refuses it.
    pub expires_at: Instant,
    /// What to do.
    pub action: Action,
}

/// The command was carried out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommandAnswer {
    /// The booking afterwards.
    pub booking: Booking,
    /// The feed's revision that the change took.
    pub revision: u64,
    /// Until when it can be taken back, if at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undo_until: Option<Instant>,
}

/// The command was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommandError {
    /// One of the contract's codes; another one is shown as a fault of the server.
    pub code: String,
    /// The server's sentence, for the log: people read ours.
    #[serde(default)]
    pub message: String,
    /// How long the server wants to be left alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<u64>,
    /// The booking as it is now, the one that is in the way, or what was removed. What of it cannot be read is left
    /// out: the refusal itself must always arrive.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "readable_booking")]
    pub current: Option<Box<Booking>>,
}

impl CommandError {
    /// The booking that the refusal tells of, where that is still there. What was removed must not come back to the
    /// board, which would take the removal itself, of the same revision, for known.
    #[must_use]
    pub fn standing(self) -> Option<Booking> {
        let current = self.current.filter(|_| self.code != "not_found");
        current.map(|current| *current)
    }
}

/// The answer to a command: `{ok, booking, …}` or `{error: {…}}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommandResult {
    /// Carried out.
    Done(Box<CommandAnswer>),
    /// Refused.
    Refused(CommandError),
}

impl<'de> Deserialize<'de> for CommandResult {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Wire {
            error: Option<CommandError>,
            booking: Option<Booking>,
            revision: Option<u64>,
            undo_until: Option<Instant>,
        }
        let wire = Wire::deserialize(deserializer)?;
        match (wire.error, wire.booking, wire.revision) {
            (Some(error), _, _) => Ok(Self::Refused(error)),
            (None, Some(booking), Some(revision)) => {
                Ok(Self::Done(Box::new(CommandAnswer { booking, revision, undo_until: wire.undo_until })))
            }
            (None, None, _) => Err(serde::de::Error::missing_field("booking")),
            (None, Some(_), None) => Err(serde::de::Error::missing_field("revision")),
        }
    }
}

fn readable_booking<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Box<Booking>>, D::Error> {
    let raw = Option::<Box<serde_json::value::RawValue>>::deserialize(deserializer)?;
    Ok(raw.and_then(|raw| serde_json::from_str(raw.get()).ok()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::samples::{at, booking};
    use super::*;

    fn create() -> Action {
        Action::Create(Box::new(NewBooking {
            venue: VenueId::from("v1"),
            guest: Guest { name: "Lee".into(), email: None, phone: None },
            party: 2,
            resource_id: None,
            starts_at: at("2026-05-14T14:00:00Z"),
            ends_at: at("2026-05-15T10:00:00Z"),
            note: String::new(),
            price: None,
        }))
    }

    #[test]
    fn every_action_has_its_form_on_the_wire() {
        let room = || Some(ResourceId::from("r12"));
        for (action, wire) in [
            (
                create(),
                json!({"type": "create", "venue": "v1", "guest": {"name": "Lee"}, "party": 2,
                "starts_at": "2026-05-14T14:00:00Z", "ends_at": "2026-05-15T10:00:00Z", "note": ""}),
            ),
            (Action::Confirm, json!({"type": "confirm"})),
            (Action::CheckIn { resource_id: None }, json!({"type": "check_in"})),
            (Action::CheckIn { resource_id: room() }, json!({"type": "check_in", "resource_id": "r12"})),
            (Action::CheckOut, json!({"type": "check_out"})),
            (Action::MarkNoShow, json!({"type": "mark_no_show"})),
            (Action::Cancel { reason: "ill".into() }, json!({"type": "cancel", "reason": "ill"})),
            (
                Action::Move {
                    resource_id: room(),
                    starts_at: None,
                    ends_at: Some(at("2026-05-15T10:00:00Z")),
                },
                json!({"type": "move", "resource_id": "r12", "ends_at": "2026-05-15T10:00:00Z"}),
            ),
            (Action::SetNote { note: String::new() }, json!({"type": "set_note", "note": ""})),
            (Action::Undo { command_id: "c1".into() }, json!({"type": "undo", "command_id": "c1"})),
        ] {
            assert_eq!(serde_json::to_value(&action).expect("json"), wire);
            assert_eq!(serde_json::from_value::<Action>(wire.clone()).expect("an action"), action);
            assert_eq!(wire["type"], action.kind().as_str());
        }
    }

    #[test]
    fn what_may_wait_for_a_connection_is_what_the_contract_says() {
        let queueable: Vec<&str> =
            ActionKind::ALL.into_iter().filter(|kind| kind.is_queueable()).map(ActionKind::as_str).collect();
        assert_eq!(queueable, ["confirm", "check_in", "check_out", "mark_no_show", "set_note"]);
    }

    #[test]
    fn a_command_names_what_the_person_saw() {
        let command = Command {
            id: "c1".into(),
            booking_id: Some(BookingId::from("b1")),
            expected_version: Some(3),
            expires_at: at("2026-05-14T14:10:00Z"),
            action: Action::Confirm,
        };
        assert_eq!(
            serde_json::to_value(&command).expect("json"),
            json!({"id": "c1", "booking_id": "b1", "expected_version": 3, "expires_at": "2026-05-14T14:10:00Z",
                "action": {"type": "confirm"}})
        );
    }

    #[test]
    fn an_answer_is_either_done_or_refused() {
        let done = json!({"ok": true, "booking": booking("b1"), "revision": 9, "undo_until": "2026-05-14T14:10:00Z"});
        match serde_json::from_value(done).expect("an answer") {
            CommandResult::Done(answer) => {
                assert_eq!((answer.revision, answer.booking.id.as_str()), (9, "b1"))
            }
            CommandResult::Refused(error) => panic!("refused: {error:?}"),
        }
        let refused = json!({"error": {"code": "overlap", "message": "taken", "current": booking("b2")}});
        match serde_json::from_value(refused).expect("an answer") {
            CommandResult::Refused(error) => {
                assert_eq!(error.code, "overlap");
                assert_eq!(error.current.map(|other| other.id), Some(BookingId::from("b2")));
            }
            CommandResult::Done(answer) => panic!("done: {answer:?}"),
        }
        for neither in [
            json!({}),
            json!({"ok": true}),
            json!({"booking": booking("b1")}),
            json!({"error": 7}),
            json!([]),
        ] {
            assert!(serde_json::from_value::<CommandResult>(neither.clone()).is_err(), "{neither}");
        }
    }

    #[test]
    fn what_was_removed_is_told_and_does_not_stand() {
        for (code, stands) in [("version_conflict", true), ("overlap", true), ("not_found", false)] {
            let current = Some(Box::new(booking("b1")));
            let error =
                CommandError { code: code.into(), message: String::new(), retry_after_ms: None, current };
            assert_eq!(error.standing().is_some(), stands, "{code}");
        }
    }

    #[test]
    fn a_refusal_arrives_even_when_its_booking_cannot_be_read() {
        let text = r#"{"error": {"code": "version_conflict", "current": {"status": "teleported"}}}"#;
        match serde_json::from_str(text).expect("an answer") {
            CommandResult::Refused(error) => {
                assert_eq!((error.code.as_str(), error.current), ("version_conflict", None))
            }
            CommandResult::Done(answer) => panic!("done: {answer:?}"),
        }
    }
}
