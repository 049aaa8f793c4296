//! The browser's life as the machine sees it: network, visibility, freezing, the back/forward cache, sleep.
//!
//! What the browser says is believed when it brings hope, not when it takes it: `offline` and `freeze` close
//! nothing. None of these events connects a machine that is at rest.

use super::super::application::Application;
use super::super::backoff::RetryCause;
use super::super::close_code;
use super::super::connection::{Opening, State};
use super::super::effect::{Input, Unreachable};
use super::super::error::{Fault, FaultKind};
use super::super::history::History;
use super::super::latency::Sample;
use super::super::life::Pause;
use super::super::log::{Filter, Level};
use super::super::time::Now;
use super::super::vitals::Report;
use super::Client;
use super::wire::close_over;

impl<A: Application> Client<A> {
    /// Everything that is measured, at `now`.
    pub fn report(&self, now: Now) -> Report {
        let up_since = match &self.state {
            State::Up(session) => Some(session.since),
            State::Idle
            | State::Authorizing
            | State::Opening(_)
            | State::Waiting { .. }
            | State::Ended(_) => None,
        };
        self.vitals.report(now, self.metrics, up_since)
    }

    /// The changes of what people saw.
    pub fn history(&self) -> &History {
        &self.vitals.history
    }

    /// The round trips that were measured, oldest first.
    pub fn samples(&self) -> impl Iterator<Item = Sample> {
        self.vitals.latency.samples()
    }

    /// Round trips that had to make room for newer ones.
    pub fn samples_dropped(&self) -> u64 {
        self.vitals.latency.dropped()
    }

    /// What is worth a log record; takes effect with the next one.
    pub fn log_filter_mut(&mut self) -> &mut Filter {
        &mut self.filter
    }

    /// Compares the clocks with the last input's. After a pause the line is asked once, with a short time to
    /// answer; after a sleep a planned attempt is made at once.
    pub(super) fn notice_pause(&mut self, now: Now) {
        let Some(pause) = self.life.look(now, self.options.late_ms) else { return };
        self.vitals.on_pause(now.mono, pause);
        match pause {
            Pause::Slept { ms } => {
                self.metrics.sleeps += 1;
                self.record(now, Level::Info, "health", "the device slept", vec![("ms", ms.into())]);
                self.on_awake(now);
            }
            Pause::SetBack { ms } => {
                self.metrics.clock_setbacks += 1;
                self.record(now, Level::Info, "health", "the clock was set back", vec![("ms", ms.into())]);
            }
            Pause::Late { .. } => {
                self.metrics.late_timers += 1;
                // A hidden page's timers are late by rule.
                if self.visible
                    && let Some(session) = self.state.session()
                {
                    session.health.recheck(now.mono);
                }
            }
        }
    }

    /// An input for a page that is put away: nothing on it may change, so what a socket says is dropped and a
    /// page of a snapshot is asked for again later. `true` when that settled it.
    pub(super) fn drop_while_left(&mut self, now: Now, input: &Input<'_, A>) -> bool {
        if !self.life.is_left() {
            return false;
        }
        match input {
            Input::SocketOpened { .. }
            | Input::SocketClosed { .. }
            | Input::Text { .. }
            | Input::Binary { .. }
            | Input::Polled { .. }
            | Input::Posted { .. }
            | Input::Check
            | Input::Checked { .. }
            | Input::Timer => {}
            Input::Fetched { request, .. } => self.on_fetched(now, *request, Err(Unreachable)),
            Input::Connect
            | Input::Disconnect
            | Input::Retry
            | Input::SignedIn(_)
            | Input::PersonKnown { .. }
            | Input::SignedOut(_)
            | Input::Subscribe { .. }
            | Input::Unsubscribe { .. }
            | Input::Reload { .. }
            | Input::MoveWindow { .. }
            | Input::Restore { .. }
            | Input::Command { .. }
            | Input::Discard { .. }
            | Input::Resume { .. }
            | Input::Flush { .. }
            | Input::Saved { .. }
            | Input::Claimed { .. }
            | Input::TabGone { .. }
            | Input::TabNamed { .. }
            | Input::TabLeft
            | Input::Commanded { .. }
            | Input::Token { .. }
            | Input::Fallback(_)
            | Input::Online
            | Input::Offline
            | Input::Visible
            | Input::Hidden
            | Input::Frozen
            | Input::Resumed
            | Input::PageHidden
            | Input::PageShown => return false,
        }
        self.metrics.left_inputs += 1;
        true
    }

    pub(super) fn on_offline(&mut self, now: Now) {
        self.record(now, Level::Info, "connection", "the browser says offline", vec![]);
        self.watch.on_offline(now);
    }

    pub(super) fn on_online(&mut self, now: Now) {
        self.record(now, Level::Info, "connection", "the browser says online", vec![]);
        self.watch.on_online();
        // It may be another network, one that lets a WebSocket through.
        self.ladder.bring_forward(self.vitals.stability.not_before(now.mono).max(now.mono));
        self.on_return(now);
    }

    pub(super) fn on_visible(&mut self, now: Now) {
        self.visible = true;
        self.on_return(now);
    }

    pub(super) fn on_frozen(&mut self, now: Now) {
        self.record(now, Level::Info, "health", "the page is frozen", vec![]);
    }

    pub(super) fn on_resumed(&mut self, now: Now) {
        self.record(now, Level::Info, "health", "the page is resumed", vec![]);
        self.vitals.latency.on_pause(now.mono);
        self.on_awake(now);
    }

    /// The page is being left. Its socket would keep it out of the browser's cache.
    pub(super) fn on_page_hidden(&mut self, now: Now) {
        if self.life.is_left() {
            return;
        }
        self.record(now, Level::Info, "health", "the page is put away", vec![]);
        self.life.on_left();
        if self.state.has_socket() {
            self.watch.on_loss(now, &left());
            self.drop_beside(now, "the page is put away");
            close_over(&mut self.effects, self.generation, &mut self.line);
        }
    }

    /// The page is back. What it had open is gone, whether or not anyone says so.
    pub(super) fn on_page_shown(&mut self, now: Now) {
        self.record(now, Level::Info, "health", "the page is back", vec![]);
        self.vitals.latency.on_pause(now.mono);
        if self.life.on_back() && self.state.has_socket() {
            self.tear_down(now);
            let until = self.backoff.next(now.mono, RetryCause::Local, &mut self.rng);
            self.transition(now, State::Waiting { until });
        }
        self.on_awake(now);
    }

    /// The socket closed; the code tells more, where there is one.
    pub(super) fn on_socket_closed(&mut self, now: Now, code: u16) {
        if close_code::is_restart(code) {
            self.watch.on_restart_notice(now);
        }
        let fault = close_code::fault_of(code, self.watch.is_offline_said());
        self.lose(now, fault, RetryCause::Remote);
    }

    /// What a loss tells about the line, before its socket is forgotten.
    pub(super) fn observe_loss(&mut self, now: Now, fault: &Fault) {
        let had_answer = match &self.state {
            State::Up(_) | State::Opening(Opening { handshake: Some(_), .. }) => true,
            State::Opening(Opening { handshake: None, .. }) => false,
            State::Idle | State::Authorizing | State::Waiting { .. } | State::Ended(_) => return,
        };
        let is_network = fault.kind == FaultKind::Network;
        if is_network && !had_answer {
            self.watch.on_unreachable();
        }
        if is_network && had_answer && !self.watch.is_restart_told(now) {
            let was_unstable = self.vitals.stability.is_unstable(now.mono);
            self.vitals.stability.on_drop(now.mono);
            if !was_unstable && self.vitals.stability.is_unstable(now.mono) {
                self.record(now, Level::Warn, "health", "the connection keeps dropping", vec![]);
            }
        }
    }

    /// A probe was answered. An answer that waited in a page that did not run measures nothing.
    pub(super) fn on_round_trip(&mut self, now: Now, sent_at: Now, server_ms: Option<i64>) {
        let was_slow = self.vitals.latency.is_slow();
        let Some(latency_ms) = self.vitals.latency.on_answer(sent_at.mono, now.mono) else { return };
        self.metrics.latency_ms = Some(latency_ms);
        if let Some(server_ms) = server_ms {
            self.vitals.skew.on_answer(now.wall.0, server_ms, latency_ms);
            self.metrics.clock_skew_ms = self.vitals.skew.best_ms();
        }
        self.debug(now, "health", "a probe was answered", || vec![("latency_ms", latency_ms.into())]);
        match (was_slow, self.vitals.latency.is_slow()) {
            (false, true) => self.record(now, Level::Warn, "health", "the line is slow", vec![]),
            (true, false) => self.record(now, Level::Info, "health", "the line is quick again", vec![]),
            (false, false) | (true, true) => {}
        }
    }

    /// The page or the network came back: a planned attempt is made at once, and people see nothing worse than
    /// catching up for a moment.
    fn on_return(&mut self, now: Now) {
        self.watch.on_return(now);
        self.retry_by_browser(now);
    }

    fn on_awake(&mut self, now: Now) {
        if let Some(session) = self.state.session() {
            session.health.recheck(now.mono);
        }
        self.on_return(now);
    }

    /// At once, unless the server asked to wait, the line keeps dropping, or the browser said so just now.
    fn retry_by_browser(&mut self, now: Now) {
        let State::Waiting { until } = self.state else { return };
        if self.life.is_left() {
            return;
        }
        let at = self.backoff.next(now.mono, RetryCause::Local, &mut self.rng);
        let at = at.max(self.vitals.stability.not_before(now.mono)).max(self.life.retry_at(now.mono));
        if at <= now.mono {
            self.fallback.bring_forward(now.mono, &mut self.rng);
        }
        self.state = State::Waiting { until: until.min(at) };
    }
}

fn left() -> Fault {
    Fault::new(FaultKind::Client, "the page was put away")
}
