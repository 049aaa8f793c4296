/** Diagnostics as people see it: well, cut off, as a page; in both widths and both themes. */
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
