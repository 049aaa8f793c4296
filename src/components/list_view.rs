//! What the list shows: the query of the address, and what the board has for it.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use leptos_router::location::Url;

use crate::domain::{DayView, Instant, ListQuery};
use crate::service::{use_clock, use_realtime, use_session};

const MINUTE_MS: i64 = 60_000;

/// Goes to the address of a query, in the place of the current one or after it.
type Go = Box<dyn Fn(&ListQuery, bool)>;

/// The list's query and rows. `Copy`; handed out by context.
#[derive(Clone, Copy)]
pub struct ListView {
    /// What the address asks for.
    pub query: Memo<ListQuery>,
    /// What of the address was not understood.
    pub ignored: Memo<Vec<String>>,
    /// The rows, and the counters.
    pub day: Memo<DayView>,
    /// The time that decides what is overdue, by the minute.
    pub minute: Memo<Instant>,
    /// Goes to another state of the list.
    go: StoredValue<Go, LocalStorage>,
}

impl ListView {
    /// Derives the view from the address and the board, and hands it to all components below.
    pub fn provide() -> Self {
        let (params, navigate) = (use_query_map(), use_navigate());
        let (realtime, venue, clock) = (use_realtime(), use_session().venue(), use_clock());
        let parsed = Memo::new(move |_| {
            params.with(|params| {
                let pairs: Vec<(String, String)> =
                    params.clone().into_iter().map(|(name, value)| (name.into_owned(), value)).collect();
                ListQuery::from_pairs(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())))
            })
        });
        let query = Memo::new(move |_| parsed.with(|(query, _)| query.clone()));
        let ignored = Memo::new(move |_| parsed.with(|(_, ignored)| ignored.clone()));
        let minute = Memo::new(move |_| Instant::from_unix_ms(clock.get().div_euclid(MINUTE_MS) * MINUTE_MS));
        let day = Memo::new(move |_| {
            venue.with(|venue| {
                let Some(venue) = venue else { return DayView::default() };
                let now = minute.get();
                query.with(|query| realtime.with_board(|board| DayView::derive(board, venue, now, query)))
            })
        });
        let go: Go = Box::new(move |query, replace| {
            navigate(
                &address(query),
                NavigateOptions { replace, scroll: false, ..NavigateOptions::default() },
            );
        });
        let go = StoredValue::new_local(go);
        let view = Self { query, ignored, day, minute, go };
        provide_context(view);
        view
    }

    /// Shows the list so; Back returns to how it was.
    pub fn show(&self, query: &ListQuery) {
        self.go.with_value(|go| go(query, false));
    }

    /// Shows the list so, in the place of how it was: for what changes with each letter.
    pub fn refine(&self, query: &ListQuery) {
        self.go.with_value(|go| go(query, true));
    }
}

/// The list's view.
pub fn use_list_view() -> ListView {
    expect_context()
}

fn address(query: &ListQuery) -> String {
    let pairs = query.to_pairs();
    let pairs: Vec<_> = pairs.iter().map(|(name, value)| format!("{name}={}", Url::escape(value))).collect();
    format!("/bookings?{}", pairs.join("&"))
}
