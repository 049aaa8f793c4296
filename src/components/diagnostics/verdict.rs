//! The verdict: one sentence on what is wrong, what else is, and whether a new version is ready.

use leptos::prelude::*;
use leptos_router::components::A;

use super::{Insight, naming};
use crate::components::{Announcer, ReloadButton, use_wording};
use crate::service::{Diagnosis, Finding, Verdict, use_realtime, use_shell};
use crate::words::{Act, Diagnostics, Frame};

/// The tone of a verdict: what a person must do is red, what is lost amber.
fn tone(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Live | Verdict::Paused => "good",
        Verdict::Connecting | Verdict::CatchingUp | Verdict::ComingBack | Verdict::Restarting => "neutral",
        Verdict::Slow | Verdict::Unstable | Verdict::Lost | Verdict::Polled | Verdict::NotLoaded => "amber",
        Verdict::SignedOut | Verdict::TooOld | Verdict::Stopped => "alert",
        Verdict::Found(found) => match found {
            Diagnosis::Well => "good",
            Diagnosis::WebSocketBlocked => "neutral",
            Diagnosis::Offline
            | Diagnosis::ServerUnreachable
            | Diagnosis::ServerFails
            | Diagnosis::PushBlocked
            | Diagnosis::Slow => "amber",
            Diagnosis::SignInRefused | Diagnosis::ClockWrong | Diagnosis::StorageBlocked => "alert",
        },
    }
}

/// The sentence.
#[component]
pub(super) fn VerdictLine() -> impl IntoView {
    let (wording, realtime) = (use_wording(), use_realtime());
    let verdict = expect_context::<Insight>().verdict;
    let (report, status) = (realtime.checks(), realtime.status());
    let is_running = Memo::new(move |_| {
        report.with(|report| {
            let findings = report.as_ref().map(|report| report.findings.as_slice()).unwrap_or_default();
            findings.iter().any(|(_, finding)| *finding == Finding::Running)
        })
    });
    // Before the checks have told why, "lost" is all that there is to say.
    let is_open = Memo::new(move |_| is_running.get() && !status.with(|status| status.live));
    let sentence = Memo::new(move |_| {
        if is_open.get() {
            return wording.say(Diagnostics::Checking);
        }
        report.with(|report| {
            naming::verdict(wording, verdict.get(), report.as_ref(), |word| {
                wording.say(Diagnostics::Verdict(word))
            })
        })
    });
    let also = Memo::new(move |_| {
        report.with(|report| {
            let others = naming::also(verdict.get(), report.as_ref());
            let say = |other| {
                naming::verdict(wording, other, report.as_ref(), |word| wording.say(Diagnostics::Also(word)))
            };
            others.into_iter().map(say).collect::<Vec<_>>()
        })
    });
    announce(sentence);
    let update = use_shell().update_available();
    let must_sign_in =
        move || matches!(verdict.get(), Verdict::SignedOut | Verdict::Found(Diagnosis::SignInRefused));
    view! {
        <section class="verdict" data-tone=move || tone(verdict.get()) data-verdict=move || verdict.get().as_str()>
            <p class="verdict-text" data-testid="verdict">{sentence}</p>
            {move || also.get().into_iter().map(|text| view! { <p class="verdict-also">{text}</p> }).collect_view()}
            <Show when=must_sign_in>
                <p><A href="/sign-in">{wording.say(Diagnostics::Do(Act::SignIn))}</A></p>
            </Show>
            // Its banner gives way to any that is more urgent, and some of those stay.
            <Show when=move || update.get()>
                <p data-testid="new-version">{wording.say(Frame::UpdateReady)} " " <ReloadButton /></p>
            </Show>
        </section>
    }
}

/// Says what the checks found once they are over, to those who do not see it.
fn announce(sentence: Memo<String>) {
    let (report, announcer) = (use_realtime().checks(), expect_context::<Announcer>());
    let ended_at =
        Memo::new(move |_| report.with(|report| report.as_ref().and_then(|report| report.ended_at)));
    Effect::new(move |before: Option<Option<_>>| {
        let now = ended_at.get();
        if now.is_some() && before.is_some_and(|before| before != now) {
            announcer.say_result(sentence.get_untracked());
        }
        now
    });
}
