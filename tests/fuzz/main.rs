//! Fuzzing on the stable toolchain: both decoders and the machine on frames that were broken by dice.
//!
//! `FUZZ_RUNS` says how many runs of each, `FUZZ_SEED` the first one's seed; they follow one another. A run of
//! the machine is one input with its whole drain; some dozens follow one another in one client. The same checks
//! are the targets of `fuzz/`, which let coverage choose the bytes.

mod codecs;
mod dice;
mod frames;
mod machine;
#[path = "../sim/model.rs"]
mod model;

use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};

use deskbell::realtime::Rng;
use dice::Dice;

/// The seed of the first run, when nobody says otherwise.
const SEED: u64 = 20_260_514;
/// Bytes that choose the inputs of one client.
const MACHINE_BYTES_MAX: u64 = 3_000;

fn number(name: &str, default: u64) -> u64 {
    match std::env::var(name) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{name} must be a whole number, not {text:?}")),
        Err(_) => default,
    }
}

fn random_bytes(seed: u64, most: u64) -> Vec<u8> {
    let mut rng = Rng::new(seed);
    let count = rng.uniform_ms(0, most).div_ceil(8);
    (0..count).flat_map(|_| rng.next_u64().to_le_bytes()).collect()
}

fn engine_io(seed: u64) -> u64 {
    let chosen = random_bytes(seed, 96);
    codecs::engine_io(&frames::frame(&mut Dice::new(&chosen)));
    1
}

fn socket_io(seed: u64) -> u64 {
    let chosen = random_bytes(seed, 160);
    let mut dice = Dice::new(&chosen);
    let mut bytes = Vec::new();
    for index in 0..=dice.below(4) {
        if index > 0 {
            bytes.push(codecs::NEXT_FRAME);
        }
        if dice.below(3) == 0 {
            bytes.push(codecs::BINARY_FRAME);
        }
        let frame = frames::frame(&mut dice);
        // Without Engine.IO's type, as the layer below hands it over.
        bytes.extend_from_slice(frame.get(1..).unwrap_or_default());
    }
    codecs::socket_io(&bytes);
    1
}

fn machine(seed: u64) -> u64 {
    machine::run(&random_bytes(seed, MACHINE_BYTES_MAX)).0
}

/// Runs `target` for seeds from `first` on, on every core, until it counted `runs`; the count and the seeds that
/// panicked.
fn fuzz(runs: u64, first: u64, target: fn(u64) -> u64) -> (u64, Vec<u64>) {
    let workers = std::thread::available_parallelism().map_or(1, |count| count.get().min(4)) as u64;
    let part = |worker: u64| {
        let (mut count, mut seed, mut panicked) = (0, first.wrapping_add(worker), Vec::new());
        while count < runs.div_ceil(workers) && panicked.len() < 3 {
            match catch_unwind(AssertUnwindSafe(|| target(seed))) {
                Ok(done) => count += done,
                Err(_) => panicked.push(seed),
            }
            seed = seed.wrapping_add(workers);
        }
        (count, panicked)
    };
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..workers).map(|worker| scope.spawn(move || part(worker))).collect();
        running.into_iter().map(|worker| worker.join().expect("a worker runs to its end")).fold(
            (0, Vec::new()),
            |(count, mut seeds), (more, panicked)| {
                seeds.extend(panicked);
                (count + more, seeds)
            },
        )
    })
}

#[test]
fn no_bytes_make_a_decoder_or_the_machine_panic() {
    let runs = number("FUZZ_RUNS", if cfg!(debug_assertions) { 20_000 } else { 200_000 });
    let first = number("FUZZ_SEED", SEED);
    let results = [engine_io, socket_io, machine].map(|target| fuzz(runs, first, target));
    let [engine, socket, machine] = &results;
    let panics: usize = results.iter().map(|(_, panicked)| panicked.len()).sum();
    // Past the test harness, which keeps what a passing test prints to itself.
    let _ = writeln!(
        std::io::stdout(),
        "fuzz: engine_io={} socket_io={} machine={} panics={panics} seed={first}",
        engine.0,
        socket.0,
        machine.0,
    );
    for (name, (_, panicked)) in ["engine_io", "socket_io", "machine"].iter().zip(&results) {
        assert!(
            panicked.is_empty(),
            "{name} panics for the seeds {panicked:?}; replay: FUZZ_SEED={} FUZZ_RUNS=1 cargo test --test fuzz",
            panicked[0],
        );
    }
}

#[test]
fn the_inputs_of_the_dice_reach_what_matters() {
    // A generator that never gets past the handshake would prove nothing.
    let (mut sessions, mut snapshots, mut changes, mut gaps, mut climbs) = (0, 0, 0, 0, 0);
    for seed in 0..200 {
        let (_, reached) = machine::run(&random_bytes(seed, MACHINE_BYTES_MAX));
        sessions += reached.connects.min(1);
        snapshots += reached.snapshots.min(1);
        changes += reached.changes.min(1);
        gaps += reached.gaps.min(1);
        climbs += reached.climbs.min(1);
    }
    let reached = format!("of 200: {sessions} {snapshots} {changes} {gaps} {climbs}");
    assert!(sessions > 100 && snapshots > 20 && changes > 3 && gaps > 5 && climbs > 0, "{reached}");
}
