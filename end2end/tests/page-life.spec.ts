/**
 * What a browser does to a page behind people's backs: it freezes it, hides it and slows its timers down. The page
 * closes nothing that still works, notices within two seconds what died meanwhile, and is right again without alarm.
 */
import type { Page, WebSocket } from '@playwright/test';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeArrival } from './support/bookings.ts';
import { Desk } from './support/desk.ts';
import { expect, test as base } from './support/fixtures.ts';
import { NETWORK_ERRORS } from './support/page-errors.ts';
import { PageLife } from './support/page-life.ts';

const PING_INTERVAL_MS = 1_000;
const PING_TIMEOUT_MS = 6_000;
/** A ping waits for the page, and the server still waits for its answer. */
const HELD_MS = PING_INTERVAL_MS + 2_000;
/** From the design: what died is noticed so soon after waking. */
const NOTICED_MS_MAX = 2_000;
/** What the browser and a busy machine may add. */
const SLACK_MS = 500;

const test = base.extend<{ keepsSockets: boolean; life: PageLife }>({
  keepsSockets: [true, { option: true }],
  life: async ({ errors, keepsSockets }, use) => {
    const life = await PageLife.start({ keepsSockets });
    await errors.watch(life.page.context());
    await use(life);
    await life.close();
  },
  page: async ({ life }, use) => use(life.page),
});
test.use({ serverOptions: { env: { PING_INTERVAL_MS: String(PING_INTERVAL_MS), PING_TIMEOUT_MS: String(PING_TIMEOUT_MS) } } });

/** The sockets that a page opens from now on, and the frames that the last one brings. */
class Sockets {
  opened = 0;
  received: string[] = [];
  sent: string[] = [];

  constructor(page: Page) {
    page.on('websocket', (socket: WebSocket) => {
      this.opened += 1;
      socket.on('framereceived', ({ payload }) => this.received.push(String(payload)));
      socket.on('framesent', ({ payload }) => this.sent.push(String(payload)));
    });
  }

  forget(): void {
    this.received = [];
    this.sent = [];
  }
}

/** Every alarm from now on: a banner that shows, a sentence that is said. */
async function followAlarms(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const seen: string[] = [];
    const look = (): void => {
      const banner = document.querySelector('[data-shown="true"] [data-testid="connection-banner"]')?.textContent;
      const said = document.querySelector('[data-testid="announcer-connection"]')?.textContent;
      for (const text of [banner, said]) if (text && seen.at(-1) !== text) seen.push(text);
    };
    look();
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true, attributeFilter: ['data-shown'] });
    Object.assign(window, { alarms: seen });
  });
  return () => page.evaluate(() => (window as unknown as { alarms: string[] }).alarms);
}

/** Signed in and live, with a booking that will change. */
async function begin({ desk, api, people, page, baseURL }: Begin) {
  const booking = await makeArrival(api, { guest: 'Freya Frost' });
  const sockets = new Sockets(page);
  await desk.signIn(people.ana, baseURL);
  await desk.mark();
  // Silence is judged only once a probe was answered.
  await expect.poll(() => sockets.received.filter((frame) => frame.includes('"heads"')).length).toBeGreaterThan(0);
  return { booking, sockets, chip: await desk.followChip(), alarms: await followAlarms(page) };
}
type Begin = Pick<Parameters<Parameters<typeof test>[2]>[0], 'desk' | 'api' | 'people' | 'page' | 'baseURL'>;

/** Nobody was alarmed: live all the time, or catching up for a moment. */
async function expectCalm({ desk, chip, alarms }: { desk: Desk } & Pick<Awaited<ReturnType<typeof begin>>, 'chip' | 'alarms'>, states: string[]): Promise<void> {
  expect(states).toEqual(expect.arrayContaining((await chip()).map(({ state }) => state)));
  expect(await alarms()).toEqual([]);
  await desk.expectNotReloaded();
}

test('frozen while a ping waits: the same connection goes on', async ({ desk, api, people, page, baseURL, life }) => {
  const { booking, sockets, chip, alarms } = await begin({ desk, api, people, page, baseURL });
  await life.freeze();
  sockets.forget();
  await api.change({ id: booking.id, set: { note: 'Snow on the roof' } });
  const { id } = await makeArrival(api, { guest: 'Came in the Cold' });
  await sleep(HELD_MS); // so long the page is frozen: longer than a ping takes to be sent, shorter than it may wait
  expect(sockets.received, 'nothing in it runs').toEqual([]);
  expect(await api.clients(), 'the server still waits').toBe(1);
  await life.resume();
  await expect(desk.row(booking.id)).toContainText('Snow on the roof');
  await expect(desk.row(id)).toBeVisible();
  await desk.expectLive();
  await desk.expectEqual(api);
  // The ping that waited was answered, and the connection outlived both of its deadlines.
  expect(sockets.received).toContain('2');
  await expect.poll(() => sockets.sent.filter((frame) => frame === '3').length).toBeGreaterThan(PING_TIMEOUT_MS / PING_INTERVAL_MS);
  expect([sockets.opened, await api.clients()]).toEqual([1, 1]);
  await expectCalm({ desk, chip, alarms }, ['live']);
});

test('frozen until the server gave it up: noticed on waking, live and right again', async ({ desk, api, people, page, baseURL, life, errors }) => {
  errors.allow(...NETWORK_ERRORS);
  const { booking, sockets, chip, alarms } = await begin({ desk, api, people, page, baseURL });
  await life.freeze();
  await expect.poll(() => api.clients(), { timeout: 3 * PING_TIMEOUT_MS }).toBe(0);
  await api.change({ id: booking.id, set: { note: 'Long gone' } });
  const { id } = await makeArrival(api, { guest: 'Came in the Dark' });
  const anew = page.waitForEvent('websocket');
  const wokeAtMs = Date.now();
  await life.resume();
  await anew;
  expect(Date.now() - wokeAtMs).toBeLessThanOrEqual(NOTICED_MS_MAX + SLACK_MS);
  await expect(desk.row(booking.id)).toContainText('Long gone');
  await expect(desk.row(id)).toBeVisible();
  await desk.expectLive();
  await desk.expectEqual(api);
  expect([sockets.opened, await api.clients()]).toEqual([2, 1]);
  await expectCalm({ desk, chip, alarms }, ['live', 'catching-up']);
});

test('the line went dead while it was frozen: noticed within two seconds of waking', async ({ desk, api, people, page, baseURL, life, line, errors }) => {
  errors.allow(...NETWORK_ERRORS);
  const { booking, sockets, chip, alarms } = await begin({ desk, api, people, page, baseURL });
  await life.freeze();
  line.stall();
  await api.change({ id: booking.id, set: { note: 'Unheard of' } });
  await sleep(HELD_MS);
  const noticed = page.waitForEvent('console', (message) => message.text().includes('two probes were not answered'));
  const wokeAtMs = Date.now();
  await life.resume();
  await noticed;
  expect(Date.now() - wokeAtMs).toBeLessThanOrEqual(NOTICED_MS_MAX + SLACK_MS);
  await line.heal();
  await expect(desk.row(booking.id)).toContainText('Unheard of');
  await desk.expectLive();
  await desk.expectEqual(api);
  expect(sockets.opened).toBe(2);
  await expectCalm({ desk, chip, alarms }, ['live', 'catching-up']);
});

test.describe('a browser that closes the connections of what it freezes', () => {
  test.use({ keepsSockets: false });

  test('live and right again on waking', async ({ desk, api, people, page, baseURL, life, errors }) => {
    errors.allow(/WebSocket connection to '.*' failed: Page entered Back-Forward Cache/);
    const { booking, sockets, chip, alarms } = await begin({ desk, api, people, page, baseURL });
    await life.freeze();
    await expect.poll(() => api.clients()).toBe(0);
    await api.change({ id: booking.id, set: { note: 'Cut by the browser' } });
    await life.resume();
    await expect(desk.row(booking.id)).toContainText('Cut by the browser');
    await desk.expectLive();
    await desk.expectEqual(api);
    expect([sockets.opened, await api.clients()]).toEqual([2, 1]);
    await expectCalm({ desk, chip, alarms }, ['live', 'catching-up']);
  });
});

test('hidden with slow timers: the connection is kept, and the list is right when it is looked at', async ({ desk, api, people, page, baseURL, life }) => {
  const { booking, sockets, chip, alarms } = await begin({ desk, api, people, page, baseURL });
  await life.hide();
  sockets.forget();
  const ticks = page.evaluate(() => new Promise<number>((resolve) => {
    let count = 0;
    const start = performance.now();
    const timer = setInterval(() => {
      count += 1;
      if (performance.now() - start < 4_000) return;
      clearInterval(timer);
      resolve(count);
    }, 50);
  }));
  await api.change({ id: booking.id, set: { note: 'Behind another tab' } });
  const { id } = await makeArrival(api, { guest: 'Came Unseen' });
  expect(await ticks, 'the browser slows the timers of a hidden page').toBeLessThan(20);
  await expect.poll(() => sockets.sent.filter((frame) => frame === '3').length).toBeGreaterThan(PING_TIMEOUT_MS / PING_INTERVAL_MS);
  await life.show();
  await expect(desk.row(booking.id)).toContainText('Behind another tab');
  await expect(desk.row(id)).toBeVisible();
  await desk.expectLive();
  await desk.expectEqual(api);
  expect([sockets.opened, await api.clients()]).toEqual([1, 1]);
  await expectCalm({ desk, chip, alarms }, ['live']);
});
