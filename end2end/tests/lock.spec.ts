/** A desk that is locked: nothing of the bookings in any tab, until the person's own password opens it again. */
import { makeArrival } from './support/bookings.ts';
import { Desk } from './support/desk.ts';
import { expect, test } from './support/fixtures.ts';
import { LockView, followRows } from './support/lock.ts';
import { look } from './support/look.ts';
import { healServer, keptCopies, silenceServer } from './support/offline.ts';
import { OutboxView, timesDone } from './support/outbox.ts';
import { NETWORK_ERRORS } from './support/page-errors.ts';
import { PageClock } from './support/story.ts';

const NO_CONNECTION = 'Unlocking needs a connection to the booking server. Check the connection, then try again.';
const WRONG_PASSWORD = /status of 401/; // the browser's own line

test('by keyboard alone; the list goes on beneath and is right at once', async ({ desk, people, api, page, errors }) => {
  errors.allow(WRONG_PASSWORD);
  const lock = new LockView(page);
  await makeArrival(api, { guest: 'Vera Quill' });
  await desk.signIn(people.ana);
  await expect(desk.guest('Vera Quill')).toBeVisible();
  let sockets = 0;
  page.on('websocket', () => (sockets += 1));
  await lock.lock();
  expect(await page.content()).not.toContain('Vera Quill');
  await expect(lock.screen).toContainText('Harbour House');
  await expect(lock.screen.getByRole('heading')).toHaveText(`Locked. ${people.ana.name}`);

  await page.getByTestId('lock-switch-user').focus();
  for (const key of ['/', '?', 'F8', 'Escape', 'ArrowDown']) await page.keyboard.press(key);
  await lock.expectLocked();
  await makeArrival(api, { guest: 'Wim Later' });
  await lock.password.focus();
  await lock.unlock('no idea');
  await expect(lock.error).toHaveText('The password is wrong.');
  await expect(lock.password).toHaveValue('');
  await page.keyboard.press('Enter');
  await expect(lock.error).toHaveText('Enter your password.');
  await lock.expectLocked();

  await lock.unlock(people.ana.password);
  await expect(page.getByRole('heading', { level: 1, name: 'Today' })).toBeFocused();
  await desk.expectLive();
  await desk.expectEqual(api);
  await expect(desk.guest('Wim Later')).toBeVisible();
  await expect(page).toHaveTitle(/Today · Deskbell/);
  expect(sockets, 'the connection stayed').toBe(0);
  const ends = await page.evaluate(() => performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('/api/session/refresh')).length);
  expect(ends, 'the session stayed: it was asked for when the page began, and by nothing since').toBe(1);
});

test('a reload and a tab that is opened later stay locked; one password opens all', async ({ desk, people, api, page, context }) => {
  const [lock, later] = [new LockView(page), await context.newPage()];
  await desk.signIn(people.ana);
  await lock.lock();
  const saw = await followRows(page);
  await page.reload();
  await expect(lock.password).toBeFocused();
  const sawLater = await followRows(later);
  await later.goto('/bookings?range=today&q=a');
  await new LockView(later).expectLocked();
  // The server has answered for both, and nothing shows.
  for (const each of [page, later]) {
    await expect.poll(() => each.evaluate(() => performance.getEntriesByType('resource').some(({ name }) => name.includes('/api/session/refresh')))).toBe(true);
  }
  await expect.poll(() => api.clients()).toBe(2);
  await lock.expectLocked();
  expect([await saw(), await sawLater()]).toEqual([false, false]);
  await lock.unlock(people.ana.password);
  const other = new Desk(later);
  await Promise.all([desk.expectLive(), other.expectLive()]);
  await expect(later).toHaveURL(/q=a$/);
  await desk.expectEqual(api);
});

test('a browser that was closed begins locked', async ({ desk, people, page, context, openPage }) => {
  const lock = new LockView(page);
  await desk.signIn(people.ana);
  await lock.lock();
  const next = await openPage({ storageState: await context.storageState() });
  await page.close();
  const [again, saw] = [new LockView(next), await followRows(next)];
  await next.goto('/');
  await again.expectLocked();
  await expect(again.screen).toContainText(people.ana.name);
  await again.unlock(people.ana.password);
  await new Desk(next).expectLive();
  expect(await saw(), 'the list came with the password').toBe(true);
});

test('all tabs at once: a dialog is closed, a result is gone, what was written stays', async ({ desk, people, api, page, context }) => {
  const booking = await makeArrival(api, { guest: 'Nora Note' });
  await makeArrival(api, { guest: 'Tess Toast' });
  const [other, lock] = [new Desk(await context.newPage()), new LockView(page)];
  const theirs = new LockView(other.page);
  await desk.signIn(people.ana, `/bookings/${booking.id}?range=today`);
  await page.getByTestId('note').locator('textarea').fill('Wants the quiet room');
  await other.page.goto('/bookings?range=today');
  await other.expectLive();
  await other.guest('Tess Toast').getByRole('button', { name: /^Check in/ }).click();
  await expect(other.page.getByTestId('toast')).toContainText('Tess Toast');
  await other.page.getByRole('heading', { level: 1 }).click();
  await other.page.keyboard.press('?');
  await expect(other.page.getByTestId('shortcuts')).toBeVisible();

  await lock.lock();
  await theirs.expectLocked();
  await expect(theirs.password).toBeFocused();
  expect(await other.page.content()).not.toContain('Tess Toast');
  await theirs.unlock(people.ana.password);
  await Promise.all([desk.expectLive(), other.expectLive()]);
  await expect(page.getByTestId('note').locator('textarea')).toHaveValue('Wants the quiet room');
  await expect(other.page.getByTestId('toast')).toHaveCount(0);
  await expect(other.page.getByTestId('shortcuts')).toBeHidden();
  await page.getByTestId('note').getByRole('button', { name: 'Discard' }).click();
});

test('what waits is sent beneath; without the server the lock says what it needs', async ({ desk, people, line, api, page, errors }) => {
  errors.allow(...NETWORK_ERRORS, /status of 400/);
  const booking = await makeArrival(api, { guest: 'Ida Beneath' });
  const [lock, outbox] = [new LockView(page), new OutboxView(page)];
  await desk.signIn(people.ana);
  await line.refuse();
  await desk.expectState('reconnecting');
  await desk.guest('Ida Beneath').getByRole('button', { name: /^Check in/ }).click();
  await expect(outbox.chip).toHaveText(/1 waiting/);
  await lock.lock();
  await lock.unlock(people.ana.password);
  await expect(lock.error).toHaveText(NO_CONNECTION);
  await look(page, 'lock-unreachable');
  await line.heal();
  await expect.poll(() => timesDone(api, booking.id, 'check_in'), { timeout: 20_000 }).toBe(1);
  await lock.expectLocked();
  await expect(lock.password).toHaveValue(''); // nobody who comes by finds it
  await lock.unlock(people.ana.password);
  await desk.expectLive();
  await desk.expectEqual(api);
  await expect(outbox.chip).toHaveCount(0);
});

test('a start without the server shows no copy while it is locked', async ({ desk, people, line, api, page, errors }) => {
  errors.allow(...NETWORK_ERRORS);
  const lock = new LockView(page);
  await desk.signIn(people.ana);
  await expect.poll(async () => (await keptCopies(page)).length).toBe(1);
  await lock.lock();
  await silenceServer(page, line);
  const saw = await followRows(page);
  await page.reload();
  await lock.unlock(people.ana.password);
  await expect(lock.error).toHaveText(NO_CONNECTION);
  await expect(lock.screen).toContainText(people.ana.name);
  await expect(lock.screen).toContainText('Harbour House');
  await lock.expectLocked();
  expect(await saw()).toBe(false);
  await healServer(page, line);
  await lock.unlock(people.ana.password);
  await desk.expectLive();
  await desk.expectEqual(api);
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).not.toBe('BODY');
});

test('whoever signs out once all is sent is signed out, though the desk is locked meanwhile', async ({ desk, people, line, api, page, context, errors }) => {
  errors.allow(...NETWORK_ERRORS, /status of (400|401)/);
  const booking = await makeArrival(api, { guest: 'Sent Sam' });
  const [outbox, other] = [new OutboxView(page), await context.newPage()];
  await desk.signIn(people.ana, '/bookings?range=today&q=sam');
  await other.goto('/bookings?range=today');
  await new Desk(other).expectLive();
  line.stall();
  await desk.guest('Sent Sam').getByRole('button', { name: /^Check in/ }).click();
  await outbox.signOut();
  await outbox.signOutDialog.getByRole('button', { name: 'Send and sign out' }).click();
  await expect(outbox.signOutDialog).toContainText('Sending 1 of 1…');
  await new LockView(other).lock();
  await new LockView(page).expectLocked();
  await line.heal();
  await expect(desk.form).toBeVisible();
  await expect(new Desk(other).form).toBeVisible();
  expect(await timesDone(api, booking.id, 'check_in')).toBe(1);
  await desk.enter(people.ben);
  await desk.expectLive();
  await expect(outbox.signOutDialog).toBeHidden();
});

test('when the session ends meanwhile the sign-in form takes its place', async ({ desk, people, api, page }) => {
  const lock = new LockView(page);
  await desk.signIn(people.ana, '/bookings?range=today&q=quill');
  await lock.lock();
  await api.post('/test/revoke-session', { user: 'ana' });
  await expect(desk.form).toBeVisible();
  await expect(page, 'what the lock hid stays hidden').toHaveURL(/\/sign-in\?next=%2Fbookings$/);
  await expect(lock.screen).toHaveCount(0);
  await expect(desk.rows).toHaveCount(0);
  await expect(desk.form.getByLabel('Name')).toBeFocused();
  await desk.enter(people.ben);
  await desk.expectLive();
});

test('a server that does not tell the name for the sign-in is no hindrance: the lock asks for it', async ({ desk, people, page }) => {
  await page.route('**/api/session', async (route) => {
    const response = await route.fetch();
    const json = (await response.json()) as { user?: { username?: string } };
    delete json.user?.username;
    await route.fulfill({ response, json });
  });
  const lock = new LockView(page);
  await desk.signIn(people.ana);
  await lock.lock();
  await lock.screen.getByLabel('Name').fill(people.ana.username);
  await lock.password.fill(people.ana.password);
  await page.keyboard.press('Enter');
  await desk.expectLive();
});

test.describe('a desk that nobody uses', () => {
  test.beforeEach(({ context }) => context.route('**/config.json', (route) => route.fulfill({ json: { idle_lock_minutes: 1 } })));

  test('is locked in all tabs after the time that is set; a use in one tab counts for all', async ({ desk, people, page, context, errors }) => {
    // A minute that passes in a moment is a minute without a sign of life: the line is lost, and found again.
    errors.allow(...NETWORK_ERRORS, /status of 400 .*\/socket\.io\//);
    await PageClock.install(page);
    const other = new Desk(await context.newPage());
    const [lock, theirs] = [new LockView(page), new LockView(other.page)];
    await desk.signIn(people.ana);
    await other.page.goto('/');
    await other.expectLive();
    await page.clock.runFor(50_000);
    await page.keyboard.press('Shift');
    await page.clock.runFor(50_000);
    await expect(desk.rows).not.toHaveCount(0);
    await expect(other.rows).not.toHaveCount(0);
    await page.clock.runFor(16_000);
    await lock.expectLocked();
    await theirs.expectLocked();
    await theirs.unlock(people.ana.password);
    await expect(desk.rows).not.toHaveCount(0);
    await page.clock.runFor(50_000);
    await expect(desk.rows, 'the password was a use').not.toHaveCount(0);
  });

  test('begins locked when it was left for too long', async ({ desk, people, page, context }) => {
    await PageClock.install(page);
    await desk.signIn(people.ana);
    await page.close();
    const next = await context.newPage();
    const saw = await followRows(next);
    await next.clock.setSystemTime(Date.now() + 3_600_000);
    await next.goto('/');
    await new LockView(next).expectLocked();
    expect(await saw()).toBe(false);
  });
});

test('the lock, wide and narrow', async ({ desk, people, page, errors }) => {
  errors.allow(WRONG_PASSWORD);
  const lock = new LockView(page);
  await desk.signIn(people.ana);
  await page.getByTestId('user-menu-button').click();
  await expect(page.getByTestId('lock')).toBeVisible();
  await look(page, 'lock-menu', { everywhere: false }); // a menu closes when the window changes
  await page.keyboard.press('Escape');
  await lock.lock();
  await look(page, 'lock');
  await lock.password.focus();
  await lock.unlock('no idea');
  await expect(lock.error).toBeVisible();
  await look(page, 'lock-wrong');
});

test.describe('in German', () => {
  test.use({ locale: 'de-DE' });

  test('too', async ({ desk, people, page, errors }) => {
    errors.allow(WRONG_PASSWORD);
    await desk.signIn(people.ana);
    await page.getByTestId('user-menu-button').click();
    await page.getByRole('button', { name: 'Sperren' }).click();
    const lock = new LockView(page);
    await expect(lock.screen.getByRole('heading')).toHaveText(`Gesperrt. ${people.ana.name}`);
    await expect(page).toHaveTitle('Gesperrt · Deskbell');
    await lock.unlock('keine Ahnung');
    await expect(lock.error).toHaveText('Das Passwort ist falsch.');
    await look(page, 'lock-german');
    await lock.screen.getByRole('button', { name: 'Person wechseln' }).click();
    await expect(desk.form).toBeVisible();
  });
});
