//! A booking as the server tells it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Instant, VenueId};

/// Defines an identifier of the server's: opaque text that is compared, never read.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The text that the server gave.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}
pub(crate) use id;

id! {
    /// Names a booking; never given twice, also not after the booking is removed.
    BookingId
}
id! {
    /// Names a resource of a venue: a room, in a hotel.
    ResourceId
}

/// Where a booking is in its life. A status that is not of this list makes a booking unreadable: to guess one would
/// put a guest into the wrong list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Asked for, not yet confirmed by the venue.
    Pending,
    /// Confirmed; the guest has not arrived.
    Confirmed,
    /// The guest is in house.
    CheckedIn,
    /// The guest has left.
    CheckedOut,
    /// Called off.
    Cancelled,
    /// The guest never came.
    NoShow,
}

impl Status {
    /// Every status, in the order of a booking's life.
    pub const ALL: [Self; 6] =
        [Self::Pending, Self::Confirmed, Self::CheckedIn, Self::CheckedOut, Self::Cancelled, Self::NoShow];

    /// The word on the wire, also used in links and in `data-status`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Confirmed => "confirmed",
            Self::CheckedIn => "checked_in",
            Self::CheckedOut => "checked_out",
            Self::Cancelled => "cancelled",
            Self::NoShow => "no_show",
        }
    }

    /// Reads the word on the wire.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }

    /// Whether a guest with this status holds, or will hold, a room.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Pending | Self::Confirmed | Self::CheckedIn)
    }
}

/// The resource that a booking holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResourceRef {
    /// Names the resource.
    pub id: ResourceId,
    /// What people call it: "12", "Terrace 3".
    pub name: String,
}

/// The person who booked. A role may be shown less: fields are then absent or empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guest {
    /// The name to greet the guest by.
    pub name: String,
    /// An address to write to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// A number to call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

/// An amount of money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// In minor units: cents, for euros.
    pub amount: i64,
    /// ISO 4217, for example `EUR`.
    pub currency: String,
}

/// One booking, as of `revision` of its venue's feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booking {
    /// Names the booking.
    pub id: BookingId,
    /// The venue whose feed tells of it.
    pub venue: VenueId,
    /// The feed's revision that last touched it; merging goes by this, within an epoch.
    pub revision: u64,
    /// Rises with each change of this booking; commands name the one that the person saw.
    pub version: u64,
    /// What it holds, if that is settled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<ResourceRef>,
    /// Who booked.
    pub guest: Guest,
    /// How many people come.
    pub party: u32,
    /// Where it is in its life.
    pub status: Status,
    /// Planned arrival.
    pub starts_at: Instant,
    /// Planned departure.
    pub ends_at: Instant,
    /// The price, where the role may see one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Money>,
    /// Where the booking came from: "desk", "web", an agency.
    #[serde(default)]
    pub source: String,
    /// What the team wrote down.
    #[serde(default)]
    pub note: String,
    /// When it last changed.
    pub updated_at: Instant,
    /// Who changed it last.
    #[serde(default)]
    pub updated_by: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    const FULL: &str = r#"{"id":"b1","venue":"v1","revision":7,"version":2,"resource":{"id":"r12","name":"12","floor":1},
        "guest":{"name":"Ana Reis","email":"ana@example.org","vip":true},"party":2,"status":"checked_in",
        "starts_at":"2026-05-14T14:00:00Z","ends_at":"2026-05-16T10:00:00Z","price":{"amount":24000,"currency":"EUR"},
        "source":"web","note":"late","updated_at":"2026-05-14T14:05:00.000Z","updated_by":"Rui","colour":"blue"}"#;

    #[test]
    fn unknown_fields_are_ignored() {
        let booking: Booking = serde_json::from_str(FULL).expect("a booking");
        assert_eq!(booking.status, Status::CheckedIn);
        assert_eq!(booking.guest.phone, None);
        assert_eq!(booking.resource.map(|r| r.name).as_deref(), Some("12"));
    }

    #[test]
    fn only_what_may_be_absent_may_be_absent() {
        let short = r#"{"id":"b1","venue":"v1","revision":7,"version":2,"resource":null,"guest":{"name":""},"party":1,
            "status":"pending","starts_at":"2026-05-14T14:00:00Z","ends_at":"2026-05-16T10:00:00Z",
            "updated_at":"2026-05-14T14:05:00Z"}"#;
        assert!(serde_json::from_str::<Booking>(short).is_ok());
        for field in [
            "\"id\"",
            "\"revision\"",
            "\"version\"",
            "\"guest\"",
            "\"status\"",
            "\"starts_at\"",
            "\"updated_at\"",
        ] {
            let without = short.replace(field, "\"x\"");
            assert!(serde_json::from_str::<Booking>(&without).is_err(), "{field}");
        }
    }

    #[test]
    fn an_unknown_status_cannot_be_read() {
        let strange = FULL.replace("checked_in", "teleported");
        let error = serde_json::from_str::<Booking>(&strange).expect_err("unknown status");
        assert!(error.to_string().contains("teleported"), "{error}");
    }

    #[test]
    fn every_status_has_one_word_on_the_wire() {
        for status in Status::ALL {
            let json = serde_json::to_string(&status).expect("json");
            assert_eq!(json, format!("\"{}\"", status.as_str()));
            assert_eq!(Status::parse(status.as_str()), Some(status));
        }
        assert_eq!(Status::parse("Pending"), None);
    }

    #[test]
    fn survives_a_round_trip() {
        let booking: Booking = serde_json::from_str(FULL).expect("a booking");
        let again = serde_json::from_str(&serde_json::to_string(&booking).expect("json")).expect("a booking");
        assert_eq!(booking, again);
    }
}
