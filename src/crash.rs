//! When the program itself breaks: a list that no longer follows the bookings must not stay on the screen.

use leptos::prelude::{document, window};
use leptos::wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::service::use_language;
use crate::words::{Connection, Frame, text};

/// From now on a panic is logged with its place, and replaces the page by a sentence and a way out.
pub fn install() {
    std::panic::set_hook(Box::new(|panic| {
        log::error!("the program broke: {panic}");
        // Best effort: nothing of what failed is relied upon.
        let _ = replace_page();
    }));
}

fn replace_page() -> Option<()> {
    let (document, language) = (document(), use_language());
    let body = document.body()?;
    let [main, message] = [document.create_element("main").ok()?, document.create_element("div").ok()?];
    main.set_class_name("page-single");
    message.set_attribute("role", "alert").ok()?;
    for (tag, words) in [("h1", Frame::Broken), ("p", Frame::BrokenText)] {
        let element = document.create_element(tag).ok()?;
        element.set_text_content(Some(&text(language, words)));
        message.append_child(&element).ok()?;
    }
    let reload = document.create_element("a").ok()?;
    reload.set_class_name("button");
    // Not by the router, which outlives the page, and not to a place on it.
    reload.set_attribute("rel", "external").ok()?;
    reload.set_attribute("href", window().location().href().ok()?.split('#').next()?).ok()?;
    reload.set_text_content(Some(&text(language, Connection::Reload)));
    main.append_child(&message).ok()?;
    main.append_child(&reload).ok()?;
    body.set_text_content(None);
    body.append_child(&main).ok()?;
    reload.dyn_into::<HtmlElement>().ok()?.focus().ok()
}
