//! The outbox itself: what needs a person, what goes out by itself, what can be undone.

use leptos::prelude::*;

use super::dating::use_dating;
use super::fate::{FateButtons, label, sentence};
use super::storage_banner::storage_cause;
use super::wording::action_word;
use super::{Icon, Results, icon, use_wording};
use crate::domain::Instant;
use crate::service::{ActionState, Asked, Undoable, use_realtime};
use crate::words::{Keeping, Outbox};

/// Whether a person has to decide something about it.
fn needs_person(asked: &Asked) -> bool {
    match asked.state {
        ActionState::Refused { .. }
        | ActionState::Expired(_)
        | ActionState::Held(_)
        | ActionState::Unknown(_) => true,
        ActionState::Sending(_) | ActionState::Queued { .. } | ActionState::Done(_) => false,
    }
}

/// The whole in a sentence, with the button that tries now.
#[component]
pub fn OutboxSummary() -> impl IntoView {
    let (wording, realtime) = (use_wording(), use_realtime());
    let (summary, batch, items) = (realtime.outbox(), realtime.outbox_batch(), realtime.outbox_items());
    let set_aside = realtime.set_aside();
    let attention = Memo::new(move |_| {
        items.with(|items| items.iter().filter(|each| needs_person(each)).count()) + set_aside.get()
    });
    let open = Memo::new(move |_| summary.with(|summary| summary.waiting + summary.sending));
    let sentence = move || {
        let mut said = Vec::new();
        if attention.get() > 0 {
            said.push(wording.count(attention.get(), |count| Outbox::Attention(count).into()));
        }
        if summary.with(|summary| summary.sending > 0) {
            let batch = batch.get();
            said.push(
                wording.say(Outbox::SendingOf(&wording.number(batch.now), &wording.number(batch.total))),
            );
        } else if open.get() > 0 {
            said.push(wording.count(open.get(), |count| Outbox::Waiting(count).into()));
        }
        said.join(" ")
    };
    let is_empty = Memo::new(move |_| attention.get() == 0 && open.get() == 0);
    let state =
        move || match (attention.get() > 0, summary.with(|summary| summary.sending > 0), is_empty.get()) {
            (true, _, _) => "attention",
            (false, true, _) => "sending",
            (false, false, true) => "empty",
            (false, false, false) => "waiting",
        };
    view! {
        <div class="outbox-summary" data-testid="outbox-summary" data-state=state>
            <Show
                when=move || is_empty.get()
                fallback=move || view! { <p>{sentence}</p> }
            >
                <p><strong>{wording.say(Outbox::Empty)}</strong> " " {wording.say(Outbox::EmptyText)}</p>
            </Show>
            <Show when=move || { open.get() > 0 }>
                <button type="button" class="button button-primary" on:click=move |_| drop(realtime.flush_queue())>
                    {wording.say(Outbox::SendNow)}
                </button>
            </Show>
        </div>
    }
}

/// What there is to know about the device that keeps it.
#[component]
pub fn OutboxKeeping() -> impl IntoView {
    let (wording, realtime) = (use_wording(), use_realtime());
    let (summary, set_aside) = (realtime.outbox(), realtime.set_aside());
    let cause = Memo::new(move |_| summary.with(|summary| storage_cause(summary.safety)));
    view! {
        {move || cause.get().map(|cause| view! {
            <p class="outbox-note" data-testid="outbox-unsafe">
                {icon(Icon::Attention)}
                <span>
                    <strong>{wording.say(Keeping::CannotStore)}</strong> " " {wording.say(Keeping::CannotStoreText)}
                    " " {wording.say(Keeping::Why(cause))}
                </span>
            </p>
        })}
        {move || (set_aside.get() > 0).then(|| view! {
            <p class="outbox-note" data-testid="outbox-set-aside">
                {icon(Icon::Attention)}
                <span>{wording.count(set_aside.get(), |count| Keeping::SetAside(count).into())}</span>
                <button type="button" class="button" on:click=move |_| realtime.discard_set_aside()>
                    {wording.say(Outbox::Discard)}
                </button>
            </p>
        })}
    }
}

/// The actions, those that need a person first.
#[component]
pub fn OutboxList() -> impl IntoView {
    let (wording, realtime) = (use_wording(), use_realtime());
    let (items, undoable) = (realtime.outbox_items(), realtime.undoable());
    let part = move |needed: bool| {
        Memo::new(move |_| {
            items.with(|items| {
                items.iter().filter(|each| needs_person(each) == needed).cloned().collect::<Vec<_>>()
            })
        })
    };
    let (needed, on_the_way) = (part(true), part(false));
    view! {
        <Show when=move || needed.with(|items| !items.is_empty())>
            <h2>{wording.say(Outbox::NeedsYou)}</h2>
            <Items items=needed />
        </Show>
        <Show when=move || on_the_way.with(|items| !items.is_empty())>
            <h2>{wording.say(Outbox::OnTheWay)}</h2>
            <Items items=on_the_way />
        </Show>
        <Show when=move || undoable.with(|items| !items.is_empty())>
            <h2>{wording.say(Outbox::CanBeUndone)}</h2>
            <ul class="outbox-list" data-testid="outbox-undoable">
                <For each=move || undoable.get() key=|undo| undo.command.clone() let:undo>
                    <UndoableItem undo />
                </For>
            </ul>
        </Show>
    }
}

#[component]
fn Items(items: Memo<Vec<Asked>>) -> impl IntoView {
    view! {
        <ul class="outbox-list" data-testid="outbox-items">
            <For each=move || items.get() key=|asked| (asked.command.clone(), state_word(&asked.state)) let:asked>
                <Item asked />
            </For>
        </ul>
    }
}

/// Where an action stands, in a word.
pub(super) fn state_word(state: &ActionState) -> &'static str {
    match state {
        ActionState::Sending(_) => "sending",
        ActionState::Queued { .. } => "queued",
        ActionState::Held(_) => "held",
        ActionState::Done(_) => "done",
        ActionState::Refused { .. } => "refused",
        ActionState::Expired(_) => "expired",
        ActionState::Unknown(_) => "unknown",
    }
}

#[component]
fn Item(asked: Asked) -> impl IntoView {
    expect_context::<Results>().tell_in_place(asked.booking.clone());
    let (wording, dating, mark) = (use_wording(), use_dating(), use_realtime().mark(&asked.booking));
    let asked_at = Instant::from_unix_ms(asked.created_at_ms);
    let when = move || Some(wording.say(Outbox::AskedAt(&dating.time(asked_at)?)));
    let told = {
        let asked = asked.clone();
        move || sentence(wording, &asked, mark.get(), dating)
    };
    let shape = match asked.state {
        ActionState::Sending(_) => Icon::Sending,
        ActionState::Queued { .. } => Icon::Outbox,
        ActionState::Held(_)
        | ActionState::Unknown(_)
        | ActionState::Refused { .. }
        | ActionState::Expired(_) => Icon::Attention,
        ActionState::Done(_) => Icon::Check,
    };
    let (state, label) = (state_word(&asked.state), label(wording, &asked));
    view! {
        <li class="outbox-item" data-testid="outbox-item" data-state=state>
            {icon(shape)}
            <span class="outbox-item-what">
                <strong>{label}</strong>
                " "
                <span class="quiet">{when}</span>
            </span>
            <p class="outbox-item-state">{told}</p>
            <span class="outbox-item-choices"><FateButtons asked has_room=true /></span>
        </li>
    }
}

#[component]
fn UndoableItem(undo: Undoable) -> impl IntoView {
    let (wording, results, dating) = (use_wording(), expect_context::<Results>(), use_dating());
    let label = wording.say(Outbox::Label(action_word(undo.kind), &undo.guest));
    let until = Instant::from_unix_ms(undo.until_ms);
    let until = move || Some(wording.say(Outbox::UndoUntil(&dating.time(until)?)));
    let word = wording.say(Outbox::Undo);
    view! {
        <li class="outbox-item" data-state="done">
            {icon(Icon::Check)}
            <span class="outbox-item-what"><strong>{label.clone()}</strong> " " <span class="quiet">{until}</span></span>
            <span class="outbox-item-choices">
                <button
                    type="button"
                    class="button"
                    aria-label=wording.say(Outbox::ButtonAbout(&word, &label))
                    on:click=move |event| if event.detail() <= 1 { results.undo(&undo.booking, &undo.command) }
                >
                    {word.clone()}
                </button>
            </span>
        </li>
    }
}
