//! What people see of the connection, derived from what the machine knows and from how long it lasted.
//!
//! A loss shorter than a second is invisible; the words and times are those of the connection's story:
//! live, reconnecting, not live, and the ends that only a person can mend.

use super::application::Head;
use super::error::{Fault, Remedy};
use super::time::{Now, Timestamp, WallTime};

/// A loss is shown after this long.
const VISIBLE_AFTER_MS: u64 = 1_000;
/// A first connection that fails is no longer "connecting" after this long.
const FIRST_CONNECT_MS: u64 = 5_000;
/// A loss is called "not live" after this long.
const NOT_LIVE_AFTER_MS: u64 = 30_000;
/// A loss this long after the server said that it restarts is that restart; later it is something else.
const RESTART_WITHIN_MS: u64 = 30_000;

/// The closed list of states that the page can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ConnectionState {
    /// On the way to the first live board.
    Connecting,
    /// Every change reaches the board.
    Live,
    /// Live, with long round trips.
    Slow,
    /// Connected again; the board is being brought up to date.
    CatchingUp,
    /// Cut off for a short while.
    Reconnecting,
    /// Cut off for longer.
    NotLive,
    /// The device itself has no network.
    Offline,
    /// Push is out; the list is fetched at intervals.
    Polling,
    /// The connection keeps dropping.
    Unstable,
    /// The server said that it restarts.
    Restarting,
    /// A person paused the updates.
    Paused,
    /// Nobody is signed in.
    SignedOut,
    /// Refused for good.
    Stopped,
}

impl ConnectionState {
    /// Every state, in the order of the list.
    pub const ALL: [ConnectionState; 13] = [
        ConnectionState::Connecting,
        ConnectionState::Live,
        ConnectionState::Slow,
        ConnectionState::CatchingUp,
        ConnectionState::Reconnecting,
        ConnectionState::NotLive,
        ConnectionState::Offline,
        ConnectionState::Polling,
        ConnectionState::Unstable,
        ConnectionState::Restarting,
        ConnectionState::Paused,
        ConnectionState::SignedOut,
        ConnectionState::Stopped,
    ];

    /// The stable name, as in `data-state`.
    pub fn as_str(self) -> &'static str {
        match self {
            ConnectionState::Connecting => "connecting",
            ConnectionState::Live => "live",
            ConnectionState::Slow => "slow",
            ConnectionState::CatchingUp => "catching-up",
            ConnectionState::Reconnecting => "reconnecting",
            ConnectionState::NotLive => "not-live",
            ConnectionState::Offline => "offline",
            ConnectionState::Polling => "polling",
            ConnectionState::Unstable => "unstable",
            ConnectionState::Restarting => "restarting",
            ConnectionState::Paused => "paused",
            ConnectionState::SignedOut => "signed-out",
            ConnectionState::Stopped => "stopped",
        }
    }
}

/// The connection as people see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionStatus {
    /// Which of the closed list.
    pub state: ConnectionState,
    /// Why, when it is not well.
    pub fault: Option<Fault>,
    /// Failed attempts since the last useful session.
    pub attempt: u32,
    /// When the next attempt is due, while waiting for one.
    pub next_try_at: Option<Timestamp>,
    /// Since when the connection is lost.
    pub lost_at: Option<WallTime>,
}

/// Where a feed stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedPhase {
    /// No session.
    Waiting,
    /// Asked to be joined.
    Joining,
    /// The snapshot is being loaded.
    Loading,
    /// Every change reaches the board.
    Live,
    /// The server refused it, or the window cannot be shown.
    Refused,
}

/// A feed as people see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedStatus {
    /// Its name.
    pub feed: String,
    /// Where it stands.
    pub phase: FeedPhase,
    /// Why it is refused.
    pub fault: Option<Fault>,
    /// The board's position.
    pub head: Option<Head>,
    /// The last moment at which the board was proved equal to the server: when the question was sent.
    pub proved_at: Option<Now>,
    /// Items that could not be read since the page was opened.
    pub unreadable: u64,
}

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
    },
    /// Connected; `settled` when every feed is live.
    Up {
        /// Whether every feed is live.
        settled: bool,
    },
}

/// Remembers since when what people see is not well.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    wanted_at: Option<Timestamp>,
    lost_at: Option<Now>,
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
    }

    /// The server said that it restarts.
    pub(crate) fn on_restart_notice(&mut self, now: Now) {
        self.restart_told_at = Some(now.mono);
    }

    /// Everything is live.
    pub(crate) fn on_live(&mut self) {
        let (wanted_at, restart_told_at) = (self.wanted_at, self.restart_told_at);
        *self = Watch { wanted_at, restart_told_at, was_live: true, ..Watch::default() };
    }

    /// Nobody is signed in any more.
    pub(crate) fn clear(&mut self) {
        *self = Watch::default();
    }

    /// What people see at `now`.
    pub(crate) fn status(&self, now: Timestamp, situation: &Situation<'_>, attempt: u32) -> ConnectionStatus {
        let (state, fault, next_try_at) = match situation {
            Situation::Idle if self.was_live => (ConnectionState::NotLive, None, None),
            Situation::Idle => (ConnectionState::SignedOut, None, None),
            Situation::Ended(fault) if fault.remedy() == Remedy::SignIn => {
                (ConnectionState::SignedOut, Some((*fault).clone()), None)
            }
            Situation::Ended(fault) => (ConnectionState::Stopped, Some((*fault).clone()), None),
            Situation::Up { settled: true } => (ConnectionState::Live, None, None),
            Situation::Up { settled: false } if !self.was_live => (ConnectionState::Connecting, None, None),
            Situation::Up { settled: false } if self.is_blip(now) => (ConnectionState::Live, None, None),
            Situation::Up { settled: false } => (ConnectionState::CatchingUp, None, None),
            Situation::Away { next_try_at } => (self.away(now), self.fault.clone(), *next_try_at),
        };
        let lost_at = self.lost_at.map(|lost_at| lost_at.wall);
        ConnectionStatus { state, fault, attempt, next_try_at, lost_at }
    }

    /// When time alone changes what people see.
    pub(crate) fn poll_timeout(&self, now: Timestamp) -> Option<Timestamp> {
        let lost_at = self.lost_at?.mono;
        let first = self.wanted_at.unwrap_or(lost_at);
        [lost_at + VISIBLE_AFTER_MS, first + FIRST_CONNECT_MS, lost_at + NOT_LIVE_AFTER_MS]
            .into_iter()
            .filter(|at| *at > now)
            .min()
    }

    fn is_blip(&self, now: Timestamp) -> bool {
        self.lost_at.is_none_or(|lost_at| now.since_ms(lost_at.mono) < VISIBLE_AFTER_MS)
    }

    fn away(&self, now: Timestamp) -> ConnectionState {
        let Some(lost_at) = self.lost_at else { return ConnectionState::Connecting };
        let lost_ms = now.since_ms(lost_at.mono);
        if self.was_live && self.is_blip(now) {
            return ConnectionState::Live;
        }
        if !self.was_live && self.wanted_at.is_none_or(|at| now.since_ms(at) < FIRST_CONNECT_MS) {
            return ConnectionState::Connecting;
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
        let away = Situation::Away { next_try_at: None };
        let table = [
            (10_000, ConnectionState::Live),
            (10_999, ConnectionState::Live),
            (11_000, ConnectionState::Reconnecting),
            (39_999, ConnectionState::Reconnecting),
            (40_000, ConnectionState::NotLive),
        ];
        for (ms, state) in table {
            assert_eq!(watch.status(Timestamp(ms), &away, 1).state, state, "{ms}");
        }
        assert_eq!(watch.poll_timeout(Timestamp(10_000)), Some(Timestamp(11_000)));
        assert_eq!(watch.poll_timeout(Timestamp(11_000)), Some(Timestamp(40_000)));
        let up = Situation::Up { settled: false };
        assert_eq!(watch.status(Timestamp(10_500), &up, 0).state, ConnectionState::Live);
        assert_eq!(watch.status(Timestamp(12_000), &up, 0).state, ConnectionState::CatchingUp);
    }

    #[test]
    fn a_loss_after_the_servers_word_is_a_restart_and_a_later_one_is_not() {
        let away = Situation::Away { next_try_at: None };
        for (lost_ms, state) in
            [(1_000, ConnectionState::Restarting), (60_000, ConnectionState::Reconnecting)]
        {
            let mut watch = Watch::default();
            watch.on_live();
            watch.on_restart_notice(at(500));
            watch.on_live();
            watch.on_loss(at(lost_ms), &Fault::new(FaultKind::Network, "closed"));
            assert_eq!(watch.status(Timestamp(lost_ms + 1_000), &away, 1).state, state, "{lost_ms}");
        }
    }

    #[test]
    fn a_first_connection_is_never_called_lost_before_its_time() {
        let mut watch = Watch::default();
        watch.on_wanted(at(0));
        let away = Situation::Away { next_try_at: None };
        assert_eq!(watch.status(Timestamp(60_000), &away, 0).state, ConnectionState::Connecting);
        watch.on_loss(at(100), &Fault::new(FaultKind::Network, "closed"));
        assert_eq!(watch.status(Timestamp(4_999), &away, 0).state, ConnectionState::Connecting);
        assert_eq!(watch.status(Timestamp(5_000), &away, 0).state, ConnectionState::Reconnecting);
    }

    #[test]
    fn the_stable_names_are_the_closed_list() {
        let names: Vec<&str> = ConnectionState::ALL.iter().map(|state| state.as_str()).collect();
        let list = "connecting live slow catching-up reconnecting not-live offline polling unstable restarting \
                    paused signed-out stopped";
        assert_eq!(names.join(" "), list);
    }
}
