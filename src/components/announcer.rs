//! Two regions that are always there and always heard politely: one for the connection, one for results. A dialog has
//! both of its own.

use leptos::prelude::*;

use super::outlets::{Outlet, Outlets};

/// A sentence, and the outlet that it was said in.
type Said = RwSignal<(u32, String)>;

/// Says things to those who do not see them. `Copy`; handed out by context.
#[derive(Clone, Copy)]
pub struct Announcer {
    connection: Said,
    results: Said,
    outlets: Outlets,
}

impl Announcer {
    /// Hands an announcer to all components below. Needs the outlets.
    pub(super) fn provide_with(outlets: Outlets) {
        provide_context(Self {
            connection: RwSignal::new((0, String::new())),
            results: RwSignal::new((0, String::new())),
            outlets,
        });
    }

    /// Says what became of the connection; replaces what was said of it before.
    pub fn say_connection(&self, sentence: String) {
        self.connection.set((untrack(|| self.outlets.top()), sentence));
    }

    /// Says what became of an action, or of the list.
    pub fn say_result(&self, sentence: String) {
        self.results.set((untrack(|| self.outlets.top()), sentence));
    }

    /// Takes back what was said: who comes later must not find it.
    pub(super) fn clear(&self) {
        self.connection.set((0, String::new()));
        self.results.set((0, String::new()));
    }
}

/// The page's regions.
#[component]
pub fn Announcers() -> impl IntoView {
    let outlets: Outlets = expect_context();
    view! { <AnnouncersIn outlet=outlets.page() /> }
}

/// The regions of one outlet.
#[component]
pub(super) fn AnnouncersIn(
    /// Whose.
    outlet: Outlet,
) -> impl IntoView {
    let announcer = expect_context::<Announcer>();
    let heard = move |said: Said| {
        said.with(|(at, sentence)| if *at == outlet.number() { sentence.clone() } else { String::new() })
    };
    view! {
        <div class="visually-hidden" role="status" data-testid="announcer-connection">
            {move || heard(announcer.connection)}
        </div>
        <div class="visually-hidden" role="status" data-testid="announcer-results">
            {move || heard(announcer.results)}
        </div>
    }
}
