/** A server that takes no more than so many changes a second: it is said, nothing is lost, and nothing is done twice. */
import { makeArrival } from './support/bookings.ts';
import { expect, test } from './support/fixtures.ts';
import { look } from './support/look.ts';
import { OutboxView, timesDone } from './support/outbox.ts';
import { NETWORK_ERRORS } from './support/page-errors.ts';

test.use({ serverOptions: { env: { COMMANDS_PER_S: '1' } } });

const GUESTS = ['One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight'].map((number) => `Many ${number}`);

test('too many changes at once wait their turn', async ({ desk, people, line, api, page, errors }) => {
  test.setTimeout(180_000);
  errors.allow(...NETWORK_ERRORS, /status of 429/);
  const made = [];
  for (const guest of GUESTS) made.push(await makeArrival(api, { guest, status: 'pending', room: false }));
  const outbox = new OutboxView(page);
  await desk.signIn(people.ana, '/bookings?range=today&q=many');
  await line.refuse();
  await desk.expectState('reconnecting');
  for (const { id } of made) {
    await desk.row(id).getByRole('button', { name: /^Confirm/ }).click();
    await expect(desk.row(id)).toHaveAttribute('data-status', 'confirmed');
  }
  await expect(outbox.chip).toHaveText(/8 waiting/);
  await line.heal();
  const told = outbox.toast.filter({ hasText: /Too many changes at once\. The rest goes out in \d+ seconds?; nothing is lost\./ });
  await expect(told).toBeVisible({ timeout: 30_000 });
  await look(page, 'outbox-too-many');
  await expect(outbox.chip).toHaveCount(0, { timeout: 60_000 });
  for (const { id } of made) expect(await timesDone(api, id, 'confirm')).toBe(1);
});
