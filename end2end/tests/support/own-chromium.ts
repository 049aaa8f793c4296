/**
 * A Chromium of a test's own: started by hand with a profile that outlives it, driven over the DevTools protocol
 * without Playwright's defaults, and ended by its own process id, politely or as a crash does.
 */
import { chromium, type Browser, type BrowserContext } from '@playwright/test';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BROWSER_FLAGS, findBrowser } from '../../../scripts/lib/tools.mjs';

const LISTENING = /DevTools listening on (ws:\/\/\S+)/;
const READY_MS_MAX = 30_000;
const STOP_MS_MAX = 5_000;
const QUIT_MS_MAX = 5_000;

/** A folder for a profile; `remove` takes it away. */
export async function makeProfile(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'deskbell-browser-'));
  // Processes of the browser may still write for a moment.
  return { folder, remove: () => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }) };
}

export class OwnChromium {
  private constructor(private readonly child: ChildProcess, private readonly browser: Browser) {}

  static async start(folder: string, flags: readonly string[] = []): Promise<OwnChromium> {
    const own = ['--headless=new', '--remote-debugging-port=0', `--user-data-dir=${folder}`, '--no-first-run', '--lang=en-GB', ...flags];
    const child = spawn(findBrowser()!, [...BROWSER_FLAGS, ...own, 'about:blank'], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, TZ: 'Europe/Lisbon' },
    });
    try {
      return new OwnChromium(child, await chromium.connectOverCDP(await listening(child), { noDefaults: true }));
    } catch (error) {
      await end(child, 'SIGTERM');
      throw error;
    }
  }

  get context(): BrowserContext {
    return this.browser.contexts()[0]!;
  }

  /** As a person does who closes it. */
  async quit(): Promise<void> {
    if (isOver(this.child)) return;
    const devtools = await this.browser.newBrowserCDPSession();
    // It may be gone before it answers; only so are cookies written before it goes.
    await devtools.send('Browser.close').catch(() => undefined);
    await end(this.child, 'SIGTERM', QUIT_MS_MAX);
  }

  /** As a crash or a power cut does: without a word to any page. */
  async kill(): Promise<void> {
    await end(this.child, 'SIGKILL');
  }
}

function isOver(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
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

async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL', patienceMs = 0): Promise<void> {
  if (isOver(child)) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  if (patienceMs > 0 && (await Promise.race([gone.then(() => true), sleep(patienceMs, false, { ref: false })]))) return;
  child.kill(signal);
  const force = setTimeout(() => child.kill('SIGKILL'), STOP_MS_MAX);
  await gone;
  clearTimeout(force);
}
