//! The stories of an outage, by the clock.

use super::super::error::{Fault, FaultKind};
use super::*;

/// A status as the machine would tell it.
fn status(state: ConnectionState) -> ConnectionStatus {
    let is_away =
        !matches!(state, ConnectionState::Live | ConnectionState::Slow | ConnectionState::Connecting);
    ConnectionStatus {
        state,
        live: !is_away && state != ConnectionState::Connecting,
        has_session: !is_away && state != ConnectionState::Connecting,
        fault: is_away.then(|| Fault::new(FaultKind::Network, "closed")),
        attempt: 0,
        next_try_at: None,
        lost_at: None,
        lost_long: false,
        polled_every_ms: None,
    }
}

/// What was shown after the first moment, and what was said; each with its time.
type Told = (Vec<(u64, Option<Notice>)>, Vec<(u64, Notice)>);

/// Runs a story: states by their time, what was missed at the end, until when; what was shown and said, and when.
struct Story {
    notices: Notices,
    now: u64,
    shown: Vec<(u64, Option<Notice>)>,
    said: Vec<(u64, Said)>,
}

impl Story {
    fn live() -> Self {
        let mut story = Self::opened();
        story.on(0, ConnectionState::Live);
        story
    }

    fn opened() -> Self {
        Story { notices: Notices::default(), now: 0, shown: vec![(0, None)], said: Vec::new() }
    }

    fn on(&mut self, at: u64, state: ConnectionState) {
        self.with(at, |notices, now| notices.on_status(now, &status(state), None));
    }

    fn back(&mut self, at: u64, changes: usize, reloaded: bool) {
        let missed = Missed { changes, reloaded };
        self.with(at, |notices, now| notices.on_status(now, &status(ConnectionState::Live), Some(missed)));
    }

    fn with(&mut self, at: u64, act: impl FnOnce(&mut Notices, Timestamp)) {
        self.wait(at);
        act(&mut self.notices, Timestamp(at));
        self.look();
    }

    fn wait(&mut self, until: u64) {
        while let Some(at) = self.notices.poll_timeout(Timestamp(self.now)).filter(|at| at.0 <= until) {
            assert!(at.0 > self.now, "a timeout lies in the future");
            self.now = at.0;
            self.notices.on_timer(at);
            self.look();
        }
        self.now = until;
    }

    fn look(&mut self) {
        let shown = self.notices.shown();
        if self.shown.last().is_none_or(|(_, last)| *last != shown) {
            self.shown.push((self.now, shown));
        }
        if let Some(said) = self.notices.take_said() {
            self.said.push((self.now, said));
        }
    }

    /// What was shown after the first moment.
    fn told(mut self, until: u64) -> Told {
        self.wait(until);
        (self.shown.split_off(1), self.said.into_iter().map(|(at, said)| (at, said.notice)).collect())
    }
}

const NOTHING: Notice = Notice::Restored(Missed { changes: 0, reloaded: false });
const SIX: Notice = Notice::Restored(Missed { changes: 6, reloaded: false });

#[test]
fn a_loss_is_said_at_five_seconds_and_escalates_once() {
    let mut story = Story::live();
    story.on(1_000, ConnectionState::Reconnecting);
    story.on(30_000, ConnectionState::NotLive);
    story.back(40_000, 6, false);
    let (shown, said) = story.told(600_000);
    let told = [(5_000, Notice::Reconnecting), (30_000, Notice::StillTrying), (40_000, SIX)];
    assert_eq!(shown, told.map(|(at, notice)| (at, Some(notice))));
    assert_eq!(said, told);
}

#[test]
fn a_load_that_fails_while_connected_is_said_at_once_and_not_called_unreachable() {
    let mut story = Story::live();
    story.on(1_000, ConnectionState::Reconnecting);
    story.on(3_000, ConnectionState::CatchingUp);
    let failing = ConnectionStatus { has_session: true, ..status(ConnectionState::NotLive) };
    story.with(7_000, |notices, now| notices.on_status(now, &failing, None));
    story.back(20_000, 6, true);
    let missed = Notice::Restored(Missed { changes: 6, reloaded: true });
    let (shown, said) = story.told(600_000);
    assert_eq!(said, [(7_000, Notice::LoadFailed), (20_000, missed)]);
    assert_eq!(shown.last(), Some(&(20_000, Some(missed))));
    assert!(shown.contains(&(7_000, Some(Notice::LoadFailed))), "{shown:?}");
}

#[test]
fn a_short_loss_shows_only_what_was_missed() {
    let mut story = Story::live();
    story.on(1_000, ConnectionState::Reconnecting);
    story.back(3_000, 0, false);
    story.on(60_000, ConnectionState::CatchingUp);
    story.back(61_000, 2, true);
    let missed = Notice::Restored(Missed { changes: 2, reloaded: true });
    story.wait(61_500);
    assert_eq!(story.said, [(61_000, Said { notice: missed, is_of_connection: false })]);
    assert_eq!(story.told(61_500).0, [(61_000, Some(missed))]);
}

#[test]
fn nothing_is_shown_for_less_than_a_second_and_nothing_missed_not_for_long() {
    let mut story = Story::live();
    story.on(1_000, ConnectionState::Reconnecting);
    story.on(5_100, ConnectionState::CatchingUp);
    story.back(5_300, 0, false);
    let (shown, said) = story.told(60_000);
    assert_eq!(shown, [(5_000, Some(Notice::Reconnecting)), (6_000, Some(NOTHING)), (11_300, None)]);
    assert_eq!(said, [(5_000, Notice::Reconnecting), (5_300, NOTHING)]);
}

#[test]
fn catching_up_is_shown_when_it_lasts_and_never_said() {
    let mut story = Story::live();
    story.on(1_000, ConnectionState::Reconnecting);
    story.on(8_000, ConnectionState::CatchingUp);
    story.back(12_000, 6, false);
    let (shown, said) = story.told(12_000);
    assert_eq!(
        shown,
        [(5_000, Some(Notice::Reconnecting)), (9_000, Some(Notice::CatchingUp)), (12_000, Some(SIX))]
    );
    assert_eq!(said.len(), 2);
}

#[test]
fn what_is_dismissed_comes_back_with_the_next_outage_alone() {
    let mut story = Story::live();
    story.on(1_000, ConnectionState::Reconnecting);
    story.with(6_000, Notices::on_dismiss);
    story.on(30_000, ConnectionState::NotLive);
    story.back(40_000, 0, false);
    story.on(50_000, ConnectionState::Reconnecting);
    let (shown, said) = story.told(60_000);
    assert_eq!(
        shown,
        [(5_000, Some(Notice::Reconnecting)), (6_000, None), (54_000, Some(Notice::Reconnecting))]
    );
    assert_eq!(said, [(5_000, Notice::Reconnecting), (40_000, NOTHING), (54_000, Notice::Reconnecting)]);
}

#[test]
fn a_refusal_is_shown_at_once_and_cannot_be_put_away() {
    let mut story = Story::live();
    story.on(1_000, ConnectionState::Reconnecting);
    story.with(5_500, Notices::on_dismiss);
    story.on(6_000, ConnectionState::Stopped);
    story.with(9_000, Notices::on_dismiss);
    let (shown, _) = story.told(60_000);
    assert_eq!(shown.last(), Some(&(6_000, Some(Notice::Stopped))));
}

#[test]
fn an_unstable_line_is_one_message_however_often_it_drops() {
    let mut story = Story::live();
    for drop in 0..12 {
        story.on(1_000 + drop * 5_000, ConnectionState::Unstable);
        story.with(4_000 + drop * 5_000, |notices, now| {
            let up = ConnectionStatus { live: true, fault: None, ..status(ConnectionState::Unstable) };
            notices.on_status(now, &up, None);
        });
    }
    story.back(120_000, 0, false);
    let (shown, said) = story.told(125_999);
    assert_eq!(shown, [(1_000, Some(Notice::Unstable)), (120_000, Some(NOTHING))]);
    assert_eq!(said, [(1_000, Notice::Unstable), (120_000, NOTHING)]);
}

#[test]
fn a_server_that_comes_and_goes_says_each_thing_once() {
    let mut story = Story::live();
    for round in 0..10 {
        story.on(1_000 + round * 10_000, ConnectionState::Reconnecting);
        story.on(6_000 + round * 10_000, ConnectionState::Polling);
    }
    assert_eq!(story.told(110_000).1, [(5_000, Notice::Reconnecting), (6_000, Notice::Polling)]);
}

#[test]
fn blocked_is_said_only_when_the_checks_found_it_and_not_in_the_next_outage() {
    let mut story = Story::live();
    story.on(5_000, ConnectionState::Polling);
    story.with(10_000, |notices, now| {
        notices.on_diagnosis(now, &status(ConnectionState::Polling), Diagnosis::PushBlocked);
    });
    story.back(20_000, 6, false);
    story.on(30_000, ConnectionState::Polling);
    let shown = story.told(60_000).0;
    let kinds: Vec<_> = shown.into_iter().map(|(_, shown)| shown).collect();
    let once = [Notice::Polling, Notice::Blocked, SIX].map(Some);
    assert_eq!(kinds, [&once[..], &[None, Some(Notice::Polling)]].concat());
}

#[test]
fn a_first_connection_is_never_called_lost() {
    let mut story = Story::opened();
    story.on(0, ConnectionState::Connecting);
    story.on(5_000, ConnectionState::Reconnecting);
    story.with(20_000, |notices, now| notices.on_status(now, &status(ConnectionState::Live), None));
    let (shown, said) = story.told(60_000);
    assert_eq!(shown, [(5_000, Some(Notice::Unreached)), (20_000, None)]);
    assert_eq!(said, [(5_000, Notice::Unreached)]);

    let mut quick = Story::opened();
    quick.on(0, ConnectionState::Connecting);
    quick.on(900, ConnectionState::CatchingUp);
    quick.on(1_500, ConnectionState::Live);
    assert_eq!(quick.told(60_000), (vec![], vec![]));
}

#[test]
fn after_a_sign_out_nothing_is_left_of_it() {
    let mut story = Story::live();
    story.on(1_000, ConnectionState::Reconnecting);
    story.on(7_000, ConnectionState::SignedOut);
    story.on(8_000, ConnectionState::Connecting);
    assert_eq!(story.told(60_000).0, [(5_000, Some(Notice::Reconnecting)), (7_000, None)]);
}
