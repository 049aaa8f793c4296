//! The browser, for the machine: sockets, requests, timers, clocks and events become inputs, effects become
//! calls. Nothing here decides anything about the connection; that is `realtime`'s part.

mod address;
mod checks;
mod clipboard;
mod clock;
mod console;
mod device;
mod driver;
mod events;
mod http;
mod locks;
mod random;
mod shell;
mod socket;
mod storage;
mod store;
mod tabs;

pub use address::{hide_address, show_address};
pub use clipboard::copy_text;
pub use clock::{now, wall_ms};
pub use device::{browser, is_secure, save_file};
pub use driver::{Driver, Endpoints, QueuedInput, TokenSource};
pub use events::Listener;
pub use http::{Answer, Cookie, Http};
pub use locks::alone;
pub use random::{seed, uuid};
pub use shell::Shell;
pub use storage::{store, stored};
pub use store::{
    BoardCopy, CopyEdit, CopyHead, CopyRecord, CopyWritten, Presence, PresenceEvent, Store, StoreFault,
};
pub use tabs::{TabChannel, TabEvent};
