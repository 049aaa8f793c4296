//! Turns the steps of `sync` into packets and requests, and reads the pages that come back.

use std::fmt::Write;

use super::super::acks::Purpose;
use super::super::application::{Application, Head};
use super::super::connection::State;
use super::super::contract;
use super::super::effect::{Effect, Response, Unreachable};
use super::super::error::{Fault, FaultKind};
use super::super::log::Level;
use super::super::sync::{PageContent, Step, SyncCount};
use super::super::time::Now;
use super::Client;

impl<A: Application> Client<A> {
    pub(super) fn subscribe(&mut self, feed: String) {
        let joined = matches!(self.state, State::Up(_));
        self.sync.subscribe(feed, joined, &self.options);
    }

    pub(super) fn unsubscribe(&mut self, now: Now, feed: &str) {
        self.cancel_fetches(feed);
        if self.sync.unsubscribe(feed) {
            self.shown_feeds.remove(feed);
            let payload = contract::Monitor { venue: feed, since: None };
            self.send_acknowledged(now, contract::UNMONITOR, &payload, Purpose::Unmonitor);
        }
    }

    /// Does what the feeds ask for, until they ask for nothing more.
    pub(super) fn run_steps(&mut self, now: Now) {
        loop {
            let steps = self.sync.take_steps();
            if steps.is_empty() {
                return;
            }
            for (feed, step) in steps {
                match step {
                    Step::Join { since } => self.join(now, feed, since.as_ref()),
                    Step::Fetch { after } => self.fetch_page(now, &feed, after.as_deref()),
                    Step::CancelFetch => self.cancel_fetches(&feed),
                    Step::Deliver(delivery) => self.effects.push_back(Effect::Deliver(delivery)),
                    Step::Count(count) => self.count(now, count),
                }
            }
        }
    }

    pub(super) fn on_fetched(&mut self, now: Now, request: u64, result: Result<Response<'_>, Unreachable>) {
        let Some((name, sent_at)) = self.sync.settle_fetch(request) else {
            self.metrics.stale_inputs += 1;
            return;
        };
        if result.is_err() && !self.life.is_left() {
            self.watch.on_unreachable();
        }
        match self.read_page(&name, result) {
            Ok(page) => {
                if let Some(feed) = self.sync.feed(&name) {
                    feed.on_page(page, sent_at, now, &self.options);
                }
            }
            Err(fault) => self.on_page_failed(now, &name, fault),
        }
    }

    /// The requests for `feed` under way are no longer wanted.
    pub(super) fn cancel_fetches(&mut self, feed: &str) {
        for request in self.sync.forget_fetches(feed) {
            self.effects.push_back(Effect::CancelFetch { request });
        }
    }

    /// Requests that were never answered.
    pub(super) fn give_up_fetches(&mut self, now: Now) {
        for request in self.sync.overdue_fetches(now.mono) {
            self.effects.push_back(Effect::CancelFetch { request });
            if let Some((name, _)) = self.sync.settle_fetch(request) {
                self.on_page_failed(
                    now,
                    &name,
                    Fault::new(FaultKind::Network, "a page did not come in time"),
                );
            }
        }
    }

    fn join(&mut self, now: Now, feed: String, since: Option<&Head>) {
        let payload = contract::Monitor { venue: &feed, since };
        let sent = self.send_acknowledged(now, contract::MONITOR, &payload, Purpose::Monitor(feed.clone()));
        if !sent && let Some(state) = self.sync.feed(&feed) {
            let fault = Fault::new(FaultKind::RateLimit, "too many answers are awaited");
            state.on_join_refused(fault, now.mono + self.options.gap_ms);
        }
    }

    fn fetch_page(&mut self, now: Now, feed: &str, after: Option<&str>) {
        let Some(token) = self.auth.usable(now, &self.options).map(str::to_owned) else {
            self.request_token(now);
            return self.on_page_failed(
                now,
                feed,
                Fault::new(FaultKind::Network, "a fresh token is awaited"),
            );
        };
        let mut path = self.app.snapshot_path(feed);
        if let Some(after) = after {
            path.push_str(if path.contains('?') { "&after=" } else { "?after=" });
            percent_encode(after, &mut path);
        }
        let request = self.sync.begin_fetch(feed, now, &self.options);
        self.effects.push_back(Effect::Fetch { request, path, token });
    }

    fn on_page_failed(&mut self, now: Now, name: &str, fault: Fault) {
        self.record_fault(now, Level::Warn, "sync", "a page did not come", &fault);
        if fault.is_refused_identity() {
            self.request_token(now);
        }
        let wait_ms = self.rng.uniform_ms(1_000, self.backoff.spread_ms().max(2_000));
        let hint_ms = fault.retry_after_ms.unwrap_or(0).min(self.options.backoff.hint_ms_max);
        if let Some(feed) = self.sync.feed(name) {
            feed.on_page_failed(fault, now.mono + hint_ms + wait_ms);
        }
    }

    fn read_page(
        &mut self,
        feed: &str,
        result: Result<Response<'_>, Unreachable>,
    ) -> Result<PageContent<A::Change>, Fault> {
        let response =
            result.map_err(|Unreachable| Fault::new(FaultKind::Network, "the server cannot be reached"))?;
        if response.status != 200 {
            return Err(response.fault());
        }
        let page: contract::Page<'_> = serde_json::from_str(response.body)
            .map_err(|_| Fault::new(FaultKind::Protocol, "a page could not be read"))?;
        if let Some(spread_ms) = page.spread_ms {
            self.backoff.set_spread(spread_ms);
        }
        let records = page.bookings.iter().map(|raw| self.app.decode_record(feed, raw)).collect();
        let head = Head { epoch: page.epoch, revision: page.revision };
        Ok(PageContent { head, records, next: page.next })
    }

    fn count(&mut self, now: Now, count: SyncCount) {
        let metrics = &mut self.metrics;
        match count {
            SyncCount::Change => metrics.changes += 1,
            SyncCount::Duplicate => metrics.duplicates += 1,
            SyncCount::Snapshot => metrics.snapshots += 1,
            SyncCount::Proof => metrics.proofs += 1,
            SyncCount::Unreadable => metrics.unreadable += 1,
            SyncCount::Overflow => metrics.overflows += 1,
            SyncCount::Gap => {
                metrics.gaps += 1;
                self.record(now, Level::Warn, "sync", "a gap is being mended", vec![]);
            }
        }
    }
}

/// Appends `text` as a query value (RFC 3986: all but the unreserved characters are escaped).
fn percent_encode(text: &str, out: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing into a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::percent_encode;

    #[test]
    fn a_cursor_may_hold_any_character() {
        let mut out = String::new();
        percent_encode("2026-05-14T14:00Z|ä&b=~", &mut out);
        assert_eq!(out, "2026-05-14T14%3A00Z%7C%C3%A4%26b%3D~");
    }
}
