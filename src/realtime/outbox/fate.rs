//! What an answer means for the item that it answers.

/// Too much at once.
pub(super) const RATE_LIMITED: &str = "rate_limited";

/// The server's answer to a command, as far as the outbox needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Carried out; the booking has this version now, where the answer says so.
    Done {
        /// The booking's version after it.
        version: Option<u64>,
    },
    /// Not carried out.
    Refused {
        /// The contract's code.
        code: String,
        /// How long the server wants to be left alone.
        retry_after_ms: Option<u64>,
        /// The whole answer, as JSON.
        answer: String,
    },
}

/// What became of an item by an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Carried out, and gone from the outbox.
    Done,
    /// Refused for good; it stays until the person has seen it.
    Refused,
    /// It goes out again, by itself.
    Again,
    /// No such item waits for an answer.
    Stale,
}

/// What a refusal's code says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ruling {
    /// Turned away before it was looked at: surely not carried out, and so would be any other now.
    NotNow,
    /// The server failed over it: it may have been carried out, only the same id can tell.
    Failed,
    /// It came too late to be carried out.
    TooOld,
    /// Refused for good.
    Final,
}

impl Ruling {
    /// The ruling behind one of the contract's codes. An unknown code is an answer all the same: people see it.
    pub(super) fn of(code: &str) -> Self {
        match code {
            RATE_LIMITED | "maintenance" | "unauthenticated" | "token_expired" | "upgrade_required" => {
                Ruling::NotNow
            }
            "internal" => Ruling::Failed,
            "command_expired" => Ruling::TooOld,
            _ => Ruling::Final,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Ruling;

    #[test]
    fn each_code_of_the_contract_has_a_ruling() {
        let table = [
            ("bad_request", Ruling::Final),
            ("unauthenticated", Ruling::NotNow),
            ("token_expired", Ruling::NotNow),
            ("forbidden", Ruling::Final),
            ("not_found", Ruling::Final),
            ("version_conflict", Ruling::Final),
            ("already_done", Ruling::Final),
            ("invalid_transition", Ruling::Final),
            ("overlap", Ruling::Final),
            ("undo_expired", Ruling::Final),
            ("command_expired", Ruling::TooOld),
            ("id_reused", Ruling::Final),
            ("rate_limited", Ruling::NotNow),
            ("upgrade_required", Ruling::NotNow),
            ("maintenance", Ruling::NotNow),
            ("internal", Ruling::Failed),
            ("never_heard_of", Ruling::Final),
        ];
        for (code, ruling) in table {
            assert_eq!(Ruling::of(code), ruling, "{code}");
        }
    }
}
