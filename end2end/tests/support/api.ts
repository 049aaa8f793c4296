/** REST and the control routes of the booking server, as a test uses them: without a browser, past the proxy. */
import { randomUUID } from 'node:crypto';
import type { Booking } from '../../backend/src/wire.ts';

export type { Booking };

export const DEMO_VENUE = 'harbour-house';

export interface Account {
  username: string;
  password: string;
  role: string;
  name: string;
}

/** A change by somebody else: the fields to set, or `remove`. Without an id it is a new booking. */
export interface Change {
  id?: string;
  remove?: boolean;
  by?: string;
  set?: Partial<Pick<Booking, 'status' | 'note' | 'party' | 'guest' | 'starts_at' | 'ends_at'>> & { resource_id?: string | null };
}

/** A venue as the session tells it. */
export interface Venue {
  id: string;
  name: string;
  business_date: string;
  resources: { id: string; name: string; group: string }[];
}

/** One line of a booking's history. */
export interface HistoryEntry {
  version: number;
  by: string;
  action: string;
}

/** Every booking of a venue, with its head. */
export interface State {
  venue: string;
  epoch: string;
  revision: number;
  business_date: string;
  bookings: Booking[];
}

export class Api {
  #token: string | undefined;
  #venues: Venue[] = [];

  constructor(readonly url: string) {}

  /** Puts the server back to where every test begins: the demo venue from its seed, no faults. */
  async reset(): Promise<void> {
    await this.post('/test/reset');
  }

  /** Somebody else changes a booking, or makes one when no id is given. */
  async change(change: Change = {}): Promise<void> {
    await this.post('/test/change', change);
  }

  /** The next changes are committed and never emitted. */
  async swallow(times = 1): Promise<void> {
    await this.post('/test/swallow', { times });
  }

  /** Cuts every socket without a word. */
  async dropSockets(): Promise<void> {
    await this.post('/test/drop-sockets');
  }

  /** How many Socket.IO clients the server has. */
  async clients(): Promise<number> {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    return Number(/^deskbell_clients (\d+)$/m.exec(text)?.[1]);
  }

  /** Every booking of a venue with its head: what a page must equal. */
  state(venue = DEMO_VENUE): Promise<State> {
    return this.get(`/test/state?venue=${venue}`);
  }

  /** A day's bookings as everybody gets them, all pages; needs `signIn`. */
  async bookingsOf(day: string, venue = DEMO_VENUE): Promise<Booking[]> {
    const bookings: Booking[] = [];
    let after = '';
    do {
      const page: { bookings: Booking[]; next?: string } =
        await this.get(`/api/bookings?venue=${venue}&from=${day}&to=${day}&limit=500${after}`);
      bookings.push(...page.bookings);
      after = page.next === undefined ? '' : `&after=${page.next}`;
    } while (after !== '');
    return bookings;
  }

  /** A booking with its history, the newest entry first; needs `signIn`. */
  booking(id: string): Promise<{ booking: Booking; history: HistoryEntry[] }> {
    return this.get(`/api/bookings/${id}`);
  }

  /** Acts on a booking as the person who is signed in. */
  async command({ id, version }: Pick<Booking, 'id' | 'version'>, action: Record<string, unknown>): Promise<Booking> {
    const command = { id: randomUUID(), booking_id: id, expected_version: version, action };
    return (await this.post<{ booking: Booking }>('/api/commands', command)).booking;
  }

  /** The venue as the session told it; needs `signIn`. */
  venue(id = DEMO_VENUE): Venue {
    const venue = this.#venues.find((each) => each.id === id);
    if (!venue) throw new Error(`no venue ${id} in the session`);
    return venue;
  }

  /** The accounts that the sign-in page shows. */
  async demoAccounts(): Promise<Account[]> {
    const health = await this.get<{ demo: { accounts: Account[] } }>('/api/health');
    return health.demo.accounts;
  }

  /** Signs in; later requests carry the token. */
  async signIn({ username, password }: Pick<Account, 'username' | 'password'>): Promise<void> {
    const session = await this.post<{ access_token: string; venues: Venue[] }>('/api/session', { username, password });
    this.#token = session.access_token;
    this.#venues = session.venues;
  }

  get<T>(path: string): Promise<T> {
    return this.#request('GET', path);
  }

  post<T>(path: string, body: unknown = {}): Promise<T> {
    return this.#request('POST', path, body);
  }

  /** Posts lines of JSON as they are. */
  postLines<T>(path: string, lines: readonly string[]): Promise<T> {
    return this.#request('POST', path, lines.join('\n'));
  }

  /** The answer's JSON; throws on any status but success, with the body. A string is sent as it is. */
  async #request<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        'Content-Type': 'application/json',
        ...(this.#token !== undefined && { Authorization: `Bearer ${this.#token}` }),
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 500)}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }
}
