/** The settings in which people may have the page: small, with large letters, in their own colours, in longer words. */
import type { Page } from '@playwright/test';
import { lengthen, shorten } from './pseudo.ts';
import { IS_WHOLE } from './states.ts';

export interface Setting {
  name: string;
  width: number;
  height: number;
  /** Pixels of the device for one of the page. */
  scale?: number;
  /** The root's font size. */
  letters?: '200%';
  /** The system's colours in the place of the page's. */
  forced?: true;
  /** Words 40 % longer than in English. */
  longer?: true;
  /** Parts that stay while the page scrolls must leave three quarters of the height. */
  quarter?: true;
  /** In `make test` as well: in which language, and whether the rules of accessibility are checked there too. */
  light?: { language: 'en' | 'de'; rules?: true };
}

const SETTINGS: Setting[] = [
  { name: '320', width: 320, height: 640, light: { language: 'de' } },
  { name: '390', width: 390, height: 800 },
  { name: 'tiny', width: 320, height: 256, scale: 4, quarter: true, light: { language: 'en' } },
  { name: 'tablet', width: 1024, height: 768, quarter: true },
  { name: 'large', width: 1280, height: 800, letters: '200%', quarter: true },
  { name: '320-large', width: 320, height: 640, letters: '200%', quarter: true, light: { language: 'en', rules: true } },
  { name: 'tiny-large', width: 320, height: 256, scale: 4, letters: '200%', quarter: true },
  { name: 'forced', width: 1280, height: 800, forced: true, light: { language: 'en', rules: true } },
  { name: '320-forced', width: 320, height: 640, forced: true },
  { name: '320-longer', width: 320, height: 640, longer: true, light: { language: 'en' } },
];

/** Those that this run looks at, in a language: everything in the long form. */
export function chosen(language: 'en' | 'de'): Setting[] {
  return SETTINGS.filter(({ light }) => IS_WHOLE || light?.language === language);
}

/** Whether this run checks the rules of accessibility in a setting. */
export function hasRules({ light }: Setting): boolean {
  return IS_WHOLE || light?.rules === true;
}

/** Puts the page into a setting, does something there, and puts it back to where it was. */
export async function inSetting(page: Page, setting: Setting, act: () => Promise<void>): Promise<void> {
  const { width, height, scale = 1, letters, forced, longer } = setting;
  const before = page.viewportSize();
  const browser = await page.context().newCDPSession(page);
  await page.setViewportSize({ width, height });
  if (scale !== 1) await browser.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: scale, mobile: false });
  await page.emulateMedia({ colorScheme: 'light', forcedColors: forced ? 'active' : 'none', reducedMotion: 'reduce' });
  await page.evaluate((size) => document.documentElement.style.setProperty('font-size', size), letters ?? '');
  if (longer) await lengthen(page);
  await act();
  if (longer) await shorten(page);
  await page.evaluate(() => document.documentElement.style.removeProperty('font-size'));
  await page.emulateMedia({ colorScheme: null, forcedColors: 'none', reducedMotion: null });
  if (scale !== 1) await browser.send('Emulation.clearDeviceMetricsOverride');
  await browser.detach();
  if (before) await page.setViewportSize(before);
}
