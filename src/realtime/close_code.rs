//! What a WebSocket's close code tells: whose the reason is, and what kind of fault it is.
//!
//! Whatever it says, a retry follows the schedule for remote causes. A close is proved local only where the
//! browser itself says that the network is gone, and then an attempt at once would not help either.

use super::error::{Fault, FaultKind};

/// The fault that a close stands for. `is_offline`: the browser says that there is no network.
pub(crate) fn fault_of(code: u16, is_offline: bool) -> Fault {
    let (kind, what) = match code {
        _ if is_offline => (FaultKind::Network, "this device lost its network"),
        1001 => (FaultKind::Network, "the server or a proxy went away"),
        1002 | 1003 | 1007 | 1009 => (FaultKind::Protocol, "the other side could not read a frame"),
        1008 => (FaultKind::Network, "a proxy or the server does not allow the connection"),
        1011 => (FaultKind::Server, "the server failed"),
        1012 => (FaultKind::Server, "the server restarts"),
        1013 => (FaultKind::Server, "the server asks to come back later"),
        1015 => (FaultKind::Network, "no secure connection could be made"),
        _ => (FaultKind::Network, "the socket closed"),
    };
    Fault::new(kind, what).with_code(&code.to_string())
}

/// Whether the code says that the server restarts.
pub(crate) fn is_restart(code: u16) -> bool {
    code == 1012
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_has_a_family_and_every_close_is_retried() {
        let table = [
            (1000, FaultKind::Network),
            (1001, FaultKind::Network),
            (1005, FaultKind::Network),
            (1006, FaultKind::Network),
            (1008, FaultKind::Network),
            (1009, FaultKind::Protocol),
            (1011, FaultKind::Server),
            (1012, FaultKind::Server),
            (1013, FaultKind::Server),
            (1015, FaultKind::Network),
            (3000, FaultKind::Network),
            (4999, FaultKind::Network),
        ];
        for (code, kind) in table {
            for is_offline in [false, true] {
                let fault = fault_of(code, is_offline);
                assert_eq!(fault.kind, if is_offline { FaultKind::Network } else { kind }, "{code}");
                assert_eq!(fault.code, Some(code.to_string()));
                assert!(fault.is_retryable(), "{code}: an outage ends by itself");
            }
        }
    }
}
