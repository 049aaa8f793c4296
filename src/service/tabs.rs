//! This tab among the others of its browser: one cookie, one session, told and kept as one word.
//!
//! What a word or an answer means is decided in `domain`; here it is said, heard, kept and done.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::session::{SessionAnswer, SessionState};
use super::start::SessionService;
use crate::domain::{
    Leave, LockWord, Refreshed, Said, Session, SessionWord, Step, TabSession, on_refreshed, on_word,
};
use crate::platform::{TabChannel, TabEvent, store, stored, wall_ms};
use crate::realtime::outbox::SignOut;
use crate::realtime::{Fault, Token};

/// The channel to the other tabs, and the last word.
#[derive(Clone, Copy)]
pub(super) struct Tabs {
    /// Names the channel and the place of the word.
    name: StoredValue<String>,
    channel: StoredValue<Option<TabChannel>, LocalStorage>,
    /// The last word that this tab said or heard: the device may show it later, or keeps nothing.
    heard: StoredValue<Option<Said>>,
}

impl Tabs {
    pub(super) fn new(name: &str) -> Self {
        Tabs {
            name: StoredValue::new(name.to_owned()),
            channel: StoredValue::new_local(None),
            heard: StoredValue::new(None),
        }
    }

    /// Keeps the word, for pages that come later or come back, and tells the others.
    pub(super) fn say(self, word: SessionWord) {
        let said = Said::after(self.last().as_ref(), word, wall_ms());
        let text = said.write();
        store(&self.name.get_value(), &text);
        self.heard.set_value(Some(said));
        self.tell(&text);
    }

    /// Tells the others, and keeps nothing.
    pub(super) fn tell(self, text: &str) {
        self.channel.with_value(|channel| {
            if let Some(channel) = channel {
                channel.say(text);
            }
        });
    }

    /// Whether a sign-out is the last that was said.
    fn is_signed_out(self) -> bool {
        matches!(self.last_word(), Some(SessionWord::SignedOut { .. }))
    }

    /// The last word on the browser's session; none in a browser that was never told any.
    pub(super) fn last_word(self) -> Option<SessionWord> {
        self.last().map(|said| said.word)
    }

    fn last(self) -> Option<Said> {
        let kept = stored(&self.name.get_value()).as_deref().and_then(Said::read);
        Said::latest(kept, self.heard.get_value())
    }
}

impl SessionService {
    /// Listens to the other tabs from now on.
    pub(super) fn join_tabs(self) {
        let channel = TabChannel::join(&self.tabs.name.get_value(), move |event| match event {
            TabEvent::Said(text) => {
                if let Some(said) = Said::read(&text) {
                    self.tabs.heard.set_value(Some(said.clone()));
                    self.follow_word(&said.word);
                } else if let Some(word) = LockWord::read(&text) {
                    self.hear_of_lock(word);
                }
            }
            TabEvent::Back => {
                if let Some(word) = self.tabs.last_word() {
                    self.follow_word(&word);
                }
                self.look_up_lock();
            }
        });
        self.tabs.channel.set_value(channel);
    }

    fn follow_word(self, word: &SessionWord) {
        match self.store.with_tab(|tab| on_word(tab, word)) {
            Step::Stay => {}
            Step::Leave(leave) => {
                log::info!("this tab is signed out: {leave:?}");
                let discards = self.store.with_tab(|tab| match tab {
                    TabSession::In(own) | TabSession::Unproved(own) | TabSession::Ended(own) => {
                        word.discards_of(own)
                    }
                    TabSession::Asking | TabSession::Out => false,
                });
                self.leave(Some(leave.into()), if discards { SignOut::Discard } else { SignOut::Keep });
            }
            Step::TakeUp => spawn_local(self.take_up()),
        }
    }

    /// The machine's source of tokens: the browser's cookie names the session.
    pub(super) async fn refresh(self) -> Result<Token, Fault> {
        let nobody = || Fault::from_code("unauthenticated", None);
        let is_asking = self.store.with_tab(|tab| tab == TabSession::Asking);
        if is_asking && self.tabs.is_signed_out() {
            // The server may not have heard of that sign-out: the cookie must not open the session again.
            self.end_on_server(None);
            self.realtime.offline.wipe();
            self.store.state.set(SessionState::SignedOut { reason: None });
            return Err(nobody());
        }
        let answer = self.api.get_value().refresh().await;
        if answer.as_ref().is_err_and(Fault::is_retryable) {
            // Nobody answers: what the device has is better than nothing.
            spawn_local(self.show_copy());
        }
        let (session, token) = match answer? {
            SessionAnswer::Session(session, token) => (Some(session), Some(token)),
            SessionAnswer::None => (None, None),
        };
        match (self.meaning(session.as_deref()), session, token) {
            (Refreshed::Ours, Some(session), Some(token)) => {
                let is_other = self
                    .store
                    .with_tab(|tab| matches!(tab, TabSession::Unproved(user) if user != session.user.id));
                if is_other {
                    self.realtime.drop_copy();
                }
                self.open(*session);
                Ok(token)
            }
            (Refreshed::OtherPerson, ..) => {
                log::warn!("the browser's session is another person's: this tab is signed out");
                self.leave(Some(Leave::OtherPerson.into()), SignOut::Keep);
                Err(nobody())
            }
            (Refreshed::Ours | Refreshed::Nobody, ..) => {
                if self.store.with_tab(|tab| tab == TabSession::Asking) {
                    // Nobody was signed in: that is no fault to speak of. What the device kept is nobody's.
                    self.realtime.offline.wipe();
                    self.store.state.set(SessionState::SignedOut { reason: None });
                }
                Err(nobody())
            }
        }
    }

    /// Tells the server that the person signed out: their token where there is one, and the browser's cookie.
    pub(super) fn end_on_server(self, token: Option<String>) {
        let (api, tabs) = (self.api.get_value(), self.tabs);
        spawn_local(async move { api.sign_out(token, move || !tabs.is_signed_out()).await });
    }

    /// Someone signed in in another tab: this one, which shows nobody, shows them too.
    async fn take_up(self) {
        let Ok(SessionAnswer::Session(session, token)) = self.api.get_value().refresh().await else { return };
        // Meanwhile the person may have signed in here.
        let is_out = self.store.with_tab(|tab| matches!(tab, TabSession::Out | TabSession::Ended(_)));
        if is_out && self.meaning(Some(&session)) == Refreshed::Ours {
            self.enter(*session, token);
        }
    }

    fn meaning(self, session: Option<&Session>) -> Refreshed {
        let word = self.tabs.last_word();
        let user = session.map(|session| session.user.id.as_str());
        self.store.with_tab(|tab| on_refreshed(tab, user, word.as_ref()))
    }
}
