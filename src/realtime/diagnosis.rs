//! What the checks found, judged one by one and together: one cause, the nearest to the person first.

use std::collections::BTreeMap;

use super::checks::{Check, CheckResult, Finding};
use super::error::{Fault, FaultKind};

/// A round trip above this is one that people feel; as in the latency's own judgement.
const SLOW_ABOVE_MS: i64 = 1_000;
/// People read times to the minute: a clock that is off by less misleads nobody.
const CLOCK_OFF_MS: u64 = 60_000;

/// What all findings say together.
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
    /// All gets through, and takes long.
    Slow,
    /// The device's clock is wrong.
    ClockWrong,
    /// The device keeps nothing.
    StorageBlocked,
}

impl Diagnosis {
    /// The stable name, as in the export.
    pub fn as_str(self) -> &'static str {
        match self {
            Diagnosis::Well => "well",
            Diagnosis::Offline => "offline",
            Diagnosis::ServerUnreachable => "server_unreachable",
            Diagnosis::ServerFails => "server_fails",
            Diagnosis::PushBlocked => "push_blocked",
            Diagnosis::WebSocketBlocked => "websocket_blocked",
            Diagnosis::SignInRefused => "sign_in_refused",
            Diagnosis::Slow => "slow",
            Diagnosis::ClockWrong => "clock_wrong",
            Diagnosis::StorageBlocked => "storage_blocked",
        }
    }

    /// Whether it is a reason for a list that is not live.
    pub fn is_of_line(self) -> bool {
        match self {
            Diagnosis::Offline
            | Diagnosis::ServerUnreachable
            | Diagnosis::ServerFails
            | Diagnosis::PushBlocked
            | Diagnosis::SignInRefused => true,
            Diagnosis::Well
            | Diagnosis::WebSocketBlocked
            | Diagnosis::Slow
            | Diagnosis::ClockWrong
            | Diagnosis::StorageBlocked => false,
        }
    }
}

/// What the answer to one check means.
pub(super) fn judge(check: Check, result: CheckResult, took_ms: u64) -> Finding {
    let took_ms = i64::try_from(took_ms).unwrap_or(i64::MAX);
    match (check, result) {
        (Check::RoundTrip, Ok(Some(ms))) if ms > SLOW_ABOVE_MS => {
            Finding::Warned { ms: Some(ms), fault: Fault::new(FaultKind::Network, "the round trip is long") }
        }
        (Check::Clock, Ok(Some(ms))) if ms.unsigned_abs() >= CLOCK_OFF_MS => {
            Finding::Warned { ms: Some(ms), fault: Fault::new(FaultKind::Client, "the clock is wrong") }
        }
        // All works without, but for what is kept on the device and shared by tabs.
        (Check::Origin, Err(fault)) => Finding::Warned { ms: None, fault },
        (_, Ok(measured)) => Finding::Passed { ms: measured.unwrap_or(took_ms) },
        (_, Err(fault)) => Finding::Failed(fault),
    }
}

/// What all findings say together; `is_offline_said` is the browser's word.
pub(super) fn diagnose(findings: &BTreeMap<Check, Finding>, is_offline_said: bool) -> Diagnosis {
    let fault = |check| match findings.get(&check) {
        Some(Finding::Failed(fault)) => Some(fault),
        Some(Finding::Passed { .. } | Finding::Warned { .. } | Finding::Running) | None => None,
    };
    let is_warned = |check| matches!(findings.get(&check), Some(Finding::Warned { .. }));
    if fault(Check::Session).is_some_and(Fault::is_refused_identity) {
        return Diagnosis::SignInRefused;
    }
    match (fault(Check::Server), fault(Check::WebSocket), fault(Check::Polling)) {
        (Some(server), ..) if server.kind != FaultKind::Network => return Diagnosis::ServerFails,
        (Some(_), Some(_), Some(_)) if is_offline_said => return Diagnosis::Offline,
        (Some(_), Some(_), Some(_)) => return Diagnosis::ServerUnreachable,
        (None, Some(_), Some(_)) => return Diagnosis::PushBlocked,
        (_, Some(_) | None, None) | (Some(_), None, Some(_)) | (None, None, Some(_)) => {}
    }
    let is_failing = fault(Check::Session).is_some_and(|session| session.kind != FaultKind::Network);
    if is_failing && fault(Check::WebSocket).is_none() {
        return Diagnosis::ServerFails;
    }
    if fault(Check::Storage).is_some_and(|storage| storage.kind == FaultKind::Storage) {
        return Diagnosis::StorageBlocked;
    }
    match (is_warned(Check::Clock), fault(Check::WebSocket), is_warned(Check::RoundTrip)) {
        (true, ..) => Diagnosis::ClockWrong,
        (false, Some(_), _) => Diagnosis::WebSocketBlocked,
        (false, None, true) => Diagnosis::Slow,
        (false, None, false) => Diagnosis::Well,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn silent() -> Fault {
        Fault::new(FaultKind::Network, "no answer")
    }

    fn diagnosis(results: &[(Check, CheckResult)], is_offline_said: bool) -> Diagnosis {
        let findings = Check::ALL.map(|check| {
            let result = results.iter().find(|(named, _)| *named == check).map(|(_, result)| result.clone());
            (check, judge(check, result.unwrap_or(Ok(None)), 40))
        });
        diagnose(&findings.into(), is_offline_said)
    }

    #[test]
    fn the_findings_tell_the_causes_apart() {
        use Check::{Clock, Origin, Polling, RoundTrip, Server, Session, Storage, WebSocket};
        let all =
            || [Server, WebSocket, Polling, Session, RoundTrip, Clock].map(|check| (check, Err(silent())));
        let failing = Fault::new(FaultKind::Server, "it cannot");
        let refused = Fault::from_code("unauthenticated", None);
        let blocked = Fault::new(FaultKind::Storage, "the browser keeps nothing");
        let insecure = Fault::new(FaultKind::Client, "not secure");
        type Results<'a> = &'a [(Check, CheckResult)];
        let table: [(Results<'_>, bool, Diagnosis); 18] = [
            (&[], false, Diagnosis::Well),
            (&[], true, Diagnosis::Well),
            (&all(), true, Diagnosis::Offline),
            (&all(), false, Diagnosis::ServerUnreachable),
            (&[(WebSocket, Err(silent())), (Polling, Err(silent()))], false, Diagnosis::PushBlocked),
            (&[(WebSocket, Err(silent()))], false, Diagnosis::WebSocketBlocked),
            (&[(Server, Err(failing.clone())), (WebSocket, Err(silent()))], false, Diagnosis::ServerFails),
            (&[(Session, Err(refused.clone()))], false, Diagnosis::SignInRefused),
            (&[(Session, Err(failing))], false, Diagnosis::ServerFails),
            (&[(Session, Err(refused)), (Storage, Err(blocked.clone()))], false, Diagnosis::SignInRefused),
            (&[(Clock, Ok(Some(540_000)))], false, Diagnosis::ClockWrong),
            (&[(Clock, Ok(Some(-540_000)))], false, Diagnosis::ClockWrong),
            (&[(Clock, Ok(Some(59_999)))], false, Diagnosis::Well),
            (&[(Clock, Ok(Some(540_000))), (WebSocket, Err(silent()))], false, Diagnosis::ClockWrong),
            (
                &[(Storage, Err(blocked.clone())), (Clock, Ok(Some(540_000)))],
                false,
                Diagnosis::StorageBlocked,
            ),
            // Storage that is slow once is no storage that is blocked.
            (&[(Storage, Err(silent()))], false, Diagnosis::Well),
            (&[(RoundTrip, Ok(Some(1_001)))], false, Diagnosis::Slow),
            (&[(Origin, Err(insecure))], false, Diagnosis::Well),
        ];
        for (results, is_offline_said, expected) in table {
            assert_eq!(diagnosis(results, is_offline_said), expected, "{results:?}");
        }
    }

    #[test]
    fn a_measure_is_judged_by_what_people_notice() {
        let table = [
            (Check::RoundTrip, Ok(Some(23)), "passed 23"),
            (Check::RoundTrip, Ok(Some(1_500)), "warned 1500"),
            (Check::Clock, Ok(Some(-700)), "passed -700"),
            (Check::Clock, Ok(Some(i64::MIN)), "warned -9223372036854775808"),
            (Check::Server, Ok(None), "passed 40"),
            (Check::Server, Err(silent()), "failed"),
            (Check::Origin, Err(silent()), "warned"),
        ];
        for (check, result, expected) in table {
            let said = match judge(check, result, 40) {
                Finding::Passed { ms } => format!("passed {ms}"),
                Finding::Warned { ms: Some(ms), .. } => format!("warned {ms}"),
                Finding::Warned { ms: None, .. } => "warned".to_owned(),
                Finding::Failed(_) => "failed".to_owned(),
                Finding::Running => "running".to_owned(),
            };
            assert_eq!(said, expected, "{check:?}");
        }
    }
}
