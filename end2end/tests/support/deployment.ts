/**
 * A deployment of the page: a link to a copy of the release build, which the booking server serves. A second build takes
 * its place in one step, so that no request falls between them; what is taken away or spoilt later is missing at once.
 * That one is the first with other bytes and other hashed names; its list is written by the build's own script.
 */
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
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
  readonly #place = mkdtempSync(join(tmpdir(), 'deskbell-dist-'));
  #builds = 0;
  /** The link. */
  readonly folder = join(this.#place, 'current');
  readonly first: Release;

  constructor() {
    this.restore();
    this.first = readRelease(this.folder) as Release;
  }

  /** The first build again, whole. */
  restore(): void {
    this.#deploy(() => {});
  }

  /** The second build, whole; gives its release. */
  second(): Release {
    this.#deploy(makeSecond);
    return readRelease(this.folder) as Release;
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
    rmSync(this.#place, { recursive: true, force: true });
  }

  #deploy(change: (folder: string) => void): void {
    this.#builds += 1;
    const folder = join(this.#place, String(this.#builds));
    cpSync(DIST, folder, { recursive: true });
    change(folder);
    const link = join(this.#place, 'next');
    symlinkSync(folder, link);
    renameSync(link, this.folder);
    // The one before may still be read from.
    rmSync(join(this.#place, String(this.#builds - 2)), { recursive: true, force: true });
  }
}

/** Turns a copy of the first build into the second. */
function makeSecond(folder: string): void {
  const renamed = new Map<string, string>();
  for (const name of namesIn(folder)) {
    const path = join(folder, name);
    writeFileSync(path, Buffer.concat([readFileSync(path), markOf(name)]));
    const next = name.replace(HASHED, (_, hash: string) => `-2${hash.slice(1)}`);
    if (next !== name) renamed.set(name, next);
    renameSync(path, join(folder, next));
  }
  const entry = join(folder, 'index.html');
  let html = readFileSync(entry, 'utf8').replace('<html ', '<html data-build="2" ').replaceAll(/ integrity="[^"]*"/g, '');
  for (const [name, next] of renamed) html = html.replaceAll(name, next);
  writeFileSync(entry, html);
  writeRelease(folder);
}

function namesIn(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true });
  return names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((name) => name !== 'sw.js' && name !== 'config.json');
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
