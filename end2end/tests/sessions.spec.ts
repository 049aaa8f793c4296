/** Who we are: refused, expired, renewed, revoked. Only a coded refusal signs out. */
import { makeArrival } from './support/bookings.ts';
import { Desk } from './support/desk.ts';
import { expect, test } from './support/fixtures.ts';
import { OutboxView, timesDone } from './support/outbox.ts';
import { NETWORK_ERRORS } from './support/page-errors.ts';

test('a session that the server ended hides the list and offers the way back', async ({ desk, people, api, page, openPage }) => {
  const other = new Desk(await openPage());
  await Promise.all([desk.signIn(people.ana), other.signIn(people.ben)]);
  await api.post('/test/revoke-session', { user: 'ana' });
  await expect(desk.form).toBeVisible();
  await expect(desk.rows).toHaveCount(0);
  await expect(page.getByText("You've been signed out.", { exact: false })).toBeVisible();
  await other.expectState('live'); // only hers was ended
  await desk.enter(people.ana);
  await desk.expectLive();
  await desk.expectEqual(api);
});

test('a note that was being written when the session ended is there for who wrote it, and for nobody else', async ({ desk, people, api, page }) => {
  const booking = await makeArrival(api, { guest: 'Nora Note' });
  const note = page.getByTestId('note').locator('textarea');
  const endSession = async (user: string): Promise<void> => {
    await api.post('/test/revoke-session', { user });
    await expect(desk.form).toBeVisible();
    await expect(note, 'what is typed is in no field of the page').toHaveCount(0);
  };
  await desk.signIn(people.ana, `/bookings/${booking.id}?range=today`);
  await note.fill('Wants the quiet room');
  await endSession('ana');
  await desk.enter(people.ana);
  await expect(note).toHaveValue('Wants the quiet room');
  await expect(page.getByTestId('note')).toHaveAttribute('data-state', 'dirty');
  await endSession('ana');
  await desk.enter(people.ben);
  await expect(note).toHaveValue('');
});

test('a session that ended while the page was cut off is told on return', async ({ desk, people, api, line, page, errors }) => {
  // Whether a request or the line is the first to be refused is for the two to settle.
  errors.allow(...NETWORK_ERRORS, /status of 401/);
  await desk.signIn(people.ana);
  await line.refuse();
  await api.post('/test/revoke-session', { user: 'ana' });
  await desk.expectState('reconnecting');
  expect(await desk.rows.count()).toBeGreaterThan(0); // unreachable is not refused
  await line.heal();
  await expect(desk.form).toBeVisible({ timeout: 25_000 });
  await expect(desk.rows).toHaveCount(0);
  await expect(page.getByText("You've been signed out.", { exact: false })).toBeVisible();
});

for (const [where, hold] of [
  ['in a row', async (desk: Desk) => {
    await desk.rows.first().getByRole('link').focus();
    await expect(desk.rows.first().getByRole('link')).toBeFocused();
  }],
  ["in a row's menu", async (desk: Desk) => {
    await desk.rows.first().getByRole('button', { name: /^More/ }).press('Enter');
    await expect(desk.page.getByRole('menuitem', { name: 'Open' })).toBeFocused();
  }],
  ['in a note', async (desk: Desk) => {
    await desk.rows.first().getByRole('link').press('Enter');
    const note = desk.page.getByRole('textbox', { name: 'Note' });
    await note.fill('Half a');
    await expect(note).toBeFocused();
  }],
] as const) {
  test(`a session that ends while the focus is ${where} leads to the form all the same`, async ({ desk, people, api, errors }) => {
    errors.allow(/status of 401/);
    await desk.signIn(people.ana);
    await hold(desk);
    await api.post('/test/revoke-session', { user: 'ana' });
    await expect(desk.form).toBeVisible();
    await desk.enter(people.ana);
    await desk.expectLive();
  });
}

test('a session that ended with changes that are not sent says how many are kept, and whose', async ({ desk, people, api, line, page, errors }) => {
  errors.allow(...NETWORK_ERRORS, /status of (400|401)/);
  const guests = ['Kept Kim', 'Kept Kay'];
  const bookings = [];
  for (const guest of guests) bookings.push(await makeArrival(api, { guest }));
  await desk.signIn(people.ana);
  await line.refuse();
  await desk.expectState('reconnecting');
  for (const guest of guests) await desk.guest(guest).getByRole('button', { name: /^Check in/ }).click();
  await expect(new OutboxView(page).chip).toHaveText(/2 waiting/);
  await api.post('/test/revoke-session', { user: 'ana' });
  await line.heal();
  await expect(desk.form).toBeVisible({ timeout: 25_000 });
  await expect(page.getByTestId('sign-in-note')).toContainText("You've been signed out.");
  const left = page.getByTestId('sign-in-left');
  await expect(left).toHaveText(
    '2 changes by Ana Ferreira are not sent yet. They are kept on this device, hidden from others, until Ana Ferreira signs in here again.',
  );
  await desk.enter(people.ana);
  await desk.expectLive();
  await expect(left).toHaveCount(0);
  for (const { id } of bookings) await expect.poll(() => timesDone(api, id, 'check_in')).toBe(1);
});

test('a token that is refused once is refreshed, and nobody is asked to sign in', async ({ desk, people, api, page }) => {
  await desk.signIn(people.ana);
  await desk.mark();
  const refreshed = page.waitForResponse((response) => response.url().endsWith('/api/session/refresh'));
  await api.post('/test/refuse-connects', { times: 1, code: 'unauthenticated' });
  await api.dropSockets();
  expect((await refreshed).status()).toBe(200);
  await desk.expectLive();
  await desk.expectEqual(api);
  await desk.expectNotReloaded();
});

test('a token that is refused twice is the server\'s word', async ({ desk, people, api }) => {
  await desk.signIn(people.ana);
  await api.post('/test/refuse-connects', { times: 2, code: 'unauthenticated' });
  await api.dropSockets();
  await expect(desk.form).toBeVisible();
  await expect(desk.rows).toHaveCount(0);
});

test('an expired token is refreshed on the way back', async ({ desk, people, api, page }) => {
  await desk.signIn(people.ana);
  await desk.mark();
  const refreshed = page.waitForResponse((response) => response.url().endsWith('/api/session/refresh'));
  await api.post('/test/expire-session', { user: 'ana', grace_ms: 0 });
  await refreshed;
  await desk.expectLive();
  await desk.expectEqual(api);
  await desk.expectNotReloaded();
});

test('maintenance is waited for as long as the server asks', async ({ desk, people, api }) => {
  await desk.signIn(people.ana);
  await api.post('/test/refuse-connects', { times: 1, code: 'maintenance', retry_after_ms: 4_000 });
  const droppedAtMs = Date.now();
  await api.dropSockets();
  await desk.expectState(/reconnecting|restarting/);
  await desk.expectLive();
  expect(Date.now() - droppedAtMs).toBeGreaterThanOrEqual(4_000);
  await desk.expectEqual(api);
});

test('a page that is too old says so, and does not hammer', async ({ desk, people, api }) => {
  await desk.signIn(people.ana);
  await api.post('/test/refuse-connects', { times: 100, code: 'upgrade_required' });
  await api.dropSockets();
  await desk.expectState('stopped');
  await expect(desk.banner).toContainText('A new version is needed to stay live.');
  await expect(desk.banner.getByRole('button', { name: 'Reload' })).toBeVisible();
});

test('a page that is too old tells of what waits, and once of the reload', async ({ desk, people, api, line, errors }) => {
  errors.allow(...NETWORK_ERRORS);
  await makeArrival(api, { guest: 'Olav Older' });
  await desk.signIn(people.ana);
  await line.refuse();
  await desk.expectState('reconnecting');
  await desk.guest('Olav Older').getByRole('button', { name: /^Check in/ }).click();
  await expect(desk.guest('Olav Older').getByTestId('row-result')).toContainText('Saved on this device');
  await api.post('/test/refuse-connects', { times: 100, code: 'upgrade_required' });
  await line.heal();
  await desk.expectState('stopped');
  await expect(desk.banner).toContainText('A new version is needed to stay live. Your unsent change is kept and goes out after the reload.');
});

test('a venue that may no longer be seen is taken from the screen', async ({ desk, people, api, page }) => {
  await desk.signIn(people.ana);
  await api.post('/test/close-feed', { code: 'forbidden' });
  await expect(desk.rows).toHaveCount(0);
  await expect(page.getByText("You can't see this venue's bookings.")).toBeVisible();
});
