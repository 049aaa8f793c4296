//! The other tabs of this browser: one channel, by `BroadcastChannel`.
//!
//! An open channel may keep a page out of the back/forward cache, so it is closed while the page is put away. What
//! was said meanwhile is lost; whoever listens is told that the page is back, and looks it up where it is kept.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BroadcastChannel, PageTransitionEvent};

use super::events::Listener;

/// What a tab hears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TabEvent {
    /// Another tab said this.
    Said(String),
    /// The page came back from the back/forward cache: something may have been said that was not heard.
    Back,
}

/// The channel between the tabs; closed when it is dropped.
pub struct TabChannel {
    open: Rc<RefCell<Option<Open>>>,
    _listeners: [Listener; 2],
}

/// A channel that closes and falls silent when it is dropped.
struct Open {
    channel: BroadcastChannel,
    _listener: Listener,
}

impl TabChannel {
    /// Joins the tabs that use the same `name`. A tab does not hear itself.
    pub fn join(name: &str, on_event: impl Fn(TabEvent) + Clone + 'static) -> Option<Self> {
        let window = web_sys::window()?;
        let open = Rc::new(RefCell::new(Open::new(name, on_event.clone())));
        let left = {
            let open = Rc::clone(&open);
            move |_| drop(open.take())
        };
        let back = {
            let (open, name) = (Rc::clone(&open), name.to_owned());
            move |event: web_sys::Event| {
                if event.dyn_ref::<PageTransitionEvent>().is_some_and(PageTransitionEvent::persisted) {
                    open.replace(Open::new(&name, on_event.clone()));
                    on_event(TabEvent::Back);
                }
            }
        };
        let listeners = [Listener::new(&window, "pagehide", left), Listener::new(&window, "pageshow", back)];
        Some(TabChannel { open, _listeners: listeners })
    }

    /// Says `text` to all other tabs.
    pub fn say(&self, text: &str) {
        if let Some(open) = &*self.open.borrow() {
            // It fails only for a channel that is closed, and for what cannot be copied.
            let _ = open.channel.post_message(&JsValue::from_str(text));
        }
    }
}

impl Open {
    fn new(name: &str, on_event: impl Fn(TabEvent) + 'static) -> Option<Self> {
        let channel = BroadcastChannel::new(name).ok()?;
        let listener = Listener::new(&channel, "message", move |event| {
            let text = event.dyn_ref::<web_sys::MessageEvent>().and_then(|event| event.data().as_string());
            if let Some(text) = text {
                on_event(TabEvent::Said(text));
            }
        });
        Some(Open { channel, _listener: listener })
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.channel.close();
    }
}
