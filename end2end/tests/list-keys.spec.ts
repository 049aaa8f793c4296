/** The list by keyboard and by its menu; long lists; orders, days and filters of the link. */
import { makeArrival } from './support/bookings.ts';
import type { Api } from './support/api.ts';
import { listOf } from './support/day-list.ts';
import { expect, test } from './support/fixtures.ts';

/** Makes today's list so long that it is not on the page as a whole; tells how long it is. */
async function makeLongList(api: Api): Promise<number> {
  const { business_date } = await api.state();
  const lines = Array.from({ length: 600 }, (_, n) => JSON.stringify({
    set: { guest: { name: `Long List ${String(n).padStart(3, '0')}` }, starts_at: `${business_date}T13:00:00Z`, ends_at: `${business_date}T20:00:00Z` },
  }));
  await api.postLines('/test/changes', lines);
  return listOf(await api.state()).length;
}

test('the menu of a row: a menu button, arrows, the reason of what is not possible, Esc', async ({ desk, people, api, page }) => {
  const booking = await makeArrival(api, { guest: 'Mara Menu' });
  await desk.signIn(people.ben, '/bookings?range=today&q=mara');
  const more = desk.row(booking.id).getByRole('button', { name: 'More for Mara Menu' });
  await more.press('Enter');
  const menu = page.getByRole('menu', { name: 'More for Mara Menu' });
  await expect(menu.getByRole('menuitem', { name: 'Open' })).toBeFocused();
  await page.keyboard.press('End');
  const cancel = menu.getByRole('menuitem', { name: 'Cancel booking' });
  await expect(cancel).toBeFocused();
  await expect(cancel).toBeDisabled();
  await expect(cancel).toHaveAccessibleDescription(/^You can't cancel bookings\./);
  await page.keyboard.press('ArrowUp');
  await expect(menu.getByRole('menuitem', { name: 'No-show' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(menu).toHaveCount(0);
  await expect(more).toBeFocused();
  await more.press('Enter');
  await expect(menu.getByRole('menuitem', { name: 'Open' })).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(desk.row(booking.id)).toHaveAttribute('data-status', 'no_show');
});

test('slash searches, the question mark lists the keys, and single keys can be switched off', async ({ desk, people, page }) => {
  await desk.signIn(people.ana);
  const search = page.getByRole('searchbox', { name: 'Search' });
  await page.getByTestId('list').focus();
  await page.keyboard.press('/');
  await expect(search).toBeFocused();
  await expect(search).toHaveValue('');
  await page.getByTestId('list').focus();
  await page.keyboard.press('?');
  const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await dialog.getByLabel('Use single keys as shortcuts').uncheck();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await page.getByTestId('list').focus();
  await page.keyboard.press('/');
  await expect(search).not.toBeFocused();
  await page.reload();
  await desk.expectLive();
  await page.getByTestId('list').focus();
  await page.keyboard.press('?');
  await expect(dialog).toBeHidden();
});

test('a press on a head sorts, in the address, and one more the other way round', async ({ desk, people, page }) => {
  await desk.signIn(people.ana);
  const names = (): Promise<string[]> => page.locator('.guest-name').allInnerTexts();
  await page.getByRole('columnheader', { name: 'Guest' }).getByRole('button').click();
  await expect(page).toHaveURL(/sort=guest/);
  await expect(page.getByRole('columnheader', { name: 'Guest' })).toHaveAttribute('aria-sort', 'ascending');
  const ascending = await names();
  await page.getByRole('columnheader', { name: 'Guest' }).getByRole('button').click();
  await expect(page).toHaveURL(/sort=-guest/);
  await expect(page.getByRole('columnheader', { name: 'Guest' })).toHaveAttribute('aria-sort', 'descending');
  expect((await names())[0]).toBe(ascending.at(-1));
  await page.goBack();
  await expect.poll(names).toEqual(ascending);
});

test('days, room, source and time of change are in the link; each can be taken away', async ({ desk, people, api, page }) => {
  const booking = await makeArrival(api, { guest: 'Quinn Query' });
  const state = await api.state();
  await desk.signIn(people.ana, `/bookings?range=today&resource=${booking.resource!.id}&changed_since=${booking.updated_at}`);
  await expect.poll(async () => (await desk.shown()).map(({ id }) => id)).toEqual([booking.id]);
  await page.getByRole('button', { name: /Remove filter: Changed since/ }).click();
  await page.getByRole('button', { name: /Remove filter: Room/ }).click();
  await desk.expectEqual(api);
  const tomorrow = new Date(Date.parse(state.business_date) + 86_400_000).toISOString().slice(0, 10);
  await page.getByTestId('range').selectOption('Tomorrow');
  await expect(page).toHaveURL(/range=tomorrow/);
  await expect(page.getByRole('heading', { level: 1, name: 'Tomorrow' })).toBeVisible();
  await expect(desk.row(booking.id)).toBeVisible();
  const byWord = await desk.shown();
  await page.goto(`/bookings?from=${tomorrow}`);
  await expect.poll(() => desk.shown()).toEqual(byWord);
  await page.goto('/bookings?from=2031-01-01');
  await expect(page.getByTestId('list-empty')).toBeVisible();
  await page.goto('/bookings?from=yesterday&sort=price');
  await expect(page.getByTestId('note-link')).toContainText('from=yesterday, sort=price');
  await desk.expectEqual(api);
});

test('a list beyond 200 rows keeps a part on the page, and the row with the focus always', async ({ desk, people, api, page }) => {
  const total = await makeLongList(api);
  await desk.signIn(people.ana, '/bookings?range=today&sort=guest');
  const table = page.getByRole('table');
  await expect(table).toHaveAttribute('aria-rowcount', String(total + 1));
  expect(await desk.rows.count()).toBeLessThan(200);
  const first = desk.rows.first();
  await first.getByRole('link').focus();
  const id = (await first.getAttribute('data-booking-id'))!;
  await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
  await expect(page.locator(`[aria-rowindex="${total + 1}"]`)).toBeVisible();
  await expect(desk.row(id)).toHaveCount(1);
  await expect(desk.row(id).getByRole('link')).toBeFocused();
  expect(await desk.rows.count()).toBeLessThan(200);
  const height = await page.evaluate(() => document.querySelector('tbody')!.getBoundingClientRect().height);
  expect(Math.abs(height - total * 36)).toBeLessThan(40);
  // By keyboard from row to row, further than what was on the page.
  await page.evaluate(() => window.scrollTo(0, 0));
  for (let step = 0; step < 120; step += 1) await page.keyboard.press('ArrowDown');
  await expect(page.locator('[aria-rowindex="122"]').getByRole('link')).toBeFocused();
});

test('in a long list the keys go on from the row with the focus, wherever the list was scrolled to', async ({ desk, people, api, page }) => {
  await makeLongList(api);
  await desk.signIn(people.ana, '/bookings?range=today&sort=guest');
  const third = desk.rows.nth(2);
  await third.getByRole('link').focus();
  const focused = page.locator('.booking:focus-within');
  await expect(focused).toHaveAttribute('aria-rowindex', '4');
  for (const [key, next] of [['ArrowDown', '5'], ['ArrowUp', '4']] as const) {
    await page.evaluate(() => window.scrollTo(0, 150 * 36));
    await expect(page.locator('[aria-rowindex="150"]')).toBeInViewport();
    await expect(page.locator(`[aria-rowindex="${next}"]`), 'it is not on the page').toHaveCount(0);
    await page.keyboard.press(key);
    await expect(focused).toHaveAttribute('aria-rowindex', next);
    await expect(focused).toBeInViewport();
  }
});

test('on a phone a long list scrolls to its last booking, and what is not on the page has the height of its rows', async ({ desk, people, api, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const total = await makeLongList(api);
  await desk.signIn(people.ana, '/bookings?range=today&sort=guest');
  await expect(page.getByRole('table')).toHaveAttribute('aria-rowcount', String(total + 1));
  const heights = () => page.evaluate(() => {
    const rows = [...document.querySelectorAll('tbody .booking')].map((row) => row.getBoundingClientRect().height);
    return { row: rows.reduce((sum, height) => sum + height, 0) / rows.length, body: document.querySelector('tbody')!.getBoundingClientRect().height };
  });
  // Two lines each, and all of them together as high as those on the page let expect.
  await expect(async () => {
    const { row, body } = await heights();
    expect(row).toBeGreaterThan(50);
    expect(Math.abs(body / (row * total) - 1)).toBeLessThan(0.05);
  }).toPass();
  await expect(async () => {
    await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
    await expect(page.locator(`[aria-rowindex="${total + 1}"]`)).toBeInViewport({ timeout: 500 });
  }).toPass();
  expect(await desk.rows.count()).toBeLessThan(200);
});

test('above ten changes a second rows are marked and not tinted', async ({ desk, people, api, page }) => {
  await desk.signIn(people.ana);
  const { bookings } = await api.state();
  const ids = listOf(await api.state()).map(({ id }) => id).slice(0, 30);
  expect(bookings.length).toBeGreaterThan(ids.length);
  await api.change({ id: ids[0]!, set: { note: 'alone' } });
  await expect(desk.row(ids[0]!)).toHaveAttribute('data-changed', /odd|even/);
  await api.postLines('/test/changes', ids.map((id) => JSON.stringify({ id, set: { note: 'many' } })));
  await expect(desk.row(ids[29]!)).toContainText('many');
  await expect(desk.row(ids[29]!)).toHaveAttribute('data-changed', 'before');
  await expect(page.locator('[data-changed="before"]').first()).toBeVisible();
});

test('the menu of a row opens where there is little height, and every entry can be reached', async ({ desk, people, api, page }) => {
  const booking = await makeArrival(api, { guest: 'Lena Quist' });
  await page.setViewportSize({ width: 320, height: 256 });
  await desk.signIn(people.ana, '/bookings?range=today&q=quist');
  const menu = page.getByRole('menu');
  await desk.row(booking.id).locator('[aria-haspopup="menu"]').click();
  await expect(menu).toBeVisible();
  await expect(menu).toBeInViewport({ ratio: 1 });
  await expect(menu.getByRole('menuitem').first()).toBeFocused();
  await page.keyboard.press('End');
  await expect(menu.getByRole('menuitem').last()).toBeFocused();
  await expect(menu.getByRole('menuitem').last()).toBeInViewport({ ratio: 1 });
  await page.evaluate(() => window.scrollTo(0, 0));
  await expect(menu, 'its button is elsewhere').toHaveCount(0);
});
