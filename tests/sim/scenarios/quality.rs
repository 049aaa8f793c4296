//! The quality of the line: drops again and again, slow, dead without a word; and what is measured of it.

use deskbell::realtime::{ConnectionState, FaultKind};

use super::super::world::World;
use super::{become_live, live, well};

/// A proxy accepts each connection and kills it `100 to 500 ms` after it opened, for a minute; the moments at
/// which connections were opened.
fn behind_a_killing_proxy(world: &mut World) -> Vec<u64> {
    let end = world.now + 60_000;
    let mut opened = Vec::new();
    world.cut(0);
    while world.now < end {
        let attempts = world.hosts[0].client.metrics().attempts;
        world.run_while(end - world.now, |world| world.hosts[0].client.metrics().attempts == attempts);
        if world.hosts[0].client.metrics().attempts > attempts {
            opened.push(world.now);
        }
        let after_ms = 100 + world.rng.uniform_ms(0, 400);
        world.run_for(after_ms);
        world.cut(0);
        world.run_for(100);
    }
    opened
}

#[test]
fn a_proxy_that_kills_each_young_connection_is_called_unstable_and_tried_less_often() {
    for seed in 0..20 {
        let mut world = live(seed);
        let from = world.hosts[0].story.len();
        let opened = behind_a_killing_proxy(&mut world);
        let mut states = world.hosts[0].story[from..].to_vec();
        states.dedup();
        let named = states.iter().position(|state| *state == ConnectionState::Unstable).expect("its name");
        // Guard: Stability. One banner, which stays: after it nothing else is shown.
        assert!(named <= 8 && states.len() == named + 1, "seed {seed}: {states:?}");
        let waits: Vec<u64> = opened.windows(2).map(|pair| pair[1] - pair[0]).collect();
        assert!(waits[3..].iter().all(|ms| *ms >= 5_000), "seed {seed}: {waits:?}");
        assert!(world.hosts[0].client.report(world.hosts[0].clock.now(world.now)).is_unstable);
        become_live(&mut world);
        world.run_for(61_000);
        assert_eq!(world.hosts[0].state(), Some(ConnectionState::Live), "steady for a minute");
    }
}

#[test]
fn a_slow_line_is_called_slow_and_quick_again() {
    let mut world = live(1);
    let from = world.hosts[0].story.len();
    (world.net.lines[0].slow_until, world.net.lines[0].slow_ms) = (u64::MAX, 1_400);
    world.run_for(40_000);
    assert_eq!(world.hosts[0].state(), Some(ConnectionState::Slow));
    assert_eq!(world.hosts[0].client.metrics().losses, 0, "slow is not dead");
    world.net.lines[0].slow_until = 0;
    world.run_for(40_000);
    assert_eq!(world.hosts[0].state(), Some(ConnectionState::Live));
    let mut states = world.hosts[0].story[from..].to_vec();
    states.dedup();
    assert_eq!(states, [ConnectionState::Slow, ConnectionState::Live], "it does not flicker");
    let latency = world.hosts[0].client.report(world.hosts[0].clock.now(world.now)).latency.expect("probes");
    assert!(latency.p50_ms < 700 && latency.p99_ms > 1_000, "{latency:?}");
    well(&world);
}

#[test]
fn a_thousand_black_holes_are_each_found_within_nine_seconds() {
    let mut worst = 0;
    for seed in 0..1_000 {
        let mut world = live(seed);
        world.run_for(3_000 + seed * 31 % 20_000);
        world.half_open(0);
        let ms = world.run_while(60_000, |world| world.hosts[0].client.metrics().losses == 0);
        worst = worst.max(ms);
        well(&world);
    }
    // The three timers of a detection may each fire some milliseconds late.
    assert!(worst <= 9_200, "the slowest took {worst} ms");
}

#[test]
fn a_thousand_suspends_with_a_ping_waiting_close_nothing() {
    let mut closed = 0;
    for seed in 0..1_000 {
        let mut world = live(seed);
        // Asleep before the server's ping at 25 s, awake before it gives up at 45 s.
        world.run_for(seed * 53 % 20_000);
        world.suspend(0, 26_000 + seed * 17 % 17_000 - world.now, seed % 2 == 0);
        world.run_for(80_000);
        closed += world.hosts[0].client.metrics().losses;
        assert_eq!(world.tally.false_closes, 0, "seed {seed}");
        well(&world);
    }
    assert_eq!(closed, 0);
}

#[test]
fn what_is_measured_is_bounded_and_adds_up() {
    let mut world = live(7);
    for _ in 0..5 {
        world.net.lines[0].refuse_until = world.now + 8_000;
        world.cut(0);
        world.run_for(40_000);
        become_live(&mut world);
    }
    let now = world.hosts[0].clock.now(world.now);
    let (client, metrics) = (&world.hosts[0].client, world.hosts[0].client.metrics());
    let report = client.report(now);
    let reconnects: u64 = report.reconnects_last_hour.iter().map(|(_, count)| count).sum();
    assert_eq!(reconnects, metrics.connects - 1);
    assert!(report.reconnects_last_hour.iter().all(|((kind, _), _)| *kind == FaultKind::Network));
    let failures: u64 = report.failures.iter().map(|(_, count)| count).sum();
    assert_eq!(failures, metrics.losses);
    assert!((8_000..40_000).contains(&report.longest_gap_ms), "{}", report.longest_gap_ms);
    assert!(report.uptime_ms.is_some_and(|ms| ms < 41_000));
    let changes: Vec<_> = client.history().changes().collect();
    let shown: u64 = report.times_ms.iter().map(|(_, ms)| ms).sum();
    let first = changes.first().expect("a first state");
    assert_eq!(shown, now.mono.since_ms(first.at.mono), "every moment belongs to one state");
    let lost = changes.iter().find(|change| change.state == ConnectionState::Reconnecting).expect("a loss");
    assert!(lost.cause.is_some() && lost.next.is_some());
}
