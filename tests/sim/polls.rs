//! The model server's long-polling transport, and the requests of it on their way. Written by hand: packets are
//! joined and split here without the crate's codec, so that it is not its own oracle.
//!
//! As the official server does: one GET and one POST of a session at a time, a GET waits until there is something
//! to say, an unknown session gets 400, and a GET that breaks off ends its session.

use std::collections::{BTreeMap, VecDeque};

use super::device::Doom;
use super::event::Event;
use super::host::{Arrival, Socket};
use super::net::{Conn, Dial, Passage, Way};
use super::rest::Answer;
use super::world::World;

const SEPARATOR: char = '\u{1e}';
/// As the handshake says.
const BODY_BYTES_MAX: usize = 1_000_000;

/// One session's side at the server.
#[derive(Debug, Default)]
pub(crate) struct Poll {
    queue: VecDeque<String>,
    is_waiting: bool,
}

/// Every session over long-polling.
pub(crate) type Polls = BTreeMap<Conn, Poll>;

/// Which of the two requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verb {
    Get,
    Post,
}

impl World {
    /// A device asks for a session, or for what there is to say.
    pub(super) fn poll(&mut self, host: usize, generation: u64, sid: Option<&str>) {
        self.note(|| format!("h{host} > poll #{generation} {sid:?}"));
        let Some(sid) = sid else { return self.open_polling(host, generation) };
        let Some(conn) = self.begin_request(host, generation, sid, Verb::Get) else { return };
        self.ask(host, generation, Verb::Get, Event::ServerPolled { conn });
    }

    /// A device says something.
    pub(super) fn post(&mut self, host: usize, generation: u64, sid: &str, body: String) {
        self.note(|| format!("h{host} > post #{generation} {}", body.replace(SEPARATOR, " | ")));
        let Some(conn) = self.begin_request(host, generation, sid, Verb::Post) else { return };
        if body.is_empty() || body.len() > BODY_BYTES_MAX {
            self.fail(format!("h{host}: a body of {} bytes", body.len()));
        }
        for packet in body.split(SEPARATOR) {
            self.check_said(host, generation, packet);
        }
        let is_command = body.contains("booking:command");
        self.ask(host, generation, Verb::Post, Event::ServerPosted { conn, body });
        if is_command {
            self.meet_doom(host, Doom::AsItSends);
        }
    }

    fn open_polling(&mut self, host: usize, generation: u64) {
        if self.hosts[host].socket.is_some() || self.hosts[host].beside.is_some() {
            self.fail(format!("h{host}: a polling session beside another"));
        }
        let (conn, dial) = self.net.dial(host, self.now, self.server.is_up, true);
        self.sockets.insert(conn, (host, generation));
        let socket = Socket { is_polling: true, is_asked: true, ..Socket::new(generation, conn) };
        self.hosts[host].socket = Some(socket);
        match dial {
            Dial::Refused { at } => {
                let arrival = Arrival::Requested { generation, verb: Verb::Get, answer: None };
                self.at(at, Event::Arrive { host, arrival });
            }
            Dial::Vanishes => {}
            Dial::Opens { server_at, .. } => self.at(server_at, Event::ServerOpensPolling { host, conn }),
        }
    }

    /// At most one of each is under way, and it names the session.
    fn begin_request(&mut self, host: usize, generation: u64, sid: &str, verb: Verb) -> Option<Conn> {
        let Some(socket) = self.hosts[host].socket_mut(generation).filter(|socket| socket.is_polling) else {
            self.fail(format!("h{host}: {verb:?} for a session that it does not have"));
            return None;
        };
        let is_under_way = match verb {
            Verb::Get => std::mem::replace(&mut socket.is_asked, true),
            Verb::Post => std::mem::replace(&mut socket.is_posted, true),
        };
        let conn = socket.conn;
        if is_under_way {
            self.fail(format!("h{host}: two times {verb:?} at once"));
        }
        if sid != format!("e{conn}") {
            self.fail(format!("h{host}: {sid} is not the session e{conn}"));
        }
        Some(conn)
    }

    fn ask(&mut self, host: usize, generation: u64, verb: Verb, event: Event) {
        let Some(conn) = self.hosts[host].socket_mut(generation).map(|socket| socket.conn) else { return };
        match self.net.ask(conn, self.now, self.server.is_up) {
            Passage::Arrives { at } => self.at(at, event),
            Passage::Fails { at } => {
                let arrival = Arrival::Requested { generation, verb, answer: None };
                self.at(at, Event::Arrive { host, arrival });
            }
            Passage::Vanishes => {}
        }
    }

    pub(super) fn on_server_opens_polling(&mut self, host: usize, conn: Conn) {
        if self.server.is_up && self.net.is_passing(conn) {
            self.polls.insert(conn, Poll { queue: VecDeque::new(), is_waiting: true });
            self.server.on_open(conn, host, self.now);
        }
    }

    pub(super) fn on_server_polled(&mut self, conn: Conn) {
        if !self.server.is_up || !self.net.is_passing(conn) {
            return;
        }
        match self.polls.get_mut(&conn) {
            Some(poll) => {
                if std::mem::replace(&mut poll.is_waiting, true) {
                    self.fail(format!("two GETs of e{conn} wait at the server"));
                }
                self.flush(conn);
            }
            None => self.answer_request(conn, Verb::Get, 400, r#"{"code":1,"message":"Session ID unknown"}"#),
        }
    }

    pub(super) fn on_server_posted(&mut self, conn: Conn, body: &str) {
        if !self.server.is_up || !self.net.is_passing(conn) {
            return;
        }
        if !self.polls.contains_key(&conn) {
            return self.answer_request(
                conn,
                Verb::Post,
                400,
                r#"{"code":1,"message":"Session ID unknown"}"#,
            );
        }
        for packet in body.split(SEPARATOR) {
            if packet == "1" {
                self.polls.remove(&conn);
                self.server.on_closed(conn);
            } else {
                self.server.on_text(conn, packet, self.now);
            }
        }
        self.answer_request(conn, Verb::Post, 200, "ok");
    }

    /// The server has something to say; `false` when the connection is no polling session.
    pub(super) fn say_by_polling(&mut self, conn: Conn, text: &str) -> bool {
        let Some(poll) = self.polls.get_mut(&conn) else { return false };
        poll.queue.push_back(text.to_owned());
        self.flush(conn);
        true
    }

    /// The server ends the session: a GET that waits hears of it, a later one gets 400.
    pub(crate) fn close_polling(&mut self, conn: Conn) -> bool {
        let is_polling = self.say_by_polling(conn, "1");
        self.polls.remove(&conn);
        is_polling
    }

    fn flush(&mut self, conn: Conn) {
        let Some(poll) = self.polls.get_mut(&conn).filter(|poll| poll.is_waiting && !poll.queue.is_empty())
        else {
            return;
        };
        let mut body = String::new();
        while let Some(packet) = poll.queue.front()
            && (body.is_empty() || body.len() + 1 + packet.len() <= BODY_BYTES_MAX)
        {
            if !body.is_empty() {
                body.push(SEPARATOR);
            }
            body.push_str(packet);
            poll.queue.pop_front();
        }
        poll.is_waiting = false;
        self.answer_request(conn, Verb::Get, 200, &body);
    }

    fn answer_request(&mut self, conn: Conn, verb: Verb, status: u16, body: &str) {
        if let Some(at) = self.net.carry_answer(conn, self.now) {
            let answer = Answer { status, retry_after_ms: None, body: body.to_owned() };
            self.at(at, Event::Answered { conn, verb, answer });
        }
    }

    pub(super) fn on_answered(&mut self, conn: Conn, verb: Verb, answer: Answer) {
        let Some((host, generation)) = self.sockets.get(&conn).copied() else { return };
        if self.net.is_passing(conn) && (self.has_stale_frames || !self.left.contains(&conn)) {
            self.arrive(host, Arrival::Requested { generation, verb, answer: Some(answer) });
        }
    }

    /// What the device knows by an answer, before its client does.
    pub(super) fn take_answer(&mut self, host: usize, generation: u64, verb: Verb, answer: Option<&Answer>) {
        let Some(socket) = self.hosts[host].socket_mut(generation) else { return };
        match verb {
            Verb::Get => socket.is_asked = false,
            Verb::Post => socket.is_posted = false,
        }
        for packet in answer.iter().filter(|_| verb == Verb::Get).flat_map(|a| a.body.split(SEPARATOR)) {
            socket.is_handshaken |= packet.starts_with('0');
            socket.is_accepted |= packet.starts_with("40");
        }
    }

    /// A polling session's requests under way break off.
    pub(super) fn break_requests(&mut self, host: usize, socket: Socket, at: u64) {
        for (verb, is_under_way) in [(Verb::Get, socket.is_asked), (Verb::Post, socket.is_posted)] {
            if is_under_way {
                let arrival = Arrival::Requested { generation: socket.generation, verb, answer: None };
                self.at(at, Event::Arrive { host, arrival });
            }
        }
    }

    /// A device closes a session: the server hears of a GET that breaks off, and of nothing otherwise.
    pub(super) fn is_heard_closing(socket: Socket) -> bool {
        !socket.is_polling || socket.is_asked
    }

    /// The carried time of a close on its way up.
    pub(super) fn carry_close(&mut self, socket: Socket) {
        if Self::is_heard_closing(socket)
            && let Some(at) = self.net.carry(socket.conn, Way::Up, self.now)
        {
            self.at(at, Event::ServerLoses { conn: socket.conn });
        }
    }
}
