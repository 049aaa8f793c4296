//! The application's own files on the device: whether newer ones are ready, and the change to them.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::speech::reload_page;
use super::start::base_path;
use crate::platform::Shell;

/// The release that this page runs, and the next one. A `Copy` handle.
///
/// The page never changes to another release by itself: what a person writes, or waits for, would be lost.
#[derive(Clone, Copy)]
pub struct ShellService {
    update_available: RwSignal<bool>,
    is_reloading: RwSignal<bool>,
    shell: StoredValue<Option<Shell>, LocalStorage>,
}

impl ShellService {
    /// Keeps the application on the device if `keeps` says so, otherwise removes what an earlier page kept.
    pub(super) fn start(keeps: bool) -> Self {
        let update_available = RwSignal::new(false);
        let shell = keeps.then(|| {
            Shell::start(&base_path(), move || {
                if !update_available.get_untracked() {
                    update_available.set(true);
                }
            })
        });
        if shell.is_none() {
            spawn_local(async { Shell::retire(&base_path()).await });
        }
        let shell = StoredValue::new_local(shell);
        ShellService { update_available, is_reloading: RwSignal::new(false), shell }
    }

    /// Whether a newer release is wholly on this device.
    pub fn update_available(&self) -> Signal<bool> {
        self.update_available.into()
    }

    /// Whether the person asked for the newer release, and it is on its way.
    pub fn is_reloading(&self) -> Signal<bool> {
        self.is_reloading.into()
    }

    /// Loads the page anew with the newest release, fetched first if it is not here yet. A second call while that is
    /// under way does nothing.
    pub fn reload_to_update(&self) {
        if self.is_reloading.get_untracked() {
            return;
        }
        self.is_reloading.set(true);
        let service = *self;
        spawn_local(async move {
            if let Some(shell) = service.shell.get_value() {
                shell.take_update().await;
            }
            reload_page();
        });
    }
}
