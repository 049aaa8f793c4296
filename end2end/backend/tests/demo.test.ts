/** The demo venue: the same from the same seed, alive for days, never empty, never growing. */
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { post, serve, state, type Json } from './helpers.ts';

const DAY_MS = 86_400_000;

test('a reset with the same seed gives the same venue under a new epoch', async () => {
  const server = await serve();
  const first = await state(server.url);
  await post(server.url, '/test/change', { set: { note: 'gone' } });
  const reset = await post(server.url, '/test/reset');
  const second = await state(server.url);
  assert.deepEqual(second.bookings.map((each: Json) => [each.id, each.guest, each.starts_at]), first.bookings.map((each: Json) => [each.id, each.guest, each.starts_at]));
  assert.notEqual(second.epoch, first.epoch);
  assert.deepEqual([reset.body.epoch, reset.body.revision], [second.epoch, second.revision]);
  await post(server.url, '/test/reset', { seed: 99 });
  assert.notDeepEqual((await state(server.url)).bookings[0], second.bookings[0]);
  await server.stop();
});

test('four days of activity: arrivals, guests and departures every day, bounded numbers', async () => {
  mock.timers.enable({ apis: ['Date'], now: Date.parse('2026-05-10T06:00:00Z') });
  const server = await serve({ DEMO_ACTIVITY: '1' });
  try {
    const sizes: number[] = [];
    for (let day = 0; day < 4; day += 1) {
      for (let hour = 0; hour < 24; hour += 4) {
        assert.equal((await post(server.url, '/test/activity', { steps: 40 })).body.made, 40);
        const { bookings, business_date } = await state(server.url);
        const today = bookings.filter((each: Json) => each.starts_at.slice(0, 10) === business_date);
        const arriving = today.filter((each: Json) => ['pending', 'confirmed'].includes(each.status));
        const inHouse = bookings.filter((each: Json) => each.status === 'checked_in');
        assert.ok(arriving.length >= 8, `day ${day}: ${arriving.length} to arrive`);
        assert.ok(inHouse.length >= 30, `day ${day}: ${inHouse.length} in house`);
        const overdue = bookings.filter((each: Json) => ['pending', 'confirmed'].includes(each.status) && each.starts_at.slice(0, 10) < business_date);
        assert.ok(overdue.length <= 15, `day ${day}: ${overdue.length} overdue`);
        mock.timers.tick(DAY_MS / 6);
        for (const venue of await server.app.venues.turnDays()) await server.activity.onDay(venue);
      }
      sizes.push((await state(server.url)).bookings.filter((each: Json) => each.status !== 'checked_out').length);
    }
    assert.ok(Math.max(...sizes) < 1500, `grows: ${sizes.join(', ')}`);
    assert.ok(Math.min(...sizes) > 300, `shrinks: ${sizes.join(', ')}`);
    const { bookings } = await state(server.url);
    const open = bookings.filter((each: Json) => each.resource && ['pending', 'confirmed', 'checked_in'].includes(each.status));
    const byRoom = new Map<string, Json[]>();
    for (const each of open) byRoom.set(each.resource.id, [...(byRoom.get(each.resource.id) ?? []), each]);
    for (const stays of byRoom.values()) {
      stays.sort((a, b) => (a.starts_at < b.starts_at ? -1 : 1));
      for (const [index, stay] of stays.entries()) assert.ok(!stays[index + 1] || stay.ends_at <= stays[index + 1].starts_at || stay.status === 'checked_in');
    }
  } finally {
    mock.timers.reset();
    await server.stop();
  }
});
