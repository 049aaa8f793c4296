/** A hotel bookings file, played as live events faster than one a second: the page follows, and is right. */
import { hotelBookings } from '../backend/tests/hotel-bookings.ts';
import { expect, test } from './support/fixtures.ts';

const VENUE = 'replay';
/** A day takes 9 s, and has some twenty events in the summer of the file. */
const SPEED = '10000';
const CHANGES = 15;

test.use({ serverOptions: { flags: ['--replay', hotelBookings().path, '--speed', SPEED, '--from', '2016-06-01'] } });

test('the page follows live, and equals the server when time stands still', async ({ desk, people, api, page }) => {
  let told = 0;
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => {
    if (String(payload).startsWith('42["booking:changed"')) told += 1;
  }));
  await desk.signIn(people.ana, `/bookings?range=today&venue=${VENUE}`);
  await desk.mark();
  const chip = await desk.followChip();
  const [before, startedMs] = [told, Date.now()];
  await expect.poll(() => told - before, { timeout: 40_000, intervals: [100] }).toBeGreaterThanOrEqual(CHANGES);
  expect((told - before) / ((Date.now() - startedMs) / 1_000), 'changes a second').toBeGreaterThan(1);
  // When the day turns the list is loaded anew, which a busy machine may take more than a moment for.
  const states = (await chip()).map(({ state }) => state);
  expect(states.filter((state) => state !== 'live' && state !== 'catching-up')).toEqual([]);

  await api.post('/test/pause'); // replays stand still, and so does the day
  await desk.expectEqual(api, VENUE);
  await api.post('/test/resume');
  await desk.expectLive();
  await desk.expectNotReloaded();
});
