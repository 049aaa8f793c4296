//! What there is to say of the connection: the chip, the banner, "as of".

use super::message::Count;

/// The chip's states: a closed list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChipState<'a> {
    /// First connect.
    Connecting,
    /// Changes arrive as they happen.
    Live,
    /// Live, but late.
    Slow,
    /// Back, and about to be live.
    CatchingUp,
    /// Lost, and trying.
    Reconnecting,
    /// Lost for long, since the given time if that is known.
    NotLive(Option<&'a str>),
    /// The browser says that there is no network.
    Offline,
    /// Refreshed by asking, every so many seconds.
    Polling(&'a str),
    /// Drops again and again.
    Unstable,
    /// The server announced a restart.
    Restarting,
    /// The person paused the updates.
    Paused,
    /// The session is over.
    SignedOut,
    /// Refused for good.
    Stopped,
}

/// What the banner can be about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Banner {
    /// The server was not reached since the page was opened.
    Unreached,
    /// Lost for some seconds.
    Reconnecting,
    /// Lost for long.
    StillTrying,
    /// Connected, and the list cannot be loaded.
    LoadFailed,
    /// The browser says that there is no network.
    Offline,
    /// Refreshed by asking.
    Polling,
    /// Refreshed by asking, since this network lets nothing else through.
    Blocked,
    /// Back, and about to be live.
    CatchingUp,
    /// Drops again and again.
    Unstable,
    /// The server announced a restart.
    Restarting,
    /// The server refused this device.
    Stopped,
    /// The server wants a newer version of this page.
    TooOld,
}

impl Banner {
    /// Every banner.
    pub const ALL: [Self; 12] = [
        Self::Unreached,
        Self::Reconnecting,
        Self::StillTrying,
        Self::LoadFailed,
        Self::Offline,
        Self::Polling,
        Self::Blocked,
        Self::CatchingUp,
        Self::Unstable,
        Self::Restarting,
        Self::Stopped,
        Self::TooOld,
    ];
}

/// What becomes of what a person does while nothing goes through. Each is said only where it is true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate<'a> {
    /// It is kept on the device: said in the first seconds.
    Kept,
    /// The same, when it lasts.
    Saved,
    /// The same, without a network.
    SentWhenBack,
    /// It lives as long as this page.
    WhilePageIsOpen,
    /// So many are kept, and go out after the reload.
    KeptForReload(Count<'a>),
}

/// What checks found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// Every way works.
    Well,
    /// There is no network.
    Offline,
    /// The server does not answer.
    Unreachable,
    /// The server answers that it cannot.
    ServerFails,
    /// Nothing that pushes gets through.
    PushBlocked,
    /// WebSockets do not get through.
    WebSocketBlocked,
    /// The server refuses who we are.
    SignInRefused,
}

impl Found {
    /// Every finding.
    pub const ALL: [Self; 7] = [
        Self::Well,
        Self::Offline,
        Self::Unreachable,
        Self::ServerFails,
        Self::PushBlocked,
        Self::WebSocketBlocked,
        Self::SignInRefused,
    ];
}

/// The state of the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connection<'a> {
    /// The word on the chip.
    Chip(ChipState<'a>),
    /// What the chip tells to those who cannot see it.
    ChipLabel(ChipState<'a>),
    /// What a slow line means for you.
    SlowHint,
    /// What catching up means for you.
    CatchingUpHint,
    /// What happened.
    Headline(Banner),
    /// What polling means for you, every so many seconds.
    PolledMeaning(&'a str),
    /// The same where nothing else gets through.
    BlockedMeaning(&'a str),
    /// What it means for you; with the time that the list is from, if it was ever proved.
    Meaning(Banner, Option<&'a str>),
    /// What becomes of your changes.
    Fate(Fate<'a>),
    /// The wait before the next try, as in "12 s".
    NextTry(&'a str),
    /// Seconds, as people read them.
    Seconds(&'a str),
    /// Try at once.
    RetryNow,
    /// Try once more after a refusal.
    TryAgain,
    /// Load the page anew.
    Reload,
    /// Find out why.
    Check,
    /// While that is under way.
    Checking,
    /// What was found.
    Found(Found),
    /// Puts what is known of the trouble into the clipboard.
    CopyDetails,
    /// It is in the clipboard.
    Copied,
    /// The browser does not allow it.
    CopyFailed,
    /// Leads to the diagnostics.
    Details,
    /// Other things are to be said as well: how many.
    More(Count<'a>),
    /// The connection is back.
    LiveAgain,
    /// What was missed meanwhile.
    Missed(Count<'a>),
    /// The same where the list was loaded anew.
    Reloaded(Count<'a>),
    /// Leads to what was missed.
    ShowChanges,
    /// What was missed and is none of the rows: how many.
    MissedElsewhere(Count<'a>),
    /// Minutes by which the device's clock is off.
    ClockOff(Count<'a>),
    /// The same in hours.
    ClockOffHours(Count<'a>),
    /// What that means for you.
    ClockMeaning,
}

/// Since when the list is proved right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsOf<'a> {
    /// Proofs arrive as they should.
    JustNow,
    /// The proof is from then.
    At(&'a str),
    /// How long ago that was, in seconds as people read them.
    Ago(&'a str),
    /// Nothing was proved yet.
    Unknown,
}
