/** A network that lets no WebSocket through: changes come at once all the same, and the way back is unseen. */
import { makeArrival } from './support/bookings.ts';
import { expect, test } from './support/fixtures.ts';
import { NETWORK_ERRORS } from './support/page-errors.ts';

/** The way back is tried after 10 s, 20 s, 40 s at most, and must prove itself for 5 s. */
const CLIMB_MS_MAX = 100_000;

test('with WebSockets blocked the page is live over long-polling, and goes back without a gap', async ({ desk, people, api, line, page, errors }) => {
  test.setTimeout(180_000);
  errors.allow(...NETWORK_ERRORS);
  const booking = await makeArrival(api, { guest: 'Ines Tunnel' });
  let frames = 0;
  page.on('websocket', (socket) => socket.on('framereceived', () => (frames += 1)));
  const polls = (): Promise<number> =>
    page.evaluate(() => performance.getEntriesByType('resource').filter(({ name }) => name.includes('transport=polling')).length);

  line.blockSockets();
  await page.goto('/');
  await desk.enter(people.ana);
  await desk.expectLive(15_000);
  await desk.mark();
  expect(frames).toBe(0);
  expect(await polls()).toBeGreaterThan(0);

  const noted = await api.command(booking, { type: 'set_note', note: 'By polling' });
  await expect(desk.row(booking.id)).toHaveAttribute('data-version', String(noted.version));
  await desk.guest('Ines Tunnel').getByRole('button', { name: /^Check in/ }).click();
  await expect(desk.row(booking.id)).toHaveAttribute('data-status', 'checked_in');

  const chip = await desk.followChip();
  await line.heal();
  await expect.poll(() => frames, { timeout: CLIMB_MS_MAX }).toBeGreaterThan(4);
  for (const guest of ['One', 'Two', 'Three']) await makeArrival(api, { guest });
  await desk.expectEqual(api);
  await desk.expectLive();
  expect((await chip()).map(({ state }) => state)).toEqual(['live']);
  await desk.expectNotReloaded();
});

test('what worked is remembered over a reload: no WebSocket is tried in vain first, and the way back is still found', async ({ desk, people, line, page, errors }) => {
  test.setTimeout(180_000);
  errors.allow(...NETWORK_ERRORS);
  let [sockets, frames] = [0, 0];
  page.on('websocket', (socket) => {
    sockets += 1;
    socket.on('framereceived', () => (frames += 1));
  });
  line.blockSockets();
  await desk.signIn(people.ana);
  const kept = (): Promise<string> => page.evaluate(() => JSON.stringify({ ...localStorage }));
  await expect.poll(kept, { timeout: 15_000 }).toContain('polling ');

  [sockets, frames] = [0, 0];
  await page.reload();
  await desk.expectLive();
  expect(sockets).toBe(0);

  await line.heal();
  await expect.poll(() => frames, { timeout: CLIMB_MS_MAX }).toBeGreaterThan(4);
  await expect.poll(kept, { timeout: 15_000 }).toContain('websocket ');
  await desk.expectState('live');
});
