/** Sessions: tokens, refresh, CONNECT, revocation, expiry, origins. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { VENUE, ask, call, commandFor, connect, ended, get, nextEvent, post, serve, signIn, until, type Json } from './helpers.ts';

let server: Awaited<ReturnType<typeof serve>>;
const url = () => server.url;

before(async () => {
  server = await serve({ REFRESH_GRACE_S: '1', SOCKET_GRACE_MS: '300', MIN_CLIENT_VERSION: '0.1.0' });
});
after(() => server.stop());

const refresh = (cookie: string) => call(url(), 'POST', '/api/session/refresh', undefined, { cookie });
const cookieOf = (answer: { headers: Headers }) => (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
const codeOf = (error: unknown) => (error as { data?: { code?: string } }).data?.code;

test('the session answer names what a page needs', async () => {
  const { body } = await signIn(url());
  assert.ok(body.expires_in_ms > 590_000 && body.expires_in_ms <= 600_000);
  assert.equal(body.refresh_expires_in_ms, 1_209_600_000);
  assert.equal(body.user.name, 'Ana Ferreira');
  assert.equal(body.demo, true);
  assert.equal(body.spread_ms, 1000);
  const [venue] = body.venues;
  assert.deepEqual(Object.keys(venue), ['id', 'name', 'time_zone', 'currency', 'business_date', 'utc_offsets', 'resources', 'allowed']);
  assert.equal(venue.resources.length, 122);
  assert.deepEqual(Object.keys(venue.resources[0]), ['id', 'name', 'group']);
  assert.ok(venue.utc_offsets.length >= 4 && venue.utc_offsets.every((each: Json) => [0, 60].includes(each.minutes)));
  const health = await get(url(), '/api/health');
  assert.deepEqual(health.body.demo.accounts.map((each: Json) => each.username), ['ana', 'ben', 'eva']);
});

test('a wrong password and an unknown name get the same refusal; too many are limited by name', async () => {
  const wrong = await post(url(), '/api/session', { username: 'ben', password: 'no' });
  const nobody = await post(url(), '/api/session', { username: 'nobody', password: 'no' });
  assert.equal(wrong.status, 401);
  assert.deepEqual(wrong.body, nobody.body);
  let last = wrong;
  for (let attempt = 0; attempt < 12; attempt += 1) last = await post(url(), '/api/session', { username: 'ben', password: 'no' });
  assert.deepEqual([last.status, last.body.error.code], [429, 'rate_limited']);
  assert.ok(last.body.error.retry_after_ms > 0);
  assert.equal((await post(url(), '/api/session', { username: 'ana', password: 'harbour-ana' })).status, 200);
});

test('a refresh rotates; the token before is good for a moment, later it ends the session', async () => {
  const { cookie, token } = await signIn(url());
  const first = await refresh(cookie);
  assert.equal(first.status, 200);
  assert.notEqual(cookieOf(first), cookie);
  const again = await refresh(cookie);
  assert.ok(again.body.access_token, 'a lost answer is no loss');
  await new Promise((resolve) => setTimeout(resolve, 1200));
  assert.equal((await refresh(cookie)).body.session, null);
  assert.equal((await get(url(), `/api/bookings?venue=${VENUE}`, token)).body.error.code, 'unauthenticated');
});

test('without a session a refresh answers 200 and null', async () => {
  for (const cookie of ['', 'deskbell_refresh=garbage', `deskbell_refresh=${'x'.repeat(5000)}`]) {
    const answer = await refresh(cookie);
    assert.deepEqual([answer.status, answer.body.session], [200, null]);
  }
});

test('CONNECT is refused with a code, and the socket is told how the crowd spreads', async () => {
  const { token } = await signIn(url());
  for (const [bad, code] of [['nonsense', 'unauthenticated'], [undefined, 'bad_request'], [{ a: 1 }, 'bad_request'], [`${token}x`, 'unauthenticated']] as const) {
    await assert.rejects(connect(url(), bad), (error) => {
      assert.deepEqual((error as Json).data, { code, spread_ms: 1000 });
      return true;
    });
  }
  await post(url(), '/test/refuse-connects', { times: 1, code: 'maintenance', retry_after_ms: 4000 });
  await assert.rejects(connect(url(), token), (error) => {
    assert.deepEqual((error as Json).data, { code: 'maintenance', retry_after_ms: 4000, spread_ms: 1000 });
    return true;
  });
  (await connect(url(), token)).close();
});

test('revocation ends the socket at once, with a notice', async () => {
  const { token } = await signIn(url(), 'eva');
  const socket = await connect(url(), token);
  const notice = nextEvent(socket, 'server:notice');
  const end = ended(socket);
  await post(url(), '/test/revoke-session', { user: 'eva' });
  assert.deepEqual(await notice, { kind: 'session_ended', code: 'unauthenticated' });
  assert.equal(await end, 'io server disconnect');
  await assert.rejects(connect(url(), token), (error) => codeOf(error) === 'unauthenticated');
});

test('signing out ends the session of the cookie and of the token', async () => {
  const { token, cookie } = await signIn(url(), 'eva');
  const socket = await connect(url(), token);
  const end = ended(socket);
  await call(url(), 'DELETE', '/api/session', undefined, { cookie, authorization: `Bearer ${token}` });
  await end;
  assert.equal((await refresh(cookie)).body.session, null);
});

test('an expired token: commands are refused, the socket ends after the grace, unless it is renewed', async () => {
  const own = await signIn(url(), 'ana');
  const socket = await connect(url(), own.token);
  const other = await connect(url(), own.token);
  const { bookings } = (await get(url(), `/api/bookings?venue=${VENUE}&limit=1`, own.token)).body;
  await post(url(), '/test/expire-session', { user: 'ana', grace_ms: 1500 });
  const command = commandFor(bookings[0], { type: 'set_note', note: 'late' });
  assert.equal((await ask(socket, 'booking:command', command)).error.code, 'token_expired');
  assert.equal((await get(url(), `/api/bookings?venue=${VENUE}`, own.token)).body.error.code, 'token_expired');
  const renewed = (await refresh(own.cookie)).body.access_token;
  const answer = await ask(socket, 'session:renew', { token: renewed });
  assert.equal(answer.ok, true);
  assert.ok(answer.expires_in_ms > 500_000);
  assert.equal((await ask(socket, 'booking:command', command)).ok, true, 'the refusal was not stored');
  await ended(other);
  assert.equal(socket.connected, true);
  const foreign = (await signIn(url(), 'eva')).token;
  assert.equal((await ask(socket, 'session:renew', { token: foreign })).error.code, 'forbidden');
  socket.close();
});

test('a token of one second lives one second, and its socket 0.3 s more', async () => {
  const short = await serve({ ACCESS_TTL_S: '1', SOCKET_GRACE_MS: '300' });
  const { token } = await signIn(short.url);
  const socket = await connect(short.url, token);
  await ended(socket);
  await assert.rejects(connect(short.url, token), (error) => codeOf(error) === 'token_expired');
  await short.stop();
});

test('origins: exact ones get the headers, others none and no session', async () => {
  const good = await call(url(), 'OPTIONS', '/api/bookings', undefined, { origin: 'http://127.0.0.1:8080' });
  assert.equal(good.status, 204);
  assert.equal(good.headers.get('access-control-allow-origin'), 'http://127.0.0.1:8080');
  assert.equal(good.headers.get('access-control-allow-credentials'), 'true');
  assert.equal(good.headers.get('access-control-expose-headers'), 'Retry-After');
  const evil = await call(url(), 'POST', '/api/session', { username: 'ana', password: 'harbour-ana' }, { origin: 'http://evil.example' });
  assert.deepEqual([evil.status, evil.headers.get('access-control-allow-origin')], [403, null]);
  const polling = await fetch(`${url()}/socket.io/?EIO=4&transport=polling`, { headers: { origin: 'http://127.0.0.1:8080' } });
  assert.equal(polling.headers.get('access-control-allow-origin'), 'http://127.0.0.1:8080');
  assert.equal(polling.headers.get('access-control-allow-credentials'), null);
});

test('dropped sockets see a cut connection, not a good-bye', async () => {
  const { token } = await signIn(url());
  const socket = await connect(url(), token);
  const end = ended(socket);
  await until('dropped', async () => (await post(url(), '/test/drop-sockets')).body.dropped > 0);
  assert.equal(await end, 'transport close');
});
