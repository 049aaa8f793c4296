//! Two regions that are always there and always heard politely: one for the connection, one for results.

use leptos::prelude::*;

use super::Outlets;

/// Says things to those who do not see them. `Copy`; handed out by context.
#[derive(Clone, Copy)]
pub struct Announcer {
    connection: RwSignal<String>,
    results: RwSignal<String>,
}

impl Announcer {
    /// Hands an announcer to all components below. Needs the [`Outlets`].
    pub fn provide() {
        let announcer =
            Self { connection: RwSignal::new(String::new()), results: RwSignal::new(String::new()) };
        provide_context(announcer);
        let outlets = expect_context::<Outlets>().count();
        Effect::new(move |before: Option<usize>| {
            let count = outlets.get();
            if before.is_some_and(|before| before != count) {
                // What was said in one outlet is not said again in the next.
                announcer.connection.set(String::new());
                announcer.results.set(String::new());
            }
            count
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
pub fn Announcers(
    /// Whether no dialog is over them.
    is_top: Memo<bool>,
) -> impl IntoView {
    let announcer = expect_context::<Announcer>();
    let said = move |sentence: RwSignal<String>| is_top.get().then(|| sentence.get());
    view! {
        <div class="visually-hidden" role="status" data-testid="announcer-connection">
            {move || said(announcer.connection)}
        </div>
        <div class="visually-hidden" role="status" data-testid="announcer-results">
            {move || said(announcer.results)}
        </div>
    }
}
