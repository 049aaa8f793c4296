//! Days that are not kept live: asked for when somebody looks at them, and said to be as of then.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::as_of::Freshness;
use super::list_view::ListView;
use super::offers::use_can_ask;
use crate::domain::{Board, BookingId, Day, DayView, Instant, NoDays, Troubles, VenueId, days_beyond};
use crate::service::{SessionService, use_clock, use_realtime, use_session};

/// Bookings of other days, as they were.
#[derive(Clone)]
pub(super) struct Held {
    pub(super) board: Arc<Board>,
    /// Whether there are more than these.
    pub(super) is_cut: bool,
    /// When they were asked for.
    pub(super) at: Instant,
}

/// Why there are none.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Missing {
    /// They are on their way.
    Loading,
    /// That was the answer.
    Refused(NoDays),
}

/// Which days of which venue; none where all are live.
type Asked = (Option<VenueId>, Vec<(Day, Day)>);

/// What came of asking.
#[derive(Clone)]
struct Reply {
    /// What was asked: it is no answer to anything else.
    of: Asked,
    found: Result<Held, Missing>,
}

/// The days of the list that are not live. `Copy`; handed out by context.
#[derive(Clone, Copy)]
pub struct OtherDays {
    asked: Memo<Asked>,
    reply: RwSignal<Option<Reply>>,
    day: Memo<Option<DayView>>,
    /// Counts the requests: an answer to an older one is let go.
    turn: StoredValue<u64>,
    is_asking: RwSignal<bool>,
    view: ListView,
    is_loaded: Memo<bool>,
    sessions: SessionService,
    clock: Signal<i64>,
}

impl OtherDays {
    /// Follows the list's query for all components below.
    pub fn provide(view: ListView) -> Self {
        let (realtime, sessions, clock) = (use_realtime(), use_session(), use_clock());
        let venue = sessions.venue();
        let asked = Memo::new(move |_| {
            venue.with(|venue| {
                let Some(venue) = venue else { return (None, Vec::new()) };
                let days = view.query.with(|query| query.range.days(venue));
                (Some(venue.id.clone()), days_beyond(days, realtime.live_days(venue)))
            })
        });
        let reply = RwSignal::new(None::<Reply>);
        let day = Memo::new(move |_| {
            let held = found_for(&reply.read(), &asked.read()).ok()?;
            let now = view.minute.get();
            venue.with(|venue| {
                let venue = venue.as_ref()?;
                let board = realtime.with_board(|live| without_live(&held.board, live));
                let troubles = Troubles::default();
                Some(view.query.with(|query| DayView::derive(&board, &troubles, venue, now, query)))
            })
        });
        let (turn, is_asking) = (StoredValue::new(0), RwSignal::new(false));
        let feed = realtime.feed();
        let is_loaded = Memo::new(move |_| feed.with(|feed| feed.loaded));
        let other = Self { asked, reply, day, turn, is_asking, view, is_loaded, sessions, clock };
        other.follow();
        provide_context(other);
        other
    }

    /// Asks when other days are looked at, and when the connection is back.
    fn follow(self) {
        let can_ask = use_can_ask();
        Effect::new(move |before: Option<(Asked, bool)>| {
            let now = (self.asked.get(), can_ask.get());
            let is_back = now.1 && before.as_ref().is_some_and(|before| !before.1);
            if is_back || before.is_none_or(|before| before.0 != now.0) {
                self.ask();
            }
            now
        });
    }

    /// Asks once more. What is there stays until there is an answer.
    pub(super) fn ask(self) {
        let (sessions, at) = (self.sessions, self.clock.get_untracked());
        let of = self.asked.get_untracked();
        let turn = self.turn.try_update_value(|turn| {
            *turn += 1;
            *turn
        });
        let (Some(venue), false) = (of.0.clone(), of.1.is_empty()) else { return self.is_asking.set(false) };
        self.is_asking.set(true);
        spawn_local(async move {
            let page = sessions.bookings_of(venue, of.1.clone()).await;
            let found = page.map_err(Missing::Refused).map(|page| {
                let mut board = Board::default();
                board.replace(page.bookings);
                Held { board: Arc::new(board), is_cut: page.has_more, at: Instant::from_unix_ms(at) }
            });
            if self.turn.try_get_value() == turn {
                self.is_asking.set(false);
                self.take(Reply { of, found });
            }
        });
    }

    /// An older answer is worth more than none: it says since when it is so.
    fn take(self, reply: Reply) {
        let is_lost = matches!(reply.found, Err(Missing::Refused(NoDays::Unreachable | NoDays::Fault)));
        let has_older = self.reply.with_untracked(|before| found_for(before, &reply.of).is_ok());
        if !(is_lost && has_older) {
            self.reply.set(Some(reply));
        }
    }

    /// Whether some of the days are not live.
    pub(super) fn are_asked(self) -> bool {
        self.asked.with(|(_, beyond)| !beyond.is_empty())
    }

    /// Whether an answer is on its way.
    pub(super) fn is_asking(self) -> bool {
        self.is_asking.get()
    }

    /// The bookings, or why there are none.
    pub(super) fn found(self) -> Result<Held, Missing> {
        found_for(&self.reply.read(), &self.asked.read())
    }

    /// What they add to the list; `None` where that is not known.
    pub(super) fn day(self) -> Memo<Option<DayView>> {
        self.day
    }

    /// How many there are of what `count` counts, on the live days and on these; `None` where that is not known, for
    /// zero would be a statement.
    pub(super) fn count(self, count: impl Fn(&DayView) -> usize) -> Option<usize> {
        if !self.is_loaded.get() {
            return None;
        }
        let live = self.view.day.with(&count);
        if !self.are_asked() {
            return Some(live);
        }
        let is_whole = self.found().is_ok_and(|held| !held.is_cut);
        self.day.with(|day| day.as_ref().filter(|_| is_whole).map(|day| live + count(day)))
    }

    /// How far the whole list is proved right: no farther than its oldest part.
    pub fn freshness(self, live: Memo<Freshness>) -> Memo<Freshness> {
        Memo::new(move |_| match (self.are_asked(), live.get(), self.found()) {
            (false, live, _) => live,
            (true, Freshness::Unknown, _) | (true, _, Err(_)) => Freshness::Unknown,
            (true, Freshness::Proved, Ok(held)) => Freshness::Stopped(held.at.unix_ms()),
            (true, Freshness::Late(at) | Freshness::Stopped(at), Ok(held)) => {
                Freshness::Stopped(at.min(held.at.unix_ms()))
            }
        })
    }
}

fn found_for(reply: &Option<Reply>, asked: &Asked) -> Result<Held, Missing> {
    let reply = reply.as_ref().filter(|reply| reply.of == *asked).ok_or(Missing::Loading)?;
    reply.found.clone()
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
