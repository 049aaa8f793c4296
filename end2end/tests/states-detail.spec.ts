/** States of a booking's detail, and questions, that no other spec looks at; in the long form alone. */
import { randomUUID } from 'node:crypto';
import { makeArrival } from './support/bookings.ts';
import { expect, test } from './support/fixtures.ts';
import { Diagnostics } from './support/diagnostics.ts';
import { look } from './support/look.ts';
import { NETWORK_ERRORS } from './support/page-errors.ts';
import { IS_WHOLE } from './support/states.ts';

if (IS_WHOLE) {
  test.beforeEach(({ errors }) => {
    test.setTimeout(240_000);
    errors.allow(...NETWORK_ERRORS, /status of (400|403|404|409|500)/);
  });

  test('changed underneath, then removed', async ({ desk, people, api, page }) => {
    const { id } = await makeArrival(api, { guest: 'Gina Gone' });
    await desk.signIn(people.ana, `/bookings/${id}?range=today&q=gina`);
    await expect(page.getByTestId('history').getByRole('listitem')).toHaveCount(1);
    await api.change({ id, by: 'Rui', set: { party: 4 } });
    await expect(page.locator('.detail-news')).toBeVisible();
    await look(page, 'detail-changed');
    await api.change({ id, by: 'Rui', remove: true });
    await expect(page.getByTestId('detail-body')).toHaveAttribute('data-state', 'gone');
    await look(page, 'detail-gone');
  });

  test('a link to nowhere, one that is forbidden, a server that fails, an answer on its way', async ({ desk, people, page }) => {
    await desk.signIn(people.ana, `/bookings/${randomUUID()}?range=today&q=60`);
    await expect(page.getByTestId('detail-body')).toHaveAttribute('data-state', 'missing');
    await look(page, 'detail-missing');
    for (const [status, code, state] of [[403, 'forbidden', 'forbidden'], [500, 'internal', 'fault']] as const) {
      await page.route('**/api/bookings/elsewhere-*', (route) => route.fulfill({ status, json: { error: { code, message: '' } } }));
      await page.goto(`/bookings/elsewhere-${code}?range=today&q=60`);
      await expect(page.getByTestId('detail-body')).toHaveAttribute('data-state', state);
      await look(page, `detail-${state}`);
    }
    await page.route('**/api/bookings/elsewhere-*', (route) => new Promise<void>((resolve) => page.once('close', () => resolve(route.abort()))));
    await page.goto('/bookings/elsewhere-late?range=today&q=60');
    await expect(page.getByTestId('detail-body')).toHaveAttribute('data-state', 'loading');
    await look(page, 'detail-loading');
  });

  test('without a connection: a note that waits, and a booking that is not on this device', async ({ desk, people, api, line, page }) => {
    const { id } = await makeArrival(api, { guest: 'Otto Offline' });
    await desk.signIn(people.ana, `/bookings/${id}?range=today&q=otto`);
    await line.refuse();
    await desk.expectState('reconnecting');
    await page.getByRole('textbox', { name: 'Note' }).fill('Cot');
    await page.getByTestId('detail').getByRole('button', { name: 'Save' }).click();
    await expect(page.getByTestId('detail').getByTestId('row-result')).toHaveAttribute('data-state', 'queued');
    await look(page, 'detail-queued');
    await page.evaluate(() => history.pushState(null, '', '/bookings/elsewhere?range=today&q=otto'));
    await page.evaluate(() => dispatchEvent(new PopStateEvent('popstate')));
    await expect(page.getByTestId('detail-body')).toHaveAttribute('data-state', 'not-on-device');
    await look(page, 'detail-not-on-device');
  });

  test('who may not act', async ({ desk, people, api, page }) => {
    const { id } = await makeArrival(api, { guest: 'Rosa Role', note: 'Late' });
    await desk.signIn(people.eva, `/bookings/${id}?range=today&q=rosa`);
    await expect(page.getByRole('textbox', { name: 'Note' })).toHaveAttribute('readonly');
    await look(page, 'detail-viewer');
  });

  test('a room that is taken meanwhile', async ({ desk, people, line, api, page }) => {
    const { starts_at, ends_at } = await makeArrival(api, { guest: 'Rumi Nakada', room: false });
    await desk.signIn(people.ana, '/bookings?range=today&q=rumi');
    await desk.guest('Rumi Nakada').locator('[data-action="check_in"]').click();
    const rooms = page.getByTestId('room-dialog');
    const resource_id = await rooms.getByLabel('Room').inputValue();
    line.stall();
    await api.change({ set: { guest: { name: 'Lee Quick' }, status: 'confirmed', starts_at, ends_at, resource_id } });
    await rooms.getByRole('button', { name: 'Check in' }).click();
    await line.heal();
    await expect(page.getByTestId('overlap-dialog')).toBeVisible();
    await look(page, 'overlap');
  });

  test('checks that run', async ({ desk, people, page, line }) => {
    const diagnostics = new Diagnostics(page);
    await desk.signIn(people.ana, '/bookings?range=today&q=60');
    await diagnostics.open();
    await diagnostics.expectChecked();
    line.stall();
    await page.getByRole('button', { name: 'Run checks' }).click();
    await expect(page.locator('[data-outcome="running"]').first()).toBeVisible();
    await page.screenshot({ path: 'test-results/screens/diagnostics-running.png' });
    await diagnostics.expectChecked();
    await expect(page.locator('[data-outcome="failed"]').first()).toBeVisible();
    await look(page, 'diagnostics-failed');
  });
}
