//! Values for tests.

use super::{
    ActionKind, Booking, BookingId, Day, Guest, Instant, Resource, ResourceId, ResourceRef, Status,
    UtcOffset, Venue, VenueId,
};

pub(crate) fn at(text: &str) -> Instant {
    Instant::parse(text).expect("an instant")
}

pub(crate) fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}

/// A venue in Lisbon on 14 May 2026 with the offsets of two years.
pub(crate) fn lisbon() -> Venue {
    let offset = |from: &str, minutes| UtcOffset { from: at(from), minutes };
    Venue {
        id: VenueId::from("lisbon"),
        name: "Casa do Rio".into(),
        time_zone: "Europe/Lisbon".into(),
        currency: "EUR".into(),
        business_date: day("2026-05-14"),
        utc_offsets: vec![
            offset("2025-05-14T00:00:00Z", 60),
            offset("2025-10-26T01:00:00Z", 0),
            offset("2026-03-29T01:00:00Z", 60),
            offset("2026-10-25T01:00:00Z", 0),
            offset("2027-03-28T01:00:00Z", 60),
        ],
        resources: ["9", "12", "14"]
            .map(|name| Resource {
                id: ResourceId::from(format!("r{name}")),
                name: name.into(),
                group: "1".into(),
            })
            .to_vec(),
        allowed: vec![ActionKind::Confirm, ActionKind::CheckIn, ActionKind::CheckOut],
    }
}

/// A confirmed booking of room 12 that arrives on the venue's day at 15:00 and stays two nights.
pub(crate) fn booking(id: &str) -> Booking {
    Booking {
        id: BookingId::from(id),
        venue: VenueId::from("lisbon"),
        revision: 1,
        version: 1,
        resource: Some(ResourceRef { id: ResourceId::from("r12"), name: "12".into() }),
        guest: Guest { name: "Ana Reis".into(), email: None, phone: None },
        party: 2,
        status: Status::Confirmed,
        starts_at: at("2026-05-14T14:00:00Z"),
        ends_at: at("2026-05-16T10:00:00Z"),
        price: None,
        source: "web".into(),
        note: String::new(),
        updated_at: at("2026-05-01T09:00:00Z"),
        updated_by: "Rui".into(),
    }
}
