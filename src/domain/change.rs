//! What a feed tells: one booking put in place, or one removed.

use serde::{Deserialize, Deserializer};

use super::{Booking, BookingId, VenueId};

/// One change of a board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The booking is now so.
    Upsert(Box<Booking>),
    /// The booking is gone.
    Remove {
        /// Which one; the id is never given again.
        id: BookingId,
    },
}

impl Change {
    /// The booking that it is about.
    #[must_use]
    pub fn id(&self) -> &BookingId {
        match self {
            Self::Upsert(booking) => &booking.id,
            Self::Remove { id } => id,
        }
    }
}

/// `booking:changed`, and an item of every delta.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookingChanged {
    /// Whose feed.
    pub venue: VenueId,
    /// Under which epoch `revision` counts.
    pub epoch: String,
    /// The number of this change.
    pub revision: u64,
    /// What changed.
    pub change: Change,
    /// The command that caused it, if one of ours or a colleague's did.
    pub cause: Option<String>,
}

impl<'de> Deserialize<'de> for BookingChanged {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error as _;

        #[derive(Deserialize)]
        #[serde(rename_all = "snake_case")]
        enum Op {
            Upsert,
            Remove,
        }
        #[derive(Deserialize)]
        struct Wire {
            venue: VenueId,
            epoch: String,
            revision: u64,
            op: Op,
            booking: Option<Box<Booking>>,
            id: Option<BookingId>,
            cause: Option<String>,
        }
        let wire = Wire::deserialize(deserializer)?;
        let change = match wire.op {
            Op::Upsert => {
                let booking = wire.booking.ok_or_else(|| D::Error::missing_field("booking"))?;
                if booking.venue != wire.venue {
                    return Err(D::Error::custom("the booking is of another venue"));
                }
                Change::Upsert(booking)
            }
            Op::Remove => Change::Remove { id: wire.id.ok_or_else(|| D::Error::missing_field("id"))? },
        };
        Ok(Self { venue: wire.venue, epoch: wire.epoch, revision: wire.revision, change, cause: wire.cause })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::samples::booking;
    use super::*;

    fn with(extra: &Value) -> Value {
        let mut wire = json!({"venue": "lisbon", "epoch": "e1", "revision": 4});
        let fields = extra.as_object().expect("an object").clone();
        wire.as_object_mut().expect("an object").extend(fields);
        wire
    }

    #[test]
    fn reads_both_operations() {
        let upsert = with(&json!({"op": "upsert", "booking": booking("b1"), "cause": "c1", "hue": 3}));
        let read: BookingChanged = serde_json::from_value(upsert).expect("a change");
        assert_eq!(read.change, Change::Upsert(Box::new(booking("b1"))));
        assert_eq!(read.cause.as_deref(), Some("c1"));

        let remove = with(&json!({"op": "remove", "id": "b1"}));
        let read: BookingChanged = serde_json::from_value(remove).expect("a change");
        assert_eq!((read.change.id().as_str(), read.revision, read.cause), ("b1", 4, None));
    }

    #[test]
    fn refuses_what_does_not_say_what_changed() {
        let mut elsewhere = booking("b1");
        elsewhere.venue = VenueId::from("porto");
        for extra in [
            json!({}),
            json!({"op": "upsert"}),
            json!({"op": "upsert", "id": "b1"}),
            json!({"op": "remove"}),
            json!({"op": "merge", "id": "b1"}),
            json!({"op": "remove", "id": "b1", "revision": -1}),
            json!({"op": "upsert", "booking": elsewhere}),
        ] {
            assert!(serde_json::from_value::<BookingChanged>(with(&extra)).is_err(), "{extra}");
        }
    }
}
