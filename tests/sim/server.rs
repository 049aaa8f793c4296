//! The model server: Engine.IO and Socket.IO sessions, rooms, the publisher, commands and its misdeeds.
//!
//! It has no clock and sends nothing itself: every call gets the true time and leaves frames in `out`, which the
//! world hands to the network. What a client may never do is noted in `complaints`.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use deskbell::realtime::{Now, Rng, Token};
use serde_json::{Value, json};

use super::clock::WALL_ORIGIN_MS;
use super::ledger::Ledger;
use super::net::Conn;
use super::orders::Applied;
use super::wire::{self, Said};

/// The most changes that one answer to `bookings:monitor` carries.
pub(crate) const DELTA_MAX: usize = 200;

/// Something that the server does to a connection.
#[derive(Debug)]
pub(crate) enum Out {
    Text { conn: Conn, text: String, after_ms: u64 },
    Close { conn: Conn },
}

/// How this server is set up.
#[derive(Debug, Clone)]
pub(crate) struct Setup {
    pub(crate) ping_interval_ms: u64,
    pub(crate) ping_timeout_ms: u64,
    pub(crate) spread_ms: u64,
    pub(crate) page_size: usize,
    pub(crate) token_life_ms: u64,
    pub(crate) publish_ms: (u64, u64),
    pub(crate) answer_ms: (u64, u64),
}

/// What it will do wrong next.
#[derive(Debug, Default)]
pub(crate) struct Misdeeds {
    /// Changes that are committed and never emitted.
    pub(crate) swallow_emits: u64,
    /// Changes that are emitted twice.
    pub(crate) double_emits: u64,
    /// Answers that are never sent, of events by this name.
    pub(crate) swallow_answers: VecDeque<&'static str>,
    /// Answers to events by this name are late by that much.
    pub(crate) late_answers: VecDeque<(&'static str, u64)>,
    /// What the next CONNECTs are refused with.
    pub(crate) refuse_connects: VecDeque<Value>,
    /// What the next REST requests get: status, Retry-After, body.
    pub(crate) rest_failures: VecDeque<(u16, Option<u64>, String)>,
    /// The next connections are closed right after the handshake.
    pub(crate) close_handshakes: u64,
    /// The next sessions are ended right after CONNECT was accepted.
    pub(crate) close_accepted: u64,
    /// The next answers to `bookings:monitor` leave their changes out.
    pub(crate) empty_deltas: u64,
    /// The next pages name their own cursor as the next one.
    pub(crate) stuck_cursors: u64,
    /// The next `bookings:monitor` are refused with these codes.
    pub(crate) refuse_monitors: VecDeque<&'static str>,
    /// The next `session:renew` are refused with these codes.
    pub(crate) refuse_renewals: VecDeque<&'static str>,
    /// No answer to `time:probe` at all: a server of another kind.
    pub(crate) ignores_probes: bool,
}

#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) host: usize,
    pub(crate) token: Option<String>,
    pub(crate) rooms: BTreeSet<String>,
    pong_at: u64,
    /// When the next ping is sent.
    pub(crate) ping_at: u64,
}

#[derive(Debug)]
pub(crate) struct TokenInfo {
    pub(crate) host: usize,
    pub(crate) device: usize,
    pub(crate) person: String,
    pub(crate) expires_at: u64,
    pub(crate) is_revoked: bool,
}

/// A token on its way to a tab.
#[derive(Debug, Clone)]
pub(crate) struct Issued {
    pub(crate) value: String,
    pub(crate) life_ms: u64,
    pub(crate) person: String,
}

impl Issued {
    /// As the client gets it, where the request was sent at `sent_at`.
    pub(crate) fn at(self, sent_at: Now) -> Token {
        Token { user: self.person, value: self.value, sent_at, life_ms: self.life_ms }
    }
}

#[derive(Debug)]
struct Emit {
    at: u64,
    venue: String,
    epoch: String,
    revision: u64,
}

/// The server.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) setup: Setup,
    pub(crate) is_up: bool,
    pub(crate) ledgers: BTreeMap<String, Ledger>,
    pub(crate) sessions: BTreeMap<Conn, Session>,
    pub(crate) tokens: BTreeMap<String, TokenInfo>,
    /// Whom the cookie of a device names.
    pub(crate) signed_in: BTreeMap<usize, String>,
    pub(crate) misdeeds: Misdeeds,
    pub(crate) out: Vec<Out>,
    pub(crate) complaints: Vec<String>,
    /// What it did with commands.
    pub(crate) applied: Applied,
    /// How often each event came in.
    pub(crate) seen: BTreeMap<String, u64>,
    /// When an answer was last withheld or late.
    pub(crate) withheld_at: u64,
    /// How many pages were asked for.
    pub(crate) pages_seen: usize,
    emits: VecDeque<Emit>,
    rng: Rng,
    next_token: u64,
}

impl Server {
    pub(crate) fn new(seed: u64, setup: Setup, venues: &[&str], bookings: u64) -> Self {
        Server {
            setup,
            is_up: true,
            ledgers: venues.iter().map(|venue| ((*venue).to_owned(), Ledger::new(venue, bookings))).collect(),
            sessions: BTreeMap::new(),
            tokens: BTreeMap::new(),
            signed_in: BTreeMap::new(),
            misdeeds: Misdeeds::default(),
            out: Vec::new(),
            complaints: Vec::new(),
            applied: Applied::default(),
            seen: BTreeMap::new(),
            withheld_at: 0,
            pages_seen: 0,
            emits: VecDeque::new(),
            rng: Rng::new(seed),
            next_token: 0,
        }
    }

    /// A token for the person on this tab, issued now.
    pub(crate) fn issue_token(&mut self, host: usize, device: usize, person: &str, now: u64) -> Issued {
        self.next_token += 1;
        let value = format!("token-{}", self.next_token);
        let life_ms = self.setup.token_life_ms;
        let (expires_at, person) = (now + life_ms, person.to_owned());
        let info = TokenInfo { host, device, person: person.clone(), expires_at, is_revoked: false };
        self.tokens.insert(value.clone(), info);
        Issued { value, life_ms, person }
    }

    /// Why a token is refused now, if it is.
    pub(crate) fn token_fault(&self, token: &str, now: u64) -> Option<&'static str> {
        match self.tokens.get(token) {
            Some(info) if info.is_revoked || self.signed_in.get(&info.device) != Some(&info.person) => {
                Some("unauthenticated")
            }
            Some(info) if info.expires_at <= now => Some("token_expired"),
            Some(_) => None,
            None => Some("unauthenticated"),
        }
    }

    /// A WebSocket arrived.
    pub(crate) fn on_open(&mut self, conn: Conn, host: usize, now: u64) {
        let Setup { ping_interval_ms, ping_timeout_ms, .. } = self.setup;
        let ping_at = now + ping_interval_ms;
        let (token, rooms) = (None, BTreeSet::new());
        self.sessions.insert(conn, Session { host, token, rooms, pong_at: now, ping_at });
        self.say(conn, wire::open(conn, ping_interval_ms, ping_timeout_ms), 0);
        if self.misdeeds.close_handshakes > 0 {
            self.misdeeds.close_handshakes -= 1;
            self.end(conn);
        }
    }

    /// A WebSocket is gone.
    pub(crate) fn on_closed(&mut self, conn: Conn) {
        self.sessions.remove(&conn);
    }

    /// A frame arrived.
    pub(crate) fn on_text(&mut self, conn: Conn, text: &str, now: u64) {
        let Some(session) = self.sessions.get_mut(&conn) else { return };
        match wire::read(text) {
            Said::Pong => session.pong_at = now,
            Said::Connect(auth) => self.on_connect(conn, &auth, now),
            Said::Event { id, name, arg } if session.token.is_some() => {
                self.on_event(conn, id, &name, &arg, now);
            }
            Said::Event { name, .. } => self.complaints.push(format!("{name} before CONNECT was answered")),
            Said::Nonsense => self.complaints.push(format!("not the protocol: {text}")),
        }
    }

    /// Does what is due: pings, dead lines, ended tokens, the publisher.
    pub(crate) fn tick(&mut self, now: u64) {
        let conns: Vec<Conn> = self.sessions.keys().copied().collect();
        for conn in conns {
            let Setup { ping_interval_ms, ping_timeout_ms, .. } = self.setup;
            let Some(session) = self.sessions.get_mut(&conn) else { continue };
            let is_dead = session.pong_at + ping_interval_ms + ping_timeout_ms < now;
            let expired = session.token.as_ref().and_then(|token| self.tokens.get(token));
            if is_dead || expired.is_some_and(|info| info.expires_at + 30_000 < now) {
                self.end(conn);
            } else if session.ping_at <= now {
                session.ping_at = now + ping_interval_ms;
                self.say(conn, "2".to_owned(), 0);
            }
        }
        while self.emits.front().is_some_and(|emit| emit.at <= now) {
            let Some(emit) = self.emits.pop_front() else { return };
            self.publish(&emit);
        }
    }

    /// When `tick` next has something to publish.
    pub(crate) fn publishes_at(&self) -> Option<u64> {
        self.emits.front().map(|emit| emit.at)
    }

    /// A change was committed: the publisher will emit it, in order, some time later.
    pub(crate) fn on_committed(&mut self, venue: &str, now: u64) {
        let (low, high) = self.setup.publish_ms;
        let at = now + self.rng.uniform_ms(low, high);
        let at = self.emits.back().map_or(at, |last| last.at.max(at));
        let Some(ledger) = self.ledgers.get(venue) else { return };
        let (epoch, revision) = (ledger.epoch().to_owned(), ledger.revision());
        if self.misdeeds.swallow_emits > 0 {
            self.misdeeds.swallow_emits -= 1;
            return;
        }
        self.emits.push_back(Emit { at, venue: venue.to_owned(), epoch, revision });
    }

    /// The process ends; data stays.
    pub(crate) fn stop(&mut self) {
        self.is_up = false;
        self.sessions.clear();
        self.emits.clear();
    }

    /// Sends to everyone.
    pub(crate) fn broadcast(&mut self, name: &str, arg: &Value) {
        let conns: Vec<Conn> = self
            .sessions
            .iter()
            .filter(|(_, session)| session.token.is_some())
            .map(|(conn, _)| *conn)
            .collect();
        for conn in conns {
            self.say(conn, wire::event(name, arg), 0);
        }
    }

    /// Sends to one host's sessions, whatever it is.
    pub(crate) fn say_to_host(&mut self, host: usize, text: &str) {
        let of_host = |session: &&Conn| self.sessions[*session].host == host;
        let conns: Vec<Conn> = self.sessions.keys().filter(of_host).copied().collect();
        for conn in conns {
            self.say(conn, text.to_owned(), 0);
        }
    }

    /// Ends one host's sessions after DISCONNECT.
    pub(crate) fn end_host(&mut self, host: usize) {
        self.say_to_host(host, "41");
        let conns: Vec<Conn> = self.sessions.keys().copied().collect();
        for conn in conns {
            if self.sessions[&conn].host == host {
                self.end(conn);
            }
        }
    }

    /// The server's time, in the form of RFC 3339 or as a number.
    pub(crate) fn heads(&self) -> Value {
        self.ledgers
            .iter()
            .map(|(venue, ledger)| (venue.clone(), ledger.head()))
            .collect::<serde_json::Map<_, _>>()
            .into()
    }

    fn on_connect(&mut self, conn: Conn, auth: &Value, now: u64) {
        let token = auth["token"].as_str().unwrap_or_default().to_owned();
        if let Some(data) = self.misdeeds.refuse_connects.pop_front() {
            return self.say(conn, wire::connect_error(&data), 0);
        }
        if let Some(code) = self.token_fault(&token, now) {
            self.say(conn, wire::connect_error(&json!({"code": code})), 0);
            return self.end(conn);
        }
        let Some(session) = self.sessions.get_mut(&conn) else { return };
        if session.token.replace(token).is_some() {
            self.complaints.push("CONNECT twice".to_owned());
        }
        self.say(conn, wire::connected(conn), 0);
        if self.misdeeds.close_accepted > 0 {
            self.misdeeds.close_accepted -= 1;
            self.end(conn);
        }
    }

    fn on_event(&mut self, conn: Conn, id: Option<u64>, name: &str, arg: &Value, now: u64) {
        *self.seen.entry(name.to_owned()).or_default() += 1;
        let answer = match name {
            "bookings:monitor" => self.monitor(conn, arg),
            "bookings:unmonitor" => {
                let venue = arg["venue"].as_str().unwrap_or_default();
                self.sessions.get_mut(&conn).map(|session| session.rooms.remove(venue));
                json!({"ok": true})
            }
            "time:probe" if self.misdeeds.ignores_probes => return,
            "time:probe" => {
                let server_time = WALL_ORIGIN_MS + i64::try_from(now).unwrap_or(0);
                json!({"server_time": server_time, "spread_ms": self.setup.spread_ms, "heads": self.heads()})
            }
            "session:renew" => self.renew(conn, arg, now),
            "booking:command" => {
                let token = self.sessions.get(&conn).and_then(|session| session.token.clone());
                self.command(arg, &token.unwrap_or_default(), now)
            }
            _ => {
                self.complaints.push(format!("an unknown event {name}"));
                return;
            }
        };
        let Some(id) = id else { return self.complaints.push(format!("{name} without an id")) };
        if self.misdeeds.swallow_answers.front().is_some_and(|swallowed| *swallowed == name) {
            self.misdeeds.swallow_answers.pop_front();
            self.withheld_at = now;
            return;
        }
        let (low, high) = self.setup.answer_ms;
        let mut after_ms = self.rng.uniform_ms(low, high);
        if let Some((late, ms)) = self.misdeeds.late_answers.front().copied()
            && late == name
        {
            self.misdeeds.late_answers.pop_front();
            after_ms += ms;
            self.withheld_at = now + ms;
        }
        self.say(conn, wire::ack(id, &answer), after_ms);
    }

    /// Joins the room first, then reads.
    fn monitor(&mut self, conn: Conn, arg: &Value) -> Value {
        let venue = arg["venue"].as_str().unwrap_or_default();
        if let Some(code) = self.misdeeds.refuse_monitors.pop_front() {
            return json!({"error": {"code": code}});
        }
        let Some(ledger) = self.ledgers.get(venue) else { return json!({"error": {"code": "not_found"}}) };
        if let Some(session) = self.sessions.get_mut(&conn) {
            session.rooms.insert(venue.to_owned());
        }
        let since = &arg["since"];
        let changes = since["revision"]
            .as_u64()
            .and_then(|revision| ledger.changes_since(since["epoch"].as_str().unwrap_or_default(), revision));
        let mut answer = ledger.head();
        answer["ok"] = json!(true);
        answer["spread_ms"] = json!(self.setup.spread_ms);
        if self.misdeeds.empty_deltas > 0 && changes.is_some() {
            self.misdeeds.empty_deltas -= 1;
            answer["changes"] = json!([]);
            return answer;
        }
        match changes.filter(|changes| changes.len() <= DELTA_MAX) {
            Some(changes) => {
                answer["changes"] = changes.iter().map(|change| ledger.change_json(change)).collect();
            }
            None => answer["reload"] = json!(true),
        }
        answer
    }

    fn renew(&mut self, conn: Conn, arg: &Value, now: u64) -> Value {
        let token = arg["token"].as_str().unwrap_or_default();
        let misdeed = self.misdeeds.refuse_renewals.pop_front();
        if let Some(code) = misdeed.or_else(|| self.token_fault(token, now)) {
            return json!({"error": {"code": code}});
        }
        if let Some(session) = self.sessions.get_mut(&conn) {
            session.token = Some(token.to_owned());
        }
        json!({"ok": true, "expires_in_ms": self.setup.token_life_ms})
    }

    fn publish(&mut self, emit: &Emit) {
        let Some(ledger) = self.ledgers.get(&emit.venue) else { return };
        let Some(change) = ledger.change(&emit.epoch, emit.revision) else { return };
        let text = wire::event("booking:changed", &ledger.change_json(change));
        let times = 1 + u64::from(self.misdeeds.double_emits > 0);
        self.misdeeds.double_emits = self.misdeeds.double_emits.saturating_sub(1);
        let in_room = |session: &Session| session.rooms.contains(&emit.venue);
        let conns: Vec<Conn> =
            self.sessions.iter().filter(|(_, session)| in_room(session)).map(|(conn, _)| *conn).collect();
        for conn in conns {
            for _ in 0..times {
                self.say(conn, text.clone(), 0);
            }
        }
    }

    fn end(&mut self, conn: Conn) {
        self.sessions.remove(&conn);
        self.out.push(Out::Close { conn });
    }

    fn say(&mut self, conn: Conn, text: String, after_ms: u64) {
        self.out.push(Out::Text { conn, text, after_ms });
    }
}
