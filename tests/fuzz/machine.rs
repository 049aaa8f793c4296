//! A client that gets any inputs in any order, and the rules that it must keep all the same.
//!
//! The bytes choose: which input, of which generation, at what time; what the "server" says is right, broken or
//! garbage. The driver half is as small as the contract of `realtime`: do the effects, arm one timer.

#[path = "orders.rs"]
mod orders;
#[path = "says.rs"]
mod says;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use deskbell::realtime::engine_io::Frame;
use deskbell::realtime::outbox::{SignOut, Step};
use deskbell::realtime::{
    Client, CopiedRecord, Effect, Fault, FaultKind, FeedCopy, Head, Input, Metrics, Now, Options, Timestamp,
    Token, WallTime,
};

use super::dice::Dice;
use super::frames;
use super::model::{App, Board, Command};

/// Effects of one input: every command settles, every feed says something, and some more.
const EFFECTS_MAX: usize = 160;
const VENUES: [&str; 3] = ["v1", "v2", "v\u{e4}"];
const ACKS_MAX: usize = 24;
/// As many as are under way at once, and those that were given up and may still be answered.
const POSTS_MAX: usize = 512;
const LOG_MAX: usize = 32;
/// The clock does not go beyond the year 2242, so that sums of it and any wait stay exact.
const MONO_MAX: u64 = 1 << 43;

struct Bench {
    client: Client<App>,
    now: Now,
    socket: Option<u64>,
    /// A WebSocket beside a polling session.
    beside: Option<u64>,
    /// The polling session, and which requests of it are under way.
    polling: Option<u64>,
    under_way: [bool; 2],
    generation: u64,
    connects_at_open: u64,
    /// The WebSocket beside was given its handshake.
    is_beside_accepted: bool,
    /// WebSockets that come first are refused, so that polling begins.
    is_blocked: bool,
    /// The page is put away.
    is_left: bool,
    request: Option<u64>,
    fetches: BTreeSet<u64>,
    /// Commands that were taken on and are not over.
    commands: BTreeSet<String>,
    /// Requests to storage that wait for their answer, and commands by REST.
    stores: VecDeque<Step>,
    posts: Vec<u64>,
    /// Events that wait for their acknowledgement: of which generation, id and name.
    awaited: Vec<(u64, u64, String)>,
    boards: BTreeMap<&'static str, Board>,
    subscribed: BTreeSet<&'static str>,
    /// When each token was asked for, and its life.
    tokens: Vec<(Now, u64)>,
    revision: u64,
}

/// Runs one client through the inputs that `bytes` choose; how many they were, and what it counted itself.
pub(crate) fn run(bytes: &[u8]) -> (u64, Metrics) {
    let mut dice = Dice::new(bytes);
    let options = Options {
        acks_max: ACKS_MAX,
        buffer_max: 8,
        snapshot_max: 16,
        log_max: LOG_MAX,
        attempts_max: if dice.byte().is_multiple_of(4) { Some(3) } else { None },
        packet_bytes_max: 4_096,
        ..Options::default()
    };
    let mut bench = Bench::new(options, dice.u64());
    let mut count = 0;
    bench.is_blocked = dice.byte() < 80;
    if dice.byte() < 224 {
        bench.sign_in(&mut dice);
    }
    while !dice.is_empty() {
        bench.pass_time(&mut dice);
        bench.step(&mut dice);
        count += 1;
    }
    bench.drive(Input::SignedOut(SignOut::Keep));
    assert!(bench.socket.is_none() && bench.fetches.is_empty(), "nothing outlives the person");
    assert_eq!(bench.client.outbox().items().count(), 0, "nothing of the person is shown");
    // A second look may have been planned before; it is the last thing that this client does.
    bench.now.mono = bench.now.mono + 10;
    bench.drive(Input::Timer);
    assert!(bench.client.poll_timeout(bench.now).is_none(), "a client at rest waits for nothing");
    (count + 1, bench.client.metrics())
}

impl Bench {
    fn new(options: Options, seed: u64) -> Self {
        Bench {
            client: Client::new(App, options, seed),
            now: Now { mono: Timestamp(1_000), wall: WallTime(1_778_738_400_000) },
            socket: None,
            beside: None,
            polling: None,
            under_way: [false; 2],
            generation: 0,
            connects_at_open: 0,
            is_beside_accepted: false,
            is_blocked: false,
            is_left: false,
            request: None,
            fetches: BTreeSet::new(),
            commands: BTreeSet::new(),
            stores: VecDeque::new(),
            posts: Vec::new(),
            awaited: Vec::new(),
            boards: BTreeMap::new(),
            subscribed: BTreeSet::new(),
            tokens: Vec::new(),
            revision: 1,
        }
    }

    /// The monotonic clock goes on by nothing, to the deadline, or by hours; the wall clock goes anywhere.
    fn pass_time(&mut self, dice: &mut Dice<'_>) {
        let due = self.client.poll_timeout(self.now).map_or(0, |(at, _)| at.since_ms(self.now.mono));
        let ms = match dice.below(64) {
            0..=40 => u64::from(dice.byte() / 8),
            41..=60 => due,
            61 => due + u64::from(dice.u16()),
            62 => u64::from(dice.u16()) * 10,
            _ => u64::from(dice.u16()) * 10_000,
        };
        self.now.mono = Timestamp((self.now.mono.0 + ms).min(MONO_MAX));
        let wall_ms = i64::try_from(ms).unwrap_or(0);
        self.now.wall = match dice.below(64) {
            0 => WallTime(dice.u64().cast_signed()),
            1 => WallTime(self.now.wall.0.saturating_add(3_600_000)),
            2 => WallTime(self.now.wall.0.saturating_sub(3_600_000)),
            _ => WallTime(self.now.wall.0.saturating_add(wall_ms)),
        };
    }

    fn step(&mut self, dice: &mut Dice<'_>) {
        // Most pages that are put away come back soon, or nothing else would be seen of them.
        if self.is_left && dice.byte() < 64 {
            return self.drive(Input::PageShown);
        }
        match dice.below(64) {
            0 => self.drive(Input::Connect),
            1 if dice.byte() < 64 => self.drive(Input::Disconnect),
            2 => self.drive(Input::Retry),
            3 if dice.byte() < 64 => self.sign_in(dice),
            4 if dice.byte() < 64 => self.drive(Input::SignedOut(SignOut::Keep)),
            5..=6 => self.subscribe(dice),
            7 => self.unsubscribe(dice),
            8 if dice.byte() < 64 => self.restore(dice),
            8 => self.drive(Input::Reload { feed: (*dice.pick(&VENUES)).to_owned() }),
            9..=10 => self.command(dice),
            11 => self.outbox(dice),
            12..=14 => self.token(dice),
            15 => {
                let generation = self.any_generation(dice);
                self.drive(Input::SocketOpened { generation });
            }
            16 if dice.byte() < 96 => self.close(dice),
            17..=38 => self.right_text(dice),
            39..=42 => {
                let (generation, bytes) = (self.any_generation(dice), frames::frame(dice));
                self.text(generation, &String::from_utf8_lossy(&bytes));
            }
            43 => {
                let (generation, bytes) = (self.any_generation(dice), dice.bytes(16));
                self.drive(Input::Binary { generation, bytes });
            }
            44..=51 => self.fetched(dice),
            52..=53 => self.polled(dice),
            54 => self.posted(dice),
            55 if dice.byte() < 64 => self.ways(dice),
            55 => self.drive(Input::Online),
            56 => self.drive(Input::Offline),
            57 => self.drive(Input::Visible),
            58 => self.drive(Input::Hidden),
            59 => self.page_life(dice),
            _ => self.drive(Input::Timer),
        }
    }

    fn page_life(&mut self, dice: &mut Dice<'_>) {
        self.drive(match dice.below(4) {
            0 => Input::Frozen,
            1 => Input::Resumed,
            2 => Input::PageHidden,
            _ => Input::PageShown,
        });
    }

    fn any_generation(&self, dice: &mut Dice<'_>) -> u64 {
        match dice.below(16) {
            0 => self.generation.wrapping_sub(1),
            1 => self.generation + 1,
            2 => dice.u64(),
            3..=7 => self.beside.or(self.socket).unwrap_or(self.generation),
            _ => self.socket.unwrap_or(self.generation),
        }
    }

    fn sign_in(&mut self, dice: &mut Dice<'_>) {
        self.boards.clear();
        self.subscribed.clear();
        let token = self.issue(dice);
        self.drive(Input::SignedIn(token));
        for feed in VENUES.into_iter().take(dice.below(VENUES.len() + 1)) {
            self.subscribed.insert(feed);
            self.drive(Input::Subscribe { feed: feed.to_owned(), handler: 1 });
        }
    }

    fn subscribe(&mut self, dice: &mut Dice<'_>) {
        let feed = *dice.pick(&VENUES);
        self.subscribed.insert(feed);
        self.drive(Input::Subscribe { feed: feed.to_owned(), handler: 1 });
    }

    fn restore(&mut self, dice: &mut Dice<'_>) {
        let feed = (*dice.pick(&VENUES)).to_owned();
        let records = (0..dice.below(4)).map(|_| {
            let (number, revision) = (dice.below(4), dice.byte());
            let text = match dice.below(4) {
                0 => String::from_utf8_lossy(dice.bytes(16)).into_owned(),
                _ => format!(r#"{{"id":"b{number}","revision":{revision},"version":1,"place":1,"note":1}}"#),
            };
            CopiedRecord { key: format!("b{number}"), text }
        });
        let records = records.collect();
        let revision = if dice.byte() < 32 { dice.u64() } else { u64::from(dice.byte()) };
        let head = Head { epoch: (*dice.pick(&["e0", "e1"])).to_owned(), revision };
        let proved_at = WallTime(dice.u64().cast_signed());
        self.drive(Input::Restore { feed, copy: FeedCopy { head, proved_at, records } });
    }

    fn unsubscribe(&mut self, dice: &mut Dice<'_>) {
        let feed = *dice.pick(&VENUES);
        self.subscribed.remove(feed);
        self.boards.remove(feed);
        self.drive(Input::Unsubscribe { feed: feed.to_owned(), handler: 1 });
    }

    fn command(&mut self, dice: &mut Dice<'_>) {
        let (id, venue) = (format!("c{}", dice.below(8)), (*dice.pick(&VENUES)).to_owned());
        let command = Command {
            venue,
            booking: format!("b{}", dice.below(3)),
            note: u64::from(dice.byte()),
            is_queueable: dice.byte() < 192,
        };
        self.drive(Input::Command { id, command, expected_version: u64::from(dice.byte()) });
    }

    fn issue(&mut self, dice: &mut Dice<'_>) -> Token {
        let life_ms = *dice.pick(&[600_000, 600_000, 600_000, 60_000, 9_000, 500, 0, u64::MAX]);
        self.tokens.push((self.now, life_ms));
        Token {
            user: "ana".to_owned(),
            value: format!("token-{}", self.tokens.len() - 1),
            sent_at: self.now,
            life_ms,
        }
    }

    fn token(&mut self, dice: &mut Dice<'_>) {
        let is_awaited = dice.byte() < 224;
        let request = if is_awaited { self.request } else { None }.unwrap_or_else(|| u64::from(dice.byte()));
        let result = match dice.below(8) {
            0 => Err(Fault::new(FaultKind::Network, "unreachable")),
            1 => Err(Fault::from_code("unauthenticated", None)),
            2 => Err(Fault::from_code("maintenance", Some(dice.u64()))),
            _ => Ok(self.issue(dice)),
        };
        self.drive(Input::Token { request, result });
    }

    fn close(&mut self, dice: &mut Dice<'_>) {
        let (generation, code) = (self.any_generation(dice), dice.u16());
        // The browser's socket is closed from here on; the machine is told, and may say close all the same.
        self.drive(Input::SocketClosed { generation, code });
    }

    /// One input, the whole drain, and the rules.
    fn drive(&mut self, input: Input<'_, App>) {
        self.is_left =
            matches!(input, Input::PageHidden) || (self.is_left && !matches!(input, Input::PageShown));
        self.client.handle(self.now, input);
        let mut count = 0;
        while let Some(effect) = self.client.poll_effect() {
            count += 1;
            assert!(count <= EFFECTS_MAX, "more than {EFFECTS_MAX} effects from one input");
            self.perform(effect);
        }
        if let Some((at, timer)) = self.client.poll_timeout(self.now) {
            assert!(at > self.now.mono, "after the drain {timer:?} is due at {at:?}, now {:?}", self.now);
        }
        assert!(self.client.log().records().count() <= LOG_MAX);
        assert!(self.client.feeds().count() <= self.subscribed.len().max(VENUES.len()));
        assert!(self.fetches.len() <= VENUES.len(), "requests under way: {:?}", self.fetches);
        assert!(self.posts.len() <= POSTS_MAX, "commands by REST under way: {:?}", self.posts);
    }

    fn perform(&mut self, effect: Effect<App>) {
        match effect {
            Effect::OpenSocket { generation } => {
                let is_climb = self.socket.is_some() && self.socket == self.polling;
                assert!(self.socket.is_none() || (is_climb && self.beside.is_none()), "a second socket");
                self.on_opens(generation, is_climb);
            }
            Effect::Poll { generation, sid } => {
                if sid.is_none() {
                    assert!(self.socket.is_none(), "a polling session beside another");
                    self.on_opens(generation, false);
                    self.polling = Some(generation);
                }
                assert_eq!(self.polling, Some(generation), "polls the session that is open");
                assert!(!std::mem::replace(&mut self.under_way[0], true), "two GETs at once");
            }
            Effect::Post { generation, body, .. } => {
                assert_eq!(self.polling, Some(generation), "posts to the session that is open");
                assert!(!std::mem::replace(&mut self.under_way[1], true), "two POSTs at once");
                for packet in body.split('\u{1e}') {
                    self.on_sent(generation, Frame::Text(packet.to_owned()));
                }
            }
            Effect::CloseSocket { generation, .. } => {
                if self.polling == Some(generation) {
                    (self.polling, self.under_way) = (None, [false; 2]);
                }
                let beside = self.beside.take().filter(|beside| *beside != generation);
                let socket = self.socket.filter(|socket| *socket != generation);
                (self.socket, self.beside) = if socket.is_some() { (socket, beside) } else { (beside, None) };
                // What closed by itself, or was closed for a page put away, may be closed again.
                assert!(generation <= self.generation, "closes what was never open");
            }
            Effect::Send { generation, frame } => self.on_sent(generation, frame),
            Effect::RequestToken { request } => self.request = Some(request),
            Effect::CancelToken { request } => {
                assert_eq!(self.request.take(), Some(request), "cancels the refresh that is under way");
            }
            Effect::Fetch { request, token, .. } => {
                self.check_token(&token);
                assert!(self.fetches.insert(request), "request {request} twice");
            }
            Effect::CancelFetch { request } => {
                assert!(self.fetches.remove(&request), "{request} is cancelled and not under way");
            }
            Effect::Deliver(delivery) => self.on_delivery(delivery),
            Effect::Outbox(Step::Item(item)) => self.on_item(item),
            Effect::Outbox(Step::Send { .. }) => panic!("the machine sends by itself"),
            Effect::Outbox(Step::Summary(_) | Step::Flushed { .. }) => {}
            Effect::Outbox(step) => self.stores.push_back(step),
            Effect::PostCommand { request, token, .. } => {
                self.check_token(&token);
                assert!(!self.posts.contains(&request), "command {request} twice");
                self.posts.push(request);
            }
            Effect::Answered { .. } | Effect::Rejected { .. } => {}
            Effect::Event { .. }
            | Effect::Status(_)
            | Effect::Feed(_)
            | Effect::Remember(_)
            | Effect::Log(_) => {}
            Effect::Check { .. } | Effect::Checks(_) => {}
        }
    }

    fn on_opens(&mut self, generation: u64, is_climb: bool) {
        assert!(generation > self.generation, "a generation is used once");
        self.generation = generation;
        if is_climb {
            (self.beside, self.is_beside_accepted) = (Some(generation), false);
        } else {
            self.socket = Some(generation);
            self.connects_at_open = self.client.metrics().connects;
            self.awaited.clear();
        }
    }

    fn on_delivery(&mut self, delivery: deskbell::realtime::Delivery<Option<super::model::Booking>>) {
        use deskbell::realtime::Delivery::{Changes, Closed, Snapshot};
        let (Snapshot { feed, .. } | Changes { feed, .. } | Closed { feed, .. }) = &delivery;
        let name = self.subscribed.get(feed.as_str()).expect("a feed that is followed");
        let board = self.boards.entry(name).or_default();
        board.take(delivery).expect("a delivery that fits the board");
        assert!(!board.is_closed || board.bookings().next().is_none());
    }

    fn on_sent(&mut self, generation: u64, frame: Frame) {
        assert!(self.socket == Some(generation) || self.beside == Some(generation), "sends on what is open");
        let Frame::Text(text) = frame else { panic!("this client sends no binary") };
        if let Some(auth) = text.strip_prefix("40") {
            return self.check_token(auth);
        }
        let Some(event) = text.strip_prefix("42") else { return };
        assert!(self.client.metrics().connects > self.connects_at_open, "{text} before CONNECT's answer");
        let digits = event.len() - event.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let id = event[..digits].parse().expect("this client asks for an answer to everything");
        let name = event[digits..].split('"').nth(1).unwrap_or_default();
        if name == "session:renew" {
            self.check_token(event);
        }
        self.awaited.push((generation, id, name.to_owned()));
    }

    /// A token that its own device can know to be over is not sent.
    fn check_token(&self, text: &str) {
        let number = text.split_once("token-").expect("a token").1;
        let digits = number.len() - number.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (asked_at, life_ms) = self.tokens[number[..digits].parse::<usize>().expect("its number")];
        let age_ms = self.now.mono.since_ms(asked_at.mono);
        assert!(age_ms < life_ms, "a token of {life_ms} ms is sent after {age_ms} ms");
    }
}
