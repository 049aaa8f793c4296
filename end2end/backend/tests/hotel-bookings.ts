/**
 * A whole hotel bookings file: the public one where it lies beside the repository, which does not hold it; elsewhere
 * one of the same shape, made up by a rule, so that its tests run on every machine.
 */
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { addDays } from '../src/zone.ts';

export const HEADER = 'hotel,is_canceled,lead_time,arrival_date_year,arrival_date_month,arrival_date_week_number,arrival_date_day_of_month,stays_in_weekend_nights,stays_in_week_nights,adults,children,babies,meal,country,market_segment,distribution_channel,is_repeated_guest,previous_cancellations,previous_bookings_not_canceled,reserved_room_type,assigned_room_type,booking_changes,deposit_type,agent,company,days_in_waiting_list,customer_type,adr,required_car_parking_spaces,total_of_special_requests,reservation_status,reservation_status_date';

export interface HotelBookings {
  path: string;
  /** How many bookings it holds. */
  count: number;
}

/** The file that this machine has. */
export function hotelBookings(): HotelBookings {
  const path = fileURLToPath(new URL('../../../../shared/data/hotel_bookings.csv.gz', import.meta.url));
  return existsSync(path) ? { path, count: 14_938 } : madeUp();
}

const FIRST_DAY = '2015-07-01';
const DAYS = 480;
const ARRIVALS = 14;

function madeUp(): HotelBookings {
  const count = DAYS * ARRIVALS;
  const path = join(tmpdir(), `deskbell-hotel-bookings-${count}.csv`);
  const text = [HEADER, ...Array.from({ length: count }, (_, index) => madeUpLine(index))].join('\n');
  // In one step: several processes may come here at once.
  const own = `${path}.${process.pid}`;
  writeFileSync(own, text);
  renameSync(own, path);
  return { path, count };
}

/** One booking; the remainders are coprime, so that all combinations come up. */
function madeUpLine(index: number): string {
  const arrivesOn = addDays(FIRST_DAY, Math.floor(index / ARRIVALS));
  const arrival = new Date(arrivesOn);
  const [nights, leadDays] = [index % 5, (index * 7) % 60];
  const isCancelled = index % 7 === 3;
  const fate = isCancelled ? 'Canceled' : index % 23 === 5 ? 'No-Show' : 'Check-Out';
  const fateOn = { 'Canceled': addDays(arrivesOn, -Math.floor(leadDays / 2)), 'No-Show': arrivesOn, 'Check-Out': addDays(arrivesOn, nights) }[fate];
  return [
    index % 3 === 0 ? 'City Hotel' : 'Resort Hotel', Number(isCancelled), leadDays,
    arrival.getUTCFullYear(), arrival.toLocaleString('en', { month: 'long', timeZone: 'UTC' }), 1, arrival.getUTCDate(),
    0, nights, 1 + (index % 2), index % 11 === 0 ? 1 : 0, 0, 'BB', ['PRT', 'GBR', 'DEU', 'NULL'][index % 4], 'Online TA', 'TA/TO', 0, 0, 0,
    'A', 'ABCD'[index % 4], index % 3, 'No Deposit', 'NULL', 'NULL', index % 17 === 0 ? 2 : 0, 'Transient', 60 + (index % 90), index % 13 === 0 ? 1 : 0,
    index % 2, fate, fateOn,
  ].join(',');
}
