//! Diagnostics as a short text to send to whoever helps: the same words as on the page, and nobody's name.

use super::{Insight, naming, numbers};
use crate::components::Wording;
use crate::service::{CheckReport, RealtimeService};
use crate::words::{self, Diagnostics, Part};
use leptos::prelude::*;

/// The last states; more is in the export.
const STATES_MAX: usize = 10;

/// The text.
pub(super) fn summary(wording: Wording, realtime: RealtimeService, insight: Insight) -> String {
    let say = |message: Diagnostics<'_>| wording.say(message);
    let (verdict, report) = (insight.verdict.get_untracked(), realtime.checks().get_untracked());
    let now = realtime.moment(realtime.mono_ms());
    let sentence = naming::verdict(wording, verdict, report.as_ref(), |word| say(Diagnostics::Verdict(word)));
    let mut lines = vec![format!("Deskbell · {now}"), sentence];
    let others = naming::also(verdict, report.as_ref()).into_iter();
    lines.extend(
        others.map(|other| {
            naming::verdict(wording, other, report.as_ref(), |word| say(Diagnostics::Also(word)))
        }),
    );
    lines.extend([String::new(), say(Diagnostics::Part(Part::Checks))]);
    lines.extend(report.iter().flat_map(|report| checks(wording, report)));
    lines.extend([String::new(), say(Diagnostics::Part(Part::Numbers))]);
    lines.extend(realtime.figures().iter().flat_map(|figures| numbers::lines(wording, figures)));
    lines.extend([String::new(), say(Diagnostics::Part(Part::Timeline))]);
    lines.extend(insight.history.with_untracked(|history| {
        let last = history.iter().rev().take(STATES_MAX);
        let line = |change: &crate::service::Change| {
            let at = realtime.instant(change.at.wall.0);
            let state = say(Diagnostics::State(naming::state(change.state)));
            let cause = change.cause.map(|cause| format!(" · {cause}")).unwrap_or_default();
            format!("{at} {state}{cause}")
        };
        last.map(line).collect::<Vec<_>>()
    }));
    lines.join("\n")
}

fn checks(wording: Wording, report: &CheckReport) -> Vec<String> {
    let line = |(check, _): &(crate::service::Check, crate::service::Finding)| {
        let (word, (outcome, measured)) = (naming::check(*check), naming::outcome(Some(report), *check));
        let measured = measured.map(|ms| naming::length(wording, ms.unsigned_abs()));
        let result = wording.say(words::Diagnostics::Result(word, outcome, measured.as_deref()));
        format!("{}: {result}", wording.say(Diagnostics::Check(word)))
    };
    report.findings.iter().map(line).collect()
}
