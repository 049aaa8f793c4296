//! Results on their way to be read, for the views: the queue of them, and the clock that lets them leave.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;

use crate::domain::{self, ToastKind, ToastQueue};
use crate::service::use_clock;

/// The clock ticks each second; a page that slept has not been read meanwhile.
const TICK_MS_MAX: i64 = 1_500;

/// The one thing that can be done about a result; it exists elsewhere without a time limit.
#[derive(Clone)]
pub struct ToastAction {
    /// The button's word.
    pub label: String,
    /// What it does. It lives as long as the toast, whoever made it.
    pub run: Arc<dyn Fn() + Send + Sync>,
}

/// A result.
pub type Toast = domain::Toast<ToastAction>;

impl Toast {
    /// The same with something to do about it.
    #[must_use]
    pub fn with_action(self, label: String, run: impl Fn() + Send + Sync + 'static) -> Self {
        Toast { action: Some(ToastAction { label, run: Arc::new(run) }), ..self }
    }
}

/// Shows results. `Copy`; handed out by context.
#[derive(Clone, Copy)]
pub struct Toasts {
    pub(super) queue: RwSignal<ToastQueue<ToastAction>>,
}

impl Toasts {
    /// Hands the toasts to all components below, and lets them leave in time.
    pub(super) fn provide() {
        let (clock, last_ms) = (use_clock(), StoredValue::new(0_i64));
        let toasts = Self { queue: RwSignal::new(ToastQueue::default()) };
        provide_context(toasts);
        Effect::new(move |_| {
            let now_ms = clock.get();
            let passed_ms = (now_ms - last_ms.get_value()).clamp(0, TICK_MS_MAX);
            last_ms.set_value(now_ms);
            if !is_held() {
                toasts.queue.maybe_update(|queue| queue.pass(passed_ms));
            }
        });
    }

    /// Shows a result, in the place of the one with its key.
    pub fn show(&self, toast: Toast) {
        self.queue.update(|queue| queue.say(toast.key.clone(), |_| toast));
    }

    /// Shows a result whose words depend on how often it was said.
    pub fn count(&self, key: &str, toast: impl FnOnce(usize) -> Toast) {
        self.queue.update(|queue| queue.say(key.to_owned(), toast));
    }

    /// It went through.
    pub fn success(&self, text: String) {
        self.show(Toast::new(ToastKind::Success, text));
    }

    /// It did not.
    pub fn error(&self, text: String) {
        self.show(Toast::new(ToastKind::Error, text));
    }

    /// Takes a result away.
    pub(super) fn dismiss(&self, id: u64) {
        self.queue.update(|queue| queue.dismiss(id));
    }

    /// Only these facts hold; what tells of others leaves, unless someone is reading it.
    pub(super) fn keep_to(&self, facts: &BTreeSet<String>) {
        self.queue.update_untracked(|queue| queue.keep_to(facts));
    }

    /// Takes away what tells of the work of a person who is gone.
    pub(super) fn end_session(&self) {
        self.queue.maybe_update(ToastQueue::end_session);
    }

    /// Takes all away: nobody may read over the shoulder of a locked desk.
    pub(super) fn clear(&self) {
        self.queue.maybe_update(ToastQueue::clear);
    }
}

/// Whether they stay as they are: the pointer or the focus is on them, or nobody sees the page. The page is asked, not
/// its events: of an element that goes, no event tells that it took the pointer or the focus along.
fn is_held() -> bool {
    let page = document();
    page.hidden() || matches!(page.query_selector(".results:is(:hover, :focus-within)"), Ok(Some(_)))
}
