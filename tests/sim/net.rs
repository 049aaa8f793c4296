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
    /// Something held or slowed bytes until then, also where it was ended early.
    pub(crate) held_until: u64,
}

impl Line {
    /// Until when something held or slowed bytes.
    pub(crate) fn disturbed_until(&self) -> u64 {
        self.held_until.max(self.stall_until).max(self.slow_until).max(self.hole_until)
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
        }
    }

    /// A device dials.
    pub(crate) fn dial(&mut self, host: usize, now: u64, is_server_up: bool) -> (Conn, Dial) {
        self.next += 1;
        let conn = self.next;
        let line = self.lines[host];
        if line.hole_until > now {
            return (conn, Dial::Vanishes);
        }
        let there = self.delay(host, now);
        if line.refuse_until > now || !is_server_up {
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
