//! Any bytes as the Socket.IO frames of one connection: 0xff separates them, 0xfe begins a binary one.
#![no_main]

#[path = "../../tests/fuzz/codecs.rs"]
#[expect(dead_code, reason = "the other decoder's checks")]
mod codecs;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| codecs::socket_io(bytes));
