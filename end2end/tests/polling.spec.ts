/** A network that lets nothing through that pushes: the list is fetched, and the way back is without a gap. */
import type { Page } from '@playwright/test';
import { makeArrival } from './support/bookings.ts';
import { expect, test } from './support/fixtures.ts';
import { NETWORK_ERRORS } from './support/page-errors.ts';

/** Five seconds, the crowd's spread of one, and a slow machine. */
const BEGINS_MS = 9_000;
/** One interval, and a slow machine. */
const INTERVAL_MS = 8_000;

/** The paths that the page asks for from now on. */
function follow(page: Page): string[] {
  const paths: string[] = [];
  page.on('request', (request) => paths.push(new URL(request.url()).pathname));
  return paths;
}

test('with push blocked the list is polled, and push comes back with nothing missed', async ({ desk, people, api, line, page, errors }) => {
  test.setTimeout(120_000);
  errors.allow(...NETWORK_ERRORS);
  const booking = await makeArrival(api, { guest: 'Rosa Blocked' });
  await page.goto('/');
  await desk.enter(people.ana);
  await desk.expectLive();
  await desk.mark();
  const paths = follow(page);

  line.blockPush();
  const blockedAt = Date.now();
  await expect(desk.chip).toHaveAttribute('data-state', 'polling', { timeout: BEGINS_MS });
  await expect(desk.chip).toHaveText('Every 5 s');
  expect(Date.now() - blockedAt).toBeGreaterThan(4_000);
  await expect(desk.banner).toContainText('The list refreshes every 5 seconds until they return.');
  await expect(desk.asOf).toHaveAttribute('data-state', 'proved');

  const noted = await api.command(booking, { type: 'set_note', note: 'By polling' });
  await expect(desk.row(booking.id)).toHaveAttribute('data-version', String(noted.version), { timeout: INTERVAL_MS });

  for (const guest of ['One', 'Two', 'Three']) await makeArrival(api, { guest });
  await line.heal();
  await desk.expectLive(30_000);
  await desk.expectEqual(api);
  await desk.expectNotReloaded();
  expect(paths).toContain('/api/changes');
  expect(paths, 'nothing was loaded anew').not.toContain('/api/bookings');
});

test('a page that is opened where push is blocked shows the list all the same', async ({ desk, people, api, line, page, errors }) => {
  test.setTimeout(120_000);
  errors.allow(...NETWORK_ERRORS);
  line.blockPush();
  await page.goto('/');
  await desk.enter(people.ana);
  await expect(desk.chip).toHaveAttribute('data-state', 'polling', { timeout: BEGINS_MS + 5_000 });
  await desk.expectEqual(api);
  await makeArrival(api, { guest: 'Late Guest' });
  await expect(desk.guest('Late Guest')).toBeVisible({ timeout: INTERVAL_MS });
  await line.heal();
  await desk.expectLive(30_000);
  await desk.expectEqual(api);
});

test('what polling showed was not missed: only what changed before the first round counts', async ({ desk, people, api, line, page, errors }) => {
  test.setTimeout(120_000);
  errors.allow(...NETWORK_ERRORS);
  const [missed, seen] = [await makeArrival(api, { guest: 'Maria Missed' }), await makeArrival(api, { guest: 'Silvia Seen' })];
  await desk.signIn(people.ana);
  let changed = (): void => {};
  const isChanged = new Promise<void>((resolve) => (changed = resolve));
  await page.route('**/api/changes?*', async (route) => {
    await isChanged;
    await route.continue();
  });
  line.blockPush();
  await desk.expectState('reconnecting');
  await api.change({ id: missed.id, set: { note: 'before the first round' } });
  changed();
  await expect(desk.chip).toHaveAttribute('data-state', 'polling', { timeout: BEGINS_MS });
  const noted = await api.command(seen, { type: 'set_note', note: 'By polling' });
  await expect(desk.row(seen.id)).toHaveAttribute('data-version', String(noted.version), { timeout: INTERVAL_MS });
  await line.heal();
  await desk.expectLive(30_000);
  const banner = page.locator('[data-shown="true"]').getByTestId('restored-banner');
  await expect(banner).toContainText('Live again. 1 booking changed while you were away.');
});
