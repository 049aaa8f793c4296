//! Networks that let one transport through and not the other, and the way back up.

use deskbell::realtime::{Client, ConnectionState, Options, Transport, WallTime, Worked};

use super::super::host::Act;
use super::super::model::App;
use super::super::world::World;
use super::{become_live, change, closed_house, house, live, setup, well};

const MINUTE: u64 = 60_000;

fn transport(world: &World) -> Option<Transport> {
    world.hosts[0].client.transport()
}

/// Live over long-polling, since WebSockets are blocked.
fn live_by_polling(seed: u64) -> World {
    let mut world = house(seed, setup(), Options::default());
    world.net.lines[0].sockets_blocked_until = u64::MAX;
    become_live(&mut world);
    assert_eq!(transport(&world), Some(Transport::Polling));
    world
}

/// Nothing but Live since `from` in what people saw.
fn stayed_live(world: &World, from: usize) -> bool {
    world.hosts[0].story[from..].iter().all(|state| *state == ConnectionState::Live)
}

/// Guard: `FAILED_OPENS_MAX` of the ladder.
#[test]
fn websocket_blocked_long_polling_is_live() {
    for seed in 0..50 {
        let mut world = house(seed, setup(), Options::default());
        world.net.lines[0].sockets_blocked_until = u64::MAX;
        let ms = become_live(&mut world);
        // Two waits of at most 3 s each: no server has told its spread yet.
        assert!(ms < 7_000, "seed {seed}: {ms} ms");
        let seen = world.hosts[0].story.len();
        // Twelve minutes of work: changes, commands, and the WebSocket asked for in vain.
        for step in 0..120 {
            change(&mut world, |ledger, now| {
                ledger.create(now, step, step);
            });
            world.act(0, Act::Command);
            world.run_for(6_000);
        }
        let metrics = world.hosts[0].client.metrics();
        assert_eq!((metrics.losses, metrics.climbs, world.tally.false_closes), (2, 0, 0), "seed {seed}");
        assert!(metrics.attempts < 15, "{} attempts", metrics.attempts);
        assert!(stayed_live(&world, seen), "{:?}", &world.hosts[0].story[seen..]);
        become_live(&mut world);
    }
}

/// Guard: `YOUNG_DEATHS_MAX` of the ladder.
#[test]
fn a_security_proxy_that_kills_each_socket_young_for_a_minute_costs_few_losses() {
    let mut worst = (0, 0);
    for seed in 0..100 {
        let mut world = house(seed, setup(), Options::default());
        world.net.lines[0].sockets_die_until = MINUTE;
        // Being live for some hundred milliseconds is not meant here.
        let ms = world.run_while(MINUTE, |world| {
            transport(world) != Some(Transport::Polling) || world.unfinished(0).is_some()
        });
        world.run_until(MINUTE + 1_000);
        worst = (worst.0.max(ms), worst.1.max(world.hosts[0].client.metrics().losses));
        well(&world);
        become_live(&mut world);
        world.run_while(10 * MINUTE, |world| transport(world) != Some(Transport::WebSocket));
        assert_eq!(transport(&world), Some(Transport::WebSocket), "seed {seed}");
        well(&world);
    }
    // Three deaths of half a second. Where none lived to tell the server's spread: waits of 3, 3 and 6 s at most.
    assert!(worst.0 <= 14_000 && worst.1 == 3, "live after {} ms, {} losses", worst.0, worst.1);
}

/// Guard: `Ladder::bring_forward`.
#[test]
fn another_network_or_a_person_leads_back_up_at_once() {
    for act in [Act::Online, Act::Retry] {
        let mut world = live_by_polling(2);
        // Asked in vain for so long that the next try by itself is minutes away.
        world.run_for(20 * MINUTE);
        world.net.lines[0].sockets_blocked_until = 0;
        world.act(0, act);
        let ms = world.run_while(MINUTE, |world| transport(world) != Some(Transport::WebSocket));
        assert!(ms <= 6_000, "{ms} ms");
        become_live(&mut world);
    }
    // An event that comes a hundred times in a minute is no reason for a hundred sockets.
    let mut world = live_by_polling(4);
    let before = world.hosts[0].client.metrics().attempts;
    for _ in 0..100 {
        world.act(0, Act::Offline);
        world.act(0, Act::Online);
        world.run_for(600);
    }
    let attempts = world.hosts[0].client.metrics().attempts - before;
    assert!((5..=13).contains(&attempts), "{attempts} sockets");
    well(&world);
}

/// Guard: the feeds join on the WebSocket, and its changes are held back, before it takes over; `Client::exchange` tells
/// the outbox its way at once.
#[test]
fn the_way_back_up_loses_nothing() {
    for seed in 0..150 {
        let mut world = live_by_polling(seed);
        world.run_for(seed * 113 % 20_000);
        world.net.lines[0].sockets_blocked_until = 0;
        let (seen, losses) = (world.hosts[0].story.len(), world.hosts[0].client.metrics().losses);
        let mut step = 0;
        while transport(&world) == Some(Transport::Polling) {
            assert!(step < 4_000, "seed {seed}: never back up");
            step += 1;
            change(&mut world, |ledger, now| {
                ledger.create(now, step, step);
            });
            if step % 7 == 0 {
                world.act(0, Act::Command);
            }
            world.run_for(10 + seed % 90);
        }
        world.run_for(15_000);
        let metrics = world.hosts[0].client.metrics();
        assert_eq!((metrics.climbs, metrics.losses, metrics.gaps), (1, losses, 0), "seed {seed}");
        assert!(world.hosts[0].beside.is_none(), "the polling session is gone");
        assert_eq!(world.server.sessions.len(), 1, "at the server too");
        assert!(stayed_live(&world, seen), "{:?}", &world.hosts[0].story[seen..]);
        become_live(&mut world);
        let lost: Vec<_> = world.orders.iter().filter(|(_, handed)| handed.answer.is_none()).collect();
        assert!(lost.is_empty(), "seed {seed}: {lost:?}");
    }
}

/// Guard: the age that a WebSocket must reach before it takes over.
#[test]
fn a_socket_that_still_dies_young_never_takes_over() {
    let mut world = live_by_polling(3);
    let seen = world.hosts[0].story.len();
    (world.net.lines[0].sockets_blocked_until, world.net.lines[0].sockets_die_until) = (0, 20 * MINUTE);
    world.run_until(20 * MINUTE);
    let metrics = world.hosts[0].client.metrics();
    assert_eq!((metrics.climbs, metrics.losses), (0, 2));
    assert!(stayed_live(&world, seen), "{:?}", &world.hosts[0].story[seen..]);
    become_live(&mut world);
}

/// Guard: both transports keep their turns while neither gets through.
#[test]
fn both_transports_blocked_for_ten_minutes_and_either_brings_it_back() {
    for (seed, polling_too) in (0..40).flat_map(|seed| [(seed, false), (seed, true)]) {
        let mut world = live(seed);
        let until = world.now + 10 * MINUTE;
        let line = &mut world.net.lines[0];
        line.sockets_blocked_until = if polling_too { until } else { u64::MAX };
        line.polling_blocked_until = if polling_too { u64::MAX } else { until };
        world.cut(0);
        world.run_until(until);
        let ms = become_live(&mut world);
        // At a spread of 1 s a wait is 2 s at most; two of three turns may be the blocked one's.
        assert!(ms < 8_000, "seed {seed}: {ms} ms");
    }
}

/// Guard: `Health::on_polled`, and the time that a poll is given.
#[test]
fn slow_polling_is_not_called_dead() {
    for seed in 0..20 {
        let mut world = live_by_polling(seed);
        let line = &mut world.net.lines[0];
        (line.polling_slow_until, line.polling_slow_ms) = (u64::MAX, 700);
        world.run_for(10 * MINUTE);
        assert_eq!((world.hosts[0].client.metrics().losses, world.tally.false_closes), (2, 0), "seed {seed}");
        become_live(&mut world);
    }
}

/// Guard: `Line::defers_renewal`.
#[test]
fn a_renewal_does_not_wait_behind_a_post_until_its_token_has_expired() {
    let mut world = house(5, super::Setup { token_life_ms: 20_000, ..setup() }, Options::default());
    world.net.lines[0].sockets_blocked_until = u64::MAX;
    become_live(&mut world);
    for _ in 0..200 {
        let line = &mut world.net.lines[0];
        (line.polling_slow_until, line.polling_slow_ms) = (world.now + 9_000, 9_000);
        world.act(0, Act::Command);
        world.run_for(7_000);
        world.suspend(0, 12_000, false);
        world.run_for(13_000);
        well(&world);
    }
    world.net.lines[0].polling_slow_until = 0;
    become_live(&mut world);
}

#[test]
fn a_server_restart_under_polling_is_survived_and_remembered() {
    let mut world = live_by_polling(9);
    world.run_for(10_000);
    world.restart(5_000);
    world.run_for(5_000);
    let attempts = world.hosts[0].client.metrics().attempts;
    assert!(become_live(&mut world) < 8_000);
    assert_eq!(transport(&world), Some(Transport::Polling));
    assert!(world.hosts[0].client.metrics().attempts - attempts <= 4);
    // A session that the server does not know any more is an end like any other.
    let conn = world.hosts[0].socket.expect("a session").conn;
    world.server.on_closed(conn);
    world.close_polling(conn);
    become_live(&mut world);
}

/// Guard: `Ladder::remember`.
#[test]
fn a_page_loaded_anew_begins_with_what_worked_and_still_finds_the_way_back_up() {
    for seed in 0..50 {
        let mut old = live_by_polling(seed);
        old.run_for(6_000);
        let mut worked = old.hosts[0].remembered.expect("what worked is told");
        assert_eq!(worked.transport, Transport::Polling, "seed {seed}");
        let mut world = closed_house(seed, setup(), Options::default());
        world.net.lines[0].sockets_blocked_until = MINUTE;
        let now = world.hosts[0].look_at_clocks(world.now);
        worked.at = WallTime(now.wall.0 - 29 * 60_000);
        world.hosts[0].client = Client::new(App, Options::default(), seed).with_memory(worked, now);
        world.act(0, Act::SignIn);
        let ms = become_live(&mut world);
        let metrics = world.hosts[0].client.metrics();
        assert_eq!((metrics.attempts, metrics.losses), (1, 0), "seed {seed}: no WebSocket is tried first");
        assert!(ms < 2_000, "seed {seed}: {ms} ms, with a late frame");
        let seen = world.hosts[0].story.len();
        world.run_while(3 * MINUTE, |world| transport(world) != Some(Transport::WebSocket));
        assert_eq!(transport(&world), Some(Transport::WebSocket), "seed {seed}");
        assert!(stayed_live(&world, seen), "seed {seed}");
        world.run_for(6_000);
        let remembered = world.hosts[0].remembered.map(|worked| worked.transport);
        assert_eq!(remembered, Some(Transport::WebSocket), "seed {seed}: the way back up is remembered too");
        well(&world);
    }
}

#[test]
fn what_was_remembered_of_another_network_costs_two_attempts() {
    let mut world = closed_house(3, setup(), Options::default());
    world.net.lines[0].sockets_blocked_until = u64::MAX;
    let now = world.hosts[0].look_at_clocks(world.now);
    let worked = Worked { transport: Transport::WebSocket, at: now.wall };
    world.hosts[0].client = Client::new(App, Options::default(), 3).with_memory(worked, now);
    world.act(0, Act::SignIn);
    assert!(become_live(&mut world) < 7_000);
    assert_eq!(transport(&world), Some(Transport::Polling));
}
