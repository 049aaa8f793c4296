//! The venue's day turns: the window moves while the list stays live.

use deskbell::realtime::{ConnectionState, FeedPhase};

use super::super::host::Act;
use super::super::ledger::Defect;
use super::super::world::World;
use super::{VENUE, become_live, change, live};

fn move_window(world: &mut World) {
    world.act(0, Act::MoveWindow(VENUE.to_owned()));
    world.run_for(0);
}

fn snapshots(world: &World) -> u64 {
    world.hosts[0].client.metrics().snapshots
}

fn touch(world: &mut World, id: &str, place: Option<u64>) {
    change(world, |ledger, now| {
        ledger.touch(now, id, now, place, Defect::None);
    });
}

fn is_live(world: &World) -> bool {
    let own = &world.hosts[0];
    own.state() == Some(ConnectionState::Live) && own.phase(VENUE) == Some(FeedPhase::Live)
}

/// Guard: `Feed::move_window` leaves the phase as it is, and `Feed::keep_for_beside` keeps what the board gets.
#[test]
fn the_day_turns_and_nothing_is_held_back_nor_lost() {
    for seed in 0..60 {
        let mut world = live(seed);
        world.run_for(2_000);
        let before = snapshots(&world);
        move_window(&mut world);
        let mut seen_beside = 0;
        for step in 0..40 {
            match step % 4 {
                // From one page to another, in front of or behind what was read.
                0 => touch(&mut world, &format!("b{}", step % 9), Some(step * 7 % 100)),
                1 => touch(&mut world, &format!("b{}", step % 9), None),
                2 => change(&mut world, |ledger, now| {
                    ledger.create(now, step * 3, step);
                }),
                _ => change(&mut world, |ledger, now| {
                    ledger.remove(now, &format!("b{}", 10 + step / 8));
                }),
            }
            world.run_for(5 + seed % 20);
            assert!(is_live(&world), "seed {seed}, step {step}: {:?}", world.hosts[0].state());
            let head = world.hosts[0].board().and_then(|board| board.head.clone()).expect("a head");
            let behind = world.server.ledgers[VENUE].revision() - head.revision;
            seen_beside += u64::from(snapshots(&world) == before);
            // A frame in sixteen is up to 300 ms late, and what follows it waits.
            assert!(behind < 70, "seed {seed}: {behind} behind");
        }
        become_live(&mut world);
        world.run_for(3_000);
        assert!(seen_beside > 3, "seed {seed}: changes came while the pages did");
        assert_eq!(snapshots(&world), before + 1, "seed {seed}");
        assert!(is_live(&world));
        let story = &world.hosts[0].story;
        assert!(!story[story.len() - 1..].contains(&ConnectionState::CatchingUp), "seed {seed}: {story:?}");
        assert_eq!(world.hosts[0].client.metrics().gaps, 0, "seed {seed}");
    }
}

/// Guard: `outdated` stays until a snapshot replaced the board.
#[test]
fn a_window_that_was_on_its_way_when_the_line_went_is_loaded_after_it() {
    for ms in (0..200).step_by(10) {
        let mut world = live(3);
        let before = snapshots(&world);
        move_window(&mut world);
        world.run_for(ms);
        world.cut(0);
        touch(&mut world, "b3", Some(1));
        become_live(&mut world);
        assert_eq!(snapshots(&world), before + 1, "{ms}");
    }
}

/// Guard: `Feed::on_beside_timer`, and `Feed::mend` where the epoch is another one.
#[test]
fn a_page_that_fails_or_saw_what_never_came_does_not_end_the_move() {
    for seed in 0..30 {
        let mut world = live(seed);
        let before = snapshots(&world);
        move_window(&mut world);
        match seed % 3 {
            0 => world.server.misdeeds.rest_failures.push_back((500, None, "<html>".to_owned())),
            1 => {
                world.run_for(60);
                world.server.misdeeds.swallow_emits = 1;
                touch(&mut world, "b3", Some(1));
            }
            _ => {
                world.run_for(60);
                let now = world.now;
                world.server.ledgers.get_mut(VENUE).expect("the venue").new_epoch(now, 0);
            }
        }
        become_live(&mut world);
        world.run_for(5_000);
        become_live(&mut world);
        assert!(snapshots(&world) > before, "seed {seed}");
    }
}
