//! Deskbell: a live booking monitor whose realtime client can prove its screen right.
//!
//! The layers, from the inside out; each may use only those named (`tests/tidy.rs` checks it):
//!
//! | layer | what it is | uses |
//! |---|---|---|
//! | [`realtime`] | the Socket.IO client, a state machine without I/O | |
//! | [`domain`] | bookings: the board, days, commands | |
//! | [`words`] | every sentence that people read | |
//! | `platform` | the browser, for the machine | `realtime` |
//! | `service` | what the views use: read-only signals and commands | `platform` and the pure layers |
//! | `components`, `pages` | what people see | `service`, `domain`, `words` |
//!
//! The pure layers build on every target; the rest needs a browser, so WASM.

pub mod config;
pub mod domain;
pub mod realtime;
pub mod words;

#[cfg(target_arch = "wasm32")]
pub mod app;
#[cfg(target_arch = "wasm32")]
pub mod components;
#[cfg(target_arch = "wasm32")]
pub mod crash;
#[cfg(target_arch = "wasm32")]
pub mod pages;
#[cfg(target_arch = "wasm32")]
pub mod platform;
#[cfg(target_arch = "wasm32")]
pub mod service;
