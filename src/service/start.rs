//! Puts the services together: configuration, driver, session.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::application::BookingApplication;
use super::clock::Clock;
use super::lock::Lock;
use super::realtime::RealtimeService;
use super::session::{self, SessionAnswer, SessionApi, SessionState, SessionStore, SignedOutReason};
use super::shell::ShellService;
use super::tabs::Tabs;
use crate::config::{Config, ConfigError};
use crate::domain::{DemoAccount, Session, SessionWord, Venue, VenueId};
use crate::platform::{Driver, Endpoints, Http, TokenSource, now, seed};
use crate::realtime::outbox::SignOut;
use crate::realtime::{Client, Fault, Options, Token};

/// The session: who is signed in, and at which venue. A `Copy` handle.
#[derive(Clone, Copy)]
pub struct SessionService {
    pub(super) store: SessionStore,
    pub(super) realtime: RealtimeService,
    pub(super) api: StoredValue<SessionApi>,
    pub(super) tabs: Tabs,
    pub(super) lock: Lock,
}

/// Reads `config.json` beside the page. A page without one runs with the defaults.
///
/// # Errors
/// When the file cannot be used, with the key that is wrong.
pub async fn load_config() -> Result<Config, ConfigError> {
    let config = read_config().await;
    match &config {
        Ok(config) => config.warnings.iter().for_each(|warning| log::warn!("config.json: {warning}")),
        Err(error) => log::error!("config.json cannot be used: {}: {}", error.key, error.what),
    }
    config
}

async fn read_config() -> Result<Config, ConfigError> {
    let origin = window().location().origin().unwrap_or_default();
    let answer = Http::new(String::new()).get(&format!("{}config.json", base_path()), None, None).await;
    let text = match answer {
        Ok(answer) if answer.status == 404 => "{}".to_owned(),
        Ok(answer) if answer.status == 200 => answer.body,
        Ok(answer) => return Err(unreadable_config(&format!("the server answered {}", answer.status))),
        Err(_) => return Err(unreadable_config("it could not be fetched")),
    };
    Config::parse(&text, &origin)
}

/// Starts the services and hands them to the views by context.
pub fn provide_services(config: &Config) {
    let (store, clock) = (SessionStore::new(), Clock::new());
    let realtime = RealtimeService::new(config, store, clock);
    let (http, api) = (Http::new(config.api_url.clone()), SessionApi::new(&config.api_url));
    let tabs = Tabs::new(&api.name);
    let lock = Lock::new(&api.name, config.idle_lock_minutes);
    let sessions = SessionService { store, realtime, api: StoredValue::new(api), tabs, lock };
    // Before the driver: a page that comes back may find that its session is over, and must not connect first.
    sessions.join_tabs();
    // What was said before this tab listened.
    sessions.look_up_lock();
    sessions.lock_when_left();
    super::address::keep_addresses_whole();
    let database = format!("deskbell {}", config.api_url);
    realtime.offline.start(&database, realtime);
    provide_context(clock);
    provide_context(super::preferences::Preferences::load());
    provide_context(realtime);
    provide_context(sessions);

    let mut client = Client::new(BookingApplication::default(), options(config), seed());
    if let Some(worked) = realtime.remembered() {
        client = client.with_memory(worked, now());
    }
    let endpoints = Endpoints {
        socket_url: config.websocket_url(),
        polling_url: config.polling_url(),
        http: http.clone(),
        database,
    };
    let tokens: TokenSource = Box::new(move || Box::pin(sessions.refresh()));
    let driver = Driver::new(client, endpoints, tokens, move |effect| realtime.on_effect(effect));
    if let Some(store) = realtime.offline.store() {
        driver.keep_in(&store);
    }
    realtime.start(driver);
    // A worker that serves yesterday's build hides what was just edited.
    provide_context(ShellService::start(config.offline && !cfg!(debug_assertions)));
    sessions.show_copy_if_silent();
    sessions.hide_copy_when_over();
    spawn_local(async move { store.demo_accounts.set(session::demo_accounts(&http).await) });
}

impl SessionService {
    /// Whether someone is signed in.
    pub fn session(&self) -> Signal<SessionState> {
        self.store.state.into()
    }

    /// Whether the person is known by the copy on the device alone: the server has not answered for the session yet.
    pub fn is_unproved(&self) -> Signal<bool> {
        self.store.unproved.into()
    }

    /// The accounts that a demonstration shows.
    pub fn demo_accounts(&self) -> Signal<Vec<DemoAccount>> {
        self.store.demo_accounts.into()
    }

    /// The venue that is open.
    pub fn venue(&self) -> Signal<Option<Venue>> {
        let store = self.store;
        Memo::new(move |_| store.venue()).into()
    }

    /// Opens another venue.
    pub fn select_venue(&self, id: Option<VenueId>) {
        if self.store.wanted_venue.with_untracked(|wanted| *wanted != id) {
            self.store.wanted_venue.set(id);
            self.follow();
        }
    }

    /// Signs in.
    ///
    /// # Errors
    /// When the server refuses, or cannot be reached.
    pub async fn sign_in(&self, username: &str, password: &str) -> Result<(), Fault> {
        let service = *self;
        let say = move |session: &Session| {
            // First who it is: another person's tabs must not open before they are signed out.
            service.tabs.say(SessionWord::SignedIn { user: session.user.id.clone() });
            service.lift_lock();
        };
        match self.api.get_value().sign_in(username, password, say).await? {
            SessionAnswer::Session(session, token) => {
                self.enter(*session, token);
                Ok(())
            }
            SessionAnswer::None => Err(Fault::from_code("unauthenticated", None)),
        }
    }

    /// Signs out here and in all tabs at once, and on the server as soon as it hears of it. What is not sent yet stays
    /// on the device, hidden, until the person is back, or goes.
    pub fn sign_out(&self, unsent: SignOut) {
        let locked = self.locked_untracked().map(|locked| (locked.user, None));
        let ended = match self.store.state.get_untracked() {
            SessionState::SignedIn(session) => {
                let token = Some(&session.access_token).filter(|token| !token.is_none());
                Some((session.user.id.clone(), token.map(|token| token.reveal().to_owned())))
            }
            // Whoever locked is known, though the server has not answered yet.
            SessionState::Unknown => locked,
            SessionState::SignedOut { .. } => None,
        };
        if let Some((user, token)) = ended {
            let discards = unsent == SignOut::Discard;
            self.tabs.say(SessionWord::SignedOut { user, discards });
            self.end_on_server(token);
        }
        self.leave(None, unsent);
        // Not before: until then there is something to hide.
        self.lift_lock();
    }

    /// A new session begins in this tab.
    pub(super) fn enter(&self, session: Session, token: Token) {
        self.realtime.on_signed_in(token);
        self.open(session);
    }

    /// Everything of the person goes: token, board, subscriptions, actions.
    pub(super) fn leave(&self, reason: Option<SignedOutReason>, unsent: SignOut) {
        self.store.state.set(SessionState::SignedOut { reason });
        self.realtime.on_signed_out(unsent);
    }

    pub(super) fn open(&self, session: Session) {
        self.store.open(session);
        self.follow();
    }

    /// The session of the copy begins in this tab, until the server answers.
    pub(super) fn open_copy(&self, session: Session, ends_at_ms: i64) {
        self.realtime.on_person_known(session.user.id.clone());
        self.store.open_copy(session, ends_at_ms);
        self.follow();
    }

    fn follow(&self) {
        if let Some(venue) = self.store.venue_untracked() {
            self.realtime.follow(&venue);
        }
    }
}

/// The machine's options, where the deployment decides.
fn options(config: &Config) -> Options {
    let mut options = Options::default();
    options.backoff.spread_ms_default = config.retry_spread_ms;
    options.backoff.cap_ms_max = config.retry_cap_ms;
    options.backoff.jitter_percent = config.retry_jitter_percent;
    options.attempts_max = config.attempts_max;
    options.fallback.visible_ms = config.polling_ms;
    options.fallback.hidden_ms = config.polling_hidden_ms;
    options
}

/// The path that the page is served under, with its trailing slash; the boot script was told by trunk.
pub(super) fn base_path() -> String {
    let script = document().query_selector("script[data-base]").ok().flatten();
    let base = script.and_then(|script| script.get_attribute("data-base"));
    base.unwrap_or_else(|| "/".to_owned())
}

fn unreadable_config(what: &str) -> ConfigError {
    ConfigError { key: "config.json".to_owned(), what: what.to_owned() }
}
