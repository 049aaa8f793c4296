//! What people asked for, booking by booking, until its fate is known and told: the machine's outbox as signals.
//!
//! A fate is put out once as an *outcome*, for the sentence that people hear, whichever page is open. What waits is
//! laid over the board as a wish. What was carried out can be undone for as long as the server allows it.

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;

use super::application::Order;
use super::asked::{ActionState, Asked, Undoable};
use crate::domain::{Action, ActionKind, BookingId, CommandAnswer, Wish};
use crate::realtime::outbox::{ItemState, ItemStatus, Rejected};

/// Outcomes that nobody has told yet; more than this nobody would hear.
const OUTCOMES_MAX: usize = 200;

type Table = BTreeMap<BookingId, Vec<Asked>>;

/// Everything that was asked for and not told, and what can be undone.
#[derive(Clone, Copy)]
pub(super) struct Actions {
    asked: RwSignal<Table>,
    outcomes: RwSignal<Vec<Asked>>,
    undoable: RwSignal<BTreeMap<BookingId, Undoable>>,
    /// Items whose order this version of the page cannot read, and that do not go out by themselves.
    unreadable: RwSignal<BTreeSet<String>>,
}

impl Actions {
    pub(super) fn new() -> Self {
        Actions {
            asked: RwSignal::new(BTreeMap::new()),
            outcomes: RwSignal::new(Vec::new()),
            undoable: RwSignal::new(BTreeMap::new()),
            unreadable: RwSignal::new(BTreeSet::new()),
        }
    }

    /// The action of a booking that people must know first, of those of some kinds.
    pub(super) fn of(self, id: BookingId, is_meant: fn(ActionKind) -> bool) -> Memo<Option<Asked>> {
        Memo::new(move |_| {
            self.asked.with(|asked| {
                let meant = asked.get(&id)?.iter().filter(|each| is_meant(each.action.kind()));
                meant.max_by_key(|each| each.state.urgency()).cloned()
            })
        })
    }

    /// Every action, the oldest first.
    pub(super) fn all(self) -> Vec<Asked> {
        let mut all: Vec<Asked> = self.asked.with(|asked| asked.values().flatten().cloned().collect());
        all.sort_by_key(|each| each.created_at_ms);
        all
    }

    /// The bookings with one that the person must decide about, or of which nobody knows what became.
    pub(super) fn unsettled(self) -> BTreeSet<BookingId> {
        let needs_person = |each: &Asked| each.state.needs_person();
        self.asked.with(|asked| {
            asked.iter().filter(|(_, all)| all.iter().any(needs_person)).map(|(id, _)| id.clone()).collect()
        })
    }

    /// An action, following nothing.
    pub(super) fn get(self, command: &str) -> Option<Asked> {
        self.asked
            .with_untracked(|asked| asked.values().flatten().find(|each| each.command == command).cloned())
    }

    /// What can be undone.
    pub(super) fn undoable(self) -> RwSignal<BTreeMap<BookingId, Undoable>> {
        self.undoable
    }

    /// Items whose order this version of the page cannot read, and that do not go out by themselves.
    pub(super) fn unreadable(self) -> RwSignal<BTreeSet<String>> {
        self.unreadable
    }

    /// Whether an action of this kind on a booking is under way.
    pub(super) fn is_open(self, id: &BookingId, kind: ActionKind) -> bool {
        let is_it = |each: &Asked| each.state.is_open() && each.action.kind() == kind;
        self.asked.with_untracked(|asked| asked.get(id).is_some_and(|asked| asked.iter().any(is_it)))
    }

    /// Whether a press now would only repeat what is asked for already. Another stay or another note is another wish.
    pub(super) fn is_asked(self, id: &BookingId, action: &Action) -> bool {
        let is_same = |each: &Action| match action {
            Action::Move { .. } | Action::SetNote { .. } => each == action,
            Action::Create(_)
            | Action::Confirm
            | Action::CheckIn { .. }
            | Action::CheckOut
            | Action::MarkNoShow
            | Action::Cancel { .. }
            | Action::Undo { .. } => each.kind() == action.kind(),
        };
        let repeats = |each: &Asked| each.state.is_open() && is_same(&each.action);
        self.asked.with_untracked(|asked| asked.get(id).is_some_and(|asked| asked.iter().any(repeats)))
    }

    /// What is laid over a booking, in order.
    pub(super) fn wishes(self, id: &BookingId) -> Vec<Wish> {
        let wish = |each: &Asked| Wish {
            command_id: each.command.clone(),
            action: each.action.clone(),
            seen_version: each.seen_version,
        };
        self.asked.with_untracked(|asked| {
            let wished = asked.get(id).into_iter().flatten().filter(|each| each.state.is_wished());
            wished.map(wish).collect()
        })
    }

    /// Notes an action that goes to the machine.
    pub(super) fn begin(self, asked: Asked) {
        self.put(asked);
    }

    /// The machine did not take the action on. The booking that it was about.
    pub(super) fn on_rejected(self, command: &str, why: Rejected) -> Option<BookingId> {
        log::warn!("an action was not taken on: {why:?}");
        let mut asked = self.get(command)?;
        let code = match why {
            Rejected::NeedsConnection | Rejected::NoUser => "not_connected",
            Rejected::Full => "outbox_full",
            Rejected::KnownId | Rejected::Unwritable => "rejected",
        };
        asked.state = ActionState::Refused { kind: asked.action.kind(), code: code.to_owned(), error: None };
        self.tell(asked.clone());
        let id = asked.booking.clone();
        self.put(asked);
        Some(id)
    }

    /// An item of the outbox, whose times are of the server's clock, moved on while the server could be asked or not.
    /// The booking that it is about.
    pub(super) fn on_item(self, item: ItemStatus, can_ask: bool) -> Option<BookingId> {
        let Ok(order) = serde_json::from_str::<Order>(&item.body) else {
            self.on_unreadable(item);
            return None;
        };
        let known = self.get(&item.id);
        let kind = order.action.kind();
        if matches!(item.state, ItemState::Discarded | ItemState::LetGo) {
            self.remove(&order.booking_id, &item.id);
            return Some(order.booking_id);
        }
        let state = ActionState::of(kind, item.state);
        let waits = state.waits();
        let asked = Asked {
            command: item.id,
            booking: order.booking_id,
            guest: order.guest,
            action: order.action,
            created_at_ms: item.created_at_ms,
            seen_version: item.expected_version,
            seen: known.as_ref().and_then(|known| known.seen.clone()),
            has_waited: waits || known.as_ref().is_some_and(|known| known.has_waited),
            was_cut_off: (waits && !can_ask) || known.as_ref().is_some_and(|known| known.was_cut_off),
            is_own: known.as_ref().is_some_and(|known| known.is_own),
            state,
        };
        let is_news = known.as_ref().is_some_and(|known| known.state != asked.state);
        let is_fate = !asked.state.is_open() || matches!(asked.state, ActionState::Unknown(_));
        // That it waits is told once, to those who do not see it.
        let begins_to_wait = matches!(asked.state, ActionState::Queued { .. })
            && known.is_some_and(|known| known.is_own && !known.has_waited);
        if is_news && (is_fate || begins_to_wait) {
            self.tell(asked.clone());
        }
        let id = asked.booking.clone();
        if matches!(asked.state, ActionState::Done(_)) && !is_news {
            // Nobody here asked for it, and nobody waits to hear of it.
            self.remove(&id, &asked.command);
        } else {
            self.put(asked);
        }
        Some(id)
    }

    /// The server can no longer be asked: what was on its way was told to wait a moment before.
    pub(super) fn on_cut_off(self) {
        let is_news = |each: &Asked| each.state.waits() && !each.was_cut_off;
        if self.asked.with_untracked(|asked| asked.values().flatten().any(is_news)) {
            self.asked.update(|asked| {
                for each in asked.values_mut().flatten().filter(|each| is_news(each)) {
                    each.was_cut_off = true;
                }
            });
        }
    }

    /// The server carried a command out; it may be taken back for a while.
    pub(super) fn on_done(self, command: &str, answer: &CommandAnswer) {
        let id = &answer.booking.id;
        let Some(asked) = self.get(command) else { return };
        self.undoable.update(|undoable| {
            // What came before it can no longer be taken back: the booking moved on.
            undoable.remove(id);
            if let Some(until) = answer.undo_until {
                let undo = Undoable {
                    command: command.to_owned(),
                    booking: id.clone(),
                    guest: answer.booking.guest.name.clone(),
                    kind: asked.action.kind(),
                    version: answer.booking.version,
                    until_ms: until.unix_ms(),
                };
                undoable.insert(id.clone(), undo);
            }
        });
    }

    /// Forgets what can no longer be undone: the time is over, or the booking has another version than after it.
    pub(super) fn prune_undoable(self, now_ms: i64, version: impl Fn(&BookingId) -> Option<u64>) {
        // A board that does not hold the booking, or not yet, says nothing about it.
        let is_over = |undo: &Undoable| {
            undo.until_ms <= now_ms || version(&undo.booking).is_some_and(|version| version > undo.version)
        };
        if self.undoable.with_untracked(|undoable| undoable.values().any(is_over)) {
            self.undoable.update(|undoable| undoable.retain(|_, undo| !is_over(undo)));
        }
    }

    /// The outcomes that were not told yet, following new ones; what was carried out is forgotten with it.
    pub(super) fn take_outcomes(self) -> Vec<Asked> {
        if self.outcomes.with(Vec::is_empty) {
            return Vec::new();
        }
        let outcomes = self.outcomes.try_update(std::mem::take).unwrap_or_default();
        for outcome in &outcomes {
            if matches!(outcome.state, ActionState::Done(_)) {
                self.remove(&outcome.booking, &outcome.command);
            }
        }
        outcomes
    }

    /// The person has seen what became of a booking's actions; the commands that the outbox may forget.
    pub(super) fn dismiss(self, id: &BookingId) -> Vec<String> {
        let over = |each: &&Asked| !each.state.is_open();
        let commands: Vec<String> = self.asked.with_untracked(|asked| {
            asked.get(id).into_iter().flatten().filter(over).map(|each| each.command.clone()).collect()
        });
        commands.iter().for_each(|command| self.remove(id, command));
        commands
    }

    /// One action is put away by the person; the outbox says so too, where it had it.
    pub(super) fn put_away(self, command: &str) {
        if let Some(asked) = self.get(command)
            && !asked.state.is_open()
        {
            self.remove(&asked.booking, command);
        }
    }

    /// Another person will use this page.
    pub(super) fn clear(self) {
        self.asked.update(BTreeMap::clear);
        self.outcomes.update(Vec::clear);
        self.undoable.update(BTreeMap::clear);
        self.unreadable.update(BTreeSet::clear);
    }

    fn on_unreadable(self, item: ItemStatus) {
        log::error!("an action on this device cannot be read");
        let needs_person = match item.state {
            ItemState::Unknown | ItemState::Held | ItemState::Refused { .. } | ItemState::Expired => true,
            ItemState::Saving
            | ItemState::Queued { .. }
            | ItemState::Sending
            | ItemState::Confirmed
            | ItemState::Discarded
            | ItemState::LetGo
            | ItemState::NotSent => false,
        };
        self.unreadable.update(|unreadable| {
            if needs_person {
                unreadable.insert(item.id);
            } else {
                unreadable.remove(&item.id);
            }
        });
    }

    fn tell(self, asked: Asked) {
        self.outcomes.update(|outcomes| {
            if outcomes.len() >= OUTCOMES_MAX {
                outcomes.remove(0);
            }
            outcomes.push(asked);
        });
    }

    fn put(self, asked: Asked) {
        self.asked.update(|table| {
            let own = table.entry(asked.booking.clone()).or_default();
            match own.iter_mut().find(|each| each.command == asked.command) {
                Some(each) => *each = asked,
                None => own.push(asked),
            }
        });
    }

    fn remove(self, id: &BookingId, command: &str) {
        self.asked.update(|table| {
            let Some(own) = table.get_mut(id) else { return };
            own.retain(|each| each.command != command);
            if own.is_empty() {
                table.remove(id);
            }
        });
    }
}
