/** Signing in and out: today's bookings for who may see them, nothing of one person for the next. */
import { makeArrival } from './support/bookings.ts';
import { dayList } from './support/day-list.ts';
import { Desk } from './support/desk.ts';
import { expect, test } from './support/fixtures.ts';
import { keptCopies } from './support/offline.ts';
import { NETWORK_ERRORS } from './support/page-errors.ts';

test('by keyboard, and see the bookings of the business date, live and proved', async ({ desk, people, api, page }) => {
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await desk.enter(people.ana);
  await desk.expectLive();
  await expect(page).toHaveURL(/\/bookings\?range=today$/);
  await expect(page).toHaveTitle(/Today · Deskbell/);
  const today = api.venue().business_date;
  const wanted = dayList(await api.bookingsOf(today), today);
  expect(wanted.length).toBeGreaterThan(20);
  expect(await desk.shown()).toEqual(wanted);
  await expect(desk.chip).toContainText('Live');
  await expect(desk.asOf).toContainText('as of just now');
});

test('with a demo account that the page shows', async ({ desk, people, page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: /^ben desk/ }).click();
  await expect(desk.form.getByLabel('Name')).toHaveValue(people.ben.username);
  await desk.form.getByRole('button', { name: 'Sign in' }).click();
  await desk.expectLive();
  await expect(page.getByRole('button', { name: `${people.ben.name}: menu` })).toBeVisible();
});

test('a wrong password is said, and the right one works after it', async ({ desk, people, page, errors }) => {
  errors.allow(/status of 401/); // the browser's own line
  await page.goto('/');
  await desk.enter({ ...people.ana, password: 'no idea' });
  await expect(desk.form.getByText('Name or password is wrong.')).toBeVisible();
  await expect(desk.rows).toHaveCount(0);
  await desk.enter(people.ana);
  await desk.expectLive();
});

test('an empty form asks for both', async ({ desk, page }) => {
  await page.goto('/');
  await desk.form.getByRole('button', { name: 'Sign in' }).click();
  await expect(desk.form.getByText('Enter your name and your password.')).toBeVisible();
});

test('a server that is gone is said, and the same press works when it is back', async ({ desk, people, page, line, errors, api }) => {
  errors.allow(...NETWORK_ERRORS);
  await page.goto('/');
  await expect(desk.form).toBeVisible();
  await line.refuse();
  await desk.enter(people.ana);
  await expect(desk.form.getByText("We can't reach the booking server. Check the connection, then try again.")).toBeVisible();
  await line.heal();
  await desk.form.getByRole('button', { name: 'Sign in' }).click();
  await desk.expectLive();
  await desk.expectEqual(api);
});

test('a session outlives a reload', async ({ desk, people, page, api }) => {
  await desk.signIn(people.ana);
  await page.reload();
  await desk.expectLive();
  await desk.expectEqual(api);
  await expect(desk.form).toHaveCount(0);
});

test('a server that is gone when the page starts is said, and the list comes by itself', async ({ desk, people, page, line, errors, api }) => {
  errors.allow(...NETWORK_ERRORS);
  await desk.signIn(people.ana);
  await expect.poll(async () => (await keptCopies(page)).length).toBe(1);
  await page.route('**/api/session/refresh', async (route) => {
    await line.refuse();
    await route.continue();
  }, { times: 1 });
  await page.reload();
  await expect(desk.banner).toContainText(/This list is from \d\d:\d\d and may be out of date/, { timeout: 15_000 });
  await desk.expectState(/reconnecting|not-live/);
  await line.heal();
  await desk.expectLive();
  await desk.expectEqual(api);
});

test('after signing out, the next person sees nothing of the one before', async ({ desk, people, page, api }) => {
  const { id } = await makeArrival(api, { guest: 'Vera Quill' });
  await desk.signIn(people.ana, '/bookings?range=today&q=quill');
  await expect(desk.row(id)).toBeVisible();
  await page.getByRole('button', { name: /Ana Ferreira/ }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(desk.form).toBeVisible();
  await expect(desk.rows).toHaveCount(0);
  await expect(page.getByText('Vera Quill')).toHaveCount(0);
  await expect(page.getByText(people.ana.name)).toHaveCount(0);

  await page.reload();
  await expect(desk.form).toBeVisible();
  await desk.enter(people.eva);
  await desk.expectLive();
  await expect(page).not.toHaveURL(/quill/);
  await expect(page.getByRole('button', { name: `${people.eva.name}: menu` })).toBeVisible();
  await expect(page.getByRole('button', { name: /Ana Ferreira/ })).toHaveCount(0);
  await desk.expectEqual(api);
});

test('signing out ends the session on the server', async ({ desk, people, page }) => {
  await desk.signIn(people.ana);
  const ended = page.waitForResponse((response) => response.request().method() === 'DELETE' && response.url().endsWith('/api/session'));
  await page.getByRole('button', { name: /Ana Ferreira/ }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  expect((await ended).status()).toBe(200);
  await expect(desk.form).toBeVisible();
  await page.goto('/bookings?range=today');
  await expect(desk.form).toBeVisible();
});

test('a page that asks for a sign-in comes back to where the link led', async ({ desk, people, page, api }) => {
  const { id } = await makeArrival(api, { guest: 'Otto Fern' });
  await page.goto('/bookings?range=today&q=fern');
  await desk.enter(people.ben);
  await desk.expectLive();
  await expect(page).toHaveURL(/q=fern/);
  await expect(desk.row(id)).toBeVisible();
});

test.describe('in German', () => {
  test.use({ locale: 'de-DE' });

  test('every word on the way to the list is German', async ({ desk, people, page }) => {
    await page.goto('/');
    await expect(page.getByRole('heading', { name: 'Anmelden' })).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('lang', 'de');
    await desk.enter(people.ana);
    await desk.expectLive();
    await expect(page.getByRole('heading', { name: 'Heute' })).toBeVisible();
    await expect(page).toHaveTitle(/Heute · Deskbell/);
    await expect(page.getByRole('columnheader', { name: 'Gast' })).toBeVisible();
    await expect(page.getByText('Today')).toHaveCount(0);
  });
});

test('two people at once each have their own session', async ({ desk, people, openPage, api }) => {
  const other = new Desk(await openPage());
  await Promise.all([desk.signIn(people.ana), other.signIn(people.ben)]);
  await Promise.all([desk.expectEqual(api), other.expectEqual(api)]);
});
