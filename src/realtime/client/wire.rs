//! Between the packets and the two transports: who an input is for, and which requests go out.

use std::collections::VecDeque;

use super::super::application::Application;
use super::super::backoff::RetryCause;
use super::super::effect::{Effect, Frame, Response, Unreachable};
use super::super::engine_io::{Packet as EnginePacket, payload};
use super::super::error::{Fault, FaultKind};
use super::super::line::Line;
use super::super::polling::Request;
use super::super::time::Now;
use super::Client;

/// What a line told.
pub(super) enum Heard<'a> {
    Opened,
    Closed(u16),
    Text(&'a str),
    Binary(&'a [u8]),
    Polled(Result<Response<'a>, Unreachable>),
    Posted(Result<Response<'a>, Unreachable>),
}

impl<A: Application> Client<A> {
    /// Something came from the line of this generation: the connection's, or the one's beside it.
    pub(super) fn on_line(&mut self, now: Now, generation: u64, heard: Heard<'_>) {
        if self.is_current(generation) {
            self.on_heard(now, heard);
        } else if self.beside.as_ref().is_some_and(|beside| beside.generation == generation) {
            self.on_heard_beside(now, heard);
        } else {
            self.metrics.stale_inputs += 1;
        }
    }

    fn on_heard(&mut self, now: Now, heard: Heard<'_>) {
        match heard {
            Heard::Opened => {
                self.line.on_opened(now.mono);
                self.debug(now, "connection", "socket open", Vec::new);
            }
            Heard::Closed(code) => self.on_socket_closed(now, code),
            Heard::Text(text) => self.on_text(now, text),
            Heard::Binary(bytes) => self.on_binary(now, bytes),
            Heard::Polled(result) => self.on_polled(now, result),
            Heard::Posted(result) => {
                let posted = self.line.polling().map(|polling| polling.on_posted(result));
                if let Some(Err(fault)) = posted {
                    self.lose(now, fault, RetryCause::Remote);
                } else if self.line.take_renewal() {
                    self.send_renewal(now);
                }
            }
        }
    }

    /// A body came. What one packet sets off may end the session: the rest is then nobody's.
    fn on_polled(&mut self, now: Now, result: Result<Response<'_>, Unreachable>) {
        let generation = self.generation;
        let body = match self.line.polling().map(|polling| polling.on_polled(result)) {
            Some(Ok(body)) => body,
            Some(Err(fault)) => return self.lose(now, fault, RetryCause::Remote),
            None => return,
        };
        for packet in payload::decode(body) {
            if !self.is_current(generation) {
                return;
            }
            match packet {
                Ok(EnginePacket::Binary(bytes)) => self.on_binary(now, &bytes),
                packet => self.on_engine(now, packet),
            }
        }
    }

    /// Lets go out what may go out now.
    pub(super) fn run_requests(&mut self, now: Now) {
        self.metrics.unsendable += self.line.polling().map_or(0, |polling| polling.take_unsendable());
        if self.line.polling().is_some_and(|polling| polling.has_overflown()) && self.state.has_socket() {
            let fault = Fault::new(FaultKind::Network, "too much waits to be posted");
            self.lose(now, fault, RetryCause::Remote);
        }
        let has_polled = request_over(&mut self.effects, self.generation, &mut self.line);
        if has_polled && let Some(session) = self.state.session() {
            session.health.on_polled(now.mono, &self.options);
        }
        if let Some(beside) = &mut self.beside {
            request_over(&mut self.effects, beside.generation, &mut beside.line);
        }
    }
}

/// Sends a frame over the line of this generation.
pub(super) fn send_over<A: Application>(
    effects: &mut VecDeque<Effect<A>>,
    generation: u64,
    line: &mut Line,
    frame: Frame,
) {
    if let Some(frame) = line.push(frame) {
        effects.push_back(Effect::Send { generation, frame });
    }
}

/// Closes the line of this generation.
pub(super) fn close_over<A: Application>(
    effects: &mut VecDeque<Effect<A>>,
    generation: u64,
    line: &mut Line,
) {
    effects.push_back(Effect::CloseSocket { generation, farewell: line.close() });
}

/// Whether one of the requests is a poll.
fn request_over<A: Application>(effects: &mut VecDeque<Effect<A>>, generation: u64, line: &mut Line) -> bool {
    let mut has_polled = false;
    while let Some(request) = line.next_request() {
        has_polled |= matches!(request, Request::Poll { .. });
        effects.push_back(request.into_effect(generation));
    }
    has_polled
}

impl Request {
    fn into_effect<A: Application>(self, generation: u64) -> Effect<A> {
        match self {
            Request::Poll { sid } => Effect::Poll { generation, sid },
            Request::Post { sid, body } => Effect::Post { generation, sid, body },
        }
    }
}
