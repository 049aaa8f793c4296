//! Shown in the place of everything when the setup file cannot be used.

use leptos::prelude::*;

use crate::components::use_wording;
use crate::service::{reload_page, set_title};
use crate::words::{Connection, Frame, Setup};

/// The key under which a file that cannot be read as a whole is reported.
const WHOLE_FILE: &str = "config.json";

/// The page. Needs the words, and no service.
#[component]
pub fn ConfigErrorPage(
    /// The key with the mistake, or the file's name.
    key: String,
    /// What is wrong, in the words of whoever wrote the file.
    cause: String,
) -> impl IntoView {
    let wording = use_wording();
    let headline =
        if key == WHOLE_FILE { wording.say(Setup::Unreadable) } else { wording.say(Setup::Mistake(&key)) };
    let title = wording.say(Frame::Title(&headline));
    Effect::new(move |_| set_title(&title));
    view! {
        <main class="page-single" id="content" tabindex="-1" data-testid="config-error">
            <h1>{headline}</h1>
            <p>{wording.say(Setup::WhatToDo)}</p>
            <p class="quiet">{wording.say(Setup::Cause)}</p>
            <code>{format!("{key}: {cause}")}</code>
            <button type="button" class="button" on:click=move |_| reload_page()>
                {wording.say(Connection::Reload)}
            </button>
        </main>
    }
}
