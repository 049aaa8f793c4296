//! A page that opens while nobody answers: the copy on the device, to whom it belongs and for as long as it may be shown.
//!
//! The server has the first word as long as it gives it soon: a list that shows and goes again in the next moment would
//! be worse than a moment of waiting. Whatever it says later decides at once.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::start::SessionService;
use crate::domain::{KeptSession, TabSession, may_show_copy};
use crate::platform::wall_ms;
use crate::realtime::Input;
use crate::realtime::outbox::SignOut;

/// As long as a blip is not shown either.
const SILENT_MS: u64 = 1_000;

impl SessionService {
    /// Shows the copy when the server has said nothing for a second.
    pub(super) fn show_copy_if_silent(self) {
        set_timeout(move || spawn_local(self.show_copy()), Duration::from_millis(SILENT_MS));
    }

    /// Shows the copy, unless the server has answered, or nobody may see it, as while the desk is locked.
    pub(super) async fn show_copy(self) {
        if !self.is_asking() {
            return;
        }
        if self.locked_untracked().is_some() {
            return;
        }
        let Some(store) = self.realtime.offline.store() else { return };
        let copies = match store.copies().await {
            Ok(copies) => copies,
            Err(fault) => return log::warn!("the copy of the list cannot be read: {fault:?}"),
        };
        let word = self.tabs.last_word();
        let now_ms = wall_ms();
        let newest = copies.into_iter().max_by_key(|(_, _, head)| head.proved_at_ms);
        let Some((user, _, head)) = newest else { return };
        let may_show = may_show_copy(&user, head.proved_at_ms, head.ends_at_ms, now_ms, word.as_ref());
        match KeptSession::read(&head.session).filter(|session| may_show && session.user.id == user) {
            // The server may have answered while storage was read.
            Some(session) if self.is_asking() => {
                log::info!("nobody answers: the copy on this device is shown");
                self.open_copy(session, head.ends_at_ms);
            }
            Some(_) => {}
            None => self.realtime.offline.wipe(),
        }
    }

    /// Follows the time: a page that stays open shows the copy no longer than one that is opened then would.
    pub(super) fn hide_copy_when_over(self) {
        let clock = self.realtime.clock.signal();
        Effect::new(move |_| {
            clock.track();
            let is_copy = self.store.with_tab(|tab| matches!(tab, TabSession::Unproved(_)));
            if is_copy && wall_ms() >= self.store.ends_at_ms() {
                self.hide_copy();
            }
        });
    }

    /// The copy goes, from the page and from the device, and the server is asked who is signed in, as at the start.
    fn hide_copy(self) {
        log::info!("the time of the copy on this device is over");
        self.store.ask_anew();
        self.realtime.on_signed_out(SignOut::Keep);
        self.realtime.push(Input::Connect);
    }

    fn is_asking(self) -> bool {
        self.store.with_tab(|tab| tab == TabSession::Asking)
    }
}
