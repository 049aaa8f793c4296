/** Diagnostics as people use it: over the page or as a page of its own. */
import { readFile } from 'node:fs/promises';
import { expect, type Locator, type Page } from '@playwright/test';

export class Diagnostics {
  readonly panel: Locator;
  readonly verdict: Locator;

  constructor(readonly page: Page) {
    this.panel = page.getByTestId('diagnostics-panel');
    this.verdict = page.getByTestId('verdict');
  }

  /** Opens it by the chip, by keyboard alone. */
  async open(): Promise<void> {
    await this.page.getByTestId('connection-chip').focus();
    await this.page.keyboard.press('Enter');
    await expect(this.panel).toBeVisible();
  }

  check(name: string): Locator {
    return this.page.locator(`[data-check="${name}"]`);
  }

  /** Every check has been answered. */
  async expectChecked(): Promise<void> {
    await expect(this.page.locator('[data-check]')).toHaveCount(9);
    await expect(this.page.locator('[data-check]:is([data-outcome="idle"], [data-outcome="running"])')).toHaveCount(0, { timeout: 15_000 });
  }

  /** Presses Export JSON; the file's name and text. */
  async export(): Promise<{ name: string; text: string }> {
    const [download] = await Promise.all([
      this.page.waitForEvent('download'),
      this.page.getByRole('button', { name: 'Export JSON' }).click(),
    ]);
    return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
  }
}
