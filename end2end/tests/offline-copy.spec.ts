/** A page that opens while the server does not answer: the copy on the device, to whom it is shown, and what ends it. */
import type { Page } from '@playwright/test';
import { type Api, DEMO_VENUE } from './support/api.ts';
import { Desk } from './support/desk.ts';
import { expect, test } from './support/fixtures.ts';
import { healServer, keptCopies, silenceServer, spoilCopies } from './support/offline.ts';
import { NETWORK_ERRORS } from './support/page-errors.ts';

const HOUR_MS = 3_600_000;

/** The device holds the whole list of one person, at the server's head. */
async function expectKept(page: Page, api: Api): Promise<void> {
  const { revision } = await api.state();
  await expect.poll(() => keptCopies(page)).toMatchObject([{ venue: DEMO_VENUE, revision }]);
}

test.beforeEach(({ errors }) => errors.allow(...NETWORK_ERRORS));

test('the list shows with its age, and what changed meanwhile comes as a delta', async ({ desk, people, api, line, page }) => {
  await desk.signIn(people.ana);
  await expectKept(page, api);
  const before = await desk.shown();
  await silenceServer(page, line);
  await page.reload();
  const note = page.getByTestId('not-verified');
  await expect(note).toHaveText(/^Ana Ferreira · not verified since \d\d:\d\d$/);
  expect(await desk.shown()).toEqual(before);
  await expect(desk.asOf).toHaveAttribute('data-state', 'stopped');
  await expect(page.getByTestId('list')).toHaveAttribute('data-gap', 'true');
  await expect(desk.chip).not.toHaveAttribute('data-state', 'live');

  const [first, second] = before;
  if (!first || !second) throw new Error('the list is too short');
  await api.change({ id: first.id, set: { note: 'changed while nobody answered' } });
  await api.change({ id: second.id, remove: true });
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await healServer(page, line);
  await desk.expectLive();
  await desk.expectEqual(api);
  await expect(desk.row(second.id)).toHaveCount(0);
  await expect(note).toHaveCount(0);
  expect(asked.filter((path) => path === '/api/bookings'), 'no snapshot').toEqual([]);
  await expectKept(page, api);
});

test('a list of the day before says its day wherever it says its age', async ({ desk, people, api, line, page, errors }) => {
  errors.allow(/favicon\.ico/); // a file that is opened by itself names no icon
  await desk.signIn(people.ana);
  await expectKept(page, api);
  await page.goto('/config.json');
  await spoilCopies(page, 'proved_at', Date.now() - 24 * 3_600_000);
  await silenceServer(page, line);
  await page.goto('/');
  await expect(page.getByTestId('not-verified')).toHaveText(/^Ana Ferreira · not verified since \d+ \w+, \d\d:\d\d$/);
  await expect(desk.asOf).toHaveText(/^as of \d+ \w+, \d\d:\d\d:\d\d$/);
  await expect(desk.banner).toContainText(/This list is from \d+ \w+, \d\d:\d\d and may be out of date\./, { timeout: 15_000 });
});

test('what changes is kept too, by what changed', async ({ desk, people, api, page }) => {
  await desk.signIn(people.ana);
  await expectKept(page, api);
  const [{ bookings: count } = { bookings: 0 }] = await keptCopies(page);
  const [first] = await desk.shown();
  await page.evaluate(() => {
    const put = IDBObjectStore.prototype.put;
    Object.assign(window, { puts: [] });
    IDBObjectStore.prototype.put = function (value: unknown, key?: IDBValidKey) {
      if (this.name === 'records') (window as unknown as { puts: unknown[] }).puts.push((key as string[])[2]);
      return put.call(this, value, key);
    };
  });
  await api.change({ id: first?.id ?? '', set: { note: 'kept' } });
  await expectKept(page, api);
  expect(await page.evaluate(() => (window as unknown as { puts: unknown[] }).puts)).toEqual([first?.id]);
  expect(await keptCopies(page)).toMatchObject([{ bookings: count }]);
});

test('a sign-out takes the copy from the device', async ({ desk, people, api, line, page }) => {
  await desk.signIn(people.ana);
  await expectKept(page, api);
  await page.getByRole('button', { name: /Ana Ferreira/ }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(desk.form).toBeVisible();
  await expect.poll(() => keptCopies(page)).toEqual([]);
  await silenceServer(page, line);
  await page.reload();
  await expect(desk.form).toBeVisible();
  await expect(desk.rows).toHaveCount(0);
});

test('a revoked session hides the list as soon as the server answers', async ({ desk, people, api, line, page }) => {
  await desk.signIn(people.ana);
  await expectKept(page, api);
  await silenceServer(page, line);
  await page.reload();
  await expect(page.getByTestId('not-verified')).toBeVisible();
  await api.post('/test/revoke-session', { user: 'ana' });
  await healServer(page, line);
  await expect(desk.form).toBeVisible({ timeout: 25_000 });
  await expect(desk.rows).toHaveCount(0);
  await expect(page.getByTestId('not-verified')).toHaveCount(0);
  await expect.poll(() => keptCopies(page)).toEqual([]);
});

test('another person never sees it', async ({ desk, people, api, line, page, context }) => {
  await desk.signIn(people.ana);
  await expectKept(page, api);
  const [{ user: ana } = { user: '' }] = await keptCopies(page);
  const other = new Desk(await context.newPage());
  await other.page.goto('/');
  await other.expectLive();
  await other.page.getByRole('button', { name: /Ana Ferreira/ }).click();
  await other.page.getByRole('button', { name: 'Sign out' }).click();
  await other.enter(people.ben);
  await other.expectLive();
  await expectKept(other.page, api);
  for (const kept of await keptCopies(other.page)) expect(kept.user).not.toBe(ana);
  await silenceServer(page, line);
  await page.goto('/');
  await expect(page.getByTestId('not-verified')).toHaveText(/^Ben /);
  await expect(page.getByText('Ana Ferreira ·')).toHaveCount(0);
});

test('a copy whose time has passed is not shown, and goes', async ({ desk, people, api, line, page, errors }) => {
  errors.allow(/favicon\.ico/); // a file that is opened by itself names no icon
  await desk.signIn(people.ana);
  await expectKept(page, api);
  await page.goto('/config.json');
  await spoilCopies(page, 'ends_at', Date.now() - 1_000);
  await silenceServer(page, line);
  await page.goto('/');
  await expect.poll(() => keptCopies(page)).toEqual([]);
  await expect(desk.rows).toHaveCount(0);
  await expect(page.getByTestId('not-verified')).toHaveCount(0);
});

test('a copy whose time passes while it is shown goes from the page too, and the server is asked as at a start', async ({ desk, people, api, line, page, errors }) => {
  errors.allow(/favicon\.ico/); // a file that is opened by itself names no icon
  await page.clock.install();
  await desk.signIn(people.ana);
  await expectKept(page, api);
  await page.goto('/config.json');
  await spoilCopies(page, 'ends_at', await page.evaluate(() => Date.now()) + HOUR_MS);
  await silenceServer(page, line);
  await page.goto('/');
  await expect(page.getByTestId('not-verified')).toBeVisible();
  await expect(desk.rows).not.toHaveCount(0);
  await page.clock.fastForward(HOUR_MS);
  await expect(page.getByTestId('not-verified')).toHaveCount(0);
  await expect(desk.rows).toHaveCount(0);
  await expect.poll(() => keptCopies(page)).toEqual([]);
  await healServer(page, line);
  await desk.expectLive();
  await desk.expectEqual(api);
});

test('in German too', async ({ people, api, line, openPage }) => {
  const page = await openPage({ locale: 'de-DE' });
  const desk = new Desk(page);
  await desk.signIn(people.ana);
  await expectKept(page, api);
  await silenceServer(page, line);
  await page.reload();
  await expect(page.getByTestId('not-verified')).toHaveText(/^Ana Ferreira · nicht bestätigt seit \d\d:\d\d$/);
});
