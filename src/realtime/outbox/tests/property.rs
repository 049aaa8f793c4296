//! Random schedules: tabs that share storage and a server, killed at any step, cut off, refused; then quiet.
//!
//! Whatever happened: what was called saved is applied exactly once or people see what else became of it, in the
//! person's order, one at a time a booking and on one path. `OUTBOX_RUNS` says how many schedules, `OUTBOX_SEED` the
//! first one's seed.

use std::collections::{BTreeMap, BTreeSet};

use super::super::super::rng::Rng;
use super::super::{Answer, ItemState, Outbox, OutboxOptions, Path, SignOut, StorageFault};
use super::desk::{Sent, Stored, refused};
use super::{Desk, Server, Storage};

const RUNS: u64 = 400;
const STEPS: u64 = 300;
const KEYS: u64 = 3;

#[derive(Default)]
struct World {
    storage: Storage,
    server: Server,
    tabs: Vec<Desk>,
    gone: Vec<String>,
    names: u64,
    ids: u64,
    generation: u64,
    /// Answers of storage on their way, a queue for each tab.
    answers: BTreeMap<String, Vec<Stored>>,
    /// Ids that were called saved, and of which booking.
    saved: BTreeMap<String, String>,
    /// What became of ids in the end.
    ended: BTreeMap<String, ItemState>,
    /// Ids in the order in which people made them, a list for each tab and booking.
    made: BTreeMap<(String, String), Vec<String>>,
}

impl World {
    fn open(&mut self) {
        self.names += 1;
        let options = OutboxOptions { items_max: 12, ..OutboxOptions::default() };
        let mut desk = Desk::with(&format!("t{}", self.names), options);
        desk.rng = Rng::new(self.names);
        desk.act(|outbox, now| outbox.sign_in(now, "ana"));
        for gone in &self.gone {
            desk.act(|outbox, now| outbox.on_tab_gone(now, gone));
        }
        self.tabs.push(desk);
    }

    fn kill(&mut self, tab: usize, rng: &mut Rng) {
        let mut dead = self.tabs.remove(tab);
        // Some of what it asked storage for is still carried out.
        for _ in 0..rng.uniform_ms(0, dead.asked.len() as u64) {
            if let Some(step) = dead.asked.pop_front() {
                self.storage.take(step);
            }
        }
        let name = dead.tab.clone();
        self.answers.remove(&name);
        for desk in &mut self.tabs {
            desk.act(|outbox, now| outbox.on_tab_gone(now, &name));
        }
        self.gone.push(name);
    }

    /// The page goes into the browser's cache, and is back under another name before or after others hear of it.
    fn put_away(&mut self, tab: usize, rng: &mut Rng) {
        self.names += 1;
        let (before, name) = (self.tabs[tab].tab.clone(), format!("t{}", self.names));
        let desk = &mut self.tabs[tab];
        // What it asked storage for is begun before the name is let go, so it comes before any claim of others.
        let mut answers = self.answers.remove(&before).unwrap_or_default();
        answers.extend(desk.asked.drain(..).filter_map(|step| self.storage.take(step)));
        self.answers.insert(name.clone(), answers);
        desk.act(|outbox, now| outbox.on_unnamed(now));
        // Its line goes with it.
        let paths: BTreeSet<Path> = desk.sent.drain(..).map(|sent| sent.path).collect();
        for lost in paths {
            desk.act(|outbox, now| outbox.on_path_lost(now, lost));
        }
        desk.act(|outbox, now| outbox.set_path(now, None));
        if rng.uniform_ms(0, 1) == 0 {
            desk.wait(70_000);
        }
        desk.rename(&name);
        for (_, desk) in self.tabs.iter_mut().enumerate().filter(|(other, _)| *other != tab) {
            desk.act(|outbox, now| outbox.on_tab_gone(now, &before));
        }
        self.gone.push(before);
    }

    fn person_acts(&mut self, tab: usize, rng: &mut Rng) {
        self.ids += 1;
        let (id, key) = (format!("c{}", self.ids), format!("b{}", rng.uniform_ms(1, KEYS)));
        let seen = *self.server.versions.get(&key).unwrap_or(&1);
        let mut request = super::request(&id, &key, seen);
        request.is_queueable = rng.uniform_ms(0, 4) > 0;
        let desk = &mut self.tabs[tab];
        let is_ana = desk.outbox.user.as_deref() == Some("ana");
        if is_ana && desk.act(|outbox, now| outbox.enqueue(now, request)).is_ok() {
            self.made.entry((desk.tab.clone(), key)).or_default().push(id);
        }
    }

    fn storage_moves(&mut self, tab: usize, rng: &mut Rng) {
        let desk = &mut self.tabs[tab];
        let queue = self.answers.entry(desk.tab.clone()).or_default();
        if rng.uniform_ms(0, 1) == 0 {
            queue.extend(desk.asked.pop_front().and_then(|step| self.storage.take(step)));
        } else if !queue.is_empty() {
            let answer = queue.remove(0);
            desk.hear(answer);
        }
    }

    fn server_moves(&mut self, tab: usize, rng: &mut Rng) {
        let desk = &mut self.tabs[tab];
        let Some(Sent { id, body, version, .. }) = desk.sent.pop_front() else { return };
        let told = desk.told.iter().find(|told| told.id == id).map(|told| told.key.clone());
        let key = told.unwrap_or_else(|| panic!("{id} is under way, and nobody was told: {:?}", desk.outbox));
        let answer = match rng.uniform_ms(0, 9) {
            0 => refused("rate_limited"),
            1 => refused("maintenance"),
            _ => self.server.answer(&id, &key, &body, version),
        };
        if let Answer::Refused { code, .. } = &answer {
            assert_ne!(code, "id_reused", "{id} was sent with two bodies");
        }
        match rng.uniform_ms(0, 9) {
            0 => {
                let mut rng = desk.rng.clone();
                desk.act(|outbox, now| outbox.on_unanswered(now, &id, &mut rng));
            }
            1 => drop(desk.answer(&id, refused("internal"))),
            _ => drop(desk.answer(&id, answer)),
        }
    }

    fn path_moves(&mut self, tab: usize, rng: &mut Rng) {
        let desk = &mut self.tabs[tab];
        self.generation += 1;
        let path = match rng.uniform_ms(0, 2) {
            0 => None,
            1 => Some(Path::Rest),
            _ => Some(Path::Push(self.generation)),
        };
        // Now and then the old path lives on beside the new one, as on the way back up.
        let paths: BTreeSet<Path> = desk.sent.iter().map(|sent| sent.path).collect();
        for lost in paths.into_iter().filter(|_| rng.uniform_ms(0, 3) > 0) {
            desk.sent.retain(|sent| sent.path != lost);
            desk.act(|outbox, now| outbox.on_path_lost(now, lost));
        }
        desk.act(|outbox, now| outbox.set_path(now, path));
    }

    fn step(&mut self, rng: &mut Rng) {
        if self.tabs.is_empty() {
            return self.open();
        }
        let tab = usize::try_from(rng.uniform_ms(0, self.tabs.len() as u64 - 1)).unwrap();
        match rng.uniform_ms(0, 99) {
            0..=14 => self.person_acts(tab, rng),
            15..=54 => self.storage_moves(tab, rng),
            55..=74 => self.server_moves(tab, rng),
            75..=82 => self.path_moves(tab, rng),
            83 | 84 => self.kill(tab, rng),
            85 | 86 if self.tabs.len() < 3 => self.open(),
            87 => {
                let fault = [None, None, Some(StorageFault::Full), Some(StorageFault::Blocked)];
                self.storage.fault = fault[usize::try_from(rng.uniform_ms(0, 3)).unwrap()];
            }
            88 => self.change_person(tab, rng),
            89 => drop(self.tabs[tab].act(|outbox, now| outbox.resume(now, "b1", None))),
            90 => self.tabs[tab].act(|outbox, now| outbox.flush(now, 1)),
            91 | 92 => self.put_away(tab, rng),
            _ => {
                let ms = [10, 1_000, 6_000, 70_000][usize::try_from(rng.uniform_ms(0, 3)).unwrap()];
                self.tabs[tab].wait(ms);
            }
        }
        self.look();
    }

    fn change_person(&mut self, tab: usize, rng: &mut Rng) {
        let desk = &mut self.tabs[tab];
        if desk.outbox.user.as_deref() == Some("ana") && self.storage.fault.is_none() {
            // The line goes with the person, as the client's does.
            desk.act(|outbox, now| outbox.set_path(now, None));
            let paths: BTreeSet<Path> = desk.sent.drain(..).map(|sent| sent.path).collect();
            for lost in paths {
                desk.act(|outbox, now| outbox.on_path_lost(now, lost));
            }
            desk.act(|outbox, now| outbox.sign_out(now, SignOut::Keep));
            if rng.uniform_ms(0, 1) == 0 {
                desk.act(|outbox, now| outbox.sign_in(now, "ben"));
                assert_eq!(desk.outbox.items().count(), 0);
            }
        } else {
            desk.act(|outbox, now| outbox.sign_in(now, "ana"));
        }
    }

    /// The rules that hold at every moment.
    fn look(&mut self) {
        for desk in &mut self.tabs {
            let mut busy = BTreeSet::new();
            for sent in &desk.sent {
                let key = desk.told.iter().find(|told| told.id == sent.id).map(|told| told.key.clone());
                assert!(busy.insert(key), "two of a booking are under way: {:?}", desk.sent);
            }
            for told in desk.told.drain(..).collect::<Vec<_>>() {
                let is_end = matches!(
                    told.state,
                    ItemState::Confirmed
                        | ItemState::Discarded
                        | ItemState::NotSent
                        | ItemState::Refused { .. }
                        | ItemState::Expired
                );
                if told.state == (ItemState::Queued { is_saved: true }) {
                    self.saved.insert(told.id.clone(), told.key.clone());
                }
                if is_end {
                    self.ended.insert(told.id.clone(), told.state.clone());
                }
                if desk.outbox.queue.get(&told.id).is_some() {
                    desk.told.push(told);
                }
            }
        }
        let once: BTreeSet<&String> = self.server.applied.iter().collect();
        assert_eq!(once.len(), self.server.applied.len(), "something is applied twice");
    }

    /// Fair weather, until nothing wants to go out any more.
    fn quiet(&mut self) {
        self.storage.fault = None;
        if self.tabs.is_empty() {
            self.open();
        }
        for tab in 0..self.tabs.len() {
            self.generation += 1;
            let generation = self.generation;
            let desk = &mut self.tabs[tab];
            desk.sent.clear();
            let paths = std::iter::once(Path::Rest).chain((0..generation).map(Path::Push));
            for path in paths.collect::<Vec<_>>() {
                desk.outbox.on_path_lost(desk.now, path);
            }
            desk.act(|outbox, now| outbox.sign_in(now, "ana"));
            desk.act(|outbox, now| outbox.set_path(now, Some(Path::Push(generation))));
        }
        for _ in 0..60 {
            for tab in 0..self.tabs.len() {
                let name = self.tabs[tab].tab.clone();
                for answer in self.answers.remove(&name).unwrap_or_default() {
                    self.tabs[tab].hear(answer);
                }
                let desk = &mut self.tabs[tab];
                desk.serve(&mut self.storage, &mut self.server);
                desk.wait(31_000);
                for key in 1..=KEYS {
                    desk.act(|outbox, now| outbox.resume(now, &format!("b{key}"), None));
                }
            }
            self.look();
            for desk in &mut self.tabs {
                let seen: Vec<String> = desk
                    .outbox
                    .items()
                    .filter(|item| matches!(item.state, ItemState::Refused { .. } | ItemState::Expired))
                    .map(|item| item.id)
                    .collect();
                for id in seen {
                    desk.act(|outbox, now| outbox.discard(now, &id));
                }
            }
        }
    }

    fn judge(&self) {
        for desk in &self.tabs {
            assert!(!desk.outbox.has_open(), "{:?}", desk.outbox.summary());
        }
        assert!(self.storage.records.is_empty(), "left in storage: {:?}", self.storage.records);
        for id in self.saved.keys() {
            let is_applied = self.server.applied.contains(id);
            assert!(is_applied || self.ended.contains_key(id), "{id} was called saved and is lost");
        }
        for (id, end) in &self.ended {
            let is_applied = self.server.applied.contains(id);
            if *end == ItemState::Confirmed {
                assert!(is_applied, "{id} is called confirmed and was not applied");
            } else if *end == ItemState::NotSent {
                assert!(!is_applied, "{id} is called not sent and was applied");
            }
        }
        for ids in self.made.values() {
            let places = ids.iter().filter_map(|id| self.server.applied.iter().position(|own| own == id));
            assert!(places.is_sorted(), "applied in another order than made: {ids:?}");
        }
    }
}

fn run(seed: u64) -> usize {
    let mut rng = Rng::new(seed);
    let mut world = World::default();
    world.open();
    for _ in 0..STEPS {
        world.step(&mut rng);
    }
    world.quiet();
    world.judge();
    world.server.applied.len()
}

#[test]
fn whatever_happens_each_action_is_applied_once_or_its_fate_is_shown() {
    let number = |name: &str, default: u64| {
        std::env::var(name).map_or(default, |text| text.parse().expect("a whole number"))
    };
    let first = number("OUTBOX_SEED", 0);
    let applied: usize = (first..first + number("OUTBOX_RUNS", RUNS))
        .map(|seed| match std::panic::catch_unwind(|| run(seed)) {
            Ok(applied) => applied,
            Err(_) => panic!("seed {seed} fails"),
        })
        .sum();
    assert!(
        applied > 1_000,
        "only {applied} actions were applied: the schedules are too harsh to show anything"
    );
}

#[test]
fn a_write_that_was_given_up_and_carried_out_all_the_same_counts_as_held_by_storage() {
    assert!(run(104_038) > 0);
}

#[test]
fn the_same_inputs_give_the_same_steps() {
    let story = || {
        let mut storage = Storage::default();
        let mut desk = Desk::signed_in("t1", &mut storage);
        for number in 0..30 {
            desk.add(&format!("c{number}"), &format!("b{}", number % 4), 1);
        }
        desk.connect(1);
        desk.serve(&mut storage, &mut Server::default());
        desk.act(Outbox::on_timer);
        desk.told
    };
    assert_eq!(story(), story());
}
