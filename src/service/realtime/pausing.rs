//! A person pauses the updates: the screen holds still, and says so wherever it speaks of how fresh it is.

use leptos::prelude::*;

use super::RealtimeService;
use crate::realtime::ConnectionState;

impl RealtimeService {
    /// While the person paused the updates: how many bookings have changed since.
    pub fn paused(&self) -> Signal<Option<usize>> {
        self.board.waiting()
    }

    /// Whether the person paused the updates.
    pub fn is_paused(&self) -> Memo<bool> {
        let paused = self.paused();
        Memo::new(move |_| paused.with(Option::is_some))
    }

    /// While paused, until when the screen was proved right, in milliseconds of the corrected clock; follows the pause.
    pub fn paused_as_of_ms(&self) -> Option<i64> {
        self.board.paused_as_of_ms()
    }

    /// The state of what is on screen: that of the connection, unless it is well and the person paused the updates.
    pub fn screen_state(&self) -> Memo<ConnectionState> {
        let (status, is_paused) = (self.status(), self.is_paused());
        Memo::new(move |_| {
            let state = status.with(|status| status.state);
            let is_well = matches!(state, ConnectionState::Live | ConnectionState::Slow);
            if is_well && is_paused.get() { ConnectionState::Paused } else { state }
        })
    }

    /// Holds what is shown as it is; the board behind it goes on.
    pub fn pause(&self) {
        let as_of_ms = self.feed.with_untracked(|feed| untrack(|| self.proved_at_ms(feed.as_ref())));
        self.board.pause(as_of_ms);
    }

    /// Shows all that changed meanwhile.
    pub fn resume(&self) {
        self.board.resume();
    }
}
