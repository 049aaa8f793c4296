//! `RealtimeService`: the connection, the board and the actions, as read-only signals and commands.

mod insight;
mod told;
mod venue;

pub use insight::Figures;

use std::rc::Rc;

use leptos::prelude::*;

use super::actions::{ActionState, Actions};
use super::application::{BookingApplication, Order};
use super::board::LiveBoard;
use super::clock::Clock;
use super::monitors::{Monitor, Monitors};
use super::offline::OfflineCopy;
use super::session::SessionStore;
use crate::config::Config;
use crate::domain::{Action, ActionKind, Board, Booking, BookingEvent, BookingId, Instant, Scope, VenueId};
use crate::platform::{Driver, stored, uuid, wall_ms};
use crate::realtime::outbox::SignOut;
use crate::realtime::{
    CheckReport, ConnectionState, ConnectionStatus, Fault, FeedPhase, FeedStatus, HandlerId, Input, Level,
    Report, Token, Worked,
};

/// How long an action that needs an answer now may be on its way before it is too old to be carried out.
const ORDER_LIFE_MS: i64 = 60_000;
/// How long an action that may wait for a connection may do so.
const QUEUED_LIFE_MS: i64 = 24 * 60 * 60_000;

/// The open venue's feed, as people see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedView {
    /// Where it stands.
    pub phase: FeedPhase,
    /// Why it is refused.
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
    board: LiveBoard,
    monitors: Monitors,
    actions: Actions,
    session: SessionStore,
    clock: Clock,
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
                proved_at_ms: status
                    .as_ref()
                    .and_then(|status| status.copied_at.or(status.proved_at.map(|at| at.wall)))
                    .map(|at| service.clock.corrected(at.0)),
                is_copy: status.as_ref().is_some_and(|status| status.copied_at.is_some()),
                unreadable: status.map_or(0, |status| status.unreadable),
                loaded,
            }
        })
        .into()
    }

    /// The board's version: rises at most once a frame, when anything changed.
    pub fn board(&self) -> Signal<u64> {
        self.board.version()
    }

    /// Reads the board, following its version.
    pub fn with_board<R>(&self, read: impl FnOnce(&Board) -> R) -> R {
        self.board.with(read)
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

    /// Where the action on a booking stands.
    pub fn action(&self, id: &BookingId) -> Signal<Option<ActionState>> {
        self.actions.state(id.clone())
    }

    /// Asks for an action on a booking; its fate is told by [`RealtimeService::action`]. While an earlier one is
    /// on its way, nothing happens: a second press is no second wish.
    pub fn act(&self, id: &BookingId, action: Action) {
        if self.actions.is_busy(id) {
            return;
        }
        let Some(version) = self.board.peek(|board| board.get(id).map(|booking| booking.version)) else {
            return;
        };
        let kind = action.kind();
        let expires_at = Instant::from_unix_ms(self.clock.corrected(wall_ms()) + life_ms(kind));
        self.dismiss_action(id);
        let order = Order { booking_id: id.clone(), action, expires_at };
        let command_id = uuid();
        self.actions.begin(command_id.clone(), id.clone(), kind);
        self.push(Input::Command { id: command_id, command: order, expected_version: version });
    }

    /// The person has seen the result of an action.
    pub fn dismiss_action(&self, id: &BookingId) {
        if let Some(id) = self.actions.dismiss(id) {
            self.push(Input::Discard { id });
        }
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

    pub(super) fn on_signed_out(&self) {
        self.push(Input::SignedOut(SignOut::Keep));
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
        self.monitors.clear();
    }

    fn push(&self, input: Input<'static, BookingApplication>) {
        let driver = self.driver.get_value();
        if let Some(driver) = driver {
            driver.push(input);
        }
    }
}

fn life_ms(kind: ActionKind) -> i64 {
    if kind.is_queueable() { QUEUED_LIFE_MS } else { ORDER_LIFE_MS }
}
