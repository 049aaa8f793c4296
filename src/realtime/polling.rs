//! One Engine.IO session over HTTP long-polling: what waits to be sent, and which request may go out now.
//!
//! A handshake GET first, then at most one GET and one POST at a time, as the protocol demands. A GET stays with
//! the server until it has something to say; what we say meanwhile waits here and goes out together, in bodies of
//! at most the server's `maxPayload`. It judges no silence: the deadlines over it are the same as for a WebSocket.
//!
//! Invariants: no request before the handshake but the handshake's own; none after the end; what
//! waits is bounded, and running over ends the session instead of losing a packet in the middle.

use std::collections::VecDeque;

use super::effect::{Frame, Response, Unreachable};
use super::engine_io::{Handshake, payload};
use super::error::{Fault, FaultKind};

/// Packets that may wait: twice what may be awaited at once, and some pongs.
const QUEUE_MAX: usize = 1_024;
/// Bytes that may wait, as for a WebSocket.
const QUEUE_BYTES_MAX: usize = 4 * 1024 * 1024;

/// A request to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Request {
    /// GET; without a session id it asks for a session.
    Poll { sid: Option<String> },
    /// POST these packets.
    Post { sid: String, body: String },
}

/// The session.
#[derive(Debug, Default)]
pub(crate) struct Polling {
    sid: Option<String>,
    max_payload: Option<u64>,
    queue: VecDeque<Frame>,
    queued_bytes: usize,
    has_asked: bool,
    is_polling: bool,
    is_posting: bool,
    is_over: bool,
    /// More waits than may; the session must end.
    has_overflown: bool,
    /// Packets that no body may carry, dropped.
    unsendable: u64,
}

impl Polling {
    /// The server opened the session.
    pub(crate) fn on_handshake(&mut self, handshake: &Handshake) {
        self.sid = Some(handshake.sid.clone());
        self.max_payload = handshake.max_payload;
    }

    /// A packet to be sent, as a frame.
    pub(crate) fn push(&mut self, frame: Frame) {
        self.queued_bytes += frame.len();
        if self.queue.len() >= QUEUE_MAX || self.queued_bytes > QUEUE_BYTES_MAX {
            self.has_overflown = true;
        } else {
            self.queue.push_back(frame);
        }
    }

    /// Whether what is said now waits for a POST under way.
    pub(crate) fn is_posting(&self) -> bool {
        self.is_posting
    }

    /// Whether more waited than may.
    pub(crate) fn has_overflown(&self) -> bool {
        self.has_overflown
    }

    /// Packets dropped since the last call because no body may carry them.
    pub(crate) fn take_unsendable(&mut self) -> u64 {
        std::mem::take(&mut self.unsendable)
    }

    /// The next request to make now; ask until there is none.
    pub(crate) fn next_request(&mut self) -> Option<Request> {
        if self.is_over {
            return None;
        }
        if !self.is_polling {
            // An answer without a handshake opened nothing; asking again would open a second session.
            if self.sid.is_none() && self.has_asked {
                return None;
            }
            (self.has_asked, self.is_polling) = (true, true);
            return Some(Request::Poll { sid: self.sid.clone() });
        }
        let sid = self.sid.clone().filter(|_| !self.is_posting)?;
        while !self.queue.is_empty() {
            match payload::encode_frames(self.queue.iter().cloned(), self.max_payload) {
                Ok(batch) => {
                    self.queued_bytes -=
                        self.queue.drain(..batch.count).map(|frame| frame.len()).sum::<usize>();
                    self.is_posting = true;
                    return Some(Request::Post { sid, body: batch.body });
                }
                // Its answer will be missed like any other that never comes.
                Err(_) => {
                    self.unsendable += 1;
                    self.queued_bytes -= self.queue.pop_front().map_or(0, |frame| frame.len());
                }
            }
        }
        None
    }

    /// The GET was answered: the body to read, or why the session is over.
    ///
    /// # Errors
    /// When no answer came, or one that is not the server's yes.
    pub(crate) fn on_polled<'a>(
        &mut self,
        result: Result<Response<'a>, Unreachable>,
    ) -> Result<&'a str, Fault> {
        self.is_polling = false;
        self.accept(result)
    }

    /// The POST was answered.
    ///
    /// # Errors
    /// As [`Polling::on_polled`].
    pub(crate) fn on_posted(&mut self, result: Result<Response<'_>, Unreachable>) -> Result<(), Fault> {
        self.is_posting = false;
        self.accept(result).map(|_| ())
    }

    /// Ends the session; its name, where the server may still believe in it.
    pub(crate) fn close(&mut self) -> Option<String> {
        let sid = self.sid.clone().filter(|_| !self.is_over);
        self.is_over = true;
        sid
    }

    /// The server closed the session: there is nobody to say farewell to.
    pub(crate) fn on_closed(&mut self) {
        self.is_over = true;
    }

    fn accept<'a>(&mut self, result: Result<Response<'a>, Unreachable>) -> Result<&'a str, Fault> {
        let fault = match result {
            Ok(Response { status: 200, body, .. }) => return Ok(body),
            Ok(Response { status, retry_after_ms, .. }) => {
                let (kind, what) = match status {
                    400 => (FaultKind::Network, "the server does not know the polling session"),
                    429 | 500..=599 => (FaultKind::Server, "the server answered polling with an error"),
                    _ => (FaultKind::Network, "polling was refused on the way"),
                };
                Fault::new(kind, what).with_code(&format!("http_{status}")).with_retry_after(retry_after_ms)
            }
            Err(Unreachable) => Fault::new(FaultKind::Network, "polling got no answer"),
        };
        self.is_over = true;
        Err(fault)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Frame {
        Frame::Text(text.to_owned())
    }

    fn answer(status: u16, body: &str) -> Result<Response<'_>, Unreachable> {
        Ok(Response { status, retry_after_ms: (status == 503).then_some(4_000), body })
    }

    fn poll(sid: &str) -> Option<Request> {
        Some(Request::Poll { sid: Some(sid.to_owned()) })
    }

    fn post(sid: &str, body: &str) -> Option<Request> {
        Some(Request::Post { sid: sid.to_owned(), body: body.to_owned() })
    }

    fn open(max_payload: Option<u64>) -> Polling {
        let mut polling = Polling::default();
        assert_eq!(polling.next_request(), Some(Request::Poll { sid: None }));
        assert_eq!(polling.next_request(), None, "the handshake comes first");
        assert_eq!(polling.on_polled(answer(200, "0{}")), Ok("0{}"));
        polling.on_handshake(&Handshake {
            sid: "e1".to_owned(),
            upgrades: Vec::new(),
            ping_interval_ms: 25_000,
            ping_timeout_ms: 20_000,
            max_payload,
        });
        assert_eq!(polling.next_request(), poll("e1"));
        polling
    }

    #[test]
    fn one_request_each_way_at_a_time_and_what_waits_goes_together() {
        let mut polling = open(None);
        polling.push(text("40"));
        assert_eq!(polling.next_request(), post("e1", "40"));
        polling.push(text("3"));
        polling.push(Frame::Binary(vec![1, 2, 3]));
        polling.push(text("42[\"x\"]"));
        assert_eq!(polling.next_request(), None, "a POST is under way");
        assert_eq!(polling.on_polled(answer(200, "6")), Ok("6"));
        assert_eq!(polling.next_request(), poll("e1"));
        assert_eq!(polling.next_request(), None);
        assert_eq!(polling.on_posted(answer(200, "ok")), Ok(()));
        assert_eq!(polling.next_request(), post("e1", "3\u{1e}bAQID\u{1e}42[\"x\"]"));
    }

    #[test]
    fn a_body_holds_what_the_server_takes_and_what_never_fits_is_dropped_and_counted() {
        let mut polling = open(Some(9));
        for packet in ["4aaa", "4bbb", "4ccccccccc", "4d\u{1e}d", "4e"] {
            polling.push(text(packet));
        }
        assert_eq!(polling.next_request(), post("e1", "4aaa\u{1e}4bbb"));
        assert_eq!(polling.on_posted(answer(200, "ok")), Ok(()));
        assert_eq!(polling.next_request(), post("e1", "4e"));
        assert_eq!((polling.take_unsendable(), polling.take_unsendable()), (2, 0));
        assert_eq!(polling.queued_bytes, 0);
    }

    #[test]
    fn each_status_has_its_meaning() {
        let table = [
            (400, FaultKind::Network, None),
            (403, FaultKind::Network, None),
            (404, FaultKind::Network, None),
            (429, FaultKind::Server, None),
            (500, FaultKind::Server, None),
            (503, FaultKind::Server, Some(4_000)),
            (204, FaultKind::Network, None),
        ];
        for (status, kind, retry_after_ms) in table {
            let mut polling = open(None);
            let fault = polling.on_polled(answer(status, "<html>")).unwrap_err();
            assert_eq!((fault.kind, fault.retry_after_ms), (kind, retry_after_ms), "{status}");
            assert_eq!(fault.code, Some(format!("http_{status}")));
            assert!(fault.is_retryable());
            assert_eq!((polling.next_request(), polling.close()), (None, None), "it is over");
        }
        let fault = open(None).on_posted(Err(Unreachable)).unwrap_err();
        assert_eq!((fault.kind, fault.code), (FaultKind::Network, None));
    }

    #[test]
    fn the_end_is_told_once_and_only_where_someone_listens() {
        let mut polling = open(None);
        assert_eq!(polling.close().as_deref(), Some("e1"));
        assert_eq!((polling.close(), polling.next_request()), (None, None));
        let mut polling = open(None);
        polling.on_closed();
        assert_eq!(polling.close(), None);
        assert_eq!(Polling::default().close(), None, "there is no session yet");
        let mut polling = open(None);
        polling.push(text("40"));
        polling.next_request();
        assert_eq!(polling.close().as_deref(), Some("e1"), "behind the POST under way");
    }

    #[test]
    fn a_handshake_is_asked_for_once() {
        let mut polling = Polling::default();
        assert_eq!(polling.next_request(), Some(Request::Poll { sid: None }));
        assert_eq!(polling.on_polled(answer(200, "6")), Ok("6"));
        assert_eq!(polling.next_request(), None);
    }

    #[test]
    fn a_queue_that_runs_over_ends_the_session() {
        let mut polling = open(None);
        (0..QUEUE_MAX).for_each(|_| polling.push(text("3")));
        assert!(!polling.has_overflown());
        polling.push(text("3"));
        assert!(polling.has_overflown());
        let mut polling = open(None);
        polling.push(Frame::Binary(vec![0; QUEUE_BYTES_MAX + 1]));
        assert!(polling.has_overflown());
    }
}
