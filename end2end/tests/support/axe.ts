/** The rules of accessibility, as axe checks them. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** Of a long list some rows are enough: the others say the same and take many seconds. */
const MORE_ROWS = '.bookings tr:nth-child(n + 10)';

/** What axe finds in the page as it is, in a form that a report can show. */
export async function violations(page: Page): Promise<string[]> {
  const axe = new AxeBuilder({ page }).options({ runOnly: TAGS, rules: { 'target-size': { enabled: true } } }).exclude(MORE_ROWS);
  const { violations: found } = await axe.analyze();
  return found.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`));
}
