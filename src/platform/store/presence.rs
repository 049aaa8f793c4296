//! This tab's name, and which other tabs are gone.
//!
//! A tab holds the Web Lock of its name for as long as it lives; the browser lets it go with the tab, also when the tab
//! crashes. So whoever finds a name in storage whose lock nobody holds knows that its tab is gone.
//!
//! A held lock keeps a page out of the back/forward cache, so the page lets go of it when it is put away, and with the
//! lock of its *name*: other tabs may adopt what is stored under it from that moment. **A name that was let go is never
//! used again.** A page that comes back takes a new one, and claims what is left under the old one as any other tab
//! would: one transaction each, so each item goes to one of them. Whoever owns an outbox must therefore drop what it
//! holds in memory at [`PresenceEvent::Left`], and begin anew at [`PresenceEvent::Named`].

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;

use gloo_timers::callback::Interval;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::PageTransitionEvent;

use super::StoreFault;
use super::database::Store;
use super::leases::BEAT_MS;
use crate::platform::clock::wall_ms;
use crate::platform::events::Listener;
use crate::platform::locks::{HeldLock, has_locks, held_names, hold_for_ever};
use crate::platform::random::uuid;

/// What happened to this tab's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PresenceEvent {
    /// The tab has this name from now on, and others can tell that it is there.
    Named {
        /// The name.
        tab: String,
    },
    /// The page is being put away, or counted as gone: its name is let go.
    Left,
}

/// This tab among the others. It is gone when this is dropped.
pub struct Presence {
    shared: Rc<Shared>,
    _listeners: Vec<Listener>,
}

struct Shared {
    store: Store,
    on_event: Box<dyn Fn(PresenceEvent)>,
    name: RefCell<Option<Name>>,
    /// Counts the times that a name was asked for or let go.
    turn: Cell<u64>,
}

/// A name that others can tell to be there.
struct Name {
    tab: String,
    _lock: Option<HeldLock>,
    _beat: Option<Interval>,
}

impl Presence {
    /// Takes a name; `on_event` is told as soon as others can tell that it is held, and whenever it changes.
    pub fn new(store: &Store, on_event: impl Fn(PresenceEvent) + 'static) -> Self {
        let shared = Rc::new(Shared {
            store: store.clone(),
            on_event: Box::new(on_event),
            name: RefCell::new(None),
            turn: Cell::new(0),
        });
        let listeners = web_sys::window().map(|window| {
            let (left, back) = (Rc::clone(&shared), Rc::clone(&shared));
            vec![
                Listener::new(&window, "pagehide", move |_| left.leave()),
                Listener::new(&window, "pageshow", move |event| {
                    if event.dyn_ref::<PageTransitionEvent>().is_some_and(PageTransitionEvent::persisted) {
                        back.take_name();
                    }
                }),
            ]
        });
        shared.take_name();
        Presence { shared, _listeners: listeners.unwrap_or_default() }
    }

    /// The tabs that own any of `user`'s stored items and are gone.
    ///
    /// # Errors
    /// When it cannot be told.
    pub async fn gone_tabs(&self, user: &str) -> Result<BTreeSet<String>, StoreFault> {
        let owners = self.shared.store.owners(user).await?;
        // Asked after the owners were read: who took a name since then owns none of these.
        let there = match held_names().await {
            Some(locks) => locks.iter().filter_map(|lock| tab_of(lock).map(str::to_owned)).collect(),
            None => self.shared.store.leased(wall_ms()).await?,
        };
        Ok(owners.difference(&there).cloned().collect())
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        // The listeners hold the rest.
        self.shared.turn.set(self.shared.turn.get() + 1);
        let _ = self.shared.name.take();
    }
}

impl Shared {
    /// Takes a name that nobody ever had.
    fn take_name(self: &Rc<Self>) {
        let (tab, turn) = (uuid(), self.turn.get() + 1);
        self.turn.set(turn);
        let this = Rc::clone(self);
        spawn_local(async move {
            let lock = hold_for_ever(&lock_of(&tab)).await;
            if lock.is_none() {
                // Where not even a lease can be had, nothing is stored that another tab could find.
                let _ = this.store.beat(&tab, true, wall_ms()).await;
            }
            if this.turn.get() != turn {
                return;
            }
            let beat = lock.is_none().then(|| this.beat_on(&tab));
            *this.name.borrow_mut() = Some(Name { tab: tab.clone(), _lock: lock, _beat: beat });
            (this.on_event)(PresenceEvent::Named { tab });
        });
    }

    /// Lets go of the name.
    fn leave(self: &Rc<Self>) {
        self.turn.set(self.turn.get() + 1);
        let Some(name) = self.name.take() else { return };
        // First what is stored, then the name: what this begins comes before anything that another tab may do then.
        (self.on_event)(PresenceEvent::Left);
        let store = self.store.clone();
        spawn_local(async move {
            let Name { tab, _lock: lock, _beat: beat } = name;
            drop((lock, beat));
            if !has_locks() {
                // A lease that stays runs out by itself.
                let _ = store.end_lease(&tab).await;
            }
        });
    }

    fn beat_on(self: &Rc<Self>, tab: &str) -> Interval {
        let (this, tab) = (Rc::downgrade(self), tab.to_owned());
        Interval::new(BEAT_MS, move || {
            let (this, tab) = (this.upgrade(), tab.clone());
            spawn_local(async move {
                let Some(this) = this else { return };
                let is_there = this.store.beat(&tab, false, wall_ms()).await;
                let is_named = this.name.borrow().as_ref().is_some_and(|name| name.tab == tab);
                if is_there == Ok(false) && is_named {
                    log::info!("this tab counted as gone: it goes on under another name");
                    this.leave();
                    this.take_name();
                }
            });
        })
    }
}

fn lock_of(tab: &str) -> String {
    format!("deskbell-tab:{tab}")
}

fn tab_of(lock: &str) -> Option<&str> {
    lock.strip_prefix("deskbell-tab:")
}
