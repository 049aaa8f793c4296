//! The checks that a person runs: each way to the model server, asked by itself.

use deskbell::realtime::{Check, Fault, FaultKind};

use super::event::Event;
use super::host::Arrival;
use super::world::World;

impl World {
    /// Tries one way; a black hole never answers. The device itself is well.
    pub(super) fn check_way(&mut self, host: usize, run: u64, check: Check) {
        let (now, line) = (self.now, self.net.lines[host]);
        let is_blocked = match check {
            Check::Server | Check::RoundTrip | Check::Clock => false,
            Check::WebSocket => now < line.sockets_blocked_until,
            Check::Polling => now < line.polling_blocked_until,
            Check::Online | Check::Storage | Check::Origin => {
                let arrival = Arrival::Checked { run, check, result: Ok(None) };
                return self.at(now, Event::Arrive { host, arrival });
            }
            Check::Session => panic!("the session is checked by a refresh"),
        };
        if now < line.hole_until {
            return;
        }
        let is_well = self.server.is_up && now >= line.refuse_until && !is_blocked;
        let refused = || Fault::new(FaultKind::Network, "the server cannot be reached");
        let result = is_well.then_some(None).ok_or_else(refused);
        let at = now + 2 * line.delay_ms.1;
        self.at(at, Event::Arrive { host, arrival: Arrival::Checked { run, check, result } });
    }
}
