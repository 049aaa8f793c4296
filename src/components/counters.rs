//! The day in four numbers; each is a filter.

use leptos::prelude::*;

use super::wording::counter_word;
use super::{use_list_view, use_wording};
use crate::domain::{ListPart, ListQuery};
use crate::words::List;

/// The counters. They count the whole day, whatever is filtered.
#[component]
pub fn Counters() -> impl IntoView {
    let (wording, view) = (use_wording(), use_list_view());
    let count = move |part: ListPart| {
        view.day.with(|day| match part {
            ListPart::Arriving => day.counters.arriving,
            ListPart::InHouse => day.counters.in_house,
            ListPart::Leaving => day.counters.leaving,
            ListPart::NeedsAction => day.counters.needs_action,
        })
    };
    let counter = move |part: ListPart| {
        let is_on = move || view.query.with(|query| query.part == Some(part));
        let toggle = move |_| {
            let query = view.query.get_untracked();
            let part = (query.part != Some(part)).then_some(part);
            view.show(&ListQuery { part, ..query });
        };
        view! {
            <button
                type="button"
                class="counter"
                data-part=part.as_str()
                data-count=move || count(part).to_string()
                aria-pressed=move || is_on().to_string()
                on:click=toggle
            >
                <span class="counter-number">{move || wording.number(count(part))}</span>
                " "
                <span class="counter-word">{wording.say(List::Counter(counter_word(part)))}</span>
            </button>
        }
    };
    view! {
        <div class="counters" role="group" aria-label=wording.say(List::Counters)>
            {ListPart::ALL.map(counter)}
        </div>
    }
}
