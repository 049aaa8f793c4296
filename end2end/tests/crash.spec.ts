/** The program itself breaks: no list may stay that nobody brings up to date. */
import { makeArrival } from './support/bookings.ts';
import { expect, test } from './support/fixtures.ts';

test('a panic hides the page and says how to go on', async ({ page, errors }) => {
  errors.allow(/the program broke/, /unreachable/, /RuntimeError/);
  // Without randomness no session is safe; the program refuses to run.
  await page.addInitScript(() => {
    Crypto.prototype.getRandomValues = () => {
      throw new Error('none');
    };
  });
  await page.goto('/');
  await expect(page.getByRole('alert')).toContainText('The booking monitor stopped.');
  await expect(page.getByRole('link', { name: 'Reload' })).toBeVisible();
  await expect(page.getByTestId('connection-chip')).toHaveCount(0);
});

test('Reload loads the page again, also once its addresses were its own', async ({ page, desk, people, api, errors }) => {
  errors.allow(/the program broke/, /unreachable/, /RuntimeError/, /closure invoked recursively or after being dropped/);
  const booking = await makeArrival(api, { guest: 'Carla Crash' });
  await desk.signIn(people.ana);
  await page.evaluate(() => {
    Crypto.prototype.getRandomValues = () => {
      throw new Error('none');
    };
  });
  await desk.row(booking.id).getByRole('button', { name: /^Check in/ }).click();
  await expect(page.getByRole('alert')).toContainText('The booking monitor stopped.');
  await expect(desk.rows).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'Reload' })).toBeFocused();
  await page.keyboard.press('Enter');
  await desk.expectLive();
  await desk.expectEqual(api);
});
