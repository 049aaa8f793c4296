//! What the views use: read-only signals and commands, handed out as `Copy` handles by Leptos' context.
//!
//! - [`RealtimeService`]: the connection, the board, the actions.
//! - [`SessionService`]: who is signed in, at which venue.
//! - [`ShellService`]: the application's own files on the device, and newer ones.
//! - [`use_clock`], [`use_formats`], [`use_language`]: time and words for people.

mod actions;
mod application;
mod board;
mod clock;
mod day;
mod formats;
mod monitors;
mod offline;
mod offline_start;
mod realtime;
mod session;
mod shell;
mod speech;
mod start;
mod tabs;

use leptos::prelude::*;

pub use self::actions::ActionState;
pub use self::formats::Formats;
pub use self::monitors::Monitor;
pub use self::realtime::{FeedView, Figures, RealtimeService};
pub use self::session::{SessionState, SignedOutReason};
pub use self::shell::ShellService;
pub use self::speech::{copy_text, go_back, reload_page, set_title, use_formats, use_language};
pub use self::start::{SessionService, load_config, provide_services};
pub use crate::realtime::{
    Cause, Change, Check, CheckReport, ConnectionState, ConnectionStatus, Diagnosis, Fault, FaultKind,
    FeedPhase, Finding, LatencySummary, Level, Record, Remedy, Report, Sample, Timer, Transport, Verdict,
};

/// The realtime service.
pub fn use_realtime() -> RealtimeService {
    expect_context()
}

/// The session service.
pub fn use_session() -> SessionService {
    expect_context()
}

/// The application's files on the device.
pub fn use_shell() -> ShellService {
    expect_context()
}

/// The time now, in milliseconds of the server's clock; ticks each second.
pub fn use_clock() -> Signal<i64> {
    expect_context::<clock::Clock>().signal()
}
