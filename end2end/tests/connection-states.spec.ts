/** Every message about the connection, reached by real means: its words, its one action, and how it looks. */
import { makeArrival } from './support/bookings.ts';
import { Desk } from './support/desk.ts';
import { expect, test } from './support/fixtures.ts';
import { look } from './support/look.ts';
import { NETWORK_ERRORS } from './support/page-errors.ts';
import { PageClock } from './support/story.ts';

/** A short list: the rules of accessibility are checked on it in moments. */
const SHORT = '/bookings?range=today&q=60';

test.beforeEach(({ errors }) => errors.allow(...NETWORK_ERRORS));

test('still trying: two actions, and the checks say what they found', async ({ page, desk, people, line }) => {
  test.setTimeout(120_000);
  await desk.signIn(people.ana, SHORT);
  await line.refuse();
  await expect(desk.banner).toHaveAttribute('data-kind', 'still-trying', { timeout: 40_000 });
  await look(page, 'connection-still-trying');
  await desk.banner.getByRole('button', { name: 'Check connection' }).click();
  const found = 'This device is online, but the booking server doesn\'t answer.';
  await expect(desk.banner).toContainText(found);
  await expect(page.getByTestId('announcer-results')).toHaveText(found);
  await look(page, 'connection-checked');
  await line.heal();
  // The next try may fall due at this very moment; then there is nothing left to press.
  const retry = desk.banner.getByRole('button', { name: 'Retry now' });
  await expect(async () => {
    if (await desk.chip.getAttribute('data-state') !== 'live') await retry.click({ timeout: 1_000 });
  }).toPass();
  await desk.expectLive(5_000);
});

test('polling is called blocked when the checks found so, and its details can be copied', async ({ page, context, desk, people, line }) => {
  test.setTimeout(120_000);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await desk.signIn(people.ana, SHORT);
  line.blockPush();
  await expect(desk.banner).toHaveAttribute('data-kind', 'polling', { timeout: 15_000 });
  await look(page, 'connection-polling');
  await desk.banner.getByRole('button', { name: 'Check connection' }).click();
  await expect(desk.banner).toContainText('Live updates are blocked on this network. The list refreshes every 5 seconds instead.');
  await look(page, 'connection-blocked');
  await desk.banner.getByRole('button', { name: 'Copy details' }).click();
  await expect(page.getByTestId('toast')).toContainText('The details are copied.');
  const details = await page.evaluate(() => navigator.clipboard.readText());
  expect(details).toMatch(/^Deskbell \d+\.\d+\.\d+$/m);
  expect(details).toMatch(/^state: polling$/m);
  expect(details).not.toMatch(/Ana|eyJ/);
  await line.heal();
  await desk.expectLive(30_000);
  // The next outage may be on another network: it is not called blocked before somebody looked.
  await line.refuse();
  await expect(desk.banner).toHaveAttribute('data-kind', 'reconnecting', { timeout: 10_000 });
});

test('offline is said only when the browser says so and a request failed', async ({ page, context, desk, people, line }) => {
  await desk.signIn(people.ana, SHORT);
  await context.setOffline(true);
  await line.refuse();
  await expect(desk.banner).toContainText("You're offline. Showing bookings from", { timeout: 20_000 });
  await expect(desk.chip).toHaveAttribute('data-state', 'offline');
  await look(page, 'connection-offline');
  await line.heal();
  await context.setOffline(false);
  await desk.expectLive();
});

test('a refusal for good: shown at once, not to be put away, and tried again on a wish', async ({ page, desk, people, api }) => {
  await desk.signIn(people.ana, SHORT);
  await api.post('/test/refuse-connects', { times: 1, code: 'forbidden' });
  await api.dropSockets();
  await expect(desk.banner).toContainText('Deskbell stopped trying to connect. The server refused this device.');
  await expect(desk.chip).toHaveText('Stopped');
  await expect(desk.banner.getByRole('button', { name: 'Dismiss' })).toHaveCount(0);
  await expect(desk.banner.getByRole('button', { name: 'Copy details' })).toBeVisible();
  await look(page, 'connection-stopped');
  await desk.banner.getByRole('button', { name: 'Try again' }).click();
  await desk.expectLive();
});

test('a line that drops three times is called unstable', async ({ page, desk, people, api }) => {
  test.setTimeout(120_000);
  await desk.signIn(people.ana, SHORT);
  for (const drop of [1, 2, 3]) {
    await expect(async () => expect(await api.clients(), `connected for drop ${drop}`).toBe(1)).toPass({ timeout: 20_000 });
    await desk.expectState(/live|slow/);
    await api.dropSockets();
    await expect.poll(() => api.clients()).toBe(0);
  }
  await expect(desk.banner).toContainText('Your connection keeps dropping. Deskbell tries less often to keep things steady; the list may lag.');
  await expect(desk.banner.getByRole('button', { name: 'Check connection' })).toBeVisible();
  await expect(desk.chip).toHaveText('Unstable');
  await look(page, 'connection-unstable');
});

test('a restart that the server announced', async ({ page, desk, people, server }) => {
  await desk.signIn(people.ana, SHORT);
  await server.stop();
  await expect(desk.banner).toHaveAttribute('data-kind', 'restarting', { timeout: 15_000 });
  await expect(desk.banner).toContainText('The booking server is being updated. This usually takes under a minute.');
  await look(page, 'connection-restarting');
  await server.launch();
  await desk.expectLive();
});

test('live again, with what changed', async ({ page, desk, people, api, line }) => {
  const booking = await makeArrival(api, { guest: 'Rita Returned' });
  await makeArrival(api, { guest: 'Rita Resting' });
  await desk.signIn(people.ana, '/bookings?range=today&q=rita');
  await line.refuse();
  await desk.expectState('reconnecting');
  await api.change({ id: booking.id, set: { note: 'Late arrival' } });
  await line.heal();
  const banner = page.locator('[data-shown="true"]').getByTestId('restored-banner');
  await expect(banner).toContainText('Live again. 1 booking changed while you were away.', { timeout: 20_000 });
  await look(page, 'connection-restored');
  await banner.getByRole('button', { name: 'Show changes' }).click();
  await expect(page.locator('[data-booking-id]:focus-within')).toHaveAttribute('data-booking-id', booking.id);
  await look(page, 'connection-walk');
});

test('a clock that is nine minutes off; what is more urgent comes first, and says that there is more', async ({ page, desk, people, line }) => {
  await PageClock.install(page, 9 * 60_000);
  await desk.signIn(people.ana, SHORT);
  const clock = page.locator('[data-shown="true"]').getByTestId('clock-banner');
  await expect(clock).toContainText("This device's clock is 9 minutes off. Times may look wrong.");
  await look(page, 'connection-clock');
  await line.refuse();
  await expect(desk.banner).toContainText('Connection lost, trying again.');
  await expect(clock).toHaveCount(0);
  const more = desk.banner.getByRole('link', { name: '1 notice more' });
  await expect(more).toHaveText('+1');
  await look(page, 'connection-more');
  await more.click();
  await expect(page).toHaveURL(/[?&]panel=diagnostics/);
  await expect(page).toHaveURL(/[?&]q=60/);
  await page.goBack();
  await line.heal();
  await desk.expectLive();
  await expect(clock).toBeVisible({ timeout: 15_000 });
  await clock.getByRole('button', { name: 'Dismiss' }).click();
  await expect(clock).toHaveCount(0);
});

test('a page that is opened while nobody answers is never called lost', async ({ desk, people, page, line }) => {
  await desk.signIn(people.ana);
  await page.route('**/api/session/refresh', async (route) => {
    await line.refuse();
    await route.continue();
  }, { times: 1 });
  await page.reload();
  await expect(desk.banner).toContainText("Can't reach the booking server, trying again.", { timeout: 15_000 });
  await expect(desk.banner).not.toContainText('lost');
  await look(page, 'connection-unreached');
  await line.heal();
  await desk.expectLive();
});

test('in German, and who may do nothing is promised nothing', async ({ openPage, people, line }) => {
  const page = await openPage({ locale: 'de-DE' });
  const desk = new Desk(page);
  await desk.signIn(people.eva, SHORT);
  await line.refuse();
  await expect(desk.banner).toContainText('Die Verbindung ist unterbrochen, wir versuchen es erneut.');
  await expect(desk.banner).not.toContainText('Änderungen');
  await look(page, 'connection-german');
});
