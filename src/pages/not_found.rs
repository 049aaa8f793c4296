//! Any address that we do not know.

use leptos::prelude::*;
use leptos_router::components::A;

use crate::components::{TODAY, use_wording};
use crate::service::set_title;
use crate::words::Frame;

/// The page.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    let wording = use_wording();
    Effect::new(move |_| set_title(&wording.say(Frame::Title(&wording.say(Frame::NotFound)))));
    view! {
        <main class="page-single" id="content" tabindex="-1" data-testid="not-found">
            <h1>{wording.say(Frame::NotFound)}</h1>
            <p>{wording.say(Frame::NotFoundText)}</p>
            <p><A href=TODAY>{wording.say(Frame::BackToToday)}</A></p>
        </main>
    }
}
