/** The list of a release, which the build writes into `sw.js`. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { readRelease, writeRelease } from '../../../scripts/lib/release.mjs';

const WORKER = '// a worker\nconst RELEASE = null;\nself.skipWaiting();\n';
const FILES = { 'sw.js': WORKER, 'config.json': '{}', 'index.html': '<html>', 'fonts/a.woff2': 'font', 'B.css': 'b', 'a.css': 'a' };

/** A folder with these files, written in the order in which they are named. */
function folderWith(t: TestContext, files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'deskbell-release-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

test('the same files give the same release, in whatever order they were written', (t) => {
  const one = writeRelease(folderWith(t, FILES));
  const other = writeRelease(folderWith(t, Object.fromEntries(Object.entries(FILES).reverse())));
  assert.equal(JSON.stringify(one), JSON.stringify(other));
  assert.deepEqual(Object.keys(one.files), ['B.css', 'a.css', 'fonts/a.woff2', 'index.html']);
  assert.equal(one.files['a.css'], 'sha256-ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs=');
  assert.match(one.version, /^[0-9a-f]{16}$/);
});

test('another byte, another name, another file and another worker are each another version', (t) => {
  const version = (files: Record<string, string>): string => writeRelease(folderWith(t, files)).version;
  const { 'a.css': _, ...fewer } = FILES;
  const all = [
    FILES, { ...FILES, 'a.css': 'A' }, fewer, { ...fewer, 'c.css': 'a' }, { ...FILES, 'c.css': '' },
    { ...FILES, 'sw.js': `${WORKER}// changed\n` },
  ];
  assert.equal(new Set(all.map(version)).size, all.length);
  assert.equal(version({ ...FILES, 'config.json': '{"window_days_after": 3}' }), version(FILES), 'a deployment\'s own file');
});

test('it is written into the worker alone, and written again it stays', (t) => {
  const folder = folderWith(t, FILES);
  const release = writeRelease(folder);
  const text = readFileSync(join(folder, 'sw.js'), 'utf8');
  assert.equal(text, WORKER.replace('null', JSON.stringify(release)));
  assert.deepEqual(writeRelease(folder), release);
  assert.deepEqual(readRelease(folder), release);
  assert.equal(readFileSync(join(folder, 'sw.js'), 'utf8'), text);
});

test('a worker without a place for it is an error', (t) => {
  assert.throws(() => writeRelease(folderWith(t, { ...FILES, 'sw.js': 'nothing' })), /no line for the release/);
});
