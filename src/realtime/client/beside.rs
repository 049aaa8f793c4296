//! The way back up from long-polling: a fresh WebSocket session beside the polling one, and the hand-over.
//!
//! The WebSocket gets a session of its own, must outlive a young death and answer a probe; nobody sees it fail.
//! The feeds are joined on it too, from the board's revision, while polling still feeds the board. Once all that is
//! answered the two change places: nothing is lost, nothing doubled and nothing to be seen. The polling session
//! stays until its own commands are answered. Should the WebSocket die before that, polling takes over again.
//!
//! Two sessions exist during this only. The one beside answers pings and settles its own acknowledgements;
//! everything else that it says is the other one's to tell.

use super::super::acks::Purpose;
use super::super::application::{Application, Head};
use super::super::connection::{Opening, Session, State};
use super::super::contract;
use super::super::effect::{Effect, Frame};
use super::super::engine_io::{Packet as EnginePacket, payload};
use super::super::error::Fault;
use super::super::line::Line;
use super::super::log::{Level, Value};
use super::super::socket_io::{Args, MAIN_NAMESPACE, Packet, PacketType, Payload};
use super::super::sync::{Joined, Moving};
use super::super::time::{Now, Timer, Timestamp, soonest};
use super::super::transport::Transport;
use super::Client;
use super::wire::{Heard, close_over, send_over};

/// A second session and what is to become of it.
pub(super) struct Beside<C> {
    pub(super) generation: u64,
    pub(super) line: Line,
    stage: Stage<C>,
}

enum Stage<C> {
    /// A WebSocket, not accepted yet.
    Opening(Opening),
    /// Accepted; it may still die young.
    Young(Box<Session>, Timestamp),
    /// It is asked for a sign of life and for the feeds; what it tells is held back.
    Moving(Box<Session>, Timestamp, Moving<C>),
    /// The polling session, until the WebSocket has caught up.
    Leaving(Box<Session>, Timestamp),
}

impl<C> Beside<C> {
    /// When its stage ends at the latest.
    fn deadline(&self) -> Timestamp {
        match &self.stage {
            Stage::Opening(opening) => opening.deadline,
            Stage::Young(_, at) | Stage::Moving(_, at, _) | Stage::Leaving(_, at) => *at,
        }
    }

    fn session(&mut self) -> Option<&mut Session> {
        match &mut self.stage {
            Stage::Opening(_) => None,
            Stage::Young(session, _) | Stage::Moving(session, ..) | Stage::Leaving(session, _) => {
                Some(session)
            }
        }
    }

    fn into_session(self) -> Option<Box<Session>> {
        match self.stage {
            Stage::Opening(_) => None,
            Stage::Young(session, _) | Stage::Moving(session, ..) | Stage::Leaving(session, _) => {
                Some(session)
            }
        }
    }
}

impl<A: Application> Client<A> {
    /// The next deadline of the way back up.
    pub(super) fn beside_timeout(&self) -> Option<(Timestamp, Timer)> {
        let beside = self.beside.as_ref().map(|beside| (beside.deadline(), Timer::Upgrade));
        soonest(beside, self.climb_at().map(|at| (at, Timer::Upgrade)))
    }

    /// Does what is due on the way back up.
    pub(super) fn run_beside(&mut self, now: Now) {
        if self.climb_at().is_some_and(|at| at <= now.mono) {
            self.climb(now);
        }
        if self.beside.as_ref().is_none_or(|beside| beside.deadline() > now.mono) {
            return;
        }
        match self.beside.take() {
            Some(Beside { generation, line, stage: Stage::Young(session, _) }) => {
                let feeds = self.sync.movable();
                let deadline = now.mono + self.options.probe_timeout_ms;
                let moving = Moving::new(feeds.iter().map(|(name, _)| name.clone()));
                let stage = Stage::Moving(session, deadline, moving);
                self.beside = Some(Beside { generation, line, stage });
                self.ask_beside(now, deadline, &feeds);
            }
            beside => {
                self.beside = beside;
                self.drop_beside(now, "its time is over");
            }
        }
    }

    /// The feeds are caught up on the WebSocket, and no command waits on the polling session any more.
    pub(super) fn finish_climb(&mut self, now: Now) {
        let is_settled = matches!(self.state, State::Up(_)) && self.sync.is_settled();
        if let Some(Beside { stage: Stage::Leaving(session, _), .. }) = &self.beside
            && is_settled
            && !session.acks.has_commands()
        {
            self.drop_beside(now, "the websocket took over");
        }
    }

    /// Closes the second session; what it still owes is unknown.
    pub(super) fn drop_beside(&mut self, now: Now, why: &'static str) {
        if let Some(mut beside) = self.beside.take() {
            self.record(now, Level::Info, "transport", "beside closed", vec![("why", Value::Phrase(why))]);
            close_over(&mut self.effects, beside.generation, &mut beside.line);
            let generation = beside.generation;
            if let Some(session) = beside.into_session() {
                self.on_session_lost(now, generation, &State::Up(session));
            }
        }
    }

    /// The WebSocket died while the polling session still stood: it takes over again. `false` when there is none.
    pub(super) fn fall_back(&mut self, now: Now, fault: &Fault) -> bool {
        if !matches!(&self.beside, Some(Beside { stage: Stage::Leaving(..), .. })) {
            return false;
        }
        self.record_fault(now, Level::Info, "transport", "back to polling", fault);
        if self.exchange(now).is_none() {
            return false;
        }
        self.subscriptions.on_session_lost();
        self.sync.on_session();
        self.drop_beside(now, "it died");
        self.ladder.plan_climb(now.mono, &mut self.rng);
        true
    }

    pub(super) fn on_heard_beside(&mut self, now: Now, heard: Heard<'_>) {
        let Some(beside) = &mut self.beside else { return };
        let generation = beside.generation;
        match heard {
            Heard::Opened => beside.line.on_opened(now.mono),
            Heard::Closed(_) => self.drop_beside(now, "the socket closed"),
            Heard::Text(text) => self.on_packet_beside(now, EnginePacket::decode_text(text).ok()),
            Heard::Binary(_) => self.drop_beside(now, "a binary frame that nobody asked for"),
            Heard::Polled(result) => match beside.line.polling().map(|polling| polling.on_polled(result)) {
                Some(Ok(body)) => {
                    for packet in payload::decode(body) {
                        if self.beside.as_ref().is_some_and(|beside| beside.generation == generation) {
                            self.on_packet_beside(now, packet.ok());
                        }
                    }
                }
                Some(Err(_)) | None => self.drop_beside(now, "polling ended"),
            },
            Heard::Posted(result) => {
                let posted = beside.line.polling().map(|polling| polling.on_posted(result));
                if !matches!(posted, Some(Ok(()))) {
                    self.drop_beside(now, "polling ended");
                }
            }
        }
    }

    fn on_packet_beside(&mut self, now: Now, packet: Option<EnginePacket<'_>>) {
        self.metrics.frames_in += 1;
        let Some(beside) = &mut self.beside else { return };
        match packet {
            Some(EnginePacket::Open(handshake)) => {
                beside.line.on_handshake(now.mono, &handshake);
                let Stage::Opening(opening) = &mut beside.stage else {
                    return self.drop_beside(now, "a second handshake");
                };
                opening.handshake = Some(handshake);
                match self.connect_packet(now) {
                    Some(connect) => self.send_beside(&connect),
                    None => self.drop_beside(now, "no token"),
                }
            }
            Some(EnginePacket::Ping(data)) => {
                if let Some(session) = beside.session() {
                    session.health.on_ping(now.mono);
                }
                self.send_frame_beside(EnginePacket::Pong(data).encode());
            }
            Some(EnginePacket::Message(message)) => self.on_message_beside(now, message),
            Some(EnginePacket::Noop | EnginePacket::Pong(_) | EnginePacket::Upgrade) => {}
            Some(EnginePacket::Close) => {
                beside.line.on_server_closed();
                self.drop_beside(now, "the server closed it");
            }
            Some(EnginePacket::Binary(_)) | None => self.drop_beside(now, "a packet could not be read"),
        }
    }

    fn on_message_beside(&mut self, now: Now, message: &str) {
        let Some(beside) = &mut self.beside else { return };
        let decoder = match &mut beside.stage {
            Stage::Opening(opening) => &mut opening.decoder,
            Stage::Young(session, _) | Stage::Moving(session, ..) | Stage::Leaving(session, _) => {
                &mut session.decoder
            }
        };
        match decoder.text(message) {
            Ok(Some(packet)) if packet.namespace == MAIN_NAMESPACE => match packet.kind {
                PacketType::Connect => self.on_connected_beside(now),
                PacketType::Ack => self.on_ack_beside(now, &packet),
                PacketType::Event => self.on_event_beside(now, &packet),
                PacketType::ConnectError | PacketType::Disconnect => self.drop_beside(now, "refused"),
                PacketType::BinaryEvent | PacketType::BinaryAck => {}
            },
            Ok(_) => {}
            Err(_) => self.drop_beside(now, "a packet could not be read"),
        }
    }

    fn on_connected_beside(&mut self, now: Now) {
        let Some(Beside { generation, line, stage }) = self.beside.take() else { return };
        let grown_at = line.grown_at().unwrap_or(now.mono);
        let stage = match stage {
            Stage::Opening(opening) => match opening.into_session(now, &self.options) {
                Some(session) => Stage::Young(Box::new(session), grown_at),
                None => {
                    self.effects.push_back(Effect::CloseSocket { generation, farewell: None });
                    return;
                }
            },
            Stage::Young(..) | Stage::Moving(..) | Stage::Leaving(..) => stage,
        };
        self.beside = Some(Beside { generation, line, stage });
    }

    fn on_ack_beside(&mut self, now: Now, packet: &Packet<'_>) {
        let awaited = packet.id.and_then(|id| self.beside.as_mut()?.session()?.acks.take(id));
        let (Some(awaited), Ok(args)) = (awaited, packet.args()) else { return };
        match awaited.purpose {
            Purpose::Probe => {
                if let Some(Beside { stage: Stage::Moving(_, _, moving), .. }) = &mut self.beside {
                    moving.on_probed();
                }
            }
            Purpose::Monitor { feed, .. } => self.on_joined_beside(feed, awaited.sent_at, &args),
            Purpose::Command(id) => self.on_command_ack(now, &id, &args),
            Purpose::Renew | Purpose::Unmonitor => {}
        }
        let stage = self.beside.as_ref().map(|beside| &beside.stage);
        if matches!(stage, Some(Stage::Moving(_, _, moving)) if moving.is_complete()) {
            self.hand_over(now);
        }
    }

    fn on_joined_beside(&mut self, feed: String, sent_at: Now, args: &Args<'_>) {
        let Some(Beside { stage: Stage::Moving(_, _, moving), .. }) = &mut self.beside else { return };
        let is_refused = contract::refusal(args.raw(0).map_or("", |raw| raw.get())).is_some();
        let answer = args.get::<contract::MonitorAnswer<'_>>(0).ok();
        let joined = answer.filter(|answer| !is_refused && !answer.reload).map(|answer| Joined {
            changes: answer.changes.iter().map(|raw| self.app.decode_change(raw)).collect(),
            head: Head { epoch: answer.epoch, revision: answer.revision },
            sent_at,
        });
        moving.on_answer(feed, joined);
    }

    fn on_event_beside(&mut self, now: Now, packet: &Packet<'_>) {
        let Some(Beside { stage: Stage::Moving(_, _, moving), .. }) = &mut self.beside else { return };
        let Ok(args) = packet.args() else { return };
        let fits = match args.event().map(|name| self.app.decode(name, &args)) {
            Some(Ok(Some(envelope))) => moving.on_change(Ok(envelope), &self.options),
            Some(Err(unreadable)) => moving.on_change(Err(unreadable), &self.options),
            Some(Ok(None)) | None => true,
        };
        if !fits {
            self.drop_beside(now, "too many changes at once");
        }
    }

    /// The WebSocket is good: it becomes the connection, and the polling session leaves.
    fn hand_over(&mut self, now: Now) {
        self.record(now, Level::Info, "transport", "to the websocket", vec![]);
        let Some(moving) = self.exchange(now).flatten() else { return };
        self.metrics.climbs += 1;
        self.subscriptions.on_moved(moving.joined());
        for feed in self.sync.on_moved(moving, now, &self.options) {
            self.leave(now, &feed);
        }
        // The token may have been renewed on the other session since this one connected.
        self.send_renewal(now);
        self.send_probe(now);
    }

    /// Both sessions change places, the feeds not yet; what was held back for them, if anything was.
    fn exchange(&mut self, now: Now) -> Option<Option<Moving<A::Change>>> {
        let Beside { generation, line, stage } = self.beside.take()?;
        let (session, moving) = match stage {
            Stage::Moving(session, _, moving) => (session, Some(moving)),
            Stage::Young(session, _) | Stage::Leaving(session, _) => (session, None),
            Stage::Opening(_) => return None,
        };
        let generation = std::mem::replace(&mut self.generation, generation);
        let line = std::mem::replace(&mut self.line, line);
        let state = std::mem::replace(&mut self.state, State::Up(session));
        if let State::Up(session) = state {
            let stage = Stage::Leaving(session, now.mono + self.options.ack_timeout_ms);
            self.beside = Some(Beside { generation, line, stage });
        }
        Some(moving)
    }

    fn climb_at(&self) -> Option<Timestamp> {
        let is_below = matches!(self.state, State::Up(_)) && self.line.transport() == Transport::Polling;
        self.ladder.climb_at().filter(|_| is_below && self.beside.is_none())
    }

    fn climb(&mut self, now: Now) {
        self.ladder.on_climb(now.mono, &mut self.rng);
        if self.auth.usable(now, &self.options).is_none() {
            return;
        }
        let generation = self.next_generation();
        self.metrics.attempts += 1;
        let stage = Stage::Opening(Opening::new(now, &self.options));
        self.beside = Some(Beside { generation, line: Line::new(Transport::WebSocket), stage });
        self.effects.push_back(Effect::OpenSocket { generation });
    }

    /// Asks for the feeds, then for a sign of life.
    fn ask_beside(&mut self, now: Now, deadline: Timestamp, feeds: &[(String, Head)]) {
        let monitors = feeds.iter().map(|(venue, since)| {
            let payload = Payload::event(contract::MONITOR, &contract::Monitor { venue, since: Some(since) });
            // What this session joins counts only once it takes over.
            (Purpose::Monitor { feed: venue.clone(), join: 0 }, payload)
        });
        let probe = (Purpose::Probe, Payload::event(contract::PROBE, &serde_json::Map::new()));
        for (purpose, payload) in monitors.chain([probe]) {
            let session = self.beside.as_mut().and_then(Beside::session);
            let id = session.and_then(|session| session.acks.insert(purpose, now, deadline));
            if let (Some(id), Ok(payload)) = (id, payload) {
                self.send_beside(&Packet::event(MAIN_NAMESPACE, Some(id), payload));
            }
        }
    }

    fn send_beside(&mut self, packet: &Packet<'_>) {
        for frame in packet.encode() {
            self.send_frame_beside(frame.message().encode());
        }
    }

    fn send_frame_beside(&mut self, frame: Frame) {
        if let Some(beside) = &mut self.beside {
            self.metrics.frames_out += 1;
            send_over(&mut self.effects, beside.generation, &mut beside.line, frame);
        }
    }
}
