//! The focus never falls to the body: when what held it has left the page, it stays near.

use leptos::html::Div;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use web_sys::{Element, FocusOptions, HtmlElement};

/// Remembers what holds the focus in a part of the page. `Copy`.
#[derive(Clone, Copy)]
pub(super) struct FocusKeeper {
    part: NodeRef<Div>,
    focused: StoredValue<Option<Element>, LocalStorage>,
}

impl FocusKeeper {
    /// Keeps the focus of `part`, an element that can take it itself.
    pub(super) fn new(part: NodeRef<Div>) -> Self {
        Self { part, focused: StoredValue::new_local(None) }
    }

    /// The focus came to `target`, within the part.
    pub(super) fn on_focus(self, target: Element) {
        self.focused.set_value(Some(target));
    }

    /// To be called after the part changed: what held the focus and has vanished leaves it to the part, not to another
    /// row, where the next press would be on the wrong guest, and not to nothing.
    pub(super) fn catch(self) {
        request_animation_frame(move || {
            let has_vanished =
                |element: &Option<Element>| element.as_ref().is_some_and(|element| !element.is_connected());
            if is_nowhere() && self.focused.try_with_value(has_vanished) == Some(true) {
                let part = self.part.try_get_untracked().flatten();
                part.inspect(|part| focus_quietly(part));
            }
        });
    }
}

/// Gives the focus to an element, and scrolls nothing.
pub(super) fn focus_quietly(element: &HtmlElement) {
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    // An element that is on the page takes the focus; nothing can be done where it does not.
    let _ = element.focus_with_options(&options);
}

/// The first element that a selector finds.
pub(super) fn find(selector: &str) -> Option<Element> {
    document().query_selector(selector).ok().flatten()
}

/// Whether nothing on the page has the focus.
pub(super) fn is_nowhere() -> bool {
    document().active_element().is_none_or(|active| active.tag_name() == "BODY")
}

/// Calls `act` once the page has taken in what changed: one frame for the address, one for what it shows.
fn soon(act: impl FnOnce() + 'static) {
    request_animation_frame(move || request_animation_frame(act));
}

/// Gives the focus to what `first` finds once the page has taken in what changed, or else to `otherwise`.
pub(super) fn focus_soon(first: impl FnOnce() -> Option<Element> + 'static, otherwise: &'static str) {
    soon(move || focus_on(first().filter(|element| element.is_connected()).or_else(|| find(otherwise))));
}

/// Gives the focus to what `selector` finds once the page has taken in what changed, unless something has it.
pub fn focus_unless_held(selector: &'static str) {
    soon(move || focus_on(find(selector).filter(|_| is_nowhere())));
}

fn focus_on(found: Option<Element>) {
    if let Some(element) = found.as_ref().and_then(|element| element.dyn_ref::<HtmlElement>()) {
        // An element that is on the page takes the focus; nothing can be done where it does not.
        let _ = element.focus();
    }
}

/// Whether an element of that kind can be typed into: its keys are its own.
pub(super) fn is_typed_into(element: &Element) -> bool {
    matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
}

/// Which entry of a menu is to have the focus.
#[derive(Clone, Copy)]
pub(super) enum Goal {
    /// The first one.
    First,
    /// The last one.
    Last,
    /// So many after the one that has it; past the end comes the first one again.
    Step(i32),
}

/// Gives the focus to an entry of a menu.
pub(super) fn focus_item(menu: &Element, goal: Goal) {
    let Ok(items) = menu.query_selector_all("[role='menuitem']") else { return };
    let count = i32::try_from(items.length()).unwrap_or(0);
    let active = document().active_element();
    let here = (0..count).find(|at| {
        let item = u32::try_from(*at).ok().and_then(|at| items.item(at));
        active.as_ref().zip(item).is_some_and(|(active, item)| active.is_same_node(Some(&item)))
    });
    let at = match goal {
        Goal::First => 0,
        Goal::Last => count - 1,
        Goal::Step(step) => (here.unwrap_or(-1) + step).rem_euclid(count.max(1)),
    };
    let item = u32::try_from(at).ok().and_then(|at| items.item(at));
    if let Some(item) = item.as_ref().and_then(|item| item.dyn_ref::<HtmlElement>()) {
        // A menu that is higher than its room scrolls to it; the page has the whole menu in view.
        let _ = item.focus();
    }
}
