//! Diagnostics over any page, as `?panel=diagnostics`: a native dialog. Back closes it as Esc does, and the focus
//! returns to the chip.

use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};

use super::DiagnosticsView;
use crate::components::{DialogOutlet, Icon, icon, use_wording};
use crate::domain::{asks_for_diagnostics, without_diagnostics};
use crate::service::go_back;
use crate::words::Diagnostics;

/// The page that shows the same by itself.
const OWN_PAGE: &str = "/diagnostics";
/// Where the focus goes when the dialog closes and who opened it is gone.
const FOCUS_AFTER: &str = "[data-testid='connection-chip'], #content input, #content";

type Go = Box<dyn Fn(String)>;

/// Whether the address asks for the dialog, and the way back. `Copy`; handed out by context.
#[derive(Clone, Copy)]
pub struct Panel {
    path: Memo<String>,
    search: Memo<String>,
    is_open: Memo<bool>,
    /// Whether Back leads to the page as it was before.
    is_opened_here: StoredValue<bool>,
    go: StoredValue<Go, LocalStorage>,
}

impl Panel {
    /// Hands the panel to all components below. Needs a router.
    pub fn provide() {
        let (location, navigate) = (use_location(), use_navigate());
        let (path, search) = (location.pathname, location.search);
        let is_open =
            Memo::new(move |_| search.with(|search| asks_for_diagnostics(search)) && path.get() != OWN_PAGE);
        let go: Go = Box::new(move |address| {
            navigate(
                &address,
                NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() },
            );
        });
        let (is_opened_here, go) = (StoredValue::new(false), StoredValue::new_local(go));
        Effect::new(move |before: Option<bool>| {
            let is_open = is_open.get();
            is_opened_here.set_value(is_open && before == Some(false));
            is_open
        });
        provide_context(Self { path, search, is_open, is_opened_here, go });
    }

    fn close(self) {
        if !self.is_open.get_untracked() {
            return;
        }
        if self.is_opened_here.get_value() {
            return go_back();
        }
        let (path, search) = (self.path.get_untracked(), self.search.get_untracked());
        self.go.with_value(|go| go(without_diagnostics(&path, &search)));
    }
}

/// The dialog; what is in it exists while it is open.
#[component]
pub fn DiagnosticsPanel() -> impl IntoView {
    let (wording, panel) = (use_wording(), expect_context::<Panel>());
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        match (panel.is_open.get(), dialog.open()) {
            // A dialog that is on the page and closed can be shown.
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            (true, true) | (false, false) => {}
        }
    });
    let closed = move |_| {
        panel.close();
        if let Some(dialog) = dialog.get_untracked() {
            keep_focus(&dialog);
        }
    };
    view! {
        <dialog
            class="dialog diagnostics-dialog"
            node_ref=dialog
            aria-labelledby="diagnostics-title"
            data-testid="diagnostics-panel"
            on:close=closed
        >
            <Show when=move || panel.is_open.get()>
                <header class="diagnostics-head">
                    <h2 id="diagnostics-title" tabindex="-1" autofocus>{wording.say(Diagnostics::Title)}</h2>
                    <button
                        type="button"
                        class="button diagnostics-close"
                        aria-label=wording.say(Diagnostics::Close)
                        on:click=move |_| {
                            if let Some(dialog) = dialog.get_untracked() {
                                dialog.close();
                            }
                        }
                    >
                        {icon(Icon::Close)}
                    </button>
                </header>
                <div class="diagnostics-body" data-testid="diagnostics"><DiagnosticsView /></div>
                <DialogOutlet />
            </Show>
        </dialog>
    }
}

/// The browser gives the focus back to who had it; where that is nobody, it stays in the closed dialog or falls to the
/// body.
fn keep_focus(dialog: &web_sys::HtmlDialogElement) {
    let active = document().active_element();
    if active.is_some_and(|active| active.tag_name() != "BODY" && !dialog.contains(Some(&active))) {
        return;
    }
    let next = document().query_selector(FOCUS_AFTER).ok().flatten();
    if let Some(next) = next.as_ref().and_then(|next| next.dyn_ref::<web_sys::HtmlElement>()) {
        // An element that is on the page takes the focus; nothing can be done where it does not.
        let _ = next.focus();
    }
}
