//! Several tabs of one device, and what is left behind by those that end: kept, adopted by one, sent once.

use deskbell::realtime::Options;
use deskbell::realtime::outbox::{ItemState, Safety, SignOut, StorageFault};

use super::super::device::Doom;
use super::super::host::Act;
use super::super::world::{Plan, World};
use super::{VENUE, setup, well};

/// One device with so many tabs, all live.
fn tabs(seed: u64, count: usize) -> World {
    let (setup, options) = (setup(), Options::default());
    let plan = Plan { seed, devices: vec![count], venues: vec![VENUE], bookings: 10, setup, options };
    let mut world = World::new(&plan, None);
    for host in 0..count {
        world.net.lines[host].delay_ms = (20, 20);
        world.act(host, Act::SignIn);
    }
    become_live(&mut world);
    world
}

fn become_live(world: &mut World) {
    let ms = world.run_while(120_000, |world| !world.is_finished());
    assert!(world.is_finished(), "after {ms} ms");
}

/// No tab of the device reaches the server for so long.
fn cut_off(world: &mut World, ms: u64) {
    for host in 0..world.hosts.len() {
        world.net.lines[host].refuse_until = world.now + ms;
        world.cut(host);
    }
    world.run_while(5_000, |world| world.living().any(|host| world.hosts[host].socket.is_some()));
}

/// A person does so many things in a tab.
fn act(world: &mut World, host: usize, times: u64) {
    for _ in 0..times {
        world.act(host, Act::Command);
        world.run_for(50);
    }
}

/// How many actions stand so.
fn count(world: &World, state: &ItemState) -> usize {
    world.orders.values().filter(|handed| handed.state.as_ref() == Some(state)).count()
}

fn saved(world: &World) -> usize {
    world.orders.values().filter(|handed| handed.was_saved).count()
}

fn stored(world: &World) -> usize {
    world.devices[0].storage.len()
}

fn applied(world: &World) -> usize {
    world.server.applied.ids.len()
}

/// Lets everything go out, and looks at every rule.
fn settle(world: &mut World, seed: u64) {
    world.run_while(120_000, |world| world.has_open_orders());
    world.run_for(1_000);
    become_live(world);
    let broken = world.check_orders();
    assert!(world.failures.is_empty(), "seed {seed}: {broken:?} {:?}", world.failures);
}

/// Guard: `Outbox::sign_in` claims what lies under the names of tabs that are gone, and `Outbox::clear` writes first.
#[test]
fn a_page_that_ends_before_it_can_say_saved_loses_nothing_that_storage_has() {
    for doom in [Doom::AsItSaves, Doom::BeforeItHears] {
        for seed in 0..40 {
            let mut world = tabs(seed, 1);
            cut_off(&mut world, 30_000);
            act(&mut world, 0, 5);
            let before = saved(&world);
            world.hosts[0].doom = Some(doom);
            act(&mut world, 0, 5);
            assert!(world.hosts[0].is_gone, "{doom:?} {seed}");
            let left = stored(&world);
            let known = if doom == Doom::BeforeItHears { before + 1 } else { before };
            assert!((known..=before + 1).contains(&left), "{doom:?} {seed}: {left} of {before}");
            world.open_tab(0);
            world.run_for(40_000);
            become_live(&mut world);
            settle(&mut world, seed);
            assert_eq!((applied(&world), stored(&world)), (left, 0), "{doom:?} {seed}");
        }
    }
}

/// Guard: `Stage::Sent` is stored before the first byte leaves, and the next page asks with the same id and version.
#[test]
fn a_page_that_ends_right_after_the_send_has_it_applied_once_and_told_by_the_next() {
    for doom in [Doom::AsItSends, Doom::AsItTells] {
        for seed in 0..40 {
            let mut world = tabs(seed, 1);
            world.hosts[0].doom = Some(doom);
            world.act(0, Act::Command);
            world.run_while(5_000, |world| !world.hosts[0].is_gone);
            assert!(world.hosts[0].is_gone, "{doom:?} {seed}");
            world.run_for(seed * 20);
            world.open_tab(0);
            become_live(&mut world);
            settle(&mut world, seed);
            assert_eq!(applied(&world), 1, "{doom:?} {seed}");
            // Where it was told and the removal was carried out, nobody need ask.
            let asked: u64 = world.server.applied.seen.values().sum();
            assert!(asked <= 2, "{doom:?} {seed}: asked {asked} times");
            assert_eq!(count(&world, &ItemState::Confirmed), 1, "{doom:?} {seed}");
        }
    }
}

/// Guard: `Outbox::on_tab_gone`.
#[test]
fn a_tab_that_is_closed_with_a_queue_has_it_sent_by_the_other_one() {
    for seed in 0..40 {
        let mut world = tabs(seed, 2);
        cut_off(&mut world, 20_000);
        act(&mut world, 0, 8);
        let left = saved(&world);
        world.kill(0);
        act(&mut world, 1, 3);
        become_live(&mut world);
        settle(&mut world, seed);
        assert!(left > 3 && saved(&world) >= left, "seed {seed}");
        assert_eq!((applied(&world) >= left, stored(&world)), (true, 0), "seed {seed}: {left}");
    }
}

/// Guard: the one transaction of `Step::Claim`.
#[test]
fn a_death_that_two_tabs_see_at_once_is_inherited_by_one() {
    for seed in 0..40 {
        let mut world = tabs(seed, 3);
        cut_off(&mut world, 20_000);
        act(&mut world, 0, 8);
        let left = saved(&world);
        let name = world.hosts[0].tab.clone().expect("a name");
        world.kill(0);
        for host in [1, 2] {
            world.act(host, Act::TabGone(name.clone()));
        }
        world.run_for(5_000);
        let held: usize = world.living().map(|host| world.hosts[host].client.outbox().items().count()).sum();
        assert_eq!(held, left, "seed {seed}: each is held once");
        become_live(&mut world);
        settle(&mut world, seed);
        let asked_once = world.server.applied.seen.values().all(|times| *times == 1);
        assert!(asked_once, "seed {seed}: {:?}", world.server.applied.seen);
        assert_eq!(applied(&world), left, "seed {seed}");
    }
}

/// Guard: `Outbox::on_unnamed` lets go of what storage has.
#[test]
fn a_page_put_away_with_changes_under_way_has_them_applied_once_by_whoever_is_there() {
    for seed in 0..60 {
        let is_alone = seed % 2 == 0;
        let mut world = tabs(seed, if is_alone { 1 } else { 2 });
        act(&mut world, 0, 3);
        cut_off(&mut world, 20_000);
        act(&mut world, 0, 6);
        // In the middle of writing, of sending, or of neither.
        world.act(0, Act::Command);
        world.run_for(seed % 9);
        world.put_away(0, 30_000, seed % 3 == 0);
        world.run_for(5_000);
        let names: Vec<_> = world.living().map(|host| world.hosts[host].tab.clone()).collect();
        assert_eq!(names[0], None, "seed {seed}");
        if !is_alone {
            let owners = world.devices[0].storage.owners("u0");
            let other = world.hosts[1].tab.iter().cloned().collect();
            assert!(owners.is_subset(&other), "seed {seed}: the other tab has them");
        }
        world.run_for(40_000);
        become_live(&mut world);
        settle(&mut world, seed);
        assert_ne!(world.hosts[0].tab, None, "seed {seed}: a new name");
        assert_eq!(stored(&world), 0, "seed {seed}");
    }
}

/// Guard: `Outbox::let_go`, and that a claim names the user.
#[test]
fn another_persons_changes_are_neither_sent_nor_told_and_come_back_with_their_person() {
    for seed in 0..40 {
        let mut world = tabs(seed, 2);
        cut_off(&mut world, 10_000);
        act(&mut world, 0, 4);
        act(&mut world, 1, 4);
        let left = saved(&world);
        world.change_seats(0, SignOut::Keep);
        become_live(&mut world);
        act(&mut world, 0, 3);
        // Both tabs go; even a new page of the other person finds nothing of the first one's.
        world.kill(0);
        world.open_tab(0);
        become_live(&mut world);
        world.run_for(30_000);
        let of_first = world.server.applied.ids.iter().filter(|id| world.orders[*id].person == "u0").count();
        assert_eq!((of_first, stored(&world)), (0, left), "seed {seed}: hidden, and kept");
        world.change_seats(0, SignOut::Keep);
        world.run_for(5_000);
        become_live(&mut world);
        settle(&mut world, seed);
        let of_first = world.server.applied.ids.iter().filter(|id| world.orders[*id].person == "u0").count();
        // Where both tabs changed one booking, the second change is refused, and told.
        assert!(left > 3 && of_first > 1, "seed {seed}: {of_first} of {left}");
    }
}

/// Guard: `Outbox::wipe`, in every tab of the device.
#[test]
fn what_a_person_discards_is_not_sent_when_they_are_back() {
    for seed in 0..40 {
        let mut world = tabs(seed, 2);
        cut_off(&mut world, 10_000);
        act(&mut world, 0, 4);
        act(&mut world, 1, 4);
        world.change_seats(0, SignOut::Discard);
        become_live(&mut world);
        world.change_seats(0, SignOut::Keep);
        world.run_for(5_000);
        become_live(&mut world);
        settle(&mut world, seed);
        assert_eq!((applied(&world), stored(&world)), (0, 0), "seed {seed}");
    }
}

/// Guard: `Outbox::take_in_records` sets aside what it cannot read.
#[test]
fn a_corrupt_change_is_set_aside_and_counted_and_the_rest_goes_out() {
    for seed in 0..40 {
        let mut world = tabs(seed, 1);
        cut_off(&mut world, 20_000);
        act(&mut world, 0, 8);
        let left = stored(&world);
        world.kill(0);
        world.run_for(100);
        let spoilt = world.devices[0].storage.spoil(seed);
        world.open_tab(0);
        become_live(&mut world);
        settle(&mut world, seed);
        let host = world.living().last().expect("a tab");
        assert_eq!(world.hosts[host].summary.set_aside, 1, "seed {seed}");
        assert_eq!((applied(&world) >= left - 3, stored(&world)), (true, 1), "seed {seed}: it stays");
        let id = spoilt.expect("an item");
        assert!(!world.server.applied.seen.contains_key(&id), "seed {seed}: it is not guessed");
    }
}

/// Guard: `Outbox::summary`, and `Storage::try_again`.
#[test]
fn a_full_storage_is_said_and_worked_around_until_there_is_room() {
    let mut world = tabs(7, 1);
    cut_off(&mut world, 100_000);
    act(&mut world, 0, 3);
    let before = saved(&world);
    world.devices[0].storage.fault = Some((StorageFault::Full, world.now + 60_000));
    act(&mut world, 0, 6);
    assert_eq!(world.hosts[0].summary.safety, Safety::Memory(StorageFault::Full));
    assert_eq!(saved(&world), before, "nothing of it is called saved");
    assert!(world.hosts[0].summary.unsaved > 2);
    world.run_for(95_000);
    assert_eq!(world.hosts[0].summary.safety, Safety::Safe, "there is room again");
    assert_eq!(world.hosts[0].summary.unsaved, 0);
    become_live(&mut world);
    settle(&mut world, 7);
    well(&world);
}

/// Guard: `Outbox::on_claim_failed` leaves what was let go to storage, which may be carrying it out.
#[test]
fn a_storage_that_is_slow_at_a_sign_out_does_not_give_a_change_to_two_tabs() {
    for seed in 0..60 {
        let mut world = tabs(seed, 2);
        cut_off(&mut world, 15_000);
        act(&mut world, 0, 4);
        let left = saved(&world);
        world.devices[0].storage.slow_until = world.now + 1_000;
        // Within what a person takes to sign in again, the first tab gives its claim up, and the second makes one.
        world.act(0, Act::SignOut);
        become_live(&mut world);
        settle(&mut world, seed);
        assert_eq!(applied(&world), left, "seed {seed}");
    }
}
