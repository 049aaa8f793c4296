/** Days that are not kept live: fetched when somebody looks, said to be as of then, and said to be missing where they are. */
import type { Api } from './support/api.ts';
import { expect, test } from './support/fixtures.ts';
import { look } from './support/look.ts';
import { NETWORK_ERRORS } from './support/page-errors.ts';

const DAY_MS = 86_400_000;

async function dayAt(api: Api, days: number): Promise<string> {
  return new Date(Date.parse((await api.state()).business_date) + days * DAY_MS).toISOString().slice(0, 10);
}

/** A booking of a day, made by somebody else. */
async function bookingOf(api: Api, day: string, name: string, status: 'confirmed' | 'cancelled'): Promise<string> {
  await api.change({ set: { guest: { name }, status, starts_at: `${day}T14:00:00Z`, ends_at: `${day}T22:00:00Z` } });
  return (await api.state()).bookings.find(({ guest }) => guest.name === name)!.id;
}

test('what is open is live, the rest is fetched and said to be as of then', async ({ desk, people, api, page }) => {
  const day = await dayAt(api, 60);
  const open = await bookingOf(api, day, 'Olive Open', 'confirmed');
  const [closed, touched] = [await bookingOf(api, day, 'Clara Closed', 'cancelled'), await bookingOf(api, day, 'Tom Touched', 'cancelled')];
  const others = page.getByTestId('other-days');
  const other = page.locator(`[data-other-id="${closed}"]`);
  await desk.signIn(people.ana);
  await expect(others).toHaveCount(0);
  await page.goto(`/bookings?from=${day}`);
  await expect(other).toContainText('Clara Closed');
  await expect(desk.row(open)).toContainText('Olive Open');
  await expect(page.locator(`[data-other-id="${open}"]`), 'not twice').toHaveCount(0);
  await expect(desk.asOf, 'no more is claimed than is proved').toHaveAttribute('data-state', 'stopped');
  await expect(page.getByTestId('list'), 'the live rows are not hatched').toHaveAttribute('data-gap', 'false');
  await expect(desk.chip).toHaveAttribute('data-state', 'live');
  await expect(page.getByTestId('note-range')).toContainText(/Only .+ to .+ is kept live\. Other days are not live: as of \d\d:\d\d\./);
  await expect(page.getByTestId('shown')).toContainText('3 bookings');
  await look(page, 'list-other-days');

  // Every change is delivered: what changes while one looks is live from then on.
  await api.change({ id: touched, set: { note: 'Seen at once' } });
  await expect(desk.row(touched)).toContainText('Seen at once');
  await expect(page.locator(`[data-other-id="${touched}"]`)).toHaveCount(0);
  await expect(page.getByTestId('shown')).toContainText('3 bookings');
  const again = page.waitForResponse(new RegExp(`/api/bookings\\?.*from=${day}`));
  await page.getByTestId('note-range').getByRole('button', { name: 'Refresh' }).click();
  expect((await again).ok()).toBe(true);
  await expect(other).toContainText('Clara Closed');

  await page.getByRole('searchbox').fill('clara');
  await expect(desk.row(open)).toHaveCount(0);
  await other.getByRole('link').click();
  await expect(page.getByTestId('detail-body')).toHaveAttribute('data-state', 'not-live');
  await page.keyboard.press('Escape');
  await page.getByRole('searchbox').fill('nobody of that name');
  await expect(page.getByTestId('list-no-match')).toBeVisible();
});

test('without a connection such a day is said to be missing, and comes with the connection', async ({ desk, people, api, page, line, errors }) => {
  errors.allow(...NETWORK_ERRORS);
  const day = await dayAt(api, 70);
  const closed = await bookingOf(api, day, 'Clio Closed', 'cancelled');
  await desk.signIn(people.ana);
  await line.refuse();
  await desk.expectState(/reconnecting|not-live|offline/);
  await page.evaluate((query) => {
    history.pushState(null, '', `/bookings?from=${query}`);
    dispatchEvent(new PopStateEvent('popstate'));
  }, day);
  await expect(page.getByTestId('list-not-kept')).toHaveText("This day isn't saved on this device.");
  await expect(desk.asOf).toHaveAttribute('data-state', 'unknown');
  await expect(page.locator('.counter').first(), 'nothing is not none').not.toHaveAttribute('data-count');
  await expect(page.getByTestId('shown')).toBeEmpty();
  await look(page, 'list-not-kept');
  await line.heal();
  await expect(page.locator(`[data-other-id="${closed}"]`)).toContainText('Clio Closed');
});

test('what was fetched stays when the connection goes, with the time of then, and with the focus in it', async ({ desk, people, api, page, line, errors }) => {
  errors.allow(...NETWORK_ERRORS);
  const day = await dayAt(api, 80);
  const closed = await bookingOf(api, day, 'Kit Kept', 'cancelled');
  await desk.signIn(people.ana);
  await page.goto(`/bookings?from=${day}`);
  const link = page.locator(`[data-other-id="${closed}"]`).getByRole('link');
  await link.focus();
  await line.refuse();
  await desk.expectState(/reconnecting|not-live|offline/);
  await page.getByTestId('fetch-days').click();
  await expect(page.getByTestId('fetch-days')).toHaveText('Refresh');
  await expect(link).toBeVisible();
  await link.focus();
  await line.heal();
  await desk.expectState('live');
  await expect(page.getByTestId('fetch-days')).toHaveAttribute('aria-disabled', 'false');
  await expect(link).toBeFocused();
});

test('a day without bookings, days beyond what the server gives, and a server that fails', async ({ desk, people, api, page, errors }) => {
  errors.allow(/status of (400|503)/);
  await desk.signIn(people.ana);
  await page.goto('/bookings?from=2031-01-01');
  await expect(page.getByTestId('list-empty')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 }), 'far from today a day says its year').toContainText('2031');
  await page.goto(`/bookings?from=2020-01-01&to=${await dayAt(api, -3)}`);
  await expect(page.getByTestId('list-too-many')).toContainText('too many days');
  await page.goto(`/bookings?from=${await dayAt(api, -200)}&to=${await dayAt(api, -3)}`);
  await expect(page.getByTestId('other-days').getByRole('row').nth(3)).toBeVisible();
  await page.route('**/api/bookings?*from=2031*', (route) =>
    route.fulfill({ status: 503, json: { error: { code: 'maintenance', message: 'Later.' } } }));
  await page.goto('/bookings?from=2031-01-01');
  await expect(page.getByTestId('list-fault')).toContainText('Something went wrong on the server.');
  await page.unroute('**/api/bookings?*from=2031*');
  await page.getByTestId('note-range').getByRole('button', { name: 'Refresh' }).click();
  await expect(page.getByTestId('list-empty')).toBeVisible();
});
