//! What the server sends: Engine.IO packets, Socket.IO packets, events, acknowledgements.

use super::super::acks::{Awaited, Purpose};
use super::super::application::{Application, Envelope, Head, Unreadable};
use super::super::backoff::RetryCause;
use super::super::connection::State;
use super::super::contract;
use super::super::effect::Effect;
use super::super::engine_io::{DecodeError, Handshake, Packet as EnginePacket};
use super::super::error::{Fault, FaultKind};
use super::super::log::{Level, Value};
use super::super::socket_io::{Args, MAIN_NAMESPACE, Packet, PacketType};
use super::super::time::Now;
use super::Client;
use super::wire::close_over;

/// Packets that are not the protocol before a session is given up.
const MALFORMED_MAX: u32 = 20;

impl<A: Application> Client<A> {
    pub(super) fn on_text(&mut self, now: Now, text: &str) {
        self.on_engine(now, EnginePacket::decode_text(text));
    }

    /// A packet of either transport, or why it could not be read.
    pub(super) fn on_engine(&mut self, now: Now, packet: Result<EnginePacket<'_>, DecodeError>) {
        self.metrics.frames_in += 1;
        if let Some(session) = self.state.session() {
            session.health.on_heard(now.mono);
        }
        match packet {
            Ok(EnginePacket::Open(handshake)) => self.on_handshake(now, handshake),
            Ok(EnginePacket::Ping(data)) => {
                if let Some(session) = self.state.session() {
                    session.health.on_ping(now.mono);
                }
                self.send_engine(&EnginePacket::Pong(data));
            }
            Ok(EnginePacket::Message(message)) => self.on_message(now, message),
            Ok(EnginePacket::Close) => {
                self.line.on_server_closed();
                let fault = Fault::new(FaultKind::Network, "the server closed the session");
                self.lose(now, fault, RetryCause::Remote);
            }
            Ok(
                EnginePacket::Pong(_) | EnginePacket::Upgrade | EnginePacket::Noop | EnginePacket::Binary(_),
            ) => {}
            Err(_) => self.on_malformed(now, "an Engine.IO packet could not be read"),
        }
    }

    pub(super) fn on_binary(&mut self, now: Now, bytes: &[u8]) {
        self.metrics.frames_in += 1;
        if let Some(session) = self.state.session() {
            session.health.on_heard(now.mono);
        }
        let Some(decoder) = self.state.decoder() else { return };
        match decoder.binary(bytes) {
            Ok(Some(packet)) => self.on_packet(now, &packet),
            Ok(None) => {}
            Err(_) => self.on_malformed(now, "a binary frame could not be placed"),
        }
    }

    /// The server opened the Engine.IO session: CONNECT is the only packet that may follow.
    fn on_handshake(&mut self, now: Now, handshake: Handshake) {
        let State::Opening(opening) = &mut self.state else {
            return self.on_malformed(now, "a second handshake");
        };
        self.line.on_handshake(now.mono, &handshake);
        if opening.handshake.replace(handshake).is_some() {
            return self.on_malformed(now, "a second handshake");
        }
        if !self.send_connect(now) {
            let fault = Fault::new(FaultKind::Network, "the token aged while the socket opened");
            self.lose(now, fault, RetryCause::Local);
        }
    }

    fn on_message(&mut self, now: Now, message: &str) {
        let Some(decoder) = self.state.decoder() else { return };
        let was_waiting = decoder.is_waiting();
        match decoder.text(message) {
            Ok(Some(packet)) => self.on_packet(now, &packet),
            Ok(None) => {}
            Err(_) if was_waiting => {
                self.metrics.malformed += 1;
                let fault = Fault::new(FaultKind::Protocol, "a packet's attachments never came");
                self.lose(now, fault, RetryCause::Remote);
            }
            Err(_) => self.on_malformed(now, "a Socket.IO packet could not be read"),
        }
    }

    fn on_packet(&mut self, now: Now, packet: &Packet<'_>) {
        if packet.namespace != MAIN_NAMESPACE {
            self.metrics.unknown_events += 1;
            return;
        }
        match (packet.kind, &self.state) {
            (PacketType::Connect, State::Opening(_)) => self.on_connected(now),
            (PacketType::ConnectError, State::Opening(_)) => self.on_connect_error(now, packet),
            (PacketType::Event | PacketType::BinaryEvent, State::Up(_)) => self.on_event(now, packet),
            (PacketType::Ack | PacketType::BinaryAck, State::Up(_)) => self.on_ack(now, packet),
            (PacketType::Disconnect, State::Up(_)) => {
                let fault = Fault::new(FaultKind::Network, "the server ended the session");
                self.lose(now, fault, RetryCause::Remote);
            }
            _ => self.on_malformed(now, "a packet that does not belong here"),
        }
    }

    fn on_connected(&mut self, now: Now) {
        let State::Opening(opening) = std::mem::replace(&mut self.state, State::Idle) else { return };
        let Some(session) = opening.into_session(now, &self.options) else {
            let fault = Fault::new(FaultKind::Protocol, "CONNECT was answered before it was sent");
            close_over(&mut self.effects, self.generation, &mut self.line);
            return self.lose(now, fault, RetryCause::Remote);
        };
        self.metrics.connects += 1;
        self.vitals.on_connected(now.mono, self.metrics.connects == 1);
        self.auth.on_accepted();
        self.transition(now, State::Up(Box::new(session)));
        self.sync.on_session();
        self.run_steps(now);
        self.send_probe(now);
        // A refresh may have ended between CONNECT and its answer.
        if self.auth.is_unseen() {
            self.send_renewal(now);
        }
    }

    fn on_connect_error(&mut self, now: Now, packet: &Packet<'_>) {
        let body = packet.decode_data::<contract::ConnectRefusal>().ok().and_then(|refusal| refusal.data);
        if let Some(spread_ms) = body.as_ref().and_then(|body| body.spread_ms) {
            self.backoff.set_spread(spread_ms);
        }
        let fault = body.and_then(|body| body.fault());
        // A refusal without a code is no statement about who we are: it may pass.
        let fault =
            fault.unwrap_or_else(|| Fault::new(FaultKind::Server, "the server refused without a code"));
        self.on_refused(now, fault);
    }

    fn on_event(&mut self, now: Now, packet: &Packet<'_>) {
        let Ok(args) = packet.args() else { return self.on_malformed(now, "an event without a name") };
        let Some(name) = args.event() else { return self.on_malformed(now, "an event without a name") };
        self.mark_useful();
        match name {
            contract::NOTICE => match args.get::<contract::Notice>(0) {
                Ok(notice) => self.on_notice(now, &notice),
                Err(_) => self.on_malformed(now, "a notice could not be read"),
            },
            contract::FEED_CLOSED => match args.get::<contract::FeedClosed>(0) {
                Ok(closed) => {
                    let fault = Fault::from_code(&closed.code, None);
                    self.record_fault(now, Level::Warn, "sync", "feed closed", &fault);
                    self.subscriptions.on_closed(&closed.venue);
                    if let Some(feed) = self.sync.feed(&closed.venue) {
                        feed.on_closed(fault);
                    }
                }
                Err(_) => self.on_malformed(now, "a closed feed could not be read"),
            },
            _ => match self.app.decode(name, &args) {
                Ok(Some(envelope)) => self.on_change(now, &envelope.feed.clone(), Ok(envelope)),
                Ok(None) => self.on_other_event(name, packet),
                Err(unreadable) => self.on_unreadable(now, unreadable),
            },
        }
    }

    fn on_other_event(&mut self, name: &str, packet: &Packet<'_>) {
        if let Some(data) = &packet.data {
            let args = data.clone().into_owned();
            self.effects.push_back(Effect::Event { name: name.to_owned(), args });
        }
    }

    fn on_change(&mut self, now: Now, feed: &str, change: Result<Envelope<A::Change>, Unreadable>) {
        match self.sync.feed(feed) {
            Some(feed) => feed.on_change(change, now, &self.options),
            None => self.metrics.unknown_events += 1,
        }
    }

    fn on_unreadable(&mut self, now: Now, unreadable: Unreadable) {
        self.record(
            now,
            Level::Warn,
            "sync",
            "a change could not be read",
            vec![("why", unreadable.what.into())],
        );
        match unreadable.feed.clone() {
            Some(feed) => self.on_change(now, &feed, Err(unreadable)),
            None => self.metrics.unreadable += 1,
        }
    }

    fn on_notice(&mut self, now: Now, notice: &contract::Notice) {
        if let Some(spread_ms) = notice.spread_ms {
            self.backoff.set_spread(spread_ms);
        }
        if let Some(retry_after_ms) = notice.retry_after_ms {
            self.backoff.on_hint(now.mono, retry_after_ms, &mut self.rng);
        }
        match notice.kind.as_str() {
            "restarting" | "maintenance" => {
                self.record(now, Level::Info, "connection", "the server is about to restart", vec![]);
                self.watch.on_restart_notice(now);
            }
            "upgrade_required" => self.end(now, Fault::from_code("upgrade_required", None)),
            "session_ended" => self.on_session_ended(now, notice.code.as_deref()),
            _ => self.metrics.unknown_events += 1,
        }
    }

    /// The session was ended. `unauthenticated` is the server's word on the person; anything else is about the
    /// token, and a refresh will tell.
    fn on_session_ended(&mut self, now: Now, code: Option<&str>) {
        match code {
            Some("unauthenticated") => self.end(now, Fault::from_code("unauthenticated", None)),
            _ => {
                self.auth.on_rejected();
            }
        }
    }

    fn on_ack(&mut self, now: Now, packet: &Packet<'_>) {
        let awaited = packet.id.and_then(|id| self.state.session()?.acks.take(id));
        let Some(Awaited { purpose, sent_at, .. }) = awaited else {
            self.metrics.stray_acks += 1;
            return;
        };
        let Ok(args) = packet.args() else {
            return self.on_malformed(now, "an acknowledgement without arguments");
        };
        match purpose {
            Purpose::Probe => self.on_probe_answer(now, sent_at, &args),
            Purpose::Monitor { feed, join } => self.on_monitor_answer(now, sent_at, (&feed, join), &args),
            Purpose::Renew => self.on_renewal_answer(now, &args),
            Purpose::Unmonitor => {}
            Purpose::Command(id) => {
                self.mark_useful();
                self.on_command_ack(now, &id, &args);
            }
        }
    }

    fn on_probe_answer(&mut self, now: Now, sent_at: Now, args: &Args<'_>) {
        let Ok(answer) = args.get::<contract::ProbeAnswer>(0) else {
            return self.on_malformed(now, "a probe's answer could not be read");
        };
        let server_ms = answer.server_time.as_ref().and_then(contract::ServerTime::unix_ms);
        self.on_round_trip(now, sent_at, server_ms);
        if let Some(spread_ms) = answer.spread_ms {
            self.backoff.set_spread(spread_ms);
        }
        if let Some(session) = self.state.session() {
            session.health.on_probe_answered();
            self.server_probes = true;
        }
        self.mark_useful();
        self.sync.on_heads(&answer.heads, sent_at, now, &self.options);
    }

    fn on_monitor_answer(&mut self, now: Now, sent_at: Now, joining: (&str, u64), args: &Args<'_>) {
        let (name, join) = joining;
        let raw = args.raw(0).map_or("", |raw| raw.get());
        let refused = contract::refusal(raw);
        let answer = args.get::<contract::MonitorAnswer<'_>>(0);
        if refused.is_none() && answer.is_ok() {
            self.mark_useful();
        }
        let retry_at = now.mono + self.rng.uniform_ms(1_000, self.backoff.spread_ms().max(2_000));
        match (refused, answer) {
            (Some(body), _) => {
                let fault =
                    body.fault().unwrap_or_else(|| Fault::new(FaultKind::Server, "the feed was refused"));
                let hint_ms = fault.retry_after_ms.unwrap_or(0).min(self.options.backoff.hint_ms_max);
                self.record_fault(now, Level::Warn, "sync", "feed refused", &fault);
                if fault.is_refused_identity() {
                    self.request_token(now);
                }
                self.on_not_joined(now, joining, fault, retry_at + hint_ms);
            }
            (None, Err(_)) => {
                self.on_malformed(now, "the answer to joining a feed could not be read");
                let fault = Fault::new(FaultKind::Protocol, "the answer to joining could not be read");
                self.on_not_joined(now, joining, fault, retry_at);
            }
            (None, Ok(answer)) => {
                if let Some(spread_ms) = answer.spread_ms {
                    self.backoff.set_spread(spread_ms);
                }
                let changes = (!answer.reload).then(|| {
                    answer.changes.iter().map(|raw| self.app.decode_change(raw)).collect::<Vec<_>>()
                });
                let head = Head { epoch: answer.epoch, revision: answer.revision };
                if self.subscriptions.on_answered(name, join, true)
                    && let Some(feed) = self.sync.feed(name)
                {
                    feed.on_joined(head, changes, sent_at, now, &self.options);
                }
            }
        }
    }

    fn on_renewal_answer(&mut self, now: Now, args: &Args<'_>) {
        let refused =
            contract::refusal(args.raw(0).map_or("", |raw| raw.get())).and_then(|body| body.fault());
        match refused {
            None => self.auth.on_accepted(),
            // The session stands until the token before this one ends; there is time to try again.
            Some(fault) if fault.is_retryable() => {
                self.record_fault(now, Level::Warn, "auth", "the renewal has to wait", &fault);
                let hint_ms = fault.retry_after_ms.unwrap_or(0).min(self.options.backoff.hint_ms_max);
                let wait_ms = self.rng.uniform_ms(2_000, 2_000 + self.backoff.spread_ms());
                self.auth.retry_at(now.mono + hint_ms + wait_ms);
            }
            Some(fault) => self.on_refused(now, fault),
        }
    }

    fn mark_useful(&mut self) {
        if let Some(session) = self.state.session() {
            session.useful = true;
        }
    }

    /// Something came that is not the protocol: counted, logged by its shape. Frames have boundaries of their
    /// own, so a session goes on, and every feed catches up in case a change was lost; too many end it, and
    /// while opening one is enough.
    fn on_malformed(&mut self, now: Now, what: &'static str) {
        self.metrics.malformed += 1;
        self.record(now, Level::Warn, "protocol", "malformed", vec![("what", Value::Phrase(what))]);
        let enough = self.state.session().is_none_or(|session| {
            session.malformed += 1;
            session.malformed >= MALFORMED_MAX
        });
        if enough {
            self.lose(now, Fault::new(FaultKind::Protocol, what), RetryCause::Remote);
        } else {
            self.sync.on_malformed(now, &self.options);
        }
    }
}
