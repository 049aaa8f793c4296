//! Who is signed in, and at which venue. The token lives in the machine; here is what people see of it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Deserialize;

use super::lock::LeftBehind;
use crate::domain::{AccessToken, DemoAccount, Leave, Session, TabSession, Venue, VenueId, copy_ends_at_ms};
use crate::platform::{Answer, Cookie, Http, alone, now, wall_ms};
use crate::realtime::{Fault, FaultKind, Now, Token, Unreachable};

/// How long a request about the session may take. The server's part takes milliseconds; a line that is slower than
/// this carries no live list either.
const REQUEST_MS_MAX: u32 = 10_000;
/// How long such a request waits for another tab's: as long as that one may take. Both together are the time that
/// the machine gives a refresh.
const TURN_MS_MAX: u32 = REQUEST_MS_MAX;

/// Why nobody is signed in any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignedOutReason {
    /// The server ended the session.
    Ended(Fault),
    /// The person signed out in another tab.
    Elsewhere,
    /// Someone else signed in in this browser.
    OtherPerson,
}

impl From<Leave> for SignedOutReason {
    fn from(leave: Leave) -> Self {
        match leave {
            Leave::SignedOutElsewhere => SignedOutReason::Elsewhere,
            Leave::OtherPerson => SignedOutReason::OtherPerson,
        }
    }
}

/// Whether someone is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionState {
    /// The server has not said yet.
    Unknown,
    /// Nobody is.
    SignedOut {
        /// Why, when it was not by hand in this tab.
        reason: Option<SignedOutReason>,
    },
    /// Someone is.
    SignedIn(Box<Session>),
}

impl SessionState {
    /// The session of who is signed in.
    #[must_use]
    pub fn session(&self) -> Option<&Session> {
        match self {
            SessionState::SignedIn(session) => Some(session),
            SessionState::Unknown | SessionState::SignedOut { .. } => None,
        }
    }
}

/// What an answer of the session's part of the API means.
pub(super) enum SessionAnswer {
    /// Signed in, with the token.
    Session(Box<Session>, Token),
    /// Nobody is signed in.
    None,
}

/// The session's state, shared by the services.
#[derive(Clone, Copy)]
pub(super) struct SessionStore {
    pub(super) state: RwSignal<SessionState>,
    pub(super) wanted_venue: RwSignal<Option<VenueId>>,
    pub(super) demo_accounts: RwSignal<Vec<DemoAccount>>,
    /// The session is the one that the copy on the device belongs to; the server has not answered for it.
    pub(super) unproved: RwSignal<bool>,
    /// What the last person left behind, who made room for the next or whose session the server ended.
    pub(super) left: RwSignal<Option<LeftBehind>>,
    /// Until when the copy of this session may be shown without the server, in milliseconds of the device's clock.
    ends_at_ms: StoredValue<i64>,
    /// The id of who was signed in last.
    last_user: StoredValue<String>,
}

impl SessionStore {
    pub(super) fn new() -> Self {
        SessionStore {
            state: RwSignal::new(SessionState::Unknown),
            wanted_venue: RwSignal::new(None),
            demo_accounts: RwSignal::new(Vec::new()),
            unproved: RwSignal::new(false),
            left: RwSignal::new(None),
            ends_at_ms: StoredValue::new(0),
            last_user: StoredValue::new(String::new()),
        }
    }

    /// What a request shows to the server, following nothing.
    pub(super) fn token_untracked(self) -> Option<AccessToken> {
        let token = self.state.with_untracked(|state| Some(state.session()?.access_token.clone()));
        token.filter(|token| !token.is_none())
    }

    /// From now on this session is shown, which the server just answered with.
    pub(super) fn open(self, session: Session) {
        self.ends_at_ms.set_value(copy_ends_at_ms(&session, wall_ms()));
        self.unproved.set(false);
        self.show(session);
    }

    /// From now on the session of the copy is shown, until the server answers.
    pub(super) fn open_copy(self, session: Session, ends_at_ms: i64) {
        self.ends_at_ms.set_value(ends_at_ms);
        self.unproved.set(true);
        self.show(session);
    }

    /// From now on nobody is shown, until the server answers.
    pub(super) fn ask_anew(self) {
        self.state.set(SessionState::Unknown);
        self.unproved.set(false);
    }

    /// Until when the copy of this session may be shown without the server, in milliseconds of the device's clock.
    pub(super) fn ends_at_ms(self) -> i64 {
        self.ends_at_ms.get_value()
    }

    fn show(self, session: Session) {
        self.last_user.set_value(session.user.id.clone());
        self.left.set(None);
        self.state.set(SessionState::SignedIn(Box::new(session)));
    }

    /// Reads who this tab shows, following nothing.
    pub(super) fn with_tab<R>(self, read: impl FnOnce(TabSession<'_>) -> R) -> R {
        self.last_user.with_value(|last| {
            read(self.state.with_untracked(|state| match state {
                SessionState::Unknown => TabSession::Asking,
                SessionState::SignedIn(_) if self.unproved.get_untracked() => TabSession::Unproved(last),
                SessionState::SignedIn(_) => TabSession::In(last),
                SessionState::SignedOut { reason: None | Some(SignedOutReason::Elsewhere) } => {
                    TabSession::Out
                }
                SessionState::SignedOut {
                    reason: Some(SignedOutReason::Ended(_) | SignedOutReason::OtherPerson),
                } => TabSession::Ended(last),
            }))
        })
    }

    /// The venue that is open: the wanted one, or the first.
    pub(super) fn venue(self) -> Option<Venue> {
        let wanted = self.wanted_venue.get();
        self.state.with(|state| state.session()?.venue_or_first(wanted.as_ref()).cloned())
    }

    /// One of the person's venues, following nothing.
    pub(super) fn venue_by_id(self, id: &VenueId) -> Option<Venue> {
        self.state
            .with_untracked(|state| state.session()?.venues.iter().find(|venue| venue.id == *id).cloned())
    }

    /// The open venue, following nothing.
    pub(super) fn venue_untracked(self) -> Option<Venue> {
        untrack(|| self.venue())
    }
}

/// The session's part of the API. All of it reads or replaces the browser's one cookie, so it is one request at a
/// time over all tabs; without Web Locks the server puts up with two refreshes at once.
#[derive(Debug, Clone)]
pub(super) struct SessionApi {
    http: Http,
    /// Names lock, channel and word of this API in the browser.
    pub(super) name: String,
}

impl SessionApi {
    /// The API at `url`.
    pub(super) fn new(url: &str) -> Self {
        SessionApi { http: Http::new(url.to_owned()), name: format!("deskbell session {url}") }
    }

    /// The API beyond the session, for what is asked by itself.
    pub(super) fn http(&self) -> Http {
        self.http.clone()
    }

    /// POST /api/session: signs in. `on_session` is called before the next request may begin.
    pub(super) async fn sign_in(
        &self,
        username: &str,
        password: &str,
        on_session: impl FnOnce(&Session) + 'static,
    ) -> Result<SessionAnswer, Fault> {
        let body = serde_json::json!({ "username": username, "password": password }).to_string();
        self.ask("/api/session", body, on_session).await
    }

    /// Whose name and password these are: the user's id. POST /api/session, apart from the browser's cookie, and the
    /// session that it opened is ended again: nothing that there is changes.
    pub(super) async fn prove(&self, username: &str, password: &str) -> Result<Option<String>, Fault> {
        let body = serde_json::json!({ "username": username, "password": password }).to_string();
        let (http, sent_at) = (self.http.clone(), now());
        match read(http.post_apart("/api/session", &body, REQUEST_MS_MAX).await, sent_at)? {
            SessionAnswer::Session(session, token) => {
                spawn_local(async move {
                    let ended =
                        http.delete("/api/session", Some(&token.value), Cookie::Leave, REQUEST_MS_MAX);
                    if ended.await.is_err() {
                        log::warn!("the session that proved the password ends by its own time");
                    }
                });
                Ok(Some(session.user.id))
            }
            SessionAnswer::None => Ok(None),
        }
    }

    /// POST /api/session/refresh: a fresh token for the session of the browser's cookie.
    pub(super) async fn refresh(&self) -> Result<SessionAnswer, Fault> {
        self.ask("/api/session/refresh", "{}".to_owned(), |_| ()).await
    }

    /// DELETE /api/session: ends the session of the token, and that of the cookie unless `is_taken` says, when its
    /// turn comes, that someone has signed in meanwhile.
    pub(super) async fn sign_out(&self, token: Option<String>, is_taken: impl FnOnce() -> bool + 'static) {
        let http = self.http.clone();
        let request = async move {
            let cookie = if is_taken() { Cookie::Leave } else { Cookie::Send };
            if cookie == Cookie::Leave && token.is_none() {
                return true;
            }
            http.delete("/api/session", token.as_deref(), cookie, REQUEST_MS_MAX).await.is_ok()
        };
        if !self.in_turn(request).await {
            log::warn!("the server did not hear of the sign-out; the next page that is opened says it again");
        }
    }

    async fn ask(
        &self,
        path: &'static str,
        body: String,
        on_session: impl FnOnce(&Session) + 'static,
    ) -> Result<SessionAnswer, Fault> {
        let http = self.http.clone();
        self.in_turn(async move {
            let sent_at = now();
            let answer = read(http.post(path, None, &body, REQUEST_MS_MAX).await, sent_at);
            if let Ok(SessionAnswer::Session(session, _)) = &answer {
                on_session(session);
            }
            answer
        })
        .await
    }

    async fn in_turn<T: 'static>(&self, request: impl Future<Output = T> + 'static) -> T {
        alone(&self.name, TURN_MS_MAX, request).await
    }
}

/// The accounts that the demonstration shows; none for any other server.
pub(super) async fn demo_accounts(http: &Http) -> Vec<DemoAccount> {
    #[derive(Deserialize)]
    struct Health {
        demo: Option<Demo>,
    }
    #[derive(Deserialize)]
    struct Demo {
        accounts: Vec<DemoAccount>,
    }
    let answer = http.get("/api/health", None, None).await.ok();
    let health = answer.and_then(|answer| serde_json::from_str::<Health>(&answer.body).ok());
    health.and_then(|health| health.demo).map(|demo| demo.accounts).unwrap_or_default()
}

fn read(answer: Result<Answer, Unreachable>, sent_at: Now) -> Result<SessionAnswer, Fault> {
    #[derive(Deserialize)]
    struct NoSession {
        #[serde(rename = "session")]
        _session: (),
    }
    let answer = answer.map_err(|_| Fault::new(FaultKind::Network, "the server cannot be reached"))?;
    if answer.status != 200 && answer.status != 201 {
        return Err(answer.response().fault());
    }
    if let Ok(session) = serde_json::from_str::<Session>(&answer.body) {
        let value = session.access_token.reveal().to_owned();
        let token = Token { user: session.user.id.clone(), value, sent_at, life_ms: session.expires_in_ms };
        return Ok(SessionAnswer::Session(Box::new(session), token));
    }
    match serde_json::from_str::<NoSession>(&answer.body) {
        Ok(_) => Ok(SessionAnswer::None),
        Err(_) => Err(Fault::new(FaultKind::Protocol, "the session could not be read")),
    }
}
