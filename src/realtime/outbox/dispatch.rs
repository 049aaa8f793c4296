//! Sending: which item, on which path, and what its answer does to it and to those behind it.

use super::super::rng::Rng;
use super::super::time::{Now, Timestamp};
use super::entry::Flight;
use super::fate::{Answer, Fate, RATE_LIMITED, Ruling};
use super::item::{ItemState, Path, Stage};
use super::{Outbox, Step};

/// Doublings of a wait; more would only overflow.
const DOUBLINGS_MAX: u32 = 16;

impl Outbox {
    /// The way on which items are sent now.
    pub fn path(&self) -> Option<Path> {
        self.path
    }

    /// The way on which items are sent from now on; `None` while there is none. What is under way on another one stays
    /// there until it is answered or [`Outbox::on_path_lost`].
    pub fn set_path(&mut self, now: Now, path: Option<Path>) {
        if self.path != path {
            self.path = path;
            for entry in self.queue.iter_mut() {
                entry.not_before = now.mono;
            }
            if path.is_some() {
                self.look_for_released();
            }
        }
        self.run(now);
    }

    /// Nothing more comes from this path: what was under way on it is resolved by its id on the next one.
    pub fn on_path_lost(&mut self, now: Now, path: Path) {
        self.path.take_if(|own| *own == path);
        for entry in self.queue.iter_mut().filter(|entry| entry.flight == Flight::Out(path)) {
            entry.leave_open();
        }
        self.run(now);
    }

    /// The server answered.
    pub fn on_answer(&mut self, now: Now, id: &str, answer: Answer, rng: &mut Rng) -> Fate {
        let fate = self.settle(now, id, answer, rng);
        self.run(now);
        fate
    }

    /// The server did not answer in time, or in a way that cannot be read; the path itself is not lost by that.
    pub fn on_unanswered(&mut self, now: Now, id: &str, rng: &mut Rng) {
        self.wait_longer(now.mono, id, rng);
        self.run(now);
    }

    /// [`Step::Send`] was not carried out: not a byte left.
    pub fn on_not_sent(&mut self, now: Now, id: &str) {
        let not_before = now.mono + self.options.retry_ms_min;
        if let Some(entry) = self.queue.get_mut(id).filter(|entry| entry.flight != Flight::Ground) {
            entry.put_back();
            entry.not_before = not_before;
        }
        self.run(now);
    }

    /// There is no path: what was about to be sent waits again, and what may not wait is given up.
    pub(super) fn ground(&mut self) {
        for entry in self.queue.iter_mut().filter(|entry| entry.flight == Flight::Cleared) {
            entry.put_back();
        }
        let must_not_wait = self.queue.iter().filter(|entry| {
            !entry.item.is_queueable && entry.item.stage == Stage::Waiting && entry.flight == Flight::Ground
        });
        let ids: Vec<String> = must_not_wait.map(|entry| entry.item.id.clone()).collect();
        for id in ids {
            self.finish(&id, ItemState::NotSent);
        }
    }

    /// Chooses what is sent next. Storage hears of it first.
    pub(super) fn clear(&mut self, now: Timestamp) {
        if self.path.is_none() || !self.storage.has_claimed || self.paused_until > now {
            return;
        }
        let room = self.options.in_flight_max.saturating_sub(self.queue.in_flight());
        for id in self.queue.candidates(now, room) {
            let Some(entry) = self.queue.get_mut(&id) else { continue };
            entry.flight = Flight::Cleared;
            if entry.item.stage == Stage::Waiting {
                entry.set_stage(Stage::Sent);
            }
        }
    }

    /// Sends what storage knows to be on its way.
    pub(super) fn launch(&mut self, now: Timestamp) {
        let Some(path) = self.path.filter(|_| self.paused_until <= now) else { return };
        for entry in self.queue.iter_mut() {
            if entry.flight == Flight::Cleared && entry.has_been_written() {
                entry.flight = Flight::Out(path);
                let (id, body) = (entry.item.id.clone(), entry.item.body.clone());
                let expected_version = entry.item.expected_version;
                self.steps.push_back(Step::Send { id, body, expected_version, path });
            }
        }
    }

    fn settle(&mut self, now: Now, id: &str, answer: Answer, rng: &mut Rng) -> Fate {
        let Some(entry) = self.queue.get_mut(id) else { return Fate::Stale };
        if !matches!(entry.flight, Flight::Out(_)) {
            return Fate::Stale;
        }
        let (key, seq) = (entry.item.key.clone(), entry.item.seq);
        let (code, retry_after_ms, answer) = match answer {
            Answer::Done { version } => {
                if let Some(version) = version {
                    self.queue.rebase_after(id, version);
                }
                self.end_pauses(now.mono);
                self.finish(id, ItemState::Confirmed);
                return Fate::Done;
            }
            Answer::Refused { code, retry_after_ms, answer } => (code, retry_after_ms, answer),
        };
        let stage = match Ruling::of(&code) {
            Ruling::NotNow => {
                entry.put_back();
                self.pause(now.mono, retry_after_ms, rng);
                self.limited_until = (code == RATE_LIMITED).then_some(self.paused_until);
                return Fate::Again;
            }
            Ruling::Failed => {
                self.wait_longer(now.mono, id, rng);
                return Fate::Again;
            }
            Ruling::TooOld => Stage::Expired,
            Ruling::Final => Stage::Refused { code, answer },
        };
        entry.flight = Flight::Ground;
        entry.is_unresolved = false;
        entry.set_stage(stage);
        self.end_pauses(now.mono);
        self.queue.hold_behind(&key, seq);
        Fate::Refused
    }

    /// The server wants to be left alone.
    fn pause(&mut self, now: Timestamp, retry_after_ms: Option<u64>, rng: &mut Rng) {
        let wait_ms = match retry_after_ms {
            Some(hint_ms) => hint_ms.min(self.options.hint_ms_max),
            None => self.backoff_ms(self.pauses, rng),
        };
        self.pauses = self.pauses.saturating_add(1);
        // Never at once, and never all at once.
        let wait_ms = wait_ms.max(1) + rng.uniform_ms(0, self.spread_ms);
        self.paused_until = self.paused_until.max(now + wait_ms);
    }

    /// The server takes changes again. What it asked for a moment ago still holds.
    fn end_pauses(&mut self, now: Timestamp) {
        self.pauses = 0;
        self.limited_until = self.limited_until.filter(|at| *at > now);
    }

    fn wait_longer(&mut self, now: Timestamp, id: &str, rng: &mut Rng) {
        let Some(failures) = self.queue.get(id).map(|entry| entry.failures) else { return };
        let wait_ms = self.backoff_ms(failures, rng);
        if let Some(entry) = self.queue.get_mut(id).filter(|entry| entry.flight != Flight::Ground) {
            entry.leave_open();
            entry.failures = failures.saturating_add(1);
            entry.not_before = now + wait_ms;
        }
    }

    fn backoff_ms(&self, failures: u32, rng: &mut Rng) -> u64 {
        let full_ms =
            (self.options.retry_ms_min << failures.min(DOUBLINGS_MAX)).min(self.options.retry_ms_max);
        rng.uniform_ms(full_ms / 2, full_ms).max(1)
    }
}
