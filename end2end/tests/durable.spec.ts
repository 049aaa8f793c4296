/** What a person does without a connection is on the device before the page says so, and is applied once. */
import type { Page } from '@playwright/test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Api, Booking } from './support/api.ts';
import { makeArrival } from './support/bookings.ts';
import { Desk } from './support/desk.ts';
import { expect, test } from './support/fixtures.ts';
import { healServer, silenceServer } from './support/offline.ts';
import { OwnChromium, makeProfile } from './support/own-chromium.ts';
import { NETWORK_ERRORS } from './support/page-errors.ts';

const SAVED = 'Saved on this device, waiting to send.';
/** From the issue: so long after the page said "saved" the browser is killed. */
const KILLED_AFTER_MS = 50;
/** A tab looks for others that are gone every five seconds. */
const ADOPTED_MS_MAX = 20_000;
/** The longest wait between two tries, and a machine that is busy. */
const BACK_MS_MAX = 25_000;

test.beforeEach(({ errors }) => errors.allow(...NETWORK_ERRORS));

/** How often the booking was checked in. */
async function checkIns(api: Api, { id }: Booking): Promise<number> {
  return (await api.booking(id)).history.filter(({ action }) => action === 'check_in').length;
}

async function checkIn(desk: Desk, guest: string): Promise<void> {
  await desk.guest(guest).getByRole('button', { name: /^Check in/ }).click();
}

/** Checked in at the server and on the page, once, and nothing waits any more. */
async function expectAppliedOnce(desk: Desk, api: Api, booking: Booking): Promise<void> {
  await desk.expectLive();
  await expect(desk.row(booking.id)).toHaveAttribute('data-status', 'checked_in');
  await expect(desk.row(booking.id)).not.toContainText(SAVED);
  await desk.expectEqual(api);
  expect(await checkIns(api, booking)).toBe(1);
}

test('an action while offline survives a reload, and is applied once', async ({ desk, people, line, api, page }) => {
  const booking = await makeArrival(api, { guest: 'Abel Strand' });
  await desk.signIn(people.ana);
  await silenceServer(page, line);
  await desk.expectState(/reconnecting|not-live/);
  await checkIn(desk, 'Abel Strand');
  await expect(desk.row(booking.id)).toContainText(SAVED);
  await page.reload();
  await expect(desk.row(booking.id)).toContainText(SAVED);
  expect(await checkIns(api, booking)).toBe(0);
  await healServer(page, line);
  await expectAppliedOnce(desk, api, booking);
});

test('an answer that is cut off is asked for again, and the action is applied once', async ({ desk, people, line, api }) => {
  const booking = await makeArrival(api, { guest: 'Greta Holm' });
  await desk.signIn(people.ana);
  line.mute();
  await checkIn(desk, 'Greta Holm');
  await expect.poll(() => checkIns(api, booking)).toBe(1);
  await expect(desk.row(booking.id)).toHaveAttribute('data-version', String(booking.version));
  line.cut({ reset: true });
  await line.heal();
  await expectAppliedOnce(desk, api, booking);
});

test('two tabs of a person send nothing twice, and a tab that is closed leaves its queue to the other', async ({ context, people, line, api }) => {
  const bookings = [];
  for (const guest of ['Una Tab', 'Duo Tab', 'Tria Tab']) bookings.push(await makeArrival(api, { guest }));
  const [first, second] = [new Desk(await context.newPage()), new Desk(await context.newPage())];
  await first.signIn(people.ana);
  await second.page.goto('/');
  await second.expectLive();
  for (const desk of [first, second]) await silenceServer(desk.page, line);
  for (const desk of [first, second]) await desk.expectState(/reconnecting|not-live/);
  for (const [desk, guest] of [[first, 'Una Tab'], [second, 'Duo Tab'], [first, 'Tria Tab']] as const) {
    await checkIn(desk, guest);
    await expect(desk.guest(guest)).toContainText(SAVED);
  }
  await first.page.close();
  // The other tab has them all before there is a connection, or takes them over when there is one.
  await expect(second.guest('Una Tab')).toContainText(SAVED, { timeout: ADOPTED_MS_MAX });
  await healServer(second.page, line);
  for (const booking of bookings) await expectAppliedOnce(second, api, booking);
});

test.describe('in a browser that ends', () => {
  interface Ending {
    name: string;
    end: (chromium: OwnChromium) => Promise<void>;
  }
  const endings: Ending[] = [
    { name: 'is closed', end: (chromium) => chromium.quit() },
    {
      name: `is killed ${KILLED_AFTER_MS} ms after the page said so`,
      end: async (chromium) => {
        await sleep(KILLED_AFTER_MS);
        await chromium.kill();
      },
    },
  ];
  for (const { name, end } of endings) {
    test(`an action while offline survives a browser that ${name}, and is applied once`, async ({ people, line, api, baseURL, errors }) => {
      const booking = await makeArrival(api, { guest: 'Abel Strand' });
      const profile = await makeProfile();
      const open = async (): Promise<{ chromium: OwnChromium; page: Page; desk: Desk }> => {
        const chromium = await OwnChromium.start(profile.folder);
        await errors.watch(chromium.context);
        const page = chromium.context.pages()[0]!;
        return { chromium, page, desk: new Desk(page) };
      };
      let { chromium, page, desk } = await open();
      try {
        await desk.signIn(people.ana, baseURL);
        await page.evaluate(async () => void (await navigator.serviceWorker.ready));
        await line.refuse();
        await desk.expectState(/reconnecting|not-live/);
        await checkIn(desk, 'Abel Strand');
        await expect(desk.row(booking.id)).toContainText(SAVED);
        await end(chromium);
        expect(await checkIns(api, booking)).toBe(0);

        ({ chromium, page, desk } = await open());
        await page.goto(baseURL!);
        await expect(desk.row(booking.id)).toContainText(SAVED);
        await line.heal();
        // A browser writes its cookies down now and then: one that was killed may have lost the session, not the action.
        await expect(desk.form.or(desk.page.locator('[data-testid="as-of"][data-state="proved"]'))).toBeVisible({ timeout: BACK_MS_MAX });
        if (await desk.form.isVisible()) await desk.enter(people.ana);
        await expectAppliedOnce(desk, api, booking);
      } finally {
        await chromium.quit();
        await profile.remove();
      }
    });
  }
});
