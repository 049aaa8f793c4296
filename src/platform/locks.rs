//! One tab at a time, and who is still there: Web Locks, by a binding of our own, since web-sys counts them as unstable.
//!
//! Without them (plain http, an old browser) nobody waits. A holder that never ends (a browser that freezes tabs
//! which hold a lock) is waited for only so long; then the lock is taken from it.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{AbortController, AbortSignal};

#[wasm_bindgen]
extern "C" {
    type NavigatorWithLocks;

    #[wasm_bindgen(method, getter)]
    fn locks(this: &NavigatorWithLocks) -> Option<LockManager>;

    type LockManager;

    #[wasm_bindgen(method, catch)]
    fn request(
        this: &LockManager,
        name: &str,
        options: &LockOptions,
        granted: &Function,
    ) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn query(this: &LockManager) -> Result<Promise, JsValue>;

    type LockOptions;

    #[wasm_bindgen(method, setter)]
    fn set_signal(this: &LockOptions, signal: &AbortSignal);

    #[wasm_bindgen(method, setter)]
    fn set_steal(this: &LockOptions, steal: bool);
}

/// Does `work` while no other tab of the browser does any under the same `name`; waits for its turn for at most
/// `wait_ms`. The work itself must end by then too, or the next one does not wait for it.
///
/// Dropped while it waits, the work is never begun. Dropped later, the work goes on to its end.
pub async fn alone<T: 'static>(name: &str, wait_ms: u32, work: impl Future<Output = T> + 'static) -> T {
    let turn = Rc::new(RefCell::new(Turn { work: Some(Box::pin(work)), running: None, result: None }));
    if let (Some(locks), Ok(abort)) = (lock_manager(), AbortController::new()) {
        let _withdrawal = Withdrawal { turn: Rc::clone(&turn), abort: abort.clone() };
        let options = lock_options();
        options.set_signal(&abort.signal());
        let _late = Timeout::new(wait_ms, move || abort.abort());
        hold(&locks, name, &options, &turn).await;
        if turn.borrow().work.is_some() {
            log::warn!("{name}: another tab holds the lock for too long, it is taken from it");
            let options = lock_options();
            options.set_steal(true);
            hold(&locks, name, &options, &turn).await;
        }
    }
    // Where there are no locks it begins here; where the lock was taken from it, it is still to end.
    let _ = JsFuture::from(begin(&turn)).await;
    let result = turn.borrow_mut().result.take();
    result.expect("work that ended left its result")
}

/// A lock that is held until this is dropped, or the page ends, however it ends.
pub(super) struct HeldLock {
    release: Function,
}

impl Drop for HeldLock {
    fn drop(&mut self) {
        // Resolving a promise fails never.
        let _ = self.release.call0(&JsValue::UNDEFINED);
    }
}

/// Takes the lock `name`, which nobody else asks for, and waits until it is held. `None` without Web Locks.
pub(super) async fn hold_for_ever(name: &str) -> Option<HeldLock> {
    let locks = lock_manager()?;
    let mut release = None;
    let released = Promise::new(&mut |resolve, _| release = Some(resolve));
    let held = HeldLock { release: release? };
    let mut granted = None;
    let is_granted = Promise::new(&mut |resolve, _| granted = Some(resolve));
    let granted = granted?;
    let on_granted = Closure::<dyn FnMut(JsValue) -> JsValue>::new(move |_lock| {
        // As above.
        let _ = granted.call0(&JsValue::UNDEFINED);
        released.clone().into()
    });
    let request = locks.request(name, &lock_options(), on_granted.as_ref().unchecked_ref()).ok()?;
    // A request that the browser refuses ends the wait as well.
    JsFuture::from(Promise::race(&Array::of2(&is_granted, &request))).await.ok()?;
    Some(held)
}

/// The names of all locks that are held or asked for in this browser. `None` without Web Locks.
pub(super) async fn held_names() -> Option<BTreeSet<String>> {
    let snapshot = JsFuture::from(lock_manager()?.query().ok()?).await.ok()?;
    let list =
        |kind: &str| Reflect::get(&snapshot, &JsValue::from_str(kind)).ok().map(|list| Array::from(&list));
    let locks = [list("held"), list("pending")];
    let names = locks
        .into_iter()
        .flatten()
        .flat_map(|locks| locks.to_vec())
        .filter_map(|lock| Reflect::get(&lock, &JsValue::from_str("name")).ok()?.as_string());
    Some(names.collect())
}

/// Whether this browser has Web Locks here: it has none on plain http.
pub(super) fn has_locks() -> bool {
    lock_manager().is_some()
}

/// Work that waits for its turn, runs, and leaves its result.
struct Turn<T> {
    work: Option<Pin<Box<dyn Future<Output = T>>>>,
    running: Option<Promise>,
    result: Option<T>,
}

/// Who is dropped no longer waits.
struct Withdrawal<T> {
    turn: Rc<RefCell<Turn<T>>>,
    abort: AbortController,
}

impl<T> Drop for Withdrawal<T> {
    fn drop(&mut self) {
        let abandoned = self.turn.borrow_mut().work.take();
        drop(abandoned);
        self.abort.abort();
    }
}

/// Holds the lock until the work has ended. Returns early when the wait was given up or the lock taken away.
async fn hold<T: 'static>(
    locks: &LockManager,
    name: &str,
    options: &LockOptions,
    turn: &Rc<RefCell<Turn<T>>>,
) {
    let granted = {
        let turn = Rc::clone(turn);
        Closure::<dyn FnMut(JsValue) -> JsValue>::new(move |_lock| begin(&turn).into())
    };
    if let Ok(request) = locks.request(name, options, granted.as_ref().unchecked_ref()) {
        let _ = JsFuture::from(request).await;
    }
}

/// Begins the work, unless it was begun or given up; the promise of its end.
fn begin<T: 'static>(turn: &Rc<RefCell<Turn<T>>>) -> Promise {
    let Some(work) = turn.borrow_mut().work.take() else {
        let running = turn.borrow().running.clone();
        return running.unwrap_or_else(|| Promise::resolve(&JsValue::UNDEFINED));
    };
    let to = Rc::clone(turn);
    let running = future_to_promise(async move {
        let result = work.await;
        to.borrow_mut().result = Some(result);
        Ok(JsValue::UNDEFINED)
    });
    turn.borrow_mut().running = Some(running.clone());
    running
}

fn lock_manager() -> Option<LockManager> {
    web_sys::window()?.navigator().unchecked_ref::<NavigatorWithLocks>().locks()
}

fn lock_options() -> LockOptions {
    Object::new().unchecked_into()
}
