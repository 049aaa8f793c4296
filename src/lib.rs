//! Deskbell: a live booking monitor whose realtime client can prove its screen right.
//!
//! The layers, from the inside out; each may use only those named (`tests/tidy.rs` checks it):
//!
//! | layer | what | uses |
//! |---|---|---|
//! | [`realtime`] | the Socket.IO client, a state machine without I/O | |
//! | `platform` | the browser, for the machine | `realtime` |

pub mod realtime;

#[cfg(target_arch = "wasm32")]
pub mod platform;
