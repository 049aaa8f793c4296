//! The cases of Engine.IO v4 over HTTP long-polling, from the client's side: a client whose WebSockets are refused.

use deskbell::realtime::engine_io::{Packet, payload};

use super::desk::{Desk, OPEN};

/// What a body holds is read packet by packet and written again byte for byte.
fn body(body: &str, count: usize) {
    let read: Vec<_> = payload::decode(body).map(|packet| packet.expect("a packet")).collect();
    assert_eq!(read.len(), count);
    let batch = payload::encode(&read, Some(1_000_000)).expect("a body");
    assert_eq!((batch.body.as_str(), batch.count), (body, count));
}

fn names(desk: &Desk) -> Vec<&str> {
    desk.events.iter().map(|(name, _)| name.as_str()).collect()
}

pub(crate) fn opens() {
    let mut desk = Desk::asking();
    assert_eq!(desk.asked, [None], "one GET, without a session id");
    assert!(desk.posted.is_empty(), "the server speaks first");
    desk.gets(OPEN);
    assert_eq!(desk.asked, [None, Some("lv_VI97HAXpY6yYWAAAC".to_owned())]);
    assert!(matches!(desk.posted.as_slice(), [connect] if connect.starts_with("40{")), "{:?}", desk.posted);
}

pub(crate) fn one_packet() {
    body("4hello", 1);
    let mut desk = Desk::polling();
    desk.gets(r#"42["hello"]"#);
    assert_eq!(names(&desk), ["hello"]);
    desk.commands("c1");
    let sent = desk.posted.last().expect("a POST");
    assert!(sent.starts_with("42") && sent.contains("booking:command"), "{sent}");
}

/// What is said while a POST is under way goes out together in the next one.
pub(crate) fn several_packets() {
    body("4test1\u{1e}4test2\u{1e}4test3", 3);
    let mut desk = Desk::polling();
    desk.gets("42[\"a\"]\u{1e}42[\"b\"]\u{1e}42[\"c\"]");
    assert_eq!(names(&desk), ["a", "b", "c"]);
    for id in ["c1", "c2", "c3"] {
        desk.commands(id);
    }
    assert_eq!(desk.posted.len(), 1, "one POST at a time: {:?}", desk.posted);
    desk.post_answered();
    assert_eq!(desk.posted[1].split('\u{1e}').count(), 2);
}

pub(crate) fn text_and_binary() {
    body("4hello\u{1e}bAQIDBA==", 2);
    let mut desk = Desk::polling();
    desk.gets("42[\"a\"]\u{1e}451-[\"picture\",{\"_placeholder\":true,\"num\":0}]\u{1e}bAQIDBA==");
    assert_eq!(names(&desk), ["a", "picture"]);
}

/// What is behind a packet that cannot be read is not read either; the session goes on.
pub(crate) fn invalid_format() {
    assert!(payload::decode("").all(|packet| packet.is_err()), "an empty body is no body");
    let mut desk = Desk::polling();
    desk.gets("42[\"a\"]\u{1e}abc\u{1e}42[\"b\"]");
    assert_eq!((names(&desk), desk.metrics().malformed), (vec!["a"], 1));
    desk.gets("42[\"c\"]");
    assert_eq!(names(&desk), ["a", "c"]);
}

/// The server ends a session that polls twice at once: the next GET follows an answer, whatever happens meanwhile.
/// The desk refuses a second one.
pub(crate) fn one_poll_at_a_time() {
    let mut desk = Desk::polling();
    let asked = desk.asked.len();
    desk.commands("c1");
    desk.waits(20_000, |_| false);
    assert_eq!(desk.asked.len(), asked, "nothing was answered");
    desk.gets("2");
    assert_eq!(desk.asked.len(), asked + 1);
}

/// The server ends a session whose GET breaks off: so does the client, and never names that session again.
pub(crate) fn a_cancelled_poll_ends_the_session() {
    let mut desk = Desk::polling();
    desk.get_breaks_off();
    assert!(desk.socket.is_none());
    let asked = desk.asked.len();
    desk.comes_back();
    assert!(desk.asked[asked..].iter().all(Option::is_none), "{:?}", desk.asked);
}

pub(crate) fn ping_and_pong() {
    let mut desk = Desk::polling();
    for count in 1..=3 {
        desk.gets("2");
        assert_eq!(desk.posted.iter().filter(|body| *body == "3").count(), count);
        desk.post_answered();
    }
}

pub(crate) fn ping_timeout() {
    let mut desk = Desk::polling();
    let ms = desk.waits(60_000, |desk| desk.socket.is_none());
    // pingInterval + pingTimeout, where no probe was ever answered, and a second look.
    assert!((45_000..=45_001).contains(&ms), "{ms}");
    assert!(desk.posted.iter().all(|body| body != "2"), "a client of version 4 sends no ping");
    desk.comes_back();
}

/// A close by the server needs no farewell; one by hand tells it.
pub(crate) fn closes() {
    assert_eq!(payload::decode("6").collect::<Result<Vec<_>, _>>(), Ok(vec![Packet::Noop]));
    let mut desk = Desk::polling();
    desk.gets("1");
    assert!(desk.posted.iter().all(|body| body != "1"), "{:?}", desk.posted);
    desk.comes_back();
    let mut desk = Desk::polling();
    desk.disconnects();
    assert_eq!((desk.posted.last().map(String::as_str), desk.socket), (Some("1"), None));
}
