//! The outbox beside the connection's chip, while there is something in it: a shape, a number, a word. Leads to it.

use leptos::prelude::*;
use leptos_router::components::A;

use super::{Icon, icon, use_venue_href, use_wording};
use crate::service::{Summary, use_realtime};
use crate::words::Outbox;

/// What the chip tells, the most urgent first.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    Attention(usize),
    Sending(usize),
    Waiting(usize),
}

impl Told {
    fn of(summary: &Summary) -> Option<Self> {
        let attention =
            summary.refused + summary.expired + summary.held + summary.unknown + summary.set_aside;
        if attention > 0 {
            Some(Told::Attention(attention))
        } else if summary.sending > 0 {
            Some(Told::Sending(summary.sending + summary.waiting))
        } else {
            (summary.waiting > 0).then_some(Told::Waiting(summary.waiting))
        }
    }

    fn word(self) -> &'static str {
        match self {
            Told::Attention(_) => "attention",
            Told::Sending(_) => "sending",
            Told::Waiting(_) => "waiting",
        }
    }

    fn count(self) -> usize {
        match self {
            Told::Attention(count) | Told::Sending(count) | Told::Waiting(count) => count,
        }
    }

    fn icon(self) -> Icon {
        match self {
            Told::Attention(_) => Icon::Attention,
            Told::Sending(_) => Icon::Sending,
            Told::Waiting(_) => Icon::Outbox,
        }
    }
}

/// The chip.
#[component]
pub fn OutboxChip() -> impl IntoView {
    let (wording, realtime, to_outbox) = (use_wording(), use_realtime(), use_venue_href("/outbox"));
    let summary = realtime.outbox();
    let told = Memo::new(move |_| summary.with(Told::of));
    let say = move |told: Told| match told {
        Told::Attention(count) => wording.count(count, |count| Outbox::ChipAttention(count).into()),
        Told::Sending(_) => wording.say(Outbox::ChipSending),
        Told::Waiting(count) => wording.count(count, |count| Outbox::ChipWaiting(count).into()),
    };
    let is_shown = Memo::new(move |_| told.get().is_some());
    // The same link while its words change: it may have the focus.
    let last = Memo::new(move |last: Option<&Option<Told>>| told.get().or(last.copied().flatten()));
    let words = move || last.get().map(say).unwrap_or_default();
    view! {
        <Show when=move || is_shown.get()>
            <A
                href=move || to_outbox.get()
                attr:class="chip outbox-chip"
                attr:data-testid="outbox-chip"
                attr:data-state=move || last.get().map(Told::word)
                attr:aria-label=move || wording.say(Outbox::ChipLabel(&words()))
            >
                {move || last.get().map(|told| icon(told.icon()))}
                <span class="outbox-chip-number">{move || last.get().map(|told| wording.number(told.count()))}</span>
                <span class="chip-word">{words}</span>
            </A>
        </Show>
    }
}
