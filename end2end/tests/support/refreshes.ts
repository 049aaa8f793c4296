/** Watches the requests for a new token over all pages of a browser. */
import type { BrowserContext, Request } from '@playwright/test';

export const REFRESH = '**/api/session/refresh';

export class Refreshes {
  #underWay = 0;
  /** The most that were under way at the same time. */
  worst = 0;
  /** How many have ended, answered or not. */
  ended = 0;

  /** Watches from now on. */
  constructor(context: BrowserContext) {
    context.on('request', (request) => {
      if (isRefresh(request)) this.worst = Math.max(this.worst, ++this.#underWay);
    });
    const onEnd = (request: Request): void => {
      if (!isRefresh(request)) return;
      this.#underWay -= 1;
      this.ended += 1;
    };
    context.on('requestfinished', onEnd);
    context.on('requestfailed', onEnd);
  }
}

function isRefresh(request: Request): boolean {
  return request.url().endsWith('/api/session/refresh');
}
