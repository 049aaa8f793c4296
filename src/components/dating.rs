//! When something was, for people who may look at it days later.

use leptos::prelude::*;

use super::{Wording, use_wording};
use crate::domain::{Day, Instant, Venue};
use crate::service::{Formats, use_clock, use_session};

/// Writes times of the open venue: alone on its present day by the clock, else with their day. The business date will
/// not do: a page that slept, or began without the server, holds an old one, and a time alone would be taken for
/// today's. `Copy`; got by [`use_dating`].
#[derive(Clone, Copy)]
pub(super) struct Dating {
    wording: Wording,
    venue: Signal<Option<Venue>>,
    today: Memo<Option<Day>>,
}

impl Dating {
    /// Hands it to all components below. Needs the services and the words.
    pub(super) fn provide() {
        let (venue, clock) = (use_session().venue(), use_clock());
        let today = Memo::new(move |_| {
            let now = Instant::from_unix_ms(clock.get());
            venue.with(|venue| venue.as_ref().map(|venue| venue.day_of(now)))
        });
        provide_context(Self { wording: use_wording(), venue, today });
    }

    /// The open venue.
    pub(super) fn venue(self) -> Signal<Option<Venue>> {
        self.venue
    }

    /// Hours and minutes; `None` while no venue is open.
    pub(super) fn time(self, at: Instant) -> Option<String> {
        self.write(at, Formats::time)
    }

    /// The same with seconds.
    pub(super) fn time_with_seconds(self, at: Instant) -> Option<String> {
        self.write(at, Formats::time_with_seconds)
    }

    fn write(self, at: Instant, time: fn(&Formats, Instant, &Venue) -> String) -> Option<String> {
        self.venue.with(|venue| {
            let venue = venue.as_ref()?;
            let time = self.wording.format(|formats| time(formats, at, venue));
            let is_today = self.today.get() == Some(venue.day_of(at));
            Some(if is_today { time } else { self.wording.with_day(at, &time, venue) })
        })
    }
}

/// The times of the open venue.
pub(super) fn use_dating() -> Dating {
    expect_context()
}
