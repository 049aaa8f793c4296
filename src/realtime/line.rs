//! What one connection runs over, and how far its opening came.

use super::engine_io::{Frame, Handshake};
use super::polling::{Polling, Request};
use super::time::Timestamp;
use super::transport::{End, Transport, YOUNG_MS};

/// The way of one generation's packets.
#[derive(Debug, Default)]
pub(crate) struct Line {
    /// There for long-polling, `None` for a WebSocket.
    polling: Option<Polling>,
    opened_at: Option<Timestamp>,
    is_handshaken: bool,
    /// The server itself refused: that says nothing against the way to it.
    is_refused: bool,
    wants_renewal: bool,
}

impl Line {
    /// A line that is to be opened.
    pub(crate) fn new(transport: Transport) -> Self {
        let polling = (transport == Transport::Polling).then(Polling::default);
        Line { polling, ..Line::default() }
    }

    /// Over what.
    pub(crate) fn transport(&self) -> Transport {
        if self.polling.is_some() { Transport::Polling } else { Transport::WebSocket }
    }

    /// The long-polling session, where it is one.
    pub(crate) fn polling(&mut self) -> Option<&mut Polling> {
        self.polling.as_mut()
    }

    /// The socket is open.
    pub(crate) fn on_opened(&mut self, now: Timestamp) {
        self.opened_at.get_or_insert(now);
    }

    /// The server's handshake came.
    pub(crate) fn on_handshake(&mut self, now: Timestamp, handshake: &Handshake) {
        self.on_opened(now);
        self.is_handshaken = true;
        if let Some(polling) = &mut self.polling {
            polling.on_handshake(handshake);
        }
    }

    /// The server refused us.
    pub(crate) fn on_refused(&mut self) {
        self.is_refused = true;
    }

    /// The server closed the session.
    pub(crate) fn on_server_closed(&mut self) {
        if let Some(polling) = &mut self.polling {
            polling.on_closed();
        }
    }

    /// When the line has outlived a young death; `None` before it opened.
    pub(crate) fn grown_at(&self) -> Option<Timestamp> {
        self.opened_at.map(|at| at + YOUNG_MS)
    }

    /// What its end now says about the transport; `None` where it says nothing.
    pub(crate) fn end(&self, now: Timestamp) -> Option<End> {
        match self.grown_at() {
            _ if self.is_refused => None,
            Some(grown_at) if now < grown_at => Some(End::Young),
            _ if !self.is_handshaken => Some(End::NeverOpened),
            _ => Some(End::Grown),
        }
    }

    /// Takes a frame that a poll or post will carry; a WebSocket's is handed back to be sent at once.
    pub(crate) fn push(&mut self, frame: Frame) -> Option<Frame> {
        match &mut self.polling {
            Some(polling) => {
                polling.push(frame);
                None
            }
            None => Some(frame),
        }
    }

    /// A renewal must not wait behind a POST under way, where its token could expire; `true` when it has to be sent
    /// after that.
    pub(crate) fn defers_renewal(&mut self) -> bool {
        self.wants_renewal = self.polling.as_ref().is_some_and(Polling::is_posting);
        self.wants_renewal
    }

    /// Whether a renewal can be sent now that had to wait.
    pub(crate) fn take_renewal(&mut self) -> bool {
        std::mem::take(&mut self.wants_renewal)
    }

    /// The next request of long-polling; ask until there is none.
    pub(crate) fn next_request(&mut self) -> Option<Request> {
        self.polling.as_mut()?.next_request()
    }

    /// Ends it; the polling session that the server may still believe in.
    pub(crate) fn close(&mut self) -> Option<String> {
        self.polling.as_mut()?.close()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_says_what_the_transport_did() {
        let handshake = Handshake {
            sid: "e1".to_owned(),
            upgrades: Vec::new(),
            ping_interval_ms: 1,
            ping_timeout_ms: 1,
            max_payload: None,
        };
        let (start, soon, late) = (Timestamp(1_000), Timestamp(1_400), Timestamp(1_000 + YOUNG_MS));
        let mut line = Line::new(Transport::WebSocket);
        assert_eq!(line.end(soon), Some(End::NeverOpened));
        line.on_opened(start);
        assert_eq!(line.end(soon), Some(End::Young));
        assert_eq!(line.end(late), Some(End::NeverOpened), "open, and nothing ever passed");
        line.on_handshake(start, &handshake);
        assert_eq!((line.end(soon), line.end(late)), (Some(End::Young), Some(End::Grown)));
        line.on_refused();
        assert_eq!(line.end(soon), None);
    }
}
