//! The driver: owns one machine and one queue of inputs, and does what the machine asks for.
//!
//! Whatever happens becomes a queued input. While one is being handled, nothing re-enters the machine: what
//! an effect causes waits in the queue. After the queue is empty, one timer is armed.

mod keeping;
mod page;
mod reading;
mod requests;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::rc::{Rc, Weak};

use futures_util::future::{AbortHandle, LocalBoxFuture};
use gloo_timers::callback::Timeout;
use web_sys::AbortController;

use self::keeping::Keeper;
use self::requests::Leaving;
use super::events::Listener;
use super::http::{Answer, Http};
use super::socket::{Socket, SocketEvent};
use super::{clock, console};
use crate::realtime::{
    Application, Client, Effect, Fault, Input, Level, Response, Timestamp, Token, Unreachable,
};

/// Inputs that may wait; more can only come from a handler that calls itself.
const QUEUE_MAX: usize = 4_096;
/// The longest wait that a browser's timer can hold.
const TIMEOUT_MS_MAX: u64 = i32::MAX as u64;
/// A device that slept tells nobody, and its timers may go on as if nothing had been: a visible page looks at both
/// clocks this often.
const LOOK_MS: u64 = 1_000;

/// Where the machine finds its server.
#[derive(Debug, Clone)]
pub struct Endpoints {
    /// The address of the WebSocket transport, with its query.
    pub socket_url: String,
    /// The address of the long-polling transport, with its query and without a session.
    pub polling_url: String,
    /// The REST API.
    pub http: Http,
    /// The name of the device's database, for the check of it.
    pub database: String,
}

impl Endpoints {
    /// The address of the long-polling session that the server named `sid`.
    pub(super) fn polling_url_of(&self, sid: &str) -> String {
        format!("{}&sid={}", self.polling_url, js_sys::encode_uri_component(sid))
    }
}

/// An input that owns what it carries.
pub enum QueuedInput<A: Application> {
    /// Anything that borrows nothing.
    Plain(Input<'static, A>),
    /// What a socket told.
    Socket(u64, SocketInput),
    /// The answer to a GET of long-polling.
    Polled(u64, Result<Answer, Unreachable>),
    /// The answer to a POST of long-polling.
    Posted(u64, Result<Answer, Unreachable>),
    /// The answer to a command by REST.
    Commanded(u64, Result<Answer, Unreachable>),
    /// The answer to a request.
    Fetched(u64, Result<Answer, Unreachable>),
}

/// What a socket of some generation told; made by the driver only.
pub struct SocketInput(SocketEvent);

/// Gets a fresh token; given by whoever knows how people sign in. Dropped before its end, it is no longer wanted.
pub type TokenSource = Box<dyn Fn() -> LocalBoxFuture<'static, Result<Token, Fault>>>;

/// Runs the machine. Dropping the last handle closes everything.
pub struct Driver<A: Application + 'static> {
    shared: Rc<Shared<A>>,
}

impl<A: Application + 'static> Clone for Driver<A> {
    fn clone(&self) -> Self {
        Driver { shared: Rc::clone(&self.shared) }
    }
}

struct Shared<A: Application + 'static> {
    this: Weak<Shared<A>>,
    client: RefCell<Client<A>>,
    queue: RefCell<VecDeque<QueuedInput<A>>>,
    running: Cell<bool>,
    dropped: Cell<u64>,
    endpoints: Endpoints,
    tokens: TokenSource,
    sink: Box<dyn Fn(Effect<A>)>,
    socket: RefCell<Option<(u64, Socket)>>,
    /// The POST of each polling session that is under way, with the session to close behind it.
    posts: RefCell<BTreeMap<u64, Option<String>>>,
    leaving: RefCell<BTreeMap<u64, Leaving>>,
    /// The GET of each polling session that is open: at most one.
    polls: RefCell<BTreeMap<u64, AbortController>>,
    fetches: RefCell<BTreeMap<u64, AbortController>>,
    refreshes: RefCell<BTreeMap<u64, AbortHandle>>,
    timer: RefCell<Option<(Timestamp, Timeout)>>,
    listeners: RefCell<Vec<Listener>>,
    keeper: RefCell<Option<Keeper>>,
}

impl<A: Application + 'static> Driver<A> {
    /// A driver at rest. `sink` gets every effect that is not I/O: changes, fates, statuses, events, records.
    pub fn new(
        client: Client<A>,
        endpoints: Endpoints,
        tokens: TokenSource,
        sink: impl Fn(Effect<A>) + 'static,
    ) -> Self {
        let shared = Rc::new_cyclic(|this| Shared {
            this: this.clone(),
            client: RefCell::new(client),
            queue: RefCell::new(VecDeque::new()),
            running: Cell::new(false),
            dropped: Cell::new(0),
            endpoints,
            tokens,
            sink: Box::new(sink),
            socket: RefCell::new(None),
            posts: RefCell::new(BTreeMap::new()),
            leaving: RefCell::new(BTreeMap::new()),
            polls: RefCell::new(BTreeMap::new()),
            fetches: RefCell::new(BTreeMap::new()),
            refreshes: RefCell::new(BTreeMap::new()),
            timer: RefCell::new(None),
            listeners: RefCell::new(Vec::new()),
            keeper: RefCell::new(None),
        });
        shared.listen();
        Driver { shared }
    }

    /// Hands an input to the machine: now, or after the one that is being handled.
    pub fn push(&self, input: Input<'static, A>) {
        self.shared.push(QueuedInput::Plain(input));
    }

    /// What is worth a log record from now on: for all, or for one target. `false` when there is no such target.
    pub fn set_log_level(&self, target: Option<&str>, level: Option<Level>) -> bool {
        let mut client = self.shared.client.borrow_mut();
        match target {
            Some(target) => client.log_filter_mut().set_target(target, level),
            None => {
                client.log_filter_mut().set_level(level);
                true
            }
        }
    }

    /// Lets `change` adjust the application's own part, between two inputs.
    pub fn with_application(&self, change: impl FnOnce(&mut A)) {
        change(self.shared.client.borrow_mut().application_mut());
    }
}

impl<A: Application + 'static> Shared<A> {
    fn push(&self, input: QueuedInput<A>) {
        if self.queue.borrow().len() >= QUEUE_MAX {
            self.dropped.set(self.dropped.get() + 1);
            log::error!("the input queue is full; {} inputs dropped so far", self.dropped.get());
            return;
        }
        self.queue.borrow_mut().push_back(input);
        if !self.running.replace(true) {
            while self.step() {}
            self.running.set(false);
            self.arm();
        }
    }

    /// Handles the next input and does what follows from it; `false` when there was none.
    fn step(&self) -> bool {
        let Some(input) = self.queue.borrow_mut().pop_front() else { return false };
        let now = clock::now();
        {
            let mut client = self.client.borrow_mut();
            match input {
                QueuedInput::Plain(input) => client.handle(now, input),
                QueuedInput::Socket(generation, SocketInput(event)) => match event {
                    SocketEvent::Opened => client.handle(now, Input::SocketOpened { generation }),
                    SocketEvent::Closed(code) => client.handle(now, Input::SocketClosed { generation, code }),
                    SocketEvent::Text(text) => client.handle(now, Input::Text { generation, text: &text }),
                    SocketEvent::Binary(bytes) => {
                        client.handle(now, Input::Binary { generation, bytes: &bytes })
                    }
                },
                QueuedInput::Polled(generation, result) => {
                    client.handle(now, Input::Polled { generation, result: response(&result) });
                }
                QueuedInput::Posted(generation, result) => {
                    client.handle(now, Input::Posted { generation, result: response(&result) });
                }
                QueuedInput::Commanded(request, result) => {
                    client.handle(now, Input::Commanded { request, result: response(&result) });
                }
                QueuedInput::Fetched(request, result) => {
                    client.handle(now, Input::Fetched { request, result: response(&result) });
                }
            }
        }
        loop {
            let effect = self.client.borrow_mut().poll_effect();
            match effect {
                Some(effect) => self.perform(effect),
                None => return true,
            }
        }
    }

    fn perform(&self, effect: Effect<A>) {
        match effect {
            Effect::OpenSocket { generation } => self.open_socket(generation),
            Effect::CloseSocket { generation, farewell } => self.close(generation, farewell),
            Effect::Poll { generation, sid } => self.poll(generation, sid),
            Effect::Post { generation, sid, body } => self.post(generation, &sid, body),
            Effect::Send { generation, frame } => {
                let stuck = self
                    .socket
                    .borrow()
                    .as_ref()
                    .is_some_and(|(open, socket)| *open == generation && !socket.send(&frame));
                if stuck {
                    self.push(QueuedInput::Socket(generation, SocketInput(SocketEvent::Closed(1006))));
                }
            }
            Effect::RequestToken { request } => self.refresh(request),
            Effect::CancelToken { request } => {
                if let Some(refresh) = self.refreshes.borrow_mut().remove(&request) {
                    refresh.abort();
                }
            }
            Effect::Fetch { request, path, token } => self.fetch(request, path, token),
            Effect::CancelFetch { request } => {
                if let Some(abort) = self.fetches.borrow_mut().remove(&request) {
                    abort.abort();
                }
            }
            Effect::Log(record) => {
                console::write(&record);
                (self.sink)(Effect::Log(record));
            }
            Effect::Check { run, check } => self.check(run, check),
            Effect::PostCommand { request, body, token } => self.post_command(request, body, token),
            Effect::Outbox(step) => self.keep(step),
            Effect::Deliver(_)
            | Effect::Checks(_)
            | Effect::Answered { .. }
            | Effect::Rejected { .. }
            | Effect::Event { .. }
            | Effect::Status(_)
            | Effect::Feed(_)
            | Effect::Remember(_) => (self.sink)(effect),
        }
    }

    /// Arms the timer again only when the deadline changed; the clock decides what is due, not the timer.
    fn arm(&self) {
        let now = clock::now();
        let deadline = self.client.borrow().poll_timeout(now).map(|(at, _)| at);
        if self.timer.borrow().as_ref().map(|(at, _)| *at) == deadline {
            return;
        }
        *self.timer.borrow_mut() = deadline.map(|at| {
            let this = self.this.clone();
            // One more millisecond, since browsers round a timer down and clocks are cut to whole ones.
            let is_hidden =
                web_sys::window().and_then(|window| window.document()).is_none_or(|page| page.hidden());
            let wait_ms_max = if is_hidden { TIMEOUT_MS_MAX } else { LOOK_MS };
            let wait_ms = at.since_ms(now.mono).saturating_add(1).min(wait_ms_max);
            let wait_ms = u32::try_from(wait_ms).unwrap_or(u32::MAX >> 1);
            let timeout = Timeout::new(wait_ms, move || {
                if let Some(shared) = this.upgrade() {
                    shared.timer.borrow_mut().take();
                    shared.push(QueuedInput::Plain(Input::Timer));
                }
            });
            (at, timeout)
        });
    }
}

impl<A: Application + 'static> Drop for Shared<A> {
    fn drop(&mut self) {
        for abort in self.polls.get_mut().values().chain(self.fetches.get_mut().values()) {
            abort.abort();
        }
        self.leaving.get_mut().values().for_each(Leaving::abort);
        for refresh in self.refreshes.get_mut().values() {
            refresh.abort();
        }
    }
}

fn response(result: &Result<Answer, Unreachable>) -> Result<Response<'_>, Unreachable> {
    result.as_ref().map_err(|error| *error).map(Answer::response)
}
