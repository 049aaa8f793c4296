/** Who works at several venues stays at the one that is open, wherever the links lead. */
import { fileURLToPath } from 'node:url';
import { DEMO_VENUE } from './support/api.ts';
import { expect, test } from './support/fixtures.ts';
import { LockView } from './support/lock.ts';
import { NETWORK_ERRORS } from './support/page-errors.ts';

/** The server makes a second venue of a hotel file. */
const FILE = fileURLToPath(new URL('support/one-booking.csv', import.meta.url));
const VENUE = 'imported';

test.use({ serverOptions: { flags: ['--import', FILE] } });

test('the links, the outbox and a reload stay at the venue that is open', async ({ desk, people, page }) => {
  await desk.signIn(people.ana);
  const choice = page.getByRole('combobox', { name: 'Venue' });
  const links = page.getByRole('navigation', { name: 'Pages' });
  await choice.selectOption({ label: 'Resort & City Hotel' });
  await expect(page).toHaveURL(`/bookings?range=today&venue=${VENUE}`);
  await expect(desk.rows).toHaveCount(1);
  for (const [name, address] of [['Outbox', '/outbox'], ['Diagnostics', '/diagnostics']] as const) {
    await links.getByRole('link', { name }).click();
    await expect(page).toHaveURL(`${address}?venue=${VENUE}`);
    await page.reload();
    await expect(choice).toHaveValue(VENUE);
  }
  await links.getByRole('link', { name: 'Bookings' }).click();
  await expect(desk.rows).toHaveCount(1);
  await expect(page).toHaveURL(`/bookings?range=today&venue=${VENUE}`);
  await links.getByRole('link', { name: 'Outbox' }).click();
  await page.getByRole('main').getByRole('link', { name: "Today's bookings" }).click();
  await expect(desk.rows).toHaveCount(1);
  await expect(choice).toHaveValue(VENUE);
});

test('a link without a path keeps its venue and its panel, and a venue that is not theirs is ignored with a note', async ({ desk, people, page }) => {
  const note = page.getByTestId('note-link');
  const choice = page.getByRole('combobox', { name: 'Venue' });
  await desk.signIn(people.ana, `/?venue=${VENUE}`);
  await expect(page).toHaveURL(`/bookings?range=today&venue=${VENUE}`);
  await expect(choice).toHaveValue(VENUE);
  await expect(note).toHaveCount(0);
  await page.goto('/?panel=diagnostics');
  await expect(page).toHaveURL('/bookings?range=today&panel=diagnostics');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.goto('/bookings?range=today&venue=elsewhere');
  await expect(note).toHaveText('Part of the link was not understood and is ignored: venue=elsewhere');
  await expect(choice).toHaveValue(DEMO_VENUE);
  await choice.selectOption(VENUE);
  await expect(note).toHaveCount(0);
});

test('what changed at a venue is shown at that venue', async ({ desk, people, line, api, page, errors }) => {
  errors.allow(...NETWORK_ERRORS);
  await desk.signIn(people.ana, `/bookings?range=today&venue=${VENUE}`);
  await expect(desk.rows).toHaveCount(1);
  await line.refuse();
  await expect(desk.banner).toHaveAttribute('data-kind', 'reconnecting');
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Outbox' }).click();
  const booking = (await api.state(VENUE)).bookings[0]!;
  await api.postLines('/test/changes', [JSON.stringify({ venue: VENUE, id: booking.id, set: { guest: { name: 'Renamed Rosa' } } })]);
  await line.heal();
  await page.getByRole('button', { name: 'Show changes' }).click();
  await expect(page).toHaveURL(new RegExp(`/bookings.*venue=${VENUE}`));
  await expect(desk.guest('Renamed Rosa')).toBeVisible();
});

test('the lock hides the venue and the search in the address, and gives them back, also after Back and a reload', async ({ desk, people, page }) => {
  const lock = new LockView(page);
  const [first, second] = [`/bookings?range=today&q=a&venue=${VENUE}`, `/outbox?venue=${VENUE}`];
  await desk.signIn(people.ana, first);
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Outbox' }).click();
  await expect(page).toHaveURL(second);
  // The same address twice: Back under the lock changes nothing but the entry.
  await page.getByRole('link', { name: 'Skip to the content' }).press('Enter');
  await lock.lock();
  await expect(page).toHaveURL('/outbox');
  await page.goBack();
  await expect(page).toHaveURL('/outbox');
  await page.goBack();
  await expect(page).toHaveURL('/bookings');
  await page.goForward();
  await expect(page).toHaveURL('/outbox');
  await page.reload();
  await lock.expectLocked();
  await lock.unlock(people.ana.password);
  await expect(page).toHaveURL(second);
  await desk.expectState('live');
  await page.goBack();
  await expect(page).toHaveURL(first);
  await expect(page.getByRole('combobox', { name: 'Venue' })).toHaveValue(VENUE);
  await expect(page.getByRole('searchbox', { name: 'Search' })).toHaveValue('a');
});
