//! From what things are to how they are called: the domain's and the services' kinds as messages of `words`.

use leptos::prelude::*;

use crate::domain::{
    ActionKind, Attention, Day, HistoryStep, Instant, ListPart, ListRange, Part, Status, Venue,
};
use crate::service::{
    ConnectionState, ConnectionStatus, Fault, FaultKind, Formats, use_formats, use_language,
};
use crate::words::{
    ActionWord, AttentionWord, ChipState, Connection, Count, CounterWord, HistoryWord, Language, Message,
    PartWord, RangeWord, SignIn, SignInFault, StatusWord, text,
};

/// The language and the formats of the page, for event handlers too. `Copy`; got by [`use_wording`].
#[derive(Clone, Copy)]
pub struct Wording {
    language: Language,
    formats: StoredValue<Formats>,
}

impl Wording {
    /// Hands the browser's language to all components below.
    pub fn provide() {
        provide_context(Self { language: use_language(), formats: StoredValue::new(use_formats()) });
    }

    /// The sentence for a message.
    pub fn say<'a>(&self, message: impl Into<Message<'a>>) -> String {
        text(self.language, message)
    }

    /// The sentence for a message with a count in it.
    pub fn count(&self, count: usize, message: impl FnOnce(Count<'_>) -> Message<'_>) -> String {
        let number = self.number(count);
        text(self.language, message(Count { value: count as u64, text: &number }))
    }

    /// A number as people read it.
    pub fn number(&self, count: usize) -> String {
        self.format(|formats| formats.count(count))
    }

    /// Days as people read them: one by its weekday, several by the first and the last.
    pub fn days(&self, range: ListRange, venue: &Venue) -> String {
        let (from, to) = range.days(venue);
        if from == to {
            return self.format(|formats| formats.day(from, has_year(from, venue)));
        }
        format!("{} – {}", self.short_day(from, venue), self.short_day(to, venue))
    }

    /// A day in little room.
    pub fn short_day(&self, day: Day, venue: &Venue) -> String {
        self.format(|formats| formats.short_day(day, has_year(day, venue)))
    }

    /// A moment with its day, whichever that is.
    pub fn day_and_time(&self, at: Instant, venue: &Venue) -> String {
        self.with_day(at, &self.format(|formats| formats.time(at, venue)), venue)
    }

    /// A moment's `time`, with its day before it.
    pub fn with_day(&self, at: Instant, time: &str, venue: &Venue) -> String {
        format!("{}, {time}", self.short_day(venue.day_of(at), venue))
    }

    /// Anything that the formats write.
    pub fn format(&self, write: impl FnOnce(&Formats) -> String) -> String {
        self.formats.with_value(write)
    }
}

/// Days from the business date at which a day could be taken for the one of another year.
const YEAR_UNSAID_DAYS: u64 = 180;

fn has_year(day: Day, venue: &Venue) -> bool {
    venue.business_date.days_until(day).unsigned_abs() > YEAR_UNSAID_DAYS
}

/// The page's words.
pub fn use_wording() -> Wording {
    expect_context()
}

pub(super) fn status_word(status: Status) -> StatusWord {
    match status {
        Status::Pending => StatusWord::Pending,
        Status::Confirmed => StatusWord::Confirmed,
        Status::CheckedIn => StatusWord::CheckedIn,
        Status::CheckedOut => StatusWord::CheckedOut,
        Status::Cancelled => StatusWord::Cancelled,
        Status::NoShow => StatusWord::NoShow,
    }
}

pub(super) fn action_word(kind: ActionKind) -> ActionWord {
    match kind {
        ActionKind::Create => ActionWord::Create,
        ActionKind::Confirm => ActionWord::Confirm,
        ActionKind::CheckIn => ActionWord::CheckIn,
        ActionKind::CheckOut => ActionWord::CheckOut,
        ActionKind::MarkNoShow => ActionWord::MarkNoShow,
        ActionKind::Cancel => ActionWord::Cancel,
        ActionKind::Move => ActionWord::Move,
        ActionKind::SetNote => ActionWord::SetNote,
        ActionKind::Undo => ActionWord::Undo,
    }
}

/// The word of a range; other days are shown by `days`.
pub fn range_word(range: ListRange, days: &str) -> RangeWord<'_> {
    match range {
        ListRange::Today => RangeWord::Today,
        ListRange::Tomorrow => RangeWord::Tomorrow,
        ListRange::Week => RangeWord::Week,
        ListRange::Days(..) => RangeWord::Days(days),
    }
}

pub(super) fn history_word(step: HistoryStep) -> HistoryWord {
    match step {
        HistoryStep::Action(kind) => HistoryWord::Action(action_word(kind)),
        HistoryStep::Import => HistoryWord::Import,
        HistoryStep::Remove => HistoryWord::Remove,
        HistoryStep::Edit => HistoryWord::Edit,
    }
}

pub(super) fn part_word(part: Part) -> PartWord {
    match part {
        Part::Status => PartWord::Status,
        Part::Room => PartWord::Room,
        Part::Arrival => PartWord::Arrival,
        Part::Departure => PartWord::Departure,
        Part::Guest => PartWord::Guest,
        Part::Party => PartWord::Party,
        Part::Note => PartWord::Note,
    }
}

pub(super) fn attention_word(attention: Attention) -> AttentionWord {
    match attention {
        Attention::DepartureOverdue => AttentionWord::DepartureOverdue,
        Attention::ArrivalOverdue => AttentionWord::ArrivalOverdue,
        Attention::Overlap => AttentionWord::Overlap,
        Attention::Unsettled => AttentionWord::Unsettled,
        Attention::Unconfirmed => AttentionWord::Unconfirmed,
        Attention::NoRoom => AttentionWord::NoRoom,
    }
}

pub(super) fn counter_word(part: ListPart) -> CounterWord {
    match part {
        ListPart::Arriving => CounterWord::Arriving,
        ListPart::InHouse => CounterWord::InHouse,
        ListPart::Leaving => CounterWord::Leaving,
        ListPart::NeedsAction => CounterWord::NeedsAction,
    }
}

/// The chip's word; `since` is when the list stopped being live, `every` how many seconds lie between two polls, both
/// as people read them.
pub(super) fn chip_word<'w>(state: ConnectionState, since: Option<&'w str>, every: &'w str) -> ChipState<'w> {
    match state {
        ConnectionState::Connecting => ChipState::Connecting,
        ConnectionState::Live => ChipState::Live,
        ConnectionState::Slow => ChipState::Slow,
        ConnectionState::CatchingUp => ChipState::CatchingUp,
        ConnectionState::Reconnecting => ChipState::Reconnecting,
        ConnectionState::NotLive => ChipState::NotLive(since),
        ConnectionState::Offline => ChipState::Offline,
        ConnectionState::Polling => ChipState::Polling(every),
        ConnectionState::Unstable => ChipState::Unstable,
        ConnectionState::Restarting => ChipState::Restarting,
        ConnectionState::Paused => ChipState::Paused,
        ConnectionState::SignedOut => ChipState::SignedOut,
        ConnectionState::Stopped => ChipState::Stopped,
    }
}

/// How many seconds lie between two polls, as people read them; empty while there are none.
pub(super) fn polled_every(wording: Wording, status: Signal<ConnectionStatus>) -> String {
    let every_ms = status.with(|status| status.polled_every_ms);
    let seconds = every_ms.map(|ms| usize::try_from(ms.div_ceil(1_000)).unwrap_or(usize::MAX));
    seconds.map(|seconds| wording.number(seconds)).unwrap_or_default()
}

/// What a state that has no banner means for people.
pub(super) fn chip_hint(state: ConnectionState) -> Option<Connection<'static>> {
    match state {
        ConnectionState::Slow => Some(Connection::SlowHint),
        ConnectionState::CatchingUp => Some(Connection::CatchingUpHint),
        ConnectionState::Connecting
        | ConnectionState::Live
        | ConnectionState::Reconnecting
        | ConnectionState::NotLive
        | ConnectionState::Offline
        | ConnectionState::Polling
        | ConnectionState::Unstable
        | ConnectionState::Restarting
        | ConnectionState::Paused
        | ConnectionState::SignedOut
        | ConnectionState::Stopped => None,
    }
}

/// Why a sign-in did not work; `wait` is what the server asked for, as people read it.
pub(super) fn sign_in_fault<'w>(fault: &Fault, wait: Option<&'w str>) -> SignInFault<'w> {
    match fault.kind {
        FaultKind::Network => SignInFault::Unreachable,
        FaultKind::RateLimit => SignInFault::RateLimited(wait),
        FaultKind::Protocol => SignInFault::Unreadable,
        FaultKind::Version => SignInFault::TooOld,
        FaultKind::Authentication | FaultKind::Server | FaultKind::Storage | FaultKind::Client => {
            SignInFault::from_code(fault.code.as_deref().unwrap_or_default())
        }
    }
}

/// The sentence on why a sign-in did not work.
pub fn sign_in_sentence(wording: Wording, fault: &Fault) -> String {
    let wait = fault.retry_after_ms.map(|wait_ms| {
        let seconds = usize::try_from(wait_ms.div_ceil(1000)).unwrap_or(usize::MAX);
        wording.say(Connection::Seconds(&wording.number(seconds)))
    });
    wording.say(SignIn::Fault(sign_in_fault(fault, wait.as_deref())))
}
