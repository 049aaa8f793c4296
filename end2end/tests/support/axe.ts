/**
 * The rules of accessibility, as axe checks them. What axe cannot tell is not let pass: contrast over a hatch or beside
 * something that overlaps is computed here, and for anything else the list says why it is right.
 */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import type { AxeResults, NodeResult } from 'axe-core';
import { lowContrast } from './contrast.ts';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** Of a long list some rows are enough: the others say the same and take many seconds. */
const MORE_ROWS = '.bookings tr:nth-child(n + 10)';

/** What axe cannot tell, by rule and place, and why it is right. */
const RIGHT: { rule: string; place: string; why: string }[] = [
  { rule: 'link-in-text-block', place: '.guest-link', why: 'a cell of its own, bolder than the note beside it; the whole row leads to the same page' },
];

/** What is wrong in the page as it is, in a form that a report can show. */
export async function violations(page: Page): Promise<string[]> {
  const { violations: broken, incomplete } = await analyze(page);
  const found = broken.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${selector(node)}: ${node.failureSummary}`));
  for (const { id, nodes } of incomplete) {
    const targets = nodes.map(selector);
    if (id === 'color-contrast') {
      found.push(...await page.evaluate(lowContrast, targets));
    } else {
      const places = RIGHT.filter(({ rule }) => rule === id).map(({ place }) => place);
      found.push(...(await page.evaluate(elsewhere, { targets, places })).map((target) => `axe cannot tell ${id}: ${target}`));
    }
  }
  return found;
}

async function analyze(page: Page): Promise<AxeResults> {
  const axe = new AxeBuilder({ page }).options({ runOnly: TAGS, rules: { 'target-size': { enabled: true } } }).exclude(MORE_ROWS);
  await page.evaluate(letFootGo);
  try {
    return await axe.analyze();
  } finally {
    await page.evaluate(holdFoot);
  }
}

function selector({ target }: NodeResult): string {
  if (target.length !== 1) throw new Error(`an element inside of a frame or a shadow root: ${JSON.stringify(target)}`);
  return target.join(' ');
}

/** Those that are at none of the places. */
function elsewhere({ targets, places }: { targets: string[]; places: string[] }): string[] {
  return targets.filter((target) => !places.some((place) => document.querySelector(target)?.matches(place)));
}

/** What the links at the foot half cover is reached by scrolling, which axe does not do: for its look they do not stick. */
function letFootGo(): void {
  document.querySelector<HTMLElement>('.nav-foot')?.style.setProperty('position', 'static');
}

function holdFoot(): void {
  document.querySelector<HTMLElement>('.nav-foot')?.style.removeProperty('position');
}
