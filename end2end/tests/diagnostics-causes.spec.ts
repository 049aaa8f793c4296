/** Diagnostics names what is wrong, in a sentence, in each of the ways in which a desk is cut off or misled. */
import { Diagnostics } from './support/diagnostics.ts';
import { expect, test } from './support/fixtures.ts';
import { NETWORK_ERRORS } from './support/page-errors.ts';

test('all is well', async ({ desk, people, page }) => {
  const diagnostics = new Diagnostics(page);
  await desk.signIn(people.ana);
  await diagnostics.open();
  await diagnostics.expectChecked();
  await expect(diagnostics.verdict).toHaveText('All is well. Every change reaches your list at once.');
  await expect(page.locator('[data-outcome="passed"]')).toHaveCount(9);
});

test('the device is offline', async ({ desk, people, page, context, line, errors }) => {
  errors.allow(...NETWORK_ERRORS);
  const diagnostics = new Diagnostics(page);
  await desk.signIn(people.ana);
  await context.setOffline(true);
  await line.refuse();
  await desk.expectState('offline');
  await diagnostics.open();
  await diagnostics.expectChecked();
  await expect(diagnostics.verdict).toHaveText('Your device is offline. Check its Wi-Fi or its network cable.');
  await expect(diagnostics.check('online')).toHaveAttribute('data-outcome', 'failed');
  // It is named from what is in memory: nothing was fetched for it.
  await expect(page.getByTestId('timeline').getByText('Offline')).toBeVisible();
});

test('the server is down', async ({ desk, people, page, server, errors }) => {
  errors.allow(...NETWORK_ERRORS);
  const diagnostics = new Diagnostics(page);
  await desk.signIn(people.ana);
  await server.kill();
  await desk.expectState('reconnecting');
  await diagnostics.open();
  await diagnostics.expectChecked();
  await expect(diagnostics.verdict).toHaveText(/^Your device is online, but the booking server doesn't answer/);
  await expect(diagnostics.check('online')).toHaveAttribute('data-outcome', 'passed');
  await expect(diagnostics.check('server')).toHaveAttribute('data-outcome', 'failed');
  // What cannot be told without the server is not called wrong.
  for (const name of ['websocket', 'polling', 'session', 'clock']) await expect(diagnostics.check(name)).toHaveAttribute('data-outcome', 'unknown');
  await server.launch();
  await diagnostics.panel.getByRole('button', { name: 'Retry now' }).click();
  await expect(diagnostics.verdict).toHaveText(/^All is well/, { timeout: 25_000 });
});

test('push is blocked on this network', async ({ desk, people, page, line, errors }) => {
  errors.allow(...NETWORK_ERRORS);
  const diagnostics = new Diagnostics(page);
  await desk.signIn(people.ana);
  line.blockPush();
  await desk.expectState('polling');
  await diagnostics.open();
  await diagnostics.expectChecked();
  await expect(diagnostics.verdict).toHaveText(
    'Your device is online. The server answers, but live updates are blocked: usually a company proxy.');
  await expect(diagnostics.check('server')).toHaveAttribute('data-outcome', 'passed');
  await expect(diagnostics.check('websocket')).toContainText('Ask whoever runs this network to allow WebSockets');
});

test('the sign-in is refused: diagnostics stays, over the sign-in page', async ({ desk, people, page, api, errors }) => {
  errors.allow(/status of 401/);
  const diagnostics = new Diagnostics(page);
  await desk.signIn(people.ana);
  await diagnostics.open();
  await diagnostics.expectChecked();
  await api.post('/test/revoke-session', { user: 'ana' });
  await expect(diagnostics.verdict).toHaveText('The server answers, but it no longer accepts your sign-in. Sign in again.');
  await expect(page).toHaveURL(/\/sign-in\?next=.*&panel=diagnostics$/);
  await expect(desk.rows).toHaveCount(0);
  await page.getByRole('button', { name: 'Run checks' }).click();
  await diagnostics.expectChecked();
  await expect(diagnostics.check('session')).toHaveAttribute('data-outcome', 'failed');
  await expect(diagnostics.verdict).toContainText('no longer accepts your sign-in');
});

test('the clock is off by nine minutes', async ({ desk, people, page }) => {
  await page.addInitScript(() => {
    const real = Date.now.bind(Date);
    Date.now = () => real() + 9 * 60_000;
  });
  const diagnostics = new Diagnostics(page);
  await desk.signIn(people.ana);
  await diagnostics.open();
  await diagnostics.expectChecked();
  await expect(diagnostics.verdict).toHaveText("You're connected, but this device's clock is 9 minutes off. Times may look wrong.");
  await expect(diagnostics.check('clock')).toHaveAttribute('data-outcome', 'warned');
});

test('storage is blocked', async ({ desk, people, page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, 'indexedDB', {
      get: () => {
        throw new DOMException('denied', 'SecurityError');
      },
    });
  });
  const diagnostics = new Diagnostics(page);
  await desk.signIn(people.ana);
  await diagnostics.open();
  await diagnostics.expectChecked();
  await expect(diagnostics.verdict).toHaveText(/^You're connected, but this browser can't store changes\./);
  await expect(diagnostics.check('storage')).toHaveAttribute('data-outcome', 'failed');
});

test('a second trouble is named beside the first', async ({ desk, people, page, server, errors }) => {
  errors.allow(...NETWORK_ERRORS);
  await page.addInitScript(() => Object.defineProperty(window, 'indexedDB', { get: () => undefined }));
  const diagnostics = new Diagnostics(page);
  await desk.signIn(people.ana);
  await server.kill();
  await desk.expectState('reconnecting');
  await diagnostics.open();
  await diagnostics.expectChecked();
  await expect(diagnostics.verdict).toContainText("the booking server doesn't answer");
  await expect(page.getByText("Also: this browser can't store changes.")).toBeVisible();
});
