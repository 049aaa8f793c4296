/** A hotel bookings file, imported: a venue of its own, with every booking of the file. */
import { hotelBookings } from '../backend/tests/hotel-bookings.ts';
import { expect, test } from './support/fixtures.ts';

const VENUE = 'imported';
const FILE = hotelBookings();

test.use({ serverOptions: { flags: ['--import', FILE.path] } });

test('all its bookings are there, and the page shows a day of them', async ({ desk, people, page, api, server }) => {
  const state = await api.state(VENUE);
  expect(state.bookings).toHaveLength(FILE.count);
  expect(server.log).toContain(`imported ${FILE.count} bookings`);
  expect(server.log).toContain('0 lines could not be read');

  // A day in the high season: the last arrival in the file, where it ends, is alone.
  await api.post('/test/business-date', { venue: VENUE, date: '2016-08-13' });
  await desk.signIn(people.ana);
  await page.getByRole('combobox', { name: 'Venue' }).selectOption({ label: 'Resort & City Hotel' });
  await expect(page).toHaveURL(/venue=imported/);
  await desk.expectLive();
  await desk.expectEqual(api, VENUE);
  expect((await desk.shown()).length).toBeGreaterThan(20);
  await page.reload();
  await desk.expectLive();
  await desk.expectEqual(api, VENUE);
});
