//! Which venue is open, and which of its days the board holds.

use leptos::prelude::*;

use super::super::monitors::DESK;
use super::RealtimeService;
use crate::domain::{Day, Venue};
use crate::realtime::{FeedCopy, Input};

impl RealtimeService {
    /// Follows the open venue with its window; leaves the one that was open before.
    pub(in crate::service) fn follow(&self, venue: &Venue) {
        self.board.set_venue(venue);
        let before = self.followed.get_value();
        if before.as_ref() == Some(&venue.id) {
            // A session that goes on may tell of a day that turned meanwhile.
            if self.window.get_value() != self.window_of(venue) {
                self.on_new_day(venue);
            }
            return;
        }
        self.set_window(venue);
        if let Some(before) = before {
            self.push(Input::Unsubscribe { feed: before.as_str().to_owned(), handler: DESK });
            self.board.clear();
            self.outages.forget();
            self.feed.set(None);
        }
        self.followed.set_value(Some(venue.id.clone()));
        let feed = venue.id.as_str().to_owned();
        let was_watched = self.monitors.is_watched(&feed);
        self.push(Input::Subscribe { feed: feed.clone(), handler: DESK });
        if was_watched {
            // The machine holds no bookings: what it delivered before the desk came is loaded once more.
            self.push(Input::Reload { feed });
        }
        let user = self.session.state.with_untracked(|state| Some(state.session()?.user.id.clone()));
        if let Some(user) = user {
            self.offline.follow(*self, user, venue.id.as_str().to_owned(), self.window_of(venue));
        }
    }

    /// The open venue's board begins with this copy; `false` where a session brings one, or brought one.
    pub(in crate::service) fn restore(&self, venue: &str, copy: FeedCopy) -> bool {
        let feed = venue.to_owned();
        if self.is_open(&feed) {
            self.push(Input::Restore { feed, copy });
        }
        self.feed.with_untracked(|status| status.as_ref().is_some_and(|status| status.copied_at.is_some()))
    }

    /// Whose copy was shown is not who is signed in.
    pub(in crate::service) fn drop_copy(&self) {
        if let Some(before) = self.followed.get_value() {
            self.push(Input::Unsubscribe { feed: before.as_str().to_owned(), handler: DESK });
        }
        self.forget();
    }

    /// The venue's day turned: the window moves, and the new one is loaded while the list stays live.
    pub(in crate::service) fn on_new_day(&self, venue: &Venue) {
        let feed = venue.id.as_str();
        if self.is_open(feed) || self.monitors.is_watched(feed) {
            self.set_window(venue);
            self.push(Input::MoveWindow { feed: feed.to_owned() });
        }
    }

    pub(super) fn days_of(&self, venue: &Venue) -> (Day, Day) {
        let (before, after) = self.window_days;
        (venue.business_date.plus_days(-before), venue.business_date.plus_days(after))
    }

    fn window_of(&self, venue: &Venue) -> String {
        let (from, to) = self.days_of(venue);
        format!("{from}..{to}")
    }

    pub(super) fn set_window(&self, venue: &Venue) {
        let (from, to) = self.days_of(venue);
        if self.followed.with_value(|open| open.as_ref().is_none_or(|open| *open == venue.id)) {
            self.window.set_value(self.window_of(venue));
        }
        self.driver.with_value(|driver| {
            if let Some(driver) = driver {
                driver.with_application(|app| app.set_window(venue.id.clone(), from, to));
            }
        });
    }
}
