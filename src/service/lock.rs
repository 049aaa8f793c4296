//! The lock of the desk: said, heard, kept on the device, and opened by the person's password; and the desk that locks
//! itself when nobody uses it.
//!
//! What a word means is decided in `domain`. The session, the connection and the outbox go on beneath the lock.

use leptos::prelude::*;

use super::session::SessionStore;
use super::start::SessionService;
use crate::domain::{Idle, LockWord, Locked, TabSession, User, is_hidden};
use crate::platform::{Listener, store, stored, wall_ms};
use crate::realtime::Fault;
use crate::realtime::outbox::{Safety, SignOut, Summary};

/// What tells that somebody uses the desk.
const USES: [&str; 5] = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"];

/// Changes of a person who made room for the next, or whose session the server ended; kept until that person is back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftBehind {
    /// Whose.
    pub name: String,
    /// How many.
    pub count: usize,
    /// Whether the device keeps them; else only this tab does.
    pub is_safe: bool,
}

impl LeftBehind {
    /// What is not sent of a person's changes; `None` where nothing is left.
    pub(super) fn of(name: String, outbox: &Summary) -> Option<Self> {
        let count = outbox.unsent();
        (count > 0).then(|| LeftBehind { name, count, is_safe: outbox.safety == Safety::Safe })
    }
}

/// The lock, as this tab knows it. `Copy`.
#[derive(Clone, Copy)]
pub(super) struct Lock {
    /// Names the place of the last word.
    place: StoredValue<String>,
    word: RwSignal<Option<LockWord>>,
    idle: StoredValue<Option<Idle>>,
    listeners: StoredValue<Vec<Listener>, LocalStorage>,
}

impl Lock {
    /// The lock as the device keeps it, for the API of that `name`.
    pub(super) fn new(name: &str, idle_minutes: u32) -> Self {
        let place = format!("{name} lock");
        let kept = |place: &str| stored(place).as_deref().and_then(LockWord::read);
        let idle = Idle::new(idle_minutes, used_at(kept(&used_place(&place)).as_ref()), wall_ms());
        Lock {
            word: RwSignal::new(kept(&place)),
            place: StoredValue::new(place),
            idle: StoredValue::new(idle),
            listeners: StoredValue::new_local(Vec::new()),
        }
    }

    /// The last word that the device keeps.
    fn kept(self) -> Option<LockWord> {
        self.place.with_value(|place| stored(place)).as_deref().and_then(LockWord::read)
    }

    /// When the desk was last used, as far as the device knows.
    fn kept_use_ms(self) -> Option<i64> {
        let kept = self.place.with_value(|place| stored(&used_place(place)));
        used_at(kept.as_deref().and_then(LockWord::read).as_ref())
    }

    /// Keeps the word, and gives its text.
    fn keep(self, word: &LockWord) -> String {
        let text = word.write();
        self.place.with_value(|place| match word {
            LockWord::Locked(_) | LockWord::Unlocked => store(place, &text),
            LockWord::Used { .. } => store(&used_place(place), &text),
        });
        text
    }

    fn with_idle<R>(self, change: impl FnOnce(&mut Idle) -> R) -> Option<R> {
        self.idle.try_update_value(|idle| idle.as_mut().map(change)).flatten()
    }
}

impl SessionService {
    /// Who locked the desk, while the lock hides what this tab shows.
    pub fn locked(&self) -> Signal<Option<Locked>> {
        let (lock, session) = (self.lock, self.store);
        Memo::new(move |_| {
            session.state.track();
            session.unproved.track();
            lock.word.with(|word| hiding(session, word.as_ref()))
        })
        .into()
    }

    /// Whether the lock hides what this tab shows.
    pub fn is_locked(&self) -> Signal<bool> {
        let locked = self.locked();
        Memo::new(move |_| locked.with(Option::is_some)).into()
    }

    /// The same, following nothing.
    pub(super) fn locked_untracked(self) -> Option<Locked> {
        self.lock.word.with_untracked(|word| hiding(self.store, word.as_ref()))
    }

    /// Hides everything, in all tabs, until the person's password opens it again.
    pub fn lock(&self) {
        if self.locked_untracked().is_some() {
            return;
        }
        let venue = self.store.venue_untracked().map(|venue| venue.name).unwrap_or_default();
        let locked = self.store.state.with_untracked(|state| {
            let User { id, name, username, .. } = state.session()?.user.clone();
            Some(Locked { user: id, name, username, venue })
        });
        if let Some(locked) = locked {
            log::info!("the desk is locked");
            self.say_of_lock(LockWord::Locked(locked));
        }
    }

    /// Opens the lock in all tabs, if the server takes the password for that of the person who locked. `username` is for
    /// a lock that does not know it.
    ///
    /// # Errors
    /// When the password is another, or the server cannot be reached.
    pub async fn unlock(&self, username: &str, password: &str) -> Result<(), Fault> {
        let Some(locked) = self.locked_untracked() else { return Ok(()) };
        let username = locked.username.as_deref().unwrap_or(username);
        let proved = self.api.get_value().prove(username, password).await?;
        if self.locked_untracked().as_ref() != Some(&locked) {
            // Meanwhile it became someone else's.
            return Ok(());
        }
        if proved.as_deref() != Some(locked.user.as_str()) {
            return Err(Fault::from_code("unauthenticated", None));
        }
        self.lift_lock();
        if self.store.with_tab(|tab| !matches!(tab, TabSession::In(_))) {
            // The server answers now: the list need not wait for its turn.
            self.realtime.retry();
        }
        Ok(())
    }

    /// Makes room for the next person: ends the session, in all tabs. What is not sent is kept for its owner, hidden from
    /// others.
    pub fn switch_user(&self) {
        let outbox = self.realtime.outbox.summary().get_untracked();
        let locked = self.locked_untracked().map(|locked| locked.name);
        let person =
            self.store.state.with_untracked(|state| state.session().map(|session| session.user.name.clone()));
        self.sign_out(SignOut::Keep);
        self.store.left.set(person.or(locked).and_then(|name| LeftBehind::of(name, &outbox)));
    }

    /// What the person before left behind, while nobody is signed in.
    pub fn left_behind(&self) -> Signal<Option<LeftBehind>> {
        self.store.left.into()
    }

    /// A person proved who they are, or the session is over: nothing is locked any more.
    pub(super) fn lift_lock(self) {
        let now_ms = wall_ms();
        if self.lock.with_idle(|idle| idle.begin(now_ms)).is_some() {
            self.say_of_lock(LockWord::Used { at_ms: now_ms });
        }
        self.say_of_lock(LockWord::Unlocked);
    }

    /// What another tab said of the lock.
    pub(super) fn hear_of_lock(self, word: LockWord) {
        match word {
            LockWord::Locked(_) | LockWord::Unlocked => self.lock.word.set(Some(word)),
            LockWord::Used { at_ms } => {
                self.lock.with_idle(|idle| idle.hear(at_ms, wall_ms()));
            }
        }
    }

    /// The page is back: what was said meanwhile is looked up. A device that keeps nothing leaves the lock as it was.
    pub(super) fn look_up_lock(self) {
        if let Some(word) = self.lock.kept() {
            self.lock.word.set(Some(word));
        }
        self.lock_if_left();
    }

    /// Locks the desk from now on when nobody uses it, if the deployment says so.
    pub(super) fn lock_when_left(self) {
        // A tab that nobody saw may have slept over a word, or over its time.
        let seen = Listener::new(&document(), "visibilitychange", move |_| self.look_up_lock());
        self.lock.listeners.update_value(|listeners| listeners.push(seen));
        if self.lock.idle.with_value(Option::is_none) {
            return;
        }
        let used = move |_| self.on_use();
        let uses = USES.into_iter().map(|name| Listener::new(&window(), name, used));
        self.lock.listeners.update_value(|listeners| listeners.extend(uses));
        let clock = self.realtime.clock.signal();
        Effect::new(move |_| {
            clock.track();
            self.store.state.track();
            self.lock_if_left();
        });
    }

    fn on_use(self) {
        let now_ms = wall_ms();
        if self.lock.with_idle(|idle| idle.is_left(now_ms)) == Some(true) {
            // The press that wakes a desk must not act on it.
            return self.lock_if_left();
        }
        if self.locked_untracked().is_none() && self.lock.with_idle(|idle| idle.on_use(now_ms)) == Some(true)
        {
            self.say_of_lock(LockWord::Used { at_ms: now_ms });
        }
    }

    fn lock_if_left(self) {
        let (kept_ms, now_ms) = (self.lock.kept_use_ms(), wall_ms());
        let is_left = self.lock.with_idle(|idle| {
            if let Some(kept_ms) = kept_ms {
                idle.hear(kept_ms, now_ms);
            }
            idle.is_left(now_ms)
        });
        if is_left == Some(true) {
            self.lock();
        }
    }

    fn say_of_lock(self, word: LockWord) {
        let text = self.lock.keep(&word);
        self.tabs.tell(&text);
        if !matches!(word, LockWord::Used { .. }) {
            self.lock.word.set(Some(word));
        }
    }
}

fn hiding(session: SessionStore, word: Option<&LockWord>) -> Option<Locked> {
    match word {
        Some(LockWord::Locked(locked)) if session.with_tab(|tab| is_hidden(tab, locked)) => {
            Some(locked.clone())
        }
        Some(LockWord::Locked(_) | LockWord::Unlocked | LockWord::Used { .. }) | None => None,
    }
}

fn used_place(place: &str) -> String {
    format!("{place} used")
}

fn used_at(word: Option<&LockWord>) -> Option<i64> {
    match word {
        Some(LockWord::Used { at_ms }) => Some(*at_ms),
        Some(LockWord::Locked(_) | LockWord::Unlocked) | None => None,
    }
}
