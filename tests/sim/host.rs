//! One device: the client under test, its clocks, its boards, and what a driver must remember for it.

use std::collections::{BTreeMap, BTreeSet};

use deskbell::realtime::{
    Check, CheckResult, Client, ConnectionState, ConnectionStatus, Delivery, FeedCopy, FeedPhase, FeedStatus,
    Now, Options, Timestamp, Worked,
};

use super::clock::Clock;
use super::model::{App, Board, Booking, Command};
use super::net::Conn;
use super::orders::Handed;
use super::polls::Verb;
use super::rest::Answer;
use super::storage::{Storage, Stored};

/// What a person, or the browser around the page, does.
#[derive(Debug, Clone)]
pub(crate) enum Act {
    Connect,
    Disconnect,
    Retry,
    SignIn,
    SignOut,
    Unsubscribe(String),
    Subscribe(String),
    Reload(String),
    Restore(String, FeedCopy),
    Online,
    Offline,
    Visible,
    Hidden,
    Frozen,
    Resumed,
    PageHidden,
    PageShown,
    LookAtClocks,
    Command,
    Decide { id: String, key: String },
}

impl Act {
    /// Whether a person does it on the page; the rest is the browser's.
    pub(crate) fn is_a_persons(&self) -> bool {
        match self {
            Act::Connect
            | Act::Disconnect
            | Act::Retry
            | Act::SignIn
            | Act::SignOut
            | Act::Unsubscribe(_)
            | Act::Subscribe(_)
            | Act::Reload(_)
            | Act::Restore(..)
            | Act::Command
            | Act::Decide { .. } => true,
            Act::Online
            | Act::Offline
            | Act::Visible
            | Act::Hidden
            | Act::Frozen
            | Act::Resumed
            | Act::PageHidden
            | Act::PageShown
            | Act::LookAtClocks => false,
        }
    }
}

/// What reaches a device. Owned, since a sleeping device takes it in later.
#[derive(Debug, Clone)]
pub(crate) enum Arrival {
    Opened { generation: u64 },
    Closed { generation: u64, code: u16 },
    Text { generation: u64, text: String },
    Requested { generation: u64, verb: Verb, answer: Option<Answer> },
    Page { request: u64, answer: Option<Answer> },
    Token { request: u64, sent_at: Now, answer: TokenAnswer },
    Checked { run: u64, check: Check, result: CheckResult },
    Stored(Stored),
    Commanded { request: u64, answer: Option<Answer> },
    Act(Act),
}

/// How a refresh ended.
#[derive(Debug, Clone)]
pub(crate) enum TokenAnswer {
    Issued { value: String, life_ms: u64 },
    Refused { code: &'static str },
    Unreachable,
}

/// The socket, or the polling session, of one generation.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Socket {
    pub(crate) generation: u64,
    pub(crate) conn: Conn,
    pub(crate) is_handshaken: bool,
    pub(crate) is_accepted: bool,
    /// A probe was answered: from then on silence is judged.
    pub(crate) is_probed: bool,
    pub(crate) is_polling: bool,
    /// A GET is under way.
    pub(crate) is_asked: bool,
    /// A POST is under way.
    pub(crate) is_posted: bool,
}

impl Socket {
    /// A WebSocket that is asked for.
    pub(crate) fn new(generation: u64, conn: Conn) -> Self {
        Socket {
            generation,
            conn,
            is_handshaken: false,
            is_accepted: false,
            is_probed: false,
            is_polling: false,
            is_asked: false,
            is_posted: false,
        }
    }
}

/// One device.
pub(crate) struct Host {
    pub(crate) client: Client<App>,
    pub(crate) clock: Clock,
    pub(crate) venues: Vec<String>,
    pub(crate) boards: BTreeMap<String, Board>,
    pub(crate) feeds: BTreeMap<String, FeedStatus>,
    pub(crate) status: Option<ConnectionStatus>,
    /// Every state that people saw, in order.
    pub(crate) story: Vec<ConnectionState>,
    pub(crate) socket: Option<Socket>,
    /// A WebSocket beside a polling session, on the way back up, and since when.
    pub(crate) beside: Option<Socket>,
    pub(crate) beside_since: u64,
    /// The connection that the client closed last.
    pub(crate) closed: Option<Conn>,
    pub(crate) is_wanted: bool,
    pub(crate) is_visible: bool,
    /// The page is put away: nothing on it may change.
    pub(crate) is_left: bool,
    /// Nothing runs on the page until the browser resumes it.
    pub(crate) is_frozen: bool,
    pub(crate) is_signing_in: bool,
    /// Nobody is there to sign in again.
    pub(crate) is_away: bool,
    pub(crate) armed: Option<Timestamp>,
    pub(crate) timer_version: u64,
    pub(crate) inbox: Vec<Arrival>,
    pub(crate) commands: BTreeMap<String, Handed>,
    /// Their identities in the order in which the person made them.
    pub(crate) made: Vec<String>,
    pub(crate) storage: Storage,
    pub(crate) fetches: BTreeSet<u64>,
    /// The token request that is not answered.
    pub(crate) refresh: Option<u64>,
    /// Until when a hint that arrived binds the device, by its own clock; the crowd's spread not counted.
    pub(crate) hinted_until: Timestamp,
    /// Which true time a reading of both clocks stands for.
    moments: BTreeMap<(u64, i64), u64>,
    /// A head may go back within an epoch: the server's did.
    pub(crate) may_go_back: bool,
    /// What the next page of this device would begin with.
    pub(crate) remembered: Option<Worked>,
}

impl Host {
    pub(crate) fn new(seed: u64, options: Options, venues: &[&str]) -> Self {
        Host {
            client: Client::new(App, options, seed),
            clock: Clock::default(),
            venues: venues.iter().map(|venue| (*venue).to_owned()).collect(),
            boards: BTreeMap::new(),
            feeds: BTreeMap::new(),
            status: None,
            story: Vec::new(),
            socket: None,
            beside: None,
            beside_since: 0,
            closed: None,
            is_wanted: false,
            is_visible: true,
            is_left: false,
            is_frozen: false,
            is_signing_in: false,
            is_away: false,
            armed: None,
            timer_version: 0,
            inbox: Vec::new(),
            commands: BTreeMap::new(),
            made: Vec::new(),
            storage: Storage::new(!seed),
            fetches: BTreeSet::new(),
            refresh: None,
            hinted_until: Timestamp::default(),
            moments: BTreeMap::new(),
            may_go_back: false,
            remembered: None,
        }
    }

    /// Both clocks at the true time `at`, remembered so that a proof can be dated.
    pub(crate) fn look_at_clocks(&mut self, at: u64) -> Now {
        let now = self.clock.now(at);
        self.moments.insert((now.mono.0, now.wall.0), at);
        now
    }

    /// The true time of a reading of the clocks.
    pub(crate) fn true_time(&self, now: Now) -> Option<u64> {
        self.moments.get(&(now.mono.0, now.wall.0)).copied()
    }

    /// The socket of this generation.
    pub(crate) fn socket_mut(&mut self, generation: u64) -> Option<&mut Socket> {
        let both = self.socket.iter_mut().chain(self.beside.iter_mut());
        both.into_iter().find(|socket| socket.generation == generation)
    }

    /// The socket of this generation is gone; the one beside it takes its place.
    pub(crate) fn forget_socket(&mut self, generation: u64) -> Option<Socket> {
        if self.beside.is_some_and(|socket| socket.generation == generation) {
            return self.beside.take();
        }
        let gone = self.socket.take_if(|socket| socket.generation == generation)?;
        self.socket = self.beside.take();
        Some(gone)
    }

    /// What people see of the connection.
    pub(crate) fn state(&self) -> Option<ConnectionState> {
        self.status.as_ref().map(|status| status.state)
    }

    /// Whether every change reaches the board.
    pub(crate) fn is_live(&self) -> bool {
        self.status.as_ref().is_some_and(|status| status.live)
    }

    /// Where a feed stands.
    pub(crate) fn phase(&self, venue: &str) -> Option<FeedPhase> {
        self.feeds.get(venue).map(|feed| feed.phase)
    }

    /// The first venue's board, as far as there is one.
    pub(crate) fn board(&self) -> Option<&Board> {
        self.boards.get(self.venues.first()?)
    }

    /// Hands a delivery to its board; an error is a broken rule.
    pub(crate) fn deliver(&mut self, delivery: Delivery<Option<Booking>>) -> Result<(), String> {
        let (feed, snapshot_head) = match &delivery {
            Delivery::Snapshot { feed, head, .. } => (feed.clone(), Some(head.clone())),
            Delivery::Changes { feed, .. } | Delivery::Closed { feed, .. } => (feed.clone(), None),
        };
        let board = self.boards.entry(feed).or_default();
        if let (Some(own), Some(new)) = (&board.head, snapshot_head)
            && own.epoch == new.epoch
            && own.revision > new.revision
            && !self.may_go_back
        {
            return Err(format!("a snapshot took the board from {} back to {}", own.revision, new.revision));
        }
        board.take(delivery)
    }

    /// A command on something that the person sees, and the version that they see.
    pub(crate) fn choose_command(&self, number: u64) -> Option<(Command, u64)> {
        let venue = self.venues.get(usize::try_from(number).ok()? % self.venues.len())?.clone();
        let bookings: Vec<&Booking> = self.boards.get(&venue)?.bookings().collect();
        let booking = bookings.get(usize::try_from(number / 7).ok()? % bookings.len().max(1))?;
        let (version, booking) = (booking.version, booking.id.clone());
        Some((Command { venue, booking, note: number, is_queueable: !number.is_multiple_of(5) }, version))
    }
}
