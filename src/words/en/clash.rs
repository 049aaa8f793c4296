//! English: two people, one booking.

use crate::words::clash::{Ago, Clash, PartWord};

fn ago(ago: Ago<'_>) -> String {
    match ago {
        Ago::Moment => "a moment ago".to_owned(),
        Ago::Minutes(count) if count.value == 1 => "a minute ago".to_owned(),
        Ago::Minutes(count) => format!("{} minutes ago", count.text),
        Ago::At(time) => format!("at {time}"),
    }
}

pub(super) fn clash(part: Clash<'_>) -> String {
    match part {
        Clash::ChangedBy(who, when) => return format!("{who} changed this booking {}.", ago(when)),
        Clash::NotSavedYet => "Your change is not saved yet.",
        Clash::Compare => "Compare",
        Clash::HideCompare => "Hide comparison",
        Clash::UseMine => "Use mine",
        Clash::UseTheirs(who) => return format!("Use {who}'s"),
        Clash::Mine => "Mine",
        Clash::Theirs(who) => return format!("{who}'s"),
        Clash::What => "What",
        Clash::Part(part) => match part {
            PartWord::Status => "Status",
            PartWord::Room => "Room",
            PartWord::Arrival => "Arrival",
            PartWord::Departure => "Departure",
            PartWord::Guest => "Guest",
            PartWord::Party => "People",
            PartWord::Note => "Note",
        },
        Clash::Nothing => "none",
        Clash::NoDifference => "Both are the same.",
        Clash::Taken(room, days, guest) => return format!("Room {room} is already taken {days} by {guest}."),
        Clash::TakenByOther => "This room is already taken.",
        Clash::ChooseAnother => "Choose another room",
        Clash::Back => "Back",
        Clash::Close => "Close",
    }
    .to_owned()
}
