//! What belongs to the list beside its rows: the bar of what waits, the pause, days, order, shortcuts.

use super::Count;
use super::message::StatusWord;

/// The days that have a word of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RangeWord<'a> {
    /// The business date.
    Today,
    /// The day after it.
    Tomorrow,
    /// Seven days from it.
    Week,
    /// Other days, as people read them.
    Days(&'a str),
}

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShortcutWord {
    /// To the row above or below.
    Move,
    /// Opens the row.
    Open,
    /// Closes what is open.
    Close,
    /// To the search field.
    Search,
    /// This list of keys.
    Help,
}

/// Beside the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tools<'a> {
    /// Bookings wait to be shown.
    NewRows(Count<'a>),
    /// Rows wait to leave or to move.
    HeldRows(Count<'a>),
    /// Both: what is new, and what waits to leave or to move.
    NewAndHeldRows(Count<'a>, Count<'a>),
    /// A row that no longer belongs here: how the booking is now.
    Leaves(StatusWord),
    /// The row of a booking that is gone.
    RemovedLeaves,
    /// A row that belongs to another place of the list.
    Moves,
    /// Holds the list as it is.
    Pause,
    /// Goes on.
    Resume,
    /// The list is held: how many changes wait.
    Paused(Count<'a>),
    /// Names the choice of days.
    Range,
    /// A range of days.
    RangeWord(RangeWord<'a>),
    /// Which days are kept live.
    LiveDays(&'a str, &'a str),
    /// Since when the other days are as they are shown.
    OthersAsOf(&'a str),
    /// There are more bookings than are shown of them.
    OthersCut,
    /// They are more than can be asked for at once.
    OthersTooMany,
    /// Names the list of them: the days.
    OthersCaption(&'a str),
    /// They are on their way.
    Fetching,
    /// Asks for them once more.
    FetchAgain,
    /// Days that the device does not hold.
    NotOnDevice,
    /// Names the choice of an order.
    SortBy,
    /// A filter by room: its name.
    OfRoom(&'a str),
    /// A filter by where bookings came from.
    FromSource(&'a str),
    /// A filter by time of change.
    ChangedSince(&'a str),
    /// Takes a filter away: how it is called.
    Remove(&'a str),
    /// The keys.
    Shortcuts,
    /// What a key does.
    Shortcut(ShortcutWord),
    /// Switches the single keys on or off.
    SingleKeys,
    /// The arrow keys.
    ArrowKeys,
    /// Closes the dialog.
    Close,
}
