/**
 * Leaving the page and coming back with the browser's Back button: the browser takes it from its cache as it was, and
 * it is live and right again, with one connection and every handler once.
 */
import { makeArrival } from './support/bookings.ts';
import { expect } from './support/fixtures.ts';
import { NO_TRACE, returnFromCache, test } from './support/page-cache.ts';
import { NETWORK_ERRORS } from './support/page-errors.ts';

test.use(NO_TRACE);

/** So often the page comes back from the cache. */
const RETURNS = 3;

for (const { transport, blocked } of [{ transport: 'a WebSocket', blocked: false }, { transport: 'long-polling', blocked: true }]) {
  test(`back from the cache, over ${transport}, it is live and right with one connection`, async ({ desk, api, people, page, line, errors }) => {
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
      return { chip: await desk.followChip(), said: (await announcer.textContent()) ?? '' };
    };
    let { chip, said } = await follow();
    const expectRight = async (note: string) => {
      await expect(desk.row(booking.id)).toContainText(note);
      await desk.expectLive();
      await desk.expectEqual(api);
      expect(await api.clients()).toBe(1);
    };
    for (let returned = 1; returned <= RETURNS; returned += 1) {
      let note = '';
      await returnFromCache(page, {
        meanwhile: async (leave) => {
          await expect.poll(() => api.clients(), { message: 'a page that is away is no client' }).toBe(0);
          note = `Return ${returned}, leave ${leave}`;
          await api.change({ id: booking.id, set: { note } });
        },
        loaded: async () => {
          await expectRight(note);
          ({ chip, said } = await follow());
        },
      });
      await expectRight(note);
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
