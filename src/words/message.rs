//! What there is to say. One enum for each part of the page; `'a` is the text that comes in from outside: names,
//! formatted times, formatted numbers.

use super::clash::Clash;
use super::connection::{AsOf, Connection};
use super::detail::Detail;
use super::diagnostics::Diagnostics;
use super::lock::Lock;
use super::outbox::{Keeping, Outbox};
use super::refusal::{Refusal, SignInFault};
use super::tools::Tools;

/// Anything that can be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Message<'a> {
    /// See [`Frame`].
    Frame(Frame<'a>),
    /// See [`Connection`].
    Connection(Connection<'a>),
    /// See [`AsOf`].
    AsOf(AsOf<'a>),
    /// See [`SignIn`].
    SignIn(SignIn<'a>),
    /// See [`List`].
    List(List<'a>),
    /// See [`Row`].
    Row(Row<'a>),
    /// See [`Acting`].
    Acting(Acting<'a>),
    /// See [`Outbox`].
    Outbox(Outbox<'a>),
    /// See [`Keeping`].
    Keeping(Keeping<'a>),
    /// See [`Lock`].
    Lock(Lock<'a>),
    /// See [`Clash`].
    Clash(Clash<'a>),
    /// See [`Setup`].
    Setup(Setup<'a>),
    /// See [`Diagnostics`].
    Diagnostics(Diagnostics<'a>),
    /// See [`Detail`].
    Detail(Detail<'a>),
    /// See [`Tools`].
    Tools(Tools<'a>),
}

macro_rules! into_message {
    ($($part:ident),*) => {$(
        impl<'a> From<$part<'a>> for Message<'a> {
            fn from(part: $part<'a>) -> Self {
                Self::$part(part)
            }
        }
    )*};
}
into_message!(
    Frame,
    Connection,
    AsOf,
    SignIn,
    List,
    Row,
    Acting,
    Outbox,
    Keeping,
    Lock,
    Clash,
    Setup,
    Detail,
    Tools,
    Diagnostics
);

/// A number that a word depends on, with the number as `Intl` wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count<'a> {
    /// The number, to choose between "change" and "changes".
    pub value: u64,
    /// The number as people read it.
    pub text: &'a str,
}

/// Around every page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frame<'a> {
    /// The browser's title of a page.
    Title(&'a str),
    /// The link that jumps over the header.
    SkipToContent,
    /// Names the links to the pages.
    Navigation,
    /// Leads to the list.
    Bookings,
    /// Names the choice of venues.
    Venue,
    /// Names the menu of the person who is signed in.
    MenuOf(&'a str),
    /// Who is shown by the copy on the device, and since when the server has confirmed neither.
    NotVerifiedSince(&'a str, &'a str),
    /// Ends the session.
    SignOut,
    /// Marks a demonstration.
    Demo,
    /// Names the region of results.
    Results,
    /// Takes a result away.
    Dismiss,
    /// Leaves a dialog without doing anything.
    Cancel,
    /// Title of the page for an unknown address.
    NotFound,
    /// What to know about an unknown address.
    NotFoundText,
    /// Leads to the list.
    BackToToday,
    /// Newer files of the application are on the device.
    UpdateReady,
    /// Title of what stands in the page's place when the program broke.
    Broken,
    /// What it means, and what to do.
    BrokenText,
}

/// The sign-in page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignIn<'a> {
    /// The title, and the button.
    Title,
    /// One sentence on what Deskbell is.
    Purpose,
    /// The person's name, as the account has it.
    Username,
    /// The password.
    Password,
    /// While the server is asked.
    Busy,
    /// Over the demonstration's accounts.
    DemoTitle,
    /// What a press on one of them does.
    DemoHint,
    /// A name or a password is missing.
    Incomplete,
    /// Why it did not work.
    Fault(SignInFault<'a>),
    /// The session ended without the person's doing.
    WasSignedOut,
    /// The person signed out in another tab.
    SignedOutElsewhere,
    /// Someone else signed in in this browser, which has one session.
    OtherPerson,
}

/// The columns of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// Arrival or departure.
    Time,
    /// The room.
    Room,
    /// The guest.
    Guest,
    /// How many people.
    Party,
    /// From when until when.
    Stay,
    /// The status.
    Status,
    /// The next step.
    Action,
}

/// The four counters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CounterWord {
    /// Expected and not here.
    Arriving,
    /// Here.
    InHouse,
    /// Here, and to leave.
    Leaving,
    /// Waiting for a person.
    NeedsAction,
}

/// The statuses of a booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusWord {
    /// Not confirmed.
    Pending,
    /// Expected.
    Confirmed,
    /// In house.
    CheckedIn,
    /// Left.
    CheckedOut,
    /// Called off.
    Cancelled,
    /// Never came.
    NoShow,
}

/// The list of bookings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List<'a> {
    /// The list's name for those who cannot see it: the formatted date.
    Caption(&'a str),
    /// A column.
    Column(Column),
    /// A counter.
    Counter(CounterWord),
    /// Names the counters.
    Counters,
    /// A status.
    Status(StatusWord),
    /// Names the filter by status.
    StatusFilter,
    /// Names the search field.
    Search,
    /// What can be searched for.
    SearchHint,
    /// Removes all filters.
    ClearFilters,
    /// How many bookings are shown, of how many.
    Shown(Count<'a>, Count<'a>),
    /// The date has no bookings.
    EmptyDay,
    /// The filters hide all bookings.
    NoMatch,
    /// The first load; a headline and a sentence, as on the shell before it.
    Connecting,
    /// The sentence for it.
    ConnectingText,
    /// The person may not see this venue's bookings.
    FeedRefused,
    /// The sentence for it.
    FeedRefusedText,
    /// The account has no venue.
    NoVenue,
    /// Updates that could not be read.
    Unreadable(Count<'a>),
    /// What of the link was not understood.
    IgnoredInLink(&'a str),
    /// The venue's day turned: the formatted date.
    DayTurned(&'a str),
}

/// Why a booking needs a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttentionWord {
    /// Should have left.
    DepartureOverdue,
    /// Should have arrived.
    ArrivalOverdue,
    /// Another one holds the same room at the same time.
    Overlap,
    /// An action on it was not carried out, or nobody knows.
    Unsettled,
    /// Not confirmed yet.
    Unconfirmed,
    /// Arrives, and has no room.
    NoRoom,
}

/// A row of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row<'a> {
    /// For those who cannot see the arrow: the time is the arrival's.
    Arrives,
    /// For those who cannot see the arrow: the time is the departure's.
    Leaves,
    /// Stands where the room would.
    NoRoom,
    /// Why it needs a person.
    Attention(AttentionWord),
    /// How many nights.
    Nights(Count<'a>),
    /// A stay without a night.
    DayUse,
    /// How many people.
    Party(Count<'a>),
    /// A newer state of it cannot be read.
    SetAside,
}

/// What people do to a booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActionWord {
    /// Take it.
    Create,
    /// Accept it.
    Confirm,
    /// The guest arrived.
    CheckIn,
    /// The guest left.
    CheckOut,
    /// The guest never came.
    MarkNoShow,
    /// Call it off.
    Cancel,
    /// Other room or times.
    Move,
    /// Write a note.
    SetNote,
    /// Take the last step back.
    Undo,
}

/// Doing something to a booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acting<'a> {
    /// The button.
    Button(ActionWord),
    /// The button for those who cannot see the row: the guest's name.
    ButtonFor(ActionWord, &'a str),
    /// While the server is asked.
    Sending(ActionWord),
    /// It went through: the guest's name.
    Done(ActionWord, &'a str),
    /// It was refused.
    Refused(ActionWord, Refusal),
    /// It is not known whether it went through: the guest's name.
    Unknown(ActionWord, &'a str),
    /// It waits for a connection, and whether it would survive the end of the page.
    Queued(bool),
    /// Why the button cannot be pressed: the role, and what it allows.
    NotAllowed(ActionWord, &'a [ActionWord]),
    /// What the role allows, beside all that it does not.
    RoleAllows(&'a [ActionWord]),
    /// Title of the choice of a room: the guest's name.
    ChooseRoom(&'a str),
    /// Why a room has to be chosen.
    ChooseRoomText,
    /// Names the choice.
    Room,
    /// Nothing is free.
    NoFreeRoom,
}

/// Before the application can run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setup<'a> {
    /// `config.json` has a mistake, in the named field.
    Mistake(&'a str),
    /// `config.json` is not JSON, or no object.
    Unreadable,
    /// What to do about a setup file.
    WhatToDo,
    /// Over the cause, for the person who looks after the set-up.
    Cause,
}
