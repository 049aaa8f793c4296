//! Every sentence that people read, in every language that Deskbell speaks.
//!
//! A view names a [`Message`]; [`text`] gives the sentence. Matches are exhaustive, so a message without its words in
//! one of the languages does not compile. Times, dates and numbers come in as text that `Intl` formatted; where a
//! word depends on a number, the number comes along ([`Count`]). Nothing here knows where a message is shown.
//!
//! The tone: what happened, what it means for you, what you can do. No codes, no blame, no "Oops".

mod clash;
mod connection;
mod de;
mod detail;
mod diagnostics;
mod en;
mod language;
mod lock;
mod message;
mod outbox;
mod refusal;
mod tools;

pub use clash::{Ago, Clash, PartWord};
pub use connection::{AsOf, Banner, ChipState, Connection, Fate, Found};
pub use detail::{Detail, FieldWord, HistoryWord, NotPossible, StayFaultWord};
pub use diagnostics::{
    Act, CauseWord, Chart, ChartColumn, CheckWord, Diagnostics, DoneWord, Length, LevelWord, Log, NumberWord,
    Outcome, Part, TimerWord, TransportWord, VerdictWord,
};
pub use language::Language;
pub use lock::Lock;
pub use message::{
    Acting, ActionWord, AttentionWord, Column, Count, CounterWord, Frame, List, Message, Row, Setup, SignIn,
    StatusWord,
};
pub use outbox::{Keeping, Outbox, StorageCause};
pub use refusal::{Refusal, SignInFault};
pub use tools::{RangeWord, ShortcutWord, Tools};

/// The sentence for a message.
#[must_use]
pub fn text<'a>(language: Language, message: impl Into<Message<'a>>) -> String {
    match language {
        Language::English => en::text(message.into()),
        Language::German => de::text(message.into()),
    }
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod outbox_tests;
