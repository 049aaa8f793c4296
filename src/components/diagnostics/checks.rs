//! The checks: what was asked, what came, and what to do where it did not.

use leptos::prelude::*;

use super::naming;
use crate::components::{Icon, icon, use_wording};
use crate::service::{Check, ConnectionState, use_realtime};
use crate::words::{Diagnostics, Outcome, Part};

fn outcome_name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Idle => "idle",
        Outcome::Running => "running",
        Outcome::Unknown => "unknown",
        Outcome::Passed => "passed",
        Outcome::Warned => "warned",
        Outcome::Failed => "failed",
    }
}

fn outcome_icon(outcome: Outcome) -> Icon {
    match outcome {
        Outcome::Idle | Outcome::Running | Outcome::Unknown => Icon::Connection(ConnectionState::Connecting),
        Outcome::Passed => Icon::Check,
        Outcome::Warned => Icon::Connection(ConnectionState::NotLive),
        Outcome::Failed => Icon::Attention,
    }
}

/// The list.
#[component]
pub(super) fn Checks() -> impl IntoView {
    let (wording, realtime) = (use_wording(), use_realtime());
    let report = realtime.checks();
    let ended_at = move || {
        let at = report.with(|report| report.as_ref().and_then(|report| report.ended_at))?;
        let time = naming::time(wording, realtime.instant(at.wall.0));
        Some(wording.say(Diagnostics::CheckedAt(&time)))
    };
    view! {
        <section class="diagnostics-part diagnostics-checks" aria-labelledby="checks-title">
            <header class="part-head">
                <h2 id="checks-title">{wording.say(Diagnostics::Part(Part::Checks))}</h2>
                <p class="quiet figures">{ended_at}</p>
            </header>
            <ul class="checks">
                {Check::ALL.map(|check| view! { <CheckLine check /> }).collect_view()}
            </ul>
        </section>
    }
}

#[component]
fn CheckLine(check: Check) -> impl IntoView {
    let (wording, report) = (use_wording(), use_realtime().checks());
    let word = naming::check(check);
    let found = Memo::new(move |_| report.with(|report| naming::outcome(report.as_ref(), check)));
    let result = move || {
        let (outcome, measured) = found.get();
        let measured = measured.map(|ms| naming::length(wording, ms.unsigned_abs()));
        wording.say(Diagnostics::Result(word, outcome, measured.as_deref()))
    };
    let needs_advice = move || matches!(found.get().0, Outcome::Warned | Outcome::Failed);
    view! {
        <li class="check" data-check=check.as_str() data-outcome=move || outcome_name(found.get().0)>
            <span class="check-mark">{move || icon(outcome_icon(found.get().0))}</span>
            <span class="check-name">{wording.say(Diagnostics::Check(word))}</span>
            <span class="check-result figures">{result}</span>
            <Show when=needs_advice>
                <span class="check-advice">{wording.say(Diagnostics::Advice(word))}</span>
            </Show>
        </li>
    }
}
