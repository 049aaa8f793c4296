/**
 * Puts the parts together and takes them apart in order. `startServer` resolves when the server
 * listens; `close` tells the clients, lets what is under way finish, and frees the database.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Activity } from './activity.ts';
import type { App } from './app.ts';
import { Auth } from './auth.ts';
import { Commands } from './commands.ts';
import { ConfigError, type Config } from './config.ts';
import { openDatabase } from './db.ts';
import { prepareDemo } from './demo.ts';
import { Faults } from './faults.ts';
import { prune, renewEpochs } from './feeds.ts';
import { Heads } from './heads.ts';
import { httpListener } from './http.ts';
import { importFile } from './importer.ts';
import { Log } from './log.ts';
import { Metrics } from './metrics.ts';
import { Publisher } from './publisher.ts';
import { Replay } from './replay.ts';
import { restRoutes } from './rest.ts';
import { attachSockets, type Hub } from './socket.ts';
import { Spread } from './spread.ts';
import { staticFiles } from './static.ts';
import { testRoutes } from './test-routes.ts';
import { Venues } from './venues.ts';

const TICK_MS = 1000;
const SAMPLE_EVERY = 5;
const PRUNE_EVERY = 600;
/** How long requests under way may take when the server stops. */
const FAREWELL_MS = 2000;

export interface RunningServer {
  url: string;
  app: App;
  activity: Activity;
  close(): Promise<void>;
}

export async function startServer(config: Config, log = new Log(config.logLevel)): Promise<RunningServer> {
  // The first time this makes an empty database, which takes some seconds.
  log.info('opening_database', { kind: config.databaseUrl === '' ? 'embedded' : 'postgresql', ...(config.databaseUrl === '' ? { folder: config.data } : {}) });
  const db = await openDatabase(config);
  try {
    return await assemble(config, log, db);
  } catch (error) {
    await db.close();
    throw error;
  }
}

async function assemble(config: Config, log: Log, db: App['db']): Promise<RunningServer> {
  const faults = new Faults();
  const metrics = new Metrics();
  const venues = new Venues(db, config.dayTurnsAt);
  const heads = new Heads(db);
  const auth = new Auth(db, config, secretOf(config));
  let hub: Hub | undefined;
  const clients = () => hub?.clients() ?? 0;
  const publisher = new Publisher(db, (change) => hub?.publish(change), faults, metrics, log);
  const spread = new Spread(config.connectsPerS, clients);
  const commands = new Commands(db, venues, metrics, (venue) => publisher.wake(venue), config.commandsPerS);
  const app: App = { config, db, auth, venues, commands, publisher, heads, spread, faults, metrics, log, demoAccounts: [], clients, isReady: false };
  auth.onRevoked = (session) => hub?.endSession(session);
  venues.onDay = (venue, businessDate) => hub?.turnDay(venue, businessDate);

  if (config.newEpoch) await renewEpochs(db);
  await venues.load();
  app.demoAccounts = await prepareDemo(app);
  await spread.restore(db);
  const say = (line: string) => log.info('progress', { text: line });
  if (config.importFile !== '') await importFile(app, config.importFile, say);
  const replay = config.replayFile === '' ? undefined : await Replay.prepare(app, config.replayFile, config, say);

  const activity = new Activity(app);
  const fallback = config.staticDir === '' ? undefined : await staticFiles(config.staticDir).catch(() => {
    throw new ConfigError(`The folder ${config.staticDir} named by --static is not there.`);
  });
  const routes = restRoutes(app);
  const server = createServer(httpListener({ routes, corsOrigins: config.corsOrigins, faults, metrics, log, ...(fallback ? { fallback } : {}) }));
  const ownHub = attachSockets(server, app);
  hub = ownHub;
  if (config.test) routes.push(...testRoutes(app, ownHub, activity));
  await publisher.start();
  const url = await listen(server, config);
  app.isReady = true;
  const stopTicking = tick(app, activity);
  if (config.demoActivity && app.demoAccounts.length > 0) activity.start();
  replay?.start();
  log.info('listening', { url, test: config.test, venues: venues.all().length });

  const close = async (): Promise<void> => {
    app.isReady = false;
    await stopTicking();
    await activity.stop();
    await replay?.stop();
    faults.clear();
    ownHub.notify({ kind: 'restarting' });
    await publisher.stop();
    await spread.sample(db).catch((error: unknown) => log.fault('spread_not_kept', error));
    const impatience = setTimeout(() => server.closeAllConnections(), FAREWELL_MS);
    await ownHub.close();
    clearTimeout(impatience);
    await db.close();
    log.info('stopped');
  };
  return { url, app, activity, close };
}

function listen(server: ReturnType<typeof createServer>, config: Config): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new ConfigError(`Port ${config.port} on ${config.host} is taken; choose another with --port, or 0 for a free one.`) : error);
    });
    server.listen(config.port, config.host, () => {
      const { port } = server.address() as AddressInfo;
      resolve(`http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`);
    });
  });
}

/** The second hand: days turn, clients are counted, old rows go. */
function tick(app: App, activity: Activity): () => Promise<void> {
  let beats = 0;
  let running: Promise<void> = Promise.resolve();
  let idle = true;
  const beat = async (): Promise<void> => {
    for (const venue of await app.venues.turnDays()) await activity.onDay(venue);
    if (beats % SAMPLE_EVERY === 0) await app.spread.sample(app.db);
    if (beats % PRUNE_EVERY === 0) {
      await prune(app.db);
      await app.commands.prune();
      await app.auth.prune();
    }
    beats += 1;
  };
  const timer = setInterval(() => {
    if (!idle) return;
    idle = false;
    running = beat().catch((error: unknown) => app.log.fault('upkeep_failed', error)).finally(() => { idle = true; });
  }, TICK_MS);
  return async () => {
    clearInterval(timer);
    await running;
  };
}

/** The signing secret: configured, or made once and kept where only the owner can read it. */
function secretOf(config: Config): Uint8Array {
  if (config.jwtSecret !== '') return new TextEncoder().encode(config.jwtSecret);
  const file = join(config.data, 'jwt.secret');
  if (!existsSync(file)) {
    mkdirSync(config.data, { recursive: true });
    writeFileSync(file, randomBytes(48).toString('base64url'), { mode: 0o600 });
  }
  return new TextEncoder().encode(readFileSync(file, 'utf8').trim());
}
