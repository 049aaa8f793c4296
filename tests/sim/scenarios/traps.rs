//! The traps: bugs that realtime clients in the field really had, each with the scenario that would show it here
//! and the guard without which that scenario fails.

use deskbell::realtime::{ConnectionState, Input, Options};
use serde_json::json;

use super::super::event::Event;
use super::super::host::{Act, Arrival};
use super::super::ledger::Defect;
use super::super::world::{Plan, SharedTrace, Trace, World};
use super::{VENUE, become_live, change, house, live, setup, well};

/// An overdue timer does not beat an answer in the queue. Guard: `Client::postpone` moves the deadlines of answers.
#[test]
fn an_answer_that_waited_through_a_sleep_is_taken() {
    for seed in 0..40 {
        let mut world = live(seed);
        let sleep_ms = 11_000 + seed * 500;
        let after_ms = if seed % 2 == 0 { 2_000 } else { sleep_ms + 300 };
        world.server.misdeeds.late_answers.push_back(("booking:command", after_ms));
        world.act(0, Act::Command);
        world.run_while(1_000, |world| world.server.applied.seen.is_empty());
        world.suspend(0, sleep_ms, false);
        world.run_for(60_000);
        let asked = world.server.applied.seen.values().max().copied();
        assert_eq!(asked, Some(1), "seed {seed}: the answer was there");
        become_live(&mut world);
    }
}

/// Whatever is under way, signing out, disconnecting and connecting work at once.
/// Guard: `Client::tear_down` closes the socket of any state, and `sync.clear` cancels what is fetched.
#[test]
fn a_person_may_leave_at_any_moment() {
    for steps in 0..90 {
        for act in [Act::SignOut, Act::Disconnect] {
            let mut world = house(steps, setup(), Options::default());
            world.hosts[0].is_away = true;
            for _ in 0..steps {
                let event = world.step(u64::MAX).expect("the server ticks for ever");
                world.on_event(event);
            }
            world.act(0, act.clone());
            world.run_for(0);
            assert!(world.hosts[0].socket.is_none(), "{act:?} after {steps} events");
            world.run_for(30_000);
            assert!(world.hosts[0].socket.is_none(), "{act:?} after {steps} events");
            well(&world);
            world.act(0, Act::SignIn);
            become_live(&mut world);
        }
    }
}

/// The socket is let go first, then what is pending is settled, and only then anyone is told.
/// Guard: the order in `Client::tear_down`, and that `Client::lose` calls it before `fail`.
#[test]
fn a_lost_session_is_torn_down_before_anyone_is_told() {
    let trace = SharedTrace::new(Trace::of(10_000).into());
    let plan = Plan {
        seed: 3,
        devices: vec![1],
        venues: vec![VENUE],
        bookings: 10,
        setup: setup(),
        options: Options::default(),
    };
    let mut world = World::new(&plan, Some(trace.clone()));
    world.act(0, Act::SignIn);
    become_live(&mut world);
    world.server.misdeeds.swallow_answers.push_back("booking:command");
    world.act(0, Act::Command);
    world.run_for(500);
    world.cut(0);
    world.run_for(500);
    let trace = trace.borrow();
    let place = |what: &str| trace.lines.iter().position(|line| line.contains(what)).expect("what");
    let (closed, settled, told) = (place("> close #1"), place("Unknown"), place("log #1 lost"));
    assert!(closed < told && told < settled, "{closed} {settled} {told}");
}

/// What the old socket still says, its death too, is nothing to the new one.
/// Guard: `Client::is_current` compares the generation of every socket's input.
#[test]
fn the_death_of_the_old_socket_does_not_kill_the_new_one() {
    let mut world = live(4);
    world.has_stale_frames = true;
    for losses in 0..5 {
        world.half_open(0);
        world.run_while(20_000, |world| world.hosts[0].client.metrics().losses == losses);
        become_live(&mut world);
    }
    let losses = world.hosts[0].client.metrics().losses;
    let old = world.hosts[0].socket.expect("a socket").generation - 1;
    for code in [1000, 1006] {
        world.at(world.now, Event::Arrive { host: 0, arrival: Arrival::Closed { generation: old, code } });
    }
    let text = "1".to_owned();
    world.at(world.now, Event::Arrive { host: 0, arrival: Arrival::Text { generation: old, text } });
    world.run_for(20_000);
    let metrics = world.hosts[0].client.metrics();
    assert!(metrics.losses == losses && metrics.stale_inputs >= 3, "{metrics:?}");
    well(&world);
}

/// Traffic that never pauses does not starve the probes: the proof stays young, and a line that only brings
/// and no longer takes is found.
/// Guard: `probe_busy_ms` in `Health::probe_at`.
#[test]
fn a_busy_line_is_probed_all_the_same() {
    let mut world = live(5);
    let probes = world.server.seen["time:probe"];
    for note in 0..120 {
        change(&mut world, |ledger, now| {
            ledger.touch(now, "b3", note, None, Defect::None);
        });
        world.run_for(500);
    }
    let more = world.server.seen["time:probe"] - probes;
    assert!((5..=8).contains(&more), "{more} probes in a busy minute");
    well(&world);
}

/// Guard: `Subscriptions::add` tells the first wish from the others.
#[test]
fn a_feed_followed_twice_while_the_token_loads_is_joined_once() {
    let mut world = live(6);
    world.server.tokens.values_mut().for_each(|info| info.is_revoked = true);
    world.cut(0);
    let monitors = world.server.seen["bookings:monitor"];
    world.run_while(20_000, |world| world.server.tokens.len() < 2);
    for _ in 0..3 {
        world.act(0, Act::Subscribe(VENUE.to_owned()));
    }
    become_live(&mut world);
    world.act(0, Act::Subscribe(VENUE.to_owned()));
    world.run_for(5_000);
    assert_eq!(world.server.seen["bookings:monitor"], monitors + 1);
    assert_eq!(world.hosts[0].client.feeds().count(), 1);
}

/// Guard: `Input::SocketClosed` is a remote cause, whatever its code says.
#[test]
fn a_close_of_any_code_is_tried_again() {
    for code in [0, 1000, 1001, 1005, 1006, 1011, 1015, 4000, 4999] {
        let mut world = live(u64::from(code));
        let generation = world.hosts[0].socket.expect("a socket").generation;
        world.net.cut(world.hosts[0].socket.expect("a socket").conn, world.now);
        world.at(world.now, Event::Arrive { host: 0, arrival: Arrival::Closed { generation, code } });
        world.run_for(0);
        assert!(world.hosts[0].socket.is_none(), "{code}");
        assert!(become_live(&mut world) < 5_000, "{code}");
    }
}

/// Guard: the item keeps its identity, and the server answers it the same again.
#[test]
fn a_command_without_an_answer_is_asked_again_and_applied_once() {
    let mut world = live(8);
    world.server.misdeeds.swallow_answers.push_back("booking:command");
    world.act(0, Act::Command);
    world.run_for(15_000);
    world.cut(0);
    world.act(0, Act::Command);
    become_live(&mut world);
    world.run_for(60_000);
    assert!(world.server.applied.seen.values().any(|times| *times > 1), "{:?}", world.server.applied);
    assert_eq!(world.devices[0].storage.len(), 0, "nothing is left on the device");
    assert_eq!(world.check_orders().unsettled, 0, "{:?}", world.failures);
}

/// A browser reports an error and then a close; some report the close twice.
/// Guard: `Client::is_current` asks for a socket too.
#[test]
fn a_socket_that_reports_its_death_twice_is_mended_once() {
    let mut world = live(9);
    let socket = world.hosts[0].socket.expect("a socket");
    world.net.cut(socket.conn, world.now);
    for _ in 0..3 {
        let arrival = Arrival::Closed { generation: socket.generation, code: 1006 };
        world.at(world.now, Event::Arrive { host: 0, arrival });
    }
    world.run_for(100);
    become_live(&mut world);
    let metrics = world.hosts[0].client.metrics();
    assert_eq!((metrics.losses, metrics.attempts), (1, 2));
}

/// Guard: `doublings` in `ExponentialBackoff::delay_ms` stops where the cap is reached for sure.
#[test]
fn three_thousand_refusals_later_the_waits_are_what_they_were() {
    let mut world = live(10);
    world.server.misdeeds.refuse_connects.extend((0..3_000).map(|_| json!(null)));
    world.cut(0);
    let ms = world.run_while(10_000_000, |world| !world.server.misdeeds.refuse_connects.is_empty());
    let mean_ms = ms / 3_000;
    assert!((1_400..2_000).contains(&mean_ms), "a spread of 1 s has a cap of 2 s: {mean_ms} ms");
    become_live(&mut world);
}

/// A proxy lets every session begin and ends it 300 ms later, for ever.
/// Guards: `Session::settles_at` forgets failures only after `useful_after_ms`; `Stability::lengthen`. Each is enough.
#[test]
fn a_session_that_is_killed_young_each_time_is_given_longer_waits() {
    let mut world = live(14);
    let mut waits = Vec::new();
    for round in 1..=40 {
        world.run_for(300);
        world.cut(0);
        world.run_while(1_000, |world| world.hosts[0].socket.is_some());
        let connects = world.hosts[0].client.metrics().connects;
        waits.push(world.run_while(20_000, |world| world.hosts[0].client.metrics().connects == connects));
        assert_eq!(world.hosts[0].client.metrics().losses, round);
    }
    let late = waits.split_off(10);
    assert!(late.iter().all(|ms| *ms >= 1_000), "the cap is 2 s, its half the least: {late:?}");
}

/// Guard: `sync.on_session` in `Client::on_connected` joins every feed.
#[test]
fn after_a_reconnect_every_room_is_back_and_each_change_comes_once() {
    let mut world = live(11);
    for round in 0..5 {
        world.run_for(6_000);
        world.cut(0);
        world.run_for(100);
        become_live(&mut world);
        let before = world.hosts[0].client.metrics();
        change(&mut world, |ledger, now| {
            ledger.touch(now, "b3", round, None, Defect::None);
        });
        world.run_for(400);
        let after = world.hosts[0].client.metrics();
        assert_eq!((after.changes, after.duplicates), (before.changes + 1, before.duplicates));
        assert_eq!(world.unfinished(0), None, "it came by the room, not by a probe");
    }
}

/// Guard: `Watch::is_blip` keeps the display for as long as `VISIBLE_AFTER_MS`.
#[test]
fn a_blip_that_heals_is_not_shown() {
    let mut healed = 0;
    for seed in 0..40 {
        let mut world = live(seed);
        world.hosts[0].story.clear();
        world.cut(0);
        world.run_while(1_000, |world| world.hosts[0].client.metrics().losses == 0);
        let ms = world.run_while(20_000, |world| !world.is_finished());
        if ms < 950 {
            healed += 1;
            let story = &world.hosts[0].story;
            assert!(story.iter().all(|state| *state == ConnectionState::Live), "seed {seed}: {story:?}");
        }
    }
    assert!(healed > 10, "{healed} of 40 healed within a second");
}

/// Guards: deadlines are compared with the monotonic clock; `Token::left_ms` takes a clock set back for no time.
#[test]
fn a_wall_clock_that_jumps_ends_no_session() {
    for hours in [-24 * 365, -24, -1, 1, 24] {
        let mut world = live(12);
        world.run_for(7_000);
        world.hosts[0].clock.jump_wall(hours * 3_600_000);
        world.run_for(120_000);
        assert_eq!(world.hosts[0].client.metrics().losses, 0, "{hours} h");
        world.cut(0);
        world.run_for(100);
        assert!(become_live(&mut world) < 5_000, "{hours} h");
        assert_eq!(world.tally.false_closes, 0);
        assert!(hours > 0 || world.server.tokens.len() == 1, "a clock set back makes no token old");
    }
}

/// Guard: `State::has_socket` in `Client::tear_down`: a new attempt closes what was open before.
#[test]
fn pressing_connect_many_times_opens_one_socket() {
    let mut world = house(13, setup(), Options::default());
    for _ in 0..20 {
        for act in [Act::Connect, Act::Retry, Act::Online, Act::Visible, Act::Connect] {
            world.act(0, act);
            world.run_for(7);
        }
    }
    become_live(&mut world);
    assert_eq!(world.hosts[0].client.metrics().attempts, 1);
    world.drive(0, Input::Connect);
    world.run_for(1_000);
    assert_eq!(world.hosts[0].client.metrics().attempts, 1);
}

/// One trap: its number, the scenarios that would show it, and the guard without which they fail.
struct Trap {
    number: u8,
    scenarios: &'static [&'static str],
    guard: &'static str,
}

const TRAPS: [Trap; 21] = [
    Trap {
        number: 1,
        scenarios: &[
            "an_answer_that_waited_through_a_sleep_is_taken",
            "a_ping_that_waited_through_a_long_sleep_closes_nothing",
        ],
        guard: "Client::postpone; for the ping also notice_pause and the second look, each enough",
    },
    Trap {
        number: 2,
        scenarios: &["a_person_may_leave_at_any_moment"],
        guard: "Client::tear_down closes the socket of any state",
    },
    Trap {
        number: 3,
        scenarios: &["a_lost_session_is_torn_down_before_anyone_is_told"],
        guard: "the order in Client::lose and tear_down",
    },
    Trap {
        number: 4,
        scenarios: &["a_late_token_after_a_sign_out_opens_nothing"],
        guard: "Auth::settle in Client::on_token",
    },
    Trap {
        number: 5,
        scenarios: &["a_token_that_expired_in_its_sleep_is_not_sent"],
        guard: "Token::left_ms looks at both clocks",
    },
    Trap {
        number: 6,
        scenarios: &[
            "the_death_of_the_old_socket_does_not_kill_the_new_one",
            "a_busy_line_is_probed_all_the_same",
        ],
        guard: "Client::is_current; probe_busy_ms in Health::probe_at",
    },
    Trap {
        number: 7,
        scenarios: &[
            "a_change_before_the_monitors_answer_is_neither_lost_nor_doubled",
            "a_change_without_a_key_is_not_skipped_when_the_session_ends_before_the_reload",
        ],
        guard: "Feed holds changes back until the answer, and keeps its position until the reload",
    },
    Trap {
        number: 8,
        scenarios: &["a_half_open_line_is_found_within_nine_seconds"],
        guard: "Client::lose waits for no close of the browser",
    },
    Trap {
        number: 9,
        scenarios: &["a_feed_followed_twice_while_the_token_loads_is_joined_once"],
        guard: "Subscriptions::add",
    },
    Trap {
        number: 10,
        scenarios: &[
            "disconnected_by_hand_stays_so_when_the_page_becomes_visible",
            "a_close_of_any_code_is_tried_again",
        ],
        guard: "Client::retry_by_browser asks for State::Waiting; SocketClosed is remote whatever its code",
    },
    Trap {
        number: 11,
        scenarios: &["a_command_without_an_answer_is_asked_again_and_applied_once"],
        guard: "an item keeps its identity and its body; Client::send_item sends on one way",
    },
    Trap {
        number: 12,
        scenarios: &[
            "a_session_that_is_killed_young_each_time_is_given_longer_waits",
            "a_connection_that_dies_young_again_and_again_is_given_longer_waits",
        ],
        guard: "Session::settles_at before ExponentialBackoff::reset, and Stability::lengthen, each enough",
    },
    Trap {
        number: 14,
        scenarios: &["three_thousand_refusals_later_the_waits_are_what_they_were"],
        guard: "the cap of doublings in ExponentialBackoff::delay_ms",
    },
    Trap {
        number: 15,
        scenarios: &[
            "a_socket_that_reports_its_death_twice_is_mended_once",
            "pressing_connect_many_times_opens_one_socket",
        ],
        guard: "Client::is_current; Client::connect asks for rest",
    },
    Trap {
        number: 16,
        scenarios: &[
            "a_connect_error_without_a_code_is_retried",
            "a_server_that_comes_back_after_an_hour_finds_its_client_waiting",
        ],
        guard: "FaultKind::Server is retryable; attempts_max is None",
    },
    Trap {
        number: 17,
        scenarios: &[
            "after_a_reconnect_every_room_is_back_and_each_change_comes_once",
            "an_emit_twice_changes_the_board_once",
        ],
        guard: "Sync::on_session; revisions at or below the board's are dropped",
    },
    Trap { number: 18, scenarios: &["a_blip_that_heals_is_not_shown"], guard: "Watch::is_blip" },
    Trap {
        number: 19,
        scenarios: &["a_late_page_of_the_last_person_is_not_shown_to_the_next"],
        guard: "Sync::clear cancels requests and never uses a number again",
    },
    Trap {
        number: 20,
        scenarios: &["a_wall_clock_that_jumps_ends_no_session"],
        guard: "Token::left_ms takes a clock set back for no time",
    },
    Trap {
        number: 21,
        scenarios: &["a_swallowed_last_emit_before_a_quiet_hour_is_found_by_the_probe"],
        guard: "Sync::on_heads in Client::on_probe_answer",
    },
    Trap {
        number: 22,
        scenarios: &["tokens_that_live_for_a_second_lead_to_no_storm_of_refreshes"],
        guard: "REFRESH_MS_MIN in Auth::set",
    },
];

/// Traps that are not the core's: 13 is the storage of the platform, 23 the REST fallback of a later part.
const ELSEWHERE: [u8; 2] = [13, 23];

#[test]
fn every_trap_of_the_core_has_its_scenario_and_its_guard() {
    let sources = [
        include_str!("connection.rs"),
        include_str!("liveness.rs"),
        include_str!("session.rs"),
        include_str!("sync.rs"),
        include_str!("traps.rs"),
    ];
    let mut numbers: Vec<u8> = TRAPS.iter().map(|trap| trap.number).chain(ELSEWHERE).collect();
    numbers.sort_unstable();
    assert!(numbers.into_iter().eq(1..=23), "each trap once");
    for Trap { number, scenarios, guard } in TRAPS {
        assert!(guard.len() > 10 && !scenarios.is_empty(), "trap {number}: name its guard and a scenario");
        for scenario in scenarios {
            let test = format!("#[test]\nfn {scenario}() {{");
            let count = sources.iter().filter(|source| source.contains(&test)).count();
            assert_eq!(count, 1, "trap {number}: there is no scenario {scenario}: write it, or name another");
        }
    }
}
