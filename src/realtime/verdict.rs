//! The one answer to "what is wrong?": what people see of the connection, and what the checks found, made one.
//!
//! The connection's own word comes first where it is newer or knows more: findings grow old, being live does not.

use super::checks::CheckReport;
use super::diagnosis::Diagnosis;
use super::error::{Fault, Remedy};
use super::status::{ConnectionState, ConnectionStatus};
use super::time::{Now, Timestamp};

/// What the checks say of the line is believed against a board that counts as live for so long: as long as it takes to
/// notice a dead line, and a little more.
const FRESH_MS: u64 = 15_000;

/// What to tell the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// All is well.
    Live,
    /// Live, and late.
    Slow,
    /// Live now, and dropping again and again.
    Unstable,
    /// On the way to the first live board.
    Connecting,
    /// Connected again, and about to be live.
    CatchingUp,
    /// Not live; nobody checked why.
    Lost,
    /// Not live, fetched at intervals; nobody checked why.
    Polled,
    /// Not live, but every way to the server works.
    ComingBack,
    /// Connected, and the board cannot be loaded.
    NotLoaded,
    /// The server said that it restarts.
    Restarting,
    /// A person paused the updates.
    Paused,
    /// Nobody is signed in.
    SignedOut,
    /// The server wants a newer version of this page.
    TooOld,
    /// The server refused this device.
    Stopped,
    /// A cause was found.
    Found(Diagnosis),
}

impl Verdict {
    /// The verdict at `now`.
    pub fn of(status: &ConnectionStatus, report: Option<&CheckReport>, now: Timestamp) -> Self {
        let diagnosis = report.and_then(|report| Some((report.diagnosis?, report.ended_at?)));
        match (status.state, diagnosis) {
            (
                ConnectionState::SignedOut,
                Some((found @ (Diagnosis::Offline | Diagnosis::ServerUnreachable), _)),
            ) => Verdict::Found(found),
            // By hand there is no fault.
            (ConnectionState::SignedOut, _) if status.fault.is_some() => {
                Verdict::Found(Diagnosis::SignInRefused)
            }
            (ConnectionState::SignedOut, _) => Verdict::SignedOut,
            (ConnectionState::Stopped, _) => Self::of_stop(status.fault.as_ref()),
            (ConnectionState::Offline, _) => Verdict::Found(Diagnosis::Offline),
            (state, Some((found, at))) if found.is_of_line() => {
                let is_fresh = now.since_ms(at.mono) <= FRESH_MS;
                if is_fresh || !status.live { Verdict::Found(found) } else { Self::of_state(state) }
            }
            (_, Some((found, _))) if status.live && found != Diagnosis::Well => Verdict::Found(found),
            (state, Some(_)) if status.live => Self::of_state(state),
            // The ways are well, or there would be no session.
            (ConnectionState::NotLive, _) if status.has_session => Verdict::NotLoaded,
            // What was well before the loss tells nothing about it.
            (
                ConnectionState::Reconnecting | ConnectionState::NotLive | ConnectionState::Polling,
                Some((_, at)),
            ) if is_after_loss(status, at) => Verdict::ComingBack,
            (state, _) => Self::of_state(state),
        }
    }

    /// The stable name, as in the export.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Live => "live",
            Verdict::Slow => "slow",
            Verdict::Unstable => "unstable",
            Verdict::Connecting => "connecting",
            Verdict::CatchingUp => "catching_up",
            Verdict::Lost => "lost",
            Verdict::Polled => "polled",
            Verdict::ComingBack => "coming_back",
            Verdict::NotLoaded => "not_loaded",
            Verdict::Restarting => "restarting",
            Verdict::Paused => "paused",
            Verdict::SignedOut => "signed_out",
            Verdict::TooOld => "too_old",
            Verdict::Stopped => "stopped",
            Verdict::Found(diagnosis) => diagnosis.as_str(),
        }
    }

    fn of_state(state: ConnectionState) -> Self {
        match state {
            ConnectionState::Connecting => Verdict::Connecting,
            ConnectionState::Live => Verdict::Live,
            ConnectionState::Slow => Verdict::Slow,
            ConnectionState::CatchingUp => Verdict::CatchingUp,
            ConnectionState::Reconnecting | ConnectionState::NotLive => Verdict::Lost,
            ConnectionState::Offline => Verdict::Found(Diagnosis::Offline),
            ConnectionState::Polling => Verdict::Polled,
            ConnectionState::Unstable => Verdict::Unstable,
            ConnectionState::Restarting => Verdict::Restarting,
            ConnectionState::Paused => Verdict::Paused,
            ConnectionState::SignedOut => Verdict::SignedOut,
            ConnectionState::Stopped => Verdict::Stopped,
        }
    }

    fn of_stop(fault: Option<&Fault>) -> Self {
        match fault.map(Fault::remedy) {
            Some(Remedy::Reload) => Verdict::TooOld,
            Some(Remedy::SignIn) => Verdict::Found(Diagnosis::SignInRefused),
            Some(Remedy::Wait | Remedy::Support) | None => Verdict::Stopped,
        }
    }
}

fn is_after_loss(status: &ConnectionStatus, at: Now) -> bool {
    status.lost_at.is_none_or(|lost_at| at.wall >= lost_at)
}

#[cfg(test)]
mod tests {
    use super::super::time::WallTime;
    use super::*;
    use ConnectionState as State;

    const NOW: Timestamp = Timestamp(1_000_000);

    fn status(state: State, live: bool) -> ConnectionStatus {
        ConnectionStatus {
            state,
            live,
            has_session: live,
            fault: None,
            attempt: 0,
            next_try_at: None,
            lost_at: (!live).then_some(WallTime(990_000)),
            lost_long: false,
            polled_every_ms: None,
        }
    }

    fn report(found: Option<(Diagnosis, u64)>) -> Option<CheckReport> {
        let (diagnosis, age_ms) = found?;
        let wall = WallTime(1_000_000 - age_ms as i64);
        let ended_at = Some(Now { mono: Timestamp(NOW.0 - age_ms), wall });
        Some(CheckReport { findings: Vec::new(), diagnosis: Some(diagnosis), ended_at })
    }

    fn verdict(state: State, live: bool, found: Option<(Diagnosis, u64)>) -> Verdict {
        Verdict::of(&status(state, live), report(found).as_ref(), NOW)
    }

    #[test]
    fn the_connections_word_and_the_findings_make_one_verdict() {
        use Diagnosis::{Offline, PushBlocked, ServerUnreachable, StorageBlocked, Well};
        let table = [
            (State::Live, true, None, Verdict::Live),
            (State::Slow, true, Some((Well, 0)), Verdict::Slow),
            (State::Reconnecting, false, None, Verdict::Lost),
            (State::Reconnecting, false, Some((ServerUnreachable, 0)), Verdict::Found(ServerUnreachable)),
            (State::NotLive, false, Some((ServerUnreachable, 900_000)), Verdict::Found(ServerUnreachable)),
            (State::NotLive, false, Some((Well, 0)), Verdict::ComingBack),
            (State::NotLive, false, Some((StorageBlocked, 0)), Verdict::ComingBack),
            // Found while all was well.
            (State::Reconnecting, false, Some((Well, 10_001)), Verdict::Lost),
            (State::Polling, false, Some((PushBlocked, 0)), Verdict::Found(PushBlocked)),
            (State::Polling, false, None, Verdict::Polled),
            // Live again since: what was found is history.
            (State::Live, true, Some((ServerUnreachable, 15_001)), Verdict::Live),
            // A dead line that is not noticed yet.
            (State::Live, true, Some((ServerUnreachable, 1_000)), Verdict::Found(ServerUnreachable)),
            (State::Live, true, Some((StorageBlocked, 900_000)), Verdict::Found(StorageBlocked)),
            (State::Offline, false, Some((ServerUnreachable, 0)), Verdict::Found(Offline)),
            (State::SignedOut, false, Some((Diagnosis::SignInRefused, 0)), Verdict::SignedOut),
            (State::SignedOut, false, Some((ServerUnreachable, 0)), Verdict::Found(ServerUnreachable)),
            (State::Stopped, false, Some((Well, 0)), Verdict::Stopped),
            (State::Restarting, false, Some((Well, 0)), Verdict::Restarting),
        ];
        for (state, live, found, expected) in table {
            assert_eq!(verdict(state, live, found), expected, "{state:?} {found:?}");
        }
    }

    #[test]
    fn a_board_that_cannot_be_loaded_is_no_lost_connection() {
        let status = ConnectionStatus { has_session: true, ..status(State::NotLive, false) };
        for found in [None, Some((Diagnosis::Well, 0))] {
            let verdict = Verdict::of(&status, report(found).as_ref(), NOW);
            assert_eq!(verdict, Verdict::NotLoaded, "{found:?}");
        }
    }
}
