//! Sockets, requests and tokens: what the machine asks of the network, and how the answers come back as inputs.

use futures_util::future::abortable;
use gloo_timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;
use web_sys::AbortController;

use super::super::checks;
use super::super::http;
use super::super::socket::{Socket, SocketEvent};
use super::{QueuedInput, Shared, SocketInput};
use crate::realtime::{Application, Check, Input, Unreachable};

/// Engine.IO's packet that ends a session.
const CLOSE_PACKET: &str = "1";
/// Nobody waits longer for a server to hear of an end.
const FAREWELL_MS_MAX: u32 = 2_000;

/// A polling session that is closed here, and that its server is still to hear of. Nothing is heard from it.
pub(super) struct Leaving {
    poll: Option<AbortController>,
    post: Option<AbortController>,
    _limit: Timeout,
}

impl Leaving {
    pub(super) fn abort(&self) {
        self.poll.iter().chain(&self.post).for_each(AbortController::abort);
    }
}

impl<A: Application + 'static> Shared<A> {
    pub(super) fn open_socket(&self, generation: u64) {
        let this = self.this.clone();
        let socket = Socket::open(&self.endpoints.socket_url, move |event| {
            if let Some(shared) = this.upgrade() {
                shared.push(QueuedInput::Socket(generation, SocketInput(event)));
            }
        });
        match socket {
            Ok(socket) => *self.socket.borrow_mut() = Some((generation, socket)),
            Err(_) => self.push(QueuedInput::Socket(generation, SocketInput(SocketEvent::Closed(1006)))),
        }
    }

    pub(super) fn refresh(&self, request: u64) {
        let (token, handle) = abortable((self.tokens)());
        self.refreshes.borrow_mut().insert(request, handle);
        let this = self.this.clone();
        spawn_local(async move {
            if let (Ok(result), Some(shared)) = (token.await, this.upgrade()) {
                shared.refreshes.borrow_mut().remove(&request);
                shared.push(QueuedInput::Plain(Input::Token { request, result }));
            }
        });
    }

    pub(super) fn poll(&self, generation: u64, sid: Option<String>) {
        let Ok(abort) = AbortController::new() else {
            return self.push(QueuedInput::Polled(generation, Err(Unreachable)));
        };
        self.polls.borrow_mut().insert(generation, abort.clone());
        let (this, url) = (self.this.clone(), self.polling_url(sid.as_deref()));
        spawn_local(async move {
            let result = http::poll(&url, None, Some(&abort)).await;
            // Not there any more: the session was closed, and nothing is to be heard from it.
            if let Some(shared) = this.upgrade()
                && shared.polls.borrow_mut().remove(&generation).is_some()
            {
                shared.push(QueuedInput::Polled(generation, result));
            }
        });
    }

    pub(super) fn post(&self, generation: u64, sid: &str, body: String) {
        let (this, url) = (self.this.clone(), self.polling_url(Some(sid)));
        self.posts.borrow_mut().insert(generation, None);
        spawn_local(async move {
            let result = http::poll(&url, Some(body), None).await;
            if let Some(shared) = this.upgrade() {
                let farewell = shared.posts.borrow_mut().remove(&generation).flatten();
                let is_awaited = result.is_ok() && shared.leaving.borrow().contains_key(&generation);
                if let Some(sid) = farewell.filter(|_| is_awaited) {
                    shared.say_farewell(generation, &sid);
                }
                shared.push(QueuedInput::Posted(generation, result));
            }
        });
    }

    /// Closes what is open of this generation, and tells the server of a polling session's end.
    pub(super) fn close(&self, generation: u64, farewell: Option<String>) {
        self.socket.borrow_mut().take_if(|(open, _)| *open == generation);
        let poll = self.polls.borrow_mut().remove(&generation);
        let Some(sid) = farewell else {
            poll.iter().for_each(AbortController::abort);
            return;
        };
        let this = self.this.clone();
        let limit = Timeout::new(FAREWELL_MS_MAX, move || {
            if let Some(shared) = this.upgrade() {
                shared.end_leaving(generation);
            }
        });
        self.leaving.borrow_mut().insert(generation, Leaving { poll, post: None, _limit: limit });
        if let Some(behind) = self.posts.borrow_mut().get_mut(&generation) {
            *behind = Some(sid);
            return;
        }
        self.say_farewell(generation, &sid);
    }

    /// The GET breaks off behind it: a server that hears of that first answers that it knows no such session.
    fn say_farewell(&self, generation: u64, sid: &str) {
        let abort = AbortController::new().ok();
        if let Some(leaving) = self.leaving.borrow_mut().get_mut(&generation) {
            leaving.post.clone_from(&abort);
        }
        let (this, url) = (self.this.clone(), self.polling_url(Some(sid)));
        spawn_local(async move {
            let _ = http::poll(&url, Some(CLOSE_PACKET.to_owned()), abort.as_ref()).await;
            if let Some(shared) = this.upgrade() {
                shared.end_leaving(generation);
            }
        });
    }

    fn end_leaving(&self, generation: u64) {
        let leaving = self.leaving.borrow_mut().remove(&generation);
        leaving.iter().for_each(Leaving::abort);
    }

    /// The page is put away: a GET that waits would keep it out of the browser's cache.
    pub(super) fn abort_leaving_polls(&self) {
        for leaving in std::mem::take(&mut *self.leaving.borrow_mut()).into_values() {
            leaving.poll.iter().for_each(AbortController::abort);
        }
    }

    pub(super) fn polling_url(&self, sid: Option<&str>) -> String {
        sid.map_or_else(|| self.endpoints.polling_url.clone(), |sid| self.endpoints.polling_url_of(sid))
    }

    pub(super) fn check(&self, run: u64, check: Check) {
        let (this, endpoints) = (self.this.clone(), self.endpoints.clone());
        spawn_local(async move {
            let result = checks::run(check, &endpoints).await;
            if let Some(shared) = this.upgrade() {
                shared.push(QueuedInput::Plain(Input::Checked { run, check, result }));
            }
        });
    }

    pub(super) fn fetch(&self, request: u64, path: String, token: String) {
        let Ok(abort) = AbortController::new() else {
            return self.push(QueuedInput::Fetched(request, Err(Unreachable)));
        };
        self.fetches.borrow_mut().insert(request, abort.clone());
        let (this, http) = (self.this.clone(), self.endpoints.http.clone());
        spawn_local(async move {
            let result = http.get(&path, Some(&token), Some(&abort)).await;
            if let Some(shared) = this.upgrade() {
                shared.fetches.borrow_mut().remove(&request);
                shared.push(QueuedInput::Fetched(request, result));
            }
        });
    }

    /// Left to finish whatever happens: the machine asks again by the same identity where it hears nothing.
    pub(super) fn post_command(&self, request: u64, body: String, token: String) {
        let (this, api) = (self.this.clone(), self.endpoints.http.clone());
        spawn_local(async move {
            let result = api.post("/api/commands", Some(&token), &body, http::COMMAND_MS_MAX).await;
            if let Some(shared) = this.upgrade() {
                shared.push(QueuedInput::Commanded(request, result));
            }
        });
    }
}
