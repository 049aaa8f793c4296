//! The machine's deadlines: the next one, what is done when it passes, and how a late timer is judged.

use super::super::acks::Purpose;
use super::super::application::Application;
use super::super::backoff::RetryCause;
use super::super::connection::State;
use super::super::effect::Effect;
use super::super::error::{Fault, FaultKind};
use super::super::health::Verdict;
use super::super::log::Level;
use super::super::time::{Now, Timer, Timestamp, soonest};
use super::super::transport::Worked;
use super::Client;

impl<A: Application> Client<A> {
    /// Every deadline of the machine but the display's.
    pub(super) fn poll_timeout_at(&self, now: Now) -> Option<(Timestamp, Timer)> {
        if self.life.is_left() {
            return None;
        }
        if let Some(at) = self.look_at {
            return Some((at, Timer::Recheck));
        }
        let mut next = soonest(self.state.poll_timeout(), self.sync.poll_timeout());
        next = soonest(next, self.beside_timeout());
        next = soonest(next, self.poll_deadline());
        next = soonest(next, self.checks.poll_timeout());
        next = soonest(next, self.outbox_timeout(now));
        next = soonest(next, self.auth.poll_timeout(matches!(self.state, State::Up(_))));
        if let State::Up(session) = &self.state {
            next = soonest(next, session.health.poll_timeout(self.visible, &self.options));
            next = soonest(next, session.acks.poll_timeout());
            let settles_at = session.settles_at(&self.options);
            next = soonest(next, settles_at.map(|at| (at.max(now.mono), Timer::BackoffReset)));
        }
        next
    }

    /// Does everything that is due. A deadline that is long over closes nothing: the page slept.
    pub(super) fn run_deadlines(&mut self, now: Now) {
        if self.slept(now.mono) {
            self.postpone(now);
        }
        // A timer may overtake data that waits in the queue behind it, however short the sleep was.
        if self.look_at.take().is_none() && self.judges_at().is_some_and(|at| at <= now.mono) {
            self.look_at = Some(now.mono + 1);
            return;
        }
        if let Some(request) = self.auth.take_overdue(now.mono) {
            self.effects.push_back(Effect::CancelToken { request });
            self.on_token_missing(now, Fault::new(FaultKind::Network, "the token refresh was not answered"));
        }
        if matches!(self.state, State::Up(_)) && self.auth.is_refresh_due(now.mono) {
            self.request_token(now);
        }
        match &self.state {
            State::Waiting { until } if *until <= now.mono => self.establish(now),
            State::Opening(opening) if opening.deadline <= now.mono => {
                let fault = Fault::new(FaultKind::Network, "the server did not answer in time");
                self.lose(now, fault, RetryCause::Remote);
            }
            State::Up(_) => self.run_session_deadlines(now),
            State::Idle
            | State::Authorizing
            | State::Opening(_)
            | State::Waiting { .. }
            | State::Ended(_) => {}
        }
        self.run_beside(now);
        self.run_checks(now);
        self.give_up_fetches(now);
        self.run_outbox_deadlines(now);
        self.sync.on_timer(now, &self.options);
    }

    fn run_session_deadlines(&mut self, now: Now) {
        let State::Up(session) = &mut self.state else { return };
        if session.settles_at(&self.options).is_some_and(|at| at <= now.mono) {
            session.settled = true;
            self.backoff.reset();
            self.fallback.on_push_useful();
            let transport = self.line.transport();
            self.ladder.on_worked(transport, now.mono, &mut self.rng);
            self.effects.push_back(Effect::Remember(Worked { transport, at: now.wall }));
        }
        let overdue = session.acks.take_overdue(now.mono);
        let is_silent = overdue.iter().any(|awaited| {
            let is_owed = match awaited.purpose {
                Purpose::Monitor { .. } => true,
                // Servers without probes exist; this one answered some before.
                Purpose::Probe => self.server_probes,
                Purpose::Unmonitor | Purpose::Renew | Purpose::Command(_) => false,
            };
            is_owed && session.health.is_silent_since(awaited.sent_at.mono)
        });
        let verdict = session.health.check(now.mono, self.visible, &self.options);
        for awaited in overdue {
            self.on_unanswered(now, awaited.purpose);
        }
        if is_silent {
            // Should the server have lost its probes with an update, that costs one session.
            self.server_probes = false;
            let fault = Fault::new(FaultKind::Network, "the server fell silent after CONNECT");
            return self.lose(now, fault, RetryCause::Remote);
        }
        match verdict {
            Some(Verdict::Probe) => self.send_probe(now),
            Some(Verdict::HeartbeatMissed) => {
                let fault = Fault::new(FaultKind::Network, "the server's heartbeat stopped");
                self.lose(now, fault, RetryCause::Remote);
            }
            Some(Verdict::ProbesMissed) => {
                let fault = Fault::new(FaultKind::Network, "two probes were not answered");
                self.lose(now, fault, RetryCause::Remote);
            }
            None => {}
        }
    }

    /// The soonest deadline that closes or gives up something when it passes.
    fn judges_at(&self) -> Option<Timestamp> {
        let session = match &self.state {
            State::Up(session) => {
                let ack = session.acks.poll_timeout().map(|(at, _)| at);
                Some(session.health.judges_at()).into_iter().chain(ack).min()
            }
            State::Opening(opening) => Some(opening.deadline),
            State::Idle | State::Authorizing | State::Waiting { .. } | State::Ended(_) => None,
        };
        let token = self.auth.poll_timeout(false).map(|(at, _)| at);
        let posting = self.postings.gives_up_at();
        session.into_iter().chain(self.sync.gives_up_at()).chain(token).chain(posting).min()
    }

    /// Whether a deadline that would close something is overdue by so much that the page must have slept.
    fn slept(&self, now: Timestamp) -> bool {
        self.judges_at().is_some_and(|at| now.since_ms(at) > self.options.late_ms)
    }

    fn postpone(&mut self, now: Now) {
        let until = now.mono + self.options.recheck_timeout_ms;
        self.record(now, Level::Info, "health", "a timer came late: nothing is judged by it", vec![]);
        match &mut self.state {
            State::Up(session) => {
                session.health.postpone(now.mono, &self.options);
                session.acks.postpone(until);
            }
            State::Opening(opening) => opening.deadline = opening.deadline.max(until),
            State::Idle | State::Authorizing | State::Waiting { .. } | State::Ended(_) => {}
        }
        self.sync.postpone(until);
        self.postings.postpone(until);
        self.auth.postpone(until);
    }
}
