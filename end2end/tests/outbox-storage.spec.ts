/** A device that keeps nothing, or has no room, or holds what cannot be read: said in a sentence, and worked on. */
import type { Page } from '@playwright/test';
import { makeArrival } from './support/bookings.ts';
import { expect, test } from './support/fixtures.ts';
import { OutboxView, timesDone } from './support/outbox.ts';
import { NETWORK_ERRORS } from './support/page-errors.ts';

const CANNOT = "This browser can't store changes. What you do offline is lost if you close the tab.";

/** Gives the page's origin so many bytes, as a full disk would. */
async function setQuota(page: Page, origin: string, quotaSize: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize });
}

/** Rewrites the text of every stored action. */
async function spoilActions(page: Page, text: string): Promise<number> {
  return page.evaluate(async (text) => {
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    let spoilt = 0;
    for (const { name = '' } of await indexedDB.databases()) {
      const db = await done(indexedDB.open(name));
      const actions = db.transaction('outbox', 'readwrite').objectStore('outbox');
      for (const key of await done(actions.getAllKeys())) {
        await done(actions.put({ ...(await done(actions.get(key))), text }, key));
        spoilt += 1;
      }
      db.close();
    }
    return spoilt;
  }, text);
}

test('a browser without storage is said to have none, and what is done goes out all the same', async ({ desk, people, line, api, page, errors }) => {
  errors.allow(...NETWORK_ERRORS);
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('storage is blocked', 'SecurityError');
    };
  });
  const booking = await makeArrival(api, { guest: 'Nina Nowhere' });
  const outbox = new OutboxView(page);
  await desk.signIn(people.ana);
  const banner = page.getByTestId('storage-banner');
  await expect(banner).toContainText(CANNOT);
  await line.refuse();
  await desk.expectState('reconnecting');
  await desk.guest('Nina Nowhere').getByRole('button', { name: /^Check in/ }).click();
  const result = desk.row(booking.id).getByTestId('row-result');
  await expect(result).toContainText("Waiting to send. Keep this page open: it isn't saved on this device.");
  await expect(result).not.toContainText('Saved');
  await outbox.signOut();
  await expect(outbox.signOutDialog).toContainText('what you keep lasts only until this tab is closed');
  await page.keyboard.press('Escape');
  await expect(outbox.signOutDialog).toBeHidden();
  await line.heal();
  await desk.expectLive();
  await expect.poll(() => timesDone(api, booking.id, 'check_in')).toBe(1);
  await banner.getByRole('link', { name: 'Details' }).click();
  await expect(page.getByTestId('outbox-unsafe')).toContainText('It gives this page no storage');
});

test('a storage that is full says so, and is used again when there is room', async ({ desk, people, line, api, page, errors }) => {
  errors.allow(...NETWORK_ERRORS);
  const [first, second] = [await makeArrival(api, { guest: 'Full Fay' }), await makeArrival(api, { guest: 'Room Roy' })];
  const outbox = new OutboxView(page);
  // Before the page has a database: the browser remembers for a while how much room it saw.
  await setQuota(page, line.url, 1);
  await desk.signIn(people.ana);
  await line.refuse();
  await desk.expectState('reconnecting');
  await desk.guest('Full Fay').getByRole('button', { name: /^Check in/ }).click();
  await expect(desk.row(first.id).getByTestId('row-result')).toContainText("it isn't saved on this device");
  await expect(outbox.chip).toHaveText(/1 waiting/);
  await outbox.open();
  await expect(page.getByTestId('outbox-unsafe')).toContainText(CANNOT);
  await expect(page.getByTestId('outbox-unsafe')).toContainText('This device has no room left');
  await outbox.back();
  await setQuota(page, line.url, 1_000_000_000);
  await desk.guest('Room Roy').getByRole('button', { name: /^Check in/ }).click();
  await expect(desk.row(second.id).getByTestId('row-result')).toContainText('Saved on this device, waiting to send.');
  await line.heal();
  await desk.expectLive();
  for (const { id } of [first, second]) await expect.poll(() => timesDone(api, id, 'check_in')).toBe(1);
});

test('a stored action that cannot be read is set aside and counted until it is put away, and the rest goes out', async ({ desk, people, line, api, page, errors }) => {
  errors.allow(...NETWORK_ERRORS);
  const [spoilt, whole] = [await makeArrival(api, { guest: 'Spoilt Sue' }), await makeArrival(api, { guest: 'Whole Wes' })];
  const outbox = new OutboxView(page);
  await desk.signIn(people.ana);
  await line.refuse();
  await desk.expectState('reconnecting');
  await desk.guest('Spoilt Sue').getByRole('button', { name: /^Check in/ }).click();
  await expect(desk.row(spoilt.id).getByTestId('row-result')).toContainText('Saved on this device');
  expect(await spoilActions(page, '{"v": 1, "user"')).toBe(1);
  await desk.guest('Whole Wes').getByRole('button', { name: /^Check in/ }).click();
  await expect(desk.row(whole.id).getByTestId('row-result')).toContainText('Saved on this device');
  // Nothing of it may be sent before the page is loaded again.
  await page.route('**/{api,socket.io}/**', (route) => route.abort('connectionrefused'));
  await line.heal();
  await page.reload();
  await page.unroute('**/{api,socket.io}/**');
  await desk.expectLive();
  await expect.poll(() => timesDone(api, whole.id, 'check_in')).toBe(1);
  expect(await timesDone(api, spoilt.id, 'check_in')).toBe(0);
  await expect(outbox.chip).toHaveText(/1 to review/);
  await outbox.open();
  await expect(outbox.summary).toContainText('1 change needs you.');
  const setAside = page.getByTestId('outbox-set-aside');
  await expect(setAside).toContainText("1 change on this device can't be read. It is set aside; the rest goes out.");
  await setAside.getByRole('button', { name: 'Discard' }).click();
  await expect(setAside).toHaveCount(0);
  await expect(outbox.summary).toContainText('Nothing is waiting.');
  await expect(outbox.chip).toHaveCount(0);
  // Nor does it come back.
  await outbox.back();
  await page.reload();
  await desk.expectLive();
  await expect(outbox.chip).toHaveCount(0);
});
