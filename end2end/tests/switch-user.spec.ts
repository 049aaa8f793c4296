/** The next person takes the desk over in one step; what the one before did not send stays theirs, and hidden. */
import { makeArrival } from './support/bookings.ts';
import { Desk } from './support/desk.ts';
import { expect, test } from './support/fixtures.ts';
import { LockView } from './support/lock.ts';
import { look } from './support/look.ts';
import { OutboxView, timesDone } from './support/outbox.ts';
import { NETWORK_ERRORS } from './support/page-errors.ts';

test('one step to an empty form, in all tabs', async ({ desk, people, api, page, context }) => {
  const other = new Desk(await context.newPage());
  await desk.signIn(people.ana, '/bookings?range=today&q=quill');
  await other.page.goto('/');
  await other.expectLive();
  await new LockView(page).switchUser();
  await expect(desk.form.getByLabel('Name')).toBeFocused();
  await expect(desk.form.getByLabel('Name')).toHaveValue('');
  await expect(page).toHaveURL(/\/sign-in$/);
  await expect(page.getByText(people.ana.name)).toHaveCount(0);
  await expect(page.getByTestId('sign-in-left')).toHaveCount(0);
  await expect(other.form).toBeVisible();
  await expect(other.rows).toHaveCount(0);
  await desk.enter(people.ben);
  await Promise.all([desk.expectLive(), other.expectLive()]);
  await desk.expectEqual(api);
  await expect(page).not.toHaveURL(/quill/);
});

test('nothing that was said of the guests stays for the next person', async ({ desk, people, api, page }) => {
  const booking = await makeArrival(api, { guest: 'Said Aloud' });
  await desk.signIn(people.ana);
  await desk.row(booking.id).getByRole('button', { name: /^Check in/ }).click();
  await expect(page.getByTestId('announcer-results').first()).toContainText('Said Aloud');
  await new LockView(page).switchUser();
  await expect(desk.form).toBeVisible();
  await expect(page.getByTestId('announcer-results').first()).toBeEmpty();
  expect(await page.content()).not.toContain('Said Aloud');
});

test('what is unsent is kept for its owner, without a question', async ({ desk, people, line, api, page, errors }) => {
  errors.allow(...NETWORK_ERRORS, /status of (400|401)/);
  const bookings = [await makeArrival(api, { guest: 'Kept Kim' }), await makeArrival(api, { guest: 'Kept Kay' })];
  const [lock, outbox] = [new LockView(page), new OutboxView(page)];
  await desk.signIn(people.ana);
  await line.refuse();
  await desk.expectState('reconnecting');
  for (const guest of ['Kept Kim', 'Kept Kay']) await desk.guest(guest).getByRole('button', { name: /^Check in/ }).click();
  await expect(outbox.chip).toHaveText(/2 waiting/);
  await lock.switchUser();
  await expect(outbox.signOutDialog).toBeHidden();
  const left = page.getByTestId('sign-in-left');
  await expect(left).toHaveText(
    '2 changes by Ana Ferreira are not sent yet. They are kept on this device, hidden from others, until Ana Ferreira signs in here again.',
  );
  await expect(desk.form.getByLabel('Name')).toBeFocused();
  expect(await page.content()).not.toContain('Kept');
  await look(page, 'switch-user-left');

  await line.heal();
  await desk.enter(people.ben);
  await desk.expectLive();
  await expect(outbox.chip).toHaveCount(0);
  for (const { id } of bookings) await expect(desk.row(id)).toHaveAttribute('data-status', 'confirmed');
  // From the lock, too; and nothing of Ana is said of Ben.
  await lock.lock();
  await lock.screen.getByRole('button', { name: 'Switch user' }).click();
  await expect(desk.form).toBeVisible();
  await expect(left).toHaveCount(0);
  await desk.enter(people.ana);
  await desk.expectLive();
  for (const { id } of bookings) await expect.poll(() => timesDone(api, id, 'check_in')).toBe(1);
});

test('from a lock that the server has not answered for yet', async ({ desk, people, page }) => {
  const lock = new LockView(page);
  await desk.signIn(people.ana, '/bookings?range=today&q=quill');
  await lock.lock();
  let release = (): void => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/api/session/refresh', async (route) => {
    await held;
    await route.continue();
  }, { times: 1 });
  await page.reload();
  await lock.screen.getByRole('button', { name: 'Switch user' }).click();
  await expect(desk.form.getByLabel('Name')).toBeFocused();
  await expect(page).toHaveURL(/\/sign-in$/);
  const ended = page.waitForResponse((response) => response.request().method() === 'DELETE' && response.url().endsWith('/api/session'));
  release();
  expect((await ended).status()).toBe(200);
  await page.goto('/');
  await expect(desk.form).toBeVisible();
  await expect(lock.screen).toHaveCount(0);
});
