//! The language of the browser, and what else the views need of it.

use leptos::prelude::*;

use super::Formats;
use crate::words::Language;

/// The language to speak.
pub fn use_language() -> Language {
    let tags = window().navigator().languages();
    let tags: Vec<String> = tags.iter().filter_map(|tag| tag.as_string()).collect();
    Language::from_preferences(tags.iter().map(String::as_str))
}

/// The formats of that language, in the person's own variant of it.
pub fn use_formats() -> Formats {
    let language = use_language();
    let tags = window().navigator().languages();
    let own = tags.iter().filter_map(|tag| tag.as_string()).find(|tag| {
        Language::from_preferences([tag.as_str()]) == language && tag.starts_with(language.tag())
    });
    Formats::new(&own.unwrap_or_else(|| language.tag().to_owned()))
}

/// Sets the browser's title.
pub fn set_title(title: &str) {
    document().set_title(title);
}

/// Puts a text into the clipboard; `false` where the browser does not let us.
pub async fn copy_text(text: &str) -> bool {
    crate::platform::copy_text(text).await
}

/// Goes back to where the person was before, as the browser's own button does.
pub fn go_back() {
    if let Ok(history) = window().history() {
        let _ = history.back();
    }
}

/// Loads the page anew.
pub fn reload_page() {
    let _ = window().location().reload();
}
