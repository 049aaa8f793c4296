/**
 * What the tests of the server share: a server in this process or in one of its own, on a free
 * port with a data folder of its own; a small REST caller; a connected socket.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { randomUUID } from 'node:crypto';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { io, type Socket } from 'socket.io-client';
import { readConfig, type Config } from '../src/config.ts';
import { Log } from '../src/log.ts';
import { startServer, type RunningServer } from '../src/server.ts';

export const VENUE = 'harbour-house';
const FOLDER = fileURLToPath(new URL('../..', import.meta.url));
const WAIT_MS = 10_000;

/* eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers are looked into freely by tests */
export type Json = any;

/**
 * A data folder of its own. Making an empty database takes seconds, so one is made once, kept
 * beside the packages that it belongs to, and copied.
 */
export async function tempFolder(): Promise<string> {
  const template = join(FOLDER, 'node_modules', '.cache', 'deskbell-pg');
  if (!existsSync(template)) {
    const made = mkdtempSync(join(tmpdir(), 'deskbell-pg-'));
    await (await PGlite.create(made)).close();
    mkdirSync(join(template, '..'), { recursive: true });
    const beside = `${template}.${process.pid}`;
    cpSync(made, beside, { recursive: true });
    rmSync(made, { recursive: true });
    try {
      renameSync(beside, template);
    } catch {
      // Another test was first; its copy is as good.
      rmSync(beside, { recursive: true });
    }
  }
  const folder = mkdtempSync(join(tmpdir(), 'deskbell-'));
  cpSync(template, join(folder, 'pg'), { recursive: true });
  return folder;
}

export function configFor(data: string, env: Record<string, string> = {}, argv: string[] = []): Config {
  const config = readConfig(argv, { DATA_DIR: data, PORT: '0', DESKBELL_TEST: '1', DEMO_ACTIVITY: '0', LOG_LEVEL: 'silent', ...env });
  if (config === 'help') throw new Error('no configuration');
  return config;
}

/**
 * A server inside the test's own process, removed with its data at the end. With the variable
 * TEST_DATABASE_URL it runs on that PostgreSQL, in a database made for it.
 */
export async function serve(env: Record<string, string> = {}, argv: string[] = []): Promise<RunningServer & { stop(): Promise<void> }> {
  const data = await tempFolder();
  const database = await ownDatabase();
  const server = await startServer(configFor(data, { ...env, DATABASE_URL: database.url }, argv), new Log('silent'));
  return { ...server, stop: async () => {
    await server.close();
    await database.drop();
    rmSync(data, { recursive: true, force: true });
  } };
}

async function ownDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const root = process.env['TEST_DATABASE_URL'] ?? '';
  if (root === '') return { url: '', drop: async () => {} };
  const name = `deskbell_${randomUUID().replaceAll('-', '')}`;
  const run = async (sql: string): Promise<void> => {
    const client = new pg.Client(root);
    await client.connect();
    await client.query(sql);
    await client.end();
  };
  await run(`CREATE DATABASE ${name}`);
  const url = new URL(root);
  url.pathname = name;
  return { url: url.href, drop: () => run(`DROP DATABASE ${name} WITH (FORCE)`) };
}

/** A server in a process of its own, which a test may kill. */
export async function spawnServer(data: string, env: Record<string, string> = {}, argv: string[] = []): Promise<{ url: string; child: ChildProcess }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'backend/main.ts', ...argv], {
    cwd: FOLDER,
    env: { ...process.env, DATA_DIR: data, PORT: '0', DESKBELL_TEST: '1', DEMO_ACTIVITY: '0', LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => { errors += chunk.toString(); });
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    const url = /^listening on (\S+)$/.exec(line)?.[1];
    if (url !== undefined) return { url, child };
  }
  throw new Error(`the server ended before it listened: ${errors}`);
}

export async function endProcess(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
  return child.exitCode;
}

export interface Answer {
  status: number;
  body: Json;
  headers: Headers;
}

export async function call(url: string, method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  let parsed: Json = text;
  try {
    parsed = JSON.parse(text);
  } catch {
    // Not JSON: the text itself is the answer.
  }
  return { status: response.status, body: parsed, headers: response.headers };
}

export const get = (url: string, path: string, token?: string) => call(url, 'GET', path, undefined, bearer(token));
export const post = (url: string, path: string, body: unknown = {}, token?: string) => call(url, 'POST', path, body, bearer(token));

function bearer(token: string | undefined): Record<string, string> {
  return token === undefined ? {} : { Authorization: `Bearer ${token}` };
}

/** Signs in and returns the access token, the whole answer and the refresh cookie. */
export async function signIn(url: string, name = 'ana'): Promise<{ token: string; body: Json; cookie: string }> {
  const answer = await post(url, '/api/session', { username: name, password: `harbour-${name}` });
  if (answer.status !== 200) throw new Error(`sign-in failed: ${JSON.stringify(answer.body)}`);
  const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  return { token: answer.body.access_token, body: answer.body, cookie };
}

export function socketTo(url: string, token: unknown): Socket {
  return io(url, { auth: { token, client: { id: 'test', version: '1.0.0' } }, transports: ['websocket'], reconnection: false, forceNew: true });
}

/** A connected socket, or the CONNECT_ERROR as a throw. */
export async function connect(url: string, token: unknown): Promise<Socket> {
  const socket = socketTo(url, token);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', (error) => {
      socket.close();
      reject(error);
    });
  });
  return socket;
}

export function ask(socket: Socket, name: string, payload: unknown = {}): Promise<Json> {
  return socket.timeout(WAIT_MS).emitWithAck(name, payload);
}

/** The next event of a name, or an error after ten seconds. */
export function nextEvent(socket: Socket, name: string): Promise<Json> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no ${name} came`)), WAIT_MS);
    socket.once(name, (payload) => {
      clearTimeout(timer);
      resolve(payload);
    });
  });
}

/** The reason of the socket's next disconnection. */
export function ended(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    socket.once('disconnect', resolve);
  });
}

/** Waits until the condition holds, looking again often. */
export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + WAIT_MS;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`never happened: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export const state = async (url: string, venue = VENUE): Promise<Json> => (await get(url, `/test/state?venue=${venue}`)).body;

export function commandFor(booking: Json, action: Json, id: string = randomUUID()): Json {
  return { id, booking_id: booking.id, expected_version: booking.version, expires_at: new Date(Date.now() + 600_000).toISOString(), action };
}
