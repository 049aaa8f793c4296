//! A long outage in which the server's data changes all the same.

use super::super::host::Act;
use super::super::ledger::Defect;
use super::super::world::World;
use super::{VENUE, become_live, live, well};

/// The server is down for three minutes, in which so many changes are made in its data: nobody emits them.
fn outage(world: &mut World, changes: u64) {
    world.restart(180_000);
    for number in 0..changes {
        world.run_for(170_000 / changes);
        let now = world.now;
        let ledger = world.server.ledgers.get_mut(VENUE).expect("the venue");
        let place = (number % 4 == 2).then_some(number % 90);
        let _ = match number % 5 {
            0 => Some(ledger.create(now, number % 90, number)),
            1 => ledger.remove(now, &format!("b{}", 10 + number / 8)),
            _ => ledger.touch(now, &format!("b{}", number % 9), number, place, Defect::None),
        };
    }
    world.run_while(60_000, |world| !world.server.is_up);
}

/// Guard: more changes than a delta carries lead to the snapshot, fewer do not.
#[test]
fn three_minutes_without_a_server_and_hundreds_of_changes_leave_the_list_equal() {
    for (changes, snapshots) in [(500, 2), (120, 1)] {
        for seed in 0..20 {
            let mut world = live(seed);
            outage(&mut world, changes);
            let ms = become_live(&mut world);
            assert!(ms < 20_000, "seed {seed}: equal {ms} ms after its return");
            let metrics = world.hosts[0].client.metrics();
            assert_eq!(metrics.snapshots, snapshots, "seed {seed}: {changes} changes");
            let board = world.hosts[0].board().expect("a board");
            assert!(board.bookings().eq(world.server.ledgers[VENUE].bookings.values()), "seed {seed}");
        }
    }
}

/// Guard: `Outbox::expire` counts by the day, and a version that moved is refused and told.
#[test]
fn what_was_done_in_a_long_outage_is_applied_or_told() {
    for seed in 0..20 {
        let mut world = live(seed);
        world.restart(180_000);
        for _ in 0..20 {
            world.act(0, Act::Command);
            world.run_for(7_000);
        }
        let now = world.now;
        let ledger = world.server.ledgers.get_mut(VENUE).expect("the venue");
        ledger.touch(now, "b3", 1, None, Defect::None);
        ledger.remove(now, "b5");
        world.run_while(60_000, |world| !world.server.is_up);
        become_live(&mut world);
        world.run_while(60_000, |world| world.has_open_orders());
        become_live(&mut world);
        let broken = world.check_orders();
        assert!(world.server.applied.ids.len() > 5, "seed {seed}: {broken:?}");
        well(&world);
    }
}
