//! Connecting, losing, coming back, and the ends that only a person leads out of.

use super::super::application::Application;
use super::super::auth::Token;
use super::super::backoff::RetryCause;
use super::super::connection::{Opening, State};
use super::super::effect::Effect;
use super::super::error::{Fault, FaultKind};
use super::super::line::Line;
use super::super::log::{Level, Value};
use super::super::outbox::{Path, SignOut};
use super::super::time::Now;
use super::super::transport::{End, Transport};
use super::Client;
use super::wire::close_over;

impl<A: Application> Client<A> {
    pub(super) fn connect(&mut self, now: Now) {
        if self.is_at_rest() {
            self.watch.on_wanted(now);
            self.establish_when_allowed(now);
        }
    }

    pub(super) fn disconnect(&mut self, now: Now) {
        self.tear_down(now);
        self.fallback.stop();
        let abandoned = self.auth.abandon();
        self.cancel_token(abandoned);
        self.transition(now, State::Idle);
    }

    /// A person asks: leaves a final state too, but never a wait that the server asked for.
    pub(super) fn retry(&mut self, now: Now) {
        match self.state {
            State::Waiting { .. } => self.retry_if_waiting(now),
            State::Ended(_) => {
                self.auth.on_accepted();
                self.establish_when_allowed(now);
            }
            State::Up(_) => {
                self.ladder.bring_forward(now.mono);
                self.sync.retry(now.mono, &self.options);
            }
            State::Idle | State::Authorizing | State::Opening(_) => {}
        }
    }

    /// At once, or when the wait that the server asked for is over.
    fn establish_when_allowed(&mut self, now: Now) {
        let until = self.backoff.next(now.mono, RetryCause::Local, &mut self.rng);
        if until <= now.mono {
            return self.establish(now);
        }
        self.transition(now, State::Waiting { until });
    }

    /// A person asks: nothing to protect, go at once.
    fn retry_if_waiting(&mut self, now: Now) {
        if let State::Waiting { .. } = self.state {
            let until = self.backoff.next(now.mono, RetryCause::Local, &mut self.rng);
            self.state = State::Waiting { until };
        }
    }

    pub(super) fn on_signed_in(&mut self, now: Now, token: Token) {
        self.forget_person(now);
        self.outbox.sign_in(now, &token.user);
        self.outbox.tell_again(now);
        self.auth.set(token, &mut self.rng);
        self.watch.on_wanted(now);
        self.establish(now);
    }

    pub(super) fn on_person_known(&mut self, now: Now, user: &str) {
        if self.outbox.user().is_none() {
            self.outbox.sign_in(now, user);
            self.outbox.tell_again(now);
        }
    }

    pub(super) fn on_signed_out(&mut self, now: Now, wish: SignOut) {
        self.forget_person(now);
        self.outbox.sign_out(now, wish);
        self.transition(now, State::Idle);
    }

    /// Nothing of one person may reach the next: token, feeds, what was lost and since when.
    fn forget_person(&mut self, now: Now) {
        self.tear_down(now);
        self.postings.clear();
        self.outbox.on_path_lost(now, Path::Rest);
        self.fallback.clear();
        self.checks.clear();
        let abandoned = self.auth.clear();
        self.cancel_token(abandoned);
        self.subscriptions.clear();
        for request in self.sync.clear() {
            self.effects.push_back(Effect::CancelFetch { request });
        }
        self.shown_feeds.clear();
        self.watch.clear();
    }

    /// Starts an attempt: with the token at hand, or by asking for one first.
    pub(super) fn establish(&mut self, now: Now) {
        if self.life.is_left() {
            return self.transition(now, State::Waiting { until: now.mono });
        }
        self.fallback.on_push_lost(now.mono);
        if self.auth.usable(now, &self.options).is_none() {
            self.request_token(now);
            return self.transition(now, State::Authorizing);
        }
        self.generation = self.next_generation();
        self.metrics.attempts += 1;
        let transport = self.ladder.next(now.mono);
        self.line = Line::new(transport);
        // A polling session opens with its first request.
        if transport == Transport::WebSocket {
            self.effects.push_back(Effect::OpenSocket { generation: self.generation });
        }
        self.transition(now, State::Opening(Opening::new(now, &self.options)));
    }

    /// A number that no socket had before.
    pub(super) fn next_generation(&mut self) -> u64 {
        self.generations += 1;
        self.generations
    }

    pub(super) fn request_token(&mut self, now: Now) {
        if let Some(request) = self.auth.begin(now, &self.options) {
            self.effects.push_back(Effect::RequestToken { request });
        }
    }

    fn cancel_token(&mut self, request: Option<u64>) {
        self.effects.extend(request.map(|request| Effect::CancelToken { request }));
    }

    pub(super) fn on_token(&mut self, now: Now, request: u64, result: Result<Token, Fault>) {
        if !self.auth.settle(request) {
            self.metrics.stale_inputs += 1;
            return;
        }
        self.on_session_checked(now, result.as_ref().map(|_| ()).map_err(Clone::clone));
        match result {
            Ok(token) => {
                self.outbox.sign_in(now, &token.user);
                self.auth.set(token, &mut self.rng);
                if self.auth.usable(now, &self.options).is_some() {
                    self.fallback.bring_forward(now.mono, &mut self.rng);
                }
                match self.state {
                    State::Authorizing => self.establish_with_token(now),
                    State::Up(_) => self.send_renewal(now),
                    State::Idle | State::Opening(_) | State::Waiting { .. } | State::Ended(_) => {}
                }
            }
            Err(fault) => self.on_token_missing(now, fault),
        }
    }

    /// The token that just came is tried even if its life is absurdly short: asking again at once would loop.
    fn establish_with_token(&mut self, now: Now) {
        if self.auth.usable(now, &self.options).is_some() {
            return self.establish(now);
        }
        let fault = Fault::new(FaultKind::Server, "the token was too old when it came");
        self.fail(now, fault, RetryCause::Remote);
    }

    /// No token came. Only a coded refusal signs out; anything else is tried again.
    pub(super) fn on_token_missing(&mut self, now: Now, fault: Fault) {
        // Nobody being signed in is an answer, not a defect.
        let level = if fault.is_refused_identity() { Level::Info } else { Level::Warn };
        self.record_fault(now, level, "auth", "no token", &fault);
        if fault.kind == FaultKind::Network {
            self.watch.on_unreachable();
        }
        // Nobody was signed in: that it stays so is no refusal of somebody.
        let is_nobody =
            matches!(self.state, State::Idle | State::Authorizing) && self.outbox.user().is_none();
        if is_nobody && fault.is_refused_identity() {
            return self.disconnect(now);
        }
        if !fault.is_retryable() {
            return self.end(now, fault);
        }
        if let Some(retry_after_ms) = fault.retry_after_ms {
            self.backoff.on_hint(now.mono, retry_after_ms, &mut self.rng);
        }
        match self.state {
            State::Authorizing => self.fail(now, fault, RetryCause::Remote),
            // Also where no session asks for it now: the next one may begin with the token that grows old.
            State::Up(_) | State::Idle | State::Opening(_) | State::Waiting { .. } | State::Ended(_) => {
                let wait_ms = self.rng.uniform_ms(2_000, 2_000 + self.backoff.spread_ms());
                self.auth.retry_at(now.mono + wait_ms);
            }
        }
    }

    /// The server refused us with a code.
    pub(super) fn on_refused(&mut self, now: Now, fault: Fault) {
        self.record_fault(now, Level::Warn, "auth", "refused", &fault);
        self.line.on_refused();
        if fault.is_refused_identity() {
            self.tear_down(now);
            self.watch.on_loss(now, &fault);
            if self.auth.on_rejected() {
                self.vitals.on_failure(&fault);
                return self.establish(now);
            }
            return self.end(now, fault);
        }
        self.lose(now, fault, RetryCause::Remote);
    }

    /// The socket or the attempt is over: tear down, then plan the next one.
    pub(super) fn lose(&mut self, now: Now, fault: Fault, cause: RetryCause) {
        self.metrics.losses += 1;
        self.observe_loss(now, &fault);
        if let Some(end) = self.line.end(now.mono).filter(|_| cause == RetryCause::Remote) {
            if end != End::Grown {
                self.fallback.on_push_failed(self.line.transport(), now.mono);
            }
            self.ladder.on_lost(self.line.transport(), end, now.mono);
        }
        if self.fall_back(now, &fault) {
            return self.vitals.on_failure(&fault);
        }
        self.tear_down(now);
        self.fail(now, fault, cause);
    }

    fn fail(&mut self, now: Now, fault: Fault, cause: RetryCause) {
        self.record_fault(now, Level::Warn, "connection", "lost", &fault);
        if let Some(retry_after_ms) = fault.retry_after_ms {
            self.backoff.on_hint(now.mono, retry_after_ms, &mut self.rng);
        }
        let exhausted = self.options.attempts_max.is_some_and(|max| self.backoff.attempt() >= max);
        if !fault.is_retryable() {
            return self.end(now, fault);
        }
        if exhausted {
            let ended = Fault::new(FaultKind::Client, "the attempts are used up").because(fault);
            return self.end(now, ended);
        }
        self.vitals.on_failure(&fault);
        self.watch.on_loss(now, &fault);
        self.fallback.on_push_lost(now.mono);
        let mut until = self.backoff.next(now.mono, cause, &mut self.rng);
        if cause == RetryCause::Remote {
            until = now.mono + self.vitals.stability.lengthen(now.mono, until.since_ms(now.mono));
        }
        self.transition(now, State::Waiting { until });
    }

    pub(super) fn end(&mut self, now: Now, fault: Fault) {
        self.tear_down(now);
        self.fallback.stop();
        self.vitals.on_failure(&fault);
        self.watch.on_loss(now, &fault);
        let level = if fault.is_refused_identity() { Level::Info } else { Level::Error };
        self.record_fault(now, level, "connection", "ended", &fault);
        self.transition(now, State::Ended(fault));
    }

    /// In this order: nothing more from the socket, no timers, what is pending settled; notices come last.
    pub(super) fn tear_down(&mut self, now: Now) {
        let state = std::mem::replace(&mut self.state, State::Idle);
        self.drop_beside(now, "the connection ended");
        if state.has_socket() {
            close_over(&mut self.effects, self.generation, &mut self.line);
        }
        self.subscriptions.on_session_lost();
        self.sync.on_session_lost();
        self.on_session_lost(now, self.generation, &state);
    }

    /// Nobody will answer any more what this session awaited: the same ids will tell.
    pub(super) fn on_session_lost(&mut self, now: Now, generation: u64, state: &State) {
        if matches!(state, State::Up(_)) {
            self.outbox.on_path_lost(now, Path::Push(generation));
        }
    }

    pub(super) fn transition(&mut self, now: Now, to: State) {
        let fields =
            vec![("to", Value::Phrase(to.name())), ("attempt", u64::from(self.backoff.attempt()).into())];
        self.record(now, Level::Info, "connection", "state", fields);
        self.state = to;
    }
}
