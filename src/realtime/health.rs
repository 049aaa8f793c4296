//! Whether the line is alive: the protocol's own deadline, and an active probe where the server answers one.
//!
//! A deadline that fires late proves only that this page slept: it closes nothing. What has arrived
//! meanwhile is taken first, then the server gets a fresh chance to answer.

use super::options::Options;
use super::time::{Timer, Timestamp, soonest};

/// What the line needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Send a probe.
    Probe,
    /// The line is dead: nothing within the protocol's deadline.
    HeartbeatMissed,
    /// The line is dead: two probes in a row without an answer.
    ProbesMissed,
}

/// A probe without an answer yet.
#[derive(Debug, Clone, Copy)]
struct Probing {
    deadline: Timestamp,
    /// The last chance: when it passes, the line is dead.
    last: bool,
}

/// The health of one session.
#[derive(Debug)]
pub(crate) struct Health {
    heartbeat_ms: u64,
    heard_at: Timestamp,
    heartbeat_at: Timestamp,
    asked_at: Timestamp,
    probing: Option<Probing>,
    recheck_at: Option<Timestamp>,
    /// The next probe decides alone.
    rechecking: bool,
    has_answered: bool,
}

impl Health {
    /// A session that begins now. `heartbeat_ms` is pingInterval + pingTimeout.
    pub(crate) fn new(now: Timestamp, heartbeat_ms: u64) -> Self {
        Health {
            heartbeat_ms,
            heard_at: now,
            heartbeat_at: now + heartbeat_ms,
            asked_at: now,
            probing: None,
            recheck_at: None,
            rechecking: false,
            has_answered: false,
        }
    }

    /// Something came. It ends a suspicion, not a probe: only an answer proves the heads.
    pub(crate) fn on_heard(&mut self, now: Timestamp) {
        self.heard_at = now;
        if let Some(probing) = &mut self.probing {
            probing.last = false;
        }
    }

    /// The server pinged: the protocol's deadline starts again.
    pub(crate) fn on_ping(&mut self, now: Timestamp) {
        self.heartbeat_at = now + self.heartbeat_ms;
    }

    /// The server was polled: a ping may wait there and takes a round trip to come, also after a sleep.
    pub(crate) fn on_polled(&mut self, now: Timestamp, options: &Options) {
        self.heartbeat_at = self.heartbeat_at.max(now + options.recheck_timeout_ms);
    }

    /// A probe went out. After a late timer it is the only chance, with a time of its own.
    pub(crate) fn on_probe_sent(&mut self, now: Timestamp, options: &Options) {
        let timeout_ms = if self.rechecking { options.recheck_timeout_ms } else { options.probe_timeout_ms };
        let last = self.rechecking || self.probing.is_some();
        self.rechecking = false;
        self.asked_at = now;
        self.probing = Some(Probing { deadline: now + timeout_ms, last });
    }

    /// A probe was answered: from now on silence can be judged.
    pub(crate) fn on_probe_answered(&mut self) {
        self.has_answered = true;
        self.probing = None;
    }

    /// Whether nothing came since `sent_at`, in a session that never answered a probe: one that did is judged by
    /// probes.
    pub(crate) fn is_silent_since(&self, sent_at: Timestamp) -> bool {
        !self.has_answered && self.heard_at <= sent_at
    }

    /// A deadline fired late: judge nothing, look again in a moment.
    pub(crate) fn postpone(&mut self, now: Timestamp, options: &Options) {
        self.recheck(now);
        self.heartbeat_at =
            self.heartbeat_at.max(now + options.recheck_timeout_ms.max(self.heartbeat_ms / 4));
    }

    /// The page slept or was frozen: what arrives now may have waited all the while, so the line is asked once,
    /// after what has arrived, with a short time to answer.
    pub(crate) fn recheck(&mut self, now: Timestamp) {
        self.recheck_at = Some(now + 1);
        self.probing = None;
    }

    /// What is due at `now`, if anything; sending a probe must be told by [`Health::on_probe_sent`].
    pub(crate) fn check(&mut self, now: Timestamp, visible: bool, options: &Options) -> Option<Verdict> {
        if let Some(at) = self.recheck_at {
            if at > now {
                return None;
            }
            self.recheck_at = None;
            if self.has_answered {
                self.rechecking = true;
                return Some(Verdict::Probe);
            }
        }
        if self.heartbeat_at <= now {
            return Some(Verdict::HeartbeatMissed);
        }
        match self.probing {
            Some(probing) if probing.deadline <= now && !self.has_answered => {
                // A server without probes: the protocol's deadline alone judges it.
                self.probing = None;
                None
            }
            Some(probing) if probing.deadline <= now && probing.last => Some(Verdict::ProbesMissed),
            Some(probing) if probing.deadline <= now => Some(Verdict::Probe),
            Some(_) => None,
            None => self.probe_at(visible, options).filter(|at| *at <= now).map(|_| Verdict::Probe),
        }
    }

    /// The next deadline.
    pub(crate) fn poll_timeout(&self, visible: bool, options: &Options) -> Option<(Timestamp, Timer)> {
        let ask = match self.probing {
            Some(probing) => Some((probing.deadline, Timer::ProbeTimeout)),
            None => self.probe_at(visible, options).map(|at| (at, Timer::Probe)),
        };
        match self.recheck_at {
            Some(at) => Some((at, Timer::Recheck)),
            None => soonest(Some((self.heartbeat_at, Timer::Heartbeat)), ask),
        }
    }

    /// The soonest deadline that closes something when it passes; a probe that is due in front of it hides it
    /// from [`Health::poll_timeout`].
    pub(crate) fn judges_at(&self) -> Timestamp {
        self.probing.map_or(self.heartbeat_at, |probing| probing.deadline.min(self.heartbeat_at))
    }

    fn probe_at(&self, visible: bool, options: &Options) -> Option<Timestamp> {
        // A first answer may have been lost: ask again now and then, and judge nothing by it.
        if !self.has_answered {
            return Some(
                self.asked_at + options.probe_busy_ms.max(if visible { 0 } else { options.probe_hidden_ms }),
            );
        }
        if !visible {
            return Some(self.asked_at + options.probe_hidden_ms);
        }
        Some((self.heard_at + options.probe_idle_ms).min(self.asked_at + options.probe_busy_ms))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEARTBEAT_MS: u64 = 45_000;

    /// Runs a session in which nothing arrives after `from`; the moment and reason of its end.
    fn silence(health: &mut Health, from: Timestamp, visible: bool) -> (u64, Verdict) {
        let options = Options::default();
        let mut now = from;
        loop {
            match health.check(now, visible, &options) {
                Some(Verdict::Probe) => health.on_probe_sent(now, &options),
                Some(dead) => return (now.since_ms(from), dead),
                None => {}
            }
            let (at, _) = health.poll_timeout(visible, &options).unwrap();
            assert!(at > now, "a deadline must lie ahead");
            now = at;
        }
    }

    #[test]
    fn a_black_hole_is_found_within_nine_seconds_where_probes_are_answered() {
        let start = Timestamp(1_000);
        let mut health = Health::new(start, HEARTBEAT_MS);
        health.on_probe_sent(start, &Options::default());
        health.on_heard(start + 20);
        health.on_probe_answered();
        assert_eq!(silence(&mut health, start + 20, true), (9_000, Verdict::ProbesMissed));
    }

    #[test]
    fn a_server_without_probes_keeps_the_protocols_deadline() {
        let start = Timestamp(1_000);
        let mut health = Health::new(start, HEARTBEAT_MS);
        health.on_probe_sent(start, &Options::default());
        assert_eq!(silence(&mut health, start, true), (HEARTBEAT_MS, Verdict::HeartbeatMissed));
    }

    #[test]
    fn after_a_late_timer_the_server_has_two_seconds_to_answer() {
        let (start, options) = (Timestamp(1_000), Options::default());
        let mut health = Health::new(start, HEARTBEAT_MS);
        health.on_probe_answered();
        let woke = start + 600_000;
        health.postpone(woke, &options);
        assert_eq!(health.check(woke, true, &options), None, "what has arrived is taken first");
        let look = woke + 1;
        assert_eq!(health.check(look, true, &options), Some(Verdict::Probe));
        health.on_probe_sent(look, &options);
        let end = look + options.recheck_timeout_ms;
        assert_eq!(health.poll_timeout(true, &options), Some((end, Timer::ProbeTimeout)));
        assert_eq!(health.check(end, true, &options), Some(Verdict::ProbesMissed));
    }

    #[test]
    fn a_ping_that_waited_through_a_sleep_keeps_the_session() {
        let (start, options) = (Timestamp(1_000), Options::default());
        let mut health = Health::new(start, HEARTBEAT_MS);
        let woke = start + 600_000;
        health.postpone(woke, &options);
        health.on_heard(woke);
        health.on_ping(woke);
        for at in [woke + 1, woke + (HEARTBEAT_MS - 1)] {
            assert_eq!(health.check(at, true, &options), Some(Verdict::Probe), "asked again, not judged");
        }
    }
}
