//! A feed loads its snapshot page by page, while live changes are held back.

use super::super::super::effect::Delivery;
use super::super::super::error::{Fault, FaultKind};
use super::super::super::options::Options;
use super::super::super::time::{Now, Timestamp};
use super::super::snapshot::{PageTaken, Snapshot};
use super::super::{PageContent, Step, SyncCount};
use super::{Asks, Failed, Feed, Phase};

impl<C: Clone> Feed<C> {
    /// The snapshot must come anew, and before it nothing else.
    pub(crate) fn reload(&mut self, options: &Options) {
        self.outdated = true;
        match self.phase {
            Phase::Loading { .. } | Phase::Live { .. } => self.load(options),
            Phase::Reading { .. } => {
                self.abandon_load();
                self.phase = Phase::Away;
            }
            Phase::Away | Phase::Joining { .. } | Phase::Refused(_) => {}
        }
    }

    /// A page of the snapshot.
    pub(crate) fn on_page(&mut self, page: PageContent<C>, sent_at: Now, now: Now, options: &Options) {
        let Phase::Loading { snapshot, after, asks, .. } = &mut self.phase else {
            if matches!(self.phase, Phase::Live { .. }) {
                return self.on_beside_page(page, sent_at, now, options);
            }
            return self.on_polled_page(page, sent_at, now);
        };
        let PageContent { head, records, next } = page;
        *asks = Asks::Nothing;
        let unreadable = records.iter().filter(|record| record.is_err()).count() as u64;
        let taken = snapshot.take_page(head, records, sent_at);
        let is_stuck = next.is_some() && next == *after;
        after.clone_from(&next);
        self.count_unreadable(unreadable);
        match taken {
            PageTaken::OtherEpoch => return self.mend(now.mono, options),
            // A cursor that does not move never ends, and what it leaves out is not known.
            PageTaken::Fits if is_stuck => return self.mend(now.mono, options),
            PageTaken::TooMany => return self.on_too_many(),
            PageTaken::Fits => self.failed = None,
        }
        if next.is_some() { self.fetch() } else { self.finish_load(now, options) }
    }

    /// More than the machine keeps: showing a part as the whole would be wrong.
    pub(super) fn on_too_many(&mut self) {
        self.on_closed(Fault::new(FaultKind::Client, "the window holds too many bookings"));
    }

    /// A page did not come; the same one is asked for again at `retry_at`, or with the feed's next turn.
    pub(crate) fn on_page_failed(&mut self, fault: Fault, now: Timestamp, retry_at: Timestamp) {
        match &mut self.phase {
            Phase::Loading { asks, retry_at: at, .. } => {
                *asks = Asks::Nothing;
                *at = Some(retry_at);
                self.failed = Some(Failed { fault: fault.clone(), at: now });
            }
            Phase::Away | Phase::Reading { .. } => {}
            Phase::Live { .. } if self.beside.is_some() => self.on_beside_failed(retry_at),
            Phase::Joining { .. } | Phase::Live { .. } | Phase::Refused(_) => return,
        }
        if !fault.is_retryable() && !fault.is_refused_identity() {
            self.on_closed(fault);
        }
    }

    /// Loads once what could not be read as a change, now or when it is allowed again. Should the session end
    /// first, the next one loads.
    pub(super) fn reread(&mut self, now: Timestamp, options: &Options) {
        self.outdated = true;
        if matches!(self.phase, Phase::Live { .. }) && self.reread_from <= now {
            self.reread_from = now + options.reread_ms;
            self.load(options);
        }
    }

    /// The whole replaces the board; when its first page was asked for. `None` without a page.
    pub(super) fn replace_board(&mut self, snapshot: Snapshot<C>, now: Timestamp) -> Option<Now> {
        let (head, based_at) = snapshot.position()?;
        let (entries, set_aside) = snapshot.finish();
        self.outdated = false;
        self.head = Some(head.clone());
        self.head_at = now;
        self.steps.push(Step::Count(SyncCount::Snapshot));
        let feed = self.name.clone();
        self.steps.push(Step::Deliver(Delivery::Snapshot { feed, head, entries, set_aside }));
        Some(based_at)
    }

    /// Asks for the snapshot from its first page.
    pub(super) fn load(&mut self, options: &Options) {
        self.abandon_load();
        self.drop_beside();
        let snapshot = Snapshot::new(options.snapshot_max);
        self.phase = Phase::Loading { snapshot, after: None, asks: Asks::Nothing, retry_at: None };
        self.fetch();
    }

    pub(super) fn fetch(&mut self) {
        if let Phase::Loading { after, asks, .. } = &mut self.phase
            && *asks == Asks::Nothing
        {
            *asks = Asks::Page;
            self.steps.push(Step::Fetch { after: after.clone() });
        }
    }

    pub(super) fn abandon_load(&mut self) {
        if matches!(self.phase, Phase::Loading { asks: Asks::Page, .. } | Phase::Reading { .. }) {
            self.steps.push(Step::CancelFetch);
        }
    }

    /// Every page is here: what was held back goes over them, and the whole replaces the board, once it holds
    /// every change that a page may have seen. A record that such a change moved may be on no page at all.
    pub(super) fn finish_load(&mut self, now: Now, options: &Options) {
        let Phase::Loading { snapshot, asks, retry_at, .. } = &mut self.phase else { return };
        let (rest, unreadable) = snapshot.catch_up(self.buffer.take());
        self.buffer.put_back(rest);
        let is_whole = snapshot.is_whole();
        if !is_whole {
            *asks = Asks::Changes;
            retry_at.get_or_insert(now.mono + options.gap_ms);
        }
        self.count_unreadable(unreadable);
        if !is_whole {
            return;
        }
        let phase = std::mem::replace(&mut self.phase, Phase::Live { behind: None });
        let Phase::Loading { snapshot, .. } = phase else { return };
        let is_reread = snapshot.has_unread();
        let Some(based_at) = self.replace_board(snapshot, now.mono) else { return };
        self.go_live(based_at, now, options);
        if is_reread {
            self.reread(now.mono, options);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::super::application::Head;
    use super::super::super::super::time::WallTime;
    use super::*;

    fn at(ms: u64) -> Now {
        Now { mono: Timestamp(ms), wall: WallTime(0) }
    }

    fn head() -> Head {
        Head { epoch: "e1".to_owned(), revision: 7 }
    }

    /// A feed whose first page was asked for.
    fn loading(options: &Options) -> Feed<()> {
        let mut feed = Feed::new("v1".to_owned(), options);
        feed.join();
        feed.on_joined(head(), None, at(0), at(0), options);
        feed
    }

    fn next_try(feed: &Feed<()>) -> Option<u64> {
        feed.poll_timeout().map(|(at, _)| at.0)
    }

    #[test]
    fn a_load_that_failed_is_known_until_the_board_is_live_or_the_session_over() {
        let options = Options::default();
        let fault = Fault::from_code("internal", None);
        let mut feed = loading(&options);
        assert_eq!(feed.status().fault, None);
        feed.on_page_failed(fault.clone(), Timestamp(100), Timestamp(3_000));
        feed.on_timer(at(3_000), &options);
        assert_eq!(feed.status().fault, Some(fault.clone()), "asked for again, not answered yet");
        let page = PageContent { head: head(), records: Vec::new(), next: None };
        feed.on_page(page, at(3_000), at(3_100), &options);
        assert!(feed.is_settled() && feed.status().fault.is_none());

        let mut feed = loading(&options);
        feed.on_page_failed(fault.clone(), Timestamp(100), Timestamp(3_000));
        feed.on_timer(at(3_000), &options);
        let page = PageContent { head: head(), records: Vec::new(), next: Some("more".to_owned()) };
        feed.on_page(page, at(3_000), at(3_100), &options);
        assert_eq!((feed.is_settled(), feed.status().fault), (false, None), "a page that came is no failure");

        let mut feed = loading(&options);
        feed.on_page_failed(fault, Timestamp(100), Timestamp(3_000));
        feed.on_session_lost();
        assert_eq!(feed.status().fault, None);
    }

    #[test]
    fn a_person_asks_at_once_unless_the_server_asked_to_wait() {
        let options = Options::default();
        for (hint_ms, expected) in [(None, 500), (Some(1_000), 1_100), (Some(9_000), 3_000)] {
            let mut feed = loading(&options);
            let fault = Fault::from_code("internal", hint_ms);
            feed.on_page_failed(fault, Timestamp(100), Timestamp(3_000));
            feed.retry(Timestamp(500), &options);
            assert_eq!(next_try(&feed), Some(expected), "{hint_ms:?}");
        }
        let mut feed = loading(&options);
        feed.retry(Timestamp(500), &options);
        assert_eq!(next_try(&feed), None, "it is under way");
    }
}
