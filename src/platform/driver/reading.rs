//! Looking at the machine between two inputs, without a change to it.

use super::Driver;
use crate::platform::clock;
use crate::realtime::{Application, Client, ConnectionStatus, FeedStatus, Metrics, Now, Report};

impl<A: Application + 'static> Driver<A> {
    /// Reads the machine as it is now.
    pub fn read<R>(&self, read: impl FnOnce(&Client<A>, Now) -> R) -> R {
        read(&self.shared.client.borrow(), clock::now())
    }

    /// The connection as people see it now.
    pub fn status(&self) -> ConnectionStatus {
        self.read(|client, now| client.status(now))
    }

    /// The feeds as people see them now.
    pub fn feeds(&self) -> Vec<FeedStatus> {
        self.read(|client, _| client.feeds().collect())
    }

    /// What the machine counted so far.
    pub fn metrics(&self) -> Metrics {
        self.read(|client, _| client.metrics())
    }

    /// Everything that is measured, now.
    pub fn report(&self) -> Report {
        self.read(|client, now| client.report(now))
    }

    /// Inputs that found the queue full.
    pub fn inputs_dropped(&self) -> u64 {
        self.shared.dropped.get()
    }
}
