//! What there is to say when two people want different things of one booking.

use super::message::Count;

/// How long ago something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ago<'a> {
    /// Less than a minute.
    Moment,
    /// So many minutes.
    Minutes(Count<'a>),
    /// Longer: the formatted time.
    At(&'a str),
}

/// A part of a booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartWord {
    /// Where it is in its life.
    Status,
    /// The room.
    Room,
    /// The planned arrival.
    Arrival,
    /// The planned departure.
    Departure,
    /// The guest's name.
    Guest,
    /// How many people.
    Party,
    /// The note.
    Note,
}

/// A dialog about two wishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clash<'a> {
    /// Who changed the booking, and when.
    ChangedBy(&'a str, Ago<'a>),
    /// What that means for the person.
    NotSavedYet,
    /// Shows both states.
    Compare,
    /// Hides them again.
    HideCompare,
    /// The person's own wish counts.
    UseMine,
    /// What the other one did counts.
    UseTheirs(&'a str),
    /// Over the person's own state.
    Mine,
    /// Over the other one's.
    Theirs(&'a str),
    /// Over the parts of the booking.
    What,
    /// A part.
    Part(PartWord),
    /// Nothing stands there.
    Nothing,
    /// Both want the same.
    NoDifference,
    /// A room is taken: the room, the days, by whom.
    Taken(&'a str, &'a str, &'a str),
    /// The same where it is not known by whom.
    TakenByOther,
    /// Chooses again.
    ChooseAnother,
    /// Leaves it.
    Back,
    /// Closes the dialog.
    Close,
}
