/** What needs a person: two in one room at a time, and an action of one's own that was not carried out. */
import { makeArrival } from './support/bookings.ts';
import { expect, test } from './support/fixtures.ts';
import { look } from './support/look.ts';
import { OutboxView } from './support/outbox.ts';
import { NETWORK_ERRORS } from './support/page-errors.ts';

test('two bookings of one room are called so, counted, and found by the counter, until one is moved', async ({ desk, people, api, page }) => {
  const booking = await makeArrival(api, { guest: 'Dora Double' });
  await desk.signIn(people.ana, '/bookings?range=today');
  const counter = page.locator('.counter[data-part="needs_action"]');
  const before = Number(await counter.getAttribute('data-count'));
  // In the evening who has not arrived is late, and counted for that.
  const late = await desk.guest('Dora Double').getByText('Arrival overdue').count();
  const { starts_at, ends_at } = booking;
  await api.change({ set: { guest: { name: 'Dirk Double' }, status: 'confirmed', resource_id: booking.resource!.id, starts_at, ends_at } });
  await expect(desk.guest('Dora Double')).toContainText('Room taken twice');
  await expect(desk.guest('Dirk Double')).toContainText('Room taken twice');
  await expect(counter).toHaveAttribute('data-count', String(before + 2 - late));
  await counter.click();
  await expect(desk.guest('Dora Double')).toBeVisible();
  await look(page, 'list-overlap');
  await api.change({ id: booking.id, remove: true });
  await expect(counter).toHaveAttribute('data-count', String(before));
});

test('an action that was not carried out needs a person until it is put away', async ({ desk, people, api, page, line, errors }) => {
  errors.allow(...NETWORK_ERRORS, /status of 409/);
  const booking = await makeArrival(api, { guest: 'Ute Unsettled' });
  await desk.signIn(people.ana, '/bookings?range=today&q=unsettled');
  const counter = page.locator('.counter[data-part="needs_action"]');
  const before = Number(await counter.getAttribute('data-count'));
  const late = await desk.row(booking.id).getByText('Arrival overdue').count();
  line.stall();
  await api.command(booking, { type: 'set_note', note: 'Changed' });
  await desk.row(booking.id).locator('[data-action="check_in"]').click();
  await line.heal();
  await expect(new OutboxView(page).clash).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(desk.row(booking.id)).toContainText('Change to review');
  await expect(counter).toHaveAttribute('data-count', String(before + 1 - late));
  await desk.row(booking.id).getByTestId('row-result').getByRole('button', { name: /^Discard/ }).click();
  await expect(counter).toHaveAttribute('data-count', String(before));
});

test('where a detail leaves no room for the reason in words, its title tells it', async ({ desk, people, api, page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  const booking = await makeArrival(api, { guest: 'Tilda Title', status: 'pending' });
  await desk.signIn(people.ana, `/bookings/${booking.id}?range=today&q=tilda`);
  const reason = desk.row(booking.id).locator('.attention');
  await expect(reason).toHaveCSS('font-size', '0px');
  // In the evening who has not arrived is late.
  await expect(reason).toHaveText(/^(To confirm|Arrival overdue)$/);
  await expect(reason).toHaveAttribute('title', (await reason.textContent())!.trim());
});
