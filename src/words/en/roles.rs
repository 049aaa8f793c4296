//! English: what a role allows, and what not.

use crate::words::message::ActionWord;

fn verb(word: ActionWord) -> &'static str {
    match word {
        ActionWord::Create => "create bookings",
        ActionWord::Confirm => "confirm bookings",
        ActionWord::CheckIn => "check guests in",
        ActionWord::CheckOut => "check guests out",
        ActionWord::MarkNoShow => "mark no-shows",
        ActionWord::Cancel => "cancel bookings",
        ActionWord::Move => "move bookings",
        ActionWord::SetNote => "write notes",
        ActionWord::Undo => "undo changes",
    }
}

/// What is undone is what is allowed anyway: it is not named.
fn noun(word: ActionWord) -> Option<&'static str> {
    match word {
        ActionWord::Create => Some("new bookings"),
        ActionWord::Confirm => Some("confirming"),
        ActionWord::CheckIn => Some("check-in"),
        ActionWord::CheckOut => Some("check-out"),
        ActionWord::MarkNoShow => Some("no-shows"),
        ActionWord::Cancel => Some("cancelling"),
        ActionWord::Move => Some("moving"),
        ActionWord::SetNote => Some("notes"),
        ActionWord::Undo => None,
    }
}

pub(super) fn not_allowed(word: ActionWord, allowed: &[ActionWord]) -> String {
    format!("{} {}", cannot(word), allows(allowed))
}

pub(super) fn allows(allowed: &[ActionWord]) -> String {
    let nouns: Vec<&str> = allowed.iter().filter_map(|word| noun(*word)).collect();
    let allows = match nouns.as_slice() {
        [] => "looking only".to_owned(),
        [one] => (*one).to_owned(),
        [many @ .., last] => format!("{} and {last}", many.join(", ")),
    };
    format!("Your role allows {allows}.")
}

/// The same where it is not known what the role allows.
pub(super) fn cannot(word: ActionWord) -> String {
    format!("You can't {}.", verb(word))
}
