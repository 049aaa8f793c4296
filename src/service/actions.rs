//! What people asked for, row by row, until its fate is known.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::application::Order;
use crate::domain::{ActionKind, BookingId, CommandError, CommandResult};
use crate::realtime::{Fault, Outcome};

/// Where an action on a booking stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActionState {
    /// On its way.
    Sending(ActionKind),
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
    /// It was sent and no answer came; it is asked again by the same identity when the server is back.
    Unknown(ActionKind),
}

/// An action under way or unresolved.
#[derive(Debug, Clone)]
pub(super) struct Pending {
    pub(super) order: Order,
    pub(super) expected_version: u64,
    /// Sent without an answer: to be asked again.
    pub(super) unresolved: bool,
}

/// All actions of the page.
#[derive(Clone, Copy)]
pub(super) struct Actions {
    states: RwSignal<BTreeMap<BookingId, ActionState>>,
    pending: StoredValue<BTreeMap<String, Pending>>,
}

impl Actions {
    pub(super) fn new() -> Self {
        Actions { states: RwSignal::new(BTreeMap::new()), pending: StoredValue::new(BTreeMap::new()) }
    }

    /// The state of a booking's action.
    pub(super) fn state(self, id: BookingId) -> Signal<Option<ActionState>> {
        Memo::new(move |_| self.states.with(|states| states.get(&id).cloned())).into()
    }

    /// Whether the booking has an action whose fate is open.
    pub(super) fn is_busy(self, id: &BookingId) -> bool {
        self.states.with_untracked(|states| {
            matches!(states.get(id), Some(ActionState::Sending(_) | ActionState::Unknown(_)))
        })
    }

    /// Notes that the action `command_id` goes out.
    pub(super) fn begin(self, command_id: String, order: Order, expected_version: u64) {
        let (id, kind) = (order.booking_id.clone(), order.action.kind());
        let pending = Pending { order, expected_version, unresolved: false };
        self.pending.update_value(|all| drop(all.insert(command_id, pending)));
        self.set(id, Some(ActionState::Sending(kind)));
    }

    /// The fate of `command_id`; the answer's booking, with the revision that it took, where there is one.
    pub(super) fn settle(self, command_id: &str, outcome: Outcome<CommandResult>) -> Option<CommandResult> {
        let pending = self.pending.try_update_value(|all| all.remove(command_id)).flatten()?;
        let (id, kind) = (pending.order.booking_id.clone(), pending.order.action.kind());
        match outcome {
            Outcome::Answered(result) => {
                let state = match &result {
                    CommandResult::Done(_) => ActionState::Done(kind),
                    CommandResult::Refused(error) => {
                        let error = Box::new(error.clone());
                        ActionState::Refused { kind, code: error.code.clone(), error: Some(error) }
                    }
                };
                self.set(id, Some(state));
                return Some(result);
            }
            // An action that is already unresolved may have been carried out: it stays so until the server tells.
            Outcome::NotSent(_) if !pending.unresolved => {
                let code = "not_connected".to_owned();
                self.set(id, Some(ActionState::Refused { kind, code, error: None }));
            }
            Outcome::NotSent(fault) | Outcome::Unknown(fault) => {
                self.set(id, Some(ActionState::Unknown(kind)));
                self.keep(command_id, pending, &fault);
            }
        }
        None
    }

    /// The unresolved actions, to be sent again by their identities.
    pub(super) fn unresolved(self) -> Vec<(String, Pending)> {
        self.pending.with_value(|all| {
            let unresolved = all.iter().filter(|(_, pending)| pending.unresolved);
            unresolved.map(|(id, pending)| (id.clone(), pending.clone())).collect()
        })
    }

    /// The person has seen the result.
    pub(super) fn dismiss(self, id: &BookingId) {
        if !self.is_busy(id) {
            self.set(id.clone(), None);
        }
    }

    /// Another person will use this page.
    pub(super) fn clear(self) {
        self.states.update(BTreeMap::clear);
        self.pending.update_value(BTreeMap::clear);
    }

    fn keep(self, command_id: &str, pending: Pending, fault: &Fault) {
        log::warn!("the fate of an action is unknown: {fault}");
        let pending = Pending { unresolved: true, ..pending };
        self.pending.update_value(|all| drop(all.insert(command_id.to_owned(), pending)));
    }

    fn set(self, id: BookingId, state: Option<ActionState>) {
        self.states.update(|states| {
            match state {
                Some(state) => states.insert(id, state),
                None => states.remove(&id),
            };
        });
    }
}
