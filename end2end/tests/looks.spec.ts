/**
 * The states of the page as people see them: wide and narrow, light and dark, without a violation of the rules of
 * accessibility and without sideways scrolling. The pictures in `test-results/screens` are for people to look at.
 */
import { makeArrival } from './support/bookings.ts';
import { listOf } from './support/day-list.ts';
import { expect, test } from './support/fixtures.ts';
import { look } from './support/look.ts';
import { NETWORK_ERRORS } from './support/page-errors.ts';

test('signing in', async ({ desk, people, page, errors }) => {
  errors.allow(/status of 401/);
  await page.goto('/');
  await expect(desk.form).toBeVisible();
  await expect(page.getByRole('button', { name: /^ben desk/ })).toBeVisible();
  await look(page, 'sign-in');
  await desk.enter({ ...people.ana, password: 'no idea' });
  await expect(desk.form.getByText('Name or password is wrong.')).toBeVisible();
  await look(page, 'sign-in-wrong');
});

test('the list, live', async ({ desk, people, api, page }) => {
  await makeArrival(api, { guest: 'Maximiliane Freifrau von Hohenlohe-Waldenburg', note: 'Arrives by the night train; needs a quiet room and a cot' });
  await makeArrival(api, { guest: 'Roomless Rita', room: false });
  await desk.signIn(people.ana);
  await look(page, 'list');
  // A few of each kind: by a room's floor, and arrivals.
  await page.getByRole('searchbox', { name: 'Search' }).fill('60');
  await expect.poll(() => desk.rows.count()).toBeLessThan(20);
  await look(page, 'list-search');
  await page.getByRole('searchbox', { name: 'Search' }).fill('i');
  await page.getByRole('button', { name: /Needs action/ }).click();
  await expect(page).toHaveURL(/part=needs_action/);
  await look(page, 'list-needs-action');
  await page.getByRole('searchbox', { name: 'Search' }).fill('nobody is called this');
  await expect(page.getByText('Nothing matches these filters.')).toBeVisible();
  await look(page, 'list-no-match');
});

test('choosing a room, and the result of an action', async ({ desk, people, api, page }) => {
  await makeArrival(api, { guest: 'Roomless Rita', room: false });
  await desk.signIn(people.ana, '/bookings?range=today&q=roomless');
  await desk.guest('Roomless Rita').getByRole('button', { name: /^Check in/ }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await look(page, 'choose-room');
  await page.getByRole('dialog').getByRole('button', { name: 'Check in' }).click();
  await expect(page.getByTestId('toast')).toContainText('Roomless Rita: checked in.');
  await look(page, 'checked-in');
});

test('an empty day', async ({ desk, people, api, page }) => {
  await desk.signIn(people.ana);
  await api.postLines('/test/changes', listOf(await api.state()).map(({ id }) => JSON.stringify({ id, remove: true })));
  await expect(page.getByText('No bookings for this day.')).toBeVisible({ timeout: 20_000 });
  await look(page, 'list-empty');
});

test('cut off', async ({ desk, people, line, page, errors }) => {
  errors.allow(...NETWORK_ERRORS);
  await desk.signIn(people.ana, '/bookings?range=today&q=60');
  await line.refuse();
  await expect(desk.banner).toContainText('Connection lost, trying again.');
  await look(page, 'reconnecting');
});
