/** The detail of a booking in its states, as people see it: wide and narrow, light and dark. */
import { makeArrival } from './support/bookings.ts';
import { expect, test } from './support/fixtures.ts';
import { look } from './support/look.ts';

test('a booking beside the list', async ({ desk, people, api, page }) => {
  const booking = await makeArrival(api, { guest: 'Maximiliane Freifrau von Hohenlohe-Waldenburg', note: 'Arrives by the night train; needs a quiet room and a cot' });
  await desk.signIn(people.ana, `/bookings/${booking.id}?range=today`);
  await expect(page.getByTestId('history').getByRole('listitem')).toHaveCount(1);
  await page.setViewportSize({ width: 1280, height: 1080 });
  await page.screenshot({ path: 'test-results/screens/detail-1080.png' });
  await look(page, 'detail');
});

test('a booking alone, a menu, a dialog, a note that changed underneath', async ({ desk, people, api, page }) => {
  const booking = await makeArrival(api, { guest: 'Lena Quist', note: 'Cot' });
  await desk.signIn(people.ana, '/bookings?range=today&q=quist');
  const openMenu = async (): Promise<void> => {
    await page.keyboard.press('Escape');
    await desk.row(booking.id).locator('[aria-haspopup="menu"]').click();
    await expect(page.getByRole('menu')).toBeVisible();
  };
  await openMenu();
  await look(page, 'row-menu', { again: openMenu });
  await page.keyboard.press('Escape');
  await desk.guest('Lena Quist').getByRole('link', { name: 'Lena Quist' }).click();
  await page.getByRole('textbox', { name: 'Note' }).fill('Cot, and a late check-out');
  await api.change({ id: booking.id, by: 'Rui', set: { note: 'Cot, allergic to nuts', party: 3 } });
  await expect(page.getByTestId('note-theirs')).toContainText('Cot, allergic to nuts');
  await look(page, 'detail-note-clash');
  await page.getByTestId('detail').getByRole('button', { name: 'Cancel booking' }).click();
  await expect(page.getByRole('dialog', { name: 'Cancel the booking of Lena Quist?' })).toBeVisible();
  await look(page, 'cancel-dialog');
});
