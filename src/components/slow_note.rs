//! What a slow line means for people, in sight: the chip has room for one word.

use leptos::prelude::*;

use super::use_wording;
use crate::service::{ConnectionState, use_realtime};
use crate::words::Connection;

/// The sentence, in the room that the title's line has left. Its place is always there, so that it moves nothing.
#[component]
pub fn SlowNote() -> impl IntoView {
    let (wording, state) = (use_wording(), use_realtime().screen_state());
    let text = move || (state.get() == ConnectionState::Slow).then(|| wording.say(Connection::SlowHint));
    view! { <p class="slow-note" data-testid="slow-note">{text}</p> }
}
