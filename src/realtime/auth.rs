//! The access token's life: sent only while it surely lives, refreshed ahead of its end, one refresh at a time.
//!
//! The life counts from *sending* the request for it, on whichever clock saw more time pass: a sleep that
//! the monotonic clock missed makes the token old all the same. A rejection earns one forced refresh; a
//! second one in a row is the server's word.

use std::fmt;

use super::options::Options;
use super::rng::Rng;
use super::time::{Now, Timer, Timestamp, soonest};

/// No refresh follows another sooner, however short the tokens live.
const REFRESH_MS_MIN: u64 = 1_000;

/// An access token.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    /// Whose it is: the server's name for the person.
    pub user: String,
    /// The token itself; never logged.
    pub value: String,
    /// When the request for it was sent.
    pub sent_at: Now,
    /// How long it lives from then, in milliseconds.
    pub life_ms: u64,
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token").field("life_ms", &self.life_ms).finish_non_exhaustive()
    }
}

impl Token {
    fn left_ms(&self, now: Now) -> u64 {
        let wall_ms = u64::try_from(now.wall.0.saturating_sub(self.sent_at.wall.0)).unwrap_or(0);
        self.life_ms.saturating_sub(now.mono.since_ms(self.sent_at.mono).max(wall_ms))
    }
}

/// A refresh under way.
#[derive(Debug, Clone, Copy)]
struct Pending {
    request: u64,
    deadline: Timestamp,
}

/// The token and its refresh.
#[derive(Debug, Default)]
pub(crate) struct Auth {
    token: Option<Token>,
    pending: Option<Pending>,
    refresh_at: Option<Timestamp>,
    requests: u64,
    forced: bool,
    /// The server has been shown this very token in the present session.
    presented: bool,
}

impl Auth {
    /// The token, when it has enough life left to be sent.
    pub(crate) fn usable(&self, now: Now, options: &Options) -> Option<&str> {
        let token = self.token.as_ref()?;
        // A token that never lived long enough is sent while it lives at all: half of it at most is margin.
        let margin_ms = options.token_margin_ms.min(token.life_ms / 2);
        (token.left_ms(now) >= margin_ms.max(1)).then_some(token.value.as_str())
    }

    /// Takes a token and plans its refresh.
    pub(crate) fn set(&mut self, token: Token, rng: &mut Rng) {
        let ahead_ms = (token.life_ms / 5).max(60_000).min(token.life_ms / 2);
        let jitter_ms = rng.uniform_ms(0, ahead_ms / 10);
        let wait_ms = (token.life_ms - ahead_ms).saturating_sub(jitter_ms).max(REFRESH_MS_MIN);
        self.refresh_at = Some(token.sent_at.mono + wait_ms);
        self.token = Some(token);
        self.presented = false;
        self.pending = None;
    }

    /// The number of a new refresh request, or `None` while one is under way.
    pub(crate) fn begin(&mut self, now: Now, options: &Options) -> Option<u64> {
        if self.pending.is_some() {
            return None;
        }
        self.requests += 1;
        self.refresh_at = None;
        let deadline = now.mono + options.fetch_timeout_ms;
        self.pending = Some(Pending { request: self.requests, deadline });
        Some(self.requests)
    }

    /// Whether `request` is the one awaited; it no longer is afterwards.
    pub(crate) fn settle(&mut self, request: u64) -> bool {
        let awaited = self.pending.is_some_and(|pending| pending.request == request);
        if awaited {
            self.pending = None;
        }
        awaited
    }

    /// The refresh failed for now: try again at `at`.
    pub(crate) fn retry_at(&mut self, at: Timestamp) {
        self.refresh_at = Some(at);
    }

    /// The token was sent with CONNECT or as a renewal.
    pub(crate) fn on_presented(&mut self) {
        self.presented = true;
    }

    /// Whether a newer token came after the one that the server was shown.
    pub(crate) fn is_unseen(&self) -> bool {
        self.token.is_some() && !self.presented
    }

    /// The server rejected the token. Whether a forced refresh may still mend it.
    pub(crate) fn on_rejected(&mut self) -> bool {
        self.token = None;
        !std::mem::replace(&mut self.forced, true)
    }

    /// The server accepted the token: the next rejection earns a refresh again.
    pub(crate) fn on_accepted(&mut self) {
        self.forced = false;
    }

    /// Forgets everything of the person. Gives the request that was under way; its answer is dropped on arrival.
    pub(crate) fn clear(&mut self) -> Option<u64> {
        let pending = self.pending.take();
        *self = Auth { requests: self.requests, ..Auth::default() };
        pending.map(|pending| pending.request)
    }

    /// Gives the request that was under way and is no longer wanted; the next session asks again.
    pub(crate) fn abandon(&mut self) -> Option<u64> {
        let pending = self.pending.take()?;
        self.refresh_at = Some(Timestamp::default());
        Some(pending.request)
    }

    /// After a late timer: an overdue answer may be on its way.
    pub(crate) fn postpone(&mut self, until: Timestamp) {
        if let Some(pending) = &mut self.pending {
            pending.deadline = pending.deadline.max(until);
        }
    }

    /// The request under way if it is overdue. It is then given up.
    pub(crate) fn take_overdue(&mut self, now: Timestamp) -> Option<u64> {
        self.pending.take_if(|pending| pending.deadline <= now).map(|pending| pending.request)
    }

    /// Whether the token should be refreshed now.
    pub(crate) fn is_refresh_due(&self, now: Timestamp) -> bool {
        self.pending.is_none() && self.refresh_at.is_some_and(|at| at <= now)
    }

    /// The next deadline. Refreshing ahead is only of use while `connected`.
    pub(crate) fn poll_timeout(&self, connected: bool) -> Option<(Timestamp, Timer)> {
        let pending = self.pending.map(|pending| (pending.deadline, Timer::TokenTimeout));
        let refresh = self.refresh_at.filter(|_| connected && self.pending.is_none());
        soonest(pending, refresh.map(|at| (at, Timer::TokenRefresh)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::time::WallTime;
    use super::*;

    fn at(mono: u64, wall: i64) -> Now {
        Now { mono: Timestamp(mono), wall: WallTime(wall) }
    }

    fn auth(life_ms: u64) -> Auth {
        let mut auth = Auth::default();
        let (user, value) = ("ana".to_owned(), "t".to_owned());
        auth.set(Token { user, value, sent_at: at(0, 0), life_ms }, &mut Rng::new(1));
        auth
    }

    #[test]
    fn a_token_is_sent_with_ten_seconds_left_and_not_with_less() {
        let (auth, options) = (auth(600_000), Options::default());
        assert_eq!(auth.usable(at(590_000, 590_000), &options), Some("t"));
        assert_eq!(auth.usable(at(590_001, 590_001), &options), None);
    }

    #[test]
    fn a_sleep_that_only_the_wall_clock_saw_ages_the_token() {
        let (auth, options) = (auth(600_000), Options::default());
        assert_eq!(auth.usable(at(1_000, 700_000), &options), None);
        assert_eq!(auth.usable(at(1_000, -700_000), &options), Some("t"), "a clock set back ages nothing");
    }

    #[test]
    fn it_is_refreshed_ahead_by_the_rule_and_never_in_a_hot_loop() {
        // (life, earliest, latest) of the refresh, all in milliseconds.
        for (life_ms, low, high) in
            [(600_000, 468_000, 480_000), (60_000, 27_000, 30_000), (4_000, 1_800, 2_000)]
        {
            let auth = auth(life_ms);
            let (refresh_at, timer) = auth.poll_timeout(true).unwrap();
            assert_eq!(timer, Timer::TokenRefresh);
            assert!((low..=high).contains(&refresh_at.0), "{life_ms}: {}", refresh_at.0);
            assert_eq!(auth.poll_timeout(false), None);
        }
    }

    #[test]
    fn a_late_token_of_an_older_request_is_not_awaited() {
        let (mut auth, options) = (auth(600_000), Options::default());
        let first = auth.begin(at(0, 0), &options).unwrap();
        assert_eq!(auth.begin(at(0, 0), &options), None, "single flight");
        auth.clear();
        let second = auth.begin(at(0, 0), &options).unwrap();
        assert!(!auth.settle(first));
        assert!(auth.settle(second));
        assert!(!auth.settle(second));
    }

    #[test]
    fn one_rejection_is_mended_a_second_is_the_servers_word() {
        let mut auth = auth(600_000);
        assert!(auth.on_rejected());
        assert!(!auth.on_rejected());
        auth.on_accepted();
        assert!(auth.on_rejected());
    }
}
