/**
 * The demo venue: a made-up hotel of 122 rooms, seeded around today, and three accounts.
 *
 * It is made once, in an empty database. When the server was off for so long that little of it
 * is left in the present, it is made anew under a new epoch; ids depend on the day and are
 * therefore never used twice.
 */
import type { App, DemoAccount } from './app.ts';
import { load, renewEpochs, type Draft, type Edit } from './feeds.ts';
import { NOTES, SOURCES, makeGuest } from './people.ts';
import { Random } from './random.ts';
import { readFact, writeFact } from './schema.ts';
import { insertVenue, type Room, type Venue } from './venues.ts';
import type { Role } from './config.ts';
import type { Status } from './wire.ts';
import { addDays, dayAt, daysBetween, instantOf, minuteOfDay } from './zone.ts';

export const DEMO_VENUE = 'harbour-house';
const ZONE = 'Europe/Lisbon';
const DAYS_BACK = 12;
const DAYS_AHEAD = 40;
/** After so many days without the server the venue is made anew. */
const STALE_DAYS = 7;

const ACCOUNTS: (DemoAccount & { role: Role })[] = [
  { username: 'ana', password: 'harbour-ana', role: 'manager', name: 'Ana Ferreira' },
  { username: 'ben', password: 'harbour-ben', role: 'desk', name: 'Ben Okafor' },
  { username: 'eva', password: 'harbour-eva', role: 'viewer', name: 'Eva Lindqvist' },
];

/** Who else works at the house, and changes bookings by themselves. */
export const STAFF = ['Marta Simões', 'Tiago Leal', 'Priya Raman', 'Jonas Weber'] as const;
export const ONLINE = 'Online booking';

/** Room classes: name, floor numbers, rooms a floor, price a night in cents. */
const CLASSES = [
  { group: 'Courtyard', floors: [1], rooms: 22, night: 9_800 },
  { group: 'Garden', floors: [2], rooms: 22, night: 11_500 },
  { group: 'Harbour view', floors: [3, 4], rooms: 22, night: 14_900 },
  { group: 'Terrace', floors: [5], rooms: 22, night: 17_900 },
  { group: 'Suites', floors: [6], rooms: 12, night: 28_500 },
] as const;

/** Makes what is missing and returns the accounts to show, or none without the demo venue. */
export async function prepareDemo(app: App): Promise<DemoAccount[]> {
  const made = (await readFact(app.db, 'demo')) === '1';
  if (!made) {
    if (!app.config.demo || app.venues.all().length > 0) return [];
    for (const { username, name, password, role } of ACCOUNTS) await app.auth.setUser(username, name, password, role);
    await makeVenue(app);
    await writeFact(app.db, 'demo', '1');
  } else if (app.config.demo) {
    const venue = app.venues.get(DEMO_VENUE);
    if (venue && daysBetween(venue.business_date, app.venues.dayByClock(venue)) > STALE_DAYS) await remakeVenue(app, venue);
  }
  return ACCOUNTS.map(({ username, password, role, name }) => ({ username, password, role, name }));
}

/** What share of the day's arrivals, or departures, has happened at a minute of the day. */
export function shareDone(kind: 'arrivals' | 'departures', minute: number): number {
  const [start, end, least, most] = kind === 'arrivals' ? [13 * 60, 23 * 60, 0.12, 0.6] : [6 * 60, 14 * 60, 0.15, 0.85];
  return least + (most - least) * Math.max(0, Math.min(1, (minute - start) / (end - start)));
}

/** A draft for a stay: guest, party, price, source and note by chance. */
export function makeStay(random: Random, venue: Venue, room: Room, arrival: string, nights: number, id = random.uuid()): Draft {
  const night = CLASSES.find((entry) => entry.group === room.group)?.night ?? 10_000;
  const starts_at = new Date(instantOf(venue.time_zone, arrival, 14 * 60 + 30 * random.int(0, 16))).toISOString();
  const ends_at = new Date(instantOf(venue.time_zone, addDays(arrival, nights), 7 * 60 + 30 * random.int(0, 10))).toISOString();
  return {
    id, venue: venue.id, resource: { id: room.id, name: room.name }, guest: makeGuest(random),
    party: random.weighted([[1, 25], [2, 55], [3, 10], [4, 8], [5, 2]]), status: 'confirmed', starts_at, ends_at,
    price: { amount: Math.round((nights * night * random.int(80, 115)) / 10_000) * 100, currency: venue.currency },
    source: random.pick(SOURCES), note: random.chance(0.3) ? random.pick(NOTES) : '',
  };
}

async function makeVenue(app: App): Promise<void> {
  const venue: Venue = {
    id: DEMO_VENUE, name: 'Harbour House', time_zone: ZONE, currency: 'EUR', kind: 'live',
    business_date: dayAt(ZONE, Date.now() - app.config.dayTurnsAt * 3_600_000), resources: rooms(),
  };
  await app.db.transaction(async (tx) => {
    await insertVenue(tx, venue);
    await load(tx, venue.id, lives(app.config.seed, venue));
  });
  await app.venues.load();
}

/** Replaces the demo venue's bookings with fresh ones, in place. */
export async function remakeVenue(app: App, venue: Venue, seed = app.config.seed): Promise<void> {
  await app.db.query('DELETE FROM bookings WHERE venue = $1', [venue.id]);
  await renewEpochs(app.db, venue.id);
  await app.venues.setBusinessDate(venue.id, app.venues.dayByClock(venue));
  await app.db.transaction((tx) => load(tx, venue.id, lives(seed, venue)));
}

function rooms(): Room[] {
  return CLASSES.flatMap(({ group, floors, rooms: count }) => floors.flatMap((floor) =>
    Array.from({ length: count }, (_, index) => {
      const name = `${floor}${String(index + 1).padStart(2, '0')}`;
      return { id: name, name, group };
    })));
}

/** The life of every booking up to now: made, confirmed, arrived, left. */
function lives(seed: number, venue: Venue): Edit[][] {
  const today = venue.business_date;
  const random = new Random(seed ^ Number(today.replaceAll('-', '')));
  const result: Edit[][] = [];
  for (const room of venue.resources) {
    let day = addDays(today, -DAYS_BACK - random.int(0, 4));
    while (daysBetween(today, day) < DAYS_AHEAD) {
      const ahead = Math.max(0, daysBetween(today, day));
      const isTaken = random.chance(0.78 - (0.55 * ahead) / DAYS_AHEAD);
      const nights = random.weighted([[1, 30], [2, 30], [3, 20], [4, 10], [5, 5], [7, 5]]);
      if (isTaken) result.push(life(random, venue, makeStay(random, venue, room, day, nights)));
      if (random.chance(0.05)) result.push(life(random, venue, makeStay(random, venue, room, day, nights), 'cancelled'));
      day = addDays(day, isTaken ? nights : random.int(1, 2));
    }
  }
  return result;
}

function life(source: Random, venue: Venue, stay: Draft, fate?: 'cancelled'): Edit[] {
  // How much chance a life uses depends on the time of day; the venue around it must not.
  const random = new Random(source.int(0, 0xffff_ffff));
  const now = Date.now();
  const [start, end] = [Date.parse(stay.starts_at), Date.parse(stay.ends_at)];
  const status = fate ?? statusNow(random, venue, stay);
  const made = Math.min(start, now) - random.int(2, 60 * 24) * 3_600_000;
  const atFront = Math.min(now - random.int(1, 90) * 60_000, start + random.int(-20, 90) * 60_000);
  const steps: [Status, number, string, string][] = [[stay.source === 'web' ? 'pending' : 'confirmed', made, 'create', stay.source === 'web' ? ONLINE : random.pick(STAFF)]];
  const clerk = random.pick(STAFF);
  if (status !== 'pending') {
    if (stay.source === 'web') steps.push(['confirmed', made + random.int(5, 110) * 60_000, 'confirm', clerk]);
    if (status === 'cancelled') steps.push(['cancelled', made + (Math.min(start, now) - made) * 0.9, 'cancel', stay.source === 'web' ? ONLINE : clerk]);
    if (status === 'no_show') steps.push(['no_show', Math.min(now, start + 9 * 3_600_000), 'mark_no_show', clerk]);
    if (status === 'checked_in' || status === 'checked_out') steps.push(['checked_in', atFront, 'check_in', clerk]);
    if (status === 'checked_out') steps.push(['checked_out', Math.max(atFront + 60_000, Math.min(now - 30_000, end + random.int(-60, 40) * 60_000)), 'check_out', random.pick(STAFF)]);
  } else if (stay.source !== 'web') {
    steps[0] = ['pending', made, 'create', clerk];
  }
  // Who is not here yet may have no room; the stay keeps its place in the walk over the rooms.
  const isLoose = (status === 'pending' || status === 'confirmed') && random.chance(0.09);
  const { resource, ...rest } = stay;
  const draft: Draft = isLoose || !resource ? rest : { ...rest, resource };
  return steps.map(([at, when, action, by]) => ({ op: 'upsert', booking: { ...draft, status: at }, action, by, at: new Date(when).toISOString() }));
}

function statusNow(random: Random, venue: Venue, stay: Draft): Status {
  const today = venue.business_date;
  const [arrival, departure] = [stay.starts_at, stay.ends_at].map((at) => dayAt(venue.time_zone, Date.parse(at))) as [string, string];
  const minute = minuteOfDay(venue.time_zone, Date.now());
  if (departure < today) return random.chance(0.03) ? 'no_show' : 'checked_out';
  if (departure === today) return random.chance(shareDone('departures', minute)) ? 'checked_out' : 'checked_in';
  if (arrival < today) return 'checked_in';
  if (arrival > today) return random.chance(0.14) ? 'pending' : 'confirmed';
  if (random.chance(0.07)) return 'pending';
  return random.chance(shareDone('arrivals', minute)) ? 'checked_in' : 'confirmed';
}
