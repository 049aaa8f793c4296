//! What people are told of an outage: the message in the banner, what is said aloud, what was missed. The machine and
//! the board are followed; the timer for what time alone changes is here.

use std::time::Duration;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;

use super::board::LiveBoard;
use crate::domain::{Absence, BookingId, CaughtUp};
use crate::platform::now;
use crate::realtime::{ConnectionState, ConnectionStatus, Diagnosis, Missed, Notice, Notices, Said};

/// How long the marks of what was missed stay once a person has seen the message.
const SEEN_MS: u64 = 60_000;

/// The outages of this page, one after another. A `Copy` handle.
#[derive(Clone, Copy)]
pub(super) struct Outages {
    notices: StoredValue<Notices, LocalStorage>,
    notice: RwSignal<Option<Notice>>,
    said: RwSignal<Option<Said>>,
    timer: StoredValue<Option<TimeoutHandle>, LocalStorage>,
    absence: StoredValue<Option<Absence>, LocalStorage>,
    caught_up: RwSignal<Option<CaughtUp>>,
    /// Counts what was missed: what was planned for an older one changes nothing.
    turn: StoredValue<u64>,
}

impl Outages {
    pub(super) fn new() -> Self {
        Outages {
            notices: StoredValue::new_local(Notices::default()),
            notice: RwSignal::new(None),
            said: RwSignal::new(None),
            timer: StoredValue::new_local(None),
            absence: StoredValue::new_local(None),
            caught_up: RwSignal::new(None),
            turn: StoredValue::new(0),
        }
    }

    /// The message that is to be read now.
    pub(super) fn notice(self) -> Signal<Option<Notice>> {
        self.notice.into()
    }

    /// What is to be said aloud; told anew each time.
    pub(super) fn said(self) -> Signal<Option<Said>> {
        self.said.into()
    }

    /// What was missed in the last outage, until its marks go.
    pub(super) fn caught_up(self) -> Signal<Option<CaughtUp>> {
        self.caught_up.into()
    }

    /// The connection is so from now on.
    pub(super) fn on_status(self, status: &ConnectionStatus, board: LiveBoard) {
        let missed = self.follow_absence(status, board);
        self.update(|notices| notices.on_status(now().mono, status, missed));
    }

    /// A snapshot replaced the board of the open venue.
    pub(super) fn on_snapshot(self) {
        self.absence.update_value(|absence| {
            if let Some(absence) = absence {
                absence.on_snapshot();
            }
        });
    }

    /// The person acts on a booking.
    pub(super) fn on_own(self, id: &BookingId) {
        self.absence.update_value(|absence| {
            if let Some(absence) = absence {
                absence.on_own(id);
            }
        });
    }

    /// Checks found this.
    pub(super) fn on_diagnosis(self, status: &ConnectionStatus, diagnosis: Diagnosis) {
        self.update(|notices| notices.on_diagnosis(now().mono, status, diagnosis));
    }

    /// A person puts the message away, or followed it.
    pub(super) fn dismiss(self) {
        self.update(|notices| notices.on_dismiss(now().mono));
        let turn = self.turn.get_value();
        let forget = move || {
            if self.turn.try_get_value() == Some(turn) {
                self.caught_up.set(None);
            }
        };
        set_timeout(forget, Duration::from_millis(SEEN_MS));
    }

    /// Another board is on the screen, or nobody's.
    pub(super) fn forget(self) {
        self.absence.set_value(None);
        self.set_caught_up(None);
    }

    fn follow_absence(self, status: &ConnectionStatus, board: LiveBoard) -> Option<Missed> {
        let is_well = status.live && matches!(status.state, ConnectionState::Live | ConnectionState::Slow);
        if !is_well {
            let is_away = self.absence.with_value(Option::is_some);
            if !is_away && is_loss_shown(status) && board.is_loaded().get_untracked() {
                self.absence.set_value(Some(board.peek(Absence::begin)));
                self.set_caught_up(None);
            }
            let is_fetched = status.polled_every_ms.is_some();
            self.absence.update_value(|absence| {
                let Some(absence) = absence else { return };
                board.peek(
                    |board| if is_fetched { absence.on_fetched(board) } else { absence.on_lost(board) },
                );
            });
            return None;
        }
        let absence = self.absence.try_update_value(Option::take).flatten()?;
        let caught_up = board.peek(|board| absence.end(board));
        let missed = Missed { changes: caught_up.changes.len(), reloaded: caught_up.reloaded };
        self.set_caught_up(Some(caught_up).filter(|caught_up| !caught_up.changes.is_empty()));
        Some(missed)
    }

    fn set_caught_up(self, caught_up: Option<CaughtUp>) {
        self.turn.update_value(|turn| *turn += 1);
        if caught_up.is_some() || self.caught_up.with_untracked(Option::is_some) {
            self.caught_up.set(caught_up);
        }
    }

    /// Lets the owner of the message work.
    fn update(self, change: impl FnOnce(&mut Notices)) {
        self.notices.update_value(change);
        self.tell();
    }

    /// Tells what came of it, and arms the timer.
    fn tell(self) {
        let told = self.notices.try_update_value(|notices| {
            (notices.shown(), notices.take_said(), notices.poll_timeout(now().mono))
        });
        let Some((shown, said, due_at)) = told else { return };
        if self.notice.get_untracked() != shown {
            self.notice.set(shown);
        }
        if said.is_some() {
            self.said.set(said);
        }
        let again = move || self.update(|notices| notices.on_timer(now().mono));
        let timer = due_at.and_then(|at| {
            let wait = Duration::from_millis(at.since_ms(now().mono));
            // Without a timer the next change of the connection tells it.
            set_timeout_with_handle(again, wait).ok()
        });
        if let Some(before) = self.timer.try_update_value(|armed| std::mem::replace(armed, timer)).flatten() {
            before.clear();
        }
    }
}

/// Whether people see that nothing comes: a board that is only loaded anew was not lost.
fn is_loss_shown(status: &ConnectionStatus) -> bool {
    match status.state {
        ConnectionState::CatchingUp
        | ConnectionState::Reconnecting
        | ConnectionState::NotLive
        | ConnectionState::Offline
        | ConnectionState::Polling
        | ConnectionState::Unstable
        | ConnectionState::Restarting => !status.live && status.fault.is_some(),
        ConnectionState::Connecting
        | ConnectionState::Live
        | ConnectionState::Slow
        | ConnectionState::Paused
        | ConnectionState::SignedOut
        | ConnectionState::Stopped => false,
    }
}
