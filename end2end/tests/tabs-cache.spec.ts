/** A page in the back/forward cache hears nothing: it looks up what was said when it is back. */
import { BROWSER_FLAGS, findBrowser } from '../../scripts/lib/tools.mjs';
import { Desk } from './support/desk.ts';
import { expect, test } from './support/fixtures.ts';

/** A file that is opened by itself names no icon. */
const NO_ICON = /favicon\.ico/;

test.use({
  launchOptions: {
    executablePath: findBrowser(),
    args: BROWSER_FLAGS,
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  },
});

test('a page that comes back after a sign-out in another tab shows nothing of the person', async ({ desk, people, page, context, errors }) => {
  errors.allow(NO_ICON);
  const other = new Desk(await context.newPage());
  await desk.signIn(people.ana);
  await other.page.goto('/');
  await other.expectLive();
  await page.bringToFront();
  await desk.mark();
  await page.evaluate(() => {
    addEventListener('pageshow', ({ persisted }) => {
      requestAnimationFrame(() => {
        Object.assign(window, { back: { persisted, rows: document.querySelectorAll('[data-booking-id]').length } });
      });
    });
  });
  expect(await desk.rows.count()).toBeGreaterThan(0);
  await page.goto('/config.json');

  await other.page.getByRole('button', { name: /Ana Ferreira/ }).click();
  await other.page.getByRole('button', { name: 'Sign out' }).click();
  await expect(other.form).toBeVisible();

  await page.evaluate(() => history.back());
  await expect(desk.form).toBeVisible();
  await desk.expectNotReloaded();
  const back = await page.evaluate(() => (window as unknown as { back: unknown }).back);
  expect(back, 'from the cache, with no booking in its first frame').toEqual({ persisted: true, rows: 0 });
  await expect(page.getByText('You signed out in another tab.')).toBeVisible();
});

test('a page that comes back to its own session goes on where it was', async ({ desk, people, page, api, errors }) => {
  errors.allow(NO_ICON);
  await desk.signIn(people.ana);
  await desk.mark();
  await page.goto('/config.json');
  await api.change();
  await page.evaluate(() => history.back());
  await desk.expectLive();
  await desk.expectNotReloaded();
  await desk.expectEqual(api);
});
