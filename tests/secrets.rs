//! Secrets on every path into the machine, and none of them in anything that it logs or shows.
//!
//! A token, a guest's name, an address, a note, a server's own words: each goes in where it may come from, malformed
//! too. Then the log, the history, the statuses and the faults are searched for all of them.

use deskbell::realtime::outbox::{SignOut, Step};
use deskbell::realtime::socket_io::{Args, EncodeError};
use deskbell::realtime::{
    About, Application, Client, Draft, Effect, Entry, Envelope, Fault, FaultKind, Input, Level, Now, Options,
    Response, Timestamp, Token, Unreachable, Unreadable, WallTime,
};
use serde_json::value::{RawValue, to_raw_value};

/// What must never be seen. The texts of the inputs below are made of these.
const SECRETS: [&str; 6] = [
    "tok.en-S3CRET",
    "Maria Lopes",
    "maria@example.org",
    "allergic to nuts",
    "Rua do Ouro 12",
    "+351 900 000 000",
];

/// An application that reads nothing and passes everything on: what it is handed is full of secrets.
struct App;

impl Application for App {
    type Change = ();
    type Command = ();
    type Answer = ();

    fn decode(&self, event: &str, _: &Args<'_>) -> Result<Option<Envelope<()>>, Unreadable> {
        if event == "booking:changed" { Err(unreadable()) } else { Ok(None) }
    }

    fn decode_change(&self, _: &RawValue) -> Result<Envelope<()>, Unreadable> {
        Err(unreadable())
    }

    fn decode_record(&self, _: &str, _: &RawValue) -> Result<Entry<()>, Unreadable> {
        Err(unreadable())
    }

    fn snapshot_path(&self, _: &str) -> String {
        "/api/bookings".to_owned()
    }

    fn draft(&self, (): &()) -> Result<Draft, EncodeError> {
        Ok(Draft { key: "b1".to_owned(), body: format!("{:?}", guest()), is_queueable: true })
    }

    fn encode(&self, _: &str, _: &str, _: u64) -> Result<Box<RawValue>, Unreadable> {
        to_raw_value(&guest()).map_err(|_| Unreadable::default())
    }

    fn decode_answer(&self, _: &RawValue) -> Result<(), Unreadable> {
        Err(unreadable())
    }

    fn version(&self, (): &()) -> Option<u64> {
        None
    }
}

fn unreadable() -> Unreadable {
    Unreadable { what: "no booking", ..Unreadable::default() }
}

fn guest() -> String {
    SECRETS.join(" ")
}

/// The machine, what it said so far, and its clock.
struct Bench {
    client: Client<App>,
    now: Now,
    said: String,
    generation: u64,
    tokens: Vec<u64>,
    fetches: Vec<u64>,
    posts: Vec<u64>,
}

impl Bench {
    fn new() -> Self {
        let mut client = Client::new(App, Options::default(), 1);
        client.log_filter_mut().set_level(Some(Level::Debug));
        let now = Now { mono: Timestamp(1_000), wall: WallTime(1_778_738_400_000) };
        Bench {
            client,
            now,
            said: String::new(),
            generation: 0,
            tokens: Vec::new(),
            fetches: Vec::new(),
            posts: Vec::new(),
        }
    }

    fn hand(&mut self, input: Input<'_, App>) {
        self.now.mono = self.now.mono + 40;
        self.now.wall.0 += 40;
        self.client.handle(self.now, input);
        while let Some(effect) = self.client.poll_effect() {
            match effect {
                Effect::OpenSocket { generation } | Effect::Poll { generation, .. } => {
                    self.generation = generation;
                }
                Effect::RequestToken { request } => self.tokens.push(request),
                Effect::Fetch { request, .. } => self.fetches.push(request),
                Effect::Log(record) => self.said += &format!("{record} {record:?}\n"),
                Effect::Status(status) => self.said += &format!("{status:?}\n"),
                Effect::Feed(status) => self.said += &format!("{status:?}\n"),
                Effect::Checks(report) => self.said += &format!("{report:?}\n"),
                Effect::Outbox(step) => {
                    if let Some(answer) = Input::without_storage(&step) {
                        self.hand(answer);
                    } else if let Step::Summary(summary) = step {
                        self.said += &format!("{summary:?}\n");
                    }
                }
                Effect::Rejected { id, why } => self.said += &format!("{id} {why:?}\n"),
                Effect::PostCommand { request, .. } => self.posts.push(request),
                Effect::Answered { .. } => {}
                // These carry the data to where it belongs: the server, the board, the application.
                Effect::Send { .. }
                | Effect::Post { .. }
                | Effect::Deliver(_)
                | Effect::Event { .. }
                | Effect::CloseSocket { .. }
                | Effect::CancelToken { .. }
                | Effect::Check { .. }
                | Effect::CancelFetch { .. } => {}
                // This one is kept on the device.
                Effect::Remember(worked) => self.said += &format!("{worked} {worked:?}\n"),
            }
        }
    }

    fn text(&mut self, text: &str) {
        let generation = self.generation;
        self.hand(Input::Text { generation, text });
    }

    fn token(&self) -> Token {
        Token { user: "ana".to_owned(), value: SECRETS[0].to_owned(), sent_at: self.now, life_ms: 600_000 }
    }

    fn sign_in(&mut self) {
        let token = self.token();
        self.said += &format!("{token:?}\n");
        self.hand(Input::TabNamed { tab: "t1".to_owned() });
        self.hand(Input::SignedIn(token));
        self.hand(Input::Subscribe { feed: "v1".to_owned(), handler: 1 });
    }

    fn connect(&mut self) {
        self.sign_in();
        let generation = self.generation;
        self.hand(Input::SocketOpened { generation });
        self.text(
            r#"0{"sid":"s","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}"#,
        );
        self.text(r#"40{"sid":"t"}"#);
    }

    fn answer_fetches(&mut self, body: &str) {
        for status in [200, 401, 503] {
            for request in std::mem::take(&mut self.fetches) {
                let response = Response { status, retry_after_ms: Some(5), body };
                self.hand(Input::Fetched { request, result: Ok(response) });
            }
            for _ in 0..200 {
                self.hand(Input::Timer);
            }
        }
    }
}

/// Everything that a peer may send, with a secret in each place.
fn frames(guest: &str) -> Vec<String> {
    let json = serde_json::to_string(guest).expect("a string");
    let mut frames = vec![
        guest.to_owned(),
        format!("4{guest}"),
        format!("42{guest}"),
        format!("42[{json}]"),
        format!("42[{json},{{\"note\":{json}}}]"),
        format!("42[\"booking:changed\",{{\"booking\":{json}}}]"),
        format!("42[\"server:notice\",{{\"kind\":{json},\"code\":{json}}}]"),
        format!("42[\"server:notice\",{json}]"),
        format!("42[\"feed:closed\",{{\"venue\":{json},\"code\":{json}}}]"),
        format!("42[\"feed:closed\",{{\"venue\":\"v1\",\"code\":{json}}}]"),
        format!("42[\"feed:closed\",{json}]"),
        format!("451-[{json},{{\"_placeholder\":true,\"num\":0}}]"),
        format!("44{{\"message\":{json},\"data\":{{\"code\":{json}}}}}"),
        format!("42/{guest},[1]"),
        format!("0{{\"sid\":{json}}}"),
        format!("2{guest}"),
    ];
    let answers = [
        format!("[{json}]"),
        format!("[{{\"error\":{{\"code\":{json},\"message\":{json}}}}}]"),
        format!("[{{\"epoch\":\"e\",\"revision\":1,\"changes\":[{json}]}}]"),
        r#"[{"epoch":"e","revision":1,"reload":true}]"#.to_owned(),
        format!("[{{\"server_time\":{json},\"heads\":{json}}}]"),
    ];
    for id in 0..12 {
        frames.extend(answers.iter().map(|answer| format!("43{id}{answer}")));
    }
    frames
}

/// Whether a word is found nowhere but in a secret.
fn is_telling(word: &&str) -> bool {
    word.len() > 2 && !word.bytes().all(|byte| byte.is_ascii_digit())
}

fn searched(bench: &Bench) {
    let mut said = bench.said.clone();
    for record in bench.client.log().records() {
        said += &format!("{record} {record:?}\n");
    }
    for change in bench.client.history().changes() {
        said += &format!("{change:?}\n");
    }
    let about = About { version: "1", browser: "a browser", is_secure: true, inputs_dropped: 0 };
    said += &bench.client.export(bench.now, &about);
    said += &format!("{:?} {:?}", bench.client.report(bench.now), bench.client.status(bench.now));
    for secret in SECRETS.iter().flat_map(|secret| secret.split(' ')).filter(is_telling) {
        let at = said.find(secret);
        assert!(at.is_none(), "{secret} is in: {:?}", at.map(|at| &said[at.saturating_sub(120)..at + 40]));
    }
}

#[test]
fn no_frame_leaves_a_secret_in_the_log() {
    let guest = guest();
    for secret in SECRETS.iter().copied().chain([guest.as_str()]) {
        for frame in frames(secret) {
            // Each in a session of its own, since some of them end it; and while the socket still opens.
            let mut bench = Bench::new();
            bench.sign_in();
            bench.text(&frame);
            bench.connect();
            bench.hand(Input::Command { id: "c1".to_owned(), command: (), expected_version: 1 });
            bench.text(&frame);
            let generation = bench.generation;
            bench.hand(Input::Binary { generation, bytes: frame.as_bytes() });
            bench.answer_fetches(&frame);
            bench.hand(Input::SocketClosed { generation, code: 1006 });
            bench.hand(Input::SignedOut(SignOut::Keep));
            searched(&bench);
            assert!(bench.said.contains("state"), "the log is looked at where there is one");
        }
    }
}

#[test]
fn no_page_token_or_fault_leaves_a_secret_in_the_log() {
    let json = serde_json::to_string(&guest()).expect("a string");
    let bodies = [
        guest(),
        json.clone(),
        format!(r#"{{"error":{{"code":{json},"message":{json}}}}}"#),
        format!(r#"{{"epoch":{json},"revision":1,"bookings":[{json}],"next":{json}}}"#),
        format!(r#"{{"epoch":"e","revision":{json},"bookings":[{json}]}}"#),
    ];
    for body in bodies {
        let mut bench = Bench::new();
        bench.connect();
        (0..8).for_each(|id| bench.text(&format!(r#"43{id}[{{"epoch":"e","revision":9,"reload":true}}]"#)));
        assert!(!bench.fetches.is_empty(), "a page is asked for");
        bench.answer_fetches(&body);
        bench.hand(Input::Online);
        for request in std::mem::take(&mut bench.fetches) {
            bench.hand(Input::Fetched { request, result: Err(Unreachable) });
        }
        for request in bench.tokens.clone() {
            let fault = Fault::new(FaultKind::Server, "no token")
                .with_code(&body)
                .because(Fault::from_code(&body, None));
            bench.said += &format!("{fault} {fault:?}\n");
            bench.hand(Input::Token { request, result: Err(fault) });
            let token = bench.token();
            bench.hand(Input::Token { request, result: Ok(token) });
        }
        searched(&bench);
    }
}

#[test]
fn a_record_that_nobody_wants_is_not_made() {
    let mut bench = Bench::new();
    bench.client.log_filter_mut().set_level(None);
    bench.connect();
    assert_eq!(bench.client.log().records().count(), 0);
    assert!(bench.client.log_filter_mut().set_target("connection", Some(Level::Debug)));
    let generation = bench.generation;
    bench.hand(Input::SocketClosed { generation, code: 1012 });
    bench.client.log_filter_mut().set_level(Some(Level::Warn));
    let targets: Vec<_> = bench.client.log().records().map(|record| record.target).collect();
    assert!(!targets.is_empty() && targets.iter().all(|target| *target == "connection"), "{targets:?}");
}
