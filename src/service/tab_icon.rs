//! The icon on the browser's tab: hatched while nothing proves the list right.

use leptos::prelude::*;

use super::start::base_path;

const LIVE: &str = "icons/bell.svg";
const STALE: &str = "icons/bell-stale.svg";

/// Shows on the tab whether the list may be out of date. While it may, no other icon is offered to the browser, which
/// might prefer it.
pub fn set_tab_icon(is_stale: bool) {
    let Some(head) = document().head() else { return };
    let find = |selector: &str| head.query_selector(selector).ok().flatten();
    // The names are valid, and the head takes any element.
    let (from, to) = if is_stale { ("icon", "other icon") } else { ("other icon", "icon") };
    if let Some(other) = find(&format!("link[rel='{from}']:not([type='image/svg+xml'])")) {
        let _ = other.set_attribute("rel", to);
    }
    let link = find("link[rel='icon'][type='image/svg+xml']").or_else(|| {
        let link = document().create_element("link").ok()?;
        let _ = link.set_attribute("rel", "icon");
        let _ = link.set_attribute("type", "image/svg+xml");
        let _ = head.append_child(&link);
        Some(link)
    });
    if let Some(link) = link {
        let _ =
            link.set_attribute("href", &format!("{}{}", base_path(), if is_stale { STALE } else { LIVE }));
    }
}
