//! Who is signed in: refreshed in time, refused once and for all, gone without a trace.

use deskbell::realtime::{ConnectionState, FeedPhase, Options};
use serde_json::json;

use super::super::host::Act;
use super::super::server::Setup;
use super::super::wire;
use super::{VENUE, become_live, house, live, setup, well};

#[test]
fn unauthenticated_leads_to_one_refresh_and_then_signed_out() {
    let mut world = live(1);
    for info in world.server.tokens.values_mut() {
        info.is_revoked = true;
    }
    world.cut(0);
    become_live(&mut world);
    assert!(!world.hosts[0].story.contains(&ConnectionState::SignedOut), "a refresh mended it");

    // Nobody signs in again here: the person is away.
    world.hosts[0].is_away = true;
    world.server.signed_in.clear();
    world.cut(0);
    let tokens = world.server.tokens.len();
    world.run_for(20_000);
    assert_eq!(world.hosts[0].state(), Some(ConnectionState::SignedOut));
    assert_eq!(world.server.tokens.len(), tokens);
    let attempts = world.hosts[0].client.metrics().attempts;
    for act in [Act::Online, Act::Visible] {
        world.act(0, act);
        world.run_for(60_000);
    }
    assert_eq!(world.hosts[0].client.metrics().attempts, attempts, "refused is refused");
    world.act(0, Act::SignIn);
    become_live(&mut world);
}

#[test]
fn a_server_that_refuses_every_token_is_asked_twice_and_no_more() {
    let mut world = house(2, setup(), Options::default());
    world.server.misdeeds.refuse_connects.extend((0..50).map(|_| json!({"code": "unauthenticated"})));
    world.hosts[0].is_away = true;
    world.run_for(60_000);
    assert_eq!(world.hosts[0].client.metrics().attempts, 2);
    assert_eq!(world.hosts[0].state(), Some(ConnectionState::SignedOut));
}

#[test]
fn a_token_that_expired_in_its_sleep_is_not_sent() {
    for freezes_mono in [false, true] {
        for sleep_ms in [595_000, 601_000, 3_600_000] {
            let mut world = live(3);
            world.suspend(0, sleep_ms, freezes_mono);
            world.run_for(sleep_ms);
            become_live(&mut world);
        }
    }
}

#[test]
fn a_session_is_renewed_for_a_day_without_a_loss() {
    let mut world = live(4);
    world.run_for(24 * 3_600_000);
    assert_eq!(world.hosts[0].client.metrics().losses, 0);
    well(&world);
}

#[test]
fn a_renewal_whose_answer_is_lost_ends_no_session() {
    let mut world = live(5);
    world.server.misdeeds.swallow_answers.push_back("session:renew");
    world.run_for(3_600_000);
    assert_eq!(world.hosts[0].client.metrics().losses, 0);
    well(&world);
}

/// Guard: only a refusal that no retry can mend is the server's word on the session.
#[test]
fn a_renewal_that_the_server_cannot_do_now_ends_no_session() {
    for code in ["rate_limited", "internal", "maintenance"] {
        let mut world = live(9);
        world.server.misdeeds.refuse_renewals.extend([code; 2]);
        world.run_for(3_600_000);
        assert!(world.server.misdeeds.refuse_renewals.is_empty());
        assert_eq!(world.hosts[0].client.metrics().losses, 0, "{code}");
        well(&world);
    }
}

#[test]
fn tokens_that_live_for_a_second_lead_to_no_storm_of_refreshes() {
    for token_life_ms in [0, 1, 500, 2_000] {
        let mut world = house(6, Setup { token_life_ms, ..setup() }, Options::default());
        world.run_for(60_000);
        let refreshes = world.server.tokens.len();
        assert!(refreshes <= 130, "{refreshes} refreshes in a minute for {token_life_ms} ms");
        well(&world);
    }
}

#[test]
fn a_session_that_ended_with_an_expired_token_does_not_sign_out() {
    let mut world = live(7);
    let notice = json!({"kind": "session_ended", "code": "token_expired"});
    world.server.say_to_host(0, &wire::event("server:notice", &notice));
    world.server.end_host(0);
    world.run_for(200);
    become_live(&mut world);
    assert!(!world.hosts[0].story.contains(&ConnectionState::SignedOut));
}

#[test]
fn a_feed_refused_for_an_old_token_is_joined_with_a_new_one() {
    let mut world = live(8);
    world.server.misdeeds.refuse_monitors.push_back("token_expired");
    world.cut(0);
    world.run_for(200);
    become_live(&mut world);
    assert_ne!(world.hosts[0].phase(VENUE), Some(FeedPhase::Refused));
    assert!(!world.hosts[0].boards[VENUE].is_closed);
}

#[test]
fn a_late_page_of_the_last_person_is_not_shown_to_the_next() {
    let mut world = house(9, setup(), Options::default());
    world.run_while(20_000, |world| world.hosts[0].fetches.is_empty());
    let cancelled = world.hosts[0].fetches.first().copied().expect("a page under way");
    world.hosts[0].is_away = true;
    world.act(0, Act::SignOut);
    world.act(0, Act::SignIn);
    world.run_for(1);
    world.run_while(20_000, |world| world.hosts[0].fetches.is_empty());
    let next = world.hosts[0].fetches.first().copied().expect("a page under way");
    assert!(next > cancelled, "a number is never used again");
    become_live(&mut world);
    assert!(world.hosts[0].client.metrics().stale_inputs >= 1);
}

#[test]
fn a_late_token_after_a_sign_out_opens_nothing() {
    let mut world = live(10);
    world.hosts[0].is_away = true;
    world.net.lines[0].slow_until = u64::MAX;
    world.net.lines[0].slow_ms = 1_500;
    world.server.tokens.values_mut().for_each(|info| info.is_revoked = true);
    world.cut(0);
    world.run_while(60_000, |world| world.server.tokens.len() < 2);
    assert_eq!(world.server.tokens.len(), 2, "a token is on its way");
    world.act(0, Act::SignOut);
    world.run_for(60_000);
    assert!(world.hosts[0].socket.is_none());
    assert_eq!(world.hosts[0].state(), Some(ConnectionState::SignedOut));
    // Nor is it kept for whoever presses Connect next.
    let attempts = world.hosts[0].client.metrics().attempts;
    world.act(0, Act::Connect);
    world.run_for(20_000);
    assert_eq!(world.hosts[0].client.metrics().attempts, attempts);
    well(&world);
}
