/** Questions that stand open while the bookings change beneath them: nobody answers what they did not see. */
import { makeArrival } from './support/bookings.ts';
import { expect, test } from './support/fixtures.ts';
import { look } from './support/look.ts';
import { OutboxView } from './support/outbox.ts';

test('a room that somebody else takes while it is chosen stays chosen, and is not taken for another', async ({ desk, people, api, page }) => {
  const booking = await makeArrival(api, { guest: 'Roomless Rita', room: false });
  await desk.signIn(people.ana);
  await desk.guest('Roomless Rita').getByRole('button', { name: /^Check in/ }).click();
  const dialog = page.getByTestId('room-dialog');
  const rooms = dialog.getByLabel('Room');
  await expect(rooms).toBeFocused();
  const [first, second] = await rooms.locator('option').evaluateAll((options) => options.map((each) => (each as HTMLOptionElement).value));
  await expect(rooms).toHaveValue(first!);
  const { starts_at, ends_at } = booking;
  await api.change({ set: { guest: { name: 'Lee Quick' }, status: 'confirmed', starts_at, ends_at, resource_id: first } });
  await expect(dialog.locator('#room-told')).toContainText('is not free for this stay.');
  await expect(rooms).toHaveValue(first!);
  await expect(rooms).toBeFocused();
  await expect(rooms.locator('option:checked')).toContainText('taken');
  await expect(dialog.getByRole('button', { name: 'Check in' })).toBeDisabled();
  await look(page, 'room-taken');
  await rooms.selectOption(second!);
  await dialog.getByRole('button', { name: 'Check in' }).click();
  await expect.poll(async () => (await api.booking(booking.id)).booking.resource?.id).toBe(second);
});

for (const [what, testid, open] of [
  ['a cancellation', 'cancel-dialog', { room: true, action: 'Cancel booking' }],
  ['a check-in', 'room-dialog', { room: false, action: 'Check in' }],
] as const) {
  test(`${what} of a booking that is removed meanwhile: the question says so, and the focus finds the page`, async ({ desk, people, api, page, errors }) => {
    errors.allow(/status of 404/); // the detail asks for it once more
    const booking = await makeArrival(api, { guest: 'Gone Greta', room: open.room });
    await desk.signIn(people.ana, `/bookings/${booking.id}?range=today`);
    await page.getByTestId('detail').getByRole('button', { name: open.action }).click();
    const dialog = page.getByTestId(testid);
    await expect(dialog).toBeVisible();
    const submit = dialog.getByRole('button', { name: open.action });
    await submit.focus();
    await api.change({ id: booking.id, remove: true });
    await expect(dialog).toContainText('This booking was removed.');
    await expect(dialog.getByRole('heading')).toContainText('Gone Greta');
    await expect(submit).toBeDisabled();
    await expect(submit, 'it keeps the focus').toBeFocused();
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await expect(page.locator(':focus')).toHaveCount(1);
  });
}

test('"Use mine" after a third person changed it as well: compared once more, and nothing is written over', async ({ desk, people, line, api, page }) => {
  const booking = await makeArrival(api, { guest: 'Three Hands' });
  const outbox = new OutboxView(page);
  await desk.signIn(people.ana, `/bookings/${booking.id}?range=today`);
  const note = page.getByRole('textbox', { name: 'Note' });
  line.stall();
  await api.command(booking, { type: 'set_note', note: "Ben's" });
  await note.fill("Ana's");
  await page.getByRole('button', { name: 'Save note' }).click();
  await line.heal();
  await expect(outbox.clash).toBeVisible();
  await api.change({ id: booking.id, set: { note: "Eva's" } });
  await expect(desk.row(booking.id)).toContainText("Eva's");
  await outbox.clash.getByRole('button', { name: 'Use mine' }).click();
  await expect(outbox.clash).toBeVisible();
  await outbox.clash.getByRole('button', { name: 'Compare' }).click();
  await expect(outbox.clash.getByTestId('comparison')).toContainText("Eva's");
  expect((await api.booking(booking.id)).booking.note).toBe("Eva's");
  await outbox.clash.getByRole('button', { name: 'Use mine' }).click();
  await expect.poll(async () => (await api.booking(booking.id)).booking.note).toBe("Ana's");
});
