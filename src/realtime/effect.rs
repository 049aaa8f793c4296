//! What goes into the machine and what comes out: the whole surface between it and the world.

use serde_json::value::RawValue;

use super::application::{Application, Entry, Head};
use super::auth::Token;
use super::checks::{Check, CheckReport, CheckResult};
use super::contract;
use super::copy::FeedCopy;
use super::error::{Fault, FaultKind};
use super::fallback::FallbackMode;
use super::log::Record;
use super::outbox::{Claimed, Rejected, SignOut, Step, StorageFault};
use super::status::{ConnectionStatus, FeedStatus};
use super::subscriptions::HandlerId;
use super::transport::Worked;

pub use super::engine_io::Frame;

/// Something that happened outside.
pub enum Input<'a, A: Application> {
    /// Be connected from now on.
    Connect,
    /// Be disconnected from now on; nothing reconnects by itself.
    Disconnect,
    /// A person asks for an attempt right now.
    Retry,
    /// A person signed in: everything of the one before is dropped, feeds too; then be connected, with this token.
    SignedIn(Token),
    /// The device says whose page this is, and the server has said nothing yet: their actions are shown and kept, and
    /// not sent before it does. Ignored where a person is known already.
    PersonKnown {
        /// Whose.
        user: String,
    },
    /// A person signed out: everything of theirs is dropped but what waits to be sent, which is theirs to keep or to
    /// discard; then as `Disconnect`.
    SignedOut(SignOut),
    /// `handler` wants to hear of a feed. However many do, it is joined once, now and after each reconnect.
    Subscribe {
        /// Its name.
        feed: String,
        /// Who wants it.
        handler: HandlerId,
    },
    /// `handler` wants to hear no more of it; with the last one the feed is left.
    Unsubscribe {
        /// Its name.
        feed: String,
        /// Who wanted it.
        handler: HandlerId,
    },
    /// Load the feed's snapshot anew, and hold changes back until it is here: what was delivered is not there any more.
    Reload {
        /// Its name.
        feed: String,
    },
    /// The feed's window moved: the new one is loaded beside the live changes, and takes the board's place when it is
    /// whole. A live feed stays live.
    MoveWindow {
        /// Its name.
        feed: String,
    },
    /// The board that the device kept of this feed. It is shown as of its own time and caught up from its position; a
    /// feed that a session feeds, or that holds a board already, ignores it.
    Restore {
        /// The feed's name.
        feed: String,
        /// What was kept.
        copy: FeedCopy,
    },
    /// A person wants something done. [`Effect::Outbox`] tells where it stands, until its fate is known.
    Command {
        /// Its identity, made by the caller; the same id is never applied twice.
        id: String,
        /// What to do.
        command: A::Command,
        /// The version of the booking that the person saw.
        expected_version: u64,
    },
    /// A person puts an item of the outbox away, as [`super::outbox::Outbox::discard`] allows.
    Discard {
        /// The command's identity.
        id: String,
    },
    /// A person wants the held items of a booking to go out, as [`super::outbox::Outbox::resume`].
    Resume {
        /// The booking.
        key: String,
        /// The version of it that the person saw.
        version: Option<u64>,
    },
    /// Try to send everything now; [`Step::Flushed`] tells when that is over.
    Flush {
        /// The flush's number.
        flush: u64,
    },
    /// The answer to [`Step::Save`] or [`Step::Wipe`].
    Saved {
        /// As in the step.
        ticket: u64,
        /// Whether storage did it.
        result: Result<(), StorageFault>,
    },
    /// The answer to [`Step::Claim`].
    Claimed {
        /// As in the step.
        ticket: u64,
        /// The records that are this tab's now.
        result: Result<Claimed, StorageFault>,
    },
    /// The device keeps this tab's actions under `tab` from now on; no tab ever had that name. Nothing is sent before.
    TabNamed {
        /// The name.
        tab: String,
    },
    /// The tab's name is let go, since the page is put away: whoever finds what lies under it may claim it.
    TabLeft,
    /// Another tab is gone, and its items may be claimed.
    TabGone {
        /// Its name.
        tab: String,
    },
    /// The answer to [`Effect::PostCommand`].
    Commanded {
        /// The request's number.
        request: u64,
        /// The answer, or `Err` when none came.
        result: Result<Response<'a>, Unreachable>,
    },
    /// The answer to [`Effect::RequestToken`].
    Token {
        /// The request's number.
        request: u64,
        /// The token, or why there is none.
        result: Result<Token, Fault>,
    },
    /// The socket of this generation is open.
    SocketOpened {
        /// As in [`Effect::OpenSocket`].
        generation: u64,
    },
    /// The socket of this generation is closed, or could not be opened.
    SocketClosed {
        /// As in [`Effect::OpenSocket`].
        generation: u64,
        /// The close code that the browser gave.
        code: u16,
    },
    /// A text frame.
    Text {
        /// As in [`Effect::OpenSocket`].
        generation: u64,
        /// The frame, decoded before the call returns.
        text: &'a str,
    },
    /// A binary frame.
    Binary {
        /// As in [`Effect::OpenSocket`].
        generation: u64,
        /// The frame, decoded before the call returns.
        bytes: &'a [u8],
    },
    /// The answer to [`Effect::Poll`].
    Polled {
        /// As in [`Effect::Poll`].
        generation: u64,
        /// The answer, or `Err` when none came.
        result: Result<Response<'a>, Unreachable>,
    },
    /// The answer to [`Effect::Post`].
    Posted {
        /// As in [`Effect::Post`].
        generation: u64,
        /// The answer, or `Err` when none came.
        result: Result<Response<'a>, Unreachable>,
    },
    /// The answer to [`Effect::Fetch`].
    Fetched {
        /// The request's number.
        request: u64,
        /// The answer, or `Err` when none came.
        result: Result<Response<'a>, Unreachable>,
    },
    /// A person wants to know why nothing comes: run the checks.
    Check,
    /// The answer to [`Effect::Check`].
    Checked {
        /// As in [`Effect::Check`].
        run: u64,
        /// As in [`Effect::Check`].
        check: Check,
        /// What was measured, if anything is, or what is wrong.
        result: CheckResult,
    },
    /// Polling by REST is started or stopped by hand, until push proved useful again; see [`FallbackMode`].
    Fallback(FallbackMode),
    /// The armed timer is due.
    Timer,
    /// The browser says that the network is back.
    Online,
    /// The browser says that the network is gone.
    Offline,
    /// The page can be seen.
    Visible,
    /// The page cannot be seen.
    Hidden,
    /// The browser stops the page: no timer and no event until it is resumed.
    Frozen,
    /// The page runs again.
    Resumed,
    /// The page is being left; it may come back from the back/forward cache. Until then nothing on it changes.
    PageHidden,
    /// The page came back from the back/forward cache.
    PageShown,
}

impl<A: Application> Input<'_, A> {
    /// The answer to a step that asks for storage, where there is none; `None` for other steps.
    pub fn without_storage(step: &Step) -> Option<Self> {
        match step {
            Step::Save { ticket, .. } | Step::Wipe { ticket, .. } => {
                Some(Input::Saved { ticket: *ticket, result: Err(StorageFault::Blocked) })
            }
            Step::Claim { ticket, .. } => {
                Some(Input::Claimed { ticket: *ticket, result: Err(StorageFault::Blocked) })
            }
            Step::Send { .. } | Step::Item(_) | Step::Summary(_) | Step::Flushed { .. } => None,
        }
    }
}

/// An HTTP answer.
#[derive(Debug, Clone, Copy)]
pub struct Response<'a> {
    /// The status code.
    pub status: u16,
    /// The `Retry-After` header, in milliseconds.
    pub retry_after_ms: Option<u64>,
    /// The body.
    pub body: &'a str,
}

impl Response<'_> {
    /// The fault that an answer stands for which is no success: the contract's `{error: {code, retry_after_ms?}}`,
    /// or the status where somebody on the way answered in another form. The body's wait wins over the header's.
    pub fn fault(&self) -> Fault {
        let fault = contract::refusal(self.body).and_then(|body| body.fault()).unwrap_or_else(|| {
            Fault::new(FaultKind::Server, "the server answered with an error")
                .with_code(&format!("http_{}", self.status))
        });
        let retry_after_ms = fault.retry_after_ms.or(self.retry_after_ms);
        fault.with_retry_after(retry_after_ms)
    }
}

/// No HTTP answer came: no network, no server, or a browser rule in between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unreachable;

/// Something to do outside.
pub enum Effect<A: Application> {
    /// Open a WebSocket to the configured address. One exists at a time; beside a polling session it is the way
    /// back up.
    OpenSocket {
        /// Names the socket; what comes from an older one is dropped.
        generation: u64,
    },
    /// GET the polling transport's address and answer with [`Input::Polled`]. One a generation is under way at a time.
    Poll {
        /// Names the polling session; what comes from an older one is dropped.
        generation: u64,
        /// The server's name for it; `None` asks for a new one.
        sid: Option<String>,
    },
    /// POST to the polling transport's address and answer with [`Input::Posted`]. One a generation is under way at
    /// a time.
    Post {
        /// As in [`Effect::Poll`].
        generation: u64,
        /// The server's name for the session.
        sid: String,
        /// The packets.
        body: String,
    },
    /// Close that socket, or abort that session's GET, and hear nothing more from it. A POST under way is left to
    /// finish.
    CloseSocket {
        /// As in [`Effect::OpenSocket`].
        generation: u64,
        /// The server's name for a polling session that it may still believe in. It is told so by one last POST of a
        /// close packet, behind the one under way: a GET that breaks off tells nobody where none was waiting.
        farewell: Option<String>,
    },
    /// Send a frame on that socket.
    Send {
        /// As in [`Effect::OpenSocket`].
        generation: u64,
        /// The frame.
        frame: Frame,
    },
    /// Refresh the session and answer with [`Input::Token`].
    RequestToken {
        /// The request's number.
        request: u64,
    },
    /// That refresh is no longer wanted, and will not be listened to. If it waits for its turn it is not made; if
    /// its request is on its way it is left to finish, since the server may have replaced the session's cookie.
    CancelToken {
        /// The request's number.
        request: u64,
    },
    /// GET `path` with the token and answer with [`Input::Fetched`].
    Fetch {
        /// The request's number.
        request: u64,
        /// Path and query on the API's address.
        path: String,
        /// The access token for the Authorization header.
        token: String,
    },
    /// That request is no longer wanted.
    CancelFetch {
        /// The request's number.
        request: u64,
    },
    /// Try this way to the server by itself and answer with [`Input::Checked`].
    Check {
        /// Names the run; what an older one finds is dropped.
        run: u64,
        /// Which way.
        check: Check,
    },
    /// What the checks found so far.
    Checks(CheckReport),
    /// Changes for the board.
    Deliver(Delivery<A::Change>),
    /// The outbox: storage to be asked, in this order, and what people see of it. [`Step::Send`] is never among them.
    Outbox(Step),
    /// A command was not taken on, and nothing of it is kept.
    Rejected {
        /// The command's identity.
        id: String,
        /// Why.
        why: Rejected,
    },
    /// The server's final word on a command.
    Answered {
        /// The command's identity.
        id: String,
        /// The word.
        answer: A::Answer,
    },
    /// POST a command to the API, for `/api/commands`, with the token, and answer with [`Input::Commanded`].
    PostCommand {
        /// The request's number.
        request: u64,
        /// The command as JSON.
        body: String,
        /// The access token for the Authorization header.
        token: String,
    },
    /// An event of the server that is neither the machine's nor a change of a feed.
    Event {
        /// The event's name.
        name: String,
        /// Its arguments as a JSON array.
        args: Box<RawValue>,
    },
    /// What people see of the connection changed.
    Status(ConnectionStatus),
    /// What people see of a feed changed.
    Feed(FeedStatus),
    /// Keep this where the next page finds it, for [`super::Client::with_memory`].
    Remember(Worked),
    /// A log record.
    Log(Record),
}

/// What the board of a feed must do, in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery<C> {
    /// Replace everything.
    Snapshot {
        /// The feed's name.
        feed: String,
        /// The board's position after it.
        head: Head,
        /// Every record, at most one a key.
        entries: Vec<Entry<C>>,
        /// Keys whose record could not be read: known to exist, not to be shown as right.
        set_aside: Vec<String>,
    },
    /// Apply in order, each unless the board already holds a newer revision of its key.
    Changes {
        /// The feed's name.
        feed: String,
        /// The board's position after it.
        head: Head,
        /// The changes, in revision order.
        entries: Vec<Entry<C>>,
        /// Keys whose change could not be read.
        set_aside: Vec<String>,
    },
    /// The server closed the feed: nothing of it may be shown any more.
    Closed {
        /// The feed's name.
        feed: String,
        /// The server's code.
        code: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_that_is_no_success_is_one_fault_whoever_asked() {
        let table = [
            (
                429,
                None,
                r#"{"error":{"code":"rate_limited","retry_after_ms":1500}}"#,
                "rate_limited",
                Some(1_500),
            ),
            (
                429,
                Some(9_000),
                r#"{"error":{"code":"rate_limited","retry_after_ms":1500}}"#,
                "rate_limited",
                Some(1_500),
            ),
            (
                503,
                Some(9_000),
                r#"{"error":{"code":"maintenance","message":"soon"}}"#,
                "maintenance",
                Some(9_000),
            ),
            (502, Some(2_000), "<h1>Bad gateway</h1>", "http_502", Some(2_000)),
            (500, None, r#"{"error":{"message":"no code"}}"#, "http_500", None),
            (500, None, r#"{"error":"a text"}"#, "http_500", None),
        ];
        for (status, retry_after_ms, body, code, wait) in table {
            let fault = Response { status, retry_after_ms, body }.fault();
            assert_eq!((fault.code.as_deref(), fault.retry_after_ms), (Some(code), wait), "{body}");
        }
    }
}
