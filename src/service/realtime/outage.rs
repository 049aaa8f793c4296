//! What the views read of an outage, and what a person can ask meanwhile.

use leptos::prelude::*;

use super::RealtimeService;
use crate::domain::{CaughtUp, Instant};
use crate::platform::wall_ms;
use crate::realtime::{Finding, Notice, Said};

impl RealtimeService {
    /// The message about the connection that is to be read now: delayed, one at a time, shown for a second at least.
    pub fn notice(&self) -> Signal<Option<Notice>> {
        self.outages.notice()
    }

    /// What is to be said of the connection to those who do not see it; each thing once in an outage.
    pub fn said(&self) -> Signal<Option<Said>> {
        self.outages.said()
    }

    /// A person has read the message, or followed it.
    pub fn dismiss_notice(&self) {
        self.outages.dismiss();
    }

    /// What was missed in the last outage that was shown: the difference of the boards. `None` when nothing was, and
    /// some time after a person has seen it.
    pub fn caught_up(&self) -> Signal<Option<CaughtUp>> {
        self.outages.caught_up()
    }

    /// The connection's trouble for whoever helps: state, causes, codes, what the checks found. Nothing in it names a
    /// person.
    pub fn details(&self) -> String {
        let status = self.status.get_untracked();
        let at = |ms: i64| Instant::from_unix_ms(self.clock.corrected(ms)).to_string();
        let mut lines = vec![
            format!("Deskbell {}", env!("CARGO_PKG_VERSION")),
            format!("time: {}", at(wall_ms())),
            format!("state: {}", status.state.as_str()),
            format!("failed attempts: {}", status.attempt),
        ];
        lines.extend(status.lost_at.map(|lost_at| format!("lost at: {}", at(lost_at.0))));
        lines.extend(status.fault.map(|fault| format!("cause: {fault}")));
        if let Some(report) = self.checks.get_untracked() {
            for (check, finding) in report.findings {
                let found = match finding {
                    Finding::Running => "running".to_owned(),
                    Finding::Passed { ms } => format!("passed in {ms} ms"),
                    Finding::Warned { fault, .. } => format!("works, but: {fault}"),
                    Finding::Failed(fault) => format!("failed: {fault}"),
                };
                lines.push(format!("check {check:?}: {found}"));
            }
            lines.extend(report.diagnosis.map(|diagnosis| format!("diagnosis: {diagnosis:?}")));
        }
        lines.join("\n")
    }
}
