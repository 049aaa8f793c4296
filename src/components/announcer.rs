//! Two regions that are always there and always heard politely: one for the connection, one for results.

use leptos::prelude::*;

/// Says things to those who do not see them. `Copy`; handed out by context.
#[derive(Clone, Copy)]
pub struct Announcer {
    connection: RwSignal<String>,
    results: RwSignal<String>,
}

impl Announcer {
    /// Hands an announcer to all components below.
    pub fn provide() {
        provide_context(Self {
            connection: RwSignal::new(String::new()),
            results: RwSignal::new(String::new()),
        });
    }

    /// Says what became of the connection; replaces what was said of it before.
    pub fn say_connection(&self, sentence: String) {
        self.connection.set(sentence);
    }

    /// Says what became of an action, or of the list.
    pub fn say_result(&self, sentence: String) {
        self.results.set(sentence);
    }
}

/// The regions themselves.
#[component]
pub fn Announcers() -> impl IntoView {
    let announcer = expect_context::<Announcer>();
    view! {
        <div class="visually-hidden" role="status" data-testid="announcer-connection">
            {move || announcer.connection.get()}
        </div>
        <div class="visually-hidden" role="status" data-testid="announcer-results">
            {move || announcer.results.get()}
        </div>
    }
}
