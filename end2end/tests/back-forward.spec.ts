/**
 * Leaving the page and coming back with the browser's Back button: the browser takes it from its cache as it was, and
 * it is live and right again, with one connection and every handler once.
 */
import { chromium, type Page } from '@playwright/test';
import { BROWSER_FLAGS, findBrowser } from '../../scripts/lib/tools.mjs';
import { makeArrival } from './support/bookings.ts';
import { expect, test as base } from './support/fixtures.ts';
import { NETWORK_ERRORS } from './support/page-errors.ts';

/** Playwright switches the cache off; a browser of its own has it. */
const test = base.extend({
  context: async ({ errors, baseURL }, use) => {
    const browser = await chromium.launch({
      executablePath: findBrowser(),
      args: BROWSER_FLAGS,
      ignoreDefaultArgs: ['--disable-back-forward-cache'],
    });
    const context = await browser.newContext({ baseURL, locale: 'en-GB', timezoneId: 'Europe/Lisbon' });
    await errors.watch(context);
    await use(context);
    await browser.close();
  },
});

// A trace takes pictures of the page by scripts of its own, and a page in the cache in which one runs is thrown away.
test.use({ trace: 'off' });

/** So often the page comes back from the cache. */
const RETURNS = 3;
/** A browser may throw a page away for reasons of its own, which it does not tell the page ("masked"): then it loads. */
const LEAVES_MAX = 9;

/** Notes each showing of the page, and why the browser would not keep it. */
async function followShowings(page: Page): Promise<() => Promise<{ persisted: boolean[]; reasons: unknown }>> {
  await page.evaluate(() => {
    const persisted: boolean[] = [];
    addEventListener('pageshow', (event) => persisted.push(event.persisted));
    Object.assign(window, { showings: persisted });
  });
  return () => page.evaluate(() => ({
    persisted: (window as unknown as { showings?: boolean[] }).showings ?? [],
    reasons: (performance.getEntriesByType('navigation')[0] as PerformanceEntry & { notRestoredReasons?: unknown }).notRestoredReasons ?? null,
  }));
}

/** Leaves for another document of the same site, and comes back once `meanwhile` is done there. */
async function leaveAndReturn(page: Page, meanwhile: () => Promise<unknown>): Promise<void> {
  const home = page.url();
  await page.goto('/api/health');
  await meanwhile();
  await page.evaluate(() => history.back());
  await page.waitForURL(home, { waitUntil: 'commit' }); // from the cache nothing is loaded
}

for (const { transport, blocked } of [{ transport: 'a WebSocket', blocked: false }, { transport: 'long-polling', blocked: true }]) {
  test(`back from the cache, over ${transport}, it is live and right with one connection`, async ({ desk, api, people, page, line, errors }) => {
    // The document that it is left for has no icon; and a browser may end a connection that is closing already.
    errors.allow(/favicon\.ico/, /failed: Page entered Back-Forward Cache/);
    if (blocked) {
      errors.allow(...NETWORK_ERRORS);
      line.blockSockets();
    }
    const booking = await makeArrival(api, { guest: 'Bea Back' });
    await desk.signIn(people.ana);
    const announcer = page.getByTestId('announcer-connection');
    const follow = async () => {
      await desk.mark();
      // A first connection that takes its time is told of; being away is not.
      return { showings: await followShowings(page), chip: await desk.followChip(), said: (await announcer.textContent()) ?? '' };
    };
    let { showings, chip, said } = await follow();
    let [kept, keptHere] = [0, 0];
    for (let leave = 1; kept < RETURNS; leave += 1) {
      expect(leave, 'the browser threw the page away again and again').toBeLessThanOrEqual(LEAVES_MAX);
      const note = `Away for the ${leave}. time`;
      await leaveAndReturn(page, async () => {
        await expect.poll(() => api.clients(), { message: 'a page that is away is no client' }).toBe(0);
        await api.change({ id: booking.id, set: { note } });
      });
      const { persisted, reasons } = await showings();
      await expect(desk.row(booking.id)).toContainText(note);
      await desk.expectLive();
      await desk.expectEqual(api);
      expect(await api.clients()).toBe(1);
      if (persisted.length === 0) {
        expect(reasons, 'nothing that the page holds keeps it out').toMatchObject({ reasons: [{ reason: 'masked' }] });
        ({ showings, chip, said } = await follow());
        keptHere = 0;
        continue;
      }
      [kept, keptHere] = [kept + 1, keptHere + 1];
      expect(persisted).toEqual(Array(keptHere).fill(true));
    }
    expect(['live', 'catching-up']).toEqual(expect.arrayContaining((await chip()).map(({ state }) => state)));
    expect(await announcer.textContent()).toBe(said);
    await expect(desk.banner).toHaveCount(0);

    // One change is one change of the row, however often the page was away.
    await page.evaluate((id) => {
      const versions: string[] = [];
      const row = document.querySelector<HTMLElement>(`[data-booking-id="${id}"]`)!;
      new MutationObserver((changes) => changes.forEach(() => versions.push(row.dataset['version']!))).observe(row, { attributeFilter: ['data-version'] });
      Object.assign(window, { versions });
    }, booking.id);
    const { version } = (await api.booking(booking.id)).booking;
    await api.change({ id: booking.id, set: { note: 'Once' } });
    await expect(desk.row(booking.id)).toContainText('Once');
    expect(await page.evaluate(() => (window as unknown as { versions: string[] }).versions)).toEqual([String(version + 1)]);
    await desk.expectNotReloaded();
  });
}
