/** What bad input gets: a clear sentence, a record in the console, and nothing lost. */
import type { Page } from '@playwright/test';
import { DEMO_VENUE } from './support/api.ts';
import { makeArrival } from './support/bookings.ts';
import { expect, test } from './support/fixtures.ts';
import { Frames } from './support/frames.ts';

const UNREADABLE = /couldn't be read\. The list was refreshed to stay correct\./;

/** The console's warnings from now on. */
function warnings(page: Page): string[] {
  const seen: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'warning') seen.push(message.text());
  });
  return seen;
}

for (const { what, body, sentence } of [
  { what: 'that is no JSON', body: '{"api_url": ', sentence: "The setup file can't be read." },
  { what: 'that is a page', body: '<!doctype html><title>Sign in to the network</title>', sentence: "The setup file can't be read." },
  { what: 'with an unknown key', body: '{"sokket_url": "http://127.0.0.1"}', sentence: 'The setup file has a mistake: sokket_url.' },
  { what: 'with an address that cannot work', body: '{"socket_url": "ftp://127.0.0.1"}', sentence: 'The setup file has a mistake: socket_url.' },
]) {
  test(`a setup file ${what} is named, with what to do`, async ({ page, errors, desk }) => {
    errors.allow(/config\.json/); // the application's own record: here a person has to act
    await page.route('**/config.json', (route) => route.fulfill({ body }));
    await page.goto('/');
    await expect(page.getByRole('heading', { name: sentence })).toBeVisible();
    await expect(page.getByRole('code')).toContainText(/(config\.json|sokket_url|socket_url): ./);
    await expect(page.getByText(/Whoever looks after Deskbell can correct it in config\.json/)).toBeVisible();
    await expect(desk.form).toHaveCount(0);
  });
}

test('a page without a setup file uses its own origin', async ({ page, desk, people, api, errors }) => {
  errors.allow(/status of 404/);
  await page.route('**/config.json', (route) => route.fulfill({ status: 404 }));
  await desk.signIn(people.ana);
  await desk.expectEqual(api);
});

test('frames that are not the protocol are counted and survived', async ({ page, desk, people, api }) => {
  const frames = await Frames.of(page);
  const warned = warnings(page);
  await desk.signIn(people.ana);
  await desk.mark();
  const garbage = ['garbage', '', '9', '42', '42["', '42{"no":"array"}', '43[]', '4 2["booking:changed"]', '42["booking:changed"]'];
  for (const frame of garbage) frames.inject(frame);
  await desk.expectLive();
  await desk.expectEqual(api);
  const { id } = await makeArrival(api, { guest: 'After Garbage' });
  await expect(desk.row(id)).toBeVisible();
  expect(warned.length).toBeGreaterThan(0);
  expect(warned.join('\n')).not.toContain('garbage'); // what was sent is not repeated in the log
  await desk.expectNotReloaded();
});

test('an attachment that never comes costs the connection and nothing else', async ({ page, desk, people, api }) => {
  const frames = await Frames.of(page);
  await desk.signIn(people.ana);
  await desk.mark();
  frames.inject('451-["attachment",{"_placeholder":true,"num":0}]');
  const { id } = await makeArrival(api, { guest: 'Instead of Bytes' });
  await expect(desk.row(id)).toBeVisible();
  await desk.expectLive();
  await desk.expectEqual(api);
  expect(frames.opened).toBe(2);
  await desk.expectNotReloaded();
});

test('bytes that nobody announced are survived', async ({ page, desk, people, api }) => {
  const frames = await Frames.of(page);
  await desk.signIn(people.ana);
  frames.inject(Buffer.from([0, 255, 1, 254]));
  frames.inject(Buffer.alloc(100_000, 7));
  await desk.expectLive();
  await desk.expectEqual(api);
});

test('a change that cannot be read is said, counted, and fetched in another way', async ({ page, desk, people, api }) => {
  const frames = await Frames.of(page);
  const warned = warnings(page);
  const booking = await makeArrival(api, { guest: 'Luna Moon' });
  await desk.signIn(people.ana);
  frames.rewrite = (frame) => frame.replace('"status":"checked_in"', '"status":"on_the_moon"');
  await api.command(booking, { type: 'check_in' });
  await expect(page.getByText(UNREADABLE)).toBeVisible();
  frames.rewrite = (frame) => frame;
  await desk.expectEqual(api);
  await expect(desk.row(booking.id)).toHaveAttribute('data-status', 'checked_in');
  await desk.expectLive();
  expect(warned.join('\n')).toMatch(/could not be read/);
  expect(warned.join('\n')).not.toContain('Luna');
  const note = page.getByRole('status').filter({ hasText: UNREADABLE });
  await note.getByRole('link', { name: 'Details' }).click();
  await expect(page).toHaveURL(/panel=diagnostics/);
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await note.getByRole('button', { name: 'Dismiss' }).press('Enter');
  await expect(note).toHaveCount(0);
  await expect(page.locator('main')).toBeFocused();
  // The rows came up under the pointer, and the next note would wait for it.
  await page.getByTestId('search').hover();
  frames.rewrite = (frame) => frame.replace('"status":"checked_out"', '"status":"on_the_moon"');
  await api.command((await api.booking(booking.id)).booking, { type: 'check_out' });
  await expect(note).toContainText('One update');
});

test('that a change cannot be read moves no row under the pointer: it is said when that is elsewhere', async ({ page, desk, people, api }) => {
  const frames = await Frames.of(page);
  const warned = warnings(page);
  const booking = await makeArrival(api, { guest: 'Luna Moon' });
  await desk.signIn(people.ana);
  await desk.expectLive();
  const first = page.locator('.booking').first();
  await first.hover();
  const { y } = (await first.boundingBox())!;
  frames.rewrite = (frame) => frame.replace('"status":"checked_in"', '"status":"on_the_moon"');
  await api.command(booking, { type: 'check_in' });
  await expect.poll(() => warned.join('\n')).toMatch(/could not be read/);
  frames.rewrite = (frame) => frame;
  await desk.expectEqual(api);
  expect((await first.boundingBox())!.y).toBe(y);
  await page.getByTestId('search').hover();
  await expect(page.getByText(UNREADABLE)).toBeVisible();
});

test('a booking that cannot be read is set aside and shown as such, and all others are right', async ({ page, desk, people, api }) => {
  const frames = await Frames.of(page);
  const [odd, fine] = [await makeArrival(api, { guest: 'Luna Moon' }), await makeArrival(api, { guest: 'Terra Firma' })];
  const spoil = (text: string): string => text.replace(/("note":"on the moon".*?"status":)"confirmed"/, '$1"on_the_moon"');
  frames.rewrite = spoil;
  await page.route('**/api/bookings?*', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: spoil(await response.text()) });
  });
  await desk.signIn(people.ana);
  await api.change({ id: odd.id, set: { note: 'on the moon' } });
  await expect(desk.row(odd.id)).toHaveAttribute('data-set-aside', 'true');
  await expect(desk.row(odd.id)).toContainText("A newer state of this booking couldn't be read.");
  await expect(page.getByText(UNREADABLE)).toBeVisible();
  await api.command(fine, { type: 'check_in' });
  await expect(desk.row(fine.id)).toHaveAttribute('data-status', 'checked_in');
  await desk.expectLive();
  // Once it can be read again it is as all others.
  await api.change({ id: odd.id, set: { note: 'back on earth' } });
  await expect(desk.row(odd.id)).toContainText('back on earth');
  await desk.expectEqual(api);
});

test('a page of bookings that is not one is said and tried again', async ({ page, desk, people, api }) => {
  await page.route('**/api/bookings?*', (route) => route.fulfill({ contentType: 'application/json', body: '{"bookings": "none"}' }), { times: 1 });
  await desk.signIn(people.ana);
  await desk.expectEqual(api);
});

test('an answer to the sign-in that is not one is said', async ({ page, desk, people }) => {
  await page.route('**/api/session', (route) => route.fulfill({ contentType: 'application/json', body: '{"welcome": true}' }), { times: 1 });
  await page.goto('/');
  await desk.enter(people.ana);
  await expect(desk.form.getByText("The booking server's answer could not be understood. Try again later.")).toBeVisible();
  await desk.enter(people.ana);
  await desk.expectLive();
});

test('a change of another venue, or of another time, moves nothing', async ({ page, desk, people, api }) => {
  const frames = await Frames.of(page);
  const booking = await makeArrival(api, { guest: 'Steady Eddy' });
  await desk.signIn(people.ana);
  const { epoch, revision } = await api.state();
  const change = (more: object): string =>
    `42${JSON.stringify(['booking:changed', { venue: DEMO_VENUE, epoch, revision, op: 'upsert', booking: { ...booking, status: 'cancelled' }, ...more }])}`;
  frames.inject(change({ venue: 'elsewhere', revision: revision + 1 }));
  frames.inject(change({ revision: revision - 1 }));
  frames.inject(change({ epoch: 'another', revision: revision + 1 }));
  frames.inject(change({ revision: revision + 1_000 }));
  await desk.expectLive();
  await desk.expectEqual(api);
  await expect(desk.row(booking.id)).toHaveAttribute('data-status', 'confirmed');
});
