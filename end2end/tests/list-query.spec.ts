/** What a list shows is in its address: filters, search, Back, links that are shared, links that are wrong. */
import { makeArrival } from './support/bookings.ts';
import { Desk } from './support/desk.ts';
import { expect, test } from './support/fixtures.ts';

/** The statuses of the rows that are shown. */
async function statuses(desk: Desk): Promise<string[]> {
  return [...new Set((await desk.shown()).map(({ status }) => status))].sort();
}

test('a status filter shows these alone, goes into the address, and Back takes it out', async ({ desk, people, page, api }) => {
  await makeArrival(api, { guest: 'Pia Pending', status: 'pending' });
  await desk.signIn(people.ana);
  await page.getByRole('search').getByRole('button', { name: 'Pending' }).click();
  await expect(page).toHaveURL(/status=pending/);
  await expect.poll(() => statuses(desk)).toEqual(['pending']);
  await page.getByRole('search').getByRole('button', { name: 'Confirmed' }).click();
  await expect(page).toHaveURL(/status=pending(,|%2C)confirmed/);
  await expect.poll(() => statuses(desk)).toEqual(['confirmed', 'pending']);
  await page.goBack();
  await expect.poll(() => statuses(desk)).toEqual(['pending']);
  await page.goBack();
  await desk.expectEqual(api);
  await desk.expectState('live');
});

test('the search finds guests without accents, rooms and notes, and can be cleared', async ({ desk, people, page, api }) => {
  const { id, resource } = await makeArrival(api, { guest: 'Zoë Ångström', note: 'Brings a cello' });
  await desk.signIn(people.ana);
  const search = page.getByRole('searchbox', { name: 'Search' });
  for (const words of ['zoe angstrom', 'CELLO', resource!.name]) {
    await search.fill(words);
    await expect(page).toHaveURL(/[?&]q=/);
    await expect(desk.row(id)).toBeVisible();
    await expect.poll(async () => (await desk.shown()).length).toBeLessThan(10);
  }
  await search.fill('nobody is called this');
  await expect(page.getByText('Nothing matches these filters.')).toBeVisible();
  await expect(desk.rows).toHaveCount(0);
  await page.getByRole('button', { name: 'Clear filters' }).first().click();
  await expect(page).not.toHaveURL(/[?&]q=/);
  await expect(search).toHaveValue('');
  await desk.expectEqual(api);
});

test('a filtered list is live: who matches comes, who no longer matches goes', async ({ desk, people, api, page }) => {
  const booking = await makeArrival(api, { guest: 'Lena Filter' });
  await desk.signIn(people.ana, '/bookings?range=today&status=checked_in&q=filter');
  await expect(page.getByText('Nothing matches these filters.')).toBeVisible();
  await api.command(booking, { type: 'check_in' });
  await expect(desk.row(booking.id)).toHaveAttribute('data-status', 'checked_in');
});

test('a counter filters, and its number is that of the rows', async ({ desk, people, page, api }) => {
  await makeArrival(api, { guest: 'Count Me' });
  await desk.signIn(people.ana);
  const counter = page.getByRole('group', { name: 'Show only' }).getByRole('button', { name: /Arriving/ });
  const count = Number((await counter.innerText()).match(/\d+/)?.[0]);
  await counter.click();
  await expect(page).toHaveURL(/part=arriving/);
  await expect(desk.rows).toHaveCount(count);
  await expect(counter).toHaveAttribute('aria-pressed', 'true');
});

test('a link shows the same to someone else', async ({ desk, people, page, api, openPage }) => {
  await makeArrival(api, { guest: 'Shared Anna', status: 'pending' });
  await desk.signIn(people.ana);
  await page.getByRole('searchbox', { name: 'Search' }).fill('anna');
  await page.getByRole('search').getByRole('button', { name: 'Pending' }).click();
  await expect(page).toHaveURL(/status=pending.*q=anna|q=anna.*status=pending/);
  const other = new Desk(await openPage());
  const { pathname, search } = new URL(page.url());
  await other.signIn(people.ben, pathname + search);
  await expect(other.page.getByRole('searchbox', { name: 'Search' })).toHaveValue('anna');
  await expect.poll(() => other.shown()).toEqual(await desk.shown());
  expect((await other.shown()).length).toBeGreaterThan(0);
});

test('what a link holds and nobody knows is ignored with a note', async ({ desk, people, page, api }) => {
  await desk.signIn(people.ana, '/bookings?range=today&status=lost,checked_in&part=kitchen');
  await expect(page.getByText(/Part of the link was not understood and is ignored/)).toContainText('status=lost');
  await expect(page.getByText(/Part of the link was not understood and is ignored/)).toContainText('part=kitchen');
  await expect.poll(() => statuses(desk)).toEqual(['checked_in']);
  await desk.page.goto('/bookings?range=2031');
  await desk.expectEqual(api);
});

test('an address that does not exist says so and leads back', async ({ desk, people, page }) => {
  await desk.signIn(people.ana);
  await page.goto('/kitchen/sink');
  await expect(page.getByRole('heading', { name: "We can't find this page." })).toBeVisible();
  await page.getByRole('link', { name: "Today's bookings" }).click();
  await desk.expectLive();
});
