//! The day in four numbers; each is a filter.

use leptos::prelude::*;

use super::wording::counter_word;
use super::{OtherDays, use_list_view, use_wording};
use crate::domain::{DayView, ListPart, ListQuery};
use crate::words::List;

/// The counters. They count the whole day, whatever is filtered.
#[component]
pub fn Counters() -> impl IntoView {
    let (wording, view, other) = (use_wording(), use_list_view(), expect_context::<OtherDays>());
    let count = move |part: ListPart| other.count(|day| counted(day, part));
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
                data-count=move || count(part).map(|count| count.to_string())
                aria-pressed=move || is_on().to_string()
                on:click=toggle
            >
                <span class="counter-number">{move || count(part).map_or_else(|| "–".to_owned(), |count| wording.number(count))}</span>
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

fn counted(day: &DayView, part: ListPart) -> usize {
    match part {
        ListPart::Arriving => day.counters.arriving,
        ListPart::InHouse => day.counters.in_house,
        ListPart::Leaving => day.counters.leaving,
        ListPart::NeedsAction => day.counters.needs_action,
    }
}
