//! Whose items these are: signing in and out, claiming what a dead tab left behind.

use super::super::time::{Now, Timestamp};
use super::entry::Entry;
use super::item::Stage;
use super::record::{NOBODY, Record};
use super::storage::{Claiming, Release, StorageFault};
use super::{Outbox, Step};

/// The answer to [`Step::Claim`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// The records that belong to this tab now.
    pub records: Vec<Record>,
    /// How many more there are.
    pub left: usize,
}

/// What a person wants done with what is not confirmed yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignOut {
    /// It stays on the device, hidden, until the same person is back.
    Keep,
    /// It goes. What may have been sent may be carried out all the same.
    Discard,
}

impl Outbox {
    /// From now on `user`'s items are shown and sent; those of a user before are let go.
    pub fn sign_in(&mut self, now: Now, user: &str) {
        if self.user.as_deref() != Some(user) {
            self.let_go(SignOut::Keep);
            self.user = Some(user.to_owned());
            self.storage.again = true;
            if self.unwiped.remove(user) {
                self.wipe(user);
            }
            self.storage.wants_own = true;
            self.storage.wanted = self.gone.iter().cloned().chain([NOBODY.to_owned()]).collect();
            let parked = self.parked.remove(user).unwrap_or_default();
            self.take_back(parked);
        }
        self.run(now);
    }

    /// The screen begins anew for the same person: everything is told again.
    pub fn tell_again(&mut self, now: Now) {
        self.queue.iter_mut().for_each(Entry::forget_told);
        self.run(now);
    }

    /// From now on nobody's items are shown or sent. The answer: how many were given up that may have been sent.
    pub fn sign_out(&mut self, now: Now, wish: SignOut) -> usize {
        let maybe_sent = self.queue.iter().filter(|entry| entry.item.stage == Stage::Sent);
        let count = maybe_sent.filter(|_| wish == SignOut::Discard).count();
        self.let_go(wish);
        self.run(now);
        count
    }

    /// A tab is gone, as only whoever holds the tabs' locks can know. Said twice, or of a tab without items, it does
    /// nothing.
    pub fn on_tab_gone(&mut self, now: Now, tab: &str) {
        if self.tab.as_deref() == Some(tab) || tab == NOBODY {
            return;
        }
        self.note_gone(tab);
        if self.user.is_some() {
            self.storage.wanted.insert(tab.to_owned());
        }
        self.look_for_released();
        self.run(now);
    }

    /// A name under which nobody stores any more.
    pub(super) fn note_gone(&mut self, tab: &str) {
        if self.gone.len() >= self.options.others_max && !self.gone.contains(tab) {
            self.gone.pop_first();
            self.dropped += 1;
        }
        self.gone.insert(tab.to_owned());
    }

    /// The answer to [`Step::Claim`].
    pub fn on_claimed(&mut self, now: Now, ticket: u64, result: Result<Claimed, StorageFault>) {
        if ticket <= self.storage.let_go_at {
            // They went to a name that is anybody's by now, and are claimed from it.
            return self.run(now);
        }
        let claim = self.storage.claim.take_if(|claim| claim.ticket == ticket);
        match (result, claim) {
            (Ok(claimed), claim) => {
                if let Some(claim) = claim {
                    self.storage.has_claimed = true;
                    self.storage.claim_fault = None;
                    self.storage.wants_own = false;
                    if claimed.left > 0 {
                        self.storage.wanted.extend(claim.from);
                    }
                }
                // Also an answer that was given up: the records are this tab's now.
                self.take_in_records(claimed.records);
            }
            (Err(fault), Some(claim)) => self.on_claim_failed(now.mono, claim, fault),
            (Err(_), None) => {}
        }
        self.run(now);
    }

    /// What another tab of the same person let go meanwhile is nobody's.
    pub(super) fn look_for_released(&mut self) {
        if self.user.is_some() {
            self.storage.wanted.insert(NOBODY.to_owned());
        }
    }

    /// Asks for the items that are still to be claimed.
    pub(super) fn claim(&mut self, now: Timestamp) {
        let room = self.options.items_max.saturating_sub(self.queue.len());
        let with_own = self.storage.wants_own;
        let is_busy = self.storage.claim.is_some() || self.storage.has_claim_failed;
        // What is this tab's already needs no room, and nothing is sent before the first claim is answered.
        let may_ask = !is_busy && (room > 0 || with_own || !self.storage.has_claimed);
        let Some((user, tab)) = self.user.clone().filter(|_| may_ask).zip(self.tab.clone()) else { return };
        if self.storage.wanted.is_empty() && !with_own {
            return;
        }
        // What is asked for anew meanwhile is claimed once more: it may have been let go just behind this claim.
        let from: Vec<String> = std::mem::take(&mut self.storage.wanted).into_iter().collect();
        let ticket = self.storage.next_ticket();
        let deadline = now + self.options.storage_timeout_ms;
        self.storage.claim = Some(Claiming { ticket, deadline, from: from.clone() });
        self.steps.push_back(Step::Claim { ticket, user, tab, with_own, from, max: room });
    }

    /// Storage did not give this user's items: the outbox goes on with what it has.
    pub(super) fn on_claim_failed(&mut self, now: Timestamp, claim: Claiming, fault: StorageFault) {
        self.storage.wanted.extend(claim.from);
        self.storage.has_claimed = true;
        self.storage.has_claim_failed = true;
        self.storage.claim_fault = Some(fault);
        self.storage.retry_at = Some(now + self.options.storage_retry_ms);
        let own = |(user, _): &(String, Release)| Some(user) == self.user.as_ref();
        let tickets: Vec<u64> = self
            .storage
            .releases
            .iter()
            .filter(|(_, release)| own(release))
            .map(|(ticket, _)| *ticket)
            .collect();
        for ticket in tickets {
            if let Some((user, release)) = self.storage.releases.remove(&ticket) {
                self.keep_unsaved(user, release, StorageFault::Slow);
            }
        }
    }

    /// Storage did not take what was let go: it waits in memory for its user.
    pub(super) fn keep_unsaved(&mut self, user: String, mut release: Release, fault: StorageFault) {
        let park = |mut entry: Entry| {
            entry.on_written(entry.form(), Err(fault));
            entry.into_parked()
        };
        release.entries = release.entries.into_iter().map(park).collect();
        if self.user.as_ref() == Some(&user) {
            return self.take_back(release);
        }
        if self.parked.len() >= self.options.others_max && !self.parked.contains_key(&user) {
            self.dropped += self.parked.pop_first().map_or(0, |(_, parked)| parked.entries.len() as u64);
        }
        let parked = self.parked.entry(user).or_default();
        parked.entries.extend(release.entries);
        parked.removed.extend(release.removed);
        self.dropped += parked.entries.len().saturating_sub(self.options.items_max) as u64;
        parked.entries.truncate(self.options.items_max);
        self.dropped += parked.removed.len().saturating_sub(self.options.removals_max) as u64;
        parked.removed.truncate(self.options.removals_max);
    }

    /// What storage would not take is its user's again.
    fn take_back(&mut self, release: Release) {
        for id in release.removed {
            self.remove_stored(id);
        }
        release.entries.into_iter().for_each(|entry| self.take_in(entry));
    }

    /// Storage did not remove what was to be discarded: it is asked again when the user is back.
    pub(super) fn keep_unwiped(&mut self, user: String) {
        if self.user.as_ref() == Some(&user) {
            return self.wipe(&user);
        }
        self.unwiped.insert(user);
        if self.unwiped.len() > self.options.others_max {
            self.unwiped.pop_first();
            self.dropped += 1;
        }
    }

    /// Nothing of this user stays here, neither to be seen nor to be sent.
    fn let_go(&mut self, wish: SignOut) {
        let Some(user) = self.user.take() else { return };
        // A path is a person's: the next one's is not there yet.
        self.path = None;
        self.queue.iter_mut().for_each(Entry::land);
        let items = std::mem::take(&mut self.queue).into_entries();
        let left = items.len();
        match wish {
            SignOut::Keep => self.release(user, items),
            SignOut::Discard => self.wipe(&user),
        }
        for flush in std::mem::take(&mut self.flushes) {
            self.steps.push_back(Step::Flushed { flush: flush.number, left });
        }
        self.set_aside.clear();
        self.storage.reset();
    }

    fn release(&mut self, user: String, mut items: Vec<Entry>) {
        // What a write under way was to remove is removed once more: whether it is, nobody will hear.
        let under_way = self.storage.write.take();
        for entry in &mut items {
            let form = under_way.as_ref().and_then(|write| write.forms.get(&entry.item.id));
            form.into_iter().for_each(|form| entry.may_be_held(*form));
        }
        let under_way = under_way.map(|write| write.removed).unwrap_or_default();
        let removals = std::mem::take(&mut self.storage.removals).into_keys();
        let removed: Vec<String> = removals.chain(under_way).collect();
        if items.is_empty() && removed.is_empty() {
            return;
        }
        let records = items.iter().filter_map(|entry| Record::of(&entry.item, &user, NOBODY)).collect();
        let ticket = self.storage.next_ticket();
        self.steps.push_back(Step::Save { ticket, records, user: user.clone(), removed: removed.clone() });
        self.storage.releases.insert(ticket, (user, Release { entries: items, removed }));
        if self.storage.releases.len() > self.options.others_max
            && let Some((_, (user, release))) = self.storage.releases.pop_first()
        {
            self.keep_unsaved(user, release, StorageFault::Slow);
        }
    }

    fn wipe(&mut self, user: &str) {
        let ticket = self.storage.next_ticket();
        let tabs = self.tab.iter().chain(&self.gone).cloned();
        let from = tabs.chain([NOBODY.to_owned()]).collect();
        self.storage.wipes.insert(ticket, user.to_owned());
        self.steps.push_back(Step::Wipe { ticket, user: user.to_owned(), from });
        if self.storage.wipes.len() > self.options.others_max {
            self.storage.wipes.pop_first();
            self.dropped += 1;
        }
    }

    fn take_in_records(&mut self, records: Vec<Record>) {
        let mut strangers = Vec::new();
        for record in records {
            let is_gone = self.storage.removals.contains_key(&record.id)
                || self.storage.write.as_ref().is_some_and(|write| write.removed.contains(&record.id));
            if self.user.as_ref() != Some(&record.user) {
                strangers.push(Record { tab: NOBODY.to_owned(), ..record });
            } else if !is_gone {
                match record.read() {
                    Some(item) => self.take_in(Entry::stored(item)),
                    None => drop(self.set_aside.insert(record.id)),
                }
            }
        }
        // The person went while storage was still answering; a discard on its way holds for these too.
        let user = strangers.first().map(|record| record.user.clone());
        let is_wiped = |user: &String| {
            self.unwiped.contains(user) || self.storage.wipes.values().any(|wiped| wiped == user)
        };
        if let Some(user) = user.filter(|user| !is_wiped(user)) {
            let ticket = self.storage.next_ticket();
            self.steps.push_back(Step::Save { ticket, records: strangers, user, removed: Vec::new() });
        }
    }

    fn take_in(&mut self, mut entry: Entry) {
        self.seq = self.seq.max(entry.item.seq);
        let must_not_wait = !entry.item.is_queueable && entry.item.stage == Stage::Waiting;
        if must_not_wait {
            // It was to be sent at once or not at all, and the page ended in between.
            entry.set_stage(Stage::Expired);
        }
        self.queue.add(entry);
    }
}
