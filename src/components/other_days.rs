//! Days that are not kept live: asked for when somebody looks at them, and said to be as of then.

use std::sync::Arc;

use leptos::prelude::*;

use super::as_of::Freshness;
use super::list_view::ListView;
use super::offers::use_is_connected;
use crate::domain::{Board, BookingId, Day, DayView, Instant, days_beyond};
use crate::service::{DaysReply, use_clock, use_realtime, use_session};

/// What came of asking for days.
#[derive(Clone)]
pub(super) enum Found {
    /// They are on their way.
    Loading,
    /// Their bookings.
    Here(Held),
    /// Nobody answered.
    NotOnDevice,
    /// The person may not see them.
    Forbidden,
    /// These are more days than the server gives at once.
    TooMany,
    /// The server could not say.
    Fault,
}

/// Bookings of other days, as they were.
#[derive(Clone)]
pub(super) struct Held {
    pub(super) board: Arc<Board>,
    /// Whether there are more than these.
    pub(super) is_cut: bool,
    /// When they were asked for.
    pub(super) at: Instant,
}

/// The days of the list that are not live. `Copy`; handed out by context.
#[derive(Clone, Copy)]
pub struct OtherDays {
    /// The stretches of them; none where all is live.
    beyond: Memo<Vec<(Day, Day)>>,
    found: Signal<Found>,
    day: Memo<Option<DayView>>,
    asked: RwSignal<u32>,
}

impl OtherDays {
    /// Follows the list's query for all components below.
    pub fn provide(view: ListView) -> Self {
        let (realtime, sessions, clock) = (use_realtime(), use_session(), use_clock());
        let (venue, is_connected) = (sessions.venue(), use_is_connected());
        let beyond = Memo::new(move |_| {
            venue.with(|venue| {
                let Some(venue) = venue else { return Vec::new() };
                let days = view.query.with(|query| query.range.days(venue));
                days_beyond(days, realtime.live_days(venue))
            })
        });
        let id = Memo::new(move |_| venue.with(|venue| venue.as_ref().map(|venue| venue.id.clone())));
        let asked = RwSignal::new(0);
        let reply = LocalResource::new(move || {
            let (stretches, venue) = (beyond.get(), id.get());
            let _ = (asked.get(), is_connected.get());
            let at = Instant::from_unix_ms(clock.get_untracked());
            async move {
                let venue = venue.filter(|_| !stretches.is_empty())?;
                let found = match sessions.bookings_of(venue, stretches.clone()).await {
                    DaysReply::Found(bookings, is_cut) => {
                        let mut board = Board::default();
                        board.replace(bookings);
                        Found::Here(Held { board: Arc::new(board), is_cut, at })
                    }
                    DaysReply::Unreachable => Found::NotOnDevice,
                    DaysReply::Forbidden => Found::Forbidden,
                    DaysReply::TooMany => Found::TooMany,
                    DaysReply::Fault => Found::Fault,
                };
                Some((stretches, found))
            }
        });
        let found = Signal::derive(move || match reply.get().flatten() {
            // What was asked for other days is no answer for these.
            Some((of, found)) if beyond.with(|beyond| *beyond == of) => found,
            Some(_) | None => Found::Loading,
        });
        let day = Memo::new(move |_| {
            let Found::Here(held) = found.get() else { return None };
            let now = view.minute.get();
            venue.with(|venue| {
                let venue = venue.as_ref()?;
                let board = realtime.with_board(|live| without_live(&held.board, live));
                Some(view.query.with(|query| DayView::derive(&board, venue, now, query)))
            })
        });
        let other = Self { beyond, found, day, asked };
        provide_context(other);
        other
    }

    /// Whether some of the days are not live.
    pub(super) fn are_asked(self) -> bool {
        self.beyond.with(|beyond| !beyond.is_empty())
    }

    pub(super) fn found(self) -> Signal<Found> {
        self.found
    }

    /// What they add to the list; `None` where that is not known.
    pub(super) fn day(self) -> Memo<Option<DayView>> {
        self.day
    }

    /// Asks once more.
    pub(super) fn ask(self) {
        self.asked.update(|asked| *asked += 1);
    }

    /// How far the whole list is proved right: no farther than its oldest part.
    pub fn freshness(self, live: Memo<Freshness>) -> Memo<Freshness> {
        Memo::new(move |_| match self.are_asked() {
            false => live.get(),
            true => match self.found.get() {
                Found::Here(held) => Freshness::Stopped(held.at.unix_ms()),
                Found::Loading | Found::NotOnDevice | Found::Forbidden | Found::TooMany | Found::Fault => {
                    Freshness::Unknown
                }
            },
        })
    }
}

/// What is live is on the live list, as it is now.
fn without_live(other: &Arc<Board>, live: &Board) -> Arc<Board> {
    let is_live = |id: &BookingId| live.get(id).is_some();
    if !other.iter().any(|booking| is_live(&booking.id)) {
        return Arc::clone(other);
    }
    let mut board = Board::default();
    board.replace(other.iter().filter(|booking| !is_live(&booking.id)).cloned());
    Arc::new(board)
}
