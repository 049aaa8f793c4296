//! How long after the end of the faults a device may take to be live and equal: the bound of each device, from its
//! own options and from what was under way when the faults ended.
//!
//! From then on the weather is fair and the server well, so whatever *begins* succeeds; only what was under way may
//! still turn out to be lost, once. The bound is a sum:
//!
//! | part | milliseconds | why |
//! |---|---|---|
//! | detection | 9,001 | silence 4 s, two probes of 2.5 s, a look of 1 ms before the verdict |
//! | connect timeout | 10,001 | an attempt that was under way, with the same look |
//! | or: an unprobed session | acknowledgement 10,000 + connect timeout + 1 | a session that is cut off before its first probe was answered is found by the first question that is not answered; it takes the place of both |
//! | or: a request under way | 20,001 | a token or page whose request vanished is given up by its own deadline; it takes the place of both |
//! | wait | cap of the backoff; on an unstable line 5 s + a wait shorter than that | one retry, since what begins after it succeeds |
//! | refresh, handshake, joining, pages | exchanges x the line's own round trip | see [`Bound::exchanges_ms`] |
//! | hint | what is left of it, and the crowd's spread | it was given before, or was on its way |
//! | people | 4 s for signing in again, 1 s for following a feed again | where the server signed the person out, or closed the feed |
//!
//! The first two do not follow one another on one device, yet both stand in the sum: they are the promise.

use deskbell::realtime::{BackoffOptions, ConnectionState, Transport};

use super::host::Arrival;
use super::world::World;

const DETECTION_MS: u64 = 4_000 + 2 * 2_500 + LOOK_MS;
/// Before a verdict what has arrived is taken, for this long.
const LOOK_MS: u64 = 1;
/// The timers of one way back may each fire this late, on a page that is seen.
const LATE_TIMERS_MS: u64 = 4 * 60;
/// One frame in sixteen is late by up to 300 ms: so much for ten of them at once.
const LATE_FRAMES_MS: u64 = 3_000;
/// The longest that a person takes to sign in again.
const SIGN_IN_MS: u64 = 4_000;
/// People look at a feed that the server closed this often, and a page at its clocks.
pub(crate) const PEOPLE_MS: u64 = 1_000;
/// A feed that is refused, or a page that fails, is asked for again after this at the latest, or after the spread.
const FEED_RETRY_MS: u64 = 2_000;

/// What a device may take.
#[derive(Debug)]
pub(crate) struct Bound {
    pub(crate) host: usize,
    quiet_at: u64,
    found_ms: u64,
    story_from: usize,
    is_unstable: bool,
}

impl World {
    /// Remembers what a bound will need of something that arrives.
    pub(super) fn notice(&mut self, host: usize, arrival: &Arrival) {
        let own = &mut self.hosts[host];
        let retry_after_ms = match arrival {
            Arrival::Text { generation, text } => {
                if text.starts_with("43")
                    && text.contains("server_time")
                    && let Some(socket) = own.socket_mut(*generation)
                {
                    socket.is_probed = true;
                }
                hint_in(text)
            }
            Arrival::Requested { generation, answer: Some(answer), .. } => {
                if answer.body.contains("server_time")
                    && let Some(socket) = own.socket_mut(*generation)
                {
                    socket.is_probed = true;
                }
                answer.retry_after_ms.or_else(|| hint_in(&answer.body))
            }
            Arrival::Page { answer: Some(answer), .. } => {
                answer.retry_after_ms.or_else(|| hint_in(&answer.body))
            }
            Arrival::Token { request, .. } => {
                own.refresh.take_if(|awaited| awaited == request);
                None
            }
            Arrival::Opened { .. }
            | Arrival::Closed { .. }
            | Arrival::Requested { answer: None, .. }
            | Arrival::Page { answer: None, .. }
            | Arrival::Checked { .. }
            | Arrival::Stored(_)
            | Arrival::Commanded { .. }
            | Arrival::Act(_) => None,
        };
        if let Some(retry_after_ms) = retry_after_ms {
            let now = own.clock.now(self.now).mono;
            own.hinted_until = own.hinted_until.max(now + retry_after_ms);
        }
    }
}

/// The wait that a short text asks for; a snapshot's page asks for none.
fn hint_in(text: &str) -> Option<u64> {
    let (_, rest) = text.get(..text.len().min(400))?.split_once(r#""retry_after_ms":"#)?;
    rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

impl Bound {
    /// The faults end now.
    pub(crate) fn begin(world: &World, host: usize) -> Self {
        let own = &world.hosts[host];
        let options = world.options();
        let mut found_ms = DETECTION_MS + options.connect_timeout_ms + LOOK_MS;
        if own.refresh.is_some() || !own.fetches.is_empty() {
            found_ms = found_ms.max(options.fetch_timeout_ms + LOOK_MS);
        }
        if own.socket.is_some_and(|socket| !socket.is_probed && !world.net.is_passing(socket.conn)) {
            found_ms = found_ms.max(options.ack_timeout_ms + options.connect_timeout_ms + LOOK_MS);
        }
        Bound { host, quiet_at: world.now, found_ms, story_from: own.story.len(), is_unstable: false }
    }

    /// Looks whether the line is unstable now; one moment is enough.
    pub(crate) fn look(&mut self, world: &World) {
        let own = &world.hosts[self.host];
        self.is_unstable |= own.client.report(own.clock.now(world.now)).is_unstable;
    }

    /// The bound in milliseconds, as far as it is known by now.
    pub(crate) fn ms(&self, world: &World) -> u64 {
        let own = &world.hosts[self.host];
        let BackoffOptions { spread_ms_default, cap_ms_min, cap_ms_max, .. } = world.options().backoff;
        let spread_ms = world.server.setup.spread_ms.max(spread_ms_default);
        let cap_ms = (2 * spread_ms).clamp(cap_ms_min, cap_ms_max);
        let wait_ms = if self.is_unstable { cap_ms.max(10_000) } else { cap_ms };
        let hint_ms = own.clock.due(own.hinted_until).saturating_sub(self.quiet_at);
        let hint_ms = if hint_ms > 0 { hint_ms + spread_ms } else { 0 };
        let is_out = own.story[self.story_from.saturating_sub(1)..].contains(&ConnectionState::SignedOut);
        let people_ms = PEOPLE_MS + if is_out { SIGN_IN_MS } else { 0 };
        let feed_ms = FEED_RETRY_MS.max(spread_ms);
        let wait_ms = wait_ms + feed_ms;
        self.found_ms + wait_ms + hint_ms + people_ms + LATE_TIMERS_MS + Self::exchanges_ms(world, self.host)
    }

    /// A refresh, an opening, CONNECT, refused once and all again; then joining, every page of a snapshot, and a
    /// probe that shows what came meanwhile. By polling an answer may have to wait for the next GET as well.
    fn exchanges_ms(world: &World, host: usize) -> u64 {
        let own = &world.hosts[host];
        let page_size = world.server.setup.page_size as u64;
        let bookings = world.server.ledgers.values().map(|ledger| ledger.bookings.len() as u64).max();
        let exchanges = 2 * 3 + 2 + bookings.unwrap_or(0).div_ceil(page_size);
        let ways = if own.client.transport() == Some(Transport::Polling) { 4 } else { 2 };
        let answer_ms = world.server.setup.answer_ms.1.max(world.server.setup.publish_ms.1);
        exchanges * (ways * world.net.lines[host].delay_ms.1 + answer_ms) + LATE_FRAMES_MS
    }
}
