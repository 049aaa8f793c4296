/** Live again: how many bookings changed, counted from the data; and the way from one to the next by the down key. */
import { type Api, type Booking } from './support/api.ts';
import { makeArrival } from './support/bookings.ts';
import { expect, test } from './support/fixtures.ts';
import { NETWORK_ERRORS } from './support/page-errors.ts';

const DAY_MS = 86_400_000;

/** What a page holds: the window of days around the business date, and all that is open. */
async function windowOf(api: Api): Promise<Map<string, Booking>> {
  const { business_date } = await api.state();
  const day = (days: number): string => new Date(Date.parse(business_date) + days * DAY_MS).toISOString().slice(0, 10);
  const bookings = new Map<string, Booking>();
  let after = '';
  do {
    const page: { bookings: Booking[]; next?: string } =
      await api.get(`/api/bookings?venue=harbour-house&from=${day(-2)}&to=${day(30)}&limit=500${after}`);
    for (const booking of page.bookings) bookings.set(booking.id, booking);
    after = page.next === undefined ? '' : `&after=${page.next}`;
  } while (after !== '');
  return bookings;
}

/** Every booking of the venue. */
async function allOf(api: Api): Promise<Map<string, Booking>> {
  return new Map((await api.state()).bookings.map((booking) => [booking.id, booking]));
}

/** The bookings that are not as they were, each once. */
function differing(before: Map<string, Booking>, after: Map<string, Booking>): string[] {
  const told = (booking?: Booking): string => JSON.stringify(booking && { ...booking, revision: 0 });
  return [...new Set([...before.keys(), ...after.keys()])].filter((id) => told(before.get(id)) !== told(after.get(id)));
}

test.beforeEach(({ errors }) => errors.allow(...NETWORK_ERRORS));

test('what changed is counted once each, marked, and walked through by the down key', async ({ page, desk, people, api, line }) => {
  const [noted, twice, gone] = [
    await makeArrival(api, { guest: 'Nora Noted' }), await makeArrival(api, { guest: 'Tomas Twice' }), await makeArrival(api, { guest: 'Greta Gone' }),
  ];
  const later = (await api.state()).bookings.find(({ status, starts_at }) => status === 'confirmed' && Date.parse(starts_at) > Date.now() + 5 * DAY_MS)!;
  await desk.signIn(people.ana);
  await line.refuse();
  await desk.expectState('reconnecting');
  await api.change({ id: noted.id, set: { note: 'A cot, please' } });
  await api.change({ id: twice.id, set: { note: 'one' } });
  await api.change({ id: twice.id, set: { note: 'two' } });
  await api.change({ id: gone.id, remove: true });
  await api.change({ id: later.id, set: { note: 'Next week' } });
  const made = await makeArrival(api, { guest: 'Mika Made' });
  const [other] = (await desk.shown()).filter(({ id, status }) => status === 'confirmed' && ![noted.id, twice.id, gone.id].includes(id));
  await api.change({ id: other!.id, set: { party: 7 } });
  await line.heal();

  const banner = page.locator('[data-shown="true"]').getByTestId('restored-banner');
  await expect(banner).toContainText('Live again. 6 bookings changed while you were away.', { timeout: 25_000 });
  await desk.expectLive();
  await expect(desk.banner).toHaveCount(0);
  const marked = page.locator('[data-caught-up="true"]');
  await expect(marked).toHaveCount(4);

  await banner.getByRole('button', { name: 'Show changes' }).press('Enter');
  const walked: string[] = [];
  for (let step = 1; step <= 4; step += 1) {
    const walkedTo = page.locator('[data-booking-id]:focus-within');
    await expect(walkedTo).toHaveAttribute('data-caught-up', 'true');
    walked.push((await walkedTo.getAttribute('data-booking-id'))!);
    await page.keyboard.press('ArrowDown');
  }
  const rows = (await desk.rows.evaluateAll((elements) => elements.map((element) => (element as HTMLElement).dataset['bookingId'])));
  expect(walked, 'in the order of the list, each once').toEqual(rows.filter((id) => [noted.id, twice.id, made.id, other!.id].includes(id!)));
  await expect(page.getByTestId('toast')).toContainText('2 bookings that changed are not on this list.');
  await expect(banner).toHaveCount(0);
  await expect(page.locator(':focus')).not.toHaveJSProperty('tagName', 'BODY');
});

test('a banner that is put away comes with the next outage, and not before', async ({ desk, people, line }) => {
  test.setTimeout(120_000);
  await desk.signIn(people.ana);
  await line.refuse();
  await expect(desk.banner).toContainText('Connection lost, trying again.');
  await desk.banner.getByRole('button', { name: 'Dismiss' }).press('Enter');
  await expect(desk.banner).toHaveCount(0);
  await expect(desk.chip, 'the chip has the focus, and tells').toBeFocused();
  await desk.expectState('not-live', 40_000);
  await expect(desk.banner).toHaveCount(0);
  await line.heal();
  await desk.expectLive();
  await line.refuse();
  await expect(desk.banner).toContainText('Connection lost, trying again.');
});

test('the server is down for twenty seconds with 500 changes made meanwhile in its data', async ({ page, desk, people, api, server }) => {
  test.setTimeout(240_000);
  await desk.signIn(people.ana);
  await desk.mark();
  await desk.expectEqual(api);
  const [held, all] = [await windowOf(api), await allOf(api)];
  const bookings = [...all.values()];
  await server.kill();
  const downAt = Date.now();
  const changes = Array.from({ length: 500 }, (_, at) => {
    if (at % 50 === 49) return { set: { guest: { name: `Walk-in ${at}` } } };
    if (at % 25 === 24) return { id: bookings.at(-at)!.id, remove: true };
    // Some more than once.
    return { id: bookings[(at * 7) % 300]!.id, set: { note: `change ${at}` } };
  });
  await server.apply(changes);
  await page.waitForTimeout(Math.max(0, 20_000 - (Date.now() - downAt))); // so long it is down
  await desk.expectState(/reconnecting|not-live/);
  await server.launch();
  await api.signIn(people.ben);

  await desk.expectLive(40_000);
  await desk.expectEqual(api);
  // A list that was loaded anew tells of its days; single changes are told of whatever day they are, unless what is
  // gone was never on the page. Which of them brings the page back is for the server and for the line to say.
  const reloaded = differing(held, await windowOf(api));
  const now = await allOf(api);
  const missed = differing(all, now).filter((id) => now.has(id) || held.has(id));
  expect(Math.min(reloaded.length, missed.length)).toBeGreaterThan(100);
  const banner = page.locator('[data-shown="true"]').getByTestId('restored-banner');
  await expect(banner).toBeVisible();
  const kind = await banner.getAttribute('data-kind');
  await expect(banner).toContainText(kind === 'reloaded'
    ? `Live again. The list was reloaded; ${reloaded.length} bookings are different.`
    : `Live again. ${missed.length} bookings changed while you were away.`);
  await desk.expectNotReloaded();
  console.log(`500 changes in 20 s of a server that is down, and the page says: ${await banner.locator('p').textContent()}`);
});
