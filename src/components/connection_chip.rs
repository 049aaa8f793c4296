//! The connection's state in a shape and a word, in the header. Owns no message: the banner does.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::dating::use_dating;
use super::panel::use_panel_href;
use super::wording::{chip_hint, chip_word, polled_every};
use super::{Icon, icon, use_wording};
use crate::domain::Instant;
use crate::service::{ConnectionState, use_realtime};
use crate::words::Connection;

/// The chip. Pressing it opens the diagnostics.
#[component]
pub fn ConnectionChip() -> impl IntoView {
    let (wording, realtime, dating) = (use_wording(), use_realtime(), use_dating());
    let (status, feed) = (realtime.status(), realtime.feed());
    let (navigate, href) = (use_navigate(), use_panel_href());
    let state = realtime.screen_state();
    let since = move || {
        let at = Instant::from_unix_ms(feed.with(|feed| feed.proved_at_ms)?);
        dating.time(at)
    };
    let is_long = move || status.with(|status| status.state == ConnectionState::NotLive && status.lost_long);
    let since = Memo::new(move |_| is_long().then(since).flatten());
    let hint = move || chip_hint(state.get()).map(|hint| wording.say(hint));
    let every = Memo::new(move |_| polled_every(wording, status));
    let word = move |since: Option<&str>| {
        every.with(|every| wording.say(Connection::Chip(chip_word(state.get(), since, every))))
    };
    view! {
        <button
            type="button"
            class="chip"
            data-testid="connection-chip"
            data-state=move || state.get().as_str()
            aria-label=move || {
                let since = since.get();
                every.with(|every| {
                    wording.say(Connection::ChipLabel(chip_word(state.get(), since.as_deref(), every)))
                })
            }
            title=hint
            on:click=move |_| {
                let options = NavigateOptions { scroll: false, ..NavigateOptions::default() };
                navigate(&href.get_untracked(), options);
            }
        >
            {move || icon(Icon::Connection(state.get()))}
            <span class="chip-word" data-short=move || since.get().map(|_| word(None))>
                {move || word(since.get().as_deref())}
            </span>
        </button>
    }
}
