/** The server as tests handle it: what it recorded outlives a kill, at the same address, and a reset forgets it. */
import { expect, test } from './support/fixtures.ts';

test('a killed server comes back on its port with all that it recorded', async ({ server, api }) => {
  const { url } = server;
  const [booking] = (await api.state()).bookings;
  await api.change({ id: booking!.id, set: { note: 'Late arrival' } });
  const before = await api.state();
  await server.kill();
  await expect(fetch(`${url}/api/health`)).rejects.toThrow();
  await server.launch();
  expect(server.url).toBe(url);
  expect(await api.state()).toEqual(before);
  expect(before.bookings.find((each) => each.id === booking!.id)?.note).toBe('Late arrival');
});

test('a reset brings the demo venue back', async ({ api }) => {
  const before = await api.state();
  await api.change({ set: { note: 'New' } });
  await api.reset();
  const after = await api.state();
  expect(after.bookings.map(({ id, note }) => [id, note])).toEqual(before.bookings.map(({ id, note }) => [id, note]));
});
