//! What each fault does, with its own dice.
#![expect(clippy::wildcard_enum_match_arm, reason = "each helper is handed its own group of faults")]

use deskbell::realtime::outbox::StorageFault;

use super::*;
use crate::device::Doom;
use crate::server::Session;

impl Schedule {
    pub(super) fn strike(&mut self, fault: Fault, host: usize) {
        let now = self.world.now;
        let ms = self.rng.uniform_ms(200, 25_000);
        match fault {
            Fault::SocketsBlocked | Fault::SocketsDieYoung | Fault::BothBlocked | Fault::PollingSlow => {
                self.strike_transports(fault, host, ms * 3);
            }
            Fault::Cut | Fault::Flap | Fault::HalfOpen => self.strike_connection(fault, host),
            Fault::Stall => self.world.net.lines[host].stall_until = now + ms.min(9_000),
            Fault::StorageFails | Fault::StorageSlow | Fault::StorageSpoils => {
                self.strike_storage(fault, host, ms);
            }
            Fault::KillTab
            | Fault::KillAtWork
            | Fault::KillBrowser
            | Fault::OpenTab
            | Fault::AnotherPerson => self.strike_tabs(fault, host, ms),
            Fault::Slow => {
                let line = &mut self.world.net.lines[host];
                (line.slow_until, line.slow_ms) = (now + ms, 200 + ms / 6);
            }
            Fault::Refuse => self.world.net.lines[host].refuse_until = now + ms,
            Fault::BlackHole => {
                self.world.net.lines[host].hole_until = now + ms;
                self.world.half_open(host);
            }
            Fault::Restart
            | Fault::RestartWithNotice
            | Fault::NewEpoch
            | Fault::NewEpochUnderLiveSockets
            | Fault::RestoredBackup => self.strike_server(fault, ms),
            Fault::SwallowEmit
            | Fault::SwallowAnswer
            | Fault::LateAnswer
            | Fault::DoubleEmit
            | Fault::Burst
            | Fault::UnreadableEvent
            | Fault::NamelessEvent
            | Fault::UnreadableRecord => self.strike_feed(fault),
            Fault::Garbage | Fault::HalfPacket => self.strike_with_garbage(fault, host),
            Fault::RefuseConnect | Fault::CloseInHandshake | Fault::CloseWhenAccepted | Fault::RestFails => {
                self.strike_answers(fault, host)
            }
            Fault::TokenExpiry
            | Fault::RevokeToken
            | Fault::EndSession
            | Fault::RevokeWithoutNotice
            | Fault::CloseFeed => {
                self.strike_session(fault, host);
            }
            Fault::Suspend | Fault::Freeze | Fault::PutAway | Fault::ClockJump => {
                self.strike_page(fault, host, ms);
            }
            Fault::DuplicateConnect
            | Fault::NetworkEvents
            | Fault::Offline
            | Fault::Background
            | Fault::DisconnectByHand
            | Fault::Resubscribe
            | Fault::Reload
            | Fault::MoveWindow
            | Fault::Retry
            | Fault::SignOut => self.strike_by_hand(fault, host, ms),
        }
    }

    /// The device sleeps, the page is frozen or put away, or somebody sets the clock.
    fn strike_page(&mut self, fault: Fault, host: usize, ms: u64) {
        match fault {
            Fault::Suspend => {
                let ms = if ms.is_multiple_of(2) { ms } else { ms * 4 };
                let freezes = self.freezers.contains(&self.world.hosts[host].device) && ms.is_multiple_of(3);
                self.world.suspend(host, ms, freezes);
            }
            Fault::Freeze => {
                let seen_after_ms = self.rng.uniform_ms(0, 3_000);
                self.world.freeze(host, if ms.is_multiple_of(2) { ms } else { ms * 4 }, seen_after_ms);
            }
            Fault::PutAway => self.world.put_away(host, ms, !ms.is_multiple_of(3)),
            _ => {
                let device = self.world.hosts[host].device;
                let hour = if self.freezers.contains(&device) { 1 } else { [1, -1][pick(&mut self.rng, 2)] };
                for tab in self.world.tabs(device) {
                    self.world.hosts[tab].clock.jump_wall(hour * 3_600_000);
                }
            }
        }
    }

    fn strike_connection(&mut self, fault: Fault, host: usize) {
        if fault == Fault::HalfOpen {
            return self.world.half_open(host);
        }
        self.world.cut(host);
        if fault == Fault::Flap {
            // The next connections die young too, by the server's hand.
            self.world.server.misdeeds.close_handshakes += self.rng.uniform_ms(2, 5);
        }
    }

    /// Something in between lets one transport through and not the other.
    fn strike_transports(&mut self, fault: Fault, host: usize, ms: u64) {
        let until = self.world.now + ms;
        let line = &mut self.world.net.lines[host];
        match fault {
            Fault::SocketsBlocked => line.sockets_blocked_until = until,
            Fault::SocketsDieYoung => line.sockets_die_until = until,
            Fault::PollingSlow => {
                (line.sockets_blocked_until, line.polling_slow_until) = (until, until);
                line.polling_slow_ms = 900;
            }
            _ => (line.sockets_blocked_until, line.polling_blocked_until) = (until, until),
        }
        self.world.cut(host);
    }

    fn strike_server(&mut self, fault: Fault, ms: u64) {
        let undo = if fault == Fault::RestoredBackup { self.rng.uniform_ms(0, 30) } else { 0 };
        if fault == Fault::RestartWithNotice {
            let notice =
                json!({"kind": "restarting", "retry_after_ms": ms.min(HINT_MS_MAX), "spread_ms": 2_000});
            self.world.server.broadcast("server:notice", &notice);
        }
        if matches!(fault, Fault::NewEpoch | Fault::NewEpochUnderLiveSockets | Fault::RestoredBackup) {
            let (venue, now) = (self.venue(), self.world.now);
            if let Some(ledger) = self.world.server.ledgers.get_mut(&venue) {
                ledger.new_epoch(now, undo);
            }
        }
        if fault != Fault::NewEpochUnderLiveSockets {
            self.world.restart(ms);
        }
    }

    fn strike_feed(&mut self, fault: Fault) {
        let name =
            ["bookings:monitor", "time:probe", "session:renew", "booking:command"][pick(&mut self.rng, 4)];
        let misdeeds = &mut self.world.server.misdeeds;
        match fault {
            Fault::SwallowEmit => misdeeds.swallow_emits += self.rng.uniform_ms(1, 3),
            Fault::SwallowAnswer => misdeeds.swallow_answers.push_back(name),
            Fault::LateAnswer => misdeeds.late_answers.push_back((name, self.rng.uniform_ms(100, 12_000))),
            Fault::DoubleEmit => misdeeds.double_emits += 3,
            Fault::Burst => (0..250).for_each(|_| self.change_something(Defect::None)),
            Fault::UnreadableEvent => self.change_something(Defect::Event),
            Fault::NamelessEvent => self.change_something(Defect::Nameless),
            _ => self.change_something(Defect::Record),
        }
    }

    fn strike_with_garbage(&mut self, fault: Fault, host: usize) {
        let garbage = [
            "",
            "9",
            "hello",
            "4",
            "42",
            "42[",
            "42[1",
            "42{}",
            "430",
            "43[]",
            "47",
            "4\u{1f980}",
            "0{}",
            "b!",
            "42[\"server:notice\",5]",
            "42[\"feed:closed\"]",
            "42/other,[\"x\"]",
            "40{\"sid\":\"again\"}",
            "42[\"booking:changed\"]",
            "42[\"booking:changed\",{\"venue\":\"v1\"}]",
            "44{\"message\":\"late\"}",
        ];
        let text = match fault {
            // An attachment is announced and never comes.
            Fault::HalfPacket => r#"451-["picture",{"_placeholder":true,"num":0}]"#,
            _ => garbage[pick(&mut self.rng, garbage.len())],
        };
        // A forged acceptance in front of the real one could be told by nobody.
        let is_accepted = |session: &Session| session.host == host && session.token.is_some();
        if !text.starts_with("40") || self.world.server.sessions.values().any(is_accepted) {
            self.world.server.say_to_host(host, text);
        }
    }

    fn strike_answers(&mut self, fault: Fault, _host: usize) {
        let hint = self.rng.uniform_ms(0, HINT_MS_MAX);
        let refusals = [
            json!(null),
            json!({"code": "internal"}),
            json!({"code": "maintenance", "retry_after_ms": hint, "spread_ms": 1_500}),
            json!({"code": "rate_limited", "retry_after_ms": hint}),
            json!({"code": "token_expired"}),
            json!({"code": 5}),
        ];
        let pages = [
            (500, None, "<html>".to_owned()),
            (503, Some(hint), r#"{"error":{"code":"maintenance"}}"#.to_owned()),
            (429, Some(hint), r#"{"error":{"code":"rate_limited"}}"#.to_owned()),
            (401, None, r#"{"error":{"code":"token_expired"}}"#.to_owned()),
            (200, None, "{\"epoch\":\"v1-0\"".to_owned()),
            (200, None, "[]".to_owned()),
        ];
        let times = self.rng.uniform_ms(1, 4);
        let misdeeds = &mut self.world.server.misdeeds;
        for _ in 0..times {
            match fault {
                Fault::RefuseConnect => {
                    misdeeds.refuse_connects.push_back(refusals[pick(&mut self.rng, refusals.len())].clone());
                }
                Fault::CloseInHandshake => misdeeds.close_handshakes += 1,
                Fault::CloseWhenAccepted => misdeeds.close_accepted += 1,
                _ => misdeeds.rest_failures.push_back(pages[pick(&mut self.rng, pages.len())].clone()),
            }
        }
    }

    fn strike_session(&mut self, fault: Fault, host: usize) {
        let server = &mut self.world.server;
        match fault {
            Fault::CloseFeed => {
                let venue = self.world.hosts[host].venues[0].clone();
                let text =
                    super::super::wire::event("feed:closed", &json!({"venue": venue, "code": "forbidden"}));
                server.say_to_host(host, &text);
            }
            // From now on tokens live for seconds, and the first of them is fetched at once; a device that sleeps
            // or is offline then wakes with one that is over.
            Fault::TokenExpiry => {
                server.setup.token_life_ms = self.rng.uniform_ms(3_000, 12_000);
                for info in server.tokens.values_mut().filter(|info| info.host == host) {
                    info.is_revoked = true;
                }
                self.world.cut(host);
                let (after_ms, ms) = (self.rng.uniform_ms(1_000, 3_000), self.rng.uniform_ms(3_000, 20_000));
                let line = &mut self.world.net.lines[host];
                match ms % 2 {
                    0 => line.stall_until = line.stall_until.max(self.world.now + after_ms),
                    _ => line.refuse_until = line.refuse_until.max(self.world.now + ms),
                }
            }
            Fault::EndSession => {
                server.signed_in.remove(&self.world.hosts[host].device);
                let notice = json!({"kind": "session_ended", "code": "unauthenticated"});
                server.say_to_host(host, &super::super::wire::event("server:notice", &notice));
                server.end_host(host);
            }
            _ => {
                for info in server.tokens.values_mut().filter(|info| info.host == host) {
                    info.is_revoked = true;
                }
                if fault == Fault::RevokeToken {
                    let notice = json!({"kind": "session_ended", "code": "token_expired"});
                    server.say_to_host(host, &super::super::wire::event("server:notice", &notice));
                    server.end_host(host);
                }
            }
        }
    }

    fn strike_storage(&mut self, fault: Fault, host: usize, ms: u64) {
        let (now, kind, dice) = (self.world.now, pick(&mut self.rng, 3), self.rng.next_u64());
        let device = self.world.hosts[host].device;
        let storage = &mut self.world.devices[device].storage;
        match fault {
            Fault::StorageSlow => storage.slow_until = now + ms,
            Fault::StorageSpoils => {
                let id = storage.spoil(dice);
                self.world.note(|| format!("spoilt {id:?}"));
                if let Some(handed) = id.and_then(|id| self.world.orders.get_mut(&id)) {
                    handed.is_spoilt = true;
                }
            }
            _ => {
                let faults = [StorageFault::Full, StorageFault::Blocked, StorageFault::Failed];
                storage.fault = Some((faults[kind], now + ms * 3));
            }
        }
    }

    /// Tabs come and go, and people.
    fn strike_tabs(&mut self, fault: Fault, host: usize, ms: u64) {
        let (now, device) = (self.world.now, self.world.hosts[host].device);
        let opens = |world: &mut World| world.at(now + ms / 3, Event::Opens { device });
        match fault {
            Fault::KillTab => self.world.kill(host),
            Fault::KillAtWork => {
                let dooms = [Doom::AsItSaves, Doom::BeforeItHears, Doom::AsItSends, Doom::AsItTells];
                self.world.hosts[host].doom = Some(dooms[pick(&mut self.rng, dooms.len())]);
            }
            Fault::KillBrowser => self.world.tabs(device).into_iter().for_each(|tab| self.world.kill(tab)),
            Fault::OpenTab => return opens(&mut self.world),
            _ => {
                let wishes = [SignOut::Keep, SignOut::Keep, SignOut::Discard];
                let wish = wishes[pick(&mut self.rng, wishes.len())];
                return self.world.change_seats(device, wish);
            }
        }
        // Where another tab is left, it may stay alone.
        if self.world.tabs(device).is_empty() || ms.is_multiple_of(2) {
            opens(&mut self.world);
        }
    }

    fn strike_by_hand(&mut self, fault: Fault, host: usize, ms: u64) {
        let now = self.world.now;
        let venue = self.venue();
        if fault == Fault::Offline {
            // In flight mode no close comes, and nothing can be dialled.
            self.world.half_open(host);
            self.world.net.lines[host].refuse_until = now + ms;
        }
        let mut later = |at: u64, act: Act| {
            let arrival = super::super::host::Arrival::Act(act);
            self.world.at(at, Event::Arrive { host, arrival });
        };
        match fault {
            Fault::DuplicateConnect => {
                let acts = [Act::Connect, Act::Retry, Act::Online, Act::Visible, Act::Connect, Act::SignIn];
                for (step, act) in (0..).zip(acts.iter().cycle().take(11)) {
                    later(now + step * (ms % 97), act.clone());
                }
            }
            Fault::NetworkEvents => (0..6).for_each(|step| {
                later(now + step * 300, if step % 2 == 0 { Act::Offline } else { Act::Online });
            }),
            Fault::Offline => {
                later(now, Act::Offline);
                later(now + ms, Act::Online);
            }
            Fault::Background => {
                later(now, Act::Hidden);
                later(now + ms, Act::Visible);
            }
            Fault::DisconnectByHand => {
                later(now, Act::Disconnect);
                later(now + ms / 10, Act::Connect);
            }
            Fault::Resubscribe => {
                later(now, Act::Unsubscribe(venue.clone()));
                later(now + if ms.is_multiple_of(2) { 0 } else { ms / 20 }, Act::Subscribe(venue));
            }
            Fault::Reload => {
                (0..3).for_each(|step| later(now + step * (ms / 100), Act::Reload(venue.clone())))
            }
            Fault::MoveWindow => {
                (0..2).for_each(|step| later(now + step * (ms / 50), Act::MoveWindow(venue.clone())));
            }
            Fault::Retry => (0..3).for_each(|step| later(now + step * 50, Act::Retry)),
            _ => later(now, Act::SignOut),
        }
    }
}
