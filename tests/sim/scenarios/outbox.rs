//! What people did: kept on the device, sent once and in order over whatever gets through, and shown as it is.

use deskbell::realtime::ConnectionState;
use deskbell::realtime::outbox::{ItemState, StorageFault};

use super::super::host::Act;
use super::super::world::World;
use super::{become_live, live, well};

/// The line is gone for `ms`.
fn cut_off(world: &mut World, ms: u64) {
    world.net.lines[0].refuse_until = world.now + ms;
    world.cut(0);
    world.run_while(5_000, |world| world.hosts[0].socket.is_some());
}

/// A person does a dozen things.
fn act(world: &mut World) {
    for _ in 0..12 {
        world.act(0, Act::Command);
        world.run_for(50);
    }
}

/// How many actions stand so.
fn count(world: &World, state: &ItemState) -> usize {
    world.orders.values().filter(|handed| handed.state.as_ref() == Some(state)).count()
}

/// Lets everything go out; each action that was taken on is confirmed, and nothing is left on the device.
fn all_confirmed(world: &mut World, seed: u64) {
    world.run_while(60_000, |world| world.hosts[0].client.outbox().has_open());
    world.run_for(1_000);
    let _ = world.check_orders();
    well(world);
    let handed = world.orders.len();
    assert_eq!(count(world, &ItemState::Confirmed), handed, "seed {seed}: {:?}", world.orders);
    assert_eq!(world.server.applied.ids.len(), handed, "seed {seed}");
    assert_eq!(world.devices[0].storage.len(), 0, "seed {seed}");
}

/// Guard: `Outbox::launch` asks for a path, and `Client::run_outbox` gives it the session once it is up.
#[test]
fn what_is_done_without_a_connection_waits_on_the_device_and_is_applied_once() {
    for seed in 0..30 {
        let mut world = live(seed);
        cut_off(&mut world, 30_000);
        act(&mut world);
        let saved = count(&world, &ItemState::Queued { is_saved: true });
        assert_eq!(saved, world.orders.len(), "seed {seed}: the rest was not taken on");
        assert_eq!((saved, saved > 3), (world.devices[0].storage.len(), true), "seed {seed}");
        assert!(world.server.applied.ids.is_empty());
        become_live(&mut world);
        all_confirmed(&mut world, seed);
    }
}

/// Guard: `Client::path` is REST where polling is answered, and what is under way by REST is not sent by push.
#[test]
fn where_push_is_blocked_actions_go_by_the_api_once() {
    for seed in 0..30 {
        let mut world = live(seed);
        let line = &mut world.net.lines[0];
        (line.sockets_blocked_until, line.polling_blocked_until) = (u64::MAX, u64::MAX);
        world.cut(0);
        let ms = world.run_while(30_000, |world| world.hosts[0].state() != Some(ConnectionState::Polling));
        act(&mut world);
        world.run_for(seed * 30);
        assert!(world.server.applied.by_rest > 0, "seed {seed}: polled after {ms} ms");
        let line = &mut world.net.lines[0];
        (line.sockets_blocked_until, line.polling_blocked_until) = (0, 0);
        become_live(&mut world);
        act(&mut world);
        world.run_while(60_000, |world| world.hosts[0].client.outbox().has_open());
        world.run_for(2_000);
        let _ = world.check_orders();
        well(&world);
        // The board lags behind what is polled, so some are made on a version that is over, and refused.
        assert_eq!(count(&world, &ItemState::Confirmed), world.server.applied.ids.len(), "seed {seed}");
        let asked_once = world.server.applied.seen.values().all(|times| *times == 1);
        assert!(asked_once, "seed {seed}: {:?}", world.server.applied.seen);
    }
}

/// Guard: `Entry::state` calls saved only what storage said to be written.
#[test]
fn without_storage_nothing_is_called_saved_and_everything_is_sent() {
    for fault in [StorageFault::Blocked, StorageFault::Full, StorageFault::Failed] {
        let mut world = live(5);
        world.devices[0].storage.fault = Some((fault, u64::MAX));
        cut_off(&mut world, 20_000);
        act(&mut world);
        assert_eq!(count(&world, &ItemState::Queued { is_saved: true }), 0);
        assert!(count(&world, &ItemState::Queued { is_saved: false }) > 3);
        become_live(&mut world);
        all_confirmed(&mut world, 5);
        assert!(world.orders.values().all(|handed| !handed.was_saved));
    }
}

/// Guard: the order in `Client::on_signed_out`, and `Outbox::sign_in` claims what was let go.
#[test]
fn what_waits_at_a_sign_out_is_hidden_and_sent_when_the_person_is_back() {
    for seed in 0..30 {
        let mut world = live(seed);
        cut_off(&mut world, 20_000);
        act(&mut world);
        let handed = world.orders.len();
        world.hosts[0].is_away = true;
        world.act(0, Act::SignOut);
        world.run_for(1_000);
        assert_eq!(world.hosts[0].client.outbox().items().count(), 0, "seed {seed}");
        assert_eq!(world.devices[0].storage.len(), handed, "seed {seed}");
        world.run_for(25_000);
        assert!(world.server.applied.ids.is_empty(), "seed {seed}: nobody is signed in");
        world.hosts[0].is_away = false;
        world.act(0, Act::SignIn);
        become_live(&mut world);
        all_confirmed(&mut world, seed);
    }
}
