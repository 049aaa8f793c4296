/** A page in the back/forward cache hears nothing: it looks up what was said when it is back. */
import { Desk } from './support/desk.ts';
import { expect } from './support/fixtures.ts';
import { NO_TRACE, returnFromCache, test } from './support/page-cache.ts';

test.use(NO_TRACE);

test('a page that comes back after a sign-out in another tab shows nothing of the person', async ({ desk, people, page, context }) => {
  const other = new Desk(await context.newPage());
  const prepare = async () => {
    await desk.signIn(people.ana);
    await other.page.goto('/');
    await other.expectLive();
    await page.bringToFront();
    await desk.mark();
    await page.evaluate(() => {
      addEventListener('pageshow', () => {
        requestAnimationFrame(() => {
          Object.assign(window, { rowsAtReturn: document.querySelectorAll('[data-booking-id]').length });
        });
      });
    });
    await expect(desk.rows.first()).toBeVisible(); // a page behind another one draws nothing
  };
  const meanwhile = async () => {
    await other.page.getByRole('button', { name: /Ana Ferreira/ }).click();
    await other.page.getByRole('button', { name: 'Sign out' }).click();
    await expect(other.form).toBeVisible();
  };
  await returnFromCache(page, { prepare, meanwhile, loaded: () => expect(desk.form).toBeVisible() });

  await expect(desk.form).toBeVisible();
  await desk.expectNotReloaded();
  const rows = await page.evaluate(() => (window as unknown as { rowsAtReturn?: number }).rowsAtReturn);
  expect(rows, 'no booking in its first frame').toBe(0);
  await expect(page.getByText('You signed out in another tab.')).toBeVisible();
});

test('a page that comes back to its own session goes on where it was', async ({ desk, people, page, api }) => {
  await desk.signIn(people.ana);
  await returnFromCache(page, {
    prepare: () => desk.mark(),
    meanwhile: () => api.change(),
    loaded: () => desk.expectLive(),
  });
  await desk.expectLive();
  await desk.expectNotReloaded();
  await desk.expectEqual(api);
});
