/** Joining a feed, what was missed, what is published, and what it proves. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { VENUE, ask, call, commandFor, connect, get, nextEvent, post, serve, signIn, state, until, type Json } from './helpers.ts';

let server: Awaited<ReturnType<typeof serve>>;
let token: string;
const url = () => server.url;

before(async () => {
  server = await serve();
  token = (await signIn(url())).token;
});
after(() => server.stop());

const change = async (body: Json = {}) => (await post(url(), '/test/change', body)).body.changes[0];

test('monitor without since, with a foreign epoch, or ahead of the head means reload', async () => {
  const socket = await connect(url(), token);
  const { epoch, revision } = await state(url());
  for (const since of [undefined, null, { epoch: 'another', revision }, { epoch, revision: revision + 1 }, { epoch, revision: 0 }]) {
    const answer = await ask(socket, 'bookings:monitor', { venue: VENUE, since });
    assert.deepEqual(answer, { ok: true, epoch, revision, spread_ms: 1000, reload: true });
  }
  socket.close();
});

test('monitor with since answers the last change of each booking in the order of revisions', async () => {
  const { epoch, revision } = await state(url());
  const first = await change({ set: { note: 'one' } });
  const second = await change({ set: { note: 'two' } });
  await change({ id: first.booking.id, set: { note: 'three' } });
  await change({ id: second.booking.id, remove: true });
  const socket = await connect(url(), token);
  const answer = await ask(socket, 'bookings:monitor', { venue: VENUE, since: { epoch, revision } });
  assert.equal(answer.revision, revision + 4);
  assert.deepEqual(answer.changes.map((each: Json) => [each.venue, each.epoch, each.revision, each.op, each.booking?.id ?? each.id]), [
    [VENUE, epoch, revision + 3, 'upsert', first.booking.id],
    [VENUE, epoch, revision + 4, 'remove', second.booking.id],
  ]);
  assert.equal(answer.changes[0].booking.note, 'three');
  const rest = await get(url(), `/api/changes?venue=${VENUE}&epoch=${epoch}&since=${revision}`, token);
  assert.deepEqual(rest.body.changes, answer.changes);
  assert.deepEqual(rest.body.heads[VENUE], { epoch, revision: revision + 4 });
  const upToDate = await ask(socket, 'bookings:monitor', { venue: VENUE, since: { epoch, revision: revision + 4 } });
  assert.deepEqual(upToDate.changes, []);
  socket.close();
});

test('a delta of more than 200 bookings or 64 KiB is a reload on the socket', async () => {
  const { epoch, revision } = await state(url());
  const lines = Array.from({ length: 201 }, () => '{}').join('\n');
  assert.equal((await call(url(), 'POST', '/test/changes', lines)).body.applied, 201);
  const socket = await connect(url(), token);
  const many = await ask(socket, 'bookings:monitor', { venue: VENUE, since: { epoch, revision } });
  assert.equal(many.reload, true);
  const fewer = await ask(socket, 'bookings:monitor', { venue: VENUE, since: { epoch, revision: revision + 101 } });
  assert.equal(fewer.changes.length, 100);
  const head = await state(url());
  await call(url(), 'POST', '/test/changes', Array.from({ length: 40 }, () => JSON.stringify({ set: { note: 'x'.repeat(2000) } })).join('\n'));
  const large = await ask(socket, 'bookings:monitor', { venue: VENUE, since: { epoch, revision: head.revision } });
  assert.equal(large.reload, true);
  socket.close();
});

test('whoever joins while changes rush by misses none: answer and events are contiguous', async () => {
  const { epoch, revision } = await state(url());
  const socket = await connect(url(), token);
  const seen: number[] = [];
  socket.on('booking:changed', (event) => seen.push(event.revision));
  const last = revision + 150;
  const rush = call(url(), 'POST', '/test/changes', Array.from({ length: 150 }, () => '{}').join('\n'));
  await until('the rush began', async () => (await ask(socket, 'time:probe')).heads[VENUE].revision > revision + 5);
  const answer = await ask(socket, 'bookings:monitor', { venue: VENUE, since: { epoch, revision } });
  assert.ok(answer.revision < last, 'joined too late to prove anything');
  await rush;
  await until('the last event came', () => seen.includes(last));
  const above = seen.filter((each) => each > answer.revision);
  assert.deepEqual(above, Array.from({ length: last - answer.revision }, (_, index) => answer.revision + 1 + index));
  socket.close();
});

test('revisions have no holes under concurrent commands', async () => {
  const { revision, bookings } = await state(url());
  const socket = await connect(url(), token);
  await ask(socket, 'bookings:monitor', { venue: VENUE });
  const seen: Json[] = [];
  socket.on('booking:changed', (event) => seen.push(event));
  const some = bookings.filter((each: Json) => each.status === 'confirmed').slice(0, 30);
  const commands: Json[] = some.map((each: Json) => commandFor(each, { type: 'set_note', note: `note of ${each.id}` }));
  const answers = await Promise.all(commands.map((command, index) =>
    index % 2 === 0 ? ask(socket, 'booking:command', command) : post(url(), '/api/commands', command, token).then((answer) => answer.body)));
  assert.ok(answers.every((answer) => answer.ok), JSON.stringify(answers.find((answer) => !answer.ok)));
  await until('30 events', () => seen.length === 30);
  assert.deepEqual(seen.map((event) => event.revision), Array.from({ length: 30 }, (_, index) => revision + 1 + index));
  assert.deepEqual(new Set(seen.map((event) => event.cause)), new Set(commands.map((command) => command.id)));
  socket.close();
});

test('a swallowed emit shows in the head of the next probe', async () => {
  const socket = await connect(url(), token);
  const joined = await ask(socket, 'bookings:monitor', { venue: VENUE });
  const seen: Json[] = [];
  socket.on('booking:changed', (event) => seen.push(event));
  await post(url(), '/test/swallow', { times: 1 });
  await change();
  const probe = await ask(socket, 'time:probe');
  assert.deepEqual(probe.heads[VENUE], { epoch: joined.epoch, revision: joined.revision + 1 });
  assert.ok(Math.abs(Date.parse(probe.server_time) - Date.now()) < 5000);
  const next = nextEvent(socket, 'booking:changed');
  await change();
  assert.equal((await next).revision, joined.revision + 2);
  assert.equal(seen.length, 1);
  socket.close();
});

test('after unmonitor nothing more comes; a closed feed says so', async () => {
  const socket = await connect(url(), token);
  await ask(socket, 'bookings:monitor', { venue: VENUE });
  const closed = nextEvent(socket, 'feed:closed');
  await post(url(), '/test/close-feed', { code: 'forbidden' });
  assert.deepEqual(await closed, { venue: VENUE, code: 'forbidden' });
  await ask(socket, 'bookings:monitor', { venue: VENUE });
  assert.deepEqual(await ask(socket, 'bookings:unmonitor', { venue: VENUE }), { ok: true });
  let came = 0;
  socket.on('booking:changed', () => { came += 1; });
  await change();
  await ask(socket, 'time:probe');
  assert.equal(came, 0);
  socket.close();
});

test('bytes on order reach everybody, whatever they follow', async () => {
  const sockets = await Promise.all([connect(url(), token), connect(url(), token)]);
  const heard = sockets.map((socket) => nextEvent(socket, 'test:bytes'));
  assert.deepEqual((await post(url(), '/test/bytes', { bytes: 3 })).body, { ok: true });
  for (const event of await Promise.all(heard)) assert.deepEqual(event, { count: 3, attached: Buffer.from([0xa5, 0xa5, 0xa5]) });
  assert.equal((await post(url(), '/test/bytes', { bytes: -1 })).body.error.code, 'bad_request');
  for (const socket of sockets) socket.close();
});

test('paused: nothing is answered or emitted; resumed: everything, in order', async () => {
  const socket = await connect(url(), token);
  const { revision } = await ask(socket, 'bookings:monitor', { venue: VENUE });
  const seen: number[] = [];
  socket.on('booking:changed', (event) => seen.push(event.revision));
  await post(url(), '/test/pause');
  await change();
  await change();
  let answered = false;
  const probe = ask(socket, 'time:probe').then(() => { answered = true; });
  const health = get(url(), '/api/health').then(() => { answered = true; });
  await assert.rejects(socket.timeout(200).emitWithAck('time:probe', {}));
  assert.equal(answered, false);
  assert.deepEqual(seen, []);
  await post(url(), '/test/resume');
  await Promise.all([probe, health]);
  await until('both events', () => seen.length === 2);
  assert.deepEqual(seen, [revision + 1, revision + 2]);
  socket.close();
});

test('the day turns with an event and in the session answer', async () => {
  const socket = await connect(url(), token);
  const { business_date } = await state(url());
  const turned = nextEvent(socket, 'venue:day');
  await post(url(), '/test/business-date', { date: '2031-02-03' });
  assert.deepEqual(await turned, { venue: VENUE, business_date: '2031-02-03' });
  assert.equal((await signIn(url())).body.venues[0].business_date, '2031-02-03');
  await post(url(), '/test/business-date', { date: business_date });
  socket.close();
});

test('pages together hold the window once, the business date first, and all that is open', async () => {
  const all = await state(url());
  const pages: Json[] = [];
  let next: string | undefined;
  do {
    const answer = await get(url(), `/api/bookings?venue=${VENUE}&limit=100${next === undefined ? '' : `&after=${next}`}`, token);
    assert.equal(answer.status, 200);
    pages.push(answer.body);
    next = answer.body.next;
  } while (next !== undefined);
  const ids = pages.flatMap((page) => page.bookings.map((each: Json) => each.id));
  assert.equal(new Set(ids).size, ids.length);
  const open = all.bookings.filter((each: Json) => ['pending', 'confirmed', 'checked_in'].includes(each.status));
  assert.ok(open.every((each: Json) => ids.includes(each.id)));
  const today = pages[0].bookings[0];
  assert.ok(today.starts_at.slice(0, 10) <= all.business_date && today.ends_at.slice(0, 10) >= all.business_date);
  assert.equal(pages[0].revision, all.revision);
  const later = await get(url(), `/api/bookings?venue=${VENUE}&from=2020-01-01&to=2020-01-02`, token);
  assert.deepEqual(later.body.bookings, []);
});

test('search folds accents and case, and pages by cursor', async () => {
  for (const name of ['Zoë Ångström', 'ZOE Angstrom', 'Zoé Angström-Straßßner']) await change({ set: { guest: { name } } });
  const found = await get(url(), `/api/bookings/search?venue=${VENUE}&q=${encodeURIComponent('angström ZÖE')}&limit=2`, token);
  assert.equal(found.body.bookings.length, 2);
  const rest = await get(url(), `/api/bookings/search?venue=${VENUE}&q=${encodeURIComponent('angström ZÖE')}&limit=2&cursor=${found.body.next}`, token);
  assert.equal(rest.body.bookings.length, 1);
  assert.equal(rest.body.next, undefined);
  assert.equal((await get(url(), `/api/bookings/search?venue=${VENUE}&q=strassssner`, token)).body.bookings.length, 1);
  assert.equal((await get(url(), `/api/bookings/search?venue=${VENUE}&q=%25`, token)).body.bookings.length, 0);
});
