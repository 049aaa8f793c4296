/** Diagnostics as people see it: well, cut off, as a page; in both widths and both themes. */
import { Desk } from './support/desk.ts';
import { Diagnostics } from './support/diagnostics.ts';
import { expect, test } from './support/fixtures.ts';
import { look } from './support/look.ts';
import { NETWORK_ERRORS } from './support/page-errors.ts';

test('well, over the list', async ({ desk, people, page }) => {
  const diagnostics = new Diagnostics(page);
  await desk.signIn(people.ana);
  await diagnostics.open();
  await diagnostics.expectChecked();
  await look(page, 'diagnostics');
});

test('with little room and large letters nothing is cut off and nothing scrolls sideways', async ({ openPage, people }) => {
  const page = await openPage({ viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 });
  const [desk, diagnostics] = [new Desk(page), new Diagnostics(page)];
  await desk.signIn(people.ana);
  await diagnostics.open();
  await diagnostics.expectChecked();
  for (const size of ['100%', '200%']) {
    await page.evaluate((size) => document.documentElement.style.setProperty('font-size', size), size);
    const sticking = await page.locator('.diagnostics-body').evaluate((body) => {
      if (body.scrollWidth <= body.clientWidth) return [];
      const edge = body.getBoundingClientRect().right;
      return [...body.querySelectorAll('*')].filter((each) => each.getBoundingClientRect().right > edge).map((each) => `${each.tagName} ${each.className}`);
    });
    expect.soft(sticking, size).toEqual([]);
    expect(await page.locator('.diagnostics-head').evaluate((element) => element.getBoundingClientRect().height), size).toBeLessThanOrEqual(64);
    await page.screenshot({ path: `test-results/screens/diagnostics-tiny-${size.replace('%', '')}.png` });
  }
});

test('cut off and back, as a page', async ({ desk, people, page, line, errors }) => {
  errors.allow(...NETWORK_ERRORS);
  const diagnostics = new Diagnostics(page);
  await desk.signIn(people.ana);
  line.delay(120);
  await page.goto('/diagnostics');
  await desk.expectState('live');
  await line.refuse();
  await expect(diagnostics.verdict).toContainText("the booking server doesn't answer", { timeout: 20_000 });
  await diagnostics.expectChecked();
  await look(page, 'diagnostics-cut-off');
  await page.getByTestId('chart').scrollIntoViewIfNeeded();
  await page.getByText('The same as a table').click();
  await look(page, 'diagnostics-chart');
});
