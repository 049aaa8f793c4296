//! The line: asleep, refused, busy.

use deskbell::realtime::{ConnectionState, Options};
use serde_json::json;

use super::super::host::Act;
use super::{become_live, house, live, setup, well};

/// Guards: `Client::notice_pause`, `Client::postpone`, the second look of `Client::run_deadlines`. Each is enough; without
/// all of them an overdue heartbeat is judged before the ping in the queue is read.
#[test]
fn a_ping_that_waited_through_a_long_sleep_closes_nothing() {
    for seed in 0..60 {
        let mut world = live(seed);
        // A server more patient than it says, so that only the client could close.
        world.server.setup.ping_timeout_ms = 200_000;
        world.run_for(seed * 53 % 25_000);
        world.suspend(0, 46_000 + seed * 400, false);
        world.run_for(150_000);
        assert_eq!(world.hosts[0].client.metrics().losses, 0, "seed {seed}");
        well(&world);
        become_live(&mut world);
    }
}

#[test]
fn a_page_that_slept_for_an_hour_is_live_again_by_itself() {
    for freezes_mono in [false, true] {
        let mut world = live(5);
        world.suspend(0, 3_600_000, freezes_mono);
        world.run_for(3_600_000);
        let ms = become_live(&mut world);
        assert!(ms < 20_000, "{ms}");
    }
}

#[test]
fn a_connect_error_without_a_code_is_retried() {
    let mut world = house(2, setup(), Options::default());
    world.server.misdeeds.refuse_connects.extend([json!(null), json!({"code": 5}), json!({})]);
    become_live(&mut world);
    assert_eq!(world.hosts[0].client.metrics().attempts, 4);
    assert!(!world.hosts[0].story.contains(&ConnectionState::SignedOut));
}

#[test]
fn a_retry_after_binds_retry_online_visible_and_connect() {
    let mut world = live(3);
    let refusal = json!({"code": "maintenance", "retry_after_ms": 60_000});
    world.server.misdeeds.refuse_connects.push_back(refusal);
    world.cut(0);
    world.run_while(20_000, |world| world.server.misdeeds.refuse_connects.len() == 1);
    world.run_for(1_000);
    let (attempts, asked_at) = (world.hosts[0].client.metrics().attempts, world.now);
    for act in [Act::Retry, Act::Online, Act::Visible, Act::Disconnect, Act::Connect, Act::Retry] {
        world.act(0, act);
        world.run_for(2_000);
        assert_eq!(world.hosts[0].client.metrics().attempts, attempts, "nobody jumps the wait");
    }
    become_live(&mut world);
    assert!(world.now - asked_at > 55_000);
}

#[test]
fn a_retry_after_binds_retry_also_where_the_attempts_are_used_up() {
    let mut world = house(4, setup(), Options { attempts_max: Some(0), ..Options::default() });
    world.server.misdeeds.refuse_connects.push_back(json!({"code": "maintenance", "retry_after_ms": 60_000}));
    world.run_for(2_000);
    assert_eq!(world.hosts[0].state(), Some(ConnectionState::Stopped));
    world.act(0, Act::Retry);
    world.run_for(30_000);
    assert_eq!(world.hosts[0].client.metrics().attempts, 1);
    become_live(&mut world);
}

#[test]
fn disconnected_by_hand_stays_so_when_the_page_becomes_visible() {
    let mut world = live(5);
    world.act(0, Act::Disconnect);
    for act in [Act::Hidden, Act::Visible, Act::Offline, Act::Online, Act::Retry] {
        world.act(0, act);
        world.run_for(20_000);
    }
    assert!(world.hosts[0].socket.is_none());
    assert_eq!(world.hosts[0].client.metrics().attempts, 1);
    world.act(0, Act::Connect);
    become_live(&mut world);
}

#[test]
fn a_server_that_answers_no_probe_is_not_called_dead() {
    let mut world = house(6, setup(), Options::default());
    world.server.misdeeds.ignores_probes = true;
    world.run_for(600_000);
    assert_eq!(world.hosts[0].client.metrics().losses, 0);
    assert_eq!(world.unfinished(0), None);
    well(&world);
}

#[test]
fn a_first_probe_whose_answer_is_lost_does_not_end_all_proofs() {
    let mut world = house(7, setup(), Options::default());
    world.server.misdeeds.swallow_answers.push_back("time:probe");
    world.run_for(60_000);
    world.server.misdeeds.swallow_emits = 1;
    super::change(&mut world, |ledger, now| {
        ledger.create(now, 5, 5);
    });
    become_live(&mut world);
}

#[test]
fn many_commands_at_once_do_not_make_a_slow_server_look_dead() {
    let mut world = live(8);
    for _ in 0..400 {
        world.server.misdeeds.late_answers.push_back(("booking:command", 9_700));
        world.act(0, Act::Command);
    }
    world.run_for(30_000);
    assert_eq!(world.hosts[0].client.metrics().losses, 0);
    well(&world);
    become_live(&mut world);
}

#[test]
fn a_connection_that_dies_young_again_and_again_is_given_longer_waits() {
    let mut world = live(9);
    world.server.misdeeds.close_handshakes = 8;
    world.cut(0);
    let ms = world.run_while(60_000, |world| world.hosts[0].client.metrics().connects < 2);
    // Two waits by the schedule, then the unstable line's: five seconds at least.
    assert!((30_000..60_000).contains(&ms), "eight young deaths took {ms} ms");
    become_live(&mut world);
}

#[test]
fn a_server_that_comes_back_after_an_hour_finds_its_client_waiting() {
    let mut world = live(10);
    world.restart(3_600_000);
    world.run_for(3_600_000);
    let attempts = world.hosts[0].client.metrics().attempts;
    // A socket is tried while the token lives, at a spread of a second; then its refresh is.
    assert!((250..700).contains(&attempts), "{attempts} sockets");
    assert!(become_live(&mut world) < 5_000);
}
