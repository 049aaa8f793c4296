//! A device: one browser with its storage and its session cookie, the tabs in it, and who sits there.
//!
//! A tab is a host; its number is never used again. One that is killed stops in the middle of whatever it does: what
//! it sent goes on, of what it asked storage for a part is still carried out, and nothing reaches it any more. The
//! other tabs find out by looking which owners in storage nobody is behind.

use std::collections::BTreeSet;

use deskbell::realtime::Input;
use deskbell::realtime::outbox::SignOut;

use super::event::Event;
use super::host::{Act, Arrival, Host};
use super::storage::Storage;
use super::world::World;

/// Tabs of one device; nobody opens more.
pub(crate) const TABS_MAX: usize = 3;
/// The other tabs hear a word this much later at most.
const WORD_MS: u64 = 50;
/// A name is there after this at most.
const NAME_MS: u64 = 30;
/// They notice within this time that a tab is gone.
const NOTICE_MS: u64 = 3_000;
/// Everybody looks for tabs that are gone this often.
const LOOK_MS: u64 = 5_000;

/// One device.
#[derive(Debug)]
pub(crate) struct Device {
    pub(crate) storage: Storage,
    /// Who may sit there.
    pub(crate) people: [String; 2],
    /// Who sits there now, and signs in where nobody is.
    pub(crate) seat: String,
    looks_at: u64,
}

/// When a tab is killed; or at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Doom {
    /// It asked storage for something.
    AsItSaves,
    /// Storage did it, and the answer is on its way.
    BeforeItHears,
    /// A command left.
    AsItSends,
    /// People were told that a command is over, before anything else is done.
    AsItTells,
}

/// What a tab says to the others of its device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Word {
    SignedIn(String),
    SignedOut(String, SignOut),
}

impl Device {
    /// Device number `number` with nobody at it.
    pub(crate) fn new(number: usize, seed: u64) -> Self {
        let people = ["u", "w"].map(|letter| format!("{letter}{number}"));
        Device { storage: Storage::new(seed), seat: people[0].clone(), people, looks_at: LOOK_MS }
    }

    /// Whose turn it is not.
    pub(crate) fn other_person(&self) -> &str {
        let is_first = self.seat == self.people[0];
        &self.people[usize::from(is_first)]
    }
}

impl World {
    /// The tabs of a device that live.
    pub(crate) fn tabs(&self, device: usize) -> Vec<usize> {
        self.living().filter(|host| self.hosts[*host].device == device).collect()
    }

    /// Every tab that lives.
    pub(crate) fn living(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.hosts.len()).filter(|host| !self.hosts[*host].is_gone)
    }

    /// A new tab, with nothing on it yet. It is on the device's line, and sees the device's clock.
    pub(crate) fn add_tab(&mut self, device: usize) -> usize {
        let host = self.hosts.len();
        let seed = self.rng.next_u64();
        let mut own = Host::new(seed, device, self.options(), &self.venues);
        if let Some(other) = self.hosts.iter().position(|other| other.device == device) {
            own.clock = self.hosts[other].clock.another();
            self.net.lines.push(self.net.lines[other]);
        }
        self.hosts.push(own);
        self.ask_for_name(host);
        host
    }

    /// Asks the browser for a name that nobody ever had, by which others can tell that the tab is there.
    pub(super) fn ask_for_name(&mut self, host: usize) {
        self.hosts[host].names += 1;
        let act = Act::Named(self.hosts[host].names);
        let at = self.now + self.rng.uniform_ms(0, NAME_MS);
        self.at(at, Event::Arrive { host, arrival: Arrival::Act(act) });
    }

    /// The tab has its name.
    pub(super) fn name(&mut self, host: usize, turn: u64) {
        if self.hosts[host].names == turn {
            let tab = format!("t{host}.{turn}");
            self.hosts[host].tab = Some(tab.clone());
            self.drive(host, Input::TabNamed { tab });
        }
    }

    /// The page is put away, and its name let go with it; the browser says so in no order.
    pub(super) fn hide_page(&mut self, host: usize) {
        let is_named = self.hosts[host].tab.take().is_some();
        let is_name_first = self.rng.uniform_ms(0, 1) == 0;
        if is_named && is_name_first {
            self.drive(host, Input::TabLeft);
        }
        self.hosts[host].is_left = true;
        self.drive(host, Input::PageHidden);
        if is_named && !is_name_first {
            self.drive(host, Input::TabLeft);
        }
        self.hosts[host].names += 1;
        self.hosts[host].lives += 1;
        self.expect_notice(self.hosts[host].device);
    }

    /// Someone opens the page in a new tab.
    pub(crate) fn open_tab(&mut self, device: usize) -> usize {
        let host = self.add_tab(device);
        self.note(|| format!("h{host} is opened on device {device}"));
        self.hosts[host].is_wanted = true;
        let known = self.server.signed_in.get(&device).cloned().filter(|_| self.rng.uniform_ms(0, 1) == 0);
        if let Some(user) = known {
            // The device tells whose page it is, before the server does.
            self.hosts[host].person = Some(user.clone());
            self.drive(host, Input::PersonKnown { user });
        }
        self.subscribe_all(host);
        self.drive(host, Input::Connect);
        host
    }

    /// The tab ends, in the middle of whatever it does.
    pub(crate) fn kill(&mut self, host: usize) {
        self.note(|| format!("h{host} is killed"));
        let own = &mut self.hosts[host];
        (own.is_gone, own.tab, own.doom) = (true, None, None);
        own.inbox.clear();
        let (device, sockets) = (own.device, [own.socket.take(), own.beside.take()]);
        for socket in sockets.into_iter().flatten() {
            self.left.insert(socket.conn);
            // The process ends, and its connections with it; or the whole device, and nobody is told.
            if self.rng.uniform_ms(0, 2) == 0 {
                self.net.half_open(socket.conn)
            } else {
                self.carry_close(socket)
            }
        }
        let done = self.devices[device].storage.leave_undone(host);
        self.note(|| format!("{done} of its requests to storage are carried out"));
        self.expect_notice(device);
    }

    /// It is killed now, if that is its fate.
    pub(super) fn meet_doom(&mut self, host: usize, doom: Doom) {
        if self.hosts[host].doom == Some(doom) {
            self.note(|| format!("DOOM {doom:?}"));
            self.kill(host);
        }
    }

    /// The other tabs of the device notice before long that a name was let go.
    pub(super) fn expect_notice(&mut self, device: usize) {
        for tab in self.tabs(device) {
            let at = self.now + self.rng.uniform_ms(0, NOTICE_MS);
            self.at(at, Event::Arrive { host: tab, arrival: Arrival::Act(Act::LookForGone) });
        }
    }

    /// Every tab looks now and then.
    pub(super) fn look_around(&mut self) {
        for device in 0..self.devices.len() {
            if self.devices[device].looks_at <= self.now {
                self.devices[device].looks_at = self.now + LOOK_MS;
                self.tabs(device).into_iter().for_each(|tab| self.act(tab, Act::LookForGone));
            }
        }
    }

    /// Asks storage who owns anything; it answers in its turn.
    pub(super) fn look_for_gone(&mut self, host: usize) {
        let device = self.hosts[host].device;
        let at = self.devices[device].storage.done_at(self.now);
        self.at(at, Event::Looks { host });
    }

    /// The owners are known: nobody is behind those whose name no tab holds.
    pub(super) fn on_looks(&mut self, host: usize) {
        let Some(person) = self.hosts[host].person.clone() else { return };
        let device = self.hosts[host].device;
        let held: BTreeSet<&str> =
            self.tabs(device).into_iter().filter_map(|tab| self.hosts[tab].tab.as_deref()).collect();
        let owners = self.devices[device].storage.owners(&person);
        let gone: Vec<String> = owners.into_iter().filter(|name| !held.contains(name.as_str())).collect();
        for tab in gone {
            self.act(host, Act::TabGone(tab));
        }
    }

    /// Tells the other tabs.
    pub(super) fn say(&mut self, host: usize, word: &Word) {
        for tab in self.tabs(self.hosts[host].device).into_iter().filter(|tab| *tab != host) {
            let at = self.now + self.rng.uniform_ms(0, WORD_MS);
            self.at(at, Event::Arrive { host: tab, arrival: Arrival::Act(Act::Hear(word.clone())) });
        }
    }

    /// Hears what another tab did.
    pub(super) fn hear(&mut self, host: usize, word: Word) {
        let own = self.hosts[host].person.clone();
        match (own, word) {
            (Some(own), Word::SignedIn(person)) if own != person => self.leave(host, SignOut::Keep),
            (Some(own), Word::SignedOut(person, wish)) if own == person => {
                if wish == SignOut::Discard {
                    // What was made here before the word came goes too.
                    self.discard_all(self.hosts[host].device, &person);
                }
                self.leave(host, wish);
            }
            (Some(_) | None, Word::SignedIn(_) | Word::SignedOut(..)) => {}
        }
    }

    /// Nothing of the person stays on this tab.
    pub(super) fn leave(&mut self, host: usize, wish: SignOut) {
        let own = &mut self.hosts[host];
        own.boards.clear();
        own.feeds.clear();
        self.drive(host, Input::SignedOut(wish));
        self.hosts[host].person = None;
    }

    /// The person at this tab signs out, everywhere on the device.
    pub(super) fn sign_out(&mut self, host: usize, wish: SignOut) {
        let device = self.hosts[host].device;
        let person = self.server.signed_in.remove(&device);
        let person = self.hosts[host].person.clone().or(person);
        if let Some(person) = person {
            if wish == SignOut::Discard {
                self.discard_all(device, &person);
            }
            self.say(host, &Word::SignedOut(person, wish));
        }
        self.leave(host, wish);
    }

    /// Whoever sits there signs in.
    pub(super) fn sign_in(&mut self, host: usize) {
        if !self.server.is_up {
            let arrival = Arrival::Act(Act::SignIn);
            return self.at(self.now + 1_000, Event::Arrive { host, arrival });
        }
        let device = self.hosts[host].device;
        let person = self.devices[device].seat.clone();
        self.server.signed_in.insert(device, person.clone());
        let own = &mut self.hosts[host];
        (own.is_signing_in, own.is_wanted) = (false, true);
        let token = self.server.issue_token(host, device, &person, self.now);
        let sent_at = self.hosts[host].look_at_clocks(self.now);
        // As the service does: nothing of the session before is shown to the next.
        self.hosts[host].boards.clear();
        self.hosts[host].feeds.clear();
        // What the machine tells while it lets go of the one before is still told to that one.
        self.hosts[host].person_before = self.hosts[host].person.replace(person.clone());
        self.drive(host, Input::SignedIn(token.at(sent_at)));
        self.hosts[host].person_before = None;
        self.subscribe_all(host);
        self.look_for_gone(host);
        self.say(host, &Word::SignedIn(person));
    }

    /// Every venue is followed; where it is already, nothing happens.
    pub(super) fn subscribe_all(&mut self, host: usize) {
        for feed in self.hosts[host].venues.clone() {
            self.drive(host, Input::Subscribe { feed, handler: 1 });
        }
    }

    /// Another person sits there from now on; the one before signs out first.
    pub(crate) fn change_seats(&mut self, device: usize, wish: SignOut) {
        let other = self.devices[device].other_person().to_owned();
        self.note(|| format!("{other} sits at device {device} now, the other wants to {wish:?}"));
        if let Some(tab) = self.tabs(device).into_iter().find(|tab| !self.hosts[*tab].is_left) {
            self.act(tab, if wish == SignOut::Keep { Act::SignOut } else { Act::SignOutAndDiscard });
        }
        self.devices[device].seat = other;
    }
}
