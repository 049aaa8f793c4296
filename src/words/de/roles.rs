//! German: what a role allows, and what not.

use crate::words::message::ActionWord;

fn verb(word: ActionWord) -> &'static str {
    match word {
        ActionWord::Create => "keine Buchungen anlegen",
        ActionWord::Confirm => "keine Buchungen bestätigen",
        ActionWord::CheckIn => "keine Gäste einchecken",
        ActionWord::CheckOut => "keine Gäste auschecken",
        ActionWord::MarkNoShow => "kein Nichterscheinen vermerken",
        ActionWord::Cancel => "keine Buchungen stornieren",
        ActionWord::Move => "keine Gäste umbuchen",
        ActionWord::SetNote => "keine Notizen schreiben",
        ActionWord::Undo => "nichts zurücknehmen",
    }
}

/// What is undone is what is allowed anyway: it is not named.
fn noun(word: ActionWord) -> Option<&'static str> {
    match word {
        ActionWord::Create => Some("neue Buchungen"),
        ActionWord::Confirm => Some("Bestätigen"),
        ActionWord::CheckIn => Some("Einchecken"),
        ActionWord::CheckOut => Some("Auschecken"),
        ActionWord::MarkNoShow => Some("Nichterscheinen"),
        ActionWord::Cancel => Some("Stornieren"),
        ActionWord::Move => Some("Umbuchen"),
        ActionWord::SetNote => Some("Notizen"),
        ActionWord::Undo => None,
    }
}

pub(super) fn not_allowed(word: ActionWord, allowed: &[ActionWord]) -> String {
    format!("{} {}", cannot(word), allows(allowed))
}

pub(super) fn allows(allowed: &[ActionWord]) -> String {
    let nouns: Vec<&str> = allowed.iter().filter_map(|word| noun(*word)).collect();
    let allows = match nouns.as_slice() {
        [] => "nur das Lesen".to_owned(),
        [one] => (*one).to_owned(),
        [many @ .., last] => format!("{} und {last}", many.join(", ")),
    };
    format!("Ihre Rolle erlaubt {allows}.")
}

/// The same where it is not known what the role allows.
pub(super) fn cannot(word: ActionWord) -> String {
    format!("Sie können {}.", verb(word))
}
