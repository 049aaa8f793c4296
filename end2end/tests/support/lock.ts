/** The lock screen as a person meets it, and the way to it from the menu. */
import { expect, type Locator, type Page } from '@playwright/test';

export class LockView {
  readonly screen: Locator;
  readonly password: Locator;
  readonly error: Locator;

  constructor(readonly page: Page) {
    this.screen = page.getByTestId('lock-screen');
    this.password = this.screen.locator('input[type="password"]');
    this.error = page.getByTestId('unlock-error');
  }

  /** Locks the desk by its menu, by keyboard alone. */
  async lock(): Promise<void> {
    await this.#choose('lock');
    await this.expectLocked();
  }

  /** Makes room for the next person, by keyboard alone. */
  async switchUser(): Promise<void> {
    await this.#choose('switch-user');
  }

  /** Types into what has the focus, which must be the password. */
  async unlock(password: string): Promise<void> {
    await expect(this.password).toBeFocused();
    await this.page.keyboard.press('ControlOrMeta+a');
    await this.page.keyboard.type(password);
    await this.page.keyboard.press('Enter');
  }

  /** Nothing but the lock: no booking on the page, no dialog, no result. */
  async expectLocked(): Promise<void> {
    await expect(this.screen).toBeVisible();
    await expect(this.page.locator('[data-booking-id], dialog, .header, [data-testid="toast"], [data-testid="list"]')).toHaveCount(0);
    await expect(this.page).toHaveTitle('Locked · Deskbell');
    await expect(this.page, 'nor what was looked for').toHaveURL(({ search }) => search === '');
  }

  async #choose(item: string): Promise<void> {
    await this.page.getByTestId('user-menu-button').focus();
    await this.page.keyboard.press('Enter');
    const wanted = this.page.getByTestId(item);
    await expect(wanted).toBeVisible();
    for (let presses = 0; presses < 6 && !(await wanted.evaluate((element) => element === document.activeElement)); presses += 1) {
      await this.page.keyboard.press('Tab');
    }
    await expect(wanted).toBeFocused();
    await this.page.keyboard.press('Enter');
  }
}

/** Follows, in every page that is loaded from now on, whether a booking is ever in it. */
export async function followRows(page: Page): Promise<() => Promise<boolean>> {
  await page.addInitScript(() => {
    const look = (): void => {
      if (document.querySelector('[data-booking-id]')) Object.assign(window, { sawRows: true });
    };
    new MutationObserver(look).observe(document, { subtree: true, childList: true });
  });
  return () => page.evaluate(() => 'sawRows' in window);
}
