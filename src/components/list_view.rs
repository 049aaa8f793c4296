//! What the list shows: the query of the address, what the board has for it, and the rows that are held in place.

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_params_map, use_query_map};
use leptos_router::location::Url;

use super::focus::{find, focus_soon};
use super::list_hold::ListHold;
use crate::domain::{BookingId, CalmList, DayView, Hold, Instant, ListQuery, Placement, Troubles, VenueId};
use crate::service::{use_clock, use_realtime, use_session};

const MINUTE_MS: i64 = 60_000;

/// Goes to the address of a query, in the place of the current one or after it.
type Go = Box<dyn Fn(&str, bool)>;

/// What a list is of: while it stays the same, rows may be held; another one is shown as it is. The turn of the day makes
/// no other list of it: a person who points at a row keeps that row.
#[derive(Clone, PartialEq)]
struct Subject {
    query: ListQuery,
    venue: Option<VenueId>,
    is_loaded: bool,
    settled: u32,
}

/// The list's query and rows. `Copy`; handed out by context.
#[derive(Clone, Copy)]
pub struct ListView {
    /// What the address asks for.
    pub query: Memo<ListQuery>,
    /// What of the address was not understood.
    pub ignored: Memo<Vec<String>>,
    /// The booking whose detail is open.
    pub opened: Memo<Option<BookingId>>,
    /// Which bookings need a person for more than what they say themselves.
    troubles: Memo<Troubles>,
    /// What the board has for the query, and the counters.
    pub day: Memo<DayView>,
    /// The rows on screen.
    pub calm: Memo<CalmList>,
    /// Where each row stands.
    pub places: Memo<BTreeMap<BookingId, usize>>,
    /// The time that decides what is overdue, by the minute.
    pub minute: Memo<Instant>,
    /// Whether a person is with the list.
    pub hold: ListHold,
    /// Rises each time that the person asks for the list as it is.
    settled: RwSignal<u32>,
    /// Goes to another state of the list.
    go: StoredValue<Go, LocalStorage>,
}

impl ListView {
    /// Derives the view from the address and the board, and hands it to all components below.
    pub fn provide() -> Self {
        let (params, path, navigate) = (use_query_map(), use_params_map(), use_navigate());
        let (realtime, venue, clock) = (use_realtime(), use_session().venue(), use_clock());
        let parsed = Memo::new(move |_| {
            params.with(|params| {
                let pairs: Vec<(String, String)> =
                    params.clone().into_iter().map(|(name, value)| (name.into_owned(), value)).collect();
                ListQuery::from_pairs(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())))
            })
        });
        let query = Memo::new(move |_| parsed.with(|(query, _)| query.clone()));
        let session = use_session().session();
        let ignored = Memo::new(move |_| {
            let mut ignored = parsed.with(|(_, ignored)| ignored.clone());
            session.with(|session| {
                let Some(session) = session.session() else { return };
                ignored.extend(query.with(|query| query.ignored_venue(&session.venues)));
            });
            ignored
        });
        let opened = Memo::new(move |_| path.with(|path| path.get("id").map(BookingId::from)));
        let minute = Memo::new(move |_| Instant::from_unix_ms(clock.get().div_euclid(MINUTE_MS) * MINUTE_MS));
        let unsettled = realtime.unsettled();
        let troubles = Memo::new(move |_| realtime.with_board(|board| Troubles::of(board, unsettled.get())));
        let day = Memo::new(move |_| {
            venue.with(|venue| {
                let Some(venue) = venue else { return DayView::default() };
                let now = minute.get();
                realtime.with_board(|board| {
                    troubles.with(|troubles| {
                        query.with(|query| DayView::derive(board, troubles, venue, now, query))
                    })
                })
            })
        });
        let (hold, settled) = (ListHold::new(), RwSignal::new(0));
        let feed = realtime.feed();
        let subject = Memo::new(move |_| Subject {
            query: query.get(),
            venue: venue.with(|venue| venue.as_ref().map(|venue| venue.id.clone())),
            is_loaded: feed.with(|feed| feed.loaded),
            settled: settled.get(),
        });
        let calm = calm_rows(subject, day, hold);
        let places = Memo::new(move |_| {
            calm.with(|calm| calm.rows().iter().cloned().enumerate().map(|(place, id)| (id, place)).collect())
        });
        let go: Go = Box::new(move |address, replace| {
            navigate(address, NavigateOptions { replace, scroll: false, ..NavigateOptions::default() });
        });
        let go = StoredValue::new_local(go);
        let view = Self { query, ignored, opened, troubles, day, calm, places, minute, hold, settled, go };
        provide_context(view);
        view
    }

    /// Where a booking stands, with what makes it need a person.
    pub fn troubled(&self, placement: Placement, id: &BookingId) -> Placement {
        self.troubles.with(|troubles| troubles.add_to(placement, id))
    }

    /// Shows the list so; Back returns to how it was.
    pub fn show(&self, query: &ListQuery) {
        self.go_to(&address(self.opened.get_untracked().as_ref(), query), false);
    }

    /// Shows the list so, in the place of how it was: for what changes with each letter.
    pub fn refine(&self, query: &ListQuery) {
        self.go_to(&address(self.opened.get_untracked().as_ref(), query), true);
    }

    /// Shows the list as it is: what waited comes, what was held goes.
    pub fn settle(&self) {
        self.settled.try_update(|settled| *settled += 1);
    }

    /// The address of a booking's detail beside this list; follows the query.
    pub fn href(&self, id: &BookingId) -> String {
        self.query.with(|query| address(Some(id), query))
    }

    /// The address of this list without a detail; follows the query.
    pub fn list_href(&self) -> String {
        self.query.with(|query| address(None, query))
    }

    /// Opens a booking's detail. From one detail to the next, Back leads to the list.
    pub fn open(&self, id: &BookingId) {
        let is_next = self.opened.with_untracked(Option::is_some);
        let address = self.query.with_untracked(|query| address(Some(id), query));
        self.go_to(&address, is_next);
    }

    /// The same, and the focus goes there: the person wants to read it.
    pub fn open_for_reading(&self, id: &BookingId) {
        self.open(id);
        focus_soon(|| find("#detail-title"), ".list");
    }

    /// Closes the detail; the focus goes back to the row.
    pub fn close(&self) {
        let address = self.query.with_untracked(|query| address(None, query));
        let row = find(".booking[data-selected='true'] .guest-link");
        self.go_to(&address, false);
        focus_soon(move || row, ".list");
    }

    fn go_to(&self, address: &str, replace: bool) {
        self.go.with_value(|go| go(address, replace));
    }
}

/// The rows on screen: those of before, as far as they are held.
fn calm_rows(subject: Memo<Subject>, day: Memo<DayView>, hold: ListHold) -> Memo<CalmList> {
    let rows = Memo::new(move |before: Option<&(Subject, CalmList)>| {
        let subject = subject.get();
        let own: BTreeSet<BookingId> = hold.own().get();
        let hold = Hold { is_held: hold.is_held().get(), own: &own };
        let rows = day.with(|day| match before {
            Some((of, rows)) if *of == subject => rows.next(&day.rows, hold),
            Some(_) | None => CalmList::settled(&day.rows),
        });
        (subject, rows)
    });
    Memo::new(move |_| rows.with(|(_, rows)| rows.clone()))
}

/// The list's view.
pub fn use_list_view() -> ListView {
    expect_context()
}

fn address(id: Option<&BookingId>, query: &ListQuery) -> String {
    let pairs = query.to_pairs();
    let pairs: Vec<_> = pairs.iter().map(|(name, value)| format!("{name}={}", Url::escape(value))).collect();
    let id = id.map(|id| format!("/{}", Url::escape(id.as_str()))).unwrap_or_default();
    format!("/bookings{id}?{}", pairs.join("&"))
}
