//! What the device keeps: one IndexedDB database with the outbox, the copy of the board, and the leases of tabs.
//!
//! Each function is one transaction, and answers when it is complete or surely will not be. How long that may take is
//! the caller's to judge. web-sys' IndexedDB is used directly: of the crates over it, two cannot ask for strict
//! durability, and the third brings more code than all of this.

mod copy;
mod database;
mod leases;
mod outbox;
mod presence;
mod transaction;
mod value;

pub use copy::{BoardCopy, CopyEdit, CopyHead, CopyRecord, CopyWritten};
pub use database::Store;
pub use presence::{Presence, PresenceEvent};

use wasm_bindgen::{JsCast, JsValue};
use web_sys::DomException;

use crate::realtime::outbox::StorageFault;

/// Why the device did not keep something, or did not give it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreFault {
    /// The browser gives no storage: private mode, a setting, a policy.
    Blocked,
    /// There is no room left.
    Full,
    /// An error of another kind.
    Failed,
}

impl StoreFault {
    /// The stable name.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            StoreFault::Blocked => "blocked",
            StoreFault::Full => "full",
            StoreFault::Failed => "failed",
        }
    }

    /// The fault behind what IndexedDB threw or reported.
    fn of(error: &JsValue) -> Self {
        let name = error.dyn_ref::<DomException>().map(DomException::name).unwrap_or_default();
        match name.as_str() {
            "QuotaExceededError" => StoreFault::Full,
            // Firefox says InvalidState where a private window may not open any.
            "SecurityError" | "NotAllowedError" | "InvalidStateError" => StoreFault::Blocked,
            _ => StoreFault::Failed,
        }
    }
}

impl From<StoreFault> for StorageFault {
    fn from(fault: StoreFault) -> Self {
        match fault {
            StoreFault::Blocked => StorageFault::Blocked,
            StoreFault::Full => StorageFault::Full,
            StoreFault::Failed => StorageFault::Failed,
        }
    }
}
