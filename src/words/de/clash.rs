//! German: two people, one booking.

use crate::words::clash::{Ago, Clash, PartWord};

fn ago(ago: Ago<'_>) -> String {
    match ago {
        Ago::Moment => "gerade eben".to_owned(),
        Ago::Minutes(count) if count.value == 1 => "vor einer Minute".to_owned(),
        Ago::Minutes(count) => format!("vor {} Minuten", count.text),
        Ago::At(time) => format!("um {time}"),
    }
}

pub(super) fn clash(part: Clash<'_>) -> String {
    match part {
        Clash::ChangedBy(who, when) => return format!("{who} hat diese Buchung {} geändert.", ago(when)),
        Clash::NotSavedYet => "Ihre Änderung ist noch nicht gespeichert.",
        Clash::Compare => "Vergleichen",
        Clash::HideCompare => "Vergleich schließen",
        Clash::UseMine => "Meine nehmen",
        Clash::UseTheirs(who) => return format!("Die von {who} nehmen"),
        Clash::Mine => "Meine",
        Clash::Theirs(who) => return format!("Die von {who}"),
        Clash::What => "Was",
        Clash::Part(part) => match part {
            PartWord::Status => "Status",
            PartWord::Room => "Zimmer",
            PartWord::Arrival => "Anreise",
            PartWord::Departure => "Abreise",
            PartWord::Guest => "Gast",
            PartWord::Party => "Personen",
            PartWord::Note => "Notiz",
        },
        Clash::Nothing => "nichts",
        Clash::NoDifference => "Beide sind gleich.",
        Clash::Taken(room, days, guest) => {
            return format!("Zimmer {room} ist für {days} schon an {guest} vergeben.");
        }
        Clash::TakenByOther => "Dieses Zimmer ist schon vergeben.",
        Clash::ChooseAnother => "Anderes Zimmer wählen",
        Clash::Back => "Zurück",
        Clash::Close => "Schließen",
    }
    .to_owned()
}
