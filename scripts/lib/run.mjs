// Processes and messages, for the scripts beside this folder. Every process started here is stopped by its own id.
import { spawn, spawnSync } from "node:child_process";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const STOP_MS_MAX = 5_000;

/** Says in one line why we cannot go on, and ends. */
export function fail(line) {
  process.stderr.write(`deskbell: ${line}\n`);
  process.exit(1);
}

/** Says what is being done. */
export function say(line) {
  process.stdout.write(`deskbell: ${line}\n`);
}

/** The trimmed output of a short command, or undefined when it is missing or fails. */
export function output(command, args = [], options = {}) {
  const { status, stdout } = spawnSync(command, args, { encoding: "utf8", ...options });
  return status === 0 ? stdout.trim() : undefined;
}

/** Runs a command with its output shown; true when it succeeded. */
export function run(command, args = [], options = {}) {
  const { status, error } = spawnSync(command, args, { stdio: "inherit", ...options });
  if (error) process.stderr.write(`deskbell: ${command}: ${error.message}\n`);
  return status === 0;
}

/** Starts a long-running command as the leader of its own process group, so that `stop` ends what it started too. */
export function start(command, args = [], options = {}) {
  return spawn(command, args, { stdio: "inherit", detached: true, ...options });
}

/** Ends a process made by `start`, politely first. Resolves when it is gone. */
export async function stop(child) {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  signalGroup(child.pid, "SIGTERM");
  const polite = await Promise.race([gone.then(() => true), sleep(STOP_MS_MAX, false, { ref: false })]);
  if (!polite) {
    signalGroup(child.pid, "SIGKILL");
    await gone;
  }
}

function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}

/** Whether something already listens on this port of 127.0.0.1. */
export function isPortTaken(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(true));
    probe.listen({ host: "127.0.0.1", port, exclusive: true }, () => probe.close(() => resolve(false)));
  });
}

/** "850 ms", "12.3 s" or "4 min 05 s". */
export function duration(ms) {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
}
