//! `RealtimeService`: the connection, the board and the actions, as read-only signals and commands.

mod insight;
mod outage;
mod pausing;
mod told;
mod venue;

pub use insight::Figures;

use std::rc::Rc;

use leptos::prelude::*;

use super::actions::Actions;
use super::application::BookingApplication;
use super::board::LiveBoard;
use super::clock::Clock;
use super::monitors::{Monitor, Monitors};
use super::offline::OfflineCopy;
use super::outages::Outages;
use super::outbox::OutboxState;
use super::session::SessionStore;
use crate::config::Config;
use crate::domain::{Board, Booking, BookingEvent, BookingId, Day, Scope, Venue, VenueId};
use crate::platform::{Driver, stored};
use crate::realtime::outbox::SignOut;
use crate::realtime::{
    CheckReport, ConnectionState, ConnectionStatus, FallbackMode, Fault, FeedPhase, FeedStatus, HandlerId,
    Input, Level, Report, Token, Worked,
};

/// The open venue's feed, as people see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedView {
    /// Where it stands.
    pub phase: FeedPhase,
    /// Why it is refused, or could not be loaded so far.
    pub fault: Option<Fault>,
    /// The last moment at which the board was proved equal to the server, in milliseconds of its clock.
    pub proved_at_ms: Option<i64>,
    /// Whether the board is the copy that this device kept: nothing proved it since the page was opened.
    pub is_copy: bool,
    /// Items that could not be read since the page was opened.
    pub unreadable: u64,
    /// Whether the board holds a snapshot.
    pub loaded: bool,
}

/// The realtime service. A `Copy` handle; the views get it by [`super::use_realtime`].
#[derive(Clone, Copy)]
pub struct RealtimeService {
    status: RwSignal<ConnectionStatus>,
    checks: RwSignal<Option<CheckReport>>,
    feed: RwSignal<Option<FeedStatus>>,
    pub(super) board: LiveBoard,
    monitors: Monitors,
    pub(super) actions: Actions,
    pub(super) outages: Outages,
    pub(super) outbox: OutboxState,
    session: SessionStore,
    pub(super) clock: Clock,
    followed: StoredValue<Option<VenueId>>,
    pub(super) offline: OfflineCopy,
    /// The days that the open venue's board holds.
    window: StoredValue<String>,
    window_days: (i64, i64),
    /// Where the device keeps what worked towards this server.
    memory_key: StoredValue<String>,
    driver: StoredValue<Option<Driver<BookingApplication>>, LocalStorage>,
}

impl RealtimeService {
    pub(super) fn new(config: &Config, session: SessionStore, clock: Clock) -> Self {
        let status = ConnectionStatus {
            state: ConnectionState::Connecting,
            live: false,
            has_session: false,
            fault: None,
            attempt: 0,
            next_try_at: None,
            lost_at: None,
            lost_long: false,
            polled_every_ms: None,
        };
        RealtimeService {
            status: RwSignal::new(status),
            checks: RwSignal::new(None),
            feed: RwSignal::new(None),
            board: LiveBoard::new(),
            monitors: Monitors::new(),
            actions: Actions::new(),
            outages: Outages::new(),
            outbox: OutboxState::new(),
            session,
            clock,
            followed: StoredValue::new(None),
            offline: OfflineCopy::new(session),
            window: StoredValue::new(String::new()),
            window_days: (i64::from(config.window_days_before), i64::from(config.window_days_after)),
            memory_key: StoredValue::new(format!("deskbell transport {}", config.socket_url)),
            driver: StoredValue::new_local(None),
        }
    }

    /// The connection as people see it.
    pub fn status(&self) -> Signal<ConnectionStatus> {
        self.status.into()
    }

    /// When the next attempt is due, in milliseconds from now; follows the status, not the clock.
    pub fn next_try_in_ms(&self) -> Option<u64> {
        let next_try_at = self.status.with(|status| status.next_try_at)?;
        Some(next_try_at.since_ms(crate::platform::now().mono))
    }

    /// The open venue's feed.
    pub fn feed(&self) -> Signal<FeedView> {
        let service = *self;
        Memo::new(move |_| {
            let loaded = service.board.is_loaded().get();
            let status = service.feed.get();
            FeedView {
                phase: status.as_ref().map_or(FeedPhase::Waiting, |status| status.phase),
                fault: status.as_ref().and_then(|status| status.fault.clone()),
                proved_at_ms: service.proved_at_ms(status.as_ref()),
                is_copy: status.as_ref().is_some_and(|status| status.copied_at.is_some()),
                unreadable: status.map_or(0, |status| status.unreadable),
                loaded,
            }
        })
        .into()
    }

    fn proved_at_ms(&self, feed: Option<&FeedStatus>) -> Option<i64> {
        let at = feed.and_then(|feed| feed.copied_at.or(feed.proved_at.map(|at| at.wall)))?;
        Some(self.clock.corrected(at.0))
    }

    /// The board's version: rises at most once a frame, when anything changed.
    pub fn board(&self) -> Signal<u64> {
        self.board.version()
    }

    /// Reads the board, following its version.
    pub fn with_board<R>(&self, read: impl FnOnce(&Board) -> R) -> R {
        self.board.with(read)
    }

    /// Whether more bookings change on screen than people could follow: marks only, no tint.
    pub fn is_rushing(&self) -> Signal<bool> {
        self.board.is_rushing()
    }

    /// The days that the board keeps live for a venue, both included.
    pub fn live_days(&self, venue: &Venue) -> (Day, Day) {
        self.days_of(venue)
    }

    /// A booking's own signal.
    pub fn row(&self, id: &BookingId) -> Option<ArcRwSignal<Booking>> {
        self.board.row(id)
    }

    /// When a booking last changed live, in milliseconds of the device's clock.
    pub fn just_changed(&self, id: &BookingId) -> Option<ArcRwSignal<Option<i64>>> {
        self.board.changed_at(id)
    }

    /// Watches a venue's bookings: `handler` is told what there is, then each change in the order of revisions, once,
    /// and after an interruption what changed meanwhile, or all anew. It ends when the answer is dropped, or with the
    /// session. Only what the feed's window holds is told. A venue that the person does not have is refused in
    /// [`Monitor::status`].
    pub fn monitor_bookings(&self, scope: Scope, handler: impl Fn(&BookingEvent) + 'static) -> Monitor {
        let venue = self.session.venue_by_id(&scope.venue);
        let feed = scope.venue.as_str().to_owned();
        let (is_open, was_watched) = (self.is_open(&feed), self.monitors.is_watched(&feed));
        let monitor = self.monitors.add(*self, scope, Rc::new(handler));
        let Some(venue) = venue else {
            self.monitors.refuse(monitor.id());
            return monitor;
        };
        if !is_open {
            self.set_window(&venue);
        }
        self.push(Input::Subscribe { feed: feed.clone(), handler: monitor.id() });
        if is_open && self.board.is_loaded().get_untracked() {
            let bookings: Vec<Booking> = self.board.peek(|board| board.iter().cloned().collect());
            self.monitors.fill(monitor.id(), &bookings, &venue);
        } else if was_watched {
            // Nobody here holds what the others were told: the feed is loaded once more, for all of them.
            self.push(Input::Reload { feed });
        }
        monitor
    }

    /// Starts or stops the fetching of lists by hand: [`FallbackMode::AtOnce`] and [`FallbackMode::Never`] hold for the
    /// outage that there is, [`FallbackMode::Auto`] leaves it to the machine again.
    pub fn set_polling(&self, mode: FallbackMode) {
        self.push(Input::Fallback(mode));
    }

    /// A person asks for an attempt right now.
    pub fn retry(&self) {
        self.push(Input::Retry);
    }

    /// Asks each way to the server by itself, to learn why nothing comes; [`RealtimeService::checks`] tells what is
    /// found. Takes 3 s at most and changes nothing of the connection.
    pub fn run_checks(&self) {
        self.push(Input::Check);
    }

    /// What the checks found last; `None` before the first run.
    pub fn checks(&self) -> Signal<Option<CheckReport>> {
        self.checks.into()
    }

    /// How much the machine logs from now on; `None` for nothing. With a target (`connection`, `sync`, `health`,
    /// `auth`, `protocol`) for that part alone. `false` when there is no such part.
    pub fn set_log_level(&self, target: Option<&str>, level: Option<Level>) -> bool {
        self.driver
            .with_value(|driver| driver.as_ref().is_some_and(|driver| driver.set_log_level(target, level)))
    }

    /// Everything that is measured; `None` before the start.
    pub fn report(&self) -> Option<Report> {
        self.driver.with_value(|driver| driver.as_ref().map(Driver::report))
    }

    /// What an earlier page learned about the way to this server.
    pub(super) fn remembered(&self) -> Option<Worked> {
        stored(&self.memory_key.get_value()).as_deref().and_then(Worked::parse)
    }

    pub(super) fn start(&self, driver: Driver<BookingApplication>) {
        self.driver.set_value(Some(driver));
        self.push(Input::Connect);
    }

    pub(super) fn on_signed_in(&self, token: Token) {
        self.forget();
        self.push(Input::SignedIn(token));
    }

    /// The device says who this is; the server has not answered yet.
    pub(super) fn on_person_known(&self, user: String) {
        self.push(Input::PersonKnown { user });
    }

    pub(super) fn on_signed_out(&self, unsent: SignOut) {
        self.push(Input::SignedOut(unsent));
        self.forget();
    }

    /// Reads the open venue's board as it is.
    pub(super) fn peek_board<R>(&self, read: impl FnOnce(&Board) -> R) -> R {
        self.board.peek(read)
    }

    pub(super) fn stop_monitor(&self, id: HandlerId, feed: &str) {
        if self.monitors.remove(id) {
            self.push(Input::Unsubscribe { feed: feed.to_owned(), handler: id });
        }
    }

    fn is_open(&self, feed: &str) -> bool {
        self.followed.with_value(|open| open.as_ref().is_some_and(|open| open.as_str() == feed))
    }

    /// Nothing of the person stays, neither here nor on the device.
    fn forget(&self) {
        self.offline.wipe();
        self.followed.set_value(None);
        self.feed.set(None);
        self.board.clear();
        self.actions.clear();
        self.outages.forget();
        self.board.forget_wishes();
        self.monitors.clear();
    }

    pub(super) fn push(&self, input: Input<'static, BookingApplication>) {
        let driver = self.driver.get_value();
        if let Some(driver) = driver {
            driver.push(input);
        }
    }
}
