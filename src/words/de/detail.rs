//! Die Einzelheiten einer Buchung.

use super::super::detail::{Detail, FieldWord, HistoryWord, NotPossible, StayFaultWord};
use super::{capital, done};
use crate::words::{ActionWord, StatusWord};

pub(in crate::words) fn text(part: Detail<'_>) -> String {
    match part {
        Detail::Booking => "Buchung",
        Detail::Loading => "Die Buchung wird geladen…",
        Detail::Close => "Schließen",
        Detail::BackToList => "Zurück zur Liste",
        Detail::Previous => "Vorige Buchung",
        Detail::Next => "Nächste Buchung",
        Detail::Place(place, total) => return format!("{place} von {total}"),
        Detail::Gone(Some(by), Some(at)) => return format!("Diese Buchung wurde von {by} um {at} entfernt."),
        Detail::Gone(Some(by), None) => return format!("Diese Buchung wurde von {by} entfernt."),
        Detail::Gone(None, _) => "Diese Buchung wurde entfernt.",
        Detail::Missing => "Wir finden diese Buchung nicht.",
        Detail::MissingText => "Vielleicht wurde sie entfernt, oder der Link ist unvollständig.",
        Detail::Search => "Suchen",
        Detail::Forbidden => "Sie können diese Buchung nicht sehen.",
        Detail::ForbiddenText => "Ihre Rolle umfasst sie nicht. Bitten Sie um Zugang.",
        Detail::NotOnDevice => "Diese Buchung ist auf diesem Gerät nicht gespeichert.",
        Detail::NotOnDeviceText => "Sie erscheint, sobald die Verbindung wieder da ist.",
        Detail::Fault => "Auf dem Server ist etwas schiefgegangen.",
        Detail::TryAgain => "Erneut versuchen",
        Detail::NotLive(time) => return format!("Nicht live, Stand: {time}"),
        Detail::ChangedBy(by, "") => return format!("{by} hat diese Buchung eben geändert."),
        Detail::ChangedBy(by, fields) => return format!("{by} hat diese Buchung eben geändert: {fields}."),
        Detail::Field(field) => field_name(field),
        Detail::Stay => "Aufenthalt",
        Detail::Email => "E-Mail",
        Detail::Phone => "Telefon",
        Detail::LastChange => "Letzte Änderung",
        Detail::UpdatedBy(by, at) => return format!("{by}, {at}"),
        Detail::Actions => "Aktionen",
        Detail::More(guest) => return format!("Mehr zu {guest}"),
        Detail::Open => "Öffnen",
        Detail::ChangeStay => "Aufenthalt ändern",
        Detail::ChangeStayTitle(guest) => return format!("Aufenthalt von {guest} ändern"),
        Detail::Time => "Uhrzeit",
        Detail::StayFault(StayFaultWord::Arrival) => "Wann reist der Gast an?",
        Detail::StayFault(StayFaultWord::Departure) => "Wann reist der Gast ab?",
        Detail::StayFault(StayFaultWord::Order) => "Die Abreise muss nach der Anreise liegen.",
        Detail::RoomNotFree(room) => {
            return format!("Zimmer {room} ist in dieser Zeit nicht frei. Wählen Sie ein anderes.");
        }
        Detail::RoomTaken(room) => return format!("{room} · belegt"),
        Detail::NoRoomYet => "Noch kein Zimmer",
        Detail::NotPossible(ActionWord::Confirm, NotPossible::Status(StatusWord::Confirmed)) => {
            "Sie ist schon bestätigt."
        }
        Detail::NotPossible(_, NotPossible::Status(status)) => stands(status),
        Detail::NotPossible(_, NotPossible::NotYet) => "Nicht vor dem Anreisetag.",
        Detail::NoteHint => "Für das Team: was zu diesem Aufenthalt wichtig ist",
        Detail::NoteUnsaved => "Noch nicht gespeichert.",
        Detail::NoteTheirs(by) => return format!("{by} schrieb inzwischen:"),
        Detail::NoteKeepMine => "Meine behalten",
        Detail::NoteUseTheirs(by) => return format!("Text von {by} nehmen"),
        Detail::NoteDiscard => "Verwerfen",
        Detail::NoteLost => "Ihre Notiz wurde nicht gespeichert:",
        Detail::History => "Verlauf",
        Detail::HistoryLine(word) => return history(word),
        Detail::HistoryBy(by, at) => return format!("{by}, {at}"),
        Detail::HistoryNeedsConnection => "Der Verlauf braucht eine Verbindung.",
        Detail::CancelTitle(guest) => return format!("Buchung stornieren: {guest}?"),
        Detail::CancelText(stay) => return format!("{stay}. Das Zimmer wird für andere frei."),
        Detail::CancelReason => "Grund",
        Detail::CancelReasonHint => "Steht im Verlauf der Buchung",
        Detail::KeepBooking => "Buchung behalten",
    }
    .to_owned()
}

fn stands(status: StatusWord) -> &'static str {
    match status {
        StatusWord::Pending => "Die Buchung ist noch nicht bestätigt.",
        StatusWord::Confirmed => "Der Gast ist noch nicht angereist.",
        StatusWord::CheckedIn => "Der Gast ist im Haus.",
        StatusWord::CheckedOut => "Der Gast ist abgereist.",
        StatusWord::Cancelled => "Die Buchung ist storniert.",
        StatusWord::NoShow => "Der Gast ist nicht erschienen.",
    }
}

fn history(word: HistoryWord) -> String {
    let word = match word {
        HistoryWord::Action(word) => done(word),
        HistoryWord::Import => "übernommen",
        HistoryWord::Remove => "entfernt",
        HistoryWord::Edit => "geändert",
    };
    capital(word)
}

fn field_name(field: FieldWord) -> &'static str {
    match field {
        FieldWord::Status => "Status",
        FieldWord::Room => "Zimmer",
        FieldWord::Guest => "Gast",
        FieldWord::Party => "Personen",
        FieldWord::Arrival => "Anreise",
        FieldWord::Departure => "Abreise",
        FieldWord::Price => "Preis",
        FieldWord::Source => "Herkunft",
        FieldWord::Note => "Notiz",
    }
}
