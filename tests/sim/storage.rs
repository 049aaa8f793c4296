//! What a device's browser keeps for all its tabs: one request after the other, each in one transaction, with delays
//! and faults.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use deskbell::realtime::outbox::{Claimed, NOBODY, Record, Step, StorageFault};
use deskbell::realtime::{Input, Rng};

use super::device::Doom;
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
    /// Requests that are not carried out yet, with the tab that made them.
    pending: VecDeque<(u64, usize)>,
    requests: u64,
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
        Storage {
            records: BTreeMap::new(),
            fault: None,
            slow_until: 0,
            busy_until: 0,
            pending: VecDeque::new(),
            requests: 0,
            rng: Rng::new(seed),
        }
    }

    /// From now on it does what it is asked, at once.
    pub(crate) fn end_faults(&mut self) {
        (self.fault, self.slow_until) = (None, 0);
    }

    /// How many records there are.
    pub(crate) fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether `person` has an item there that can be read.
    pub(crate) fn holds_any_of(&self, person: &str) -> bool {
        self.records.values().any(|record| record.user == person && is_readable(record))
    }

    /// Whether `person`'s item is there, readable or not.
    pub(crate) fn holds(&self, person: &str, id: &str) -> bool {
        self.records.contains_key(&(person.to_owned(), id.to_owned()))
    }

    /// The items of `person` that can be read, as text.
    pub(crate) fn readable(&self, person: &str) -> Vec<&str> {
        let own = self.records.values().filter(|record| record.user == person && is_readable(record));
        own.map(|record| record.text.as_str()).collect()
    }

    /// The names under which `person` has anything.
    pub(crate) fn owners(&self, person: &str) -> BTreeSet<String> {
        let own = self.records.values().filter(|record| record.user == person && record.tab != NOBODY);
        own.map(|record| record.tab.clone()).collect()
    }

    /// A stored text is not any more what was written: the id of its item.
    pub(crate) fn spoil(&mut self, dice: u64) -> Option<String> {
        let index = usize::try_from(dice).ok()?.checked_rem(self.records.len())?;
        let record = self.records.values_mut().nth(index)?;
        match dice % 3 {
            0 => record.text.clear(),
            1 => record.text.truncate(record.text.len() / 2),
            _ => record.text = record.text.replacen("\"v\":1", "\"v\":9", 1),
        }
        Some(record.id.clone())
    }

    /// Its tab is gone: of what it asked for only the first few are carried out. How many.
    pub(crate) fn leave_undone(&mut self, host: usize) -> u64 {
        let count = self.pending.iter().filter(|(_, own)| *own == host).count() as u64;
        let done = self.rng.uniform_ms(0, count);
        let mut left = done;
        self.pending.retain(|(_, own)| {
            let stays = *own != host || left > 0;
            left -= u64::from(*own == host && left > 0);
            stays
        });
        done
    }

    /// A request is made: its number, and when it is carried out.
    fn ask(&mut self, host: usize, now: u64) -> (u64, u64) {
        self.requests += 1;
        self.pending.push_back((self.requests, host));
        (self.requests, self.done_at(now))
    }

    /// Whether the request is still wanted; it is over by this.
    fn take(&mut self, number: u64) -> bool {
        let place = self.pending.iter().position(|(own, _)| *own == number);
        place.is_some_and(|place| self.pending.remove(place).is_some())
    }

    /// When a request that is made now is carried out.
    pub(crate) fn done_at(&mut self, now: u64) -> u64 {
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

fn is_readable(record: &Record) -> bool {
    serde_json::from_str::<serde_json::Value>(&record.text).is_ok_and(|form| form["v"] == 1)
}

impl World {
    /// The page asks its storage.
    pub(super) fn ask_storage(&mut self, host: usize, step: Step) {
        self.note(|| format!("h{host} > store {step:?}"));
        let device = self.hosts[host].device;
        let (number, at) = self.devices[device].storage.ask(host, self.now);
        self.at(at, Event::Stores { host, number, step });
        self.meet_doom(host, Doom::AsItSaves);
    }

    /// Storage does it, whatever the page is doing.
    pub(super) fn on_stores(&mut self, host: usize, number: u64, step: Step) {
        let storage = &mut self.devices[self.hosts[host].device].storage;
        if storage.take(number)
            && let Some(stored) = storage.carry_out(step, self.now)
        {
            self.meet_doom(host, Doom::BeforeItHears);
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
