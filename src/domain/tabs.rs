//! One browser, several tabs, one session cookie: what a tab makes of what happened in another one.
//!
//! The cookie is the browser's, the access token each tab's own. So a tab can hold Ana's token while the cookie is
//! Ben's already. Whoever signs in or out says so to the other tabs, and leaves the same *word* on the device for
//! those that cannot hear: a page in the back/forward cache, or one that is opened later.

use serde::{Deserialize, Serialize};

/// What happened to the browser's session, told from tab to tab and kept on the device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SessionWord {
    /// Someone signed in.
    SignedIn {
        /// The user's id.
        user: String,
    },
    /// Someone signed out by hand. A token that ran out is no sign-out: each tab hears of that from the server.
    SignedOut {
        /// The user's id.
        user: String,
        /// What waits to be sent goes too: the person wants it sent from nowhere.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        discards: bool,
    },
}

impl SessionWord {
    /// Whether what `own` did and is not sent yet goes with this word.
    #[must_use]
    pub fn discards_of(&self, own: &str) -> bool {
        matches!(self, Self::SignedOut { user, discards: true } if user == own)
    }
}

/// A word, and its place among all that were said in this browser.
///
/// A tab hears a word by the channel, and finds one on the device. Neither of them is always the newer one: a page in
/// the back/forward cache hears nothing, and what another process writes is seen here a moment after the channel told it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Greater than that of each word before: milliseconds of the device's clock, or more where it was set back. An
    /// older version said none.
    #[serde(default)]
    at_ms: i64,
    /// What was said.
    #[serde(flatten)]
    pub word: SessionWord,
}

impl Said {
    /// `word`, said at `now_ms` of the device's clock, after `last`.
    #[must_use]
    pub fn after(last: Option<&Said>, word: SessionWord, now_ms: i64) -> Self {
        let at_ms = last.map_or(now_ms, |last| now_ms.max(last.at_ms.saturating_add(1)));
        Said { at_ms, word }
    }

    /// The later one of what the device keeps and what this tab heard.
    #[must_use]
    pub fn latest(kept: Option<Said>, heard: Option<Said>) -> Option<Said> {
        // The last of equals: what all tabs find is kept.
        [heard, kept].into_iter().flatten().max_by_key(|said| said.at_ms)
    }

    /// Reads what [`Said::write`] wrote; `None` for anything else, as another version may say it.
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

/// Who a tab shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TabSession<'a> {
    /// Nobody knows yet: the server is being asked.
    Asking,
    /// This user, by the copy on the device: the server is still being asked.
    Unproved(&'a str),
    /// This user.
    In(&'a str),
    /// Nobody, by the person's own wish, or from the beginning.
    Out,
    /// Nobody, since this user's session ended without their doing in this tab.
    Ended(&'a str),
}

/// Why a tab shows nobody any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leave {
    /// The person signed out in another tab.
    SignedOutElsewhere,
    /// Someone else signed in in this browser.
    OtherPerson,
}

/// What a tab does about a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Nothing.
    Stay,
    /// Everything of the person goes at once.
    Leave(Leave),
    /// The browser has a session again that this tab may show: ask for it.
    TakeUp,
}

/// What a tab does when it hears `word`, or finds it on the device.
#[must_use]
pub fn on_word(tab: TabSession<'_>, word: &SessionWord) -> Step {
    use SessionWord::{SignedIn, SignedOut};
    match (tab, word) {
        // The word is looked at again when the answer comes.
        (TabSession::Asking, _) => Step::Stay,
        (TabSession::In(own) | TabSession::Unproved(own), SignedIn { user }) if own == user => Step::Stay,
        (
            TabSession::In(own) | TabSession::Unproved(own) | TabSession::Ended(own),
            SignedOut { user, .. },
        ) if own == user => Step::Leave(Leave::SignedOutElsewhere),
        // Also when they signed out again: the cookie is no longer ours.
        (TabSession::In(_) | TabSession::Unproved(_), SignedIn { .. } | SignedOut { .. }) => {
            Step::Leave(Leave::OtherPerson)
        }
        // Where one person's work was interrupted, only that person goes on.
        (TabSession::Ended(own), SignedIn { user }) if own == user => Step::TakeUp,
        (TabSession::Out, SignedIn { .. }) => Step::TakeUp,
        (TabSession::Ended(_) | TabSession::Out, SignedIn { .. } | SignedOut { .. }) => Step::Stay,
    }
}

/// What the server's answer to a refresh means for a tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refreshed {
    /// It is this tab's session: go on with it.
    Ours,
    /// Nobody is signed in.
    Nobody,
    /// It is someone else's. Their token is not used.
    OtherPerson,
}

/// What an answer with the session of `user` (none: nobody's) means for a tab, where `word` is the last one known.
#[must_use]
pub fn on_refreshed(tab: TabSession<'_>, user: Option<&str>, word: Option<&SessionWord>) -> Refreshed {
    let Some(user) = user else { return Refreshed::Nobody };
    match tab {
        // Asked for before the sign-out, answered after it.
        _ if matches!(word, Some(SessionWord::SignedOut { .. })) => Refreshed::Nobody,
        TabSession::In(own) | TabSession::Ended(own) if own != user => Refreshed::OtherPerson,
        // A copy is no session: whoever the server's first word names begins here.
        TabSession::In(_)
        | TabSession::Unproved(_)
        | TabSession::Ended(_)
        | TabSession::Asking
        | TabSession::Out => Refreshed::Ours,
    }
}

#[cfg(test)]
mod tests {
    use super::Leave::{OtherPerson, SignedOutElsewhere};
    use super::TabSession::{Asking, Ended, In, Out, Unproved};
    use super::*;

    fn signed_in(user: &str) -> SessionWord {
        SessionWord::SignedIn { user: user.to_owned() }
    }

    fn signed_out(user: &str) -> SessionWord {
        SessionWord::SignedOut { user: user.to_owned(), discards: false }
    }

    #[test]
    fn each_tab_knows_what_to_make_of_a_word() {
        let table = [
            (In("ana"), signed_out("ana"), Step::Leave(SignedOutElsewhere)),
            (In("ana"), signed_in("ana"), Step::Stay),
            (In("ana"), signed_in("ben"), Step::Leave(OtherPerson)),
            (In("ana"), signed_out("ben"), Step::Leave(OtherPerson)),
            (Unproved("ana"), signed_in("ana"), Step::Stay),
            (Unproved("ana"), signed_out("ana"), Step::Leave(SignedOutElsewhere)),
            (Unproved("ana"), signed_in("ben"), Step::Leave(OtherPerson)),
            (Out, signed_in("ana"), Step::TakeUp),
            (Out, signed_out("ana"), Step::Stay),
            (Ended("ana"), signed_in("ana"), Step::TakeUp),
            (Ended("ana"), signed_in("ben"), Step::Stay),
            // The server's word on the same sign-out came first: the person's own one explains it.
            (Ended("ana"), signed_out("ana"), Step::Leave(SignedOutElsewhere)),
            (Ended("ana"), signed_out("ben"), Step::Stay),
            (Asking, signed_in("ana"), Step::Stay),
            (Asking, signed_out("ana"), Step::Stay),
        ];
        for (tab, word, step) in table {
            assert_eq!(on_word(tab, &word), step, "{tab:?} {word:?}");
        }
    }

    #[test]
    fn no_answer_gives_one_person_the_others_token() {
        let table = [
            (In("ana"), Some("ana"), None, Refreshed::Ours),
            (In("ana"), Some("ana"), Some(signed_in("ana")), Refreshed::Ours),
            (In("ana"), Some("ben"), None, Refreshed::OtherPerson),
            (In("ana"), Some("ben"), Some(signed_in("ben")), Refreshed::OtherPerson),
            (In("ana"), None, None, Refreshed::Nobody),
            (In("ana"), Some("ana"), Some(signed_out("ana")), Refreshed::Nobody),
            (Asking, Some("ana"), None, Refreshed::Ours),
            (Asking, Some("ana"), Some(signed_in("ben")), Refreshed::Ours),
            (Asking, Some("ana"), Some(signed_out("ana")), Refreshed::Nobody),
            (Asking, None, Some(signed_in("ana")), Refreshed::Nobody),
            (Unproved("ana"), Some("ana"), None, Refreshed::Ours),
            (Unproved("ana"), Some("ben"), Some(signed_in("ben")), Refreshed::Ours),
            (Unproved("ana"), Some("ana"), Some(signed_out("ana")), Refreshed::Nobody),
            (Unproved("ana"), None, None, Refreshed::Nobody),
            (Out, Some("ben"), Some(signed_in("ben")), Refreshed::Ours),
            (Ended("ana"), Some("ana"), None, Refreshed::Ours),
            (Ended("ana"), Some("ben"), Some(signed_in("ana")), Refreshed::OtherPerson),
        ];
        for (tab, user, word, meant) in table {
            assert_eq!(on_refreshed(tab, user, word.as_ref()), meant, "{tab:?} {user:?} {word:?}");
        }
    }

    #[test]
    fn the_later_word_holds_wherever_it_was_found() {
        let first = Said::after(None, signed_out("ana"), 1_000);
        let second = Said::after(Some(&first), signed_in("ben"), 1_500);
        // The device's clock was set back, or two words fell into one millisecond.
        let third = Said::after(Some(&second), signed_out("ben"), 200);
        let elder = Said::read(r#"{"kind":"signed_in","user":"ana"}"#).unwrap();
        let table = [
            (None, None, None),
            (Some(&first), None, Some(&first)),
            (None, Some(&first), Some(&first)),
            (Some(&first), Some(&second), Some(&second)),
            (Some(&second), Some(&first), Some(&second)),
            (Some(&second), Some(&third), Some(&third)),
            (Some(&third), Some(&second), Some(&third)),
            (Some(&elder), Some(&first), Some(&first)),
            (Some(&first), Some(&elder), Some(&first)),
        ];
        for (kept, heard, last) in table {
            assert_eq!(Said::latest(kept.cloned(), heard.cloned()).as_ref(), last, "{kept:?} {heard:?}");
        }
        let other = Said::after(None, signed_out("cem"), 1_000);
        assert_eq!(Said::latest(Some(other.clone()), Some(first)), Some(other), "all tabs find what is kept");
        let end = Said { at_ms: i64::MAX, word: signed_in("ana") };
        assert_eq!(Said::after(Some(&end), signed_out("ana"), 0).at_ms, i64::MAX);
    }

    #[test]
    fn a_word_is_read_as_it_was_written_and_nothing_else_is() {
        let discards = SessionWord::SignedOut { user: "u-1".into(), discards: true };
        assert!(
            discards.discards_of("u-1")
                && !discards.discards_of("u-2")
                && !signed_out("u-1").discards_of("u-1")
        );
        let older = r#"{"kind":"signed_out","user":"u-1"}"#;
        assert_eq!(Said::read(older), Some(Said { at_ms: 0, word: signed_out("u-1") }));
        for word in [signed_in("u-1"), signed_out("\"ü\""), discards] {
            let said = Said::after(None, word, 1_795_000_000_000);
            assert_eq!(Said::read(&said.write()), Some(said));
        }
        for text in ["", "null", "{}", r#"{"kind":"gone","user":"u"}"#, r#"{"kind":"signed_in"}"#] {
            assert_eq!(Said::read(text), None, "{text}");
        }
    }
}
