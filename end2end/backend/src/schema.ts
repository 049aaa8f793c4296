/**
 * The tables, created step by step: a database remembers how many steps it has seen, a new
 * version appends steps and never edits one that was released.
 */
import type { Database } from './db.ts';

const STEPS: readonly (readonly string[])[] = [
  [
    `CREATE TABLE venues (
      id text PRIMARY KEY, name text NOT NULL, time_zone text NOT NULL, currency text NOT NULL,
      business_date text NOT NULL, kind text NOT NULL, position int NOT NULL)`,
    `CREATE TABLE resources (
      venue text NOT NULL REFERENCES venues ON DELETE CASCADE, id text NOT NULL, name text NOT NULL,
      group_name text NOT NULL, position int NOT NULL, PRIMARY KEY (venue, id))`,
    // Deltas exist only from "floor" on: older changes were dropped or never written (an import).
    `CREATE TABLE feeds (
      venue text PRIMARY KEY REFERENCES venues ON DELETE CASCADE, epoch text NOT NULL,
      revision bigint NOT NULL, floor bigint NOT NULL)`,
    // What the publisher has sent; apart from feeds, so that it never waits for a change's lock.
    `CREATE TABLE published (
      venue text PRIMARY KEY REFERENCES venues ON DELETE CASCADE, epoch text NOT NULL, revision bigint NOT NULL)`,
    `CREATE TABLE bookings (
      id text PRIMARY KEY, venue text NOT NULL REFERENCES venues ON DELETE CASCADE,
      revision bigint NOT NULL, status text NOT NULL, resource_id text,
      starts_at timestamptz NOT NULL, ends_at timestamptz NOT NULL,
      search text NOT NULL, removed boolean NOT NULL DEFAULT false, doc jsonb NOT NULL)`,
    `CREATE INDEX bookings_by_start ON bookings (venue, starts_at, id) WHERE NOT removed`,
    `CREATE INDEX bookings_by_end ON bookings (venue, ends_at) WHERE NOT removed`,
    `CREATE INDEX bookings_open ON bookings (venue, resource_id, starts_at)
      WHERE NOT removed AND status IN ('pending', 'confirmed', 'checked_in')`,
    `CREATE TABLE changes (
      venue text NOT NULL REFERENCES venues ON DELETE CASCADE, revision bigint NOT NULL,
      epoch text NOT NULL, booking_id text NOT NULL, op text NOT NULL, doc jsonb, cause text,
      at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (venue, revision))`,
    `CREATE TABLE history (
      booking_id text NOT NULL REFERENCES bookings ON DELETE CASCADE, version int NOT NULL,
      revision bigint NOT NULL, at text NOT NULL, by text NOT NULL, action text NOT NULL,
      status text NOT NULL, fields jsonb NOT NULL, detail text, PRIMARY KEY (booking_id, version))`,
    `CREATE TABLE users (
      id text PRIMARY KEY, username text NOT NULL UNIQUE, name text NOT NULL, password text NOT NULL,
      role text NOT NULL)`,
    `CREATE TABLE sessions (
      id text PRIMARY KEY, user_id text NOT NULL REFERENCES users ON DELETE CASCADE,
      created_at timestamptz NOT NULL DEFAULT now(), revoked_at timestamptz, token_seq int NOT NULL DEFAULT 0)`,
    `CREATE TABLE refresh_tokens (
      hash text PRIMARY KEY, session_id text NOT NULL REFERENCES sessions ON DELETE CASCADE,
      expires_at timestamptz NOT NULL, replaced_at timestamptz)`,
    `CREATE INDEX refresh_by_session ON refresh_tokens (session_id)`,
    // "before" is what undo brings back; null where there is nothing to undo.
    `CREATE TABLE commands (
      user_id text NOT NULL REFERENCES users ON DELETE CASCADE, id text NOT NULL, body_hash text NOT NULL,
      action text NOT NULL, booking_id text, answer jsonb NOT NULL, before jsonb, version_after int,
      at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (user_id, id))`,
    `CREATE INDEX commands_by_age ON commands (at)`,
    `CREATE TABLE facts (key text PRIMARY KEY, value text NOT NULL)`,
  ],
];

/** Runs the steps that this database has not seen, each in a transaction of its own. */
export async function migrate(db: Database): Promise<void> {
  await db.query('CREATE TABLE IF NOT EXISTS schema_steps (step int PRIMARY KEY)');
  const seen = new Set((await db.query<{ step: number }>('SELECT step FROM schema_steps')).map((row) => row.step));
  for (const [step, statements] of STEPS.entries()) {
    if (seen.has(step)) continue;
    await db.transaction(async (tx) => {
      for (const statement of statements) await tx.query(statement);
      await tx.query('INSERT INTO schema_steps VALUES ($1)', [step]);
    });
  }
}

/** Reads a fact that the server keeps about itself. */
export async function readFact(db: Pick<Database, 'query'>, key: string): Promise<string | undefined> {
  return (await db.query<{ value: string }>('SELECT value FROM facts WHERE key = $1', [key]))[0]?.value;
}

export async function writeFact(db: Pick<Database, 'query'>, key: string, value: string): Promise<void> {
  await db.query('INSERT INTO facts VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value', [key, value]);
}
