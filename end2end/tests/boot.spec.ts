/** The page before, and without, the application: policy, boot shell, and the calls that `boot.js` holds back. */
import { readFileSync } from 'node:fs';
import { expect, test } from './support/fixtures.ts';

const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
];

const WASM = /\.wasm$/;

/** A `realtimeService` that notes its calls, and what a page's own script does with the one of `boot.js`. */
interface Held {
  realtimeService: Record<string, (...args: unknown[]) => unknown>;
  calls: unknown[][];
}

test('is served under the strict policy, and everything that it names is there', async ({ page, request }) => {
  const response = await page.goto('/');
  const directives = (response?.headers()['content-security-policy'] ?? '').split(';').map((part) => part.trim());
  expect(directives.filter((part) => !part.startsWith('connect-src'))).toEqual(POLICY);
  expect(directives.find((part) => part.startsWith('connect-src'))).toMatch(/^connect-src 'self'/);

  const named = await page.locator('head link[href], head script[src]').evaluateAll((elements) =>
    elements.map((element) => element.getAttribute('href') ?? element.getAttribute('src') ?? ''));
  expect(named.length).toBeGreaterThan(5);
  for (const path of named) expect((await request.get(path)).status(), path).toBe(200);
  await expect(page.locator('#boot-shell')).toHaveCount(0);
});

test('has no inline script and no inline style', () => {
  const html = readFileSync(new URL('../../dist/index.html', import.meta.url), 'utf8');
  expect(html).not.toMatch(/<script(?![^>]*\ssrc=)/);
  expect(html).not.toMatch(/<style|\sstyle=|\son[a-z]+=/);
});

test('shows the shell until the application runs', async ({ page }) => {
  let release = (): void => {};
  const held = new Promise<void>((resolve) => { release = resolve; });
  await page.route(WASM, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto('/', { waitUntil: 'commit' });
  await expect(page.getByRole('heading', { name: 'Connecting…' })).toBeVisible();
  await expect(page.getByText('Your bookings will appear in a moment.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Reload' })).toBeHidden();
  release();
  await expect(page.locator('#boot-shell')).toHaveCount(0);
});

test('says so when the module cannot be loaded, and Reload tries again', async ({ page, errors }) => {
  errors.allow(/Failed to load resource/);
  await page.route(WASM, (route) => route.fulfill({ status: 503 }));
  await page.goto('/');
  await expect(page.getByRole('heading', { name: "The booking monitor couldn't start." })).toBeVisible();
  await expect(page.locator('#boot-cause')).not.toBeEmpty();
  await page.unroute(WASM);
  await page.getByRole('button', { name: 'Reload' }).click();
  await expect(page.locator('#boot-shell')).toHaveCount(0);
});

test('says so in a browser without WebAssembly', async ({ page }) => {
  await page.addInitScript(() => Reflect.deleteProperty(window, 'WebAssembly'));
  await page.goto('/');
  await expect(page.getByRole('heading', { name: "This browser can't run Deskbell." })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Reload' })).toBeVisible();
});

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('says what it needs', async ({ page }) => {
    await page.goto('/');
    await expect(page.locator('.shell-noscript')).toHaveText(/needs JavaScript/); // text locators skip <noscript>
    await expect(page.locator('.shell-noscript')).toBeVisible();
    await expect(page.locator('#boot-title')).toBeHidden();
  });
});

test.describe('in German', () => {
  test.use({ locale: 'de-AT' });

  test('speaks German from the first moment', async ({ page, errors }) => {
    errors.allow(/Failed to load resource/);
    await page.route(WASM, (route) => route.fulfill({ status: 503 }));
    await page.goto('/');
    await expect(page.locator('html')).toHaveAttribute('lang', 'de');
    await expect(page.getByRole('button', { name: 'Neu laden' })).toBeVisible();
  });
});

test('holds calls to realtimeService and replays them in order', async ({ page }) => {
  await page.route(WASM, () => {}); // never answered: the application does not come
  await page.goto('/', { waitUntil: 'commit' });
  await page.waitForFunction(() => 'realtimeService' in window);
  const outcome = await page.evaluate(async () => {
    const { realtimeService: early } = window as unknown as Held;
    const connected = early.connect!('token');
    const stop = early.subscribe!('booking_created', () => {}) as () => void;
    const stopEarly = early.subscribe!('error', () => {}) as () => void;
    stopEarly();
    const id = early.queueMessage!('note', { text: 'late arrival' });
    const before = early.getStatus!();
    const calls: unknown[][] = [];
    const note = (member: string, answer: unknown) => (...args: unknown[]) => {
      calls.push([member, ...args.filter((arg) => typeof arg !== 'function')]);
      return answer;
    };
    early.takeOver!({
      connect: note('connect', Promise.resolve('there')),
      subscribe: note('subscribe', note('stopped', undefined)),
      queueMessage: note('queueMessage', id),
      getStatus: note('getStatus', 'connected'),
    });
    stop();
    return { before, after: early.getStatus!(), connected: await connected, id, calls };
  });
  expect(outcome.before).toBe('connecting');
  expect(outcome.after).toBe('connected');
  expect(outcome.connected).toBe('there');
  expect(outcome.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(outcome.calls).toEqual([
    ['connect', 'token'],
    ['subscribe', 'booking_created'],
    ['queueMessage', 'note', { text: 'late arrival' }, outcome.id],
    ['stopped'],
    ['getStatus'],
  ]);
});
