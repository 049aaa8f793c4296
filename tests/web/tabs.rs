//! Several tabs: locks and the channel. Requests of one page exclude each other as those of several do.

use std::cell::{Cell, RefCell};
use std::future::pending;
use std::rc::Rc;

use deskbell::platform::{TabChannel, TabEvent, alone, store, stored, uuid};
use deskbell::realtime::Input;
use deskbell::realtime::outbox::SignOut;
use futures_util::FutureExt;
use futures_util::future::{AbortHandle, abortable, join_all};
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen_futures::spawn_local;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::BroadcastChannel;

use super::{browser_says, driver_with_tokens, until};

/// Longer than any of these tests.
const LONG_MS: u32 = 60_000;

/// Begins `work` under `name`, and hands out the way to drop it.
fn begin(name: &str, work: impl Future<Output = ()> + 'static) -> AbortHandle {
    let name = name.to_owned();
    let (task, handle) = abortable(async move { alone(&name, LONG_MS, work).await });
    spawn_local(async move {
        let _ = task.await;
    });
    handle
}

#[wasm_bindgen_test]
async fn work_under_one_name_is_done_by_one_at_a_time() {
    let (name, inside, worst) = (uuid(), Rc::new(Cell::new(0)), Rc::new(Cell::new(0)));
    let works = (0..8_u32).map(|number| {
        let (inside, worst) = (Rc::clone(&inside), Rc::clone(&worst));
        alone(&name, LONG_MS, async move {
            inside.set(inside.get() + 1);
            worst.set(worst.get().max(inside.get()));
            TimeoutFuture::new(10).await;
            inside.set(inside.get() - 1);
            number
        })
    });
    assert_eq!(join_all(works).await, (0..8).collect::<Vec<u32>>(), "each gets its own result");
    assert_eq!(worst.get(), 1);
}

#[wasm_bindgen_test]
async fn other_names_do_not_wait() {
    let holder = begin(&uuid(), pending());
    assert_eq!(alone(&uuid(), LONG_MS, async { 7 }).await, 7);
    holder.abort();
}

#[wasm_bindgen_test]
async fn who_is_dropped_in_the_queue_never_begins_and_holds_up_nobody() {
    let (name, begun) = (uuid(), Rc::new(Cell::new(false)));
    let open = Rc::new(Cell::new(false));
    begin(&name, {
        let open = Rc::clone(&open);
        async move { until("the end of the first", || open.get()).await }
    });
    let dropped = begin(&name, {
        let begun = Rc::clone(&begun);
        async move { begun.set(true) }
    });
    TimeoutFuture::new(20).await;
    dropped.abort();
    TimeoutFuture::new(20).await;
    open.set(true);
    alone(&name, LONG_MS, async {}).await;
    assert!(!begun.get());
}

#[wasm_bindgen_test]
async fn who_is_dropped_at_work_goes_on_to_the_end_and_keeps_the_lock_until_then() {
    let (name, steps) = (uuid(), Rc::new(RefCell::new(Vec::new())));
    let step = |what: &'static str| {
        let steps = Rc::clone(&steps);
        move || steps.borrow_mut().push(what)
    };
    let (begun, ended) = (step("begun"), step("ended"));
    let dropped = begin(&name, async move {
        begun();
        TimeoutFuture::new(100).await;
        ended();
    });
    until("the beginning", || !steps.borrow().is_empty()).await;
    dropped.abort();
    let next = step("next");
    alone(&name, LONG_MS, async move { next() }).await;
    assert_eq!(*steps.borrow(), ["begun", "ended", "next"]);
}

#[wasm_bindgen_test]
async fn a_holder_that_never_ends_loses_the_lock_and_still_gets_its_own_result() {
    let (name, open, got) = (uuid(), Rc::new(Cell::new(false)), Rc::new(Cell::new(0)));
    {
        let (name, open, got) = (name.clone(), Rc::clone(&open), Rc::clone(&got));
        spawn_local(async move {
            let work = async move {
                until("the test's word", || open.get()).await;
                41
            };
            got.set(alone(&name, LONG_MS, work).await);
        });
    }
    TimeoutFuture::new(20).await;
    assert_eq!(alone(&name, 100, async { 42 }).await, 42, "it waited long enough");
    assert_eq!(got.get(), 0);
    // Nobody waits for the old holder any more.
    assert_eq!(alone(&name, LONG_MS, async { 43 }).await, 43);
    open.set(true);
    until("the old holder's result", || got.get() == 41).await;
}

#[wasm_bindgen_test]
async fn without_web_locks_nobody_waits() {
    browser_says("Object.defineProperty(navigator, 'locks', { value: undefined, configurable: true })");
    let name = uuid();
    begin(&name, pending());
    let result = alone(&name, LONG_MS, async { 7 }).await;
    browser_says("delete navigator.locks");
    assert_eq!(result, 7);
}

#[wasm_bindgen_test]
async fn a_refresh_that_waits_is_dropped_by_a_sign_out() {
    struct Dropped(Rc<Cell<bool>>);
    impl Drop for Dropped {
        fn drop(&mut self) {
            self.0.set(true);
        }
    }
    let dropped = Rc::new(Cell::new(false));
    let guard = Dropped(Rc::clone(&dropped));
    let guard = RefCell::new(Some(guard));
    let (driver, _) = driver_with_tokens(Box::new(move || {
        let guard = guard.take();
        async move {
            let _guard = guard;
            pending().await
        }
        .boxed_local()
    }));
    driver.push(Input::Connect);
    TimeoutFuture::new(20).await;
    assert!(!dropped.get());
    driver.push(Input::SignedOut(SignOut::Keep));
    until("its end", || dropped.get()).await;
}

#[wasm_bindgen_test]
async fn a_channel_is_closed_while_the_page_is_put_away_and_tells_when_it_is_back() {
    let (name, heard) = (uuid(), Rc::new(RefCell::new(Vec::new())));
    let channel = {
        let heard = Rc::clone(&heard);
        TabChannel::join(&name, move |event| heard.borrow_mut().push(event)).expect("a window")
    };
    let other = BroadcastChannel::new(&name).expect("a channel");
    let say = |text: &str| other.post_message(&text.into()).expect("said");
    let said = |text: &str| TabEvent::Said(text.to_owned());

    channel.say("a tab does not hear itself");
    say("one");
    until("the first", || heard.borrow().len() == 1).await;
    browser_says("window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))");
    say("lost");
    channel.say("not said either");
    browser_says("window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");
    say("two");
    until("the last", || heard.borrow().len() >= 3).await;
    assert_eq!(*heard.borrow(), [said("one"), TabEvent::Back, said("two")]);

    drop(channel);
    say("to nobody");
    TimeoutFuture::new(50).await;
    assert_eq!(heard.borrow().len(), 3);
    other.close();
}

#[wasm_bindgen_test]
fn what_the_device_keeps_is_found_again_and_a_device_that_keeps_nothing_is_no_fault() {
    let key = uuid();
    assert_eq!(stored(&key), None);
    store(&key, "polling 5");
    assert_eq!(stored(&key).as_deref(), Some("polling 5"));

    // A full storage leaves no older text behind.
    browser_says(
        "window.kept = Storage.prototype.setItem; Storage.prototype.setItem = () => { throw new Error('full') }",
    );
    store(&key, "polling 6");
    browser_says("Storage.prototype.setItem = window.kept");
    assert_eq!(stored(&key), None);

    let blocked = "Object.defineProperty(window, 'localStorage', { get() { throw new Error('blocked') }, configurable: true })";
    browser_says("window.kept = Object.getOwnPropertyDescriptor(window, 'localStorage')");
    browser_says(blocked);
    store(&key, "polling 7");
    let found = stored(&key);
    browser_says("Object.defineProperty(window, 'localStorage', window.kept)");
    assert_eq!(found, None);
}
