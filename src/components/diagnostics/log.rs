//! The log, the newest record first: a filter, a search, and a copy. The crosshair scrolls it.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;

use super::{Insight, naming};
use crate::components::{Announcer, Toasts, use_wording};
use crate::domain::chart::nearest;
use crate::service::{Level, Record, copy_text, use_realtime};
use crate::words::{self, Act, Count, Diagnostics, DoneWord, Part};

/// As many are on the page; all that fit are copied, and the export has all.
const SHOWN_MAX: usize = 300;

type Numbered = (u64, Record);

/// The log with its tools.
#[component]
pub(super) fn Log() -> impl IntoView {
    let (wording, insight) = (use_wording(), expect_context::<Insight>());
    let (level, search) = (RwSignal::new(Level::Info), RwSignal::new(String::new()));
    let fitting = Memo::new(move |_| {
        let (level, search) = (level.get(), search.get().to_lowercase());
        let fits = |(_, record): &&Numbered| record.level <= level && is_found(record, &search);
        insight.records.with(|records| records.iter().rev().filter(fits).cloned().collect::<Vec<_>>())
    });
    let shown = move || {
        let (shown, total) = (fitting.with(Vec::len), insight.records.with(Vec::len));
        let (shown_text, total_text) = (wording.number(shown), wording.number(total));
        wording.say(Diagnostics::Log(words::Log::Shown(
            Count { value: shown as u64, text: &shown_text },
            Count { value: total as u64, text: &total_text },
        )))
    };
    view! {
        <section class="diagnostics-part diagnostics-log" aria-labelledby="log-title">
            <header class="part-head">
                <h2 id="log-title">{wording.say(Diagnostics::Part(Part::Log))}</h2>
                <p class="quiet figures" data-testid="log-count">{shown}</p>
            </header>
            <div class="log-tools">
                <LevelChoice level />
                <label class="log-search">
                    <span class="visually-hidden">{wording.say(Diagnostics::Log(words::Log::Search))}</span>
                    <input
                        type="search"
                        class="field-input"
                        placeholder=wording.say(Diagnostics::Log(words::Log::Search))
                        maxlength="100"
                        bind:value=search
                    />
                </label>
                <CopyLog fitting />
            </div>
            <Records fitting />
        </section>
    }
}

#[component]
fn LevelChoice(level: RwSignal<Level>) -> impl IntoView {
    let (wording, realtime) = (use_wording(), use_realtime());
    let choose = move |name: String| {
        let Some(chosen) = Level::ALL.into_iter().find(|level| level.as_str() == name) else { return };
        if chosen == Level::Debug {
            // What nobody asked for was not written: it is from now on, also when fewer are shown again.
            realtime.set_log_level(None, Some(chosen));
        }
        level.set(chosen);
    };
    view! {
        <label class="log-level">
            <span>{wording.say(Diagnostics::Log(words::Log::Level))}</span>
            <select class="field-input" on:change:target=move |event| choose(event.target().value())>
                {Level::ALL.map(|each| view! {
                    <option value=each.as_str() selected=move || level.get() == each>
                        {wording.say(Diagnostics::Log(words::Log::UpTo(naming::level(each))))}
                    </option>
                }).collect_view()}
            </select>
        </label>
    }
}

#[component]
fn CopyLog(fitting: Memo<Vec<Numbered>>) -> impl IntoView {
    let wording = use_wording();
    let (toasts, announcer) = (expect_context::<Toasts>(), expect_context::<Announcer>());
    let copy = move |_| {
        // Oldest first, as a log is read.
        let text: String =
            fitting.with_untracked(|records| records.iter().rev().map(|(_, record)| line(record)).collect());
        spawn_local(async move {
            let is_done = copy_text(&text).await;
            let word = if is_done { DoneWord::LogCopied } else { DoneWord::CopyFailed };
            super::actions::tell(wording, toasts, announcer, word);
        });
    };
    view! { <button type="button" class="button" on:click=copy>{wording.say(Diagnostics::Do(Act::CopyLog))}</button> }
}

#[component]
fn Records(fitting: Memo<Vec<Numbered>>) -> impl IntoView {
    let (wording, insight) = (use_wording(), expect_context::<Insight>());
    let list = NodeRef::<html::Ol>::new();
    let newest =
        Memo::new(move |_| fitting.with(|all| all.iter().take(SHOWN_MAX).cloned().collect::<Vec<_>>()));
    let near = Memo::new(move |_| {
        let at_ms = insight.moment.get()?;
        newest.with(|records| {
            let times: Vec<u64> = records.iter().rev().map(|(_, record)| record.at.mono.0).collect();
            let index = nearest(&times, at_ms)?;
            records.iter().rev().nth(index).map(|(number, _)| *number)
        })
    });
    Effect::new(move |_| {
        if let (Some(number), Some(list)) = (near.get(), list.get()) {
            show(&list, number);
        }
    });
    view! {
        <Show when=move || fitting.with(Vec::is_empty)>
            <p class="quiet" data-testid="log-empty">{wording.say(Diagnostics::Log(words::Log::NoMatch))}</p>
        </Show>
        <ol class="log" node_ref=list tabindex="0" aria-labelledby="log-title" data-testid="log" reversed>
            <For each=move || newest.get() key=|(number, _)| *number let((number, record))>
                <RecordLine number record near />
            </For>
        </ol>
    }
}

#[component]
fn RecordLine(number: u64, record: Record, near: Memo<Option<u64>>) -> impl IntoView {
    let (wording, realtime) = (use_wording(), use_realtime());
    let fields = record.fields.iter().map(|(name, value)| format!("{name}={value}"));
    let fields = fields.collect::<Vec<_>>().join("  ");
    view! {
        <li
            class="log-line"
            data-record=number
            data-level=record.level.as_str()
            data-near=move || (near.get() == Some(number)).to_string()
        >
            <time class="figures">{naming::time(wording, realtime.instant(record.at.wall.0))}</time>
            <span class="log-level-name">{wording.say(Diagnostics::Log(words::Log::Of(naming::level(record.level))))}</span>
            <span class="log-text" lang="en">
                <span class="quiet">{record.target}</span> " " {record.message} " " <span class="quiet">{fields}</span>
            </span>
        </li>
    }
}

/// Scrolls the list, and nothing else, to a record.
fn show(list: &web_sys::HtmlOListElement, number: u64) {
    let line = list.query_selector(&format!("[data-record='{number}']")).ok().flatten();
    if let Some(line) = line.as_ref().and_then(|line| line.dyn_ref::<web_sys::HtmlElement>()) {
        list.set_scroll_top(line.offset_top() - list.client_height() / 2);
    }
}

fn is_found(record: &Record, search: &str) -> bool {
    search.is_empty() || format!("{} {record}", record.target).to_lowercase().contains(search.trim())
}

fn line(record: &Record) -> String {
    let at = crate::domain::Instant::from_unix_ms(record.at.wall.0);
    format!("{at} {} {} {record}\n", record.level.as_str(), record.target)
}
