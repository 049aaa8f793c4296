//! A new version: said calmly, and begun only when the person wants it.

use leptos::prelude::*;

use super::banner::{Banner, Tone};
use super::{Announcer, use_wording};
use crate::service::use_shell;
use crate::words::{Connection, Frame};

/// Says that a new version is ready.
#[component]
pub fn UpdateBanner(
    /// How many other things are to be said.
    #[prop(default = Signal::stored(0))]
    more: Signal<usize>,
) -> impl IntoView {
    let wording = use_wording();
    view! {
        <Banner test_id="update-banner" kind="update" tone=Tone::Neutral more on_dismiss=None>
            <p class="banner-text"><strong id="banner-title">{wording.say(Frame::UpdateReady)}</strong></p>
            <ReloadButton />
        </Banner>
    }
}

/// Loads the page anew, with the newest version there is.
#[component]
pub fn ReloadButton() -> impl IntoView {
    let (wording, shell) = (use_wording(), use_shell());
    let is_reloading = shell.is_reloading();
    view! {
        <button
            type="button"
            class="button"
            aria-disabled=move || is_reloading.get().to_string()
            on:click=move |_| shell.reload_to_update()
        >
            {wording.say(Connection::Reload)}
        </button>
    }
}

/// Says once, on any page, to those who do not see it that a new version is ready. Needs the [`Announcer`].
pub(crate) fn announce_update() {
    let (wording, update, announcer) =
        (use_wording(), use_shell().update_available(), expect_context::<Announcer>());
    Effect::new(move |_| {
        if update.get() {
            announcer.say_result(wording.say(Frame::UpdateReady));
        }
    });
}
