/**
 * The one publisher: emits committed changes from the table of changes, in revision order.
 *
 * It keeps what it has sent in a table of its own, so that after a crash between commit and
 * emit the next process goes on without a hole. `wake` is cheap and may be called at any time.
 */
import type { Database } from './db.ts';
import { toChange, type ChangeRow } from './feeds.ts';
import type { Faults } from './faults.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { Change, Head } from './wire.ts';

const BATCH = 500;
const SAVE_MS = 1000;
const RETRY_MS = 1000;

export class Publisher {
  readonly #sent = new Map<string, Head>();
  readonly #due = new Set<string>();
  readonly #unsaved = new Set<string>();
  #running: Promise<void> | undefined;
  #saveTimer: NodeJS.Timeout | undefined;
  #retryTimer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(
    private readonly db: Database,
    private readonly emit: (change: Change) => void,
    private readonly faults: Faults,
    private readonly metrics: Metrics,
    private readonly log: Log,
  ) {
    faults.onResume(() => this.wake());
  }

  /** Takes up where the last process stopped; a feed never published starts at its head. */
  async start(): Promise<void> {
    const rows = await this.db.query<Head & { venue: string; sent: number | null }>(
      `SELECT f.venue, f.epoch, f.revision, p.revision AS sent
       FROM feeds f LEFT JOIN published p ON p.venue = f.venue AND p.epoch = f.epoch`);
    for (const row of rows) {
      if (this.#sent.has(row.venue)) continue;
      this.#sent.set(row.venue, { epoch: row.epoch, revision: row.sent ?? row.revision });
      this.#unsaved.add(row.venue);
    }
    this.#saveSoon();
    this.wake();
  }

  /** A feed was made or replaced: what it holds now counts as sent. */
  async restart(): Promise<void> {
    await this.#running;
    this.#sent.clear();
    await this.start();
  }

  /** Says that something may have been committed: in one venue, or anywhere. */
  wake(venue?: string): void {
    if (this.#stopped) return;
    for (const id of venue === undefined ? this.#sent.keys() : [venue]) this.#due.add(id);
    this.#running ??= this.#drain().finally(() => {
      this.#running = undefined;
      // A wake between the last look and here would otherwise wait for the next change.
      if (this.#due.size > 0 && !this.faults.paused && !this.#retryTimer) this.wake([...this.#due][0]);
    });
  }

  /** Sends what is committed, stores how far it got, and stops. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#retryTimer);
    await this.#running;
    clearTimeout(this.#saveTimer);
    await this.#save();
  }

  async #drain(): Promise<void> {
    while (this.#due.size > 0 && !this.faults.paused) {
      const [venue] = this.#due;
      if (venue === undefined) return;
      this.#due.delete(venue);
      try {
        if (await this.#publish(venue)) this.#due.add(venue);
      } catch (error) {
        this.log.fault('publish_failed', error, { venue });
        this.#due.add(venue);
        this.#retryTimer = setTimeout(() => {
          this.#retryTimer = undefined;
          this.wake(venue);
        }, RETRY_MS);
        return;
      }
    }
  }

  /** Sends one batch; whether there may be more. */
  async #publish(venue: string): Promise<boolean> {
    const sent = this.#sent.get(venue);
    if (!sent) return false;
    const rows = await this.db.query<ChangeRow>(
      `SELECT revision, epoch, booking_id, op, doc, cause FROM changes
       WHERE venue = $1 AND revision > $2 ORDER BY revision LIMIT ${BATCH}`, [venue, sent.revision]);
    for (const row of rows) {
      if (this.faults.paused) break;
      if (this.faults.takeSwallow()) this.metrics.count('deskbell_events_swallowed_total');
      else {
        this.emit(toChange(venue, row));
        this.metrics.count('deskbell_events_published_total');
      }
      this.#sent.set(venue, { epoch: row.epoch, revision: row.revision });
    }
    if (rows.length > 0) {
      this.#unsaved.add(venue);
      this.#saveSoon();
    }
    return this.faults.paused || rows.length === BATCH;
  }

  #saveSoon(): void {
    this.#saveTimer ??= setTimeout(() => {
      this.#saveTimer = undefined;
      this.#save().catch((error: unknown) => this.log.fault('publisher_save_failed', error));
    }, SAVE_MS);
  }

  async #save(): Promise<void> {
    const rows = [...this.#unsaved].map((venue) => ({ venue, ...this.#sent.get(venue) }));
    this.#unsaved.clear();
    if (rows.length === 0) return;
    await this.db.query(
      `INSERT INTO published SELECT r.* FROM jsonb_to_recordset($1::jsonb) AS r(venue text, epoch text, revision bigint)
       WHERE r.venue IN (SELECT venue FROM feeds)
       ON CONFLICT (venue) DO UPDATE SET epoch = excluded.epoch, revision = excluded.revision`, [JSON.stringify(rows)]);
  }
}
