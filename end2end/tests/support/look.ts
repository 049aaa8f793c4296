/**
 * One state of the page as people see it: wide and narrow, light and dark, without a violation of the rules of
 * accessibility and without sideways scrolling. The pictures in `test-results/screens` are for people to look at.
 */
import { expect, type Page } from '@playwright/test';
import { violations } from './axe.ts';
import { SCREENS, drawn, hold } from './screens.ts';
import { IS_WHOLE } from './states.ts';

const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 320, height: 640 };

/** What sticks out of the page to the right, if that makes the page scroll sideways. */
async function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const sticking = [...document.body.querySelectorAll('*')].filter((element) => element.getBoundingClientRect().right > clientWidth + 0.5);
    const named = sticking.map((element) => `${element.tagName.toLowerCase()}.${element.getAttribute('class')}`);
    return [`${scrollWidth} px`, ...new Set(named)];
  });
}

/**
 * Looks at one state in both widths and both themes, and in the long form in every setting. The rules are checked once
 * for each width and each theme. `everywhere` is false for what does not last that long. What leaves when the window
 * changes or the page scrolls is brought back by `again`.
 */
export async function look(page: Page, name: string, { everywhere = true, again }: { everywhere?: boolean; again?: () => Promise<void> } = {}): Promise<void> {
  for (const [width, viewport, checked] of [['wide', WIDE, 'light'], ['narrow', NARROW, 'dark']] as const) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await drawn(page);
      await page.screenshot({ path: `${SCREENS}/${name}-${width}-${colorScheme}.png` });
      if (colorScheme === checked) expect.soft(await violations(page), `${name}, ${width}, ${colorScheme}`).toEqual([]);
    }
    expect.soft(await tooWide(page), `sideways scroll, ${name}, ${width}`).toEqual([]);
  }
  await page.setViewportSize(WIDE);
  if (IS_WHOLE && everywhere) await hold(page, name, 'en', again);
}
