//! The way to the diagnostics: a panel over whatever page is open, named by the query.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The address of this page with the diagnostics over it.
pub fn use_panel_href() -> Memo<String> {
    let location = use_location();
    Memo::new(move |_| {
        let mut params = location.query.get();
        params.replace("panel", "diagnostics".to_owned());
        format!("{}{}", location.pathname.get(), params.to_query_string())
    })
}
