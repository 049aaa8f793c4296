//! The realtime core: a Socket.IO client that can prove its screen right, as a state machine without I/O.
//!
//! A driver owns one [`Client`] and runs this loop:
//!
//! 1. Hand over what happened: [`Client::handle`] takes both clocks and one [`Input`]. A frame is borrowed
//!    for the length of the call and decoded in it.
//! 2. Drain [`Client::poll_effect`] to `None` and do each [`Effect`] in order. An effect never calls back
//!    into the machine: what it causes becomes a later input.
//! 3. Arm one timer for [`Client::poll_timeout`]; when it is due, hand over [`Input::Timer`]. After a drain at
//!    `now` the deadline lies later than `now`.
//!
//! Invariants:
//! - No clock, no randomness, no identity of its own: the same seed and inputs give the same effects.
//! - One session at a time, and during the way back up from long-polling a WebSocket beside it. Whatever an older
//!   generation says is dropped and counted.
//! - A change reaches the board in revision order and without a hole, or as part of a snapshot.
//! - What the peer sends never panics; every buffer, table and log has a limit and counts what it dropped.
//! - The core knows kinds, causes and remedies; the sentences for people are not here.

mod acks;
mod application;
mod auth;
mod backoff;
mod checks;
mod client;
mod close_code;
mod connection;
mod contract;
mod copy;
mod diagnosis;
mod effect;
pub mod engine_io;
mod error;
mod export;
mod fallback;
mod health;
mod history;
mod latency;
mod life;
mod line;
mod log;
mod metrics;
mod notices;
mod options;
pub mod outbox;
mod polling;
mod rng;
mod skew;
pub mod socket_io;
mod stability;
mod status;
mod subscriptions;
mod sync;
mod time;
mod transport;
mod url;
mod verdict;
mod vitals;
mod watch;

pub use application::{Application, Draft, Entry, Envelope, Head, Unreadable};
pub use auth::Token;
pub use backoff::{BackoffOptions, ExponentialBackoff, RetryCause};
pub use checks::{Check, CheckReport, CheckResult, Finding};
pub use client::Client;
pub use contract::server_time_ms;
pub use copy::{CopiedRecord, FeedCopy};
pub use diagnosis::Diagnosis;
pub use effect::{Delivery, Effect, Frame, Input, Response, Unreachable};
pub use error::{Fault, FaultKind, Remedy};
pub use export::{About, SCHEMA};
pub use fallback::{FallbackMode, FallbackOptions, FallbackPolling};
pub use history::{Cause, Change, History};
pub use latency::{LatencySummary, Sample};
pub use log::{Filter, Level, Record, Ring, Value};
pub use metrics::Metrics;
pub use notices::{Missed, Notice, Notices, Said};
pub use options::Options;
pub use rng::Rng;
pub use status::{ConnectionState, ConnectionStatus, FeedPhase, FeedStatus};
pub use subscriptions::HandlerId;
pub use time::{Now, Timer, Timestamp, WallTime};
pub use transport::{Transport, Worked};
pub use verdict::Verdict;
pub use vitals::Report;
