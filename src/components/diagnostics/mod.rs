//! Diagnostics: the verdict, the checks, the numbers, the chart, the states, the log, and what can be done. The same on
//! its own page and in the dialog over any other; made of what is in memory, so it works without a network.

mod actions;
mod chart;
mod checks;
mod log;
mod naming;
mod numbers;
mod panel;
mod plot;
mod summary;
mod timeline;
mod verdict;

use leptos::prelude::*;

use crate::domain::Venue;
use crate::service::{Change, ConnectionState, Record, Verdict, use_clock, use_realtime, use_session};
use actions::Actions;
use chart::Chart;
use checks::Checks;
use log::Log;
use numbers::Numbers;
use timeline::Timeline;
use verdict::VerdictLine;

pub use panel::{DiagnosticsPanel, Panel};

/// What the parts look at together, brought up to date each second. `Copy`; handed out by context.
#[derive(Clone, Copy)]
struct Insight {
    verdict: Signal<Verdict>,
    /// The open venue, whose time zone is shown.
    venue: Signal<Option<Venue>>,
    /// Now, on the clock that all of it counts by.
    now_ms: Memo<u64>,
    history: Memo<Vec<Change>>,
    /// When each round trip was answered, and how long it took.
    samples: Memo<Vec<(u64, u64)>>,
    records: Memo<Vec<(u64, Record)>>,
    /// The moment under the crosshair; `None` follows now.
    moment: RwSignal<Option<u64>>,
}

impl Insight {
    fn provide() {
        let (realtime, clock) = (use_realtime(), use_clock());
        let now_ms = Memo::new(move |_| {
            clock.track();
            realtime.mono_ms()
        });
        let log_mark = Memo::new(move |_| {
            clock.track();
            realtime.log_mark()
        });
        provide_context(Self {
            verdict: realtime.verdict(),
            venue: use_session().venue(),
            now_ms,
            history: Memo::new(move |_| {
                clock.track();
                realtime.history()
            }),
            samples: Memo::new(move |_| {
                clock.track();
                realtime.samples().iter().map(|sample| (sample.at.0, sample.ms)).collect()
            }),
            records: Memo::new(move |_| {
                // Read, not only tracked: a memo that nobody reads never runs, and tells of nothing.
                log_mark.get();
                realtime.records()
            }),
            moment: RwSignal::new(None),
        });
    }
}

/// Checks at once, since whoever looks wants to know; and again when the connection is lost while they look.
fn run_checks_when_lost() {
    let realtime = use_realtime();
    realtime.run_checks();
    let status = realtime.status();
    let is_lost = Memo::new(move |_| {
        status.with(|status| match status.state {
            ConnectionState::Reconnecting
            | ConnectionState::NotLive
            | ConnectionState::Offline
            | ConnectionState::Polling => true,
            ConnectionState::Connecting
            | ConnectionState::Live
            | ConnectionState::Slow
            | ConnectionState::CatchingUp
            | ConnectionState::Unstable
            | ConnectionState::Restarting
            | ConnectionState::Paused
            | ConnectionState::SignedOut
            | ConnectionState::Stopped => false,
        })
    });
    Effect::new(move |before: Option<bool>| {
        let is_lost = is_lost.get();
        if is_lost && before == Some(false) {
            realtime.run_checks();
        }
        is_lost
    });
}

/// All of it.
#[component]
pub fn DiagnosticsView() -> impl IntoView {
    Insight::provide();
    run_checks_when_lost();
    view! {
        <div class="diagnostics">
            <VerdictLine />
            <Checks />
            <Numbers />
            <Chart />
            <Timeline />
            <Log />
        </div>
        <Actions />
    }
}
