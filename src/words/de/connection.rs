//! German: the connection.

use super::plural;
use crate::words::connection::{AsOf, Banner, ChipState, Connection, Fate, Found};
use crate::words::message::Count;

pub(super) fn text(part: Connection<'_>) -> String {
    match part {
        Connection::Chip(state) => return chip(state),
        Connection::ChipLabel(state) => return format!("Verbindung: {}", chip(state)),
        Connection::SlowHint => {
            "Langsame Verbindung. Änderungen erscheinen vielleicht erst nach einigen Sekunden."
        }
        Connection::CatchingUpHint => "Wird aktuell… Mehrere Änderungen können auf einmal erscheinen.",
        Connection::Headline(banner) => headline(banner),
        Connection::PolledMeaning(seconds) => {
            return format!("Bis sie zurück ist, wird die Liste alle {seconds} Sekunden aufgefrischt.");
        }
        Connection::BlockedMeaning(seconds) => {
            return format!("Die Liste wird stattdessen alle {seconds} Sekunden aufgefrischt.");
        }
        Connection::Meaning(banner, as_of) => return meaning(banner, as_of),
        Connection::Fate(fate) => return fate_of_changes(fate),
        Connection::NextTry(wait) => return format!("Nächster Versuch in {wait}."),
        Connection::Seconds(number) => return format!("{number} s"),
        Connection::RetryNow => "Jetzt versuchen",
        Connection::TryAgain => "Erneut versuchen",
        Connection::Reload => "Neu laden",
        Connection::Check => "Verbindung prüfen",
        Connection::Checking => "Wird geprüft…",
        Connection::Found(found) => verdict(found),
        Connection::CopyDetails => "Details kopieren",
        Connection::Copied => "Die Details sind kopiert.",
        Connection::CopyFailed => "Dieser Browser lässt Deskbell nicht kopieren.",
        Connection::Details => "Details",
        Connection::More(count) => {
            let more = if count.value == 1 { "Ein weiterer Hinweis" } else { "Weitere Hinweise" };
            return format!("{more}: {}. Diagnose öffnen.", count.text);
        }
        Connection::LiveAgain => "Wieder live.",
        Connection::Missed(Count { value: 0, .. }) => "Inzwischen hat sich nichts geändert.",
        Connection::Missed(Count { value: 1, text }) => {
            return format!("{text} Buchung hat sich inzwischen geändert.");
        }
        Connection::Missed(count) => {
            return format!("{} Buchungen haben sich inzwischen geändert.", count.text);
        }
        Connection::Reloaded(Count { value: 0, .. }) => "Die Liste wurde neu geladen; nichts ist anders.",
        Connection::Reloaded(count) => {
            let are = if count.value == 1 { "ist" } else { "sind" };
            return format!(
                "Die Liste wurde neu geladen; {} {are} anders.",
                plural(count, "Buchung", "Buchungen")
            );
        }
        Connection::ShowChanges => "Änderungen zeigen",
        Connection::MissedElsewhere(Count { value: 1, text }) => {
            return format!("{text} geänderte Buchung steht nicht auf dieser Liste.");
        }
        Connection::MissedElsewhere(count) => {
            return format!("{} geänderte Buchungen stehen nicht auf dieser Liste.", count.text);
        }
        Connection::ClockOff(count) => {
            return format!("Die Uhr dieses Geräts geht {} falsch.", plural(count, "Minute", "Minuten"));
        }
        Connection::ClockOffHours(count) => {
            return format!("Die Uhr dieses Geräts geht {} falsch.", plural(count, "Stunde", "Stunden"));
        }
        Connection::ClockMeaning => "Zeiten können falsch aussehen.",
    }
    .to_owned()
}

pub(super) fn chip(state: ChipState<'_>) -> String {
    match state {
        ChipState::Connecting => "Verbinden…",
        ChipState::Live => "Live",
        ChipState::Slow => "Langsam",
        ChipState::CatchingUp => "Wird aktuell…",
        ChipState::Reconnecting => "Neuer Versuch…",
        ChipState::NotLive(None) => "Nicht live",
        ChipState::NotLive(Some(time)) => return format!("Nicht live seit {time}"),
        ChipState::Offline => "Offline",
        ChipState::Polling(seconds) => return format!("Alle {seconds} s"),
        ChipState::Unstable => "Instabil",
        ChipState::Restarting => "Aktualisierung…",
        ChipState::Paused => "Angehalten",
        ChipState::SignedOut => "Abgemeldet",
        ChipState::Stopped => "Beendet",
    }
    .to_owned()
}

fn headline(banner: Banner) -> &'static str {
    match banner {
        Banner::Unreached => "Der Buchungsserver ist nicht erreichbar, wir versuchen es erneut.",
        Banner::Reconnecting => "Die Verbindung ist unterbrochen, wir versuchen es erneut.",
        Banner::StillTrying => "Der Buchungsserver ist noch nicht erreichbar.",
        Banner::LoadFailed => "Die Liste lässt sich nicht aktualisieren.",
        Banner::Offline => "Sie sind offline.",
        Banner::Polling => "Die Live-Aktualisierung ist unterbrochen.",
        Banner::Blocked => "Dieses Netz blockiert die Live-Aktualisierung.",
        Banner::CatchingUp => "Wird aktuell…",
        Banner::Unstable => "Ihre Verbindung bricht immer wieder ab.",
        Banner::Restarting => "Der Buchungsserver wird aktualisiert.",
        Banner::Stopped => "Deskbell versucht nicht weiter, sich zu verbinden.",
        Banner::TooOld => "Um live zu bleiben, ist eine neue Version nötig.",
    }
}

fn meaning(banner: Banner, as_of: Option<&str>) -> String {
    match (banner, as_of) {
        (Banner::Reconnecting | Banner::Unreached, Some(time)) => {
            return format!("Diese Liste ist von {time} und vielleicht nicht mehr aktuell.");
        }
        (Banner::Reconnecting, None) => "Ihre Buchungen erscheinen, sobald die Verbindung wieder da ist.",
        (Banner::StillTrying | Banner::LoadFailed, Some(time)) => {
            return format!("Was nach {time} geschah, fehlt hier.");
        }
        (Banner::StillTrying | Banner::Unreached, None) => "Ihre Buchungen erscheinen, sobald er antwortet.",
        (Banner::LoadFailed, None) => "Ihre Buchungen erscheinen, sobald der Server sie liefert.",
        (Banner::Offline, Some(time)) => return format!("Sie sehen die Buchungen von {time}."),
        (Banner::Offline, None) => "Ihre Buchungen erscheinen, sobald Sie wieder online sind.",
        (Banner::Polling, _) => "Bis sie zurück ist, wird die Liste von Zeit zu Zeit aufgefrischt.",
        (Banner::Blocked, _) => "Die Liste wird stattdessen von Zeit zu Zeit aufgefrischt.",
        (Banner::CatchingUp, _) => "Mehrere Änderungen können auf einmal erscheinen.",
        (Banner::Unstable, _) => {
            "Deskbell versucht es seltener, damit es ruhig bleibt; die Liste kann nachhängen."
        }
        (Banner::Restarting, _) => "Das dauert meist weniger als eine Minute.",
        (Banner::Stopped, _) => "Der Server hat dieses Gerät abgewiesen.",
        (Banner::TooOld, _) => "Laden Sie die Seite neu, um sie zu erhalten.",
    }
    .to_owned()
}

fn fate_of_changes(fate: Fate<'_>) -> String {
    match fate {
        Fate::Kept => "Ihre Änderungen bleiben erhalten und werden gesendet.",
        Fate::Saved => "Sie können weiterarbeiten; Änderungen werden auf diesem Gerät gespeichert.",
        Fate::SentWhenBack => {
            "Check-ins, No-Shows und Notizen werden gesendet, sobald Sie wieder online sind."
        }
        Fate::WhilePageIsOpen => {
            "Was Sie jetzt tun, wird gesendet, wenn diese Seite bis dahin geöffnet bleibt."
        }
        Fate::KeptForReload(Count { value: 1, .. }) => {
            "Ihre nicht gesendete Änderung bleibt erhalten und geht nach dem Neuladen hinaus."
        }
        Fate::KeptForReload(count) => {
            return format!(
                "Ihre {} nicht gesendeten Änderungen bleiben erhalten und gehen nach dem Neuladen hinaus.",
                count.text
            );
        }
    }
    .to_owned()
}

fn verdict(found: Found) -> &'static str {
    match found {
        Found::Well => "Der Buchungsserver antwortet auf jedem Weg.",
        Found::Offline => "Dieses Gerät hat kein Netz.",
        Found::Unreachable => "Dieses Gerät ist online, aber der Buchungsserver antwortet nicht.",
        Found::ServerFails => "Der Buchungsserver antwortet, dass bei ihm etwas nicht stimmt.",
        Found::PushBlocked => {
            "Der Buchungsserver antwortet, aber die Live-Aktualisierung ist blockiert: meist von einem Firmenproxy."
        }
        Found::WebSocketBlocked => {
            "Einer von zwei Wegen der Live-Aktualisierung ist blockiert; der andere geht."
        }
        Found::SignInRefused => "Der Buchungsserver weist die Anmeldung ab.",
    }
}

pub(super) fn as_of(part: AsOf<'_>) -> String {
    match part {
        AsOf::JustNow => "Stand: eben".to_owned(),
        AsOf::At(time) => format!("Stand: {time}"),
        AsOf::Ago(seconds) => format!("vor {seconds} s"),
        AsOf::Unknown => "noch nicht aktuell".to_owned(),
    }
}
