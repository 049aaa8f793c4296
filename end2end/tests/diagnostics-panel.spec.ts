/** Diagnostics over any page and as a page: the address, the keyboard, what is heard inside, what leaves the house. */
import { makeArrival } from './support/bookings.ts';
import { Diagnostics } from './support/diagnostics.ts';
import { expect, test } from './support/fixtures.ts';
import { NETWORK_ERRORS } from './support/page-errors.ts';

test('opened by the chip it keeps the query; Esc and Back close it, and the focus returns to the chip', async ({ desk, people, page }) => {
  const diagnostics = new Diagnostics(page);
  await desk.signIn(people.ana, '/bookings?range=today&q=60');
  await diagnostics.open();
  await expect(page).toHaveURL(/\/bookings\?range=today&q=60&panel=diagnostics$/);
  await expect(page.getByRole('dialog', { name: 'Diagnostics' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(diagnostics.panel).toBeHidden();
  await expect(page).toHaveURL(/\/bookings\?range=today&q=60$/);
  await expect(desk.chip).toBeFocused();

  await diagnostics.open();
  await page.goBack();
  await expect(diagnostics.panel).toBeHidden();
  await expect(page).toHaveURL(/\/bookings\?range=today&q=60$/);
  await expect(desk.chip).toBeFocused();
  await page.goForward();
  await expect(diagnostics.panel).toBeVisible();

  await page.reload();
  await expect(diagnostics.panel).toBeVisible();
  await desk.expectLive();
  await page.getByRole('button', { name: 'Close' }).click();
  await expect(diagnostics.panel).toBeHidden();
  await expect(page).toHaveURL(/\/bookings\?range=today&q=60$/);
  await expect(desk.chip).toBeFocused();
});

test('everything is reached and done by keyboard alone', async ({ desk, people, page }) => {
  const diagnostics = new Diagnostics(page);
  await desk.signIn(people.ana);
  await diagnostics.open();
  await diagnostics.expectChecked();
  const reached: string[] = [];
  for (let step = 0; step < 40; step += 1) {
    await page.keyboard.press('Tab');
    const name = await page.evaluate(() => {
      const active = document.activeElement;
      if (!active || active === document.body || !active.closest('dialog')) return '';
      return active.getAttribute('aria-label') ?? active.getAttribute('data-testid') ?? active.textContent?.trim() ?? '';
    });
    if (name !== '') reached.push(name);
  }
  const wanted = ['Close', '5 min', '15 min', '60 min', 'Moment on the chart', 'The same as a table', 'timeline', 'Copy log', 'log',
    'Retry now', 'Run checks', 'Copy summary', 'Export JSON'];
  expect(reached).toEqual(expect.arrayContaining(wanted));

  const slider = page.getByRole('slider', { name: 'Moment on the chart' });
  await slider.focus();
  await page.keyboard.press('Home');
  await expect(slider).toHaveAttribute('aria-valuetext', /^The page was not open yet$/);
  await page.keyboard.press('End');
  await expect(slider).toHaveAttribute('aria-valuetext', /^\d\d:\d\d:\d\d · Live · /);
  await page.getByText('The same as a table').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('columnheader', { name: '95 of 100 within' })).toBeVisible();
});

test('what is said while it is open is heard inside, and results are shown inside', async ({ desk, people, page, line, errors }) => {
  errors.allow(...NETWORK_ERRORS);
  const diagnostics = new Diagnostics(page);
  await desk.signIn(people.ana);
  await diagnostics.open();
  await diagnostics.expectChecked();
  const [inside, outside] = [diagnostics.panel.getByTestId('announcer-connection'), page.locator('body > [data-testid="announcer-connection"]')];
  await expect(diagnostics.panel.getByTestId('announcer-results')).toHaveText(/^All is well/);
  await diagnostics.export();
  await expect(diagnostics.panel.getByTestId('toast')).toContainText(/^Saved: deskbell-diagnostics-\d{8}T\d{6}\.json/);
  await expect(page.getByTestId('toast')).toHaveCount(1);

  await line.refuse();
  await expect(inside).toHaveText(/^Connection lost, trying again\./);
  await expect(outside).toHaveText('');
  await line.heal();
  await expect(inside).toHaveText(/^Live again\./, { timeout: 25_000 });
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('announcer-connection')).toHaveText('');
});

test('the export names no guest, no address, no note, and holds no token', async ({ desk, people, page, api, line, context, errors }) => {
  errors.allow(...NETWORK_ERRORS);
  const tokens: string[] = [];
  page.on('response', async (response) => {
    if (!response.url().includes('/api/session')) return;
    const body = (await response.json().catch(() => null)) as { access_token?: string } | null;
    if (body?.access_token) tokens.push(body.access_token);
  });
  const diagnostics = new Diagnostics(page);
  const id = (await makeArrival(api, { guest: 'Ottilie Geheim', note: 'Code of the safe is 4711' })).id;
  await api.change({ id, set: { guest: { name: 'Ottilie Geheim', email: 'ottilie@secret.example', phone: '+351 900 111 222' } } });
  await desk.signIn(people.ana);
  await expect(desk.row(id)).toBeVisible();
  // Everything that may be logged: a change, a gap, a loss, a refused line, a join with a delta.
  await api.swallow();
  await api.change({ id, set: { note: 'Prefers the sea side' } });
  await line.refuse();
  await desk.expectState('reconnecting');
  await api.change({ id, set: { party: 3 } });
  await line.heal();
  await desk.expectLive();
  await diagnostics.open();
  await diagnostics.expectChecked();
  const { name, text } = await diagnostics.export();
  expect(name).toMatch(/^deskbell-diagnostics-\d{8}T\d{6}\.json$/);

  const { bookings } = await api.state();
  const parts = bookings.flatMap(({ id: booking, guest, note, updated_by }) =>
    [booking, guest.name, guest.email, guest.phone, note, updated_by, ...guest.name.split(/\s+/)]);
  const cookies = (await context.cookies()).map(({ value }) => value);
  const venue = api.venue();
  const secrets = new Set([...parts, ...tokens, ...tokens.flatMap((token) => token.split('.')), ...cookies, people.ana.name, people.ana.password, venue.id, venue.name, line.url]
    .filter((part): part is string => part !== undefined && part !== null && part.length > 3));
  expect(secrets.size).toBeGreaterThan(300);
  expect(tokens.length).toBeGreaterThan(0);
  expect([...secrets].filter((secret) => new RegExp(`(?<![A-Za-z])${escaped(secret)}(?![A-Za-z])`).test(text))).toEqual([]);

  const told = JSON.parse(text) as Record<string, any>;
  expect(told['schema']).toBe('deskbell.diagnostics/1');
  expect(told['verdict']).toBe('live');
  expect(told['checks'].findings).toHaveLength(9);
  expect(told['numbers'].counters.caught_up).toBeGreaterThan(0);
  expect(told['history'].map((change: { state: string }) => change.state)).toEqual(expect.arrayContaining(['connecting', 'live', 'reconnecting']));
  expect(told['log'].length).toBeGreaterThan(5);
  expect(told['latency_samples'].length).toBeGreaterThan(0);
});

test('the summary goes to the clipboard, and the log can be filtered and searched', async ({ desk, people, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const diagnostics = new Diagnostics(page);
  await desk.signIn(people.ana);
  await diagnostics.open();
  await diagnostics.expectChecked();
  await page.getByRole('button', { name: 'Copy summary' }).click();
  await expect(page.getByTestId('toast')).toContainText('Summary copied.');
  const summary = await page.evaluate(() => navigator.clipboard.readText());
  for (const line of ['All is well.', 'Booking server: answers, ', 'Transport: WebSocket', 'To be sent: 0 changes']) expect(summary).toContain(line);

  const log = page.getByTestId('log');
  await expect(log.getByRole('listitem').filter({ hasText: 'checks begin' })).toBeVisible();
  await page.getByRole('searchbox', { name: 'Search the log' }).fill('CHECKS');
  await expect(log.getByRole('listitem')).toHaveCount(1);
  await expect(page.getByTestId('log-count')).toHaveText(/^1 of \d+ records$/);
  await page.getByRole('combobox', { name: 'Show' }).selectOption('Errors');
  await expect(page.getByTestId('log-empty')).toHaveText('No record fits.');
});

test('what happens while somebody looks is added to the log', async ({ desk, people, page, line, errors }) => {
  errors.allow(...NETWORK_ERRORS);
  const diagnostics = new Diagnostics(page);
  await desk.signIn(people.ana);
  await diagnostics.open();
  await diagnostics.expectChecked();
  const lost = page.getByTestId('log').getByRole('listitem').filter({ hasText: 'connection lost' });
  await expect(lost).toHaveCount(0);
  line.cut();
  await expect(lost).toHaveCount(1);
  await desk.expectLive();
});

test('everything is written down once somebody asks for everything', async ({ desk, people, page, line, errors }) => {
  errors.allow(...NETWORK_ERRORS);
  const diagnostics = new Diagnostics(page);
  await desk.signIn(people.ana);
  await diagnostics.open();
  await diagnostics.expectChecked();
  const opened = page.getByTestId('log').locator('[data-level="debug"]').filter({ hasText: 'socket open' });
  const level = page.getByRole('combobox', { name: 'Show' });
  await level.selectOption('Everything');
  await expect(opened).toHaveCount(0);
  line.cut();
  await expect(opened).not.toHaveCount(0, { timeout: 25_000 });
  await level.selectOption('All steps');
  await expect(opened).toHaveCount(0);
});

test('the crosshair ties the chart to the log', async ({ desk, people, page, line, errors }) => {
  errors.allow(...NETWORK_ERRORS);
  const diagnostics = new Diagnostics(page);
  await desk.signIn(people.ana);
  line.cut();
  await desk.expectLive();
  await diagnostics.open();
  await diagnostics.expectChecked();
  const plot = (await page.locator('.plot').boundingBox())!;
  await page.locator('.plot').scrollIntoViewIfNeeded();
  await page.locator('.plot').hover({ position: { x: plot.width - 3, y: 60 } });
  await expect(page.locator('.plot-crosshair')).toBeVisible();
  await expect(page.locator('[data-near="true"]')).toHaveCount(1);
  await expect(page.locator('.chart-readout')).toHaveText(/^\d\d:\d\d:\d\d · /);
});

test('as a page it is there for who is not signed in, and as well when the server is gone', async ({ page, server, errors }) => {
  errors.allow(...NETWORK_ERRORS);
  const diagnostics = new Diagnostics(page);
  await page.goto('/diagnostics');
  await expect(page.getByRole('heading', { level: 1, name: 'Diagnostics' })).toBeVisible();
  await diagnostics.expectChecked();
  await expect(diagnostics.verdict).toHaveText(/nobody is signed in here|no longer accepts your sign-in/);
  await server.kill();
  await page.getByRole('button', { name: 'Run checks' }).click();
  await expect(diagnostics.verdict).toContainText("the booking server doesn't answer", { timeout: 15_000 });
});

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
