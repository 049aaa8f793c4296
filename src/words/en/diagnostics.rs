//! English: diagnostics.

use super::super::connection::ChipState;
use super::super::diagnostics::{
    Act, CauseWord, Chart, ChartColumn, CheckWord, Diagnostics, DoneWord, Length, LevelWord, Log, NumberWord,
    Outcome, Part, TimerWord, TransportWord, VerdictWord,
};
use super::connection::chip;
use super::plural;

pub(super) fn diagnostics(part: Diagnostics<'_>) -> String {
    match part {
        Diagnostics::Title => "Diagnostics",
        Diagnostics::Close => "Close",
        Diagnostics::Verdict(word) => return verdict(word),
        Diagnostics::Checking => "Checking the ways to the server…",
        Diagnostics::Also(word) => return also(word),
        Diagnostics::Part(part) => match part {
            Part::Checks => "Checks",
            Part::Numbers => "Numbers",
            Part::Chart => "Over time",
            Part::Timeline => "States",
            Part::Log => "Log",
        },
        Diagnostics::Check(word) => check(word),
        Diagnostics::Result(word, outcome, measured) => return result(word, outcome, measured),
        Diagnostics::Advice(word) => advice(word),
        Diagnostics::CheckedAt(time) => return format!("Checked at {time}"),
        Diagnostics::Number(word) => number(word),
        Diagnostics::Why(word) => why(word),
        Diagnostics::NothingYet => "nothing yet",
        Diagnostics::ReconnectCauses(causes) => return format!("Why: {causes}"),
        Diagnostics::Unsent(count) => return plural(count, "change", "changes"),
        Diagnostics::Gaps(count) => return format!("{} mended", plural(count, "gap", "gaps")),
        Diagnostics::Transport(word) => match word {
            TransportWord::WebSocket => "WebSocket",
            TransportWord::Polling => "Long-polling",
            TransportWord::Nothing => "None",
        },
        Diagnostics::Cause(word) => match word {
            CauseWord::Network => "network",
            CauseWord::Server => "server",
            CauseWord::SignIn => "sign-in",
            CauseWord::Unreadable => "unreadable answer",
            CauseWord::TooMany => "too many requests",
            CauseWord::TooOld => "old version",
            CauseWord::Storage => "storage",
            CauseWord::Page => "this page",
        },
        Diagnostics::State(ChipState::Polling(_)) => "Fetched at intervals",
        Diagnostics::State(state) => return chip(state),
        Diagnostics::Length(length) => return length_of(length),
        Diagnostics::Do(act) => match act {
            Act::RunChecks => "Run checks",
            Act::CopySummary => "Copy summary",
            Act::Export => "Export JSON",
            Act::CopyLog => "Copy log",
            Act::SignIn => "Sign in",
        },
        Diagnostics::Done(word) => return done(word),
        Diagnostics::Privacy => {
            "Summary and file hold no guest, address, note or password: safe to send to whoever helps you."
        }
        Diagnostics::Chart(part) => return chart(part),
        Diagnostics::Log(part) => return log(part),
    }
    .to_owned()
}

fn verdict(word: VerdictWord<'_>) -> String {
    match word {
        VerdictWord::Live => "All is well. Every change reaches your list at once.",
        VerdictWord::Slow => "You're live, but the line is slow: changes may take a few seconds to show.",
        VerdictWord::Unstable => "You're live, but your connection keeps dropping: often a weak Wi-Fi.",
        VerdictWord::Connecting => "Connecting to the booking server…",
        VerdictWord::CatchingUp => "Connected again, and catching up with what changed.",
        VerdictWord::Lost => "The connection to the booking server is lost. The checks tell why.",
        VerdictWord::Polled => "Live updates are interrupted; the list is fetched every few seconds instead.",
        VerdictWord::ComingBack => "The booking server answers. The list is live again with the next try.",
        VerdictWord::NotLoaded => "The booking server answers, but does not give the list. Deskbell keeps asking.",
        VerdictWord::Restarting => "The booking server is being updated. This usually takes under a minute.",
        VerdictWord::Paused => "The connection is well. You paused the updates.",
        VerdictWord::SignedOut => "The booking server answers, but nobody is signed in here.",
        VerdictWord::TooOld => "The booking server needs a newer version of this page. Reload it.",
        VerdictWord::Stopped => "The booking server refused this device, so Deskbell stopped trying.",
        VerdictWord::Offline => "Your device is offline. Check its Wi-Fi or its network cable.",
        VerdictWord::ServerUnreachable => {
            "Your device is online, but the booking server doesn't answer: it may be down."
        }
        VerdictWord::ServerFails => {
            "The booking server answers, but it can't do its work right now. Nothing here is wrong."
        }
        VerdictWord::PushBlocked => {
            "Your device is online. The server answers, but live updates are blocked: usually a company proxy."
        }
        VerdictWord::WebSocketBlocked => {
            "You're live, over the second way: this network lets no WebSocket through."
        }
        VerdictWord::SignInRefused => {
            "The server answers, but it no longer accepts your sign-in. Sign in again."
        }
        VerdictWord::AllSlow => "Everything gets through, but the server takes long to answer.",
        VerdictWord::ClockWrong(minutes) => {
            let off = plural(minutes, "minute", "minutes");
            return format!("You're connected, but this device's clock is {off} off. Times may look wrong.");
        }
        VerdictWord::StorageBlocked => {
            "You're connected, but this browser can't store changes. What you do offline is lost if you close the tab."
        }
    }
    .to_owned()
}

fn also(word: VerdictWord<'_>) -> String {
    if let VerdictWord::ClockWrong(minutes) = word {
        format!("Also: this device's clock is {} off.", plural(minutes, "minute", "minutes"))
    } else if word == VerdictWord::StorageBlocked {
        "Also: this browser can't store changes.".to_owned()
    } else {
        format!("Also: {}", verdict(word))
    }
}

fn check(word: CheckWord) -> &'static str {
    match word {
        CheckWord::Online => "Network of this device",
        CheckWord::Server => "Booking server",
        CheckWord::WebSocket => "Live updates: WebSocket",
        CheckWord::Polling => "Live updates: long-polling",
        CheckWord::Session => "Sign-in",
        CheckWord::RoundTrip => "Round trip",
        CheckWord::Clock => "Clock",
        CheckWord::Storage => "Storage",
        CheckWord::Origin => "Secure address",
    }
}

fn result(word: CheckWord, outcome: Outcome, measured: Option<&str>) -> String {
    let said = match (word, outcome) {
        (_, Outcome::Idle) => "not checked",
        (_, Outcome::Running) => "checking…",
        (_, Outcome::Unknown) => "can't be told",
        (CheckWord::Online, Outcome::Passed) => "online",
        (CheckWord::Online, _) => "the browser says offline",
        (CheckWord::Server | CheckWord::WebSocket | CheckWord::Polling, Outcome::Passed) => {
            return measured.map_or_else(|| "answers".to_owned(), |ms| format!("answers, {ms}"));
        }
        (CheckWord::Server, _) => "no answer",
        (CheckWord::WebSocket | CheckWord::Polling, _) => "doesn't get through",
        (CheckWord::Session, Outcome::Passed) => "accepted",
        (CheckWord::Session, _) => "not signed in",
        (CheckWord::RoundTrip | CheckWord::Clock, Outcome::Failed) => "couldn't be measured",
        (CheckWord::RoundTrip, Outcome::Warned) => {
            return measured.map_or_else(|| "slow".to_owned(), |ms| format!("slow, {ms}"));
        }
        (CheckWord::RoundTrip, Outcome::Passed) => {
            return measured.map_or_else(|| "quick".to_owned(), str::to_owned);
        }
        (CheckWord::Clock, Outcome::Passed) => "right",
        (CheckWord::Clock, Outcome::Warned) => {
            return measured.map_or_else(|| "off".to_owned(), |length| format!("{length} off"));
        }
        (CheckWord::Storage, Outcome::Passed) => "keeps changes",
        (CheckWord::Storage, _) => "keeps nothing",
        (CheckWord::Origin, Outcome::Passed) => "secure",
        (CheckWord::Origin, _) => "not secure",
    };
    said.to_owned()
}

fn advice(word: CheckWord) -> &'static str {
    match word {
        CheckWord::Online => "Check the Wi-Fi, the network cable or flight mode.",
        CheckWord::Server => "Try another page; if that works, tell whoever runs the booking server.",
        CheckWord::WebSocket => "Ask whoever runs this network to allow WebSockets to the booking server.",
        CheckWord::Polling => "Ask whoever runs this network to allow /socket.io/ to the booking server.",
        CheckWord::Session => "Sign in.",
        CheckWord::RoundTrip => "Move nearer to the Wi-Fi, or pause large downloads.",
        CheckWord::Clock => "Let the device set its clock by itself, in its settings.",
        CheckWord::Storage => "Allow this site to store data, free some space, or leave private mode.",
        CheckWord::Origin => "Open Deskbell over https, so that it can be installed and copy texts.",
    }
}

fn number(word: NumberWord) -> &'static str {
    match word {
        NumberWord::LatencyNow => "Round trip now",
        NumberWord::LatencyHalf => "Half within",
        NumberWord::LatencyMost => "95 of 100 within",
        NumberWord::LatencyNearlyAll => "99 of 100 within",
        NumberWord::ProofAge => "Age of the last proof",
        NumberWord::Reconnects => "Reconnections this hour",
        NumberWord::LongestGap => "Longest gap",
        NumberWord::Uptime => "Connected for",
        NumberWord::Transport => "Transport",
        NumberWord::CaughtUp => "Missed and caught up",
        NumberWord::Outbox => "To be sent",
        NumberWord::Version => "Version",
        NumberWord::Dropped => "Records let go",
    }
}

fn why(word: NumberWord) -> &'static str {
    match word {
        NumberWord::LatencyNow => "A question to the server and its answer; people feel more than a second.",
        NumberWord::LatencyHalf => "What is usual on this line.",
        NumberWord::LatencyMost => "A wide gap to the half means an uneven line.",
        NumberWord::LatencyNearlyAll => "The worst that you meet now and then.",
        NumberWord::ProofAge => "How long ago the list was last proved equal to the server's.",
        NumberWord::Reconnects => "More than a few point to the Wi-Fi or a proxy.",
        NumberWord::LongestGap => "The longest time without live updates since the page was opened.",
        NumberWord::Uptime => "Long is good: nothing broke it.",
        NumberWord::Transport => "What carries the changes; both ways are live.",
        NumberWord::CaughtUp => "Changes that came after a gap; none of them is lost.",
        NumberWord::Outbox => "What you did and the server has not confirmed.",
        NumberWord::Version => "Whoever helps you asks for it first.",
        NumberWord::Dropped => "Memory is bounded: the oldest records make room.",
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
        DoneWord::SummaryCopied => "Summary copied.",
        DoneWord::LogCopied => "Log copied.",
        DoneWord::CopyFailed => "The browser doesn't allow copying here. Use Export JSON instead.",
        DoneWord::Exported(name) => return format!("Saved: {name}"),
        DoneWord::ExportFailed => "The file couldn't be saved. Use Copy summary instead.",
    }
    .to_owned()
}

fn chart(part: Chart<'_>) -> String {
    match part {
        Chart::Label(minutes) => return format!("The connection in the last {minutes} minutes"),
        Chart::Range => "Time shown",
        Chart::Minutes(minutes) => return format!("{minutes} min"),
        Chart::MinutesAgo(minutes) => return format!("{minutes} min ago"),
        Chart::Now => "now",
        Chart::Empty => "No round trip was measured yet.",
        Chart::Moment => "Moment on the chart",
        Chart::NotOpen => "The page was not open yet",
        Chart::NoRoundTrip => "no round trip",
        Chart::Dots => "a round trip each",
        Chart::Line => "half are quicker",
        Chart::Band => "95 of 100 are quicker",
        Chart::Ticks => "log records",
        Chart::Hatch => "not live: not known",
        Chart::Table => "The same as a table",
        Chart::Column(column) => match column {
            ChartColumn::From => "From",
            ChartColumn::States => "State",
            ChartColumn::Half => "Half within",
            ChartColumn::Most => "95 of 100 within",
            ChartColumn::RoundTrips => "Round trips",
            ChartColumn::Records => "Log records",
        },
    }
    .to_owned()
}

fn log(part: Log<'_>) -> String {
    match part {
        Log::Level => "Show",
        Log::UpTo(level) => match level {
            LevelWord::Error => "Errors",
            LevelWord::Warn => "Warnings and errors",
            LevelWord::Info => "All steps",
            LevelWord::Debug => "Everything",
        },
        Log::Of(level) => match level {
            LevelWord::Error => "error",
            LevelWord::Warn => "warning",
            LevelWord::Info => "step",
            LevelWord::Debug => "detail",
        },
        Log::Search => "Search the log",
        Log::Shown(shown, total) if shown.value == total.value => return plural(total, "record", "records"),
        Log::Shown(shown, total) => {
            return format!("{} of {}", shown.text, plural(total, "record", "records"));
        }
        Log::NoMatch => "No record fits.",
        Log::Lasted(length) => return format!("for {length}"),
        Log::Next(timer, wait) => return format!("next: {} in {wait}", timer_name(timer)),
        Log::NoState => "Nothing happened yet.",
    }
    .to_owned()
}

fn timer_name(timer: TimerWord) -> &'static str {
    match timer {
        TimerWord::Retry => "new try",
        TimerWord::Connecting => "end of this try",
        TimerWord::Renewing => "end of waiting for the sign-in",
        TimerWord::Renewal => "renewal of the sign-in",
        TimerWord::Probe => "sign of life",
        TimerWord::Recheck => "second look",
        TimerWord::Heartbeat => "server's sign of life",
        TimerWord::Answer => "end of waiting for an answer",
        TimerWord::Upgrade => "way back to WebSocket",
        TimerWord::Outbox => "sending",
        TimerWord::Poll => "fetch",
        TimerWord::Gap => "missing change",
        TimerWord::Reload => "loading once more",
        TimerWord::Steady => "line counts as steady",
        TimerWord::Checks => "end of the checks",
        TimerWord::Display => "next word on the connection",
    }
}
