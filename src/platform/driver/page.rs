//! The browser's events as inputs.

use wasm_bindgen::JsCast;
use web_sys::{Event, PageTransitionEvent};

use super::super::events::Listener;
use super::{QueuedInput, Shared};
use crate::realtime::{Application, Input};

/// What an event of the browser tells the machine, if anything.
type Reading<A> = Box<dyn Fn(&Event) -> Option<Input<'static, A>>>;

impl<A: Application + 'static> Shared<A> {
    /// The browser's word on network, visibility, freezing and the back/forward cache.
    pub(super) fn listen(&self) {
        let Some(window) = web_sys::window() else { return };
        let Some(document) = window.document() else { return };
        if !window.navigator().on_line() {
            // Taken in with the first input: nobody listens to effects yet.
            self.queue.borrow_mut().push_back(QueuedInput::Plain(Input::Offline));
        }
        let when = |input: Reading<A>| {
            let this = self.this.clone();
            move |event: Event| {
                if let (Some(shared), Some(input)) = (this.upgrade(), input(&event)) {
                    shared.push(QueuedInput::Plain(input));
                }
            }
        };
        let page = document.clone();
        let visibility = move |_: &Event| Some(if page.hidden() { Input::Hidden } else { Input::Visible });
        // Shown for the first time it comes from no cache, and has nothing to take up again.
        let shown = |event: &Event| {
            let event = event.dyn_ref::<PageTransitionEvent>()?;
            event.persisted().then_some(Input::PageShown)
        };
        self.listeners.borrow_mut().extend([
            Listener::new(&window, "online", when(Box::new(|_| Some(Input::Online)))),
            Listener::new(&window, "offline", when(Box::new(|_| Some(Input::Offline)))),
            Listener::new(&window, "pagehide", when(Box::new(|_| Some(Input::PageHidden)))),
            Listener::new(&window, "pageshow", when(Box::new(shown))),
            Listener::new(&document, "visibilitychange", when(Box::new(visibility))),
            Listener::new(&document, "freeze", when(Box::new(|_| Some(Input::Frozen)))),
            Listener::new(&document, "resume", when(Box::new(|_| Some(Input::Resumed)))),
        ]);
    }
}
