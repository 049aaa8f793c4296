/**
 * Venues and their business date, cached in memory from the database.
 *
 * A venue of kind `live` turns its day by the clock, one of kind `replay` when the replay says
 * so, one of kind `fixed` never. Who needs the venue's own time (`now`) asks here.
 */
import type { Database, Queries } from './db.ts';
import { createFeed } from './feeds.ts';
import { dayAt, utcOffsets, instantOf, addDays, type UtcOffset } from './zone.ts';

export interface Room {
  id: string;
  name: string;
  group: string;
}

export type VenueKind = 'live' | 'replay' | 'fixed';

export interface Venue {
  id: string;
  name: string;
  time_zone: string;
  currency: string;
  business_date: string;
  kind: VenueKind;
  resources: Room[];
}

export class Venues {
  readonly #all = new Map<string, Venue>();
  readonly #clocks = new Map<string, () => number>();
  /** Called after a business date was stored. */
  onDay: (venue: string, businessDate: string) => void = () => {};

  constructor(private readonly db: Database, private readonly dayTurnsAt: number) {}

  async load(): Promise<void> {
    type Row = Omit<Venue, 'resources'>;
    const rows = await this.db.query<Row>('SELECT id, name, time_zone, currency, business_date, kind FROM venues ORDER BY position, id');
    const rooms = await this.db.query<Room & { venue: string }>('SELECT venue, id, name, group_name AS "group" FROM resources ORDER BY venue, position');
    this.#all.clear();
    for (const row of rows) {
      const resources = rooms.filter((room) => room.venue === row.id).map(({ id, name, group }) => ({ id, name, group }));
      this.#all.set(row.id, { ...row, resources });
    }
  }

  get(id: string): Venue | undefined {
    return this.#all.get(id);
  }

  all(): Venue[] {
    return [...this.#all.values()];
  }

  /** The venue's own time: the clock, or for a replay the time that it has reached. */
  now(venue: string): number {
    return this.#clocks.get(venue)?.() ?? Date.now();
  }

  setClock(venue: string, clock: () => number): void {
    this.#clocks.set(venue, clock);
  }

  /** The day that a live venue has by the clock. */
  dayByClock(venue: Venue): string {
    return dayAt(venue.time_zone, Date.now() - this.dayTurnsAt * 3_600_000);
  }

  async setBusinessDate(id: string, businessDate: string): Promise<void> {
    const venue = this.#all.get(id);
    if (!venue || venue.business_date === businessDate) return;
    await this.db.query('UPDATE venues SET business_date = $2 WHERE id = $1', [id, businessDate]);
    venue.business_date = businessDate;
    this.onDay(id, businessDate);
  }

  /** Turns the day of each live venue whose clock says so; returns those that turned. */
  async turnDays(): Promise<Venue[]> {
    const due = this.all().filter((venue) => venue.kind === 'live' && this.dayByClock(venue) > venue.business_date);
    for (const venue of due) await this.setBusinessDate(venue.id, this.dayByClock(venue));
    return due;
  }

  /** The offsets that a client needs to compute days a year back and more than one ahead. */
  offsets(venue: Venue): UtcOffset[] {
    const at = (days: number) => instantOf(venue.time_zone, addDays(venue.business_date, days));
    return utcOffsets(venue.time_zone, at(-366), at(800));
  }
}

/** Inserts a venue with its rooms and an empty feed. */
export async function insertVenue(tx: Queries, venue: Venue): Promise<void> {
  await tx.query(
    `INSERT INTO venues SELECT $1, $2, $3, $4, $5, $6, coalesce(max(position), 0) + 1 FROM venues`,
    [venue.id, venue.name, venue.time_zone, venue.currency, venue.business_date, venue.kind]);
  await tx.query(
    `INSERT INTO resources (venue, id, name, group_name, position)
     SELECT $1, r.id, r.name, r."group", r.position FROM jsonb_to_recordset($2::jsonb) AS r(id text, name text, "group" text, position int)`,
    [venue.id, JSON.stringify(venue.resources.map((room, position) => ({ ...room, position })))]);
  await createFeed(tx, venue.id);
}
