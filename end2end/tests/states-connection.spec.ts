/** States of the connection that no other spec looks at: a line that answers slowly, a list that takes its time to come back. */
import { makeArrival } from './support/bookings.ts';
import { expect, test } from './support/fixtures.ts';
import { look } from './support/look.ts';
import { NETWORK_ERRORS } from './support/page-errors.ts';

/** The rules of accessibility take long on long lists. */
const SHORT = '/bookings?range=today&q=sara';

test('a slow line is called so, and no longer than it is slow', async ({ desk, people, api, line, page }) => {
  test.setTimeout(180_000);
  await makeArrival(api, { guest: 'Sara Slow' });
  await desk.signIn(people.ana, SHORT);
  const note = page.getByTestId('slow-note');
  const top = async (): Promise<number> => (await desk.rows.first().boundingBox())!.y;
  const before = await top();
  await expect(note).toHaveText('');
  line.delay(600); // there, and back again
  await desk.expectState('slow', 60_000);
  await expect(desk.chip).toHaveText('Slow');
  await expect(note).toHaveText('Slow connection. Changes may take a few seconds to show.');
  expect(await top(), 'it takes no room from the rows').toBe(before);
  await expect(desk.chip).toHaveAttribute('title', 'Slow connection. Changes may take a few seconds to show.');
  await expect(desk.banner).toHaveCount(0);
  await look(page, 'connection-slow');
  await line.heal();
  await desk.expectLive(60_000);
});

test('catching up is said when it takes longer, then that the list was reloaded', async ({ desk, people, api, line, page, errors }) => {
  errors.allow(...NETWORK_ERRORS);
  test.setTimeout(180_000);
  await makeArrival(api, { guest: 'Sara Stays' });
  await desk.signIn(people.ana, SHORT);
  await line.refuse();
  await expect(desk.banner).toHaveAttribute('data-kind', 'reconnecting', { timeout: 20_000 });
  await api.reset(); // another epoch: what the page has cannot be brought forward
  await api.signIn(people.ben);
  let answer = (): void => {};
  const answered = new Promise<void>((resolve) => (answer = resolve));
  await page.route('**/api/bookings?*', async (route) => {
    await answered;
    await route.continue();
  });
  await line.heal();
  await desk.expectState('catching-up', 30_000);
  await expect(desk.banner).toHaveAttribute('data-kind', 'catching-up');
  await expect(desk.banner).toContainText('Catching up… You may see several changes at once.');
  await expect(desk.asOf).toHaveAttribute('data-state', 'stopped');
  await look(page, 'connection-catching-up');
  answer();
  const banner = page.locator('[data-shown="true"]').getByTestId('restored-banner');
  await expect(banner).toContainText(/^Live again\. The list was reloaded; [\d,]+ bookings? (is|are) different\./);
  await look(page, 'connection-reloaded');
});
