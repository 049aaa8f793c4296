//! What people asked for, row by row, until its fate is known: the machine's outbox as signals.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::application::Order;
use crate::domain::{ActionKind, BookingId, CommandError, CommandResult};
use crate::realtime::outbox::{ItemState, ItemStatus, Rejected};

/// Where an action on a booking stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActionState {
    /// On its way.
    Sending(ActionKind),
    /// It waits for a connection, or for a decision about an earlier one.
    Queued {
        /// What was asked for.
        kind: ActionKind,
        /// Whether it would survive the end of the page.
        is_saved: bool,
    },
    /// The server carried it out.
    Done(ActionKind),
    /// The server refused it, or it could not be sent.
    Refused {
        /// What was asked for.
        kind: ActionKind,
        /// The contract's code, or `not_connected` when it was never sent.
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
    /// Whether its fate is open.
    pub fn is_open(&self) -> bool {
        match self {
            ActionState::Sending(_) | ActionState::Queued { .. } | ActionState::Unknown(_) => true,
            ActionState::Done(_) | ActionState::Refused { .. } | ActionState::Expired(_) => false,
        }
    }
}

/// The last action on each booking, with the command's identity.
#[derive(Clone, Copy)]
pub(super) struct Actions {
    states: RwSignal<BTreeMap<BookingId, (String, ActionState)>>,
}

impl Actions {
    pub(super) fn new() -> Self {
        Actions { states: RwSignal::new(BTreeMap::new()) }
    }

    /// The state of a booking's action.
    pub(super) fn state(self, id: BookingId) -> Signal<Option<ActionState>> {
        let state = move |states: &BTreeMap<BookingId, (String, ActionState)>| {
            states.get(&id).map(|(_, state)| state.clone())
        };
        Memo::new(move |_| self.states.with(&state)).into()
    }

    /// Whether the booking has an action whose fate is open.
    pub(super) fn is_busy(self, id: &BookingId) -> bool {
        self.states.with_untracked(|states| states.get(id).is_some_and(|(_, state)| state.is_open()))
    }

    /// Notes that the action `command` goes out.
    pub(super) fn begin(self, command: String, id: BookingId, kind: ActionKind) {
        self.set(id, command, ActionState::Sending(kind));
    }

    /// The machine did not take the action on.
    pub(super) fn on_rejected(self, command: &str, why: Rejected) {
        log::warn!("an action was not taken on: {why:?}");
        let own = self.states.with_untracked(|states| {
            let own = states.iter().find(|(_, (own, _))| own == command)?;
            Some((own.0.clone(), own.1.1.clone()))
        });
        if let Some((id, ActionState::Sending(kind))) = own {
            let code = match why {
                Rejected::NeedsConnection | Rejected::NoUser => "not_connected",
                Rejected::Full | Rejected::KnownId | Rejected::Unwritable => "rejected",
            };
            let state = ActionState::Refused { kind, code: code.to_owned(), error: None };
            self.set(id, command.to_owned(), state);
        }
    }

    /// An item of the outbox moved on. An older action than the one that is shown changes nothing once it is over.
    pub(super) fn on_item(self, item: ItemStatus) {
        let Ok(order) = serde_json::from_str::<Order>(&item.body) else {
            log::error!("an action on this device cannot be read");
            return;
        };
        let (id, kind) = (order.booking_id, order.action.kind());
        let state = match item.state {
            ItemState::Saving | ItemState::Sending => ActionState::Sending(kind),
            ItemState::Queued { is_saved } => ActionState::Queued { kind, is_saved },
            ItemState::Held => ActionState::Queued { kind, is_saved: false },
            ItemState::Unknown => ActionState::Unknown(kind),
            ItemState::Refused { code, answer } => {
                let error = match serde_json::from_str(&answer) {
                    Ok(CommandResult::Refused(error)) => Some(Box::new(error)),
                    Ok(CommandResult::Done(_)) | Err(_) => None,
                };
                ActionState::Refused { kind, code, error }
            }
            ItemState::Expired => ActionState::Expired(kind),
            ItemState::Confirmed => ActionState::Done(kind),
            ItemState::NotSent => {
                ActionState::Refused { kind, code: "not_connected".to_owned(), error: None }
            }
            ItemState::Discarded | ItemState::LetGo => return self.forget(&id, &item.id),
        };
        let is_shown = |states: &BTreeMap<BookingId, (String, ActionState)>| {
            states.get(&id).is_none_or(|(own, _)| *own == item.id)
        };
        if state.is_open() || self.states.with_untracked(is_shown) {
            self.set(id, item.id, state);
        }
    }

    /// The person has seen the result; the command that the outbox may forget.
    pub(super) fn dismiss(self, id: &BookingId) -> Option<String> {
        if self.is_busy(id) {
            return None;
        }
        self.states.try_update(|states| states.remove(id)).flatten().map(|(command, _)| command)
    }

    /// Another person will use this page.
    pub(super) fn clear(self) {
        self.states.update(BTreeMap::clear);
    }

    fn forget(self, id: &BookingId, command: &str) {
        let is_own = |states: &BTreeMap<BookingId, (String, ActionState)>| {
            states.get(id).is_some_and(|(own, _)| own == command)
        };
        if self.states.with_untracked(is_own) {
            self.states.update(|states| drop(states.remove(id)));
        }
    }

    fn set(self, id: BookingId, command: String, state: ActionState) {
        self.states.update(|states| drop(states.insert(id, (command, state))));
    }
}
