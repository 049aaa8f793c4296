/** The server stays up whatever it is sent, and answers what was asked for an answer. */
import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect as connectTcp } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { VENUE, ask, call, commandFor, connect, get, post, serve, signIn, tempFolder, until, type Json } from './helpers.ts';

/** Comes with socket.io; Node 20 has none of its own. */
const { WebSocket } = createRequire(import.meta.url)('ws') as { WebSocket: typeof globalThis.WebSocket };

let server: Awaited<ReturnType<typeof serve>>;
let token: string;
const url = () => server.url;

before(async () => {
  server = await serve();
  token = (await signIn(url())).token;
});
after(() => server.stop());

const isUp = async () => assert.equal((await get(url(), '/api/health')).body.ok, true);

test('bodies and queries that make no sense are bad requests', async () => {
  const json = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const bodies = ['', '{', 'null', '[]', '"x"', '1e999', '{"__proto__":{"ok":true}}', '{"id":{}}', '{"constructor":1}', `{"id":"${'x'.repeat(1000)}"}`, '\u0000', '['.repeat(30_000)];
  for (const path of ['/api/session', '/api/commands']) {
    for (const body of bodies) {
      const answer = await call(url(), 'POST', path, body, json);
      assert.deepEqual([answer.status, answer.body.error?.code], [400, 'bad_request'], `${path} ${body.slice(0, 30)}`);
    }
  }
  for (const query of ['', 'venue=', `venue=${VENUE}&from=2020-02-30`, `venue=${VENUE}&from=2020-01-02&to=2020-01-01`, `venue=${VENUE}&from=1900-01-01&to=2200-01-01`, `venue=${VENUE}&limit=-1`, `venue=${VENUE}&limit=x`, `venue=${VENUE}&after=%00`, `venue=${VENUE}&after=WzEsMiwzLDRd`]) {
    const answer = await get(url(), `/api/bookings?${query}`, token);
    assert.deepEqual([answer.status, answer.body.error?.code], [400, 'bad_request'], query);
  }
  for (const venue of ['nowhere', '__proto__', 'constructor', '%F0%9F%9B%8E']) {
    assert.equal((await get(url(), `/api/bookings?venue=${venue}`, token)).body.error.code, 'not_found', venue);
  }
  assert.equal((await get(url(), '/api/bookings/%00', token)).body.error.code, 'not_found');
  assert.equal((await get(url(), `/api/bookings/search?venue=${VENUE}&q=%25_%5C'"`, token)).status, 200);
  assert.equal((await get(url(), `/api/bookings/search?venue=${VENUE}&q=%00`, token)).status, 400);
  const half = JSON.parse('"\\ud800"');
  const [booking] = (await get(url(), `/api/bookings?venue=${VENUE}&limit=1`, token)).body.bookings;
  assert.equal((await post(url(), '/api/commands', commandFor(booking, { type: 'set_note', note: half }), token)).status, 400);
  await isUp();
});

test('unknown addresses and methods, wrong types, too long bodies', async () => {
  assert.equal((await get(url(), '/api/nothing')).body.error.code, 'not_found');
  assert.equal((await get(url(), '/api/%E0%A4%A')).body.error.code, 'bad_request');
  const method = await call(url(), 'PUT', '/api/session', {});
  assert.deepEqual([method.status, method.headers.get('allow')], [405, 'POST, DELETE']);
  const form = await call(url(), 'POST', '/api/session', 'username=ana', { 'content-type': 'application/x-www-form-urlencoded' });
  assert.equal(form.body.error.code, 'bad_request');
  const long = await call(url(), 'POST', '/api/session', `{"username":"${'x'.repeat(200_000)}"}`, { 'content-type': 'application/json' }).catch(() => undefined);
  assert.ok(long === undefined || long.status === 400);
  for (const authorization of ['Bearer', 'Basic YTpi', 'Bearer a.b.c', `Bearer ${'x'.repeat(5000)}`, 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbmEifQ.']) {
    assert.equal((await call(url(), 'GET', `/api/bookings?venue=${VENUE}`, undefined, { authorization })).body.error.code, 'unauthenticated');
  }
  await isUp();
});

test('bytes that are not HTTP, and requests that break off', async () => {
  const { port } = new URL(url());
  for (const bytes of ['\x00\x01\x02\xff', 'GET / HTTP/9.9\r\n\r\n', 'POST /api/session HTTP/1.1\r\nContent-Length: 500\r\n\r\n{"use', 'GET //[ HTTP/1.1\r\nHost: x\r\n\r\n', 'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: bad\r\n\r\n']) {
    await new Promise<void>((resolve) => {
      const peer = connectTcp(Number(port), '127.0.0.1', () => peer.end(Buffer.from(bytes, 'latin1')));
      peer.on('data', () => {});
      peer.on('close', () => resolve());
      peer.on('error', () => resolve());
    });
    await isUp();
  }
});

test('socket payloads of every wrong kind get a coded refusal, or nothing when nothing was asked', async () => {
  const socket = await connect(url(), token);
  const values: unknown[] = [undefined, null, 0, 'x', [], [[]], {}, { venue: 1 }, { venue: null }, { venue: {} }, Buffer.from('abc'), { deep: Buffer.from('abc') }, JSON.parse('{"__proto__":{"venue":"x"}}')];
  for (const name of ['bookings:monitor', 'bookings:unmonitor', 'booking:command', 'session:renew']) {
    for (const value of values) {
      const answer = await ask(socket, name, value);
      assert.equal(answer.error?.code, 'bad_request', `${name} ${JSON.stringify(value)}`);
      socket.emit(name, value);
    }
    assert.equal((await socket.timeout(5000).emitWithAck(name)).error.code, 'bad_request', 'no payload at all');
    socket.emit(name);
  }
  for (const since of [1, 'x', {}, { epoch: 1, revision: 1 }, { epoch: 'e', revision: -1 }, { epoch: 'e', revision: 1.5 }, { epoch: 'e', revision: '1' }]) {
    assert.equal((await ask(socket, 'bookings:monitor', { venue: VENUE, since })).error.code, 'bad_request');
  }
  for (const name of ['nothing', 'error', '__proto__', 'constructor', 'toString', 'booking:changed', 'time:probe:']) {
    assert.equal((await ask(socket, name)).error.code, 'bad_request', name);
    socket.emit(name, 1, 2, 3);
  }
  assert.equal((await ask(socket, 'bookings:monitor', { venue: 'nowhere' })).error.code, 'not_found');
  assert.ok((await ask(socket, 'time:probe', 'ignored')).server_time);
  socket.close();
  await isUp();
});

test('frames that are not the protocol close their own connection and no other', async () => {
  const good = await connect(url(), token);
  for (const text of ['9', '49', '42{}', '451-["x"]', '4'.repeat(1000), '40{"token":', '42/other,["x"]', '42["disconnect"]', '430[1]', `42["x","${'y'.repeat(300_000)}"]`]) {
    const socket = new WebSocket(`${url().replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
    await new Promise<void>((resolve) => {
      socket.onopen = () => {
        socket.send(`40${JSON.stringify({ token })}`);
        socket.send(text);
        socket.send(new Uint8Array([0xff, 0]));
        socket.send('41');
      };
      socket.onclose = () => resolve();
      socket.onerror = () => {};
      setTimeout(() => socket.close(), 300);
    });
  }
  assert.ok((await ask(good, 'time:probe')).server_time);
  good.close();
  await until('the sockets are gone', async () => /deskbell_clients 0\n/.test((await get(url(), '/metrics')).body));
});

test('a flood of requests on one socket is limited, and the others are served', async () => {
  const flood = await connect(url(), token);
  const answers: Json[] = await Promise.all(Array.from({ length: 1000 }, () => ask(flood, 'time:probe')));
  assert.ok(answers.some((answer) => answer.error?.code === 'rate_limited'));
  assert.ok(answers.some((answer) => answer.server_time));
  const other = await connect(url(), token);
  assert.ok((await ask(other, 'time:probe')).server_time);
  flood.close();
  other.close();
});

test('test routes are there only on order', async () => {
  const plain = await serve({ DESKBELL_TEST: '0' });
  for (const path of ['/test/reset', '/test/change', '/test/pause']) assert.equal((await post(plain.url, path)).status, 404);
  assert.equal((await get(plain.url, '/test/state')).status, 404);
  await plain.stop();
});

test('a built page is served under the strict policy, and nothing beside it', async () => {
  const folder = await tempFolder();
  const dist = join(folder, 'dist');
  mkdirSync(dist);
  writeFileSync(join(dist, 'index.html'), '<!doctype html><title>Deskbell</title>');
  writeFileSync(join(dist, 'app-0123456789abcdef_bg.wasm'), 'wasm');
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  const own = await serve({ STATIC_DIR: dist });
  const { host } = new URL(own.url);
  for (const path of ['/', '/bookings', '/bookings/abc?venue=x']) {
    const answer = await get(own.url, path);
    assert.match(answer.body, /Deskbell/);
    assert.equal(answer.headers.get('content-security-policy'), `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self' ws://${host} wss://${host}; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`);
  }
  const wasm = await get(own.url, '/app-0123456789abcdef_bg.wasm');
  assert.equal(wasm.headers.get('content-type'), 'application/wasm');
  assert.match(wasm.headers.get('cache-control') ?? '', /immutable/);
  for (const path of ['/missing.js', '/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/%00.txt']) {
    assert.doesNotMatch(String((await get(own.url, path)).body), /^secret/, path);
  }
  assert.equal((await get(own.url, '/missing.js')).status, 404);
  await own.stop();
});

test('a built page that is replaced by changing a link is served from the next request on', async () => {
  const folder = await tempFolder();
  for (const build of ['first', 'second']) {
    mkdirSync(join(folder, build));
    writeFileSync(join(folder, build, 'index.html'), build);
  }
  const current = join(folder, 'current');
  symlinkSync('first', current);
  const own = await serve({ STATIC_DIR: current });
  assert.equal((await get(own.url, '/')).body, 'first');
  symlinkSync('second', join(folder, 'next'));
  renameSync(join(folder, 'next'), current);
  assert.equal((await get(own.url, '/')).body, 'second');
  rmSync(current);
  assert.equal((await get(own.url, '/')).status, 404);
  await own.stop();
});
