/** The server as a process: killed and started again, told to stop, locked, misconfigured. */
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ConfigError, readConfig } from '../src/config.ts';
import { VENUE, ask, commandFor, connect, endProcess, get, nextEvent, post, signIn, spawnServer, state, tempFolder } from './helpers.ts';

test('what was acknowledged survives a kill: the change, the command\'s answer, the session, the feed', async () => {
  const data = await tempFolder();
  const first = await spawnServer(data);
  const { token, cookie } = await signIn(first.url);
  const { bookings } = (await get(first.url, `/api/bookings?venue=${VENUE}&limit=1`, token)).body;
  const command = commandFor(bookings[0], { type: 'set_note', note: 'kept' });
  const answer = (await post(first.url, '/api/commands', command, token)).body;
  const before = await state(first.url);
  await endProcess(first.child, 'SIGKILL');

  const second = await spawnServer(data);
  assert.deepEqual(await state(second.url), before);
  assert.deepEqual((await post(second.url, '/api/commands', command, token)).body, answer);
  assert.equal((await state(second.url)).revision, before.revision);
  const socket = await connect(second.url, token);
  const missed = await ask(socket, 'bookings:monitor', { venue: VENUE, since: { epoch: before.epoch, revision: before.revision - 1 } });
  assert.deepEqual(missed.changes.map((change: { cause: string }) => change.cause), [command.id]);
  const next = nextEvent(socket, 'booking:changed');
  await post(second.url, '/test/change');
  assert.equal((await next).revision, before.revision + 1);
  const refreshed = await fetch(`${second.url}/api/session/refresh`, { method: 'POST', headers: { cookie } });
  assert.ok(((await refreshed.json()) as { access_token?: string }).access_token);

  const notice = nextEvent(socket, 'server:notice');
  const code = await endProcess(second.child, 'SIGTERM');
  assert.equal(code, 0);
  assert.equal((await notice).kind, 'restarting');
  socket.close();

  const third = await spawnServer(data, {}, ['--new-epoch']);
  const renewed = await state(third.url);
  assert.notEqual(renewed.epoch, before.epoch);
  await endProcess(third.child);
  rmSync(data, { recursive: true });
});

test('a folder in use is refused with the pid; a stale lock is taken over', async () => {
  const data = await tempFolder();
  const first = await spawnServer(data);
  await assert.rejects(spawnServer(data), new RegExp(`in use by process ${first.child.pid}`));
  await endProcess(first.child);
  for (const stale of ['{"pid":999999999,"started":"1"}', 'garbage', '', JSON.stringify({ pid: process.pid, started: '1' })]) {
    writeFileSync(join(data, 'server.lock'), stale);
    const next = await spawnServer(data);
    await endProcess(next.child);
  }
  rmSync(data, { recursive: true });
});

test('a wrong option is one clear sentence', () => {
  const cases: [string[], Record<string, string>, RegExp][] = [
    [['--port', 'x'], {}, /^--port \/ PORT must be a whole number from 0 to 65535, not "x"\.$/],
    [[], { PORT: '70000' }, /PORT must be a whole number/],
    [['--what'], {}, /Unknown option '--what'.*--help lists the options\.$/],
    [['stray'], {}, /stray/],
    [['--speed', '0'], {}, /--speed must be a number above 0/],
    [['--from', '2016-02-30'], {}, /--from must be a day/],
    [['--import', 'a', '--replay', 'b'], {}, /exclude each other/],
    [[], { CORS_ORIGINS: 'http://a/path' }, /without a path/],
    [[], { DATABASE_URL: 'mysql://x' }, /DATABASE_URL must start with postgres/],
    [[], { JWT_SECRET: 'short' }, /at least 32 characters/],
    [[], { DEMO_ACTIVITY: 'maybe' }, /DEMO_ACTIVITY must be 0 or 1/],
  ];
  for (const [argv, env, message] of cases) {
    assert.throws(() => readConfig(argv, env), (error) => error instanceof ConfigError && message.test(error.message), `${argv.join(' ')} ${JSON.stringify(env)}`);
  }
  assert.equal(readConfig(['--help'], {}), 'help');
});
