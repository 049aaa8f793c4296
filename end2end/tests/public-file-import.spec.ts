/** The public hotel bookings file, imported: a venue of its own, with every booking of the file. */
import { listOf } from './support/day-list.ts';
import { expect, test } from './support/fixtures.ts';
import { isPublicFileMissing, PUBLIC_BOOKINGS, PUBLIC_FILE, WHY_SKIPPED } from './support/public-file.ts';

const VENUE = 'imported';

test.use({ serverOptions: { flags: ['--import', PUBLIC_FILE] } });
test.skip(isPublicFileMissing, WHY_SKIPPED);

test('all its bookings are there, and the page shows the last day of the file', async ({ desk, people, page, api, server }) => {
  const state = await api.state(VENUE);
  expect(state.bookings).toHaveLength(PUBLIC_BOOKINGS);
  expect(server.log).toContain('imported 14938 bookings');
  expect(server.log).toContain('0 lines could not be read');

  await desk.signIn(people.ana);
  await page.getByRole('combobox', { name: 'Venue' }).selectOption({ label: 'Resort & City Hotel' });
  await expect(page).toHaveURL(/venue=imported/);
  await desk.expectLive();
  await desk.expectEqual(api, VENUE);
  expect(listOf(state).length).toBeGreaterThan(50);
  await page.reload();
  await desk.expectLive();
  await desk.expectEqual(api, VENUE);
});
