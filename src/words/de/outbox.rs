//! German: what waits, what became of it, and the device that keeps it.

use super::{done, plural};
use crate::words::message::{ActionWord, Count, StatusWord};
use crate::words::outbox::{Keeping, Outbox, StorageCause};

/// What was asked for, with the guest.
pub(super) fn label(word: ActionWord, guest: &str) -> String {
    match word {
        ActionWord::SetNote => format!("Notiz: {guest}"),
        ActionWord::Create
        | ActionWord::Confirm
        | ActionWord::CheckIn
        | ActionWord::CheckOut
        | ActionWord::MarkNoShow
        | ActionWord::Cancel
        | ActionWord::Move
        | ActionWord::Undo => format!("{}: {guest}", super::action(word).0),
    }
}

fn changes(count: Count<'_>, one: &str, many: &str) -> String {
    format!("{} {}", plural(count, "Änderung", "Änderungen"), if count.value == 1 { one } else { many })
}

pub(super) fn outbox(part: Outbox<'_>) -> String {
    match part {
        Outbox::Title => "Postausgang",
        Outbox::Label(word, guest) => return label(word, guest),
        Outbox::Empty => "Nichts wartet.",
        Outbox::EmptyText => "Alles, was Sie getan haben, ist beim Buchungsserver angekommen.",
        Outbox::Waiting(count) => return changes(count, "wartet auf das Senden.", "warten auf das Senden."),
        Outbox::SendingOf(now, total) => return format!("Sendet {now} von {total}…"),
        Outbox::Attention(count) => return changes(count, "braucht Sie.", "brauchen Sie."),
        Outbox::NeedsYou => "Braucht Sie",
        Outbox::OnTheWay => "Unterwegs",
        Outbox::CanBeUndone => "Erledigt, lässt sich zurücknehmen",
        Outbox::AskedAt(time) => return format!("um {time}"),
        Outbox::UndoUntil(time) => return format!("bis {time}"),
        Outbox::Sending => "Wird gesendet…",
        Outbox::Held => "Das wartet auf Sie: Eine frühere Änderung dieser Buchung wurde nicht übernommen.",
        Outbox::Conflict => {
            "Jemand anderes hat diese Buchung inzwischen geändert. Ihre Änderung ist noch nicht gespeichert und passt \
             vielleicht nicht mehr."
        }
        Outbox::Expired(word, guest) => return format!("„{}“ ist zu alt zum Senden.", label(word, guest)),
        Outbox::NotApplied(word, guest) => return format!("„{}“ wurde nicht übernommen.", label(word, guest)),
        Outbox::Meanwhile { status, guest, who, while_offline } => {
            return meanwhile(status, guest, who, while_offline);
        }
        Outbox::AlreadyBy(word, who, time) => return format!("Schon um {time} von {who} {}.", done(word)),
        Outbox::Sent(count) => return changes(count, "wurde gesendet.", "wurden gesendet."),
        Outbox::TooMany(seconds) => {
            let seconds = plural(seconds, "Sekunde", "Sekunden");
            return format!(
                "Zu viele Änderungen auf einmal. Der Rest wird in {seconds} gesendet; nichts geht verloren."
            );
        }
        Outbox::SomeNotApplied(count) => {
            return changes(count, "wurde nicht übernommen.", "wurden nicht übernommen.");
        }
        Outbox::SendNow => "Jetzt senden",
        Outbox::CheckNow => "Jetzt prüfen",
        Outbox::SendAgain => "Erneut senden",
        Outbox::Discard => "Verwerfen",
        Outbox::Review => "Ansehen",
        Outbox::View => "Zeigen",
        Outbox::Undo => "Rückgängig",
        Outbox::ButtonAbout(button, label) => return format!("{button}: {label}"),
        Outbox::ChipWaiting(count) => return format!("{} wartend", count.text),
        Outbox::ChipSending => "Sendet…",
        Outbox::ChipAttention(count) => return format!("{} zu prüfen", count.text),
        Outbox::ChipLabel(state) => return format!("Postausgang: {state}"),
        Outbox::MoreResults(count) => return format!("{} weitere", count.text),
        Outbox::ResultsHint => "F8 führt hierher, Esc schließt.",
    }
    .to_owned()
}

fn meanwhile(status: Option<StatusWord>, guest: &str, who: Option<&str>, while_offline: bool) -> String {
    // Without a name "inzwischen" stands in its place, so that the sentence says that it happened since.
    let by = who.map_or_else(|| "inzwischen".to_owned(), |who| format!("von {who}"));
    let done = match status {
        Some(StatusWord::CheckedIn) => format!("{guest} wurde {by} eingecheckt"),
        Some(StatusWord::CheckedOut) => format!("{guest} wurde {by} ausgecheckt"),
        Some(StatusWord::NoShow) => format!("{guest} wurde {by} als nicht erschienen vermerkt"),
        Some(StatusWord::Cancelled) => format!("Die Buchung von {guest} wurde {by} storniert"),
        Some(StatusWord::Pending | StatusWord::Confirmed) | None => {
            format!("Die Buchung von {guest} wurde {by} geändert")
        }
    };
    if while_offline { format!("{done}, während Sie offline waren.") } else { format!("{done}.") }
}

pub(super) fn keeping(part: Keeping<'_>) -> String {
    match part {
        Keeping::CannotStore => "Dieser Browser kann keine Änderungen speichern.",
        Keeping::CannotStoreText => "Was Sie offline tun, geht verloren, wenn Sie den Tab schließen.",
        Keeping::Details => "Einzelheiten",
        Keeping::Why(StorageCause::Blocked) => {
            "Er gibt dieser Seite keinen Speicher: Ein privates Fenster oder eine Einstellung verbietet es. In einem \
             normalen Fenster bleibt erhalten, was Sie tun."
        }
        Keeping::Why(StorageCause::Full) => {
            "Auf diesem Gerät ist für diese Seite kein Platz mehr. Schaffen Sie Platz; Deskbell versucht es von selbst \
             erneut."
        }
        Keeping::Why(StorageCause::Failed) => {
            "Sein Speicher antwortet nicht, wie er soll. Deskbell versucht es von selbst erneut; ein Neustart des \
             Browsers kann helfen."
        }
        Keeping::SetAside(count) => {
            let set_aside = changes(
                count,
                "auf diesem Gerät ist nicht lesbar und liegt beiseite",
                "auf diesem Gerät sind nicht lesbar und liegen beiseite",
            );
            return format!("{set_aside}; der Rest wird gesendet.");
        }
        Keeping::NotSent(count) => {
            return changes(count, "ist noch nicht gesendet.", "sind noch nicht gesendet.");
        }
        Keeping::NotSentText => {
            "Jetzt senden, auf diesem Gerät bis zu Ihrer nächsten Anmeldung behalten (für andere unsichtbar) oder \
             verwerfen."
        }
        Keeping::NotSentUnsafe => {
            "Dieser Browser kann keine Änderungen speichern: Was Sie behalten, bleibt nur, bis dieser Tab geschlossen wird."
        }
        Keeping::MaybeSent(count) => {
            return format!(
                "Vielleicht schon beim Server: {}. Das lässt sich durch Verwerfen nicht zurücknehmen.",
                count.text
            );
        }
        Keeping::SendAndSignOut => "Senden und abmelden",
        Keeping::KeepForMe => "Für mich behalten",
        Keeping::DiscardAll => "Verwerfen",
        Keeping::StillHere(count) => {
            return format!("Sie sind noch angemeldet: {}", changes(count, "braucht Sie.", "brauchen Sie."));
        }
        Keeping::LeftFor(count, name) => {
            let left = changes(
                count,
                "konnte nicht gesendet werden. Sie bleibt",
                "konnten nicht gesendet werden. Sie bleiben",
            );
            return format!("{left} auf diesem Gerät für {name}.");
        }
        Keeping::KeptFor(count, name) => {
            return format!("{} auf diesem Gerät für {name}.", changes(count, "bleibt", "bleiben"));
        }
    }
    .to_owned()
}
