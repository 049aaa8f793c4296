/**
 * What people see of a lost connection, and when: the table of the design, first on a clock that the test moves, then
 * once in real time.
 */
import { expect, test } from './support/fixtures.ts';
import { NETWORK_ERRORS } from './support/page-errors.ts';
import { IS_WHOLE } from './support/states.ts';
import { PageClock, followStory, look } from './support/story.ts';

const LIVE = { chip: 'live', asOf: 'proved', gap: 'false', banner: undefined };
const CUT_OFF = { asOf: 'stopped', gap: 'true' };

/** The page has noticed that its connection is gone. */
const lost = { predicate: (message: { text(): string }) => /connection #\d+ lost/.test(message.text()) };

// A polling session that the line broke is told of its end; the server knows it no more.
test.beforeEach(({ errors }) => errors.allow(...NETWORK_ERRORS, /status of 400/));

test('nothing answers: by the second, by the fifth, by the thirtieth, after two minutes', async ({ page, desk, people, line }) => {
  test.setTimeout(180_000);
  const clock = await PageClock.install(page);
  await desk.signIn(people.ana);
  const told = await followStory(page);
  await clock.stop();
  const noticed = page.waitForEvent('console', lost);
  await line.refuse();
  await noticed;
  clock.zero();

  await clock.until(800);
  expect(await look(page)).toEqual(LIVE);
  await expect(desk.asOf).toHaveText('as of just now');
  await clock.until(1_200);
  expect(await look(page)).toEqual({ ...CUT_OFF, chip: 'reconnecting', banner: undefined });
  await expect(desk.chip).toHaveText('Reconnecting…');
  await expect(desk.asOf).toHaveText(/^as of \d\d:\d\d:\d\d$/);
  const stopped = await desk.asOf.textContent();

  await clock.until(4_800);
  expect(await look(page)).toEqual({ ...CUT_OFF, chip: 'reconnecting', banner: undefined });
  expect((await told()).said).toEqual([]);
  await clock.until(5_200);
  expect(await look(page)).toEqual({ ...CUT_OFF, chip: 'reconnecting', banner: 'reconnecting' });
  await expect(desk.banner).toContainText(/^Connection lost, trying again\. This list is from \d\d:\d\d and may be out of date\./);
  await expect(desk.banner.getByRole('button', { name: 'Retry now' })).toBeVisible();
  expect((await told()).said).toEqual([expect.stringMatching(/^Connection lost, trying again\./)]);

  await clock.until(29_800);
  expect(await look(page)).toEqual({ ...CUT_OFF, chip: 'reconnecting', banner: 'reconnecting' });
  await clock.until(30_200);
  expect(await look(page)).toEqual({ ...CUT_OFF, chip: 'not-live', banner: 'still-trying' });
  await expect(desk.chip).toHaveText('Not live');
  await expect(desk.banner).toContainText(/^Still can't reach the booking server\. Nothing after \d\d:\d\d is shown\./);
  await clock.until(119_000);
  await expect(desk.chip).toHaveText('Not live');
  await clock.until(120_500);
  await expect(desk.chip).toHaveText(/^Not live since \d\d:\d\d$/);
  await expect(desk.asOf, 'it stands still').toHaveText(stopped ?? '');
  expect(await told()).toEqual({
    banners: ['reconnecting', 'still-trying'], toasts: 0,
    said: [expect.stringMatching(/^Connection lost/), expect.stringMatching(/^Still can't reach/)],
  });

  await line.heal();
  await page.clock.resume();
  await desk.banner.getByRole('button', { name: 'Retry now' }).click();
  await desk.expectLive();
  await expect(page.getByTestId('restored-banner')).toContainText('Live again. Nothing changed while you were away.');
  await expect(page.getByTestId('announcer-connection')).toHaveText('Live again. Nothing changed while you were away.');
});

test('after a night without a connection the times say their day', async ({ page, desk, people, line }) => {
  test.setTimeout(120_000);
  const clock = await PageClock.install(page);
  await desk.signIn(people.ana);
  await clock.stop();
  const noticed = page.waitForEvent('console', lost);
  await line.refuse();
  await noticed;
  clock.zero();
  await clock.until(31_000);
  await expect(desk.asOf).toHaveText(/^as of \d\d:\d\d:\d\d$/);
  await page.clock.fastForward(24 * 3_600_000);
  // Who wakes up is catching up first.
  await clock.until(46_000);
  await expect(desk.chip).toHaveText(/^Not live since \d+ \w+, \d\d:\d\d$/);
  await expect(desk.asOf).toHaveText(/^as of \d+ \w+, \d\d:\d\d:\d\d$/);
  await expect(desk.banner).toContainText(/ Nothing after \d+ \w+, \d\d:\d\d is shown\./);
});

test('a wait of five seconds or more is counted down, for the eye alone', async ({ page, desk, people, line, api }) => {
  test.setTimeout(120_000);
  const clock = await PageClock.install(page);
  await desk.signIn(people.ana);
  await clock.stop();
  await api.post('/test/refuse-connects', { times: 1, code: 'maintenance', retry_after_ms: 60_000 });
  const noticed = page.waitForEvent('console', lost);
  await api.dropSockets();
  await noticed;
  clock.zero();
  // The next attempt hears how long to wait; then nothing answers any more.
  await clock.until(2_500);
  await line.refuse();
  await clock.until(29_000);
  const countdown = page.getByTestId('countdown');
  await expect(countdown).toHaveText('');
  await clock.until(31_000);
  await expect(countdown).toHaveAttribute('aria-hidden', 'true');
  const seconds = async (): Promise<number> => Number(/^Next try in (\d+) s\.$/.exec(((await countdown.textContent()) ?? '').trim())?.[1]);
  const before = await seconds();
  expect(before).toBeGreaterThanOrEqual(25);
  expect(before).toBeLessThanOrEqual(34);
  const said = await page.getByTestId('announcer-connection').textContent();
  await clock.until(41_000);
  expect(await seconds()).toBe(before - 10);
  await expect(page.getByTestId('announcer-connection')).toHaveText(said ?? '');
});

test('polls answer: the list is not hatched, and says how often it is fetched', async ({ page, desk, people, line }) => {
  test.setTimeout(120_000);
  const clock = await PageClock.install(page);
  await desk.signIn(people.ana);
  await clock.stop();
  const noticed = page.waitForEvent('console', lost);
  line.blockPush();
  await noticed;
  clock.zero();
  await clock.until(800);
  expect(await look(page)).toEqual(LIVE);
  await clock.until(1_200);
  expect(await look(page)).toMatchObject({ ...CUT_OFF, chip: 'reconnecting' });
  // The first poll is spread over the crowd's second.
  await clock.until(7_500);
  expect(await look(page)).toEqual({ chip: 'polling', asOf: 'proved', gap: 'false', banner: 'polling' });
  await expect(desk.chip).toHaveText('Every 5 s');
  await expect(desk.banner).toContainText('Live updates are interrupted. The list refreshes every 5 seconds until they return.');
  await clock.until(45_000);
  expect(await look(page)).toEqual({ chip: 'polling', asOf: 'proved', gap: 'false', banner: 'polling' });
});


test('a proof that is late lets "as of" tick, and draws no hatch', async ({ page, desk, people, line }) => {
  test.setTimeout(120_000);
  // A deployment that polls seldom: its proofs come seldom too.
  await page.route('**/config.json', (route) => route.fulfill({ json: { polling_ms: 30_000 } }));
  const clock = await PageClock.install(page);
  await desk.signIn(people.ana);
  await clock.stop();
  const noticed = page.waitForEvent('console', lost);
  line.blockPush();
  await noticed;
  clock.zero();
  await clock.until(9_000);
  expect(await look(page)).toEqual({ chip: 'polling', asOf: 'proved', gap: 'false', banner: 'polling' });
  await expect(desk.chip).toHaveText('Every 30 s');
  await clock.until(24_000);
  expect(await look(page)).toEqual({ chip: 'polling', asOf: 'late', gap: 'false', banner: 'polling' });
  const seconds = async (): Promise<number> => Number(/^as of \d\d:\d\d:\d\d(\d+) s ago$/.exec((await desk.asOf.textContent()) ?? '')?.[1]);
  const before = await seconds();
  expect(before).toBeGreaterThanOrEqual(15);
  await clock.until(27_000);
  expect(await seconds()).toBe(before + 3);
});

test('in real time: a clean close, and a black hole', async ({ page, desk, people, line }) => {
  test.setTimeout(240_000);
  await desk.signIn(people.ana);
  const at = async (wanted: Partial<Awaited<ReturnType<typeof look>>>, sinceMs: number, { from, to }: { from: number; to: number }): Promise<void> => {
    await expect.poll(() => look(page), { timeout: to, intervals: [50] }).toMatchObject(wanted);
    expect(Date.now() - sinceMs, JSON.stringify(wanted)).toBeGreaterThanOrEqual(from);
    expect(Date.now() - sinceMs, JSON.stringify(wanted)).toBeLessThanOrEqual(to);
  };
  await line.refuse();
  const closedAt = Date.now();
  await at({ ...CUT_OFF, chip: 'reconnecting' }, closedAt, { from: 800, to: 1_700 });
  await at({ banner: 'reconnecting' }, closedAt, { from: 4_500, to: 6_500 });
  await at({ chip: 'not-live', banner: 'still-trying' }, closedAt, { from: 29_000, to: 32_000 });
  if (IS_WHOLE) {
    await expect(desk.chip).toHaveText(/^Not live since \d\d:\d\d$/, { timeout: 100_000 });
    expect(Date.now() - closedAt).toBeGreaterThanOrEqual(118_000);
    expect(Date.now() - closedAt).toBeLessThanOrEqual(124_000);
  }
  await line.heal();
  await desk.expectLive();
  // Silence is judged once a probe was answered on this connection.
  await expect(page.locator('[data-shown="true"]').getByTestId('restored-banner')).toHaveCount(0, { timeout: 15_000 });

  line.stall();
  const deadAt = Date.now();
  await at({ ...CUT_OFF, chip: 'reconnecting' }, deadAt, { from: 2_000, to: 12_500 });
  await line.heal();
  await desk.expectLive();
});
