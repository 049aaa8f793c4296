/**
 * What each action does to a booking: pure rules, no database, no clock.
 *
 * `plan` takes a booking, an action and the venue, and returns the booking as it shall be, or
 * refuses. The order of the refusals is part of the contract: `already_done` (the wish is
 * already true, whoever did it), then `version_conflict` (the person saw another booking than
 * the one that is there), then `invalid_transition` and `bad_request`. `overlap` is the
 * caller's, who can ask the database: it must look whenever `needsRoom` says so.
 */
import { Refusal } from './errors.ts';
import type { Draft } from './feeds.ts';
import type { Venue } from './venues.ts';
import { OPEN_STATUSES, type Action, type Booking, type Resource, type Status } from './wire.ts';
import { dayAt } from './zone.ts';

type OnBooking = Exclude<Action, { type: 'create' | 'undo' }>;

const LONGEST_STAY_MS = 366 * 86_400_000;
const WORDS: Record<Status, string> = {
  pending: 'pending', confirmed: 'confirmed', checked_in: 'checked in',
  checked_out: 'checked out', cancelled: 'cancelled', no_show: 'marked as a no-show',
};

/** The booking after the action. */
export function plan(booking: Booking, action: OnBooking, expectedVersion: number, venue: Venue): Draft {
  if (isDone(booking, action)) throw new Refusal('already_done', `The booking is already ${doneWord(booking, action)}.`, { current: booking });
  if (booking.version !== expectedVersion) {
    throw new Refusal('version_conflict', 'Someone else changed this booking.', { current: booking });
  }
  switch (action.type) {
    case 'confirm':
      from(booking, action, ['pending']);
      return { ...booking, status: 'confirmed' };
    case 'check_in':
      return checkIn(booking, action, venue);
    case 'check_out':
      from(booking, action, ['checked_in']);
      return { ...booking, status: 'checked_out' };
    case 'mark_no_show':
      from(booking, action, ['pending', 'confirmed']);
      notBeforeArrival(booking, venue);
      return { ...booking, status: 'no_show' };
    case 'cancel':
      from(booking, action, ['pending', 'confirmed']);
      return { ...booking, status: 'cancelled' };
    case 'move':
      return move(booking, action, venue);
    case 'set_note':
      return { ...booking, note: action.note };
  }
}

/** A new booking, confirmed. */
export function planCreate(action: Extract<Action, { type: 'create' }>, id: string, venue: Venue): Draft {
  checkTimes(action.starts_at, action.ends_at);
  const resource = action.resource_id ? roomOf(venue, action.resource_id) : undefined;
  const { guest, party, starts_at, ends_at, price, source, note } = action;
  return { id, venue: venue.id, ...(resource ? { resource } : {}), guest, party, status: 'confirmed', starts_at, ends_at, ...(price ? { price } : {}), source, note };
}

/** Whether the draft claims a room that it did not hold before, or for other times. */
export function needsRoom(before: Booking | undefined, after: Draft): boolean {
  if (!after.resource || !OPEN_STATUSES.includes(after.status)) return false;
  if (!before || !OPEN_STATUSES.includes(before.status)) return true;
  return before.resource?.id !== after.resource.id || before.starts_at !== after.starts_at || before.ends_at !== after.ends_at;
}

/** Looks up a room by id or refuses. */
export function roomOf(venue: Venue, id: string): Resource {
  const room = venue.resources.find((candidate) => candidate.id === id);
  if (!room) throw new Refusal('not_found', 'There is no such room.');
  return { id: room.id, name: room.name };
}

function isDone(booking: Booking, action: OnBooking): boolean {
  switch (action.type) {
    case 'confirm': return booking.status === 'confirmed';
    case 'check_in': return booking.status === 'checked_in' && (!action.resource_id || action.resource_id === booking.resource?.id);
    case 'check_out': return booking.status === 'checked_out';
    case 'mark_no_show': return booking.status === 'no_show';
    case 'cancel': return booking.status === 'cancelled';
    case 'set_note': return booking.note === action.note;
    case 'move':
      return (action.resource_id === undefined || (action.resource_id ?? undefined) === booking.resource?.id)
        && (action.starts_at ?? booking.starts_at) === booking.starts_at
        && (action.ends_at ?? booking.ends_at) === booking.ends_at;
  }
}

function doneWord(booking: Booking, action: OnBooking): string {
  return action.type === 'set_note' || action.type === 'move' ? 'as wished' : WORDS[booking.status];
}

function from(booking: Booking, action: OnBooking, statuses: readonly Status[]): void {
  if (statuses.includes(booking.status)) return;
  throw new Refusal('invalid_transition', `${action.type} is not possible: the booking is ${WORDS[booking.status]}.`, { current: booking });
}

function notBeforeArrival(booking: Booking, venue: Venue): void {
  if (dayAt(venue.time_zone, Date.parse(booking.starts_at)) <= venue.business_date) return;
  throw new Refusal('invalid_transition', 'The arrival is on a later day.', { current: booking });
}

function checkIn(booking: Booking, action: Extract<Action, { type: 'check_in' }>, venue: Venue): Draft {
  from(booking, action, ['confirmed']);
  notBeforeArrival(booking, venue);
  const resource = action.resource_id ? roomOf(venue, action.resource_id) : booking.resource;
  if (!resource) throw new Refusal('invalid_transition', 'The booking has no room yet.', { current: booking });
  return { ...booking, status: 'checked_in', resource };
}

function move(booking: Booking, action: Extract<Action, { type: 'move' }>, venue: Venue): Draft {
  from(booking, action, OPEN_STATUSES);
  const { resource: held, ...rest } = booking;
  const starts_at = action.starts_at ?? booking.starts_at;
  const ends_at = action.ends_at ?? booking.ends_at;
  checkTimes(starts_at, ends_at);
  const resource = action.resource_id === undefined ? held : action.resource_id === null ? undefined : roomOf(venue, action.resource_id);
  if (booking.status === 'checked_in' && (!resource || starts_at !== booking.starts_at)) {
    throw new Refusal('invalid_transition', 'The guest is in house: the room cannot be taken away, nor the arrival moved.', { current: booking });
  }
  return { ...rest, ...(resource ? { resource } : {}), starts_at, ends_at };
}

function checkTimes(startsAt: string, endsAt: string): void {
  const length = Date.parse(endsAt) - Date.parse(startsAt);
  if (length <= 0) throw new Refusal('bad_request', 'ends_at: must be after starts_at');
  if (length > LONGEST_STAY_MS) throw new Refusal('bad_request', 'ends_at: a stay is at most a year');
}
