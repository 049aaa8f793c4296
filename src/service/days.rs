//! The bookings of days that are not kept live, asked for by REST.

use leptos::prelude::*;

use super::start::SessionService;
use crate::domain::{Booking, Day, DaysAnswer, VenueId};

/// As many as the server gives in one answer, and as people read at once.
const BOOKINGS_MAX: usize = 500;
/// As long as a person waits for a page to open.
const DAYS_MS_MAX: u32 = 10_000;

/// What came of asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DaysReply {
    /// The bookings, and whether there are more than these.
    Found(Vec<Booking>, bool),
    /// The person may not see them.
    Forbidden,
    /// These are more days than the server gives at once.
    TooMany,
    /// The server could not say.
    Fault,
    /// Nobody answered.
    Unreachable,
}

impl SessionService {
    /// Asks for the bookings of several stretches of days. All of them, or why not.
    pub async fn bookings_of(&self, venue: VenueId, stretches: Vec<(Day, Day)>) -> DaysReply {
        let Some(token) = self.store.token_untracked() else { return DaysReply::Unreachable };
        let http = self.api.with_value(|api| api.http());
        let venue = String::from(js_sys::encode_uri_component(venue.as_str()));
        let (mut all, mut is_cut) = (Vec::new(), false);
        for (from, to) in stretches {
            let path = format!("/api/bookings?venue={venue}&from={from}&to={to}&limit={BOOKINGS_MAX}");
            let Ok(answer) = http.get_within(&path, Some(token.reveal()), DAYS_MS_MAX).await else {
                return DaysReply::Unreachable;
            };
            match DaysAnswer::read(answer.status, &answer.body) {
                DaysAnswer::Found(bookings, has_more) => {
                    all.extend(bookings);
                    is_cut |= has_more;
                }
                DaysAnswer::Forbidden => return DaysReply::Forbidden,
                // A token is renewed by itself; until then it is as if nobody answered.
                DaysAnswer::TokenExpired => return DaysReply::Unreachable,
                DaysAnswer::TooMany => return DaysReply::TooMany,
                DaysAnswer::Fault => return DaysReply::Fault,
            }
        }
        DaysReply::Found(all, is_cut)
    }
}
