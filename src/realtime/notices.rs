//! What is said of the connection, and when: the one owner of that message.
//!
//! The state itself is on the chip, at once. A message comes only when it is worth reading: when a loss has lasted, in
//! place of the one before it, for at least a second, and each is said once in an outage. An outage begins when a loss
//! is first *shown* and ends when everything is live and steady again; then it tells what was missed. Pure: the time is
//! an argument, and [`Notices::poll_timeout`] says when time alone changes something.

use std::collections::BTreeSet;

use super::diagnosis::Diagnosis;
use super::error::Remedy;
use super::status::{ConnectionState, ConnectionStatus};
use super::time::Timestamp;

/// A loss is shown after one second; the message comes when it has lasted until the fifth.
const AFTER_MS: u64 = 4_000;
/// Catching up is over in a moment, mostly: it takes another message's place only after this long.
const CATCHING_UP_AFTER_MS: u64 = 1_000;
/// Nothing is shown for less than this.
const DWELL_MS: u64 = 1_000;
/// That nothing was missed is no news for long.
const NOTHING_MISSED_MS: u64 = 6_000;

/// What was missed while nothing came.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Missed {
    /// How many records differ from what was on the screen.
    pub changes: usize,
    /// Whether a snapshot replaced the board.
    pub reloaded: bool,
}

/// What can be said of the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Notice {
    /// The server was not reached since the page was opened.
    Unreached,
    /// Lost for some seconds.
    Reconnecting,
    /// Lost for long.
    StillTrying,
    /// Connected, and the board cannot be loaded.
    LoadFailed,
    /// The device has no network.
    Offline,
    /// Push is out; the list is fetched.
    Polling,
    /// The same, and the checks found that this network lets no push through.
    Blocked,
    /// Back, and being brought up to date for longer than a moment.
    CatchingUp,
    /// It drops again and again.
    Unstable,
    /// The server said that it restarts.
    Restarting,
    /// The server refused this device.
    Stopped,
    /// The server wants a newer version of this page.
    TooOld,
    /// Live again.
    Restored(Missed),
}

impl Notice {
    /// Whether a person may put it away.
    pub fn can_dismiss(self) -> bool {
        !matches!(self, Notice::Stopped | Notice::TooOld)
    }

    /// Whether something is wrong.
    pub fn is_trouble(self) -> bool {
        !matches!(self, Notice::Restored(_) | Notice::CatchingUp)
    }

    fn wanted(status: &ConnectionStatus, was_live: bool, is_blocked: bool) -> Option<Notice> {
        match status.state {
            ConnectionState::Reconnecting if !was_live => Some(Notice::Unreached),
            ConnectionState::Reconnecting => Some(Notice::Reconnecting),
            ConnectionState::NotLive if status.has_session => Some(Notice::LoadFailed),
            // A person who disconnected by hand knows.
            ConnectionState::NotLive => status.fault.as_ref().map(|_| Notice::StillTrying),
            ConnectionState::Offline => Some(Notice::Offline),
            ConnectionState::Polling if is_blocked => Some(Notice::Blocked),
            ConnectionState::Polling => Some(Notice::Polling),
            ConnectionState::Unstable => Some(Notice::Unstable),
            ConnectionState::Restarting => Some(Notice::Restarting),
            ConnectionState::CatchingUp => Some(Notice::CatchingUp),
            ConnectionState::Stopped
                if status.fault.as_ref().is_some_and(|fault| fault.remedy() == Remedy::Reload) =>
            {
                Some(Notice::TooOld)
            }
            ConnectionState::Stopped => Some(Notice::Stopped),
            ConnectionState::Connecting
            | ConnectionState::Live
            | ConnectionState::Slow
            | ConnectionState::Paused
            | ConnectionState::SignedOut => None,
        }
    }
}

/// From when a loss was first shown until all is well.
#[derive(Debug)]
struct Outage {
    since: Timestamp,
    is_dismissed: bool,
    said: BTreeSet<Notice>,
}

/// A sentence for those who do not see the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    /// What to say.
    pub notice: Notice,
    /// Whether it takes back an alarm that was said before, or is one; else it is news of the list.
    pub is_of_connection: bool,
}

/// The owner of the message.
#[derive(Debug, Default)]
pub struct Notices {
    was_live: bool,
    is_blocked: bool,
    outage: Option<Outage>,
    wanted: Option<(Notice, Timestamp)>,
    restored: Option<(Missed, Timestamp)>,
    shown: Option<(Notice, Timestamp)>,
    to_say: Option<Said>,
}

impl Notices {
    /// The connection is so from now on. `missed` is known when it is live and steady again.
    pub fn on_status(&mut self, now: Timestamp, status: &ConnectionStatus, missed: Option<Missed>) {
        let is_well = status.live && matches!(status.state, ConnectionState::Live | ConnectionState::Slow);
        if status.state == ConnectionState::SignedOut {
            *self = Notices::default();
            return;
        }
        let wanted = Notice::wanted(status, self.was_live, self.is_blocked);
        if is_well {
            self.end_outage(now, missed);
            self.was_live = true;
        } else if wanted.is_some_and(|wanted| wanted != Notice::CatchingUp || status.fault.is_some()) {
            self.restored = None;
            let begin = || Outage { since: now, is_dismissed: false, said: BTreeSet::new() };
            self.outage.get_or_insert_with(begin);
        }
        if self.wanted.map(|(wanted, _)| wanted) != wanted {
            self.wanted = wanted.map(|wanted| (wanted, now));
        }
        self.run(now);
    }

    /// Checks that a person ran found this.
    pub fn on_diagnosis(&mut self, now: Timestamp, status: &ConnectionStatus, diagnosis: Diagnosis) {
        self.is_blocked = diagnosis == Diagnosis::PushBlocked && self.outage.is_some();
        self.on_status(now, status, None);
    }

    /// A person puts the message away: until the next outage the chip alone tells.
    pub fn on_dismiss(&mut self, now: Timestamp) {
        if self.shown.is_some_and(|(shown, _)| !shown.can_dismiss()) {
            return;
        }
        self.restored = None;
        if let Some(outage) = &mut self.outage {
            outage.is_dismissed = true;
        }
        self.shown = None;
        self.run(now);
    }

    /// Time passed.
    pub fn on_timer(&mut self, now: Timestamp) {
        self.run(now);
    }

    /// What is to be read now.
    pub fn shown(&self) -> Option<Notice> {
        self.shown.map(|(shown, _)| shown)
    }

    /// What is to be said now, once.
    pub fn take_said(&mut self) -> Option<Said> {
        self.to_say.take()
    }

    /// When time alone changes something.
    pub fn poll_timeout(&self, now: Timestamp) -> Option<Timestamp> {
        let due = self.wanted.and_then(|(wanted, since)| self.due_at(wanted, since));
        let dwell = self.shown.map(|(_, since)| since + DWELL_MS);
        [due, dwell, self.restored_until()].into_iter().flatten().filter(|at| *at > now).min()
    }

    fn end_outage(&mut self, now: Timestamp, missed: Option<Missed>) {
        let Some(outage) = self.outage.take() else { return };
        self.is_blocked = false;
        // A page that has shown nothing before missed nothing.
        let Some(missed) = missed.or(self.was_live.then(Missed::default)) else { return };
        let is_shown = self.shown.is_some();
        if missed.changes > 0 || is_shown {
            self.restored = Some((missed, now));
        }
        if missed.changes > 0 || is_shown || !outage.said.is_empty() {
            let is_of_connection = !outage.said.is_empty();
            self.to_say = Some(Said { notice: Notice::Restored(missed), is_of_connection });
        }
    }

    /// When a message that is wanted since then may be shown; `None` while a person does not want it.
    fn due_at(&self, wanted: Notice, since: Timestamp) -> Option<Timestamp> {
        if !wanted.can_dismiss() {
            return Some(since);
        }
        let outage = self.outage.as_ref().filter(|outage| !outage.is_dismissed)?;
        let is_reading = self.shown.is_some_and(|(shown, _)| shown.is_trouble());
        if wanted == Notice::CatchingUp && is_reading {
            return Some(since + CATCHING_UP_AFTER_MS);
        }
        // A line that drops again and again is known to be one; a load and a first connection took their time already.
        let is_known = matches!(wanted, Notice::Unstable | Notice::LoadFailed)
            || (!self.was_live && wanted != Notice::CatchingUp);
        Some(if is_known { since } else { since.max(outage.since + AFTER_MS) })
    }

    fn restored_until(&self) -> Option<Timestamp> {
        let (missed, since) = self.restored?;
        (missed.changes == 0).then_some(since + NOTHING_MISSED_MS)
    }

    fn run(&mut self, now: Timestamp) {
        if self.restored_until().is_some_and(|until| until <= now) {
            self.restored = None;
        }
        let next = self.next(now);
        let shown = self.shown.map(|(shown, _)| shown);
        let is_urgent = next.is_some_and(|next| !next.can_dismiss());
        let has_dwelt = self.shown.is_none_or(|(_, since)| now.since_ms(since) >= DWELL_MS);
        if next == shown || !(has_dwelt || is_urgent) {
            return;
        }
        self.shown = next.map(|next| (next, now));
        if let Some(notice) = next.filter(|next| next.is_trouble()) {
            let is_new = self.outage.as_mut().is_none_or(|outage| outage.said.insert(notice));
            if is_new {
                self.to_say = Some(Said { notice, is_of_connection: true });
            }
        }
    }

    fn next(&self, now: Timestamp) -> Option<Notice> {
        if let Some((missed, _)) = self.restored {
            return Some(Notice::Restored(missed));
        }
        let (wanted, since) = self.wanted?;
        match self.due_at(wanted, since) {
            Some(at) if at <= now => Some(wanted),
            // What is read stays until the next is due.
            Some(_) => self.shown().filter(|shown| self.outage.is_some() && shown.is_trouble()),
            None => None,
        }
    }
}

#[cfg(test)]
mod tests;
