/**
 * Commands: each is applied once, whatever is repeated, over whichever path, also after a crash.
 *
 * The command's id and its final answer are written in the transaction of the change. The same
 * id with the same body gets that answer for seven days; with another body it is `id_reused`.
 * Answers that say nothing final (`rate_limited`, `internal`, `maintenance`, `unauthenticated`,
 * `token_expired`, `upgrade_required`) and bodies that cannot be read are never stored.
 */
import { createHash, randomUUID } from 'node:crypto';
import { needsRoom, plan, planCreate } from './actions.ts';
import { allowed, type User } from './auth.ts';
import { isDuplicate, type Database, type Queries } from './db.ts';
import { Refusal, parse, type Code, type ErrorBody } from './errors.ts';
import { lockFeed, record, type Draft, type Edit } from './feeds.ts';
import { RateLimit } from './limits.ts';
import type { Metrics } from './metrics.ts';
import type { Venue, Venues } from './venues.ts';
import { OPEN_STATUSES, command as commandSchema, type ActionName, type Booking, type Command, type CommandAnswer } from './wire.ts';

const UNDO_MS = 10 * 60_000;
const NOT_FINAL: readonly Code[] = ['bad_request', 'unauthenticated', 'token_expired', 'id_reused', 'rate_limited', 'upgrade_required', 'maintenance', 'internal'];

interface StoredCommand {
  id: string;
  body_hash: string;
  action: ActionName;
  booking_id: string | null;
  answer: CommandAnswer | ErrorBody;
  before: Booking | null;
  version_after: number | null;
  age_ms: number;
}

/** What an executed command leaves behind for its answer and for undo. */
interface Outcome {
  booking: Booking;
  before: Booking | null;
  undoable: boolean;
}

export class Commands {
  readonly #rate: RateLimit;

  constructor(
    private readonly db: Database,
    private readonly venues: Venues,
    private readonly metrics: Metrics,
    private readonly wake: (venue: string) => void,
    commandsPerS: number,
  ) {
    this.#rate = new RateLimit(commandsPerS, 4 * commandsPerS);
  }

  /** Executes or repeats the answer; throws a `Refusal` otherwise. */
  async execute(user: User, body: unknown): Promise<CommandAnswer> {
    const wait = this.#rate.take(user.id);
    if (wait > 0) throw new Refusal('rate_limited', 'Too many changes at once.', { retry_after_ms: wait });
    const command = parse(commandSchema, body);
    const answer = await this.#once(user, command);
    const outcome = 'ok' in answer ? 'ok' : answer.error.code;
    this.metrics.count('deskbell_commands_total', { action: command.action.type, outcome });
    if ('ok' in answer) return answer;
    const { code, message, ...detail } = answer.error;
    throw new Refusal(code, message, detail);
  }

  /** Forgets commands after seven days. */
  async prune(): Promise<void> {
    await this.db.query("DELETE FROM commands WHERE at < now() - interval '7 days'");
  }

  async #once(user: User, command: Command): Promise<CommandAnswer | ErrorBody> {
    const hash = createHash('sha256').update(JSON.stringify(command)).digest('base64url');
    try {
      return await this.#run(user, command, hash);
    } catch (error) {
      // The same id arrived twice at once, and the other one was first: its answer is there now.
      if (isDuplicate(error)) return this.#run(user, command, hash);
      if (error instanceof Refusal && !NOT_FINAL.includes(error.code)) return this.#storeRefusal(user, command, hash, error);
      throw error;
    }
  }

  async #run(user: User, command: Command, hash: string): Promise<CommandAnswer | ErrorBody> {
    let changed: string | undefined;
    const answer = await this.db.transaction(async (tx) => {
      const venue = await this.#venueOf(tx, command);
      if (venue) await lockFeed(tx, venue.id);
      const stored = await findCommand(tx, user.id, command.id);
      if (stored) {
        if (stored.body_hash !== hash) throw new Refusal('id_reused', 'This command id was used for another command.');
        return stored.answer;
      }
      if (!venue) throw new Refusal('not_found', 'There is no such booking.');
      if (command.expires_at && Date.parse(command.expires_at) <= Date.now()) {
        throw new Refusal('command_expired', 'The command is too old to be carried out.');
      }
      if (!allowed(user.role).includes(command.action.type)) throw new Refusal('forbidden', 'Your role does not allow this.');
      const outcome = await this.#apply(tx, user, command, venue);
      const made: CommandAnswer = {
        ok: true, booking: outcome.booking, revision: outcome.booking.revision,
        ...(outcome.undoable ? { undo_until: new Date(Date.now() + UNDO_MS).toISOString() } : {}),
      };
      await insertCommand(tx, user, command, hash, made, outcome);
      changed = venue.id;
      return made;
    });
    if (changed !== undefined) this.wake(changed);
    return answer;
  }

  async #storeRefusal(user: User, command: Command, hash: string, refusal: Refusal): Promise<ErrorBody> {
    const body = refusal.body();
    try {
      await insertCommand(this.db, user, command, hash, body, null);
    } catch (error) {
      if (!isDuplicate(error)) throw error;
    }
    return body;
  }

  /** The venue that the command concerns, read before the feed is locked; ids never move between venues. */
  async #venueOf(tx: Queries, command: Command): Promise<Venue | undefined> {
    if (command.action.type === 'create') {
      const venue = this.venues.get(command.action.venue);
      if (!venue) throw new Refusal('not_found', 'There is no such venue.');
      return venue;
    }
    if (!command.booking_id) throw new Refusal('bad_request', 'booking_id: is missing');
    const [row] = await tx.query<{ venue: string }>('SELECT venue FROM bookings WHERE id = $1', [command.booking_id]);
    return row ? this.venues.get(row.venue) : undefined;
  }

  async #apply(tx: Queries, user: User, command: Command, venue: Venue): Promise<Outcome> {
    const { action } = command;
    const at = new Date(this.venues.now(venue.id)).toISOString();
    const edit = { by: user.name, at, action: action.type, cause: command.id };
    if (action.type === 'create') {
      const draft = planCreate(action, await newId(tx, command.booking_id), venue);
      return { ...(await commit(tx, venue, { op: 'upsert', booking: draft, ...edit })), undoable: true };
    }
    const before = await readBooking(tx, command.booking_id ?? '');
    if (action.type === 'undo') {
      const draft = await planUndo(tx, user, action.command_id, before);
      return { ...(await commit(tx, venue, { op: 'upsert', booking: draft, before, ...edit })), undoable: false };
    }
    if (command.expected_version == null) throw new Refusal('bad_request', 'expected_version: is missing');
    const draft = plan(before, action, command.expected_version, venue);
    const detail = action.type === 'cancel' && action.reason !== '' ? { detail: action.reason } : {};
    return { ...(await commit(tx, venue, { op: 'upsert', booking: draft, before, ...edit, ...detail })), undoable: true };
  }
}

/** Writes one edit, after looking whether its room is free. */
async function commit(tx: Queries, venue: Venue, edit: Edit): Promise<{ booking: Booking; before: Booking | null }> {
  if (needsRoom(edit.before, edit.booking)) {
    const other = await roomTaken(tx, edit.booking);
    if (other) throw new Refusal('overlap', 'The room is already taken.', { current: other });
  }
  const [booking] = await record(tx, venue.id, [edit]);
  return { booking: booking as Booking, before: edit.before ?? null };
}

/** Another open booking in the same room at overlapping times. */
export async function roomTaken(tx: Queries, draft: Draft): Promise<Booking | undefined> {
  const rows = await tx.query<{ doc: Booking }>(
    `SELECT doc FROM bookings WHERE venue = $1 AND resource_id = $2 AND id <> $3 AND NOT removed
       AND status IN ('pending', 'confirmed', 'checked_in') AND starts_at < $5 AND ends_at > $4
     ORDER BY starts_at LIMIT 1`,
    [draft.venue, draft.resource?.id, draft.id, draft.starts_at, draft.ends_at]);
  return rows[0]?.doc;
}

async function planUndo(tx: Queries, user: User, id: string, now: Booking): Promise<Draft> {
  const stored = await findCommand(tx, user.id, id);
  if (!stored || stored.booking_id !== now.id || !('ok' in stored.answer)) throw new Refusal('not_found', 'There is no such command to undo.');
  if (stored.action === 'undo') throw new Refusal('invalid_transition', 'An undo cannot be undone.', { current: now });
  if (stored.age_ms > UNDO_MS) throw new Refusal('undo_expired', 'It is too late to undo this.', { current: now });
  if (stored.version_after !== now.version) throw new Refusal('version_conflict', 'The booking has changed since.', { current: now });
  if (!stored.before) {
    if (!OPEN_STATUSES.includes(now.status)) throw new Refusal('invalid_transition', 'The booking is closed.', { current: now });
    return { ...now, status: 'cancelled' };
  }
  return stored.before;
}

async function readBooking(tx: Queries, id: string): Promise<Booking> {
  const [row] = await tx.query<{ doc: Booking; removed: boolean }>('SELECT doc, removed FROM bookings WHERE id = $1', [id]);
  if (!row) throw new Refusal('not_found', 'There is no such booking.');
  if (row.removed) throw new Refusal('not_found', `This booking was removed by ${row.doc.updated_by}.`, { current: row.doc });
  return row.doc;
}

async function newId(tx: Queries, wished: string | null | undefined): Promise<string> {
  if (!wished) return randomUUID();
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(wished)) throw new Refusal('bad_request', 'booking_id: a new id must be a UUID');
  const id = wished.toLowerCase();
  const taken = await tx.query('SELECT 1 FROM bookings WHERE id = $1', [id]);
  if (taken.length > 0) throw new Refusal('id_reused', 'This booking id was used before.');
  return id;
}

async function findCommand(tx: Queries, user: string, id: string): Promise<StoredCommand | undefined> {
  const rows = await tx.query<StoredCommand>(
    `SELECT id, body_hash, action, booking_id, answer, before, version_after,
       (extract(epoch FROM clock_timestamp() - at) * 1000)::float8 AS age_ms
     FROM commands WHERE user_id = $1 AND id = $2`, [user, id]);
  return rows[0];
}

async function insertCommand(tx: Queries, user: User, command: Command, hash: string, answer: CommandAnswer | ErrorBody, outcome: Outcome | null): Promise<void> {
  await tx.query(
    'INSERT INTO commands (user_id, id, body_hash, action, booking_id, answer, before, version_after) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)',
    [user.id, command.id, hash, command.action.type, outcome?.booking.id ?? command.booking_id ?? null, JSON.stringify(answer),
      outcome?.before ? JSON.stringify(outcome.before) : null, outcome?.booking.version ?? null]);
}
