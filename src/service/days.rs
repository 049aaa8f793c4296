//! The bookings of days that are not kept live, asked for by REST.

use leptos::prelude::*;

use super::start::SessionService;
use crate::domain::{Day, DaysPage, NoDays, VenueId};

/// As many as the server gives in one answer, and as people read at once.
const BOOKINGS_MAX: usize = 500;
/// As long as a person waits for a page to open.
const DAYS_MS_MAX: u32 = 10_000;

impl SessionService {
    /// Asks for the bookings of several stretches of days.
    ///
    /// # Errors
    /// When one of them is not answered: why.
    pub async fn bookings_of(&self, venue: VenueId, stretches: Vec<(Day, Day)>) -> Result<DaysPage, NoDays> {
        let token = self.store.token_untracked().ok_or(NoDays::Unreachable)?;
        let http = self.api.with_value(|api| api.http());
        let venue = String::from(js_sys::encode_uri_component(venue.as_str()));
        let mut all = DaysPage::default();
        for (from, to) in stretches {
            let path = format!("/api/bookings?venue={venue}&from={from}&to={to}&limit={BOOKINGS_MAX}");
            let answer = http.get_within(&path, Some(token.reveal()), DAYS_MS_MAX).await;
            let answer = answer.map_err(|_| NoDays::Unreachable)?;
            let page = DaysPage::read(answer.status, &answer.body)?;
            all.bookings.extend(page.bookings);
            all.has_more |= page.has_more;
        }
        Ok(all)
    }
}
