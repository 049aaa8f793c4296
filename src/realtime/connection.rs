//! The connection's states, each with the data that only it needs.

use super::acks::Acks;
use super::engine_io::Handshake;
use super::error::Fault;
use super::health::Health;
use super::options::Options;
use super::socket_io::{Decoder, Limits};
use super::time::{Now, Timer, Timestamp};

/// Where the connection stands.
#[derive(Debug)]
pub(crate) enum State {
    /// Not asked to be connected.
    Idle,
    /// A token is awaited; no socket exists.
    Authorizing,
    /// A socket exists and has not been accepted yet.
    Opening(Opening),
    /// The server accepted CONNECT.
    Up(Box<Session>),
    /// The next attempt is planned.
    Waiting { until: Timestamp },
    /// Refused for good; only a person leads out of it.
    Ended(Fault),
}

/// From opening the socket to the answer to CONNECT.
#[derive(Debug)]
pub(crate) struct Opening {
    pub(crate) deadline: Timestamp,
    /// There once the server's handshake came, and CONNECT was sent.
    pub(crate) handshake: Option<Handshake>,
    pub(crate) decoder: Decoder,
}

/// An accepted session.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) since: Timestamp,
    pub(crate) decoder: Decoder,
    pub(crate) health: Health,
    pub(crate) acks: Acks,
    /// Something of use came: an application's message or an answered probe.
    pub(crate) useful: bool,
    /// Earlier failures are forgotten.
    pub(crate) settled: bool,
    /// Packets in this session that were not the protocol.
    pub(crate) malformed: u32,
}

impl Opening {
    /// A socket that is asked for now.
    pub(crate) fn new(now: Now, options: &Options) -> Self {
        let limits =
            Limits { max_attachments: options.attachments_max, max_packet_bytes: options.packet_bytes_max };
        let deadline = now.mono + options.connect_timeout_ms;
        Opening { deadline, handshake: None, decoder: Decoder::new(limits) }
    }

    /// The session that CONNECT's answer begins. `None` before the handshake.
    pub(crate) fn into_session(self, now: Now, options: &Options) -> Option<Session> {
        let handshake = self.handshake?;
        Some(Session {
            since: now.mono,
            decoder: self.decoder,
            health: Health::new(now.mono, handshake.liveness_ms()),
            acks: Acks::new(options.acks_max),
            useful: false,
            settled: false,
            malformed: 0,
        })
    }
}

impl Session {
    /// When the session has lasted long enough to forget earlier failures.
    pub(crate) fn settles_at(&self, options: &Options) -> Option<Timestamp> {
        (self.useful && !self.settled).then(|| self.since + options.useful_after_ms)
    }
}

impl State {
    /// The name for the log.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            State::Idle => "idle",
            State::Authorizing => "authorizing",
            State::Opening(Opening { handshake: None, .. }) => "opening",
            State::Opening(Opening { handshake: Some(_), .. }) => "connecting",
            State::Up(_) => "up",
            State::Waiting { .. } => "waiting",
            State::Ended(_) => "ended",
        }
    }

    /// Whether a socket exists.
    pub(crate) fn has_socket(&self) -> bool {
        matches!(self, State::Opening(_) | State::Up(_))
    }

    /// The session, once accepted.
    pub(crate) fn session(&mut self) -> Option<&mut Session> {
        match self {
            State::Up(session) => Some(session),
            State::Idle
            | State::Authorizing
            | State::Opening(_)
            | State::Waiting { .. }
            | State::Ended(_) => None,
        }
    }

    /// The decoder of the socket, if there is one.
    pub(crate) fn decoder(&mut self) -> Option<&mut Decoder> {
        match self {
            State::Opening(opening) => Some(&mut opening.decoder),
            State::Up(session) => Some(&mut session.decoder),
            State::Idle | State::Authorizing | State::Waiting { .. } | State::Ended(_) => None,
        }
    }

    /// The state's own deadline.
    pub(crate) fn poll_timeout(&self) -> Option<(Timestamp, Timer)> {
        match self {
            State::Opening(opening) => Some((opening.deadline, Timer::ConnectTimeout)),
            State::Waiting { until } => Some((*until, Timer::Retry)),
            State::Idle | State::Authorizing | State::Up(_) | State::Ended(_) => None,
        }
    }
}
