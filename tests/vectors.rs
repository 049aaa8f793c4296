//! Feeds vectors to the Socket.IO codec: those in `tests/vectors/`, made with the official JavaScript parser by
//! `end2end/vectors/generate.mjs`, and those in the folder that `DESKBELL_VECTORS` names.
//!
//! Each line of each `*.jsonl` is one vector:
//!
//! - `{"frames": [text or {"base64"}, …], "packet": {"type", "nsp", "id"?, "data"?}}`: the frames must decode to
//!   the packet, and the packet encode to equal frames (headers and binary byte for byte, JSON as values).
//!   Attachments stand in `data` as `{"$bin": base64}`.
//! - `{"frames": […], "error": true}`: the decoder must refuse the frames, or be left waiting behind the last.

#[path = "vectors/json.rs"]
mod json;

use std::borrow::Cow;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, panic, thread};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use deskbell::realtime::socket_io::{Decoder, Frame, Packet, Payload};
use json::Json;
use serde_json::value::RawValue;

const OWN: &str = "tests/vectors";
const OWN_AT_LEAST: usize = 200;
/// Mismatches that a failure lists; the rest are counted.
const LISTED_MAX: usize = 20;

#[test]
fn codec_agrees_with_the_vectors() {
    // Vectors may nest deeply, and the reader of this test recurses.
    let checks = thread::Builder::new().stack_size(256 << 20).spawn(|| {
        let own = Path::new(env!("CARGO_MANIFEST_DIR")).join(OWN);
        let (read, mut mismatches) = check_folder(&own, OWN);
        assert!(read >= OWN_AT_LEAST, "{read} vectors in {OWN}, at least {OWN_AT_LEAST} expected");
        if let Some(named) = env::var_os("DESKBELL_VECTORS").filter(|named| !named.is_empty()) {
            let folder = PathBuf::from(named);
            let (read, more) = check_folder(&folder, &folder.display().to_string());
            assert!(read > 0, "no vectors in {}, which DESKBELL_VECTORS names", folder.display());
            mismatches.extend(more);
        }
        let count = mismatches.len();
        mismatches.truncate(LISTED_MAX);
        assert!(mismatches.is_empty(), "{count} vectors do not agree:\n{}", mismatches.join("\n"));
    });
    if let Err(panic) = checks.expect("a thread for the checks").join() {
        panic::resume_unwind(panic);
    }
}

/// How many vectors a folder holds, and a line for each that the codec does not agree with.
fn check_folder(folder: &Path, name: &str) -> (usize, Vec<String>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{name} cannot be listed: {error}"));
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry of the folder").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "jsonl"))
        .collect();
    files.sort();
    let (mut read, mut mismatches) = (0, Vec::new());
    for file in files {
        let text = fs::read_to_string(&file)
            .unwrap_or_else(|error| panic!("{} cannot be read: {error}", file.display()));
        for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            read += 1;
            let outcome = panic::catch_unwind(|| check_line(line)).unwrap_or(Err("panicked".to_owned()));
            if let Err(what) = outcome {
                mismatches.push(format!("{}:{}: {what}", file.display(), index + 1));
            }
        }
    }
    // Not `println!`, which the harness swallows in a test that passes.
    writeln!(std::io::stdout(), "vectors: read {read} from {name}").expect("standard output");
    (read, mismatches)
}

fn check_line(line: &str) -> Result<(), String> {
    let vector = Json::parse(line)?;
    let frames = vector.get("frames").and_then(Json::as_array).ok_or("no frames")?;
    let frames = frames.iter().map(read_frame).collect::<Result<Vec<_>, _>>()?;
    if vector.get("error") == Some(&Json::Bool(true)) {
        return match decode(&frames) {
            Err(_) => Ok(()),
            Ok(packet) => Err(format!("read as {}, but must be refused", packet.kind)),
        };
    }
    let expected = Expected::read(vector.get("packet").ok_or("neither a packet nor an error")?)?;
    let decoded = decode(&frames)?;
    expected.compare(&decoded)?;
    compare_frames(&decoded.encode(), &frames).map_err(|what| format!("decoded packet: {what}"))?;
    compare_frames(&expected.packet()?.encode(), &frames)
}

fn read_frame(frame: &Json) -> Result<Frame, String> {
    if let Some(base64) = frame.get("base64") {
        return Ok(Frame::Binary(read_base64(base64)?));
    }
    frame.as_string().map(Frame::Text).ok_or_else(|| "a frame that is neither text nor base64".to_owned())
}

fn read_base64(text: &Json) -> Result<Vec<u8>, String> {
    let text = text.as_string().ok_or("base64 that is no text")?;
    STANDARD.decode(text).map_err(|error| format!("base64: {error}"))
}

/// The one packet that the frames make, complete with the last of them.
fn decode(frames: &[Frame]) -> Result<Packet<'static>, String> {
    let mut decoder = Decoder::default();
    let mut complete = None;
    for frame in frames {
        if complete.is_some() {
            // As in a connection: what follows a whole packet is decoded on its own.
            return match decode_frame(&mut decoder, frame) {
                Err(error) => Err(error),
                Ok(_) => Err("more frames than one packet has".to_owned()),
            };
        }
        complete = decode_frame(&mut decoder, frame)?;
    }
    complete.ok_or_else(|| "incomplete behind the last frame".to_owned())
}

fn decode_frame(decoder: &mut Decoder, frame: &Frame) -> Result<Option<Packet<'static>>, String> {
    match frame {
        Frame::Text(text) => decoder.text(text).map(|packet| packet.map(Packet::into_owned)),
        Frame::Binary(bytes) => decoder.binary(bytes),
    }
    .map_err(|error| format!("refused: {error}"))
}

/// What a vector says of its packet; attachments stand in the data as [`Json::Binary`].
struct Expected {
    kind: String,
    namespace: String,
    id: Option<u64>,
    data: Option<Json>,
}

impl Expected {
    fn read(packet: &Json) -> Result<Self, String> {
        let text =
            |name| packet.get(name).and_then(Json::as_string).ok_or(format!("a packet without {name}"));
        let present = |name| packet.get(name).filter(|value| !matches!(value, Json::Null));
        let kind = text("type")?;
        let mut data = present("data").cloned();
        if kind.starts_with("BINARY_") {
            data = data.map(|data| data.replaced(&from_bin));
        }
        let id = present("id").map(|id| id.as_number().ok_or("an id that is no integer")).transpose()?;
        Ok(Self { kind, namespace: text("nsp")?, id, data })
    }

    fn compare(&self, decoded: &Packet<'_>) -> Result<(), String> {
        let Self { kind, namespace, id, data } = self;
        if decoded.kind.to_string() != *kind {
            return Err(format!("type is {}, expected {kind}", decoded.kind));
        }
        if decoded.namespace != *namespace {
            return Err(format!("namespace is {:?}, expected {namespace:?}", decoded.namespace));
        }
        if decoded.id != *id {
            return Err(format!("id is {:?}, expected {id:?}", decoded.id));
        }
        let decoded_data = match &decoded.data {
            Some(raw) if decoded.kind.is_binary() => Some(with_attachments(raw, &decoded.attachments)?),
            Some(raw) => Some(Json::parse(raw.get())?),
            None => None,
        };
        if decoded_data != *data { Err("data differs".to_owned()) } else { Ok(()) }
    }

    /// The packet as an application would make it; the type follows from the attachments.
    fn packet(&self) -> Result<Packet<'_>, String> {
        let namespace = self.namespace.as_str();
        let mut attachments = Vec::new();
        let json = self.data.as_ref().map(|data| {
            let mut text = String::new();
            data.write(&mut text, &mut attachments);
            RawValue::from_string(text).map_err(|error| error.to_string())
        });
        let json = json.transpose()?;
        let required = || json.clone().ok_or_else(|| format!("{} without data", self.kind));
        let mut packet = match self.kind.as_str() {
            "CONNECT" => Packet::connect(namespace, json),
            "DISCONNECT" => Packet::disconnect(namespace),
            "CONNECT_ERROR" => Packet::connect_error(namespace, required()?),
            "EVENT" | "BINARY_EVENT" => {
                Packet::event(namespace, None, Payload { json: required()?, attachments })
            }
            "ACK" | "BINARY_ACK" => Packet::ack(namespace, 0, Payload { json: required()?, attachments }),
            other => return Err(format!("no type is named {other}")),
        };
        packet.id = self.id;
        Ok(packet)
    }
}

/// `{"$bin": base64}` as the bytes.
fn from_bin(value: &Json) -> Option<Json> {
    value.get("$bin").and_then(|text| read_base64(text).ok()).map(Json::Binary)
}

/// The data with each placeholder replaced by its attachment.
fn with_attachments(raw: &RawValue, attachments: &[Cow<'_, [u8]>]) -> Result<Json, String> {
    let attachment = |value: &Json| {
        let is_placeholder = value.get("_placeholder") == Some(&Json::Bool(true));
        let num: f64 = value.get("num").filter(|_| is_placeholder)?.as_number()?;
        attachments.get(num as usize).map(|bytes| Json::Binary(bytes.to_vec()))
    };
    Ok(Json::parse(raw.get())?.replaced(&attachment))
}

fn compare_frames(encoded: &[Frame], expected: &[Frame]) -> Result<(), String> {
    if encoded.len() != expected.len() {
        return Err(format!("encoded to {} frames, expected {}", encoded.len(), expected.len()));
    }
    for (index, (encoded, expected)) in encoded.iter().zip(expected).enumerate() {
        let is_equal = match (encoded, expected) {
            (Frame::Text(encoded), Frame::Text(expected)) => split(encoded)? == split(expected)?,
            _ => encoded == expected,
        };
        if !is_equal {
            return Err(format!("encoded frame {index} differs"));
        }
    }
    Ok(())
}

/// A text frame's header, and its JSON as a value.
fn split(frame: &str) -> Result<(&str, Option<Json>), String> {
    let frame = frame.trim_end_matches([' ', '\t', '\r', '\n']);
    let mut decoder = Decoder::default();
    // The decoder keeps a packet to itself whose attachments are to come; without its count it is whole.
    let counted = frame.find('-').filter(|_| frame.starts_with(['5', '6']));
    let plain = match counted {
        Some(dash) => Cow::Owned(format!("3{}", &frame[dash + 1..])),
        None => Cow::Borrowed(frame),
    };
    let packet = decoder.text(&plain).map_err(|error| error.to_string())?.ok_or("incomplete")?;
    match packet.data {
        None => Ok((frame, None)),
        Some(raw) => Ok((&frame[..frame.len() - raw.get().len()], Some(Json::parse(raw.get())?))),
    }
}
