//! What the machine sends: frames, probes, renewals.

use serde::Serialize;
use serde_json::value::to_raw_value;

use super::super::acks::Purpose;
use super::super::application::Application;
use super::super::contract;
use super::super::effect::Frame;
use super::super::engine_io::Packet as EnginePacket;
use super::super::error::{Fault, FaultKind};
use super::super::log::Level;
use super::super::socket_io::{MAIN_NAMESPACE, Packet, Payload};
use super::super::time::Now;
use super::Client;
use super::wire::send_over;

impl<A: Application> Client<A> {
    pub(super) fn send_engine(&mut self, packet: &EnginePacket<'_>) {
        self.send_frame(packet.encode());
    }

    /// Sends CONNECT with the token; `false` when there is none that may be sent.
    pub(super) fn send_connect(&mut self, now: Now) -> bool {
        let Some(connect) = self.connect_packet(now) else { return false };
        self.send_packet(&connect);
        self.auth.on_presented();
        true
    }

    /// CONNECT with the token; `None` when there is none that may be sent.
    pub(super) fn connect_packet(&self, now: Now) -> Option<Packet<'static>> {
        let token = self.auth.usable(now, &self.options)?;
        let client =
            contract::ClientName { id: &self.options.client_id, version: &self.options.client_version };
        let auth = to_raw_value(&contract::ConnectAuth { token, client }).ok()?;
        Some(Packet::connect(MAIN_NAMESPACE, Some(auth)))
    }

    /// Asks for a sign of life. While a probe is out after a late timer its time is the short one.
    pub(super) fn send_probe(&mut self, now: Now) {
        self.send_acknowledged(now, contract::PROBE, &serde_json::Map::new(), Purpose::Probe);
        if let Some(session) = self.state.session() {
            session.health.on_probe_sent(now.mono, &self.options);
        }
    }

    /// Presents the fresh token on the live session.
    pub(super) fn send_renewal(&mut self, now: Now) {
        if self.line.defers_renewal() {
            return;
        }
        if let Some(token) = self.auth.usable(now, &self.options).map(str::to_owned) {
            self.send_acknowledged(now, contract::RENEW, &contract::Renew { token: &token }, Purpose::Renew);
            self.auth.on_presented();
        }
    }

    /// Sends an event of the contract; `false` when too many answers are awaited or there is no session.
    pub(super) fn send_acknowledged<T: Serialize>(
        &mut self,
        now: Now,
        name: &'static str,
        arg: &T,
        purpose: Purpose,
    ) -> bool {
        Payload::event(name, arg).is_ok_and(|payload| self.send_event(now, payload, purpose))
    }

    /// An acknowledgement never came.
    pub(super) fn on_unanswered(&mut self, now: Now, purpose: Purpose) {
        let fault = Fault::new(FaultKind::Server, "no answer in time");
        match purpose {
            // Health judges probes by their own deadlines.
            Purpose::Probe | Purpose::Unmonitor => {}
            Purpose::Renew => {
                self.record_fault(now, Level::Warn, "auth", "the renewal was not answered", &fault);
                self.send_renewal(now);
            }
            Purpose::Command(id) => self.outbox.on_unanswered(now, &id, &mut self.rng),
            Purpose::Monitor { feed, join } => {
                self.record_fault(now, Level::Warn, "sync", "joining was not answered", &fault);
                let retry_at = now.mono + self.rng.uniform_ms(1_000, self.backoff.spread_ms().max(2_000));
                self.on_not_joined(now, (&feed, join), fault, retry_at);
            }
        }
    }

    fn send_event(&mut self, now: Now, payload: Payload, purpose: Purpose) -> bool {
        let deadline = now.mono + self.options.ack_timeout_ms;
        let Some(session) = self.state.session() else { return false };
        let Some(id) = session.acks.insert(purpose, now, deadline) else { return false };
        self.send_packet(&Packet::event(MAIN_NAMESPACE, Some(id), payload));
        true
    }

    fn send_packet(&mut self, packet: &Packet<'_>) {
        for frame in packet.encode() {
            self.send_frame(frame.message().encode());
        }
    }

    fn send_frame(&mut self, frame: Frame) {
        // The socket of a page that is put away was let go.
        if self.life.is_left() {
            return;
        }
        self.metrics.frames_out += 1;
        send_over(&mut self.effects, self.generation, &mut self.line, frame);
    }
}
