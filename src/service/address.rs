//! The address in the browser while the desk is locked: it says nothing of what was looked for. The page's own address,
//! the router's, stays as it is.

use leptos::prelude::*;

use crate::platform::{Listener, hide_address, show_address};

/// Begins, before the router does: it is to read whole addresses, now and at each step back or forth.
pub(super) fn keep_addresses_whole() {
    show_address();
    // Lives as long as its owner, the application.
    StoredValue::new_local(Listener::new(&window(), "popstate", |_| show_address()));
}

/// Follows the lock, at each change of the page's address.
pub fn tell_address(is_locked: bool) {
    if is_locked { hide_address() } else { show_address() }
}
