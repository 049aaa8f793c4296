//! German: the lock, and the change of persons.

use super::plural;
use crate::words::lock::Lock;
use crate::words::message::Count;

fn are_kept(count: Count<'_>) -> (&'static str, &'static str) {
    if count.value == 1 { ("ist", "Sie bleibt") } else { ("sind", "Sie bleiben") }
}

pub(super) fn text(part: Lock<'_>) -> String {
    match part {
        Lock::LockNow => "Sperren",
        Lock::SwitchUser => "Person wechseln",
        Lock::Title => "Gesperrt",
        Lock::Locked => "Gesperrt.",
        Lock::Text => {
            "Die Buchungen sind verborgen. Geben Sie Ihr Passwort ein, um weiterzumachen."
        }
        Lock::Unlock => "Entsperren",
        Lock::Unlocking => "Wird entsperrt…",
        Lock::Incomplete => "Geben Sie Ihr Passwort ein.",
        Lock::WrongPassword => "Das Passwort ist falsch.",
        Lock::Unreachable => {
            "Zum Entsperren ist eine Verbindung zum Buchungsserver nötig. Prüfen Sie die Verbindung und versuchen \
             Sie es erneut."
        }
        Lock::Left(count, name) => {
            let (are, kept) = are_kept(count);
            return format!(
                "{} von {name} {are} noch nicht gesendet. {kept} auf diesem Gerät, für andere verborgen, bis {name} sich hier \
                 wieder anmeldet.",
                plural(count, "Änderung", "Änderungen")
            );
        }
        Lock::LeftInTab(count, name) => {
            let (are, kept) = are_kept(count);
            return format!(
                "{} von {name} {are} noch nicht gesendet. {kept} nur, solange dieser Tab offen ist, für andere verborgen, bis \
                 {name} sich hier wieder anmeldet.",
                plural(count, "Änderung", "Änderungen")
            );
        }
    }
    .to_owned()
}
