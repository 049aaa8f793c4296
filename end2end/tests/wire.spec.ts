/**
 * The client against the official Node server, over each of the two transports: what is said on the wire, and that
 * the screen is the same whichever carries it.
 */
import type { Booking } from './support/api.ts';
import { makeArrival } from './support/bookings.ts';
import { expect, test as base } from './support/fixtures.ts';
import { NETWORK_ERRORS } from './support/page-errors.ts';
import { Wire } from './support/wire.ts';

const PING_INTERVAL_MS = 1_000;
const PING_TIMEOUT_MS = 3_000;
/** A message of the server is at most so long; its handshake says so. */
const PAYLOAD_BYTES_MAX = 256 * 1024;
/** Letters of one to four bytes, marks that combine, and what JSON and HTML must escape. */
const LETTERS = 'Zoë 北京 🛎️ e\u0301 ‮dlo "quoted" \\ <b>&amp; \u2028 ﷽';

interface Fixtures {
  transport: 'websocket' | 'polling';
  /** Ana is signed in and live over the transport, and this is what was said so far. */
  wire: Wire;
}

const test = base.extend<Fixtures>({
  transport: ['websocket', { option: true }],
  wire: async ({ transport, page, line, desk, people, errors }, use) => {
    const wire = new Wire(page);
    errors.allow(...NETWORK_ERRORS);
    if (transport === 'polling') line.blockSockets();
    await page.goto('/');
    await desk.enter(people.ana);
    await desk.expectLive();
    await desk.mark();
    expect([...wire.transports]).toEqual([transport]);
    await use(wire);
    await desk.expectNotReloaded();
  },
});
test.use({ serverOptions: { env: { PING_INTERVAL_MS: String(PING_INTERVAL_MS), PING_TIMEOUT_MS: String(PING_TIMEOUT_MS) } } });

for (const transport of ['websocket', 'polling'] as const) {
  test.describe(transport, () => {
    test.use({ transport });

    test('CONNECT carries the token and comes first, requests are answered, changes are heard', async ({ wire, api, desk }) => {
      const booking = await makeArrival(api, { guest: 'Wilma Wire' });
      expect(wire.received[0]).toMatch(/^0\{"sid":/);
      expect(wire.received[1]).toMatch(/^40\{"sid":/);
      expect(wire.sent[0]).toMatch(/^40\{/);
      expect(wire.connects).toEqual([{ token: expect.stringMatching(/^ey[\w-]+\.[\w-]+\.[\w-]+$/), client: { id: 'deskbell', version: expect.stringMatching(/^\d+\.\d+\.\d+$/) } }]);
      await expect.poll(() => wire.answersTo('bookings:monitor')).toEqual([expect.objectContaining({ ok: true })]);

      await api.change({ id: booking.id, set: { note: LETTERS } });
      await expect.poll(() => desk.row(booking.id).textContent()).toContain(LETTERS);
      await expect.poll(() => changesOf(wire, booking).at(-1)?.booking?.note).toBe(LETTERS);

      await desk.guest('Wilma Wire').getByRole('button', { name: /^Check in/ }).click();
      await expect(desk.row(booking.id)).toHaveAttribute('data-status', 'checked_in');
      await expect.poll(() => wire.answersTo('booking:command')).toEqual([expect.objectContaining({ ok: true })]);
      expect(wire.sessions).toBe(1);
      await desk.expectEqual(api);
    });

    test('the heartbeat is answered for longer than the server would wait', async ({ wire, api, desk }) => {
      const chip = await desk.followChip();
      await expect.poll(() => wire.pongs, { timeout: 20_000 }).toBeGreaterThan((PING_INTERVAL_MS + PING_TIMEOUT_MS) / PING_INTERVAL_MS);
      expect([wire.sessions, wire.connects.length, await api.clients()]).toEqual([1, 1, 1]);
      expect((await chip()).map(({ state }) => state)).toEqual(['live']);
    });

    test('a token that ran out is refused with its code, refreshed, and another one sent', async ({ wire, api, desk, page }) => {
      // On a slow machine a poll by REST would find out first, and CONNECT would have a fresh token at once.
      await page.route('**/api/changes?*', (route) => route.abort('connectionrefused'));
      await api.post('/test/expire-session', { user: 'ana', grace_ms: 0 });
      await expect.poll(() => wire.received.filter((packet) => packet.startsWith('44')), { timeout: 15_000 }).toEqual([expect.stringContaining('"code":"token_expired"')]);
      await expect.poll(() => wire.received.filter((packet) => packet.startsWith('40')).length).toBe(2);
      const [first, refused, last] = wire.connects.map(({ token }) => token);
      expect([wire.connects.length, refused === first, last === first]).toEqual([3, true, false]);
      await desk.expectLive();
      await makeArrival(api, { guest: 'With Another Token' });
      await desk.expectEqual(api);
    });

    test('DISCONNECT of a revoked session ends it, and nothing connects by itself', async ({ wire, api, desk, people }) => {
      await api.post('/test/revoke-session', { user: 'ana' });
      await expect(desk.form).toBeVisible();
      await expect(desk.rows).toHaveCount(0);
      await expect.poll(() => wire.received.filter((packet) => packet.includes('"session_ended"'))).toHaveLength(1);
      await expect.poll(() => api.clients()).toBe(0);
      await desk.enter(people.ana);
      await desk.expectLive();
      await desk.expectEqual(api);
      expect([wire.sessions, wire.connects.length]).toEqual([2, 2]);
    });

    test('a server that starts again is found again', async ({ wire, server, api, desk, people, errors }) => {
      // A server that is back before the loss was noticed knows nothing of the session, and the browser logs its answer.
      errors.allow(/status of 400 .*\/socket\.io\//);
      await server.restart();
      await api.signIn(people.ben);
      await makeArrival(api, { guest: 'After the Restart' });
      await desk.expectLive();
      await desk.expectEqual(api);
      // While it was away, either transport had its turn.
      expect(wire.sessions).toBeGreaterThanOrEqual(2);
    });

    test('a long answer and a burst of changes arrive whole', async ({ wire, api, desk }) => {
      const bookings = (await api.state()).bookings.slice(0, 20);
      await api.swallow(bookings.length);
      const note = '満室🛎️'.repeat(160);
      await api.postLines('/test/changes', bookings.map(({ id }) => JSON.stringify({ id, set: { note } })));
      // The next probe tells that changes are missing; they come in one answer.
      await expect.poll(() => wire.longest, { timeout: 15_000 }).toBeGreaterThan(20_000);
      expect(wire.longest).toBeLessThan(PAYLOAD_BYTES_MAX);
      await desk.expectEqual(api);

      await api.postLines('/test/changes', bookings.map(({ id }) => JSON.stringify({ id, set: { note: 'Short again' } })));
      await desk.expectEqual(api);
      if (transport === 'polling') await expect.poll(() => wire.bundled).toBeGreaterThan(1);
      expect(wire.sessions).toBe(1);
    });

    test('an event with bytes attached is set aside, and the connection stays', async ({ wire, api, desk, page }) => {
      const warned: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'warning') warned.push(message.text());
      });
      await api.post('/test/bytes', { bytes: 3_000 });
      await api.post('/test/bytes', { bytes: 0 });
      const { id } = await makeArrival(api, { guest: 'After the Bytes' });
      await expect(desk.row(id)).toBeVisible();
      await expect.poll(() => wire.received).toContain('451-["test:bytes",{"count":3000,"attached":{"_placeholder":true,"num":0}}]');
      await expect.poll(() => wire.received).toContain(`b${Buffer.alloc(3_000, 0xa5).toString('base64')}`);
      await desk.expectLive();
      await desk.expectEqual(api);
      expect([wire.sessions, warned]).toEqual([1, []]);
    });
  });
}

/** The changes of a booking that were heard, in order. */
function changesOf(wire: Wire, { id }: Pick<Booking, 'id'>): { booking?: Booking }[] {
  const changes = wire.received
    .filter((packet) => packet.startsWith('42["booking:changed"'))
    .map((packet) => (JSON.parse(packet.slice(2)) as [string, { booking?: Booking }])[1]);
  return changes.filter(({ booking }) => booking?.id === id);
}
