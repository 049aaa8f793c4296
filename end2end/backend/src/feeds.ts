/**
 * Feeds: one venue's changes, numbered without holes.
 *
 * `record` is the only way by which a booking changes. It takes the revisions by an UPDATE of
 * the feed's row inside the caller's transaction, so the row's lock makes the order of
 * revisions the order of commits. `readDelta` answers what a client missed, or that it must
 * load everything anew: for an unknown epoch, a `since` above the head, a `since` from before
 * the oldest kept change, or a delta beyond the caller's limits.
 */
import { randomUUID } from 'node:crypto';
import type { Database, Queries } from './db.ts';
import { fold } from './fold.ts';
import type { Booking, Change, Head } from './wire.ts';

/** A booking without what `record` fills in. */
export type Draft = Omit<Booking, 'revision' | 'version' | 'updated_at' | 'updated_by'>;

export interface Edit {
  op: 'upsert' | 'remove';
  booking: Draft;
  /** The booking as it was; absent for a new one. */
  before?: Booking;
  action: string;
  by: string;
  at: string;
  detail?: string;
  /** Id of the command that made the change. */
  cause?: string;
}

/** What one answer may hold. */
export interface DeltaLimits {
  changes: number;
  bytes: number;
}

export type Delta = Head & ({ changes: Change[] } | { reload: true });

const KEPT_CHANGES = 10_000;
const KEPT_HISTORY = 200;
const KEPT_TOMBSTONES_MS = 7 * 86_400_000;
const FIELDS = ['resource', 'guest', 'party', 'status', 'starts_at', 'ends_at', 'price', 'source', 'note'] as const;

/** Makes an empty feed for a venue that has just been inserted. */
export async function createFeed(tx: Queries, venue: string): Promise<void> {
  await tx.query('INSERT INTO feeds VALUES ($1, $2, 0, 0)', [venue, newEpoch()]);
}

/** Holds back every other change of the feed until the transaction ends. */
export async function lockFeed(tx: Queries, venue: string): Promise<Head | undefined> {
  return (await tx.query<Head>('SELECT epoch, revision FROM feeds WHERE venue = $1 FOR UPDATE', [venue]))[0];
}

export async function readHead(tx: Queries, venue: string): Promise<Head | undefined> {
  return (await tx.query<Head>('SELECT epoch, revision FROM feeds WHERE venue = $1', [venue]))[0];
}

/** Applies edits in order, one revision each, and returns the bookings as they are now. */
export async function record(tx: Queries, venue: string, edits: readonly Edit[]): Promise<Booking[]> {
  if (edits.length === 0) return [];
  const [head] = await tx.query<Head>(
    'UPDATE feeds SET revision = revision + $2 WHERE venue = $1 RETURNING epoch, revision', [venue, edits.length]);
  if (!head) throw new Error(`no feed for venue ${venue}`);
  const first = head.revision - edits.length + 1;
  const made = edits.map((edit, index) => finish(edit, venue, first + index));
  const latest = new Map(made.map((booking, index) => [booking.id, { booking, edit: edits[index] as Edit }]));
  await writeBookings(tx, [...latest.values()]);
  await tx.query(
    `INSERT INTO changes (venue, revision, epoch, booking_id, op, doc, cause)
     SELECT $1, r.revision, $2, r.id, r.op, r.doc, r.cause FROM jsonb_to_recordset($3::jsonb)
       AS r(revision bigint, id text, op text, doc jsonb, cause text)`,
    [venue, head.epoch, JSON.stringify(made.map((booking, index) => {
      const { op, cause } = edits[index] as Edit;
      return { revision: booking.revision, id: booking.id, op, doc: op === 'upsert' ? booking : null, cause: cause ?? null };
    }))]);
  await writeHistory(tx, made, edits);
  return made;
}

/**
 * Loads bookings that already had a life (an import): revisions and history, but no changes,
 * since a client that has none of them loads pages anyway. Each list of edits is one booking's
 * life in order; only the last state is stored.
 */
export async function load(tx: Queries, venue: string, lives: readonly (readonly Edit[])[]): Promise<void> {
  const all = lives.flat();
  const [head] = await tx.query<Head>(
    'UPDATE feeds SET revision = revision + $2, floor = revision + $2 WHERE venue = $1 RETURNING epoch, revision', [venue, all.length]);
  if (!head) throw new Error(`no feed for venue ${venue}`);
  let revision = head.revision - all.length;
  const made: Booking[] = [];
  const last: { booking: Booking; edit: Edit }[] = [];
  for (const life of lives) {
    let before: Booking | undefined;
    for (const edit of life) {
      revision += 1;
      const booking = finish(before ? { ...edit, before } : edit, venue, revision);
      made.push(booking);
      before = booking;
    }
    const edit = life.at(-1);
    if (before && edit) last.push({ booking: before, edit });
  }
  await writeBookings(tx, last);
  await writeHistory(tx, made, all);
}

/** What changed after `since`, the last change of each booking, in the order of revisions. */
export async function readDelta(tx: Queries, venue: string, since: Head | undefined, limits: DeltaLimits): Promise<Delta | undefined> {
  const [feed] = await tx.query<Head & { floor: number }>('SELECT epoch, revision, floor FROM feeds WHERE venue = $1', [venue]);
  if (!feed) return undefined;
  const head: Head = { epoch: feed.epoch, revision: feed.revision };
  const reload = { ...head, reload: true } as const;
  if (!since || since.epoch !== feed.epoch || since.revision > feed.revision || since.revision < feed.floor) return reload;
  if (since.revision === feed.revision) return { ...head, changes: [] };
  const rows = await tx.query<ChangeRow>(
    `SELECT * FROM (
       SELECT DISTINCT ON (booking_id) revision, epoch, booking_id, op, doc, cause FROM changes
       WHERE venue = $1 AND revision > $2 AND revision <= $3 ORDER BY booking_id, revision DESC
     ) AS latest ORDER BY revision LIMIT $4`,
    [venue, since.revision, feed.revision, limits.changes + 1]);
  if (rows.length > limits.changes) return reload;
  const changes = rows.map((row) => toChange(venue, row));
  if (Buffer.byteLength(JSON.stringify(changes)) > limits.bytes) return reload;
  return { ...head, changes };
}

export interface ChangeRow {
  revision: number;
  epoch: string;
  booking_id: string;
  op: string;
  doc: Booking | null;
  cause: string | null;
}

export function toChange(venue: string, row: ChangeRow): Change {
  const head = { venue, epoch: row.epoch, revision: row.revision, ...(row.cause === null ? {} : { cause: row.cause }) };
  return row.doc ? { ...head, op: 'upsert', booking: row.doc } : { ...head, op: 'remove', id: row.booking_id };
}

/**
 * Puts every feed, or one, under a new epoch: what clients hold from before is no longer
 * comparable. Revisions go on counting.
 */
export async function renewEpochs(db: Database, only?: string): Promise<void> {
  await db.transaction(async (tx) => {
    const venues = await tx.query<{ venue: string }>('SELECT venue FROM feeds WHERE $1::text IS NULL OR venue = $1 ORDER BY venue', [only ?? null]);
    for (const { venue } of venues) {
      await tx.query('UPDATE feeds SET epoch = $2, floor = revision WHERE venue = $1', [venue, newEpoch()]);
      await tx.query('DELETE FROM changes WHERE venue = $1', [venue]);
      await tx.query('DELETE FROM published WHERE venue = $1', [venue]);
    }
  });
}

/** Drops changes older than a day beyond the newest 10,000, old tombstones, and a booking's oldest history. */
export async function prune(db: Database): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.query(
      `UPDATE feeds SET floor = greatest(floor, coalesce((
         SELECT max(c.revision) FROM changes c
         WHERE c.venue = feeds.venue AND c.at < now() - interval '24 hours' AND c.revision <= feeds.revision - $1), 0))`,
      [KEPT_CHANGES]);
    await tx.query('DELETE FROM changes c USING feeds f WHERE f.venue = c.venue AND c.revision <= f.floor');
    await tx.query(
      `DELETE FROM bookings b USING feeds f
       WHERE f.venue = b.venue AND b.removed AND b.revision <= f.floor AND b.doc->>'updated_at' < $1`,
      [new Date(Date.now() - KEPT_TOMBSTONES_MS).toISOString()]);
    await tx.query(
      `DELETE FROM history h USING bookings b
       WHERE b.id = h.booking_id AND h.version <= (b.doc->>'version')::int - $1`, [KEPT_HISTORY]);
  });
}

function finish(edit: Edit, venue: string, revision: number): Booking {
  const { id, resource, guest, party, status, starts_at, ends_at, price, source, note } = edit.booking;
  return {
    id, venue, revision, version: (edit.before?.version ?? 0) + 1,
    ...(resource ? { resource } : {}), guest, party, status, starts_at, ends_at,
    ...(price ? { price } : {}), source, note, updated_at: edit.at, updated_by: edit.by,
  };
}

async function writeBookings(tx: Queries, items: readonly { booking: Booking; edit: Edit }[]): Promise<void> {
  await tx.query(
    `INSERT INTO bookings (id, venue, revision, status, resource_id, starts_at, ends_at, search, removed, doc)
     SELECT r.id, r.venue, r.revision, r.status, r.resource_id, r.starts_at, r.ends_at, r.search, r.removed, r.doc
     FROM jsonb_to_recordset($1::jsonb) AS r(id text, venue text, revision bigint, status text, resource_id text,
       starts_at timestamptz, ends_at timestamptz, search text, removed boolean, doc jsonb)
     ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, status = excluded.status,
       resource_id = excluded.resource_id, starts_at = excluded.starts_at, ends_at = excluded.ends_at,
       search = excluded.search, removed = excluded.removed, doc = excluded.doc`,
    [JSON.stringify(items.map(({ booking, edit }) => ({
      id: booking.id, venue: booking.venue, revision: booking.revision, status: booking.status,
      resource_id: booking.resource?.id ?? null, starts_at: booking.starts_at, ends_at: booking.ends_at,
      search: searchText(booking), removed: edit.op === 'remove', doc: booking,
    })))]);
}

async function writeHistory(tx: Queries, made: readonly Booking[], edits: readonly Edit[]): Promise<void> {
  let previous: Booking | undefined;
  const rows = made.map((booking, index) => {
    const edit = edits[index] as Edit;
    const before = edit.before ?? (previous?.id === booking.id ? previous : undefined);
    previous = booking;
    return {
      booking_id: booking.id, version: booking.version, revision: booking.revision, at: edit.at, by: edit.by,
      action: edit.action, status: booking.status, fields: touched(before, booking), detail: edit.detail ?? null,
    };
  });
  await tx.query(
    `INSERT INTO history SELECT * FROM jsonb_to_recordset($1::jsonb) AS r(booking_id text, version int,
       revision bigint, at text, by text, action text, status text, fields jsonb, detail text)`,
    [JSON.stringify(rows)]);
}

function touched(before: Booking | undefined, after: Booking): string[] {
  if (!before) return [];
  return FIELDS.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));
}

function searchText(booking: Booking): string {
  const { guest, resource, note, source, id } = booking;
  return fold([guest.name, guest.email ?? '', guest.phone ?? '', resource?.name ?? '', note, source, id].join(' '));
}

function newEpoch(): string {
  return randomUUID().slice(0, 8);
}
