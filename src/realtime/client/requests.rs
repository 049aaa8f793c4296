//! Requests by REST for the feeds: pages of snapshots and changes since a position, sent and read.

use super::super::application::{Application, Head};
use super::super::connection::State;
use super::super::contract;
use super::super::effect::{Effect, Response, Unreachable};
use super::super::error::{Fault, FaultKind};
use super::super::log::Level;
use super::super::sync::{DeltaContent, Fetching, PageContent, Wanted};
use super::super::time::Now;
use super::super::url::push_query_value;
use super::Client;

impl<A: Application> Client<A> {
    pub(super) fn fetch_page(&mut self, now: Now, feed: &str, after: Option<&str>) {
        let mut path = self.app.snapshot_path(feed);
        if let Some(after) = after {
            path.push_str(if path.contains('?') { "&after=" } else { "?after=" });
            push_query_value(&mut path, after);
        }
        self.fetch(now, feed, Wanted::Page, path);
    }

    pub(super) fn fetch_changes(&mut self, now: Now, feed: &str, since: &Head) {
        let path = self.app.changes_path(feed, since);
        self.fetch(now, feed, Wanted::Changes, path);
    }

    pub(super) fn on_fetched(&mut self, now: Now, request: u64, result: Result<Response<'_>, Unreachable>) {
        let Some(Fetching { feed, wanted, sent_at, .. }) = self.sync.settle_fetch(request) else {
            self.metrics.stale_inputs += 1;
            return;
        };
        if result.is_err() && !self.life.is_left() {
            self.watch.on_unreachable();
        }
        let read = read_body(result).and_then(|body| match wanted {
            Wanted::Page => self.on_page(&feed, body, sent_at, now),
            Wanted::Changes => self.on_changes(&feed, body, sent_at, now),
        });
        if let Err(fault) = read {
            self.on_fetch_failed(now, &feed, fault);
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
            if let Some(Fetching { feed, .. }) = self.sync.settle_fetch(request) {
                let fault = Fault::new(FaultKind::Network, "an answer did not come in time");
                self.on_fetch_failed(now, &feed, fault);
            }
        }
    }

    fn fetch(&mut self, now: Now, feed: &str, wanted: Wanted, path: String) {
        let Some(token) = self.auth.usable(now, &self.options).map(str::to_owned) else {
            self.request_token(now);
            return self.on_fetch_failed(
                now,
                feed,
                Fault::new(FaultKind::Network, "a fresh token is awaited"),
            );
        };
        let request = self.sync.begin_fetch(feed, wanted, now, &self.options);
        self.effects.push_back(Effect::Fetch { request, path, token });
    }

    fn on_page(&mut self, name: &str, body: &str, sent_at: Now, now: Now) -> Result<(), Fault> {
        let page: contract::Page<'_> = serde_json::from_str(body)
            .map_err(|_| Fault::new(FaultKind::Protocol, "a page could not be read"))?;
        self.hear_spread(page.spread_ms);
        let records = page.bookings.iter().map(|raw| self.app.decode_record(name, raw)).collect();
        let head = Head { epoch: page.epoch, revision: page.revision };
        let content = PageContent { head, records, next: page.next };
        if let Some(feed) = self.sync.feed(name) {
            feed.on_page(content, sent_at, now, &self.options);
        }
        Ok(())
    }

    fn on_changes(&mut self, name: &str, body: &str, sent_at: Now, now: Now) -> Result<(), Fault> {
        let answer: contract::MonitorAnswer<'_> = serde_json::from_str(body)
            .map_err(|_| Fault::new(FaultKind::Protocol, "changes could not be read"))?;
        self.hear_spread(answer.spread_ms);
        let changes = (!answer.reload)
            .then(|| answer.changes.iter().map(|raw| self.app.decode_change(raw)).collect::<Vec<_>>());
        let content = DeltaContent { head: Head { epoch: answer.epoch, revision: answer.revision }, changes };
        if let Some(feed) = self.sync.feed(name) {
            feed.on_delta(content, sent_at, now, &self.options);
        }
        Ok(())
    }

    fn on_fetch_failed(&mut self, now: Now, name: &str, fault: Fault) {
        self.record_fault(now, Level::Warn, "sync", "a request was not answered well", &fault);
        if fault.is_refused_identity() {
            self.request_token(now);
        }
        self.on_poll_failed(now, &fault);
        let wait_ms = self.rng.uniform_ms(1_000, self.backoff.spread_ms().max(2_000));
        let hint_ms = fault.retry_after_ms.unwrap_or(0).min(self.options.backoff.hint_ms_max);
        if let Some(feed) = self.sync.feed(name) {
            feed.on_page_failed(fault, now.mono, now.mono + hint_ms + wait_ms);
        }
    }

    fn hear_spread(&mut self, spread_ms: Option<u64>) {
        if let Some(spread_ms) = spread_ms {
            self.backoff.set_spread(spread_ms);
        }
    }

    /// Whether a session brings the feeds forward.
    pub(super) fn is_up(&self) -> bool {
        matches!(self.state, State::Up(_))
    }
}

fn read_body(result: Result<Response<'_>, Unreachable>) -> Result<&str, Fault> {
    let response =
        result.map_err(|Unreachable| Fault::new(FaultKind::Network, "the server cannot be reached"))?;
    if response.status == 200 { Ok(response.body) } else { Err(response.fault()) }
}
