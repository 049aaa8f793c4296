// Starts the reference server and `trunk serve`, says where the page is, and stops both when either ends or on Ctrl-C.
// PORT and WEB_PORT choose the ports; every other option of the server goes through its own environment variables.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fail, isPortTaken, say, start, stop } from "./lib/run.mjs";
import { end2end, root, toolEnvironment } from "./lib/tools.mjs";
import { setUp } from "./setup.mjs";

const API_READY_MS_MAX = 60_000;

const port = portFrom("PORT", 3000);
const webPort = portFrom("WEB_PORT", 8080);
const address = `http://127.0.0.1:${webPort}/`;

for (const [name, taken] of [["PORT", port], ["WEB_PORT", webPort]]) {
  if (await isPortTaken(taken)) {
    fail(`port ${taken} is taken. Stop what listens there, or choose another: ${name}=${taken + 1} make serve`);
  }
}
setUp();

const env = {
  ...toolEnvironment(),
  PORT: String(port),
  CORS_ORIGINS: process.env.CORS_ORIGINS ?? `http://127.0.0.1:${webPort},http://localhost:${webPort}`,
};
const children = [];
let stopping = false;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => end(0));

say(`starting the reference server on port ${port} …`);
// Node itself rather than `npm run server`: one process, whose id is the server's.
launch("the reference server", process.execPath, ["--import", "tsx", "backend/main.ts"], end2end);
await until(`http://127.0.0.1:${port}/api/health`, API_READY_MS_MAX, "the reference server did not answer in time");

say("building the page; the first build takes some minutes …");
const dist = join(root, "target", "serve"); // not `dist`, which belongs to release builds and the tests on them
mkdirSync(dist, { recursive: true });
launch("trunk", "trunk", ["serve", "--port", String(webPort), "--dist", dist], root);
await until(address, Number.POSITIVE_INFINITY);
say(`the page is up: ${address}`);
for (const line of await demoAccounts()) say(line);
say("Ctrl-C stops the page and the server");

function portFrom(name, initial) {
  const port = Number(process.env[name] || initial);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) fail(`${name} must be a port from 1 to 65535`);
  return port;
}

function launch(name, command, args, cwd) {
  const child = start(command, args, { cwd, env, stdio: ["ignore", "inherit", "inherit"] });
  child.once("error", (error) => end(1, `${name} could not be started: ${error.message}`));
  child.once("exit", () => end(1, `${name} ended; its message is above`));
  children.push(child);
}

/** One line for each account of the demo venue; none for a server with real data. */
async function demoAccounts() {
  const health = await fetch(`http://127.0.0.1:${port}/api/health`).then((answer) => answer.json());
  return (health.demo?.accounts ?? []).map(
    ({ username, password, role }) => `sign in as ${username} with the password ${password} (${role})`,
  );
}

/** Waits until the address answers with success. */
async function until(url, msMax, late) {
  const started = performance.now();
  while (!stopping) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    if (performance.now() - started > msMax) return end(1, late);
    await sleep(200);
  }
  await new Promise(() => {}); // `end` is under way and leaves the process
}

async function end(code, cause) {
  if (stopping) return;
  stopping = true;
  if (cause) process.stderr.write(`deskbell: ${cause}\n`);
  await Promise.all(children.map(stop));
  if (!cause) say("stopped");
  process.exit(code);
}
