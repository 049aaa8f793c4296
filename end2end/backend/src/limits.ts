/**
 * Rate limits: a token bucket for each key, with a bound on the number of keys. A full table
 * drops the key that was idle longest.
 */

export class RateLimit {
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  constructor(private readonly perSecond: number, private readonly burst: number, private readonly maxKeys = 10_000) {}

  /** Takes one token; milliseconds to wait if there is none, else 0. */
  take(key: string, now = Date.now()): number {
    const bucket = this.#at(key, now);
    if (bucket.tokens < 1) return Math.ceil(((1 - bucket.tokens) / this.perSecond) * 1000);
    bucket.tokens -= 1;
    return 0;
  }

  /** Milliseconds to wait, without taking. */
  wait(key: string, now = Date.now()): number {
    const bucket = this.#at(key, now);
    return bucket.tokens < 1 ? Math.ceil(((1 - bucket.tokens) / this.perSecond) * 1000) : 0;
  }

  clear(): void {
    this.#buckets.clear();
  }

  #at(key: string, now: number): { tokens: number; at: number } {
    const found = this.#buckets.get(key) ?? { tokens: this.burst, at: now };
    found.tokens = Math.min(this.burst, found.tokens + (Math.max(0, now - found.at) / 1000) * this.perSecond);
    found.at = now;
    // Insert anew, so that the map's order is the order of use.
    this.#buckets.delete(key);
    this.#buckets.set(key, found);
    if (this.#buckets.size > this.maxKeys) {
      const [oldest] = this.#buckets.keys();
      if (oldest !== undefined) this.#buckets.delete(oldest);
    }
    return found;
  }
}
