/**
 * Changes from a file: one a line, each what somebody else did to one booking, without the rules of commands. They take
 * their revisions in transactions of their own, like any change, whether the server runs (its control routes) or is
 * down (`--apply`).
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { ConfigError } from './config.ts';
import type { Database, Queries } from './db.ts';
import { DEMO_VENUE } from './demo.ts';
import { Refusal, parse } from './errors.ts';
import { lockFeed, record, type Edit } from './feeds.ts';
import { makeGuest } from './people.ts';
import { Random } from './random.ts';
import type { Venue, Venues } from './venues.ts';
import { STATUSES, instant, type Booking } from './wire.ts';

const changeItem = z.object({
  venue: z.string().default(DEMO_VENUE),
  /** Absent: a new booking. */
  id: z.string().min(1).max(100).optional(),
  remove: z.boolean().default(false),
  by: z.string().max(100).default('Someone else'),
  /** Fields to set; the others stay, or are made up for a new booking. */
  set: z.object({
    status: z.enum(STATUSES),
    note: z.string().max(2000),
    party: z.number().int().min(1).max(500),
    guest: z.object({ name: z.string().min(1).max(200), email: z.string().optional(), phone: z.string().optional() }),
    resource_id: z.string().nullable(),
    starts_at: instant,
    ends_at: instant,
    source: z.string().max(50),
    price: z.object({ amount: z.number().int(), currency: z.string() }),
  }).partial().default({}),
});
export type ChangeItem = z.infer<typeof changeItem>;

/** What applying needs of the server. */
interface Ground {
  db: Database;
  venues: Venues;
}

/** One change as it was sent, or a refusal that says what is wrong with it. */
export function readChange(value: unknown): ChangeItem {
  return parse(changeItem, value);
}

/** A file's changes; the first line that cannot be read is named, and then none counts. */
export function readLines(text: string): ChangeItem[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      return [parse(changeItem, JSON.parse(line))];
    } catch (error) {
      throw new Refusal('bad_request', `line ${index + 1}: ${error instanceof Refusal ? error.message : 'is not JSON'}`);
    }
  });
}

/** Applies in order, each in a transaction of its own, as so many people would; `wake` hears of each. */
export async function applyAll({ db, venues }: Ground, items: readonly ChangeItem[], wake: (venue: string) => void = () => {}): Promise<unknown[]> {
  const made: unknown[] = [];
  const random = new Random(Date.now());
  for (const item of items) {
    const venue = venues.get(item.venue);
    if (!venue) throw new Refusal('not_found', 'There is no such venue.');
    const [booking] = await db.transaction(async (tx) => {
      await lockFeed(tx, venue.id);
      return record(tx, venue.id, [await editOf(tx, venue, venues.now(venue.id), item, random)]);
    });
    wake(venue.id);
    made.push(item.remove ? { op: 'remove', id: item.id, revision: booking?.revision } : { op: 'upsert', booking });
  }
  return made;
}

/**
 * `--apply FILE`: the file's changes go into the data of a server that is down; it must hold the folder's lock, which
 * `db` does. Who connects after the next start gets them like all that was missed.
 */
export async function applyFile(ground: Ground, path: string): Promise<number> {
  let items: ChangeItem[];
  try {
    items = readLines(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new ConfigError(`The file ${path} cannot be applied: ${sentence(error)}`);
  }
  await ground.venues.load();
  for (const [index, item] of items.entries()) {
    await applyAll(ground, [item]).catch((error: unknown) => {
      if (!(error instanceof Refusal)) throw error;
      throw new ConfigError(`Change ${index + 1} of ${path} was refused: ${error.message} Those before it are applied.`);
    });
  }
  return items.length;
}

async function editOf(tx: Queries, venue: Venue, nowMs: number, item: ChangeItem, random: Random): Promise<Edit> {
  const at = new Date(nowMs).toISOString();
  const rows = item.id === undefined ? [] : await tx.query<{ doc: Booking }>('SELECT doc FROM bookings WHERE id = $1 AND NOT removed', [item.id]);
  const before = rows[0]?.doc;
  if (item.remove && !before) throw new Refusal('not_found', 'There is no such booking.');
  const { resource_id, ...set } = item.set;
  const room = venue.resources.find((candidate) => candidate.id === resource_id);
  const resource = resource_id === undefined ? before?.resource : room && { id: room.id, name: room.name };
  const base = before ?? {
    id: item.id ?? randomUUID(), venue: venue.id, guest: makeGuest(random), party: 2, status: 'confirmed' as const,
    starts_at: at, ends_at: new Date(nowMs + 86_400_000).toISOString(), source: 'test', note: '',
  };
  const { resource: _held, ...rest } = { resource: undefined, ...base };
  const booking = { ...rest, ...definedOnly(set), ...(resource ? { resource } : {}) };
  return { op: item.remove ? 'remove' : 'upsert', booking, ...(before ? { before } : {}), action: item.remove ? 'remove' : before ? 'edit' : 'create', by: item.by, at };
}

function definedOnly<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

function sentence(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.endsWith('.') ? text : `${text}.`;
}
