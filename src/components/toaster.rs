//! Results of a person's own actions, for a few seconds. Never the connection's state, never what is visible anyway.

use leptos::prelude::*;

use super::{Icon, icon, use_wording};
use crate::service::use_clock;
use crate::words::Frame;

/// A success leaves by itself after this long; an error stays until it is dismissed.
const SUCCESS_MS: i64 = 6_000;
/// More results at once nobody reads: the oldest makes room.
const SHOWN_MAX: usize = 3;

#[derive(Clone, Debug, PartialEq, Eq)]
struct Toast {
    key: u64,
    text: String,
    is_error: bool,
    /// When it leaves; errors do not.
    until: Option<i64>,
}

/// Shows results. `Copy`; handed out by context.
#[derive(Clone, Copy)]
pub struct Toasts {
    shown: RwSignal<Vec<Toast>>,
    next_key: StoredValue<u64>,
    clock: Signal<i64>,
    /// Whether someone reads: the pointer or the focus is on them.
    is_held: RwSignal<bool>,
}

impl Toasts {
    /// Hands the toasts to all components below, and lets them leave in time.
    pub fn provide() {
        let toasts = Self {
            shown: RwSignal::new(Vec::new()),
            next_key: StoredValue::new(0),
            clock: use_clock(),
            is_held: RwSignal::new(false),
        };
        provide_context(toasts);
        Effect::new(move |_| {
            let now = toasts.clock.get();
            let is_over = |toast: &Toast| toast.until.is_some_and(|until| until <= now);
            if !toasts.is_held.get() && toasts.shown.with(|shown| shown.iter().any(is_over)) {
                toasts.shown.update(|shown| shown.retain(|toast| !is_over(toast)));
            }
        });
    }

    /// It went through.
    pub fn success(&self, text: String) {
        self.push(text, false, Some(self.clock.get_untracked() + SUCCESS_MS));
    }

    /// It did not.
    pub fn error(&self, text: String) {
        self.push(text, true, None);
    }

    fn push(&self, text: String, is_error: bool, until: Option<i64>) {
        let key = self.next_key.get_value();
        self.next_key.set_value(key + 1);
        self.shown.update(|shown| {
            if shown.len() >= SHOWN_MAX {
                shown.remove(0);
            }
            shown.push(Toast { key, text, is_error, until });
        });
    }
}

/// The region of results.
#[component]
pub fn Toaster(
    /// Whether no dialog is over it.
    is_top: Memo<bool>,
) -> impl IntoView {
    let (wording, toasts) = (use_wording(), expect_context::<Toasts>());
    let shown = move || if is_top.get() { toasts.shown.get() } else { Vec::new() };
    let dismiss = move |key: u64| {
        toasts.shown.update(|shown| shown.retain(|toast| toast.key != key));
        toasts.is_held.set(false);
    };
    view! {
        <section
            aria-label=wording.say(Frame::Results)
            on:pointerenter=move |_| toasts.is_held.set(true)
            on:pointerleave=move |_| toasts.is_held.set(false)
            on:focusin=move |_| toasts.is_held.set(true)
            on:focusout=move |_| toasts.is_held.set(false)
        >
            <ol class="toaster">
                <For each=shown key=|toast| toast.key let:toast>
                    <li class="toast" data-testid="toast" data-kind=if toast.is_error { "error" } else { "success" }>
                        {icon(if toast.is_error { Icon::Attention } else { Icon::Check })}
                        <span class="toast-text">{toast.text.clone()}</span>
                        <button
                            type="button"
                            class="button"
                            aria-label=wording.say(Frame::Dismiss)
                            on:click=move |_| dismiss(toast.key)
                        >
                            {icon(Icon::Close)}
                        </button>
                    </li>
                </For>
            </ol>
        </section>
    }
}
