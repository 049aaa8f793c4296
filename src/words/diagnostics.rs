//! What diagnostics has to say: the verdict, the checks, the numbers, the chart, the log.

use super::connection::ChipState;
use super::message::Count;

/// Diagnostics, from top to bottom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Diagnostics<'a> {
    /// The title, and the link that leads here.
    Title,
    /// Closes the dialog.
    Close,
    /// What is wrong, in a sentence.
    Verdict(VerdictWord<'a>),
    /// While the checks run.
    Checking,
    /// Something else that is not as it should be, under the verdict.
    Also(VerdictWord<'a>),
    /// A part's title.
    Part(Part),
    /// A check's name.
    Check(CheckWord),
    /// What a check found; with what it measured.
    Result(CheckWord, Outcome, Option<&'a str>),
    /// What to do about a check that did not pass.
    Advice(CheckWord),
    /// When the checks ended.
    CheckedAt(&'a str),
    /// A figure's name.
    Number(NumberWord),
    /// Why a figure matters.
    Why(NumberWord),
    /// In the place of a figure that nothing was measured for.
    NothingYet,
    /// Reconnections and their causes: the list.
    ReconnectCauses(&'a str),
    /// Changes in the outbox.
    Unsent(Count<'a>),
    /// Gaps that were mended.
    Gaps(Count<'a>),
    /// What carries the changes.
    Transport(TransportWord),
    /// Whose fault it was.
    Cause(CauseWord),
    /// The name of a state.
    State(ChipState<'a>),
    /// Lengths of time.
    Length(Length<'a>),
    /// The buttons.
    Do(Act),
    /// What became of a press on one of them.
    Done(DoneWord<'a>),
    /// That the file names nobody.
    Privacy,
    /// The chart.
    Chart(Chart<'a>),
    /// The log, and the timeline.
    Log(Log<'a>),
}

/// The parts of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The checks.
    Checks,
    /// The figures.
    Numbers,
    /// The chart.
    Chart,
    /// The states, one after the other.
    Timeline,
    /// The records.
    Log,
}

/// The verdicts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerdictWord<'a> {
    /// All is well.
    Live,
    /// Live, and late.
    Slow,
    /// Live now, and dropping again and again.
    Unstable,
    /// First connect.
    Connecting,
    /// Back, and about to be live.
    CatchingUp,
    /// Lost, for an unknown reason.
    Lost,
    /// Fetched at intervals, for an unknown reason.
    Polled,
    /// Every way works, and the next try will do.
    ComingBack,
    /// The server answers, and does not give the list.
    NotLoaded,
    /// The server restarts.
    Restarting,
    /// The person paused the updates.
    Paused,
    /// Nobody is signed in.
    SignedOut,
    /// The server wants a newer page.
    TooOld,
    /// The server refused this device.
    Stopped,
    /// The device has no network.
    Offline,
    /// The server does not answer.
    ServerUnreachable,
    /// The server answers that it cannot.
    ServerFails,
    /// Nothing that pushes gets through.
    PushBlocked,
    /// No WebSocket gets through.
    WebSocketBlocked,
    /// The server refuses who we are.
    SignInRefused,
    /// Everything takes long.
    AllSlow,
    /// The clock is off, by so many minutes.
    ClockWrong(Count<'a>),
    /// The browser keeps nothing.
    StorageBlocked,
}

/// The checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckWord {
    /// The browser's word on the network.
    Online,
    /// The server by HTTP.
    Server,
    /// WebSocket.
    WebSocket,
    /// Long-polling.
    Polling,
    /// The session.
    Session,
    /// The time of a question and its answer.
    RoundTrip,
    /// The device's clock.
    Clock,
    /// The browser's storage.
    Storage,
    /// The page's address.
    Origin,
}

/// What came of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Not asked yet.
    Idle,
    /// Being asked.
    Running,
    /// Well.
    Passed,
    /// Cannot be told, since something else is in the way.
    Unknown,
    /// Works, but.
    Warned,
    /// Not well.
    Failed,
}

/// The figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberWord {
    /// The last round trip.
    LatencyNow,
    /// Half are quicker.
    LatencyHalf,
    /// 95 of 100 are quicker.
    LatencyMost,
    /// 99 of 100 are quicker.
    LatencyNearlyAll,
    /// How old the last proof is.
    ProofAge,
    /// Reconnections in the last hour.
    Reconnects,
    /// The longest time without live updates.
    LongestGap,
    /// How long the connection lasts.
    Uptime,
    /// What carries the changes.
    Transport,
    /// Changes that were missed and came later.
    CaughtUp,
    /// What waits to be sent.
    Outbox,
    /// The version of the page.
    Version,
    /// Records that had to make room.
    Dropped,
}

/// What carries the changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransportWord {
    /// A WebSocket.
    WebSocket,
    /// Long-polling.
    Polling,
    /// Nothing right now.
    Nothing,
}

/// Whose fault it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CauseWord {
    /// The way to the server.
    Network,
    /// The server.
    Server,
    /// The sign-in.
    SignIn,
    /// An answer that could not be understood.
    Unreadable,
    /// Too many requests.
    TooMany,
    /// This page is too old.
    TooOld,
    /// The device's storage.
    Storage,
    /// This page, or who uses it.
    Page,
}

/// A length of time; numbers as people read them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length<'a> {
    /// Milliseconds.
    Ms(&'a str),
    /// Seconds.
    Seconds(&'a str),
    /// Minutes and seconds.
    Minutes(&'a str, &'a str),
    /// Hours and minutes.
    Hours(&'a str, &'a str),
}

/// The buttons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Run the checks.
    RunChecks,
    /// Put the summary on the clipboard.
    CopySummary,
    /// Save everything as a file.
    Export,
    /// Put the log on the clipboard.
    CopyLog,
    /// Go to the sign-in page.
    SignIn,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DoneWord<'a> {
    /// The summary is on the clipboard.
    SummaryCopied,
    /// The log is on the clipboard.
    LogCopied,
    /// The browser does not let us.
    CopyFailed,
    /// The file of that name was handed over.
    Exported(&'a str),
    /// It could not be.
    ExportFailed,
}

/// The chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chart<'a> {
    /// Names it: so many minutes.
    Label(&'a str),
    /// Names the choice of its length.
    Range,
    /// One of them.
    Minutes(&'a str),
    /// Its left edge.
    MinutesAgo(&'a str),
    /// Its right edge.
    Now,
    /// Where there is no round trip.
    Empty,
    /// Names the handle of the crosshair.
    Moment,
    /// Before the page was opened, in the crosshair's words.
    NotOpen,
    /// No round trip near the crosshair.
    NoRoundTrip,
    /// What a dot is.
    Dots,
    /// What the line is.
    Line,
    /// What the band is.
    Band,
    /// What the ticks are.
    Ticks,
    /// What the hatch is.
    Hatch,
    /// Opens the table.
    Table,
    /// Over the table's columns.
    Column(ChartColumn),
}

/// The table's columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChartColumn {
    /// From when.
    From,
    /// Which states.
    States,
    /// Half are quicker.
    Half,
    /// 95 of 100 are quicker.
    Most,
    /// How many round trips.
    RoundTrips,
    /// How many records.
    Records,
}

/// The log and the timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Log<'a> {
    /// Names the choice of the level.
    Level,
    /// A level and the graver ones.
    UpTo(LevelWord),
    /// A level.
    Of(LevelWord),
    /// Names the search field.
    Search,
    /// How many are shown, of how many.
    Shown(Count<'a>, Count<'a>),
    /// Nothing fits.
    NoMatch,
    /// How long a state lasted.
    Lasted(&'a str),
    /// What was due next, and in how long.
    Next(TimerWord, &'a str),
    /// No state yet.
    NoState,
}

/// The levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LevelWord {
    /// Something was lost or refused.
    Error,
    /// Something is being mended.
    Warn,
    /// A step.
    Info,
    /// Everything.
    Debug,
}

/// What a timer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimerWord {
    /// The next try.
    Retry,
    /// The limit of connecting.
    Connecting,
    /// The limit of the sign-in's renewal.
    Renewing,
    /// The next renewal of the sign-in.
    Renewal,
    /// The next sign of life, or its limit.
    Probe,
    /// A second look after a pause.
    Recheck,
    /// The server's own sign of life.
    Heartbeat,
    /// The limit of an answer.
    Answer,
    /// The way back to a WebSocket.
    Upgrade,
    /// The outbox.
    Outbox,
    /// The next fetch.
    Poll,
    /// A change that is missing.
    Gap,
    /// Loading once more.
    Reload,
    /// The line counts as steady.
    Steady,
    /// The checks' limit.
    Checks,
    /// What people see.
    Display,
}
