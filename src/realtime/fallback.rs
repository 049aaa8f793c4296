//! `FallbackPolling`: when the feeds are asked for by REST because nothing is pushed, how often, and when to stop.
//!
//! It begins when push was out for some seconds, or as soon as both transports failed, and it is over once push has
//! proved useful. The first poll of a crowd is spread as its retries are, and the later ones keep that distance. A
//! REST side that does not answer either is an outage: polls then follow the schedule of retries. While it polls,
//! push goes on being tried; that is not its concern.

use std::collections::VecDeque;

use super::backoff::{BackoffOptions, ExponentialBackoff, RetryCause};
use super::rng::Rng;
use super::time::{Timer, Timestamp};
use super::transport::Transport;

/// Who decides whether there is polling. Whoever says one of these by hand means the outage that there is: once push
/// proved useful again, what the options say holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FallbackMode {
    /// The machine does, by itself. By hand: what was said by hand holds no longer.
    #[default]
    Auto,
    /// It begins with the loss of push, without a wait. By hand: poll now, and go on while push is out.
    AtOnce,
    /// There is none. By hand: do not poll until push is back, or until told otherwise; a request under way is
    /// answered all the same.
    Never,
}

/// The bounds of polling, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FallbackOptions {
    /// Who decides.
    pub mode: FallbackMode,
    /// Push is out for this long before it begins: most losses heal sooner.
    pub enter_after_ms: u64,
    /// A visible page polls this often, or as often as the crowd's spread where that is longer.
    pub visible_ms: u64,
    /// A hidden page polls this often: nobody looks.
    pub hidden_ms: u64,
}

impl Default for FallbackOptions {
    fn default() -> Self {
        FallbackOptions {
            mode: FallbackMode::Auto,
            enter_after_ms: 5_000,
            visible_ms: 5_000,
            hidden_ms: 60_000,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Push is there, or nobody is to be connected.
    Off,
    /// Push is out; polling begins at this time.
    Entering(Timestamp),
    /// The next round begins at this time.
    On { next_at: Timestamp },
}

/// When to poll.
#[derive(Debug)]
pub struct FallbackPolling {
    options: FallbackOptions,
    mode: FallbackMode,
    phase: Phase,
    /// The last round was answered.
    is_answered: bool,
    failed: [bool; 2],
    outage: ExponentialBackoff,
    /// The feeds whose turn is still to come in the round under way.
    round: Option<VecDeque<String>>,
    /// A request was made in this round.
    has_asked: bool,
}

impl FallbackPolling {
    /// A machine at rest.
    pub fn new(options: FallbackOptions, backoff: BackoffOptions) -> Self {
        FallbackPolling {
            options,
            mode: options.mode,
            phase: Phase::Off,
            is_answered: false,
            failed: [false; 2],
            outage: ExponentialBackoff::new(backoff),
            round: None,
            has_asked: false,
        }
    }

    /// A person or the program decides, for as long as push is out. While push is there a wish to poll at once waits
    /// for its loss.
    pub fn set_mode(&mut self, mode: FallbackMode, now: Timestamp) {
        self.mode = mode;
        match (mode, self.phase) {
            (FallbackMode::Never, _) => (self.is_answered, self.round) = (false, None),
            (FallbackMode::AtOnce, Phase::Entering(_)) => self.phase = Phase::On { next_at: now },
            (FallbackMode::Auto | FallbackMode::AtOnce, _) => {}
        }
    }

    /// Push proved useful: there is no polling, and what was said by hand for this outage is over.
    pub fn on_push_useful(&mut self) {
        let was_out = self.phase != Phase::Off;
        self.stop();
        if was_out {
            self.mode = self.options.mode;
        }
    }

    /// Push is wanted and not there.
    pub fn on_push_lost(&mut self, now: Timestamp) {
        if self.phase == Phase::Off {
            let wait_ms = if self.mode == FallbackMode::AtOnce { 0 } else { self.options.enter_after_ms };
            self.phase = Phase::Entering(now + wait_ms);
        }
    }

    /// An attempt over `transport` did not get through. After both, waiting longer is of no use.
    pub fn on_push_failed(&mut self, transport: Transport, now: Timestamp) {
        self.failed[usize::from(transport == Transport::Polling)] = true;
        if let Phase::Entering(at) = self.phase
            && self.failed == [true; 2]
        {
            self.phase = Phase::Entering(at.min(now));
        }
    }

    /// Nobody is to be connected any more, or push does it.
    pub fn stop(&mut self) {
        (self.phase, self.is_answered, self.failed) = (Phase::Off, false, [false; 2]);
        self.round = None;
        self.outage.reset();
    }

    /// Another person: what the server asked for stays, all else goes.
    pub fn clear(&mut self) {
        self.stop();
        self.mode = self.options.mode;
    }

    /// Whether a round is to begin now. The first one of a crowd is spread.
    pub fn is_due(&mut self, now: Timestamp, spread_ms: u64, rng: &mut Rng) -> bool {
        if let Phase::Entering(at) = self.phase
            && at <= now
            && self.mode != FallbackMode::Never
        {
            let spread_ms = if self.mode == FallbackMode::AtOnce { 0 } else { spread_ms };
            self.phase = Phase::On { next_at: now + rng.uniform_ms(0, spread_ms) };
        }
        matches!(self.phase, Phase::On { next_at } if next_at <= now) && self.mode != FallbackMode::Never
    }

    /// These feeds have their turns now.
    pub fn begin_round(&mut self, feeds: VecDeque<String>) {
        (self.round, self.has_asked) = (Some(feeds), false);
    }

    /// A request of the round is on its way.
    pub fn on_asked(&mut self) {
        self.has_asked = true;
    }

    /// Whether a round is under way.
    pub fn is_in_round(&self) -> bool {
        self.round.is_some()
    }

    /// The feed whose turn it is.
    pub fn next_feed(&mut self) -> Option<String> {
        self.round.as_mut()?.pop_front()
    }

    /// The round is given up: push is there.
    pub fn end_round(&mut self) {
        self.round = None;
    }

    /// A round came to its end. One in which nothing was asked, as before anybody is signed in, tells nothing of the
    /// server: nobody may read there that the list is refreshed.
    pub fn on_answered(&mut self, now: Timestamp, spread_ms: u64, is_visible: bool) {
        self.round = None;
        if let Phase::On { next_at } = &mut self.phase {
            *next_at = now + interval_ms(&self.options, spread_ms, is_visible);
            self.is_answered = self.has_asked;
            if self.has_asked {
                self.outage.reset();
            }
        }
    }

    /// A round was not answered; the server may have asked for a wait.
    pub fn on_failed(&mut self, now: Timestamp, hint_ms: Option<u64>, spread_ms: u64, rng: &mut Rng) {
        (self.is_answered, self.round) = (false, None);
        self.outage.set_spread(spread_ms);
        if let Some(hint_ms) = hint_ms {
            self.outage.on_hint(now, hint_ms, rng);
        }
        if let Phase::On { next_at } = &mut self.phase {
            *next_at = self.outage.next(now, RetryCause::Remote, rng);
        }
    }

    /// The network or the page came back, or there is a fresh token: the next round need not wait, unless the server
    /// asked for it.
    pub fn bring_forward(&mut self, now: Timestamp, rng: &mut Rng) {
        if let Phase::On { next_at } = &mut self.phase {
            *next_at = (*next_at).min(self.outage.next(now, RetryCause::Local, rng));
        }
    }

    /// Whether the feeds are being brought forward by polls.
    pub fn is_answered(&self) -> bool {
        self.is_answered
    }

    /// How often it polls, while the feeds are being brought forward by it, in milliseconds.
    pub fn every_ms(&self, spread_ms: u64, is_visible: bool) -> Option<u64> {
        self.is_answered.then(|| interval_ms(&self.options, spread_ms, is_visible))
    }

    /// The next deadline, unless a request is under way.
    pub fn poll_timeout(&self) -> Option<(Timestamp, Timer)> {
        match self.phase {
            Phase::Off => None,
            _ if self.mode == FallbackMode::Never => None,
            Phase::Entering(at) | Phase::On { next_at: at } => Some((at, Timer::Poll)),
        }
    }
}

fn interval_ms(options: &FallbackOptions, spread_ms: u64, is_visible: bool) -> u64 {
    if is_visible { options.visible_ms.max(spread_ms) } else { options.hidden_ms.max(spread_ms) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fallback(mode: FallbackMode) -> (FallbackPolling, Rng) {
        let options = FallbackOptions { mode, ..FallbackOptions::default() };
        (FallbackPolling::new(options, BackoffOptions::default()), Rng::new(5))
    }

    fn at(fallback: &FallbackPolling) -> Option<u64> {
        fallback.poll_timeout().map(|(at, _)| at.0)
    }

    #[test]
    fn it_begins_after_five_seconds_or_once_both_transports_failed() {
        let (mut by_time, _) = fallback(FallbackMode::Auto);
        by_time.on_push_lost(Timestamp(1_000));
        by_time.on_push_lost(Timestamp(3_000));
        by_time.on_push_failed(Transport::WebSocket, Timestamp(3_000));
        by_time.on_push_failed(Transport::WebSocket, Timestamp(4_000));
        assert_eq!(at(&by_time), Some(6_000));
        by_time.on_push_failed(Transport::Polling, Timestamp(4_500));
        assert_eq!(at(&by_time), Some(4_500));
        by_time.stop();
        assert_eq!(at(&by_time), None);
        let (mut never, mut rng) = fallback(FallbackMode::Never);
        never.on_push_lost(Timestamp(0));
        assert!(!never.is_due(Timestamp(60_000), 1_000, &mut rng));
        assert_eq!(at(&never), None);
        never.set_mode(FallbackMode::Auto, Timestamp(60_000));
        assert_eq!(at(&never), Some(5_000), "allowed again");
        never.set_mode(FallbackMode::AtOnce, Timestamp(60_000));
        assert!(never.is_due(Timestamp(60_000), 1_000, &mut rng));
    }

    #[test]
    fn the_first_poll_is_spread_and_the_later_ones_keep_their_distance() {
        let mut firsts = Vec::new();
        for seed in 0..200 {
            let (mut fallback, _) = fallback(FallbackMode::Auto);
            let mut rng = Rng::new(seed);
            fallback.on_push_lost(Timestamp(0));
            assert!(!fallback.is_due(Timestamp(4_999), 10_000, &mut rng));
            fallback.is_due(Timestamp(5_000), 10_000, &mut rng);
            let first = at(&fallback).expect("a first poll");
            firsts.push(first);
            assert!(fallback.is_due(Timestamp(first), 10_000, &mut rng));
            fallback.on_asked();
            fallback.on_answered(Timestamp(first + 30), 10_000, true);
            assert_eq!(at(&fallback), Some(first + 30 + 10_000), "not more often than the spread");
            fallback.on_answered(Timestamp(first + 30), 1_000, true);
            assert_eq!(at(&fallback), Some(first + 30 + 5_000));
            fallback.on_answered(Timestamp(first + 30), 1_000, false);
            assert_eq!(at(&fallback), Some(first + 30 + 60_000));
            assert_eq!(fallback.every_ms(1_000, true), Some(5_000));
        }
        let (least, most) = (firsts.iter().min().copied(), firsts.iter().max().copied());
        assert!(least < Some(5_300) && most > Some(14_700), "{least:?} to {most:?}");
    }

    #[test]
    fn a_round_in_which_nothing_was_asked_claims_nothing() {
        let (mut fallback, mut rng) = fallback(FallbackMode::AtOnce);
        fallback.on_push_lost(Timestamp(0));
        assert!(fallback.is_due(Timestamp(0), 1_000, &mut rng));
        fallback.begin_round(VecDeque::new());
        fallback.on_answered(Timestamp(0), 1_000, true);
        assert_eq!((fallback.every_ms(1_000, true), at(&fallback)), (None, Some(5_000)));
        fallback.begin_round(VecDeque::from(["venue".to_owned()]));
        fallback.on_asked();
        fallback.on_answered(Timestamp(5_000), 1_000, true);
        assert_eq!(fallback.every_ms(1_000, true), Some(5_000));
    }

    #[test]
    fn a_rest_side_that_fails_too_is_tried_as_push_is_and_its_wait_is_kept() {
        let (mut fallback, mut rng) = fallback(FallbackMode::AtOnce);
        fallback.on_push_lost(Timestamp(0));
        assert!(fallback.is_due(Timestamp(0), 3_000, &mut rng));
        for _ in 0..20 {
            fallback.on_failed(Timestamp(1_000), None, 3_000, &mut rng);
            let next_at = at(&fallback).expect("a next poll");
            assert!((1_200..=7_000).contains(&next_at), "{next_at}");
        }
        assert!(!fallback.is_answered());
        fallback.on_failed(Timestamp(1_000), Some(30_000), 3_000, &mut rng);
        let kept = at(&fallback).expect("a next poll");
        assert!((31_000..=34_000).contains(&kept), "{kept}");
        fallback.bring_forward(Timestamp(2_000), &mut rng);
        assert_eq!(at(&fallback), Some(kept), "nobody jumps a wait that the server asked for");
        fallback.on_asked();
        fallback.on_answered(Timestamp(40_000), 3_000, true);
        fallback.bring_forward(Timestamp(41_000), &mut rng);
        assert_eq!(at(&fallback), Some(41_000));
    }
}
