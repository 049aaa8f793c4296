//! Where messages come out: results and what is said aloud. A modal dialog makes everything outside it inert, so each
//! dialog has an outlet of its own, and only the topmost one speaks.

use leptos::prelude::*;

use super::{Announcers, Toaster};

/// The outlets that are on the page, the topmost last. `Copy`; handed out by context.
#[derive(Clone, Copy)]
pub struct Outlets {
    open: RwSignal<Vec<u64>>,
    next: StoredValue<u64>,
}

impl Outlets {
    /// Hands the list of outlets to all components below.
    pub fn provide() {
        provide_context(Self { open: RwSignal::new(Vec::new()), next: StoredValue::new(0) });
    }

    /// How many there are; changes when the topmost does.
    pub fn count(&self) -> Signal<usize> {
        let open = self.open;
        Memo::new(move |_| open.with(Vec::len)).into()
    }

    /// One more on top, for as long as the owner lives; whether it is the topmost.
    fn add(self) -> Memo<bool> {
        let id = self.next.get_value();
        self.next.set_value(id + 1);
        self.open.update(|open| open.push(id));
        on_cleanup(move || {
            // The page itself may be gone, and the list with it.
            let _ = self.open.try_update(|open| open.retain(|other| *other != id));
        });
        Memo::new(move |_| self.open.with(|open| open.last() == Some(&id)))
    }
}

/// An outlet: the two announcers and the region of results. One for the page, and one within each modal dialog.
#[component]
pub fn Outlet() -> impl IntoView {
    let is_top = expect_context::<Outlets>().add();
    view! {
        <Announcers is_top />
        <Toaster is_top />
    }
}
