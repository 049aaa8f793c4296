/** The server dies, the line goes dead: the page says so in time, comes back by itself, and is right again. */
import { makeArrival } from './support/bookings.ts';
import { Desk, type ChipState } from './support/desk.ts';
import { expect, test } from './support/fixtures.ts';
import { NETWORK_ERRORS } from './support/page-errors.ts';

/** From the design: the chip has left Live this long after a connection was closed, or went dead. */
const CLOSED_MS_MAX = 1_200;
const DEAD_MS_MAX = 12_000;
/** What the browser and a busy machine may add. */
const SLACK_MS = 500;

/** How long after `sinceMs` the chip left Live. */
function leftLiveAfter(states: ChipState[], sinceMs: number): number {
  const left = states.find(({ state, atMs }) => state !== 'live' && atMs >= sinceMs);
  return (left?.atMs ?? Infinity) - sinceMs;
}

test('the server is killed and started again with changes made meanwhile', async ({ desk, people, openPage, server, line, api, errors }) => {
  errors.allow(...NETWORK_ERRORS);
  const [stays, goes] = [await makeArrival(api, { guest: 'Mira Dunn' }), await makeArrival(api, { guest: 'Theo Gone' })];
  const other = new Desk(await openPage());
  await Promise.all([desk.signIn(people.ana), other.signIn(people.ben)]);
  await desk.mark();
  const chip = await desk.followChip();

  await server.kill();
  const killedAtMs = Date.now();
  await desk.expectState('reconnecting');
  expect(leftLiveAfter(await chip(), killedAtMs)).toBeLessThanOrEqual(CLOSED_MS_MAX + SLACK_MS);
  await expect(desk.asOf).toContainText(/as of \d\d:\d\d/);
  await expect(desk.banner).toContainText(/Connection lost, trying again\. This list is from \d\d:\d\d and may be out of date\./);
  await expect(desk.row(stays.id)).toBeVisible(); // what was known stays readable

  // The server is back for everybody but the pages, so that they miss changes.
  await line.refuse();
  await server.launch();
  await api.signIn(people.ben);
  await api.command(stays, { type: 'check_in' });
  await api.change({ id: goes.id, remove: true });
  const { id } = await makeArrival(api, { guest: 'Meanwhile Booked' });
  await line.heal();

  for (const each of [desk, other]) {
    await each.expectLive();
    await each.expectEqual(api);
    await expect(each.row(stays.id)).toHaveAttribute('data-status', 'checked_in');
    await expect(each.row(goes.id)).toHaveCount(0);
    await expect(each.row(id)).toBeVisible();
  }
  await expect(desk.banner).toHaveCount(0);
  await desk.expectNotReloaded();
  await api.change({ id, set: { note: 'Live again' } });
  await expect(desk.row(id)).toContainText('Live again');
});

test('a server that loses its whole history is loaded anew', async ({ desk, people, api }) => {
  await desk.signIn(people.ana);
  await desk.mark();
  await api.post('/test/reset', { seed: 11 });
  await api.dropSockets();
  await desk.expectEqual(api, undefined, 25_000);
  await desk.expectLive();
  await desk.expectNotReloaded();
});

test('a polite restart is called what it is', async ({ desk, people, server, api, errors }) => {
  errors.allow(...NETWORK_ERRORS);
  await desk.signIn(people.ana);
  await server.stop();
  await desk.expectState('restarting');
  await expect(desk.banner).toContainText('The booking server is being updated.');
  await server.launch();
  await desk.expectLive();
  await desk.expectEqual(api);
});

test('a drop shorter than a second is not shown', async ({ desk, people, line, api, page }) => {
  await desk.signIn(people.ana);
  const chip = await desk.followChip();
  // The first retry falls into the spread's first second: some drops are over sooner than others.
  // A third drop within half a minute would be an unstable line, and be called so.
  const drops = 2;
  let blips = 0;
  for (let drop = 0; drop < drops; drop += 1) {
    const socket = page.waitForEvent('websocket');
    const droppedAtMs = Date.now();
    line.cut();
    await (await socket).waitForEvent('framereceived');
    await desk.expectLive();
    if (Date.now() - droppedAtMs < 1_000) blips += 1;
  }
  await desk.expectEqual(api);
  const away = (await chip()).filter(({ state }) => state !== 'live');
  expect(away.length).toBeLessThanOrEqual(2 * (drops - blips));
  await expect(page.getByTestId('connection-banner')).toHaveCount(0);
});

test('a line that goes dead without a word is noticed', async ({ desk, people, line, api, errors }) => {
  errors.allow(...NETWORK_ERRORS);
  const booking = await makeArrival(api, { guest: 'Silas Moor' });
  await desk.signIn(people.ana);
  await desk.mark();
  const chip = await desk.followChip();
  const deadAtMs = Date.now();
  line.stall();
  await api.command(booking, { type: 'check_in' });
  await expect(desk.chip).not.toHaveAttribute('data-state', 'live', { timeout: DEAD_MS_MAX + SLACK_MS });
  expect(leftLiveAfter(await chip(), deadAtMs)).toBeLessThanOrEqual(DEAD_MS_MAX + SLACK_MS);
  await expect(desk.row(booking.id)).toHaveAttribute('data-status', 'confirmed');
  await line.heal();
  await desk.expectLive();
  await desk.expectEqual(api);
  await expect(desk.row(booking.id)).toHaveAttribute('data-status', 'checked_in');
  await desk.expectNotReloaded();
});

test('an action under way when the line breaks is settled, and done once', async ({ desk, people, line, api, errors }) => {
  errors.allow(...NETWORK_ERRORS);
  const booking = await makeArrival(api, { guest: 'Greta Holm' });
  await desk.signIn(people.ana);
  line.stall();
  await desk.guest('Greta Holm').getByRole('button', { name: /^Check in/ }).click();
  await desk.expectState(/reconnecting|not-live/);
  await line.heal();
  await desk.expectLive();
  await expect(desk.row(booking.id)).toHaveAttribute('data-status', 'checked_in');
  expect((await api.booking(booking.id)).history.filter(({ action }) => action === 'check_in')).toHaveLength(1);
  await desk.expectEqual(api);
});

test('an action without a connection is kept, says so, and is done once when the line is back', async ({ desk, people, line, api, errors }) => {
  errors.allow(...NETWORK_ERRORS);
  const booking = await makeArrival(api, { guest: 'Abel Strand' });
  await desk.signIn(people.ana);
  await line.refuse();
  await desk.expectState('reconnecting');
  await desk.guest('Abel Strand').getByRole('button', { name: /^Check in/ }).click();
  await expect(desk.row(booking.id)).toContainText('Saved on this device, waiting to send.');
  expect((await api.booking(booking.id)).booking.status).toBe('confirmed');
  await line.heal();
  await desk.expectLive();
  await expect(desk.row(booking.id)).toHaveAttribute('data-status', 'checked_in');
  expect((await api.booking(booking.id)).history.filter(({ action }) => action === 'check_in')).toHaveLength(1);
});

test('Retry now does not wait', async ({ desk, people, line, errors }) => {
  errors.allow(...NETWORK_ERRORS);
  await desk.signIn(people.ana);
  await line.refuse();
  await expect(desk.banner).toContainText('Connection lost, trying again.');
  await line.heal();
  await desk.banner.getByRole('button', { name: 'Retry now' }).press('Enter');
  await desk.expectLive(5_000);
});
