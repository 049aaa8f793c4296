//! What people asked for, what they were told of it, and what the server did: the rules of the outbox.

use std::collections::{BTreeMap, BTreeSet};

use deskbell::realtime::Input;
use deskbell::realtime::outbox::{ItemState, ItemStatus, Rejected, Step};
use serde_json::{Value, json};

use super::event::Event;
use super::host::{Act, Arrival};
use super::ledger::Defect;
use super::model::Verdict;
use super::server::Server;
use super::world::World;

/// People look at what was refused after this.
const LOOK_MS: u64 = 900;

/// An action that was handed to a client.
#[derive(Debug)]
pub(crate) struct Handed {
    /// The venue and the booking.
    pub(crate) booking: String,
    /// Where it stands, as people were told last.
    pub(crate) state: Option<ItemState>,
    /// It was called saved.
    pub(crate) was_saved: bool,
    /// It was told to be over, refused or too old.
    pub(crate) was_told: bool,
    pub(crate) answer: Option<Verdict>,
}

/// What the rules of the outbox came to; all of them must stay 0.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Broken {
    /// Called saved, not applied, and people were told nothing of it.
    pub(crate) lost: u64,
    /// Applied twice.
    pub(crate) doubled: u64,
    /// Applied after one of the same booking and person that was made later.
    pub(crate) older_over_newer: u64,
    /// What people were told is not what the server did.
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

/// What the server did with commands.
#[derive(Debug, Default)]
pub(crate) struct Applied {
    /// How often each came in.
    pub(crate) seen: BTreeMap<String, u64>,
    /// How many came by REST.
    pub(crate) by_rest: u64,
    /// Identities in the order in which they were applied.
    pub(crate) ids: Vec<String>,
    answers: BTreeMap<String, (Value, Value)>,
}

impl Server {
    /// Applies a command once; the same id gets the same answer, and with another body it is a mistake.
    pub(super) fn command(&mut self, arg: &Value, now: u64) -> Value {
        let id = arg["id"].as_str().unwrap_or_default();
        *self.applied.seen.entry(id.to_owned()).or_default() += 1;
        if let Some((body, answer)) = self.applied.answers.get(id) {
            if body == arg {
                return answer.clone();
            }
            self.complaints.push(format!("{id} came with two bodies: {body} and {arg}"));
            return json!({"error": {"code": "id_reused"}});
        }
        let venue = arg["venue"].as_str().unwrap_or_default();
        let key = arg["booking_id"].as_str().unwrap_or_default();
        let expected = arg["expected_version"].as_u64();
        let note = arg["action"]["set_note"].as_u64().unwrap_or(0);
        let booking = self.ledgers.get_mut(venue).and_then(|ledger| ledger.bookings.get(key).cloned());
        let answer = match (booking, self.ledgers.get_mut(venue)) {
            (Some(booking), Some(_)) if Some(booking.version) != expected => {
                json!({"error": {"code": "version_conflict"}})
            }
            (Some(booking), Some(ledger)) => {
                let revision = ledger.touch(now, key, note, None, Defect::None);
                self.applied.ids.push(id.to_owned());
                self.on_committed(venue, now);
                json!({"ok": true, "revision": revision, "version": booking.version + 1})
            }
            _ => json!({"error": {"code": "not_found"}}),
        };
        self.applied.answers.insert(id.to_owned(), (arg.clone(), answer.clone()));
        answer
    }
}

impl World {
    /// A person does something with a booking that they see.
    pub(super) fn hand_over(&mut self, host: usize) {
        let number = self.rng.uniform_ms(0, 1 << 20);
        let own = &mut self.hosts[host];
        let Some((command, version)) = own.choose_command(number) else { return };
        let id = format!("c{host}-{}", own.made.len());
        own.made.push(id.clone());
        let booking = format!("{}/{}", command.venue, command.booking);
        let handed = Handed { booking, state: None, was_saved: false, was_told: false, answer: None };
        own.commands.insert(id.clone(), handed);
        self.drive(host, Input::Command { id, command, expected_version: version });
    }

    /// The outbox wants something stored, or tells something.
    pub(super) fn on_step(&mut self, host: usize, step: Step) {
        match step {
            Step::Save { .. } | Step::Claim { .. } | Step::Wipe { .. } => self.ask_storage(host, step),
            Step::Item(item) => self.on_item(host, item),
            Step::Summary(_) | Step::Flushed { .. } => self.note(|| format!("h{host} > {step:?}")),
            Step::Send { .. } => self.fail(format!("h{host}: the machine sends by itself")),
        }
    }

    /// An action was not taken on.
    pub(super) fn on_rejected(&mut self, host: usize, id: &str, why: Rejected) {
        self.note(|| format!("h{host} > rejected {id} {why:?}"));
        if self.hosts[host].commands.remove(id).is_none_or(|handed| handed.state.is_some()) {
            self.fail(format!("h{host}: {id} is rejected, and was taken on or never handed over"));
        }
    }

    /// People are told where an action stands.
    fn on_item(&mut self, host: usize, item: ItemStatus) {
        let ItemStatus { id, key, state, .. } = item;
        self.note(|| format!("h{host} > item {id} {state:?}"));
        let Some(handed) = self.hosts[host].commands.get_mut(&id) else {
            return self.fail(format!("h{host}: {id} is told of and was never handed over"));
        };
        let is_over =
            matches!(handed.state, Some(ItemState::Confirmed | ItemState::Discarded | ItemState::NotSent));
        handed.was_saved |= state == (ItemState::Queued { is_saved: true });
        handed.was_told |= matches!(state, ItemState::Refused { .. } | ItemState::Expired);
        let waits_for_people =
            matches!(state, ItemState::Refused { .. } | ItemState::Expired | ItemState::Held);
        handed.state = Some(state.clone());
        if is_over {
            self.tally.doubled_handlers += 1;
            return self.fail(format!("h{host}: {id} was over and is {state:?}"));
        }
        if waits_for_people {
            let arrival = Arrival::Act(Act::Decide { id, key });
            self.at(self.now + LOOK_MS, Event::Arrive { host, arrival });
        }
    }

    /// The person has seen that something was refused, and wants the rest of that booking to go out.
    pub(super) fn decide(&mut self, host: usize, id: String, key: String) {
        let (venue, booking) = key.split_once('/').expect("a venue and a booking");
        let boards = self.hosts[host].boards.get(venue).into_iter();
        let version =
            boards.flat_map(|board| board.bookings()).find(|own| own.id == booking).map(|own| own.version);
        let state = self.hosts[host].commands.get(&id).and_then(|handed| handed.state.clone());
        if matches!(state, Some(ItemState::Refused { .. } | ItemState::Expired)) {
            self.drive(host, Input::Discard { id });
        }
        self.drive(host, Input::Resume { key, version });
    }

    /// The server's word reaches the page.
    pub(super) fn on_verdict(&mut self, host: usize, id: &str, verdict: Verdict) {
        self.note(|| format!("h{host} > answered {id} {verdict:?}"));
        let Some(handed) = self.hosts[host].commands.get_mut(id) else {
            return self.fail(format!("h{host}: {id} is answered and was never handed over"));
        };
        if handed.answer.replace(verdict).is_some() {
            self.tally.doubled_handlers += 1;
            self.fail(format!("h{host}: {id} is answered twice"));
        }
    }

    /// POSTs a command; it may be on its way when its page has given it up.
    pub(super) fn post_command(&mut self, host: usize, request: u64, body: String, token: String) {
        self.note(|| format!("h{host} > post command {request} {body}"));
        self.check_token(host, &token);
        if self.hosts[host].socket.is_some_and(|socket| socket.is_accepted) {
            self.fail(format!("h{host}: a command by REST beside a session"));
        }
        self.ask_api(
            host,
            |host| Event::Command { host, request, body, token },
            Arrival::Commanded { request, answer: None },
        );
    }

    /// What is wrong at the end; each is a failure too.
    pub(crate) fn check_orders(&mut self) -> Broken {
        let mut broken = Broken::default();
        let applied: BTreeSet<&String> = self.server.applied.ids.iter().collect();
        broken.doubled += (self.server.applied.ids.len() - applied.len()) as u64;
        let mut wrong = Vec::new();
        for (host, own) in self.hosts.iter().enumerate() {
            let items: BTreeMap<String, ItemState> =
                own.client.outbox().items().map(|item| (item.id, item.state)).collect();
            broken.unsettled += u64::from(own.client.outbox().has_open());
            for (id, handed) in &own.commands {
                let is_applied = applied.contains(id);
                let is_unequal = match &handed.state {
                    Some(ItemState::Confirmed) => !is_applied,
                    Some(ItemState::NotSent) => is_applied,
                    Some(ItemState::Discarded) => is_applied && !handed.was_told,
                    _ => false,
                };
                let is_over = matches!(
                    handed.state,
                    Some(ItemState::Confirmed | ItemState::Discarded | ItemState::NotSent)
                );
                let is_lost = !is_over && !items.contains_key(id) && !is_applied && handed.was_saved;
                broken.unequal += u64::from(is_unequal);
                broken.lost += u64::from(is_lost);
                if is_unequal || is_lost {
                    wrong.push(format!("h{host}: {id} is {:?}, applied {is_applied}", handed.state));
                }
            }
            let place = |id: &String| self.server.applied.ids.iter().position(|applied| applied == id);
            let mut last: BTreeMap<&str, usize> = BTreeMap::new();
            for id in &own.made {
                let (Some(handed), Some(place)) = (own.commands.get(id), place(id)) else { continue };
                if last.insert(&handed.booking, place).is_some_and(|before| before > place) {
                    broken.older_over_newer += 1;
                    wrong.push(format!("h{host}: {id} was applied before an older one"));
                }
            }
        }
        if broken.sum() > 0 {
            self.fail(format!("the outbox: {broken:?} {wrong:?}"));
        }
        broken
    }
}
