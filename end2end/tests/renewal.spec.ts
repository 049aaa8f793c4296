/** Tokens that live for seconds: renewed ahead of their end, on the live connection, without anybody noticing. */
import { expect, test } from './support/fixtures.ts';

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
