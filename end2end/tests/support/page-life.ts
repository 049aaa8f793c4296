/**
 * A Chromium that treats its pages as it does people's: Playwright's own pages count as visible and focused for ever,
 * their timers are never throttled, and freezing them tells them nothing. This one is started by hand and driven over
 * the DevTools protocol without those defaults. One page, at the front of its window.
 */
import { chromium, type Browser, type CDPSession, type Page } from '@playwright/test';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BROWSER_FLAGS, findBrowser } from '../../../scripts/lib/tools.mjs';

const LISTENING = /DevTools listening on (ws:\/\/\S+)/;
const READY_MS_MAX = 30_000;
const STOP_MS_MAX = 5_000;

export class PageLife {
  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
    private readonly browser: Browser,
    readonly page: Page,
    private readonly devtools: CDPSession,
    private readonly other: Page,
  ) {}

  /** With `keepsSockets` a page that is frozen keeps its connections, as it did in all browsers for long. */
  static async start({ keepsSockets }: { keepsSockets: boolean }): Promise<PageLife> {
    const folder = await mkdtemp(join(tmpdir(), 'deskbell-browser-'));
    const flags = ['--headless=new', '--remote-debugging-port=0', `--user-data-dir=${folder}`, '--no-first-run', '--lang=en-GB'];
    if (keepsSockets) flags.push('--disable-features=DisconnectWebSocketOnBFCache');
    const child = spawn(findBrowser()!, [...BROWSER_FLAGS, ...flags, 'about:blank'], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, TZ: 'Europe/Lisbon' },
    });
    try {
      const browser = await chromium.connectOverCDP(await listening(child), { noDefaults: true });
      const [context] = browser.contexts();
      const [page] = context!.pages();
      const other = await context!.newPage();
      await page!.bringToFront();
      return new PageLife(child, folder, browser, page!, await context!.newCDPSession(page!), other);
    } catch (error) {
      await end(child, folder);
      throw error;
    }
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
    await this.browser.close();
    await end(this.child, this.folder);
  }
}

function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const late = setTimeout(() => reject(new Error(`the browser was not ready within ${READY_MS_MAX / 1000} s\n${text}`)), READY_MS_MAX);
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      if (text.length > 100_000) return;
      text += chunk;
      const address = text.match(LISTENING)?.[1];
      if (address === undefined) return;
      clearTimeout(late);
      resolve(address);
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the browser ended with code ${code}\n${text}`)));
  });
}

async function end(child: ChildProcess, folder: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGTERM');
    const force = setTimeout(() => child.kill('SIGKILL'), STOP_MS_MAX);
    await gone;
    clearTimeout(force);
  }
  // Processes of its own may still write for a moment.
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}
