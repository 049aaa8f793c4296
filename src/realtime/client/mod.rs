//! The machine: one Socket.IO client, made of the parts beside it.
//!
//! `handle` takes one input, does what follows from it, then what is due by the clock; effects wait to be
//! drained by `poll_effect`. This file holds the surface and the deadlines; `lifecycle` connects and loses,
//! `wire` stands between packets and transports, `beside` leads back up from long-polling, `incoming` reads what
//! the server sends, `outgoing` writes, `feeds` turns the steps of `sync` into packets and requests.

mod beside;
mod feeds;
mod incoming;
mod life;
mod lifecycle;
mod outgoing;
mod wire;

use std::collections::{BTreeMap, VecDeque};

use super::application::Application;
use super::auth::Auth;
use super::backoff::{ExponentialBackoff, RetryCause};
use super::connection::State;
use super::effect::{Effect, Input, Outcome};
use super::error::{Fault, FaultKind};
use super::health::Verdict;
use super::life::Life;
use super::line::Line;
use super::log::{Filter, Level, Record, Ring, Value};
use super::metrics::Metrics;
use super::options::Options;
use super::rng::Rng;
use super::status::{ConnectionStatus, FeedStatus, Situation, Watch};
use super::sync::Sync;
use super::time::{Now, Timer, Timestamp, soonest};
use super::transport::{Ladder, Transport, Worked};
use super::vitals::Vitals;
use beside::Beside;
use wire::Heard;

/// Rounds of due deadlines that one input may set off; more would be a loop.
const ROUNDS_MAX: usize = 16;

/// A Socket.IO client without I/O. See [`crate::realtime`] for the contract.
pub struct Client<A: Application> {
    app: A,
    options: Options,
    rng: Rng,
    state: State,
    /// Of the connection; none that was given is given again.
    generation: u64,
    generations: u64,
    line: Line,
    /// A second session, on the way back up from long-polling.
    beside: Option<Beside<A::Change>>,
    ladder: Ladder,
    auth: Auth,
    backoff: ExponentialBackoff,
    sync: Sync<A::Change>,
    watch: Watch,
    visible: bool,
    /// A deadline that would close or give up something passed: judged then, after what has arrived.
    look_at: Option<Timestamp>,
    life: Life,
    metrics: Metrics,
    vitals: Vitals,
    filter: Filter,
    log: Ring,
    effects: VecDeque<Effect<A>>,
    shown: Option<ConnectionStatus>,
    shown_feeds: BTreeMap<String, FeedStatus>,
}

impl<A: Application> Client<A> {
    /// A machine at rest. `seed` decides every random choice that it will ever make.
    pub fn new(app: A, options: Options, seed: u64) -> Self {
        Client {
            app,
            rng: Rng::new(seed),
            state: State::Idle,
            generation: 0,
            generations: 0,
            line: Line::default(),
            beside: None,
            ladder: Ladder::default(),
            auth: Auth::default(),
            backoff: ExponentialBackoff::new(options.backoff),
            sync: Sync::new(),
            watch: Watch::default(),
            visible: true,
            look_at: None,
            life: Life::default(),
            metrics: Metrics::default(),
            vitals: Vitals::new(options.history_max),
            filter: Filter::default(),
            log: Ring::new(options.log_max),
            effects: VecDeque::new(),
            shown: None,
            shown_feeds: BTreeMap::new(),
            options,
        }
    }

    /// The same, with what an earlier page learned about transports.
    #[must_use]
    pub fn with_memory(mut self, worked: Worked, now: Now) -> Self {
        self.ladder.remember(worked, now);
        self
    }

    /// Takes one input in, then does whatever is due at `now`.
    pub fn handle(&mut self, now: Now, input: Input<'_, A>) {
        self.notice_pause(now);
        if !self.drop_while_left(now, &input) {
            self.on_input(now, input);
        }
        for _ in 0..ROUNDS_MAX {
            self.run_steps(now);
            self.finish_climb(now);
            self.run_requests(now);
            if self.poll_timeout_at(now).is_none_or(|(at, _)| at > now.mono) {
                break;
            }
            self.run_deadlines(now);
        }
        if !self.life.is_left() {
            self.show(now);
        }
        self.life.on_armed(self.poll_timeout(now).map(|(at, _)| at));
    }

    /// The next thing to do outside, in order; drain it after each [`Client::handle`].
    pub fn poll_effect(&mut self) -> Option<Effect<A>> {
        self.effects.pop_front()
    }

    /// The one deadline to arm after the drain, and why.
    pub fn poll_timeout(&self, now: Now) -> Option<(Timestamp, Timer)> {
        let quality = self.vitals.quality(now.mono);
        let status =
            self.watch.poll_timeout(now.mono, quality).filter(|_| !self.is_at_rest() && !self.life.is_left());
        soonest(self.poll_timeout_at(now), status.map(|at| (at, Timer::Status)))
    }

    /// The connection as people see it.
    pub fn status(&self, now: Now) -> ConnectionStatus {
        let settled = self.sync.is_settled();
        let situation = match &self.state {
            State::Idle => Situation::Idle,
            State::Ended(fault) => Situation::Ended(fault),
            State::Up(_) => Situation::Up { settled },
            State::Waiting { until } => Situation::Away { next_try_at: Some(*until) },
            State::Authorizing | State::Opening(_) => Situation::Away { next_try_at: None },
        };
        self.watch.status(now.mono, &situation, self.backoff.attempt(), self.vitals.quality(now.mono))
    }

    /// The feeds as people see them.
    pub fn feeds(&self) -> impl Iterator<Item = FeedStatus> {
        self.sync.statuses()
    }

    /// What the connection runs over; `None` while there is none.
    pub fn transport(&self) -> Option<Transport> {
        self.state.has_socket().then(|| self.line.transport())
    }

    /// What was counted so far.
    pub fn metrics(&self) -> Metrics {
        self.metrics
    }

    /// The last log records.
    pub fn log(&self) -> &Ring {
        &self.log
    }

    /// The application's own part.
    pub fn application_mut(&mut self) -> &mut A {
        &mut self.app
    }

    fn on_input(&mut self, now: Now, input: Input<'_, A>) {
        match input {
            Input::Connect => self.connect(now),
            Input::Disconnect => self.disconnect(now),
            Input::Retry => self.retry(now),
            Input::SignedIn(token) => self.on_signed_in(now, token),
            Input::SignedOut => self.on_signed_out(now),
            Input::Subscribe { feed } => self.subscribe(feed),
            Input::Unsubscribe { feed } => self.unsubscribe(now, &feed),
            Input::Reload { feed } => {
                if let Some(feed) = self.sync.feed(&feed) {
                    feed.reload(&self.options);
                }
            }
            Input::Command { id, command, expected_version } => {
                self.send_command(now, id, &command, expected_version);
            }
            Input::Token { request, result } => self.on_token(now, request, result),
            Input::SocketOpened { generation } => self.on_line(now, generation, Heard::Opened),
            Input::SocketClosed { generation, code } => self.on_line(now, generation, Heard::Closed(code)),
            Input::Text { generation, text } => self.on_line(now, generation, Heard::Text(text)),
            Input::Binary { generation, bytes } => self.on_line(now, generation, Heard::Binary(bytes)),
            Input::Polled { generation, result } => self.on_line(now, generation, Heard::Polled(result)),
            Input::Posted { generation, result } => self.on_line(now, generation, Heard::Posted(result)),
            Input::Fetched { request, result } => self.on_fetched(now, request, result),
            Input::Timer => {}
            Input::Online => self.on_online(now),
            Input::Offline => self.on_offline(now),
            Input::Visible => self.on_visible(now),
            Input::Hidden => self.visible = false,
            Input::Frozen => self.on_frozen(now),
            Input::Resumed => self.on_resumed(now),
            Input::PageHidden => self.on_page_hidden(now),
            Input::PageShown => self.on_page_shown(now),
        }
    }

    fn is_current(&self, generation: u64) -> bool {
        generation == self.generation && self.state.has_socket()
    }

    fn is_at_rest(&self) -> bool {
        matches!(self.state, State::Idle | State::Ended(_))
    }

    /// Every deadline of the machine but the display's.
    fn poll_timeout_at(&self, now: Now) -> Option<(Timestamp, Timer)> {
        if self.life.is_left() {
            return None;
        }
        if let Some(at) = self.look_at {
            return Some((at, Timer::Recheck));
        }
        let mut next = soonest(self.state.poll_timeout(), self.sync.poll_timeout());
        next = soonest(next, self.beside_timeout());
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
    fn run_deadlines(&mut self, now: Now) {
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
        self.give_up_fetches(now);
        self.sync.on_timer(now, &self.options);
    }

    fn run_session_deadlines(&mut self, now: Now) {
        let State::Up(session) = &mut self.state else { return };
        if session.settles_at(&self.options).is_some_and(|at| at <= now.mono) {
            session.settled = true;
            self.backoff.reset();
            let transport = self.line.transport();
            self.ladder.on_worked(transport, now.mono, &mut self.rng);
            self.effects.push_back(Effect::Remember(Worked { transport, at: now.wall }));
        }
        let overdue = session.acks.take_overdue(now.mono);
        let verdict = session.health.check(now.mono, self.visible, &self.options);
        for awaited in overdue {
            self.on_unanswered(now, awaited.purpose);
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
        session.into_iter().chain(self.sync.gives_up_at()).chain(token).min()
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
        self.auth.postpone(until);
    }

    /// Tells what people see, where it changed.
    fn show(&mut self, now: Now) {
        if matches!(self.state, State::Up(_)) {
            if self.sync.is_settled() { self.watch.on_live() } else { self.watch.on_unsettled(now) }
        }
        let status = self.status(now);
        self.vitals.history.on_status(now, &status, self.poll_timeout(now));
        if self.is_at_rest() {
            self.vitals.history.on_rest();
        }
        if self.shown.as_ref() != Some(&status) {
            self.shown = Some(status.clone());
            self.effects.push_back(Effect::Status(status));
        }
        for status in self.sync.statuses() {
            if self.shown_feeds.get(&status.feed) != Some(&status) {
                self.shown_feeds.insert(status.feed.clone(), status.clone());
                self.effects.push_back(Effect::Feed(status));
            }
        }
    }

    fn settle(&mut self, id: String, outcome: Outcome<A::Answer>) {
        self.effects.push_back(Effect::Settled { id, outcome });
    }

    fn record(
        &mut self,
        at: Now,
        level: Level,
        target: &'static str,
        message: &'static str,
        fields: Vec<(&'static str, Value)>,
    ) {
        if !self.filter.is_enabled(level, target) {
            return;
        }
        let record = Record { at, level, target, generation: self.generation, message, fields };
        self.log.push(record.clone());
        self.effects.push_back(Effect::Log(record));
    }

    /// A record that is not even built while nobody wants it.
    fn debug(
        &mut self,
        at: Now,
        target: &'static str,
        message: &'static str,
        fields: impl FnOnce() -> Vec<(&'static str, Value)>,
    ) {
        if self.filter.is_enabled(Level::Debug, target) {
            self.record(at, Level::Debug, target, message, fields());
        }
    }

    fn record_fault(
        &mut self,
        at: Now,
        level: Level,
        target: &'static str,
        message: &'static str,
        fault: &Fault,
    ) {
        if !self.filter.is_enabled(level, target) {
            return;
        }
        let mut fields = vec![("cause", Value::Phrase(fault.what))];
        fields.extend(fault.chain().skip(1).map(|cause| ("because", Value::Phrase(cause.what))));
        if let Some(code) = &fault.code {
            fields.push(("code", Value::Code(code.clone())));
        }
        if let Some(retry_after_ms) = fault.retry_after_ms {
            fields.push(("retry_after_ms", Value::Number(retry_after_ms)));
        }
        self.record(at, level, target, message, fields);
    }
}
