/** A stay is changed: other days, another room, and what stands in the way. */
import { makeArrival } from './support/bookings.ts';
import { expect, test } from './support/fixtures.ts';
import { look } from './support/look.ts';
import { OutboxView } from './support/outbox.ts';

const DAY_MS = 86_400_000;

/** Another day, as a field for a day has it. */
function daysLater(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

function daysLaterAt(at: string, days: number): string {
  return new Date(Date.parse(at) + days * DAY_MS).toISOString();
}

test('a guest leaves a night earlier: shown at once how long, sent as one change', async ({ desk, people, api, page }) => {
  const booking = await makeArrival(api, { guest: 'Nora Night' });
  await desk.signIn(people.ana, `/bookings/${booking.id}?range=today`);
  const opener = page.getByTestId('detail').getByRole('button', { name: 'Change stay' });
  await opener.click();
  const dialog = page.getByRole('dialog', { name: 'Change the stay of Nora Night' });
  const [arrival, departure] = [dialog.getByLabel('Arrival', { exact: true }), dialog.getByLabel('Departure', { exact: true })];
  const told = dialog.locator('#move-told');
  const [arrives, leaves] = [await arrival.inputValue(), await departure.inputValue()];
  const room = await dialog.getByLabel('Room').inputValue();
  expect(room).toBe(booking.resource!.id);
  await expect(told).toContainText('2 nights');

  await departure.fill(daysLater(arrives, -1));
  await expect(told).toHaveText('The departure must be after the arrival.');
  await expect(departure).toHaveAttribute('aria-invalid', 'true');
  await expect(dialog.getByRole('button', { name: 'Change stay' })).toBeDisabled();
  await departure.fill('');
  await expect(told).toHaveText('When does the guest leave?');
  await departure.fill(daysLater(leaves, -1));
  await expect(told).toContainText('1 night');
  await look(page, 'stay-change');
  await dialog.getByRole('button', { name: 'Change stay' }).click();
  await expect(dialog).toBeHidden();
  await expect(opener).toBeFocused();
  await expect.poll(async () => Date.parse((await api.booking(booking.id)).booking.ends_at)).toBe(Date.parse(booking.ends_at) - DAY_MS);
  const { booking: after } = await api.booking(booking.id);
  expect([after.starts_at, after.resource?.id, after.version]).toEqual([booking.starts_at, room, booking.version + 1]);
  await expect(page.getByTestId('toast')).toContainText('Nora Night: moved.');
});

test('nothing changed is nothing sent; who is in house has arrived', async ({ desk, people, api, page }) => {
  const booking = await makeArrival(api, { guest: 'Ina House' });
  await api.command(booking, { type: 'check_in' });
  const { version } = (await api.booking(booking.id)).booking;
  await desk.signIn(people.ana, `/bookings/${booking.id}?range=today`);
  await page.getByTestId('detail').getByRole('button', { name: 'Change stay' }).click();
  const dialog = page.getByTestId('move-dialog');
  await expect(dialog.getByLabel('Arrival', { exact: true })).toBeDisabled();
  await dialog.getByRole('button', { name: 'Change stay' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByTestId('toast')).toHaveCount(0);
  expect((await api.booking(booking.id)).booking.version).toBe(version);
});

test('a room that is not free for the longer stay is said, and stays chosen until another one is', async ({ desk, people, api, page }) => {
  const booking = await makeArrival(api, { guest: 'Olaf Over' });
  const { ends_at, resource } = booking;
  await api.change({
    set: { guest: { name: 'Next Guest' }, status: 'confirmed', resource_id: resource!.id, starts_at: ends_at, ends_at: new Date(Date.parse(ends_at) + 2 * DAY_MS).toISOString() },
  });
  await desk.signIn(people.ana, `/bookings/${booking.id}?range=today`);
  await page.getByTestId('detail').getByRole('button', { name: 'Change stay' }).click();
  const dialog = page.getByTestId('move-dialog');
  const room = dialog.getByLabel('Room');
  const departure = dialog.getByLabel('Departure', { exact: true });
  await departure.fill(daysLater(await departure.inputValue(), 1));
  await expect(dialog.locator('#move-told')).toContainText('is not free for this stay. Choose another room.');
  await expect(room).toHaveValue(resource!.id);
  await expect(room.locator('option:checked')).toContainText('taken');
  await expect(dialog.getByRole('button', { name: 'Change stay' })).toBeDisabled();
  await look(page, 'stay-room-taken');
  const other = await room.locator('option:not(:checked)').first().getAttribute('value');
  await room.selectOption(other);
  await dialog.getByRole('button', { name: 'Change stay' }).click();
  await expect.poll(async () => (await api.booking(booking.id)).booking.resource?.id).toBe(other);
  expect(Date.parse((await api.booking(booking.id)).booking.ends_at)).toBe(Date.parse(ends_at) + DAY_MS);
});

test('a guest of next week stays a night longer in a room that is taken today', async ({ desk, people, api, page }) => {
  const today = await makeArrival(api, { guest: 'Tara Today' });
  await api.command(today, { type: 'check_in' });
  const room = today.resource!.id;
  const later = (days: number): string => new Date(Date.parse(today.starts_at) + days * DAY_MS).toISOString();
  const held = (await api.state()).bookings.filter(({ resource }) => resource?.id === room);
  const isFree = (days: number): boolean => held.every(({ starts_at, ends_at }) => starts_at >= later(days + 2) || ends_at <= later(days));
  const days = Array.from({ length: 20 }, (_, at) => 7 + at).find(isFree)!;
  await api.change({ set: { guest: { name: 'Nell Nextweek' }, status: 'confirmed', resource_id: room, starts_at: later(days), ends_at: later(days + 1) } });
  const booking = (await api.state()).bookings.find(({ guest }) => guest.name === 'Nell Nextweek')!;
  await desk.signIn(people.ana, `/bookings/${booking.id}?range=today`);
  await page.getByTestId('detail').getByRole('button', { name: 'Change stay' }).click();
  const dialog = page.getByTestId('move-dialog');
  const departure = dialog.getByLabel('Departure', { exact: true });
  await departure.fill(daysLater(await departure.inputValue(), 1));
  await dialog.getByRole('button', { name: 'Change stay' }).click();
  await expect.poll(async () => Date.parse((await api.booking(booking.id)).booking.ends_at)).toBe(Date.parse(later(days + 2)));
});

test('who checks in is offered no room with a guest in it; who comes tomorrow is', async ({ desk, people, api, page }) => {
  const leaving = await makeArrival(api, { guest: 'Lia Leaving' });
  await api.command(leaving, { type: 'check_in' });
  const { business_date } = await api.state();
  const today = (time: string): string => `${business_date}T${time}:00.000Z`;
  await api.change({ id: leaving.id, set: { starts_at: today('08:00'), ends_at: today('13:00') } });
  const room = leaving.resource!.id;
  const booking = await makeArrival(api, { guest: 'Rob Roomless', room: false });
  await desk.signIn(people.ana, `/bookings/${booking.id}?range=today`);
  const detail = page.getByTestId('detail');
  await detail.getByRole('button', { name: 'Check in' }).click();
  const offered = page.getByTestId('room-dialog').getByLabel('Room').locator('option');
  await expect(offered.first()).toBeAttached();
  await expect(offered.and(page.locator(`[value="${room}"]`))).toHaveCount(0);
  await page.keyboard.press('Escape');

  await api.change({ id: booking.id, set: { starts_at: daysLaterAt(booking.starts_at, 1), ends_at: booking.ends_at } });
  await expect(detail).toContainText('1 night');
  await detail.getByRole('button', { name: 'Change stay' }).click();
  const choice = page.getByTestId('move-dialog').getByLabel('Room').locator(`option[value="${room}"]`);
  await expect(choice).toBeAttached();
  await expect(choice).not.toContainText('taken');
});

test('what somebody else changes beneath the question is not written over', async ({ desk, people, api, page, errors }) => {
  errors.allow(/status of 409/);
  const booking = await makeArrival(api, { guest: 'Uwe Under' });
  await desk.signIn(people.ana, `/bookings/${booking.id}?range=today`);
  await page.getByTestId('detail').getByRole('button', { name: 'Change stay' }).click();
  const dialog = page.getByTestId('move-dialog');
  const departure = dialog.getByLabel('Departure', { exact: true });
  await departure.fill(daysLater(await departure.inputValue(), -1));
  const other = new Date(Date.parse(booking.ends_at) + 3_600_000).toISOString();
  await api.change({ id: booking.id, set: { ends_at: other } });
  await expect(page.getByTestId('detail-body')).toContainText('changed this booking just now');
  await dialog.getByRole('button', { name: 'Change stay' }).click();
  const { clash } = new OutboxView(page);
  await expect(clash).toBeVisible();
  await clash.getByRole('button', { name: 'Compare' }).click();
  await expect(clash.getByRole('row', { name: /^Departure/ })).toBeVisible();
  expect(Date.parse((await api.booking(booking.id)).booking.ends_at)).toBe(Date.parse(other));
});

test('a room that is taken meanwhile: asked once more, with the times that were wished', async ({ desk, people, line, api, page }) => {
  const booking = await makeArrival(api, { guest: 'Rumi Moves' });
  const outbox = new OutboxView(page);
  await desk.signIn(people.ana, `/bookings/${booking.id}?range=today`);
  await page.getByTestId('detail').getByRole('button', { name: 'Change stay' }).click();
  const dialog = page.getByTestId('move-dialog');
  const departure = dialog.getByLabel('Departure', { exact: true });
  const wished = daysLater(await departure.inputValue(), 2);
  await departure.fill(wished);
  const other = await dialog.getByLabel('Room').locator('option:not(:checked)').first().getAttribute('value');
  await dialog.getByLabel('Room').selectOption(other);
  line.stall();
  await api.change({ set: { guest: { name: 'Lee Quick' }, status: 'confirmed', starts_at: booking.starts_at, ends_at: booking.ends_at, resource_id: other } });
  await dialog.getByRole('button', { name: 'Change stay' }).click();
  await line.heal();
  const overlap = page.getByTestId('overlap-dialog');
  await expect(overlap.getByRole('heading')).toHaveText(/is already taken .+ by Lee Quick\.$/);
  await overlap.getByRole('button', { name: 'Choose another room' }).click();
  await expect(dialog).toBeVisible();
  await expect(departure).toHaveValue(wished);
  await expect(dialog.locator('#move-told')).toContainText('is not free for this stay.');
  const third = await dialog.getByLabel('Room').locator('option:not(:checked)').first().getAttribute('value');
  await dialog.getByLabel('Room').selectOption(third);
  await dialog.getByRole('button', { name: 'Change stay' }).click();
  await expect.poll(async () => (await api.booking(booking.id)).booking.resource?.id).toBe(third);
  await expect(outbox.chip).toHaveCount(0);
});
