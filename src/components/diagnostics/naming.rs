//! From what the machine knows to the words of diagnostics.

use super::Insight;
use crate::components::wording::{Wording, chip_word};
use crate::domain::Instant;
use crate::service::{
    Check, CheckReport, ConnectionState, Diagnosis, FaultKind, Finding, Level, Timer, Transport, Verdict,
};
use crate::words::{
    CauseWord, CheckWord, ChipState, Count, Diagnostics, Length, LevelWord, Outcome, TimerWord,
    TransportWord, VerdictWord,
};
use leptos::prelude::*;

const MINUTE_MS: u64 = 60_000;
const HOUR_MS: u64 = 60 * MINUTE_MS;
/// Up to here milliseconds are read more easily than seconds.
const MS_MAX: u64 = 10_000;

/// A length of time, measured in milliseconds.
pub(super) fn length(wording: Wording, ms: u64) -> String {
    let number = |count: u64| wording.number(usize::try_from(count).unwrap_or(usize::MAX));
    let say = |length: Length<'_>| wording.say(Diagnostics::Length(length));
    match ms {
        0..MS_MAX => say(Length::Ms(&number(ms))),
        _ => span(wording, ms),
    }
}

/// A length of time that nobody wants in milliseconds.
pub(super) fn span(wording: Wording, ms: u64) -> String {
    let number = |count: u64| wording.number(usize::try_from(count).unwrap_or(usize::MAX));
    let say = |length: Length<'_>| wording.say(Diagnostics::Length(length));
    match ms {
        0..MINUTE_MS => say(Length::Seconds(&number(ms / 1_000))),
        MINUTE_MS..HOUR_MS => say(Length::Minutes(&number(ms / MINUTE_MS), &number(ms % MINUTE_MS / 1_000))),
        _ => say(Length::Hours(&number(ms / HOUR_MS), &number(ms % HOUR_MS / MINUTE_MS))),
    }
}

/// A moment with its seconds, in the open venue's zone, or the device's where none is open.
pub(super) fn time(wording: Wording, at: Instant) -> String {
    expect_context::<Insight>().venue.with_untracked(|venue| {
        wording.format(|formats| match venue {
            Some(venue) => formats.time_with_seconds(at, venue),
            None => formats.device_time_with_seconds(at),
        })
    })
}

/// The name of a state, without its time.
pub(super) fn state(state: ConnectionState) -> ChipState<'static> {
    chip_word(state, None, "")
}

/// The verdict's words; the report holds by how much the clock is off.
pub(super) fn verdict(
    wording: Wording,
    verdict: Verdict,
    report: Option<&CheckReport>,
    say: impl FnOnce(VerdictWord<'_>) -> String,
) -> String {
    let minutes = clock_minutes(report);
    let text = wording.number(usize::try_from(minutes).unwrap_or(usize::MAX));
    let off = Count { value: minutes, text: &text };
    say(match verdict {
        Verdict::Live => VerdictWord::Live,
        Verdict::Slow => VerdictWord::Slow,
        Verdict::Unstable => VerdictWord::Unstable,
        Verdict::Connecting => VerdictWord::Connecting,
        Verdict::CatchingUp => VerdictWord::CatchingUp,
        Verdict::Lost => VerdictWord::Lost,
        Verdict::Polled => VerdictWord::Polled,
        Verdict::ComingBack => VerdictWord::ComingBack,
        Verdict::NotLoaded => VerdictWord::NotLoaded,
        Verdict::Restarting => VerdictWord::Restarting,
        Verdict::Paused => VerdictWord::Paused,
        Verdict::SignedOut => VerdictWord::SignedOut,
        Verdict::TooOld => VerdictWord::TooOld,
        Verdict::Stopped => VerdictWord::Stopped,
        Verdict::Found(found) => match found {
            Diagnosis::Well => VerdictWord::Live,
            Diagnosis::Offline => VerdictWord::Offline,
            Diagnosis::ServerUnreachable => VerdictWord::ServerUnreachable,
            Diagnosis::ServerFails => VerdictWord::ServerFails,
            Diagnosis::PushBlocked => VerdictWord::PushBlocked,
            Diagnosis::WebSocketBlocked => VerdictWord::WebSocketBlocked,
            Diagnosis::SignInRefused => VerdictWord::SignInRefused,
            Diagnosis::Slow => VerdictWord::AllSlow,
            Diagnosis::ClockWrong => VerdictWord::ClockWrong(off),
            Diagnosis::StorageBlocked => VerdictWord::StorageBlocked,
        },
    })
}

/// What is wrong with the device besides the verdict.
pub(super) fn also(verdict: Verdict, report: Option<&CheckReport>) -> Vec<Verdict> {
    let found = |check| report.and_then(|report| report.findings.iter().find(|(other, _)| *other == check));
    let storage = matches!(found(Check::Storage), Some((_, Finding::Failed(fault))) if fault.kind == FaultKind::Storage);
    let clock = matches!(found(Check::Clock), Some((_, Finding::Warned { .. })));
    let all = [(storage, Diagnosis::StorageBlocked), (clock, Diagnosis::ClockWrong)];
    let wrong = all.into_iter().filter(|(is_wrong, _)| *is_wrong).map(|(_, found)| Verdict::Found(found));
    wrong.filter(|other| *other != verdict).collect()
}

/// By how many minutes the clock is off, rounded.
fn clock_minutes(report: Option<&CheckReport>) -> u64 {
    let findings = report.map(|report| report.findings.as_slice()).unwrap_or_default();
    let skew = findings.iter().find_map(|(check, finding)| match (check, finding) {
        (Check::Clock, Finding::Warned { ms, .. }) => *ms,
        _ => None,
    });
    skew.map_or(0, |ms| (ms.unsigned_abs() + MINUTE_MS / 2) / MINUTE_MS)
}

pub(super) fn check(check: Check) -> CheckWord {
    match check {
        Check::Online => CheckWord::Online,
        Check::Server => CheckWord::Server,
        Check::WebSocket => CheckWord::WebSocket,
        Check::Polling => CheckWord::Polling,
        Check::Session => CheckWord::Session,
        Check::RoundTrip => CheckWord::RoundTrip,
        Check::Clock => CheckWord::Clock,
        Check::Storage => CheckWord::Storage,
        Check::Origin => CheckWord::Origin,
    }
}

/// What came of a check, and what it measured.
pub(super) fn outcome(report: Option<&CheckReport>, check: Check) -> (Outcome, Option<i64>) {
    let is_consequence = report.is_some_and(|report| report.is_consequence(check));
    match report.and_then(|report| report.finding(check)) {
        Some(_) if is_consequence => (Outcome::Unknown, None),
        None => (Outcome::Idle, None),
        Some(Finding::Running) => (Outcome::Running, None),
        Some(Finding::Passed { ms }) => (Outcome::Passed, Some(*ms)),
        Some(Finding::Warned { ms, .. }) => (Outcome::Warned, *ms),
        Some(Finding::Failed(_)) => (Outcome::Failed, None),
    }
}

pub(super) fn transport(transport: Option<Transport>) -> TransportWord {
    match transport {
        Some(Transport::WebSocket) => TransportWord::WebSocket,
        Some(Transport::Polling) => TransportWord::Polling,
        None => TransportWord::Nothing,
    }
}

pub(super) fn cause(kind: FaultKind) -> CauseWord {
    match kind {
        FaultKind::Network => CauseWord::Network,
        FaultKind::Server => CauseWord::Server,
        FaultKind::Authentication => CauseWord::SignIn,
        FaultKind::Protocol => CauseWord::Unreadable,
        FaultKind::RateLimit => CauseWord::TooMany,
        FaultKind::Version => CauseWord::TooOld,
        FaultKind::Storage => CauseWord::Storage,
        FaultKind::Client => CauseWord::Page,
    }
}

pub(super) fn level(level: Level) -> LevelWord {
    match level {
        Level::Error => LevelWord::Error,
        Level::Warn => LevelWord::Warn,
        Level::Info => LevelWord::Info,
        Level::Debug => LevelWord::Debug,
    }
}

pub(super) fn timer(timer: Timer) -> TimerWord {
    match timer {
        Timer::Retry => TimerWord::Retry,
        Timer::ConnectTimeout => TimerWord::Connecting,
        Timer::TokenTimeout => TimerWord::Renewing,
        Timer::TokenRefresh => TimerWord::Renewal,
        Timer::Probe | Timer::ProbeTimeout => TimerWord::Probe,
        Timer::Recheck => TimerWord::Recheck,
        Timer::Heartbeat => TimerWord::Heartbeat,
        Timer::Acknowledgement | Timer::FetchTimeout => TimerWord::Answer,
        Timer::Upgrade => TimerWord::Upgrade,
        Timer::Outbox => TimerWord::Outbox,
        Timer::Poll => TimerWord::Poll,
        Timer::Gap => TimerWord::Gap,
        Timer::FeedRetry => TimerWord::Reload,
        Timer::BackoffReset => TimerWord::Steady,
        Timer::Checks => TimerWord::Checks,
        Timer::Status => TimerWord::Display,
    }
}
