//! Sockets, requests and tokens: what the machine asks of the network, and how the answers come back as inputs.

use futures_util::future::abortable;
use wasm_bindgen_futures::spawn_local;
use web_sys::AbortController;

use super::super::checks;
use super::super::http;
use super::super::socket::{Socket, SocketEvent};
use super::{QueuedInput, Shared, SocketInput};
use crate::realtime::{Application, Check, Input, Unreachable};

/// Engine.IO's packet that ends a session.
const CLOSE_PACKET: &str = "1";

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
                if let Some(sid) = farewell {
                    shared.post(generation, &sid, CLOSE_PACKET.to_owned());
                }
                shared.push(QueuedInput::Posted(generation, result));
            }
        });
    }

    /// Closes what is open of this generation, and tells the server of a polling session's end.
    pub(super) fn close(&self, generation: u64, farewell: Option<String>) {
        self.socket.borrow_mut().take_if(|(open, _)| *open == generation);
        if let Some(abort) = self.polls.borrow_mut().remove(&generation) {
            abort.abort();
        }
        let Some(sid) = farewell else { return };
        if let Some(behind) = self.posts.borrow_mut().get_mut(&generation) {
            *behind = Some(sid);
            return;
        }
        self.post(generation, &sid, CLOSE_PACKET.to_owned());
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
