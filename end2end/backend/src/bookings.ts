/**
 * Reading bookings: pages of a window of days, search over all days, one with its history.
 *
 * The window `[from, to]` counts whole days of the venue's calendar, both ends included; a stay
 * is in it when any of its days is, the day of departure too. A window that holds the venue's
 * business date is a board's window and also holds everything that is not closed, whenever it
 * is. Pages go by keyset: first what concerns the business date, then by arrival, then by id.
 */
import type { Database, Queries } from './db.ts';
import { Refusal } from './errors.ts';
import { readHead } from './feeds.ts';
import { fold } from './fold.ts';
import type { Venue } from './venues.ts';
import { OPEN_STATUSES, type Booking, type Head, type HistoryEntry } from './wire.ts';
import { addDays, daysBetween, instantOf, isRealDay } from './zone.ts';

export interface Page extends Head {
  bookings: Booking[];
  /** Give this as `after` (or `cursor`) to get the next page. */
  next?: string;
}

export interface PageRequest {
  from?: string | undefined;
  to?: string | undefined;
  after?: string | undefined;
  limit?: number | undefined;
}

const WINDOW_BEFORE = 2;
const WINDOW_AFTER = 30;
const LONGEST_WINDOW_DAYS = 400;
const PAGE = 200;
const LARGEST_PAGE = 500;
const SEARCH_PAGE = 50;
const MOST_WORDS = 8;

/** The business date that the first page was ordered by, and the last booking's place. */
type Cursor = [businessDate: string, rank: number, startsAt: string, id: string];

export async function readPage(db: Database, venue: Venue, request: PageRequest): Promise<Page> {
  const from = request.from ?? addDays(venue.business_date, -WINDOW_BEFORE);
  const to = request.to ?? addDays(venue.business_date, WINDOW_AFTER);
  if (to < from) throw new Refusal('bad_request', 'to: must not be before from');
  if (daysBetween(from, to) > LONGEST_WINDOW_DAYS) throw new Refusal('bad_request', `to: at most ${LONGEST_WINDOW_DAYS} days after from`);
  const limit = pageSize(request.limit, PAGE);
  const after = request.after === undefined ? undefined : readCursor(request.after);
  const businessDate = after?.[0] ?? venue.business_date;
  const start = (day: string) => new Date(instantOf(venue.time_zone, day)).toISOString();
  const isBoard = from <= businessDate && businessDate <= to;
  const { head, rows } = await db.snapshot(async (tx) => ({
    head: await headOf(tx, venue),
    rows: await tx.query<{ doc: Booking; rank: number }>(
      `SELECT doc, rank FROM (
         SELECT doc, starts_at, id, CASE WHEN starts_at < $5 AND (ends_at >= $4 OR status = ANY($6)) THEN 0 ELSE 1 END AS rank
         FROM bookings WHERE venue = $1 AND NOT removed
           AND ((starts_at < $3 AND ends_at >= $2) OR ($7 AND status = ANY($6)))
       ) AS window_rows
       WHERE $8::int IS NULL OR (rank, starts_at, id) > ($8::int, $9::timestamptz, $10::text)
       ORDER BY rank, starts_at, id LIMIT $11`,
      [venue.id, start(from), start(addDays(to, 1)), start(businessDate), start(addDays(businessDate, 1)), OPEN_STATUSES, isBoard,
        after?.[1] ?? null, after?.[2] ?? null, after?.[3] ?? null, limit + 1]),
  }));
  const bookings = rows.slice(0, limit).map((row) => row.doc);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return { ...head, bookings, ...(last ? { next: writeCursor([businessDate, last.rank, last.doc.starts_at, last.doc.id]) } : {}) };
}

/** Every word of `q` must occur in guest, room, note, source or id; the latest arrival first. */
export async function search(db: Database, venue: Venue, q: string, cursor: string | undefined, limit?: number): Promise<Page> {
  const words = fold(q).split(' ').filter((word) => word !== '').slice(0, MOST_WORDS);
  const size = pageSize(limit, SEARCH_PAGE);
  const after = cursor === undefined ? undefined : readCursor(cursor);
  if (words.length === 0) return { ...(await headOf(db, venue)), bookings: [] };
  const { head, rows } = await db.snapshot(async (tx) => ({
    head: await headOf(tx, venue),
    rows: await tx.query<{ doc: Booking }>(
      `SELECT doc FROM bookings WHERE venue = $1 AND NOT removed AND search LIKE ALL ($2)
         AND ($3::timestamptz IS NULL OR (starts_at, id) < ($3::timestamptz, $4::text))
       ORDER BY starts_at DESC, id DESC LIMIT $5`,
      [venue.id, words.map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`), after?.[2] ?? null, after?.[3] ?? null, size + 1]),
  }));
  const bookings = rows.slice(0, size).map((row) => row.doc);
  const last = rows.length > size ? bookings.at(-1) : undefined;
  return { ...head, bookings, ...(last ? { next: writeCursor([venue.business_date, 0, last.starts_at, last.id]) } : {}) };
}

/** One booking, its history with the newest entry first, and its feed's head. */
export async function readOne(db: Database, id: string): Promise<Head & { booking: Booking; history: HistoryEntry[] }> {
  return db.snapshot(async (tx) => {
    const [row] = await tx.query<{ doc: Booking; removed: boolean }>('SELECT doc, removed FROM bookings WHERE id = $1', [id]);
    if (!row) throw new Refusal('not_found', 'There is no such booking.');
    if (row.removed) throw new Refusal('not_found', `This booking was removed by ${row.doc.updated_by}.`, { current: row.doc });
    const head = await readHead(tx, row.doc.venue);
    if (!head) throw new Refusal('not_found', 'There is no such booking.');
    const entries = await tx.query<Omit<HistoryEntry, 'detail'> & { detail: string | null }>(
      'SELECT version, revision, at, by, action, status, fields, detail FROM history WHERE booking_id = $1 ORDER BY version DESC LIMIT 200', [id]);
    const history = entries.map(({ detail, ...entry }) => (detail === null ? entry : { ...entry, detail }));
    return { ...head, booking: row.doc, history };
  });
}

async function headOf(tx: Queries, venue: Venue): Promise<Head> {
  const head = await readHead(tx, venue.id);
  if (!head) throw new Refusal('not_found', 'There is no such venue.');
  return head;
}

function pageSize(wished: number | undefined, usual: number): number {
  return Math.min(LARGEST_PAGE, Math.max(1, wished ?? usual));
}

function writeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

function readCursor(text: string): Cursor {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (Array.isArray(value) && value.length === 4) {
      const [businessDate, rank, startsAt, id] = value as unknown[];
      const fits = typeof businessDate === 'string' && isRealDay(businessDate) && (rank === 0 || rank === 1)
        && typeof startsAt === 'string' && !Number.isNaN(Date.parse(startsAt)) && typeof id === 'string' && !id.includes('\u0000');
      if (fits) return [businessDate, rank, new Date(startsAt).toISOString(), id];
    }
  } catch {
    // Falls through to the refusal.
  }
  throw new Refusal('bad_request', 'The cursor is not one of this server.');
}
