//! What became of everything that people asked for: each action applied once, in order, and as they were told.

use std::collections::{BTreeMap, BTreeSet};

use deskbell::realtime::outbox::ItemState;

use super::world::World;

/// What the rules of the outbox and of the boards came to; all of them must stay 0.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Broken {
    /// Called saved, not applied, not on the device any more, and people were told nothing of it.
    pub(crate) lost: u64,
    /// Applied twice, sent by two tabs, or sent again as another command.
    pub(crate) doubled: u64,
    /// Applied after one of the same person, booking and tab that was made later; a row of a board that went back.
    pub(crate) older_over_newer: u64,
    /// What people were told is not what the server did, or a board is not what the server has.
    pub(crate) unequal: u64,
    /// It still wants to go out at the end.
    pub(crate) unsettled: u64,
}

impl Broken {
    /// This and `other` together.
    pub(crate) fn plus(self, other: Broken) -> Broken {
        Broken {
            lost: self.lost + other.lost,
            doubled: self.doubled + other.doubled,
            older_over_newer: self.older_over_newer + other.older_over_newer,
            unequal: self.unequal + other.unequal,
            unsettled: self.unsettled + other.unsettled,
        }
    }

    fn sum(self) -> u64 {
        self.lost + self.doubled + self.older_over_newer + self.unequal + self.unsettled
    }
}

impl World {
    /// The person signs out of a device and wants nothing of theirs kept there.
    pub(super) fn discard_all(&mut self, device: usize, person: &str) {
        for handed in self.orders.values_mut() {
            handed.is_discarded |= handed.device == device && handed.person == person;
        }
    }

    /// An item is in one tab at a time, or two would send it.
    pub(super) fn check_holders(&mut self, host: usize, id: &str) {
        let device = self.hosts[host].device;
        let holds = |tab: &usize| {
            let own = &self.hosts[*tab];
            *tab != host && !own.is_left && own.client.outbox().items().any(|item| item.id == id)
        };
        if let Some(other) = self.tabs(device).into_iter().find(holds) {
            self.broken.doubled += 1;
            self.fail(format!("h{host} tells of {id}, which h{other} holds"));
        }
    }

    /// Whether anything still wants to go out: in a tab, or from a device where its person is not.
    pub(crate) fn has_open_orders(&self) -> bool {
        let in_tabs = self.living().any(|host| self.hosts[host].client.outbox().has_open());
        in_tabs || self.devices.iter().any(|device| device.storage.holds_any_of(&device.seat))
    }

    /// What is wrong at the end; each is a failure too.
    pub(crate) fn check_orders(&mut self) -> Broken {
        let mut wrong = Vec::new();
        let mut broken = self.broken;
        self.check_fates(&mut broken, &mut wrong);
        self.check_order(&mut broken, &mut wrong);
        self.check_reused(&mut broken, &mut wrong);
        broken.unequal += self.living().filter(|host| self.unfinished(*host).is_some()).count() as u64;
        for host in self.living() {
            if self.hosts[host].client.outbox().has_open() {
                broken.unsettled += 1;
                wrong.push(format!("h{host} still has {:?}", self.hosts[host].client.outbox().summary()));
            }
        }
        for (number, device) in self.devices.iter().enumerate() {
            let left: Vec<&str> =
                device.people.iter().flat_map(|person| device.storage.readable(person)).collect();
            if !left.is_empty() {
                broken.unsettled += left.len() as u64;
                wrong.push(format!("device {number} still has {left:?}"));
            }
        }
        if broken.sum() > 0 {
            self.fail(format!("the outbox: {broken:?} {wrong:?}"));
        }
        broken
    }

    /// Each action is applied or not, as people were told, and none is gone without a word.
    fn check_fates(&self, broken: &mut Broken, wrong: &mut Vec<String>) {
        let applied: BTreeSet<&String> = self.server.applied.ids.iter().collect();
        broken.doubled += (self.server.applied.ids.len() - applied.len()) as u64;
        let held: BTreeSet<String> = self
            .living()
            .flat_map(|host| self.hosts[host].client.outbox().items().map(|item| item.id).collect::<Vec<_>>())
            .collect();
        for (id, handed) in &self.orders {
            let is_applied = applied.contains(id);
            let is_unequal = match &handed.state {
                Some(ItemState::Confirmed) => !is_applied,
                Some(ItemState::NotSent) => is_applied,
                Some(ItemState::Discarded) => is_applied && !handed.was_told,
                _ => false,
            };
            let is_kept = held.contains(id) || self.devices[handed.device].storage.holds(&handed.person, id);
            let is_explained = handed.is_over() || handed.is_discarded || is_kept || is_applied;
            let is_lost = handed.was_saved && !is_explained;
            broken.unequal += u64::from(is_unequal);
            broken.lost += u64::from(is_lost);
            if is_unequal || is_lost {
                wrong.push(format!(
                    "{id} is {:?}, applied {is_applied}, spoilt {}",
                    handed.state, handed.is_spoilt
                ));
            }
            let senders = self.server.applied.senders.get(id);
            if senders.is_some_and(|senders| senders.iter().any(|sender| *sender != handed.person)) {
                broken.unequal += 1;
                wrong.push(format!("{id} of {} was sent by {senders:?}", handed.person));
            }
        }
    }

    /// The same id comes with the same body. Only where storage did not do what it was asked, and people were told, may
    /// a page that ends leave an older form behind, which comes otherwise: the server turns the second one down.
    fn check_reused(&self, broken: &mut Broken, wrong: &mut Vec<String>) {
        for (id, bodies) in &self.server.applied.reused {
            if self.orders.get(id).is_none_or(|handed| !handed.is_unsafe) {
                broken.doubled += 1;
                wrong.push(format!("{id} came with two bodies: {bodies}"));
            }
        }
    }

    /// What one person made in one tab for one booking is applied in the order in which it was made. What storage or
    /// another tab has meanwhile is out of its maker's sight: later ones may overtake it; then it is refused or held,
    /// and goes out only as the person decides.
    fn check_order(&self, broken: &mut Broken, wrong: &mut Vec<String>) {
        let places: BTreeMap<&String, usize> =
            self.server.applied.ids.iter().enumerate().map(|(place, id)| (id, place)).collect();
        for (host, own) in self.hosts.iter().enumerate() {
            let mut last: BTreeMap<(&str, &str), usize> = BTreeMap::new();
            for id in &own.made {
                let (Some(handed), Some(place)) = (self.orders.get(id), places.get(id)) else { continue };
                if handed.is_decided {
                    continue;
                }
                let whose = (handed.person.as_str(), handed.booking.as_str());
                if last.insert(whose, *place).is_some_and(|before| before > *place) {
                    broken.older_over_newer += 1;
                    wrong.push(format!("h{host}: {id} was applied before an older one"));
                }
            }
        }
    }
}
