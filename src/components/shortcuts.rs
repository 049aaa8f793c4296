//! The keys: `/` searches, `?` lists them, Esc closes the detail. Single keys can be switched off, for those whose
//! speech or hand presses them by accident.

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::focus::{find, is_typed_into};
use super::{DialogOutlet, Icon, ListView, icon, use_wording};
use crate::service::use_preferences;
use crate::words::{ShortcutWord, Tools};

/// The keys of the page. `Copy`; handed out by context.
#[derive(Clone, Copy)]
pub struct Shortcuts {
    is_asked: RwSignal<bool>,
}

impl Shortcuts {
    /// Listens for as long as the owner lives.
    pub fn provide(view: ListView) {
        let shortcuts = Self { is_asked: RwSignal::new(false) };
        provide_context(shortcuts);
        let are_on = use_preferences().shortcuts();
        let on_key = window_event_listener(leptos::ev::keydown, move |event| {
            shortcuts.on_key(&event, view, are_on.get_untracked());
        });
        on_cleanup(move || on_key.remove());
    }

    /// Shows what the keys do.
    pub fn ask(&self) {
        self.is_asked.set(true);
    }

    fn on_key(self, event: &KeyboardEvent, view: ListView, are_on: bool) {
        let has_modifier = event.ctrl_key() || event.meta_key() || event.alt_key();
        // What lies over the page has the keys: Esc closes that, and nothing behind it.
        let is_covered = find("dialog[open]").is_some() || find("[popover]:popover-open").is_some();
        if event.default_prevented() || has_modifier || is_covered {
            return;
        }
        let active = document().active_element();
        if active.as_ref().is_some_and(is_typed_into) {
            return;
        }
        match event.key().as_str() {
            "Escape" if view.opened.get_untracked().is_some() => view.close(),
            "/" if are_on => {
                let search = find("[data-testid='search']");
                if let Some(search) = search.as_ref().and_then(|search| search.dyn_ref::<HtmlElement>()) {
                    // A field that is not on screen takes no focus.
                    let _ = search.focus();
                }
            }
            "?" if are_on => self.ask(),
            _ => return,
        }
        event.prevent_default();
    }
}

/// What the keys do. A native dialog.
#[component]
pub fn ShortcutsDialog() -> impl IntoView {
    let (wording, shortcuts, preferences) = (use_wording(), expect_context::<Shortcuts>(), use_preferences());
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        match (shortcuts.is_asked.get(), dialog.open()) {
            // A dialog that is on the page and closed can be shown.
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            (true, true) | (false, false) => {}
        }
    });
    let close = move || shortcuts.is_asked.set(false);
    let keys = [
        (wording.say(Tools::ArrowKeys), ShortcutWord::Move),
        ("Enter".to_owned(), ShortcutWord::Open),
        ("Esc".to_owned(), ShortcutWord::Close),
        ("/".to_owned(), ShortcutWord::Search),
        ("?".to_owned(), ShortcutWord::Help),
    ];
    view! {
        <dialog
            class="dialog"
            node_ref=dialog
            aria-labelledby="shortcuts-title"
            data-testid="shortcuts"
            on:close=move |_| close()
        >
            <header class="dialog-head">
                <h2 id="shortcuts-title">{wording.say(Tools::Shortcuts)}</h2>
                <button type="button" class="button detail-button" aria-label=wording.say(Tools::Close) on:click=move |_| close()>
                    {icon(Icon::Close)}
                </button>
            </header>
            <dl class="keys">
                {keys.into_iter().map(|(key, what)| view! {
                    <div><dt><kbd>{key}</kbd></dt><dd>{wording.say(Tools::Shortcut(what))}</dd></div>
                }).collect_view()}
            </dl>
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=move || preferences.shortcuts().get()
                    on:change:target=move |event| preferences.set_shortcuts(event.target().checked())
                />
                <span>{wording.say(Tools::SingleKeys)}</span>
            </label>
            <Show when=move || shortcuts.is_asked.get()><DialogOutlet /></Show>
        </dialog>
    }
}
