//! The drawing itself: places come as fractions from the domain, the width is the browser's affair. What must keep its
//! shape at any width (dots, ticks, lines) is a path whose stroke does not scale.

use std::fmt::Write as _;

use leptos::ev::PointerEvent;
use leptos::html;
use leptos::prelude::*;

use super::chart::Drawing;
use super::{Insight, naming};
use crate::components::use_wording;
use crate::domain::chart::{Segment, band, dots, median};
use crate::service::{ConnectionState, Level};
use crate::words::{self, Diagnostics};

/// Paths are drawn on a square of this size, which is stretched to the chart's.
const SIDE: f64 = 1_000.0;

/// How a state is drawn on the ribbon: by height and texture as well as by colour.
fn texture(state: ConnectionState) -> &'static str {
    match state {
        ConnectionState::Live => "live",
        ConnectionState::Slow | ConnectionState::Unstable => "weak",
        ConnectionState::Connecting | ConnectionState::CatchingUp => "coming",
        ConnectionState::Polling => "polled",
        ConnectionState::Reconnecting
        | ConnectionState::NotLive
        | ConnectionState::Offline
        | ConnectionState::Restarting => "lost",
        ConnectionState::Paused => "paused",
        ConnectionState::SignedOut | ConnectionState::Stopped => "ended",
    }
}

/// Whether nothing of what happened meanwhile was known: where the hatch is drawn.
fn is_hole(state: ConnectionState) -> bool {
    matches!(texture(state), "lost" | "ended")
}

fn percent(fraction: f64) -> String {
    format!("{:.3}%", fraction * 100.0)
}

/// The ribbon, the round trips and the ticks under each other, and the crosshair through all of them.
#[component]
pub(super) fn Plot(drawing: Drawing) -> impl IntoView {
    let (wording, insight) = (use_wording(), expect_context::<Insight>());
    let plot = NodeRef::<html::Div>::new();
    // A press holds the crosshair where it is, so that the log can be read; until then it follows the pointer.
    let is_held = RwSignal::new(false);
    let follow = move |event: PointerEvent| {
        let Some(plot) = plot.get_untracked() else { return };
        let is_pressed = event.buttons() & 1 == 1;
        if is_held.get_untracked() && !is_pressed && insight.moment.get_untracked().is_some() {
            return;
        }
        is_held.set(is_pressed);
        let width = f64::from(plot.client_width()).max(1.0);
        let fraction = (f64::from(event.client_x()) - plot.get_bounding_client_rect().left()) / width;
        insight.moment.set(Some(drawing.span.get_untracked().moment(fraction)));
    };
    let crosshair = move || {
        let at_ms = insight.moment.get()?;
        drawing.span.get().place(at_ms).map(percent)
    };
    let is_empty = Memo::new(move |_| insight.samples.with(Vec::is_empty));
    view! {
        <div
            class="plot"
            node_ref=plot
            aria-hidden="true"
            on:pointermove=follow
            on:pointerdown=follow
            on:pointerleave=move |_| {
                if !is_held.get_untracked() {
                    insight.moment.set(None);
                }
            }
        >
            <Ribbon drawing />
            <svg class="plot-holes" width="100%" height="100%">
                <defs>
                    <pattern id="plot-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                        <path class="plot-hatch-line" d="M0 0V6" />
                    </pattern>
                </defs>
                {move || drawing.ribbon.with(|ribbon| ribbon.iter().filter(|part| is_hole(part.state)).map(bar).collect_view())}
            </svg>
            <div class="plot-trips">
                <Trips drawing />
                <Show when=move || is_empty.get()>
                    <p class="plot-empty quiet">{wording.say(Diagnostics::Chart(words::Chart::Empty))}</p>
                </Show>
            </div>
            <Ticks drawing />
            {move || crosshair().map(|place| view! { <span class="plot-crosshair" style:inset-inline-start=place></span> })}
        </div>
    }
}

fn bar(part: &Segment<ConnectionState>) -> impl IntoView + use<> {
    let (x, width) = (percent(part.from), percent((part.to - part.from).max(0.001)));
    view! { <rect x=x width=width y="0" height="100%" fill="url(#plot-hatch)" /> }
}

#[component]
fn Ribbon(drawing: Drawing) -> impl IntoView {
    let parts = move || {
        drawing.ribbon.with(|ribbon| {
            let part = |part: &Segment<ConnectionState>| {
                // A state of a moment is seen all the same.
                let (from, width) = (percent(part.from), percent((part.to - part.from).max(0.002)));
                view! {
                    <span
                        class="ribbon-part"
                        data-texture=texture(part.state)
                        data-state=part.state.as_str()
                        style:inset-inline-start=from
                        style:inline-size=width
                    ></span>
                }
            };
            ribbon.iter().map(part).collect_view()
        })
    };
    view! { <div class="ribbon">{parts}</div> }
}

/// Scale, band, line and dots.
#[component]
fn Trips(drawing: Drawing) -> impl IntoView {
    let (wording, insight) = (use_wording(), expect_context::<Insight>());
    let scale_lines = move || {
        let scale = drawing.scale.get();
        scale
            .ticks()
            .into_iter()
            .map(|ms| {
                let place = percent(scale.place(ms));
                view! {
                    <span class="plot-level figures" style:inset-block-start=place>
                        <span>{naming::length(wording, ms)}</span>
                    </span>
                }
            })
            .collect_view()
    };
    let with = move |draw: fn(&[(u64, u64)], Drawing) -> String| {
        Memo::new(move |_| insight.samples.with(|samples| draw(samples, drawing)))
    };
    let (dots, line, upper, under) = (with(dots_path), with(median_path), with(band_path), with(band_area));
    view! {
        {scale_lines}
        <svg class="plot-paths" width="100%" height="100%" viewBox="0 0 1000 1000" preserveAspectRatio="none">
            <path class="plot-band" d=under />
            <path class="plot-band-edge" d=upper />
            <path class="plot-median" d=line />
            <path class="plot-dots" d=dots />
        </svg>
    }
}

fn dots_path(samples: &[(u64, u64)], drawing: Drawing) -> String {
    dots(samples, drawing.span.get(), drawing.scale.get()).iter().fold(String::new(), |mut path, dot| {
        // A line of no length with round ends is a dot. Writing to a text cannot fail.
        let _ = write!(path, "M{:.1} {:.1}h0", dot.x * SIDE, dot.y * SIDE);
        path
    })
}

fn median_path(samples: &[(u64, u64)], drawing: Drawing) -> String {
    lines(&median(samples, drawing.span.get(), drawing.scale.get()))
}

fn band_path(samples: &[(u64, u64)], drawing: Drawing) -> String {
    lines(&band(samples, drawing.span.get(), drawing.scale.get()))
}

/// The band reaches from the floor to its edge.
fn band_area(samples: &[(u64, u64)], drawing: Drawing) -> String {
    let runs = band(samples, drawing.span.get(), drawing.scale.get());
    let area = |run: &Vec<(f64, f64)>| {
        let (first, last) = (run.first()?, run.last()?);
        let edge = lines(std::slice::from_ref(run));
        Some(format!("{edge}L{:.1} {SIDE}L{:.1} {SIDE}Z", last.0 * SIDE, first.0 * SIDE))
    };
    runs.iter().filter_map(area).collect()
}

fn lines(runs: &[Vec<(f64, f64)>]) -> String {
    let mut path = String::new();
    for run in runs {
        for (index, (x, y)) in run.iter().enumerate() {
            let command = if index == 0 { 'M' } else { 'L' };
            let _ = write!(path, "{command}{:.1} {:.1}", x * SIDE, y * SIDE);
        }
    }
    path
}

/// A tick for each record; what went wrong stands taller.
#[component]
fn Ticks(drawing: Drawing) -> impl IntoView {
    let insight = expect_context::<Insight>();
    let path = move |is_grave: bool| {
        let span = drawing.span.get();
        insight.records.with(|records| {
            let mut path = String::new();
            for (_, record) in records {
                let grave = matches!(record.level, Level::Error | Level::Warn);
                if let Some(x) = span.place(record.at.mono.0).filter(|_| grave == is_grave) {
                    let top = if is_grave { 0 } else { 450 };
                    let _ = write!(path, "M{:.1} {top}V1000", x * SIDE);
                }
            }
            path
        })
    };
    view! {
        <svg class="plot-ticks" width="100%" height="100%" viewBox="0 0 1000 1000" preserveAspectRatio="none">
            <path class="plot-tick" d=move || path(false) />
            <path class="plot-tick plot-tick-grave" d=move || path(true) />
        </svg>
    }
}
