//! A schedule: from one seed a house, its people, its faults; then quiet, and the question whether all is well.

use std::collections::BTreeSet;

use deskbell::realtime::outbox::SignOut;
use deskbell::realtime::{BackoffOptions, FeedPhase, Options, Rng};
use serde_json::json;

use super::event::Event;
use super::fates::Broken;
use super::host::Act;
use super::ledger::Defect;
use super::server::Setup;
use super::settle::{Bound, PEOPLE_MS};
use super::world::{Plan, SharedTrace, Tally, World};

/// The longest wait that this server ever asks for.
const HINT_MS_MAX: u64 = 8_000;
/// A schedule that is not well by then is given up; its bound is far less.
const SETTLE_MS_MAX: u64 = 150_000;
/// A person who takes another's place is signed in by then.
const SIGN_IN_MS_MAX: u64 = 5_000;
/// What is well must stay well for a while, with proofs going on.
const STAY_MS: u64 = 40_000;
/// What waits goes out by then: the longest wait after an answer that settled nothing, twice, and people's time.
const OUTBOX_MS_MAX: u64 = 180_000;

/// What can go wrong, or merely happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fault {
    Cut,
    Flap,
    HalfOpen,
    Stall,
    Slow,
    Refuse,
    BlackHole,
    Restart,
    RestartWithNotice,
    NewEpoch,
    NewEpochUnderLiveSockets,
    RestoredBackup,
    SwallowEmit,
    SwallowAnswer,
    LateAnswer,
    DoubleEmit,
    Burst,
    UnreadableEvent,
    NamelessEvent,
    UnreadableRecord,
    Garbage,
    HalfPacket,
    RefuseConnect,
    CloseInHandshake,
    CloseWhenAccepted,
    DuplicateConnect,
    RestFails,
    TokenExpiry,
    RevokeToken,
    EndSession,
    RevokeWithoutNotice,
    CloseFeed,
    Suspend,
    ClockJump,
    NetworkEvents,
    Offline,
    Background,
    Freeze,
    PutAway,
    DisconnectByHand,
    Resubscribe,
    Reload,
    MoveWindow,
    Retry,
    SignOut,
    SocketsBlocked,
    SocketsDieYoung,
    BothBlocked,
    PollingSlow,
    StorageFails,
    StorageSlow,
    StorageSpoils,
    KillTab,
    KillAtWork,
    KillBrowser,
    OpenTab,
    AnotherPerson,
}

impl Fault {
    const ALL: [Fault; 57] = [
        Fault::Cut,
        Fault::Flap,
        Fault::HalfOpen,
        Fault::Stall,
        Fault::Slow,
        Fault::Refuse,
        Fault::BlackHole,
        Fault::Restart,
        Fault::RestartWithNotice,
        Fault::NewEpoch,
        Fault::NewEpochUnderLiveSockets,
        Fault::RestoredBackup,
        Fault::SwallowEmit,
        Fault::SwallowAnswer,
        Fault::LateAnswer,
        Fault::DoubleEmit,
        Fault::Burst,
        Fault::UnreadableEvent,
        Fault::NamelessEvent,
        Fault::UnreadableRecord,
        Fault::Garbage,
        Fault::HalfPacket,
        Fault::RefuseConnect,
        Fault::CloseInHandshake,
        Fault::CloseWhenAccepted,
        Fault::DuplicateConnect,
        Fault::RestFails,
        Fault::TokenExpiry,
        Fault::RevokeToken,
        Fault::EndSession,
        Fault::RevokeWithoutNotice,
        Fault::CloseFeed,
        Fault::Suspend,
        Fault::ClockJump,
        Fault::NetworkEvents,
        Fault::Offline,
        Fault::Background,
        Fault::Freeze,
        Fault::PutAway,
        Fault::DisconnectByHand,
        Fault::Resubscribe,
        Fault::Reload,
        Fault::MoveWindow,
        Fault::Retry,
        Fault::SignOut,
        Fault::SocketsBlocked,
        Fault::SocketsDieYoung,
        Fault::BothBlocked,
        Fault::PollingSlow,
        Fault::StorageFails,
        Fault::StorageSlow,
        Fault::StorageSpoils,
        Fault::KillTab,
        Fault::KillAtWork,
        Fault::KillBrowser,
        Fault::OpenTab,
        Fault::AnotherPerson,
    ];
}

/// What one schedule came to.
#[derive(Debug, Clone, Default)]
pub(crate) struct Outcome {
    pub(crate) is_live: bool,
    pub(crate) is_equal: bool,
    pub(crate) failures: Vec<String>,
    /// From the end of the faults to live and equal, of the device that used most of its bound; and the bound.
    pub(crate) settled_ms: u64,
    pub(crate) bound_ms: u64,
    pub(crate) commits: u64,
    pub(crate) faults: BTreeSet<Fault>,
    pub(crate) tally: Tally,
    pub(crate) outbox: Broken,
    /// Commands that were applied.
    pub(crate) applied: u64,
    /// Commands that came by REST.
    pub(crate) by_rest: u64,
}

struct Schedule {
    world: World,
    rng: Rng,
    faults: Vec<Fault>,
    faults_end: u64,
    life_ms: u64,
    person_ms: u64,
    /// What tokens live while nothing shortens it.
    token_life_ms: u64,
    /// A device whose monotonic clock sleeps must not have its wall clock set back too: nothing could tell.
    freezers: BTreeSet<usize>,
}

/// A house for this seed.
pub(crate) fn plan(seed: u64, rng: &mut Rng) -> Plan {
    let (ping_interval_ms, ping_timeout_ms) =
        if rng.uniform_ms(0, 2) == 0 { (5_000, 4_000) } else { (25_000, 20_000) };
    let token_life_ms = [600_000, 60_000, 25_000, 9_000][pick(rng, 4)];
    let setup = Setup {
        ping_interval_ms,
        ping_timeout_ms,
        spread_ms: rng.uniform_ms(500, 4_000),
        page_size: usize::try_from(rng.uniform_ms(3, 12)).unwrap_or(3),
        token_life_ms,
        publish_ms: (0, rng.uniform_ms(0, 300)),
        answer_ms: (0, rng.uniform_ms(0, 200)),
    };
    let backoff = BackoffOptions::default();
    let options = Options { backoff, ..Options::default() };
    let venues = if rng.uniform_ms(0, 1) == 0 { vec!["v1"] } else { vec!["v1", "v2"] };
    let devices = [vec![2], vec![1, 1], vec![2, 1], vec![1, 1, 1], vec![3], vec![2, 2]][pick(rng, 6)].clone();
    Plan { seed: rng.next_u64() ^ seed, devices, venues, bookings: rng.uniform_ms(5, 40), setup, options }
}

/// Runs one schedule to its end.
pub(crate) fn run(seed: u64, trace: Option<SharedTrace>) -> Outcome {
    let mut rng = Rng::new(seed);
    let plan = plan(seed, &mut rng);
    let mut world = World::new(&plan, trace);
    world.has_stale_frames = rng.uniform_ms(0, 2) == 0;
    let faults_end = rng.uniform_ms(20_000, 120_000);
    let count = rng.uniform_ms(2, 24);
    let faults = (0..count).map(|_| Fault::ALL[pick(&mut rng, Fault::ALL.len())]).collect::<Vec<_>>();
    let life_ms = [80, 400, 1_500, 6_000][pick(&mut rng, 4)];
    let person_ms = [300, 1_200, 5_000][pick(&mut rng, 3)];
    let freezers = (0..plan.devices.len()).filter(|_| rng.uniform_ms(0, 1) == 0).collect();
    let token_life_ms = plan.setup.token_life_ms;
    let mut schedule =
        Schedule { world, rng, faults, faults_end, life_ms, person_ms, token_life_ms, freezers };
    schedule.begin();
    schedule.run_until(faults_end);
    schedule.quiet();
    schedule.finish()
}

fn pick(rng: &mut Rng, count: usize) -> usize {
    usize::try_from(rng.uniform_ms(0, count as u64 - 1)).unwrap_or(0)
}

impl Schedule {
    fn begin(&mut self) {
        for host in 0..self.world.hosts.len() {
            self.world.act(host, Act::SignIn);
        }
        for device in 0..self.world.devices.len() {
            self.world.at(self.rng.uniform_ms(500, 5_000), Event::Person { device });
        }
        for index in 0..self.faults.len() {
            let at = self.rng.uniform_ms(0, self.faults_end);
            self.world.at(at, Event::Strike { index });
        }
        self.world.at(self.life_ms, Event::Life);
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "all but the schedule's events are the world's")]
    fn run_until(&mut self, until: u64) {
        while let Some(event) = self.world.step(until) {
            match event {
                Event::Life => {
                    self.change_something(Defect::None);
                    let wait_ms = self.rng.uniform_ms(self.life_ms / 2, self.life_ms * 2);
                    self.world.at(self.world.now + wait_ms, Event::Life);
                }
                Event::Person { device } => {
                    let tabs = self.world.tabs(device);
                    if let Some(tab) = tabs.get(pick(&mut self.rng, tabs.len().max(1))) {
                        self.world.act(*tab, Act::Command);
                    }
                    let wait_ms = self.rng.uniform_ms(self.person_ms / 2, self.person_ms * 2);
                    self.world.at(self.world.now + wait_ms, Event::Person { device });
                }
                Event::Strike { index } => {
                    let fault = self.faults[index];
                    let tabs: Vec<usize> = self.world.living().collect();
                    // A browser that is closed is opened again by what the schedule planned.
                    let Some(host) = tabs.get(pick(&mut self.rng, tabs.len().max(1))).copied() else {
                        continue;
                    };
                    self.world.note(|| format!("FAULT {fault:?} h{host}"));
                    self.strike(fault, host);
                }
                other => self.world.on_event(other),
            }
        }
    }

    fn venue(&mut self) -> String {
        let venues = &self.world.hosts[0].venues;
        venues[pick(&mut self.rng, venues.len())].clone()
    }

    /// Someone else changes something.
    fn change_something(&mut self, defect: Defect) {
        let (venue, now) = (self.venue(), self.world.now);
        let (dice, note, place) =
            (self.rng.uniform_ms(0, 9), self.rng.uniform_ms(0, 1 << 20), self.rng.uniform_ms(0, 400));
        let Some(ledger) = self.world.server.ledgers.get_mut(&venue) else { return };
        let keys: Vec<String> = ledger.bookings.keys().cloned().collect();
        let key = keys.get(pick(&mut self.rng, keys.len().max(1))).cloned().unwrap_or_default();
        let revision = match dice {
            0 if keys.len() > 3 && defect == Defect::None => ledger.remove(now, &key),
            1 if keys.len() < 60 => Some(ledger.create(now, place, note)),
            2..=5 => ledger.touch(now, &key, note, Some(place), defect),
            _ => ledger.touch(now, &key, note, None, defect),
        };
        if revision.is_some() {
            self.world.note(|| format!("commit {venue} {key} {revision:?} {defect:?}"));
            self.world.server.on_committed(&venue, now);
        }
    }

    /// The faults end. What is under way at this moment goes on, the weather is fair.
    fn quiet(&mut self) {
        self.world.note(|| "QUIET".to_owned());
        self.world.net.calm();
        self.world.server.is_up = true;
        self.world.server.misdeeds = super::server::Misdeeds::default();
        self.world.server.setup.token_life_ms = self.token_life_ms;
        let now = self.world.now;
        for ledger in self.world.server.ledgers.values_mut() {
            for key in ledger.unreadable() {
                ledger.touch(now, &key, 0, None, Defect::None);
            }
            // The last change before the quiet is committed and never emitted.
            ledger.create(now, 7, 7);
        }
        for device in 0..self.world.devices.len() {
            self.world.devices[device].storage.end_faults();
            if self.world.tabs(device).is_empty() {
                self.world.open_tab(device);
            }
        }
        for host in self.world.living().collect::<Vec<_>>() {
            self.world.hosts[host].doom = None;
            self.world.wake(host);
            if self.world.hosts[host].is_left {
                self.world.act(host, Act::PageShown);
            }
            self.world.act(host, Act::Visible);
            if !self.world.hosts[host].is_wanted {
                self.world.act(host, Act::Connect);
            }
        }
        self.join_refused_again();
    }

    /// A feed that the server closed is followed again by hand; the word may come late.
    fn join_refused_again(&mut self) {
        for host in self.world.living().collect::<Vec<_>>() {
            let own = &self.world.hosts[host];
            let refused: Vec<String> = own
                .feeds
                .values()
                .filter(|feed| feed.phase == FeedPhase::Refused)
                .map(|feed| feed.feed.clone())
                .collect();
            for venue in refused {
                self.world.act(host, Act::Unsubscribe(venue.clone()));
                self.world.act(host, Act::Subscribe(venue));
            }
        }
    }

    /// Lets every device become live and equal, each within its bound; the time and the bound of the one that used
    /// most of it.
    fn settle(&mut self) -> (u64, u64) {
        let quiet_at = self.world.now;
        self.world.run_for(0);
        let hosts: Vec<usize> = self.world.living().collect();
        let mut bounds: Vec<_> = hosts.iter().map(|host| Bound::begin(&self.world, *host)).collect();
        let mut done: Vec<Option<u64>> = vec![None; bounds.len()];
        while !self.world.is_finished() && self.world.now < quiet_at + SETTLE_MS_MAX {
            self.world.run_while(PEOPLE_MS, |world| {
                for (host, done) in hosts.iter().zip(&mut done).filter(|(_, done)| done.is_none()) {
                    *done = world.unfinished(*host).is_none().then_some(world.now - quiet_at);
                }
                !world.is_finished()
            });
            bounds.iter_mut().for_each(|bound| bound.look(&self.world));
            self.join_refused_again();
        }
        let mut most = (0, 1);
        for (bound, done) in bounds.iter().zip(done) {
            let ms = done.unwrap_or(self.world.now - quiet_at);
            let bound_ms = bound.ms(&self.world);
            if ms > bound_ms {
                let host = bound.host;
                self.world.fail(format!("h{host}: well after {ms} ms, not within {bound_ms}"));
            }
            if ms * most.1 >= most.0 * bound_ms {
                most = (ms, bound_ms);
            }
        }
        most
    }

    /// Lets everything go out: of whoever sits there, then of those who left something on their device.
    fn bring_everybody_back(&mut self) {
        for _ in 0..3 {
            // What the server asked to wait for, and what is asked again ever more rarely, takes its time.
            // What went out last reaches the boards a moment later.
            self.world.run_while(OUTBOX_MS_MAX, |world| world.has_open_orders() || !world.is_finished());
            let devices = self.world.devices.iter().enumerate();
            let waiting: Vec<usize> = devices
                .filter(|(_, device)| device.storage.holds_any_of(device.other_person()))
                .map(|(number, _)| number)
                .collect();
            if waiting.is_empty() {
                return;
            }
            for device in waiting {
                self.world.change_seats(device, SignOut::Keep);
            }
            self.world.run_for(SIGN_IN_MS_MAX);
        }
    }

    fn finish(mut self) -> Outcome {
        let (settled_ms, bound_ms) = self.settle();
        if self.world.is_finished() {
            self.world.run_for(STAY_MS);
        }
        self.bring_everybody_back();
        self.world.check_end();
        let outbox = self.world.check_orders();
        let live = |world: &World| world.living().all(|host| world.hosts[host].is_live());
        let commits = self.world.server.ledgers.values().map(super::ledger::Ledger::revision).sum();
        Outcome {
            is_live: live(&self.world),
            is_equal: self.world.is_finished(),
            failures: self.world.failures,
            tally: self.world.tally,
            outbox,
            applied: self.world.server.applied.ids.len() as u64,
            by_rest: self.world.server.applied.by_rest,
            settled_ms,
            bound_ms,
            commits,
            faults: self.faults.into_iter().collect(),
        }
    }
}

mod strike;
