//! What a device's browser keeps: one request after the other, each in one transaction, with delays and faults.

use std::collections::BTreeMap;

use deskbell::realtime::outbox::{Claimed, Record, Step, StorageFault};
use deskbell::realtime::{Input, Rng};

use super::event::Event;
use super::host::Arrival;
use super::world::World;

/// One browser's storage.
#[derive(Debug)]
pub(crate) struct Storage {
    records: BTreeMap<(String, String), Record>,
    /// Every request fails with this until then.
    pub(crate) fault: Option<(StorageFault, u64)>,
    /// Every request takes long until then.
    pub(crate) slow_until: u64,
    busy_until: u64,
    rng: Rng,
}

/// An answer on its way to the page.
#[derive(Debug, Clone)]
pub(crate) enum Stored {
    Saved(u64, Result<(), StorageFault>),
    Claimed(u64, Result<Claimed, StorageFault>),
}

impl Storage {
    /// An empty one.
    pub(crate) fn new(seed: u64) -> Self {
        let (records, rng) = (BTreeMap::new(), Rng::new(seed));
        Storage { records, fault: None, slow_until: 0, busy_until: 0, rng }
    }

    /// From now on it does what it is asked, at once.
    pub(crate) fn end_faults(&mut self) {
        (self.fault, self.slow_until) = (None, 0);
    }

    /// How many records there are.
    pub(crate) fn len(&self) -> usize {
        self.records.len()
    }

    /// When a request that is made now is carried out.
    fn done_at(&mut self, now: u64) -> u64 {
        let ms = if now < self.slow_until {
            self.rng.uniform_ms(1_000, 12_000)
        } else {
            self.rng.uniform_ms(0, 8)
        };
        self.busy_until = self.busy_until.max(now + ms);
        self.busy_until
    }

    /// Carries out one request.
    fn carry_out(&mut self, step: Step, now: u64) -> Option<Stored> {
        let fault = self.fault.filter(|(_, until)| now < *until).map(|(fault, _)| fault);
        Some(match step {
            Step::Save { ticket, records, user, removed } => {
                if fault.is_none() {
                    let keyed =
                        records.into_iter().map(|record| ((record.user.clone(), record.id.clone()), record));
                    self.records.extend(keyed);
                    for id in removed {
                        self.records.remove(&(user.clone(), id));
                    }
                }
                Stored::Saved(ticket, fault.map_or(Ok(()), Err))
            }
            Step::Wipe { ticket, user, from } => {
                if fault.is_none() {
                    self.records.retain(|_, record| record.user != user || !from.contains(&record.tab));
                }
                Stored::Saved(ticket, fault.map_or(Ok(()), Err))
            }
            Step::Claim { ticket, user, tab, with_own, from, max } => {
                let claimed = fault.map_or_else(|| Ok(self.claim(&user, &tab, with_own, &from, max)), Err);
                Stored::Claimed(ticket, claimed)
            }
            Step::Send { .. } | Step::Item(_) | Step::Summary(_) | Step::Flushed { .. } => return None,
        })
    }

    fn claim(&mut self, user: &str, tab: &str, with_own: bool, from: &[String], max: usize) -> Claimed {
        let (mut records, mut room, mut left) = (Vec::new(), max, 0);
        for record in self.records.values_mut().filter(|record| record.user == user) {
            if record.tab == tab {
                records.extend(with_own.then(|| record.clone()));
            } else if from.contains(&record.tab) && room > 0 {
                room -= 1;
                record.tab = tab.to_owned();
                records.push(record.clone());
            } else if from.contains(&record.tab) {
                left += 1;
            }
        }
        Claimed { records, left }
    }
}

impl World {
    /// The page asks its storage.
    pub(super) fn ask_storage(&mut self, host: usize, step: Step) {
        self.note(|| format!("h{host} > store {step:?}"));
        let at = self.hosts[host].storage.done_at(self.now);
        self.at(at, Event::Stores { host, step });
    }

    /// Storage does it, whatever the page is doing.
    pub(super) fn on_stores(&mut self, host: usize, step: Step) {
        if let Some(stored) = self.hosts[host].storage.carry_out(step, self.now) {
            self.arrive(host, Arrival::Stored(stored));
        }
    }

    /// Storage's answer reaches the page.
    pub(super) fn on_stored(&mut self, host: usize, stored: Stored) {
        match stored {
            Stored::Saved(ticket, result) => self.drive(host, Input::Saved { ticket, result }),
            Stored::Claimed(ticket, result) => self.drive(host, Input::Claimed { ticket, result }),
        }
    }
}
