/**
 * The Socket.IO side, namespace `/`: CONNECT with a token, feeds by venue, commands, probes.
 *
 * A socket lives as long as its token and `socketGraceMs` more, unless `session:renew` brings a
 * new one; it ends at once when its session is revoked. Whatever a peer sends is checked; what
 * cannot be read is answered with `{error}` if it asked for an answer, and otherwise dropped.
 */
import type { Server as HttpServer } from 'node:http';
import { Server, type Socket } from 'socket.io';
import { proof, venueOf, type App } from './app.ts';
import type { Caller } from './auth.ts';
import { Refusal, parse, toRefusal } from './errors.ts';
import { readDelta } from './feeds.ts';
import { RateLimit } from './limits.ts';
import type { Change } from './wire.ts';
import { connectAuth, monitorRequest, renewRequest, unmonitorRequest } from './wire.ts';

const MAX_MESSAGE_BYTES = 256 * 1024;
const DELTA_LIMITS = { changes: 200, bytes: 64 * 1024 };
/** Requests of one socket: a second's worth, and how many may wait for their answers. */
const REQUESTS = { perSecond: 50, burst: 200 };
const MOST_PENDING = 64;

export interface Notice {
  kind: 'restarting' | 'maintenance' | 'upgrade_required' | 'session_ended';
  code?: string;
  retry_after_ms?: number;
  spread_ms?: number;
}

/** What the rest of the server may do to sockets. */
export interface Hub {
  clients(): number;
  publish(change: Change): void;
  turnDay(venue: string, businessDate: string): void;
  closeFeed(venue: string, code: string): void;
  notify(notice: Notice): void;
  /** An event that no client knows, with an attachment, to everybody. */
  sendBytes(bytes: number): void;
  endSession(session: string): void;
  /** Ends a session's sockets after `inMs`, as when its tokens had expired. */
  expireSession(session: string, inMs: number): void;
  /** Cuts every connection without a word. */
  dropAll(): number;
  close(): Promise<void>;
}

interface SocketData {
  caller: Caller;
  expiry: NodeJS.Timeout | undefined;
  pending: number;
}
type Peer = Socket<Record<string, (...args: unknown[]) => void>, Record<string, (...args: unknown[]) => void>, Record<string, never>, SocketData>;
type Handler = (app: App, socket: Peer, payload: unknown) => unknown;

const HANDLERS: Record<string, Handler> = {
  'bookings:monitor': monitor,
  'bookings:unmonitor': unmonitor,
  'booking:command': command,
  'session:renew': renew,
  'time:probe': probe,
};

export function attachSockets(server: HttpServer, app: App): Hub {
  const io = new Server<Record<string, (...args: unknown[]) => void>, Record<string, (...args: unknown[]) => void>, Record<string, never>, SocketData>(server, {
    cors: { origin: app.config.corsOrigins, credentials: false },
    pingInterval: app.config.pingIntervalMs,
    pingTimeout: app.config.pingTimeoutMs,
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    serveClient: false,
  });
  const rate = new RateLimit(REQUESTS.perSecond, REQUESTS.burst);
  // Sessions revoked a moment ago: a CONNECT that was proved just before must not slip through.
  const ended = new Set<string>();
  io.use((socket, next) => {
    admit(app, socket as Peer).then(() => next(), (thrown: unknown) => next(connectError(app, thrown)));
  });
  io.on('connection', (socket) => {
    if (ended.has(socket.data.caller.session)) socket.disconnect(true);
    else welcome(app, socket as Peer, rate);
  });
  return {
    clients: () => io.of('/').sockets.size,
    publish: (change) => void io.to(feedRoom(change.venue)).emit('booking:changed', change),
    turnDay: (venue, businessDate) => void io.emit('venue:day', { venue, business_date: businessDate }),
    closeFeed: (venue, code) => {
      io.to(feedRoom(venue)).emit('feed:closed', { venue, code });
      io.in(feedRoom(venue)).socketsLeave(feedRoom(venue));
    },
    notify: (notice) => void io.emit('server:notice', { spread_ms: app.spread.ms, ...notice }),
    sendBytes: (bytes) => void io.emit('test:bytes', { count: bytes, attached: Buffer.alloc(bytes, 0xa5) }),
    endSession: (session) => {
      ended.add(session);
      setTimeout(() => ended.delete(session), 60_000).unref();
      io.to(sessionRoom(session)).emit('server:notice', { kind: 'session_ended', code: 'unauthenticated' });
      io.in(sessionRoom(session)).disconnectSockets(true);
    },
    expireSession: (session, inMs) => {
      for (const socket of io.of('/').sockets.values()) {
        if (socket.data.caller.session !== session) continue;
        socket.data.caller.expiresAt = Date.now();
        armExpiry(socket as Peer, inMs);
      }
    },
    dropAll: () => {
      const sockets = [...io.of('/').sockets.values()];
      for (const socket of sockets) cut(socket as Peer);
      return sockets.length;
    },
    close: () => io.close(),
  };
}

/** The middleware of CONNECT: sets the caller or refuses. */
async function admit(app: App, socket: Peer): Promise<void> {
  await app.faults.whileRunning();
  const refusal = app.faults.takeRefusal();
  if (refusal) {
    const { code, ...detail } = refusal;
    throw new Refusal(code, 'Refused on a test\'s order.', detail);
  }
  if (!app.isReady) throw new Refusal('maintenance', 'The server is stopping.');
  const { token, client } = parse(connectAuth, socket.handshake.auth);
  const least = app.config.minClientVersion;
  if (least !== '' && client?.version !== undefined && isOlder(client.version, least)) {
    throw new Refusal('upgrade_required', 'A newer version of the page is needed.');
  }
  const caller = await app.auth.verify(token);
  socket.data = { caller, expiry: undefined, pending: 0 };
}

function connectError(app: App, thrown: unknown): Error {
  const refusal = toRefusal(thrown, (cause) => app.log.fault('connect_failed', cause));
  app.metrics.count('deskbell_connects_total', { outcome: refusal.code });
  const { retry_after_ms } = refusal.detail;
  return Object.assign(new Error(refusal.message), {
    data: { code: refusal.code, ...(retry_after_ms === undefined ? {} : { retry_after_ms }), spread_ms: app.spread.ms },
  });
}

function welcome(app: App, socket: Peer, rate: RateLimit): void {
  app.metrics.count('deskbell_connects_total', { outcome: 'ok' });
  void socket.join(sessionRoom(socket.data.caller.session));
  armExpiry(socket, socket.data.caller.expiresAt - Date.now() + app.config.socketGraceMs);
  // A peer may send an event of this name, which an emitter without a listener would throw.
  socket.on('error', () => {});
  socket.on('disconnect', () => clearTimeout(socket.data.expiry));
  socket.onAny((event: string, ...args: unknown[]) => {
    const last = args.at(-1);
    const acknowledge = typeof last === 'function' ? (last as (answer: unknown) => void) : () => {};
    if (Object.hasOwn(HANDLERS, event)) void respond(app, socket, rate, event, args[0], acknowledge);
    else acknowledge(new Refusal('bad_request', 'There is no such request.').body());
  });
}

async function respond(app: App, socket: Peer, rate: RateLimit, event: string, payload: unknown, acknowledge: (answer: unknown) => void): Promise<void> {
  let outcome = 'ok';
  socket.data.pending += 1;
  try {
    const wait = socket.data.pending > MOST_PENDING ? 1000 : rate.take(socket.id);
    if (wait > 0) throw new Refusal('rate_limited', 'Too many requests at once.', { retry_after_ms: wait });
    await app.faults.whileRunning();
    const handler = HANDLERS[event] as Handler;
    acknowledge(await handler(app, socket, typeof payload === 'function' ? undefined : payload));
  } catch (thrown) {
    const refusal = toRefusal(thrown, (cause) => {
      app.metrics.count('deskbell_faults_total');
      app.log.fault('socket_request_failed', cause, { name: event });
    });
    outcome = refusal.code;
    acknowledge(refusal.body());
  } finally {
    socket.data.pending -= 1;
    app.metrics.count('deskbell_socket_requests_total', { name: event, outcome });
  }
}

async function monitor(app: App, socket: Peer, payload: unknown): Promise<unknown> {
  const { venue, since } = parse(monitorRequest, payload);
  const { id } = venueOf(app, venue);
  // In the room before the state is read: what is committed after the read arrives as an event.
  await socket.join(feedRoom(id));
  const delta = await app.db.snapshot((tx) => readDelta(tx, id, since ?? undefined, DELTA_LIMITS));
  return { ok: true, spread_ms: app.spread.ms, ...delta };
}

async function unmonitor(_app: App, socket: Peer, payload: unknown): Promise<unknown> {
  const { venue } = parse(unmonitorRequest, payload);
  await socket.leave(feedRoom(venue));
  return { ok: true };
}

async function command(app: App, socket: Peer, payload: unknown): Promise<unknown> {
  const { user, expiresAt } = socket.data.caller;
  if (expiresAt <= Date.now()) throw new Refusal('token_expired', 'The access token has expired.');
  return app.commands.execute(user, payload);
}

async function renew(app: App, socket: Peer, payload: unknown): Promise<unknown> {
  const { token } = parse(renewRequest, payload);
  const caller = await app.auth.verify(token);
  const { data } = socket;
  if (caller.user.id !== data.caller.user.id) throw new Refusal('forbidden', 'The token is of another person.');
  if (caller.session !== data.caller.session) {
    await socket.leave(sessionRoom(data.caller.session));
    await socket.join(sessionRoom(caller.session));
  }
  data.caller = caller;
  const life = caller.expiresAt - Date.now();
  armExpiry(socket, life + app.config.socketGraceMs);
  return { ok: true, expires_in_ms: Math.max(0, life) };
}

async function probe(app: App): Promise<unknown> {
  return proof(app);
}

function armExpiry(socket: Peer, inMs: number): void {
  clearTimeout(socket.data.expiry);
  // Above 2^31 ms a timer would fire at once.
  socket.data.expiry = setTimeout(() => socket.disconnect(true), Math.min(Math.max(0, inMs), 2_147_483_647));
}

/** Destroys the connection below the protocol, as a cut cable would look from the server. */
function cut(socket: Peer): void {
  const transport = socket.conn.transport as unknown as { socket?: { terminate?: () => void } };
  if (transport.socket?.terminate) transport.socket.terminate();
  else socket.conn.close(true);
}

function isOlder(version: string, least: string): boolean {
  const parts = (text: string) => text.split(/[.+-]/).slice(0, 3).map((part) => Number.parseInt(part, 10) || 0);
  const [have, want] = [parts(version), parts(least)];
  for (const [index, wanted] of want.entries()) {
    const had = have[index] ?? 0;
    if (had !== wanted) return had < wanted;
  }
  return false;
}

function feedRoom(venue: string): string {
  return `feed:${venue}`;
}

function sessionRoom(session: string): string {
  return `session:${session}`;
}
