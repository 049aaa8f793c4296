//! The browser, for the machine: sockets, requests, timers, clocks and events become inputs, effects become
//! calls. Nothing here decides anything about the connection; that is `realtime`'s part.

mod clock;
mod console;
mod driver;
mod events;
mod http;
mod random;
mod socket;
mod storage;

pub use clock::{now, wall_ms};
pub use driver::{Driver, Endpoints, QueuedInput, TokenSource};
pub use events::Listener;
pub use http::{Answer, Http};
pub use random::{seed, uuid};
pub use storage::{store, stored};
