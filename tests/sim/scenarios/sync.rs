//! The board: nothing lost, nothing doubled, nothing older over newer.

use deskbell::realtime::{ConnectionState, FeedPhase, Options};
use serde_json::json;

use super::super::host::Act;
use super::super::ledger::Defect;
use super::super::wire;
use super::super::world::World;
use super::{VENUE, become_live, change, house, live, setup, well};

/// Runs until the client has sent so many requests for pages.
fn until_pages(world: &mut World, count: usize) {
    world.run_while(20_000, |world| world.server.pages_seen < count);
    assert_eq!(world.server.pages_seen, count);
}

#[test]
fn a_swallowed_last_emit_before_a_quiet_hour_is_found_by_the_probe() {
    let mut world = live(1);
    world.run_for(10_000);
    world.server.misdeeds.swallow_emits = 1;
    change(&mut world, |ledger, now| {
        ledger.touch(now, "b3", 33, None, Defect::None);
    });
    assert!(world.unfinished(0).is_some());
    let ms = become_live(&mut world);
    assert!(ms < 7_000, "idle 4 s, a gap of 1 s: {ms} ms");
    world.run_for(3_600_000);
    assert_eq!(world.unfinished(0), None);
}

#[test]
fn a_cut_between_monitor_and_its_answer_loses_nothing() {
    let mut world = house(2, setup(), Options::default());
    world.run_while(5_000, |world| !world.server.seen.contains_key("bookings:monitor"));
    world.cut(0);
    change(&mut world, |ledger, now| {
        ledger.create(now, 5, 5);
    });
    become_live(&mut world);
    assert_eq!(world.server.seen["bookings:monitor"], 2);
}

#[test]
fn pages_in_flight_when_the_connection_dies_are_dropped_and_asked_for_again() {
    let mut world = house(3, setup(), Options::default());
    until_pages(&mut world, 2);
    world.cut(0);
    change(&mut world, |ledger, now| {
        ledger.remove(now, "b1");
    });
    become_live(&mut world);
    assert_eq!(world.hosts[0].client.metrics().snapshots, 1);
}

#[test]
fn a_server_restarted_with_a_new_epoch_replaces_the_board() {
    let mut world = live(4);
    world.run_for(5_000);
    world.server.ledgers.get_mut(VENUE).expect("the venue").new_epoch(world.now, 4);
    world.restart(2_000);
    become_live(&mut world);
    assert_eq!(world.hosts[0].client.metrics().snapshots, 2);
}

#[test]
fn a_new_epoch_under_a_live_socket_is_noticed_and_a_burst_of_the_old_one_does_not_delay_it() {
    let mut world = live(5);
    world.run_for(5_000);
    for _ in 0..150 {
        change(&mut world, |ledger, now| {
            ledger.touch(now, "b3", 1, None, Defect::None);
        });
    }
    world.server.ledgers.get_mut(VENUE).expect("the venue").new_epoch(world.now, 0);
    let ms = become_live(&mut world);
    assert!(ms < 15_000, "{ms}");
}

#[test]
fn a_position_above_the_head_after_a_restored_backup_reloads() {
    let mut world = live(6);
    change(&mut world, |ledger, now| {
        ledger.touch(now, "b3", 1, None, Defect::None);
    });
    world.run_for(1_000);
    world.hosts[0].may_go_back = true;
    world.server.ledgers.get_mut(VENUE).expect("the venue").lose(5);
    world.restart(500);
    become_live(&mut world);
    assert_eq!(world.hosts[0].client.metrics().snapshots, 2);
}

#[test]
fn a_change_before_the_monitors_answer_is_neither_lost_nor_doubled() {
    let mut world = live(7);
    world.server.misdeeds.late_answers.push_back(("bookings:monitor", 2_000));
    world.cut(0);
    world.run_while(20_000, |world| world.server.seen["bookings:monitor"] < 2);
    for note in 0..5 {
        change(&mut world, |ledger, now| {
            ledger.touch(now, "b3", note, None, Defect::None);
        });
        world.run_for(100);
    }
    become_live(&mut world);
    let metrics = world.hosts[0].client.metrics();
    assert_eq!((metrics.snapshots, metrics.gaps, metrics.changes), (1, 0, 5));
}

#[test]
fn a_record_that_moves_between_two_pages_is_not_missing() {
    for is_emitted in [true, false] {
        let mut world = house(8, setup(), Options::default());
        until_pages(&mut world, 1);
        world.server.misdeeds.swallow_emits = u64::from(!is_emitted);
        // From the last page to the first, which has been read.
        change(&mut world, |ledger, now| {
            ledger.touch(now, "b9", 9, Some(1), Defect::None);
        });
        become_live(&mut world);
        let shown = world.hosts[0].board().expect("a board").bookings().count();
        assert_eq!(shown, 10, "emitted: {is_emitted}");
    }
}

#[test]
fn a_removal_while_paging_does_not_come_back() {
    let mut world = house(9, setup(), Options::default());
    until_pages(&mut world, 1);
    for key in ["b1", "b5", "b9"] {
        change(&mut world, |ledger, now| {
            ledger.touch(now, key, 1, None, Defect::None);
        });
        change(&mut world, |ledger, now| {
            ledger.remove(now, key);
        });
    }
    become_live(&mut world);
    world.run_for(60_000);
    assert_eq!(world.hosts[0].board().expect("a board").bookings().count(), 7);
}

#[test]
fn a_cursor_that_does_not_move_is_not_the_end_of_the_pages() {
    let mut world = house(17, setup(), Options::default());
    world.server.misdeeds.stuck_cursors = 2;
    become_live(&mut world);
    assert_eq!(world.hosts[0].client.metrics().snapshots, 1);
}

#[test]
fn an_emit_twice_changes_the_board_once() {
    let mut world = live(10);
    world.server.misdeeds.double_emits = 3;
    for note in 0..3 {
        change(&mut world, |ledger, now| {
            ledger.touch(now, "b3", note, None, Defect::None);
        });
    }
    world.run_for(1_000);
    become_live(&mut world);
    let metrics = world.hosts[0].client.metrics();
    assert_eq!((metrics.changes, metrics.duplicates), (3, 3));
}

#[test]
fn a_frame_that_is_not_the_protocol_costs_no_data() {
    for garbage in ["x", "42[", "4", "430", "42{}", "42[\"booking:changed\",7]", "0{}", "\u{1f980}"] {
        let mut world = live(11);
        world.run_for(5_000);
        // The frame was a change before something on the way broke it.
        world.server.misdeeds.swallow_emits = 1;
        change(&mut world, |ledger, now| {
            ledger.touch(now, "b3", 3, None, Defect::None);
        });
        world.server.say_to_host(0, garbage);
        become_live(&mut world);
        let metrics = world.hosts[0].client.metrics();
        assert!(metrics.malformed + metrics.unreadable >= 1 && metrics.losses == 0, "{garbage}: {metrics:?}");
    }
}

#[test]
fn an_unreadable_booking_is_read_again_once_and_then_set_aside() {
    let mut world = live(12);
    change(&mut world, |ledger, now| {
        ledger.touch(now, "b3", 3, None, Defect::Record);
    });
    world.run_for(60_000);
    let own = &world.hosts[0];
    assert_eq!(own.client.metrics().snapshots, 2, "one load at the start, one for what cannot be read");
    assert!(own.board().expect("a board").set_aside.contains("b3"));
    assert_eq!((own.state(), own.phase(VENUE)), (Some(ConnectionState::Live), Some(FeedPhase::Live)));
    change(&mut world, |ledger, now| {
        ledger.touch(now, "b3", 4, None, Defect::None);
    });
    become_live(&mut world);
}

#[test]
fn an_event_that_cannot_be_read_is_mended_by_its_record() {
    for defect in [Defect::Event, Defect::Nameless] {
        let mut world = live(13);
        change(&mut world, |ledger, now| {
            ledger.touch(now, "b3", 3, None, defect);
        });
        assert!(become_live(&mut world) < 3_000, "{defect:?}");
        assert_eq!(world.hosts[0].client.metrics().snapshots, 2, "{defect:?}");
    }
}

#[test]
fn a_change_without_a_key_is_not_skipped_when_the_session_ends_before_the_reload() {
    let mut world = live(14);
    change(&mut world, |ledger, now| {
        ledger.touch(now, "b3", 3, None, Defect::Nameless);
    });
    world.run_while(5_000, |world| world.hosts[0].phase(VENUE) == Some(FeedPhase::Live));
    world.cut(0);
    become_live(&mut world);
}

#[test]
fn an_answer_that_leaves_changes_out_is_not_taken_for_the_whole() {
    let mut world = live(15);
    world.cut(0);
    change(&mut world, |ledger, now| {
        ledger.touch(now, "b3", 3, None, Defect::None);
    });
    world.server.misdeeds.empty_deltas = 1;
    become_live(&mut world);
}

#[test]
fn a_feed_that_the_server_closed_shows_nothing() {
    let mut world = live(16);
    world.server.say_to_host(0, &wire::event("feed:closed", &json!({"venue": VENUE, "code": "forbidden"})));
    world.run_for(1_000);
    let board = world.hosts[0].board().expect("a board");
    assert!(board.is_closed && board.entries.is_empty());
    assert_eq!(world.hosts[0].phase(VENUE), Some(FeedPhase::Refused));
    well(&world);
    world.act(0, Act::Unsubscribe(VENUE.to_owned()));
    world.act(0, Act::Subscribe(VENUE.to_owned()));
    become_live(&mut world);
}
