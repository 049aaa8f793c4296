/**
 * The states of the page as people see them: wide and narrow, light and dark, without a violation of the rules of
 * accessibility and without sideways scrolling. The pictures in `test-results/screens` are for people to look at.
 */
import { fileURLToPath } from 'node:url';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { makeArrival } from './support/bookings.ts';
import { listOf } from './support/day-list.ts';
import { expect, test } from './support/fixtures.ts';
import { NETWORK_ERRORS } from './support/page-errors.ts';

const SCREENS = fileURLToPath(new URL('../test-results/screens', import.meta.url));
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
async function look(page: Page, name: string, { rules = true } = {}): Promise<void> {
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

test('signing in', async ({ desk, people, page, errors }) => {
  errors.allow(/status of 401/);
  await page.goto('/');
  await expect(desk.form).toBeVisible();
  await expect(page.getByRole('button', { name: /^ben desk/ })).toBeVisible();
  await look(page, 'sign-in');
  await desk.enter({ ...people.ana, password: 'no idea' });
  await expect(desk.form.getByText('Name or password is wrong.')).toBeVisible();
  await look(page, 'sign-in-wrong');
});

test('the list, live', async ({ desk, people, api, page }) => {
  await makeArrival(api, { guest: 'Maximiliane Freifrau von Hohenlohe-Waldenburg', note: 'Arrives by the night train; needs a quiet room and a cot' });
  await makeArrival(api, { guest: 'Roomless Rita', room: false });
  await desk.signIn(people.ana);
  await look(page, 'list', { rules: false });
  // A few of each kind: by a room's floor, and arrivals.
  await page.getByRole('searchbox', { name: 'Search' }).fill('60');
  await expect.poll(() => desk.rows.count()).toBeLessThan(20);
  await look(page, 'list-search');
  await page.getByRole('searchbox', { name: 'Search' }).fill('i');
  await page.getByRole('button', { name: /Needs action/ }).click();
  await expect(page).toHaveURL(/part=needs_action/);
  await look(page, 'list-needs-action');
  await page.getByRole('searchbox', { name: 'Search' }).fill('nobody is called this');
  await expect(page.getByText('Nothing matches these filters.')).toBeVisible();
  await look(page, 'list-no-match');
});

test('choosing a room, and the result of an action', async ({ desk, people, api, page }) => {
  await makeArrival(api, { guest: 'Roomless Rita', room: false });
  await desk.signIn(people.ana, '/bookings?range=today&q=roomless');
  await desk.guest('Roomless Rita').getByRole('button', { name: /^Check in/ }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await look(page, 'choose-room');
  await page.getByRole('dialog').getByRole('button', { name: 'Check in' }).click();
  await expect(page.getByTestId('toast')).toContainText('Roomless Rita: checked in.');
  await look(page, 'checked-in');
});

test('an empty day', async ({ desk, people, api, page }) => {
  await desk.signIn(people.ana);
  await api.postLines('/test/changes', listOf(await api.state()).map(({ id }) => JSON.stringify({ id, remove: true })));
  await expect(page.getByText('No bookings for this day.')).toBeVisible({ timeout: 20_000 });
  await look(page, 'list-empty');
});

test('cut off', async ({ desk, people, line, page, errors }) => {
  errors.allow(...NETWORK_ERRORS);
  await desk.signIn(people.ana, '/bookings?range=today&q=60');
  await line.refuse();
  await expect(desk.banner).toContainText('Connection lost, trying again.');
  await look(page, 'reconnecting');
});
