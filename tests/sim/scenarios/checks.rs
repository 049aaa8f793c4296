//! The checks tell the causes of a silence apart, and change nothing of the connection.

use deskbell::realtime::{Check, ConnectionState, Diagnosis, Finding, Input};

use super::super::host::Act;
use super::super::world::World;
use super::{become_live, live, well};

/// Runs the checks; what they say together.
fn diagnose(world: &mut World) -> Diagnosis {
    world.drive(0, Input::Check);
    assert_eq!(world.hosts[0].client.checks().diagnosis, None, "it is running");
    let ms = world.run_while(10_000, |world| world.hosts[0].client.checks().diagnosis.is_none());
    assert!(ms <= 3_100, "{ms} ms");
    world.hosts[0].client.checks().diagnosis.expect("all checks are over")
}

#[test]
fn each_cause_has_its_diagnosis_and_the_line_comes_back_as_ever() {
    let minute = 60_000;
    type Fault = fn(&mut World, u64);
    let table: [(Diagnosis, Fault); 6] = [
        (Diagnosis::Offline, |world, until| {
            world.net.lines[0].refuse_until = until;
            world.act(0, Act::Offline);
        }),
        (Diagnosis::ServerUnreachable, |world, until| world.net.lines[0].refuse_until = until),
        (Diagnosis::ServerUnreachable, |world, until| world.net.lines[0].hole_until = until),
        (Diagnosis::PushBlocked, |world, until| {
            let line = &mut world.net.lines[0];
            (line.sockets_blocked_until, line.polling_blocked_until) = (until, until);
        }),
        (Diagnosis::WebSocketBlocked, |world, until| world.net.lines[0].sockets_blocked_until = until),
        (Diagnosis::Well, |_, _| {}),
    ];
    for (seed, (expected, strike)) in (80..).zip(table) {
        let mut world = live(seed);
        let until = world.now + minute;
        strike(&mut world, until);
        world.cut(0);
        world.run_for(20_000);
        assert_eq!(diagnose(&mut world), expected);
        world.run_until(until);
        world.act(0, Act::Online);
        become_live(&mut world);
        assert_eq!(diagnose(&mut world), Diagnosis::Well);
    }
}

#[test]
fn a_refused_session_is_told_from_a_silent_server() {
    let mut world = live(90);
    world.act(0, Act::SignOut);
    world.run_for(1_000);
    assert_eq!(diagnose(&mut world), Diagnosis::SignInRefused);
    let report = world.hosts[0].client.checks();
    let server = report.findings.iter().find(|(check, _)| *check == Check::Server);
    assert!(matches!(server, Some((_, Finding::Passed { .. }))));
}

/// Guard: `Client::on_token_missing` ends nothing where nobody is signed in.
#[test]
fn who_signed_out_is_not_told_that_the_server_refused_them() {
    let mut world = live(92);
    world.act(0, Act::SignOut);
    world.run_for(1_000);
    diagnose(&mut world);
    let status = world.hosts[0].status.as_ref().expect("a status");
    assert_eq!((status.state, &status.fault), (ConnectionState::SignedOut, &None));
}

/// Guard: `Client::start_checks` starts nothing while a run is under way.
#[test]
fn checks_asked_for_twice_run_once_and_close_nothing() {
    let mut world = live(91);
    let metrics = world.hosts[0].client.metrics();
    for _ in 0..5 {
        world.drive(0, Input::Check);
    }
    world.run_for(5_000);
    assert_eq!(world.hosts[0].client.checks().diagnosis, Some(Diagnosis::Well));
    let after = world.hosts[0].client.metrics();
    assert_eq!((after.losses, after.attempts, after.stale_inputs), (metrics.losses, metrics.attempts, 0));
    well(&world);
}
