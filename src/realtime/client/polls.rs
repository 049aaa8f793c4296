//! Rounds of polls: while no session brings the feeds forward, each is asked for by REST, one request at a time.

use super::super::application::Application;
use super::super::error::Fault;
use super::super::fallback::FallbackMode;
use super::super::log::Level;
use super::super::time::{Now, Timer, Timestamp};
use super::Client;

impl<A: Application> Client<A> {
    /// A person or the program decides about polling. A wait that the server asked for binds also who starts by hand.
    pub(super) fn set_fallback(&mut self, now: Now, mode: FallbackMode) {
        self.fallback.set_mode(mode, now.mono);
        if mode == FallbackMode::AtOnce {
            self.fallback.bring_forward(now.mono, &mut self.rng);
        }
    }

    /// Begins or continues a round, if it is time and nothing is under way.
    pub(super) fn run_polls(&mut self, now: Now) {
        if self.is_up() || self.is_at_rest() || self.life.is_left() {
            return self.fallback.end_round();
        }
        while !self.sync.is_fetching() {
            if !self.fallback.is_in_round() {
                if !self.fallback.is_due(now.mono, self.backoff.spread_ms(), &mut self.rng) {
                    return;
                }
                self.fallback.begin_round(self.sync.names().map(str::to_owned).collect());
            }
            let Some(name) = self.fallback.next_feed() else {
                return self.fallback.on_answered(now.mono, self.backoff.spread_ms(), self.visible);
            };
            let options = &self.options;
            if self.sync.feed(&name).is_some_and(|feed| feed.poll(now, options)) {
                self.metrics.polls += 1;
                self.fallback.on_asked();
                self.run_steps(now);
            }
        }
    }

    /// The next deadline of polling.
    pub(super) fn poll_deadline(&self) -> Option<(Timestamp, Timer)> {
        let is_waiting = !self.is_up() && !self.is_at_rest() && !self.sync.is_fetching();
        self.fallback.poll_timeout().filter(|_| is_waiting)
    }

    /// A request was not answered well.
    pub(super) fn on_poll_failed(&mut self, now: Now, fault: &Fault) {
        if self.is_up() || !self.fallback.is_in_round() {
            return;
        }
        if self.fallback.is_answered() {
            self.record(now, Level::Warn, "sync", "polling is not answered any more", vec![]);
        }
        let spread_ms = self.backoff.spread_ms();
        self.fallback.on_failed(now.mono, fault.retry_after_ms, spread_ms, &mut self.rng);
    }
}
