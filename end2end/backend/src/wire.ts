/**
 * The shapes that cross the wire, and the schemas that check what comes in.
 *
 * Outgoing shapes are interfaces; incoming ones are zod schemas that bound every string and
 * number and drop unknown keys. Instants are RFC 3339 in UTC with milliseconds, money is in
 * minor units, days are `YYYY-MM-DD` in the venue's own calendar.
 */
import { z } from 'zod';
import { isRealDay } from './zone.ts';

export const STATUSES = ['pending', 'confirmed', 'checked_in', 'checked_out', 'cancelled', 'no_show'] as const;
export type Status = (typeof STATUSES)[number];

/** Statuses of bookings that still hold their room. */
export const OPEN_STATUSES: readonly Status[] = ['pending', 'confirmed', 'checked_in'];

export interface Resource {
  id: string;
  name: string;
}

export interface Guest {
  name: string;
  email?: string;
  phone?: string;
}

export interface Price {
  /** Minor units (cents). */
  amount: number;
  currency: string;
}

export interface Booking {
  id: string;
  venue: string;
  revision: number;
  version: number;
  resource?: Resource;
  guest: Guest;
  party: number;
  status: Status;
  starts_at: string;
  ends_at: string;
  price?: Price;
  source: string;
  note: string;
  updated_at: string;
  updated_by: string;
}

/** A feed's position: the number of its last change under its epoch. */
export interface Head {
  epoch: string;
  revision: number;
}

/** `booking:changed`, and an item of every delta. */
export type Change = Head & { venue: string; cause?: string } & (
    | { op: 'upsert'; booking: Booking }
    | { op: 'remove'; id: string }
  );

/** One line of a booking's history. */
export interface HistoryEntry {
  version: number;
  revision: number;
  at: string;
  by: string;
  action: string;
  status: Status;
  /** Names of the booking's fields that this change touched. */
  fields: string[];
  /** What the person gave as a reason. */
  detail?: string;
}

export const ACTIONS = [
  'create', 'confirm', 'check_in', 'check_out', 'mark_no_show', 'cancel', 'move', 'set_note', 'undo',
] as const;
export type ActionName = (typeof ACTIONS)[number];

const uuid = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i, 'is not a UUID').transform((id) => id.toLowerCase());
/** Text that the database can keep: no NUL, no half of a surrogate pair. */
const text = (max: number) => z.string().max(max).refine((value) => !value.includes('\u0000') && value.isWellFormed(), 'holds a character that cannot be kept');
const key = text(100).min(1);
export const instant = z.iso
  .datetime({ offset: true, message: 'is not an RFC 3339 instant' })
  .transform((value) => new Date(value).toISOString());
export const day = z.string().refine(isRealDay, 'is not a day (YYYY-MM-DD)');
export const venueId = key;
const revision = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

const guest = z.object({
  name: text(200).trim().min(1),
  email: text(200).optional(),
  phone: text(50).optional(),
});
const price = z.object({ amount: z.number().int().min(-1e9).max(1e9), currency: z.string().regex(/^[A-Z]{3}$/) });

export const action = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('create'),
    venue: venueId,
    guest,
    party: z.number().int().min(1).max(500),
    resource_id: key.nullish(),
    starts_at: instant,
    ends_at: instant,
    note: text(2000).default(''),
    price: price.optional(),
    source: text(50).default('desk'),
  }),
  z.object({ type: z.literal('confirm') }),
  z.object({ type: z.literal('check_in'), resource_id: key.nullish() }),
  z.object({ type: z.literal('check_out') }),
  z.object({ type: z.literal('mark_no_show') }),
  z.object({ type: z.literal('cancel'), reason: text(500).default('') }),
  z.object({
    type: z.literal('move'),
    /** Absent keeps the room, `null` takes it away. */
    resource_id: key.nullish(),
    starts_at: instant.optional(),
    ends_at: instant.optional(),
  }),
  z.object({ type: z.literal('set_note'), note: text(2000) }),
  z.object({ type: z.literal('undo'), command_id: uuid }),
]);
export type Action = z.infer<typeof action>;

export const command = z.object({
  id: uuid,
  /** Required for all but `create`, where it may name the new booking's id (a UUID). */
  booking_id: key.nullish(),
  /** Required for all but `create` and `undo`. */
  expected_version: revision.nullish(),
  expires_at: instant.nullish(),
  action,
});
export type Command = z.infer<typeof command>;

export interface CommandAnswer {
  ok: true;
  booking: Booking;
  revision: number;
  undo_until?: string;
}

const since = z.object({ epoch: key, revision });
export const connectAuth = z.object({
  token: z.string().min(1).max(4096),
  client: z.object({ id: z.string().max(100), version: z.string().max(50) }).partial().nullish(),
});
export const monitorRequest = z.object({ venue: venueId, since: since.nullish() });
export const unmonitorRequest = z.object({ venue: venueId });
export const renewRequest = z.object({ token: z.string().min(1).max(4096) });

const wholeNumber = z.string().regex(/^\d{1,15}$/, 'is not a whole number').transform(Number);
export const loginRequest = z.object({ username: key, password: z.string().min(1).max(200) });
export const pageQuery = z.object({
  venue: venueId,
  from: day.optional(),
  to: day.optional(),
  after: z.string().max(500).optional(),
  limit: wholeNumber.optional(),
});
export const changesQuery = z.object({ venue: venueId, epoch: text(100).optional(), since: wholeNumber.optional() });
export const searchQuery = z.object({
  venue: venueId,
  q: text(200),
  cursor: z.string().max(500).optional(),
  limit: wholeNumber.optional(),
});
