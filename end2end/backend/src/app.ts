/** What the routes and the socket handlers share: one bag of the server's parts. */
import type { Auth, Caller } from './auth.ts';
import { allowed } from './auth.ts';
import type { Commands } from './commands.ts';
import type { Config } from './config.ts';
import type { Database } from './db.ts';
import { Refusal } from './errors.ts';
import type { Faults } from './faults.ts';
import type { HeadMap, Heads } from './heads.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { Publisher } from './publisher.ts';
import type { Spread } from './spread.ts';
import type { Venue, Venues } from './venues.ts';

export const VERSION = '0.1.0';

export interface App {
  config: Config;
  db: Database;
  auth: Auth;
  venues: Venues;
  commands: Commands;
  publisher: Publisher;
  heads: Heads;
  spread: Spread;
  faults: Faults;
  metrics: Metrics;
  log: Log;
  /** Accounts of the demo venue, when it is loaded. */
  demoAccounts: DemoAccount[];
  /** How many sockets are connected. */
  clients(): number;
  /** True from the end of the start until the stop begins. */
  isReady: boolean;
}

export interface DemoAccount {
  username: string;
  password: string;
  role: string;
  name: string;
}

/** The venue or a refusal. */
export function venueOf(app: App, id: string): Venue {
  const venue = app.venues.get(id);
  if (!venue) throw new Refusal('not_found', 'There is no such venue.');
  return venue;
}

/** What every answer to a caller carries: the server's time, the spread, the heads. */
export async function proof(app: App): Promise<{ server_time: string; spread_ms: number; heads: HeadMap }> {
  const heads = await app.heads.read();
  return { server_time: new Date().toISOString(), spread_ms: app.spread.ms, heads };
}

/** The part of the session answer that describes the venues to a caller. */
export function venuesFor(app: App, caller: Pick<Caller, 'user'>): unknown[] {
  return app.venues.all().map((venue) => ({
    id: venue.id, name: venue.name, time_zone: venue.time_zone, currency: venue.currency,
    business_date: venue.business_date, utc_offsets: app.venues.offsets(venue),
    resources: venue.resources, allowed: allowed(caller.user.role),
  }));
}
