/** REST and the control routes of the booking server, as a test uses them: without a browser, past the proxy. */

import type { Booking } from '../../backend/src/wire.ts';

export type { Booking };

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

export interface State {
  venue: string;
  epoch: string;
  revision: number;
  business_date: string;
  bookings: Booking[];
}

export class Api {
  #token: string | undefined;

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

  /** Every booking of the demo venue with its head: what a page must equal. */
  state(): Promise<State> {
    return this.get('/test/state');
  }

  /** The accounts that the sign-in page shows. */
  async demoAccounts(): Promise<Account[]> {
    const health = await this.get<{ demo: { accounts: Account[] } }>('/api/health');
    return health.demo.accounts;
  }

  /** Signs in; later requests carry the token. */
  async signIn({ username, password }: Pick<Account, 'username' | 'password'>): Promise<void> {
    const session = await this.post<{ access_token: string }>('/api/session', { username, password });
    this.#token = session.access_token;
  }

  get<T>(path: string): Promise<T> {
    return this.#request('GET', path);
  }

  post<T>(path: string, body: unknown = {}): Promise<T> {
    return this.#request('POST', path, body);
  }

  /** The answer's JSON; throws on any status but success, with the body. */
  async #request<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        'Content-Type': 'application/json',
        ...(this.#token !== undefined && { Authorization: `Bearer ${this.#token}` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 500)}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }
}
