//! The status filter, the search field, and how much of the day they leave.

use leptos::prelude::*;

use super::wording::status_word;
use super::{Icon, OtherDays, icon, use_list_view, use_wording};
use crate::domain::{ListQuery, Status};
use crate::words::{Count, List};

/// The filters of the list, bound to its query.
#[component]
pub fn Filters() -> impl IntoView {
    let (wording, view, other) = (use_wording(), use_list_view(), expect_context::<OtherDays>());
    let shown = move || {
        let (shown, total) = (other.count(|day| day.rows.len())?, other.count(|day| day.total)?);
        let (shown_text, total_text) = (wording.number(shown), wording.number(total));
        Some(wording.say(List::Shown(
            Count { value: shown as u64, text: &shown_text },
            Count { value: total as u64, text: &total_text },
        )))
    };
    view! {
        <div class="filters" role="search">
            <SearchField />
            <fieldset class="status-filter">
                <legend class="visually-hidden">{wording.say(List::StatusFilter)}</legend>
                {Status::ALL.map(|status| view! { <StatusToggle status /> })}
            </fieldset>
            <p class="filters-shown figures" data-testid="shown">{shown}</p>
            <Show when=move || view.query.with(ListQuery::is_filtered)>
                <ClearFilters />
            </Show>
        </div>
    }
}

/// The search field. What is typed stands in it at once; the address follows, and leads when it changes by itself.
#[component]
fn SearchField() -> impl IntoView {
    let (wording, view) = (use_wording(), use_list_view());
    let text = RwSignal::new(view.query.with_untracked(|query| query.search.clone()));
    // The address tells each letter a moment later; only what it was not sent from here may replace what is typed.
    let sent = StoredValue::new(Vec::<String>::new());
    Effect::new(move |_| {
        let told = view.query.with(|query| query.search.clone());
        let is_echo = sent.try_update_value(|sent| match sent.iter().position(|own| *own == told) {
            Some(at) => sent.drain(..=at).count() > 0,
            None => false,
        });
        if is_echo != Some(true) {
            text.set(told);
        }
    });
    let search = move |typed: String| {
        sent.update_value(|sent| sent.push(typed.clone()));
        text.set(typed.clone());
        view.refine(&ListQuery { search: typed, ..view.query.get_untracked() });
    };
    view! {
        <label class="search">
            <span class="visually-hidden">{wording.say(List::Search)}</span>
            {icon(Icon::Search)}
            <input
                type="search"
                class="field-input"
                data-testid="search"
                autocomplete="off"
                spellcheck="false"
                maxlength="100"
                placeholder=wording.say(List::SearchHint)
                prop:value=move || text.get()
                on:input:target=move |event| search(event.target().value())
            />
        </label>
    }
}

/// Shows everything of the day again.
#[component]
pub(super) fn ClearFilters() -> impl IntoView {
    let (wording, view) = (use_wording(), use_list_view());
    let clear = move |_| view.show(&view.query.with_untracked(ListQuery::without_filters));
    view! {
        <button type="button" class="button button-quiet" on:click=clear>
            {wording.say(List::ClearFilters)}
        </button>
    }
}

/// Adds a status to the filter, or takes it out.
#[component]
fn StatusToggle(status: Status) -> impl IntoView {
    let (wording, view) = (use_wording(), use_list_view());
    let is_on = move || view.query.with(|query| query.statuses.contains(&status));
    let toggle = move |_| view.show(&view.query.with_untracked(|query| query.toggling(status)));
    view! {
        <button
            type="button"
            class="status-toggle"
            data-filter-status=status.as_str()
            aria-pressed=move || is_on().to_string()
            on:click=toggle
        >
            <span class="status" data-status=status.as_str()>
                {icon(Icon::Status(status))} <span>{wording.say(List::Status(status_word(status)))}</span>
            </span>
        </button>
    }
}
