/**
 * The lock on the data folder. The embedded database has none of its own, and two processes on
 * one folder lose writes.
 *
 * The lock file names the process and, where the system tells, when that process started, so
 * that a pid that was given to another process after a crash does not count as a holder.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { ConfigError } from './config.ts';

interface Holder {
  pid: number;
  /** The process's start in clock ticks since boot, or null where `/proc` is not there. */
  started: string | null;
}

/** How long a holder that was just told to end may take. */
const WAIT_MS = 3000;
const LOOK_MS = 50;

/** Takes the lock or throws a `ConfigError` that names the holder. Returns how to release it. */
export async function lockFolder(folder: string): Promise<() => void> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'server.lock');
  const mine = JSON.stringify({ pid: process.pid, started: startOf(process.pid) } satisfies Holder);
  const end = Date.now() + WAIT_MS;
  for (;;) {
    try {
      writeFileSync(file, mine, { flag: 'wx' });
      return () => {
        if (read(file) === mine) rmSync(file, { force: true });
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const seen = read(file);
    const holder = seen === null ? null : parseHolder(seen);
    if (seen !== null && !(holder && isAlive(holder))) removeStale(file, seen);
    else if (Date.now() < end) await setTimeout(LOOK_MS);
    else throw new ConfigError(`The data folder ${folder} is in use by process ${holder?.pid ?? 'unknown'}; stop it or choose another with --data.`);
  }
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
  // A killed process that its parent has not yet collected still has its pid.
  if (statOf(holder.pid)?.[0] === 'Z') return false;
  const started = startOf(holder.pid);
  return holder.started === null || started === null || started === holder.started;
}

function startOf(pid: number): string | null {
  return statOf(pid)?.[19] ?? null;
}

/** The fields of `/proc/PID/stat` from the state on, where the system has it. */
function statOf(pid: number): string[] | null {
  const stat = read(`/proc/${pid}/stat`);
  return stat === null ? null : stat.slice(stat.lastIndexOf(')') + 2).split(' ');
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
