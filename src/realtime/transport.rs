//! Which transport comes next: WebSocket, or Engine.IO long-polling where WebSockets do not get through.
//!
//! One of the two is preferred: WebSocket, unless the other was what worked last, within the last 30 minutes.
//! After two opens of the preferred one that failed, or three connections that died young, the other one gets a
//! try; if that does not last either, it is the preferred one's turn again, since then it is the server that is
//! out. It decides no delays between attempts: that is the backoff's. While polling works, it says when a
//! WebSocket may be tried beside it.
//!
//! What worked is told outside, where it outlives the page: one that is loaded anew begins with it, and with the
//! way back up as if it had come to polling by itself.

use std::fmt;

use super::rng::Rng;
use super::time::{Now, Timestamp, WallTime};

/// A connection that ends sooner after its opening died young.
pub(crate) const YOUNG_MS: u64 = 5_000;
/// What worked is remembered for this long: a network is changed about as rarely.
const MEMORY_MS: u64 = 30 * 60_000;
/// Opens in a row that may fail before the other transport gets a try.
const FAILED_OPENS_MAX: u32 = 2;
/// Young deaths in a row before the other transport gets a try.
const YOUNG_DEATHS_MAX: u32 = 3;
/// The first try of a WebSocket beside polling; it costs one request, and nobody sees it.
const CLIMB_MS_MIN: u64 = 10_000;
/// However often the network is said to be another one, a WebSocket is not tried more often than this.
const CLIMB_AGAIN_MS: u64 = 5_000;
/// Where WebSockets are blocked for good, they are asked about this often.
const CLIMB_MS_MAX: u64 = 5 * 60_000;

/// A way to carry Engine.IO packets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Transport {
    /// A WebSocket.
    #[default]
    WebSocket,
    /// HTTP long-polling. It is push as well: the server answers as soon as it has something.
    Polling,
}

impl Transport {
    /// The name on the wire and in the log.
    pub fn as_str(self) -> &'static str {
        match self {
            Transport::WebSocket => "websocket",
            Transport::Polling => "polling",
        }
    }

    fn other(self) -> Self {
        match self {
            Transport::WebSocket => Transport::Polling,
            Transport::Polling => Transport::WebSocket,
        }
    }
}

/// A transport that proved useful, as it is kept beyond the page. Its text is `polling 1778760000250`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Worked {
    /// The transport.
    pub transport: Transport,
    /// When it was last known to work. A moment of the wall clock, since another page's monotonic clock tells
    /// nothing here.
    pub at: WallTime,
}

impl Worked {
    /// Reads its text; `None` for any other.
    pub fn parse(text: &str) -> Option<Self> {
        let (name, at) = text.split_once(' ')?;
        let transport =
            [Transport::WebSocket, Transport::Polling].into_iter().find(|each| each.as_str() == name)?;
        Some(Worked { transport, at: WallTime(at.parse().ok()?) })
    }
}

impl fmt::Display for Worked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.transport.as_str(), self.at.0)
    }
}

/// How a connection ended that the network ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// The server's handshake never came.
    NeverOpened,
    /// It lived for less than [`YOUNG_MS`].
    Young,
    /// It had been of use.
    Grown,
}

/// The ladder between the two transports.
#[derive(Debug, Default)]
pub(crate) struct Ladder {
    /// What worked last, and until when that counts.
    worked: Option<(Transport, Timestamp)>,
    failed_opens: u32,
    young_deaths: u32,
    /// The next attempt is the other transport's.
    is_other_next: bool,
    climb_at: Option<Timestamp>,
    climbs: u32,
    climbed_at: Option<Timestamp>,
}

impl Ladder {
    /// Takes up what an earlier page learned. What is too old is forgotten, and what lies ahead too: the clock
    /// was set back, so nobody knows how old it is.
    pub(crate) fn remember(&mut self, worked: Worked, now: Now) {
        let age_ms = u64::try_from(now.wall.0.saturating_sub(worked.at.0)).ok();
        if let Some(left_ms) = age_ms.and_then(|age_ms| MEMORY_MS.checked_sub(age_ms)) {
            self.worked = Some((worked.transport, now.mono + left_ms));
        }
    }

    /// The transport of an attempt that begins now.
    pub(crate) fn next(&self, now: Timestamp) -> Transport {
        let preferred = self.preferred(now);
        if self.is_other_next { preferred.other() } else { preferred }
    }

    /// A connection over `transport` ended by the network.
    pub(crate) fn on_lost(&mut self, transport: Transport, end: End, now: Timestamp) {
        self.climb_at = None;
        if transport != self.preferred(now) {
            // It had its try, unless it lasted: then what comes next is judged afresh.
            return self.start_afresh();
        }
        match end {
            End::NeverOpened => self.failed_opens += 1,
            End::Young => self.young_deaths += 1,
            End::Grown => return self.start_afresh(),
        }
        // A socket that dies early enough never opens for us: both kinds together count as deaths.
        let ends = self.failed_opens + self.young_deaths;
        if self.failed_opens >= FAILED_OPENS_MAX || ends >= YOUNG_DEATHS_MAX {
            self.start_afresh();
            self.is_other_next = true;
        }
    }

    /// A connection over `transport` proved useful.
    pub(crate) fn on_worked(&mut self, transport: Transport, now: Timestamp, rng: &mut Rng) {
        self.worked = Some((transport, now + MEMORY_MS));
        self.start_afresh();
        match transport {
            Transport::WebSocket => (self.climb_at, self.climbs) = (None, 0),
            Transport::Polling => self.plan_climb(now, rng),
        }
    }

    /// When a WebSocket may be tried beside polling.
    pub(crate) fn climb_at(&self) -> Option<Timestamp> {
        self.climb_at
    }

    /// That try begins.
    pub(crate) fn on_climb(&mut self, now: Timestamp, rng: &mut Rng) {
        self.climbed_at = Some(now);
        self.plan_climb(now, rng);
    }

    /// Something changed, or a person asks: the next try comes at `at`, not long after the last one, and those
    /// after it come as after the first.
    pub(crate) fn bring_forward(&mut self, at: Timestamp) {
        if let Some(planned) = self.climb_at {
            let allowed_at = self.climbed_at.map_or(at, |last| at.max(last + CLIMB_AGAIN_MS));
            self.climb_at = Some(planned.min(allowed_at));
            self.climbs = 0;
        }
    }

    /// That try is over, or cannot begin now; the next one lies further ahead.
    pub(crate) fn plan_climb(&mut self, now: Timestamp, rng: &mut Rng) {
        let full_ms = CLIMB_MS_MIN.saturating_mul(1 << self.climbs.min(16)).min(CLIMB_MS_MAX);
        self.climbs = self.climbs.saturating_add(1);
        self.climb_at = Some(now + rng.uniform_ms(full_ms / 2, full_ms));
    }

    fn preferred(&self, now: Timestamp) -> Transport {
        match self.worked {
            Some((transport, until)) if now < until => transport,
            Some(_) | None => Transport::WebSocket,
        }
    }

    fn start_afresh(&mut self) {
        (self.failed_opens, self.young_deaths, self.is_other_next) = (0, 0, false);
    }
}

#[cfg(test)]
mod tests {
    use super::End::{Grown, NeverOpened, Young};
    use super::Transport::{Polling, WebSocket};
    use super::*;

    /// What is chosen after each end of what was chosen.
    fn choices(ladder: &mut Ladder, now: Timestamp, ends: &[End]) -> Vec<Transport> {
        let mut chosen = vec![ladder.next(now)];
        for end in ends {
            ladder.on_lost(ladder.next(now), *end, now);
            chosen.push(ladder.next(now));
        }
        chosen
    }

    #[test]
    fn two_failed_opens_or_three_young_deaths_lead_to_the_other_transport() {
        let table: [(&[End], &[Transport]); 5] = [
            (&[NeverOpened, NeverOpened], &[WebSocket, WebSocket, Polling]),
            (&[Young, Young, Young], &[WebSocket, WebSocket, WebSocket, Polling]),
            (&[Young, NeverOpened, Young], &[WebSocket, WebSocket, WebSocket, Polling]),
            (
                &[NeverOpened, Grown, NeverOpened, NeverOpened],
                &[WebSocket, WebSocket, WebSocket, WebSocket, Polling],
            ),
            // Neither gets through: the server is out, and both keep their turns.
            (&[NeverOpened; 5], &[WebSocket, WebSocket, Polling, WebSocket, WebSocket, Polling]),
        ];
        for (ends, expected) in table {
            assert_eq!(choices(&mut Ladder::default(), Timestamp(1_000), ends), expected, "{ends:?}");
        }
    }

    #[test]
    fn what_worked_is_remembered_for_half_an_hour() {
        let (mut ladder, mut rng) = (Ladder::default(), Rng::new(1));
        ladder.on_worked(Polling, Timestamp(0), &mut rng);
        assert_eq!(ladder.next(Timestamp(MEMORY_MS - 1)), Polling);
        assert_eq!(ladder.next(Timestamp(MEMORY_MS)), WebSocket);
        let chosen = choices(&mut ladder, Timestamp(1_000), &[NeverOpened, NeverOpened, NeverOpened]);
        assert_eq!(chosen, [Polling, Polling, WebSocket, Polling], "the same patience, the other way round");
        ladder.on_worked(WebSocket, Timestamp(2_000), &mut rng);
        assert_eq!(ladder.next(Timestamp(3_000)), WebSocket);
    }

    #[test]
    fn what_an_earlier_page_learned_counts_for_the_rest_of_its_half_hour() {
        let now = Now { mono: Timestamp(70), wall: WallTime(5_000_000) };
        let left_ms = |transport, age_ms: i64| {
            let mut ladder = Ladder::default();
            ladder.remember(Worked { transport, at: WallTime(now.wall.0.saturating_sub(age_ms)) }, now);
            let last = (0..=MEMORY_MS).rev().find(|ms| ladder.next(now.mono + *ms) == Polling);
            last.map(|ms| ms + 1)
        };
        assert_eq!(left_ms(Polling, 0), Some(MEMORY_MS));
        assert_eq!(left_ms(Polling, 60_000), Some(MEMORY_MS - 60_000), "longer ago than this page is open");
        assert_eq!(left_ms(Polling, 30 * 60_000), None, "too old");
        assert_eq!(left_ms(Polling, -1), None, "the clock was set back");
        assert_eq!(left_ms(Polling, i64::MIN), None);
        assert_eq!(left_ms(Polling, i64::MAX), None);
        assert_eq!(left_ms(WebSocket, 0), None);
    }

    #[test]
    fn what_was_remembered_wrongly_is_left_after_two_failures_and_climbed_from_if_right() {
        let now = Now { mono: Timestamp(70), wall: WallTime(5_000_000) };
        let mut ladder = Ladder::default();
        ladder.remember(Worked { transport: Polling, at: now.wall }, now);
        assert_eq!(ladder.climb_at(), None, "nothing is open yet");
        let chosen = choices(&mut ladder, now.mono, &[NeverOpened, NeverOpened]);
        assert_eq!(chosen, [Polling, Polling, WebSocket]);
        let mut ladder = Ladder::default();
        ladder.remember(Worked { transport: Polling, at: now.wall }, now);
        ladder.on_worked(Polling, Timestamp(6_000), &mut Rng::new(3));
        assert!(ladder.climb_at().unwrap().0 <= 6_000 + CLIMB_MS_MIN, "as soon as after a fall");
    }

    #[test]
    fn what_worked_is_read_as_it_was_written() {
        for transport in [WebSocket, Polling] {
            let worked = Worked { transport, at: WallTime(1_778_760_000_250) };
            assert_eq!(Worked::parse(&worked.to_string()), Some(worked));
        }
        for text in ["", "polling", "polling ", "polling x", "smoke 5", " polling 5", "polling 5 6"] {
            assert_eq!(Worked::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn the_way_back_up_is_tried_soon_and_then_ever_more_rarely() {
        let (mut ladder, mut rng) = (Ladder::default(), Rng::new(7));
        assert_eq!(ladder.climb_at(), None);
        ladder.on_worked(Polling, Timestamp(0), &mut rng);
        for full_ms in [10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000] {
            let wait_ms = ladder.climb_at().unwrap().0;
            assert!((full_ms / 2..=full_ms).contains(&wait_ms), "{wait_ms} of {full_ms}");
            ladder.plan_climb(Timestamp(0), &mut rng);
        }
        for _ in 0..1_000 {
            ladder.plan_climb(Timestamp(0), &mut rng);
        }
        assert!(ladder.climb_at().unwrap().0 >= CLIMB_MS_MAX / 2);
        ladder.bring_forward(Timestamp(4));
        assert_eq!(ladder.climb_at(), Some(Timestamp(4)), "something changed");
        ladder.on_climb(Timestamp(4), &mut rng);
        ladder.bring_forward(Timestamp(5));
        assert_eq!(ladder.climb_at(), Some(Timestamp(4 + CLIMB_AGAIN_MS)), "but one has just been tried");
        ladder.on_lost(Polling, Grown, Timestamp(5));
        assert_eq!(ladder.climb_at(), None, "there is nothing to climb from");
        ladder.bring_forward(Timestamp(6));
        assert_eq!(ladder.climb_at(), None, "nor is there now");
        ladder.on_worked(WebSocket, Timestamp(9), &mut rng);
        ladder.on_worked(Polling, Timestamp(9), &mut rng);
        assert!(ladder.climb_at().unwrap().0 <= 9 + CLIMB_MS_MIN, "after a success it begins anew");
    }
}
