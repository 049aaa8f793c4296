//! "Show changes": from one booking that changed while nothing came to the next, by the down key.

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use web_sys::KeyboardEvent;

use super::row_focus::{focused_row, reach};
use super::{Announcer, ListView, TODAY, Toasts, use_venue_href, use_wording};
use crate::domain::{BookingId, ListQuery};
use crate::service::use_realtime;
use crate::words::Connection;

/// Asks the list to show what changed. `Copy`; handed out by context to all pages.
#[derive(Clone, Copy)]
pub struct ChangesWalk {
    is_asked: RwSignal<bool>,
    go_to_list: Callback<()>,
}

impl ChangesWalk {
    /// Hands it to all components below. Needs a router around it.
    pub fn provide() {
        let (navigate, path, today) = (use_navigate(), use_location().pathname, use_venue_href(TODAY));
        let go_to_list = Callback::new(move |()| {
            if !path.get_untracked().ends_with("/bookings") {
                navigate(&today.get_untracked(), NavigateOptions::default());
            }
        });
        provide_context(Self { is_asked: RwSignal::new(false), go_to_list });
    }

    /// A person wants to see what changed: in the list, wherever they are.
    pub(super) fn ask(self) {
        self.is_asked.set(true);
        self.go_to_list.run(());
    }
}

/// The list with the walk through it: its rows are the children.
#[component]
pub fn WalkedList(children: Children) -> impl IntoView {
    let (walk, view, realtime) =
        (expect_context::<ChangesWalk>(), expect_context::<ListView>(), use_realtime());
    let (wording, toasts, announcer) =
        (use_wording(), expect_context::<Toasts>(), expect_context::<Announcer>());
    let caught_up = realtime.caught_up();
    let is_walking = RwSignal::new(false);
    let changed = move || {
        caught_up.with_untracked(|caught_up| {
            caught_up.as_ref().map(|caught_up| caught_up.changes.clone()).unwrap_or_default()
        })
    };
    let begin = move || {
        let changed = changed();
        let on_list = on_list(view, &changed);
        if on_list.is_empty() && view.query.with_untracked(ListQuery::is_filtered) {
            // What is hidden by a filter is shown first; then the question is asked again.
            let all = view.query.with_untracked(ListQuery::without_filters);
            view.show(&all);
            request_animation_frame(move || walk.is_asked.set(true));
            return;
        }
        is_walking.set(on_list.first().is_some_and(|first| reach(view, first)));
        let elsewhere = changed.len() - on_list.len();
        if elsewhere > 0 {
            let sentence = wording.count(elsewhere, |count| Connection::MissedElsewhere(count).into());
            announcer.say_result(sentence.clone());
            toasts.success(sentence);
        }
    };
    Effect::new(move |_| {
        if walk.is_asked.get() {
            walk.is_asked.set(false);
            // Whoever asks wants the list as it is, with the rows that waited.
            view.settle();
            request_animation_frame(begin);
        }
    });
    let step = move |event: KeyboardEvent| {
        if !is_walking.get_untracked() {
            return;
        }
        let on_list = on_list(view, &changed());
        let at = focused_row().and_then(|id| on_list.iter().position(|changed| *changed == id));
        let next = match (event.key().as_str(), at) {
            ("ArrowDown", Some(at)) => on_list.get(at + 1),
            ("ArrowUp", Some(at)) => at.checked_sub(1).and_then(|at| on_list.get(at)),
            ("Escape", _) | (_, None) => return is_walking.set(false),
            _ => return,
        };
        if next.is_some_and(|next| reach(view, next)) {
            event.prevent_default();
            event.stop_propagation();
        } else {
            // Beyond the last one the list's own keys go on.
            is_walking.set(false);
        }
    };
    view! { <div class="walked-list" on:keydown:capture=step>{children()}</div> }
}

/// Those of the bookings that have a row, in the order of the rows.
fn on_list(view: ListView, changed: &BTreeSet<BookingId>) -> Vec<BookingId> {
    view.calm.with_untracked(|calm| calm.rows().iter().filter(|id| changed.contains(*id)).cloned().collect())
}
