/** States of the diagnostics that no other spec looks at. */
import { Diagnostics } from './support/diagnostics.ts';
import { expect, test } from './support/fixtures.ts';
import { look } from './support/look.ts';

test('nothing measured yet, for who is not signed in', async ({ page }) => {
  const diagnostics = new Diagnostics(page);
  await page.goto('/diagnostics');
  await diagnostics.expectChecked();
  await expect(diagnostics.verdict).toHaveText('The booking server answers, but nobody is signed in here.');
  await look(page, 'diagnostics-no-data');
});

test('exported, and an export that the browser refuses', async ({ desk, people, page }) => {
  const diagnostics = new Diagnostics(page);
  await desk.signIn(people.ana);
  await diagnostics.open();
  await diagnostics.expectChecked();
  const { name } = await diagnostics.export();
  await expect(diagnostics.panel.getByText(`Saved: ${name}`).filter({ visible: true }).first()).toBeVisible();
  await look(page, 'diagnostics-exported');
  await page.evaluate(() => {
    URL.createObjectURL = () => {
      throw new Error('forbidden');
    };
  });
  await page.getByRole('button', { name: 'Export JSON' }).click();
  await expect(diagnostics.panel.getByText("The file couldn't be saved. Use Copy summary instead.").filter({ visible: true }).first()).toBeVisible();
  await look(page, 'diagnostics-export-failed');
});
