/**
 * Control routes for tests, under `/test`, there only with `DESKBELL_TEST=1`. They answer also
 * while the server is paused. README.md of this folder describes each with its body.
 */
import { z } from 'zod';
import type { Activity } from './activity.ts';
import { venueOf, type App } from './app.ts';
import { applyAll, readChange, readLines } from './changes-file.ts';
import { DEMO_VENUE, remakeVenue } from './demo.ts';
import { CODES, parse } from './errors.ts';
import { readHead } from './feeds.ts';
import type { Exchange, Route } from './http.ts';
import type { Hub } from './socket.ts';
import { day, type Booking } from './wire.ts';

const MAX_BYTES = 1024 * 1024;
const CHANGES_FILE_BYTES = 16 * 1024 * 1024;
const venueField = z.string().default(DEMO_VENUE);

export function testRoutes(app: App, hub: Hub, activity: Activity): Route[] {
  const wake = (venue: string): void => app.publisher.wake(venue);
  const post = (name: string, handle: (exchange: Exchange) => unknown): Route => ({ method: 'POST', path: `/test/${name}`, handle });
  return [
    post('reset', (exchange) => reset(app, exchange)),
    post('change', async ({ json }) => ({ changes: await applyAll(app, [readChange((await json()) ?? {})], wake) })),
    post('changes', async ({ text }) => ({ applied: (await applyAll(app, readLines(await text(CHANGES_FILE_BYTES)), wake)).length })),
    post('swallow', async ({ json }) => {
      app.faults.swallow(parse(z.object({ times: z.number().int().min(0).max(1e6).default(1) }), (await json()) ?? {}).times);
      return { ok: true };
    }),
    post('drop-sockets', () => ({ dropped: hub.dropAll() })),
    post('refuse-connects', async ({ json }) => {
      const body = z.object({ times: z.number().int().min(0).default(1), code: z.enum(CODES).default('unauthenticated'), retry_after_ms: z.number().int().min(0).optional() });
      const { times, code, retry_after_ms } = parse(body, (await json()) ?? {});
      app.faults.refuseConnects(times, { code, ...(retry_after_ms === undefined ? {} : { retry_after_ms }) });
      return { ok: true };
    }),
    post('expire-session', async ({ json }) => {
      const { user, grace_ms } = parse(z.object({ user: z.string().default('ana'), grace_ms: z.number().int().min(0).default(app.config.socketGraceMs) }), (await json()) ?? {});
      const sessions = await sessionsOf(app, user);
      for (const session of sessions) {
        await app.auth.expire(session);
        hub.expireSession(session, grace_ms);
      }
      return { sessions: sessions.length };
    }),
    post('revoke-session', async ({ json }) => {
      const { user } = parse(z.object({ user: z.string().default('ana') }), (await json()) ?? {});
      const sessions = await sessionsOf(app, user);
      for (const session of sessions) await app.auth.revoke(session);
      return { sessions: sessions.length };
    }),
    post('pause', () => {
      app.faults.pause();
      return { ok: true };
    }),
    post('resume', () => {
      app.faults.resume();
      return { ok: true };
    }),
    post('notice', async ({ json }) => {
      const body = z.object({ kind: z.enum(['restarting', 'maintenance', 'upgrade_required', 'session_ended']), code: z.string().optional(), retry_after_ms: z.number().int().optional() });
      const { kind, code, retry_after_ms } = parse(body, await json());
      hub.notify({ kind, ...(code === undefined ? {} : { code }), ...(retry_after_ms === undefined ? {} : { retry_after_ms }) });
      return { ok: true };
    }),
    post('bytes', async ({ json }) => {
      hub.sendBytes(parse(z.object({ bytes: z.number().int().min(0).max(MAX_BYTES).default(1000) }), (await json()) ?? {}).bytes);
      return { ok: true };
    }),
    post('close-feed', async ({ json }) => {
      const { venue, code } = parse(z.object({ venue: venueField, code: z.enum(CODES).default('forbidden') }), (await json()) ?? {});
      hub.closeFeed(venue, code);
      return { ok: true };
    }),
    post('business-date', async ({ json }) => {
      const { venue, date } = parse(z.object({ venue: venueField, date: day }), await json());
      await app.venues.setBusinessDate(venueOf(app, venue).id, date);
      return { ok: true };
    }),
    post('activity', async ({ json }) => {
      const { on, steps } = parse(z.object({ on: z.boolean().optional(), steps: z.number().int().min(0).max(10_000).default(0) }), (await json()) ?? {});
      let made = 0;
      for (let step = 0; step < steps; step += 1) made += (await activity.step()) ? 1 : 0;
      if (on === true) activity.start();
      if (on === false) await activity.stop();
      return { made };
    }),
    { method: 'GET', path: '/test/state', handle: ({ query }) => state(app, query['venue'] ?? DEMO_VENUE) },
  ];
}

/** Every booking of a venue with its head, on one snapshot: what a client must equal. */
async function state(app: App, id: string): Promise<unknown> {
  const venue = venueOf(app, id);
  return app.db.snapshot(async (tx) => ({
    venue: id, ...(await readHead(tx, id)), business_date: venue.business_date,
    bookings: (await tx.query<{ doc: Booking }>('SELECT doc FROM bookings WHERE venue = $1 AND NOT removed ORDER BY id', [id])).map((row) => row.doc),
  }));
}

async function reset(app: App, exchange: Exchange): Promise<unknown> {
  const { seed } = parse(z.object({ seed: z.number().int().min(0).max(0xffff_ffff).default(app.config.seed) }), (await exchange.json()) ?? {});
  app.faults.clear();
  app.auth.forgetFailures();
  await app.db.query('DELETE FROM commands');
  const venue = venueOf(app, DEMO_VENUE);
  await remakeVenue(app, venue, seed);
  await app.publisher.restart();
  return { venue: venue.id, ...(await app.heads.read())[venue.id] };
}

async function sessionsOf(app: App, username: string): Promise<string[]> {
  const rows = await app.db.query<{ id: string }>(
    'SELECT s.id FROM sessions s JOIN users u ON u.id = s.user_id WHERE u.username = $1 AND s.revoked_at IS NULL', [username]);
  return rows.map((row) => row.id);
}
