//! What the machine tells, turned into what the views read.

use leptos::prelude::*;

use super::super::application::BookingApplication;
use super::super::day;
use super::super::lock::LeftBehind;
use super::super::session::{SessionState, SignedOutReason};
use super::RealtimeService;
use crate::domain::{Booking, Change, CommandResult, VenueId};
use crate::platform::{store, wall_ms};
use crate::realtime::outbox::Step;
use crate::realtime::{CheckReport, ConnectionState, ConnectionStatus, Delivery, Effect};

impl RealtimeService {
    /// What the machine tells.
    pub(in crate::service) fn on_effect(&self, effect: Effect<BookingApplication>) {
        match effect {
            Effect::Deliver(delivery) => self.on_delivery(delivery),
            Effect::Status(status) => self.on_status(status),
            Effect::Checks(report) => self.on_checks(report),
            Effect::Feed(status) => {
                self.monitors.on_status(&status);
                if self.is_open(&status.feed) {
                    self.read_skew();
                    self.offline.on_feed(*self, &status);
                    self.feed.set(Some(status));
                }
            }
            Effect::Outbox(Step::Item(mut item)) => {
                item.created_at_ms = self.clock.corrected(item.created_at_ms);
                let can_ask = self.status.with_untracked(ConnectionStatus::can_ask);
                let booking = self.actions.on_item(item, can_ask);
                self.lay_wishes(booking);
            }
            Effect::Outbox(Step::Summary(summary)) => self.outbox.on_summary(summary),
            Effect::Outbox(Step::Flushed { flush, left }) => self.outbox.on_flushed(flush, left),
            Effect::Rejected { id, why } => {
                let booking = self.actions.on_rejected(&id, why);
                self.lay_wishes(booking);
            }
            Effect::Answered { id, answer: CommandResult::Done(done) } => {
                self.actions.on_done(&id, &done);
                self.apply_answer(done.booking, done.revision);
            }
            // The item tells it; how the booking is now comes with it.
            Effect::Answered { answer: CommandResult::Refused(error), .. } => {
                if let Some(current) = error.standing() {
                    let revision = current.revision;
                    self.apply_answer(current, revision);
                }
            }
            Effect::Event { name, args } => day::on_event(*self, self.session, &name, &args),
            Effect::Remember(worked) => self.memory_key.with_value(|key| store(key, &worked.to_string())),
            // The rest is I/O, and the driver's.
            Effect::Log(_)
            | Effect::Outbox(_)
            | Effect::PostCommand { .. }
            | Effect::OpenSocket { .. }
            | Effect::CloseSocket { .. }
            | Effect::Send { .. }
            | Effect::Poll { .. }
            | Effect::Post { .. }
            | Effect::RequestToken { .. }
            | Effect::CancelToken { .. }
            | Effect::Fetch { .. }
            | Effect::CancelFetch { .. }
            | Effect::Check { .. } => {}
        }
    }

    /// A booking that an answer carried. One that the board does not hold may lie outside of its window, or belong to
    /// another venue: nothing would keep it up to date.
    fn apply_answer(&self, booking: Booking, revision: u64) {
        if self.board.peek(|board| board.get(&booking.id).is_some()) {
            let now_ms = self.clock.corrected(wall_ms());
            self.board.apply(Change::Upsert(Box::new(booking)), revision, now_ms);
        }
    }

    fn on_delivery(&self, delivery: Delivery<Change>) {
        let (Delivery::Snapshot { feed, .. }
        | Delivery::Changes { feed, .. }
        | Delivery::Closed { feed, .. }) = &delivery;
        let is_open = self.is_open(feed);
        self.monitors
            .on_delivery(&delivery, self.session.venue_by_id(&VenueId::from(feed.as_str())).as_ref());
        if is_open {
            if matches!(delivery, Delivery::Closed { .. }) {
                self.offline.wipe_venue();
            }
            if matches!(delivery, Delivery::Snapshot { .. }) {
                self.outages.on_snapshot();
            }
            self.board.take(delivery, self.clock.corrected(wall_ms()));
        }
    }

    fn on_status(&self, status: ConnectionStatus) {
        let refused = status.state == ConnectionState::SignedOut;
        let reason = status.fault.clone().map(SignedOutReason::Ended);
        if !status.can_ask() {
            self.actions.on_cut_off();
        }
        self.status.set(status.clone());
        self.outages.on_status(&status, self.board);
        let person = self
            .session
            .state
            .with_untracked(|state| state.session().map(|session| session.user.name.clone()));
        if let Some(name) = person.filter(|_| refused) {
            // A session that the server ended shows nothing any more, and says what is kept.
            let outbox = self.outbox.summary().get_untracked();
            self.session.left.set(LeftBehind::of(name, &outbox));
            self.session.state.set(SessionState::SignedOut { reason });
            self.forget();
        }
    }

    fn on_checks(&self, report: CheckReport) {
        let diagnosis = report.diagnosis;
        self.checks.set(Some(report));
        if let Some(diagnosis) = diagnosis {
            self.outages.on_diagnosis(&self.status.get_untracked(), diagnosis);
        }
    }

    fn read_skew(&self) {
        let skew_ms = self
            .driver
            .with_value(|driver| driver.as_ref().and_then(|driver| driver.metrics().clock_skew_ms));
        if let Some(skew_ms) = skew_ms {
            self.clock.set_skew(skew_ms);
        }
    }
}
