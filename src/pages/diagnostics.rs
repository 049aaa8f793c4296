//! `/diagnostics`: what is wrong with the connection, also for who is not signed in.

use leptos::prelude::*;

use crate::components::{DiagnosticsView, use_wording};
use crate::service::set_title;
use crate::words::{Diagnostics, Frame};

/// The page.
#[component]
pub fn DiagnosticsPage() -> impl IntoView {
    let wording = use_wording();
    Effect::new(move |_| set_title(&wording.say(Frame::Title(&wording.say(Diagnostics::Title)))));
    view! {
        <div class="diagnostics-page" data-testid="diagnostics">
            <h1>{wording.say(Diagnostics::Title)}</h1>
            <DiagnosticsView />
        </div>
    }
}
