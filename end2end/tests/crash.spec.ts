/** The program itself breaks: no list may stay that nobody brings up to date. */
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
