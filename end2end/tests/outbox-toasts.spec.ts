/** Results: three at most and the rest counted, one on a phone; reached and left by keyboard; read without haste. */
import type { Page } from '@playwright/test';
import { Barrier } from './support/barrier.ts';
import { makeArrival } from './support/bookings.ts';
import { expect, test } from './support/fixtures.ts';
import { OutboxView } from './support/outbox.ts';
import { NETWORK_ERRORS } from './support/page-errors.ts';

const GUESTS = ['Ada Ledger', 'Bea Ledger', 'Cid Ledger', 'Dan Ledger'];
const UNKNOWN = /We don't know yet if "Check in Ada Ledger" went through\./;

/** From now on no command gets an answer; the first one waits for it until the function that comes back is called. */
async function loseAnswers(page: Page): Promise<() => Promise<void>> {
  const moment = new Barrier(2);
  await page.route('**/api/commands', async (route) => {
    await moment.pass();
    await route.abort('connectionrefused');
  });
  return () => moment.pass();
}

test('more than three results are counted, and a phone shows one', async ({ desk, people, api, page }) => {
  for (const guest of GUESTS) await makeArrival(api, { guest });
  const outbox = new OutboxView(page);
  await desk.signIn(people.ana);
  for (const guest of GUESTS) {
    await desk.guest(guest).getByRole('button', { name: /^Check in/ }).click();
    // The pointer on them keeps them.
    await expect(outbox.toast.filter({ hasText: guest })).toBeVisible();
    await outbox.toast.last().hover();
  }
  await expect(outbox.toast).toHaveCount(3);
  await expect(page.getByTestId('toasts-more')).toHaveText('1 more');
  await page.setViewportSize({ width: 320, height: 640 });
  await expect(outbox.toast.filter({ visible: true })).toHaveCount(1);
  await expect(page.getByText('3 more')).toBeVisible();
});

test('what becomes of a guest next is told in the place of what was told before', async ({ desk, people, api, page }) => {
  await makeArrival(api, { guest: 'Ada Ledger', status: 'pending' });
  await makeArrival(api, { guest: 'Bea Ledger' });
  const outbox = new OutboxView(page);
  await desk.signIn(people.ana);
  for (const [guest, button, told] of [
    ['Ada Ledger', /^Confirm/, ['Ada Ledger: confirmed.']],
    ['Bea Ledger', /^Check in/, ['Ada Ledger: confirmed.', 'Bea Ledger: checked in.']],
    ['Ada Ledger', /^Check in/, ['Ada Ledger: checked in.', 'Bea Ledger: checked in.']],
  ] as const) {
    await desk.guest(guest).getByRole('button', { name: button }).click();
    // Another step is no repetition: nothing is counted.
    await expect(outbox.toast.locator('.toast-text')).toHaveText([...told]);
    await expect(outbox.toast.locator('.toast-count')).toHaveCount(0);
    // The pointer on them keeps them.
    await outbox.toast.last().hover();
  }
});

test('an Undo that is pressed too late says so', async ({ desk, people, api, page }) => {
  const booking = await makeArrival(api, { guest: 'Ada Ledger' });
  const outbox = new OutboxView(page);
  await desk.signIn(people.ana);
  await desk.guest('Ada Ledger').getByRole('button', { name: /^Check in/ }).click();
  const done = outbox.toast.filter({ hasText: 'Ada Ledger: checked in.' });
  await done.hover();
  await api.command((await api.booking(booking.id)).booking, { type: 'set_note', note: 'Late arrival' });
  await expect(desk.row(booking.id)).toContainText('Late arrival');
  await done.getByRole('button', { name: 'Undo' }).click();
  await expect(outbox.toast).toHaveCount(1);
  await expect(outbox.toast).toHaveAttribute('data-kind', 'error');
  await expect(outbox.toast).toContainText('It is too late to undo this.');
  await expect(desk.row(booking.id)).toHaveAttribute('data-status', 'checked_in');
  await outbox.toast.getByRole('button', { name: 'View' }).click();
  await expect(page.getByTestId('detail-body')).toHaveAttribute('data-detail-id', booking.id);
});

test('results are reached by F8, left by Esc, and the focus goes back', async ({ desk, people, api, page }) => {
  for (const guest of GUESTS.slice(0, 2)) await makeArrival(api, { guest });
  const outbox = new OutboxView(page);
  await desk.signIn(people.ana);
  for (const guest of GUESTS.slice(0, 2)) {
    await desk.guest(guest).getByRole('button', { name: /^Check in/ }).click();
    await expect(outbox.toast.filter({ hasText: guest })).toBeVisible();
  }
  const search = page.getByRole('searchbox', { name: 'Search' });
  await search.focus();
  await page.keyboard.press('F8');
  await expect(outbox.toast.last().getByRole('button', { name: 'Undo' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(outbox.toast).toHaveCount(1);
  await expect(outbox.toast.getByRole('button', { name: 'Undo' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(outbox.toast).toHaveCount(0);
  await expect(search).toBeFocused();
});

test('a result lies on no button of a row, and the second click of a double click takes nothing back', async ({ desk, people, api, page }) => {
  const { id } = await makeArrival(api, { guest: 'Ada Ledger' });
  const outbox = new OutboxView(page);
  await desk.signIn(people.ana);
  await desk.row(id).getByRole('button', { name: /^Check in/ }).click();
  const undo = outbox.toast.getByRole('button', { name: 'Undo' });
  for (const width of [720, 1024, 1280]) {
    await page.setViewportSize({ width, height: 600 });
    // The pointer on it keeps it.
    await undo.hover();
    const { x, width: told } = (await outbox.toast.boundingBox())!;
    const lefts = await page.locator('.cell-action button').evaluateAll((buttons) => buttons.map((button) => button.getBoundingClientRect().left));
    expect(x + told, `${width} px`).toBeLessThanOrEqual(Math.min(...lefts));
  }
  await page.mouse.down({ clickCount: 2 });
  await page.mouse.up({ clickCount: 2 });
  await expect(undo).toBeVisible();
  await undo.click();
  await expect(desk.row(id)).toHaveAttribute('data-status', 'confirmed');
});

test('a success leaves after its time, and not while somebody reads', async ({ desk, people, api, page }) => {
  await makeArrival(api, { guest: 'Ada Ledger' });
  await page.clock.install();
  const outbox = new OutboxView(page);
  await desk.signIn(people.ana);
  await desk.guest('Ada Ledger').getByRole('button', { name: /^Check in/ }).click();
  await expect(outbox.toast).toContainText('Ada Ledger: checked in.');
  await outbox.toast.hover();
  await page.clock.runFor(30_000);
  await expect(outbox.toast).toBeVisible();
  await page.mouse.move(5, 5);
  await page.clock.runFor(7_000);
  await expect(outbox.toast).toBeVisible(); // it can be undone: ten seconds
  await page.clock.runFor(6_000);
  await expect(outbox.toast).toHaveCount(0);
});

test('a result stays while the focus is in it, whatever the pointer does', async ({ desk, people, api, page }) => {
  await makeArrival(api, { guest: 'Ada Ledger' });
  await page.clock.install();
  const outbox = new OutboxView(page);
  await desk.signIn(people.ana);
  await desk.guest('Ada Ledger').getByRole('button', { name: /^Check in/ }).click();
  await expect(outbox.toast).toContainText('Ada Ledger: checked in.');
  await page.keyboard.press('F8');
  const undo = outbox.toast.getByRole('button', { name: 'Undo' });
  await expect(undo).toBeFocused();
  await outbox.toast.hover();
  await page.mouse.move(5, 5);
  await page.clock.runFor(30_000);
  await expect(undo).toBeFocused();
  await page.getByRole('searchbox', { name: 'Search' }).focus();
  await page.clock.runFor(12_000);
  await expect(outbox.toast).toHaveCount(0);
});

test('the results that are left stay under the pointer that dismissed one', async ({ desk, people, api, page }) => {
  for (const guest of GUESTS.slice(0, 3)) await makeArrival(api, { guest });
  await page.clock.install();
  const outbox = new OutboxView(page);
  await desk.signIn(people.ana);
  for (const guest of GUESTS.slice(0, 3)) {
    await desk.guest(guest).getByRole('button', { name: /^Check in/ }).click();
    await expect(outbox.toast.filter({ hasText: guest })).toBeVisible();
  }
  // They stand at the foot of the page: the last one's place is taken by the one above.
  await outbox.toast.last().getByRole('button', { name: 'Dismiss' }).click();
  await expect(outbox.toast).toHaveCount(2);
  await page.getByRole('searchbox', { name: 'Search' }).focus();
  await page.clock.runFor(30_000);
  await expect(outbox.toast).toHaveCount(2);
  await page.mouse.move(5, 5);
  await page.clock.runFor(12_000);
  await expect(outbox.toast).toHaveCount(0);
});

test('what nobody knows is said until it is known', async ({ desk, people, line, api, page, errors }) => {
  errors.allow(...NETWORK_ERRORS);
  await makeArrival(api, { guest: 'Ada Ledger' });
  const outbox = new OutboxView(page);
  await desk.signIn(people.ana);
  const lose = await loseAnswers(page);
  line.blockSockets();
  line.blockPush();
  await desk.expectState('polling');
  await desk.guest('Ada Ledger').getByRole('button', { name: /^Check in/ }).click();
  await page.locator('.nav-link[href^="/diagnostics"]').filter({ visible: true }).click();
  await expect(page.getByTestId('list')).toHaveCount(0);
  await lose();
  await expect(outbox.toast.filter({ hasText: UNKNOWN })).toBeVisible({ timeout: 25_000 });
  await page.unroute('**/api/commands');
  await line.heal();
  await expect(outbox.toast.filter({ hasText: 'Ada Ledger: checked in.' })).toBeVisible({ timeout: 25_000 });
  await expect(outbox.toast.filter({ hasText: UNKNOWN })).toHaveCount(0);
});

test('what the outbox itself says is no result over it', async ({ desk, people, line, api, page, errors }) => {
  errors.allow(...NETWORK_ERRORS);
  await makeArrival(api, { guest: 'Ada Ledger' });
  const outbox = new OutboxView(page);
  await desk.signIn(people.ana);
  const lose = await loseAnswers(page);
  line.blockSockets();
  line.blockPush();
  await desk.expectState('polling');
  await desk.guest('Ada Ledger').getByRole('button', { name: /^Check in/ }).click();
  await outbox.open();
  await expect(outbox.item('Ada Ledger')).toHaveAttribute('data-state', 'sending');
  await lose();
  await expect(outbox.item('Ada Ledger')).toContainText(UNKNOWN, { timeout: 25_000 });
  await expect(outbox.toast).toHaveCount(0);
  await page.unroute('**/api/commands');
  await line.heal();
  await expect(outbox.summary).toContainText('Nothing is waiting.', { timeout: 25_000 });
});
