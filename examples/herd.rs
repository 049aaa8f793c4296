//! A crowd loses its server: how hard does it come back, and how soon?
//!
//! Every client runs the product's own [`ExponentialBackoff`]; beside it the same crowd runs socket.io-client's
//! published formula with its defaults (1 s doubling, ± 50 %, cap 5 s after the jitter). A try during the outage
//! is refused at once; the first try after it succeeds. The crowd is drawn anew until at least a hundred
//! thousand clients were seen, so that small crowds are averages and not luck.
//!
//! Then the same crowds lose only what is pushed, and poll by REST with the product's own [`FallbackPolling`] until
//! a minute and a half has passed; in the middle third the REST side is out as well.
//!
//! Run: `cargo run --release --example herd`. It ends with status 1 when a goal is missed.

use deskbell::realtime::{
    BackoffOptions, ExponentialBackoff, FallbackOptions, FallbackPolling, RetryCause, Rng, Timestamp,
};

/// Width of the window in which tries are counted, in milliseconds.
const WINDOW_MS: u64 = 100;
/// Clients to be seen for each row at least.
const CLIENTS_SEEN_MIN: usize = 100_000;

/// What a crowd did, as averages over its draws.
struct Row {
    /// Share of the crowd in the worst window before the server is back, in percent.
    outage_worst: f64,
    /// The same from the server's return on.
    recovery_worst: f64,
    /// When half of the crowd is back, in seconds from the server's return.
    half_back_s: f64,
    /// When 95 % are back.
    most_back_s: f64,
}

/// One client's waits: each call gives the next one in milliseconds.
type Waits<'a> = Box<dyn FnMut(u64, &mut Rng) -> u64 + 'a>;

fn deskbell(spread_ms: u64) -> Waits<'static> {
    let mut backoff = ExponentialBackoff::new(BackoffOptions::default());
    backoff.set_spread(spread_ms);
    Box::new(move |now_ms, rng| {
        let now = Timestamp(now_ms);
        backoff.next(now, RetryCause::Remote, rng).since_ms(now)
    })
}

fn socket_io() -> Waits<'static> {
    let mut attempts = 0_i32;
    Box::new(move |_, rng| {
        let full = 1_000.0 * 2_f64.powi(attempts);
        attempts += 1;
        let deviation = (uniform(rng) * 0.5 * full).floor();
        let spread = if rng.next_u64() % 2 == 0 { full - deviation } else { full + deviation };
        spread.min(5_000.0) as u64
    })
}

fn uniform(rng: &mut Rng) -> f64 {
    (rng.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
}

fn crowd(clients: usize, outage_ms: u64, waits: &dyn Fn() -> Waits<'static>, seed: u64) -> Row {
    let draws = CLIENTS_SEEN_MIN.div_ceil(clients).max(1);
    let mut rng = Rng::new(seed);
    let mut row = Row { outage_worst: 0.0, recovery_worst: 0.0, half_back_s: 0.0, most_back_s: 0.0 };
    for _ in 0..draws {
        let mut tries: Vec<u64> = Vec::new();
        let mut back: Vec<u64> = Vec::with_capacity(clients);
        for _ in 0..clients {
            let mut wait = waits();
            let mut now_ms = 0;
            while now_ms <= outage_ms {
                now_ms += wait(now_ms, &mut rng);
                tries.push(now_ms);
            }
            back.push(now_ms - outage_ms);
        }
        back.sort_unstable();
        let (before, after): (Vec<u64>, Vec<u64>) = tries.iter().partition(|at| **at <= outage_ms);
        let share = |tries: Vec<u64>| worst_window(tries) as f64 * 100.0 / clients as f64;
        row.outage_worst += share(before) / draws as f64;
        row.recovery_worst += share(after) / draws as f64;
        row.half_back_s += back[(clients - 1) / 2] as f64 / 1_000.0 / draws as f64;
        row.most_back_s += back[(clients * 95).div_ceil(100) - 1] as f64 / 1_000.0 / draws as f64;
    }
    row
}

/// The polls of a crowd in each third, as the share of it in the worst window, in percent; and when the first and
/// the last client of the crowd have asked for the first time, in seconds from the loss.
fn polls(clients: usize, spread_ms: u64, seed: u64) -> ([f64; 3], f64, f64) {
    let (outage, end) = (30_000..60_000, 90_000);
    let mut rng = Rng::new(seed);
    let (mut thirds, mut firsts): ([Vec<u64>; 3], Vec<u64>) = Default::default();
    for _ in 0..clients {
        let mut polling = FallbackPolling::new(FallbackOptions::default(), BackoffOptions::default());
        polling.on_push_lost(Timestamp(0));
        let mut first = None;
        while let Some((at, _)) = polling.poll_timeout().filter(|(at, _)| at.0 < end) {
            if !polling.is_due(at, spread_ms, &mut rng) {
                continue;
            }
            first.get_or_insert(at.0);
            thirds[usize::try_from(at.0 / 30_000).unwrap_or(0)].push(at.0);
            if outage.contains(&at.0) {
                polling.on_failed(at, None, spread_ms, &mut rng);
            } else {
                polling.on_answered(at, spread_ms, true);
            }
        }
        firsts.extend(first);
    }
    let shares = thirds.map(|tries| worst_window(tries) as f64 * 100.0 / clients as f64);
    let second = |at: Option<&u64>| at.map_or(f64::NAN, |at| *at as f64 / 1_000.0);
    (shares, second(firsts.iter().min()), second(firsts.iter().max()))
}

/// Prints what polling crowds do.
fn show_polls() {
    println!(
        "\n{:>8} {:>9}  {:<10} {:>8} {:>8} {:>9} {:>13} {:>10}",
        "clients", "spread_s", "polling", "first_s", "last_s", "steady%", "rest_outage%", "recovery%"
    );
    for (clients, spread_ms) in [(1_000, 1_000), (10_000, 10_000), (100_000, 60_000)] {
        let ([steady, outage, recovery], first, last) = polls(clients, spread_ms, clients as u64);
        println!(
            "{clients:>8} {:>9}  {:<10} {first:>8.2} {last:>8.2} {steady:>9.2} {outage:>13.2} {recovery:>10.2}",
            spread_ms / 1_000,
            "deskbell"
        );
    }
}

/// The most tries in any of the consecutive windows.
fn worst_window(tries: Vec<u64>) -> usize {
    let mut counts = std::collections::BTreeMap::<u64, usize>::new();
    for at in tries {
        *counts.entry(at / WINDOW_MS).or_default() += 1;
    }
    counts.into_values().max().unwrap_or(0)
}

fn main() {
    println!(
        "{:>8} {:>9} {:>9}  {:<10} {:>13} {:>15} {:>9} {:>9}",
        "clients", "spread_s", "outage_s", "client", "outage_worst%", "recovery_worst%", "half_s", "95%_s"
    );
    let mut missed = Vec::new();
    for (clients, spread_ms) in [(10, 1_000), (1_000, 1_000), (10_000, 10_000), (100_000, 60_000)] {
        for outage_s in [2, 60, 300] {
            let run = |name: &str, waits: &dyn Fn() -> Waits<'static>| {
                let row = crowd(clients, outage_s * 1_000, waits, clients as u64 + outage_s);
                println!(
                    "{clients:>8} {:>9} {outage_s:>9}  {name:<10} {:>13.2} {:>15.2} {:>9.2} {:>9.2}",
                    spread_ms / 1_000,
                    row.outage_worst,
                    row.recovery_worst,
                    row.half_back_s,
                    row.most_back_s
                );
                row
            };
            let ours = run("deskbell", &|| deskbell(spread_ms));
            let theirs = run("socket.io", &socket_io);
            let mut goal = |what: &str, figure: f64, most: f64| {
                if figure > most {
                    missed.push(format!(
                        "{clients} clients, {outage_s} s: {what} {figure:.2}, at most {most:.2}"
                    ));
                }
            };
            match (clients, outage_s) {
                (10, 60) => goal("half back", ours.half_back_s, 0.5 * theirs.half_back_s),
                (10, 2) => goal("half back", ours.half_back_s, 0.9 * theirs.half_back_s),
                (10_000, _) => {
                    goal("worst window in the outage", ours.outage_worst, 2.5);
                    goal("worst window at recovery", ours.recovery_worst, 1.7);
                    goal("95 % back", ours.most_back_s, 14.0);
                }
                _ => {}
            }
        }
    }
    show_polls();
    for goal in &missed {
        println!("missed: {goal}");
    }
    println!("goals missed: {}", missed.len());
    std::process::exit(i32::from(!missed.is_empty()));
}
