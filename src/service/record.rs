//! One booking with its history, asked for by REST: what the board does not hold.

use leptos::prelude::*;

use super::start::SessionService;
use crate::domain::{BookingId, RecordAnswer};

/// As long as a person waits for a page to open.
const RECORD_MS_MAX: u32 = 10_000;

/// What came of asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordReply {
    /// The server answered.
    Answered(RecordAnswer),
    /// Nobody did.
    Unreachable,
}

impl SessionService {
    /// Asks for a booking and its history.
    pub async fn record(&self, id: BookingId) -> RecordReply {
        let Some(token) = self.store.token_untracked() else { return RecordReply::Unreachable };
        let http = self.api.with_value(|api| api.http());
        let path = format!("/api/bookings/{}", String::from(js_sys::encode_uri_component(id.as_str())));
        match http.get_within(&path, Some(token.reveal()), RECORD_MS_MAX).await {
            Ok(answer) => RecordReply::Answered(RecordAnswer::read(answer.status, &answer.body)),
            Err(_) => RecordReply::Unreachable,
        }
    }
}
