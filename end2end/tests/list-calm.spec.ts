/** Nothing moves under the pointer: rows stay where they are while a person is with the list. */
import type { Page } from '@playwright/test';
import { makeArrival } from './support/bookings.ts';
import type { Api, Booking } from './support/api.ts';
import { listOf } from './support/day-list.ts';
import { Desk } from './support/desk.ts';
import { expect, test } from './support/fixtures.ts';
import { NETWORK_ERRORS } from './support/page-errors.ts';
import { IS_WHOLE } from './support/states.ts';
import { followBookingAt, followFocus, stayedAfterTouch } from './support/still.ts';
import { PageClock } from './support/story.ts';

/** `make test` takes some seconds, the long form a minute. */
const CALM_MS = IS_WHOLE ? 60_000 : 6_000;
const CHANGES_A_SECOND = 20;

/** The ids of the rows, from top to bottom. */
async function order(desk: Desk): Promise<string[]> {
  return desk.rows.evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset['bookingId'] ?? ''));
}

/** Changes of every kind, one after the other, at the given pace. */
async function shake(api: Api, bookings: readonly Booking[], ms: number): Promise<number> {
  const ends = Date.now() + ms;
  let made = 0;
  while (Date.now() < ends) {
    const { id, starts_at } = bookings[made % bookings.length]!;
    const earlier = new Date(Date.parse(starts_at) - (made % 7) * 900_000).toISOString();
    const kinds = [
      { id, set: { note: `change ${made}` } },
      { id, set: { status: 'cancelled' as const } },
      { id, set: { status: 'checked_in' as const } },
      { id, set: { starts_at: earlier } },
      { set: { guest: { name: `Aaron New ${made}` } } },
    ];
    await api.change(kinds[made % kinds.length]);
    made += 1;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, ends - ms + (made * 1_000) / CHANGES_A_SECOND - Date.now())));
  }
  return made;
}

test(`the booking under a still pointer stays the same, at ${CHANGES_A_SECOND} changes a second`, async ({ desk, people, api, page }) => {
  test.setTimeout(60_000 + CALM_MS);
  await desk.signIn(people.ana);
  const state = await api.state();
  const shown = new Set(listOf(state).map(({ id }) => id));
  const box = (await desk.rows.nth(8).boundingBox())!;
  const [x, y] = [box.x + 260, box.y + box.height / 2];
  await page.mouse.move(x, y);
  const before = await order(desk);
  const seen = await followBookingAt(page, x, y);
  const made = await shake(api, state.bookings.filter(({ id }) => shown.has(id)), CALM_MS);
  expect(made).toBeGreaterThan((CALM_MS / 1_000) * CHANGES_A_SECOND * 0.5);
  expect(await seen()).toEqual([before[8]]);
  expect(await order(desk)).toEqual(before);
  await expect(page.getByTestId('new-rows')).toContainText(/new/);
  await page.getByTestId('new-rows').click();
  await desk.expectEqual(api);
});

test('new bookings wait behind a bar while the pointer is on the list, and come when it leaves', async ({ desk, people, api, page }) => {
  await makeArrival(api, { guest: 'First Guest' });
  await desk.signIn(people.ana);
  await desk.rows.first().hover();
  const arriving = page.getByRole('group', { name: 'Show only' }).getByRole('button', { name: /Arriving/ });
  const count = Number(await arriving.getAttribute('data-count'));
  const one = await makeArrival(api, { guest: 'Second Guest' });
  const bar = page.getByTestId('new-rows');
  await expect(bar).toHaveText('1 new · show');
  await expect(desk.row(one.id)).toHaveCount(0);
  await expect(arriving, 'counters change at once').toHaveAttribute('data-count', String(count + 1));
  await bar.click();
  await expect(desk.row(one.id)).toHaveCount(1);
  await expect(bar).toHaveCount(0);
  const other = await makeArrival(api, { guest: 'Third Guest' });
  await expect(bar).toHaveText('1 new · show');
  await page.getByRole('heading', { level: 1 }).hover();
  // The focus is where the bar was; with it the person is still there.
  await page.getByRole('searchbox').focus();
  await expect(desk.row(other.id)).toHaveCount(1);
  await desk.expectEqual(api);
});

test('rows that are new carry the mark of what changed, and no other row does', async ({ desk, people, api, page }) => {
  await makeArrival(api, { guest: 'Nora Known' });
  await desk.signIn(people.ana);
  const marked = page.locator('[data-booking-id][data-changed]');
  await expect(marked, 'a list that is loaded has nothing new').toHaveCount(0);
  await desk.rows.first().hover();
  const fresh = [await makeArrival(api, { guest: 'Nora Newest' }), await makeArrival(api, { guest: 'Nina Newer' })];
  const bar = page.getByTestId('new-rows');
  await expect(bar).toHaveText('2 new · show');
  await bar.click();
  for (const { id } of fresh) await expect(desk.row(id)).toHaveAttribute('data-changed', /even|odd|before/);
  await expect(marked).toHaveCount(2);
});

test('a row that a finger touched is still there when its click comes', async ({ people, api, openPage }) => {
  const page = await openPage({ hasTouch: true, viewport: { width: 1280, height: 800 } });
  const desk = new Desk(page);
  await desk.signIn(people.ana, '/bookings?range=today&sort=guest');
  const cell = (await desk.rows.nth(5).locator('.cell-status').boundingBox())!;
  const [x, y] = [cell.x + cell.width / 2, cell.y + cell.height / 2];
  const touch = await page.context().newCDPSession(page);
  const stayed = await stayedAfterTouch(page, x, y);
  await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y }] });
  // In the order of names it comes first, and moves all others down.
  await api.change({ set: { guest: { name: 'Aaron Above' } } });
  await expect(page.getByTestId('new-rows')).toHaveText('1 new · show');
  await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  expect(await stayed(), 'milliseconds after the finger').toBeGreaterThan(400);
  await expect(page.getByTestId('new-rows')).toHaveCount(0);
});

for (const { what, isToday } of [{ what: 'of today', isToday: true }, { what: 'of fixed days', isToday: false }]) {
  test(`a list ${what} stays as it is under the pointer when the day turns`, async ({ desk, people, api, page }) => {
    const { business_date } = await api.state();
    const tomorrow = new Date(Date.parse(business_date) + 86_400_000).toISOString().slice(0, 10);
    await desk.signIn(people.ana, isToday ? '/bookings?range=today' : `/bookings?from=${business_date}&to=${tomorrow}`);
    await desk.rows.first().hover();
    const before = await order(desk);
    await api.post('/test/business-date', { date: tomorrow });
    await expect(page.getByTestId('announcer-results')).toHaveText(/^A new day: /);
    // What the new day brings is there, and waits.
    if (isToday) await expect(page.getByTestId('new-rows')).toBeVisible();
    expect(await order(desk)).toEqual(before);
    if (!isToday) return;
    await page.getByTestId('new-rows').click();
    await desk.expectEqual(api);
  });
}

test('a row that would leave stays and says so, until the list is left', async ({ desk, people, api, page }) => {
  const booking = await makeArrival(api, { guest: 'Lea Staying' });
  const below = await makeArrival(api, { guest: 'Leo Below' });
  await desk.signIn(people.ana, '/bookings?range=today&part=arriving&q=le');
  await desk.row(below.id).hover();
  const before = await order(desk);
  await api.command(booking, { type: 'check_in' });
  await expect(desk.row(booking.id).getByTestId('staying')).toHaveText('Checked in · leaves this list');
  expect(await order(desk)).toEqual(before);
  await expect(desk.row(booking.id).getByRole('button', { name: /^Check in/ })).toHaveCount(0);
  await page.getByRole('heading', { level: 1 }).hover();
  await expect(desk.row(booking.id)).toHaveCount(0);
});

test("one's own row stays as long as it can be taken back, though nobody is with the list", async ({ desk, people, api, page }) => {
  const booking = await makeArrival(api, { guest: 'Olga Own' });
  await desk.signIn(people.ana, '/bookings?range=today&part=arriving&q=olga');
  await desk.row(booking.id).getByRole('button', { name: /^Check in/ }).click();
  await page.getByRole('searchbox').focus();
  await page.getByRole('heading', { level: 1 }).hover();
  await expect(desk.row(booking.id).getByTestId('staying')).toHaveText('Checked in · leaves this list');
  await expect(desk.row(booking.id)).toHaveCount(0, { timeout: 15_000 });
});

test('the focus stays with the list when its row vanishes', async ({ desk, people, api, page }) => {
  const booking = await makeArrival(api, { guest: 'Vera Vanish' });
  await makeArrival(api, { guest: 'Vera Remains' });
  await desk.signIn(people.ana, '/bookings?range=today&q=vera');
  const link = desk.row(booking.id).getByRole('link');
  await link.focus();
  const focusStayed = await followFocus(page);
  await api.change({ id: booking.id, remove: true });
  await expect(desk.row(booking.id).getByTestId('staying')).toHaveText('Removed · leaves this list');
  await expect(link).toBeFocused();
  for (const name of [/^Check in/, 'More for Vera Vanish']) {
    const button = desk.row(booking.id).getByRole('button', { name });
    await expect(button).toBeDisabled();
    await expect(button).toHaveAccessibleDescription('This booking was removed.');
    await button.press('Enter');
    await expect(page.getByTestId('toast')).toContainText('This booking was removed.');
  }
  await page.getByTestId('new-rows').focus();
  await page.keyboard.press('Enter');
  await expect(desk.row(booking.id)).toHaveCount(0);
  await expect(page.getByTestId('list')).toBeFocused();
  await focusStayed();
});

test('what becomes of an action moves no row below it', async ({ desk, people, api, page, line, errors }) => {
  errors.allow(...NETWORK_ERRORS);
  const [above, below] = [await makeArrival(api, { guest: 'Rowena Above' }), await makeArrival(api, { guest: 'Rowena Below' })];
  await desk.signIn(people.ana);
  await page.getByRole('searchbox').fill('Rowena');
  await expect(desk.row(below.id)).toBeVisible();
  const heights = async () => {
    const list = (await page.locator('table.bookings').boundingBox())!;
    const rows = await Promise.all([above, below].map(async ({ id }) => (await desk.row(id).boundingBox())!));
    return rows.map((row) => [row.y - list.y, row.height]);
  };
  const before = await heights();
  await line.refuse();
  await desk.expectState('reconnecting');
  const result = desk.row(above.id).getByTestId('row-result');
  await desk.row(above.id).getByRole('button', { name: /^Check in/ }).click();
  await expect(result).toContainText('Saved on this device, waiting to send.');
  await expect(result.getByRole('button', { name: /^Undo/ })).toBeVisible();
  expect(await heights()).toEqual(before);
  await line.heal();
  await desk.expectLive();
  await expect(result).toHaveCount(0);
  expect(await heights()).toEqual(before);
});

test('a banner that comes or goes moves no row under the pointer, and covers no "as of"', async ({ desk, people, page, line, errors }) => {
  errors.allow(...NETWORK_ERRORS);
  await desk.signIn(people.ana);
  const pointAtRow = async () => {
    const box = (await desk.rows.nth(4).boundingBox())!;
    const [x, y] = [box.x + 260, box.y + box.height / 2];
    await page.mouse.move(x, y);
    return { x, y, seen: await followBookingAt(page, x, y) };
  };
  const comes = await pointAtRow();
  await line.refuse();
  await expect(desk.banner).toBeVisible();
  const top = (await desk.rows.nth(4).boundingBox())!.y;
  const asOf = (await desk.asOf.boundingBox())!;
  const covering = await page.evaluate(([x, y]) => document.elementFromPoint(x!, y!)?.closest('.banner') !== null, [asOf.x + 2, asOf.y + asOf.height / 2]);
  expect(covering).toBe(false);
  expect(await comes.seen()).toHaveLength(1);
  const retry = desk.banner.getByRole('button', { name: 'Retry now' });
  const place = await retry.boundingBox();
  await retry.hover();
  await retry.click();
  expect(await retry.boundingBox(), 'the banner waits for the hand').toEqual(place);
  await page.getByTestId('connection-chip').hover();
  await expect.poll(async () => (await desk.rows.nth(4).boundingBox())!.y, { message: 'it takes its room' }).toBeGreaterThan(top + 20);

  const goes = await pointAtRow();
  await line.heal();
  await desk.expectLive();
  await expect(desk.banner).toHaveCount(0);
  expect(await goes.seen()).toHaveLength(1);
  await page.getByTestId('connection-chip').hover();
});

test('a banner that grows while the pointer is on the list lies over the page, and takes its room when it leaves', async ({ desk, people, page, line, errors }) => {
  test.setTimeout(120_000);
  errors.allow(...NETWORK_ERRORS, /status of 400/);
  // Wide enough for the first message in one line, and not for the second.
  await page.setViewportSize({ width: 1200, height: 800 });
  const clock = await PageClock.install(page);
  await desk.signIn(people.ana);
  await clock.stop();
  const noticed = page.waitForEvent('console', { predicate: (message) => /connection #\d+ lost/.test(message.text()) });
  await line.refuse();
  await noticed;
  clock.zero();
  await clock.until(6_000);
  await expect(desk.banner).toHaveAttribute('data-kind', 'reconnecting');
  const box = (await desk.rows.nth(4).boundingBox())!;
  const [x, y] = [box.x + 260, box.y + box.height / 2];
  await page.mouse.move(x, y);
  const seen = await followBookingAt(page, x, y);
  const before = (await desk.banner.boundingBox())!;
  await clock.until(31_000);
  await expect(desk.banner).toHaveAttribute('data-kind', 'still-trying');
  const grown = (await desk.banner.boundingBox())!;
  expect(grown.height, 'it needs more room').toBeGreaterThan(before.height);
  expect(await seen()).toHaveLength(1);
  expect((await desk.rows.nth(4).boundingBox())!.y).toBe(box.y);
  expect((await desk.asOf.boundingBox())!.y, 'it covers no "as of"').toBeGreaterThanOrEqual(grown.y + grown.height);
  await page.mouse.move(5, 5);
  await clock.until(33_000);
  expect((await desk.rows.nth(4).boundingBox())!.y, 'it takes its room').toBeGreaterThan(box.y);
});

/** The icons that the tab offers to the browser. */
const tabIcons = (page: Page): Promise<string[]> =>
  page.evaluate(() => [...document.querySelectorAll<HTMLLinkElement>("link[rel='icon']")].map(({ href }) => new URL(href).pathname));

test('paused, the list stays as it is and says so; what a person does shows all the same', async ({ desk, people, api, page }) => {
  const booking = await makeArrival(api, { guest: 'Paul Paused' });
  const mine = await makeArrival(api, { guest: 'Mia Mine' });
  await desk.signIn(people.ana);
  expect(await tabIcons(page)).toContain('/icons/bell.svg');
  await page.getByTestId('pause').click();
  await desk.expectState('paused');
  await expect(desk.chip).toHaveText('Paused');
  await expect(desk.asOf).toHaveAttribute('data-state', 'stopped');
  await expect.poll(() => tabIcons(page)).toEqual(['/icons/bell-stale.svg']);
  await expect(page.getByTestId('paused')).toContainText('Updates paused. 0 changes are waiting.');
  await api.command(booking, { type: 'check_in' });
  const { id } = await makeArrival(api, { guest: 'Nina Notyet' });
  await expect(page.getByTestId('paused')).toContainText('Updates paused. 2 changes are waiting.');
  await expect(desk.row(booking.id)).toHaveAttribute('data-status', 'confirmed');
  await expect(desk.row(id)).toHaveCount(0);
  await desk.row(mine.id).getByRole('button', { name: /^Check in/ }).click();
  await expect(desk.row(mine.id)).toHaveAttribute('data-status', 'checked_in');
  await page.getByTestId('paused').getByRole('button', { name: 'Resume' }).click();
  await expect(desk.row(booking.id)).toHaveAttribute('data-status', 'checked_in');
  await desk.expectLive();
  await expect.poll(() => tabIcons(page)).toContain('/icons/bell.svg');
  await page.getByRole('searchbox').focus();
  await desk.expectEqual(api);
});
