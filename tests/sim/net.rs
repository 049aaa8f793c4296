//! The network: a seeded state machine between devices and the server.
//!
//! Every device has a line with its own weather (delay, refused, black hole, stall), every connection over it
//! its own fate. Order is kept within a connection and direction, as TCP does; requests are independent.
//! The network only decides *whether and when* something arrives; the world carries it.

use std::collections::BTreeMap;

use deskbell::realtime::Rng;

/// A connection's number; never reused.
pub(crate) type Conn = u64;

/// The weather of one device's line. Times are true times until which something holds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line {
    /// One way, in milliseconds: at least and at most.
    pub(crate) delay_ms: (u64, u64),
    /// New connections and requests are refused until then.
    pub(crate) refuse_until: u64,
    /// New connections and requests vanish until then.
    pub(crate) hole_until: u64,
    /// Bytes are held until then, and released in order.
    pub(crate) stall_until: u64,
    /// The delay is `slow_ms` more until then.
    pub(crate) slow_until: u64,
    pub(crate) slow_ms: u64,
    /// WebSockets are refused until then.
    pub(crate) sockets_blocked_until: u64,
    /// WebSockets are cut 100 to 500 ms after they open, until then.
    pub(crate) sockets_die_until: u64,
    /// Long-polling is refused until then.
    pub(crate) polling_blocked_until: u64,
    /// Each request of long-polling takes up to `polling_slow_ms` more, until then.
    pub(crate) polling_slow_until: u64,
    pub(crate) polling_slow_ms: u64,
    /// Something held or slowed bytes until then, also where it was ended early.
    pub(crate) held_until: u64,
}

impl Line {
    /// Until when something held or slowed bytes.
    pub(crate) fn disturbed_until(&self) -> u64 {
        let slow_until = self.slow_until.max(self.polling_slow_until);
        self.held_until.max(self.stall_until).max(slow_until).max(self.hole_until)
    }
}

/// Which way bytes go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Up,
    Down,
}

/// What becomes of dialling.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Dial {
    /// The device hears of a refusal at that time.
    Refused { at: u64 },
    /// Nobody ever hears anything.
    Vanishes,
    /// Both ends are up.
    Opens { server_at: u64, device_at: u64 },
}

/// What becomes of a request or of its answer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Passage {
    Arrives { at: u64 },
    Fails { at: u64 },
    Vanishes,
}

#[derive(Debug)]
struct Link {
    host: usize,
    is_hole: bool,
    is_cut: bool,
    arrives: [u64; 2],
}

/// All lines and connections.
#[derive(Debug)]
pub(crate) struct Net {
    rng: Rng,
    pub(crate) lines: Vec<Line>,
    links: BTreeMap<Conn, Link>,
    next: Conn,
}

impl Net {
    /// `hosts` lines with fair weather.
    pub(crate) fn new(seed: u64, hosts: usize) -> Self {
        let mut rng = Rng::new(seed);
        let lines = (0..hosts).map(|_| {
            let least = rng.uniform_ms(1, 60);
            let most = least + rng.uniform_ms(1, 80);
            Line {
                delay_ms: (least, most),
                refuse_until: 0,
                hole_until: 0,
                stall_until: 0,
                slow_until: 0,
                slow_ms: 0,
                sockets_blocked_until: 0,
                sockets_die_until: 0,
                polling_blocked_until: 0,
                polling_slow_until: 0,
                polling_slow_ms: 0,
                held_until: 0,
            }
        });
        Net { lines: lines.collect(), rng, links: BTreeMap::new(), next: 0 }
    }

    /// Fair weather from now on for everything new; connections in a hole stay there.
    pub(crate) fn calm(&mut self) {
        for line in &mut self.lines {
            line.held_until = line.disturbed_until();
            (line.refuse_until, line.hole_until, line.stall_until, line.slow_until) = (0, 0, 0, 0);
            (line.sockets_blocked_until, line.sockets_die_until) = (0, 0);
            (line.polling_blocked_until, line.polling_slow_until) = (0, 0);
        }
    }

    /// A device dials, for a WebSocket or a polling session.
    pub(crate) fn dial(
        &mut self,
        host: usize,
        now: u64,
        is_server_up: bool,
        is_polling: bool,
    ) -> (Conn, Dial) {
        self.next += 1;
        let conn = self.next;
        let line = self.lines[host];
        if line.hole_until > now {
            return (conn, Dial::Vanishes);
        }
        let there = self.delay(host, now);
        let blocked_until = if is_polling { line.polling_blocked_until } else { line.sockets_blocked_until };
        if line.refuse_until.max(blocked_until) > now || !is_server_up {
            return (conn, Dial::Refused { at: now + there });
        }
        let server_at = self.held(host, now + there);
        let back = self.delay(host, now);
        let device_at = self.held(host, server_at + back);
        let arrives = [server_at, device_at];
        self.links.insert(conn, Link { host, is_hole: false, is_cut: false, arrives });
        (conn, Dial::Opens { server_at, device_at })
    }

    /// When a frame sent now arrives, if it does.
    pub(crate) fn carry(&mut self, conn: Conn, way: Way, now: u64) -> Option<u64> {
        let link = self.links.get(&conn)?;
        if link.is_hole || link.is_cut {
            return None;
        }
        let host = link.host;
        let delay = self.delay(host, now);
        let at = self.held(host, now + delay);
        let link = self.links.get_mut(&conn)?;
        let last = &mut link.arrives[if way == Way::Up { 0 } else { 1 }];
        *last = at.max(*last);
        Some(*last)
    }

    /// One request of a polling session.
    pub(crate) fn ask(&mut self, conn: Conn, now: u64, is_server_up: bool) -> Passage {
        let Some(link) = self.links.get(&conn) else { return Passage::Fails { at: now + 1 } };
        let (host, is_hole, is_cut) = (link.host, link.is_hole, link.is_cut);
        let line = self.lines[host];
        if is_hole || line.hole_until > now {
            return Passage::Vanishes;
        }
        if is_cut || line.refuse_until.max(line.polling_blocked_until) > now || !is_server_up {
            return Passage::Fails { at: now + self.delay(host, now) };
        }
        let slow_ms = self.polling_slow_ms(host, now);
        self.carry(conn, Way::Up, now).map_or(Passage::Vanishes, |at| Passage::Arrives { at: at + slow_ms })
    }

    /// When the answer to such a request arrives, if it does.
    pub(crate) fn carry_answer(&mut self, conn: Conn, now: u64) -> Option<u64> {
        let host = self.links.get(&conn)?.host;
        let slow_ms = self.polling_slow_ms(host, now);
        self.carry(conn, Way::Down, now).map(|at| at + slow_ms)
    }

    fn polling_slow_ms(&mut self, host: usize, now: u64) -> u64 {
        let line = self.lines[host];
        if line.polling_slow_until > now { self.rng.uniform_ms(0, line.polling_slow_ms) } else { 0 }
    }

    /// Whether what was sent before still arrives.
    pub(crate) fn is_passing(&self, conn: Conn) -> bool {
        self.links.get(&conn).is_some_and(|link| !link.is_hole && !link.is_cut)
    }

    /// Cuts a connection; `Some(when)` the device hears of it, `None` when it never does.
    pub(crate) fn cut(&mut self, conn: Conn, now: u64) -> Option<u64> {
        let link = self.links.get_mut(&conn)?;
        let heard = !link.is_hole && !link.is_cut;
        link.is_cut = true;
        let host = link.host;
        heard.then(|| now + self.delay(host, now))
    }

    /// From now on bytes vanish both ways and nobody is told.
    pub(crate) fn half_open(&mut self, conn: Conn) {
        if let Some(link) = self.links.get_mut(&conn) {
            link.is_hole = true;
        }
    }

    /// One way of a request.
    pub(crate) fn pass(&mut self, host: usize, now: u64, is_server_up: bool) -> Passage {
        let line = self.lines[host];
        if line.hole_until > now {
            return Passage::Vanishes;
        }
        let at = now + self.delay(host, now);
        if line.refuse_until > now || !is_server_up {
            return Passage::Fails { at };
        }
        Passage::Arrives { at: self.held(host, at) }
    }

    fn delay(&mut self, host: usize, now: u64) -> u64 {
        let line = self.lines[host];
        let extra =
            if line.slow_until > now { self.rng.uniform_ms(line.slow_ms / 2, line.slow_ms) } else { 0 };
        // Jitter with a tail: one frame in sixteen is late.
        let tail = if self.rng.uniform_ms(0, 15) == 0 { self.rng.uniform_ms(0, 300) } else { 0 };
        self.rng.uniform_ms(line.delay_ms.0, line.delay_ms.1) + extra + tail
    }

    fn held(&self, host: usize, at: u64) -> u64 {
        at.max(self.lines[host].stall_until)
    }
}
