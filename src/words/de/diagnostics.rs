//! German: diagnostics.

use super::super::connection::ChipState;
use super::super::diagnostics::{
    Act, CauseWord, Chart, ChartColumn, CheckWord, Diagnostics, DoneWord, Length, LevelWord, Log, NumberWord,
    Outcome, Part, TimerWord, TransportWord, VerdictWord,
};
use super::connection::chip;
use super::plural;

pub(super) fn diagnostics(part: Diagnostics<'_>) -> String {
    match part {
        Diagnostics::Title => "Diagnose",
        Diagnostics::Close => "Schließen",
        Diagnostics::Verdict(word) => return verdict(word),
        Diagnostics::Checking => "Die Wege zum Server werden geprüft…",
        Diagnostics::Also(word) => return also(word),
        Diagnostics::Part(part) => match part {
            Part::Checks => "Prüfungen",
            Part::Numbers => "Zahlen",
            Part::Chart => "Verlauf",
            Part::Timeline => "Zustände",
            Part::Log => "Protokoll",
        },
        Diagnostics::Check(word) => check(word),
        Diagnostics::Result(word, outcome, measured) => return result(word, outcome, measured),
        Diagnostics::Advice(word) => advice(word),
        Diagnostics::CheckedAt(time) => return format!("Geprüft um {time}"),
        Diagnostics::Number(word) => number(word),
        Diagnostics::Why(word) => why(word),
        Diagnostics::NothingYet => "noch nichts",
        Diagnostics::ReconnectCauses(causes) => return format!("Warum: {causes}"),
        Diagnostics::Unsent(count) => return plural(count, "Änderung", "Änderungen"),
        Diagnostics::Gaps(count) => return format!("{} geschlossen", plural(count, "Lücke", "Lücken")),
        Diagnostics::Transport(word) => match word {
            TransportWord::WebSocket => "WebSocket",
            TransportWord::Polling => "Long-Polling",
            TransportWord::Nothing => "Keiner",
        },
        Diagnostics::Cause(word) => match word {
            CauseWord::Network => "Netz",
            CauseWord::Server => "Server",
            CauseWord::SignIn => "Anmeldung",
            CauseWord::Unreadable => "unlesbare Antwort",
            CauseWord::TooMany => "zu viele Anfragen",
            CauseWord::TooOld => "alte Version",
            CauseWord::Storage => "Speicher",
            CauseWord::Page => "diese Seite",
        },
        Diagnostics::State(ChipState::Polling(_)) => "In Abständen geholt",
        Diagnostics::State(state) => return chip(state),
        Diagnostics::Length(length) => return length_of(length),
        Diagnostics::Do(act) => match act {
            Act::RunChecks => "Prüfungen starten",
            Act::CopySummary => "Zusammenfassung kopieren",
            Act::Export => "JSON exportieren",
            Act::CopyLog => "Protokoll kopieren",
            Act::SignIn => "Anmelden",
        },
        Diagnostics::Done(word) => return done(word),
        Diagnostics::Privacy => {
            "Zusammenfassung und Datei enthalten keine Gäste, Adressen, Notizen oder Passwörter: Sie können sie \
             weitergeben."
        }
        Diagnostics::Chart(part) => return chart(part),
        Diagnostics::Log(part) => return log(part),
    }
    .to_owned()
}

fn verdict(word: VerdictWord<'_>) -> String {
    match word {
        VerdictWord::Live => "Alles in Ordnung. Jede Änderung erreicht Ihre Liste sofort.",
        VerdictWord::Slow => {
            "Sie sind live, aber die Leitung ist langsam: Änderungen erscheinen vielleicht erst nach Sekunden."
        }
        VerdictWord::Unstable => {
            "Sie sind live, aber Ihre Verbindung bricht immer wieder ab: oft ein schwaches WLAN."
        }
        VerdictWord::Connecting => "Die Verbindung zum Buchungsserver wird aufgebaut…",
        VerdictWord::CatchingUp => "Wieder verbunden; was sich geändert hat, wird nachgeholt.",
        VerdictWord::Lost => "Die Verbindung zum Buchungsserver ist unterbrochen. Die Prüfungen zeigen, warum.",
        VerdictWord::Polled => {
            "Die Live-Aktualisierung ist unterbrochen; die Liste wird stattdessen alle paar Sekunden geholt."
        }
        VerdictWord::ComingBack => {
            "Der Buchungsserver antwortet. Mit dem nächsten Versuch ist die Liste wieder live."
        }
        VerdictWord::NotLoaded => {
            "Der Buchungsserver antwortet, gibt aber die Liste nicht heraus. Deskbell fragt weiter."
        }
        VerdictWord::Restarting => "Der Buchungsserver wird aktualisiert. Das dauert meist weniger als eine Minute.",
        VerdictWord::Paused => "Die Verbindung ist gut. Sie haben die Aktualisierung angehalten.",
        VerdictWord::SignedOut => "Der Buchungsserver antwortet, aber hier ist niemand angemeldet.",
        VerdictWord::TooOld => "Der Buchungsserver verlangt eine neuere Version dieser Seite. Laden Sie sie neu.",
        VerdictWord::Stopped => {
            "Der Buchungsserver hat dieses Gerät abgewiesen; Deskbell versucht es nicht weiter."
        }
        VerdictWord::Offline => "Ihr Gerät ist offline. Prüfen Sie das WLAN oder das Netzwerkkabel.",
        VerdictWord::ServerUnreachable => {
            "Ihr Gerät ist online, aber der Buchungsserver antwortet nicht: Vielleicht ist er ausgefallen."
        }
        VerdictWord::ServerFails => {
            "Der Buchungsserver antwortet, kann aber gerade nicht arbeiten. Hier ist alles in Ordnung."
        }
        VerdictWord::PushBlocked => {
            "Ihr Gerät ist online. Der Server antwortet, aber Live-Aktualisierungen sind blockiert: meist durch einen \
             Firmen-Proxy."
        }
        VerdictWord::WebSocketBlocked => {
            "Sie sind live, über den zweiten Weg: Dieses Netz lässt keine WebSockets durch."
        }
        VerdictWord::SignInRefused => {
            "Der Server antwortet, erkennt Ihre Anmeldung aber nicht mehr an. Melden Sie sich neu an."
        }
        VerdictWord::AllSlow => "Alles kommt durch, aber der Server braucht lange für eine Antwort.",
        VerdictWord::ClockWrong(minutes) => {
            let off = plural(minutes, "Minute", "Minuten");
            return format!(
                "Sie sind verbunden, aber die Uhr dieses Geräts geht um {off} falsch. Zeiten können falsch aussehen."
            );
        }
        VerdictWord::StorageBlocked => {
            "Sie sind verbunden, aber dieser Browser kann keine Änderungen speichern. Was Sie offline tun, geht \
             verloren, wenn Sie den Tab schließen."
        }
    }
    .to_owned()
}

fn also(word: VerdictWord<'_>) -> String {
    if let VerdictWord::ClockWrong(minutes) = word {
        let off = plural(minutes, "Minute", "Minuten");
        format!("Außerdem: Die Uhr dieses Geräts geht um {off} falsch.")
    } else if word == VerdictWord::StorageBlocked {
        "Außerdem: Dieser Browser kann keine Änderungen speichern.".to_owned()
    } else {
        format!("Außerdem: {}", verdict(word))
    }
}

fn check(word: CheckWord) -> &'static str {
    match word {
        CheckWord::Online => "Netz dieses Geräts",
        CheckWord::Server => "Buchungsserver",
        CheckWord::WebSocket => "Live: WebSocket",
        CheckWord::Polling => "Live: Long-Polling",
        CheckWord::Session => "Anmeldung",
        CheckWord::RoundTrip => "Antwortzeit",
        CheckWord::Clock => "Uhr",
        CheckWord::Storage => "Speicher",
        CheckWord::Origin => "Sichere Adresse",
    }
}

fn result(word: CheckWord, outcome: Outcome, measured: Option<&str>) -> String {
    let said = match (word, outcome) {
        (_, Outcome::Idle) => "nicht geprüft",
        (_, Outcome::Running) => "wird geprüft…",
        (_, Outcome::Unknown) => "nicht feststellbar",
        (CheckWord::Online, Outcome::Passed) => "online",
        (CheckWord::Online, _) => "der Browser meldet offline",
        (CheckWord::Server | CheckWord::WebSocket | CheckWord::Polling, Outcome::Passed) => {
            return measured.map_or_else(|| "antwortet".to_owned(), |ms| format!("antwortet, {ms}"));
        }
        (CheckWord::Server, _) => "keine Antwort",
        (CheckWord::WebSocket | CheckWord::Polling, _) => "kommt nicht durch",
        (CheckWord::Session, Outcome::Passed) => "anerkannt",
        (CheckWord::Session, _) => "nicht angemeldet",
        (CheckWord::RoundTrip | CheckWord::Clock, Outcome::Failed) => "nicht messbar",
        (CheckWord::RoundTrip, Outcome::Warned) => {
            return measured.map_or_else(|| "langsam".to_owned(), |ms| format!("langsam, {ms}"));
        }
        (CheckWord::RoundTrip, Outcome::Passed) => {
            return measured.map_or_else(|| "schnell".to_owned(), str::to_owned);
        }
        (CheckWord::Clock, Outcome::Passed) => "richtig",
        (CheckWord::Clock, Outcome::Warned) => {
            return measured.map_or_else(|| "falsch".to_owned(), |length| format!("{length} falsch"));
        }
        (CheckWord::Storage, Outcome::Passed) => "behält Änderungen",
        (CheckWord::Storage, _) => "behält nichts",
        (CheckWord::Origin, Outcome::Passed) => "sicher",
        (CheckWord::Origin, _) => "nicht sicher",
    };
    said.to_owned()
}

fn advice(word: CheckWord) -> &'static str {
    match word {
        CheckWord::Online => "Prüfen Sie WLAN, Netzwerkkabel und Flugmodus.",
        CheckWord::Server => {
            "Öffnen Sie eine andere Seite; geht das, dann fragen Sie, wer den Buchungsserver betreut."
        }
        CheckWord::WebSocket => {
            "Bitten Sie, wer dieses Netz betreut, WebSockets zum Buchungsserver zu erlauben."
        }
        CheckWord::Polling => {
            "Bitten Sie, wer dieses Netz betreut, /socket.io/ zum Buchungsserver zu erlauben."
        }
        CheckWord::Session => "Melden Sie sich an.",
        CheckWord::RoundTrip => "Gehen Sie näher zum WLAN, oder halten Sie große Downloads an.",
        CheckWord::Clock => "Lassen Sie das Gerät seine Uhr selbst stellen, in den Einstellungen.",
        CheckWord::Storage => {
            "Erlauben Sie dieser Seite, Daten zu speichern, schaffen Sie Platz, oder verlassen Sie den privaten Modus."
        }
        CheckWord::Origin => {
            "Öffnen Sie Deskbell über https; dann lässt es sich installieren und kann kopieren."
        }
    }
}

fn number(word: NumberWord) -> &'static str {
    match word {
        NumberWord::LatencyNow => "Antwortzeit jetzt",
        NumberWord::LatencyHalf => "Die Hälfte unter",
        NumberWord::LatencyMost => "95 von 100 unter",
        NumberWord::LatencyNearlyAll => "99 von 100 unter",
        NumberWord::ProofAge => "Alter der letzten Bestätigung",
        NumberWord::Reconnects => "Neu verbunden, letzte Stunde",
        NumberWord::LongestGap => "Längste Lücke",
        NumberWord::Uptime => "Verbunden seit",
        NumberWord::Transport => "Übertragung",
        NumberWord::CaughtUp => "Verpasst und nachgeholt",
        NumberWord::Outbox => "Zu senden",
        NumberWord::Version => "Version",
        NumberWord::Dropped => "Verworfene Einträge",
    }
}

fn why(word: NumberWord) -> &'static str {
    match word {
        NumberWord::LatencyNow => {
            "Eine Frage an den Server und die Antwort; mehr als eine Sekunde spürt man."
        }
        NumberWord::LatencyHalf => "Was auf dieser Leitung üblich ist.",
        NumberWord::LatencyMost => "Viel mehr als die Hälfte heißt: ungleichmäßig.",
        NumberWord::LatencyNearlyAll => "Das Schlimmste, das ab und zu vorkommt.",
        NumberWord::ProofAge => "Wann zuletzt bestätigt war, dass die Liste der des Servers gleicht.",
        NumberWord::Reconnects => "Mehr als ein paar deuten auf das WLAN oder einen Proxy.",
        NumberWord::LongestGap => "Die längste Zeit ohne Live-Aktualisierung, seit die Seite offen ist.",
        NumberWord::Uptime => "Lang ist gut: Nichts hat sie unterbrochen.",
        NumberWord::Transport => "Womit Änderungen kommen; beide Wege sind live.",
        NumberWord::CaughtUp => "Änderungen, die nach einer Lücke kamen; keine ist verloren.",
        NumberWord::Outbox => "Was Sie getan haben und der Server noch nicht bestätigt hat.",
        NumberWord::Version => "Danach wird zuerst gefragt, wenn jemand hilft.",
        NumberWord::Dropped => "Der Speicher ist begrenzt: Die ältesten Einträge machen Platz.",
    }
}

fn length_of(length: Length<'_>) -> String {
    match length {
        Length::Ms(ms) => format!("{ms} ms"),
        Length::Seconds(seconds) => format!("{seconds} s"),
        Length::Minutes(minutes, seconds) => format!("{minutes} min {seconds} s"),
        Length::Hours(hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

fn done(word: DoneWord<'_>) -> String {
    match word {
        DoneWord::SummaryCopied => "Zusammenfassung kopiert.",
        DoneWord::LogCopied => "Protokoll kopiert.",
        DoneWord::CopyFailed => {
            "Der Browser erlaubt hier kein Kopieren. Exportieren Sie stattdessen die Datei."
        }
        DoneWord::Exported(name) => return format!("Gespeichert: {name}"),
        DoneWord::ExportFailed => {
            "Die Datei konnte nicht gespeichert werden. Kopieren Sie stattdessen die Zusammenfassung."
        }
    }
    .to_owned()
}

fn chart(part: Chart<'_>) -> String {
    match part {
        Chart::Label(minutes) => return format!("Die Verbindung in den letzten {minutes} Minuten"),
        Chart::Range => "Gezeigte Zeit",
        Chart::Minutes(minutes) => return format!("{minutes} min"),
        Chart::MinutesAgo(minutes) => return format!("vor {minutes} min"),
        Chart::Now => "jetzt",
        Chart::Empty => "Noch keine Antwortzeit gemessen.",
        Chart::Moment => "Zeitpunkt im Verlauf",
        Chart::NotOpen => "Die Seite war noch nicht offen",
        Chart::NoRoundTrip => "keine Antwortzeit",
        Chart::Dots => "je eine Antwortzeit",
        Chart::Line => "die Hälfte ist schneller",
        Chart::Band => "95 von 100 sind schneller",
        Chart::Ticks => "Einträge im Protokoll",
        Chart::Hatch => "nicht live: unbekannt",
        Chart::Table => "Dasselbe als Tabelle",
        Chart::Column(column) => match column {
            ChartColumn::From => "Ab",
            ChartColumn::States => "Zustand",
            ChartColumn::Half => "Die Hälfte unter",
            ChartColumn::Most => "95 von 100 unter",
            ChartColumn::RoundTrips => "Antwortzeiten",
            ChartColumn::Records => "Einträge",
        },
    }
    .to_owned()
}

fn log(part: Log<'_>) -> String {
    match part {
        Log::Level => "Zeigen",
        Log::UpTo(level) => match level {
            LevelWord::Error => "Fehler",
            LevelWord::Warn => "Warnungen und Fehler",
            LevelWord::Info => "Alle Schritte",
            LevelWord::Debug => "Alles",
        },
        Log::Of(level) => match level {
            LevelWord::Error => "Fehler",
            LevelWord::Warn => "Warnung",
            LevelWord::Info => "Schritt",
            LevelWord::Debug => "Detail",
        },
        Log::Search => "Protokoll durchsuchen",
        Log::Shown(shown, total) if shown.value == total.value => {
            return plural(total, "Eintrag", "Einträge");
        }
        Log::Shown(shown, total) => {
            return format!("{} von {}", shown.text, plural(total, "Eintrag", "Einträgen"));
        }
        Log::NoMatch => "Kein Eintrag passt.",
        Log::Lasted(length) => return format!("{length} lang"),
        Log::Next(timer, wait) => return format!("danach: {} in {wait}", timer_name(timer)),
        Log::NoState => "Noch nichts geschehen.",
    }
    .to_owned()
}

fn timer_name(timer: TimerWord) -> &'static str {
    match timer {
        TimerWord::Retry => "neuer Versuch",
        TimerWord::Connecting => "Ende dieses Versuchs",
        TimerWord::Renewing => "Ende des Wartens auf die Anmeldung",
        TimerWord::Renewal => "Erneuerung der Anmeldung",
        TimerWord::Probe => "Lebenszeichen",
        TimerWord::Recheck => "zweiter Blick",
        TimerWord::Heartbeat => "Lebenszeichen des Servers",
        TimerWord::Answer => "Ende des Wartens auf eine Antwort",
        TimerWord::Upgrade => "Rückweg zum WebSocket",
        TimerWord::Outbox => "Senden",
        TimerWord::Poll => "Abruf",
        TimerWord::Gap => "fehlende Änderung",
        TimerWord::Reload => "erneutes Laden",
        TimerWord::Steady => "Leitung gilt als ruhig",
        TimerWord::Checks => "Ende der Prüfungen",
        TimerWord::Display => "nächstes Wort zur Verbindung",
    }
}
