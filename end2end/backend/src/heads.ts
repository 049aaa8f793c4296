/**
 * The heads of all feeds, read from the database. Many ask at once (every client probes), so a
 * read serves all who asked before it began; it never serves one who asked later.
 */
import type { Database } from './db.ts';
import type { Head } from './wire.ts';

export type HeadMap = Record<string, Head>;

export class Heads {
  #next: Promise<HeadMap> | undefined;
  #running: Promise<unknown> = Promise.resolve();

  constructor(private readonly db: Database) {}

  read(): Promise<HeadMap> {
    this.#next ??= this.#after();
    return this.#next;
  }

  async #after(): Promise<HeadMap> {
    await this.#running.catch(() => undefined);
    this.#next = undefined;
    const reading = this.#query();
    this.#running = reading;
    return reading;
  }

  async #query(): Promise<HeadMap> {
    const rows = await this.db.query<Head & { venue: string }>('SELECT venue, epoch, revision FROM feeds ORDER BY venue');
    return Object.fromEntries(rows.map(({ venue, epoch, revision }) => [venue, { epoch, revision }]));
  }
}
