//! The focus of the whole page: when what held it leaves, and no part of the page takes it over, the content has it.
//!
//! Who reads with a screen reader rests on nothing for long; so nothing is done while what held the focus is there.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::closure::Closure;
use web_sys::{Element, HtmlElement, MutationObserver, MutationObserverInit};

use super::focus::{find, focus_quietly, is_nowhere};

/// A part of the page may need as many frames to put the focus where it belongs.
const FRAMES: u8 = 2;
/// Where it goes: into the dialog that is open, or to the content.
const PLACES: [&str; 2] = ["dialog[open] :is(.dialog-close, header button)", "main"];

/// Keeps the focus on the page, for as long as the owner lives.
pub fn keep_page_focus() {
    let held = StoredValue::new_local(None::<Element>);
    let on_focus = window_event_listener(leptos::ev::focusin, move |event| {
        held.set_value(Some(event_target(&event)));
    });
    let on_change = Closure::<dyn FnMut()>::new(move || {
        if has_left(held) {
            catch(held, FRAMES);
        }
    });
    let observer = MutationObserver::new(on_change.as_ref().unchecked_ref()).ok();
    if let (Some(observer), Some(body)) = (&observer, document().body()) {
        let what = MutationObserverInit::new();
        what.set_child_list(true);
        what.set_subtree(true);
        // The body is there, and what is asked for is something.
        let _ = observer.observe_with_options(&body, &what);
    }
    let kept = StoredValue::new_local(Some((observer, on_change)));
    on_cleanup(move || {
        on_focus.remove();
        if let Some((Some(observer), _)) = kept.try_update_value(Option::take).flatten() {
            observer.disconnect();
        }
    });
}

/// Whether what held the focus has left the page, and nothing holds it.
fn has_left(held: StoredValue<Option<Element>, LocalStorage>) -> bool {
    is_nowhere()
        && held.try_with_value(|held| held.as_ref().is_some_and(|held| !held.is_connected())) == Some(true)
}

/// Gives it away after so many frames, unless some part of the page did.
fn catch(held: StoredValue<Option<Element>, LocalStorage>, frames: u8) {
    if frames > 0 {
        return request_animation_frame(move || catch(held, frames - 1));
    }
    if !has_left(held) {
        return;
    }
    let place = PLACES.iter().find_map(|place| find(place)?.dyn_into::<HtmlElement>().ok());
    if let Some(place) = place {
        focus_quietly(&place);
        if !has_left(held) {
            held.set_value(None);
        }
    }
}
