//! What is under way between devices and the server, and what cuts it off.

use deskbell::realtime::Now;

use super::event::Event;
use super::host::{Arrival, Socket, TokenAnswer};
use super::net::{Conn, Passage, Way};
use super::server::Out;
use super::world::World;

impl World {
    /// What the server wants sent.
    pub(super) fn carry_out(&mut self) {
        for out in std::mem::take(&mut self.server.out) {
            match out {
                Out::Text { conn, text, after_ms: 0 } => self.send_down(conn, text),
                Out::Text { conn, text, after_ms } => {
                    self.at(self.now + after_ms, Event::ServerSays { conn, text });
                }
                Out::Close { conn } => self.server_closes(conn),
            }
        }
        let publishes_at = self.server.publishes_at();
        if publishes_at != self.publishes_at {
            self.publishes_at = publishes_at;
            if let Some(at) = publishes_at {
                self.at(at, Event::Publish);
            }
        }
    }

    pub(super) fn send_down(&mut self, conn: Conn, text: String) {
        if self.server.is_up && self.say_by_polling(conn, &text) {
            return;
        }
        if self.server.is_up
            && let Some(at) = self.net.carry(conn, Way::Down, self.now)
        {
            self.at(at, Event::Down { conn, text });
        }
    }

    /// The server's side closes: the device hears of it after what was sent before.
    pub(crate) fn server_closes(&mut self, conn: Conn) {
        if self.close_polling(conn) {
            return;
        }
        if let Some(at) = self.net.carry(conn, Way::Down, self.now)
            && let Some((host, generation)) = self.sockets.get(&conn).copied()
        {
            let arrival = Arrival::Closed { generation, code: 1005 };
            self.at(at, Event::Arrive { host, arrival });
        }
    }

    /// A connection is cut in the middle: both sides hear of it, what is under way is lost.
    pub(crate) fn cut(&mut self, host: usize) {
        if let Some(socket) = self.hosts[host].socket {
            self.cut_socket(host, socket);
        }
    }

    fn cut_socket(&mut self, host: usize, socket: Socket) {
        if let Some(at) = self.net.cut(socket.conn, self.now) {
            if socket.is_polling {
                self.break_requests(host, socket, at);
                return self.at(at, Event::ServerLoses { conn: socket.conn });
            }
            let arrival = Arrival::Closed { generation: socket.generation, code: 1006 };
            self.at(at, Event::Arrive { host, arrival });
            self.at(at, Event::ServerLoses { conn: socket.conn });
        }
    }

    /// A security proxy had a look at this WebSocket and does not like it.
    pub(super) fn on_dies(&mut self, host: usize, conn: Conn) {
        let own = &self.hosts[host];
        let both = own.socket.into_iter().chain(own.beside);
        if let Some(socket) = both.into_iter().find(|socket| socket.conn == conn) {
            self.cut_socket(host, socket);
        }
    }

    /// Bytes vanish both ways from now on.
    pub(crate) fn half_open(&mut self, host: usize) {
        if let Some(socket) = self.hosts[host].socket {
            self.net.half_open(socket.conn);
        }
    }

    /// The server's process ends, and comes back after `down_ms` with its data.
    pub(crate) fn restart(&mut self, down_ms: u64) {
        self.server.stop();
        self.polls.clear();
        for host in 0..self.hosts.len() {
            let own = &self.hosts[host];
            for socket in own.socket.into_iter().chain(own.beside) {
                self.cut_socket(host, socket);
            }
        }
        self.at(self.now + down_ms, Event::ServerStarts);
    }

    pub(super) fn on_down(&mut self, conn: Conn, text: String) {
        let Some((host, generation)) = self.sockets.get(&conn).copied() else { return };
        if self.net.is_passing(conn) && (self.has_stale_frames || !self.left.contains(&conn)) {
            self.arrive(host, Arrival::Text { generation, text });
        }
    }

    pub(super) fn on_request(&mut self, host: usize, request: u64, path: &str, token: &str) {
        let answer = self.server.is_up.then(|| self.server.get(path, token, self.now));
        let arrival = Arrival::Page { request, answer };
        self.answer(host, arrival, Arrival::Page { request, answer: None });
    }

    /// Asks the API for something; `failure` arrives where the request does not.
    pub(super) fn ask_api(&mut self, host: usize, event: impl FnOnce(usize) -> Event, failure: Arrival) {
        match self.net.pass(host, self.now, self.server.is_up) {
            Passage::Arrives { at } => self.at(at, event(host)),
            Passage::Fails { at } => self.at(at, Event::Arrive { host, arrival: failure }),
            Passage::Vanishes => {}
        }
    }

    pub(super) fn on_command(&mut self, host: usize, request: u64, body: &str, token: &str) {
        let answer = self.server.is_up.then(|| self.server.post_command(body, token, self.now));
        let arrival = Arrival::Commanded { request, answer };
        self.answer(host, arrival, Arrival::Commanded { request, answer: None });
    }

    pub(super) fn on_refresh(&mut self, host: usize, request: u64, sent_at: Now) {
        let unreachable = Arrival::Token { request, sent_at, answer: TokenAnswer::Unreachable };
        let device = self.hosts[host].device;
        let answer = match self.server.is_up.then(|| self.server.refresh(host, device, self.now)) {
            Some(Ok(issued)) => TokenAnswer::Issued(issued),
            Some(Err(code)) => TokenAnswer::Refused { code },
            None => TokenAnswer::Unreachable,
        };
        self.answer(host, Arrival::Token { request, sent_at, answer }, unreachable);
    }

    fn answer(&mut self, host: usize, arrival: Arrival, failure: Arrival) {
        match self.net.pass(host, self.now, true) {
            Passage::Arrives { at } => self.at(at, Event::Arrive { host, arrival }),
            Passage::Fails { at } => self.at(at, Event::Arrive { host, arrival: failure }),
            Passage::Vanishes => {}
        }
    }
}
