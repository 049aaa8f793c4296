//! German.

mod clash;
mod connection;
mod detail;
mod diagnostics;
mod lock;
mod outbox;
mod roles;
mod tools;

use super::message::{
    Acting, ActionWord, AttentionWord, Column, Count, CounterWord, Frame, List, Message, Row, Setup, SignIn,
    StatusWord,
};
use super::refusal::{Refusal, SignInFault};

pub(super) fn text(message: Message<'_>) -> String {
    match message {
        Message::Frame(part) => frame(part),
        Message::Connection(part) => connection::text(part),
        Message::AsOf(part) => connection::as_of(part),
        Message::SignIn(part) => sign_in(part),
        Message::List(part) => list(part),
        Message::Row(part) => row(part),
        Message::Acting(part) => acting(part),
        Message::Outbox(part) => outbox::outbox(part),
        Message::Lock(part) => lock::text(part),
        Message::Keeping(part) => outbox::keeping(part),
        Message::Clash(part) => clash::clash(part),
        Message::Setup(part) => setup(part),
        Message::Diagnostics(part) => diagnostics::diagnostics(part),
        Message::Detail(part) => detail::text(part),
        Message::Tools(part) => tools::text(part),
    }
}

fn plural(count: Count<'_>, one: &str, many: &str) -> String {
    format!("{} {}", count.text, if count.value == 1 { one } else { many })
}

/// With a capital letter, as a line begins.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn frame(part: Frame<'_>) -> String {
    match part {
        Frame::Title(page) => return format!("{page} · Deskbell"),
        Frame::SkipToContent => "Zum Inhalt springen",
        Frame::Navigation => "Seiten",
        Frame::Bookings => "Buchungen",
        Frame::Venue => "Haus",
        Frame::MenuOf(name) => return format!("{name}: Menü"),
        Frame::NotVerifiedSince(name, time) => return format!("{name} · nicht bestätigt seit {time}"),
        Frame::SignOut => "Abmelden",
        Frame::Demo => "Demo: Die Gäste sind erfunden",
        Frame::Results => "Ergebnisse",
        Frame::Dismiss => "Schließen",
        Frame::Cancel => "Abbrechen",
        Frame::NotFound => "Diese Seite gibt es nicht.",
        Frame::NotFoundText => "Der Link ist vielleicht unvollständig oder veraltet.",
        Frame::BackToToday => "Buchungen von heute",
        Frame::UpdateReady => "Eine neue Version ist bereit.",
        Frame::Broken => "Der Buchungsmonitor ist stehen geblieben.",
        Frame::BrokenText => {
            "Die Liste ist ausgeblendet, weil sie Ihren Buchungen nicht mehr folgen würde. Laden Sie die Seite neu."
        }
    }
    .to_owned()
}

fn sign_in(part: SignIn<'_>) -> String {
    match part {
        SignIn::Title => "Anmelden",
        SignIn::Purpose => "Buchungen live für die Rezeption.",
        SignIn::Username => "Name",
        SignIn::Password => "Passwort",
        SignIn::Busy => "Sie werden angemeldet…",
        SignIn::DemoTitle => "Demokonten",
        SignIn::DemoHint => "Wählen Sie eines, um das Formular auszufüllen.",
        SignIn::Incomplete => "Geben Sie Ihren Namen und Ihr Passwort ein.",
        SignIn::Fault(fault) => match fault {
            SignInFault::WrongPassword => "Name oder Passwort ist falsch.",
            SignInFault::Unreachable => {
                "Der Buchungsserver ist nicht erreichbar. Prüfen Sie die Verbindung und versuchen Sie es erneut."
            }
            SignInFault::RateLimited(Some(wait)) => {
                return format!("Zu viele Versuche. Versuchen Sie es in {wait} erneut.");
            }
            SignInFault::RateLimited(None) => "Zu viele Versuche. Versuchen Sie es in einer Minute erneut.",
            SignInFault::Maintenance => "Der Buchungsserver wird gewartet. Versuchen Sie es in einigen Minuten erneut.",
            SignInFault::TooOld => "Eine neue Version ist nötig. Laden Sie die Seite neu und melden Sie sich dann an.",
            SignInFault::Unreadable => {
                "Die Antwort des Buchungsservers ist unverständlich. Versuchen Sie es später erneut."
            }
            SignInFault::Server => "Auf dem Server ist etwas schiefgegangen. Versuchen Sie es gleich noch einmal.",
        },
        SignIn::WasSignedOut => "Sie wurden abgemeldet. Melden Sie sich an, um dort weiterzumachen, wo Sie waren.",
        SignIn::SignedOutElsewhere => "Sie haben sich in einem anderen Tab abgemeldet.",
        SignIn::OtherPerson => {
            "In diesem Browser hat sich jemand anderes angemeldet. Deshalb sind Sie hier abgemeldet."
        }
    }
    .to_owned()
}

fn list(part: List<'_>) -> String {
    match part {
        List::Caption(date) => return format!("Buchungen: {date}"),
        List::Column(column) => match column {
            Column::Time => "Zeit",
            Column::Room => "Zimmer",
            Column::Guest => "Gast",
            Column::Party => "Personen",
            Column::Stay => "Aufenthalt",
            Column::Status => "Status",
            Column::Action => "Nächster Schritt",
        },
        List::Counter(counter) => match counter {
            CounterWord::Arriving => "Anreisen",
            CounterWord::InHouse => "Im Haus",
            CounterWord::Leaving => "Abreisen",
            CounterWord::NeedsAction => "Zu erledigen",
        },
        List::Counters => "Nur zeigen",
        List::Status(status) => match status {
            StatusWord::Pending => "Angefragt",
            StatusWord::Confirmed => "Bestätigt",
            StatusWord::CheckedIn => "Im Haus",
            StatusWord::CheckedOut => "Abgereist",
            StatusWord::Cancelled => "Storniert",
            StatusWord::NoShow => "Nicht erschienen",
        },
        List::StatusFilter => "Status",
        List::Search => "Suche",
        List::SearchHint => "Gast, Zimmer oder Notiz",
        List::ClearFilters => "Filter löschen",
        List::Shown(shown, total) if shown.value == total.value => {
            return plural(total, "Buchung", "Buchungen");
        }
        List::Shown(shown, total) => {
            return format!("{} von {}", shown.text, plural(total, "Buchung", "Buchungen"));
        }
        List::EmptyDay => "Keine Buchungen an diesem Tag.",
        List::NoMatch => "Keine Buchung passt zu diesen Filtern.",
        List::Connecting => "Verbindung wird aufgebaut…",
        List::ConnectingText => "Ihre Buchungen erscheinen gleich.",
        List::FeedRefused => "Sie können die Buchungen dieses Hauses nicht sehen.",
        List::FeedRefusedText => "Bitten Sie um Zugang oder wählen Sie ein anderes Haus.",
        List::NoVenue => "Zu Ihrem Konto gehört kein Haus. Bitten Sie um Zugang.",
        List::Unreadable(Count { value: 1, .. }) => {
            "Eine Änderung war nicht lesbar. Die Liste wurde neu geladen, damit sie stimmt."
        }
        List::Unreadable(count) => {
            return format!(
                "{} Änderungen waren nicht lesbar. Die Liste wurde neu geladen, damit sie stimmt.",
                count.text
            );
        }
        List::IgnoredInLink(what) => {
            return format!("Ein Teil des Links ist unbekannt und bleibt unbeachtet: {what}");
        }
        List::DayTurned(date) => return format!("Ein neuer Tag: {date}."),
    }
    .to_owned()
}

fn row(part: Row<'_>) -> String {
    match part {
        Row::Arrives => "reist an",
        Row::Leaves => "reist ab",
        Row::NoRoom => "Kein Zimmer",
        Row::Attention(why) => match why {
            AttentionWord::DepartureOverdue => "Abreise überfällig",
            AttentionWord::ArrivalOverdue => "Anreise überfällig",
            AttentionWord::Overlap => "Zimmer doppelt belegt",
            AttentionWord::Unsettled => "Änderung zu prüfen",
            AttentionWord::Unconfirmed => "Zu bestätigen",
            AttentionWord::NoRoom => "Braucht ein Zimmer",
        },
        Row::Nights(nights) => return plural(nights, "Nacht", "Nächte"),
        Row::DayUse => "Tagesaufenthalt",
        Row::Party(people) => return plural(people, "Person", "Personen"),
        Row::SetAside => "Ein neuerer Stand dieser Buchung war nicht lesbar.",
    }
    .to_owned()
}

/// The action as a button says it, and as a noun within a sentence.
fn action(word: ActionWord) -> (&'static str, &'static str) {
    match word {
        ActionWord::Create => ("Anlegen", "das Anlegen"),
        ActionWord::Confirm => ("Bestätigen", "das Bestätigen"),
        ActionWord::CheckIn => ("Einchecken", "das Einchecken"),
        ActionWord::CheckOut => ("Auschecken", "das Auschecken"),
        ActionWord::MarkNoShow => ("Nicht erschienen", "das Vermerken"),
        ActionWord::Cancel => ("Stornieren", "das Stornieren"),
        ActionWord::Move => ("Umbuchen", "das Umbuchen"),
        ActionWord::SetNote => ("Notiz speichern", "das Speichern"),
        ActionWord::Undo => ("Rückgängig", "das Zurücknehmen"),
    }
}

fn done(word: ActionWord) -> &'static str {
    match word {
        ActionWord::Create => "angelegt",
        ActionWord::Confirm => "bestätigt",
        ActionWord::CheckIn => "eingecheckt",
        ActionWord::CheckOut => "ausgecheckt",
        ActionWord::MarkNoShow => "als nicht erschienen vermerkt",
        ActionWord::Cancel => "storniert",
        ActionWord::Move => "umgebucht",
        ActionWord::SetNote => "notiert",
        ActionWord::Undo => "zurückgenommen",
    }
}

fn acting(part: Acting<'_>) -> String {
    match part {
        Acting::Button(word) => action(word).0.to_owned(),
        Acting::ButtonFor(word, guest) => format!("{}: {guest}", action(word).0),
        Acting::Sending(_) => "Wird gesendet…".to_owned(),
        Acting::Done(word, guest) => format!("{guest}: {}.", done(word)),
        Acting::Refused(word, refusal) => refused(word, refusal),
        Acting::Unknown(word, guest) => format!(
            "Wir wissen noch nicht, ob „{}“ angekommen ist. Wir prüfen es, sobald die Verbindung steht; bitte \
             wiederholen Sie es nicht.",
            outbox::label(word, guest)
        ),
        Acting::Queued(true) => "Auf diesem Gerät gespeichert, wartet auf das Senden.".to_owned(),
        Acting::Queued(false) => {
            "Wartet auf das Senden. Lassen Sie diese Seite offen: Auf diesem Gerät ist es nicht gespeichert."
                .to_owned()
        }
        Acting::NotAllowed(word, allowed) => roles::not_allowed(word, allowed),
        Acting::RoleAllows(allowed) => roles::allows(allowed),
        Acting::ChooseRoom(guest) => format!("Zimmer wählen für {guest}"),
        Acting::ChooseRoomText => {
            "Angeboten werden nur Zimmer, die während des ganzen Aufenthalts frei sind.".to_owned()
        }
        Acting::Room => "Zimmer".to_owned(),
        Acting::NoFreeRoom => "Kein Zimmer ist während des ganzen Aufenthalts frei.".to_owned(),
    }
}

fn refused(word: ActionWord, refusal: Refusal) -> String {
    match refusal {
        Refusal::Forbidden => return roles::cannot(word),
        Refusal::NotFound => "Diese Buchung gibt es nicht mehr.",
        Refusal::VersionConflict => {
            "Jemand anderes hat diese Buchung geändert. Ihre Änderung ist nicht gespeichert; sehen Sie erst nach."
        }
        Refusal::AlreadyDone => return format!("Schon {}.", done(word)),
        Refusal::InvalidTransition => return format!("Bei dieser Buchung jetzt nicht möglich: {}.", action(word).0),
        Refusal::Overlap => "Dieses Zimmer ist schon vergeben. Wählen Sie ein anderes.",
        Refusal::UndoExpired => "Zum Zurücknehmen ist es zu spät.",
        Refusal::CommandExpired => "Der Weg zum Server dauerte zu lange. Ihre Änderung wurde nicht gespeichert.",
        Refusal::RateLimited => "Zu viele Änderungen auf einmal. Versuchen Sie es in einigen Sekunden erneut.",
        Refusal::TooOld => {
            "Eine neue Version ist nötig. Ihre Änderung wurde nicht gespeichert; laden Sie erst die Seite neu."
        }
        Refusal::Maintenance => "Der Buchungsserver wird gewartet. Ihre Änderung wurde nicht gespeichert.",
        Refusal::SignedOut => "Sie wurden abgemeldet. Ihre Änderung wurde nicht gespeichert.",
        Refusal::OutboxFull => {
            "Auf diesem Gerät wartet schon zu viel. Ihre Änderung wurde nicht gespeichert; lassen Sie erst den Rest senden."
        }
        Refusal::NeedsConnection => return format!("Ohne Verbindung geht {} nicht.", action(word).1),
        Refusal::Server => "Auf dem Server ist etwas schiefgegangen. Ihre Änderung wurde nicht gespeichert.",
    }
    .to_owned()
}

fn setup(part: Setup<'_>) -> String {
    match part {
        Setup::Mistake(field) => format!("In der Einrichtungsdatei ist ein Fehler: {field}."),
        Setup::Unreadable => "Die Einrichtungsdatei ist nicht lesbar.".to_owned(),
        Setup::WhatToDo => {
            "Wer Deskbell betreut, kann das in der config.json richtigstellen. Laden Sie danach die Seite neu.".to_owned()
        }
        Setup::Cause => "Einzelheiten".to_owned(),
    }
}
