//! The official test suites of Engine.IO v4 (25 cases) and Socket.IO v5 (32), which are written against servers,
//! each mirrored from the client's side: given what such a server does, what must the client do, and never do?
//!
//! The names are those of the suites in the socket.io repository, `docs/*-protocol/v*-test-suite`. The browser
//! tests run the client against the official server itself.

mod desk;
mod engine_io;
#[expect(dead_code, reason = "the board belongs to the simulation")]
#[path = "../sim/model.rs"]
mod model;
mod polling;
mod socket_io;

use std::io::Write as _;

use Side::{Client, Codec, None};

/// Where a case has a client's side.
enum Side {
    /// The client itself is shown.
    Client(fn()),
    /// The framing is shown: what the transport above it sends and reads.
    Codec(fn()),
    /// There is nothing that a client could do right or wrong, for this reason.
    None(&'static str),
}

/// The name of a case and its side.
type Case = (&'static str, Side);

const QUERY: &str =
    "the client writes EIO=4 and its transport itself, from constants; the refusal is shown under WebSocket";
const NO_UPGRADE: &str = "the client never moves a session: it opens a WebSocket session of its own beside it, so no id is used over two transports";

/// Engine.IO's own cases, which the Socket.IO suite repeats in part.
const ENGINE_IO: [Case; 25] = [
    ("handshake / HTTP long-polling / opens a session", Client(polling::opens)),
    ("handshake / HTTP long-polling / invalid 'EIO'", None(QUERY)),
    ("handshake / HTTP long-polling / invalid 'transport'", None(QUERY)),
    ("handshake / HTTP long-polling / invalid method", None("a session is opened by GET only")),
    ("handshake / WebSocket / opens a session", Client(engine_io::websocket_opens)),
    ("handshake / WebSocket / invalid 'EIO'", Client(engine_io::websocket_is_refused)),
    ("handshake / WebSocket / invalid 'transport'", Client(engine_io::websocket_is_refused)),
    ("message / HTTP long-polling / one text packet", Client(polling::one_packet)),
    ("message / HTTP long-polling / several text packets", Client(polling::several_packets)),
    ("message / HTTP long-polling / text and binary packets", Client(polling::text_and_binary)),
    ("message / HTTP long-polling / invalid packet format", Client(polling::invalid_format)),
    ("message / HTTP long-polling / duplicate poll requests", Client(polling::one_poll_at_a_time)),
    (
        "message / HTTP long-polling / cancelled polling request",
        Client(polling::a_cancelled_poll_ends_the_session),
    ),
    ("message / WebSocket / text packet", Client(engine_io::websocket_text)),
    ("message / WebSocket / binary packet", Client(engine_io::websocket_binary)),
    ("message / WebSocket / invalid packet format", Client(engine_io::websocket_invalid_format)),
    ("heartbeat / HTTP long-polling / ping and pong", Client(polling::ping_and_pong)),
    ("heartbeat / HTTP long-polling / ping timeout", Client(polling::ping_timeout)),
    ("heartbeat / WebSocket / ping and pong", Client(engine_io::websocket_ping_and_pong)),
    ("heartbeat / WebSocket / ping timeout", Client(engine_io::websocket_ping_timeout)),
    ("close / HTTP long-polling / forcefully", Client(polling::closes)),
    ("close / WebSocket / forcefully", Client(engine_io::websocket_closes)),
    ("upgrade / from HTTP long-polling to WebSocket", Client(engine_io::upgrades)),
    ("upgrade / HTTP requests with the same sid afterwards", None(NO_UPGRADE)),
    ("upgrade / WebSocket with the same sid afterwards", None(NO_UPGRADE)),
];

/// The Socket.IO suite: first Engine.IO's cases under its path, then its own.
const SOCKET_IO: [Case; 32] = [
    ("Engine.IO / handshake / HTTP long-polling / opens a session", Client(polling::opens)),
    ("Engine.IO / handshake / HTTP long-polling / invalid 'EIO'", None(QUERY)),
    ("Engine.IO / handshake / HTTP long-polling / invalid 'transport'", None(QUERY)),
    ("Engine.IO / handshake / HTTP long-polling / invalid method", None("a session is opened by GET only")),
    ("Engine.IO / handshake / WebSocket / opens a session", Client(engine_io::websocket_opens)),
    ("Engine.IO / handshake / WebSocket / invalid 'EIO'", Client(engine_io::websocket_is_refused)),
    ("Engine.IO / handshake / WebSocket / invalid 'transport'", Client(engine_io::websocket_is_refused)),
    ("Engine.IO / heartbeat / HTTP long-polling / ping and pong", Client(polling::ping_and_pong)),
    ("Engine.IO / heartbeat / HTTP long-polling / ping timeout", Client(polling::ping_timeout)),
    ("Engine.IO / heartbeat / WebSocket / ping and pong", Client(engine_io::websocket_ping_and_pong)),
    ("Engine.IO / heartbeat / WebSocket / ping timeout", Client(engine_io::websocket_ping_timeout)),
    ("Engine.IO / close / HTTP long-polling / forcefully", Client(polling::closes)),
    ("Engine.IO / close / WebSocket / forcefully", Client(engine_io::websocket_closes)),
    ("Engine.IO / upgrade / from HTTP long-polling to WebSocket", Client(engine_io::upgrades)),
    ("Engine.IO / upgrade / HTTP requests with the same sid afterwards", None(NO_UPGRADE)),
    ("Engine.IO / upgrade / WebSocket with the same sid afterwards", None(NO_UPGRADE)),
    ("connect / main namespace", Client(socket_io::connects_to_main)),
    ("connect / main namespace with a payload", Client(socket_io::connects_with_payload)),
    ("connect / custom namespace", Codec(socket_io::connects_to_custom)),
    ("connect / custom namespace with a payload", Codec(socket_io::connects_to_custom_with_payload)),
    ("connect / unknown namespace", Client(socket_io::unknown_namespace)),
    ("connect / invalid handshake", Client(socket_io::invalid_handshake)),
    ("connect / no handshake received", Client(socket_io::no_handshake)),
    ("disconnect / main namespace", Client(socket_io::disconnects_main)),
    ("disconnect / custom namespace", Client(socket_io::disconnects_custom)),
    ("message / plain-text packet", Client(socket_io::plain_event)),
    ("message / binary attachments", Client(socket_io::binary_event)),
    ("message / plain-text packet with an ack", Client(socket_io::event_with_ack)),
    ("message / binary attachments and an ack", Client(socket_io::binary_event_with_ack)),
    ("message / invalid format, unknown packet type", Client(socket_io::unknown_type)),
    ("message / invalid format, payload", Client(socket_io::invalid_payload)),
    ("message / invalid format, ack id", Client(socket_io::invalid_id)),
];

/// Runs a suite; its line in the summary. A panic inside names its case.
fn run(name: &str, cases: &[Case]) -> String {
    let (mut client, mut codec, mut none) = (0, 0, 0);
    for (case, side) in cases {
        let (count, check) = match side {
            Client(check) => (&mut client, Some(check)),
            Codec(check) => (&mut codec, Some(check)),
            None(reason) => {
                assert!(reason.len() > 20, "{case}: say why");
                (&mut none, Option::None)
            }
        };
        *count += 1;
        if let Some(Err(panic)) = check.map(std::panic::catch_unwind) {
            let _ = writeln!(std::io::stdout(), "suites: {name}: {case} fails");
            std::panic::resume_unwind(panic);
        }
    }
    let mirrored = client + codec;
    format!("{name}={} (mirrored={mirrored}: client={client} codec={codec}, none={none})", cases.len())
}

#[test]
fn every_case_of_the_official_suites_is_mirrored_or_has_no_clients_side() {
    let summary = format!("suites: {} {}", run("engine.io", &ENGINE_IO), run("socket.io", &SOCKET_IO));
    // Past the test harness, which keeps what a passing test prints to itself.
    let _ = writeln!(std::io::stdout(), "{summary}");
}
