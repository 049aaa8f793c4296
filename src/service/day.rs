//! The venue's day: the server tells when it turns.

use leptos::prelude::*;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::realtime::RealtimeService;
use super::session::{SessionState, SessionStore};
use crate::domain::{Day, VenueId};

/// The event that tells that a venue's day turned.
const VENUE_DAY: &str = "venue:day";

#[derive(Deserialize)]
struct Payload {
    venue: VenueId,
    business_date: Day,
}

/// Takes an event that is not the machine's. Anything but a new day is not for us.
pub(super) fn on_event(service: RealtimeService, session: SessionStore, name: &str, args: &RawValue) {
    if name != VENUE_DAY {
        log::debug!("an event that nobody here knows");
        return;
    }
    let Ok((_, payload)) = serde_json::from_str::<(&str, Payload)>(args.get()) else {
        log::warn!("a venue's new day could not be read");
        return;
    };
    session.state.update(|state| {
        if let SessionState::SignedIn(session) = state
            && let Some(venue) = session.venues.iter_mut().find(|venue| venue.id == payload.venue)
        {
            venue.business_date = payload.business_date;
        }
    });
    if let Some(venue) = session.venue_by_id(&payload.venue) {
        service.on_new_day(&venue);
    }
}
