//! The machine: one Socket.IO client, made of the parts beside it.
//!
//! `handle` takes one input, does what follows from it, then what is due by the clock; effects wait to be
//! drained by `poll_effect`. This file holds the surface; `deadlines` says what is due, `lifecycle` connects and loses,
//! `wire` stands between packets and transports, `beside` leads back up from long-polling, `incoming` reads what
//! the server sends, `outgoing` writes, `outbox` sends what people asked for, `feeds` turns the steps of `sync` into packets and requests.

mod beside;
mod checking;
mod deadlines;
mod feeds;
mod incoming;
mod life;
mod lifecycle;
mod outbox;
mod outgoing;
mod polls;
mod records;
mod requests;
mod wire;

use std::collections::{BTreeMap, VecDeque};

use super::application::Application;
use super::auth::Auth;
use super::backoff::ExponentialBackoff;
use super::checks::{CheckReport, Checks};
use super::connection::State;
use super::effect::{Effect, Input};
use super::fallback::FallbackPolling;
use super::life::Life;
use super::line::Line;
use super::log::{Filter, Ring};
use super::metrics::Metrics;
use super::options::Options;
use super::outbox::Outbox;
use super::rng::Rng;
use super::status::{ConnectionStatus, FeedStatus};
use super::subscriptions::Subscriptions;
use super::sync::Sync;
use super::time::{Now, Timer, Timestamp, soonest};
use super::transport::{Ladder, Transport, Worked};
use super::vitals::Vitals;
use super::watch::{Situation, Watch};
use beside::Beside;
use outbox::Postings;
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
    fallback: FallbackPolling,
    subscriptions: Subscriptions,
    sync: Sync<A::Change>,
    outbox: Outbox,
    postings: Postings,
    watch: Watch,
    visible: bool,
    /// The server answered a probe once.
    server_probes: bool,
    /// A deadline that would close or give up something passed: judged then, after what has arrived.
    look_at: Option<Timestamp>,
    life: Life,
    checks: Checks,
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
            fallback: FallbackPolling::new(options.fallback, options.backoff),
            subscriptions: Subscriptions::default(),
            sync: Sync::new(),
            outbox: Outbox::new(options.outbox),
            postings: Postings::default(),
            watch: Watch::default(),
            visible: true,
            server_probes: false,
            look_at: None,
            life: Life::default(),
            checks: Checks::default(),
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
            self.run_polls(now);
            self.run_outbox(now);
            self.run_requests(now);
            if self.poll_timeout_at(now).is_none_or(|(at, _)| at > now.mono) {
                break;
            }
            self.run_deadlines(now);
        }
        // The last requests may have shown that the session is lost.
        self.run_outbox(now);
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
        let polled_every_ms = self.fallback.every_ms(self.backoff.spread_ms(), self.visible);
        let situation = match &self.state {
            State::Idle => Situation::Idle,
            State::Ended(fault) => Situation::Ended(fault),
            State::Up(_) => Situation::Up { settled, failed: self.sync.failed() },
            State::Waiting { until } => Situation::Away { next_try_at: Some(*until), polled_every_ms },
            State::Authorizing | State::Opening(_) => Situation::Away { next_try_at: None, polled_every_ms },
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

    /// What the checks found last; nothing before the first run.
    pub fn checks(&self) -> CheckReport {
        self.checks.report(self.watch.is_offline_said())
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
            Input::PersonKnown { user } => self.on_person_known(now, &user),
            Input::SignedOut(wish) => self.on_signed_out(now, wish),
            Input::Subscribe { feed, handler } => self.subscribe(feed, handler),
            Input::Unsubscribe { feed, handler } => self.unsubscribe(now, &feed, handler),
            Input::Reload { feed } => {
                if let Some(feed) = self.sync.feed(&feed) {
                    feed.reload(&self.options);
                }
            }
            Input::MoveWindow { feed } => {
                if let Some(feed) = self.sync.feed(&feed) {
                    feed.move_window(&self.options);
                }
            }
            Input::Restore { feed, copy } => self.restore(now, &feed, copy),
            Input::Command { id, command, expected_version } => {
                self.take_command(now, id, &command, expected_version);
            }
            Input::Discard { .. }
            | Input::Resume { .. }
            | Input::Flush { .. }
            | Input::Saved { .. }
            | Input::Claimed { .. }
            | Input::TabNamed { .. }
            | Input::TabLeft
            | Input::TabGone { .. }
            | Input::Commanded { .. } => self.on_outbox_input(now, input),
            Input::Token { request, result } => self.on_token(now, request, result),
            Input::SocketOpened { generation } => self.on_line(now, generation, Heard::Opened),
            Input::SocketClosed { generation, code } => self.on_line(now, generation, Heard::Closed(code)),
            Input::Text { generation, text } => self.on_line(now, generation, Heard::Text(text)),
            Input::Binary { generation, bytes } => self.on_line(now, generation, Heard::Binary(bytes)),
            Input::Polled { generation, result } => self.on_line(now, generation, Heard::Polled(result)),
            Input::Posted { generation, result } => self.on_line(now, generation, Heard::Posted(result)),
            Input::Fetched { request, result } => self.on_fetched(now, request, result),
            Input::Check => self.start_checks(now),
            Input::Checked { run, check, result } => self.on_checked(now, run, check, result),
            Input::Fallback(mode) => self.set_fallback(now, mode),
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

    /// Tells what people see, where it changed.
    fn show(&mut self, now: Now) {
        match &self.state {
            State::Up(_) if self.sync.is_settled() => self.watch.on_live(),
            State::Up(_) => self.watch.on_unsettled(now),
            State::Idle
            | State::Authorizing
            | State::Opening(_)
            | State::Waiting { .. }
            | State::Ended(_) => {
                self.watch.on_away();
            }
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
}
