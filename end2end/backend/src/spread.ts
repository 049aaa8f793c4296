/**
 * The crowd's spread: over how many milliseconds clients shall come back, so that the machine
 * takes half of the connects that it can. The number of clients is the highest of the last five
 * minutes, and is kept over a restart, since just then nobody is connected and all will be.
 */
import type { Database } from './db.ts';
import { readFact, writeFact } from './schema.ts';

const LEAST_MS = 1000;
const MOST_MS = 60_000;
const MEMORY_MS = 5 * 60_000;
const KEY = 'clients';

export class Spread {
  #peaks: { at: number; clients: number }[] = [];
  #stored = -1;

  constructor(private readonly connectsPerS: number, private readonly clients: () => number) {}

  get ms(): number {
    const most = this.#peaks.reduce((peak, entry) => Math.max(peak, entry.clients), this.clients());
    return Math.round(Math.max(LEAST_MS, Math.min(MOST_MS, (most / (this.connectsPerS / 2)) * 1000)));
  }

  async restore(db: Database): Promise<void> {
    const clients = Number(await readFact(db, KEY));
    if (Number.isFinite(clients)) this.#peaks.push({ at: Date.now(), clients });
  }

  /** Notes how many are connected; call it every few seconds. */
  async sample(db: Database): Promise<void> {
    const now = Date.now();
    this.#peaks = this.#peaks.filter((entry) => entry.at > now - MEMORY_MS);
    this.#peaks.push({ at: now, clients: this.clients() });
    const peak = Math.max(...this.#peaks.map((entry) => entry.clients));
    if (peak === this.#stored) return;
    this.#stored = peak;
    await writeFact(db, KEY, String(peak));
  }
}
