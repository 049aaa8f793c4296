/** States of actions on their way, and of the list's own marks, that last for a moment: held here, and looked at. */
import type { Page } from '@playwright/test';
import { makeArrival } from './support/bookings.ts';
import type { Desk } from './support/desk.ts';
import { expect, test } from './support/fixtures.ts';
import { Frames } from './support/frames.ts';
import { look } from './support/look.ts';
import { OutboxView } from './support/outbox.ts';
import { NETWORK_ERRORS } from './support/page-errors.ts';
import type { FaultProxy } from './support/proxy.ts';

test.beforeEach(({ errors }) => errors.allow(...NETWORK_ERRORS, /status of (409|503)/));

/** Only polling gets through: what is asked for goes by requests, which a test can hold back. */
async function onlyPolling(desk: Desk, line: FaultProxy): Promise<void> {
  line.blockSockets();
  line.blockPush();
  await desk.expectState('polling');
}

/** Commands wait on their way until the returned function lets them go. */
async function holdCommands(page: Page): Promise<() => void> {
  let go = (): void => {};
  const held = new Promise<void>((resolve) => (go = resolve));
  await page.route('**/api/commands', async (route) => {
    await held;
    await route.continue();
  });
  return go;
}

test('three actions on their way, and a note', async ({ desk, people, line, api, page }) => {
  const bookings = [];
  for (const guest of ['Sina Sent', 'Sami Sent', 'Sela Sent']) bookings.push(await makeArrival(api, { guest }));
  const outbox = new OutboxView(page);
  await desk.signIn(people.ana, `/bookings/${bookings[0]!.id}?range=today&q=sent`);
  await onlyPolling(desk, line);
  const go = await holdCommands(page);
  await page.getByRole('textbox', { name: 'Note' }).fill('Late arrival');
  await page.getByRole('button', { name: 'Save note' }).click();
  await expect(page.getByTestId('note')).toHaveAttribute('data-state', 'saving');
  await expect(desk.row(bookings[0]!.id).locator('[data-action="check_in"]'), 'a note stands in nobody\'s way').toBeEnabled();
  await look(page, 'detail-saving', { everywhere: false });
  for (const { id } of bookings.slice(1)) await desk.row(id).locator('[data-action="check_in"]').click();
  await expect(desk.row(bookings[2]!.id).getByTestId('row-result')).toHaveCount(0);
  await outbox.open();
  await expect(outbox.summary).toContainText(/Sending \d of 3/);
  // Of what takes too long nobody knows what became.
  await look(page, 'outbox-sending', { everywhere: false });
  go();
  await expect(outbox.summary).toContainText('Nothing is waiting.');
  expect((await api.booking(bookings[0]!.id)).booking.note).toBe('Late arrival');
});

test('an action that no longer fits what someone else did, before it is sent', async ({ desk, people, line, api, page }) => {
  const booking = await makeArrival(api, { guest: 'Corin Flict' });
  await desk.signIn(people.ana, `/bookings/${booking.id}?range=today&q=corin`);
  await onlyPolling(desk, line);
  const error = { code: 'maintenance', message: 'The server takes no changes now.', retry_after_ms: 600_000 };
  await page.route('**/api/commands', (route) => route.fulfill({ status: 503, json: { error } }));
  await desk.row(booking.id).locator('[data-action="check_in"]').click();
  const result = desk.row(booking.id).getByTestId('row-result');
  await expect(result).toHaveAttribute('data-state', 'queued');
  await api.command(booking, { type: 'mark_no_show' });
  await expect(result).toHaveAttribute('data-state', 'conflict');
  await expect(desk.row(booking.id)).toHaveAttribute('data-status', 'no_show');
  await look(page, 'row-conflict');
});

test('what is asked for behind another one of the same booking waits, and behind a refused one it is held', async ({ desk, people, line, api, page }) => {
  const booking = await makeArrival(api, { guest: 'Hedda Held' });
  await desk.signIn(people.ana, `/bookings/${booking.id}?range=today&q=hedda`);
  await onlyPolling(desk, line);
  const go = await holdCommands(page);
  await desk.row(booking.id).locator('[data-action="check_in"]').click();
  await page.getByRole('textbox', { name: 'Note' }).fill('Vegan breakfast');
  await page.getByRole('button', { name: 'Save note' }).click();
  await expect(page.getByTestId('note')).toHaveAttribute('data-state', 'saving');
  await api.command(booking, { type: 'mark_no_show' });
  go();
  const result = desk.row(booking.id).getByTestId('row-result');
  await expect(new OutboxView(page).clash).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(result).toHaveAttribute('data-state', 'refused');
  await result.getByRole('button', { name: /^Discard/ }).click();
  await expect(result).toHaveAttribute('data-state', 'held');
  await look(page, 'row-held');
  await result.getByRole('button', { name: /^Send now/ }).click();
  await expect.poll(async () => (await api.booking(booking.id)).booking.note).toBe('Vegan breakfast');
});

test('a booking of which the newest state cannot be read', async ({ desk, people, api, page }) => {
  const frames = await Frames.of(page);
  const odd = await makeArrival(api, { guest: 'Luna Moon' });
  const spoil = (text: string): string => text.replace(/("note":"on the moon".*?"status":)"confirmed"/, '$1"on_the_moon"');
  frames.rewrite = spoil;
  await page.route('**/api/bookings?*', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: spoil(await response.text()) });
  });
  await desk.signIn(people.ana, '/bookings?range=today&q=luna');
  await api.change({ id: odd.id, set: { note: 'on the moon' } });
  await expect(desk.row(odd.id)).toHaveAttribute('data-set-aside', 'true');
  await look(page, 'row-set-aside');
});

test('a proof that is late', async ({ desk, people, line, page }) => {
  // A deployment that polls seldom: its proofs come seldom too.
  await page.route('**/config.json', (route) => route.fulfill({ json: { polling_ms: 60_000 } }));
  await desk.signIn(people.ana, '/bookings?range=today&q=60');
  await onlyPolling(desk, line);
  await expect(desk.asOf).toHaveAttribute('data-state', 'late', { timeout: 40_000 });
  await look(page, 'as-of-late');
});
