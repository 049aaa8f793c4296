//! The address that the browser shows, where it may say less than the page's own.
//!
//! The whole one stays with the entry of the browser's history, so that Back, Forward and a reload find it. Whoever reads
//! addresses (the router) must call [`show_address`] first.

use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;
use web_sys::{History, window};

/// Where an entry of the history keeps its whole address.
const WHOLE: &str = "deskbellAddress";

/// Takes the query away from what the browser shows.
pub fn hide_address() {
    let Some(location) = window().map(|window| window.location()) else { return };
    let (path, search) = (location.pathname().unwrap_or_default(), location.search().unwrap_or_default());
    if !search.is_empty() {
        let state = Object::new();
        // Setting a property of a fresh object cannot fail.
        let _ = Reflect::set(&state, &WHOLE.into(), &format!("{path}{search}").into());
        replace(&state, &path);
    }
}

/// Shows the whole address again; nothing where it is shown.
pub fn show_address() {
    let state = history().and_then(|history| history.state().ok()).unwrap_or_default();
    let whole = Reflect::get(&state, &WHOLE.into()).ok().and_then(|whole| whole.as_string());
    if let Some(whole) = whole {
        replace(&JsValue::NULL, &whole);
    }
}

fn replace(state: &JsValue, address: &str) {
    let done = history().map(|history| history.replace_state_with_url(state, "", Some(address)));
    // It fails where a page does so hundreds of times in a few seconds; the next change of the address tries again.
    if !matches!(done, Some(Ok(()))) {
        log::warn!("the browser does not change the address that it shows");
    }
}

fn history() -> Option<History> {
    window()?.history().ok()
}
