//! The connection and the feeds as people see them: the shapes. `watch` derives them.

use super::application::Head;
use super::error::Fault;
use super::time::{Now, Timestamp, WallTime};

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
    /// Whether every change reaches the board right now. A blip is not shown as a state, yet nothing comes.
    pub live: bool,
    /// Whether there is a session: where it is not live then, what is missing is the board.
    pub has_session: bool,
    /// Why, when it is not well.
    pub fault: Option<Fault>,
    /// Failed attempts since the last useful session.
    pub attempt: u32,
    /// When the next attempt is due, while waiting for one.
    pub next_try_at: Option<Timestamp>,
    /// Since when the connection is lost.
    pub lost_at: Option<WallTime>,
    /// Whether it has been lost for so long that people should be told since when.
    pub lost_long: bool,
    /// How often the list is fetched meanwhile, in milliseconds; `None` while that is not answered.
    pub polled_every_ms: Option<u64>,
}

impl ConnectionStatus {
    /// Whether the server can be asked now, by whichever way: also while the board is behind.
    pub fn can_ask(&self) -> bool {
        self.has_session || self.polled_every_ms.is_some()
    }
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

impl FeedPhase {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            FeedPhase::Waiting => "waiting",
            FeedPhase::Joining => "joining",
            FeedPhase::Loading => "loading",
            FeedPhase::Live => "live",
            FeedPhase::Refused => "refused",
        }
    }
}

/// A feed as people see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedStatus {
    /// Its name.
    pub feed: String,
    /// Where it stands.
    pub phase: FeedPhase,
    /// Why it is refused, or could not be loaded so far.
    pub fault: Option<Fault>,
    /// The board's position.
    pub head: Option<Head>,
    /// The last moment at which the board was proved equal to the server: when the question was sent.
    pub proved_at: Option<Now>,
    /// The board is the copy that this device kept, and nothing has proved it since: when it was proved last. A copy has
    /// no place on the monotonic clock, which began with the page.
    pub copied_at: Option<WallTime>,
    /// Items that could not be read since the page was opened.
    pub unreadable: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stable_names_are_the_closed_list() {
        let names: Vec<&str> = ConnectionState::ALL.iter().map(|state| state.as_str()).collect();
        let list = "connecting live slow catching-up reconnecting not-live offline polling unstable restarting \
                    paused signed-out stopped";
        assert_eq!(names.join(" "), list);
    }
}
