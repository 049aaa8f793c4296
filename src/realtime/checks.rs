//! Checks that a person runs to learn why nothing comes: they ask each way to the server by itself, in parallel, and
//! what they find together tells "you are offline" from "the server cannot be reached", "push is blocked on this
//! network" and "sign-in is refused".
//!
//! A check closes nothing and changes nothing of the connection. The asking itself is done outside.

use std::collections::BTreeMap;

use super::error::Fault;
use super::error::FaultKind;
use super::time::{Timer, Timestamp};

/// What is asked, each by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Check {
    /// `GET /api/health`: does the server answer plain HTTP?
    Server,
    /// A WebSocket, up to the server's handshake.
    WebSocket,
    /// Engine.IO long-polling, up to the server's handshake.
    Polling,
    /// A refresh of the session.
    Session,
}

impl Check {
    /// Every check, in the order in which people read them.
    pub const ALL: [Check; 4] = [Check::Server, Check::WebSocket, Check::Polling, Check::Session];
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// Not answered yet.
    Running,
    /// It is well.
    Passed {
        /// How long it took.
        ms: u64,
    },
    /// It is not.
    Failed(Fault),
}

/// What all findings say together: one cause, the nearest to the person first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Diagnosis {
    /// Every way works.
    Well,
    /// The browser says that there is no network, and nothing answers.
    Offline,
    /// The device has a network, but the server does not answer.
    ServerUnreachable,
    /// The server answers that it cannot.
    ServerFails,
    /// The server answers plain requests, but no transport that pushes gets through.
    PushBlocked,
    /// Only WebSockets do not get through: live by long-polling.
    WebSocketBlocked,
    /// The server refuses who we are.
    SignInRefused,
}

/// One run of the checks, as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckReport {
    /// Each check with its finding.
    pub findings: Vec<(Check, Finding)>,
    /// What they say together, once all are there.
    pub diagnosis: Option<Diagnosis>,
}

/// The last run.
#[derive(Debug, Default)]
pub(crate) struct Checks {
    run: u64,
    started_at: Timestamp,
    deadline: Timestamp,
    findings: BTreeMap<Check, Finding>,
}

impl Checks {
    /// A new run, which gives each check until `deadline`; its number. What an older run still finds is dropped.
    pub(crate) fn start(&mut self, now: Timestamp, deadline: Timestamp) -> u64 {
        self.run += 1;
        (self.started_at, self.deadline) = (now, deadline);
        self.findings = Check::ALL.map(|check| (check, Finding::Running)).into();
        self.run
    }

    /// Whether a run is not over yet.
    pub(crate) fn is_running(&self) -> bool {
        self.findings.values().any(|finding| *finding == Finding::Running)
    }

    /// The person is gone, and with them the question.
    pub(crate) fn clear(&mut self) {
        self.findings.clear();
    }

    /// What `check` of `run` found; `false` when nobody waits for it any more.
    pub(crate) fn on_checked(
        &mut self,
        now: Timestamp,
        run: u64,
        check: Check,
        result: Result<(), Fault>,
    ) -> bool {
        let is_awaited = run == self.run && self.findings.get(&check) == Some(&Finding::Running);
        if is_awaited {
            let passed = Finding::Passed { ms: now.since_ms(self.started_at) };
            self.findings.insert(check, result.map_or_else(Finding::Failed, |()| passed));
        }
        is_awaited
    }

    /// The session was refreshed or not; `false` when no check waits for that.
    pub(crate) fn on_session(&mut self, now: Timestamp, result: Result<(), Fault>) -> bool {
        self.on_checked(now, self.run, Check::Session, result)
    }

    /// Ends what is not answered in time; `true` when something was. After a pause of the page that says nothing
    /// about the way.
    pub(crate) fn on_timer(&mut self, now: Timestamp, late_ms: u64) -> bool {
        if !self.is_running() || self.deadline > now {
            return false;
        }
        let fault = if now.since_ms(self.deadline) > late_ms {
            Fault::new(FaultKind::Client, "the page slept during the check")
        } else {
            Fault::new(FaultKind::Network, "no answer in time")
        };
        for finding in self.findings.values_mut().filter(|finding| **finding == Finding::Running) {
            *finding = Finding::Failed(fault.clone());
        }
        true
    }

    /// When the run ends at the latest.
    pub(crate) fn poll_timeout(&self) -> Option<(Timestamp, Timer)> {
        self.is_running().then_some((self.deadline, Timer::Checks))
    }

    /// The run as it stands; `is_offline_said` is the browser's word.
    pub(crate) fn report(&self, is_offline_said: bool) -> CheckReport {
        let findings: Vec<_> =
            self.findings.iter().map(|(check, finding)| (*check, finding.clone())).collect();
        let is_over = !findings.is_empty() && !self.is_running();
        CheckReport { diagnosis: is_over.then(|| self.diagnose(is_offline_said)), findings }
    }

    fn diagnose(&self, is_offline_said: bool) -> Diagnosis {
        let fault = |check| match self.findings.get(&check) {
            Some(Finding::Failed(fault)) => Some(fault),
            Some(Finding::Passed { .. } | Finding::Running) | None => None,
        };
        if fault(Check::Session).is_some_and(Fault::is_refused_identity) {
            return Diagnosis::SignInRefused;
        }
        match (fault(Check::Server), fault(Check::WebSocket), fault(Check::Polling)) {
            (Some(server), ..) if server.kind != FaultKind::Network => Diagnosis::ServerFails,
            (Some(_), Some(_), Some(_)) if is_offline_said => Diagnosis::Offline,
            (Some(_), Some(_), Some(_)) => Diagnosis::ServerUnreachable,
            (None, Some(_), Some(_)) => Diagnosis::PushBlocked,
            (_, Some(_), None) => Diagnosis::WebSocketBlocked,
            (_, None, _) => match fault(Check::Session) {
                Some(session) if session.kind != FaultKind::Network => Diagnosis::ServerFails,
                Some(_) | None => Diagnosis::Well,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn silent() -> Fault {
        Fault::new(FaultKind::Network, "no answer")
    }

    fn diagnosis(failed: &[(Check, Fault)], is_offline_said: bool) -> Option<Diagnosis> {
        let mut checks = Checks::default();
        let run = checks.start(Timestamp(0), Timestamp(3_000));
        for check in Check::ALL {
            assert_eq!(checks.report(is_offline_said).diagnosis, None, "not before all are there");
            let fault = failed.iter().find(|(failed, _)| *failed == check).map(|(_, fault)| fault.clone());
            assert!(checks.on_checked(Timestamp(40), run, check, fault.map_or(Ok(()), Err)));
        }
        checks.report(is_offline_said).diagnosis
    }

    #[test]
    fn the_findings_tell_the_causes_apart() {
        use Check::{Polling, Server, Session, WebSocket};
        let all = || [Server, WebSocket, Polling, Session].map(|check| (check, silent()));
        let failing = Fault::new(FaultKind::Server, "it cannot");
        let refused = Fault::from_code("unauthenticated", None);
        type Failed<'a> = &'a [(Check, Fault)];
        let table: [(Failed<'_>, bool, Diagnosis); 9] = [
            (&[], false, Diagnosis::Well),
            (&[], true, Diagnosis::Well),
            (&all(), true, Diagnosis::Offline),
            (&all(), false, Diagnosis::ServerUnreachable),
            (&[(WebSocket, silent()), (Polling, silent())], false, Diagnosis::PushBlocked),
            (&[(WebSocket, silent())], false, Diagnosis::WebSocketBlocked),
            (&[(Server, failing.clone()), (WebSocket, silent())], false, Diagnosis::ServerFails),
            (&[(Session, refused)], false, Diagnosis::SignInRefused),
            (&[(Session, failing)], false, Diagnosis::ServerFails),
        ];
        for (failed, is_offline_said, expected) in table {
            assert_eq!(diagnosis(failed, is_offline_said), Some(expected), "{failed:?}");
        }
    }

    #[test]
    fn what_is_not_answered_in_time_failed_unless_the_page_slept() {
        for (now, kind) in [(3_000, FaultKind::Network), (4_001, FaultKind::Client)] {
            let mut checks = Checks::default();
            let run = checks.start(Timestamp(0), Timestamp(3_000));
            assert!(checks.on_session(Timestamp(20), Ok(())));
            assert_eq!(checks.poll_timeout(), Some((Timestamp(3_000), Timer::Checks)));
            assert!(!checks.on_timer(Timestamp(2_999), 1_000));
            assert!(checks.on_timer(Timestamp(now), 1_000));
            assert_eq!(checks.poll_timeout(), None);
            let report = checks.report(false);
            assert!(report.findings.contains(&(Check::Session, Finding::Passed { ms: 20 })));
            let kinds = report.findings.iter().filter_map(|(_, finding)| match finding {
                Finding::Failed(fault) => Some(fault.kind),
                Finding::Running | Finding::Passed { .. } => None,
            });
            assert_eq!(kinds.collect::<Vec<_>>(), [kind; 3]);
            assert!(!checks.on_checked(Timestamp(now), run, Check::Server, Ok(())), "too late");
        }
    }

    #[test]
    fn an_older_run_is_not_heard() {
        let mut checks = Checks::default();
        let first = checks.start(Timestamp(0), Timestamp(3_000));
        let second = checks.start(Timestamp(100), Timestamp(3_100));
        assert!(!checks.on_checked(Timestamp(200), first, Check::Server, Ok(())));
        assert!(checks.on_checked(Timestamp(200), second, Check::Server, Ok(())));
    }
}
