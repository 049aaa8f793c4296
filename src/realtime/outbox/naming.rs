//! The tab's name, under which storage keeps its items.
//!
//! The browser takes a name away from a page that is put away; from then on any tab may claim what lies under it. So a
//! page that is back begins under a new name with what no storage had, and claims the rest like everybody else.

use std::collections::BTreeSet;

use super::super::time::Now;
use super::item::{ItemState, Stage};
use super::{ItemStatus, Outbox, Step};

impl Outbox {
    /// Storage keeps this tab's items under `tab` from now on: a name that others can tell to be held, and that nobody
    /// ever had.
    pub fn on_named(&mut self, now: Now, tab: &str) {
        if self.tab.as_deref() == Some(tab) {
            return;
        }
        self.on_unnamed(now);
        self.tab = Some(tab.to_owned());
        if self.user.is_some() {
            self.storage.wanted.extend(self.gone.iter().cloned());
        }
        self.look_for_released();
        self.run(now);
    }

    /// The name is let go: what storage holds of this tab's items is anybody's. What it does not hold for sure stays
    /// here, and is written under the next name; should storage have it after all, its id makes the two one.
    pub fn on_unnamed(&mut self, now: Now) {
        let Some(tab) = self.tab.take() else { return };
        self.note_gone(&tab);
        let write = self.storage.write.take();
        let mut let_go = BTreeSet::new();
        for mut entry in std::mem::take(&mut self.queue).into_entries() {
            let form = write.as_ref().and_then(|write| write.forms.get(&entry.item.id));
            form.into_iter().for_each(|form| entry.may_be_held(*form));
            if entry.is_held() && entry.item.stage == Stage::Sent {
                // Storage may say that it was sent, and whoever claims it there will ask.
                entry.leave_open();
            }
            entry.land();
            if entry.is_saved() {
                self.steps.push_back(Step::Item(ItemStatus::of(&entry.item, ItemState::LetGo)));
                let_go.insert(entry.item.key);
                continue;
            }
            if entry.item.stage == Stage::Waiting && let_go.contains(&entry.item.key) {
                // Another tab may have the one before it by now: nobody here knows when its turn is.
                entry.set_stage(Stage::Held);
            }
            self.queue.add(entry);
        }
        // What is over must not come back with a claim.
        for id in write.map(|write| write.removed).unwrap_or_default() {
            self.remove_stored(id);
        }
        self.storage.let_go_of_name();
        self.run(now);
    }
}
