//! Refusals, as far as the words for them differ: from the contract's codes to what a person can do.

/// Why a sign-in did not work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInFault<'a> {
    /// Name or password.
    WrongPassword,
    /// No answer from the server.
    Unreachable,
    /// Too many tries; the wait, as in "12 s", if the server named one.
    RateLimited(Option<&'a str>),
    /// The server is closed for a while.
    Maintenance,
    /// The server wants a newer version of this page.
    TooOld,
    /// The server's answer cannot be understood.
    Unreadable,
    /// A fault of the server.
    Server,
}

impl SignInFault<'_> {
    /// The fault for a code of the contract.
    #[must_use]
    pub fn from_code(code: &str) -> Self {
        match code {
            "unauthenticated" | "forbidden" | "bad_request" => Self::WrongPassword,
            "rate_limited" => Self::RateLimited(None),
            "maintenance" => Self::Maintenance,
            "upgrade_required" => Self::TooOld,
            _ => Self::Server,
        }
    }
}

/// Why the server refused an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The role does not allow it.
    Forbidden,
    /// The booking is gone.
    NotFound,
    /// Someone else changed the booking.
    VersionConflict,
    /// It is so already.
    AlreadyDone,
    /// Not possible in this state.
    InvalidTransition,
    /// The room is taken.
    Overlap,
    /// Too late to take it back.
    UndoExpired,
    /// The command took too long to get there.
    CommandExpired,
    /// Too many at once.
    RateLimited,
    /// The server wants a newer version of this page.
    TooOld,
    /// The server is closed for a while.
    Maintenance,
    /// The session is over.
    SignedOut,
    /// There was no connection to send it over.
    NeedsConnection,
    /// More waits on this device already than it may keep.
    OutboxFull,
    /// A fault of the server, or of ours.
    Server,
}

impl Refusal {
    /// The refusal for a code of the contract. Codes that no person can do anything about, and codes that are not
    /// in the contract, are a fault of the server.
    #[must_use]
    pub fn from_code(code: &str) -> Self {
        match code {
            "forbidden" => Self::Forbidden,
            "not_found" => Self::NotFound,
            "version_conflict" => Self::VersionConflict,
            "already_done" => Self::AlreadyDone,
            "invalid_transition" => Self::InvalidTransition,
            "overlap" => Self::Overlap,
            "undo_expired" => Self::UndoExpired,
            "command_expired" => Self::CommandExpired,
            "rate_limited" => Self::RateLimited,
            "upgrade_required" => Self::TooOld,
            "maintenance" => Self::Maintenance,
            "unauthenticated" | "token_expired" => Self::SignedOut,
            _ => Self::Server,
        }
    }
}
