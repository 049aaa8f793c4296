/**
 * Which bookings a page must show: the business date's list, computed from the server's bookings on its own terms,
 * and not by the page's code. A booking is on it when its stay touches the date, or when it should have moved on.
 */
import type { Booking, State } from './api.ts';

/** What a row says of its booking. */
export interface Shown {
  id: string;
  status: string;
  version: number;
}

const ZONE = 'Europe/Lisbon';
const DAY = new Intl.DateTimeFormat('en-CA', { timeZone: ZONE, year: 'numeric', month: '2-digit', day: '2-digit' });

/** The venue's day of an instant, `YYYY-MM-DD`. */
export function dayOf(instant: string): string {
  return DAY.format(new Date(instant));
}

export function isOnList({ status, starts_at, ends_at }: Booking, today: string): boolean {
  const [arrives, leaves] = [dayOf(starts_at), dayOf(ends_at)];
  switch (status) {
    case 'pending':
    case 'confirmed':
      return arrives <= today;
    case 'checked_in':
      return true;
    case 'checked_out':
      return arrives <= today && today <= leaves;
    case 'cancelled':
    case 'no_show':
      return arrives === today;
  }
}

/** The list of `today`, by id. */
export function dayList(bookings: readonly Booking[], today: string): Shown[] {
  return bookings
    .filter((booking) => isOnList(booking, today))
    .map(({ id, status, version }) => ({ id, status, version }))
    .sort(byId);
}

export function listOf({ bookings, business_date }: State): Shown[] {
  return dayList(bookings, business_date);
}

export function byId(left: Shown, right: Shown): number {
  return left.id < right.id ? -1 : left.id > right.id ? 1 : 0;
}
