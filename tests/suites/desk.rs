//! A client at a desk, and a server that says exactly what a case wants said.

use deskbell::realtime::engine_io::Frame;
use deskbell::realtime::{
    Client, ConnectionState, Effect, Input, Metrics, Now, Options, Response, Timestamp, Token, Unreachable,
    WallTime,
};

use deskbell::realtime::outbox::{ItemState, Step};

use super::model::{App, Command};

/// A handshake as the suites' server sends it, with the official server's timing.
pub(crate) const OPEN: &str = r#"0{"sid":"lv_VI97HAXpY6yYWAAAC","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}"#;

/// The client, and what it did so far.
pub(crate) struct Desk {
    pub(crate) client: Client<App>,
    now: Now,
    /// The generation of the socket that is open.
    pub(crate) socket: Option<u64>,
    /// Every text frame sent, in order.
    pub(crate) sent: Vec<String>,
    /// Every GET of long-polling by the session that it names, and every body that was posted.
    pub(crate) asked: Vec<Option<String>>,
    pub(crate) posted: Vec<String>,
    is_asking: bool,
    is_posting: bool,
    /// Names and arguments of the server's events.
    pub(crate) events: Vec<(String, String)>,
    /// Where commands stood, in order.
    pub(crate) told: Vec<ItemState>,
}

impl Desk {
    /// Signed in: the socket is asked for and not open yet.
    pub(crate) fn dialling() -> Self {
        let mut desk = Desk {
            client: Client::new(App, Options::default(), 7),
            now: Now { mono: Timestamp(1_000), wall: WallTime(1_778_738_400_000) },
            socket: None,
            sent: Vec::new(),
            asked: Vec::new(),
            posted: Vec::new(),
            is_asking: false,
            is_posting: false,
            events: Vec::new(),
            told: Vec::new(),
        };
        let token =
            Token { user: "ana".to_owned(), value: "123".to_owned(), sent_at: desk.now, life_ms: 600_000 };
        desk.input(Input::TabNamed { tab: "t1".to_owned() });
        desk.input(Input::SignedIn(token));
        assert!(desk.socket.is_some(), "a client that is signed in dials");
        desk
    }

    /// The socket is open, the server has said nothing yet.
    pub(crate) fn open() -> Self {
        let mut desk = Self::dialling();
        let generation = desk.generation();
        desk.input(Input::SocketOpened { generation });
        desk
    }

    /// Handshake and CONNECT are done; what was sent for them is forgotten.
    pub(crate) fn connected() -> Self {
        let mut desk = Self::open();
        desk.hears(OPEN);
        desk.hears(r#"40{"sid":"wZX3oN0bSVIhsaknAAAI"}"#);
        assert_eq!(desk.state(), ConnectionState::Live);
        desk.sent.clear();
        desk
    }

    /// Two WebSockets were refused: the first GET is under way.
    pub(crate) fn asking() -> Self {
        let mut desk = Self::dialling();
        for _ in 0..2 {
            desk.loses(1006);
            desk.comes_back();
        }
        assert!(desk.is_asking, "long-polling gets a turn");
        desk
    }

    /// Handshake and CONNECT are done over long-polling; what was posted for them is answered and forgotten.
    pub(crate) fn polling() -> Self {
        let mut desk = Self::asking();
        desk.gets(OPEN);
        desk.post_answered();
        desk.gets(r#"40{"sid":"wZX3oN0bSVIhsaknAAAI"}"#);
        assert_eq!(desk.state(), ConnectionState::Live);
        desk.post_answered();
        desk.posted.clear();
        desk
    }

    /// The GET under way is answered with this body.
    pub(crate) fn gets(&mut self, body: &str) {
        assert!(std::mem::take(&mut self.is_asking), "a GET is under way");
        let generation = self.generation();
        let result = Ok(Response { status: 200, retry_after_ms: None, body });
        self.input(Input::Polled { generation, result });
    }

    /// The GET under way breaks off.
    pub(crate) fn get_breaks_off(&mut self) {
        assert!(std::mem::take(&mut self.is_asking), "a GET is under way");
        let generation = self.generation();
        self.input(Input::Polled { generation, result: Err(Unreachable) });
    }

    /// The POST under way is answered.
    pub(crate) fn post_answered(&mut self) {
        assert!(std::mem::take(&mut self.is_posting), "a POST is under way");
        let generation = self.generation();
        let result = Ok(Response { status: 200, retry_after_ms: None, body: "ok" });
        self.input(Input::Posted { generation, result });
    }

    /// The person disconnects.
    pub(crate) fn disconnects(&mut self) {
        self.input(Input::Disconnect);
    }

    pub(crate) fn generation(&self) -> u64 {
        self.socket.expect("a socket")
    }

    pub(crate) fn state(&self) -> ConnectionState {
        self.client.status(self.now).state
    }

    pub(crate) fn metrics(&self) -> Metrics {
        self.client.metrics()
    }

    /// The server sends a text frame.
    pub(crate) fn hears(&mut self, text: &str) {
        let generation = self.generation();
        self.input(Input::Text { generation, text });
    }

    /// The server sends a binary frame.
    pub(crate) fn hears_bytes(&mut self, bytes: &[u8]) {
        let generation = self.generation();
        self.input(Input::Binary { generation, bytes });
    }

    /// The socket closes, or could not be opened.
    pub(crate) fn loses(&mut self, code: u16) {
        let generation = self.generation();
        self.input(Input::SocketClosed { generation, code });
    }

    /// A person acts on a booking.
    pub(crate) fn commands(&mut self, id: &str) {
        let command =
            Command { venue: "v1".to_owned(), booking: format!("b-{id}"), note: 1, is_queueable: true };
        self.input(Input::Command { id: id.to_owned(), command, expected_version: 1 });
    }

    /// Time passes and timers fire when they are due, until `is_done`; how long it took, at most `ms`.
    pub(crate) fn waits(&mut self, ms: u64, is_done: impl Fn(&Desk) -> bool) -> u64 {
        let (start, end) = (self.now.mono, self.now.mono + ms);
        while !is_done(self) {
            let due = self.client.poll_timeout(self.now).map_or(end, |(at, _)| at.min(end));
            let passed = due.since_ms(self.now.mono);
            self.now.mono = due;
            self.now.wall = WallTime(self.now.wall.0 + passed.cast_signed());
            self.input(Input::Timer);
            if due == end {
                break;
            }
        }
        self.now.mono.since_ms(start)
    }

    /// The line is lost, and found again by another attempt within the bounds of the schedule.
    pub(crate) fn comes_back(&mut self) {
        assert!(self.socket.is_none(), "the lost socket is closed");
        let ms = self.waits(60_000, |desk| desk.socket.is_some());
        assert!(self.socket.is_some() && (200..=15_000).contains(&ms), "tried again after {ms} ms");
    }

    fn input(&mut self, input: Input<'_, App>) {
        self.client.handle(self.now, input);
        while let Some(effect) = self.client.poll_effect() {
            let answer = if let Effect::Outbox(step) = &effect { Input::without_storage(step) } else { None };
            self.perform(effect);
            if let Some(answer) = answer {
                self.client.handle(self.now, answer);
            }
        }
    }

    fn perform(&mut self, effect: Effect<App>) {
        match effect {
            Effect::OpenSocket { generation } => {
                assert!(self.socket.replace(generation).is_none(), "one socket at a time");
            }
            Effect::CloseSocket { generation, farewell } => {
                if farewell.is_some() && !self.is_posting {
                    self.posted.push("1".to_owned());
                }
                assert_eq!(self.socket.take(), Some(generation));
                (self.is_asking, self.is_posting) = (false, false);
            }
            Effect::Send { generation, frame } => {
                assert_eq!(Some(generation), self.socket);
                let Frame::Text(text) = frame else { panic!("this client sends text") };
                self.sent.push(text);
            }
            Effect::Poll { generation, sid } => {
                assert!(!std::mem::replace(&mut self.is_asking, true), "one GET at a time");
                match sid {
                    None => assert!(self.socket.replace(generation).is_none(), "one session at a time"),
                    Some(_) => assert_eq!(Some(generation), self.socket),
                }
                self.asked.push(sid);
            }
            Effect::Post { generation, body, .. } => {
                assert!(!std::mem::replace(&mut self.is_posting, true), "one POST at a time");
                assert_eq!(Some(generation), self.socket);
                self.posted.push(body);
            }
            Effect::Event { name, args } => self.events.push((name, args.to_string())),
            Effect::Outbox(Step::Item(item)) => self.told.push(item.state),
            Effect::RequestToken { .. }
            | Effect::CancelToken { .. }
            | Effect::Remember(_)
            | Effect::Outbox(_)
            | Effect::PostCommand { .. }
            | Effect::Answered { .. }
            | Effect::Rejected { .. }
            | Effect::Fetch { .. }
            | Effect::CancelFetch { .. }
            | Effect::Check { .. }
            | Effect::Checks(_)
            | Effect::Deliver(_)
            | Effect::Status(_)
            | Effect::Feed(_)
            | Effect::Log(_) => {}
        }
    }
}
