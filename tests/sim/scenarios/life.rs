//! The browser's life: flapping, freezing, the back/forward cache, sleep, clocks that are set.

use deskbell::realtime::{ConnectionState, Options};

use super::super::host::Act;
use super::super::world::World;
use super::{become_live, change, house, live, setup, well};

/// The changes of state since `from`, one after another.
fn story(world: &World, from: usize) -> Vec<ConnectionState> {
    let mut story = world.hosts[0].story[from..].to_vec();
    story.dedup();
    story
}

#[test]
fn offline_and_online_a_hundred_times_in_a_minute_is_a_quiet_screen() {
    for (seed, cuts) in [(1, false), (2, true)] {
        let mut world = live(seed);
        let (from, attempts) = (world.hosts[0].story.len(), world.hosts[0].client.metrics().attempts);
        for step in 0..100 {
            world.act(0, if step % 2 == 0 { Act::Offline } else { Act::Online });
            if cuts && step % 2 == 0 {
                world.cut(0);
                world.net.lines[0].refuse_until = world.now + 600;
            }
            world.run_for(600);
        }
        let (states, attempts) = (story(&world, from), world.hosts[0].client.metrics().attempts - attempts);
        // Guards: the word must stand for a second, one return in half a minute, waits on an unstable line.
        assert!(states.len() <= if cuts { 6 } else { 1 }, "{states:?}");
        assert!(attempts <= if cuts { 16 } else { 0 }, "{attempts} attempts");
        well(&world);
        become_live(&mut world);
    }
}

#[test]
fn offline_is_said_only_when_the_browser_says_so_and_nobody_answers() {
    let mut world = live(3);
    world.act(0, Act::Offline);
    world.run_for(20_000);
    assert_eq!(world.hosts[0].state(), Some(ConnectionState::Live), "the line still works");
    world.net.lines[0].refuse_until = u64::MAX;
    world.cut(0);
    world.run_for(8_000);
    assert_eq!(world.hosts[0].state(), Some(ConnectionState::Offline));
    world.act(0, Act::Online);
    world.run_for(1_000);
    assert_eq!(world.hosts[0].state(), Some(ConnectionState::CatchingUp), "a moment of hope");
    world.run_for(5_000);
    assert_eq!(world.hosts[0].state(), Some(ConnectionState::Reconnecting));
    world.net.lines[0].refuse_until = 0;
    become_live(&mut world);
}

#[test]
fn a_page_that_comes_back_tries_at_once_and_warns_of_nothing_for_four_seconds() {
    for act in [Act::Visible, Act::Online, Act::Resumed, Act::PageShown] {
        let mut world = live(4);
        world.net.lines[0].hole_until = u64::MAX;
        world.half_open(0);
        world.run_for(120_000);
        assert_eq!(world.hosts[0].state(), Some(ConnectionState::NotLive));
        // Between two attempts: the line is refused, so that the machine waits.
        (world.net.lines[0].hole_until, world.net.lines[0].refuse_until) = (0, u64::MAX);
        world.run_for(15_000);
        world.run_while(15_000, |world| world.hosts[0].socket.is_some());
        let attempts = world.hosts[0].client.metrics().attempts;
        world.act(0, act.clone());
        world.run_for(3_900);
        assert!(world.hosts[0].client.metrics().attempts > attempts, "{act:?}: at once");
        assert_eq!(world.hosts[0].state(), Some(ConnectionState::CatchingUp), "{act:?}");
        world.run_for(200);
        assert_eq!(world.hosts[0].state(), Some(ConnectionState::NotLive), "{act:?}");
        world.net.lines[0].refuse_until = 0;
        become_live(&mut world);
    }
}

#[test]
fn a_page_in_the_back_forward_cache_changes_nothing_and_comes_back_live() {
    for seed in 0..50 {
        let mut world = live(seed);
        world.has_stale_frames = true;
        world.act(0, Act::Command);
        world.run_for(seed * 3);
        world.act(0, Act::PageHidden);
        world.run_for(1);
        let from = world.hosts[0].story.len();
        for _ in 0..3 {
            change(&mut world, |ledger, now| {
                ledger.create(now, 5, 5);
            });
            world.run_for(20_000);
        }
        // The world checks each effect. Guards: no status while left, and what comes late is dropped.
        assert!(world.hosts[0].socket.is_none() && story(&world, from).is_empty());
        world.act(0, Act::PageShown);
        let ms = become_live(&mut world);
        assert!(ms < 3_000, "seed {seed}: {ms} ms");
        let states = story(&world, from);
        assert!(!states.contains(&ConnectionState::NotLive), "{states:?}");
    }
}

#[test]
fn disconnected_by_hand_stays_so_whatever_the_browser_says() {
    let mut world = live(5);
    world.act(0, Act::Disconnect);
    for act in
        [Act::Frozen, Act::Resumed, Act::PageHidden, Act::PageShown, Act::Offline, Act::Online, Act::Visible]
    {
        world.act(0, act);
        world.run_for(20_000);
    }
    world.suspend(0, 600_000, true);
    world.run_for(700_000);
    assert!(world.hosts[0].socket.is_none());
    assert_eq!(world.hosts[0].client.metrics().attempts, 1);
    world.act(0, Act::Connect);
    become_live(&mut world);
}

#[test]
fn a_wall_clock_that_jumps_does_no_harm() {
    for (seed, hours) in [(1, 1), (2, -1), (3, 24 * 365), (4, -24 * 365)] {
        let mut world = live(seed);
        let refreshes = world.server.tokens.len();
        for _ in 0..5 {
            world.hosts[0].clock.jump_wall(hours * 3_600_000);
            world.run_for(30_000);
        }
        let metrics = world.hosts[0].client.metrics();
        assert_eq!(metrics.losses, 0, "{hours} h");
        assert!(world.server.tokens.len() <= refreshes + 10, "{hours} h: {}", world.server.tokens.len());
        assert_eq!(metrics.sleeps + metrics.clock_setbacks, 5, "{hours} h");
        let skew_ms = metrics.clock_skew_ms.expect("probes carry the server's time");
        assert!((skew_ms - 5 * hours * 3_600_000).abs() < 200, "{hours} h: {skew_ms}");
        assert!(!world.hosts[0].story.contains(&ConnectionState::Reconnecting), "{hours} h");
        become_live(&mut world);
    }
}

#[test]
fn the_browsers_events_open_no_second_socket() {
    let mut world = house(6, setup(), Options::default());
    for _ in 0..200 {
        for act in [Act::Online, Act::Visible, Act::Resumed, Act::PageHidden, Act::PageShown, Act::Retry] {
            world.act(0, act);
        }
        world.run_for(17);
    }
    well(&world);
    become_live(&mut world);
}
