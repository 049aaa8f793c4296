//! The model server's REST side: pages of a snapshot, commands, and refreshing the session.

use deskbell::realtime::Response;
use serde_json::json;

use super::ledger::Change;
use super::model::Booking;
use super::server::{DELTA_MAX, Issued, Server};

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
        if let Some(query) = path.strip_prefix("/api/changes?") {
            return self.changes(query);
        }
        let Some(query) = path.strip_prefix("/api/bookings?") else {
            self.complaints.push(format!("an unknown path {path}"));
            return Answer::refusal(404, "not_found");
        };
        let value = |name: &str| value_of(query, name);
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

    /// `POST /api/commands` with this token.
    pub(crate) fn post_command(&mut self, body: &str, token: &str, now: u64) -> Answer {
        if let Some((status, retry_after_ms, body)) = self.misdeeds.rest_failures.pop_front() {
            return Answer { status, retry_after_ms, body };
        }
        if let Some(code) = self.token_fault(token, now) {
            return Answer::refusal(401, code);
        }
        self.applied.by_rest += 1;
        let answer = self.command(&serde_json::from_str(body).expect("a command"), token, now);
        let status = if answer["error"].is_null() { 200 } else { 409 };
        Answer { status, retry_after_ms: None, body: answer.to_string() }
    }

    /// `GET /api/changes`: the last change of each booking since a position, in the order of revisions.
    fn changes(&mut self, query: &str) -> Answer {
        let value = |name: &str| value_of(query, name).unwrap_or_default();
        let Some(ledger) = self.ledgers.get(&value("venue")) else {
            return Answer::refusal(404, "not_found");
        };
        let since = value("since").parse().expect("a revision");
        let mut answer = ledger.head();
        answer["spread_ms"] = json!(self.setup.spread_ms);
        let delta = ledger.changes_since(&value("epoch"), since).filter(|changes| changes.len() <= DELTA_MAX);
        match delta {
            Some(changes) => {
                let is_last = |(index, change): &(usize, &Change)| {
                    changes[index + 1..].iter().all(|later| later.key != change.key)
                };
                let last = changes.iter().enumerate().filter(is_last);
                answer["changes"] = last.map(|(_, change)| ledger.change_json(change)).collect();
            }
            None => answer["reload"] = json!(true),
        }
        Answer { status: 200, retry_after_ms: None, body: answer.to_string() }
    }

    /// `POST /api/session/refresh`: a token, or the code of the refusal.
    pub(crate) fn refresh(&mut self, host: usize, device: usize, now: u64) -> Result<Issued, &'static str> {
        let person = self.signed_in.get(&device).cloned().ok_or("unauthenticated")?;
        Ok(self.issue_token(host, device, &person, now))
    }
}

fn value_of(query: &str, name: &str) -> Option<String> {
    query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')).map(percent_decode)
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
