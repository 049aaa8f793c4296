//! The world: one queue of events in true time, which drives every client by the contract of `realtime`.
//!
//! `handle`, drain `poll_effect` to `None` and do each effect, arm one timer. Equal times go in order of their
//! making, so a seed decides everything. Each rule that is broken becomes one entry in `failures`.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::rc::Rc;

use deskbell::realtime::outbox::SignOut;
use deskbell::realtime::{Fault, FaultKind, Input, Now, Options, Rng, Unreachable};

use super::device::{Device, TABS_MAX};
use super::event::Event;
use super::fates::Broken;
use super::host::{Act, Arrival, Host, TokenAnswer};
use super::net::{Conn, Net};
use super::orders::Handed;
use super::polls::{Polls, Verb};
use super::rest::Answer;
use super::server::{Server, Setup};

/// More effects from one input would be a loop. A burst that was held back is delivered one by one.
const EFFECTS_MAX: usize = 700;
/// The server looks around this often.
const TICK_MS: u64 = 500;

/// What a world is made of.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) seed: u64,
    /// How many tabs each device has.
    pub(crate) devices: Vec<usize>,
    pub(crate) venues: Vec<&'static str>,
    pub(crate) bookings: u64,
    pub(crate) setup: Setup,
    pub(crate) options: Options,
}

/// Broken rules by kind, besides the sentences in `failures`. All of them must stay 0.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Tally {
    /// Tokens that were presented after their expiry.
    pub(crate) expired_connects: u64,
    /// Changes that reached a board twice, and commands whose fate was told twice.
    pub(crate) doubled_handlers: u64,
    /// Packets sent before CONNECT, or its answer, allowed them.
    pub(crate) early_sends: u64,
    /// Lines that lived and were called dead.
    pub(crate) false_closes: u64,
}

impl Tally {
    /// This and `other` together.
    pub(crate) fn plus(self, other: Tally) -> Tally {
        Tally {
            expired_connects: self.expired_connects + other.expired_connects,
            doubled_handlers: self.doubled_handlers + other.doubled_handlers,
            early_sends: self.early_sends + other.early_sends,
            false_closes: self.false_closes + other.false_closes,
        }
    }
}

/// The last lines of what happened, and a hash of all of it.
#[derive(Debug)]
pub(crate) struct Trace {
    pub(crate) lines: VecDeque<String>,
    pub(crate) hash: u64,
    /// The first broken rule ends the lines, so that they show what led to it.
    is_full: bool,
    lines_max: u64,
}

impl Trace {
    /// A trace that keeps the last `lines_max` lines.
    pub(crate) fn of(lines_max: u64) -> Self {
        Trace { lines: VecDeque::new(), hash: 0, is_full: false, lines_max }
    }
}

/// Shared with the runner, so that it outlives a panic.
pub(crate) type SharedTrace = Rc<RefCell<Trace>>;

/// Everything.
pub(crate) struct World {
    pub(crate) now: u64,
    pub(crate) rng: Rng,
    pub(crate) net: Net,
    pub(crate) server: Server,
    /// Every tab that there ever was.
    pub(crate) hosts: Vec<Host>,
    pub(crate) devices: Vec<Device>,
    /// What people asked for.
    pub(crate) orders: BTreeMap<String, Handed>,
    pub(crate) broken: Broken,
    pub(crate) failures: Vec<String>,
    pub(crate) tally: Tally,
    /// Whether frames of closed sockets still reach clients: a driver that is slow to detach.
    pub(crate) has_stale_frames: bool,
    /// Whether timers fire somewhat late, as browsers' do.
    pub(crate) has_late_timers: bool,
    pub(super) queue: BTreeMap<(u64, u64), Event>,
    pub(super) sequence: u64,
    pub(super) polls: Polls,
    pub(super) sockets: BTreeMap<Conn, (usize, u64)>,
    pub(super) left: BTreeSet<Conn>,
    pub(super) publishes_at: Option<u64>,
    pub(super) venues: Vec<&'static str>,
    trace: Option<SharedTrace>,
    options: Options,
}

impl World {
    /// Every device's options.
    pub(crate) fn options(&self) -> &Options {
        &self.options
    }

    pub(crate) fn new(plan: &Plan, trace: Option<SharedTrace>) -> Self {
        let mut rng = Rng::new(plan.seed);
        let net = Net::new(rng.next_u64(), plan.devices.len());
        let server = Server::new(rng.next_u64(), plan.setup.clone(), &plan.venues, plan.bookings);
        let devices = (0..plan.devices.len()).map(|device| Device::new(device, rng.next_u64())).collect();
        let mut world = World {
            now: 0,
            rng,
            net,
            server,
            hosts: Vec::new(),
            devices,
            orders: BTreeMap::new(),
            broken: Broken::default(),
            failures: Vec::new(),
            tally: Tally::default(),
            has_stale_frames: false,
            has_late_timers: true,
            queue: BTreeMap::new(),
            sequence: 0,
            polls: Polls::new(),
            sockets: BTreeMap::new(),
            left: BTreeSet::new(),
            publishes_at: None,
            venues: plan.venues.clone(),
            trace,
            options: plan.options.clone(),
        };
        // The first tab of each device has the line of its number.
        let further =
            plan.devices.iter().enumerate().flat_map(|(device, tabs)| (1..*tabs).map(move |_| device));
        for device in (0..plan.devices.len()).chain(further) {
            world.add_tab(device);
        }
        world.at(TICK_MS, Event::Tick);
        world
    }

    /// Something will happen at the true time `at`.
    pub(crate) fn at(&mut self, at: u64, event: Event) {
        self.sequence += 1;
        self.queue.insert((at.max(self.now), self.sequence), event);
    }

    /// Something happens to or on a device, now.
    pub(crate) fn act(&mut self, host: usize, act: Act) {
        self.at(self.now, Event::Arrive { host, arrival: Arrival::Act(act) });
    }

    /// The next event, if it lies at or before `until`.
    pub(crate) fn step(&mut self, until: u64) -> Option<Event> {
        let key = *self.queue.first_key_value()?.0;
        if key.0 > until {
            self.now = until;
            return None;
        }
        self.now = key.0;
        self.queue.remove(&key)
    }

    /// Runs everything up to `until` that needs no schedule.
    pub(crate) fn run_until(&mut self, until: u64) {
        self.carry_out();
        while let Some(event) = self.step(until) {
            self.on_event(event);
        }
    }

    /// Lets `ms` pass.
    pub(crate) fn run_for(&mut self, ms: u64) {
        self.run_until(self.now + ms);
    }

    /// Lets time pass until `is_done`, at most `ms`; the time that it took.
    pub(crate) fn run_while(&mut self, ms: u64, mut goes_on: impl FnMut(&World) -> bool) -> u64 {
        let (start, end) = (self.now, self.now + ms);
        self.carry_out();
        while goes_on(self) && self.now < end {
            match self.step(end) {
                Some(event) => self.on_event(event),
                None => break,
            }
        }
        self.now - start
    }

    /// Notes what happened, in the trace and its hash.
    pub(crate) fn note(&self, line: impl FnOnce() -> String) {
        let Some(trace) = &self.trace else { return };
        let line = format!("{:>9.3} {}", self.now as f64 / 1_000.0, line());
        let mut trace = trace.borrow_mut();
        let mut hasher = DefaultHasher::new();
        (trace.hash, &line).hash(&mut hasher);
        trace.hash = hasher.finish();
        if trace.is_full {
            return;
        }
        if trace.lines.len() as u64 >= trace.lines_max {
            trace.lines.pop_front();
        }
        let short: String = line.chars().take(260).collect();
        trace.lines.push_back(short);
    }

    /// A rule is broken.
    pub(crate) fn fail(&mut self, what: String) {
        self.note(|| format!("BROKEN {what}"));
        if let Some(trace) = &self.trace {
            trace.borrow_mut().is_full = true;
        }
        if self.failures.len() < 5 {
            self.failures.push(format!("at {} ms: {what}", self.now));
        }
    }

    pub(crate) fn on_event(&mut self, event: Event) {
        match event {
            Event::Timer { host, version } => self.on_timer(host, version),
            Event::Wake { host } => self.wake(host),
            Event::Arrive { host, arrival } => self.arrive(host, arrival),
            Event::Down { conn, text } => self.on_down(conn, text),
            Event::ServerOpens { host, conn } => {
                if self.server.is_up && self.net.is_passing(conn) {
                    self.server.on_open(conn, host, self.now);
                }
                if self.net.lines[host].sockets_die_until > self.now {
                    let at = self.now + self.rng.uniform_ms(100, 500);
                    self.at(at, Event::Dies { host, conn });
                }
            }
            Event::ServerOpensPolling { host, conn } => self.on_server_opens_polling(host, conn),
            Event::ServerPolled { conn } => self.on_server_polled(conn),
            Event::ServerPosted { conn, body } => self.on_server_posted(conn, &body),
            Event::Answered { conn, verb, answer } => self.on_answered(conn, verb, answer),
            Event::Dies { host, conn } => self.on_dies(host, conn),
            Event::ServerHears { conn, text } => {
                if self.server.is_up && self.net.is_passing(conn) {
                    self.server.on_text(conn, &text, self.now);
                }
            }
            Event::ServerLoses { conn } => {
                self.polls.remove(&conn);
                self.server.on_closed(conn);
            }
            Event::ServerSays { conn, text } => self.send_down(conn, text),
            Event::Request { host, request, path, token } => self.on_request(host, request, &path, &token),
            Event::Command { host, request, body, token } => self.on_command(host, request, &body, &token),
            Event::Stores { host, number, step } => self.on_stores(host, number, step),
            Event::Looks { host } => self.on_looks(host),
            Event::Opens { device } => {
                if self.tabs(device).len() < TABS_MAX {
                    self.open_tab(device);
                }
            }
            Event::Refresh { host, request, sent_at } => self.on_refresh(host, request, sent_at),
            Event::Tick => {
                self.server.tick(self.now);
                self.check_beside();
                self.look_around();
                self.at(self.now + TICK_MS, Event::Tick);
            }
            Event::Publish => self.server.tick(self.now),
            Event::ServerStarts => self.server.is_up = true,
            // These are the schedule's; without one they are nobody's.
            Event::Life | Event::Person { .. } | Event::Strike { .. } => {}
        }
        self.carry_out();
        for complaint in std::mem::take(&mut self.server.complaints) {
            self.tally.early_sends += u64::from(complaint.contains("before CONNECT"));
            self.fail(format!("the server complains: {complaint}"));
        }
    }

    fn on_timer(&mut self, host: usize, version: u64) {
        let own = &self.hosts[host];
        if own.timer_version == version && !own.is_gone && !own.clock.is_asleep() {
            self.hosts[host].armed = None;
            self.drive(host, Input::Timer);
        }
    }

    /// Something reaches a device; a sleeping one takes it in when it wakes.
    pub(crate) fn arrive(&mut self, host: usize, arrival: Arrival) {
        if self.hosts[host].is_gone {
            return;
        }
        if self.is_held(host, &arrival) {
            return self.hosts[host].inbox.push(arrival);
        }
        self.note(|| format!("h{host} < {arrival:?}"));
        self.notice(host, &arrival);
        match arrival {
            Arrival::Opened { generation } => self.drive(host, Input::SocketOpened { generation }),
            Arrival::Closed { generation, code } => {
                self.hosts[host].forget_socket(generation);
                self.drive(host, Input::SocketClosed { generation, code });
            }
            Arrival::Checked { run, check, result } => {
                self.drive(host, Input::Checked { run, check, result });
            }
            Arrival::Text { generation, text } => {
                if let Some(socket) = self.hosts[host].socket_mut(generation) {
                    socket.is_handshaken |= text.starts_with('0');
                    socket.is_accepted |= text.starts_with("40");
                }
                self.drive(host, Input::Text { generation, text: &text });
            }
            Arrival::Requested { generation, verb, answer } => {
                self.take_answer(host, generation, verb, answer.as_ref());
                let result = answer.as_ref().ok_or(Unreachable).map(Answer::response);
                match verb {
                    Verb::Get => self.drive(host, Input::Polled { generation, result }),
                    Verb::Post => self.drive(host, Input::Posted { generation, result }),
                }
            }
            Arrival::Page { request, answer } => {
                self.hosts[host].fetches.remove(&request);
                let result = answer.as_ref().ok_or(Unreachable).map(Answer::response);
                self.drive(host, Input::Fetched { request, result });
            }
            Arrival::Stored(stored) => self.on_stored(host, stored),
            Arrival::Commanded { request, answer } => {
                let result = answer.as_ref().ok_or(Unreachable).map(Answer::response);
                self.drive(host, Input::Commanded { request, result });
            }
            Arrival::Token { request, sent_at, answer } => self.on_token(host, request, sent_at, answer),
            Arrival::Act(act) => self.on_act(host, act),
        }
    }

    /// The answer to a refresh. A tab that shows nobody takes whoever the cookie names, any other its own person only.
    fn on_token(&mut self, host: usize, request: u64, sent_at: Now, answer: TokenAnswer) {
        let result = match answer {
            TokenAnswer::Issued(issued) => {
                let own = &mut self.hosts[host];
                if own.person.is_none() && own.asked == Some(request) {
                    own.person = Some(issued.person.clone());
                    self.look_for_gone(host);
                    self.subscribe_all(host);
                }
                if self.hosts[host].person.as_ref().is_some_and(|person| *person != issued.person) {
                    return self.leave(host, SignOut::Keep);
                }
                Ok(issued.at(sent_at))
            }
            TokenAnswer::Refused { code } => Err(Fault::from_code(code, None)),
            TokenAnswer::Unreachable => Err(Fault::new(FaultKind::Network, "unreachable")),
        };
        self.drive(host, Input::Token { request, result });
    }

    /// One input, the whole drain, one timer.
    pub(crate) fn drive(&mut self, host: usize, input: Input<'_, super::model::App>) {
        let own = &mut self.hosts[host];
        let now = own.look_at_clocks(self.now);
        own.client.handle(now, input);
        let mut effects = Vec::new();
        while let Some(effect) = own.client.poll_effect() {
            effects.push(effect);
        }
        if effects.len() > EFFECTS_MAX {
            self.fail(format!("h{host}: {} effects from one input", effects.len()));
        }
        for effect in effects {
            self.perform(host, effect);
            if self.hosts[host].is_gone {
                return;
            }
        }
        self.check_feeds(host);
        self.arm(host);
    }

    pub(super) fn arm(&mut self, host: usize) {
        let own = &mut self.hosts[host];
        let now = own.clock.now(self.now);
        let next = own.client.poll_timeout(now);
        if let Some((at, timer)) = next
            && at <= now.mono
        {
            return self
                .fail(format!("h{host}: after the drain {timer:?} is due at {at:?}, now {:?}", now.mono));
        }
        let next = next.map(|(at, _)| at);
        if next == own.armed {
            return;
        }
        own.armed = next;
        own.timer_version += 1;
        let (version, is_visible) = (own.timer_version, own.is_visible);
        if let Some(at) = next {
            let due = own.clock.due(at);
            // A hidden page's timers fire on the full second.
            let due = if is_visible { due } else { due.next_multiple_of(1_000) };
            // Browsers fire late: a little in front, up to a minute in the background.
            let late_ms = match self.rng.uniform_ms(0, 9) {
                _ if !self.has_late_timers => 0,
                0..=7 => self.rng.uniform_ms(0, 4),
                8 => self.rng.uniform_ms(0, if is_visible { 60 } else { 1_000 }),
                _ => self.rng.uniform_ms(0, if is_visible { 60 } else { 60_000 }),
            };
            self.at(due + late_ms, Event::Timer { host, version });
        }
    }
}
