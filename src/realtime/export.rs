//! Everything that diagnostics knows, as JSON for whoever helps: no name, no address, no note, no token.
//!
//! It is made of numbers, of this program's own phrases and of codes that passed [`Fault::with_code`]; nothing that a
//! person wrote or a server sent has a way in. `docs/diagnostics-export.md` describes each field; what reads the file
//! goes by [`SCHEMA`], whose number rises when a field changes its meaning or goes.

use serde_json::{Map, Value as Json, json};

use super::application::Application;
use super::checks::{CheckReport, Finding};
use super::client::Client;
use super::error::Fault;
use super::history::{Cause, Change};
use super::log::{Record, Value};
use super::metrics::Metrics;
use super::outbox::{Safety, Summary};
use super::time::{Now, Timer, Timestamp};
use super::verdict::Verdict;
use super::vitals::Report;

/// Names the form of the file.
pub const SCHEMA: &str = "deskbell.diagnostics/1";

/// What the machine does not know about its surroundings.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// The version of this program.
    pub version: &'a str,
    /// What the browser calls itself.
    pub browser: &'a str,
    /// Whether the browser takes the page's address for a secure one.
    pub is_secure: bool,
    /// Inputs that the driver had to drop.
    pub inputs_dropped: u64,
}

impl<A: Application> Client<A> {
    /// The export at `now`, as indented JSON.
    pub fn export(&self, now: Now, about: &About<'_>) -> String {
        let (status, checks, report) = (self.status(now), self.checks(), self.report(now));
        let verdict = Verdict::of(&status, Some(&checks), now.mono);
        let export = json!({
            "schema": SCHEMA,
            "exported_at_ms": now.wall.0,
            "app": {
                "version": about.version,
                "browser": about.browser,
                "secure_origin": about.is_secure,
                "transport": self.transport().map(|transport| transport.as_str()),
            },
            "verdict": verdict.as_str(),
            "connection": {
                "state": status.state.as_str(),
                "live": status.live,
                "attempt": status.attempt,
                "fault": status.fault.as_ref().map(fault),
                "lost_since_ms": status.lost_at.map(|at| at.0),
                "polled_every_ms": status.polled_every_ms,
                "next_timer": next_timer(self.poll_timeout(now), now.mono),
                "uptime_ms": report.uptime_ms,
            },
            "feeds": self.feeds().map(|feed| json!({
                "phase": feed.phase.as_str(),
                "fault": feed.fault.as_ref().map(fault),
                "revision": feed.head.map(|head| head.revision),
                "proof_age_ms": feed.proved_at.map(|at| now.mono.since_ms(at.mono)),
                "from_device": feed.copied_at.is_some(),
                "unreadable": feed.unreadable,
            })).collect::<Vec<_>>(),
            "checks": findings(&checks),
            "numbers": numbers(&report),
            "outbox": outbox(&self.outbox().summary()),
            "latency_samples": self.samples().map(|sample| json!({
                "age_ms": now.mono.since_ms(sample.at),
                "ms": sample.ms,
            })).collect::<Vec<_>>(),
            "history": self.history().changes().map(change).collect::<Vec<_>>(),
            "log": self.log().records().map(record).collect::<Vec<_>>(),
            "dropped": {
                "log": self.log().dropped(),
                "history": self.history().dropped(),
                "latency_samples": self.samples_dropped(),
                "inputs": about.inputs_dropped,
            },
        });
        // A value made of texts and numbers can always be written.
        serde_json::to_string_pretty(&export).unwrap_or_default()
    }
}

fn findings(report: &CheckReport) -> Json {
    let list = report.findings.iter().map(|(check, finding)| {
        let (result, ms, why) = match finding {
            Finding::Running => ("running", None, None),
            Finding::Passed { ms } => ("passed", Some(*ms), None),
            Finding::Warned { ms, fault } => ("warned", *ms, Some(fault)),
            Finding::Failed(fault) => ("failed", None, Some(fault)),
        };
        json!({ "check": check.as_str(), "result": result, "ms": ms, "fault": why.map(fault) })
    });
    json!({
        "ended_at_ms": report.ended_at.map(|at| at.wall.0),
        "diagnosis": report.diagnosis.map(|diagnosis| diagnosis.as_str()),
        "findings": list.collect::<Vec<_>>(),
    })
}

fn numbers(report: &Report) -> Json {
    let Report { latency, reconnects_last_hour, failures, times_ms, .. } = report;
    let times: Map<String, Json> =
        times_ms.iter().map(|(state, ms)| (state.as_str().to_owned(), json!(ms))).collect();
    json!({
        "latency": latency.map(|latency| json!({
            "now_ms": latency.now_ms,
            "p50_ms": latency.p50_ms,
            "p95_ms": latency.p95_ms,
            "p99_ms": latency.p99_ms,
            "samples": latency.samples,
        })),
        "clock_skew_ms": report.metrics.clock_skew_ms,
        "longest_gap_ms": report.longest_gap_ms,
        "reconnects_last_hour": causes(reconnects_last_hour),
        "failures": causes(failures),
        "times_ms": times,
        "slow": report.is_slow,
        "unstable": report.is_unstable,
        "counters": counters(&report.metrics),
    })
}

fn counters(metrics: &Metrics) -> Json {
    let Metrics { attempts, connects, losses, frames_in, frames_out, stale_inputs, malformed, .. } = *metrics;
    let Metrics { unknown_events, climbs, polls, unsendable, changes, caught_up, duplicates, .. } = *metrics;
    let Metrics { gaps, snapshots, restored, unreadable, overflows, stray_acks, proofs, .. } = *metrics;
    let Metrics { sleeps, clock_setbacks, late_timers, left_inputs, .. } = *metrics;
    json!({
        "attempts": attempts, "connects": connects, "losses": losses, "frames_in": frames_in,
        "frames_out": frames_out, "stale_inputs": stale_inputs, "malformed": malformed,
        "unknown_events": unknown_events, "climbs": climbs, "polls": polls, "unsendable": unsendable,
        "changes": changes, "caught_up": caught_up, "duplicates": duplicates, "gaps": gaps,
        "snapshots": snapshots, "restored": restored, "unreadable": unreadable, "overflows": overflows,
        "stray_acks": stray_acks, "proofs": proofs, "sleeps": sleeps, "clock_setbacks": clock_setbacks,
        "late_timers": late_timers, "left_inputs": left_inputs,
    })
}

fn outbox(summary: &Summary) -> Json {
    json!({
        "waiting": summary.waiting, "sending": summary.sending, "unknown": summary.unknown,
        "held": summary.held, "refused": summary.refused, "expired": summary.expired,
        "set_aside": summary.set_aside, "unsaved": summary.unsaved,
        "safe": summary.safety == Safety::Safe,
    })
}

fn causes(counts: &[(Cause, u64)]) -> Vec<Json> {
    let list = counts.iter();
    list.map(|((kind, what), count)| json!({ "kind": kind.as_str(), "what": what, "count": count })).collect()
}

fn change(change: &Change) -> Json {
    json!({
        "at_ms": change.at.wall.0,
        "mono_ms": change.at.mono.0,
        "state": change.state.as_str(),
        "kind": change.kind.map(|kind| kind.as_str()),
        "cause": change.cause,
        "code": change.code,
        "next_timer": next_timer(change.next, change.at.mono),
    })
}

fn next_timer(next: Option<(Timestamp, Timer)>, now: Timestamp) -> Json {
    next.map_or(Json::Null, |(at, timer)| json!({ "timer": timer.as_str(), "in_ms": at.since_ms(now) }))
}

fn record(record: &Record) -> Json {
    let fields = record.fields.iter().map(|(name, value)| {
        let value = match value {
            Value::Number(number) => json!(number),
            Value::Phrase(phrase) => json!(phrase),
            Value::Code(code) => json!(code),
        };
        json!([name, value])
    });
    json!({
        "at_ms": record.at.wall.0,
        "mono_ms": record.at.mono.0,
        "level": record.level.as_str(),
        "target": record.target,
        "generation": record.generation,
        "message": record.message,
        "fields": fields.collect::<Vec<_>>(),
    })
}

/// The whole chain, the nearest first.
fn fault(fault: &Fault) -> Json {
    let list = fault.chain();
    list.map(|fault| json!({ "kind": fault.kind.as_str(), "what": fault.what, "code": fault.code })).collect()
}
