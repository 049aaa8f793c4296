//! The driver's half of the world: what a client wants done, and what people do on a device.

use deskbell::realtime::engine_io::Frame;
use deskbell::realtime::outbox::{SignOut, Step};
use deskbell::realtime::{ConnectionState, Effect, Input, Token, Value};

use super::event::Event;
use super::host::{Act, Arrival, Socket, TokenAnswer};
use super::model::App;
use super::net::{Dial, Passage, Way};
use super::world::World;

impl World {
    /// Does one effect.
    pub(super) fn perform(&mut self, host: usize, effect: Effect<App>) {
        let is_seen = matches!(
            effect,
            Effect::Status(_)
                | Effect::Feed(_)
                | Effect::Deliver(_)
                | Effect::Outbox(Step::Item(_) | Step::Summary(_))
                | Effect::Answered { .. }
                | Effect::Rejected { .. }
                | Effect::Event { .. }
        );
        if is_seen && self.hosts[host].is_left {
            self.fail(format!("h{host}: something changes on a page that is put away"));
        }
        match effect {
            Effect::OpenSocket { generation } => self.open_socket(host, generation),
            Effect::CloseSocket { generation, farewell } => self.close_socket(host, generation, farewell),
            Effect::Send { generation, frame } => self.send(host, generation, &frame),
            Effect::Poll { generation, sid } => self.poll(host, generation, sid.as_deref()),
            Effect::Post { generation, sid, body } => self.post(host, generation, &sid, body),
            Effect::RequestToken { request } => self.request_token(host, request),
            Effect::Fetch { request, path, token } => self.fetch(host, request, path, token),
            Effect::CancelFetch { request } => {
                self.note(|| format!("h{host} > cancel fetch {request}"));
                if !self.hosts[host].fetches.remove(&request) {
                    self.fail(format!("h{host}: fetch {request} is cancelled and not under way"));
                }
            }
            Effect::Check { run, check } => self.check_way(host, run, check),
            Effect::Checks(report) => self.note(|| format!("h{host} > {report:?}")),
            Effect::Deliver(delivery) => {
                self.note(|| format!("h{host} > deliver {delivery:?}"));
                if let Err(broken) = self.hosts[host].deliver(delivery) {
                    self.tally.doubled_handlers += u64::from(broken.contains("the head went"));
                    self.fail(format!("h{host}: {broken}"));
                }
            }
            // A refresh that is under way is left to finish: its answer is stale.
            Effect::CancelToken { request } => self.note(|| format!("h{host} > cancel token {request}")),
            Effect::Remember(worked) => self.hosts[host].remembered = Some(worked),
            Effect::Outbox(step) => self.on_step(host, step),
            Effect::PostCommand { request, body, token } => self.post_command(host, request, body, token),
            Effect::Rejected { id, why } => self.on_rejected(host, &id, why),
            Effect::Answered { id, answer } => self.on_verdict(host, &id, answer),
            Effect::Event { name, .. } => self.note(|| format!("h{host} > event {name}")),
            Effect::Status(status) => {
                self.note(|| format!("h{host} > {status:?}"));
                let own = &mut self.hosts[host];
                own.story.push(status.state);
                let is_out = status.state == ConnectionState::SignedOut && own.is_wanted && !own.is_away;
                own.status = Some(status);
                if is_out && !own.is_signing_in {
                    own.is_signing_in = true;
                    let wait_ms = self.rng.uniform_ms(500, 4_000);
                    self.at(self.now + wait_ms, Event::Arrive { host, arrival: Arrival::Act(Act::SignIn) });
                }
            }
            Effect::Feed(status) => {
                self.note(|| format!("h{host} > {status:?}"));
                self.on_feed_status(host, status);
            }
            Effect::Log(record) => {
                self.note(|| format!("h{host} log {record}"));
                let is_verdict = |(name, value): &(&str, Value)| {
                    *name == "cause"
                        && matches!(value, Value::Phrase(cause) if cause.contains("heartbeat") || cause.contains("probes"))
                };
                if record.message == "lost" && record.fields.iter().any(is_verdict) {
                    self.check_verdict(host);
                }
            }
        }
    }

    /// What a person or the browser does.
    pub(super) fn on_act(&mut self, host: usize, act: Act) {
        match act {
            Act::Connect => {
                self.hosts[host].is_wanted = true;
                self.drive(host, Input::Connect);
            }
            Act::Disconnect => {
                self.hosts[host].is_wanted = false;
                self.drive(host, Input::Disconnect);
            }
            Act::Retry => self.drive(host, Input::Retry),
            Act::SignIn => self.sign_in(host),
            Act::SignOut => {
                self.server.signed_in.remove(&host);
                self.hosts[host].boards.clear();
                self.hosts[host].feeds.clear();
                self.drive(host, Input::SignedOut(SignOut::Keep));
            }
            Act::Subscribe(feed) => self.drive(host, Input::Subscribe { feed, handler: 1 }),
            Act::Unsubscribe(feed) => {
                self.hosts[host].boards.remove(&feed);
                self.hosts[host].feeds.remove(&feed);
                self.drive(host, Input::Unsubscribe { feed, handler: 1 });
            }
            Act::Reload(feed) => self.drive(host, Input::Reload { feed }),
            Act::Restore(feed, copy) => self.drive(host, Input::Restore { feed, copy }),
            Act::Online => self.drive(host, Input::Online),
            Act::Offline => self.drive(host, Input::Offline),
            Act::Visible => {
                self.hosts[host].is_visible = true;
                // The browser catches up on throttled timers at once.
                self.hosts[host].armed = None;
                self.drive(host, Input::Visible);
            }
            Act::Hidden => {
                self.hosts[host].is_visible = false;
                self.drive(host, Input::Hidden);
            }
            Act::LookAtClocks => self.drive(host, Input::Timer),
            Act::Frozen => self.drive(host, Input::Frozen),
            Act::Resumed => self.drive(host, Input::Resumed),
            Act::PageHidden => {
                self.hosts[host].is_left = true;
                self.drive(host, Input::PageHidden);
            }
            Act::PageShown => self.show_page(host),
            Act::Command => self.hand_over(host),
            Act::Decide { id, key } => self.decide(host, id, key),
        }
    }

    fn sign_in(&mut self, host: usize) {
        if !self.server.is_up {
            let arrival = Arrival::Act(Act::SignIn);
            return self.at(self.now + 1_000, Event::Arrive { host, arrival });
        }
        self.hosts[host].is_signing_in = false;
        self.hosts[host].is_wanted = true;
        self.server.signed_in.insert(host);
        let (value, life_ms) = self.server.issue_token(host, self.now);
        let sent_at = self.hosts[host].look_at_clocks(self.now);
        // As the service does: nothing of the session before is shown to the next.
        self.hosts[host].boards.clear();
        self.hosts[host].feeds.clear();
        self.drive(host, Input::SignedIn(Token { user: format!("u{host}"), value, sent_at, life_ms }));
        self.drive(host, Input::TabNamed { tab: format!("t{host}") });
        for feed in self.hosts[host].venues.clone() {
            self.drive(host, Input::Subscribe { feed, handler: 1 });
        }
    }

    fn open_socket(&mut self, host: usize, generation: u64) {
        self.note(|| format!("h{host} > open #{generation}"));
        // Two sessions exist only while the connection moves from polling back to a WebSocket.
        let is_climb = self.hosts[host].socket.is_some_and(|socket| socket.is_polling && socket.is_accepted);
        if self.hosts[host].beside.is_some() || (self.hosts[host].socket.is_some() && !is_climb) {
            self.fail(format!("h{host}: a second socket"));
        }
        let (conn, dial) = self.net.dial(host, self.now, self.server.is_up, false);
        self.sockets.insert(conn, (host, generation));
        let socket = Some(Socket::new(generation, conn));
        if is_climb {
            (self.hosts[host].beside, self.hosts[host].beside_since) = (socket, self.now);
        } else {
            self.hosts[host].socket = socket;
        }
        match dial {
            Dial::Refused { at } => {
                let arrival = Arrival::Closed { generation, code: 1006 };
                self.at(at, Event::Arrive { host, arrival });
            }
            Dial::Vanishes => {}
            Dial::Opens { server_at, device_at } => {
                self.at(server_at, Event::ServerOpens { host, conn });
                self.at(device_at, Event::Arrive { host, arrival: Arrival::Opened { generation } });
            }
        }
    }

    /// The page may be gone before the POST under way is answered, and with it what waits behind.
    fn say_farewell(&mut self, host: usize, generation: u64, sid: Option<String>) {
        let is_free = self.hosts[host].socket_mut(generation).is_some_and(|socket| !socket.is_posted);
        if let Some(sid) = sid.filter(|_| is_free) {
            self.post(host, generation, &sid, "1".to_owned());
        }
    }

    fn close_socket(&mut self, host: usize, generation: u64, farewell: Option<String>) {
        self.say_farewell(host, generation, farewell);
        self.note(|| format!("h{host} > close #{generation}"));
        // The machine closes what closed by itself too: that is nothing to do, and nothing wrong.
        let Some(socket) = self.hosts[host].forget_socket(generation) else { return };
        self.left.insert(socket.conn);
        self.hosts[host].closed = Some(socket.conn);
        self.carry_close(socket);
        if self.has_stale_frames && socket.is_polling {
            self.break_requests(host, socket, self.now + 300);
        } else if self.has_stale_frames {
            let arrival = Arrival::Closed { generation, code: 1005 };
            self.at(self.now + 300, Event::Arrive { host, arrival });
        }
    }

    fn send(&mut self, host: usize, generation: u64, frame: &Frame) {
        let Frame::Text(text) = frame else { return self.fail(format!("h{host}: a binary frame")) };
        self.note(|| format!("h{host} > send {text}"));
        let socket = self.hosts[host].socket_mut(generation).copied().filter(|socket| !socket.is_polling);
        let Some(socket) = socket else {
            return self.fail(format!("h{host}: sends on a socket that it does not have"));
        };
        self.check_said(host, generation, text);
        if let Some(at) = self.net.carry(socket.conn, Way::Up, self.now) {
            self.at(at, Event::ServerHears { conn: socket.conn, text: text.clone() });
        }
    }

    /// Nothing but CONNECT before its answer, and no expired token.
    pub(super) fn check_said(&mut self, host: usize, generation: u64, text: &str) {
        let Some(socket) = self.hosts[host].socket_mut(generation).copied() else { return };
        let is_connect = text.starts_with("40");
        if (is_connect && !socket.is_handshaken)
            || (text.starts_with('4') && !is_connect && !socket.is_accepted)
        {
            self.tally.early_sends += 1;
            self.fail(format!("h{host}: {text} is sent too early"));
        }
        if is_connect || text.contains("session:renew") {
            let token = text.split_once(r#""token":""#).and_then(|(_, rest)| rest.split_once('"'));
            self.check_token(host, token.map_or("", |(token, _)| token));
        }
    }

    fn request_token(&mut self, host: usize, request: u64) {
        self.note(|| format!("h{host} > request token {request}"));
        let sent_at = self.hosts[host].look_at_clocks(self.now);
        self.hosts[host].refresh = Some(request);
        match self.net.pass(host, self.now, self.server.is_up) {
            Passage::Arrives { at } => self.at(at, Event::Refresh { host, request, sent_at }),
            Passage::Fails { at } => {
                let arrival = Arrival::Token { request, sent_at, answer: TokenAnswer::Unreachable };
                self.at(at, Event::Arrive { host, arrival });
            }
            Passage::Vanishes => {}
        }
    }

    fn fetch(&mut self, host: usize, request: u64, path: String, token: String) {
        self.note(|| format!("h{host} > fetch {request} {path}"));
        self.check_token(host, &token);
        // With a session the feeds load side by side; without one there is one request at a time.
        let is_up = self.hosts[host].socket.is_some_and(|socket| socket.is_accepted);
        if !is_up && !self.hosts[host].fetches.is_empty() {
            self.fail(format!("h{host}: two polls at once"));
        }
        if !self.hosts[host].fetches.insert(request) {
            self.fail(format!("h{host}: fetch {request} twice"));
        }
        match self.net.pass(host, self.now, self.server.is_up) {
            Passage::Arrives { at } => self.at(at, Event::Request { host, request, path, token }),
            Passage::Fails { at } => {
                let arrival = Arrival::Page { request, answer: None };
                self.at(at, Event::Arrive { host, arrival });
            }
            Passage::Vanishes => {}
        }
    }
}
