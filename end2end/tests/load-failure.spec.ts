/** Connected, while the server does not give the list: said where the list would be or over the old one, and mended by itself. */
import type { Page } from '@playwright/test';
import { Desk } from './support/desk.ts';
import { expect, test } from './support/fixtures.ts';
import { look } from './support/look.ts';

/** The moment that a load has, a first try, and a slow machine. */
const SAID_MS = 20_000;
const PAGES = '**/api/bookings?*';

test.beforeEach(({ errors }) => errors.allow(/status of 500/));

/** From now on the list cannot be loaded; everything else goes on. */
async function breakLoads(page: Page): Promise<void> {
  await page.route(PAGES, (route) => route.fulfill({ status: 500, json: { error: { code: 'internal', message: 'no' } } }));
}

test('a first load that fails: the place of the list says so, and it comes by itself', async ({ page, desk, people, api }) => {
  await breakLoads(page);
  await page.goto('/');
  await desk.enter(people.ana);
  const failed = page.getByTestId('list-failed');
  await expect(failed).toContainText('Something went wrong on the server.', { timeout: SAID_MS });
  await desk.expectState('not-live');
  await expect(desk.banner, 'it is said once').toHaveCount(0);
  await expect(page.getByTestId('announcer-connection')).toHaveText(/^The list can't be brought up to date\./);
  await expect(failed.getByRole('link', { name: 'Details' })).toHaveAttribute('href', /panel=diagnostics/);
  // Nobody knows how many there are: zero would be a statement.
  await expect(page.locator('.counter-number')).toHaveText(['–', '–', '–', '–']);
  await expect(page.getByTestId('shown')).toBeEmpty();
  await look(page, 'list-failed');
  await page.unroute(PAGES);
  await desk.expectLive();
  await desk.expectEqual(api);
});

test('Try again asks, also when it fails once more', async ({ page, desk, people, api }) => {
  await breakLoads(page);
  await page.goto('/');
  await desk.enter(people.ana);
  const again = page.getByTestId('list-failed').getByRole('button', { name: 'Try again' });
  await expect(again).toBeVisible({ timeout: SAID_MS });
  const asked = page.waitForRequest(PAGES);
  await again.click();
  await asked;
  await expect(again).toBeFocused();
  await page.unroute(PAGES);
  await again.click();
  await desk.expectLive();
  await desk.expectEqual(api);
});

test('an old list that cannot be loaded anew is called not live, and is whole again by itself', async ({ page, desk, people, api }) => {
  await desk.signIn(people.ana);
  await desk.mark();
  const before = await desk.shown();
  await breakLoads(page);
  await api.reset(); // another epoch: what the page has cannot be brought forward
  await desk.expectState('not-live');
  await expect(desk.banner).toHaveAttribute('data-kind', 'load-failed');
  await expect(desk.banner).toContainText(/^The list can't be brought up to date\. Nothing after \d\d:\d\d is shown\./);
  await expect(desk.asOf).toHaveAttribute('data-state', 'stopped');
  await expect(page.getByTestId('list')).toHaveAttribute('data-gap', 'true');
  expect(await desk.shown(), 'the old list stays').toEqual(before);
  await look(page, 'connection-load-failed');
  await page.unroute(PAGES);
  await desk.banner.getByRole('button', { name: 'Try again' }).click();
  await desk.expectLive();
  await desk.expectEqual(api);
  await desk.expectNotReloaded();
});

test('in German too', async ({ openPage, people }) => {
  const page = await openPage({ locale: 'de-DE' });
  await breakLoads(page);
  await page.goto('/');
  await new Desk(page).enter(people.ana);
  await expect(page.getByTestId('list-failed')).toContainText('Auf dem Server ist etwas schiefgegangen.', { timeout: SAID_MS });
});
