/** Bookings that a test needs to exist, whatever the demo venue's seed and the time of day brought. */
import { randomUUID } from 'node:crypto';
import type { Api, Booking } from './api.ts';

const HOUR_MS = 3_600_000;
const NIGHT_MS = 24 * HOUR_MS;

export interface Wish {
  guest: string;
  status?: Booking['status'];
  /** False leaves the booking without a room. */
  room?: boolean;
  note?: string;
}

/** Makes a booking that arrives on the business date for two nights, in a room that is free for them. */
export async function makeArrival(api: Api, { guest, status = 'confirmed', room = true, note = '' }: Wish): Promise<Booking> {
  const { bookings, business_date } = await api.state();
  const starts = Date.parse(`${business_date}T14:00:00Z`);
  const ends = starts + 2 * NIGHT_MS - 4 * HOUR_MS;
  const [starts_at, ends_at] = [new Date(starts).toISOString(), new Date(ends).toISOString()];
  const taken = new Set(bookings.filter((each) => each.starts_at < ends_at && each.ends_at > starts_at).map((each) => each.resource?.id));
  const free = api.venue().resources.find((each) => !taken.has(each.id));
  if (room && !free) throw new Error('no room is free for two nights');
  const id = randomUUID();
  await api.change({ id, set: { guest: { name: guest }, status, note, starts_at, ends_at, ...(room && free ? { resource_id: free.id } : {}) } });
  return (await api.booking(id)).booking;
}
