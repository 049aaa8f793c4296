//! Short texts kept on the device, by gloo-storage. Where the browser keeps nothing (it is told not to, or its
//! storage is full) nothing is found, and whoever asked goes on with what the page itself remembers.

use gloo_storage::{LocalStorage, Storage};

/// What stands under `key`.
pub fn stored(key: &str) -> Option<String> {
    is_there().then(|| LocalStorage::get(key).ok()).flatten()
}

/// Keeps `text` under `key`. What cannot be written leaves nothing behind: nobody may later take the text of
/// before for this one.
pub fn store(key: &str, text: &str) {
    if is_there() && LocalStorage::set(key, text).is_err() {
        LocalStorage::delete(key);
    }
}

/// gloo-storage takes for granted that there is a storage; a browser that blocks it throws.
fn is_there() -> bool {
    web_sys::window().is_some_and(|window| matches!(window.local_storage(), Ok(Some(_))))
}
