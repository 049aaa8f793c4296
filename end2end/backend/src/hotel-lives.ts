/**
 * Turns lines of the hotel bookings file into lives: the booking, its room, and what happened
 * to it at which instant. Everything made up (names, times of day, notes) depends only on the
 * line's number, so that the same file always gives the same venue.
 */
import type { Draft, Edit } from './feeds.ts';
import type { HotelFile, HotelRow } from './hotel-file.ts';
import { NOTES, makeGuest } from './people.ts';
import { Random } from './random.ts';
import type { Room } from './venues.ts';
import type { Status } from './wire.ts';
import { addDays, instantOf } from './zone.ts';

export const HOTEL_ZONE = 'Europe/Lisbon';
const CURRENCY = 'EUR';
const MINUTE = 60_000;
const CLERKS = ['Rita', 'Paulo', 'Helena', 'Nuno', 'Sofia'] as const;
const SOURCES: Record<string, string> = {
  'Online TA': 'online agency', 'Offline TA/TO': 'agency', Direct: 'direct', Corporate: 'corporate',
  Groups: 'group', Complementary: 'house', Aviation: 'corporate',
};

export type EventKind = 'create' | 'confirm' | 'edit' | 'check_in' | 'check_out' | 'mark_no_show' | 'cancel';

/** One thing that happened to a booking. */
export interface LifeEvent {
  /** Milliseconds since 1970. */
  at: number;
  kind: EventKind;
  by: string;
  /** The note as the event leaves it. */
  note: string;
}

export interface Life {
  row: HotelRow;
  /** In order of time. */
  events: LifeEvent[];
  draft: Draft;
}

/** The lives in the order of the file, and the rooms that they need. */
export function makeLives(file: HotelFile, venue: string, idPrefix: string): { lives: Life[]; rooms: Room[] } {
  const lives = file.rows.map((row) => makeLife(row, venue, idPrefix));
  return { lives, rooms: assignRooms(lives) };
}

/** The edit that an event makes; `status` is the one that the booking has after it. */
export function editOf(life: Life, event: LifeEvent, status: Status): Edit {
  return {
    op: 'upsert', booking: { ...life.draft, status, note: event.note },
    action: event.kind === 'edit' ? 'set_note' : event.kind, by: event.by, at: new Date(event.at).toISOString(),
  };
}

/** The status after an event, given the one before it. */
export function statusAfter(life: Life, kind: EventKind, before: Status): Status {
  switch (kind) {
    case 'create': return life.row.waitingDays > 0 ? 'pending' : 'confirmed';
    case 'confirm': return 'confirmed';
    case 'check_in': return 'checked_in';
    case 'check_out': return 'checked_out';
    case 'mark_no_show': return 'no_show';
    case 'cancel': return 'cancelled';
    case 'edit': return before;
  }
}

function makeLife(row: HotelRow, venue: string, idPrefix: string): Life {
  const random = new Random(0x5eed ^ (row.row * 2654435761));
  const isDayUse = row.nights === 0;
  const at = (day: string, minutes: number) => new Date(instantOf(HOTEL_ZONE, day, minutes)).toISOString();
  const guest = makeGuest(random, row.country);
  const draft: Draft = {
    id: `${idPrefix}-${String(row.row).padStart(5, '0')}`, venue, guest, party: row.party, status: 'confirmed',
    starts_at: isDayUse ? at(row.arrivesOn, 12 * 60) : at(row.arrivesOn, 14 * 60 + 30 * random.int(0, 14)),
    ends_at: isDayUse ? at(row.arrivesOn, 18 * 60) : at(addDays(row.arrivesOn, row.nights), 8 * 60 + 30 * random.int(0, 7)),
    ...(row.nightly === undefined ? {} : { price: { amount: row.nightly * Math.max(1, row.nights), currency: CURRENCY } }),
    source: SOURCES[row.segment ?? ''] ?? 'unknown', note: '',
  };
  return { row, draft, events: eventsOf(row, draft, random) };
}

function eventsOf(row: HotelRow, draft: Draft, random: Random): LifeEvent[] {
  const local = (day: string, minutes: number) => instantOf(HOTEL_ZONE, day, minutes);
  const isSameDay = row.createdOn === row.arrivesOn;
  let note = row.requests > 0 ? random.pick(NOTES) : row.parking > 0 ? 'Parking for one car' : '';
  const created = local(row.createdOn, random.int(8 * 60, isSameDay ? 11 * 60 : 21 * 60));
  const arrival = Math.max(created + 10 * MINUTE, Date.parse(draft.starts_at) + random.int(-20, 100) * MINUTE);
  const end = lastEvent(row, random, created, arrival);
  const before = row.fate === 'checked_out' ? Math.min(arrival, end.at) : end.at;
  const middle: LifeEvent[] = [];
  if (row.waitingDays > 0) {
    const confirmed = Math.min(local(addDays(row.createdOn, row.waitingDays), random.int(9 * 60, 18 * 60)), before - MINUTE);
    middle.push({ at: Math.max(created + MINUTE, confirmed), kind: 'confirm', by: random.pick(CLERKS), note: '' });
  }
  for (let edit = 0; edit < row.edits; edit += 1) {
    const at = created + Math.floor(random.next() * Math.max(1, before - created - 2 * MINUTE)) + MINUTE;
    middle.push({ at, kind: 'edit', by: random.pick(CLERKS), note: '' });
  }
  middle.sort((a, b) => a.at - b.at);
  const events: LifeEvent[] = [{ at: created, kind: 'create', by: creator(row, random), note }];
  for (const event of middle) {
    if (event.kind === 'edit') note = random.pick(NOTES.filter((text) => text !== note));
    events.push({ ...event, note });
  }
  if (row.fate === 'checked_out') events.push({ at: arrival, kind: 'check_in', by: random.pick(CLERKS), note });
  events.push({ ...end, note });
  return inOrder(events);
}

function lastEvent(row: HotelRow, random: Random, created: number, arrival: number): LifeEvent {
  const by = random.pick(CLERKS);
  if (row.fate === 'no_show') return { at: instantOf(HOTEL_ZONE, row.arrivesOn, 23 * 60 + random.int(0, 50)), kind: 'mark_no_show', by, note: '' };
  if (row.fate === 'cancelled') {
    return { at: Math.max(created + 5 * MINUTE, instantOf(HOTEL_ZONE, row.fateOn, random.int(8 * 60, 21 * 60))), kind: 'cancel', by, note: '' };
  }
  const isDayUse = row.fateOn === row.arrivesOn;
  const left = instantOf(HOTEL_ZONE, row.fateOn, isDayUse ? 17 * 60 + random.int(0, 50) : random.int(6 * 60 + 30, 12 * 60));
  return { at: Math.max(arrival + 10 * MINUTE, left), kind: 'check_out', by, note: '' };
}

function creator(row: HotelRow, random: Random): string {
  return row.segment === 'Online TA' ? 'Online booking' : random.pick(CLERKS);
}

/** Made-up times never turn the order around: each event is at least a second after the last. */
function inOrder(events: LifeEvent[]): LifeEvent[] {
  let last = 0;
  return events.map((event) => {
    last = Math.max(event.at, last + 1000);
    return { ...event, at: last };
  });
}

/**
 * Gives every booking a room of its class, as a reservation desk would: in the order in which
 * they were made, the first room that is free of others that are still expected or in house. A
 * cancelled booking frees its room for whoever books later.
 */
function assignRooms(lives: Life[]): Room[] {
  interface Hold { from: string; to: string; madeAt: number; freeAt: number }
  const classes = new Map<string, { room: Room; holds: Hold[] }[]>();
  const numbers = new Map<string, number>();
  const byCreation = [...lives].sort((a, b) => startOf(a) - startOf(b) || a.row.row - b.row.row);
  for (const life of byCreation) {
    const { row } = life;
    const key = `${row.hotel}\n${row.roomClass}`;
    const rooms = classes.get(key) ?? [];
    classes.set(key, rooms);
    const hold: Hold = { from: row.arrivesOn, to: lastDay(row), madeAt: startOf(life), freeAt: row.fate === 'checked_out' ? Infinity : (life.events.at(-1)?.at ?? Infinity) };
    let found = rooms.find(({ holds }) => holds.every((other) => other.to <= hold.from || other.from >= hold.to || other.freeAt <= hold.madeAt));
    if (!found) {
      const letter = row.hotel.charAt(0).toUpperCase();
      const number = (numbers.get(letter) ?? 100) + 1;
      numbers.set(letter, number);
      const name = `${letter}${number}`;
      found = { room: { id: name, name, group: `${row.hotel.replace(/ Hotel$/, '')} ${row.roomClass}` }, holds: [] };
      rooms.push(found);
    }
    found.holds.push(hold);
    life.draft = { ...life.draft, resource: { id: found.room.id, name: found.room.name } };
  }
  return [...classes.values()].flat().map(({ room }) => room).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function startOf(life: Life): number {
  return life.events[0]?.at ?? 0;
}

/** The first day on which the room is free again: booked or actual departure, whichever is later. */
function lastDay(row: HotelRow): string {
  const booked = addDays(row.arrivesOn, Math.max(1, row.nights));
  return row.fate === 'checked_out' && row.fateOn > booked ? row.fateOn : booked;
}
