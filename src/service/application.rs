//! How bookings travel: the machine's payloads read into and written from the domain's types.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};

use crate::domain::{
    Action, Booking, BookingChanged, BookingId, Change, Command, CommandResult, Day, Instant, VenueId,
};
use crate::realtime::socket_io::{Args, EncodeError};
use crate::realtime::{Application, Draft, Entry, Envelope, Unreadable};

/// The event that carries a change.
const BOOKING_CHANGED: &str = "booking:changed";
/// Records asked for in one page: one page for most houses, few for the largest.
const PAGE_LIMIT: u32 = 1_000;

/// A command without what the machine adds: its identity and the version that the person saw. Written down as JSON it
/// may wait on the device.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Order {
    /// The booking.
    pub(super) booking_id: BookingId,
    /// The guest's name, so that people can be told of what waits when the booking itself is not at hand. Never sent.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) guest: String,
    /// What to do with it.
    pub(super) action: Action,
    /// After this the server refuses it.
    pub(super) expires_at: Instant,
}

/// The application's part of the machine.
#[derive(Debug, Default)]
pub(super) struct BookingApplication {
    windows: BTreeMap<VenueId, (Day, Day)>,
}

impl BookingApplication {
    /// From now on the venue's snapshot holds the stays that touch `from..=to`, and all that is not closed.
    pub(super) fn set_window(&mut self, venue: VenueId, from: Day, to: Day) {
        self.windows.insert(venue, (from, to));
    }
}

impl Application for BookingApplication {
    type Change = Change;
    type Command = Order;
    type Answer = CommandResult;

    fn decode(&self, event: &str, args: &Args<'_>) -> Result<Option<Envelope<Change>>, Unreadable> {
        if event != BOOKING_CHANGED {
            return Ok(None);
        }
        match args.raw(0) {
            Some(raw) => self.decode_change(raw).map(Some),
            None => Err(Unreadable { what: "a change without a payload", ..Unreadable::default() }),
        }
    }

    fn decode_change(&self, raw: &RawValue) -> Result<Envelope<Change>, Unreadable> {
        let changed: BookingChanged = serde_json::from_str(raw.get()).map_err(|_| unreadable_change(raw))?;
        let key = changed.change.id().as_str().to_owned();
        let entry = Entry { key, revision: changed.revision, change: changed.change };
        Ok(Envelope { feed: changed.venue.as_str().to_owned(), epoch: changed.epoch, entry })
    }

    fn decode_record(&self, feed: &str, raw: &RawValue) -> Result<Entry<Change>, Unreadable> {
        let booking: Booking = serde_json::from_str(raw.get()).map_err(|_| unreadable_record(raw))?;
        if booking.venue.as_str() != feed {
            return Err(Unreadable { what: "a booking of another venue", ..unreadable_record(raw) });
        }
        let key = booking.id.as_str().to_owned();
        Ok(Entry { key, revision: booking.revision, change: Change::Upsert(Box::new(booking)) })
    }

    fn snapshot_path(&self, feed: &str) -> String {
        let venue = String::from(js_sys::encode_uri_component(feed));
        let window = self.windows.get(&VenueId::from(feed));
        let window = window.map(|(from, to)| format!("&from={from}&to={to}")).unwrap_or_default();
        format!("/api/bookings?venue={venue}{window}&limit={PAGE_LIMIT}")
    }

    fn draft(&self, order: &Order) -> Result<Draft, EncodeError> {
        let body = to_raw_value(order).map_err(|_| EncodeError::Argument { index: 0 })?.get().to_owned();
        let is_queueable = order.action.kind().is_queueable();
        Ok(Draft { key: order.booking_id.as_str().to_owned(), body, is_queueable })
    }

    fn encode(&self, body: &str, id: &str, expected_version: u64) -> Result<Box<RawValue>, Unreadable> {
        let unreadable = |_| Unreadable { what: "an order of another shape", ..Unreadable::default() };
        let order: Order = serde_json::from_str(body).map_err(unreadable)?;
        let command = Command {
            id: id.to_owned(),
            booking_id: Some(order.booking_id),
            expected_version: Some(expected_version),
            expires_at: order.expires_at,
            action: order.action,
        };
        to_raw_value(&command).map_err(unreadable)
    }

    fn decode_answer(&self, answer: &RawValue) -> Result<CommandResult, Unreadable> {
        let unreadable = |_| Unreadable { what: "an answer that is none", ..Unreadable::default() };
        serde_json::from_str(answer.get()).map_err(unreadable)
    }

    fn version(&self, answer: &CommandResult) -> Option<u64> {
        match answer {
            CommandResult::Done(done) => Some(done.booking.version),
            CommandResult::Refused(_) => None,
        }
    }
}

/// What can still be told of a change whose whole cannot be read.
#[derive(Deserialize)]
struct Loose {
    venue: Option<String>,
    epoch: Option<String>,
    revision: Option<u64>,
    id: Option<String>,
    booking: Option<LooseBooking>,
}

#[derive(Deserialize)]
struct LooseBooking {
    id: Option<String>,
    revision: Option<u64>,
}

fn unreadable_change(raw: &RawValue) -> Unreadable {
    match serde_json::from_str::<Loose>(raw.get()) {
        Ok(loose) => Unreadable {
            what: "a change with a booking that cannot be read",
            feed: loose.venue,
            epoch: loose.epoch,
            revision: loose.revision,
            key: loose.id.or(loose.booking.and_then(|booking| booking.id)),
        },
        Err(_) => Unreadable { what: "a change that is none", ..Unreadable::default() },
    }
}

fn unreadable_record(raw: &RawValue) -> Unreadable {
    let loose = serde_json::from_str::<LooseBooking>(raw.get()).ok();
    let (key, revision) = loose.map_or((None, None), |loose| (loose.id, loose.revision));
    Unreadable { what: "a booking that cannot be read", key, revision, ..Unreadable::default() }
}
