//! The icon on the browser's tab: hatched while nothing proves the list right.

use leptos::prelude::*;

use super::start::base_path;

const LIVE: &str = "icons/bell.svg";
const STALE: &str = "icons/bell-stale.svg";

/// Shows on the tab whether the list may be out of date.
pub fn set_tab_icon(is_stale: bool) {
    let Some(head) = document().head() else { return };
    let link = match head.query_selector("link[rel='icon']") {
        Ok(Some(link)) => link,
        Ok(None) | Err(_) => {
            let Ok(link) = document().create_element("link") else { return };
            // The name is valid, and the head takes any element.
            let _ = link.set_attribute("rel", "icon");
            let _ = link.set_attribute("type", "image/svg+xml");
            let _ = head.append_child(&link);
            link
        }
    };
    let _ = link.set_attribute("href", &format!("{}{}", base_path(), if is_stale { STALE } else { LIVE }));
}
