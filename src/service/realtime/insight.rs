//! What diagnostics reads: the machine's figures, history, round trips and records as they are, and the export.

use leptos::prelude::*;

use super::super::application::BookingApplication;
use super::RealtimeService;
use crate::domain::Instant;
use crate::platform::{browser, is_secure, now, save_file, wall_ms};
use crate::realtime::outbox::Summary;
use crate::realtime::{About, Change, Client, Now, Record, Report, Sample, Timer, Transport, Verdict};

/// The version that this page is.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The figures of one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// What is measured.
    pub report: Report,
    /// What carries the changes; `None` while nothing does.
    pub transport: Option<Transport>,
    /// The next deadline, and in how many milliseconds.
    pub next_timer: Option<(Timer, u64)>,
    /// What waits to be sent.
    pub outbox: Summary,
    /// How long ago the open venue's list was last proved right, in milliseconds.
    pub proof_age_ms: Option<u64>,
    /// Records, changes, round trips and inputs that had to make room.
    pub dropped: u64,
    /// The version of the page.
    pub version: &'static str,
}

impl RealtimeService {
    /// The one answer to "what is wrong?".
    pub fn verdict(&self) -> Signal<Verdict> {
        let service = *self;
        let ticks = service.clock.signal();
        Memo::new(move |_| {
            // Findings grow old by the passing of time alone.
            ticks.track();
            service
                .status
                .with(|status| service.checks.with(|checks| Verdict::of(status, checks.as_ref(), now().mono)))
        })
        .into()
    }

    /// The figures now; `None` before the start.
    pub fn figures(&self) -> Option<Figures> {
        let proved_at = self.feed.with_untracked(|feed| feed.as_ref().and_then(|feed| feed.proved_at));
        let inputs = self.inputs_dropped();
        self.read(|client, now| Figures {
            report: client.report(now),
            transport: client.transport(),
            next_timer: client.poll_timeout(now).map(|(at, timer)| (timer, at.since_ms(now.mono))),
            outbox: client.outbox().summary(),
            proof_age_ms: proved_at.map(|at| now.mono.since_ms(at.mono)),
            dropped: client.log().dropped() + client.history().dropped() + client.samples_dropped() + inputs,
            version: VERSION,
        })
    }

    /// What people saw of the connection, oldest first.
    pub fn history(&self) -> Vec<Change> {
        self.read(|client, _| client.history().changes().cloned().collect()).unwrap_or_default()
    }

    /// The round trips that were measured, oldest first.
    pub fn samples(&self) -> Vec<Sample> {
        self.read(|client, _| client.samples().collect()).unwrap_or_default()
    }

    /// Rises with each record.
    pub fn log_mark(&self) -> u64 {
        self.read(|client, _| client.log().dropped() + client.log().records().count() as u64).unwrap_or(0)
    }

    /// The log's records with their numbers, oldest first.
    pub fn records(&self) -> Vec<(u64, Record)> {
        let read = |client: &Client<BookingApplication>, _| {
            let log = client.log();
            (log.dropped()..).zip(log.records().cloned()).collect()
        };
        self.read(read).unwrap_or_default()
    }

    /// Now, on the clock that all of these count by, in milliseconds.
    pub fn mono_ms(&self) -> u64 {
        now().mono.0
    }

    /// A moment of that clock as people read it, on the server's clock.
    pub fn moment(&self, mono_ms: u64) -> Instant {
        let now = now();
        let age_ms = i64::try_from(now.mono.0.saturating_sub(mono_ms)).unwrap_or(i64::MAX);
        self.instant(now.wall.0.saturating_sub(age_ms))
    }

    /// A moment of the device's clock, on the server's.
    pub fn instant(&self, device_ms: i64) -> Instant {
        Instant::from_unix_ms(self.clock.corrected(device_ms))
    }

    /// Hands everything to the person as a file of this name; `None` where the browser does not let us.
    pub fn save_export(&self) -> Option<String> {
        let browser = browser();
        let inputs_dropped = self.inputs_dropped();
        let about = About { version: VERSION, browser: &browser, is_secure: is_secure(), inputs_dropped };
        let text = self.read(|client, now| client.export(now, &about))?;
        let at = self.instant(wall_ms()).to_string();
        // No colons: not every system takes them in a name.
        let stamp: String = at.chars().take(19).filter(|c| c.is_ascii_digit() || *c == 'T').collect();
        let name = format!("deskbell-diagnostics-{stamp}.json");
        save_file(&name, "application/json", &text).then_some(name)
    }

    fn inputs_dropped(&self) -> u64 {
        self.driver.with_value(|driver| driver.as_ref().map_or(0, |driver| driver.inputs_dropped()))
    }

    /// Reads the machine between two inputs; `None` before the start.
    pub(in crate::service) fn read<R>(
        &self,
        read: impl FnOnce(&Client<BookingApplication>, Now) -> R,
    ) -> Option<R> {
        self.driver.with_value(|driver| driver.as_ref().map(|driver| driver.read(read)))
    }
}
