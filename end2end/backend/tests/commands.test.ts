/** Commands: rules, refusals, idempotence, roles, undo. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { Socket } from 'socket.io-client';
import { VENUE, ask, call, commandFor, connect, get, post, serve, signIn, state, type Json } from './helpers.ts';

let server: Awaited<ReturnType<typeof serve>>;
let socket: Socket;
let token: string;
const url = () => server.url;

before(async () => {
  server = await serve();
  token = (await signIn(url())).token;
  socket = await connect(url(), token);
});
after(async () => {
  socket.close();
  await server.stop();
});

/** A booking of the day that is this way, made for the test. */
async function booking(set: Json = {}): Promise<Json> {
  const { business_date } = await state(url());
  const made = await post(url(), '/test/change', { set: { status: 'confirmed', starts_at: `${business_date}T15:00:00Z`, ends_at: `${business_date}T23:00:00Z`, ...set } });
  return made.body.changes[0].booking;
}

/** A room that nobody holds while the booking lasts. */
async function freeRoom({ starts_at, ends_at }: Json): Promise<string> {
  const { bookings } = await state(url());
  const taken = bookings.filter((each: Json) => each.resource && each.starts_at < ends_at && each.ends_at > starts_at).map((each: Json) => each.resource.id);
  return Array.from({ length: 22 }, (_, index) => String(101 + index)).find((id) => !taken.includes(id)) ?? '';
}

const send = (body: Json) => ask(socket, 'booking:command', body);
const refusedAs = (answer: Json) => answer.error?.code;

test('a booking goes from pending to checked out, one version and one revision at a time', async () => {
  let now = await booking({ status: 'pending' });
  const room = await freeRoom(now);
  for (const [action, status] of [
    [{ type: 'confirm' }, 'confirmed'], [{ type: 'move', resource_id: room }, 'confirmed'],
    [{ type: 'check_in' }, 'checked_in'], [{ type: 'set_note', note: 'Günther' }, 'checked_in'], [{ type: 'check_out' }, 'checked_out'],
  ] as const) {
    const answer = await send(commandFor(now, action));
    assert.equal(answer.ok, true, JSON.stringify(answer));
    assert.equal(answer.booking.status, status);
    assert.equal(answer.booking.version, now.version + 1);
    assert.equal(answer.revision, now.revision + 1);
    assert.equal(answer.booking.revision, answer.revision);
    assert.ok(Date.parse(answer.undo_until) > Date.now() + 9 * 60_000);
    now = answer.booking;
  }
  const { history } = (await get(url(), `/api/bookings/${now.id}`, token)).body;
  assert.deepEqual(history.map((entry: Json) => entry.action), ['check_out', 'set_note', 'check_in', 'move', 'confirm', 'create']);
  assert.deepEqual(history[1], { version: 5, revision: now.revision - 1, at: history[1].at, by: 'Ana Ferreira', action: 'set_note', status: 'checked_in', fields: ['note'] });
});

test('refusals: done, conflict, transition, in that order, with the booking as it is', async () => {
  const made = await booking();
  const current = (await send(commandFor(made, { type: 'set_note', note: 'new' }))).booking;
  const done = await send(commandFor(made, { type: 'confirm' }));
  assert.deepEqual([refusedAs(done), done.error.current], ['already_done', current]);
  const conflict = await send(commandFor(made, { type: 'check_out' }));
  assert.deepEqual([refusedAs(conflict), conflict.error.current], ['version_conflict', current]);
  assert.equal(refusedAs(await send(commandFor(current, { type: 'check_out' }))), 'invalid_transition');
  assert.equal(refusedAs(await send(commandFor(current, { type: 'check_in' }))), 'invalid_transition', 'no room');
  const later = await booking({ starts_at: '2090-01-01T15:00:00Z', ends_at: '2090-01-02T11:00:00Z', resource_id: '101' });
  assert.equal(refusedAs(await send(commandFor(later, { type: 'check_in' }))), 'invalid_transition', 'arrives later');
  assert.equal(refusedAs(await send(commandFor(later, { type: 'mark_no_show' }))), 'invalid_transition');
  assert.equal(refusedAs(await send(commandFor({ ...later, id: 'nobody' }, { type: 'confirm' }))), 'not_found');
  const removed = (await post(url(), '/test/change', { id: (await booking()).id, remove: true })).body.changes[0];
  const gone = await send(commandFor({ id: removed.id, version: 1 }, { type: 'confirm' }));
  assert.deepEqual([refusedAs(gone), gone.error.current.id, gone.error.current.revision], ['not_found', removed.id, removed.revision]);
  assert.equal(refusedAs(await send({ ...commandFor(later, { type: 'confirm' }), expires_at: '2020-01-01T00:00:00Z' })), 'command_expired');
  assert.equal(refusedAs(await send({ ...commandFor(later, { type: 'cancel' }), expected_version: undefined })), 'bad_request');
  assert.equal(refusedAs(await send(commandFor(later, { type: 'move', resource_id: 'attic' }))), 'not_found');
  assert.equal(refusedAs(await send(commandFor(later, { type: 'move', ends_at: '2089-01-01T00:00:00Z' }))), 'bad_request');
});

test('a taken room is an overlap that shows who is in it', async () => {
  const times = { starts_at: '2091-05-01T15:00:00Z', ends_at: '2091-05-03T11:00:00Z' };
  const holder = await booking({ ...times, resource_id: '101' });
  const other = await booking({ ...times });
  const refused = await send(commandFor(other, { type: 'move', resource_id: '101' }));
  assert.deepEqual([refusedAs(refused), refused.error.current], ['overlap', holder]);
  const next = await send(commandFor(other, { type: 'move', resource_id: '101', starts_at: '2091-05-03T11:00:00Z', ends_at: '2091-05-04T11:00:00Z' }));
  assert.equal(next.ok, true, 'back to back is no overlap');
  const create = { type: 'create', venue: VENUE, guest: { name: 'Lee' }, party: 1, resource_id: '101', ...times };
  assert.equal(refusedAs(await send({ id: randomUUID(), action: create })), 'overlap');
});

test('create makes a booking under the wished id, once', async () => {
  const booking_id = randomUUID();
  const body = { id: randomUUID(), booking_id, action: { type: 'create', venue: VENUE, guest: { name: 'Łucja Żak' }, party: 2, starts_at: '2092-01-01T15:00:00+01:00', ends_at: '2092-01-02T11:00:00Z', note: 'x' } };
  const answer = await send(body);
  assert.equal(answer.booking.id, booking_id);
  assert.equal(answer.booking.starts_at, '2092-01-01T14:00:00.000Z');
  assert.equal(answer.booking.version, 1);
  assert.equal(refusedAs(await send({ ...body, id: randomUUID() })), 'id_reused');
  const undone = await send({ id: randomUUID(), booking_id, action: { type: 'undo', command_id: body.id } });
  assert.equal(undone.booking.status, 'cancelled');
});

test('the same id gets the same answer, over both paths; another body is id_reused', async () => {
  const made = await booking();
  const command = commandFor(made, { type: 'set_note', note: 'once' });
  const [first, ...others] = await Promise.all(Array.from({ length: 8 }, (_, index) =>
    index % 2 === 0 ? send(command) : post(url(), '/api/commands', command, token).then((answer) => answer.body)));
  assert.equal(first.ok, true);
  for (const other of others) assert.deepEqual(other, first);
  assert.equal((await state(url())).revision, first.revision);
  assert.equal(refusedAs(await send({ ...command, action: { type: 'set_note', note: 'twice' } })), 'id_reused');
  const stale = commandFor(made, { type: 'check_out' });
  const refused = await send(stale);
  await send(commandFor(first.booking, { type: 'set_note', note: 'later' }));
  assert.deepEqual(await send(stale), refused, 'a refusal is final too');
});

test('undo restores what was before, once, and only if nothing changed since', async () => {
  const made = await booking({ resource_id: null, note: 'before' });
  const command = commandFor(made, { type: 'set_note', note: 'after' });
  await send(command);
  const undo = { id: randomUUID(), booking_id: made.id, action: { type: 'undo', command_id: command.id } };
  const undone = await send(undo);
  assert.deepEqual([undone.booking.note, undone.booking.version, undone.undo_until], ['before', made.version + 2, undefined]);
  assert.equal(refusedAs(await send({ ...undo, id: randomUUID() })), 'version_conflict');
  assert.equal(refusedAs(await send({ ...undo, id: randomUUID(), action: { type: 'undo', command_id: randomUUID() } })), 'not_found');
  await server.app.db.query("UPDATE commands SET at = at - interval '11 minutes' WHERE id = $1", [command.id]);
  assert.equal(refusedAs(await send({ ...undo, id: randomUUID() })), 'undo_expired');
});

test('roles: the desk may not cancel, the viewer nothing; the session answer says so', async () => {
  const made = await booking();
  const desk = await signIn(url(), 'ben');
  const viewer = await signIn(url(), 'eva');
  assert.ok(!desk.body.venues[0].allowed.includes('cancel'));
  assert.deepEqual(viewer.body.venues[0].allowed, []);
  const cancel = await post(url(), '/api/commands', commandFor(made, { type: 'cancel', reason: 'no' }), desk.token);
  assert.deepEqual([cancel.status, refusedAs(cancel.body)], [403, 'forbidden']);
  assert.equal((await post(url(), '/api/commands', commandFor(made, { type: 'set_note', note: 'desk' }), desk.token)).status, 200);
  assert.equal(refusedAs((await post(url(), '/api/commands', commandFor(made, { type: 'set_note', note: 'v' }), viewer.token)).body), 'forbidden');
});

test('too many commands at once are refused with a wait, and may be sent again', async () => {
  const slow = await serve({ COMMANDS_PER_S: '1' });
  const own = await signIn(slow.url);
  const { bookings } = (await get(slow.url, `/api/bookings?venue=${VENUE}&limit=5`, own.token)).body;
  const commands = Array.from({ length: 6 }, (_, index) => commandFor(bookings[0], { type: 'set_note', note: `n${index}` }));
  const answers = [];
  for (const command of commands) answers.push(await post(slow.url, '/api/commands', command, own.token));
  const refused = answers.find((answer) => answer.status === 429);
  assert.equal(refused?.body.error.code, 'rate_limited');
  assert.ok(refused.body.error.retry_after_ms > 0);
  assert.equal(refused.headers.get('retry-after'), '1');
  await call(slow.url, 'GET', '/api/health');
  await slow.stop();
});
