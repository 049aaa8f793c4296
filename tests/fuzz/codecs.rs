//! Both decoders on any bytes: no panic, no more than was announced, and what was read is written and read
//! again as the same.

use deskbell::realtime::engine_io::{Frame, Packet as EnginePacket, payload};
use deskbell::realtime::socket_io::{Decoder, Limits, Packet};

/// Separates frames for [`socket_io`]; it never stands in UTF-8.
pub(crate) const NEXT_FRAME: u8 = 0xff;
/// Begins a binary frame for [`socket_io`].
pub(crate) const BINARY_FRAME: u8 = 0xfe;

const LIMITS: Limits = Limits { max_attachments: 10, max_packet_bytes: 4_096 };

/// The bytes as a WebSocket frame, and as the body of a long-polling answer.
pub(crate) fn engine_io(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(packet) = EnginePacket::decode_text(&text) {
        let frame = packet.encode();
        let again = match &frame {
            Frame::Text(text) => EnginePacket::decode_text(text),
            Frame::Binary(bytes) => Ok(EnginePacket::decode_binary(bytes)),
        };
        assert_eq!(again.as_ref(), Ok(&packet));
    }
    let EnginePacket::Binary(own) = EnginePacket::decode_binary(bytes) else { panic!("binary is binary") };
    assert_eq!(&*own, bytes);
    let packets: Vec<_> = payload::decode(&text).map_while(Result::ok).collect();
    assert!(packets.len() <= text.split(payload::SEPARATOR).count());
    if let Ok(batch) = payload::encode(&packets, Some(LIMITS.max_packet_bytes as u64)) {
        assert!(batch.body.len() <= LIMITS.max_packet_bytes && batch.count <= packets.len());
        let again: Vec<_> = payload::decode(&batch.body).map_while(Result::ok).collect();
        assert_eq!(again, packets[..batch.count]);
    }
}

/// The bytes as the frames of one connection.
pub(crate) fn socket_io(bytes: &[u8]) {
    let mut decoder = Decoder::new(LIMITS);
    for frame in bytes.split(|byte| *byte == NEXT_FRAME) {
        let text;
        let read = match frame.strip_prefix(&[BINARY_FRAME]) {
            Some(bytes) => decoder.binary(bytes),
            None => {
                text = String::from_utf8_lossy(frame);
                decoder.text(&text)
            }
        };
        match read {
            Ok(Some(packet)) => {
                assert!(!decoder.is_waiting());
                check(&packet);
            }
            Ok(None) => assert!(decoder.is_waiting()),
            Err(error) => {
                assert!(!decoder.is_waiting(), "an error forgets what was being read");
                assert!(error.to_string().len() < 200, "an error tells the shape, not the content");
            }
        }
    }
}

fn check(packet: &Packet<'_>) {
    assert!(packet.attachments.len() <= LIMITS.max_attachments);
    assert_eq!(packet.kind.is_binary(), !packet.attachments.is_empty());
    if let Ok(args) = packet.args() {
        for index in 0..args.len() {
            assert!(args.raw(index).is_some());
            // Any shape may be asked for; a wrong one is an error.
            let _ = args.get::<Vec<u64>>(index);
        }
        assert!(args.raw(args.len()).is_none() && args.attachment(packet.attachments.len()).is_none());
    }
    let mut decoder = Decoder::new(Limits { max_packet_bytes: 2 * LIMITS.max_packet_bytes, ..LIMITS });
    let frames = packet.encode();
    let (last, first) = frames.split_last().expect("a packet has a frame");
    for frame in first {
        assert!(matches!(read(&mut decoder, frame), Ok(None)));
    }
    let again = read(&mut decoder, last).expect("what was written can be read").expect("all its frames");
    assert_eq!((again.kind, &again.namespace, again.id), (packet.kind, &packet.namespace, packet.id));
    assert_eq!(again.attachments, packet.attachments);
    assert_eq!(again.data.map(|data| data.to_string()), packet.data.as_ref().map(ToString::to_string));
}

fn read<'f>(
    decoder: &mut Decoder,
    frame: &'f Frame,
) -> Result<Option<Packet<'f>>, deskbell::realtime::socket_io::DecodeError> {
    match frame {
        Frame::Text(text) => decoder.text(text),
        Frame::Binary(bytes) => decoder.binary(bytes),
    }
}
