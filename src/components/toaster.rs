//! The region of results. F8 leads there, Esc dismisses, and the focus goes back to where it was. Never the connection's
//! state, never what is visible anyway.

use leptos::ev::{self, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;
use web_sys::{Element, HtmlElement};

use super::modal::focus_page;
use super::outlets::{Outlet, Outlets};
use super::toasts::{ToastAction, Toasts};
use super::{Icon, icon, use_wording};
use crate::domain::{KeptToast, TOASTS_SHOWN_MAX, ToastKind, ToastQueue};
use crate::words::{Frame, Outbox};

/// The page's region.
#[component]
pub fn Toaster() -> impl IntoView {
    let outlets: Outlets = expect_context();
    view! { <ToasterIn outlet=outlets.page() /> }
}

/// The region of one outlet; it is empty while another one is the topmost.
#[component]
pub(super) fn ToasterIn(
    /// Whose.
    outlet: Outlet,
) -> impl IntoView {
    let (wording, toasts) = (use_wording(), expect_context::<Toasts>());
    let (list, before) = (NodeRef::<html::Ol>::new(), StoredValue::new_local(None::<Element>));
    let enter = window_event_listener(ev::keydown, move |event: KeyboardEvent| {
        if event.key() == "F8" && outlet.is_top() && focus_last(list) {
            event.prevent_default();
        }
    });
    on_cleanup(move || enter.remove());
    let shown = Memo::new(move |_| {
        if !outlet.is_top() {
            return Vec::new();
        }
        toasts.queue.with(|queue| queue.shown().iter().map(|each| each.id).collect::<Vec<u64>>())
    });
    let leave = move |id: u64| {
        toasts.dismiss(id);
        queue_microtask(move || {
            if focus_last(list) {
                return;
            }
            // The last one is gone: back to where the focus was before the first.
            let back = before.try_update_value(Option::take).flatten();
            if !back.is_some_and(|element| focus(&element)) {
                focus_page();
            }
        });
    };
    let leave = Callback::new(leave);
    view! {
        <section
            class="results"
            aria-label=wording.say(Frame::Results)
            on:focusin=move |event| {
                let from = event.related_target().and_then(|from| leptos::wasm_bindgen::JsCast::dyn_into::<Element>(from).ok());
                if from.as_ref().is_some_and(|from| !from.class_list().contains("toast-button")) {
                    before.set_value(from);
                }
            }
        >
            <MoreResults outlet />
            <ol class="toaster" node_ref=list>
                <For each=move || shown.get() key=|id| *id let:id>
                    <ToastItem id leave />
                </For>
            </ol>
        </section>
    }
}

/// How many there are that are not shown: beyond three, and on a phone beyond one.
#[component]
fn MoreResults(outlet: Outlet) -> impl IntoView {
    let (wording, toasts) = (use_wording(), expect_context::<Toasts>());
    let hidden = move |shown_max: usize| {
        let count = toasts.queue.with(ToastQueue::len).saturating_sub(shown_max);
        (outlet.is_top() && count > 0)
            .then(|| wording.count(count, |count| Outbox::MoreResults(count).into()))
    };
    view! {
        <p class="toaster-more toaster-more-wide" data-testid="toasts-more">{move || hidden(TOASTS_SHOWN_MAX)}</p>
        <p class="toaster-more toaster-more-narrow">{move || hidden(1)}</p>
    }
}

/// One result.
#[component]
fn ToastItem(id: u64, leave: Callback<u64>) -> impl IntoView {
    let (wording, toasts) = (use_wording(), expect_context::<Toasts>());
    let read = move |read: fn(&KeptToast<ToastAction>) -> String| {
        toasts.queue.with(|queue| queue.get(id).map(read)).unwrap_or_default()
    };
    let text = Memo::new(move |_| read(|kept| kept.toast.text.clone()));
    let kind = Memo::new(move |_| toasts.queue.with(|queue| queue.get(id).map(|kept| kept.toast.kind)));
    let count = Memo::new(move |_| toasts.queue.with(|queue| queue.get(id).map_or(0, |kept| kept.repeats)));
    let is_latest = Memo::new(move |_| toasts.queue.with(ToastQueue::latest) == Some(id));
    let label = Memo::new(move |_| {
        read(|kept| kept.toast.action.as_ref().map(|action| action.label.clone()).unwrap_or_default())
    });
    let act = move |_| {
        let action = toasts.queue.with_untracked(|queue| queue.get(id)?.toast.action.clone());
        leave.run(id);
        if let Some(action) = action {
            (action.run)();
        }
    };
    let escape = move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            // A dialog around it stays open.
            event.prevent_default();
            event.stop_propagation();
            leave.run(id);
        }
    };
    let (is_counted, word) = (
        move || count.get() > 1,
        move |kind: Option<ToastKind>| match kind {
            Some(ToastKind::Error) => "error",
            Some(ToastKind::Info) => "info",
            Some(ToastKind::Success) | None => "success",
        },
    );
    view! {
        <li class="toast" class:toast-latest=is_latest data-testid="toast" data-kind=move || word(kind.get()) on:keydown=escape>
            {move || icon(match kind.get() {
                Some(ToastKind::Error) => Icon::Attention,
                Some(ToastKind::Info) => Icon::Info,
                Some(ToastKind::Success) | None => Icon::Check,
            })}
            <span class="toast-text">{move || text.get()}</span>
            <Show when=is_counted>
                <span class="toast-count">{move || format!("×{}", wording.number(count.get()))}</span>
            </Show>
            <Show when=move || !label.with(String::is_empty)>
                <button type="button" class="button toast-button" on:click=move |event| if event.detail() <= 1 { act(event) }>{move || label.get()}</button>
            </Show>
            <button
                type="button"
                class="button toast-button toast-close"
                aria-label=wording.say(Frame::Dismiss)
                title=wording.say(Outbox::ResultsHint)
                on:click=move |event| if event.detail() <= 1 { leave.run(id) }
            >
                {icon(Icon::Close)}
            </button>
        </li>
    }
}

/// Moves the focus to the latest result, if there is one.
fn focus_last(list: NodeRef<html::Ol>) -> bool {
    let Some(list) = list.try_get_untracked().flatten() else { return false };
    let last = list.query_selector(".toast-latest .toast-button").ok().flatten();
    last.is_some_and(|last| focus(&last))
}

fn focus(element: &Element) -> bool {
    let element = leptos::wasm_bindgen::JsCast::dyn_ref::<HtmlElement>(element);
    element.is_some_and(|element| element.is_connected() && element.focus().is_ok())
}
