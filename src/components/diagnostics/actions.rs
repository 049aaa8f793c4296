//! What can be done: try again, check again, and take it all to whoever helps.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Insight;
use super::summary::summary;
use crate::components::{Announcer, Toasts, Wording, use_wording};
use crate::service::{Finding, copy_text, use_realtime};
use crate::words::{Act, Connection, Diagnostics, DoneWord};

/// The buttons.
#[component]
pub(super) fn Actions() -> impl IntoView {
    let (wording, realtime, insight) = (use_wording(), use_realtime(), expect_context::<Insight>());
    let (toasts, announcer) = (expect_context::<Toasts>(), expect_context::<Announcer>());
    let (status, report) = (realtime.status(), realtime.checks());
    let is_live = Memo::new(move |_| status.with(|status| status.live));
    let is_running = Memo::new(move |_| {
        report.with(|report| {
            let findings = report.as_ref().map(|report| report.findings.as_slice()).unwrap_or_default();
            findings.iter().any(|(_, finding)| *finding == Finding::Running)
        })
    });
    let copy = move |_| {
        let text = summary(wording, realtime, insight);
        spawn_local(async move {
            let is_done = copy_text(&text).await;
            let word = if is_done { DoneWord::SummaryCopied } else { DoneWord::CopyFailed };
            tell(wording, toasts, announcer, word);
        });
    };
    let export = move |_| match realtime.save_export() {
        Some(name) => tell(wording, toasts, announcer, DoneWord::Exported(&name)),
        None => tell(wording, toasts, announcer, DoneWord::ExportFailed),
    };
    let retry = move |_| {
        if !is_live.get_untracked() {
            realtime.retry();
        }
    };
    view! {
        <footer class="diagnostics-actions">
            <button
                type="button"
                class="button button-primary"
                aria-disabled=move || is_live.get().to_string()
                on:click=retry
            >
                {wording.say(Connection::RetryNow)}
            </button>
            <button
                type="button"
                class="button"
                aria-disabled=move || is_running.get().to_string()
                on:click=move |_| realtime.run_checks()
            >
                {wording.say(Diagnostics::Do(Act::RunChecks))}
            </button>
            <button type="button" class="button" on:click=copy>{wording.say(Diagnostics::Do(Act::CopySummary))}</button>
            <button type="button" class="button" on:click=export>{wording.say(Diagnostics::Do(Act::Export))}</button>
            <p class="diagnostics-privacy quiet">{wording.say(Diagnostics::Privacy)}</p>
        </footer>
    }
}

/// Tells what became of a press.
pub(super) fn tell(wording: Wording, toasts: Toasts, announcer: Announcer, word: DoneWord<'_>) {
    let sentence = wording.say(Diagnostics::Done(word));
    announcer.say_result(sentence.clone());
    match word {
        DoneWord::SummaryCopied | DoneWord::LogCopied | DoneWord::Exported(_) => toasts.success(sentence),
        DoneWord::CopyFailed | DoneWord::ExportFailed => toasts.error(sentence),
    }
}
