//! The chart of the last minutes on one time axis: states, round trips, log. One crosshair ties them and scrolls the
//! log; a table beside it says the same in words.

use leptos::prelude::*;

use super::plot::Plot;
use super::{Insight, naming};
use crate::components::use_wording;
use crate::domain::chart::{Scale, Segment, Span, buckets, nearest, segment_at, segments};
use crate::service::{ConnectionState, use_realtime};
use crate::words::{self, ChartColumn, Diagnostics, Part};

/// The lengths that can be chosen, in minutes, and in how many parts the table has them.
const RANGES: [(u64, u64); 3] = [(5, 5), (15, 5), (60, 6)];
/// The crosshair's handle has so many places.
const PLACES: f64 = 1_000.0;
/// The table follows in steps: what changes each second cannot be read.
const TABLE_STEP_MS: u64 = 10_000;

/// What is drawn.
#[derive(Clone, Copy)]
pub(super) struct Drawing {
    /// The stretch of time.
    pub(super) span: Memo<Span>,
    /// What was shown.
    pub(super) ribbon: Memo<Vec<Segment<ConnectionState>>>,
    /// How long round trips took.
    pub(super) scale: Memo<Scale>,
}

/// The chart with its readout, its handle and its table.
#[component]
pub(super) fn Chart() -> impl IntoView {
    let (wording, insight) = (use_wording(), expect_context::<Insight>());
    let range = RwSignal::new(RANGES[0]);
    let span = Memo::new(move |_| Span::minutes(insight.now_ms.get(), range.get().0));
    let drawing = Drawing {
        span,
        ribbon: Memo::new(move |_| {
            insight.history.with(|history| {
                let changes: Vec<_> = history.iter().map(|change| (change.at.mono.0, change.state)).collect();
                segments(&changes, span.get())
            })
        }),
        scale: Memo::new(move |_| {
            insight.samples.with(|samples| {
                let span = span.get();
                let inside: Vec<_> =
                    samples.iter().copied().filter(|(at, _)| span.place(*at).is_some()).collect();
                Scale::for_samples(&inside)
            })
        }),
    };
    let minutes = move || wording.number(usize::try_from(range.get().0).unwrap_or(0));
    let say = move |part: words::Chart<'_>| wording.say(Diagnostics::Chart(part));
    view! {
        <section class="diagnostics-part diagnostics-chart" aria-labelledby="chart-title">
            <header class="part-head">
                <h2 id="chart-title">{wording.say(Diagnostics::Part(Part::Chart))}</h2>
                <div class="chart-ranges" role="group" aria-label=say(words::Chart::Range)>
                    {RANGES.map(|each| {
                        let text = wording.number(usize::try_from(each.0).unwrap_or(0));
                        view! {
                            <button
                                type="button"
                                class="button chart-range"
                                aria-pressed=move || (range.get() == each).to_string()
                                on:click=move |_| range.set(each)
                            >
                                {say(words::Chart::Minutes(&text))}
                            </button>
                        }
                    }).collect_view()}
                </div>
            </header>
            <figure class="chart" aria-label=move || say(words::Chart::Label(&minutes())) data-testid="chart">
                <Readout drawing />
                <Plot drawing />
                <Handle drawing />
                <div class="chart-axis quiet figures" aria-hidden="true">
                    <span>{move || say(words::Chart::MinutesAgo(&minutes()))}</span>
                    <span>{say(words::Chart::Now)}</span>
                </div>
                <Legend />
            </figure>
            <Table drawing range />
        </section>
    }
}

/// What there was at the crosshair, or is now.
fn describe(insight: Insight, drawing: Drawing) -> String {
    let (wording, realtime) = (use_wording(), use_realtime());
    let at_ms = insight.moment.get().unwrap_or_else(|| insight.now_ms.get());
    let time = naming::time(wording, realtime.moment(at_ms));
    let state = drawing.ribbon.with(|ribbon| segment_at(ribbon, at_ms).map(|segment| segment.state));
    let Some(state) = state else { return wording.say(Diagnostics::Chart(words::Chart::NotOpen)) };
    let state = wording.say(Diagnostics::State(naming::state(state)));
    // A dot is found from a little beside it.
    let reach_ms = (drawing.span.get().width_ms / 60).max(TABLE_STEP_MS / 2);
    let latency = insight.samples.with(|samples| {
        let times: Vec<u64> = samples.iter().map(|(at, _)| *at).collect();
        let (at, ms) = samples[nearest(&times, at_ms)?];
        (at.abs_diff(at_ms) <= reach_ms).then_some(ms)
    });
    let latency = match latency {
        Some(ms) => naming::length(wording, ms),
        None => wording.say(Diagnostics::Chart(words::Chart::NoRoundTrip)),
    };
    format!("{time} · {state} · {latency}")
}

#[component]
fn Readout(drawing: Drawing) -> impl IntoView {
    let insight = expect_context::<Insight>();
    view! { <p class="chart-readout figures" aria-hidden="true">{move || describe(insight, drawing)}</p> }
}

/// The crosshair's handle: a slider, so that keys and fingers move it as the pointer does.
#[component]
fn Handle(drawing: Drawing) -> impl IntoView {
    let (wording, insight) = (use_wording(), expect_context::<Insight>());
    let place = move || {
        let at_ms = insight.moment.get();
        let fraction = at_ms.map_or(1.0, |at_ms| drawing.span.get().place_clamped(at_ms));
        (fraction * PLACES).round().to_string()
    };
    let moved = move |text: String| {
        let fraction = text.parse::<f64>().unwrap_or(PLACES) / PLACES;
        let is_now = fraction >= 1.0;
        insight.moment.set((!is_now).then(|| drawing.span.get_untracked().moment(fraction)));
    };
    view! {
        <input
            type="range"
            class="chart-handle"
            min="0"
            max=PLACES.to_string()
            step="5"
            prop:value=place
            aria-label=wording.say(Diagnostics::Chart(words::Chart::Moment))
            aria-valuetext=move || describe(insight, drawing)
            on:input:target=move |event| moved(event.target().value())
        />
    }
}

#[component]
fn Legend() -> impl IntoView {
    let wording = use_wording();
    let entries = [
        ("dot", words::Chart::Dots),
        ("line", words::Chart::Line),
        ("band", words::Chart::Band),
        ("tick", words::Chart::Ticks),
        ("hatch", words::Chart::Hatch),
    ];
    view! {
        <ul class="chart-legend">
            {entries.map(|(key, part)| view! {
                <li><span class="chart-key" data-key=key aria-hidden="true"></span>{wording.say(Diagnostics::Chart(part))}</li>
            }).collect_view()}
        </ul>
    }
}

/// The same in words, the newest part first.
#[component]
fn Table(drawing: Drawing, range: RwSignal<(u64, u64)>) -> impl IntoView {
    let (wording, realtime, insight) = (use_wording(), use_realtime(), expect_context::<Insight>());
    let stepped = Memo::new(move |_| insight.now_ms.get().div_ceil(TABLE_STEP_MS) * TABLE_STEP_MS);
    let rows = Memo::new(move |_| {
        let (minutes, parts) = range.get();
        let span = Span::minutes(stepped.get(), minutes);
        let records: Vec<u64> =
            insight.records.with(|records| records.iter().map(|(_, record)| record.at.mono.0).collect());
        insight.samples.with(|samples| {
            drawing.ribbon.with_untracked(|ribbon| buckets(span, parts, ribbon, samples, &records))
        })
    });
    let column = move |column| wording.say(Diagnostics::Chart(words::Chart::Column(column)));
    let number = move |count: usize| wording.number(count);
    let length = move |ms: Option<u64>| ms.map_or_else(|| "–".to_owned(), |ms| naming::length(wording, ms));
    let cells = move || {
        rows.get()
            .into_iter()
            .map(|row| {
                let states: Vec<_> = row
                    .states
                    .iter()
                    .map(|state| wording.say(Diagnostics::State(naming::state(*state))))
                    .collect();
                let states = if states.is_empty() { "–".to_owned() } else { states.join(", ") };
                view! {
                    <tr>
                        <th scope="row">{naming::time(wording, realtime.moment(row.from_ms))}</th>
                        <td>{states}</td>
                        <td>{length(row.latency_ms.map(|(half, _)| half))}</td>
                        <td>{length(row.latency_ms.map(|(_, most)| most))}</td>
                        <td>{number(row.samples)}</td>
                        <td>{number(row.records)}</td>
                    </tr>
                }
            })
            .collect_view()
    };
    view! {
        <details class="chart-table">
            <summary>{wording.say(Diagnostics::Chart(words::Chart::Table))}</summary>
            <div class="chart-table-scroll" tabindex="0" role="region" aria-label=wording.say(Diagnostics::Chart(words::Chart::Table))>
                <table>
                    <thead><tr>
                        {[ChartColumn::From, ChartColumn::States, ChartColumn::Half, ChartColumn::Most, ChartColumn::RoundTrips, ChartColumn::Records]
                            .map(|name| view! { <th scope="col">{column(name)}</th> })
                            .collect_view()}
                    </tr></thead>
                    <tbody>{cells}</tbody>
                </table>
            </div>
        </details>
    }
}
