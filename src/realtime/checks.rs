//! Checks that a person runs to learn why nothing comes: they ask each way to the server and the device itself, in
//! parallel, and what they find together tells "you are offline" from "the server cannot be reached", "push is blocked
//! on this network" and "sign-in is refused".
//!
//! A check closes nothing and changes nothing of the connection. The asking itself is done outside.

use std::collections::BTreeMap;

use super::diagnosis::{Diagnosis, diagnose, judge};
use super::error::{Fault, FaultKind};
use super::time::{Now, Timer, Timestamp};

/// What is asked, each by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Check {
    /// The browser's own word on the network.
    Online,
    /// `GET /api/health`: does the server answer plain HTTP?
    Server,
    /// A WebSocket, up to the server's handshake.
    WebSocket,
    /// Engine.IO long-polling, up to the server's handshake.
    Polling,
    /// A refresh of the session.
    Session,
    /// How long a request takes on a connection that is open; measures milliseconds.
    RoundTrip,
    /// The device's clock beside the server's; measures milliseconds that the device is ahead.
    Clock,
    /// Whether the device keeps what is written.
    Storage,
    /// Whether the browser takes the page's address for a secure one.
    Origin,
}

impl Check {
    /// Every check, in the order in which people read them.
    pub const ALL: [Check; 9] = [
        Check::Online,
        Check::Server,
        Check::WebSocket,
        Check::Polling,
        Check::Session,
        Check::RoundTrip,
        Check::Clock,
        Check::Storage,
        Check::Origin,
    ];

    /// The stable name, as in the export.
    pub fn as_str(self) -> &'static str {
        match self {
            Check::Online => "online",
            Check::Server => "server",
            Check::WebSocket => "websocket",
            Check::Polling => "polling",
            Check::Session => "session",
            Check::RoundTrip => "round_trip",
            Check::Clock => "clock",
            Check::Storage => "storage",
            Check::Origin => "origin",
        }
    }
}

/// What came of a check: what it measured, where it measures something, or what is wrong.
pub type CheckResult = Result<Option<i64>, Fault>;

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// Not answered yet.
    Running,
    /// It is well.
    Passed {
        /// What was measured; where nothing is, how long it took.
        ms: i64,
    },
    /// It works, and people should know of it.
    Warned {
        /// What was measured, if anything was.
        ms: Option<i64>,
        /// What is not as it should be.
        fault: Fault,
    },
    /// It is not.
    Failed(Fault),
}

/// One run of the checks, as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckReport {
    /// Each check with its finding.
    pub findings: Vec<(Check, Finding)>,
    /// What they say together, once all are there.
    pub diagnosis: Option<Diagnosis>,
    /// When the last of them came.
    pub ended_at: Option<Now>,
}

impl CheckReport {
    /// What a check found.
    pub fn finding(&self, check: Check) -> Option<&Finding> {
        self.findings.iter().find(|(other, _)| *other == check).map(|(_, finding)| finding)
    }

    /// Whether a check failed only because another one did: a server that does not answer tells nothing about
    /// WebSockets, the session or the clock.
    pub fn is_consequence(&self, check: Check) -> bool {
        let is_silent = |check| {
            let finding = self.finding(check);
            matches!(finding, Some(Finding::Failed(fault)) if fault.kind == FaultKind::Network)
        };
        let causes: &[Check] = match check {
            Check::Online | Check::Storage | Check::Origin => &[],
            Check::Server => &[Check::Online],
            Check::WebSocket | Check::Polling | Check::Session | Check::RoundTrip | Check::Clock => {
                &[Check::Online, Check::Server]
            }
        };
        is_silent(check) && causes.iter().any(|cause| is_silent(*cause))
    }
}

/// The last run.
#[derive(Debug, Default)]
pub(crate) struct Checks {
    run: u64,
    started_at: Timestamp,
    deadline: Timestamp,
    findings: BTreeMap<Check, Finding>,
    ended_at: Option<Now>,
}

impl Checks {
    /// A new run, which gives each check until `deadline`; its number. What an older run still finds is dropped.
    pub(crate) fn start(&mut self, now: Timestamp, deadline: Timestamp) -> u64 {
        self.run += 1;
        (self.started_at, self.deadline) = (now, deadline);
        self.findings = Check::ALL.map(|check| (check, Finding::Running)).into();
        self.ended_at = None;
        self.run
    }

    /// Whether a run is not over yet.
    pub(crate) fn is_running(&self) -> bool {
        self.findings.values().any(|finding| *finding == Finding::Running)
    }

    /// The person is gone, and with them the question.
    pub(crate) fn clear(&mut self) {
        self.findings.clear();
        self.ended_at = None;
    }

    /// What `check` of `run` found; `false` when nobody waits for it any more.
    pub(crate) fn on_checked(&mut self, now: Now, run: u64, check: Check, result: CheckResult) -> bool {
        let is_awaited = run == self.run && self.findings.get(&check) == Some(&Finding::Running);
        if is_awaited {
            let took_ms = now.mono.since_ms(self.started_at);
            self.findings.insert(check, judge(check, result, took_ms));
            self.end(now);
        }
        is_awaited
    }

    /// The session was refreshed or not; `false` when no check waits for that.
    pub(crate) fn on_session(&mut self, now: Now, result: Result<(), Fault>) -> bool {
        self.on_checked(now, self.run, Check::Session, result.map(|()| None))
    }

    /// Ends what is not answered in time; `true` when something was. After a pause of the page that says nothing
    /// about the way.
    pub(crate) fn on_timer(&mut self, now: Now, late_ms: u64) -> bool {
        if !self.is_running() || self.deadline > now.mono {
            return false;
        }
        let fault = if now.mono.since_ms(self.deadline) > late_ms {
            Fault::new(FaultKind::Client, "the page slept during the check")
        } else {
            Fault::new(FaultKind::Network, "no answer in time")
        };
        for finding in self.findings.values_mut().filter(|finding| **finding == Finding::Running) {
            *finding = Finding::Failed(fault.clone());
        }
        self.end(now);
        true
    }

    /// When the run ends at the latest.
    pub(crate) fn poll_timeout(&self) -> Option<(Timestamp, Timer)> {
        self.is_running().then_some((self.deadline, Timer::Checks))
    }

    /// The run as it stands; `is_offline_said` is the browser's word.
    pub(crate) fn report(&self, is_offline_said: bool) -> CheckReport {
        let findings = self.findings.iter().map(|(check, finding)| (*check, finding.clone())).collect();
        let diagnosis = self.ended_at.map(|_| diagnose(&self.findings, is_offline_said));
        CheckReport { diagnosis, findings, ended_at: self.ended_at }
    }

    fn end(&mut self, now: Now) {
        if !self.is_running() {
            self.ended_at = Some(now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::time::WallTime;
    use super::*;

    fn at(ms: u64) -> Now {
        Now { mono: Timestamp(ms), wall: WallTime(0) }
    }

    #[test]
    fn what_is_not_answered_in_time_failed_unless_the_page_slept() {
        for (now, kind) in [(3_000, FaultKind::Network), (4_001, FaultKind::Client)] {
            let mut checks = Checks::default();
            let run = checks.start(Timestamp(0), Timestamp(3_000));
            assert!(checks.on_session(at(20), Ok(())));
            assert_eq!(checks.poll_timeout(), Some((Timestamp(3_000), Timer::Checks)));
            assert!(!checks.on_timer(at(2_999), 1_000));
            assert_eq!(checks.report(false).ended_at, None);
            assert!(checks.on_timer(at(now), 1_000));
            assert_eq!(checks.poll_timeout(), None);
            let report = checks.report(false);
            assert_eq!(report.ended_at, Some(at(now)));
            assert!(report.findings.contains(&(Check::Session, Finding::Passed { ms: 20 })));
            let kinds = report.findings.iter().filter_map(|(_, finding)| match finding {
                Finding::Failed(fault) => Some(fault.kind),
                Finding::Running | Finding::Passed { .. } | Finding::Warned { .. } => None,
            });
            assert_eq!(kinds.collect::<Vec<_>>(), [kind; Check::ALL.len() - 1]);
            assert!(!checks.on_checked(at(now), run, Check::Server, Ok(None)), "too late");
        }
    }

    #[test]
    fn what_follows_from_another_failure_is_told_from_what_is_wrong_by_itself() {
        let silent = || Finding::Failed(Fault::new(FaultKind::Network, "no answer"));
        let refused = Finding::Failed(Fault::from_code("unauthenticated", None));
        let report = |findings: &[(Check, Finding)]| {
            let (diagnosis, ended_at) = (None, None);
            CheckReport { findings: findings.to_vec(), diagnosis, ended_at }
        };
        let down =
            report(&[(Check::Server, silent()), (Check::WebSocket, silent()), (Check::Session, refused)]);
        assert!(down.is_consequence(Check::WebSocket) && !down.is_consequence(Check::Server));
        assert!(!down.is_consequence(Check::Session), "an answer came");
        let offline =
            report(&[(Check::Online, silent()), (Check::Server, silent()), (Check::Clock, silent())]);
        assert!(offline.is_consequence(Check::Server) && offline.is_consequence(Check::Clock));
        assert!(!offline.is_consequence(Check::Online));
        let blocked = report(&[(Check::Server, Finding::Passed { ms: 9 }), (Check::WebSocket, silent())]);
        assert!(!blocked.is_consequence(Check::WebSocket));
    }

    #[test]
    fn an_older_run_is_not_heard() {
        let mut checks = Checks::default();
        let first = checks.start(Timestamp(0), Timestamp(3_000));
        let second = checks.start(Timestamp(100), Timestamp(3_100));
        assert!(!checks.on_checked(at(200), first, Check::Server, Ok(None)));
        assert!(checks.on_checked(at(200), second, Check::Server, Ok(None)));
    }

    #[test]
    fn the_checks_stand_in_the_order_in_which_people_read_them() {
        let mut checks = Checks::default();
        checks.start(Timestamp(0), Timestamp(3_000));
        let order: Vec<Check> = checks.report(false).findings.into_iter().map(|(check, _)| check).collect();
        assert_eq!(order, Check::ALL);
    }
}
