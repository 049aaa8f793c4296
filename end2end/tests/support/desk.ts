/**
 * A page as the person at the desk uses it: by role, label and keyboard; and its stable handles, as tools use it.
 * Everything here waits for states, never for time.
 */
import { expect, type Locator, type Page } from '@playwright/test';
import { type Account, type Api, DEMO_VENUE } from './api.ts';
import { byId, listOf, type Shown } from './day-list.ts';

/** Long enough for the longest wait between two tries, and for a machine that is busy. */
const BACK_MS_MAX = 25_000;
/** A longer list has only the rows in view on the page. */
const ROWS_ALL_MAX = 200;

export class Desk {
  readonly chip: Locator;
  readonly asOf: Locator;
  /** The banner about the connection, while it is shown. */
  readonly banner: Locator;
  readonly form: Locator;
  readonly rows: Locator;

  constructor(readonly page: Page) {
    this.chip = page.getByTestId('connection-chip');
    // Where the detail takes the list's place it has its own.
    this.asOf = page.getByTestId('as-of').filter({ visible: true });
    this.banner = page.locator('[data-shown="true"]').getByTestId('connection-banner');
    this.form = page.getByTestId('sign-in-form');
    this.rows = page.locator('[data-booking-id]');
  }

  /** Opens the page and signs in by keyboard alone; resolves when the list is live. */
  async signIn(account: Pick<Account, 'username' | 'password'>, path = '/'): Promise<void> {
    await this.page.goto(path);
    await this.enter(account);
    await this.expectLive();
  }

  /** Fills in the form that is shown, in any language, and sends it, by keyboard alone. */
  async enter({ username, password }: Pick<Account, 'username' | 'password'>): Promise<void> {
    await expect(this.form).toBeVisible();
    await this.form.locator('input[autocomplete="username"]').focus();
    await this.page.keyboard.press('ControlOrMeta+a');
    await this.page.keyboard.type(username);
    await this.page.keyboard.press('Tab');
    await this.page.keyboard.press('ControlOrMeta+a');
    await this.page.keyboard.type(password);
    await this.page.keyboard.press('Enter');
  }

  row(id: string): Locator {
    return this.page.locator(`[data-booking-id="${id}"]`);
  }

  /** The row of a guest, as people find it. */
  guest(name: string): Locator {
    return this.page.getByRole('row').filter({ hasText: name });
  }

  async expectState(state: string | RegExp, timeout = BACK_MS_MAX): Promise<void> {
    await expect(this.chip).toHaveAttribute('data-state', state, { timeout });
  }

  /** Live, and proved right. */
  async expectLive(timeout = BACK_MS_MAX): Promise<void> {
    await this.expectState('live', timeout);
    await expect(this.asOf).toHaveAttribute('data-state', 'proved', { timeout });
  }

  /** What the rows say, by id. */
  async shown(): Promise<Shown[]> {
    const rows = await this.rows.evaluateAll((elements) =>
      elements.map((element) => {
        const { bookingId = '', status = '', version = '' } = (element as HTMLElement).dataset;
        return { id: bookingId, status, version: Number(version) };
      }));
    return rows.sort(byId);
  }

  /** The rows become the server's list of the business date: every id, status and version. */
  async expectEqual(api: Api, venue = DEMO_VENUE, timeout = 10_000): Promise<void> {
    await expect(async () => {
      const wanted = listOf(await api.state(venue));
      expect(wanted.length).toBeGreaterThan(0);
      // Where the pointer or the focus was left in the list, new rows wait for the person.
      const bar = this.page.getByTestId('new-rows');
      if (await bar.isVisible()) await bar.click();
      const shown = await this.shown();
      if (wanted.length <= ROWS_ALL_MAX) return expect(shown).toEqual(wanted);
      // Only the rows in view are on the page: each as it is, and the table tells how many there are.
      const ids = new Set(shown.map(({ id }) => id));
      expect(shown).toEqual(wanted.filter(({ id }) => ids.has(id)));
      await expect(this.page.locator('table.bookings')).toHaveAttribute('aria-rowcount', String(wanted.length + 1), { timeout });
    }).toPass({ timeout });
  }

  /** Marks the window, so that a reload shows. */
  async mark(): Promise<void> {
    await this.page.evaluate(() => Object.assign(window, { marked: true }));
  }

  async expectNotReloaded(): Promise<void> {
    expect(await this.page.evaluate(() => 'marked' in window), 'the page was loaded again').toBe(true);
  }

  /** Follows the chip from now on; the returned function tells the states that it had, the first one first. */
  async followChip(): Promise<() => Promise<ChipState[]>> {
    await this.page.evaluate(() => {
      const seen: ChipState[] = [];
      const look = (): void => {
        const state = document.querySelector<HTMLElement>('[data-testid="connection-chip"]')?.dataset['state'] ?? 'absent';
        if (seen.at(-1)?.state !== state) seen.push({ state, atMs: Date.now() });
      };
      look();
      new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributeFilter: ['data-state'] });
      Object.assign(window, { chipStates: seen });
    });
    return () => this.page.evaluate(() => (window as unknown as { chipStates: ChipState[] }).chipStates);
  }
}

/** A state of the chip, and when it came, on the machine's clock. */
export interface ChipState {
  state: string;
  atMs: number;
}
