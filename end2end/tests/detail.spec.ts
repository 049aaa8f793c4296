/** The detail of a booking: its ways in and out, its states, its note. */
import { randomUUID } from 'node:crypto';
import { makeArrival } from './support/bookings.ts';
import { expect, test } from './support/fixtures.ts';
import { NETWORK_ERRORS } from './support/page-errors.ts';
import { followFocus } from './support/still.ts';

test('a row opens beside the list by keyboard, keeps the query, and closes with the focus where it was', async ({ desk, people, api, page }) => {
  const booking = await makeArrival(api, { guest: 'Dana Detail', note: 'Cot' });
  await makeArrival(api, { guest: 'Dana Next' });
  await desk.signIn(people.ana, '/bookings?range=today&q=dana');
  await page.getByTestId('list').focus();
  await page.keyboard.press('ArrowDown');
  await expect(desk.row(booking.id).getByRole('link')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/bookings/${booking.id}\\?range=today&q=dana`));
  const detail = page.getByTestId('detail');
  await expect(detail.getByRole('heading', { name: 'Dana Detail' })).toBeFocused();
  await expect(desk.row(booking.id)).toHaveAttribute('data-selected', 'true');
  await expect(desk.rows).toHaveCount(2);
  await expect(detail.getByTestId('history').getByRole('listitem')).toHaveCount(1);
  await detail.getByRole('button', { name: 'Next booking' }).press('Enter');
  await expect(detail.getByRole('heading', { name: 'Dana Next' })).toBeVisible();
  await expect(detail.getByRole('button', { name: 'Next booking' })).toBeFocused();
  await detail.getByRole('button', { name: 'Previous booking' }).press('Enter');
  await page.keyboard.press('Escape');
  await expect(detail).toHaveCount(0);
  await expect(page).toHaveURL(/\/bookings\?range=today&q=dana$/);
  await expect(desk.row(booking.id).getByRole('link')).toBeFocused();
});

test('below 1024 px the detail is a page of its own, and Back leads to the list', async ({ desk, people, api, page, line, errors }) => {
  errors.allow(...NETWORK_ERRORS);
  const booking = await makeArrival(api, { guest: 'Nora Narrow' });
  await page.setViewportSize({ width: 390, height: 800 });
  await desk.signIn(people.ana, '/bookings?range=today&q=nora');
  await desk.row(booking.id).getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1, name: 'Nora Narrow' })).toBeVisible();
  await expect(desk.row(booking.id)).toBeHidden();
  await page.goBack();
  await expect(desk.row(booking.id)).toBeVisible();
  await desk.row(booking.id).getByRole('link').click();
  const [inner, asOf] = [page.getByTestId('detail-inner'), page.getByTestId('detail').getByTestId('as-of')];
  await expect(asOf).toBeVisible();
  await expect(desk.asOf).toHaveAttribute('data-state', 'proved');
  await expect(inner).toHaveAttribute('data-gap', 'false');
  await line.refuse();
  await expect(asOf).toHaveAttribute('data-state', 'stopped');
  await expect(asOf).toHaveText(/\d\d:\d\d:\d\d/);
  await expect(inner).toHaveAttribute('data-gap', 'true');
  await page.setViewportSize({ width: 1280, height: 800 });
  await expect(asOf).toHaveCount(0);
  await expect(desk.asOf).toHaveAttribute('data-state', 'stopped');
  await expect(inner).toHaveAttribute('data-gap', 'true');
  await page.setViewportSize({ width: 390, height: 800 });
  await line.heal();
  await desk.expectLive();
  await expect(inner).toHaveAttribute('data-gap', 'false');
  await page.getByRole('button', { name: 'Back to list' }).click();
  await expect(desk.row(booking.id).getByRole('link')).toBeFocused();
});

test("Esc closes the person's menu before the detail behind it", async ({ desk, people, api, page }) => {
  const booking = await makeArrival(api, { guest: 'Emil Escape' });
  await desk.signIn(people.ana, `/bookings/${booking.id}?range=today&q=emil`);
  const [detail, menu] = [page.getByTestId('detail'), page.locator('#user-menu')];
  await expect(detail).toBeVisible();
  await page.getByTestId('user-menu-button').press('Enter');
  await expect(menu).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(menu).toBeHidden();
  await expect(detail).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(detail).toHaveCount(0);
});

test('what somebody else changes underneath is told, and a note being written survives it', async ({ desk, people, api, page }) => {
  const booking = await makeArrival(api, { guest: 'Nina Note', note: 'Cot' });
  await desk.signIn(people.ana, `/bookings/${booking.id}?range=today`);
  const note = page.getByRole('textbox', { name: 'Note' });
  await expect(note).toHaveValue('Cot');
  await note.fill('Cot, and a late check-out');
  const [body, actions] = [page.getByTestId('detail-body'), page.getByTestId('detail').getByRole('group', { name: 'Actions' })];
  const place = async (): Promise<number> => (await actions.boundingBox())!.y - (await body.boundingBox())!.y;
  const before = await place();
  await api.change({ id: booking.id, by: 'Rui', set: { note: 'Allergic to nuts', party: 3 } });
  await expect(page.getByTestId('detail-changed')).toHaveText('Rui changed this booking just now: People, Note.');
  expect(await place(), 'the news move no button').toBeCloseTo(before, 0);
  await expect(page.getByTestId('note-theirs')).toContainText('Allergic to nuts');
  await expect(note).toHaveValue('Cot, and a late check-out');
  await expect(note).toBeFocused();
  await expect(page.getByTestId('detail')).toContainText('3 people');
  // Another booking, and back: what was written is still there.
  await page.getByRole('button', { name: 'Next booking' }).click();
  await expect(note).not.toHaveValue('Cot, and a late check-out');
  await page.getByRole('button', { name: 'Previous booking' }).click();
  await expect(note).toHaveValue('Cot, and a late check-out');
  await page.getByRole('button', { name: 'Keep mine' }).click();
  await page.getByRole('button', { name: 'Save note' }).click();
  await expect.poll(async () => (await api.booking(booking.id)).booking.note).toBe('Cot, and a late check-out');
  await expect(page.getByTestId('note')).toHaveAttribute('data-state', 'clean');
  await expect(page.getByTestId('history').getByRole('listitem')).toHaveCount(3);
});

test('a booking that is removed while it is open says by whom; what was being written can be copied', async ({ desk, people, api, page, errors }) => {
  errors.allow(/status of 404/);
  const booking = await makeArrival(api, { guest: 'Gina Gone' });
  await desk.signIn(people.ana, `/bookings/${booking.id}?range=today`);
  await page.getByRole('textbox', { name: 'Note' }).fill('Not to be lost');
  const focusStayed = await followFocus(page);
  await api.change({ id: booking.id, by: 'Rui', remove: true });
  await expect(page.getByTestId('detail-body')).toContainText(/This booking was removed by Rui at \d\d:\d\d\./);
  await expect(page.getByTestId('detail-body')).toContainText('Not to be lost');
  await expect(page.getByRole('heading', { name: 'Gina Gone' })).toBeVisible();
  await focusStayed();
  await page.getByRole('button', { name: 'Back to list' }).click();
  await expect(page.getByTestId('detail')).toHaveCount(0);
  await page.goto(`/bookings/${booking.id}?range=today`);
  await expect(page.getByTestId('detail-body')).toContainText('This booking was removed by Rui');
});

test('a link to nowhere, without permission, to a server that fails', async ({ desk, people, page, errors }) => {
  errors.allow(/status of (403|404|500)/);
  await desk.signIn(people.ana, `/bookings/${randomUUID()}?range=today`);
  await expect(page.getByTestId('detail-body')).toContainText("We can't find this booking. It may have been removed, or the link is incomplete.".split('. ')[0]!);
  await page.getByRole('button', { name: 'Search' }).click();
  await expect(page.getByRole('searchbox', { name: 'Search' })).toBeFocused();
  for (const [status, code, text] of [
    [403, 'forbidden', "You can't see this booking."],
    [500, 'internal', 'Something went wrong on the server.'],
  ] as const) {
    await page.route('**/api/bookings/elsewhere-*', (route) => route.fulfill({ status, json: { error: { code, message: '' } } }));
    await page.goto(`/bookings/elsewhere-${code}?range=today`);
    await expect(page.getByTestId('detail-body')).toContainText(text);
  }
  // What failed can be asked for again, and told to who can help.
  const detail = page.getByTestId('detail');
  await expect(detail.getByRole('button', { name: 'Try again' })).toBeVisible();
  await expect(detail.getByRole('button', { name: 'Copy details' })).toBeVisible();
});

test('without a connection: what the board has is there, its history is not, and another booking is not on this device', async ({ desk, people, api, page, line, errors }) => {
  errors.allow(...NETWORK_ERRORS);
  const booking = await makeArrival(api, { guest: 'Otto Offline' });
  await desk.signIn(people.ana, '/bookings?range=today&q=otto');
  await line.refuse();
  await desk.expectState(/reconnecting|not-live|offline/);
  await desk.row(booking.id).getByRole('link').click();
  const body = page.getByTestId('detail-body');
  await expect(body).toContainText('Arrival');
  await expect(page.getByTestId('history')).toContainText('The history needs a connection.');
  const cancel = page.getByTestId('detail').getByRole('button', { name: 'Cancel booking' });
  await expect(cancel).toBeDisabled();
  await expect(cancel).toHaveAccessibleDescription('Cancelling a booking needs a connection.');
  await page.evaluate(() => history.pushState(null, '', '/bookings/elsewhere?range=today'));
  await page.evaluate(() => dispatchEvent(new PopStateEvent('popstate')));
  await expect(body).toContainText("This booking isn't saved on this device.");
  await line.heal();
});

test('actions from the detail: another room, a no-show, a cancellation with its reason', async ({ desk, people, api, page }) => {
  const [moved, missing, called] = [
    await makeArrival(api, { guest: 'Mona Moved' }), await makeArrival(api, { guest: 'Nils Noshow' }), await makeArrival(api, { guest: 'Cara Cancel' }),
  ];
  await desk.signIn(people.ana, `/bookings/${moved.id}?range=today`);
  const detail = page.getByTestId('detail');
  await detail.getByRole('button', { name: 'Change stay' }).click();
  const stay = page.getByRole('dialog', { name: 'Change the stay of Mona Moved' });
  const room = await stay.getByLabel('Room').locator('option:not(:checked)').first().getAttribute('value');
  await stay.getByLabel('Room').selectOption(room);
  await stay.getByRole('button', { name: 'Change stay' }).click();
  await expect.poll(async () => (await api.booking(moved.id)).booking.resource?.id).toBe(room);

  await page.goto(`/bookings/${missing.id}?range=today`);
  await detail.getByRole('button', { name: 'No-show' }).click();
  await expect.poll(async () => (await api.booking(missing.id)).booking.status).toBe('no_show');
  await expect(detail.getByRole('button', { name: 'Cancel booking' })).toHaveAccessibleDescription('The guest is marked as a no-show.');
  await expect(page.getByTestId('detail-reasons')).toHaveText('The guest is marked as a no-show.');

  await page.goto(`/bookings/${called.id}?range=today`);
  const cancel = detail.getByRole('button', { name: 'Cancel booking' });
  const dialog = page.getByRole('dialog', { name: 'Cancel the booking of Cara Cancel?' });
  await cancel.click();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(cancel).toBeFocused();
  await cancel.press('Enter');
  await dialog.getByLabel('Reason').fill('Flight cancelled');
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await api.booking(called.id)).booking.status).toBe('cancelled');
  await expect(page.getByTestId('history')).toContainText('Flight cancelled');
  await expect(page.getByTestId('toast')).toContainText('Cara Cancel: cancelled.');
});

test('who may not act sees why, and cannot write into the note', async ({ desk, people, api, page }) => {
  const booking = await makeArrival(api, { guest: 'Rosa Role', note: 'Late' });
  await desk.signIn(people.eva, `/bookings/${booking.id}?range=today`);
  const cancel = page.getByTestId('detail').getByRole('button', { name: 'Cancel booking' });
  await expect(cancel).toBeDisabled();
  await expect(cancel).toHaveAccessibleDescription(/^You can't cancel bookings\./);
  await expect(page.getByTestId('detail-reasons')).toHaveText('Your role allows looking only.');
  await expect(page.getByRole('textbox', { name: 'Note' })).toHaveAttribute('readonly');
});
