//! Beside the list's title: which days, in which order, the pause, the keys; and the filters that only a link sets.

use leptos::prelude::*;

use super::dating::use_dating;
use super::{Icon, ListView, Shortcuts, icon, range_word, use_list_view, use_wording};
use crate::domain::{ListQuery, ListRange, Sort, SortBy};
use crate::service::{RealtimeService, use_realtime, use_session};
use crate::words::{Column, List, Tools};

/// The tools.
#[component]
pub fn ListTools() -> impl IntoView {
    let (wording, shortcuts) = (use_wording(), expect_context::<Shortcuts>());
    view! {
        <div class="list-tools">
            <RangeChoice />
            <SortChoice />
            <PauseButton />
            <button
                type="button"
                class="button tool-button"
                data-testid="shortcuts-button"
                aria-label=wording.say(Tools::Shortcuts)
                title=wording.say(Tools::Shortcuts)
                on:click=move |_| shortcuts.ask()
            >
                {icon(Icon::Keys)}
            </button>
        </div>
    }
}

/// Which days the list shows.
#[component]
fn RangeChoice() -> impl IntoView {
    let (wording, view, venue) = (use_wording(), use_list_view(), use_session().venue());
    let range = Memo::new(move |_| view.query.with(|query| query.range));
    let days =
        move || venue.with(|venue| Some(wording.days(range.get(), venue.as_ref()?))).unwrap_or_default();
    let choose = move |word: String| {
        if let Some(range) = ListRange::parse(&word) {
            view.show(&ListQuery { range, ..view.query.get_untracked() });
        }
    };
    view! {
        <select
            class="field-input tool-choice"
            data-testid="range"
            aria-label=wording.say(Tools::Range)
            on:change:target=move |event| choose(event.target().value())
        >
            {ListRange::NAMED.map(|named| view! {
                <option value=named.word() selected=move || range.get() == named>
                    {wording.say(Tools::RangeWord(range_word(named, "")))}
                </option>
            })}
            {move || range.get().word().is_none().then(|| view! { <option value="" selected=true>{days()}</option> })}
        </select>
    }
}

/// In which order; the table's heads do the same where there is room for them.
#[component]
fn SortChoice() -> impl IntoView {
    let (wording, view) = (use_wording(), use_list_view());
    let by = Memo::new(move |_| view.query.with(|query| query.sort.by));
    let choose = move |word: String| {
        if let Some(sort) = Sort::parse(&word) {
            view.show(&ListQuery { sort, ..view.query.get_untracked() });
        }
    };
    view! {
        <select
            class="field-input tool-choice sort-choice"
            aria-label=wording.say(Tools::SortBy)
            on:change:target=move |event| choose(event.target().value())
        >
            {SortBy::ALL.map(|order| view! {
                <option value=order.as_str() selected=move || by.get() == order>
                    {wording.say(List::Column(sort_column(order)))}
                </option>
            })}
        </select>
    }
}

fn sort_column(by: SortBy) -> Column {
    match by {
        SortBy::Time => Column::Time,
        SortBy::Room => Column::Room,
        SortBy::Guest => Column::Guest,
        SortBy::Status => Column::Status,
    }
}

#[component]
fn PauseButton() -> impl IntoView {
    let (wording, realtime, view) = (use_wording(), use_realtime(), use_list_view());
    let is_paused = realtime.is_paused();
    let word = move || wording.say(if is_paused.get() { Tools::Resume } else { Tools::Pause });
    let press = move |_| match is_paused.get_untracked() {
        true => resume(realtime, view),
        false => realtime.pause(),
    };
    view! {
        <button
            type="button"
            class="button tool-button"
            data-testid="pause"
            aria-label=word
            title=word
            on:click=press
        >
            {move || icon(if is_paused.get() { Icon::Resume } else { Icon::Pause })}
        </button>
    }
}

/// Who goes on wants to see all of it, wherever the pointer is.
fn resume(realtime: RealtimeService, view: ListView) {
    realtime.resume();
    // In the frame that shows it, after that.
    request_animation_frame(move || view.settle());
}

/// That the updates are paused, and how many changes wait.
#[component]
pub fn PausedNote() -> impl IntoView {
    let (wording, realtime, view) = (use_wording(), use_realtime(), use_list_view());
    let (paused, is_paused) = (realtime.paused(), realtime.is_paused());
    let text = move || wording.count(paused.get().unwrap_or(0), |count| Tools::Paused(count).into());
    view! {
        <Show when=move || is_paused.get()>
            <p class="paused-note" data-testid="paused">
                <span>{text}</span>
                <button type="button" class="button" on:click=move |_| resume(realtime, view)>
                    {wording.say(Tools::Resume)}
                </button>
            </p>
        </Show>
    }
}

/// The filters that have no control of their own, each to be taken away.
#[component]
pub fn FilterChips() -> impl IntoView {
    let (wording, view, dating) = (use_wording(), use_list_view(), use_dating());
    let venue = dating.venue();
    let chips = Memo::new(move |_| {
        let query = view.query.get();
        venue.with(|venue| {
            let Some(venue) = venue.as_ref() else { return Vec::new() };
            let room = query.resource.as_ref().map(|id| {
                let named = venue.resources.iter().find(|room| room.id == *id);
                let name = named.map_or(id.as_str(), |room| room.name.as_str());
                (wording.say(Tools::OfRoom(name)), ListQuery { resource: None, ..query.clone() })
            });
            let source = query.source.as_ref().map(|source| {
                (wording.say(Tools::FromSource(source)), ListQuery { source: None, ..query.clone() })
            });
            let since = query.changed_since.map(|since| {
                let time = dating.time(since).unwrap_or_default();
                (wording.say(Tools::ChangedSince(&time)), ListQuery { changed_since: None, ..query.clone() })
            });
            [room, source, since].into_iter().flatten().collect()
        })
    });
    view! {
        <Show when=move || chips.with(|chips| !chips.is_empty())>
            <ul class="filter-chips">
                {move || chips.get().into_iter().map(|(text, without)| view! {
                    <li>
                        <span>{text.clone()}</span>
                        <button
                            type="button"
                            class="button"
                            aria-label=wording.say(Tools::Remove(&text))
                            on:click=move |_| view.show(&without)
                        >
                            {icon(Icon::Close)}
                        </button>
                    </li>
                }).collect_view()}
            </ul>
        </Show>
    }
}
