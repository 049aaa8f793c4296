/**
 * A deployment of the page: a copy of the release build in a folder of its own, which the booking server serves, and
 * in whose place a second build may come, wholly or by half. That one is the first with other bytes and other hashed
 * names; its list is written by the build's own script.
 */
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page, Response } from '@playwright/test';
import { readRelease, writeRelease } from '../../../scripts/lib/release.mjs';

const DIST = fileURLToPath(new URL('../../../dist', import.meta.url));
const PUBLIC = fileURLToPath(new URL('../../../public', import.meta.url));
const HASHED = /-([0-9a-f]{8,})(?=[._])/;
/** Only loaded when a guest's name needs it, which may be long after the page was opened. */
export const SELDOM_FONT = 'fonts/inter-vietnamese.woff2';
/** A section that a WASM module may carry and nobody reads. */
const WASM_NOTE = Buffer.from([0, 3, 1, 0x62, 0x32]);

/** The files of one build, by their hashes. */
export interface Release {
  version: string;
  files: Record<string, string>;
}

export class Deployment {
  readonly folder = mkdtempSync(join(tmpdir(), 'deskbell-dist-'));
  readonly first: Release;

  constructor() {
    this.restore();
    this.first = readRelease(this.folder) as Release;
  }

  /** The first build again, whole. */
  restore(): void {
    this.#clear();
    cpSync(DIST, this.folder, { recursive: true });
  }

  /** The second build, whole; gives its release. */
  second(): Release {
    this.restore();
    const renamed = new Map<string, string>();
    for (const name of this.#names()) {
      const path = join(this.folder, name);
      const mark = markOf(name);
      writeFileSync(path, Buffer.concat([readFileSync(path), mark]));
      const next = name.replace(HASHED, (_, hash: string) => `-2${hash.slice(1)}`);
      if (next !== name) renamed.set(name, next);
      renameSync(path, join(this.folder, next));
    }
    const entry = join(this.folder, 'index.html');
    let html = readFileSync(entry, 'utf8').replace('<html ', '<html data-build="2" ').replaceAll(/ integrity="[^"]*"/g, '');
    for (const [name, next] of renamed) html = html.replaceAll(name, next);
    writeFileSync(entry, html);
    return writeRelease(this.folder) as Release;
  }

  /** Takes a file away. */
  remove(name: string): void {
    rmSync(join(this.folder, name));
  }

  /** Puts other bytes into a file. */
  write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text);
  }

  /** The worker as it is without a release: the way out. */
  emptyWorker(): void {
    cpSync(join(PUBLIC, 'sw.js'), join(this.folder, 'sw.js'));
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #names(): string[] {
    const names = readdirSync(this.folder, { recursive: true, withFileTypes: true });
    return names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(this.folder.length + 1))
      .filter((name) => name !== 'sw.js' && name !== 'config.json');
  }

  #clear(): void {
    for (const name of readdirSync(this.folder)) rmSync(join(this.folder, name), { recursive: true });
  }
}

/** What makes a file of the second build another one: nothing that a browser would stumble over. */
function markOf(name: string): Buffer {
  if (name.endsWith('.wasm')) return WASM_NOTE;
  if (name.endsWith('.css')) return Buffer.from('\n/* 2 */\n');
  if (name.endsWith('.js')) return Buffer.from('\n// 2\n');
  // Browsers check fonts strictly; one that the page seldom needs may be spoilt.
  const isSame = name.endsWith('.html') || (name.endsWith('.woff2') && name !== SELDOM_FONT);
  return Buffer.from(isSame ? '' : '\n');
}

/** Notes every answer that a page gets, from now on. */
export class Answers {
  readonly #seen: Response[] = [];

  constructor(page: Page) {
    page.on('response', (response) => this.#seen.push(response));
  }

  clear(): void {
    this.#seen.length = 0;
  }

  /** The answers under a path, or to its documents and files. */
  at(pattern: RegExp): Response[] {
    return this.#seen.filter((response) => pattern.test(new URL(response.url()).pathname));
  }

  /** What of the page's files is not of this release: the names; and how many files there were. */
  async against(release: Release): Promise<{ files: number; foreign: string[] }> {
    const foreign: string[] = [];
    let files = 0;
    for (const response of this.#seen) {
      const { pathname } = new URL(response.url());
      if (/^\/(api|socket\.io|config\.json|sw\.js)/.test(pathname)) continue;
      files += 1;
      const name = response.request().isNavigationRequest() ? 'index.html' : pathname.slice(1);
      const hash = `sha256-${createHash('sha256').update(await response.body()).digest('base64')}`;
      if (release.files[name] !== hash) foreign.push(`${name} (${response.status()})`);
    }
    return { files, foreign };
  }
}
