//! A page that opens with the copy of the board that the device kept.

use deskbell::realtime::{ConnectionState, CopiedRecord, FeedCopy, Head, Metrics, Options, WallTime};

use super::super::host::Act;
use super::super::ledger::Defect;
use super::super::world::World;
use super::{VENUE, become_live, change, closed_house, live, setup, well};

/// When every copy here was proved, on the device's clock.
const PROVED_AT: WallTime = WallTime(1_000);

/// What a page that closes now would have kept: the server's board.
fn copy_of(world: &World) -> FeedCopy {
    let ledger = &world.server.ledgers[VENUE];
    let head = Head { epoch: ledger.epoch().to_owned(), revision: ledger.revision() };
    let records = ledger.bookings.values().map(|booking| CopiedRecord {
        key: booking.id.clone(),
        text: serde_json::to_string(booking).expect("json"),
    });
    FeedCopy { head, proved_at: PROVED_AT, records: records.collect() }
}

/// A page of someone whose session the browser's cookie still names, opened with this copy; nothing answered yet.
fn opened_with(world: &mut World, copy: FeedCopy) {
    world.server.signed_in.insert(0, world.devices[0].seat.clone());
    world.act(0, Act::Subscribe(VENUE.to_owned()));
    world.act(0, Act::Restore(VENUE.to_owned(), copy));
    world.run_for(0);
}

fn touch(world: &mut World, id: &str, note: u64) {
    change(world, |ledger, now| {
        ledger.touch(now, id, note, None, Defect::None);
    });
}

fn metrics(world: &World) -> Metrics {
    world.hosts[0].client.metrics()
}

/// When the copy on screen was proved, and whether anything was proved since.
fn dates(world: &World) -> (Option<WallTime>, bool) {
    let feed = &world.hosts[0].feeds[VENUE];
    (feed.copied_at, feed.proved_at.is_some())
}

/// Guard: `Feed::restore` sets the head, which `Feed::join` sends as `since`.
#[test]
fn a_copy_is_shown_as_of_its_time_and_caught_up_by_a_delta() {
    let mut world = closed_house(1, setup(), Options::default());
    let copy = copy_of(&world);
    world.run_for(3_600_000);
    touch(&mut world, "b3", 77);
    change(&mut world, |ledger, now| {
        ledger.remove(now, "b5");
    });
    opened_with(&mut world, copy);
    assert_eq!(world.hosts[0].board().expect("a board").bookings().count(), 10, "as it was");
    assert_eq!(dates(&world), (Some(PROVED_AT), false));
    world.act(0, Act::Connect);
    become_live(&mut world);
    let metrics = metrics(&world);
    assert_eq!((metrics.restored, metrics.snapshots, metrics.changes), (1, 0, 2));
    assert_eq!(world.server.pages_seen, 0);
    assert_eq!(dates(&world), (None, true));
}

/// Guard: `Feed::restore` proves nothing; the connection's story is the one of a page without a copy.
#[test]
fn a_copy_without_a_network_stays_as_old_as_it_is() {
    let mut stories = Vec::new();
    for has_copy in [true, false] {
        let mut world = closed_house(2, setup(), Options::default());
        let copy = copy_of(&world);
        world.net.lines[0].refuse_until = u64::MAX;
        world.server.signed_in.insert(0, world.devices[0].seat.clone());
        world.act(0, Act::Subscribe(VENUE.to_owned()));
        if has_copy {
            world.act(0, Act::Restore(VENUE.to_owned(), copy));
        }
        world.act(0, Act::Connect);
        world.run_for(600_000);
        assert_eq!(dates(&world), (has_copy.then_some(PROVED_AT), false));
        assert_eq!(world.hosts[0].board().is_some(), has_copy);
        assert_eq!(world.hosts[0].state(), Some(ConnectionState::NotLive));
        well(&world);
        stories.push(world.hosts[0].story.clone());
    }
    assert_eq!(stories[0], stories[1]);
}

/// Guard: the server's `reload` to a `since` that it cannot follow, and `Delta::read`.
#[test]
fn a_copy_that_cannot_be_followed_is_replaced_by_the_snapshot() {
    let other_epoch: fn(&mut World) = |world| {
        let now = world.now;
        world.server.ledgers.get_mut(VENUE).expect("the venue").new_epoch(now, 3);
    };
    let too_old: fn(&mut World) = |world| (0..300).for_each(|note| touch(world, "b3", note));
    let backup: fn(&mut World) = |world| {
        world.hosts[0].may_go_back = true;
        world.server.ledgers.get_mut(VENUE).expect("the venue").lose(5);
    };
    for (what, meanwhile) in
        [("another epoch", other_epoch), ("too old", too_old), ("above the head", backup)]
    {
        let mut world = closed_house(3, setup(), Options::default());
        let copy = copy_of(&world);
        meanwhile(&mut world);
        opened_with(&mut world, copy);
        world.act(0, Act::Connect);
        become_live(&mut world);
        let metrics = metrics(&world);
        assert_eq!((metrics.restored, metrics.snapshots), (1, 1), "{what}");
    }
}

/// Guard: `outdated` in `Feed::restore`: a delta would leave what could not be read as it is.
#[test]
fn a_corrupt_record_is_known_to_exist_and_the_list_is_loaded_anew() {
    let corrupt: [fn(&mut FeedCopy); 4] = [
        |copy| copy.records[4].text.truncate(9),
        |copy| copy.records[4].text.clear(),
        |copy| copy.records[4].key = "b999".to_owned(),
        |copy| copy.records[4].text = copy.records[4].text.replace("\"revision\":", "\"revision\":9"),
    ];
    for (number, spoil) in corrupt.into_iter().enumerate() {
        let mut world = closed_house(4, setup(), Options::default());
        let mut copy = copy_of(&world);
        spoil(&mut copy);
        opened_with(&mut world, copy);
        let board = world.hosts[0].board().expect("a board");
        assert_eq!((board.bookings().count(), board.set_aside.len()), (9, 1), "spoilt {number}");
        world.act(0, Act::Connect);
        become_live(&mut world);
        assert_eq!(metrics(&world).snapshots, 1, "spoilt {number}");
    }
}

/// Guard: `holds_nothing` in `Feed::restore`.
#[test]
fn a_copy_that_comes_after_the_session_changes_nothing() {
    let mut world = live(5);
    let old = copy_of(&world);
    touch(&mut world, "b3", 1);
    become_live(&mut world);
    let restore = |world: &mut World, copy: &FeedCopy| {
        world.act(0, Act::Restore(VENUE.to_owned(), copy.clone()));
        world.run_for(0);
    };
    restore(&mut world, &old);
    assert_eq!(world.unfinished(0), None, "while live");
    world.cut(0);
    world.run_for(100);
    restore(&mut world, &old);
    become_live(&mut world);
    assert_eq!((metrics(&world).restored, dates(&world).0), (0, None));
    // And while the first session is still asked to join, or brings its pages.
    for ms in (0..400).step_by(10) {
        let mut world = closed_house(6, setup(), Options::default());
        let old = copy_of(&world);
        touch(&mut world, "b3", 1);
        world.act(0, Act::SignIn);
        world.run_for(ms);
        restore(&mut world, &old);
        become_live(&mut world);
    }
}

/// Guard: `Feed::poll` asks from the head that `Feed::restore` set.
#[test]
fn with_push_blocked_a_copy_is_followed_by_polls() {
    let mut world = closed_house(7, setup(), Options::default());
    let copy = copy_of(&world);
    touch(&mut world, "b3", 77);
    let line = &mut world.net.lines[0];
    (line.sockets_blocked_until, line.polling_blocked_until) = (u64::MAX, u64::MAX);
    opened_with(&mut world, copy);
    world.act(0, Act::Connect);
    world.run_while(60_000, |world| !dates(world).1);
    assert_eq!(dates(&world), (None, true));
    let board = world.hosts[0].board().expect("a board");
    assert!(board.bookings().eq(world.server.ledgers[VENUE].bookings.values()));
    assert_eq!(metrics(&world).snapshots, 0);
    well(&world);
}

/// Guard: `min` in `Feed::restore`.
#[test]
fn a_clock_that_was_set_back_dates_no_copy_into_the_future() {
    let mut world = closed_house(8, setup(), Options::default());
    let copy = FeedCopy { proved_at: WallTime(i64::MAX), ..copy_of(&world) };
    opened_with(&mut world, copy);
    let now = world.hosts[0].look_at_clocks(world.now);
    assert_eq!(dates(&world), (Some(now.wall), false));
}
