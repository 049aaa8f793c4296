/** The outbox and its dialogs as people see them: wide and narrow, light and dark, by the rules of accessibility. */
import { makeArrival } from './support/bookings.ts';
import { expect, test } from './support/fixtures.ts';
import { look } from './support/look.ts';
import { OutboxView } from './support/outbox.ts';
import { NETWORK_ERRORS } from './support/page-errors.ts';

test('waiting, in the row and in the outbox', async ({ desk, people, line, api, page, errors }) => {
  errors.allow(...NETWORK_ERRORS);
  for (const guest of ['Walter Waiting', 'Wilma Waiting']) await makeArrival(api, { guest });
  const outbox = new OutboxView(page);
  await desk.signIn(people.ana, '/bookings?range=today&q=waiting');
  await line.refuse();
  await desk.expectState('reconnecting');
  for (const guest of ['Walter Waiting', 'Wilma Waiting']) {
    await desk.guest(guest).getByRole('button', { name: /^Check in/ }).click();
    await expect(desk.guest(guest).getByTestId('row-result')).toContainText('Saved on this device');
  }
  await look(page, 'outbox-row-waiting');
  await outbox.signOut();
  await expect(outbox.signOutDialog).toBeVisible();
  await look(page, 'outbox-sign-out');
  await page.keyboard.press('Escape');
  await outbox.open();
  await expect(outbox.items).toHaveCount(2);
  await look(page, 'outbox-waiting');
});

test('what needs a person, and a clash', async ({ desk, people, line, api, page, errors }) => {
  errors.allow(...NETWORK_ERRORS);
  const [late, mine] = [await makeArrival(api, { guest: 'Lena Late' }), await makeArrival(api, { guest: 'Lena Mine' })];
  const outbox = new OutboxView(page);
  await desk.signIn(people.ana, '/bookings?range=today&q=lena');
  await line.refuse();
  await desk.expectState('reconnecting');
  await desk.guest('Lena Late').getByRole('button', { name: /^Check in/ }).click();
  await expect(desk.guest('Lena Late').getByTestId('row-result')).toContainText('Saved on this device');
  await api.command(late, { type: 'mark_no_show' });
  await line.heal();
  await desk.expectLive();
  await expect(desk.guest('Lena Late').getByTestId('row-result')).toContainText('was not applied');
  line.stall();
  await api.command(mine, { type: 'set_note', note: 'Arrives by the night train; needs a quiet room' });
  await desk.guest('Lena Mine').getByRole('button', { name: /^Check in/ }).click();
  await line.heal();
  await outbox.clash.getByRole('button', { name: 'Compare' }).click();
  await look(page, 'outbox-clash');
  await page.keyboard.press('Escape');
  await look(page, 'outbox-row-refused');
  await outbox.open();
  await expect(outbox.items).toHaveCount(2);
  await look(page, 'outbox-attention');
});

test('nothing waits, one can be undone; and no storage', async ({ desk, people, api, page }) => {
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('storage is blocked', 'SecurityError');
    };
  });
  await makeArrival(api, { guest: 'Uma Undo' });
  const outbox = new OutboxView(page);
  await desk.signIn(people.ana, '/bookings?range=today&q=uma');
  await expect(page.getByTestId('storage-banner')).toBeVisible();
  await desk.guest('Uma Undo').getByRole('button', { name: /^Check in/ }).click();
  await expect(outbox.toast).toContainText('Uma Undo: checked in.');
  await look(page, 'outbox-storage-banner');
  await outbox.open();
  await expect(outbox.summary).toContainText('Nothing is waiting.');
  await look(page, 'outbox-empty');
});
