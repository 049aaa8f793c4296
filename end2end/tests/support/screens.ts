/**
 * One state of the page in every setting in which people may have it: nothing sticks out, nothing is cut off, nothing
 * lies on something else, and no rule of accessibility is broken. The pictures in `test-results/screens` are for people
 * to look at.
 */
import { fileURLToPath } from 'node:url';
import { expect, type Page } from '@playwright/test';
import { violations } from './axe.ts';
import { faults } from './layout.ts';
import { chosen, hasRules, inSetting } from './settings.ts';

export const SCREENS = fileURLToPath(new URL('../../test-results/screens', import.meta.url));

/** The page has drawn what it has to show. */
export async function drawn(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

/** Looks at the state that the page is in, in all settings that this run looks at; `again` brings it back in each. */
export async function hold(page: Page, name: string, language: 'en' | 'de' = 'en', again?: () => Promise<void>): Promise<void> {
  for (const setting of chosen(language)) {
    const title = `${name}, ${language}, ${setting.name}`;
    await inSetting(page, setting, async () => {
      await again?.();
      await drawn(page);
      await page.screenshot({ path: `${SCREENS}/${name}-${language}-${setting.name}.png` });
      expect.soft(await faults(page, setting.quarter ?? false), title).toEqual([]);
      if (hasRules(setting)) expect.soft(await violations(page), `${title}, rules`).toEqual([]);
    });
  }
}
