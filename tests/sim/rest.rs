//! The model server's REST side: pages of a snapshot, and refreshing the session.

use deskbell::realtime::Response;
use serde_json::json;

use super::model::Booking;
use super::server::Server;

/// An HTTP answer on its way.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) retry_after_ms: Option<u64>,
    pub(crate) body: String,
}

impl Answer {
    /// As the client gets it.
    pub(crate) fn response(&self) -> Response<'_> {
        Response { status: self.status, retry_after_ms: self.retry_after_ms, body: &self.body }
    }

    fn refusal(status: u16, code: &str) -> Self {
        Answer { status, retry_after_ms: None, body: json!({"error": {"code": code}}).to_string() }
    }
}

impl Server {
    /// `GET path` with this token.
    pub(crate) fn get(&mut self, path: &str, token: &str, now: u64) -> Answer {
        self.pages_seen += 1;
        if let Some((status, retry_after_ms, body)) = self.misdeeds.rest_failures.pop_front() {
            return Answer { status, retry_after_ms, body };
        }
        if let Some(code) = self.token_fault(token, now) {
            return Answer::refusal(401, code);
        }
        let Some(query) = path.strip_prefix("/api/bookings?") else {
            self.complaints.push(format!("an unknown path {path}"));
            return Answer::refusal(404, "not_found");
        };
        let value = |name: &str| {
            query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')).map(percent_decode)
        };
        let venue = value("venue").unwrap_or_default();
        let Some(ledger) = self.ledgers.get(&venue) else { return Answer::refusal(404, "not_found") };
        let after = value("after");
        let mut bookings: Vec<&Booking> = ledger.bookings.values().collect();
        bookings.retain(|booking| after.as_ref().is_none_or(|after| cursor(booking) > *after));
        bookings.sort_by_cached_key(|booking| cursor(booking));
        let is_last = bookings.len() <= self.setup.page_size;
        bookings.truncate(self.setup.page_size);
        let mut page = ledger.head();
        page["bookings"] = bookings.iter().map(|booking| ledger.record_json(booking)).collect();
        if let Some(last) = bookings.last().filter(|_| !is_last) {
            page["next"] = json!(cursor(last));
            if let Some(after) = after.filter(|_| self.misdeeds.stuck_cursors > 0) {
                self.misdeeds.stuck_cursors -= 1;
                page["next"] = json!(after);
            }
        }
        Answer { status: 200, retry_after_ms: None, body: page.to_string() }
    }

    /// `POST /api/session/refresh`: a token, or the code of the refusal.
    pub(crate) fn refresh(&mut self, host: usize, now: u64) -> Result<(String, u64), &'static str> {
        if !self.signed_in.contains(&host) {
            return Err("unauthenticated");
        }
        Ok(self.issue_token(host, now))
    }
}

fn cursor(booking: &Booking) -> String {
    format!("{:06}|{}", booking.place, booking.id)
}

fn percent_decode(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digits: String = rest.by_ref().take(2).map(char::from).collect();
        bytes.push(u8::from_str_radix(&digits, 16).unwrap_or(b'?'));
    }
    String::from_utf8(bytes).unwrap_or_default()
}
