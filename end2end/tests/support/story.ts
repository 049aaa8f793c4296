/**
 * What a page tells of its connection: the chip, "as of", the banner, what is said, what pops up; all from a moment on,
 * in order. And the page's own clock, which a test can let run step by step.
 */
import { expect, type Page } from '@playwright/test';

/** One look at everything that tells of the connection. */
export interface Look {
  chip: string | undefined;
  /** The state of "as of". */
  asOf: string | undefined;
  /** Whether the list is hatched. */
  gap: string | undefined;
  /** What the banner is about, while one is shown. */
  banner: string | undefined;
}

export function look(page: Page): Promise<Look> {
  return page.evaluate(() => {
    const data = (selector: string): DOMStringMap => document.querySelector<HTMLElement>(selector)?.dataset ?? {};
    return {
      chip: data('[data-testid="connection-chip"]')['state'],
      asOf: data('[data-testid="as-of"]')['state'],
      gap: data('[data-testid="list"]')['gap'],
      banner: data('.banner-slot[data-shown="true"] .banner')['kind'],
    };
  });
}

/** What was told from the beginning of the story on. */
export interface Told {
  /** Kinds of the banners, each time that another one was shown. */
  banners: string[];
  /** Sentences that were said, on either of the two announcers. */
  said: string[];
  toasts: number;
}

/** Follows all that is told from now on. */
export async function followStory(page: Page): Promise<() => Promise<Told>> {
  await page.evaluate(() => {
    const told: Told = { banners: [], said: [], toasts: 0 };
    let [banner, said] = ['', { connection: '', results: '' } as Record<string, string>];
    const read = (): void => {
      const kind = document.querySelector<HTMLElement>('.banner-slot[data-shown="true"] .banner')?.dataset['kind'] ?? '';
      if (kind !== banner && kind !== '') told.banners.push(kind);
      banner = kind;
      for (const name of ['connection', 'results']) {
        const text = document.querySelector(`[data-testid="announcer-${name}"]`)?.textContent ?? '';
        if (text !== '' && text !== said[name]) told.said.push(text);
        said[name] = text;
      }
      told.toasts = Math.max(told.toasts, document.querySelectorAll('[data-testid="toast"]').length);
    };
    // What stands there already was told before.
    banner = document.querySelector<HTMLElement>('.banner-slot[data-shown="true"] .banner')?.dataset['kind'] ?? '';
    for (const name of ['connection', 'results']) said[name] = document.querySelector(`[data-testid="announcer-${name}"]`)?.textContent ?? '';
    new MutationObserver(read).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
    Object.assign(window, { told });
    interface Told { banners: string[]; said: string[]; toasts: number }
  });
  return () => page.evaluate(() => (window as unknown as { told: { banners: string[]; said: string[]; toasts: number } }).told);
}

const STEP_MS = 100;
/** What the network needs, in real time, between two steps of the page's clock. */
const BREATH_MS = 8;

/**
 * The page's clock, standing still but when the test lets it run. Install it before the page is opened; sockets and
 * answers go on in real time.
 */
export class PageClock {
  #atMs = 0;

  private constructor(private readonly page: Page) {}

  /** To be called before the page is opened; its time flows until `stop`. */
  static async install(page: Page, aheadMs = 0): Promise<PageClock> {
    await page.clock.install({ time: Date.now() + aheadMs });
    return new PageClock(page);
  }

  /** Stops the time: a little ahead of now, and further where the machine is so slow that this has passed. */
  async stop(): Promise<void> {
    for (let aheadMs = STEP_MS; ; aheadMs *= 2) {
      const now = await this.page.evaluate(() => Date.now());
      try {
        await this.page.clock.pauseAt(now + aheadMs);
        break;
      } catch (error) {
        if (!String(error).includes('to the past') || aheadMs > 10 * STEP_MS) throw error;
      }
    }
    this.#atMs = 0;
  }

  /** The story's time zero is now. */
  zero(): void {
    this.#atMs = 0;
  }

  /** Lets the time run until so many milliseconds after the story's zero. */
  async until(ms: number): Promise<void> {
    expect(ms).toBeGreaterThanOrEqual(this.#atMs);
    while (this.#atMs < ms) {
      const step = Math.min(STEP_MS, ms - this.#atMs);
      await this.page.clock.runFor(step);
      this.#atMs += step;
      await new Promise((resolve) => setTimeout(resolve, BREATH_MS));
    }
  }
}
