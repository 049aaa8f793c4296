//! The copy of the board that a device keeps: who may see it before the server answered, and what lies beside it.

use serde::{Deserialize, Serialize};

use super::session::AccessToken;
use super::{Instant, Session, SessionWord, User, Venue};

/// How long a session may be taken up again where the server does not say: a night is longer than any shift.
const SESSION_LIFE_MS: i64 = 24 * 60 * 60_000;
/// A clock may stand this much earlier than when the copy was made: clocks are set right by some minutes.
const SET_BACK_MS_MAX: i64 = 10 * 60_000;

/// What is needed of a session to show the copy: all but what opens anything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptSession {
    user: User,
    #[serde(default)]
    demo: bool,
    venues: Vec<Venue>,
    server_time: Instant,
}

impl KeptSession {
    /// The text to be kept with the copy.
    #[must_use]
    pub fn write(session: &Session) -> String {
        let kept = KeptSession {
            user: session.user.clone(),
            demo: session.demo,
            venues: session.venues.clone(),
            server_time: session.server_time,
        };
        // It fails for no value of this type.
        serde_json::to_string(&kept).unwrap_or_default()
    }

    /// A session without a token; `None` for anything that this version did not write.
    #[must_use]
    pub fn read(text: &str) -> Option<Session> {
        let kept: KeptSession = serde_json::from_str(text).ok()?;
        Some(Session {
            access_token: AccessToken::none(),
            expires_in_ms: 0,
            refresh_expires_in_ms: None,
            server_time: kept.server_time,
            user: kept.user,
            demo: kept.demo,
            venues: kept.venues,
        })
    }
}

/// Until when the copy of a session that was answered at `at_ms` may be shown, on the same clock.
#[must_use]
pub fn copy_ends_at_ms(session: &Session, at_ms: i64) -> i64 {
    let told = session.refresh_expires_in_ms.and_then(|ms| i64::try_from(ms).ok());
    at_ms.saturating_add(told.unwrap_or(SESSION_LIFE_MS))
}

/// Whether `user`'s copy, proved at `proved_at_ms` and ending at `ends_at_ms`, may be shown at `now_ms` without asking
/// the server, where `word` is the last one on the browser's session.
#[must_use]
pub fn may_show_copy(
    user: &str,
    proved_at_ms: i64,
    ends_at_ms: i64,
    now_ms: i64,
    word: Option<&SessionWord>,
) -> bool {
    let is_theirs = match word {
        Some(SessionWord::SignedIn { user: last }) => last == user,
        Some(SessionWord::SignedOut { .. }) => false,
        None => true,
    };
    is_theirs && now_ms < ends_at_ms && now_ms >= proved_at_ms.saturating_sub(SET_BACK_MS_MAX)
}

#[cfg(test)]
mod tests {
    use super::super::samples::lisbon;
    use super::*;

    fn session() -> Session {
        Session {
            access_token: AccessToken::from("secret.jwt"),
            expires_in_ms: 600_000,
            refresh_expires_in_ms: Some(5_000),
            server_time: Instant::default(),
            user: User { id: "ana".into(), username: None, name: "Ana".into() },
            demo: true,
            venues: vec![lisbon()],
        }
    }

    #[test]
    fn a_kept_session_shows_the_same_and_opens_nothing() {
        let text = KeptSession::write(&session());
        assert!(!text.contains("secret"));
        let read = KeptSession::read(&text).expect("a session");
        assert_eq!((&read.user, &read.venues, read.demo), (&session().user, &session().venues, true));
        assert!(read.access_token.is_none());
        for text in ["", "{}", "null", r#"{"user":"ana"}"#] {
            assert_eq!(KeptSession::read(text), None, "{text}");
        }
    }

    #[test]
    fn a_copy_is_shown_to_whom_it_may_be_and_for_as_long() {
        let signed_in = |user: &str| Some(SessionWord::SignedIn { user: user.to_owned() });
        let signed_out = |user: &str| Some(SessionWord::SignedOut { user: user.to_owned(), discards: false });
        let (proved_at, ends_at) = (1_000_000, 2_000_000);
        let table = [
            (1_500_000, signed_in("ana"), true),
            (1_500_000, None, true),
            (1_500_000, signed_in("ben"), false),
            (1_500_000, signed_out("ana"), false),
            (1_500_000, signed_out("ben"), false),
            (1_999_999, signed_in("ana"), true),
            (2_000_000, signed_in("ana"), false),
            (1_000_000 - SET_BACK_MS_MAX, signed_in("ana"), true),
            (999_999 - SET_BACK_MS_MAX, signed_in("ana"), false),
        ];
        for (now, word, may) in table {
            assert_eq!(may_show_copy("ana", proved_at, ends_at, now, word.as_ref()), may, "{now} {word:?}");
        }
    }

    #[test]
    fn the_servers_word_on_the_sessions_end_counts() {
        assert_eq!(copy_ends_at_ms(&session(), 100), 5_100);
        let silent = Session { refresh_expires_in_ms: None, ..session() };
        assert_eq!(copy_ends_at_ms(&silent, 100), 100 + SESSION_LIFE_MS);
    }
}
