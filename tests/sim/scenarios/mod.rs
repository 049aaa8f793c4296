//! Named scenarios: each tells the symptom that people would see if its guard were gone.

mod checks;
mod connection;
mod fallback;
mod life;
mod liveness;
mod outage;
mod outbox;
mod quality;
mod restored;
mod rooms;
mod session;
mod sync;
mod tabs;
mod transports;
mod traps;
mod window;

use deskbell::realtime::Options;

use super::host::Act;
use super::ledger::Ledger;
use super::server::Setup;
use super::world::{Plan, World};

/// The one venue.
const VENUE: &str = "v1";

/// A calm house: one device, 20 ms each way and now and then a late frame, a server with the official timing.
fn setup() -> Setup {
    Setup {
        ping_interval_ms: 25_000,
        ping_timeout_ms: 20_000,
        spread_ms: 1_000,
        page_size: 4,
        token_life_ms: 600_000,
        publish_ms: (0, 0),
        answer_ms: (0, 0),
    }
}

/// That house with the person signing in.
fn house(seed: u64, setup: Setup, options: Options) -> World {
    let mut world = closed_house(seed, setup, options);
    world.act(0, Act::SignIn);
    world
}

/// That house before the person comes.
fn closed_house(seed: u64, setup: Setup, options: Options) -> World {
    let plan = Plan { seed, devices: vec![1], venues: vec![VENUE], bookings: 10, setup, options };
    let mut world = World::new(&plan, None);
    world.net.lines[0].delay_ms = (20, 20);
    world
}

/// That house, live.
fn live(seed: u64) -> World {
    let mut world = house(seed, setup(), Options::default());
    become_live(&mut world);
    world
}

/// Lets time pass until the device is live and equal, at most a minute and a half.
fn become_live(world: &mut World) -> u64 {
    let ms = world.run_while(90_000, |world| !world.is_finished());
    assert_eq!(world.unfinished(0), None, "after {ms} ms");
    well(world);
    ms
}

/// No rule is broken so far.
fn well(world: &World) {
    assert!(world.failures.is_empty(), "{:?}", world.failures);
}

/// Someone else changes something; the server emits it.
fn change(world: &mut World, what: impl FnOnce(&mut Ledger, u64)) {
    let now = world.now;
    what(world.server.ledgers.get_mut(VENUE).expect("the venue"), now);
    world.server.on_committed(VENUE, now);
    world.run_for(0);
}
