/**
 * Days and offsets of a venue's time zone, from the zone data that Node's `Intl` brings.
 *
 * Instants are milliseconds since 1970; days are `YYYY-MM-DD`. Nothing here reads the clock.
 */

const DAY_MS = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** Whether the text is a day that exists, between the years 1900 and 2200. */
export function isRealDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text) return false;
  return text >= '1900-01-01' && text <= '2200-12-31';
}

/** Whether `Intl` knows the zone. */
export function isZone(zone: string): boolean {
  try {
    format(zone);
    return true;
  } catch {
    return false;
  }
}

/** Minutes that the zone's clocks are ahead of UTC at an instant. */
export function offsetMinutes(zone: string, at: number): number {
  const parts: Record<string, number> = {};
  for (const part of format(zone).formatToParts(at)) parts[part.type] = Number(part.value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  const local = Date.UTC(year, month - 1, day, hour, minute, second);
  return Math.round((local - Math.floor(at / 1000) * 1000) / 60_000);
}

/** The zone's day at an instant. */
export function dayAt(zone: string, at: number): string {
  return new Date(at + offsetMinutes(zone, at) * 60_000).toISOString().slice(0, 10);
}

/** Minutes since the zone's midnight at an instant. */
export function minuteOfDay(zone: string, at: number): number {
  const local = new Date(at + offsetMinutes(zone, at) * 60_000);
  return local.getUTCHours() * 60 + local.getUTCMinutes();
}

/**
 * The instant at which the zone's clocks show `minutes` past midnight of `day`. A time that a
 * spring change skips is taken after the change, one that comes twice the first time.
 */
export function instantOf(zone: string, day: string, minutes = 0): number {
  const local = Date.parse(`${day}T00:00:00Z`) + minutes * 60_000;
  const before = local - offsetMinutes(zone, local - DAY_MS) * 60_000;
  if (before + offsetMinutes(zone, before) * 60_000 === local) return before;
  const after = local - offsetMinutes(zone, local + DAY_MS) * 60_000;
  return after + offsetMinutes(zone, after) * 60_000 === local ? after : before;
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Whole days from `a` to `b`. */
export function daysBetween(a: string, b: string): number {
  return Math.round((Date.parse(`${b}T00:00:00Z`) - Date.parse(`${a}T00:00:00Z`)) / DAY_MS);
}

export interface UtcOffset {
  /** From this instant on … */
  from: string;
  /** … the clocks are this many minutes ahead of UTC. */
  minutes: number;
}

/** The offset in force at `start` and each change of it up to `end`, in order. */
export function utcOffsets(zone: string, start: number, end: number): UtcOffset[] {
  let minutes = offsetMinutes(zone, start);
  const offsets = [{ from: new Date(start).toISOString(), minutes }];
  for (let at = start; at < end; at += DAY_MS) {
    const next = offsetMinutes(zone, at + DAY_MS);
    if (next === minutes) continue;
    let [low, high] = [at, at + DAY_MS];
    while (high - low > 60_000) {
      const middle = Math.floor((low + high) / 2);
      if (offsetMinutes(zone, middle) === minutes) low = middle;
      else high = middle;
    }
    minutes = next;
    offsets.push({ from: new Date(Math.floor(high / 60_000) * 60_000).toISOString(), minutes });
  }
  return offsets;
}

function format(zone: string): Intl.DateTimeFormat {
  let found = formats.get(zone);
  if (!found) {
    found = new Intl.DateTimeFormat('en-US', {
      timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit',
      hour: '2-digit', minute: '2-digit', second: '2-digit',
    });
    formats.set(zone, found);
  }
  return found;
}
