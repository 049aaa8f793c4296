/**
 * The demo venue's own life: every two to six seconds somebody at the house changes a booking,
 * by the same rules and through the same change path as a person at the page.
 *
 * Check-ins and check-outs follow the time of day and leave enough for tomorrow's visitor to
 * try; bookings and cancellations balance; cancelled ones are cleared away beyond a limit, so
 * that the venue neither empties nor grows, for as long as the server runs. When the day turns,
 * what is overdue is settled but for a few, and the days ahead are filled.
 */
import { plan } from './actions.ts';
import type { App } from './app.ts';
import { roomTaken } from './commands.ts';
import type { Queries } from './db.ts';
import { DEMO_VENUE, ONLINE, STAFF, makeStay, shareDone } from './demo.ts';
import { Refusal } from './errors.ts';
import { lockFeed, record, type Draft, type Edit } from './feeds.ts';
import { NOTES } from './people.ts';
import { Random } from './random.ts';
import type { Venue } from './venues.ts';
import type { Action, Booking } from './wire.ts';
import { addDays, dayAt, instantOf, minuteOfDay } from './zone.ts';

const LEAST_MS = 2000;
const MOST_MS = 6000;
/** Open arrivals that today never falls below, so that there is always someone to check in. */
const OPEN_ARRIVALS_LEAST = 12;
/** Open bookings of the days to come: below it is booked more, above cancelled more. */
const AHEAD_TARGET = 550;
const CANCELLED_MOST = 120;
const FILL_DAYS = 4;
const ARRIVALS_A_DAY = 30;

type Step = (tx: Queries, venue: Venue) => Promise<Edit | undefined>;

export class Activity {
  readonly #random: Random;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<unknown> = Promise.resolve();
  #isOn = false;

  constructor(private readonly app: App) {
    this.#random = new Random(app.config.seed ^ Date.now());
  }

  start(): void {
    if (this.#isOn) return;
    this.#isOn = true;
    this.#schedule();
  }

  async stop(): Promise<void> {
    this.#isOn = false;
    clearTimeout(this.#timer);
    await this.#running;
  }

  /** One change now; false when nothing fitting was found. */
  async step(): Promise<boolean> {
    const venue = this.app.venues.get(DEMO_VENUE);
    if (!venue) return false;
    const done = await this.app.db.transaction(async (tx) => {
      await lockFeed(tx, venue.id);
      for (const step of await this.#order(tx, venue)) {
        const edit = await step(tx, venue).catch((error: unknown) => {
          // A rule said no to this pick; the next kind of change may fit.
          if (error instanceof Refusal) return undefined;
          throw error;
        });
        if (!edit) continue;
        await record(tx, venue.id, [edit]);
        return true;
      }
      return false;
    });
    if (done) this.app.publisher.wake(venue.id);
    return done;
  }

  /** The night: settles what is overdue and fills the days ahead. */
  async onDay(venue: Venue): Promise<void> {
    if (venue.id !== DEMO_VENUE || !this.#isOn) return;
    await this.app.db.transaction(async (tx) => {
      await lockFeed(tx, venue.id);
      await record(tx, venue.id, await this.#settle(tx, venue));
      for (let ahead = 0; ahead < FILL_DAYS; ahead += 1) await this.#fill(tx, venue, addDays(venue.business_date, ahead));
    });
    this.app.publisher.wake(venue.id);
  }

  #schedule(): void {
    this.#timer = setTimeout(() => {
      this.#running = this.step()
        .catch((error: unknown) => this.app.log.fault('activity_failed', error))
        .finally(() => { if (this.#isOn) this.#schedule(); });
    }, this.#random.int(LEAST_MS, MOST_MS));
  }

  /** The kinds of change, the first by weight, then the others as fallbacks; notes always fit. */
  async #order(tx: Queries, venue: Venue): Promise<Step[]> {
    const { today, ahead, cancelled } = await this.#count(tx, venue);
    if (cancelled > CANCELLED_MOST) return [this.#clear];
    const minute = minuteOfDay(venue.time_zone, Date.now());
    const mayArrive = today.open > OPEN_ARRIVALS_LEAST && today.arrived / Math.max(1, today.arrived + today.open) < shareDone('arrivals', minute) + 0.05;
    const mayLeave = today.left / Math.max(1, today.left + today.leaving) < shareDone('departures', minute);
    const kinds: [Step, number][] = [
      [this.#note, 24], [this.#retime, 14], [this.#confirm, 10], [this.#room, 12],
      [this.#arrive, mayArrive ? 14 : 0], [this.#leave, mayLeave ? 12 : 0],
      [this.#bookToday, today.open <= OPEN_ARRIVALS_LEAST ? 30 : 3],
      [this.#book, ahead < AHEAD_TARGET ? 14 : 6], [this.#cancel, ahead > AHEAD_TARGET ? 14 : 6],
    ];
    return [this.#random.weighted(kinds), this.#note, this.#book];
  }

  async #count(tx: Queries, venue: Venue) {
    const [row] = await tx.query<{ open: number; arrived: number; leaving: number; left: number; ahead: number; cancelled: number }>(
      `SELECT count(*) FILTER (WHERE arriving AND status IN ('pending', 'confirmed')) AS open,
         count(*) FILTER (WHERE arriving AND status = 'checked_in') AS arrived,
         count(*) FILTER (WHERE departing AND status = 'checked_in') AS leaving,
         count(*) FILTER (WHERE departing AND status = 'checked_out') AS left,
         count(*) FILTER (WHERE starts_at >= $3 AND status IN ('pending', 'confirmed')) AS ahead,
         count(*) FILTER (WHERE status = 'cancelled') AS cancelled
       FROM (SELECT status, starts_at, starts_at >= $2 AND starts_at < $3 AS arriving, ends_at >= $2 AND ends_at < $3 AS departing
             FROM bookings WHERE venue = $1 AND NOT removed) AS b`, [venue.id, ...dayBounds(venue, venue.business_date)]);
    const { open = 0, arrived = 0, leaving = 0, left = 0, ahead = 0, cancelled = 0 } = row ?? {};
    return { today: { open, arrived, leaving, left }, ahead, cancelled };
  }

  #note: Step = async (tx, venue) => {
    const booking = await this.#pick(tx, venue, `status IN ('pending', 'confirmed', 'checked_in') AND starts_at < $3 AND ends_at >= $2`);
    if (!booking) return undefined;
    const note = this.#random.pick(NOTES.filter((text) => text !== booking.note));
    return this.#act(venue, booking, { type: 'set_note', note });
  };

  #retime: Step = async (tx, venue) => {
    const booking = await this.#pick(tx, venue, `status IN ('pending', 'confirmed') AND starts_at >= $2 AND starts_at < $3`);
    if (!booking) return undefined;
    const starts_at = new Date(instantOf(venue.time_zone, venue.business_date, 14 * 60 + 30 * this.#random.int(0, 18))).toISOString();
    return this.#act(venue, booking, { type: 'move', starts_at });
  };

  #confirm: Step = async (tx, venue) => {
    const booking = await this.#pick(tx, venue, `status = 'pending'`);
    return booking && this.#act(venue, booking, { type: 'confirm' });
  };

  #room: Step = async (tx, venue) => {
    const booking = (await this.#pick(tx, venue, `status IN ('pending', 'confirmed') AND resource_id IS NULL`))
      ?? (await this.#pick(tx, venue, `status = 'confirmed' AND starts_at >= $2 AND starts_at < $3`));
    if (!booking) return undefined;
    const room = this.#random.pick(venue.resources);
    const edit = this.#act(venue, booking, { type: 'move', resource_id: room.id });
    return (await roomTaken(tx, edit.booking)) ? undefined : edit;
  };

  #arrive: Step = async (tx, venue) => {
    const booking = await this.#pick(tx, venue, `status = 'confirmed' AND resource_id IS NOT NULL AND starts_at >= $2 AND starts_at < $3`);
    return booking && this.#act(venue, booking, { type: 'check_in' });
  };

  #leave: Step = async (tx, venue) => {
    const booking = await this.#pick(tx, venue, `status = 'checked_in' AND ends_at < $3`);
    return booking && this.#act(venue, booking, { type: 'check_out' });
  };

  #cancel: Step = async (tx, venue) => {
    const booking = await this.#pick(tx, venue, `status IN ('pending', 'confirmed') AND starts_at >= $3`);
    return booking && { ...this.#act(venue, booking, { type: 'cancel', reason: '' }), detail: this.#random.pick(['Plans changed', 'Flight cancelled', 'Booked twice', 'Illness']) };
  };

  #book: Step = (tx, venue) => this.#stay(tx, venue, addDays(venue.business_date, Math.floor(1 + this.#random.next() ** 2 * 34)));

  #bookToday: Step = (tx, venue) => this.#stay(tx, venue, venue.business_date);

  #clear: Step = async (tx, venue) => {
    const booking = await this.#pick(tx, venue, `status = 'cancelled'`, 'revision');
    return booking && { op: 'remove', booking, before: booking, action: 'remove', by: 'Housekeeping of data', at: new Date().toISOString() };
  };

  async #stay(tx: Queries, venue: Venue, day: string): Promise<Edit | undefined> {
    const stay = makeStay(this.#random, venue, this.#random.pick(venue.resources), day, this.#random.weighted([[1, 40], [2, 30], [3, 20], [5, 10]]));
    if (await roomTaken(tx, stay)) return undefined;
    const isOnline = stay.source === 'web';
    const booking: Draft = { ...stay, status: isOnline && this.#random.chance(0.6) ? 'pending' : 'confirmed' };
    return { op: 'upsert', booking, action: 'create', by: isOnline ? ONLINE : this.#random.pick(STAFF), at: new Date().toISOString() };
  }

  #act(venue: Venue, before: Booking, action: Exclude<Action, { type: 'create' | 'undo' }>): Edit {
    const booking = plan(before, action, before.version, venue);
    return { op: 'upsert', booking, before, action: action.type, by: this.#random.pick(STAFF), at: new Date().toISOString() };
  }

  /** One booking by chance (or the first by `order`); $2 and $3 are the bounds of today. */
  async #pick(tx: Queries, venue: Venue, where: string, order = 'random()'): Promise<Booking | undefined> {
    const rows = await tx.query<{ doc: Booking }>(
      `SELECT doc FROM bookings WHERE venue = $1 AND NOT removed AND $2::timestamptz < $3::timestamptz AND ${where} ORDER BY ${order} LIMIT 1`,
      [venue.id, ...dayBounds(venue, venue.business_date)]);
    return rows[0]?.doc;
  }

  async #settle(tx: Queries, venue: Venue): Promise<Edit[]> {
    const [start] = dayBounds(venue, venue.business_date);
    const rows = await tx.query<{ doc: Booking }>(
      `SELECT doc FROM bookings WHERE venue = $1 AND NOT removed
         AND ((status IN ('pending', 'confirmed') AND starts_at < $2) OR (status = 'checked_in' AND ends_at < $2))
       ORDER BY starts_at, id`, [venue.id, start]);
    return rows.flatMap(({ doc }) => {
      if (this.#random.chance(0.04)) return [];
      const isOver = dayAt(venue.time_zone, Date.parse(doc.ends_at)) < venue.business_date;
      const status = doc.status === 'checked_in' || (isOver && doc.resource) ? 'checked_out' : doc.resource ? 'checked_in' : 'no_show';
      const action = { checked_out: 'check_out', checked_in: 'check_in', no_show: 'mark_no_show' }[status];
      return [{ op: 'upsert' as const, booking: { ...doc, status: status as Booking['status'] }, before: doc, action, by: 'Night audit', at: new Date().toISOString() }];
    });
  }

  async #fill(tx: Queries, venue: Venue, day: string): Promise<void> {
    const [row] = await tx.query<{ n: number }>(
      `SELECT count(*) AS n FROM bookings WHERE venue = $1 AND NOT removed AND status IN ('pending', 'confirmed') AND starts_at >= $2 AND starts_at < $3`,
      [venue.id, ...dayBounds(venue, day)]);
    let missing = ARRIVALS_A_DAY - (row?.n ?? 0);
    for (const room of this.#random.shuffle(venue.resources)) {
      if (missing <= 0) return;
      const stay = makeStay(this.#random, venue, room, day, this.#random.int(1, 3));
      if (await roomTaken(tx, stay)) continue;
      await record(tx, venue.id, [{ op: 'upsert', booking: stay, action: 'create', by: ONLINE, at: new Date().toISOString() }]);
      missing -= 1;
    }
  }
}

function dayBounds(venue: Venue, day: string): [string, string] {
  return [day, addDays(day, 1)].map((each) => new Date(instantOf(venue.time_zone, each)).toISOString()) as [string, string];
}
