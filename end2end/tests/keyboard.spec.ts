/** A desk without a mouse: every task of a day by the keyboard alone, and the focus is always on something. */
import type { Locator, Page } from '@playwright/test';
import { makeArrival } from './support/bookings.ts';
import { expect, test } from './support/fixtures.ts';
import { followFocus } from './support/still.ts';

/** More stops than the page has before what a person looks for. */
const STOPS_MAX = 60;

/** Tabs on until `target` has the focus, as a person does who knows no other way. */
async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  const isThere = (): Promise<boolean> => target.evaluate((element) => element === document.activeElement);
  for (let stops = 0; !(await isThere()); stops += 1) {
    expect(stops, 'stops on the way').toBeLessThan(STOPS_MAX);
    await page.keyboard.press(key);
  }
}

test('a day by keyboard alone', async ({ desk, people, api, page }) => {
  test.setTimeout(180_000);
  const made = async (guest: string) => (await makeArrival(api, { guest })).id;
  const [arriving, missing, calling] = [await made('Kaya Arrives'), await made('Kaya Misses'), await made('Kaya Calls')];
  const status = async (id: string) => (await api.booking(id)).booking.status;
  const press = (...keys: string[]) => keys.reduce<Promise<void>>((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
  const row = (id: string) => desk.row(id).getByRole('link');
  await page.goto('/');
  await expect(desk.form).toBeVisible();
  await tabTo(page, desk.form.locator('input[autocomplete="username"]'));
  const focusStayed = await followFocus(page);
  await desk.enter(people.ana);
  await desk.expectLive();
  await focusStayed();

  await test.step('search, and check in', async () => {
    await press('/');
    await expect(page.getByRole('searchbox')).toBeFocused();
    await page.keyboard.type('kaya');
    await expect(desk.rows).toHaveCount(3);
    await tabTo(page, row(arriving));
    await tabTo(page, desk.row(arriving).getByRole('button', { name: /^Check in/ }));
    await press('Enter');
    await expect(desk.row(arriving)).toHaveAttribute('data-status', 'checked_in');
    await focusStayed();
  });

  await test.step('take it back from the message, and come back to where one was', async () => {
    await expect(page.getByTestId('toast')).toBeVisible(); // the row shows it before the server has said so
    await press('F8');
    await expect(page.getByTestId('toast').getByRole('button', { name: 'Undo' })).toBeFocused();
    await press('Enter');
    await expect(desk.row(arriving)).toHaveAttribute('data-status', 'confirmed');
    await focusStayed();
  });

  await test.step('a no-show from the menu of a row', async () => {
    await tabTo(page, desk.row(missing).getByRole('button', { name: 'More for Kaya Misses' }));
    await press('Enter');
    const menu = page.getByRole('menu', { name: 'More for Kaya Misses' });
    await expect(menu.getByRole('menuitem').first()).toBeFocused();
    await press('End', 'ArrowUp');
    await expect(menu.getByRole('menuitem', { name: 'No-show' })).toBeFocused();
    await press('Enter');
    await expect.poll(() => status(missing)).toBe('no_show');
    await focusStayed();
  });

  await test.step('the detail: another room, a note, a cancellation with its reason', async () => {
    await press('/');
    await tabTo(page, row(calling));
    await press('Enter');
    const detail = page.getByTestId('detail');
    await expect(detail.getByRole('heading', { name: 'Kaya Calls' })).toBeFocused();
    const before = (await api.booking(calling)).booking.resource?.id;
    await tabTo(page, detail.getByRole('button', { name: 'Change stay' }));
    await press('Enter');
    const stay = page.getByRole('dialog', { name: 'Change the stay of Kaya Calls' });
    await tabTo(page, stay.getByLabel('Room'));
    await press('ArrowDown');
    await tabTo(page, stay.getByRole('button', { name: 'Change stay' }));
    await press('Enter');
    await expect.poll(async () => (await api.booking(calling)).booking.resource?.id).not.toBe(before);
    await focusStayed();
    await tabTo(page, detail.getByRole('textbox'));
    await page.keyboard.type('Calls from the station');
    await tabTo(page, detail.getByRole('button', { name: 'Save note' }));
    await press('Enter');
    await expect.poll(async () => (await api.booking(calling)).booking.note).toBe('Calls from the station');
    await focusStayed();
    await tabTo(page, detail.getByRole('button', { name: 'Cancel booking' }));
    await press('Enter');
    await expect(page.getByRole('dialog').getByLabel('Reason')).toBeVisible();
    await tabTo(page, page.getByRole('dialog').getByLabel('Reason'));
    await page.keyboard.type('Missed the train');
    await press('Enter');
    await expect.poll(() => status(calling)).toBe('cancelled');
    await press('Escape');
    await expect(detail).toHaveCount(0);
    await focusStayed();
  });

  await test.step('filters, the keys, diagnostics, the outbox', async () => {
    await press('?');
    const keys = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await expect(keys).toBeVisible();
    await press('Escape');
    await expect(keys).toBeHidden();
    await focusStayed();
    await press('/');
    await tabTo(page, page.locator('[data-part="arriving"]'), 'Shift+Tab');
    await press('Enter');
    await expect(page.locator('[data-part="arriving"]')).toHaveAttribute('aria-pressed', 'true');
    await focusStayed();
    await tabTo(page, desk.chip, 'Shift+Tab');
    await press('Enter');
    await expect(page.getByTestId('diagnostics-panel')).toBeVisible();
    await focusStayed();
    await press('Escape');
    await expect(desk.chip).toBeFocused();
    await tabTo(page, page.getByRole('navigation').getByRole('link', { name: 'Outbox' }), 'Shift+Tab');
    await press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: 'Outbox' })).toBeVisible();
    await focusStayed();
  });

  await test.step('sign out', async () => {
    await tabTo(page, page.getByTestId('user-menu-button'), 'Shift+Tab');
    await press('Enter');
    await tabTo(page, page.getByTestId('sign-out'));
    await press('Enter');
    await expect(desk.form).toBeVisible();
    await focusStayed();
  });
});
