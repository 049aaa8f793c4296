//! Any bytes as an Engine.IO frame and as the body of a long-polling answer.
#![no_main]

#[path = "../../tests/fuzz/codecs.rs"]
#[expect(dead_code, reason = "the other decoder's checks")]
mod codecs;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| codecs::engine_io(bytes));
