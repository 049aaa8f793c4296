//! Faults sorted by whose they are and what to do about them. Sentences for people live in `words`.

use std::fmt;

/// The closed list of families that a fault can belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    /// The way to the server: closed, silent, never opened.
    Network,
    /// The server answered that it cannot, or did not answer what it must.
    Server,
    /// Who we are: no session, expired, revoked.
    Authentication,
    /// What came is not the protocol.
    Protocol,
    /// Too many requests.
    RateLimit,
    /// This client is too old for the server.
    Version,
    /// The device's storage.
    Storage,
    /// Our own mistake: a configuration or a call that cannot work.
    Client,
}

impl FaultKind {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            FaultKind::Network => "network",
            FaultKind::Server => "server",
            FaultKind::Authentication => "authentication",
            FaultKind::Protocol => "protocol",
            FaultKind::RateLimit => "rate_limit",
            FaultKind::Version => "version",
            FaultKind::Storage => "storage",
            FaultKind::Client => "client",
        }
    }
}

/// What ends the trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// Nothing to do: it is tried again.
    Wait,
    /// The person signs in again.
    SignIn,
    /// The page is loaded again to get a newer version.
    Reload,
    /// Someone with access to the set-up looks at it.
    Support,
}

/// One fault: its family, what happened as a fixed phrase, and the code that the server gave, if any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The family.
    pub kind: FaultKind,
    /// What happened, for the log; never anything that a person wrote or a server sent.
    pub what: &'static str,
    /// The server's code, or a close code: at most [`Fault::CODE_BYTES_MAX`] bytes of `[a-z0-9_]`.
    pub code: Option<String>,
    /// How long the server asked us to wait.
    pub retry_after_ms: Option<u64>,
    /// The fault behind this one.
    pub because: Option<Box<Fault>>,
}

impl Fault {
    /// What is longer is no code.
    pub const CODE_BYTES_MAX: usize = 40;

    /// A fault without a code.
    pub fn new(kind: FaultKind, what: &'static str) -> Self {
        Fault { kind, what, code: None, retry_after_ms: None, because: None }
    }

    /// The same with a code. Codes reach the log, so what does not look like one becomes `unreadable`.
    #[must_use]
    pub fn with_code(mut self, code: &str) -> Self {
        let is_code = (1..=Self::CODE_BYTES_MAX).contains(&code.len())
            && code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        self.code = Some(if is_code { code } else { "unreadable" }.to_owned());
        self
    }

    /// The same with the wait that the server asked for.
    #[must_use]
    pub fn with_retry_after(mut self, retry_after_ms: Option<u64>) -> Self {
        self.retry_after_ms = retry_after_ms;
        self
    }

    /// This fault where `cause` led to it: its family and its remedy stay, the chain is kept for the log.
    #[must_use]
    pub fn because(mut self, cause: Fault) -> Self {
        self.kind = cause.kind;
        self.code.clone_from(&cause.code);
        self.because = Some(Box::new(cause));
        self
    }

    /// This fault and those behind it, the nearest first.
    pub fn chain(&self) -> impl Iterator<Item = &Fault> {
        std::iter::successors(Some(self), |fault| fault.because.as_deref())
    }

    /// The fault that one of the contract's error codes stands for. An unknown code is the server's.
    pub fn from_code(code: &str, retry_after_ms: Option<u64>) -> Self {
        let (kind, what) = match code {
            "unauthenticated" => (FaultKind::Authentication, "the session was refused"),
            "token_expired" => (FaultKind::Authentication, "the token had expired"),
            "forbidden" => (FaultKind::Authentication, "the server does not allow this"),
            "rate_limited" => (FaultKind::RateLimit, "too many requests"),
            "upgrade_required" => (FaultKind::Version, "the server needs a newer client"),
            "bad_request" => (FaultKind::Client, "the server did not accept the request"),
            "not_found" => (FaultKind::Client, "the server does not know what was asked for"),
            _ => (FaultKind::Server, "the server refused"),
        };
        Fault::new(kind, what).with_code(code).with_retry_after(retry_after_ms)
    }

    /// Whether trying again can help without anyone doing something.
    pub fn is_retryable(&self) -> bool {
        match self.kind {
            FaultKind::Network | FaultKind::Server | FaultKind::Protocol => true,
            FaultKind::RateLimit | FaultKind::Storage => true,
            FaultKind::Authentication | FaultKind::Version | FaultKind::Client => false,
        }
    }

    /// Whether the server refused who we are, and said so with a code. Only this signs out.
    pub fn is_refused_identity(&self) -> bool {
        matches!(self.code.as_deref(), Some("unauthenticated" | "token_expired"))
    }

    /// What ends the trouble.
    pub fn remedy(&self) -> Remedy {
        match self.kind {
            FaultKind::Network | FaultKind::Server | FaultKind::Protocol => Remedy::Wait,
            FaultKind::RateLimit | FaultKind::Storage => Remedy::Wait,
            FaultKind::Authentication if self.is_refused_identity() => Remedy::SignIn,
            FaultKind::Version => Remedy::Reload,
            FaultKind::Authentication | FaultKind::Client => Remedy::Support,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.what)?;
        // A cause carries the same code: it is said once, where it came from.
        match (&self.code, &self.because) {
            (_, Some(cause)) => write!(f, ": {cause}"),
            (Some(code), None) => write!(f, " ({code})"),
            (None, None) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_of_the_contract_has_a_family_and_a_remedy() {
        let table = [
            ("unauthenticated", FaultKind::Authentication, false, Remedy::SignIn),
            ("token_expired", FaultKind::Authentication, false, Remedy::SignIn),
            ("forbidden", FaultKind::Authentication, false, Remedy::Support),
            ("rate_limited", FaultKind::RateLimit, true, Remedy::Wait),
            ("upgrade_required", FaultKind::Version, false, Remedy::Reload),
            ("maintenance", FaultKind::Server, true, Remedy::Wait),
            ("internal", FaultKind::Server, true, Remedy::Wait),
            ("not_found", FaultKind::Client, false, Remedy::Support),
            ("never heard of", FaultKind::Server, true, Remedy::Wait),
        ];
        for (code, kind, retryable, remedy) in table {
            let fault = Fault::from_code(code, None);
            assert_eq!(
                (fault.kind, fault.is_retryable(), fault.remedy()),
                (kind, retryable, remedy),
                "{code}"
            );
        }
    }

    #[test]
    fn a_chain_keeps_the_family_and_the_remedy_of_its_cause() {
        let fault = Fault::new(FaultKind::Client, "the attempts are used up")
            .because(Fault::from_code("maintenance", Some(5)));
        assert_eq!((fault.kind, fault.remedy()), (FaultKind::Server, Remedy::Wait));
        assert_eq!(fault.to_string(), "the attempts are used up: the server refused (maintenance)");
        assert_eq!(fault.chain().count(), 2);
    }

    #[test]
    fn a_code_carries_no_free_text_into_the_log() {
        let fault = Fault::new(FaultKind::Server, "the server refused").with_code("<b>Maria Lopes</b> 12\n");
        assert_eq!(fault.to_string(), "the server refused (unreadable)");
        let long = Fault::new(FaultKind::Server, "x").with_code(&"a".repeat(500));
        assert_eq!(long.code.as_deref(), Some("unreadable"));
    }
}
