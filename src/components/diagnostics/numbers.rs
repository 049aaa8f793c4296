//! The numbers, each with a word on why it matters.

use leptos::prelude::*;

use super::naming;
use crate::components::{Wording, use_wording};
use crate::service::{Figures, LatencySummary, use_clock, use_realtime};
use crate::words::{Diagnostics, NumberWord, Part};

/// Every figure, in the order in which people read them.
const ALL: [NumberWord; 13] = [
    NumberWord::LatencyNow,
    NumberWord::LatencyHalf,
    NumberWord::LatencyMost,
    NumberWord::LatencyNearlyAll,
    NumberWord::ProofAge,
    NumberWord::Uptime,
    NumberWord::Reconnects,
    NumberWord::LongestGap,
    NumberWord::Transport,
    NumberWord::CaughtUp,
    NumberWord::Outbox,
    NumberWord::Dropped,
    NumberWord::Version,
];

/// The figures.
#[component]
pub(super) fn Numbers() -> impl IntoView {
    let (wording, realtime, clock) = (use_wording(), use_realtime(), use_clock());
    let figures = Memo::new(move |_| {
        clock.track();
        realtime.figures()
    });
    let line = move |word: NumberWord| {
        let text = Memo::new(move |_| figures.with(|figures| text(wording, figures.as_ref(), word)));
        let causes = Memo::new(move |_| figures.with(|figures| causes(wording, figures.as_ref(), word)));
        view! {
            <div class="number">
                <dt>{wording.say(Diagnostics::Number(word))}</dt>
                <dd class="number-value figures">{text}</dd>
                <dd class="number-why">{wording.say(Diagnostics::Why(word))} {move || causes.get().map(|text| format!(" {text}"))}</dd>
            </div>
        }
    };
    view! {
        <section class="diagnostics-part diagnostics-numbers" aria-labelledby="numbers-title">
            <header class="part-head"><h2 id="numbers-title">{wording.say(Diagnostics::Part(Part::Numbers))}</h2></header>
            <dl class="numbers" data-testid="numbers">{ALL.map(line).collect_view()}</dl>
        </section>
    }
}

/// Every figure with its name, for the summary.
pub(super) fn lines(wording: Wording, figures: &Figures) -> Vec<String> {
    let line = |word: NumberWord| {
        let causes =
            causes(wording, Some(figures), word).map(|text| format!(" ({text})")).unwrap_or_default();
        let name = wording.say(Diagnostics::Number(word));
        format!("{name}: {}{causes}", text(wording, Some(figures), word))
    };
    ALL.into_iter().map(line).collect()
}

fn text(wording: Wording, figures: Option<&Figures>, word: NumberWord) -> String {
    let nothing = || wording.say(Diagnostics::NothingYet);
    let Some(Figures { report, transport, outbox, proof_age_ms, dropped, version, .. }) = figures else {
        return nothing();
    };
    let number = |count: u64| wording.number(usize::try_from(count).unwrap_or(usize::MAX));
    let latency = |read: fn(&LatencySummary) -> u64| {
        report.latency.as_ref().map_or_else(nothing, |latency| naming::length(wording, read(latency)))
    };
    match word {
        NumberWord::LatencyNow => latency(|latency| latency.now_ms),
        NumberWord::LatencyHalf => latency(|latency| latency.p50_ms),
        NumberWord::LatencyMost => latency(|latency| latency.p95_ms),
        NumberWord::LatencyNearlyAll => latency(|latency| latency.p99_ms),
        NumberWord::ProofAge => proof_age_ms.map_or_else(nothing, |ms| naming::span(wording, ms)),
        NumberWord::Uptime => report.uptime_ms.map_or_else(nothing, |ms| naming::span(wording, ms)),
        NumberWord::Reconnects => number(report.reconnects_last_hour.iter().map(|(_, count)| count).sum()),
        NumberWord::LongestGap => naming::span(wording, report.longest_gap_ms),
        NumberWord::Transport => wording.say(Diagnostics::Transport(naming::transport(*transport))),
        NumberWord::CaughtUp => number(report.metrics.caught_up),
        NumberWord::Outbox => {
            let unsent = outbox.waiting + outbox.sending + outbox.unknown + outbox.held;
            wording.count(unsent, |count| Diagnostics::Unsent(count).into())
        }
        NumberWord::Dropped => number(*dropped),
        NumberWord::Version => (*version).to_owned(),
    }
}

/// What a figure is made of, where that tells something.
fn causes(wording: Wording, figures: Option<&Figures>, word: NumberWord) -> Option<String> {
    let report = &figures?.report;
    if word == NumberWord::Reconnects && !report.reconnects_last_hour.is_empty() {
        let named = report.reconnects_by_kind().into_iter().map(|(kind, count)| {
            let cause = wording.say(Diagnostics::Cause(naming::cause(kind)));
            let count = wording.number(usize::try_from(count).unwrap_or(usize::MAX));
            format!("{cause} {count}")
        });
        let named = named.collect::<Vec<_>>().join(", ");
        return Some(wording.say(Diagnostics::ReconnectCauses(&named)));
    }
    let gaps = usize::try_from(report.metrics.gaps).unwrap_or(usize::MAX);
    (word == NumberWord::CaughtUp && gaps > 0)
        .then(|| wording.count(gaps, |count| Diagnostics::Gaps(count).into()))
}
