/** Changes: of others, as they happen; of one's own, seen by others; and one that the server forgot to tell. */
import { makeArrival } from './support/bookings.ts';
import { Desk } from './support/desk.ts';
import { expect, test } from './support/fixtures.ts';

test('what someone else changes appears in place, without a reload', async ({ desk, people, api }) => {
  const booking = await makeArrival(api, { guest: 'Paula Brandt' });
  await desk.signIn(people.ana);
  await desk.mark();
  const row = desk.row(booking.id);
  await expect(row).toHaveAttribute('data-status', 'confirmed');

  const noted = await api.command(booking, { type: 'set_note', note: 'Cot in the room' });
  await expect(row).toHaveAttribute('data-version', String(noted.version));
  await expect(row).toContainText('Cot in the room');
  const arrived = await api.command(noted, { type: 'check_in' });
  await expect(row).toHaveAttribute('data-status', 'checked_in');
  await expect(row).toHaveAttribute('data-version', String(arrived.version));
  await expect(row).toContainText('In house');

  await api.change({ id: booking.id, remove: true });
  await expect(row).toHaveCount(0);
  const { id } = await makeArrival(api, { guest: 'Late Walk-In' });
  await expect(desk.row(id)).toBeVisible();
  await desk.expectEqual(api);
  await desk.expectNotReloaded();
});

test('a burst of changes ends in the right list', async ({ desk, people, api }) => {
  await desk.signIn(people.ana);
  const { bookings } = await api.state();
  const lines = bookings.slice(0, 150).flatMap(({ id }) => ['one', 'two'].map((note) => JSON.stringify({ id, set: { note } })));
  await api.postLines('/test/changes', lines);
  await desk.expectEqual(api);
  await desk.expectLive();
});

test('a check-in from the page is done once, and seen by a second page', async ({ desk, people, openPage, api, page }) => {
  const booking = await makeArrival(api, { guest: 'Nora Ipswich' });
  const other = new Desk(await openPage());
  await Promise.all([desk.signIn(people.ana), other.signIn(people.ben)]);
  await other.mark();

  await desk.guest('Nora Ipswich').getByRole('button', { name: /^Check in/ }).click();
  for (const each of [desk, other]) {
    await expect(each.row(booking.id)).toHaveAttribute('data-status', 'checked_in');
    await expect(each.row(booking.id)).toHaveAttribute('data-version', String(booking.version + 1));
  }
  await expect(page.getByTestId('toast')).toContainText('Nora Ipswich: checked in.');
  const { history } = await api.booking(booking.id);
  expect(history.filter(({ action }) => action === 'check_in')).toMatchObject([{ by: people.ana.name }]);
  await other.expectNotReloaded();
  await Promise.all([desk.expectEqual(api), other.expectEqual(api)]);
});

test('a booking without a room asks for one first, by keyboard too', async ({ desk, people, api, page }) => {
  const booking = await makeArrival(api, { guest: 'Rumi Nakada', room: false });
  await desk.signIn(people.ana);
  const button = desk.guest('Rumi Nakada').getByRole('button', { name: /^Check in/ });
  const dialog = page.getByRole('dialog', { name: 'Choose a room for Rumi Nakada' });

  await button.focus();
  await page.keyboard.press('Enter');
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(button).toBeFocused();
  expect((await api.booking(booking.id)).booking.status).toBe('confirmed');

  await page.keyboard.press('Enter');
  await expect(dialog.getByLabel('Room')).toBeVisible();
  await dialog.getByRole('button', { name: 'Check in' }).click();
  await expect(desk.row(booking.id)).toHaveAttribute('data-status', 'checked_in');
  const { resource } = (await api.booking(booking.id)).booking;
  expect(resource?.name).toMatch(/^\d{3}$/);
  await expect(desk.row(booking.id)).toContainText(resource!.name);
});

test('an action that came too late is refused in words, and the row shows how it is', async ({ desk, people, api, line, page }) => {
  const booking = await makeArrival(api, { guest: 'Ines Castor' });
  await desk.signIn(people.ana);
  line.stall();
  await api.command(booking, { type: 'check_in' });
  await desk.guest('Ines Castor').getByRole('button', { name: /^Check in/ }).click();
  await line.heal();
  await expect(page.getByTestId('toast')).toContainText(`Already checked in by ${people.ben.name} at`);
  await expect(desk.row(booking.id)).toHaveAttribute('data-status', 'checked_in');
  expect((await api.booking(booking.id)).history.filter(({ action }) => action === 'check_in')).toHaveLength(1);
});

test('who may not act sees why, also when pressing', async ({ desk, people, api, page }) => {
  await makeArrival(api, { guest: 'Kai Lomond' });
  await desk.signIn(people.eva);
  const button = desk.guest('Kai Lomond').getByRole('button', { name: /^Check in/ });
  await expect(button).toBeDisabled();
  await expect(button).toHaveAccessibleDescription("You can't check guests in. Your role allows looking only.");
  for (const _ of ['once', 'again']) {
    await button.press('Enter');
    await expect(page.getByTestId('toast')).toContainText("You can't check guests in. Your role allows looking only.");
  }
  await expect(page.getByTestId('toast')).toHaveCount(1);
});

test('a change that was never told is noticed by the probe, and mended', async ({ desk, people, api }) => {
  const booking = await makeArrival(api, { guest: 'Ludo Marsh' });
  await desk.signIn(people.ana);
  await desk.mark();
  await desk.expectEqual(api);
  await api.swallow(1);
  await api.change({ id: booking.id, set: { note: 'Told by nobody' } });
  const row = desk.row(booking.id);
  await expect(row).toHaveAttribute('data-version', String(booking.version + 1), { timeout: 15_000 });
  await expect(row).toContainText('Told by nobody');
  await desk.expectLive();
  await desk.expectEqual(api);
  await desk.expectNotReloaded();
});

test('a hole between two changes is closed', async ({ desk, people, api }) => {
  const booking = await makeArrival(api, { guest: 'Ludo Marsh' });
  await desk.signIn(people.ana);
  await api.swallow(1);
  await api.change({ id: booking.id, set: { note: 'lost' } });
  const { id } = await makeArrival(api, { guest: 'After the hole' });
  await expect(desk.row(id)).toBeVisible();
  await expect(desk.row(booking.id)).toContainText('lost');
  await desk.expectEqual(api);
});

test('the day turns while the page is open', async ({ desk, people, api, page }) => {
  await desk.signIn(people.ana);
  await desk.mark();
  const { business_date } = await api.state();
  const tomorrow = new Date(Date.parse(business_date) + 86_400_000).toISOString().slice(0, 10);
  await api.post('/test/business-date', { date: tomorrow });
  await desk.expectEqual(api);
  await desk.expectLive();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await desk.expectNotReloaded();
});
