/** The public hotel bookings file, imported: a venue of its own, with every booking of the file. */
import { expect, test } from './support/fixtures.ts';
import { isPublicFileMissing, PUBLIC_BOOKINGS, PUBLIC_FILE, WHY_SKIPPED } from './support/public-file.ts';

const VENUE = 'imported';

test.use({ serverOptions: { flags: ['--import', PUBLIC_FILE] } });
test.skip(isPublicFileMissing, WHY_SKIPPED);

test('all its bookings are there, and the page shows a day of them', async ({ desk, people, page, api, server }) => {
  const state = await api.state(VENUE);
  expect(state.bookings).toHaveLength(PUBLIC_BOOKINGS);
  expect(server.log).toContain('imported 14938 bookings');
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
