//! What happened to a booking, the newest first.

use leptos::prelude::*;

use super::booking_detail::Reply;
use super::dating::use_dating;
use super::use_wording;
use super::wording::history_word;
use crate::domain::{HistoryEntry, HistoryStep, RecordAnswer};
use crate::service::RecordReply;
use crate::words::{Detail, FieldWord};

/// The history.
#[component]
pub(super) fn DetailHistory(
    /// What came of asking.
    reply: Reply,
) -> impl IntoView {
    let wording = use_wording();
    // What was told once stays while it is asked for anew, or nobody answers.
    let lines = Memo::new(move |last: Option<&Option<Vec<HistoryEntry>>>| match reply.get() {
        Some(RecordReply::Answered(RecordAnswer::Found(record))) => Some(record.history),
        Some(_) | None => last.cloned().flatten(),
    });
    let is_unanswered = Memo::new(move |_| lines.with(Option::is_none) && reply.with(Option::is_some));
    view! {
        <section class="history" aria-labelledby="history-title" data-testid="history">
            <h2 id="history-title">{wording.say(Detail::History)}</h2>
            <Show when=move || is_unanswered.get()>
                <p class="quiet">{wording.say(Detail::HistoryNeedsConnection)}</p>
            </Show>
            <ol>
                <For each=move || lines.get().unwrap_or_default() key=|line| line.version let:line>
                    <Line line />
                </For>
            </ol>
        </section>
    }
}

#[component]
fn Line(line: HistoryEntry) -> impl IntoView {
    let (wording, dating) = (use_wording(), use_dating());
    let fields: Vec<String> = match line.step() {
        HistoryStep::Edit => {
            let fields = line.fields.iter().filter_map(|name| FieldWord::from_name(name));
            fields.map(|field| wording.say(Detail::Field(field))).collect()
        }
        HistoryStep::Action(_) | HistoryStep::Import | HistoryStep::Remove => Vec::new(),
    };
    let what = wording.say(Detail::HistoryLine(history_word(line.step())));
    let what = if fields.is_empty() { what } else { format!("{what}: {}", fields.join(", ")) };
    let who = move || {
        let at = dating.time(line.at)?;
        Some(wording.say(Detail::HistoryBy(&line.by, &at)))
    };
    view! {
        <li>
            <span class="history-what">{what}</span>
            <span class="history-who">{who}</span>
            {line.detail.clone().filter(|detail| !detail.is_empty()).map(|detail| view! {
                <q class="history-detail">{detail}</q>
            })}
        </li>
    }
}
