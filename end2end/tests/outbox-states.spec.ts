/** What people see of their own actions: at once, marked while they wait, and told when their fate is known. */
import { makeArrival } from './support/bookings.ts';
import { Desk } from './support/desk.ts';
import { expect, test } from './support/fixtures.ts';
import { OutboxView, timesDone } from './support/outbox.ts';
import { NETWORK_ERRORS } from './support/page-errors.ts';

const SAVED = 'Saved on this device, waiting to send.';

test('an action offline is shown at once, kept, and sent once when the line is back', async ({ desk, people, line, api, page, errors }) => {
  errors.allow(...NETWORK_ERRORS);
  const booking = await makeArrival(api, { guest: 'Abel Strand' });
  const outbox = new OutboxView(page);
  await desk.signIn(people.ana);
  const arriving = Number(await page.locator('[data-part="arriving"]').getAttribute('data-count'));
  await line.refuse();
  await desk.expectState('reconnecting');
  const button = desk.guest('Abel Strand').getByRole('button', { name: /^Check in/ });
  await button.click();

  const row = desk.row(booking.id);
  await expect(row).toHaveAttribute('data-status', 'checked_in');
  await expect(row.getByTestId('row-result')).toContainText(SAVED);
  await expect(page.locator('[data-part="arriving"]')).toHaveAttribute('data-count', String(arriving - 1));
  await expect(button).toBeDisabled();
  await expect(outbox.chip).toHaveText(/1 waiting/);
  expect((await api.booking(booking.id)).booking.status).toBe('confirmed');

  await outbox.open();
  await expect(outbox.summary).toContainText('1 change is waiting to be sent.');
  await expect(outbox.item('Abel Strand')).toContainText('Check in Abel Strand');
  await expect(outbox.item('Abel Strand')).toContainText(SAVED);
  await outbox.back();

  await line.heal();
  await desk.expectLive();
  await expect(row).toHaveAttribute('data-status', 'checked_in');
  await expect(row.getByTestId('row-result')).toHaveCount(0);
  await expect(outbox.chip).toHaveCount(0);
  await expect(outbox.toast).toContainText('Abel Strand: checked in.');
  expect(await timesDone(api, booking.id, 'check_in')).toBe(1);
  await desk.expectEqual(api);
});

test('what waits survives a reload', async ({ desk, people, line, api, page, errors }) => {
  errors.allow(...NETWORK_ERRORS);
  const booking = await makeArrival(api, { guest: 'Runa Falk' });
  const outbox = new OutboxView(page);
  await desk.signIn(people.ana);
  line.blockSockets();
  line.blockPush();
  await page.route('**/api/commands', (route) => route.abort('connectionrefused'));
  await desk.expectState('polling');
  await desk.guest('Runa Falk').getByRole('button', { name: /^Check in/ }).click();
  // Sent by REST in vain: it is on the device, and its fate is open.
  await expect(desk.row(booking.id).getByTestId('row-result')).toContainText(/We don't know yet if "Check in Runa Falk" went through\./);
  await page.reload();
  await expect(desk.row(booking.id).getByTestId('row-result')).toContainText(/We don't know yet if "Check in Runa Falk" went through\./, { timeout: 25_000 });
  await expect(outbox.chip).toHaveText(/1 to review/);
  await page.unroute('**/api/commands');
  await line.heal();
  await desk.row(booking.id).getByRole('button', { name: /^Check now/ }).click();
  await expect(desk.row(booking.id).getByTestId('row-result')).toHaveCount(0, { timeout: 25_000 });
  await expect(desk.row(booking.id)).toHaveAttribute('data-status', 'checked_in');
  expect(await timesDone(api, booking.id, 'check_in')).toBe(1);
});

test('what waits can be taken back, and was never done', async ({ desk, people, line, api, page, errors }) => {
  errors.allow(...NETWORK_ERRORS);
  const booking = await makeArrival(api, { guest: 'Tilda Voss' });
  const outbox = new OutboxView(page);
  await desk.signIn(people.ana);
  await line.refuse();
  await desk.expectState('reconnecting');
  const button = desk.guest('Tilda Voss').getByRole('button', { name: /^Check in/ });
  await button.click();
  await desk.row(booking.id).getByRole('button', { name: 'Undo: Check in Tilda Voss' }).click();
  await expect(desk.row(booking.id)).toHaveAttribute('data-status', 'confirmed');
  await expect(desk.row(booking.id).getByTestId('row-result')).toHaveCount(0);
  await expect(button).toBeEnabled();
  await expect(outbox.chip).toHaveCount(0);
  await line.heal();
  await desk.expectLive();
  await desk.expectEqual(api);
  expect(await timesDone(api, booking.id, 'check_in')).toBe(0);
});

test('what was done can be undone from its toast, and without it from the outbox', async ({ desk, people, api, page }) => {
  const [first, second] = [await makeArrival(api, { guest: 'Iris Toast' }), await makeArrival(api, { guest: 'Otto Later' })];
  const outbox = new OutboxView(page);
  await desk.signIn(people.ana);
  await desk.guest('Iris Toast').getByRole('button', { name: /^Check in/ }).click();
  await outbox.toast.filter({ hasText: 'Iris Toast: checked in.' }).getByRole('button', { name: 'Undo' }).click();
  await expect(desk.row(first.id)).toHaveAttribute('data-status', 'confirmed');
  await expect(outbox.toast).toContainText('Iris Toast: undone.');
  expect((await api.booking(first.id)).booking.status).toBe('confirmed');

  await desk.guest('Otto Later').getByRole('button', { name: /^Check in/ }).click();
  await expect(outbox.toast.filter({ hasText: 'Otto Later: checked in.' })).toBeVisible();
  await outbox.open();
  await page.getByTestId('outbox-undoable').getByRole('button', { name: 'Undo: Check in Otto Later' }).click();
  await expect(outbox.toast.filter({ hasText: 'Otto Later: undone.' })).toBeVisible();
  expect((await api.booking(second.id)).booking.status).toBe('confirmed');
  await expect(outbox.summary).toContainText('Nothing is waiting.');
});

test('a second and a third action wait behind the first, and go out in order', async ({ desk, people, line, api, page, errors }) => {
  errors.allow(...NETWORK_ERRORS);
  const bookings = [];
  for (const guest of ['Uno Batch', 'Duo Batch', 'Tre Batch']) bookings.push(await makeArrival(api, { guest }));
  const outbox = new OutboxView(page);
  await desk.signIn(people.ana);
  await line.refuse();
  await desk.expectState('reconnecting');
  for (const guest of ['Uno Batch', 'Duo Batch', 'Tre Batch']) {
    await desk.guest(guest).getByRole('button', { name: /^Check in/ }).click();
    await expect(desk.guest(guest).getByTestId('row-result')).toContainText(SAVED);
  }
  await expect(outbox.chip).toHaveText(/3 waiting/);
  await line.heal();
  await desk.expectLive();
  await expect(outbox.chip).toHaveCount(0);
  await expect(outbox.toast).toHaveCount(1);
  await expect(outbox.toast).toContainText('3 changes were sent.');
  await expect(outbox.toast).not.toContainText('×');
  for (const { id } of bookings) expect(await timesDone(api, id, 'check_in')).toBe(1);
  await desk.expectEqual(api);
});

test('a change by someone else while an action waits is a conflict before it is refused', async ({ desk, people, line, api, page, openPage, errors }) => {
  // By REST, where push is not back yet, a refusal is a status.
  errors.allow(...NETWORK_ERRORS, /status of 409/);
  const booking = await makeArrival(api, { guest: 'Vera Knoll' });
  const outbox = new OutboxView(page);
  await desk.signIn(people.ana);
  await line.refuse();
  await desk.expectState('reconnecting');
  await desk.guest('Vera Knoll').getByRole('button', { name: /^Check in/ }).click();
  await expect(desk.row(booking.id).getByTestId('row-result')).toContainText(SAVED);
  await api.command(booking, { type: 'mark_no_show' });
  await line.heal();
  await desk.expectLive();

  const result = desk.row(booking.id).getByTestId('row-result');
  await expect(result).toContainText('"Check in Vera Knoll" was not applied.');
  await expect(result).toContainText(`Vera Knoll was marked as a no-show by ${people.ben.name} while you were offline.`);
  await expect(desk.row(booking.id)).toHaveAttribute('data-status', 'no_show');
  await expect(outbox.chip).toHaveText(/1 to review/);
  await outbox.open();
  await expect(outbox.summary).toContainText('1 change needs you.');
  await outbox.item('Vera Knoll').getByRole('button', { name: /^Discard/ }).click();
  await expect(outbox.summary).toContainText('Nothing is waiting.');
  await expect(outbox.chip).toHaveCount(0);
  // Nobody else heard of it.
  const other = new Desk(await openPage());
  await other.signIn(people.ben);
  await expect(other.row(booking.id)).toHaveAttribute('data-status', 'no_show');
  await expect(new OutboxView(other.page).chip).toHaveCount(0);
});

test('what was on its way when the line went was asked for while offline as well', async ({ desk, people, line, api, errors }) => {
  errors.allow(...NETWORK_ERRORS, /status of 409/);
  const booking = await makeArrival(api, { guest: 'Wanda Wire' });
  await desk.signIn(people.ana);
  line.stall();
  const result = desk.row(booking.id).getByTestId('row-result');
  await desk.guest('Wanda Wire').getByRole('button', { name: /^Check in/ }).click();
  await expect(desk.row(booking.id)).toHaveAttribute('data-status', 'checked_in');
  await line.refuse();
  await desk.expectState('reconnecting');
  await expect(result).toContainText("We don't know yet");
  await api.command(booking, { type: 'mark_no_show' });
  await line.heal();
  await desk.expectLive();
  await expect(result).toContainText(`Wanda Wire was marked as a no-show by ${people.ben.name} while you were offline.`);
});

test('what waited for a day is too old to be sent, and says so', async ({ desk, people, line, api, page, errors }) => {
  errors.allow(...NETWORK_ERRORS);
  const booking = await makeArrival(api, { guest: 'Olga Stale' });
  await page.clock.install();
  const outbox = new OutboxView(page);
  await desk.signIn(people.ana);
  await line.refuse();
  await page.clock.runFor(8_000);
  await desk.expectState('reconnecting');
  await desk.guest('Olga Stale').getByRole('button', { name: /^Check in/ }).click();
  await page.clock.runFor(2_000);
  await expect(desk.row(booking.id).getByTestId('row-result')).toContainText(SAVED);
  await page.clock.fastForward(24 * 3_600_000 + 60_000);
  await page.clock.runFor(2_000);
  await expect(desk.row(booking.id).getByTestId('row-result')).toContainText('"Check in Olga Stale" is too old to send.');
  await expect(desk.row(booking.id)).toHaveAttribute('data-status', 'confirmed');
  await expect(outbox.chip).toHaveText(/1 to review/);
  await desk.row(booking.id).getByRole('button', { name: /^Discard/ }).click();
  await expect(outbox.chip).toHaveCount(0);
  expect(await timesDone(api, booking.id, 'check_in')).toBe(0);
});

test('what stands behind a refused one waits for the person, and goes out when told to', async ({ desk, people, line, api, page, errors }) => {
  // By REST, where push is not back yet, a refusal is a status.
  errors.allow(...NETWORK_ERRORS, /status of 409/);
  const booking = await makeArrival(api, { guest: 'Hedda Held' });
  const outbox = new OutboxView(page);
  await desk.signIn(people.ana, `/bookings/${booking.id}?range=today&q=hedda`);
  const note = page.getByRole('textbox', { name: 'Note' });
  await expect(note).toBeVisible();
  await line.refuse();
  await desk.expectState('reconnecting');
  await desk.guest('Hedda Held').getByRole('button', { name: /^Check in/ }).click();
  await expect(desk.row(booking.id).getByTestId('row-result')).toContainText(SAVED);
  await note.fill('Vegan breakfast');
  await page.getByRole('button', { name: 'Save note' }).click();
  await expect(outbox.chip).toHaveText(/2 waiting/);
  await api.command(booking, { type: 'mark_no_show' });
  await line.heal();
  await desk.expectLive();
  await expect(outbox.chip).toHaveText(/2 to review/);
  await outbox.open();
  await expect(outbox.items.filter({ hasText: 'Check in Hedda Held' })).toHaveAttribute('data-state', 'refused');
  const held = outbox.items.filter({ hasText: 'Note: Hedda Held' });
  await expect(held).toContainText('It waits for you: an earlier change of this booking was not applied.');
  await outbox.items.filter({ hasText: 'Check in Hedda Held' }).getByRole('button', { name: /^Discard/ }).click();
  await held.getByRole('button', { name: /^Send now/ }).click();
  await expect(outbox.summary).toContainText('Nothing is waiting.');
  expect((await api.booking(booking.id)).booking).toMatchObject({ status: 'no_show', note: 'Vegan breakfast' });
  expect(await timesDone(api, booking.id, 'check_in')).toBe(0);
});

test('what the role does not allow any more is refused with what it allows', async ({ desk, people, line, api, page, errors }) => {
  errors.allow(...NETWORK_ERRORS, /status of 403/);
  const booking = await makeArrival(api, { guest: 'Kai Lomond' });
  await desk.signIn(people.ana);
  line.blockSockets();
  line.blockPush();
  await page.route('**/api/commands', (route) => route.fulfill({ status: 403, json: { error: { code: 'forbidden', message: '' } } }));
  await desk.expectState('polling');
  await desk.guest('Kai Lomond').getByRole('button', { name: /^Check in/ }).click();
  const result = desk.row(booking.id).getByTestId('row-result');
  await expect(result).toContainText(/You can't check guests in\. Your role allows .+\./);
  await expect(result).not.toContainText('check-in,');
  await expect(desk.row(booking.id)).toHaveAttribute('data-status', 'confirmed');
});

test('what the server failed over can be sent again, and told to who can help', async ({ desk, people, line, api, page, errors }) => {
  errors.allow(...NETWORK_ERRORS, /status of 400/);
  const booking = await makeArrival(api, { guest: 'Freya Fault' });
  const outbox = new OutboxView(page);
  await desk.signIn(people.ana);
  line.blockSockets();
  line.blockPush();
  await page.route('**/api/commands', (route) => route.fulfill({ status: 400, json: { error: { code: 'bad_request', message: '' } } }));
  await desk.expectState('polling');
  await desk.guest('Freya Fault').getByRole('button', { name: /^Check in/ }).click();
  const result = desk.row(booking.id).getByTestId('row-result');
  await expect(result).toContainText('Something went wrong on the server. Your change was not saved.');
  await expect(result.getByRole('button', { name: 'Send again: Check in Freya Fault' })).toBeVisible();
  await outbox.open();
  await outbox.item('Freya Fault').getByRole('button', { name: 'Copy details' }).click();
  await expect(outbox.toast.filter({ hasText: /The details are copied\.|This browser doesn't let Deskbell copy\./ })).toBeVisible();
  await page.unroute('**/api/commands');
  await outbox.item('Freya Fault').getByRole('button', { name: 'Send again: Check in Freya Fault' }).click();
  await expect(outbox.summary).toContainText('Nothing is waiting.');
  expect(await timesDone(api, booking.id, 'check_in')).toBe(1);
});
