//! What there is to say of actions that wait, of what became of them, and of the device that keeps them.

use super::message::{ActionWord, Count, StatusWord};

/// What waits to be sent, and what became of it. A guest's name is the text that comes with an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outbox<'a> {
    /// Title of the page, and the links to it.
    Title,
    /// What was asked for, in few words.
    Label(ActionWord, &'a str),
    /// Nothing waits.
    Empty,
    /// The sentence for it.
    EmptyText,
    /// So many wait.
    Waiting(Count<'a>),
    /// One of so many is under way.
    SendingOf(&'a str, &'a str),
    /// So many need a person.
    Attention(Count<'a>),
    /// Over those that need a person.
    NeedsYou,
    /// Over those that go out by themselves.
    OnTheWay,
    /// Over those that went through and can be undone.
    CanBeUndone,
    /// When the person asked for it.
    AskedAt(&'a str),
    /// Until when it can be undone.
    UndoUntil(&'a str),
    /// On its way.
    Sending,
    /// Behind one that was not applied.
    Held,
    /// Someone else changed the booking while this waits.
    Conflict,
    /// It waited too long.
    Expired(ActionWord, &'a str),
    /// It was refused after it had waited.
    NotApplied(ActionWord, &'a str),
    /// What someone else made of the guest's booking: the status now, where it says what happened.
    Meanwhile {
        /// The status, or `None` when something else changed.
        status: Option<StatusWord>,
        /// The guest.
        guest: &'a str,
        /// Who did it, where that is known.
        who: Option<&'a str>,
        /// Whether that was while this device had no connection.
        while_offline: bool,
    },
    /// It is so already: by whom, and when.
    AlreadyBy(ActionWord, &'a str, &'a str),
    /// Waiting actions went through.
    Sent(Count<'a>),
    /// The server takes no more for so many seconds.
    TooMany(Count<'a>),
    /// Some of what waited was not applied.
    SomeNotApplied(Count<'a>),
    /// Tries now what waits.
    SendNow,
    /// Asks now for a fate that is unknown.
    CheckNow,
    /// Asks for the same once more.
    SendAgain,
    /// Puts it away.
    Discard,
    /// Looks at what happened.
    Review,
    /// Shows the booking.
    View,
    /// Takes it back.
    Undo,
    /// One of these buttons for those who cannot see what it belongs to: the button's word, and what it is about.
    ButtonAbout(&'a str, &'a str),
    /// On the chip: so many wait.
    ChipWaiting(Count<'a>),
    /// On the chip: something is on its way.
    ChipSending,
    /// On the chip: so many need a person.
    ChipAttention(Count<'a>),
    /// What the chip tells to those who cannot see it.
    ChipLabel(&'a str),
    /// Results that are not shown, for lack of room.
    MoreResults(Count<'a>),
    /// How results are reached by keyboard, for those who cannot see them.
    ResultsHint,
}

/// What the device does with what waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeping<'a> {
    /// The browser keeps nothing.
    CannotStore,
    /// What that means.
    CannotStoreText,
    /// Leads to the cause.
    Details,
    /// The cause, and what to do.
    Why(StorageCause),
    /// Stored actions that cannot be read.
    SetAside(Count<'a>),
    /// Title of the question at a sign-out: so many are not sent.
    NotSent(Count<'a>),
    /// What can be done about it.
    NotSentText,
    /// The same, where keeping lasts only as long as the tab.
    NotSentUnsafe,
    /// So many may have reached the server.
    MaybeSent(Count<'a>),
    /// Sends, then signs out.
    SendAndSignOut,
    /// Signs out, and keeps what waits.
    KeepForMe,
    /// Signs out, and throws away what waits.
    DiscardAll,
    /// The person is not signed out: so many of what was sent need them.
    StillHere(Count<'a>),
    /// After it: so many could not be sent, and are kept for the person.
    LeftFor(Count<'a>, &'a str),
    /// After it: so many are kept for the person.
    KeptFor(Count<'a>, &'a str),
}

/// Why a browser stores nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StorageCause {
    /// It gives none to this site.
    Blocked,
    /// There is no room.
    Full,
    /// It does not answer as it should.
    Failed,
}
