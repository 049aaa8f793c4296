/** Tokens that live for seconds: renewed ahead of their end, on the live connection, without anybody noticing. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Desk } from './support/desk.ts';
import { expect, test } from './support/fixtures.ts';
import { Refreshes } from './support/refreshes.ts';

test.use({ serverOptions: { env: { ACCESS_TTL_S: '4', SOCKET_GRACE_MS: '300' } } });

test('three tokens pass and the chip never leaves Live', async ({ desk, people, page, api }) => {
  await desk.signIn(people.ana);
  await desk.mark();
  const chip = await desk.followChip();
  let sockets = 0;
  page.on('websocket', () => (sockets += 1));
  for (let renewal = 0; renewal < 3; renewal += 1) {
    const answer = await page.waitForResponse((response) => response.url().endsWith('/api/session/refresh'));
    expect(answer.status()).toBe(200);
  }
  expect((await chip()).map(({ state }) => state)).toEqual(['live']);
  expect(sockets, 'connections opened').toBe(0);
  await desk.expectEqual(api);
  await desk.expectNotReloaded();
});

test('three tabs renew at the same pace, one request at a time, and none leaves Live', async ({ desk, people, page, context, api }) => {
  const desks = [desk, new Desk(await context.newPage()), new Desk(await context.newPage())];
  await desk.signIn(people.ana);
  await Promise.all(desks.map((each) => each.page.goto('/')));
  await Promise.all(desks.map((each) => each.expectLive()));
  // So slow that the three would overlap: each token is renewed about two seconds after it came.
  const refreshes = await Refreshes.watch(context, () => sleep(300));
  const chips = await Promise.all(desks.map((each) => each.followChip()));
  await expect.poll(() => refreshes.ended, { timeout: 30_000 }).toBeGreaterThanOrEqual(9);
  expect(refreshes.worst).toBe(1);
  for (const chip of chips) expect((await chip()).map(({ state }) => state)).toEqual(['live']);
  await expect(page.getByTestId('sign-in-form')).toHaveCount(0);
  await Promise.all(desks.map((each) => each.expectEqual(api)));
  await context.unrouteAll({ behavior: 'wait' }); // one may be under way
});
