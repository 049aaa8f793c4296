//! What the views use: read-only signals and commands, handed out as `Copy` handles by Leptos' context.
//!
//! - [`RealtimeService`]: the connection, the board, the actions.
//! - [`SessionService`]: who is signed in, at which venue.
//! - [`ShellService`]: the application's own files on the device, and newer ones.
//! - [`use_clock`], [`use_formats`], [`use_language`]: time and words for people.

mod actions;
mod address;
mod application;
mod asked;
mod board;
mod clock;
mod day;
mod days;
mod formats;
mod lock;
mod monitors;
mod offline;
mod offline_start;
mod outages;
mod outbox;
mod paused;
mod preferences;
mod queue;
mod realtime;
mod record;
mod session;
mod shell;
mod speech;
mod start;
mod tab_icon;
mod tabs;

use leptos::prelude::*;

pub use self::address::tell_address;
pub use self::asked::{ActionState, Asked, Undoable};
pub use self::formats::Formats;
pub use self::lock::LeftBehind;
pub use self::monitors::Monitor;
pub use self::outbox::Batch;
pub use self::preferences::Preferences;
pub use self::realtime::{FeedView, Figures, RealtimeService};
pub use self::record::RecordReply;
pub use self::session::{SessionState, SignedOutReason};
pub use self::shell::ShellService;
pub use self::speech::{copy_text, go_back, reload_page, set_title, use_formats, use_language};
pub use self::start::{SessionService, load_config, provide_services};
pub use self::tab_icon::set_tab_icon;
pub use crate::realtime::outbox::{Safety, SignOut, StorageFault, Summary};
pub use crate::realtime::{
    Cause, Change, Check, CheckReport, ConnectionState, ConnectionStatus, Diagnosis, FallbackMode, Fault,
    FaultKind, FeedPhase, Finding, LatencySummary, Level, Missed, Notice, Record, Remedy, Report, Said,
    Sample, Timer, Transport, Verdict,
};

/// The realtime service.
pub fn use_realtime() -> RealtimeService {
    expect_context()
}

/// The session service.
pub fn use_session() -> SessionService {
    expect_context()
}

/// What the person set on this device.
pub fn use_preferences() -> Preferences {
    expect_context()
}

/// The application's files on the device.
pub fn use_shell() -> ShellService {
    expect_context()
}

/// How far the device's clock is off the server's, in milliseconds, where that is enough to mislead people; and how to
/// say that the person knows.
pub fn use_clock_off() -> (Signal<Option<i64>>, Callback<()>) {
    let clock = expect_context::<clock::Clock>();
    (clock.off(), Callback::new(move |()| clock.dismiss_off()))
}

/// The time now, in milliseconds of the server's clock; ticks each second.
pub fn use_clock() -> Signal<i64> {
    expect_context::<clock::Clock>().signal()
}
