/** Who works at several venues stays at the one that is open, wherever the links lead. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from './support/fixtures.ts';
import { NETWORK_ERRORS } from './support/page-errors.ts';

/** A hotel file of one booking, which the server makes a second venue of. */
const BOOKING = {
  hotel: 'Resort Hotel', lead_time: 3, arrival_date_year: 2015, arrival_date_month: 'July', arrival_date_day_of_month: 10,
  stays_in_weekend_nights: 0, stays_in_week_nights: 2, adults: 2, children: 0, babies: 0, country: 'PRT', market_segment: 'Direct',
  assigned_room_type: 'A', booking_changes: 0, days_in_waiting_list: 0, adr: 80.5, required_car_parking_spaces: 0,
  total_of_special_requests: 0, reservation_status: 'Check-Out', reservation_status_date: '2015-07-12',
};
const FOLDER = mkdtempSync(join(tmpdir(), 'deskbell-venues-'));
const FILE = join(FOLDER, 'hotel.csv');
writeFileSync(FILE, `${Object.keys(BOOKING).join(',')}\n${Object.values(BOOKING).join(',')}\n`);
const VENUE = 'imported';

test.afterAll(() => rmSync(FOLDER, { recursive: true }));
test.use({ serverOptions: { flags: ['--import', FILE] } });

test('the links, the outbox and a reload stay at the venue that is open', async ({ desk, people, page }) => {
  await desk.signIn(people.ana);
  const choice = page.getByRole('combobox', { name: 'Venue' });
  const links = page.getByRole('navigation', { name: 'Pages' });
  await choice.selectOption({ label: 'Resort & City Hotel' });
  await expect(page).toHaveURL(`/bookings?range=today&venue=${VENUE}`);
  await expect(desk.rows).toHaveCount(1);
  for (const [name, address] of [['Outbox', '/outbox'], ['Diagnostics', '/diagnostics']] as const) {
    await links.getByRole('link', { name }).click();
    await expect(page).toHaveURL(`${address}?venue=${VENUE}`);
    await page.reload();
    await expect(choice).toHaveValue(VENUE);
  }
  await links.getByRole('link', { name: 'Bookings' }).click();
  await expect(desk.rows).toHaveCount(1);
  await expect(page).toHaveURL(`/bookings?range=today&venue=${VENUE}`);
  await links.getByRole('link', { name: 'Outbox' }).click();
  await page.getByRole('main').getByRole('link', { name: "Today's bookings" }).click();
  await expect(desk.rows).toHaveCount(1);
  await expect(choice).toHaveValue(VENUE);
});

test('what changed at a venue is shown at that venue', async ({ desk, people, line, api, page, errors }) => {
  errors.allow(...NETWORK_ERRORS);
  await desk.signIn(people.ana, `/bookings?range=today&venue=${VENUE}`);
  await expect(desk.rows).toHaveCount(1);
  await line.refuse();
  await expect(desk.banner).toHaveAttribute('data-kind', 'reconnecting');
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Outbox' }).click();
  const booking = (await api.state(VENUE)).bookings[0]!;
  await api.postLines('/test/changes', [JSON.stringify({ venue: VENUE, id: booking.id, set: { guest: { name: 'Renamed Rosa' } } })]);
  await line.heal();
  await page.getByRole('button', { name: 'Show changes' }).click();
  await expect(page).toHaveURL(new RegExp(`/bookings.*venue=${VENUE}`));
  await expect(desk.guest('Renamed Rosa')).toBeVisible();
});
