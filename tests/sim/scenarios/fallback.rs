//! Polling by REST while nothing is pushed: it begins and ends by itself, and nobody can tell from the board.

use deskbell::realtime::{ConnectionState, FallbackMode, Input, Metrics, Options, Rng};

use super::super::host::Act;
use super::super::server::Setup;
use super::super::world::World;
use super::{VENUE, become_live, change, house, live, setup, well};

fn metrics(world: &World) -> Metrics {
    world.hosts[0].client.metrics()
}

fn state(world: &World) -> Option<ConnectionState> {
    world.hosts[0].state()
}

/// No transport that pushes gets through from now on; REST does.
fn block_push(world: &mut World) {
    let line = &mut world.net.lines[0];
    (line.sockets_blocked_until, line.polling_blocked_until) = (u64::MAX, u64::MAX);
    world.cut(0);
}

fn unblock(world: &mut World) {
    let line = &mut world.net.lines[0];
    (line.sockets_blocked_until, line.polling_blocked_until) = (0, 0);
}

/// Whether the board equals the server's, though nothing is pushed.
fn is_equal(world: &World) -> bool {
    let (ledger, board) = (&world.server.ledgers[VENUE], world.hosts[0].board());
    board.is_some_and(|board| board.bookings().eq(ledger.bookings.values()))
}

/// Lets time pass until a poll was answered; how long it took.
fn become_polled(world: &mut World) -> u64 {
    let ms = world.run_while(30_000, |world| state(world) != Some(ConnectionState::Polling));
    assert_eq!(state(world), Some(ConnectionState::Polling), "after {ms} ms");
    ms
}

fn touch(world: &mut World, id: &str, note: u64) {
    change(world, |ledger, now| {
        ledger.touch(now, id, note, None, super::super::ledger::Defect::None);
    });
}

/// Guard: `FallbackPolling::on_push_lost`, and `FallbackPolling::stop` once push is useful.
#[test]
fn push_blocked_the_list_is_polled_and_push_comes_back_without_a_gap() {
    for seed in 0..50 {
        let mut world = live(seed);
        let snapshots = metrics(&world).snapshots;
        block_push(&mut world);
        // Five seconds, then the crowd's spread of one second, then a round trip.
        let ms = become_polled(&mut world);
        assert!((5_000..=6_500).contains(&ms), "seed {seed}: {ms} ms");
        for note in 0..10 {
            touch(&mut world, &format!("b{}", note % 4), note);
            world.run_for(6_500);
            assert!(is_equal(&world), "seed {seed}: within one interval");
            assert_eq!(state(&world), Some(ConnectionState::Polling));
        }
        unblock(&mut world);
        touch(&mut world, "b1", 99);
        become_live(&mut world);
        world.run_for(10_000);
        let polls = metrics(&world).polls;
        world.run_for(60_000);
        let after = metrics(&world);
        assert_eq!(after.polls, polls, "seed {seed}: push took over");
        assert_eq!((after.snapshots, after.gaps), (snapshots, 0), "seed {seed}: nothing was loaded anew");
        well(&world);
    }
}

/// Guard: a feed that holds nothing reads the snapshot's pages, then the changes that they may have missed.
#[test]
fn a_page_opened_where_push_is_blocked_shows_the_list_all_the_same() {
    for seed in 0..100 {
        let mut world = house(seed, setup(), Options::default());
        let line = &mut world.net.lines[0];
        (line.sockets_blocked_until, line.polling_blocked_until) = (u64::MAX, u64::MAX);
        for step in 0..40 {
            touch(&mut world, &format!("b{}", step % 9), step);
            world.run_for(200 + step * 7 % 90);
        }
        become_polled(&mut world);
        world.run_for(7_000);
        assert!(is_equal(&world), "seed {seed}");
        unblock(&mut world);
        become_live(&mut world);
        assert_eq!(metrics(&world).snapshots, 1, "seed {seed}: what was polled is caught up from");
    }
}

/// Guard: `Feed::poll` leaves a feed to the session that joins it, and `Feed::join` cancels what is under way.
#[test]
fn a_thousand_changes_of_the_way_lose_and_double_nothing() {
    let mut world = live(7);
    let mut rng = Rng::new(7);
    let (mut switches, mut note) = (0, 0);
    let before = metrics(&world);
    while switches < 1_000 {
        block_push(&mut world);
        if switches % 4 == 0 {
            // Five seconds after the loss was noticed, then the crowd's spread of one second.
            let polls = metrics(&world).polls;
            let ms = world.run_while(30_000, |world| metrics(world).polls == polls);
            assert!(ms <= 6_400, "switch {switches}: {ms} ms until the first poll");
        }
        for _ in 0..rng.uniform_ms(1, 4) {
            note += 1;
            touch(&mut world, &format!("b{}", note % 8), note);
            let ms = rng.uniform_ms(100, 4_000);
            world.run_for(ms);
        }
        become_polled(&mut world);
        unblock(&mut world);
        let ms = rng.uniform_ms(0, 3_000);
        world.run_for(ms);
        note += 1;
        touch(&mut world, "b9", note);
        become_live(&mut world);
        let ms = rng.uniform_ms(0, 12_000);
        world.run_for(ms);
        switches += 2;
    }
    let after = metrics(&world);
    assert_eq!((after.gaps, after.snapshots), (before.gaps, before.snapshots), "no gap, nothing loaded anew");
    assert_eq!(world.tally.doubled_handlers, 0);
    well(&world);
}

/// Guard: `FallbackPolling::on_failed` follows the schedule of retries, and keeps a wait that the server asked for.
#[test]
fn a_rest_side_that_is_out_too_is_not_flooded() {
    let mut world = live(8);
    block_push(&mut world);
    become_polled(&mut world);
    world.net.lines[0].refuse_until = world.now + 60_000;
    let polls = metrics(&world).polls;
    world.run_for(60_000);
    let more = metrics(&world).polls - polls;
    assert!((20..=70).contains(&more), "{more} polls in a minute, with a cap of 2 s");
    assert_ne!(state(&world), Some(ConnectionState::Polling));
    become_polled(&mut world);

    let wait = || (429, Some(30_000), r#"{"error":{"code":"rate_limited","message":""}}"#.to_owned());
    world.server.misdeeds.rest_failures.push_back(wait());
    world.run_while(10_000, |world| !world.server.misdeeds.rest_failures.is_empty());
    let pages = world.server.pages_seen;
    world.act(0, Act::Online);
    world.run_for(29_000);
    assert_eq!(world.server.pages_seen, pages, "nobody jumps the wait");
    become_polled(&mut world);
    well(&world);
}

/// Guard: the interval of a hidden page, and `FallbackMode`.
#[test]
fn a_hidden_page_polls_rarely_and_polling_can_be_started_and_stopped_by_hand() {
    let mut world = live(9);
    world.act(0, Act::Hidden);
    block_push(&mut world);
    world.run_for(300_000);
    let polls = metrics(&world).polls;
    assert!((4..=6).contains(&polls), "{polls} polls of a hidden page in five minutes");
    world.act(0, Act::Visible);
    world.run_for(60_000);
    assert!(metrics(&world).polls > polls + 8);

    world.drive(0, Input::Fallback(FallbackMode::Never));
    world.run_for(1_000);
    let polls = metrics(&world).polls;
    world.run_for(60_000);
    assert_eq!(metrics(&world).polls, polls);
    assert_ne!(state(&world), Some(ConnectionState::Polling));
    unblock(&mut world);
    become_live(&mut world);
    world.run_for(10_000);

    world.drive(0, Input::Fallback(FallbackMode::AtOnce));
    block_push(&mut world);
    world.run_for(1_000);
    assert!(metrics(&world).polls > polls, "without the five seconds");
    well(&world);
}

/// Guard: `FallbackPolling::on_push_useful`.
#[test]
fn what_is_said_of_polling_by_hand_holds_for_one_outage() {
    for mode in [FallbackMode::AtOnce, FallbackMode::Never] {
        let mut world = live(12);
        block_push(&mut world);
        world.run_for(1_000);
        world.drive(0, Input::Fallback(mode));
        world.run_for(500);
        assert_eq!(metrics(&world).polls > 0, mode == FallbackMode::AtOnce, "{mode:?}");
        world.run_for(60_000);
        assert_eq!(metrics(&world).polls > 5, mode == FallbackMode::AtOnce, "{mode:?}");
        unblock(&mut world);
        become_live(&mut world);
        world.run_for(10_000);
        let polls = metrics(&world).polls;
        block_push(&mut world);
        world.run_for(1_000);
        assert_eq!(metrics(&world).polls, polls, "{mode:?}: by itself it waits");
        become_polled(&mut world);
        well(&world);
    }
}

/// Guard: a delta that the server cannot give leads to the pages.
#[test]
fn more_changes_than_a_delta_carries_lead_to_the_whole() {
    let mut world = house(10, Setup { page_size: 3, ..setup() }, Options::default());
    become_live(&mut world);
    block_push(&mut world);
    become_polled(&mut world);
    for note in 0..300 {
        touch(&mut world, &format!("b{}", note % 7), note);
    }
    world.run_for(7_000);
    assert!(is_equal(&world));
    let now = world.now;
    world.hosts[0].may_go_back = true;
    world.server.ledgers.get_mut(VENUE).expect("the venue").new_epoch(now, 5);
    world.run_for(14_000);
    assert!(is_equal(&world), "another epoch");
    unblock(&mut world);
    become_live(&mut world);
}
