/**
 * Loads a hotel bookings file as a venue of its own.
 *
 * An import that broke off is started again; one that is complete is left as it is. Batches are
 * transactions of their own, since nobody can see the venue before the server listens.
 */
import type { App } from './app.ts';
import { load, type Edit } from './feeds.ts';
import { readHotelFile, type HotelFile } from './hotel-file.ts';
import { HOTEL_ZONE, editOf, makeLives, statusAfter, type Life } from './hotel-lives.ts';
import { readFact, writeFact } from './schema.ts';
import { insertVenue, type Room, type VenueKind } from './venues.ts';
import type { Status } from './wire.ts';

export const IMPORT_VENUE = 'imported';
const BATCH = 500;
const SHOWN_PROBLEMS = 20;

export interface ImportReport {
  bookings: number;
  unreadable: number;
  rooms: number;
  ms: number;
}

export interface VenuePlan {
  id: string;
  name: string;
  kind: VenueKind;
  businessDate: string;
  rooms: Room[];
}

/** `--import FILE`: every booking with its whole life, the business date on the last arrival. */
export async function importFile(app: App, path: string, say: (line: string) => void): Promise<ImportReport | undefined> {
  if ((await readFact(app.db, `import:${IMPORT_VENUE}`)) === 'done') {
    say('The file was imported before; the venue is left as it is.');
    return undefined;
  }
  const started = Date.now();
  const file = readHotelFile(path);
  sayProblems(file, say);
  const { lives, rooms } = makeLives(file, IMPORT_VENUE, 'hb');
  const businessDate = lives.reduce((last, { row }) => (row.arrivesOn > last ? row.arrivesOn : last), '');
  await replaceVenue(app, { id: IMPORT_VENUE, name: 'Resort & City Hotel', kind: 'fixed', businessDate, rooms }, lives, Infinity, say);
  await writeFact(app.db, `import:${IMPORT_VENUE}`, 'done');
  const report = { bookings: lives.length, unreadable: file.unreadable, rooms: rooms.length, ms: Date.now() - started };
  say(`imported ${report.bookings} bookings into ${report.rooms} rooms in ${(report.ms / 1000).toFixed(1)} s, ${report.unreadable} lines could not be read`);
  return report;
}

export function sayProblems(file: HotelFile, say: (line: string) => void): void {
  for (const { line, reason } of file.problems.slice(0, SHOWN_PROBLEMS)) say(`line ${line}: ${reason}`);
  if (file.unreadable > SHOWN_PROBLEMS) {
    const more = file.problems.slice(SHOWN_PROBLEMS).map(({ line }) => line);
    const cut = file.unreadable > file.problems.length ? ', …' : '';
    say(`${file.unreadable - SHOWN_PROBLEMS} more lines cannot be read: ${more.join(', ')}${cut}`);
  }
}

/** Makes the venue anew and loads what had happened by `until` (milliseconds since 1970). */
export async function replaceVenue(app: App, plan: VenuePlan, lives: Life[], until: number, say: (line: string) => void): Promise<number> {
  await app.db.transaction(async (tx) => {
    await tx.query('DELETE FROM venues WHERE id = $1', [plan.id]);
    await insertVenue(tx, {
      id: plan.id, name: plan.name, time_zone: HOTEL_ZONE, currency: 'EUR', business_date: plan.businessDate, kind: plan.kind, resources: plan.rooms,
    });
  });
  const begun = lives.map((life) => editsUntil(life, until)).filter((edits) => edits.length > 0);
  for (let from = 0; from < begun.length; from += BATCH) {
    await app.db.transaction((tx) => load(tx, plan.id, begun.slice(from, from + BATCH)));
    const done = Math.min(begun.length, from + BATCH);
    if (done % (4 * BATCH) === 0 || done === begun.length) say(`loaded ${done} of ${begun.length} bookings`);
  }
  await app.venues.load();
  return begun.length;
}

/** A life's edits up to an instant. */
function editsUntil(life: Life, until: number): Edit[] {
  const edits: Edit[] = [];
  let status: Status = 'pending';
  for (const event of life.events) {
    if (event.at > until) break;
    status = statusAfter(life, event.kind, status);
    edits.push(editOf(life, event, status));
  }
  return edits;
}
