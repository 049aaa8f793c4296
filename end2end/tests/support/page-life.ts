/**
 * A Chromium that treats its pages as it does people's: Playwright's own pages count as visible and focused for ever,
 * their timers are never throttled, and freezing them tells them nothing. This one is started by hand and driven over
 * the DevTools protocol without those defaults. One page, at the front of its window.
 */
import type { CDPSession, Page } from '@playwright/test';
import { OwnChromium, makeProfile } from './own-chromium.ts';

export class PageLife {
  private constructor(
    private readonly chromium: OwnChromium,
    private readonly removeProfile: () => Promise<void>,
    readonly page: Page,
    private readonly devtools: CDPSession,
    private readonly other: Page,
  ) {}

  /** With `keepsSockets` a page that is frozen keeps its connections, as it did in all browsers for long. */
  static async start({ keepsSockets }: { keepsSockets: boolean }): Promise<PageLife> {
    const { folder, remove } = await makeProfile();
    const own = await OwnChromium.start(folder, keepsSockets ? ['--disable-features=DisconnectWebSocketOnBFCache'] : []);
    const [page] = own.context.pages();
    const other = await own.context.newPage();
    await page!.bringToFront();
    return new PageLife(own, remove, page!, await own.context.newCDPSession(page!), other);
  }

  /** As a browser does with a page behind another tab: from now on nothing in it runs, and it cannot be asked. */
  async freeze(): Promise<void> {
    await this.hide();
    await this.devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
  }

  /** The person comes back to the tab: everything in it goes on. */
  async resume(): Promise<void> {
    await this.devtools.send('Page.setWebLifecycleState', { state: 'active' });
    await this.show();
  }

  /** Another tab comes to the front. */
  async hide(): Promise<void> {
    await this.other.bringToFront();
    await this.page.waitForFunction(() => document.visibilityState === 'hidden');
  }

  /** The page's tab comes to the front again. */
  async show(): Promise<void> {
    await this.page.bringToFront();
    await this.page.waitForFunction(() => document.visibilityState === 'visible');
  }

  /** Ends the browser by its own process id, and removes its profile. */
  async close(): Promise<void> {
    await this.chromium.quit();
    await this.removeProfile();
  }
}
