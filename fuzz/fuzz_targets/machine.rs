//! Any bytes as the choice of inputs for one client.
#![no_main]

#[path = "../../tests/fuzz/dice.rs"]
mod dice;
#[path = "../../tests/fuzz/frames.rs"]
mod frames;
#[path = "../../tests/fuzz/machine.rs"]
mod machine;
#[path = "../../tests/sim/model.rs"]
mod model;

/// Enough for some 150 inputs: the whole way to polling, back up and away again takes 60. More only makes runs rare.
const BYTES_MAX: usize = 1_024;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    machine::run(&bytes[..bytes.len().min(BYTES_MAX)]);
});
