/** Watches the requests for a new token over all pages of a browser. */
import type { BrowserContext, Request } from '@playwright/test';

export const REFRESH = '**/api/session/refresh';

export class Refreshes {
  readonly #underWay = new Set<Request>();
  /** The most that were under way at the same time. */
  worst = 0;
  /** How many have ended, answered or not. */
  ended = 0;

  /** Watches from now on. */
  constructor(context: BrowserContext) {
    context.on('request', (request) => {
      if (!isRefresh(request)) return;
      this.#underWay.add(request);
      this.worst = Math.max(this.worst, this.#underWay.size);
    });
    const onEnd = (request: Request): void => {
      // One that began before the watch counts for nothing.
      if (this.#underWay.delete(request)) this.ended += 1;
    };
    context.on('requestfinished', onEnd);
    context.on('requestfailed', onEnd);
  }
}

function isRefresh(request: Request): boolean {
  return request.url().endsWith('/api/session/refresh');
}
