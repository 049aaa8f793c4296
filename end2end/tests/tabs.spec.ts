/** Several tabs of one browser: one session cookie, one refresh at a time, one sign-out for all. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import type { Account } from './support/api.ts';
import { Barrier } from './support/barrier.ts';
import { Desk } from './support/desk.ts';
import { expect, test } from './support/fixtures.ts';
import { NETWORK_ERRORS } from './support/page-errors.ts';
import { REFRESH, Refreshes } from './support/refreshes.ts';

const OTHER_PERSON = "Someone else signed in in this browser, so you've been signed out here.";
/** Longer than the longest wait before a first retry. */
const NEXT_TRY_MS_MAX = 4_000;

async function signOut(page: Page, { name }: Account): Promise<void> {
  await page.getByRole('button', { name: `${name}: menu` }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
}

/** What a page asks of the server about its session from now on: requests, and connections. */
function followSession(page: Page): string[] {
  const asked: string[] = [];
  const note = (what: string, url: string): void => {
    if (/\/api\/session|\/socket\.io\//.test(url)) asked.push(`${what} ${new URL(url).pathname}`);
  };
  page.on('request', (request) => note(request.method(), request.url()));
  page.on('websocket', (socket) => note('socket', socket.url()));
  return asked;
}

test('signing out in one tab clears the other at once, and that one asks for nothing more', async ({ desk, people, page, context }) => {
  const other = new Desk(await context.newPage());
  await desk.signIn(people.ana);
  await other.page.goto('/bookings?range=today&q=a');
  await other.expectLive();
  const asked = followSession(other.page);
  await signOut(page, people.ana);
  await expect(other.form).toBeVisible({ timeout: 2_000 });
  await expect(other.rows).toHaveCount(0, { timeout: 100 });
  await expect(other.page.getByText('You signed out in another tab.')).toBeVisible();
  await expect(other.page.getByText(people.ana.name)).toHaveCount(0);
  await expect(other.page).toHaveURL(/\/sign-in$/); // what she looked for is nobody's business
  await expect(desk.form).toBeVisible();
  await expect(page.getByTestId('sign-in-note')).toHaveCount(0);
  await sleep(NEXT_TRY_MS_MAX);
  expect(asked).toEqual([]);
});

test('a sign-out that the server cannot hear clears all tabs, and the next page says it again', async ({ desk, people, page, context, line, errors }) => {
  errors.allow(...NETWORK_ERRORS);
  const other = new Desk(await context.newPage());
  await desk.signIn(people.ana);
  await other.page.goto('/');
  await other.expectLive();
  await line.refuse();
  await signOut(page, people.ana);
  await expect(other.form).toBeVisible({ timeout: 2_000 });
  await expect(other.rows).toHaveCount(0);
  await line.heal();
  const ended = page.waitForResponse((response) => response.request().method() === 'DELETE');
  await page.reload();
  expect((await ended).status()).toBe(200);
  await expect(desk.form).toBeVisible();
  await expect(desk.rows).toHaveCount(0);
});

test('signing in in one tab takes the other one along', async ({ desk, people, page, context, api }) => {
  const other = new Desk(await context.newPage());
  await Promise.all([page.goto('/'), other.page.goto('/')]);
  await expect(other.form).toBeVisible();
  await desk.enter(people.ben);
  await Promise.all([desk.expectLive(), other.expectLive()]);
  await expect(other.page.getByRole('button', { name: `${people.ben.name}: menu` })).toBeVisible();
  await other.expectEqual(api);
});

test('a tab that hears of a sign-in before the device shows it goes along all the same', async ({ desk, people, page, context, api }) => {
  const other = new Desk(await context.newPage());
  await desk.signIn(people.ana);
  await other.page.goto('/');
  await other.expectLive();
  await signOut(page, people.ana);
  await expect(other.form).toBeVisible();
  // What one process writes another one sees a moment later; here that moment is long.
  await other.page.evaluate(() => {
    const kept = { ...localStorage };
    Storage.prototype.getItem = (key) => kept[key] ?? null;
  });
  await desk.enter(people.ben);
  await Promise.all([desk.expectLive(), other.expectLive()]);
  await other.expectEqual(api);
});

test('four tabs that start at the same moment refresh one after the other, and all stay signed in', async ({ desk, people, page, context }) => {
  const desks = [desk, ...(await Promise.all([1, 2, 3].map(async () => new Desk(await context.newPage()))))];
  await desk.signIn(people.ana);
  // However long each takes to load: they go on together, and the first token is only given while another tab waits.
  const together = new Barrier(desks.length);
  await context.route('**/config.json', async (route) => {
    await together.pass();
    await route.continue();
  });
  const tabsWaiting = (): Promise<number> => page.evaluate(async () => (await navigator.locks.query()).pending?.length ?? 0);
  const refreshes = await Refreshes.watch(context, async ({ ended }) => {
    if (ended === 0) await expect.poll(tabsWaiting, { intervals: [20] }).toBeGreaterThanOrEqual(1);
  });
  await Promise.all(desks.map((each) => each.page.goto('/')));
  await Promise.all(desks.map((each) => each.expectLive()));
  expect(refreshes.ended).toBe(4);
  expect(refreshes.worst).toBe(1);
  await Promise.all(desks.map((each) => expect(each.form).toHaveCount(0)));
});

test('a refresh that is never answered holds up the other tabs for ten seconds at most', async ({ desk, people, page, context, errors }) => {
  errors.allow(...NETWORK_ERRORS);
  const other = new Desk(await context.newPage());
  await desk.signIn(people.ana);
  const asked = page.waitForRequest(REFRESH);
  await page.route(REFRESH, () => {}, { times: 1 });
  await page.reload();
  await asked;
  const startedAtMs = Date.now();
  await other.page.goto('/');
  await other.expectLive();
  expect(Date.now() - startedAtMs).toBeLessThan(20_000);
  await desk.expectLive();
});

test('a tab that holds the lock for ever keeps nobody out', async ({ desk, people, page, context, baseURL, errors }) => {
  errors.allow(/favicon\.ico/); // a file that is opened by itself names no icon
  await desk.signIn(people.ana);
  const frozen = await context.newPage();
  await frozen.goto('/config.json');
  await frozen.evaluate((url) => {
    void navigator.locks.request(`deskbell session ${url}`, () => new Promise(() => {})).catch(() => {});
  }, baseURL);
  await page.reload();
  await desk.expectLive();
  // Each tab holds the lock of its own name for as long as it lives.
  const held = await page.evaluate(async () => (await navigator.locks.query()).held?.filter(({ name }) => !name?.startsWith('deskbell-tab:')).length);
  expect(held, 'it was taken from its holder').toBe(0);
});

test("a cookie that became someone else's signs out, and their token is not used", async ({ desk, people, page, context, api, baseURL }) => {
  await desk.signIn(people.ana);
  const sent: string[] = [];
  page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => sent.push(String(payload))));
  const { username, password } = people.ben;
  const changed = await context.request.post(`${baseURL}/api/session`, { data: { username, password } });
  expect(changed.status()).toBe(200);
  const refreshed = page.waitForResponse(REFRESH);
  await api.post('/test/expire-session', { user: 'ana', grace_ms: 0 });
  const { user, access_token: token } = (await (await refreshed).json()) as { user: { name: string }; access_token: string };
  expect(user.name).toBe(people.ben.name);
  await expect(desk.form).toBeVisible();
  await expect(desk.rows).toHaveCount(0);
  await expect(page.getByText(OTHER_PERSON)).toBeVisible();
  for (const { name } of [people.ana, people.ben]) await expect(page.getByText(name)).toHaveCount(0);
  expect(sent.filter((frame) => frame.includes(token))).toEqual([]);
  // The way on is theirs to choose.
  await desk.enter(people.ana);
  await desk.expectLive();
  await desk.expectEqual(api);
});

test('where two people share a browser, each tab shows one of them or nobody', async ({ desk, people, page, context, api }) => {
  const other = new Desk(await context.newPage());
  await desk.signIn(people.ana);
  await other.page.goto('/');
  await other.expectLive();
  await api.post('/test/revoke-session', { user: 'ana' });
  await Promise.all([expect(desk.form).toBeVisible(), expect(other.form).toBeVisible()]);

  await other.enter(people.ben);
  await other.expectLive();
  await sleep(NEXT_TRY_MS_MAX);
  await expect(desk.form).toBeVisible(); // Ana's tab does not become Ben's

  await desk.enter(people.ana);
  await desk.expectLive();
  await expect(other.form).toBeVisible({ timeout: 2_000 });
  await expect(other.rows).toHaveCount(0);
  await expect(other.page.getByText(OTHER_PERSON)).toBeVisible();
  await desk.expectEqual(api);
  await expect(page.getByRole('button', { name: `${people.ana.name}: menu` })).toBeVisible();
});

test('a token that one tab could not refresh signs out no other', async ({ desk, people, page, context }) => {
  const other = new Desk(await context.newPage());
  await desk.signIn(people.ana);
  await other.page.goto('/');
  await other.expectLive();
  await page.route(REFRESH, (route) => route.fulfill({ json: { session: null } }), { times: 1 });
  await page.reload();
  await expect(desk.form).toBeVisible();
  await sleep(NEXT_TRY_MS_MAX);
  await other.expectState('live');
  expect(await other.rows.count()).toBeGreaterThan(0);
});
