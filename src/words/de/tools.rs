//! Neben den Zeilen.

use super::super::tools::{RangeWord, ShortcutWord, Tools};
use super::{list, plural};
use crate::words::{List, StatusWord};

pub(in crate::words) fn text(part: Tools<'_>) -> String {
    match part {
        Tools::NewRows(new) => return format!("{} neu · zeigen", new.text),
        Tools::HeldRows(held) => {
            return format!("{} zu ordnen · auffrischen", plural(held, "Zeile", "Zeilen"));
        }
        Tools::NewAndHeldRows(new, held) => {
            return format!("{} neu, {} zu ordnen · zeigen", new.text, plural(held, "Zeile", "Zeilen"));
        }
        Tools::Leaves(StatusWord::CheckedIn) => "Eingecheckt · verlässt diese Liste",
        Tools::Leaves(status) => return format!("{} · verlässt diese Liste", list(List::Status(status))),
        Tools::RemovedLeaves => "Entfernt · verlässt diese Liste",
        Tools::Moves => "Geändert · wechselt den Platz",
        Tools::Pause => "Anhalten",
        Tools::Resume => "Fortsetzen",
        Tools::Paused(count) => {
            let verb = if count.value == 1 { "wartet" } else { "warten" };
            return format!("Aktualisierung angehalten. {} {verb}.", plural(count, "Änderung", "Änderungen"));
        }
        Tools::Range => "Tage",
        Tools::RangeWord(RangeWord::Today) => "Heute",
        Tools::RangeWord(RangeWord::Tomorrow) => "Morgen",
        Tools::RangeWord(RangeWord::Week) => "Die nächsten 7 Tage",
        Tools::RangeWord(RangeWord::Days(days)) => return days.to_owned(),
        Tools::LiveDays(from, to) => return format!("Live ist nur {from} bis {to}."),
        Tools::OthersAsOf(time) => return format!("Andere Tage sind nicht live: Stand {time}."),
        Tools::OthersCut => "Es sind nur die ersten 500 Buchungen da; wählen Sie weniger Tage.",
        Tools::OthersTooMany => "Das sind zu viele Tage für eine Liste. Wählen Sie weniger.",
        Tools::OthersCaption(days) => return format!("Nicht live: {days}"),
        Tools::Fetching => "Diese Tage werden geholt…",
        Tools::FetchAgain => "Aktualisieren",
        Tools::NotOnDevice => "Dieser Tag ist auf diesem Gerät nicht gespeichert.",
        Tools::SortBy => "Ordnen nach",
        Tools::OfRoom(room) => return format!("Zimmer {room}"),
        Tools::FromSource(source) => return format!("Herkunft: {source}"),
        Tools::ChangedSince(time) => return format!("Geändert seit {time}"),
        Tools::Remove(filter) => return format!("Filter entfernen: {filter}"),
        Tools::Shortcuts => "Tastenkürzel",
        Tools::Shortcut(ShortcutWord::Move) => "Zwischen Buchungen wechseln",
        Tools::Shortcut(ShortcutWord::Open) => "Die Buchung öffnen",
        Tools::Shortcut(ShortcutWord::Close) => "Die Buchung schließen",
        Tools::Shortcut(ShortcutWord::Search) => "Suchen",
        Tools::Shortcut(ShortcutWord::Help) => "Diese Kürzel zeigen",
        Tools::SingleKeys => "Einzelne Tasten als Kürzel verwenden",
        Tools::ArrowKeys => "auf, ab",
        Tools::Close => "Schließen",
    }
    .to_owned()
}
