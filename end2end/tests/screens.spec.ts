/** Every view holds in every setting, in English and in German; reached without a word of either. */
import { makeArrival } from './support/bookings.ts';
import { listOf } from './support/day-list.ts';
import { Diagnostics } from './support/diagnostics.ts';
import { expect, test } from './support/fixtures.ts';
import { OutboxView } from './support/outbox.ts';
import { NETWORK_ERRORS } from './support/page-errors.ts';
import { hold } from './support/screens.ts';

const LONG_NAME = 'Maximiliane Freifrau von Hohenlohe-Waldenburg';
const LONG_NOTE = 'Arrives by train 60 at night; needs a quiet room and a cot';
/** A list of some rows of every kind. */
const SHORT = '/bookings?range=today&q=60';
const CHECK_IN = '.cell-action [data-action="check_in"]';

for (const [locale, language] of [['en-GB', 'en'], ['de-DE', 'de']] as const) {
  test.describe(locale, () => {
    test.use({ locale });
    test.beforeEach(({ errors }) => errors.allow(...NETWORK_ERRORS, /status of (401|409)/));

    test('signing in, and an address that leads nowhere', async ({ desk, people, page }) => {
      await page.goto('/nowhere');
      await expect(page.getByTestId('not-found')).toBeVisible();
      await hold(page, 'not-found', language);
      await page.goto('/');
      await expect(desk.form).toBeVisible();
      await expect(page.getByTestId('demo-accounts')).toBeVisible();
      await desk.enter({ ...people.ana, password: 'no idea' });
      await expect(page.getByTestId('sign-in-error')).toBeVisible();
      await hold(page, 'sign-in', language);
    });

    test('the list, no match, an empty day', async ({ desk, people, api, page }) => {
      await makeArrival(api, { guest: LONG_NAME, note: LONG_NOTE });
      await makeArrival(api, { guest: 'Roomless Rita', room: false, note: '60 bags' });
      await desk.signIn(people.ana, SHORT);
      await hold(page, 'list', language);
      await page.getByRole('searchbox').fill('nobody is called this');
      await expect(page.getByTestId('list-no-match')).toBeVisible();
      await hold(page, 'no-match', language);
      await page.getByRole('searchbox').fill('');
      await expect(desk.rows.first()).toBeVisible();
      await api.postLines('/test/changes', listOf(await api.state()).map(({ id }) => JSON.stringify({ id, remove: true })));
      await expect(page.getByTestId('list-empty')).toBeVisible();
      await hold(page, 'empty', language);
    });

    test('a booking, and the question before it is cancelled', async ({ desk, people, api, page }) => {
      const { id } = await makeArrival(api, { guest: LONG_NAME, note: LONG_NOTE });
      await desk.signIn(people.ana, `/bookings/${id}?range=today&q=60`);
      await expect(page.getByTestId('history').getByRole('listitem')).toHaveCount(1);
      await hold(page, 'detail', language);
      await page.getByTestId('detail').locator('[data-action="cancel"]').click();
      await expect(page.getByTestId('cancel-dialog')).toBeVisible();
      await hold(page, 'cancel', language);
    });

    test('diagnostics', async ({ desk, people, page }) => {
      await desk.signIn(people.ana);
      await page.goto('/diagnostics');
      await desk.expectState('live');
      await new Diagnostics(page).expectChecked();
      await hold(page, 'diagnostics', language);
    });

    test('cut off, what waits, and signing out with it', async ({ desk, people, line, api, page }) => {
      for (const guest of [LONG_NAME, 'Wilma Waiting']) await makeArrival(api, { guest, note: LONG_NOTE });
      const outbox = new OutboxView(page);
      await desk.signIn(people.ana, SHORT);
      await line.refuse();
      await expect(desk.banner).toHaveAttribute('data-kind', 'reconnecting');
      for (const guest of [LONG_NAME, 'Wilma Waiting']) {
        await desk.guest(guest).locator(CHECK_IN).click();
        await expect(desk.guest(guest).getByTestId('row-result')).toHaveAttribute('data-state', 'queued');
      }
      await hold(page, 'cut-off', language);
      await outbox.open();
      await expect(outbox.items).toHaveCount(2);
      await hold(page, 'outbox-waiting', language);
      await outbox.signOut();
      await expect(outbox.signOutDialog).toBeVisible();
      await hold(page, 'sign-out', language);
    });

    test('what was refused', async ({ desk, people, line, api, page }) => {
      const late = await makeArrival(api, { guest: LONG_NAME });
      const outbox = new OutboxView(page);
      await desk.signIn(people.ana, '/bookings?range=today&q=maximiliane');
      await line.refuse();
      await desk.expectState('reconnecting');
      await desk.row(late.id).locator(CHECK_IN).click();
      await expect(desk.row(late.id).getByTestId('row-result')).toHaveAttribute('data-state', 'queued');
      await api.command(late, { type: 'mark_no_show' });
      await line.heal();
      await desk.expectLive();
      await expect(desk.row(late.id).getByTestId('row-result')).toHaveAttribute('data-state', 'refused');
      await outbox.open();
      await expect(outbox.items).toHaveCount(1);
      await hold(page, 'outbox-refused', language);
    });
  });
}
