/** Leaving a page and coming back to it from the browser's back/forward cache, as the Back button does. */
import { chromium, type Page } from '@playwright/test';
import { BROWSER_FLAGS, findBrowser } from '../../../scripts/lib/tools.mjs';
import { expect, test as base } from './fixtures.ts';

/** A browser may throw a page away for reasons of its own, which it does not tell the page ("masked"): then it loads. */
const LEAVES_MAX = 9;
/** A document of the same site that is not the page. */
const ELSEWHERE = '/api/health';

/** Playwright switches the cache off; a browser of its own has it. */
export const test = base.extend({
  context: async ({ errors, baseURL }, use) => {
    const browser = await chromium.launch({
      executablePath: findBrowser(),
      args: BROWSER_FLAGS,
      ignoreDefaultArgs: ['--disable-back-forward-cache'],
    });
    const context = await browser.newContext({ baseURL, locale: 'en-GB', timezoneId: 'Europe/Lisbon' });
    // The document that the page is left for has no icon; and a browser may end a connection that is closing already.
    errors.allow(/favicon\.ico/, /failed: Page entered Back-Forward Cache/);
    await errors.watch(context);
    await use(context);
    await browser.close();
  },
});

/**
 * For `test.use` in each file that uses this: a trace takes pictures of the page by scripts of its own, and a page in the
 * cache in which one runs is thrown away.
 */
export const NO_TRACE = { trace: 'off' } as const;

/** Notes each showing of the page, and why the browser would not keep it. */
async function followShowings(page: Page): Promise<void> {
  await page.evaluate(() => {
    const persisted: boolean[] = [];
    addEventListener('pageshow', (event) => persisted.push(event.persisted));
    Object.assign(window, { showings: persisted });
  });
}

/** Whether the page that was followed came back as it was; a page that the browser could not keep is a fault. */
async function isKept(page: Page): Promise<boolean> {
  const { persisted, reasons } = await page.evaluate(() => ({
    persisted: (window as unknown as { showings?: boolean[] }).showings ?? [],
    reasons: (performance.getEntriesByType('navigation')[0] as PerformanceEntry & { notRestoredReasons?: unknown }).notRestoredReasons ?? null,
  }));
  if (persisted.length > 0) {
    expect(persisted).toEqual([true]);
    return true;
  }
  expect(reasons, 'nothing that the page holds keeps it out').toMatchObject({ reasons: [{ reason: 'masked' }] });
  return false;
}

/**
 * Leaves for another document of the same site, and comes back once `meanwhile` is done there: as often as it takes
 * until the browser kept the page. `prepare` comes before each leave, `loaded` after a return to a page that was loaded anew.
 */
export async function returnFromCache(page: Page, steps: {
  prepare?: () => Promise<unknown>;
  meanwhile: (leave: number) => Promise<unknown>;
  loaded: () => Promise<unknown>;
}): Promise<void> {
  for (let leave = 1; leave <= LEAVES_MAX; leave += 1) {
    await steps.prepare?.();
    await followShowings(page);
    await page.goto(ELSEWHERE);
    await steps.meanwhile(leave);
    await page.evaluate(() => history.back());
    await page.waitForURL((url) => url.pathname !== ELSEWHERE, { waitUntil: 'commit' }); // from the cache nothing is loaded
    if (await isKept(page)) return;
    await steps.loaded();
  }
  throw new Error(`the browser threw the page away ${LEAVES_MAX} times`);
}
