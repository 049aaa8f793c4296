//! The rules that a client must keep, whatever happens around it.

use deskbell::realtime::{FeedPhase, FeedStatus};

use super::world::World;

impl World {
    /// A token that has expired is never presented.
    pub(super) fn check_token(&mut self, host: usize, token: &str) {
        match self.server.tokens.get(token) {
            Some(info) if info.host != host || self.hosts[host].person.as_ref() != Some(&info.person) => {
                self.fail(format!("h{host}: someone else's {token}"));
            }
            Some(info) if info.expires_at <= self.now => {
                let late = self.now - info.expires_at;
                self.tally.expired_connects += 1;
                self.fail(format!("h{host}: {token} is sent {late} ms after its expiry"));
            }
            Some(_) => {}
            None => self.fail(format!("h{host}: a token that nobody issued")),
        }
    }

    /// Two sessions of one device exist during a hand-over only, and that ends: opening (10 s), growing (5 s),
    /// a probe (2.5 s) and catching up (10 s), each a minute late at worst.
    pub(super) fn check_beside(&mut self) {
        for host in self.living().collect::<Vec<_>>() {
            let own = &self.hosts[host];
            if own.beside.is_some() && !own.clock.is_asleep() && own.beside_since + 270_000 < self.now {
                self.fail(format!("h{host}: two sessions for too long"));
            }
        }
    }

    /// The client called its line dead. Where the line passes, the weather was fair for a while and the server
    /// still holds the session, that is a false close.
    pub(super) fn check_verdict(&mut self, host: usize) {
        let Some(conn) = self.hosts[host].closed else { return };
        let line = self.net.lines[host];
        let disturbed_until = line.disturbed_until().max(self.server.withheld_at);
        let is_fair = disturbed_until.saturating_add(15_000) < self.now;
        if is_fair && self.net.is_passing(conn) && self.server.sessions.contains_key(&conn) {
            self.tally.false_closes += 1;
            self.fail(format!("h{host}: a line that lives is called dead"));
        }
    }

    /// What people see of a feed changed. A new proof must be true.
    pub(super) fn on_feed_status(&mut self, host: usize, status: FeedStatus) {
        let venue = status.feed.clone();
        let earlier = self.hosts[host].feeds.insert(venue.clone(), status.clone());
        let is_new = earlier.and_then(|earlier| earlier.proved_at) != status.proved_at;
        if is_new && status.proved_at.is_some() {
            self.check_proof(host, &venue, &status);
        }
    }

    /// At the end of a drain the board stands where the machine says.
    pub(super) fn check_feeds(&mut self, host: usize) {
        let own = &self.hosts[host];
        let wrong = own.feeds.values().find(|status| {
            own.boards.get(&status.feed).and_then(|board| board.head.as_ref()) != status.head.as_ref()
        });
        if let Some(status) = wrong {
            let board = own.boards.get(&status.feed).map(|board| &board.head);
            let what = format!("h{host}: the board stands at {board:?}, the feed says {:?}", status.head);
            self.fail(what);
        }
    }

    /// "As of T" means: everything that was committed before T is on the board, and right.
    fn check_proof(&mut self, host: usize, venue: &str, status: &FeedStatus) {
        let (Some(proved_at), Some(ledger)) = (status.proved_at, self.server.ledgers.get(venue)) else {
            return;
        };
        let own = &self.hosts[host];
        let Some(at) = own.true_time(proved_at) else {
            return self.fail(format!("h{host}: proved at {proved_at:?}, a moment that never was"));
        };
        let Some(board) = own.boards.get(venue) else { return };
        let Some(head) = &board.head else {
            return self.fail(format!("h{host}: {venue} is proved without a board"));
        };
        let (epoch, revision) = ledger.head_before(at);
        let is_behind = if head.epoch == epoch {
            head.revision < revision
        } else {
            !ledger.is_at_least(&head.epoch, epoch)
        };
        if is_behind && !own.may_go_back {
            let what =
                format!("h{host}: {venue} claims {at} ms, when {epoch}/{revision} was there, with {head:?}");
            return self.fail(what);
        }
        if let Some(difference) = ledger.difference(board) {
            self.fail(format!("h{host}: {venue} is proved and wrong: {difference}"));
        }
    }

    /// What keeps a device from being live and equal to the server; `None` when it is.
    pub(crate) fn unfinished(&self, host: usize) -> Option<String> {
        let own = &self.hosts[host];
        // A line that is slow, or dropped a moment ago, is live all the same.
        if !own.is_live() {
            return Some(format!("h{host} is {:?}", own.state()));
        }
        own.venues.iter().find_map(|venue| {
            let (ledger, board) = (self.server.ledgers.get(venue)?, own.boards.get(venue));
            let Some(board) = board else { return Some(format!("h{host} has no board of {venue}")) };
            if own.phase(venue) != Some(FeedPhase::Live) {
                return Some(format!("h{host}: {venue} is {:?}", own.phase(venue)));
            }
            let head = board.head.as_ref().map(|head| (head.epoch.as_str(), head.revision));
            if head != Some((ledger.epoch(), ledger.revision())) {
                let right = (ledger.epoch(), ledger.revision());
                return Some(format!("h{host}: {venue} stands at {head:?}, the server at {right:?}"));
            }
            if !board.bookings().eq(ledger.bookings.values()) || !board.set_aside.is_empty() {
                return Some(format!("h{host}: {venue} is not equal: {:?}", ledger.difference(board)));
            }
            None
        })
    }

    /// Whether every tab is live and equal.
    pub(crate) fn is_finished(&self) -> bool {
        self.living().all(|host| self.unfinished(host).is_none())
    }

    /// At the end nothing may be left open.
    pub(crate) fn check_end(&mut self) {
        for host in self.living().collect::<Vec<_>>() {
            if let Some(what) = self.unfinished(host) {
                self.fail(format!("stuck: {what}"));
            }
            let own = &self.hosts[host];
            let stale = own.feeds.values().find(|feed| {
                let at = feed.proved_at.and_then(|at| own.true_time(at));
                at.is_none_or(|at| at + 45_000 < self.now)
            });
            let what = stale.map(|feed| format!("{} was last proved at {:?}", feed.feed, feed.proved_at));
            if let Some(what) = what {
                self.fail(format!("h{host}: {what}"));
            }
        }
    }
}
