/** Watches the requests for a new token over all pages of a browser. */
import type { BrowserContext } from '@playwright/test';

export const REFRESH = '**/api/session/refresh';

/**
 * Carries each request from here on by hand, and counts. What the browser reports of its requests comes from each
 * page by itself, in no order between them; here a page has its answer only after the count knows that it ended.
 */
export class Refreshes {
  #underWay = 0;
  /** The most that were under way at the same time. */
  worst = 0;
  /** How many were answered. */
  ended = 0;

  /** Watches from now on; no answer is given before `hold` has ended. */
  static async watch(context: BrowserContext, hold: (refreshes: Refreshes) => Promise<unknown> = async () => {}): Promise<Refreshes> {
    const refreshes = new Refreshes();
    await context.route(REFRESH, async (route) => {
      refreshes.#underWay += 1;
      refreshes.worst = Math.max(refreshes.worst, refreshes.#underWay);
      const response = await route.fetch();
      await hold(refreshes);
      refreshes.#underWay -= 1;
      refreshes.ended += 1;
      await route.fulfill({ response });
    });
    return refreshes;
  }
}
