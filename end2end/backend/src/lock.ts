/**
 * The lock on the data folder. The embedded database has none of its own, and two processes on
 * one folder lose writes.
 *
 * The lock file names the process and, where the system tells, when that process started, so
 * that a pid that was given to another process after a crash does not count as a holder.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from './config.ts';

interface Holder {
  pid: number;
  /** The process's start in clock ticks since boot, or null where `/proc` is not there. */
  started: string | null;
}

/** Takes the lock or throws a `ConfigError` that names the holder. Returns how to release it. */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'server.lock');
  const mine = JSON.stringify({ pid: process.pid, started: startOf(process.pid) } satisfies Holder);
  for (let attempt = 0; attempt < 5; attempt += 1) {
    try {
      writeFileSync(file, mine, { flag: 'wx' });
      return () => {
        if (read(file) === mine) rmSync(file, { force: true });
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const seen = read(file);
    if (seen === null) continue;
    const holder = parseHolder(seen);
    if (holder && isAlive(holder)) {
      throw new ConfigError(`The data folder ${folder} is in use by process ${holder.pid}; stop it or choose another with --data.`);
    }
    removeStale(file, seen);
  }
  throw new ConfigError(`The data folder ${folder} could not be locked: others keep taking the lock.`);
}

/** Renames first and looks again: another starter may have replaced the stale lock meanwhile. */
function removeStale(file: string, seen: string): void {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  if (read(aside) === seen) rmSync(aside, { force: true });
  else renameSync(aside, file);
}

function isAlive(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const started = startOf(holder.pid);
  return holder.started === null || started === null || started === holder.started;
}

function startOf(pid: number): string | null {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === null) return null;
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}

function parseHolder(text: string): Holder | null {
  try {
    const value = JSON.parse(text) as Partial<Holder>;
    if (!Number.isInteger(value.pid) || (value.pid ?? 0) <= 0) return null;
    return { pid: value.pid as number, started: typeof value.started === 'string' ? value.started : null };
  } catch {
    return null;
  }
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
