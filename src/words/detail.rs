//! The detail of one booking.

use super::ActionWord;
use super::message::StatusWord;

/// Why a stay cannot be as it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StayFaultWord {
    /// No arrival, or none that is a time.
    Arrival,
    /// No departure, or none that is a time.
    Departure,
    /// The guest would leave before they came.
    Order,
}

/// A field of a booking, as a history names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldWord {
    /// The status.
    Status,
    /// The room.
    Room,
    /// The guest.
    Guest,
    /// How many people.
    Party,
    /// The arrival.
    Arrival,
    /// The departure.
    Departure,
    /// The price.
    Price,
    /// Where it came from.
    Source,
    /// The note.
    Note,
}

impl FieldWord {
    /// The field of that name on the wire.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "status" => Self::Status,
            "resource" => Self::Room,
            "guest" => Self::Guest,
            "party" => Self::Party,
            "starts_at" => Self::Arrival,
            "ends_at" => Self::Departure,
            "price" => Self::Price,
            "source" => Self::Source,
            "note" => Self::Note,
            _ => return None,
        })
    }
}

/// What one line of a history says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HistoryWord {
    /// A person's action.
    Action(ActionWord),
    /// Taken over from another system.
    Import,
    /// Taken off the books.
    Remove,
    /// Anything else.
    Edit,
}

/// Why an action cannot be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotPossible {
    /// The booking has this status.
    Status(StatusWord),
    /// The arrival is on a later day.
    NotYet,
}

/// The detail of a booking, and what is done from there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail<'a> {
    /// Names the pane before the guest is known.
    Booking,
    /// The first load.
    Loading,
    /// Leaves the detail, where it stands beside the list.
    Close,
    /// Leaves the detail, where it stands in the list's place.
    BackToList,
    /// The booking before this one in the list.
    Previous,
    /// The booking behind this one in the list.
    Next,
    /// Where in the list: the place, and of how many.
    Place(&'a str, &'a str),
    /// It was removed: by whom and when, as far as that is known.
    Gone(Option<&'a str>, Option<&'a str>),
    /// There is no such booking.
    Missing,
    /// What that may mean.
    MissingText,
    /// Looks for another.
    Search,
    /// The person may not see it.
    Forbidden,
    /// What to do about that.
    ForbiddenText,
    /// There is no connection, and the device does not have it.
    NotOnDevice,
    /// What to do about that.
    NotOnDeviceText,
    /// The server could not answer.
    Fault,
    /// Asks once more.
    TryAgain,
    /// Not one of the days that are kept live: since when it is so.
    NotLive(&'a str),
    /// Somebody changed it while it was open: who, and which fields.
    ChangedBy(&'a str, &'a str),
    /// A field's name.
    Field(FieldWord),
    /// How long the guest stays.
    Stay,
    /// The guest's address.
    Email,
    /// The guest's number.
    Phone,
    /// Names who changed it last.
    LastChange,
    /// Who wrote it last, and when.
    UpdatedBy(&'a str, &'a str),
    /// Names what can be done.
    Actions,
    /// Names the menu of what else can be done: the guest.
    More(&'a str),
    /// Opens the detail.
    Open,
    /// Other times, another room.
    ChangeStay,
    /// Title of that question: the guest.
    ChangeStayTitle(&'a str),
    /// Names the clock's part of an arrival or a departure.
    Time,
    /// Why the stay cannot be so.
    StayFault(StayFaultWord),
    /// The room is not free for the stay that is asked for.
    RoomNotFree(&'a str),
    /// Such a room among the choices.
    RoomTaken(&'a str),
    /// The choice of a booking without a room.
    NoRoomYet,
    /// Why an action cannot be asked for.
    NotPossible(ActionWord, NotPossible),
    /// What a note is for.
    NoteHint,
    /// It is not saved yet.
    NoteUnsaved,
    /// Somebody wrote another note meanwhile: who.
    NoteTheirs(&'a str),
    /// Goes on with the own text.
    NoteKeepMine,
    /// Takes the other one's text: whose.
    NoteUseTheirs(&'a str),
    /// Gives the own text up.
    NoteDiscard,
    /// What was written into the note of a booking that is gone.
    NoteLost,
    /// What happened to it.
    History,
    /// One line of it.
    HistoryLine(HistoryWord),
    /// Who did it, and when.
    HistoryBy(&'a str, &'a str),
    /// There is no connection to ask for it.
    HistoryNeedsConnection,
    /// Asks whether to cancel: the guest.
    CancelTitle(&'a str),
    /// What cancelling means: the stay.
    CancelText(&'a str),
    /// Why it is cancelled.
    CancelReason,
    /// What the reason is for.
    CancelReasonHint,
    /// Leaves the booking as it is.
    KeepBooking,
}
