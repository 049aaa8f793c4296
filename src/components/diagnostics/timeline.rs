//! The states, one after the other, the newest first: each with its cause and what was due next.

use leptos::prelude::*;

use super::{Insight, naming};
use crate::components::{Icon, Wording, icon, use_wording};
use crate::service::{Change, use_realtime};
use crate::words::{self, Diagnostics, Part};

/// As many are shown; the export has all.
const SHOWN_MAX: usize = 60;

/// The list.
#[component]
pub(super) fn Timeline() -> impl IntoView {
    let (wording, insight) = (use_wording(), expect_context::<Insight>());
    // Each with the moment at which the next one began.
    let changes = Memo::new(move |_| {
        insight.history.with(|history| {
            let ends = history.iter().skip(1).map(|next| Some(next.at.mono.0)).chain([None]);
            let mut all: Vec<_> = history.iter().cloned().zip(ends).collect();
            all.reverse();
            all.truncate(SHOWN_MAX);
            all
        })
    });
    view! {
        <section class="diagnostics-part diagnostics-timeline" aria-labelledby="timeline-title">
            <header class="part-head"><h2 id="timeline-title">{wording.say(Diagnostics::Part(Part::Timeline))}</h2></header>
            <Show when=move || changes.with(Vec::is_empty)>
                <p class="quiet">{wording.say(Diagnostics::Log(words::Log::NoState))}</p>
            </Show>
            <ol class="timeline" tabindex="0" aria-labelledby="timeline-title" data-testid="timeline">
                <For
                    each=move || changes.get()
                    key=|(change, ends_ms)| (change.at.mono.0, change.state.as_str(), *ends_ms)
                    let((change, ends_ms))
                >
                    <ChangeLine change ends_ms />
                </For>
            </ol>
        </section>
    }
}

#[component]
fn ChangeLine(change: Change, ends_ms: Option<u64>) -> impl IntoView {
    let (wording, realtime) = (use_wording(), use_realtime());
    let lasted = ends_ms.map(|ends_ms| {
        let length = naming::length(wording, ends_ms.saturating_sub(change.at.mono.0));
        wording.say(Diagnostics::Log(words::Log::Lasted(&length)))
    });
    let cause = change.kind.map(|kind| wording.say(Diagnostics::Cause(naming::cause(kind))));
    let next = next_timer(wording, &change);
    view! {
        <li class="timeline-line" data-state=change.state.as_str()>
            <time class="figures">{naming::time(wording, realtime.instant(change.at.wall.0))}</time>
            <span class="timeline-state">
                {icon(Icon::Connection(change.state))}
                {wording.say(Diagnostics::State(naming::state(change.state)))}
            </span>
            <span class="timeline-lasted quiet figures">{lasted}</span>
            <span class="timeline-why quiet">
                {cause}
                {change.cause.map(|phrase| view! { " · " <span lang="en">{phrase}</span> })}
                {change.code.map(|code| format!(" ({code})"))}
            </span>
            <span class="timeline-next quiet figures">{next}</span>
        </li>
    }
}

fn next_timer(wording: Wording, change: &Change) -> Option<String> {
    let (at, timer) = change.next?;
    let wait = naming::length(wording, at.since_ms(change.at.mono));
    Some(wording.say(Diagnostics::Log(words::Log::Next(naming::timer(timer), &wait))))
}
