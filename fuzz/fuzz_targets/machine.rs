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

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    machine::run(bytes);
});
