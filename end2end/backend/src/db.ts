/**
 * The database: embedded PGlite in the data folder, or a real PostgreSQL by `DATABASE_URL`.
 *
 * Both answer the same SQL and the same types: `bigint` as a number, `timestamptz` as a `Date`,
 * `jsonb` parsed. PGlite has one connection and runs transactions one after another by itself.
 * JSON parameters are passed as text, which both take.
 */
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { PGlite, types, type Transaction } from '@electric-sql/pglite';
import pg from 'pg';
import { lockFolder } from './lock.ts';
import { migrate } from './schema.ts';

export interface Queries {
  query<Row>(sql: string, params?: unknown[]): Promise<Row[]>;
}

export interface Database extends Queries {
  /** Runs `work` in one transaction; a throw rolls back. */
  transaction<T>(work: (tx: Queries) => Promise<T>): Promise<T>;
  /** Runs `work` on one consistent snapshot, without writing. */
  snapshot<T>(work: (tx: Queries) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Opens the database and brings its tables up to date. */
export async function openDatabase(options: { data: string; databaseUrl: string }): Promise<Database> {
  const db = options.databaseUrl === '' ? await openEmbedded(options.data) : openPostgres(options.databaseUrl);
  try {
    await migrate(db);
  } catch (error) {
    await db.close();
    throw error;
  }
  return db;
}

async function openEmbedded(data: string): Promise<Database> {
  const unlock = await lockFolder(data);
  let lite: PGlite;
  try {
    lite = await PGlite.create({ dataDir: join(data, 'pg'), parsers: { [types.INT8]: Number } });
  } catch (error) {
    unlock();
    throw error;
  }
  const wrap = (source: PGlite | Transaction): Queries => ({
    query: async <Row>(sql: string, params?: unknown[]) => (await source.query<Row>(sql, params)).rows,
  });
  const transaction = async <T>(work: (tx: Queries) => Promise<T>): Promise<T> => {
    // PGlite answers without leaving the microtask queue: a loop of transactions would never let
    // the sockets speak.
    await setImmediate();
    return lite.transaction((tx) => work(wrap(tx)));
  };
  return {
    ...wrap(lite),
    transaction,
    snapshot: transaction,
    close: async () => {
      await lite.close();
      unlock();
    },
  };
}

function openPostgres(url: string): Database {
  pg.types.setTypeParser(pg.types.builtins.INT8, Number);
  const pool = new pg.Pool({ connectionString: url, max: 10, connectionTimeoutMillis: 10_000 });
  // A broken idle connection is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => {});
  const within = async <T>(begin: string, work: (tx: Queries) => Promise<T>): Promise<T> => {
    const client = await pool.connect();
    try {
      await client.query(begin);
      const result = await work({ query: async <Row>(sql: string, params?: unknown[]) => (await client.query(sql, params)).rows as Row[] });
      await client.query('COMMIT');
      client.release();
      return result;
    } catch (error) {
      const failed = await client.query('ROLLBACK').then(() => undefined, (cause: Error) => cause);
      client.release(failed);
      throw error;
    }
  };
  return {
    query: async <Row>(sql: string, params?: unknown[]) => (await pool.query(sql, params)).rows as Row[],
    transaction: (work) => within('BEGIN', work),
    snapshot: (work) => within('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', work),
    close: () => pool.end(),
  };
}

/** Whether the database refused a row because its key is taken. */
export function isDuplicate(error: unknown): boolean {
  return typeof error === 'object' && error !== null && (error as { code?: unknown }).code === '23505';
}
