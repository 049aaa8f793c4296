//! The answer of `POST /api/session`: who is signed in, and to which venues.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Instant, Venue, VenueId};

/// Proves who we are to the server for some minutes. Its `Debug` form hides the text, so that no log holds it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccessToken(String);

impl AccessToken {
    /// The text to send; never to be logged, stored or shown.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// No token: for a session that the server has not answered for.
    #[must_use]
    pub fn none() -> Self {
        Self(String::new())
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<&str> for AccessToken {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessToken(…)")
    }
}

/// The person who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// Names the person to the server.
    pub id: String,
    /// What the person types at a sign-in; a server may not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// What colleagues call the person.
    pub name: String,
}

/// A session as the server opened or refreshed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// To be sent with every request, and with CONNECT.
    pub access_token: AccessToken,
    /// How long the token lives, counted from *sending* the request, in milliseconds.
    pub expires_in_ms: u64,
    /// How long the session may be taken up again without asking the person, in milliseconds; a server may not say.
    #[serde(default)]
    pub refresh_expires_in_ms: Option<u64>,
    /// The server's clock when it answered.
    pub server_time: Instant,
    /// Who is signed in.
    pub user: User,
    /// Whether this is a demonstration with made-up guests.
    #[serde(default)]
    pub demo: bool,
    /// The venues that the person works at, in the server's order.
    #[serde(default)]
    pub venues: Vec<Venue>,
}

impl Session {
    /// The venue of that name, or the first one: a link to a venue that is not ours still shows something.
    #[must_use]
    pub fn venue_or_first(&self, wanted: Option<&VenueId>) -> Option<&Venue> {
        let named = wanted.and_then(|id| self.venues.iter().find(|venue| venue.id == *id));
        named.or_else(|| self.venues.first())
    }
}

/// An account that a demonstration server offers to anyone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoAccount {
    /// To type into the form.
    pub username: String,
    /// To type into the form; no secret.
    pub password: String,
    /// What the account may do, in the server's words.
    #[serde(default)]
    pub role: String,
}

#[cfg(test)]
mod tests {
    use super::super::samples::lisbon;
    use super::*;

    #[test]
    fn reads_the_servers_answer() {
        let venue = serde_json::to_string(&lisbon()).expect("json");
        let json = format!(
            r#"{{"access_token":"secret.jwt","expires_in_ms":600000,"server_time":"2026-05-14T12:00:00.000Z",
                "user":{{"id":"u1","name":"Ana"}},"demo":true,"venues":[{venue}],"spread_ms":3000}}"#
        );
        let session: Session = serde_json::from_str(&json).expect("a session");
        assert_eq!(session.access_token.reveal(), "secret.jwt");
        assert_eq!(session.venues, [lisbon()]);
        assert!(!format!("{session:?}").contains("secret"), "a token must not reach a log");
    }

    #[test]
    fn a_venue_that_is_not_ours_gives_the_first() {
        let mut second = lisbon();
        second.id = VenueId::from("second");
        let session = Session {
            access_token: AccessToken::from("t"),
            expires_in_ms: 1,
            refresh_expires_in_ms: None,
            server_time: Instant::default(),
            user: User { id: "u".into(), username: None, name: "U".into() },
            demo: false,
            venues: vec![lisbon(), second],
        };
        let chosen = |id: Option<&str>| {
            session.venue_or_first(id.map(VenueId::from).as_ref()).map(|venue| venue.id.as_str().to_owned())
        };
        assert_eq!(chosen(Some("second")).as_deref(), Some("second"));
        assert_eq!(chosen(Some("elsewhere")).as_deref(), Some("lisbon"));
        assert_eq!(chosen(None).as_deref(), Some("lisbon"));
    }
}
