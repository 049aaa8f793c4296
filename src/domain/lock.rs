//! A desk that is locked: nothing of the bookings shows in any tab of the browser until the person's password opens it
//! again. The session lives on beneath.
//!
//! Whoever locks or unlocks says so to the other tabs, and leaves the same word on the device for those that cannot
//! hear it: a page in the back/forward cache, one that is loaded anew, one that is opened later.

use serde::{Deserialize, Serialize};

use super::TabSession;

/// Who locked the desk, and what the lock screen says of it before the server has answered. Nothing of a booking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Locked {
    /// The user's id.
    pub user: String,
    /// What colleagues call the person.
    pub name: String,
    /// What the person types at a sign-in; where it is not known the lock screen asks for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// The name of the venue that was open.
    #[serde(default)]
    pub venue: String,
}

/// What happened to the lock, told from tab to tab and kept on the device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum LockWord {
    /// The desk is locked.
    Locked(Locked),
    /// It is open: by the password, or since its session ended by hand.
    Unlocked,
    /// Somebody used the desk.
    Used {
        /// When, in milliseconds of the device's clock.
        at_ms: i64,
    },
}

impl LockWord {
    /// Reads what [`LockWord::write`] wrote; `None` for anything else, the words on the session included.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// The text to be told and kept.
    #[must_use]
    pub fn write(&self) -> String {
        // It fails for no value of this type.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// Whether the lock hides what a tab shows. Where nobody is signed in there is nothing to hide, and while the server is
/// asked who is, the answer may be the person who locked.
#[must_use]
pub fn is_hidden(tab: TabSession<'_>, locked: &Locked) -> bool {
    match tab {
        TabSession::Asking => true,
        TabSession::In(own) | TabSession::Unproved(own) => own == locked.user,
        TabSession::Out | TabSession::Ended(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Said, SessionWord};
    use super::TabSession::{Asking, Ended, In, Out, Unproved};
    use super::*;

    fn locked() -> Locked {
        Locked {
            user: "u-1".into(),
            name: "Ana \"Ü\"".into(),
            username: Some("ana".into()),
            venue: "House".into(),
        }
    }

    #[test]
    fn a_lock_hides_what_is_the_persons_or_may_be() {
        let table = [
            (Asking, true),
            (In("u-1"), true),
            (Unproved("u-1"), true),
            (In("u-2"), false),
            (Unproved("u-2"), false),
            (Out, false),
            (Ended("u-1"), false),
        ];
        for (tab, hidden) in table {
            assert_eq!(is_hidden(tab, &locked()), hidden, "{tab:?}");
        }
    }

    #[test]
    fn a_word_is_read_as_it_was_written_and_no_word_on_the_session_is_one() {
        let nameless = Locked { username: None, ..locked() };
        for word in [
            LockWord::Locked(locked()),
            LockWord::Locked(nameless),
            LockWord::Unlocked,
            LockWord::Used { at_ms: 5 },
        ] {
            assert_eq!(LockWord::read(&word.write()), Some(word.clone()));
            assert_eq!(Said::read(&word.write()), None, "{word:?}");
        }
        let on_session = Said::after(None, SessionWord::SignedIn { user: "u-1".into() }, 5).write();
        for text in ["", "null", "{}", r#"{"kind":"locked"}"#, on_session.as_str()] {
            assert_eq!(LockWord::read(text), None, "{text}");
        }
    }
}
