//! Where results and announcements appear: a modal dialog makes everything outside of it inert, so each dialog has an
//! outlet of its own, and what is said goes to the topmost.

use leptos::prelude::*;

/// The page's own outlet.
const PAGE: u32 = 0;

/// The outlets that are open now, the topmost last. `Copy`; handed out by context.
#[derive(Clone, Copy)]
pub(super) struct Outlets {
    open: RwSignal<Vec<u32>>,
    last: StoredValue<u32>,
}

/// One place where results appear while it is the topmost.
#[derive(Clone, Copy)]
pub(super) struct Outlet {
    number: u32,
    outlets: Outlets,
}

impl Outlets {
    /// Hands the outlets to all components below.
    pub(super) fn provide() -> Self {
        let outlets = Self { open: RwSignal::new(vec![PAGE]), last: StoredValue::new(PAGE) };
        provide_context(outlets);
        outlets
    }

    /// The outlet that people can reach now.
    pub(super) fn top(self) -> u32 {
        self.open.with(|open| open.last().copied().unwrap_or(PAGE))
    }

    /// The page's own.
    pub(super) fn page(self) -> Outlet {
        Outlet { number: PAGE, outlets: self }
    }

    /// A dialog's, for as long as the owner lives.
    pub(super) fn of_dialog(self) -> Outlet {
        let number = self.last.get_value() + 1;
        self.last.set_value(number);
        self.open.update(|open| open.push(number));
        on_cleanup(move || {
            // The page may go with the dialog.
            let _ = self.open.try_update(|open| open.retain(|each| *each != number));
        });
        Outlet { number, outlets: self }
    }
}

impl Outlet {
    /// Names it.
    pub(super) fn number(self) -> u32 {
        self.number
    }

    /// Whether it is the topmost.
    pub(super) fn is_top(self) -> bool {
        self.outlets.top() == self.number
    }
}
