//! Half-open lines and pages that sleep, a thousand of each: how soon a dead line is noticed, and that a living one
//! is never called dead.

use std::io::Write as _;

use deskbell::realtime::{Options, Rng};

use super::super::host::{Act, Arrival};
use super::super::ledger::Defect;
use super::super::world::World;
use super::{become_live, change, house, setup, well};

const RUNS: u64 = 1_000;
/// Silence, two probes, and a look at what has arrived before the verdict.
const DETECTION_MS: u64 = 4_000 + 2 * 2_500 + 1;
/// One probe, and a look before it, at what else is due, and before the verdict.
const WAKING_MS: u64 = 2_000 + 3;
/// Where the monotonic clock stood still nothing is late: the driver compares the clocks this often.
const LOOK_AT_CLOCKS_MS: u64 = 1_000;

/// A live house whose line, transport and moment the seed chooses. Timers fire on time, so that what is measured is
/// the machine's own.
fn somewhere(seed: u64, rng: &mut Rng) -> World {
    let mut world = house(seed, setup(), Options::default());
    world.has_late_timers = false;
    let least_ms = rng.uniform_ms(1, 300);
    world.net.lines[0].delay_ms = (least_ms, least_ms + rng.uniform_ms(0, 200));
    if seed.is_multiple_of(4) {
        world.net.lines[0].sockets_blocked_until = u64::MAX;
    }
    become_live(&mut world);
    let (end, is_busy) = (world.now + rng.uniform_ms(3_000, 60_000), seed.is_multiple_of(3));
    while world.now < end {
        if is_busy {
            change(&mut world, |ledger, now| {
                ledger.touch(now, "b3", now, None, Defect::None);
            });
        }
        world.run_for(700.min(end - world.now));
    }
    assert_eq!(losses(&world), losses_by_blocking(seed), "seed {seed}: the line was good");
    world
}

/// Two WebSockets that were refused lead to polling.
fn losses_by_blocking(seed: u64) -> u64 {
    if seed.is_multiple_of(4) { 2 } else { 0 }
}

fn losses(world: &World) -> u64 {
    world.hosts[0].client.metrics().losses
}

/// The machine lets time pass until it calls the line dead; how long that took.
fn noticed(world: &mut World, seed: u64) -> u64 {
    let before = losses_by_blocking(seed);
    let ms = world.run_while(120_000, |world| losses(world) == before);
    assert_eq!(losses(world), before + 1, "seed {seed}: never noticed");
    ms
}

/// Past the test harness, which keeps what a passing test prints to itself.
fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// Guards: `probe_idle_ms` and `probe_timeout_ms` in `Health`; `Client::lose` waits for no close of the browser.
#[test]
fn a_half_open_line_is_found_within_nine_seconds() {
    let (mut worst_ms, mut sum_ms) = (0, 0);
    for seed in 0..RUNS {
        let mut world = somewhere(seed, &mut Rng::new(seed));
        world.half_open(0);
        let ms = noticed(&mut world, seed);
        (worst_ms, sum_ms) = (worst_ms.max(ms), sum_ms + ms);
        well(&world);
        become_live(&mut world);
    }
    say(&format!("half_open: runs={RUNS} worst_ms={worst_ms} mean_ms={}", sum_ms / RUNS));
    assert!(worst_ms <= DETECTION_MS, "the slowest took {worst_ms} ms");
}

/// How the page is held, by the seed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Hold {
    /// The device sleeps and both clocks go on.
    BothClocks,
    /// The device sleeps and only the wall clock goes on.
    OnlyWall,
    /// The page is hidden and frozen; the browser says when it goes on.
    Frozen,
    /// The page is hidden a while before the device sleeps, and seen again at once.
    HiddenFirst,
}

const HOLDS: [Hold; 4] = [Hold::BothClocks, Hold::OnlyWall, Hold::Frozen, Hold::HiddenFirst];

/// Holds the page for `ms`; whether a ping was waiting when it went on.
fn hold(world: &mut World, hold: Hold, ms: u64, dies_after_ms: Option<u64>) -> bool {
    match hold {
        Hold::BothClocks => world.suspend(0, ms, false),
        Hold::OnlyWall => world.suspend(0, ms, true),
        Hold::Frozen => world.freeze(0, ms, 0),
        Hold::HiddenFirst => {
            world.act(0, Act::Hidden);
            world.run_for(1);
            world.suspend(0, ms - 1, false);
        }
    }
    let end = world.now + ms - u64::from(hold == Hold::HiddenFirst);
    if let Some(after_ms) = dies_after_ms {
        world.run_until(world.now + after_ms);
        world.half_open(0);
    }
    world.run_until(end - 1);
    let has_ping = |arrival: &Arrival| {
        let polled = matches!(arrival, Arrival::Requested { answer: Some(answer), .. }
            if answer.body.split('\u{1e}').any(|packet| packet == "2"));
        polled || matches!(arrival, Arrival::Text { text, .. } if text == "2")
    };
    let is_waiting = world.hosts[0].inbox.iter().any(has_ping);
    if hold == Hold::HiddenFirst {
        let arrival = Arrival::Act(Act::Visible);
        world.at(end, super::super::event::Event::Arrive { host: 0, arrival });
    }
    world.run_until(end);
    is_waiting
}

/// A ping came while the page was held, for a second or for minutes, and any timer may be overdue: the timer and the
/// ping then come in any order.
/// Guards: `Client::notice_pause`, `Client::postpone` and the second look of `Client::run_deadlines`, each enough.
#[test]
fn a_suspend_with_a_ping_waiting_closes_nothing() {
    let (mut runs, mut closes) = (0, 0);
    for seed in 0..2 * RUNS {
        let mut rng = Rng::new(seed);
        let mut world = somewhere(seed, &mut rng);
        // A server more patient than it says, so that only the client could close.
        world.server.setup.ping_timeout_ms = 400_000;
        let ms = [1_500, 8_000, 40_000, 150_000][(seed % 4) as usize] + rng.uniform_ms(0, 10_000);
        let session = world.server.sessions.values().next().expect("a session");
        // The ping falls anywhere into the time that the page is held.
        let ahead_ms = session.ping_at.saturating_sub(world.now);
        world.run_for(ahead_ms - rng.uniform_ms(0, ms).min(ahead_ms));
        let kind = HOLDS[(seed / 4 % 4) as usize];
        if !hold(&mut world, kind, ms, None) {
            continue;
        }
        world.run_for(70_000);
        closes += losses(&world) - losses_by_blocking(seed);
        assert_eq!(world.tally.false_closes, 0, "seed {seed} {kind:?}");
        well(&world);
        become_live(&mut world);
        runs += 1;
        if runs == RUNS {
            break;
        }
    }
    let mut worst_ms = [0; 2];
    for seed in 0..RUNS {
        let mut rng = Rng::new(seed);
        let mut world = somewhere(seed, &mut rng);
        // Long enough that the next timer of a page that is seen is late by more than a busy page's would be.
        let ms = 6_000 + rng.uniform_ms(0, if seed % 2 == 0 { 10_000 } else { 100_000 });
        let kind = HOLDS[(seed / 4 % 3) as usize];
        hold(&mut world, kind, ms, Some(rng.uniform_ms(0, 5_000)));
        let worst = &mut worst_ms[usize::from(kind == Hold::OnlyWall)];
        *worst = noticed(&mut world, seed).max(*worst);
        well(&world);
        become_live(&mut world);
    }
    let [noticed_ms, unseen_ms] = worst_ms;
    say(&format!(
        "wakes: runs={runs} closes={closes} noticed_worst_ms={noticed_ms} noticed_with_clock_stopped_worst_ms={unseen_ms}"
    ));
    assert!(runs == RUNS && closes == 0, "{closes} closes in {runs} runs");
    assert!(noticed_ms <= WAKING_MS, "the slowest took {noticed_ms} ms");
    assert!(unseen_ms <= LOOK_AT_CLOCKS_MS + WAKING_MS, "the slowest took {unseen_ms} ms");
}

/// Guard: `Health::is_silent_since`; a line that dies before its first probe was answered is not left to the
/// protocol's deadline of 45 s.
#[test]
fn a_line_that_dies_right_after_connect_is_found_with_the_first_unanswered_question() {
    for seed in 0..50 {
        let mut world = house(seed, setup(), Options::default());
        if seed % 2 == 0 {
            // This server has answered probes before.
            become_live(&mut world);
            world.cut(0);
        }
        let is_accepted = |world: &World| world.hosts[0].socket.is_some_and(|socket| socket.is_accepted);
        world.run_while(30_000, |world| is_accepted(world));
        world.run_while(30_000, |world| !is_accepted(world));
        let before = losses(&world);
        world.net.half_open(world.hosts[0].socket.expect("a socket").conn);
        let ms = world.run_while(120_000, |world| losses(world) == before);
        assert!((9_900..=10_300).contains(&ms), "seed {seed}: {ms} ms");
        become_live(&mut world);
    }
}

/// Guard: without a feed only a server that answered probes before owes an answer.
#[test]
fn a_server_without_probes_is_left_to_the_protocols_deadline() {
    let mut world = house(3, setup(), Options::default());
    world.server.misdeeds.ignores_probes = true;
    become_live(&mut world);
    world.act(0, Act::Unsubscribe("v1".to_owned()));
    world.run_for(600_000);
    assert_eq!(losses(&world), 0);
    well(&world);
}
