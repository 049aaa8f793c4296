//! Rooms: joined once however many want them, all of them back after a reconnect, left with the last handler.

use deskbell::realtime::{Effect, FeedPhase, Input, Options};

use super::super::host::Act;
use super::super::server::Setup;
use super::super::world::{Plan, World};
use super::{VENUE, become_live, live, setup, well};

const VENUES: [&str; 3] = ["v1", "v2", "v3"];

fn three_rooms(setup: Setup) -> World {
    let plan = Plan {
        seed: 61,
        devices: vec![1],
        venues: VENUES.to_vec(),
        bookings: 5,
        setup,
        options: Options::default(),
    };
    let mut world = World::new(&plan, None);
    world.net.lines[0].delay_ms = (20, 20);
    world.act(0, Act::SignIn);
    world
}

fn seen(world: &World, event: &str) -> u64 {
    world.server.seen.get(event).copied().unwrap_or(0)
}

/// Guard: `Sync::on_session` joins every feed in the step that hears of the session.
#[test]
fn all_rooms_come_back_in_one_batch_after_a_reconnect() {
    // No answer comes before all are asked for.
    let mut world = three_rooms(Setup { answer_ms: (3_000, 3_000), ..setup() });
    become_live(&mut world);
    let before = seen(&world, "bookings:monitor");
    world.cut(0);
    world.run_while(30_000, |world| seen(world, "bookings:monitor") == before);
    world.run_for(300);
    assert_eq!(seen(&world, "bookings:monitor"), before + 3, "one does not wait for the other");
    become_live(&mut world);
    assert_eq!(seen(&world, "bookings:monitor"), before + 3, "each once");
    for venue in VENUES {
        assert_eq!(world.hosts[0].phase(venue), Some(FeedPhase::Live));
    }
}

/// Guard: `Subscriptions` counts handlers.
#[test]
fn a_room_with_two_handlers_is_joined_once_and_left_with_the_second() {
    let mut world = live(62);
    let (joins, leaves) = (seen(&world, "bookings:monitor"), seen(&world, "bookings:unmonitor"));
    world.drive(0, Input::Subscribe { feed: VENUE.to_owned(), handler: 2 });
    world.drive(0, Input::Unsubscribe { feed: VENUE.to_owned(), handler: 1 });
    world.run_for(1_000);
    assert_eq!(world.hosts[0].phase(VENUE), Some(FeedPhase::Live));
    assert_eq!((seen(&world, "bookings:monitor"), seen(&world, "bookings:unmonitor")), (joins, leaves));
    world.drive(0, Input::Unsubscribe { feed: VENUE.to_owned(), handler: 2 });
    world.run_for(1_000);
    assert_eq!(world.hosts[0].client.feeds().count(), 0);
    assert_eq!((seen(&world, "bookings:monitor"), seen(&world, "bookings:unmonitor")), (joins, leaves + 1));
    well(&world);
}

/// Guard: a joining has a number, and only the newest one's answer counts.
#[test]
fn the_answer_to_a_joining_that_was_taken_back_proves_nothing() {
    let mut world = three_rooms(Setup { answer_ms: (1_000, 1_000), ..setup() });
    become_live(&mut world);
    let feed = || VENUE.to_owned();
    world.drive(0, Input::Unsubscribe { feed: feed(), handler: 1 });
    world.hosts[0].boards.remove(VENUE);
    world.drive(0, Input::Subscribe { feed: feed(), handler: 1 });
    world.run_for(500);
    world.drive(0, Input::Unsubscribe { feed: feed(), handler: 1 });
    world.drive(0, Input::Subscribe { feed: feed(), handler: 1 });
    // The first joining's answer is here by now, the second one's is not.
    world.run_for(600);
    assert_eq!(world.hosts[0].phase(VENUE), Some(FeedPhase::Joining));
    become_live(&mut world);
}

/// Guard: `Options::feeds_max`.
#[test]
fn more_rooms_than_the_limit_are_refused_with_a_fault() {
    let mut world = live(63);
    let max = Options::default().feeds_max as u64;
    for number in 0..max + 5 {
        let now = world.hosts[0].look_at_clocks(world.now);
        let input = Input::Subscribe { feed: format!("w{number}"), handler: 9 };
        world.hosts[0].client.handle(now, input);
    }
    assert_eq!(world.hosts[0].client.feeds().count() as u64, max);
    let mut refused = 0;
    while let Some(effect) = world.hosts[0].client.poll_effect() {
        let Effect::Feed(status) = effect else { continue };
        refused += u64::from(status.phase == FeedPhase::Refused && status.fault.is_some());
    }
    assert_eq!(refused, 6, "the limit holds with the venue that was followed already");
}
