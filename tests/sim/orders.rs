//! What people asked for, what they were told of it, and what the server did: the rules of the outbox.

use std::collections::{BTreeMap, BTreeSet};

use deskbell::realtime::Input;
use deskbell::realtime::outbox::{ItemState, ItemStatus, Rejected, Safety, Step};
use serde_json::{Value, json};

use super::device::Doom;
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
    /// Whose it is, and the device on which it was made.
    pub(crate) person: String,
    pub(crate) device: usize,
    /// The venue and the booking.
    pub(crate) booking: String,
    /// Where it stands, as people were told last, and by which tab under which name.
    pub(crate) state: Option<ItemState>,
    teller: Option<(usize, u64)>,
    /// It was called saved.
    pub(crate) was_saved: bool,
    /// It was told to be over, refused or too old.
    pub(crate) was_told: bool,
    /// The person signed out and wanted nothing kept.
    pub(crate) is_discarded: bool,
    /// Storage did not do what it was asked, and people were told: should the page end now, the device may hold an older
    /// form of it.
    pub(crate) is_unsafe: bool,
    /// It was held, and the person wanted it to go out all the same.
    pub(crate) is_decided: bool,
    /// What the device kept of it was spoilt.
    pub(crate) is_spoilt: bool,
    pub(crate) answer: Option<Verdict>,
    answered: BTreeSet<(usize, u64)>,
}

impl Handed {
    /// Whether nothing more is to be told of it.
    pub(crate) fn is_over(&self) -> bool {
        matches!(self.state, Some(ItemState::Confirmed | ItemState::Discarded | ItemState::NotSent))
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
    /// Who sent each.
    pub(crate) senders: BTreeMap<String, BTreeSet<String>>,
    /// What came again with another body, and both bodies.
    pub(crate) reused: Vec<(String, String)>,
    answers: BTreeMap<String, (Value, Value)>,
}

impl Server {
    /// Applies a command once; the same id gets the same answer, and with another body it is a mistake.
    pub(super) fn command(&mut self, arg: &Value, token: &str, now: u64) -> Value {
        let id = arg["id"].as_str().unwrap_or_default();
        *self.applied.seen.entry(id.to_owned()).or_default() += 1;
        let person = self.tokens.get(token).map(|info| info.person.clone()).unwrap_or_default();
        self.applied.senders.entry(id.to_owned()).or_default().insert(person);
        if let Some((body, answer)) = self.applied.answers.get(id) {
            if body == arg {
                return answer.clone();
            }
            self.applied.reused.push((id.to_owned(), format!("{body} and {arg}")));
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
        // Nobody is signed in: it is turned down.
        let person = own.person.clone().unwrap_or_default();
        let id = format!("c{host}-{}", own.made.len());
        own.made.push(id.clone());
        let handed = Handed {
            person,
            device: own.device,
            booking: format!("{}/{}", command.venue, command.booking),
            state: None,
            teller: None,
            was_saved: false,
            was_told: false,
            is_discarded: false,
            is_unsafe: false,
            is_decided: false,
            is_spoilt: false,
            answer: None,
            answered: BTreeSet::new(),
        };
        self.orders.insert(id.clone(), handed);
        self.drive(host, Input::Command { id, command, expected_version: version });
    }

    /// The outbox wants something stored, or tells something.
    pub(super) fn on_step(&mut self, host: usize, step: Step) {
        match step {
            Step::Save { .. } | Step::Claim { .. } | Step::Wipe { .. } => self.ask_storage(host, step),
            Step::Item(item) => self.on_item(host, item),
            Step::Summary(summary) => {
                self.note(|| format!("h{host} > {summary:?}"));
                self.hosts[host].summary = summary;
            }
            Step::Flushed { .. } => self.note(|| format!("h{host} > {step:?}")),
            Step::Send { .. } => self.fail(format!("h{host}: the machine sends by itself")),
        }
    }

    /// An action was not taken on.
    pub(super) fn on_rejected(&mut self, host: usize, id: &str, why: Rejected) {
        self.note(|| format!("h{host} > rejected {id} {why:?}"));
        if self.orders.remove(id).is_none_or(|handed| handed.state.is_some()) {
            self.fail(format!("h{host}: {id} is rejected, and was taken on or never handed over"));
        }
    }

    /// People are told where an action stands.
    fn on_item(&mut self, host: usize, item: ItemStatus) {
        let ItemStatus { id, key, state, .. } = item;
        self.note(|| format!("h{host} > item {id} {state:?}"));
        let own = &self.hosts[host];
        let teller = (host, own.lives);
        let (device, people) = (own.device, [own.person.clone(), own.person_before.clone()]);
        let is_unsafe = own.client.outbox().summary().safety != Safety::Safe;
        let Some(handed) = self.orders.get_mut(&id) else {
            return self.fail(format!("h{host}: {id} is told of and was never handed over"));
        };
        // What ended on a page that is put away is told when it is back, whoever is there then.
        let ends = matches!(state, ItemState::NotSent | ItemState::LetGo | ItemState::Confirmed);
        let is_theirs = people.iter().flatten().any(|person| *person == handed.person);
        if handed.device != device || !(is_theirs || ends) {
            let what = format!("h{host}: {id} of {} is told to {people:?}", handed.person);
            return self.fail(what);
        }
        // A tab that ended as it told may have left the item on the device: whoever has it now finds out anew.
        if state == ItemState::LetGo && handed.teller.is_none_or(|(last, _)| last != host) {
            // Told late, by a page that is back: another tab has it by now, or had.
            return;
        }
        let is_told_twice = handed.is_over() && handed.teller == Some(teller);
        handed.is_unsafe |= is_unsafe || state == (ItemState::Queued { is_saved: false });
        handed.teller = Some(teller);
        handed.was_saved |= state == (ItemState::Queued { is_saved: true });
        handed.was_told |= matches!(state, ItemState::Refused { .. } | ItemState::Expired);
        let waits_for_people =
            matches!(state, ItemState::Refused { .. } | ItemState::Expired | ItemState::Held);
        handed.state = Some(state.clone());
        let is_over = handed.is_over();
        if is_told_twice {
            self.tally.doubled_handlers += 1;
            return self.fail(format!("h{host}: {id} was over and is {state:?}"));
        }
        self.check_holders(host, &id);
        if waits_for_people {
            let arrival = Arrival::Act(Act::Decide { id, key });
            self.at(self.now + LOOK_MS, Event::Arrive { host, arrival });
        }
        if is_over {
            self.meet_doom(host, Doom::AsItTells);
        }
    }

    /// The person has seen that something was refused, and wants the rest of that booking to go out.
    pub(super) fn decide(&mut self, host: usize, id: String, key: String) {
        let (venue, booking) = key.split_once('/').expect("a venue and a booking");
        let boards = self.hosts[host].boards.get(venue).into_iter();
        let version =
            boards.flat_map(|board| board.bookings()).find(|own| own.id == booking).map(|own| own.version);
        let state = self.orders.get(&id).and_then(|handed| handed.state.clone());
        if matches!(state, Some(ItemState::Refused { .. } | ItemState::Expired)) {
            self.drive(host, Input::Discard { id });
        }
        for item in self.hosts[host].client.outbox().items().filter(|item| item.key == key) {
            let handed = self.orders.get_mut(&item.id).filter(|_| item.state == ItemState::Held);
            handed.into_iter().for_each(|handed| handed.is_decided = true);
        }
        self.drive(host, Input::Resume { key, version });
    }

    /// The server's word reaches the page.
    pub(super) fn on_verdict(&mut self, host: usize, id: &str, verdict: Verdict) {
        self.note(|| format!("h{host} > answered {id} {verdict:?}"));
        let teller = (host, self.hosts[host].lives);
        let Some(handed) = self.orders.get_mut(id) else {
            return self.fail(format!("h{host}: {id} is answered and was never handed over"));
        };
        let is_other = handed.answer.as_ref().is_some_and(|answer| *answer != verdict) && !handed.is_unsafe;
        handed.answer = Some(verdict);
        let is_first = handed.answered.insert(teller);
        if !is_first || is_other {
            self.tally.doubled_handlers += 1;
            self.fail(format!("h{host}: {id} is answered twice, or otherwise than before"));
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
        self.meet_doom(host, Doom::AsItSends);
    }
}
