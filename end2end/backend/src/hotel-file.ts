/**
 * Reads the public hotel bookings file: one booking a line, 32 columns, also gzipped.
 *
 * A line that cannot be read is named with its number and the reason, and the others are read:
 * lines are taken one by one, so that a broken quote cannot swallow what follows. `NULL`, `NA`
 * and an empty field mean unknown.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parse as parseCsv } from 'csv-parse/sync';
import { ConfigError } from './config.ts';
import { addDays, isRealDay } from './zone.ts';

export type Fate = 'checked_out' | 'cancelled' | 'no_show';

/** A line of the file, in our words. Days are `YYYY-MM-DD`. */
export interface HotelRow {
  /** Number of the booking in the file, from 1; the line is one more. */
  row: number;
  hotel: string;
  roomClass: string;
  createdOn: string;
  arrivesOn: string;
  nights: number;
  fate: Fate;
  /** The day of the cancellation, of the departure, or of the arrival that never was. */
  fateOn: string;
  edits: number;
  waitingDays: number;
  party: number;
  /** Average price of a night in cents; absent when unknown. */
  nightly?: number;
  country?: string;
  segment?: string;
  requests: number;
  parking: number;
}

export interface Problem {
  line: number;
  reason: string;
}

export interface HotelFile {
  rows: HotelRow[];
  /** The first thousand lines that could not be read. */
  problems: Problem[];
  unreadable: number;
}

const MAX_BYTES = 512 * 1024 * 1024;
const MAX_PROBLEMS = 1000;
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const FATES: Record<string, Fate> = { 'Check-Out': 'checked_out', Canceled: 'cancelled', 'No-Show': 'no_show' };
const NEEDED = [
  'hotel', 'lead_time', 'arrival_date_year', 'arrival_date_month', 'arrival_date_day_of_month', 'stays_in_weekend_nights',
  'stays_in_week_nights', 'adults', 'children', 'babies', 'country', 'market_segment', 'assigned_room_type', 'booking_changes',
  'days_in_waiting_list', 'adr', 'required_car_parking_spaces', 'total_of_special_requests', 'reservation_status', 'reservation_status_date',
] as const;
type Column = (typeof NEEDED)[number];

/** Reads the whole file; a `ConfigError` says why nothing can be read at all. */
export function readHotelFile(path: string): HotelFile {
  const lines = textOf(path).split(/\r?\n/);
  const header = fieldsOf(lines[0] ?? '') ?? [];
  const missing = NEEDED.filter((name) => !header.includes(name));
  if (missing.length > 0) throw new ConfigError(`${path} is not a hotel bookings file: the header lacks ${missing.slice(0, 5).join(', ')}.`);
  const file: HotelFile = { rows: [], problems: [], unreadable: 0 };
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line.trim() === '') continue;
    try {
      file.rows.push(readRow(header, line, index));
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      file.unreadable += 1;
      if (file.problems.length < MAX_PROBLEMS) file.problems.push({ line: index + 1, reason: error.message });
    }
  }
  if (file.rows.length === 0) throw new ConfigError(`${path} holds no booking that can be read (${file.unreadable} lines cannot).`);
  return file;
}

class Unreadable extends Error {}

function textOf(path: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new ConfigError(`${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown cause'}).`);
  }
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    try {
      bytes = gunzipSync(bytes, { maxOutputLength: MAX_BYTES });
    } catch {
      throw new ConfigError(`${path} is not a whole gzip file, or unpacks to more than ${MAX_BYTES} bytes.`);
    }
  }
  return bytes.toString('utf8').replace(/^\uFEFF/, '');
}

function fieldsOf(line: string): string[] | undefined {
  if (!line.includes('"')) return line.split(',');
  try {
    return parseCsv(line, { relax_column_count: true })[0] as string[] | undefined;
  } catch {
    return undefined;
  }
}

function readRow(header: string[], line: string, row: number): HotelRow {
  const fields = fieldsOf(line);
  if (!fields) throw new Unreadable('a quote is not closed');
  if (fields.length !== header.length) throw new Unreadable(`${fields.length} columns instead of ${header.length}`);
  const values = new Map(header.map((name, index) => [name, known(fields[index] ?? '')]));
  const text = (name: Column) => values.get(name);
  const count = (name: Column, most: number, fallback?: number) => wholeNumber(name, text(name), most, fallback);
  const hotel = text('hotel');
  if (hotel === undefined) throw new Unreadable('hotel is missing');
  const arrivesOn = dayOf(count('arrival_date_year', 2200), text('arrival_date_month'), count('arrival_date_day_of_month', 31));
  const fate = FATES[text('reservation_status') ?? ''];
  if (!fate) throw new Unreadable(`reservation_status is "${short(text('reservation_status'))}"`);
  const fateOn = statusDay(text('reservation_status_date'));
  if (fate === 'checked_out' && fateOn < arrivesOn) throw new Unreadable('the departure is before the arrival');
  const adr = text('adr');
  if (adr !== undefined && !/^-?\d{1,7}(\.\d+)?$/.test(adr)) throw new Unreadable(`adr is "${short(adr)}"`);
  const country = text('country');
  const segment = text('market_segment');
  return {
    row, hotel, roomClass: text('assigned_room_type') ?? '?', arrivesOn, fate, fateOn,
    createdOn: addDays(arrivesOn, -count('lead_time', 3000)),
    nights: count('stays_in_weekend_nights', 300) + count('stays_in_week_nights', 300),
    edits: count('booking_changes', 100, 0), waitingDays: count('days_in_waiting_list', 3000, 0),
    party: Math.max(1, count('adults', 100, 0) + count('children', 100, 0) + count('babies', 100, 0)),
    requests: count('total_of_special_requests', 100, 0), parking: count('required_car_parking_spaces', 100, 0),
    ...(adr === undefined ? {} : { nightly: Math.round(Number(adr) * 100) }),
    ...(country === undefined ? {} : { country }), ...(segment === undefined ? {} : { segment }),
  };
}

function known(field: string): string | undefined {
  const text = field.trim();
  return text === '' || text === 'NULL' || text === 'NA' ? undefined : text;
}

function wholeNumber(name: Column, text: string | undefined, most: number, fallback?: number): number {
  if (text === undefined && fallback !== undefined) return fallback;
  // Some tools write whole numbers as "2.0".
  const value = text !== undefined && /^\d{1,9}(\.0+)?$/.test(text) ? Number(text) : Number.NaN;
  if (!(value <= most)) throw new Unreadable(`${name} is "${short(text)}"`);
  return value;
}

function dayOf(year: number, month: string | undefined, day: number): string {
  const text = `${year}-${pad(MONTHS.indexOf(month ?? '') + 1)}-${pad(day)}`;
  if (!isRealDay(text)) throw new Unreadable(`there is no ${day} ${short(month)} ${year}`);
  return text;
}

/** `7/1/2015` (month first), or `2015-07-01` as other editions of the file have it. */
function statusDay(text: string | undefined): string {
  const parts = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text ?? '');
  const result = parts ? `${parts[3]}-${pad(Number(parts[1]))}-${pad(Number(parts[2]))}` : (text ?? '');
  if (!isRealDay(result)) throw new Unreadable(`reservation_status_date is "${short(text)}"`);
  return result;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}

function short(text: string | undefined): string {
  return (text ?? '').slice(0, 40);
}
