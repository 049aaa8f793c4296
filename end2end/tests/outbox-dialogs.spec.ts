/** Questions that stand before a person: mine or theirs, a room that is taken, and what to do with what is not sent. */
import { makeArrival } from './support/bookings.ts';
import { expect, test } from './support/fixtures.ts';
import { OutboxView, timesDone } from './support/outbox.ts';
import { NETWORK_ERRORS } from './support/page-errors.ts';

test('two people change one booking: the second one compares, and chooses', async ({ desk, people, line, api, page }) => {
  const outbox = new OutboxView(page);
  const dialog = outbox.clash;
  // Before the page is open: a row that comes while the list has the focus waits behind its bar.
  const [first, second] = [await makeArrival(api, { guest: 'Mine Wins' }), await makeArrival(api, { guest: 'Theirs Wins' })];
  await desk.signIn(people.ana);
  for (const [booking, guest, choice, done] of [
    [first, 'Mine Wins', 'Use mine', 1],
    [second, 'Theirs Wins', `Use ${people.ben.name}'s`, 0],
  ] as const) {
    const button = desk.guest(guest).getByRole('button', { name: /^Check in/ });
    await expect(button).toBeVisible();
    line.stall();
    await api.command(booking, { type: 'set_note', note: 'Late arrival' });
    await button.click();
    await line.heal();

    await expect(dialog).toBeVisible();
    await expect(dialog.getByRole('heading')).toHaveText(new RegExp(`^${people.ben.name} changed this booking (a moment|a minute) ago\\.$`));
    await expect(dialog).toContainText('Your change is not saved yet.');
    await dialog.getByRole('button', { name: 'Compare' }).click();
    await expect(dialog.getByTestId('comparison')).toContainText('Late arrival');
    await expect(dialog.getByRole('row', { name: /^Status In house Confirmed/ })).toBeVisible();
    await dialog.getByRole('button', { name: choice }).click();
    await expect(dialog).toBeHidden();
    await expect(desk.row(booking.id)).toHaveAttribute('data-status', done ? 'checked_in' : 'confirmed');
    await expect(desk.row(booking.id)).toContainText('Late arrival');
    await expect(outbox.chip).toHaveCount(0);
    expect(await timesDone(api, booking.id, 'check_in')).toBe(done);
  }
  await desk.expectEqual(api);
});

test('a question that is put aside waits in the row and in the outbox', async ({ desk, people, line, api, page }) => {
  const booking = await makeArrival(api, { guest: 'Put Aside' });
  const outbox = new OutboxView(page);
  await desk.signIn(people.ana);
  const button = desk.guest('Put Aside').getByRole('button', { name: /^Check in/ });
  line.stall();
  await api.command(booking, { type: 'set_note', note: 'Vegan' });
  await button.click();
  await line.heal();
  await expect(outbox.clash).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(outbox.clash).toBeHidden();
  await expect(page.locator(':focus')).toHaveCount(1);
  await expect(outbox.chip).toHaveText(/1 to review/);
  await desk.row(booking.id).getByRole('button', { name: /^Review/ }).press('Enter');
  await expect(outbox.clash).toBeVisible();
  await outbox.clash.getByRole('button', { name: 'Close' }).click();
  await outbox.open();
  await outbox.item('Put Aside').getByRole('button', { name: /^Review/ }).click();
  await outbox.clash.getByRole('button', { name: 'Use mine' }).click();
  await expect(outbox.summary).toContainText('Nothing is waiting.');
  expect((await api.booking(booking.id)).booking.status).toBe('checked_in');
});

test('an undo that someone else came before is too late: nothing is asked', async ({ desk, people, line, api, page }) => {
  const booking = await makeArrival(api, { guest: 'Tom Toolate' });
  const outbox = new OutboxView(page);
  await desk.signIn(people.ana);
  await desk.guest('Tom Toolate').getByRole('button', { name: /^Check in/ }).click();
  const toast = outbox.toast.filter({ hasText: 'Tom Toolate: checked in.' });
  await toast.hover();
  line.stall();
  await api.command((await api.booking(booking.id)).booking, { type: 'set_note', note: 'Late arrival' });
  await toast.getByRole('button', { name: 'Undo' }).click();
  await line.heal();

  const result = desk.row(booking.id).getByTestId('row-result');
  await expect(result).toContainText('It is too late to undo this.');
  await expect(outbox.clash).toBeHidden();
  await expect(desk.row(booking.id)).toHaveAttribute('data-status', 'checked_in');
  await result.getByRole('button', { name: 'Dismiss' }).click();
  await expect(outbox.chip).toHaveCount(0);
  expect(await timesDone(api, booking.id, 'undo')).toBe(0);
});

test('what is done already is said with who and when', async ({ desk, people, line, api, page }) => {
  const booking = await makeArrival(api, { guest: 'Ines Castor' });
  const outbox = new OutboxView(page);
  await desk.signIn(people.ana);
  line.stall();
  await api.command(booking, { type: 'check_in' });
  await desk.guest('Ines Castor').getByRole('button', { name: /^Check in/ }).click();
  await line.heal();
  const toast = outbox.toast.filter({ hasText: new RegExp(`^Already checked in by ${people.ben.name} at \\d\\d:\\d\\d\\.`) });
  await expect(toast).toBeVisible();
  await expect(desk.row(booking.id)).toHaveAttribute('data-status', 'checked_in');
  await expect(outbox.chip).toHaveCount(0);
  expect(await timesDone(api, booking.id, 'check_in')).toBe(1);
  await toast.getByRole('button', { name: 'View' }).click();
  await expect(desk.row(booking.id)).toBeVisible();
});

test('after several changes nobody is named for what only one of them did', async ({ desk, people, line, api, page }) => {
  const booking = await makeArrival(api, { guest: 'Ines Castor' });
  const outbox = new OutboxView(page);
  await desk.signIn(people.ana);
  line.stall();
  const checkedIn = await api.command(booking, { type: 'check_in' });
  await api.command(checkedIn, { type: 'set_note', note: 'Late breakfast' });
  await desk.guest('Ines Castor').getByRole('button', { name: /^Check in/ }).click();
  await line.heal();
  await expect(outbox.toast.filter({ hasText: /^Already checked in\./ })).toBeVisible();
  await expect(desk.row(booking.id)).toHaveAttribute('data-status', 'checked_in');
});

test('what was removed meanwhile says by whom and when, and does not come back', async ({ desk, people, api, page }) => {
  const booking = await makeArrival(api, { guest: 'Gone Gustav' });
  const outbox = new OutboxView(page);
  await desk.signIn(people.ana);
  const button = desk.guest('Gone Gustav').getByRole('button', { name: /^Check in/ });
  await expect(button).toBeVisible();
  // The removal itself is never told: only the answer tells of it, until the gap is found.
  await api.swallow();
  await api.change({ id: booking.id, remove: true });
  await button.click();
  await expect(outbox.chip).toHaveText(/1 to review/);
  await outbox.open();
  await expect(outbox.item('Gone Gustav')).toContainText(/This booking was removed by .+ at \d\d:\d\d\./);
  await outbox.back();
  await desk.expectEqual(api);
  await expect(desk.row(booking.id)).toHaveCount(0);
});

test('a room that is taken meanwhile is named, and another one is chosen', async ({ desk, people, line, api, page }) => {
  const booking = await makeArrival(api, { guest: 'Rumi Nakada', room: false });
  const outbox = new OutboxView(page);
  await desk.signIn(people.ana);
  await desk.guest('Rumi Nakada').getByRole('button', { name: /^Check in/ }).click();
  const rooms = page.getByTestId('room-dialog');
  const room = await rooms.getByLabel('Room').inputValue();
  line.stall();
  const { starts_at, ends_at } = booking;
  await api.change({ set: { guest: { name: 'Lee Quick' }, status: 'confirmed', starts_at, ends_at, resource_id: room } });
  await rooms.getByRole('button', { name: 'Check in' }).click();
  await line.heal();

  const dialog = page.getByTestId('overlap-dialog');
  await expect(dialog).toBeVisible();
  await expect(dialog.getByRole('heading')).toHaveText(/^Room \d+ is already taken .+ by Lee Quick\.$/);
  await expect(rooms).toBeHidden();
  await dialog.getByRole('button', { name: 'Choose another room' }).click();
  await expect(dialog).toBeHidden();
  await expect(rooms).toBeVisible();
  expect(await rooms.getByLabel('Room').locator('option').evaluateAll((options) => options.map((each) => (each as HTMLOptionElement).value))).not.toContain(room);
  await rooms.getByRole('button', { name: 'Check in' }).click();
  await expect(desk.row(booking.id)).toHaveAttribute('data-status', 'checked_in');
  await expect(outbox.chip).toHaveCount(0);
});

test('a room that was taken while the check-in waited: the question can be left, and the booking is a step away', async ({ desk, people, line, api, page, errors }) => {
  // By REST, where push is not back yet, a refusal is a status.
  errors.allow(...NETWORK_ERRORS, /status of 409/);
  const booking = await makeArrival(api, { guest: 'Rosa Later', room: false });
  const outbox = new OutboxView(page);
  await desk.signIn(people.ana);
  await line.refuse();
  await desk.expectState('reconnecting');
  await desk.guest('Rosa Later').getByRole('button', { name: /^Check in/ }).click();
  const rooms = page.getByTestId('room-dialog');
  const room = await rooms.getByLabel('Room').inputValue();
  await rooms.getByRole('button', { name: 'Check in' }).click();
  await expect(outbox.chip).toHaveText(/1 waiting/);
  const { starts_at, ends_at } = booking;
  await api.change({ set: { guest: { name: 'Lee Quick' }, status: 'confirmed', starts_at, ends_at, resource_id: room } });
  await line.heal();
  await expect(outbox.chip).toHaveText(/1 to review/, { timeout: 25_000 });
  await desk.expectLive();

  await outbox.open();
  const [item, dialog] = [outbox.item('Rosa Later'), page.getByTestId('overlap-dialog')];
  const review = item.getByRole('button', { name: /^Review/ });
  for (const leave of [() => page.keyboard.press('Escape'), () => dialog.getByRole('button', { name: 'Back' }).click()]) {
    await review.click();
    await expect(dialog.getByRole('heading')).toHaveText(/^Room \d+ is already taken .+ by Lee Quick\.$/);
    await leave();
    await expect(dialog).toBeHidden();
    await expect(item).toHaveAttribute('data-state', 'refused');
  }
  await review.click();
  await dialog.getByRole('button', { name: 'View' }).click();
  await expect(dialog).toBeHidden();

  const detail = page.getByTestId('detail-body');
  await expect(detail).toHaveAttribute('data-detail-id', booking.id);
  await detail.getByRole('button', { name: /^Review/ }).click();
  await dialog.getByRole('button', { name: 'Choose another room' }).click();
  // Asked for again it takes the place of the one that was refused.
  await rooms.getByRole('button', { name: 'Check in' }).click();
  await expect(desk.row(booking.id)).toHaveAttribute('data-status', 'checked_in');
  await expect(outbox.chip).toHaveCount(0);
  expect(await timesDone(api, booking.id, 'check_in')).toBe(1);
});

test('a fate that comes while a dialog is open is told inside of it', async ({ desk, people, line, api, page }) => {
  const booking = await makeArrival(api, { guest: 'First Wish' });
  await makeArrival(api, { guest: 'Roomless Rita', room: false });
  const outbox = new OutboxView(page);
  await desk.signIn(people.ana);
  line.stall();
  await api.command(booking, { type: 'set_note', note: 'Changed' });
  await desk.guest('First Wish').getByRole('button', { name: /^Check in/ }).click();
  await desk.guest('Roomless Rita').getByRole('button', { name: /^Check in/ }).click();
  const rooms = page.getByTestId('room-dialog');
  await expect(rooms).toBeVisible();
  await line.heal();
  // Never a second dialog: a toast in the one that is open, and an entry in the outbox.
  await expect(rooms.getByTestId('toast')).toContainText('Someone else changed this booking.');
  await expect(outbox.clash).toBeHidden();
  await expect(rooms).toBeVisible();
  await page.keyboard.press('F8');
  await expect(rooms.getByTestId('toast').getByRole('button').first()).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(rooms.getByTestId('toast')).toHaveCount(0);
  await expect(rooms).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(rooms).toBeHidden();
  await expect(outbox.chip).toHaveText(/1 to review/);
});

test.describe('signing out with changes that are not sent', () => {
  test('keeps them, hidden from others, for the same person', async ({ desk, people, line, api, page, errors }) => {
    errors.allow(...NETWORK_ERRORS);
    const booking = await makeArrival(api, { guest: 'Kept Kim' });
    const outbox = new OutboxView(page);
    await desk.signIn(people.ana);
    await line.refuse();
    await desk.expectState('reconnecting');
    await desk.guest('Kept Kim').getByRole('button', { name: /^Check in/ }).click();
    await expect(outbox.chip).toHaveText(/1 waiting/);
    await outbox.signOut();
    await expect(outbox.signOutDialog.getByRole('heading')).toHaveText('1 change is not sent yet.');
    await outbox.signOutDialog.getByRole('button', { name: 'Keep for me' }).click();
    await expect(desk.form).toBeVisible();
    await expect(outbox.toast).toContainText(`1 change is kept on this device for ${people.ana.name}.`);

    await line.heal();
    await desk.enter(people.ben);
    await desk.expectLive();
    await expect(outbox.chip).toHaveCount(0);
    await expect(desk.row(booking.id)).toHaveAttribute('data-status', 'confirmed');
    await outbox.open();
    await expect(outbox.summary).toContainText('Nothing is waiting.');
    await outbox.signOut();
    await desk.enter(people.ana);
    await desk.expectLive();
    await expect(desk.row(booking.id)).toHaveAttribute('data-status', 'checked_in');
    await expect.poll(() => timesDone(api, booking.id, 'check_in')).toBe(1);
  });

  test('sends them first, if the server answers', async ({ desk, people, line, api, page, errors }) => {
    errors.allow(...NETWORK_ERRORS, /status of (400|401)/);
    const booking = await makeArrival(api, { guest: 'Sent Sam' });
    const outbox = new OutboxView(page);
    await desk.signIn(people.ana);
    line.stall();
    await desk.guest('Sent Sam').getByRole('button', { name: /^Check in/ }).click();
    await expect(outbox.chip).toHaveText(/Sending/);
    await outbox.signOut();
    await outbox.signOutDialog.getByRole('button', { name: 'Send and sign out' }).click();
    await expect(outbox.signOutDialog).toContainText('Sending 1 of 1…');
    await line.heal();
    await expect(desk.form).toBeVisible();
    await expect(outbox.toast).toHaveCount(0);
    expect(await timesDone(api, booking.id, 'check_in')).toBe(1);
  });

  test('stays when something is refused on the way, and leads to it', async ({ desk, people, line, api, page, errors }) => {
    errors.allow(...NETWORK_ERRORS, /status of (400|401|409)/);
    const booking = await makeArrival(api, { guest: 'Refused Ray' });
    const outbox = new OutboxView(page);
    await desk.signIn(people.ana);
    line.stall();
    await api.command(booking, { type: 'mark_no_show' });
    await desk.guest('Refused Ray').getByRole('button', { name: /^Check in/ }).click();
    await expect(outbox.chip).toHaveText(/Sending/);
    await outbox.signOut();
    await outbox.signOutDialog.getByRole('button', { name: 'Send and sign out' }).click();
    await line.heal();
    await expect(page).toHaveURL(/\/outbox/);
    await expect(outbox.signOutDialog).toBeHidden();
    await expect(outbox.toast.filter({ hasText: "You're still signed in: 1 change needs you." })).toBeVisible();
    await expect(outbox.summary).toContainText('1 change needs you.');
    await expect(outbox.item('Refused Ray')).toHaveAttribute('data-state', 'refused');
    await expect(page.locator(':focus')).toHaveCount(1);
    // Once that is settled nothing is in the way.
    await outbox.item('Refused Ray').getByRole('button', { name: /^Discard|^Dismiss/ }).click();
    await outbox.signOut();
    await expect(desk.form).toBeVisible();
    await expect(outbox.toast).toHaveCount(0);
    expect(await timesDone(api, booking.id, 'check_in')).toBe(0);
  });

  test('goes when what was refused is done already', async ({ desk, people, line, api, page, errors }) => {
    errors.allow(...NETWORK_ERRORS, /status of (400|401|409)/);
    const booking = await makeArrival(api, { guest: 'Done Dee' });
    const outbox = new OutboxView(page);
    await desk.signIn(people.ana);
    line.stall();
    await api.command(booking, { type: 'check_in' });
    await desk.guest('Done Dee').getByRole('button', { name: /^Check in/ }).click();
    await expect(outbox.chip).toHaveText(/Sending/);
    await outbox.signOut();
    await outbox.signOutDialog.getByRole('button', { name: 'Send and sign out' }).click();
    await line.heal();
    await expect(desk.form).toBeVisible();
    expect(await timesDone(api, booking.id, 'check_in')).toBe(1);
  });

  test('says what could not be sent, and discards only when told to', async ({ desk, people, line, api, page, errors }) => {
    errors.allow(...NETWORK_ERRORS);
    const [booking, other] = [await makeArrival(api, { guest: 'Left Lou' }), await makeArrival(api, { guest: 'Gone Gil' })];
    const outbox = new OutboxView(page);
    await desk.signIn(people.ana);
    await line.refuse();
    await desk.expectState('reconnecting');
    await desk.guest('Left Lou').getByRole('button', { name: /^Check in/ }).click();
    await expect(outbox.chip).toHaveText(/1 waiting/);
    await outbox.signOut();
    await outbox.signOutDialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(outbox.signOutDialog).toBeHidden();
    await outbox.signOut();
    await outbox.signOutDialog.getByRole('button', { name: 'Send and sign out' }).click();
    await expect(desk.form).toBeVisible();
    await expect(outbox.toast).toContainText(`1 change could not be sent. It is kept on this device for ${people.ana.name}.`);
    await line.heal();
    await desk.enter(people.ana);
    await desk.expectLive();
    await expect.poll(() => timesDone(api, booking.id, 'check_in')).toBe(1);

    await line.refuse();
    await desk.expectState('reconnecting');
    await desk.guest('Gone Gil').getByRole('button', { name: /^Check in/ }).click();
    await expect(outbox.chip).toHaveText(/1 waiting/);
    await outbox.signOut();
    await outbox.signOutDialog.getByRole('button', { name: 'Discard' }).click();
    await expect(desk.form).toBeVisible();
    await line.heal();
    await desk.enter(people.ana);
    await desk.expectLive();
    await desk.expectEqual(api);
    await expect(outbox.chip).toHaveCount(0);
    expect(await timesDone(api, other.id, 'check_in')).toBe(0);
  });
});
