//! The service worker (`public/sw.js`), as the page sees it: registered once, asked for a newer release now and then,
//! and told when the person wants that one. On an insecure origin (plain http) there is none, and all of this does
//! nothing.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use futures_util::future::{Either, select};
use gloo_timers::callback::Interval;
use gloo_timers::future::TimeoutFuture;
use js_sys::{Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    EventTarget, RegistrationOptions, ServiceWorker, ServiceWorkerContainer, ServiceWorkerRegistration,
    ServiceWorkerState, ServiceWorkerUpdateViaCache, Window,
};

use super::clock::wall_ms;
use super::events::Listener;

/// Between two questions for a newer release: it is there on the same day, and a house full of desks asks seldom.
const CHECK_EVERY_MS: u32 = 30 * 60_000;
/// The worker's one file is small, but the line may hang.
const CHECK_MS_MAX: u32 = 10_000;
/// A release is about a megabyte; a slow line takes its time.
const INSTALL_MS_MAX: u32 = 60_000;
/// The change of workers takes milliseconds.
const ACTIVATE_MS_MAX: u32 = 5_000;

/// The files of the application on this device, and whether the server has newer ones. Dropping the last handle ends
/// the questions; the worker stays.
#[derive(Clone)]
pub struct Shell {
    shared: Rc<Shared>,
}

struct Shared {
    this: Weak<Shared>,
    registration: RefCell<Option<ServiceWorkerRegistration>>,
    on_update: Box<dyn Fn()>,
    asked_at_ms: Cell<i64>,
    /// On the worker that is being installed.
    watched: RefCell<Option<Listener>>,
    listeners: RefCell<Vec<Listener>>,
    timer: RefCell<Option<Interval>>,
}

impl Shell {
    /// Registers the worker of the folder `base`, a path with its trailing slash, once the page is loaded.
    /// `on_update` is called when a newer release is wholly on the device; it may be called again.
    pub fn start(base: &str, on_update: impl Fn() + 'static) -> Self {
        let shared = Rc::new_cyclic(|this| Shared {
            this: this.clone(),
            registration: RefCell::new(None),
            on_update: Box::new(on_update),
            asked_at_ms: Cell::new(wall_ms()),
            watched: RefCell::new(None),
            listeners: RefCell::new(Vec::new()),
            timer: RefCell::new(None),
        });
        if let (Some(window), Some(container)) = (web_sys::window(), container()) {
            let (this, base) = (Rc::downgrade(&shared), base.to_owned());
            let register = move || {
                let (this, base, container) = (this.clone(), base.clone(), container.clone());
                spawn_local(async move {
                    if let Some(registration) = register(&container, &base).await
                        && let Some(shared) = this.upgrade()
                    {
                        shared.follow(registration);
                    }
                });
            };
            shared.once_loaded(&window, register);
        }
        Shell { shared }
    }

    /// Makes the newest release the one that the next load of the page gets; fetches it first if it is not here yet.
    /// Resolves when that is so, or cannot be had in time: then a load gets what there is.
    pub async fn take_update(&self) {
        let Some(registration) = self.shared.registration.borrow().clone() else { return };
        if registration.waiting().is_none() {
            ask(&registration).await;
            if let Some(worker) = registration.installing() {
                reached(&worker, |state| state != ServiceWorkerState::Installing, INSTALL_MS_MAX).await;
            }
        }
        let Some(worker) = registration.waiting() else { return };
        match worker.post_message(&JsValue::from_str("activate")) {
            Ok(()) => reached(&worker, is_settled, ACTIVATE_MS_MAX).await,
            Err(error) => log::warn!("the new version could not be told to begin: {error:?}"),
        }
    }

    /// Removes the worker of the folder `base` and all that it kept, if there is one.
    pub async fn retire(base: &str) {
        let Some(container) = container() else { return };
        let found = JsFuture::from(container.get_registration_with_document_url(base)).await;
        let Some(registration) = found.ok().and_then(|found| found.dyn_into().ok()) else { return };
        let registration: ServiceWorkerRegistration = registration;
        for worker in [registration.active(), registration.waiting()].into_iter().flatten() {
            // A worker that is gone keeps nothing.
            let _ = worker.post_message(&JsValue::from_str("retire"));
        }
    }
}

impl Shared {
    fn once_loaded(&self, window: &Window, register: impl Fn() + 'static) {
        // The files of the first visit come before the same files for the next one.
        if window.document().is_some_and(|document| document.ready_state() == "complete") {
            register();
        } else {
            self.listeners.borrow_mut().push(Listener::new(window, "load", move |_| register()));
        }
    }

    fn follow(&self, registration: ServiceWorkerRegistration) {
        let when = |what: fn(&Shared)| {
            let this = self.this.clone();
            move || {
                if let Some(shared) = this.upgrade() {
                    what(&shared);
                }
            }
        };
        let on = |target: &EventTarget, name, what| {
            let call = when(what);
            self.listeners.borrow_mut().push(Listener::new(target, name, move |_| call()));
        };
        on(&registration, "updatefound", Shared::watch);
        if let Some(window) = web_sys::window() {
            on(&window, "online", Shared::ask_if_due);
            if let Some(document) = window.document() {
                on(&document, "visibilitychange", Shared::ask_if_due);
            }
        }
        *self.timer.borrow_mut() = Some(Interval::new(CHECK_EVERY_MS, when(Shared::ask_if_due)));
        let is_waiting = registration.waiting().is_some();
        *self.registration.borrow_mut() = Some(registration);
        if is_waiting {
            (self.on_update)();
        }
        self.watch();
    }

    /// Tells of the worker that is being installed as soon as it has everything; not of the very first one, which
    /// holds what this page runs.
    fn watch(&self) {
        let registration = self.registration.borrow();
        let Some(registration) = registration.as_ref().filter(|registration| registration.active().is_some())
        else {
            return;
        };
        let Some(worker) = registration.installing() else { return };
        let (this, watched) = (self.this.clone(), worker.clone());
        *self.watched.borrow_mut() = Some(Listener::new(&worker, "statechange", move |_| {
            let is_whole =
                !matches!(watched.state(), ServiceWorkerState::Installing | ServiceWorkerState::Redundant);
            if is_whole && let Some(shared) = this.upgrade() {
                (shared.on_update)();
            }
        }));
    }

    fn ask_if_due(&self) {
        let now_ms = wall_ms();
        // A clock that was set back must not put the question off.
        let is_due = (now_ms - self.asked_at_ms.get()).abs() >= i64::from(CHECK_EVERY_MS);
        let is_hidden =
            web_sys::window().and_then(|window| window.document()).is_none_or(|page| page.hidden());
        let Some(registration) = self.registration.borrow().clone().filter(|_| is_due && !is_hidden) else {
            return;
        };
        self.asked_at_ms.set(now_ms);
        spawn_local(async move { ask(&registration).await });
    }
}

/// The browser's service workers; none on an insecure origin, and where the browser is told to keep nothing.
fn container() -> Option<ServiceWorkerContainer> {
    let navigator = web_sys::window()?.navigator();
    Reflect::get(&navigator, &JsValue::from_str("serviceWorker")).ok()?.dyn_into().ok()
}

async fn register(container: &ServiceWorkerContainer, base: &str) -> Option<ServiceWorkerRegistration> {
    let options = RegistrationOptions::new();
    options.set_scope(base);
    options.set_update_via_cache(ServiceWorkerUpdateViaCache::None);
    let registering = container.register_with_options(&format!("{base}sw.js"), &options);
    match JsFuture::from(registering).await {
        // A browser that forbids it may answer with nothing.
        Ok(registration) => registration.dyn_into().ok(),
        Err(error) => {
            log::warn!("the application is not kept on this device: {error:?}");
            None
        }
    }
}

/// Asks the server for a newer release; resolves when its files begin to be fetched, when there is none, or nobody
/// answers.
async fn ask(registration: &ServiceWorkerRegistration) {
    let Ok(asking) = registration.update() else { return };
    let asking = JsFuture::from(asking);
    if let Either::Left((Err(error), _)) = select(asking, TimeoutFuture::new(CHECK_MS_MAX)).await {
        log::info!("no answer about a newer version: {error:?}");
    }
}

fn is_settled(state: ServiceWorkerState) -> bool {
    matches!(state, ServiceWorkerState::Activated | ServiceWorkerState::Redundant)
}

/// Waits until the worker's state is wanted, for at most `limit_ms`.
async fn reached(worker: &ServiceWorker, is_wanted: fn(ServiceWorkerState) -> bool, limit_ms: u32) {
    let mut listener = None;
    let change = Promise::new(&mut |resolve, _| {
        let watched = worker.clone();
        listener = Some(Listener::new(worker, "statechange", move |_| {
            if is_wanted(watched.state()) {
                // It fails only if the promise's own function does.
                let _ = resolve.call0(&JsValue::NULL);
            }
        }));
    });
    if !is_wanted(worker.state()) {
        select(JsFuture::from(change), TimeoutFuture::new(limit_ms)).await;
    }
    drop(listener);
}
