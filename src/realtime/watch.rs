//! Derives what people see of the connection from what the machine knows and from how long it lasted.
//!
//! A loss shorter than a second is invisible; the words and times are those of the connection's story:
//! live, reconnecting, not live, and the ends that only a person can mend.

use super::error::{Fault, Remedy};
use super::status::{ConnectionState, ConnectionStatus};
use super::time::{Now, Timestamp};

/// A loss is shown after this long.
const VISIBLE_AFTER_MS: u64 = 1_000;
/// A first connection that fails is no longer "connecting" after this long.
const FIRST_CONNECT_MS: u64 = 5_000;
/// That the list is fetched at intervals is said after this long.
const POLLED_AFTER_MS: u64 = 5_000;
/// A loss is called "not live" after this long.
const NOT_LIVE_AFTER_MS: u64 = 30_000;
/// Since when it is lost is said after this long.
const LOST_LONG_AFTER_MS: u64 = 120_000;
/// After the page, the network or the session came back, nothing is called lost for this long …
const RETURN_GRACE_MS: u64 = 4_000;
/// … for the page and the network not again within this time, or a flapping line would never be called by its name.
const RETURN_AGAIN_MS: u64 = 30_000;
/// The browser's word that there is no network counts once it has stood for this long.
const OFFLINE_AFTER_MS: u64 = 1_000;
/// A loss this long after the server said that it restarts is that restart; later it is something else.
const RESTART_WITHIN_MS: u64 = 30_000;

/// What the machine knows about itself, as far as people care.
pub(crate) enum Situation<'a> {
    /// Not asked to be connected.
    Idle,
    /// Refused for good.
    Ended(&'a Fault),
    /// Getting there.
    Away {
        /// When the next attempt is due.
        next_try_at: Option<Timestamp>,
        /// How often the feeds are brought forward by REST, if they are.
        polled_every_ms: Option<u64>,
    },
    /// Connected; `settled` when every feed is live.
    Up {
        /// Whether every feed is live.
        settled: bool,
        /// Why one could not be loaded so far.
        failed: Option<&'a Fault>,
    },
}

/// How good the line is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Quality {
    /// Round trips are long enough to be felt.
    pub(crate) is_slow: bool,
    /// How long ago it dropped last, while it keeps dropping.
    pub(crate) dropped_ms: Option<u64>,
    /// When it no longer counts as dropping.
    pub(crate) steady_at: Option<Timestamp>,
}

impl Quality {
    /// What a live board is called.
    fn good(self) -> ConnectionState {
        match self {
            Quality { dropped_ms: Some(_), .. } => ConnectionState::Unstable,
            Quality { is_slow: true, .. } => ConnectionState::Slow,
            Quality { .. } => ConnectionState::Live,
        }
    }
}

/// The browser's word that there is no network, and whether something failed since, which proves it.
#[derive(Debug, Clone, Copy)]
struct Offline {
    said_at: Timestamp,
    is_proved: bool,
}

/// Remembers since when what people see is not well.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    offline: Option<Offline>,
    returned_at: Option<Timestamp>,
    wanted_at: Option<Timestamp>,
    lost_at: Option<Now>,
    /// Since when there is a session, and a feed that is not live.
    unsettled_at: Option<Timestamp>,
    was_live: bool,
    /// When the server said that it restarts; outlives being live, since it says so while everything still is.
    restart_told_at: Option<Timestamp>,
    restarting: bool,
    fault: Option<Fault>,
}

impl Watch {
    /// The person wants to be connected from now on.
    pub(crate) fn on_wanted(&mut self, now: Now) {
        self.wanted_at.get_or_insert(now.mono);
    }

    /// An attempt or a session failed.
    pub(crate) fn on_loss(&mut self, now: Now, fault: &Fault) {
        self.lost_at.get_or_insert(now);
        self.restarting |= self.restart_told_at.is_some_and(|at| now.mono.since_ms(at) <= RESTART_WITHIN_MS);
        self.fault = Some(fault.clone());
    }

    /// The session is there, but a feed is no longer proved complete.
    pub(crate) fn on_unsettled(&mut self, now: Now) {
        self.lost_at.get_or_insert(now);
        self.unsettled_at.get_or_insert(now.mono);
    }

    /// There is no session.
    pub(crate) fn on_away(&mut self) {
        self.unsettled_at = None;
    }

    /// The server said that it restarts.
    pub(crate) fn on_restart_notice(&mut self, now: Now) {
        self.restart_told_at = Some(now.mono);
    }

    /// The browser says that the network is gone.
    pub(crate) fn on_offline(&mut self, now: Now) {
        self.offline.get_or_insert(Offline { said_at: now.mono, is_proved: false });
    }

    /// The browser says that the network is there.
    pub(crate) fn on_online(&mut self) {
        self.offline = None;
    }

    /// Whether the browser says that there is no network.
    pub(crate) fn is_offline_said(&self) -> bool {
        self.offline.is_some()
    }

    /// A request or an attempt found nobody.
    pub(crate) fn on_unreachable(&mut self) {
        if let Some(offline) = &mut self.offline {
            offline.is_proved = true;
        }
    }

    /// The page or the network came back: what follows is first given a moment.
    pub(crate) fn on_return(&mut self, now: Now) {
        if self.returned_at.is_none_or(|at| now.mono.since_ms(at) >= RETURN_AGAIN_MS) {
            self.returned_at = Some(now.mono);
        }
    }

    /// Whether the server said a moment ago that it restarts.
    pub(crate) fn is_restart_told(&self, now: Now) -> bool {
        self.restart_told_at.is_some_and(|at| now.mono.since_ms(at) <= RESTART_WITHIN_MS)
    }

    /// Everything is live.
    pub(crate) fn on_live(&mut self) {
        *self = Watch {
            wanted_at: self.wanted_at,
            restart_told_at: self.restart_told_at,
            offline: self.offline.map(|offline| Offline { is_proved: false, ..offline }),
            returned_at: self.returned_at,
            was_live: true,
            ..Watch::default()
        };
    }

    /// Nobody is signed in any more. What the browser said is about the device.
    pub(crate) fn clear(&mut self) {
        *self = Watch { offline: self.offline, returned_at: self.returned_at, ..Watch::default() };
    }

    /// What people see at `now`.
    pub(crate) fn status(
        &self,
        now: Timestamp,
        situation: &Situation<'_>,
        attempt: u32,
        quality: Quality,
    ) -> ConnectionStatus {
        let (state, fault, next_try_at) = match situation {
            Situation::Idle if self.was_live => (ConnectionState::NotLive, None, None),
            Situation::Idle => (ConnectionState::SignedOut, None, None),
            Situation::Ended(fault) if fault.remedy() == Remedy::SignIn => {
                (ConnectionState::SignedOut, Some((*fault).clone()), None)
            }
            Situation::Ended(fault) => (ConnectionState::Stopped, Some((*fault).clone()), None),
            Situation::Up { settled: true, .. } => (quality.good(), None, None),
            Situation::Up { settled: false, failed } => {
                let (state, fault) = self.unsettled(now, quality, *failed);
                (state, fault.cloned(), None)
            }
            Situation::Away { next_try_at, polled_every_ms } => {
                (self.away(now, quality, polled_every_ms.is_some()), self.fault.clone(), *next_try_at)
            }
        };
        let lost_long = self.lost_at.is_some_and(|at| now.since_ms(at.mono) >= LOST_LONG_AFTER_MS);
        let has_session = matches!(situation, Situation::Up { .. });
        let live = matches!(situation, Situation::Up { settled: true, .. });
        let lost_at = self.lost_at.map(|lost_at| lost_at.wall);
        let polled_every_ms = match situation {
            Situation::Away { polled_every_ms, .. } => *polled_every_ms,
            Situation::Idle | Situation::Ended(_) | Situation::Up { .. } => None,
        };
        ConnectionStatus {
            state,
            live,
            has_session,
            fault,
            attempt,
            next_try_at,
            lost_at,
            lost_long,
            polled_every_ms,
        }
    }

    /// When time alone changes what people see.
    pub(crate) fn poll_timeout(&self, now: Timestamp, quality: Quality) -> Option<Timestamp> {
        let lost_at = self.lost_at.map(|lost_at| lost_at.mono);
        let after_loss = |ms: u64| lost_at.map(|at| at + ms);
        let while_lost = |at: Option<Timestamp>| at.filter(|_| lost_at.is_some());
        let last_drop = quality.dropped_ms.map(|ms| Timestamp(now.0.saturating_sub(ms)));
        [
            after_loss(VISIBLE_AFTER_MS),
            after_loss(POLLED_AFTER_MS),
            after_loss(NOT_LIVE_AFTER_MS),
            after_loss(LOST_LONG_AFTER_MS),
            while_lost(self.wanted_at.or(lost_at).map(|at| at + FIRST_CONNECT_MS)),
            while_lost(self.returned_at.map(|at| at + RETURN_GRACE_MS)),
            while_lost(self.unsettled_at.map(|at| at + RETURN_GRACE_MS)),
            while_lost(self.offline.map(|offline| offline.said_at + OFFLINE_AFTER_MS)),
            while_lost(last_drop.map(|at| at + NOT_LIVE_AFTER_MS)),
            quality.steady_at,
        ]
        .into_iter()
        .flatten()
        .filter(|at| *at > now)
        .min()
    }

    fn is_blip(&self, now: Timestamp) -> bool {
        self.lost_at.is_none_or(|lost_at| now.since_ms(lost_at.mono) < VISIBLE_AFTER_MS)
    }

    fn is_offline(&self, now: Timestamp) -> bool {
        self.offline
            .is_some_and(|offline| offline.is_proved && now.since_ms(offline.said_at) >= OFFLINE_AFTER_MS)
    }

    fn is_returning(&self, now: Timestamp) -> bool {
        self.returned_at.is_some_and(|at| now.since_ms(at) < RETURN_GRACE_MS)
    }

    /// Connected, and a feed is not live. What is on its way is given its time; what failed, and did not go on for some seconds, is not live.
    fn unsettled<'a>(
        &'a self,
        now: Timestamp,
        quality: Quality,
        failed: Option<&'a Fault>,
    ) -> (ConnectionState, Option<&'a Fault>) {
        if self.was_live && (self.is_blip(now) || quality.dropped_ms.is_some()) {
            return (quality.good(), None);
        }
        let is_overdue = self.unsettled_at.is_some_and(|at| now.since_ms(at) >= RETURN_GRACE_MS);
        match failed.filter(|_| is_overdue) {
            Some(fault) => (ConnectionState::NotLive, Some(fault)),
            None if !self.was_live => (ConnectionState::Connecting, None),
            // After a loss with its cause, so that it can be told from a board that is only loaded anew.
            None => (ConnectionState::CatchingUp, self.fault.as_ref()),
        }
    }

    fn away(&self, now: Timestamp, quality: Quality, is_polled: bool) -> ConnectionState {
        let Some(lost_at) = self.lost_at else { return ConnectionState::Connecting };
        let lost_ms = now.since_ms(lost_at.mono);
        // A person who opens the page sees the list: that it is connecting is no longer the news.
        if is_polled && !self.was_live {
            return ConnectionState::Polling;
        }
        if self.was_live && self.is_blip(now) {
            return quality.good();
        }
        if !self.was_live && self.wanted_at.is_none_or(|at| now.since_ms(at) < FIRST_CONNECT_MS) {
            return ConnectionState::Connecting;
        }
        if self.is_offline(now) {
            return ConnectionState::Offline;
        }
        // A line that no longer even drops is simply lost.
        if quality.dropped_ms.is_some_and(|ms| ms < NOT_LIVE_AFTER_MS) {
            return ConnectionState::Unstable;
        }
        if is_polled && lost_ms >= POLLED_AFTER_MS {
            return ConnectionState::Polling;
        }
        if self.was_live && self.is_returning(now) {
            return ConnectionState::CatchingUp;
        }
        match lost_ms {
            NOT_LIVE_AFTER_MS.. => ConnectionState::NotLive,
            _ if self.restarting => ConnectionState::Restarting,
            _ => ConnectionState::Reconnecting,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::error::FaultKind;
    use super::super::time::WallTime;
    use super::*;

    fn at(ms: u64) -> Now {
        Now { mono: Timestamp(ms), wall: WallTime(0) }
    }

    #[test]
    fn a_loss_tells_its_story_by_the_clock() {
        let mut watch = Watch::default();
        watch.on_wanted(at(0));
        watch.on_live();
        watch.on_loss(at(10_000), &Fault::new(FaultKind::Network, "closed"));
        let away = Situation::Away { next_try_at: None, polled_every_ms: None };
        let table = [
            (10_000, ConnectionState::Live),
            (10_999, ConnectionState::Live),
            (11_000, ConnectionState::Reconnecting),
            (39_999, ConnectionState::Reconnecting),
            (40_000, ConnectionState::NotLive),
        ];
        for (ms, state) in table {
            let status = watch.status(Timestamp(ms), &away, 1, Quality::default());
            assert_eq!((status.state, status.can_ask()), (state, false), "{ms}");
        }
        assert_eq!(watch.poll_timeout(Timestamp(10_000), Quality::default()), Some(Timestamp(11_000)));
        assert_eq!(watch.poll_timeout(Timestamp(11_000), Quality::default()), Some(Timestamp(15_000)));
        assert_eq!(watch.poll_timeout(Timestamp(15_000), Quality::default()), Some(Timestamp(40_000)));
        let polled = Situation::Away { next_try_at: None, polled_every_ms: Some(5_000) };
        let table = [
            (14_999, ConnectionState::Reconnecting),
            (15_000, ConnectionState::Polling),
            (90_000, ConnectionState::Polling),
        ];
        for (ms, state) in table {
            let status = watch.status(Timestamp(ms), &polled, 1, Quality::default());
            assert_eq!((status.state, status.polled_every_ms), (state, Some(5_000)), "{ms}");
            assert!(status.can_ask(), "polls are answered before they are shown");
        }
        let up = Situation::Up { settled: false, failed: None };
        assert_eq!(watch.status(Timestamp(10_500), &up, 0, Quality::default()).state, ConnectionState::Live);
        assert_eq!(
            watch.status(Timestamp(12_000), &up, 0, Quality::default()).state,
            ConnectionState::CatchingUp
        );
    }

    #[test]
    fn a_load_that_fails_is_catching_up_for_a_moment_and_then_not_live_with_its_cause() {
        let fault = Fault::new(FaultKind::Server, "the server refused").with_code("internal");
        let (on_its_way, failing) = (
            Situation::Up { settled: false, failed: None },
            Situation::Up { settled: false, failed: Some(&fault) },
        );
        for (was_live, first) in [(true, ConnectionState::CatchingUp), (false, ConnectionState::Connecting)] {
            let mut watch = Watch::default();
            watch.on_wanted(at(0));
            if was_live {
                watch.on_live();
            }
            watch.on_unsettled(at(10_000));
            let table = [
                (11_000, &failing, first, None),
                (13_999, &failing, first, None),
                (14_000, &failing, ConnectionState::NotLive, Some(&fault)),
                (60_000, &failing, ConnectionState::NotLive, Some(&fault)),
                (60_000, &on_its_way, first, None),
            ];
            for (ms, situation, state, cause) in table {
                let status = watch.status(Timestamp(ms), situation, 0, Quality::default());
                assert_eq!((status.state, status.fault.as_ref()), (state, cause), "{was_live} {ms}");
                assert!(
                    status.has_session && !status.live && status.can_ask(),
                    "the board is missing, not the server"
                );
            }
            assert_eq!(watch.poll_timeout(Timestamp(11_000), Quality::default()), Some(Timestamp(14_000)));
            // Each session has its own moment.
            watch.on_away();
            watch.on_unsettled(at(70_000));
            let status = watch.status(Timestamp(73_999), &failing, 0, Quality::default());
            assert_eq!(status.state, first, "{was_live}");
        }
    }

    #[test]
    fn a_loss_after_the_servers_word_is_a_restart_and_a_later_one_is_not() {
        let away = Situation::Away { next_try_at: None, polled_every_ms: None };
        for (lost_ms, state) in
            [(1_000, ConnectionState::Restarting), (60_000, ConnectionState::Reconnecting)]
        {
            let mut watch = Watch::default();
            watch.on_live();
            watch.on_restart_notice(at(500));
            watch.on_live();
            watch.on_loss(at(lost_ms), &Fault::new(FaultKind::Network, "closed"));
            assert_eq!(
                watch.status(Timestamp(lost_ms + 1_000), &away, 1, Quality::default()).state,
                state,
                "{lost_ms}"
            );
        }
    }

    #[test]
    fn a_first_connection_is_never_called_lost_before_its_time() {
        let mut watch = Watch::default();
        watch.on_wanted(at(0));
        let away = Situation::Away { next_try_at: None, polled_every_ms: None };
        assert_eq!(
            watch.status(Timestamp(60_000), &away, 0, Quality::default()).state,
            ConnectionState::Connecting
        );
        watch.on_loss(at(100), &Fault::new(FaultKind::Network, "closed"));
        assert_eq!(
            watch.status(Timestamp(4_999), &away, 0, Quality::default()).state,
            ConnectionState::Connecting
        );
        assert_eq!(
            watch.status(Timestamp(5_000), &away, 0, Quality::default()).state,
            ConnectionState::Reconnecting
        );
    }
}
