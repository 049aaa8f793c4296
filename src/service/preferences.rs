//! What a person set on this device: kept there, for whoever uses it.

use leptos::prelude::*;

use crate::platform::{store, stored};

const SHORTCUTS: &str = "deskbell shortcuts";
const OFF: &str = "off";

/// The settings of this device. A `Copy` handle; the views get it by [`super::use_preferences`].
#[derive(Clone, Copy)]
pub struct Preferences {
    shortcuts: RwSignal<bool>,
}

impl Preferences {
    /// The settings as they were kept.
    pub(super) fn load() -> Self {
        let is_off = stored(SHORTCUTS).as_deref() == Some(OFF);
        Preferences { shortcuts: RwSignal::new(!is_off) }
    }

    /// Whether single keys do something.
    pub fn shortcuts(&self) -> Signal<bool> {
        self.shortcuts.into()
    }

    /// Switches the single keys on or off.
    pub fn set_shortcuts(&self, are_on: bool) {
        self.shortcuts.set(are_on);
        store(SHORTCUTS, if are_on { "on" } else { OFF });
    }
}
