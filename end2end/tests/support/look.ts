/**
 * One state of the page as people see it: wide and narrow, light and dark, without a violation of the rules of
 * accessibility and without sideways scrolling. The pictures in `test-results/screens` are for people to look at.
 */
import { fileURLToPath } from 'node:url';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const SCREENS = fileURLToPath(new URL('../../test-results/screens', import.meta.url));
const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 320, height: 640 };
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds in the page as it is, in a form that a report can show. */
async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).options({ runOnly: TAGS, rules: { 'target-size': { enabled: true } } }).analyze();
  return found.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`));
}

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
 * Looks at one state in both widths and both themes. The rules are checked once for each width and each theme, and
 * not on the long lists, where they take many seconds to find nothing that a short list would not show.
 */
export async function look(page: Page, name: string, { rules = true } = {}): Promise<void> {
  for (const [width, viewport, checked] of [['wide', WIDE, 'light'], ['narrow', NARROW, 'dark']] as const) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
      await page.screenshot({ path: `${SCREENS}/${name}-${width}-${colorScheme}.png` });
      if (rules && colorScheme === checked) expect.soft(await violations(page), `${name}, ${width}, ${colorScheme}`).toEqual([]);
    }
    expect.soft(await tooWide(page), `sideways scroll, ${name}, ${width}`).toEqual([]);
  }
  await page.setViewportSize(WIDE);
}
