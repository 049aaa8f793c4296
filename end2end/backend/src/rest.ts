/** The REST routes. Each checks its input, asks a part of the server, and shapes the answer. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { VERSION, proof, venueOf, venuesFor, type App } from './app.ts';
import type { Caller, Grant } from './auth.ts';
import { readOne, readPage, search } from './bookings.ts';
import { Refusal, parse } from './errors.ts';
import { readDelta } from './feeds.ts';
import { isTrustedOrigin, sendJson, type Exchange, type Route } from './http.ts';
import { changesQuery, loginRequest, pageQuery, searchQuery } from './wire.ts';

const COOKIE = 'deskbell_refresh';
/** A delta by REST may be longer than one on the socket, which has to stay responsive. */
const DELTA_LIMITS = { changes: 1000, bytes: 512 * 1024 };

export function restRoutes(app: App): Route[] {
  return [
    { method: 'POST', path: '/api/session', handle: (exchange) => login(app, exchange) },
    { method: 'POST', path: '/api/session/refresh', handle: (exchange) => refresh(app, exchange) },
    { method: 'DELETE', path: '/api/session', handle: (exchange) => signOut(app, exchange) },
    { method: 'GET', path: '/api/bookings', handle: (exchange) => page(app, exchange) },
    { method: 'GET', path: '/api/bookings/search', handle: (exchange) => find(app, exchange) },
    { method: 'GET', path: '/api/bookings/:id', handle: (exchange) => one(app, exchange) },
    { method: 'GET', path: '/api/changes', handle: (exchange) => changes(app, exchange) },
    { method: 'POST', path: '/api/commands', handle: (exchange) => command(app, exchange) },
    { method: 'GET', path: '/api/health', handle: () => health(app) },
    { method: 'GET', path: '/api/ready', handle: ({ res }) => ready(app, res) },
    { method: 'GET', path: '/metrics', handle: ({ res }) => metrics(app, res) },
  ];
}

async function login(app: App, exchange: Exchange): Promise<unknown> {
  trusted(app, exchange.req);
  const { username, password } = parse(loginRequest, await exchange.json());
  const grant = await app.auth.login(username, password).catch((error: unknown) => {
    app.metrics.count('deskbell_logins_total', { outcome: error instanceof Refusal ? error.code : 'internal' });
    throw error;
  });
  app.metrics.count('deskbell_logins_total', { outcome: 'ok' });
  return sessionAnswer(app, exchange.res, grant);
}

async function refresh(app: App, exchange: Exchange): Promise<unknown> {
  trusted(app, exchange.req);
  const token = cookieOf(exchange.req);
  const grant = token === undefined ? undefined : await app.auth.refresh(token);
  app.metrics.count('deskbell_logins_total', { outcome: grant ? 'refreshed' : 'no_session' });
  if (grant) return sessionAnswer(app, exchange.res, grant);
  if (token !== undefined) setCookie(app, exchange.res, '', 0);
  return { session: null, server_time: new Date().toISOString(), spread_ms: app.spread.ms };
}

async function signOut(app: App, exchange: Exchange): Promise<unknown> {
  trusted(app, exchange.req);
  const token = cookieOf(exchange.req);
  const session = token === undefined ? undefined : await app.auth.sessionOf(token);
  if (session !== undefined) await app.auth.revoke(session);
  // Both are ended: the cookie may be of another session than the token.
  const bearer = bearerOf(exchange.req);
  const caller = bearer === undefined ? undefined : await app.auth.verify(bearer).catch(() => undefined);
  if (caller && caller.session !== session) await app.auth.revoke(caller.session);
  setCookie(app, exchange.res, '', 0);
  return { ok: true };
}

async function page(app: App, exchange: Exchange): Promise<unknown> {
  await callerOf(app, exchange.req);
  const query = parse(pageQuery, exchange.query);
  const found = await readPage(app.db, venueOf(app, query.venue), query);
  return { ...found, ...(await proof(app)) };
}

async function find(app: App, exchange: Exchange): Promise<unknown> {
  await callerOf(app, exchange.req);
  const query = parse(searchQuery, exchange.query);
  const found = await search(app.db, venueOf(app, query.venue), query.q, query.cursor, query.limit);
  return { ...found, ...(await proof(app)) };
}

async function one(app: App, exchange: Exchange): Promise<unknown> {
  await callerOf(app, exchange.req);
  const id = exchange.params['id'] ?? '';
  if (id.includes('\u0000')) throw new Refusal('not_found', 'There is no such booking.');
  return { ...(await readOne(app.db, id)), ...(await proof(app)) };
}

async function changes(app: App, exchange: Exchange): Promise<unknown> {
  await callerOf(app, exchange.req);
  const { venue, epoch, since } = parse(changesQuery, exchange.query);
  const from = epoch === undefined || since === undefined ? undefined : { epoch, revision: since };
  const delta = await app.db.snapshot((tx) => readDelta(tx, venueOf(app, venue).id, from, DELTA_LIMITS));
  return { ...delta, ...(await proof(app)) };
}

async function command(app: App, exchange: Exchange): Promise<unknown> {
  const caller = await callerOf(app, exchange.req);
  return app.commands.execute(caller.user, await exchange.json());
}

function health(app: App): unknown {
  const { demoAccounts } = app;
  return {
    ok: true, version: VERSION, server_time: new Date().toISOString(), spread_ms: app.spread.ms,
    ...(demoAccounts.length > 0 ? { demo: { accounts: demoAccounts } } : {}),
  };
}

async function ready(app: App, res: ServerResponse): Promise<unknown> {
  const answers = app.isReady && (await app.db.query('SELECT 1').then(() => true, () => false));
  if (answers) return { ok: true };
  sendJson(res, 503, new Refusal('maintenance', 'The server is starting or stopping.').body());
  return undefined;
}

async function metrics(app: App, res: ServerResponse): Promise<undefined> {
  const heads = await app.heads.read();
  const { rss, heapUsed } = process.memoryUsage();
  const text = app.metrics.text([
    { name: 'deskbell_clients', help: 'Sockets connected', value: app.clients() },
    { name: 'deskbell_spread_ms', help: 'The spread that clients are told', value: app.spread.ms },
    { name: 'deskbell_uptime_seconds', help: 'Since the process started', value: Math.round(process.uptime()) },
    { name: 'process_resident_memory_bytes', help: 'Resident memory', value: rss },
    { name: 'nodejs_heap_used_bytes', help: 'JavaScript heap in use', value: heapUsed },
    ...Object.entries(heads).map(([venue, head]) => ({
      name: 'deskbell_feed_revision', help: 'Head of a feed', labels: `venue="${venue.replace(/[^\w-]/g, '_')}"`, value: head.revision,
    })),
  ]);
  res.writeHead(200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' }).end(text);
  return undefined;
}

async function sessionAnswer(app: App, res: ServerResponse, grant: Grant): Promise<unknown> {
  setCookie(app, res, grant.refreshToken, app.config.refreshTtlS);
  const { user } = grant;
  return {
    access_token: grant.accessToken,
    expires_in_ms: Math.max(0, grant.expiresAt - Date.now()),
    refresh_expires_in_ms: app.config.refreshTtlS * 1000,
    ...(await proof(app)),
    user: { id: user.id, username: user.username, name: user.name, role: user.role },
    demo: app.demoAccounts.length > 0,
    venues: venuesFor(app, grant),
  };
}

/** The caller that the request's bearer token proves. */
export async function callerOf(app: App, req: IncomingMessage): Promise<Caller> {
  const token = bearerOf(req);
  if (token === undefined) throw new Refusal('unauthenticated', 'An access token is needed.');
  return app.auth.verify(token);
}

function bearerOf(req: IncomingMessage): string | undefined {
  return /^Bearer ([\w.~+/-]{1,4096}=*)$/i.exec(req.headers.authorization ?? '')?.[1];
}

function cookieOf(req: IncomingMessage): string | undefined {
  const found = (req.headers.cookie ?? '').split(/;\s*/).find((part) => part.startsWith(`${COOKIE}=`));
  const value = found?.slice(COOKIE.length + 1);
  return value === undefined || value === '' || value.length > 200 ? undefined : value;
}

function setCookie(app: App, res: ServerResponse, value: string, maxAgeS: number): void {
  const secure = app.config.cookieSecure ? '; Secure' : '';
  res.setHeader('Set-Cookie', `${COOKIE}=${value}; Path=/api/session; HttpOnly; SameSite=Strict; Max-Age=${maxAgeS}${secure}`);
}

function trusted(app: App, req: IncomingMessage): void {
  if (!isTrustedOrigin(req, app.config.corsOrigins)) throw new Refusal('forbidden', 'This page may not sign in here.');
}
