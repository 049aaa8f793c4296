/** The application on the device: a start without a network, and new versions that come whole or not at all. */
import type { BrowserContext, Page } from '@playwright/test';
import { BROWSER_FLAGS, findBrowser } from '../../scripts/lib/tools.mjs';
import { Answers, Deployment, SELDOM_FONT } from './support/deployment.ts';
import { Desk } from './support/desk.ts';
import { test as base, expect } from './support/fixtures.ts';
import { look } from './support/look.ts';
import { NETWORK_ERRORS } from './support/page-errors.ts';

const test = base.extend<{ reset: void }, { deployment: Deployment }>({
  deployment: [
    async ({}, use) => {
      const deployment = new Deployment();
      await use(deployment);
      deployment.dispose();
    },
    { scope: 'worker' },
  ],
  serverOptions: [async ({ deployment }, use) => use({ flags: ['--static', deployment.folder] }), { scope: 'worker' }],
  reset: [
    async ({ deployment }, use) => {
      deployment.restore();
      await use();
    },
    { auto: true },
  ],
});

test.use({ serviceWorkers: 'allow' });

const NEW_VERSION = 'A new version is ready.';

/** Opens the page until its files are on the device, and then from there. */
async function visitTwice(page: Page, path = '/'): Promise<void> {
  await page.goto(path);
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await page.reload();
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller?.state)).toBe('activated');
}

/** The page asks for a newer version, as it does every half hour; how the new worker's installation ended. */
function askForUpdate(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const registration = (await navigator.serviceWorker.getRegistration())!;
    await registration.update();
    const worker = registration.installing;
    if (!worker) return registration.waiting?.state ?? 'none';
    return new Promise<string>((resolve) => {
      const look = (): void => {
        if (worker.state !== 'installing') resolve(worker.state);
      };
      worker.addEventListener('statechange', look);
      look();
    });
  });
}

/** Which build's entry page this is. */
const build = (page: Page): Promise<string> => page.evaluate(() => document.documentElement.dataset['build'] ?? '1');

async function reloadFromBanner(page: Page): Promise<void> {
  const loaded = page.waitForEvent('load');
  await page.getByTestId('update-banner').getByRole('button', { name: 'Reload' }).click();
  await loaded;
}

async function goOffline(context: BrowserContext, server: { kill(): Promise<void> }): Promise<void> {
  await server.kill();
  await context.setOffline(true);
}

test('after one visit it starts without server and network: by reload, and in a new tab at any route', async ({ page, context, desk, people, server, errors }) => {
  errors.allow(...NETWORK_ERRORS);
  await desk.signIn(people.ana);
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await goOffline(context, server);
  await page.reload();
  await expect(desk.chip).toBeVisible();
  await page.close();
  const cold = await context.newPage();
  const answer = await cold.goto('/bookings?range=today&q=lee');
  expect(answer?.fromServiceWorker()).toBe(true);
  await expect(cold.getByTestId('connection-banner')).toContainText("You're offline.", { timeout: 20_000 });
  await expect(cold.locator('#boot-shell')).toHaveCount(0);
  expect(new URL(cold.url()).search).toContain('q=lee');
});

test('a line that hangs does not hold up the start', async ({ page, desk, people, line, errors }) => {
  errors.allow(...NETWORK_ERRORS);
  await visitTwice(page);
  await desk.signIn(people.ana);
  line.stall();
  await page.reload();
  await expect(desk.chip).toBeVisible();
});

test('the shell comes from the device, the API never does, and the setup file is asked for each time', async ({ page, desk, people, api, deployment, errors }) => {
  const answers = new Answers(page);
  await visitTwice(page);
  answers.clear();
  await desk.signIn(people.ana);
  await desk.expectEqual(api);
  const { files, foreign } = await answers.against(deployment.first);
  expect(files).toBeGreaterThan(15);
  expect(foreign).toEqual([]);
  for (const shell of answers.at(/^\/($|bookings|boot\.js|deskbell-)/)) expect(shell.fromServiceWorker(), shell.url()).toBe(true);
  const asked = answers.at(/^\/(api|socket\.io)\//);
  expect(asked.length).toBeGreaterThan(3);
  for (const answer of asked) expect(answer.fromServiceWorker(), answer.url()).toBe(false);
  errors.allow(/config\.json/);
  deployment.write('config.json', '{"window_days_after": "many"}');
  await page.reload();
  await expect(page.getByRole('heading', { name: 'The setup file has a mistake: window_days_after.' })).toBeVisible();
});

test('a missing file is never answered by a page', async ({ page, errors }) => {
  errors.allow(/status of 404/);
  await visitTwice(page);
  const answer = await page.evaluate(async () => {
    const response = await fetch('/deskbell-0123456789abcdef.js');
    return { status: response.status, type: response.headers.get('content-type') };
  });
  expect(answer.status).toBe(404);
  expect(answer.type).not.toContain('html');
});

test('the worker and the entry page are never taken from a cache unasked', async ({ request }) => {
  for (const [path, type, caching] of [['/sw.js', 'text/javascript', 'no-cache'], ['/', 'text/html', 'no-cache'], ['/boot.js', 'text/javascript', 'no-cache']] as const) {
    const { 'content-type': given, 'cache-control': cached } = (await request.get(path)).headers();
    expect(given, path).toContain(type);
    expect(cached, path).toBe(caching);
  }
});

test('a new version is said, and begins whole when the person wants it', async ({ page, desk, people, api, deployment }) => {
  const answers = new Answers(page);
  await visitTwice(page);
  await desk.signIn(people.ana);
  await desk.mark();
  const second = deployment.second();
  expect(await askForUpdate(page)).toBe('installed');
  const banner = page.getByTestId('update-banner');
  await expect(banner).toContainText(NEW_VERSION);
  await expect(page.getByTestId('announcer-results')).toHaveText(NEW_VERSION);
  await desk.expectLive();
  await desk.expectEqual(api);
  await desk.expectNotReloaded();

  // The browser's own reload goes on with the old one, and says so again.
  answers.clear();
  await page.reload();
  await desk.expectLive();
  await expect(banner).toContainText(NEW_VERSION);
  expect(await build(page)).toBe('1');
  expect((await answers.against(deployment.first)).foreign).toEqual([]);

  answers.clear();
  await reloadFromBanner(page);
  await desk.expectLive();
  expect(await build(page)).toBe('2');
  const { files, foreign } = await answers.against(second);
  expect(files).toBeGreaterThan(15);
  expect(foreign).toEqual([]);
  await expect(banner).toHaveCount(0);
});

test('a new version that a more urgent banner hides begins from the diagnostics', async ({ page, desk, people, deployment }) => {
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('storage is blocked', 'SecurityError');
    };
  });
  await visitTwice(page);
  await desk.signIn(people.ana);
  const banner = page.getByTestId('storage-banner');
  await expect(banner).toBeVisible();
  deployment.second();
  await askForUpdate(page);
  await banner.getByRole('link', { name: '1 notice more. Open the diagnostics.' }).click();
  const news = page.getByTestId('diagnostics-panel').getByTestId('new-version');
  await expect(news).toContainText(NEW_VERSION);
  const loaded = page.waitForEvent('load');
  await news.getByRole('button', { name: 'Reload' }).click();
  await loaded;
  expect(await build(page)).toBe('2');
});

test('how a new version and a start without a network look', async ({ page, context, desk, people, server, deployment, errors }) => {
  errors.allow(...NETWORK_ERRORS);
  await visitTwice(page);
  deployment.second();
  await askForUpdate(page);
  await expect(page.getByTestId('update-banner')).toBeVisible();
  await look(page, 'new-version-sign-in');
  await desk.signIn(people.ana);
  await look(page, 'new-version');
  await goOffline(context, server);
  await page.reload();
  await expect(desk.banner).toContainText("You're offline.", { timeout: 20_000 });
  await look(page, 'offline-start');
});

test('the old version leaves the device when no page runs it any more', async ({ page, desk, deployment }) => {
  await visitTwice(page);
  const second = deployment.second();
  await askForUpdate(page);
  await reloadFromBanner(page);
  await expect(desk.form).toBeVisible();
  // As if a minute had passed since the old page was opened.
  await page.evaluate(async () => {
    const notes = await caches.open('deskbell / notes');
    for (const request of await notes.keys()) {
      if (!request.url.includes('?client=')) continue;
      const note = await (await notes.match(request))!.json();
      await notes.put(request, new Response(JSON.stringify({ ...note, at: 0 })));
    }
  });
  await page.reload();
  await expect.poll(() => page.evaluate(() => caches.keys())).toEqual(['deskbell / notes', `deskbell / shell ${second.version}`]);
});

test('another tab stays whole with its version until its own Reload', async ({ page, context, deployment }) => {
  await visitTwice(page);
  const other = await context.newPage();
  await other.goto('/');
  const otherAnswers = new Answers(other);
  const second = deployment.second();
  await askForUpdate(page);
  await expect(other.getByTestId('update-banner')).toBeVisible();
  await reloadFromBanner(page);
  expect(await build(page)).toBe('2');
  await other.evaluate(() => document.fonts.load('16px "Inter Deskbell"', 'ơ'));
  expect(otherAnswers.at(new RegExp(SELDOM_FONT))).toHaveLength(1);
  expect((await otherAnswers.against(deployment.first)).foreign).toEqual([]);
  expect(await build(other)).toBe('1');
  otherAnswers.clear();
  await reloadFromBanner(other);
  await expect(other.getByTestId('sign-in-form')).toBeVisible();
  expect((await otherAnswers.against(second)).foreign).toEqual([]);
});

for (const [what, spoil] of [
  ['lacks a file', (deployment: Deployment, name: string) => deployment.remove(name)],
  ['has other bytes', (deployment: Deployment, name: string) => deployment.write(name, '// half')],
] as const) {
  test(`a deployment that ${what} is never taken, and nothing is said of it until it is whole`, async ({ page, desk, deployment, errors }) => {
    errors.allow(/Failed to load resource|integrity/); // the browser's own words about what the worker refused
    await visitTwice(page);
    const second = deployment.second();
    const script = Object.keys(second.files).find((name) => /^deskbell-.*\.js$/.test(name))!;
    spoil(deployment, script);
    expect(await askForUpdate(page)).toBe('redundant');
    await expect(page.getByTestId('update-banner')).toHaveCount(0);
    expect(await page.evaluate(() => caches.keys())).not.toContain(`deskbell / shell ${second.version}`);
    await page.reload();
    await expect(desk.form).toBeVisible();
    expect(await build(page)).toBe('1');
    await expect(page.getByTestId('update-banner')).toHaveCount(0);
    deployment.second();
    expect(await askForUpdate(page)).toBe('installed');
    await expect(page.getByTestId('update-banner')).toBeVisible();
  });
}

test('the page asks for a newer version by itself, every half hour', async ({ page, desk, deployment }) => {
  await page.clock.install();
  await visitTwice(page);
  await expect(desk.form).toBeVisible();
  deployment.second();
  await page.clock.fastForward('31:00');
  await expect(page.getByTestId('update-banner')).toContainText(NEW_VERSION);
});

test('a page that the server calls too old fetches the new version when the person reloads', async ({ page, desk, people, api, deployment }) => {
  await visitTwice(page);
  await desk.signIn(people.ana);
  deployment.second();
  await api.post('/test/refuse-connects', { times: 1, code: 'upgrade_required' });
  await api.dropSockets();
  await desk.expectState('stopped');
  await expect(desk.banner).toContainText('A new version is needed to stay live.');
  const loaded = page.waitForEvent('load');
  await desk.banner.getByRole('button', { name: 'Reload' }).click();
  await loaded;
  expect(await build(page)).toBe('2');
  await desk.expectLive();
  await desk.expectEqual(api);
});

test('the headers of the entry page follow the server without a new version', async ({ page, deployment }) => {
  await visitTwice(page);
  const name = `deskbell / shell ${deployment.first.version}`;
  await page.evaluate(async (name) => {
    const cache = await caches.open(name);
    const body = await (await cache.match('/'))!.text();
    await cache.put('/', new Response(body, { headers: { 'Content-Type': 'text/html', 'X-Age': 'old' } }));
  }, name);
  const answer = await page.reload();
  expect(answer?.headers()['x-age']).toBe('old');
  await expect.poll(() => page.evaluate(async (name) => {
    const kept = await (await caches.open(name)).match('/');
    return kept?.headers.get('content-security-policy') ?? '';
  }, name)).toContain("default-src 'none'");
});

for (const [what, leave] of [
  ['the setup file says so', (deployment: Deployment) => deployment.write('config.json', '{"offline": false}')],
  ['a worker without a release is deployed', (deployment: Deployment) => deployment.emptyWorker()],
] as const) {
  test(`nothing stays on the device when ${what}`, async ({ page, desk, deployment }) => {
    await visitTwice(page);
    leave(deployment);
    await page.reload();
    await expect(desk.form).toBeVisible();
    await expect.poll(() => page.evaluate(() => caches.keys())).toEqual([]);
    await page.reload();
    await expect(desk.form).toBeVisible();
    await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller?.scriptURL ?? 'none')).toBe('none');
  });
}

test('on an insecure origin nothing is kept, and all the rest works', async ({ playwright, line, people, errors }) => {
  const args = [...BROWSER_FLAGS, '--host-resolver-rules=MAP deskbell.test 127.0.0.1'];
  const browser = await playwright.chromium.launch({ executablePath: findBrowser()!, args });
  try {
    const context = await browser.newContext();
    await errors.watch(context);
    const page = await context.newPage();
    await new Desk(page).signIn(people.ana, line.url.replace('127.0.0.1', 'deskbell.test'));
    expect(await page.evaluate(() => [isSecureContext, 'serviceWorker' in navigator])).toEqual([false, false]);
  } finally {
    await browser.close();
  }
});
