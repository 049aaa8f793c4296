//! The board on the device: kept while it is proved, shown before the server answers, gone with the session.
//!
//! Only what a proof stands behind is kept, together with its position; one person's at a time. What is kept is caught
//! up from like any other board, so a start from the copy costs a delta and no snapshot.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::realtime::RealtimeService;
use super::session::SessionStore;
use crate::domain::{CopyLedger, CopyTurn, KeptSession};
use crate::platform::{BoardCopy, CopyEdit, CopyHead, CopyRecord, CopyWritten, Store, StoreFault, uuid};
use crate::realtime::{CopiedRecord, FeedCopy, FeedStatus, Head, WallTime};

/// Changes are written at most this often.
const WRITE_MS: u64 = 1_000;
/// A proof alone is worth a write this often: it moves nothing but "as of".
const PROOF_MS: i64 = 30_000;
/// A copy that another tab keeps is left to it, unless it stayed behind for this long: four of its proofs.
const TAKE_OVER_MS: i64 = 120_000;
/// More than this is no list of a front desk, and no page should wait for it at its start.
const BYTES_MAX: usize = 16 * 1024 * 1024;

/// The copy of the open venue's board. A `Copy` handle.
#[derive(Clone, Copy)]
pub(super) struct OfflineCopy {
    inner: StoredValue<Option<Inner>, LocalStorage>,
    session: SessionStore,
}

struct Inner {
    store: Store,
    target: Option<Target>,
    /// Rises with each target: what was begun for another one changes nothing.
    turn: u64,
    is_writing: bool,
    is_due: bool,
}

/// The board that is followed, and what of it is stored as far as this page knows.
struct Target {
    user: String,
    venue: String,
    window: String,
    /// What is stored was read: before that nothing is written over it.
    is_read: bool,
    /// The stamp that the next write goes on from.
    stamp: Option<String>,
    ledger: CopyLedger,
    /// The board's position, and when it was proved.
    proved: Option<(Head, i64)>,
    written: Option<(Head, i64)>,
}

/// A write that is to be made.
struct Planned {
    store: Store,
    turn: u64,
    user: String,
    venue: String,
    edit: CopyEdit,
    ledger: CopyTurn,
    proved: (Head, i64),
}

impl OfflineCopy {
    pub(super) fn new(session: SessionStore) -> Self {
        OfflineCopy { inner: StoredValue::new_local(None), session }
    }

    /// Opens nothing yet; from now on `service` has its board kept in the database `name`.
    pub(super) fn start(self, name: &str, service: RealtimeService) {
        let store = Store::new(name, move || self.write(service, true));
        self.inner.set_value(Some(Inner { store, target: None, turn: 0, is_writing: false, is_due: false }));
    }

    /// The device's storage; `None` before the start.
    pub(super) fn store(self) -> Option<Store> {
        self.inner.with_value(|inner| inner.as_ref().map(|inner| inner.store.clone()))
    }

    /// From now on this venue's board is kept. What the device has of it is the board's beginning, where it is of the
    /// same days and nothing newer is here yet.
    pub(super) fn follow(self, service: RealtimeService, user: String, venue: String, window: String) {
        let Some((store, turn)) = self.with(|inner| {
            inner.turn += 1;
            inner.target = Some(Target {
                user: user.clone(),
                venue: venue.clone(),
                window: window.clone(),
                is_read: false,
                stamp: None,
                ledger: CopyLedger::default(),
                proved: None,
                written: None,
            });
            (inner.store.clone(), inner.turn)
        }) else {
            return;
        };
        spawn_local(async move {
            // Only one person's copy is on a device.
            let read = match store.wipe_copies(Some(&user)).await {
                Ok(()) => store.read_copy(&user, &venue).await,
                Err(fault) => Err(fault),
            };
            if self.with(|inner| inner.turn == turn) != Some(true) {
                return;
            }
            match read {
                Ok(copy) => self.begin_with(service, &venue, &window, copy),
                Err(fault) => log::warn!("the copy of the list cannot be read: {fault:?}"),
            }
        });
    }

    fn begin_with(self, service: RealtimeService, venue: &str, window: &str, copy: Option<BoardCopy>) {
        let stamp = copy.as_ref().map(|copy| copy.head.stamp.clone());
        let restored = copy.filter(|copy| copy.head.window == window).and_then(|copy| {
            let BoardCopy { head: CopyHead { epoch, revision, proved_at_ms, .. }, records } = copy;
            let records = records.into_iter().map(|CopyRecord { key, text }| CopiedRecord { key, text });
            let head = Head { epoch: epoch.clone(), revision };
            let copy = FeedCopy { head, proved_at: WallTime(proved_at_ms), records: records.collect() };
            service.restore(venue, copy).then_some(epoch)
        });
        let ledger = restored.map(|epoch| service.peek_board(|board| CopyLedger::of(board, &epoch)));
        self.with_target(|target| {
            target.is_read = true;
            target.stamp = stamp;
            target.ledger = ledger.unwrap_or_default();
        });
        self.plan(service);
    }

    /// The feed of the open venue stands so.
    pub(super) fn on_feed(self, service: RealtimeService, status: &FeedStatus) {
        let Some((head, proved_at)) = status.head.clone().zip(status.proved_at) else { return };
        let is_due = self.with_target(|target| {
            target.proved = Some((head, proved_at.wall.0));
            target.is_due()
        });
        if is_due == Some(true) {
            self.plan(service);
        }
    }

    /// Nothing more is kept, and nothing stays: the person signed out, or their session ended.
    pub(super) fn wipe(self) {
        let Some(store) = self.with(|inner| {
            inner.turn += 1;
            inner.target = None;
            inner.store.clone()
        }) else {
            return;
        };
        spawn_local(async move {
            if let Err(fault) = store.wipe_copies(None).await {
                log::warn!("the copy of the list could not be removed: {fault:?}");
            }
        });
    }

    /// The server closed the feed: what is kept of it goes.
    pub(super) fn wipe_venue(self) {
        let Some((store, user, venue)) = self
            .with(|inner| {
                let target = inner.target.take()?;
                inner.turn += 1;
                Some((inner.store.clone(), target.user, target.venue))
            })
            .flatten()
        else {
            return;
        };
        spawn_local(async move {
            if let Err(fault) = store.wipe_copy(&user, &venue).await {
                log::warn!("the copy of a closed list could not be removed: {fault:?}");
            }
        });
    }

    /// A write follows, after the pause that gathers what belongs together.
    fn plan(self, service: RealtimeService) {
        let is_first = self.with(|inner| !std::mem::replace(&mut inner.is_due, true));
        if is_first == Some(true) {
            set_timeout(move || self.write(service, false), Duration::from_millis(WRITE_MS));
        }
    }

    /// Writes what is due, or all that is new when the page is put away. At the end of a page that is not kept this may
    /// come too late, and the copy stays what it was: right, and older.
    fn write(self, service: RealtimeService, is_leaving: bool) {
        let Some(planned) = self.prepare(service, is_leaving) else { return };
        spawn_local(async move {
            let Planned { store, turn, user, venue, edit, ledger, proved } = planned;
            let result = store.write_copy(&user, &venue, &edit).await;
            let is_current = self.with(|inner| {
                inner.is_writing = false;
                inner.turn == turn
            });
            if is_current == Some(true) {
                self.on_written(service, result, edit.head.stamp, ledger, proved);
            } else if result == Ok(CopyWritten::Done) && self.is_nobodys(&user) {
                // The person went while it was under way.
                self.wipe();
            }
        });
    }

    fn prepare(self, service: RealtimeService, is_leaving: bool) -> Option<Planned> {
        let session = self.session.state.with_untracked(|state| state.session().map(KeptSession::write))?;
        let ends_at_ms = self.session.ends_at_ms();
        self.with(|inner| {
            if !is_leaving {
                inner.is_due = false;
            }
            let (store, turn) = (inner.store.clone(), inner.turn);
            let target = inner.target.as_mut().filter(|target| target.is_read && !inner.is_writing)?;
            let is_wanted = target.is_due() || (is_leaving && target.proved != target.written);
            if !is_wanted {
                return None;
            }
            let proved = target.proved.clone()?;
            let Head { epoch, revision } = proved.0.clone();
            let ledger = service.peek_board(|board| target.ledger.turn(board, &epoch, revision))?;
            let head = CopyHead {
                stamp: uuid(),
                epoch,
                revision,
                proved_at_ms: proved.1,
                ends_at_ms,
                window: target.window.clone(),
                session,
            };
            let record = |(key, text): &(String, String)| CopyRecord { key: key.clone(), text: text.clone() };
            let edit = CopyEdit {
                after: target.stamp.clone(),
                is_whole: ledger.is_whole,
                head,
                records: ledger.records.iter().map(record).collect(),
                removed: ledger.removed.clone(),
            };
            if ledger.bytes > BYTES_MAX {
                log::warn!("the list is too long to be kept on this device");
                return None;
            }
            let (user, venue) = (target.user.clone(), target.venue.clone());
            inner.is_writing = true;
            Some(Planned { store, turn, user, venue, edit, ledger, proved })
        })
        .flatten()
    }

    fn on_written(
        self,
        service: RealtimeService,
        result: Result<CopyWritten, StoreFault>,
        stamp: String,
        ledger: CopyTurn,
        proved: (Head, i64),
    ) {
        let is_due = self.with_target(|target| match result {
            Ok(CopyWritten::Done) => {
                target.stamp = Some(stamp);
                target.ledger = ledger.done();
                target.written = Some(proved);
                target.is_due()
            }
            Ok(CopyWritten::Overtaken(theirs)) => {
                // What is stored is not what this page left: the next write, if one is needed, brings all.
                target.ledger = CopyLedger::default();
                let is_behind = theirs.as_ref().is_none_or(|theirs| {
                    theirs.epoch != proved.0.epoch || theirs.proved_at_ms + TAKE_OVER_MS < proved.1
                });
                if is_behind {
                    target.stamp = theirs.map(|theirs| theirs.stamp);
                } else {
                    target.written = Some(proved);
                }
                is_behind
            }
            Err(fault) => {
                log::warn!("the copy of the list could not be written: {fault:?}");
                // Not at once again: the next proof that is due brings another try.
                target.written = Some(proved);
                target.ledger = CopyLedger::default();
                false
            }
        });
        if is_due == Some(true) {
            self.plan(service);
        }
    }

    /// Whether the page shows nobody, or somebody else.
    fn is_nobodys(self, user: &str) -> bool {
        self.session
            .state
            .with_untracked(|state| state.session().is_none_or(|session| session.user.id != user))
    }

    fn with<R>(self, change: impl FnOnce(&mut Inner) -> R) -> Option<R> {
        self.inner.try_update_value(|inner| inner.as_mut().map(change)).flatten()
    }

    fn with_target<R>(self, change: impl FnOnce(&mut Target) -> R) -> Option<R> {
        self.with(|inner| inner.target.as_mut().map(change)).flatten()
    }
}

impl Target {
    /// Whether the board moved on, or its proof by much.
    fn is_due(&self) -> bool {
        match (&self.proved, &self.written) {
            (None, _) => false,
            (Some(_), None) => true,
            (Some((head, proved_at)), Some((written, written_at))) => {
                head != written || proved_at - written_at >= PROOF_MS
            }
        }
    }
}
