/** The ways to the pages: in the header, or along the foot where it has no room for them. */
import { expect, test } from './support/fixtures.ts';

const PAGES = [['Outbox', /\/outbox$/], ['Diagnostics', /\/diagnostics$/], ['Bookings', /\/bookings\?range=today$/]] as const;

for (const [where, width] of [['in the header', 1280], ['along the foot', 390]] as const) {
  test(`the links ${where} lead to the pages and tell where one is`, async ({ desk, people, page }) => {
    await page.setViewportSize({ width, height: 844 });
    await desk.signIn(people.ana);
    const links = page.getByRole('navigation', { name: 'Pages' });
    await expect(links).toHaveCount(1);
    for (const [name, address] of PAGES) {
      await links.getByRole('link', { name }).click();
      await expect(page).toHaveURL(address);
      await expect(links.locator('[aria-current="page"]')).toHaveText(name);
    }
    const { y, height } = (await links.boundingBox())!;
    expect(where === 'in the header' ? y : y + height).toBe(where === 'in the header' ? 0 : 844);
  });
}

test('the links stay at the foot while the list scrolls, and what is told above them lies on none', async ({ desk, people, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await desk.signIn(people.ana);
  const links = page.getByRole('navigation', { name: 'Pages' });
  await page.evaluate(() => window.scrollTo(0, 2_000));
  await expect(links).toBeInViewport({ ratio: 1 });
  await page.evaluate(() => window.scrollTo(0, 0));
  await desk.rows.locator('[data-action="check_in"], [data-action="check_out"]').first().click();
  const toast = page.getByTestId('toast');
  await expect(toast).toBeVisible();
  const [told, foot] = [(await toast.boundingBox())!, (await links.boundingBox())!];
  expect(told.y + told.height).toBeLessThanOrEqual(foot.y);
});

test('who is not signed in sees no links', async ({ page }) => {
  await page.goto('/diagnostics');
  await expect(page.getByTestId('diagnostics')).toBeVisible();
  await expect(page.getByRole('navigation')).toHaveCount(0);
});

test('the focus does not hide under the links at the foot, nor under the header', async ({ desk, people, page }) => {
  await page.setViewportSize({ width: 853, height: 600 });
  await desk.signIn(people.ana);
  const hidden = (): Promise<string | undefined> => page.evaluate(() => {
    const focused = document.activeElement!.closest('[data-booking-id]') ?? document.activeElement!;
    const { top, bottom, left } = focused.getBoundingClientRect();
    const over = [top + 3, bottom - 3].map((y) => document.elementFromPoint(left + 40, y));
    return over.every((element) => element !== null && focused.contains(element)) ? undefined : `${focused.tagName} at ${top} to ${bottom} under ${over.map((element) => element?.className).join(', ')}`;
  });
  await desk.rows.first().getByRole('link').focus();
  for (const key of ['ArrowDown', 'ArrowUp']) {
    for (let step = 0; step < 30; step += 1) {
      await page.keyboard.press(key);
      expect(await hidden(), `${key} ${step}`).toBeUndefined();
    }
  }
});
