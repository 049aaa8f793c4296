//! Who is signed in, and at which venue. The token lives in the machine; here is what people see of it.

use leptos::prelude::*;
use serde::Deserialize;

use crate::domain::{DemoAccount, Session, Venue, VenueId};
use crate::platform::{Answer, Http, now};
use crate::realtime::{Fault, FaultKind, Now, Token, Unreachable};

/// Whether someone is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionState {
    /// The server has not said yet.
    Unknown,
    /// Nobody is.
    SignedOut {
        /// Why, when it was not by hand.
        reason: Option<Fault>,
    },
    /// Someone is.
    SignedIn(Box<Session>),
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
}

impl SessionStore {
    pub(super) fn new() -> Self {
        SessionStore {
            state: RwSignal::new(SessionState::Unknown),
            wanted_venue: RwSignal::new(None),
            demo_accounts: RwSignal::new(Vec::new()),
        }
    }

    /// The venue that is open: the wanted one, or the first.
    pub(super) fn venue(self) -> Option<Venue> {
        let wanted = self.wanted_venue.get();
        self.state.with(|state| match state {
            SessionState::SignedIn(session) => session.venue_or_first(wanted.as_ref()).cloned(),
            SessionState::Unknown | SessionState::SignedOut { .. } => None,
        })
    }

    /// The same, following nothing.
    pub(super) fn venue_untracked(self) -> Option<Venue> {
        untrack(|| self.venue())
    }
}

/// POST /api/session: signs in.
pub(super) async fn sign_in(http: &Http, username: &str, password: &str) -> Result<SessionAnswer, Fault> {
    let sent_at = now();
    let body = serde_json::json!({ "username": username, "password": password }).to_string();
    read(http.post("/api/session", None, &body).await, sent_at)
}

/// POST /api/session/refresh: a fresh token for the session of the browser's cookie.
pub(super) async fn refresh(http: &Http) -> Result<SessionAnswer, Fault> {
    let sent_at = now();
    read(http.post("/api/session/refresh", None, "{}").await, sent_at)
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
        let token = Token { value, sent_at, life_ms: session.expires_in_ms };
        return Ok(SessionAnswer::Session(Box::new(session), token));
    }
    match serde_json::from_str::<NoSession>(&answer.body) {
        Ok(_) => Ok(SessionAnswer::None),
        Err(_) => Err(Fault::new(FaultKind::Protocol, "the session could not be read")),
    }
}
