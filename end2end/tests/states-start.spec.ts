/** Pages that are shown when there is no application to show: it loads, cannot start, or broke. */
import { expect, test } from './support/fixtures.ts';
import { look } from './support/look.ts';

const WASM = '**/*_bg.wasm';

test('the application is on its way, and then cannot be loaded', async ({ page, errors }) => {
  errors.allow(/Failed to load resource/);
  let fail = (): void => {};
  const failed = new Promise<void>((resolve) => (fail = resolve));
  await page.route(WASM, async (route) => {
    await failed;
    await route.fulfill({ status: 503 });
  });
  await page.goto('/', { waitUntil: 'domcontentloaded' });
  await expect(page.locator('#boot-shell')).toHaveAttribute('data-state', 'loading');
  await expect(page.locator('.shell-slow')).toBeVisible({ timeout: 30_000 });
  await look(page, 'start-loading');
  fail();
  await expect(page.getByRole('heading', { name: "The booking monitor couldn't start." })).toBeVisible();
  await look(page, 'start-failed');
});

test('a browser without WebAssembly', async ({ page }) => {
  await page.addInitScript(() => Reflect.deleteProperty(window, 'WebAssembly'));
  await page.goto('/');
  await expect(page.getByRole('heading', { name: "This browser can't run Deskbell." })).toBeVisible();
  await look(page, 'start-unsupported');
});

test('a mistake in the setup file', async ({ page, errors }) => {
  errors.allow(/config\.json/); // the application's own record: here a person has to act
  await page.route('**/config.json', (route) => route.fulfill({ body: '{"socket_url": "ftp://127.0.0.1"}' }));
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'The setup file has a mistake: socket_url.' })).toBeVisible();
  await look(page, 'start-mistake');
});

test('the program broke', async ({ page, errors }) => {
  errors.allow(/the program broke/, /unreachable/, /RuntimeError/);
  // Without randomness no session is safe; the program refuses to run.
  await page.addInitScript(() => {
    const random = Crypto.prototype.getRandomValues;
    Crypto.prototype.getRandomValues = () => {
      throw new Error('none');
    };
    Object.assign(window, { giveBack: () => (Crypto.prototype.getRandomValues = random) });
  });
  await page.goto('/');
  await expect(page.getByRole('alert')).toContainText('The booking monitor stopped.');
  await page.evaluate(() => void (window as unknown as { giveBack: () => void }).giveBack()); // axe needs it
  await look(page, 'start-broke');
});
