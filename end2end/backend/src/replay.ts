/**
 * Plays the real lives of a hotel bookings file as live events, in the order of time, through
 * the same change path as everything else, and moves the venue's business date along.
 *
 * `speed` says how many times faster than real time: at 7200 a day takes 12 s. How far it got
 * is stored in the transaction of the changes, so a restarted server goes on where it was,
 * without an event lost or played twice. An event that no longer fits, because a person changed
 * the booking meanwhile, is skipped and counted.
 */
import type { App } from './app.ts';
import { ConfigError } from './config.ts';
import type { Queries } from './db.ts';
import { lockFeed, record, type Edit } from './feeds.ts';
import { readHotelFile } from './hotel-file.ts';
import { HOTEL_ZONE, editOf, makeLives, statusAfter, type EventKind, type Life, type LifeEvent } from './hotel-lives.ts';
import { replaceVenue, sayProblems } from './importer.ts';
import { readFact, writeFact } from './schema.ts';
import type { Booking, Status } from './wire.ts';
import { dayAt, instantOf } from './zone.ts';

export const REPLAY_VENUE = 'replay';
const FACT = `replay:${REPLAY_VENUE}`;
const TICK_MS = 100;
/** Events of one transaction, so that nobody waits long for the feed. */
const BATCH = 100;

interface Item {
  life: Life;
  event: LifeEvent;
}

/** What is stored: where it began, how many events are played, and the venue's time then. */
interface Progress {
  from: string;
  rows: number;
  played: number;
  at: number;
}

const FITTING: Record<Exclude<EventKind, 'create'>, readonly Status[]> = {
  confirm: ['pending'], edit: ['pending', 'confirmed'], check_in: ['confirmed'], check_out: ['checked_in'],
  mark_no_show: ['pending', 'confirmed'], cancel: ['pending', 'confirmed'],
};

export class Replay {
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<unknown> = Promise.resolve();
  #isOn = false;
  #skipped = 0;
  #startedAt = 0;

  private constructor(
    private readonly app: App,
    private readonly items: Item[],
    private progress: Progress,
    private readonly speed: number,
  ) {}

  /** Reads the file, loads what came before the start, and stands ready. */
  static async prepare(app: App, path: string, options: { speed: number; from: string }, say: (line: string) => void): Promise<Replay> {
    const file = readHotelFile(path);
    sayProblems(file, say);
    const { lives, rooms } = makeLives(file, REPLAY_VENUE, 'rp');
    const items = lives
      .flatMap((life) => life.events.map((event) => ({ life, event })))
      .sort((a, b) => a.event.at - b.event.at || a.life.row.row - b.life.row.row);
    const days = lives.map(({ row }) => row.arrivesOn).sort();
    const [first = '', last = ''] = [days[0], days.at(-1)];
    const stored = JSON.parse((await readFact(app.db, FACT)) ?? 'null') as Progress | null;
    const from = options.from === '' ? (stored?.from ?? first) : options.from;
    if (from < first || from > last) throw new ConfigError(`--from must lie between ${first} and ${last}, the arrivals in the file.`);
    if (stored && stored.from === from && stored.rows === lives.length) {
      say(`the replay goes on at ${new Date(stored.at).toISOString()}`);
      return new Replay(app, items, stored, options.speed);
    }
    const at = instantOf(HOTEL_ZONE, from);
    // Until the venue is whole again there is nothing to go on with.
    await app.db.query('DELETE FROM facts WHERE key = $1', [FACT]);
    const begun = await replaceVenue(app, { id: REPLAY_VENUE, name: 'Resort & City Hotel (replay)', kind: 'replay', businessDate: from, rooms }, lives, at, say);
    const progress = { from, rows: lives.length, played: items.filter(({ event }) => event.at <= at).length, at };
    await writeFact(app.db, FACT, JSON.stringify(progress));
    say(`the replay starts on ${from} with ${begun} bookings made before, ${items.length - progress.played} events to come`);
    return new Replay(app, items, progress, options.speed);
  }

  start(): void {
    this.#isOn = true;
    this.#startedAt = performance.now();
    const begin = this.progress.at;
    this.app.venues.setClock(REPLAY_VENUE, () => begin + (performance.now() - this.#startedAt) * this.speed);
    this.#schedule();
  }

  async stop(): Promise<void> {
    this.#isOn = false;
    clearTimeout(this.#timer);
    await this.#running;
  }

  #schedule(): void {
    this.#timer = setTimeout(() => {
      this.#running = this.#advance()
        .catch((error: unknown) => this.app.log.fault('replay_failed', error))
        .finally(() => {
          if (!this.#isOn) return;
          if (this.progress.played < this.items.length) this.#schedule();
          else this.app.log.info('replay_finished', { events: this.progress.played, skipped: this.#skipped });
        });
    }, TICK_MS);
  }

  /** Plays what is due, a day at a time, so that the day turns between its events and the next day's. */
  async #advance(): Promise<void> {
    await this.app.faults.whileRunning();
    const now = this.app.venues.now(REPLAY_VENUE);
    while (this.#isOn) {
      const next = this.items[this.progress.played];
      const upTo = next && next.event.at <= now ? next.event.at : now;
      const day = dayAt(HOTEL_ZONE, upTo);
      await this.app.venues.setBusinessDate(REPLAY_VENUE, day);
      if (!next || next.event.at > now) return;
      const due: Item[] = [];
      for (let index = this.progress.played; index < this.items.length && due.length < BATCH; index += 1) {
        const item = this.items[index] as Item;
        if (item.event.at > now || dayAt(HOTEL_ZONE, item.event.at) !== day) break;
        due.push(item);
      }
      await this.#play(due);
    }
  }

  async #play(due: Item[]): Promise<void> {
    const last = due.at(-1);
    if (!last) return;
    const progress: Progress = { ...this.progress, played: this.progress.played + due.length, at: last.event.at };
    await this.app.db.transaction(async (tx) => {
      await lockFeed(tx, REPLAY_VENUE);
      await record(tx, REPLAY_VENUE, await this.#edits(tx, due));
      await writeFact(tx, FACT, JSON.stringify(progress));
    });
    this.progress = progress;
    this.app.publisher.wake(REPLAY_VENUE);
  }

  /** The edits of a batch; a booking may occur in it more than once. */
  async #edits(tx: Queries, due: Item[]): Promise<Edit[]> {
    const rows = await tx.query<{ doc: Booking; removed: boolean }>(
      'SELECT doc, removed FROM bookings WHERE id = ANY($1)', [due.map(({ life }) => life.draft.id)]);
    const current = new Map(rows.filter((row) => !row.removed).map(({ doc }) => [doc.id, doc]));
    const edits: Edit[] = [];
    for (const { life, event } of due) {
      const before = current.get(life.draft.id);
      const fits = event.kind === 'create' ? !before : before && FITTING[event.kind].includes(before.status);
      if (!fits) {
        this.#skipped += 1;
        continue;
      }
      const status = statusAfter(life, event.kind, before?.status ?? 'pending');
      const edit = editOf(life, event, status);
      // What a person changed since (room, times, note) stays; the event adds its own.
      const booking = before ? { ...before, status, ...(event.kind === 'edit' ? { note: event.note } : {}) } : edit.booking;
      edits.push({ ...edit, booking, ...(before ? { before } : {}) });
      current.set(life.draft.id, { ...booking, revision: 0, version: (before?.version ?? 0) + 1, updated_at: edit.at, updated_by: edit.by });
    }
    return edits;
  }
}
