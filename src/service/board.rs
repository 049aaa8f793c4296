//! The board on its way to the screen: one signal a row, told once a frame.
//!
//! The board itself is right at any moment; what follows it on screen is brought up to date before the next
//! frame, so that a burst of changes costs one update of each row.

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;

use super::paused::Paused;
use crate::domain::{Board, Booking, BookingId, Change, ChangeRate, Mark, Venue, Wish, lay_over};
use crate::realtime::{Delivery, Entry, Head};

/// One row's signals.
#[derive(Clone)]
struct Row {
    booking: ArcRwSignal<Booking>,
    changed_at: ArcRwSignal<Option<i64>>,
}

#[derive(Default)]
struct Inner {
    board: Board,
    /// The epoch of the last snapshot: what another epoch left is not kept.
    epoch: Option<String>,
    rows: BTreeMap<BookingId, Row>,
    /// Bookings that differ from what their rows tell, and when they changed live, if they did.
    stale: BTreeMap<BookingId, Option<i64>>,
    /// When bookings without a row changed live: the row that comes is marked too.
    unseen: BTreeMap<BookingId, i64>,
    /// What people asked for and the server has not answered, with the venue whose rooms it is about.
    wishes: BTreeMap<BookingId, Vec<Wish>>,
    venue: Option<Venue>,
    marks: BTreeMap<BookingId, Mark>,
    frame_asked: bool,
    /// The board as it is shown while the updates are paused.
    paused: Option<Paused>,
    rate: ChangeRate,
}

/// The board of the venue that is open.
#[derive(Clone, Copy)]
pub(super) struct LiveBoard {
    inner: StoredValue<Inner, LocalStorage>,
    version: RwSignal<u64>,
    loaded: RwSignal<bool>,
    /// While paused, how many bookings have changed since.
    waiting: RwSignal<Option<usize>>,
    rushing: RwSignal<bool>,
    /// How the rows with wishes differ from what the server told.
    marks: RwSignal<BTreeMap<BookingId, Mark>>,
}

impl LiveBoard {
    pub(super) fn new() -> Self {
        let inner = StoredValue::new_local(Inner::default());
        LiveBoard {
            inner,
            version: RwSignal::new(0),
            loaded: RwSignal::new(false),
            waiting: RwSignal::new(None),
            rushing: RwSignal::new(false),
            marks: RwSignal::new(BTreeMap::new()),
        }
    }

    /// Rises at most once a frame, when anything changed.
    pub(super) fn version(self) -> Signal<u64> {
        self.version.into()
    }

    /// Whether a snapshot was ever taken in.
    pub(super) fn is_loaded(self) -> Signal<bool> {
        self.loaded.into()
    }

    /// While paused, how many bookings have changed since.
    pub(super) fn waiting(self) -> Signal<Option<usize>> {
        self.waiting.into()
    }

    /// Whether more changes than people could follow.
    pub(super) fn is_rushing(self) -> Signal<bool> {
        self.rushing.into()
    }

    /// Holds the screen as it is, proved right until then; the board itself goes on.
    pub(super) fn pause(self, as_of_ms: Option<i64>) {
        self.inner.update_value(|inner| inner.paused = Some(Paused::new(inner.board.clone(), as_of_ms)));
        self.waiting.set(Some(0));
    }

    /// While paused, until when the screen was proved right; follows the pause.
    pub(super) fn paused_as_of_ms(self) -> Option<i64> {
        self.waiting.track();
        self.inner.with_value(|inner| inner.paused.as_ref()?.as_of_ms)
    }

    /// Shows all that changed meanwhile.
    pub(super) fn resume(self) {
        self.waiting.set(None);
        self.update(|inner| inner.paused = None);
    }

    /// Reads the board as it is shown, following its version.
    pub(super) fn with<R>(self, read: impl FnOnce(&Board) -> R) -> R {
        self.version.track();
        self.peek_shown(read)
    }

    /// Reads the board as it is shown, following nothing.
    pub(super) fn peek_shown<R>(self, read: impl FnOnce(&Board) -> R) -> R {
        self.inner.with_value(|inner| read(inner.shown_board()))
    }

    /// Reads the board as it is, following nothing.
    pub(super) fn peek<R>(self, read: impl FnOnce(&Board) -> R) -> R {
        self.inner.with_value(|inner| read(&inner.board))
    }

    /// The row's own signal.
    pub(super) fn row(self, id: &BookingId) -> Option<ArcRwSignal<Booking>> {
        self.inner.try_update_value(|inner| inner.row(id).map(|row| row.booking)).flatten()
    }

    /// When the row last changed live, in milliseconds of the wall clock.
    pub(super) fn changed_at(self, id: &BookingId) -> Option<ArcRwSignal<Option<i64>>> {
        self.inner.try_update_value(|inner| inner.row(id).map(|row| row.changed_at)).flatten()
    }

    /// Takes in what the machine delivered.
    pub(super) fn take(self, delivery: Delivery<Change>, wall_ms: i64) {
        match delivery {
            Delivery::Snapshot { head, entries, set_aside, .. } => {
                let first = !self.loaded.get_untracked();
                self.update(|inner| inner.replace(entries, set_aside, head, (!first).then_some(wall_ms)));
                self.loaded.set(true);
            }
            Delivery::Changes { head, entries, set_aside, .. } => self.update(|inner| {
                for entry in entries {
                    inner.apply(entry.change, entry.revision, wall_ms);
                }
                for key in set_aside {
                    inner.board.set_aside(&key, head.revision);
                }
            }),
            Delivery::Closed { .. } => self.clear(),
        }
    }

    /// Takes in one booking that an answer carried.
    pub(super) fn apply(self, change: Change, revision: u64, wall_ms: i64) {
        self.update(|inner| {
            if let Some(paused) = &mut inner.paused {
                paused.apply(&change, revision);
            }
            inner.apply(change, revision, wall_ms);
        });
    }

    /// Lays these wishes over a booking from now on, in the place of those before.
    pub(super) fn wish(self, id: &BookingId, wishes: Vec<Wish>) {
        self.update(|inner| {
            match wishes.is_empty() {
                true => inner.wishes.remove(id),
                false => inner.wishes.insert(id.clone(), wishes),
            };
            inner.lay(id);
            if let Some(paused) = &mut inner.paused {
                paused.touch(id);
            }
        });
    }

    /// Whose rooms the wishes are about.
    pub(super) fn set_venue(self, venue: &Venue) {
        self.inner.update_value(|inner| inner.venue = Some(venue.clone()));
    }

    /// Nobody wishes anything any more.
    pub(super) fn forget_wishes(self) {
        self.inner.update_value(|inner| {
            for id in std::mem::take(&mut inner.wishes).into_keys() {
                inner.lay(&id);
            }
        });
    }

    /// How a row differs from what the server told.
    pub(super) fn mark(self, id: BookingId) -> Signal<Mark> {
        Memo::new(move |_| self.marks.with(|marks| marks.get(&id).copied().unwrap_or(Mark::None))).into()
    }

    /// Nothing may be shown any more. What waits is laid over what comes.
    pub(super) fn clear(self) {
        self.loaded.set(false);
        self.waiting.set(None);
        self.inner.update_value(|inner| {
            inner.paused = None;
            inner.board.clear();
            inner.epoch = None;
            inner.rows.clear();
            inner.stale.clear();
            inner.unseen.clear();
            inner.marks.clear();
        });
        self.version.update(|version| *version += 1);
    }

    fn update(self, change: impl FnOnce(&mut Inner)) {
        let ask = self.inner.try_update_value(|inner| {
            change(inner);
            !std::mem::replace(&mut inner.frame_asked, true)
        });
        if ask == Some(true) {
            request_animation_frame(move || self.show());
        }
    }

    /// Brings the rows' signals up to date.
    fn show(self) {
        let marks = self.inner.with_value(|inner| inner.marks.clone());
        if self.marks.with_untracked(|shown| *shown != marks) {
            self.marks.set(marks);
        }
        let paused = self.inner.try_update_value(Inner::take_paused).flatten();
        if let Some((waiting, own)) = paused {
            self.waiting.set(Some(waiting));
            for (row, booking) in own {
                row.booking.set(booking);
            }
            return self.version.update(|version| *version += 1);
        }
        self.note_rate();
        let updates = self.inner.try_update_value(Inner::take_updates).unwrap_or_default();
        for (row, booking, changed_at) in updates {
            row.booking.set(booking);
            if changed_at.is_some() {
                row.changed_at.set(changed_at);
            }
        }
        self.version.update(|version| *version += 1);
    }

    fn note_rate(self) {
        let rushing = self.inner.try_update_value(Inner::note_rate).flatten();
        if let Some(rushing) = rushing
            && rushing != self.rushing.get_untracked()
        {
            self.rushing.set(rushing);
        }
    }
}

impl Inner {
    fn shown_board(&self) -> &Board {
        self.paused.as_ref().map_or(&self.board, |paused| &paused.board)
    }

    /// While paused: how many bookings have changed since, and what the person's own rows must tell.
    fn take_paused(&mut self) -> Option<(usize, Vec<(Row, Booking)>)> {
        let paused = self.paused.as_mut()?;
        self.frame_asked = false;
        let own = paused.take_fresh().into_iter();
        let own = own.filter_map(|booking| Some((self.rows.get(&booking.id)?.clone(), booking))).collect();
        Some((paused.waiting(self.stale.keys()), own))
    }

    fn row(&mut self, id: &BookingId) -> Option<Row> {
        if let Some(row) = self.rows.get(id) {
            return Some(row.clone());
        }
        let booking = ArcRwSignal::new(self.shown_board().shown(id)?.clone());
        let unseen = self.unseen.remove(id);
        let changed_at = ArcRwSignal::new(self.stale.get(id).copied().flatten().or(unseen));
        let row = Row { booking, changed_at };
        self.rows.insert(id.clone(), row.clone());
        Some(row)
    }

    fn apply(&mut self, change: Change, revision: u64, wall_ms: i64) {
        let id = change.id().clone();
        if self.board.apply(change, revision) == crate::domain::Applied::Changed {
            self.lay(&id);
            self.stale.insert(id, Some(wall_ms));
        }
    }

    /// Shows a booking with what is wished of it. A wish is no change that somebody else has to be told of.
    fn lay(&mut self, id: &BookingId) {
        let wishes = self.wishes.get(id);
        if let Some(paused) = &mut self.paused {
            paused.lay(id, wishes, self.venue.as_ref());
        }
        let (Some(wishes), Some(venue)) = (wishes, &self.venue) else {
            self.board.show_wished(id, None);
            self.marks.remove(id);
            self.stale.entry(id.clone()).or_default();
            return;
        };
        let Some(booking) = self.board.get(id) else { return };
        let shown = lay_over(booking, wishes, venue);
        self.marks.insert(id.clone(), shown.mark);
        self.board.show_wished(id, (shown.mark == Mark::Waiting).then_some(shown.booking));
        self.stale.entry(id.clone()).or_default();
    }

    /// A booking that the snapshot holds, and that could not be read, stays as it was: old and marked is better than
    /// gone.
    fn replace(
        &mut self,
        entries: Vec<Entry<Change>>,
        set_aside: Vec<String>,
        head: Head,
        changed_at: Option<i64>,
    ) {
        let is_same_epoch = self.epoch.as_ref() == Some(&head.epoch);
        let unread = set_aside.iter().filter(|_| is_same_epoch);
        let kept: Vec<Booking> =
            unread.filter_map(|key| self.board.get(&BookingId::from(key.as_str())).cloned()).collect();
        let bookings = entries.into_iter().filter_map(|entry| match entry.change {
            Change::Upsert(booking) => Some(*booking),
            Change::Remove { .. } => None,
        });
        let difference = self.board.replace(bookings.chain(kept));
        for key in set_aside {
            self.board.set_aside(&key, head.revision);
        }
        self.epoch = Some(head.epoch);
        let changed = difference.changed.into_iter().chain(difference.removed);
        self.stale.extend(changed.map(|id| (id, changed_at)));
        // A list that was loaded again has no new rows.
        self.stale.extend(difference.added.into_iter().map(|id| (id, None)));
        for id in self.wishes.keys().cloned().collect::<Vec<_>>() {
            self.lay(&id);
        }
    }

    /// What the rows must tell. Rows of bookings that are gone are let go.
    fn take_updates(&mut self) -> Vec<(Row, Booking, Option<i64>)> {
        self.frame_asked = false;
        let stale = std::mem::take(&mut self.stale);
        let gone: BTreeSet<BookingId> =
            stale.keys().filter(|id| self.board.get(id).is_none()).cloned().collect();
        self.rows.retain(|id, _| !gone.contains(id));
        self.unseen.retain(|id, _| !gone.contains(id));
        let mut updates = Vec::new();
        for (id, changed_at) in stale {
            let Some(booking) = self.board.shown(&id).cloned() else { continue };
            match (self.rows.get(&id).cloned(), changed_at) {
                (Some(row), _) => updates.push((row, booking, changed_at)),
                (None, Some(changed_at)) => {
                    self.unseen.insert(id, changed_at);
                }
                (None, None) => {}
            }
        }
        updates
    }

    /// Whether what changed live is more than people could follow; `None` where nothing did. What has no row counts too:
    /// it may be about to come.
    fn note_rate(&mut self) -> Option<bool> {
        let live = || self.stale.values().flatten();
        let (now_ms, count) = (*live().max()?, live().count());
        Some(self.rate.note(now_ms, count))
    }
}
