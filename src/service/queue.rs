//! What people do with the outbox: ask for an action, take it back, send it again, try now.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::actions::Actions;
use super::application::Order;
use super::asked::{ActionState, Asked, Undoable};
use super::outbox::Batch;
use super::realtime::RealtimeService;
use crate::domain::{Action, ActionKind, Booking, BookingId, Instant, Mark};
use crate::platform::{uuid, wall_ms};
use crate::realtime::Input;
use crate::realtime::outbox::Summary;

/// How long an action that needs an answer now may be on its way before it is too old to be carried out.
const ORDER_LIFE_MS: i64 = 60_000;
/// How long an action that may wait for a connection may do so.
const QUEUED_LIFE_MS: i64 = 24 * 60 * 60_000;

impl RealtimeService {
    /// Where the step that a person asked for on a booking stands: any action but a note, which stands in the way of
    /// nothing. Of several, the one that people must know first.
    pub fn step(&self, id: &BookingId) -> Signal<Option<ActionState>> {
        self.state_of(id, |kind| kind != ActionKind::SetNote)
    }

    /// Where a note for a booking stands.
    pub fn note(&self, id: &BookingId) -> Signal<Option<ActionState>> {
        self.state_of(id, |kind| kind == ActionKind::SetNote)
    }

    fn state_of(&self, id: &BookingId, is_meant: fn(ActionKind) -> bool) -> Signal<Option<ActionState>> {
        let asked = self.actions.of(id.clone(), is_meant);
        Memo::new(move |_| asked.with(|asked| asked.as_ref().map(|asked| asked.state.clone()))).into()
    }

    /// The same with what was asked for.
    pub fn asked(&self, id: &BookingId) -> Signal<Option<Asked>> {
        self.actions.of(id.clone(), |_| true).into()
    }

    /// How the booking that is shown differs from the one that the server told.
    pub fn mark(&self, id: &BookingId) -> Signal<Mark> {
        self.board.mark(id.clone())
    }

    /// Asks for an action on a booking; its fate is told by [`RealtimeService::asked`]. While the same is asked for
    /// already, nothing happens: a second press is no second wish.
    pub fn act(&self, id: &BookingId, action: Action) {
        if !self.actions.is_asked(id, &action) {
            self.dismiss_action(id);
            self.queue_message(id, action);
        }
    }

    /// The same for an action that was decided on while the booking was `seen` so: if it changed since, the server
    /// refuses, and the person compares.
    pub fn act_as_seen(&self, seen: Booking, action: Action) {
        if !self.actions.is_asked(&seen.id, &action) {
            self.dismiss_action(&seen.id);
            self.queue(seen, action);
        }
    }

    /// Whether an action of this kind on a booking is under way.
    pub fn is_under_way(&self, id: &BookingId, kind: ActionKind) -> bool {
        self.actions.is_open(id, kind)
    }

    /// Puts an action on a booking of the board into the outbox, whatever is in it, and gives its identity. `None`
    /// when there is no such booking. It goes out when it can, and stays on the device until then.
    pub fn queue_message(&self, id: &BookingId, action: Action) -> Option<String> {
        let booking = self.board.peek_shown(|board| board.get(id).cloned())?;
        Some(self.queue(booking, action))
    }

    fn queue(&self, booking: Booking, action: Action) -> String {
        let (id, kind) = (booking.id.clone(), action.kind());
        let created_at_ms = self.clock.corrected(wall_ms());
        let expires_at = Instant::from_unix_ms(created_at_ms + life_ms(kind));
        let (command, guest) = (uuid(), booking.guest.name.clone());
        let expected_version = booking.version;
        let order =
            Order { booking_id: id.clone(), guest: guest.clone(), action: action.clone(), expires_at };
        self.actions.begin(Asked {
            command: command.clone(),
            booking: id.clone(),
            guest,
            action,
            created_at_ms,
            seen_version: expected_version,
            seen: Some(Box::new(booking)),
            has_waited: false,
            was_cut_off: false,
            is_own: true,
            state: ActionState::Sending(kind),
        });
        self.outages.on_own(&id);
        self.lay_wishes(Some(id));
        self.push(Input::Command { id: command.clone(), command: order, expected_version });
        command
    }

    /// Tries now what waits, and resolves to the number of actions that still want to go out: at once where there is no
    /// way, after some time at most.
    pub fn flush_queue(&self) -> impl Future<Output = usize> + use<> {
        let (flush, flushed) = self.outbox.begin_flush();
        self.push(Input::Flush { flush });
        flushed
    }

    /// The outbox in numbers.
    pub fn outbox(&self) -> Signal<Summary> {
        self.outbox.summary().into()
    }

    /// While the server takes no more changes for a moment: how long that was when it said so, in milliseconds.
    pub fn outbox_limited_ms(&self) -> Memo<Option<u64>> {
        let summary = self.outbox();
        let until = Memo::new(move |_| summary.with(|summary| summary.limited_until));
        Memo::new(move |_| Some(until.get()?.since_ms(crate::platform::now().mono)))
    }

    /// How far what is under way has come.
    pub fn outbox_batch(&self) -> Signal<Batch> {
        self.outbox.batch().into()
    }

    /// Every action whose fate is open or was not seen, the oldest first.
    pub fn outbox_items(&self) -> Signal<Vec<Asked>> {
        let actions: Actions = self.actions;
        Memo::new(move |_| actions.all()).into()
    }

    /// The bookings with an action that the person must decide about, or of which nobody knows what became.
    pub fn unsettled(&self) -> Memo<BTreeSet<BookingId>> {
        let actions: Actions = self.actions;
        Memo::new(move |_| actions.unsettled())
    }

    /// How many actions on this device cannot be read and wait for the person: what is stored is spoilt, or this version
    /// of the page does not know what is asked for.
    pub fn set_aside(&self) -> Signal<usize> {
        let (summary, unreadable) = (self.outbox(), self.actions.unreadable());
        Memo::new(move |_| summary.with(|summary| summary.set_aside) + unreadable.with(BTreeSet::len)).into()
    }

    /// What became of actions since this was called last; it follows new ones.
    pub fn take_outcomes(&self) -> Vec<Asked> {
        self.actions.take_outcomes()
    }

    /// The person has seen what became of a booking's actions.
    pub fn dismiss_action(&self, id: &BookingId) {
        for command in self.actions.dismiss(id) {
            self.push(Input::Discard { id: command });
        }
    }

    /// Puts one action away: takes back one that was not sent, forgets one that is over.
    pub fn discard(&self, command: &str) {
        self.actions.put_away(command);
        self.push(Input::Discard { id: command.to_owned() });
    }

    /// Puts away what cannot be read; what may have been sent stays until its fate is known.
    pub fn discard_set_aside(&self) {
        let spoilt =
            self.read(|client, _| client.outbox().set_aside().map(str::to_owned).collect::<Vec<_>>());
        for id in spoilt.into_iter().flatten().chain(self.actions.unreadable().get_untracked()) {
            self.push(Input::Discard { id });
        }
    }

    /// Asks for the same once more, on the booking as the person saw it or, where the page does not remember that, as it
    /// is now: a new command, since the server remembers its answer to the one before. What was held behind goes out
    /// after it. Whether that was possible: where nobody knows the booking, the action stays as it is.
    pub fn send_again(&self, command: &str) -> bool {
        let Some(asked) = self.actions.get(command) else { return false };
        let now = || self.board.peek_shown(|board| board.get(&asked.booking).cloned());
        let Some(booking) = asked.seen.as_deref().cloned().or_else(now) else { return false };
        self.send_again_on(booking, command);
        true
    }

    /// The same for a booking that the person compared with what they wish: if it changed since, they compare again.
    pub fn send_again_on(&self, seen: Booking, command: &str) {
        let Some(asked) = self.actions.get(command) else { return };
        self.discard(command);
        self.queue(seen, asked.action);
        self.release_held(&asked.booking);
    }

    /// Sends what was held behind an action of this booking that was not carried out.
    pub fn release_held(&self, id: &BookingId) {
        let version = self.board.peek(|board| board.get(id).map(|booking| booking.version));
        self.push(Input::Resume { key: id.as_str().to_owned(), version });
    }

    /// What can be undone, the latest last.
    pub fn undoable(&self) -> Signal<Vec<Undoable>> {
        let undoable = self.actions.undoable();
        Memo::new(move |_| {
            let mut all: Vec<Undoable> = undoable.with(|undoable| undoable.values().cloned().collect());
            all.sort_by_key(|undo| undo.until_ms);
            all
        })
        .into()
    }

    /// What can be undone of a booking.
    pub fn undoable_of(&self, id: &BookingId) -> Signal<Option<Undoable>> {
        let (undoable, id) = (self.actions.undoable(), id.clone());
        Memo::new(move |_| undoable.with(|undoable| undoable.get(&id).cloned())).into()
    }

    /// Takes back what a command did to a booking, by a command of its own. `false` when it is too late: the time is
    /// over, or the booking has changed since or is gone.
    pub fn undo(&self, id: &BookingId, command: &str) -> bool {
        let is_last = |undo: &Undoable| undo.command == command;
        let is_last =
            self.actions.undoable().with_untracked(|undoable| undoable.get(id).is_some_and(is_last));
        let is_in_time = is_last && self.board.peek_shown(|board| board.get(id).is_some());
        if is_in_time {
            self.act(id, Action::Undo { command_id: command.to_owned() });
        }
        is_in_time
    }

    /// Forgets what can no longer be undone at `now_ms` of the server's clock; follows the board.
    pub fn prune_undoable(&self, now_ms: i64) {
        self.board.with(|board| {
            self.actions.prune_undoable(now_ms, |id| board.get(id).map(|booking| booking.version));
        });
    }

    /// The booking as the server told it, following nothing.
    pub fn told_booking(&self, id: &BookingId) -> Option<Booking> {
        self.board.peek(|board| board.get(id).cloned())
    }

    /// Shows what is asked for of a booking, or no longer.
    pub(super) fn lay_wishes(&self, id: Option<BookingId>) {
        if let Some(id) = id {
            self.board.wish(&id, self.actions.wishes(&id));
        }
    }
}

fn life_ms(kind: ActionKind) -> i64 {
    if kind.is_queueable() { QUEUED_LIFE_MS } else { ORDER_LIFE_MS }
}
