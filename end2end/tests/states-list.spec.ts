/** States of the list and of its rows that no other spec looks at, reached by real means; in the long form alone. */
import { makeArrival } from './support/bookings.ts';
import { expect, test } from './support/fixtures.ts';
import { look } from './support/look.ts';
import { OutboxView } from './support/outbox.ts';
import { NETWORK_ERRORS } from './support/page-errors.ts';
import { IS_WHOLE } from './support/states.ts';

if (IS_WHOLE) {
  test.beforeEach(({ errors }) => {
    test.setTimeout(240_000);
    errors.allow(...NETWORK_ERRORS, /status of (400|401|403|409)/);
  });

  test('held: one leaves, one was removed, one is new; and paused', async ({ desk, people, api, page }) => {
    const [leaves, removed] = [await makeArrival(api, { guest: 'Vera Leaves' }), await makeArrival(api, { guest: 'Vera Removed' })];
    await desk.signIn(people.ana, '/bookings?range=today&part=arriving&q=vera');
    await desk.row(leaves.id).getByRole('link').focus();
    await api.command(leaves, { type: 'check_in' });
    await api.change({ id: removed.id, remove: true });
    await makeArrival(api, { guest: 'Vera New' });
    await expect(page.getByTestId('staying')).toHaveCount(2);
    await expect(page.getByTestId('new-rows')).toBeVisible();
    await look(page, 'list-held');
    await page.getByTestId('new-rows').click();
    await page.getByTestId('pause').click();
    await makeArrival(api, { guest: 'Vera Waits' });
    await expect(page.getByTestId('paused')).toContainText('1 change');
    await look(page, 'list-paused');
  });

  test('a venue that is refused', async ({ desk, people, api, page }) => {
    await desk.signIn(people.ana);
    await api.post('/test/close-feed', { code: 'forbidden' });
    await expect(page.getByTestId('list-refused')).toBeVisible();
    await look(page, 'list-refused');
  });

  test('the skeleton, while the list is on its way', async ({ people, page, desk }) => {
    await page.route('**/api/bookings?*', (route) => new Promise<void>((resolve) => page.once('close', () => resolve(route.abort()))));
    await page.goto('/');
    await desk.enter(people.ana);
    await expect(page.getByTestId('skeleton')).toBeVisible();
    await look(page, 'list-skeleton');
  });

  test('beyond two hundred rows', async ({ desk, people, api, page }) => {
    const { business_date } = await api.state();
    await api.postLines('/test/changes', Array.from({ length: 300 }, (_, n) => JSON.stringify({
      set: { guest: { name: `Long List ${n}` }, starts_at: `${business_date}T13:00:00Z`, ends_at: `${business_date}T20:00:00Z` },
    })));
    await desk.signIn(people.ana, '/bookings?range=today&sort=guest');
    await expect(page.locator('.list-gap').first()).toBeAttached();
    await look(page, 'list-windowed');
  });

  test('an action on its way, and one of which nobody knows', async ({ desk, people, line, api, page }) => {
    const booking = await makeArrival(api, { guest: 'Runa Falk' });
    const outbox = new OutboxView(page);
    await desk.signIn(people.ana, '/bookings?range=today&q=runa');
    line.blockSockets();
    line.blockPush();
    await desk.expectState('polling');
    let answer = (): void => {};
    const held = new Promise<void>((resolve) => (answer = resolve));
    await page.route('**/api/commands', async (route) => {
      await held;
      await route.abort('connectionrefused');
    });
    await desk.row(booking.id).locator('[data-action="check_in"]').click();
    await expect(outbox.chip).toHaveText(/Sending/);
    await look(page, 'row-sending');
    answer();
    await expect(desk.row(booking.id).getByTestId('row-result')).toHaveAttribute('data-state', 'unknown', { timeout: 30_000 });
    await look(page, 'row-unknown');
    await outbox.open();
    await look(page, 'outbox-unknown');
  });

  test('too old to be sent', async ({ desk, people, line, api, page }) => {
    const booking = await makeArrival(api, { guest: 'Olga Stale' });
    await page.clock.install();
    const outbox = new OutboxView(page);
    await desk.signIn(people.ana, '/bookings?range=today&q=olga');
    await line.refuse();
    await page.clock.runFor(8_000);
    await desk.expectState('reconnecting');
    await desk.row(booking.id).locator('[data-action="check_in"]').click();
    await page.clock.runFor(2_000);
    await expect(desk.row(booking.id).getByTestId('row-result')).toHaveAttribute('data-state', 'queued');
    await page.clock.fastForward(24 * 3_600_000 + 60_000);
    await page.clock.runFor(2_000);
    await expect(desk.row(booking.id).getByTestId('row-result')).toHaveAttribute('data-state', 'expired');
    await page.clock.resume();
    await outbox.open();
    await look(page, 'outbox-expired');
  });

  test('results that are counted, the menu, the list of keys, signed out by the server', async ({ desk, people, api, page }) => {
    const guests = ['Ada Ledger', 'Bea Ledger', 'Cid Ledger', 'Dan Ledger'];
    for (const guest of guests) await makeArrival(api, { guest });
    await desk.signIn(people.ana, '/bookings?range=today&q=ledger');
    for (const guest of guests) {
      await desk.guest(guest).locator('[data-action="check_in"]').click();
      await expect(page.getByTestId('toast').filter({ hasText: guest })).toBeVisible();
      await page.getByTestId('toast').last().hover();
    }
    await expect(page.getByTestId('toasts-more')).toHaveText('1 more');
    await look(page, 'toasts-counted');
    await page.getByTestId('user-menu-button').click();
    await expect(page.getByTestId('sign-out')).toBeVisible();
    await look(page, 'user-menu');
    await page.keyboard.press('Escape');
    await page.getByTestId('shortcuts-button').click();
    await expect(page.getByTestId('shortcuts')).toBeVisible();
    await look(page, 'shortcuts');
    await page.keyboard.press('Escape');
    await api.post('/test/revoke-session', { user: 'ana' });
    await expect(page.getByTestId('sign-in-note')).toBeVisible();
    await look(page, 'signed-out');
  });
}
