/** Changes that are made in the data while the server is down. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { VENUE, ask, connect, endProcess, signIn, spawnServer, state, tempFolder } from './helpers.ts';

const FOLDER = fileURLToPath(new URL('../..', import.meta.url));

/** Runs `--apply` to its end. */
async function apply(data: string, file: string): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'backend/main.ts', '--data', data, '--apply', file], {
    cwd: FOLDER, env: { ...process.env, DATABASE_URL: '' }, stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => { out += chunk.toString(); });
  child.stderr.on('data', (chunk: Buffer) => { err += chunk.toString(); });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, out, err };
}

test('a file is applied while the server is down, and clients get it as what they missed', async () => {
  const data = await tempFolder();
  const file = join(data, 'changes.jsonl');
  const write = (lines: readonly unknown[]): void => writeFileSync(file, `${lines.map((line) => typeof line === 'string' ? line : JSON.stringify(line)).join('\n')}\n`);
  const first = await spawnServer(data);
  const before = await state(first.url);
  const [noted, gone] = before.bookings;
  write([{ id: noted.id, set: { note: 'first' } }, '', { id: noted.id, set: { note: 'last' } }, { id: gone.id, remove: true }, { set: { guest: { name: 'Nobody Yet' } } }, { set: { guest: { name: 'Nobody Else' } } }]);
  const refused = await apply(data, file);
  assert.equal(refused.code, 2);
  assert.match(refused.err, new RegExp(`in use by process ${first.child.pid}`));
  await endProcess(first.child, 'SIGKILL');

  assert.deepEqual(await apply(data, file), { code: 0, out: 'applied 5 changes\n', err: '' });
  const second = await spawnServer(data);
  const after = await state(second.url);
  assert.deepEqual([after.epoch, after.revision], [before.epoch, before.revision + 5]);
  assert.equal(after.bookings.length, before.bookings.length + 1);
  assert.equal(after.bookings.find(({ id }: { id: string }) => id === noted.id).note, 'last');
  const socket = await connect(second.url, (await signIn(second.url)).token);
  const missed = await ask(socket, 'bookings:monitor', { venue: VENUE, since: { epoch: before.epoch, revision: before.revision } });
  assert.deepEqual(missed.changes.map(({ revision, op }: { revision: number; op: string }) => [revision - before.revision, op]),
    [[2, 'upsert'], [3, 'remove'], [4, 'upsert'], [5, 'upsert']]);
  socket.close();
  await endProcess(second.child);

  // A file with a mistake changes nothing; a change that does not fit ends it there.
  write([{ id: noted.id, set: { note: 'never' } }, 'nonsense']);
  assert.match((await apply(data, file)).err, /cannot be applied: line 2: is not JSON\.$/m);
  write([{ id: noted.id, set: { note: 'kept' } }, { id: 'nobody', remove: true }]);
  const broken = await apply(data, file);
  assert.equal(broken.code, 2);
  assert.match(broken.err, /Change 2 of .* was refused: There is no such booking\. Those before it are applied\./);
  assert.match((await apply(data, join(data, 'missing'))).err, /cannot be applied: ENOENT/);
  const third = await spawnServer(data);
  assert.equal((await state(third.url)).revision, after.revision + 1);
  await endProcess(third.child);
  rmSync(data, { recursive: true });
});
