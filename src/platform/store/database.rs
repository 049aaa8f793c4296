//! The connection to the database: opened when it is first needed, closed when somebody else needs it gone.
//!
//! A page that is put away closes its connection, since an open one with a transaction may keep it out of the
//! back/forward cache, and a page that lies there cannot make room for a newer one. An old page that hears that a newer
//! one wants to upgrade closes too; from then on it gets [`StoreFault::Failed`], as its version is no longer there.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    IdbDatabase, IdbFactory, IdbOpenDbRequest, IdbVersionChangeEvent, PageTransitionEvent, Window,
};

use super::StoreFault;
use super::transaction::{Mode, Transaction, outcome, settled};
use crate::platform::events::Listener;

/// Rises with each change of the object stores; [`upgrade`] leads there from any older one.
const VERSION: u32 = 1;

/// Commands whose fate is not known yet.
pub(super) const OUTBOX: &str = "outbox";
/// Copies of boards: the head of each.
pub(super) const COPIES: &str = "copies";
/// Copies of boards: the records of each.
pub(super) const RECORDS: &str = "records";
/// Tabs of a browser without Web Locks, and when each was last seen.
pub(super) const LEASES: &str = "leases";

#[wasm_bindgen]
extern "C" {
    /// web-sys' getter throws where the property is missing.
    type WindowWithStorage;

    #[wasm_bindgen(method, catch, getter, js_name = indexedDB)]
    fn indexed_db(this: &WindowWithStorage) -> Result<Option<IdbFactory>, JsValue>;
}

/// The device's storage. A handle; all of them share one connection.
#[derive(Clone)]
pub struct Store {
    shared: Rc<Shared>,
}

struct Shared {
    name: String,
    open: RefCell<Option<Open>>,
    /// An opening under way; whoever else needs the database waits for the same one.
    opening: RefCell<Option<(IdbOpenDbRequest, Promise)>>,
    is_left: Cell<bool>,
    listeners: RefCell<Vec<Listener>>,
}

/// A connection that closes when it is dropped.
struct Open {
    database: IdbDatabase,
    _listeners: [Listener; 2],
}

impl Drop for Open {
    fn drop(&mut self) {
        // What has begun is carried out.
        self.database.close();
    }
}

impl Store {
    /// The database `name`; nothing is opened yet. When the page is put away `on_leave` is called first: what it begins
    /// with the store, by its first step, is still carried out.
    pub fn new(name: &str, on_leave: impl Fn() + 'static) -> Self {
        let shared = Rc::new(Shared {
            name: name.to_owned(),
            open: RefCell::new(None),
            opening: RefCell::new(None),
            is_left: Cell::new(false),
            listeners: RefCell::new(Vec::new()),
        });
        if let Some(window) = web_sys::window() {
            *shared.listeners.borrow_mut() = Shared::listen(&shared, &window, on_leave);
        }
        Store { shared }
    }

    /// Begins a transaction over `stores`.
    pub(super) async fn begin(&self, stores: &[&str], mode: Mode) -> Result<Transaction, StoreFault> {
        let database = self.database().await?;
        let begun = match Transaction::begin(&database, stores, mode) {
            // It was closed under us: by the browser, or for a page that upgrades.
            Err(StoreFault::Blocked) => {
                self.shared.open.take();
                Transaction::begin(&self.database().await?, stores, mode)
            }
            begun => begun,
        };
        if self.shared.is_left.get() {
            let _ = self.shared.open.take();
        }
        begun
    }

    /// Closes the connection; the next use opens it again.
    pub fn close(&self) {
        let _ = self.shared.open.take();
    }

    async fn database(&self) -> Result<IdbDatabase, StoreFault> {
        if let Some(open) = &*self.shared.open.borrow() {
            return Ok(open.database.clone());
        }
        let under_way = self.shared.opening.borrow().clone();
        let (request, opened) = match under_way {
            Some(under_way) => under_way,
            None => self.shared.start_opening()?,
        };
        // The promise never rejects.
        let _ = JsFuture::from(opened).await;
        self.shared.opening.take();
        if let Some(open) = &*self.shared.open.borrow() {
            return Ok(open.database.clone());
        }
        let database: IdbDatabase = outcome(&request)?.unchecked_into();
        *self.shared.open.borrow_mut() = Some(Shared::opened(&self.shared, database.clone()));
        Ok(database)
    }
}

impl Shared {
    fn listen(this: &Rc<Self>, window: &Window, on_leave: impl Fn() + 'static) -> Vec<Listener> {
        let (left, back) = (Rc::downgrade(this), Rc::downgrade(this));
        let leave = move |_| {
            on_leave();
            let left = left.clone();
            // Behind the first step of what was begun just now.
            spawn_local(async move {
                if let Some(shared) = left.upgrade() {
                    shared.is_left.set(true);
                    drop(shared.open.take());
                }
            });
        };
        let come_back = move |event: web_sys::Event| {
            if event.dyn_ref::<PageTransitionEvent>().is_some_and(PageTransitionEvent::persisted)
                && let Some(shared) = back.upgrade()
            {
                shared.is_left.set(false);
            }
        };
        vec![Listener::new(window, "pagehide", leave), Listener::new(window, "pageshow", come_back)]
    }

    fn start_opening(&self) -> Result<(IdbOpenDbRequest, Promise), StoreFault> {
        let window = web_sys::window().ok_or(StoreFault::Blocked)?;
        let factory = window.unchecked_ref::<WindowWithStorage>().indexed_db();
        let factory = factory.ok().flatten().ok_or(StoreFault::Blocked)?;
        let request = factory.open_with_u32(&self.name, VERSION).map_err(|error| StoreFault::of(&error))?;
        let upgrade = Closure::<dyn FnMut(IdbVersionChangeEvent)>::new({
            let request = request.clone();
            move |event: IdbVersionChangeEvent| {
                if let Ok(database) = request.result() {
                    upgrade(database.unchecked_ref(), event.old_version() as u32);
                }
            }
        });
        request.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
        let blocked = Closure::<dyn FnMut()>::new(|| {
            log::warn!("another page holds an older database; it is waited for");
        });
        request.set_onblocked(Some(blocked.as_ref().unchecked_ref()));
        let opened = settled(&request);
        let until_opened = opened.clone();
        spawn_local(async move {
            let _ = JsFuture::from(until_opened).await;
            drop((upgrade, blocked));
        });
        *self.opening.borrow_mut() = Some((request.clone(), opened.clone()));
        Ok((request, opened))
    }

    fn opened(this: &Rc<Self>, database: IdbDatabase) -> Open {
        let listen = |name| {
            let shared = Rc::downgrade(this);
            Listener::new(&database, name, move |_| {
                if let Some(shared) = shared.upgrade() {
                    // The listener must not go while it is being called.
                    spawn_local(async move { drop(shared.open.take()) });
                }
            })
        };
        let listeners = [listen("versionchange"), listen("close")];
        Open { database, _listeners: listeners }
    }
}

/// Brings the object stores from `old` to [`VERSION`], step by step.
fn upgrade(database: &IdbDatabase, old: u32) {
    if old < 1 {
        for store in [OUTBOX, COPIES, RECORDS, LEASES] {
            // It fails only for a store that is there already.
            let _ = database.create_object_store(store);
        }
    }
}
