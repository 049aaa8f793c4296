/** The public hotel bookings file, played as live events faster than one a second: the page follows, and is right. */
import { expect, test } from './support/fixtures.ts';
import { isPublicFileMissing, PUBLIC_FILE, WHY_SKIPPED } from './support/public-file.ts';

const VENUE = 'replay';
/** A day takes 9 s, and has some twenty events in the summer of the file. */
const SPEED = '10000';
const CHANGES = 15;

test.use({ serverOptions: { flags: ['--replay', PUBLIC_FILE, '--speed', SPEED, '--from', '2016-06-01'] } });
test.skip(isPublicFileMissing, WHY_SKIPPED);

test('the page follows live, and equals the server when time stands still', async ({ desk, people, api }) => {
  await desk.signIn(people.ana, `/bookings?range=today&venue=${VENUE}`);
  await desk.mark();
  const chip = await desk.followChip();
  const before = await api.state(VENUE);
  const startedMs = Date.now();
  await expect.poll(async () => (await api.state(VENUE)).revision - before.revision, { timeout: 40_000, intervals: [500] })
    .toBeGreaterThanOrEqual(CHANGES);
  const followedS = (Date.now() - startedMs) / 1_000;
  const { revision } = await api.state(VENUE);
  expect((revision - before.revision) / followedS, 'changes a second').toBeGreaterThan(1);
  // The day turns every 9 s, and the window with it: where loading it takes longer than a blip, the chip says so.
  const states = (await chip()).map(({ state }) => state);
  expect(states.filter((state) => state !== 'live' && state !== 'catching-up')).toEqual([]);

  await api.post('/test/pause'); // replays stand still, and so does the day
  await desk.expectEqual(api, VENUE);
  await api.post('/test/resume');
  await desk.expectLive();
  await desk.expectNotReloaded();
});
