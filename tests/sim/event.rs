//! What may happen in the world, and to whom.

use super::host::Arrival;
use super::net::Conn;
use super::polls::Verb;
use super::rest::Answer;

/// What may happen.
#[derive(Debug)]
pub(crate) enum Event {
    Timer {
        host: usize,
        version: u64,
    },
    Wake {
        host: usize,
    },
    Arrive {
        host: usize,
        arrival: Arrival,
    },
    /// A frame on its way down.
    Down {
        conn: Conn,
        text: String,
    },
    ServerOpens {
        host: usize,
        conn: Conn,
    },
    ServerOpensPolling {
        host: usize,
        conn: Conn,
    },
    ServerPolled {
        conn: Conn,
    },
    ServerPosted {
        conn: Conn,
        body: String,
    },
    /// The answer to a request of long-polling.
    Answered {
        conn: Conn,
        verb: Verb,
        answer: Answer,
    },
    /// A security proxy cuts this WebSocket.
    Dies {
        host: usize,
        conn: Conn,
    },
    ServerHears {
        conn: Conn,
        text: String,
    },
    ServerLoses {
        conn: Conn,
    },
    ServerSays {
        conn: Conn,
        text: String,
    },
    Request {
        host: usize,
        request: u64,
        path: String,
        token: String,
    },
    Command {
        host: usize,
        request: u64,
        body: String,
        token: String,
    },
    /// The browser's storage carries out a request.
    Stores {
        host: usize,
        number: u64,
        step: deskbell::realtime::outbox::Step,
    },
    Refresh {
        host: usize,
        request: u64,
        sent_at: deskbell::realtime::Now,
    },
    /// The browser's storage tells who owns anything.
    Looks {
        host: usize,
    },
    /// Someone opens the page in a new tab.
    Opens {
        device: usize,
    },
    Tick,
    Publish,
    ServerStarts,
    /// A change by someone else.
    Life,
    /// Someone does something in one of the tabs of a device.
    Person {
        device: usize,
    },
    /// The schedule's next fault.
    Strike {
        index: usize,
    },
}
