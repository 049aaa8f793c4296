//! An action that a person asked for, where it stands, and what of it can be taken back.

use crate::domain::{Action, ActionKind, Booking, BookingId, CommandError, CommandResult};
use crate::realtime::outbox::ItemState;

/// Where an action on a booking stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActionState {
    /// On its way.
    Sending(ActionKind),
    /// It waits for a connection.
    Queued {
        /// What was asked for.
        kind: ActionKind,
        /// Whether it would survive the end of the page.
        is_saved: bool,
    },
    /// An earlier one of its booking was not carried out: it waits for the person's decision.
    Held(ActionKind),
    /// The server carried it out.
    Done(ActionKind),
    /// The server refused it, or it could not be sent.
    Refused {
        /// What was asked for.
        kind: ActionKind,
        /// The contract's code; `not_connected` when it was never sent, `outbox_full` when it was not taken on.
        code: String,
        /// The server's refusal, where it gave one.
        error: Option<Box<CommandError>>,
    },
    /// It waited too long, and was not sent.
    Expired(ActionKind),
    /// It was sent and no answer came; it is asked again by the same identity when the server is back.
    Unknown(ActionKind),
}

impl ActionState {
    /// The machine's state of an item, for an action of this kind.
    pub(super) fn of(kind: ActionKind, state: ItemState) -> Self {
        match state {
            ItemState::Saving | ItemState::Sending => ActionState::Sending(kind),
            ItemState::Queued { is_saved } => ActionState::Queued { kind, is_saved },
            ItemState::Held => ActionState::Held(kind),
            ItemState::Unknown => ActionState::Unknown(kind),
            ItemState::Refused { code, answer } => {
                let error = match serde_json::from_str(&answer) {
                    Ok(CommandResult::Refused(error)) => Some(Box::new(error)),
                    Ok(CommandResult::Done(_)) | Err(_) => None,
                };
                ActionState::Refused { kind, code, error }
            }
            ItemState::Expired => ActionState::Expired(kind),
            ItemState::Confirmed | ItemState::Discarded | ItemState::LetGo => ActionState::Done(kind),
            ItemState::NotSent => {
                ActionState::Refused { kind, code: "not_connected".to_owned(), error: None }
            }
        }
    }

    /// Whether its fate is open.
    pub fn is_open(&self) -> bool {
        match self {
            ActionState::Sending(_)
            | ActionState::Queued { .. }
            | ActionState::Held(_)
            | ActionState::Unknown(_) => true,
            ActionState::Done(_) | ActionState::Refused { .. } | ActionState::Expired(_) => false,
        }
    }

    /// What was asked for.
    pub fn kind(&self) -> ActionKind {
        match self {
            ActionState::Sending(kind)
            | ActionState::Queued { kind, .. }
            | ActionState::Held(kind)
            | ActionState::Done(kind)
            | ActionState::Refused { kind, .. }
            | ActionState::Expired(kind)
            | ActionState::Unknown(kind) => *kind,
        }
    }

    /// Whether the person must decide about it, or nobody knows what became of it.
    pub(super) fn needs_person(&self) -> bool {
        matches!(
            self,
            ActionState::Refused { .. }
                | ActionState::Expired(_)
                | ActionState::Unknown(_)
                | ActionState::Held(_)
        )
    }

    /// What of one booking's actions people must know first.
    pub(super) fn urgency(&self) -> u8 {
        match self {
            ActionState::Refused { .. } | ActionState::Expired(_) => 5,
            ActionState::Unknown(_) => 4,
            ActionState::Held(_) => 3,
            ActionState::Queued { .. } => 2,
            ActionState::Sending(_) => 1,
            ActionState::Done(_) => 0,
        }
    }

    /// Whether it goes on when the server can be asked, or a person says so.
    pub(super) fn waits(&self) -> bool {
        matches!(self, ActionState::Queued { .. } | ActionState::Held(_) | ActionState::Unknown(_))
    }

    /// Whether it may still be carried out by itself, so that what it wishes is shown.
    pub(super) fn is_wished(&self) -> bool {
        matches!(self, ActionState::Sending(_) | ActionState::Queued { .. } | ActionState::Unknown(_))
    }
}

/// One action that a person asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The command's identity.
    pub command: String,
    /// The booking.
    pub booking: BookingId,
    /// The guest's name as it was then; empty where an older page wrote it down without.
    pub guest: String,
    /// What was asked for.
    pub action: Action,
    /// When, in milliseconds of the server's clock, as far as it is known.
    pub created_at_ms: i64,
    /// The version of the booking that it goes out with.
    pub seen_version: u64,
    /// The booking as the person saw it, while this page remembers.
    pub seen: Option<Box<Booking>>,
    /// It waited, or its answer was missing: its fate comes as a surprise.
    pub has_waited: bool,
    /// It waited while the server could not be asked; a server that only put it off is no lost connection.
    pub was_cut_off: bool,
    /// It was asked for on this page.
    pub is_own: bool,
    /// Where it stands.
    pub state: ActionState,
}

/// A command that the server would still take back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undoable {
    /// The command's identity.
    pub command: String,
    /// The booking.
    pub booking: BookingId,
    /// The guest's name.
    pub guest: String,
    /// What was done.
    pub kind: ActionKind,
    /// The booking's version after it; any other one, and it is too late.
    pub version: u64,
    /// Until when, in milliseconds of the server's clock.
    pub until_ms: i64,
}
