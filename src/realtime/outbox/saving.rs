//! Writing to storage: one write at a time, everything that changed in it; what fails is tried again.

use std::collections::BTreeMap;

use super::super::time::{Now, Timestamp};
use super::record::Record;
use super::storage::{StorageFault, Write};
use super::{Outbox, Step};

/// A storage deadline that fired late gives the answer this much more: the page slept, and it waits in the queue.
const RECHECK_MS: u64 = 2_000;

impl Outbox {
    /// The answer to [`Step::Save`] or [`Step::Wipe`].
    pub fn on_saved(&mut self, now: Now, ticket: u64, result: Result<(), StorageFault>) {
        if let Some(write) = self.storage.write.take_if(|write| write.ticket == ticket) {
            self.on_written(now.mono, write, result);
        } else if let Some((user, release)) = self.storage.releases.remove(&ticket) {
            if let Err(fault) = result {
                self.keep_unsaved(user, release, fault);
            }
        } else if let Some(user) = self.storage.wipes.remove(&ticket) {
            if result.is_err() {
                self.keep_unwiped(user);
            }
        } else if result.is_ok() {
            // It was given up and worked all the same: storage is there again.
            self.storage.try_again();
        }
        self.run(now);
    }

    /// Writes what changed, if no write is under way.
    pub(super) fn write(&mut self, now: Timestamp) {
        let may_write = self.storage.write.is_none();
        let Some((user, tab)) = self.user.clone().filter(|_| may_write).zip(self.tab.clone()) else { return };
        let again = self.storage.again;
        let (mut forms, mut records) = (BTreeMap::new(), Vec::new());
        for entry in self.queue.iter().filter(|entry| entry.is_dirty(again)) {
            if let Some(record) = Record::of(&entry.item, &user, &tab) {
                forms.insert(entry.item.id.clone(), entry.form());
                records.push(record);
            }
        }
        let may_remove = |(_, was_tried): &(&String, &bool)| again || !**was_tried;
        let removed: Vec<String> =
            self.storage.removals.iter().filter(may_remove).map(|(id, _)| id.clone()).collect();
        // Nothing to write, and storage failed: an empty write tells whether it is back.
        let is_probe = again && self.storage.write_fault.is_some();
        if records.is_empty() && removed.is_empty() && !is_probe {
            return;
        }
        self.storage.again = false;
        for id in &removed {
            self.storage.removals.remove(id);
        }
        let ticket = self.storage.next_ticket();
        let deadline = now + self.options.storage_timeout_ms;
        self.storage.write = Some(Write { ticket, deadline, forms, removed: removed.clone() });
        self.steps.push_back(Step::Save { ticket, records, user, removed });
    }

    /// Storage that does not answer is not there; what was tried in vain gets its next turn.
    pub(super) fn give_up_storage(&mut self, now: Timestamp) {
        if self.storage.retry_at.take_if(|at| *at <= now).is_some() {
            self.storage.try_again();
        }
        let Some(deadline) = self.storage.deadline().filter(|at| *at <= now) else { return };
        if now.since_ms(deadline) > self.options.late_ms {
            let until = now + RECHECK_MS;
            let storage = &mut self.storage;
            let deadlines = [
                storage.write.as_mut().map(|write| &mut write.deadline),
                storage.claim.as_mut().map(|claim| &mut claim.deadline),
            ];
            for deadline in deadlines.into_iter().flatten() {
                *deadline = until.max(*deadline);
            }
            return;
        }
        if let Some(write) = self.storage.write.take_if(|write| write.deadline <= now) {
            self.on_written(now, write, Err(StorageFault::Slow));
        }
        if let Some(claim) = self.storage.claim.take_if(|claim| claim.deadline <= now) {
            self.on_claim_failed(now, claim, StorageFault::Slow);
        }
    }

    /// Forgets a stored item, and has storage forget it.
    pub(super) fn forget(&mut self, id: &str) {
        let entry = self.queue.remove(id);
        let is_being_written = self.storage.write.as_ref().is_some_and(|write| write.forms.contains_key(id));
        if entry.is_some_and(|entry| entry.may_be_stored()) || is_being_written {
            self.remove_stored(id.to_owned());
        }
    }

    /// Has storage forget an id. What does not fit comes back after a restart, and is resolved by its id.
    pub(super) fn remove_stored(&mut self, id: String) {
        if self.storage.removals.len() >= self.options.removals_max {
            self.storage.removals.pop_first();
            self.dropped += 1;
        }
        self.storage.removals.insert(id, false);
    }

    fn on_written(&mut self, now: Timestamp, write: Write, result: Result<(), StorageFault>) {
        for (id, form) in &write.forms {
            if let Some(entry) = self.queue.get_mut(id) {
                entry.on_written(*form, result);
            }
        }
        match result {
            Ok(()) => {
                if self.storage.write_fault.take().is_some() {
                    self.storage.try_again();
                }
            }
            Err(fault) => {
                for id in write.removed {
                    // An item with this id may have come anew meanwhile.
                    if self.queue.get(&id).is_none() {
                        self.remove_stored(id.clone());
                        self.storage.removals.insert(id, true);
                    }
                }
                self.storage.write_fault = Some(fault);
                self.storage.retry_at = Some(now + self.options.storage_retry_ms);
            }
        }
    }
}
