//! The detail of one booking.

use super::super::detail::{Detail, FieldWord, HistoryWord, NotPossible, StayFaultWord};
use super::{capital, done};
use crate::words::{ActionWord, StatusWord};

pub(in crate::words) fn text(part: Detail<'_>) -> String {
    match part {
        Detail::Booking => "Booking",
        Detail::Loading => "Loading the booking…",
        Detail::Close => "Close",
        Detail::BackToList => "Back to list",
        Detail::Previous => "Previous booking",
        Detail::Next => "Next booking",
        Detail::Place(place, total) => return format!("{place} of {total}"),
        Detail::Gone(Some(by), Some(at)) => return format!("This booking was removed by {by} at {at}."),
        Detail::Gone(Some(by), None) => return format!("This booking was removed by {by}."),
        Detail::Gone(None, _) => "This booking was removed.",
        Detail::Missing => "We can't find this booking.",
        Detail::MissingText => "It may have been removed, or the link is incomplete.",
        Detail::Search => "Search",
        Detail::Forbidden => "You can't see this booking.",
        Detail::ForbiddenText => "Your role doesn't include it. Ask for access.",
        Detail::NotOnDevice => "This booking isn't saved on this device.",
        Detail::NotOnDeviceText => "It will appear as soon as the connection is back.",
        Detail::Fault => "Something went wrong on the server.",
        Detail::TryAgain => "Try again",
        Detail::NotLive(time) => return format!("Not live, as of {time}"),
        Detail::ChangedBy(by, "") => return format!("{by} changed this booking just now."),
        Detail::ChangedBy(by, fields) => return format!("{by} changed this booking just now: {fields}."),
        Detail::Field(field) => field_name(field),
        Detail::Stay => "Stay",
        Detail::Email => "Email",
        Detail::Phone => "Phone",
        Detail::LastChange => "Last change",
        Detail::UpdatedBy(by, at) => return format!("{by}, {at}"),
        Detail::Actions => "Actions",
        Detail::More(guest) => return format!("More for {guest}"),
        Detail::Open => "Open",
        Detail::ChangeStay => "Change stay",
        Detail::ChangeStayTitle(guest) => return format!("Change the stay of {guest}"),
        Detail::Time => "Time",
        Detail::StayFault(StayFaultWord::Arrival) => "When does the guest arrive?",
        Detail::StayFault(StayFaultWord::Departure) => "When does the guest leave?",
        Detail::StayFault(StayFaultWord::Order) => "The departure must be after the arrival.",
        Detail::RoomNotFree(room) => {
            return format!("Room {room} is not free for this stay. Choose another room.");
        }
        Detail::RoomTaken(room) => return format!("{room} · taken"),
        Detail::NoRoomYet => "No room yet",
        Detail::NotPossible(ActionWord::Confirm, NotPossible::Status(StatusWord::Confirmed)) => {
            "It is confirmed already."
        }
        Detail::NotPossible(_, NotPossible::Status(status)) => stands(status),
        Detail::NotPossible(_, NotPossible::NotYet) => "Not before the day of arrival.",
        Detail::NoteHint => "For the team: what to know about this stay",
        Detail::NoteUnsaved => "Not saved yet.",
        Detail::NoteTheirs(by) => return format!("{by} wrote meanwhile:"),
        Detail::NoteKeepMine => "Keep mine",
        Detail::NoteUseTheirs(by) => return format!("Use the text by {by}"),
        Detail::NoteDiscard => "Discard",
        Detail::NoteLost => "Your note was not saved:",
        Detail::History => "History",
        Detail::HistoryLine(word) => return history(word),
        Detail::HistoryBy(by, at) => return format!("{by}, {at}"),
        Detail::HistoryNeedsConnection => "The history needs a connection.",
        Detail::CancelTitle(guest) => return format!("Cancel the booking of {guest}?"),
        Detail::CancelText(stay) => return format!("{stay}. The room becomes free for others."),
        Detail::CancelReason => "Reason",
        Detail::CancelReasonHint => "Stands in the booking's history",
        Detail::KeepBooking => "Keep booking",
    }
    .to_owned()
}

fn stands(status: StatusWord) -> &'static str {
    match status {
        StatusWord::Pending => "The booking is not confirmed yet.",
        StatusWord::Confirmed => "The guest has not arrived yet.",
        StatusWord::CheckedIn => "The guest is in house.",
        StatusWord::CheckedOut => "The guest has left.",
        StatusWord::Cancelled => "The booking is cancelled.",
        StatusWord::NoShow => "The guest is marked as a no-show.",
    }
}

fn history(word: HistoryWord) -> String {
    let word = match word {
        HistoryWord::Action(word) => done(word),
        HistoryWord::Import => "imported",
        HistoryWord::Remove => "removed",
        HistoryWord::Edit => "changed",
    };
    capital(word)
}

fn field_name(field: FieldWord) -> &'static str {
    match field {
        FieldWord::Status => "Status",
        FieldWord::Room => "Room",
        FieldWord::Guest => "Guest",
        FieldWord::Party => "People",
        FieldWord::Arrival => "Arrival",
        FieldWord::Departure => "Departure",
        FieldWord::Price => "Price",
        FieldWord::Source => "Source",
        FieldWord::Note => "Note",
    }
}
