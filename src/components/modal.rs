//! A native dialog: labelled, closed by Esc and by a button that is seen, with an outlet of its own. The focus goes back
//! to where it was or, where that is gone, to the page's heading. Never over another dialog: see [`is_dialog_open`].

use leptos::html;
use leptos::prelude::*;
use web_sys::HtmlElement;

use super::announcer::AnnouncersIn;
use super::focus::is_nowhere;
use super::outlets::Outlets;
use super::toaster::ToasterIn;
use super::{Icon, icon, use_wording};
use crate::words::Clash;

/// Whether a dialog is open, whoever opened it: a second one would be nested.
pub(super) fn is_dialog_open() -> bool {
    document().query_selector("dialog[open]").ok().flatten().is_some()
}

/// The focus is nowhere: the page's heading takes it.
pub(super) fn focus_page() {
    let heading = document().query_selector("main h1").ok().flatten();
    let heading =
        heading.and_then(|heading| leptos::wasm_bindgen::JsCast::dyn_into::<HtmlElement>(heading).ok());
    if let Some(heading) = heading {
        heading.set_tab_index(-1);
        // An element that is on the page takes the focus; nothing can be done where it does not.
        let _ = heading.focus();
    }
}

/// The dialog. Its content is there while it is open, and begins anew each time.
#[component]
pub fn Modal(
    /// Whether it is open.
    #[prop(into)]
    is_open: Signal<bool>,
    /// The person closed it.
    on_close: Callback<()>,
    /// The id of its heading.
    title_id: &'static str,
    /// Names it for tools.
    testid: &'static str,
    /// What it says.
    children: ChildrenFn,
) -> impl IntoView {
    let (wording, dialog) = (use_wording(), NodeRef::<html::Dialog>::new());
    let content = StoredValue::new(children);
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        match (is_open.get(), dialog.open()) {
            (true, false) => queue_microtask(move || {
                // With its content, so that the focus finds it. A dialog that is on the page and closed can be shown.
                if is_open.try_get_untracked() == Some(true) && !dialog.open() {
                    let _ = dialog.show_modal();
                }
            }),
            (false, true) => dialog.close(),
            (true, true) | (false, false) => {}
        }
    });
    let closed = move |_| {
        if is_open.get_untracked() {
            on_close.run(());
        }
        request_animation_frame(|| {
            if is_nowhere() {
                focus_page();
            }
        });
    };
    view! {
        <dialog class="dialog" node_ref=dialog aria-labelledby=title_id data-testid=testid on:close=closed>
            <Show when=move || is_open.get()>
                {content.with_value(|content| content())}
                <button
                    type="button"
                    class="button dialog-close"
                    aria-label=wording.say(Clash::Close)
                    on:click=move |_| on_close.run(())
                >
                    {icon(Icon::Close)}
                </button>
                <DialogOutlet />
            </Show>
        </dialog>
    }
}

/// What a dialog that is open holds for what is said meanwhile.
#[component]
pub fn DialogOutlet() -> impl IntoView {
    let outlet = expect_context::<Outlets>().of_dialog();
    view! {
        <AnnouncersIn outlet />
        <ToasterIn outlet />
    }
}
