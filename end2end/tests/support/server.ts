/**
 * The reference booking server as a process of its own, which a test can kill and start again.
 *
 * It listens on a free port of 127.0.0.1, keeps port and data folder over restarts, serves the release build from
 * `dist`, and is stopped by its own process id.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const END2END = fileURLToPath(new URL('../..', import.meta.url));
const DIST = fileURLToPath(new URL('../../../dist', import.meta.url));
const LISTENING = /listening on http:\/\/127\.0\.0\.1:(\d+)/;
const READY_MS_MAX = 120_000;
const STOP_MS_MAX = 5_000;
const LOG_LINES_MAX = 200;

export interface ServerOptions {
  /** Variables of the environment, over those of a test: `{ ACCESS_TTL_S: '5' }`. */
  env?: Record<string, string>;
  /** Flags, as typed: `['--import', file]`. */
  flags?: string[];
}

export class BookingServer {
  #child: ChildProcess | undefined;
  #port = 0;
  readonly #log: string[] = [];

  private constructor(private readonly folder: string, private readonly options: ServerOptions) {}

  /** Starts a server with an empty data folder of its own. */
  static async start(options: ServerOptions = {}): Promise<BookingServer> {
    const server = new BookingServer(await mkdtemp(join(tmpdir(), 'deskbell-')), options);
    try {
      await server.launch();
    } catch (error) {
      await server.dispose();
      throw error;
    }
    return server;
  }

  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get isRunning(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** The server's last lines of output, for the report of a test that failed. */
  get log(): string {
    return this.#log.join('');
  }

  /** Starts the process again, on the same port and data; nothing to do if it runs. */
  async launch(): Promise<void> {
    if (this.isRunning) return;
    const flags = ['--port', String(this.#port), '--data', this.folder, '--static', DIST, ...(this.options.flags ?? [])];
    const child = spawn(process.execPath, ['--import', 'tsx', 'backend/main.ts', ...flags], {
      cwd: END2END,
      env: { ...process.env, DATABASE_URL: '', DESKBELL_TEST: '1', DEMO_ACTIVITY: '0', ...this.options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    this.#port = await this.#listening(child);
  }

  /** Ends the process without warning, as a crash does. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Ends the process politely, as a deployment does. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /** `kill`, then `launch`. */
  async restart(): Promise<void> {
    await this.kill();
    await this.launch();
  }

  /** Makes these changes in the data of a server that is down: as others did on the other end of the line. */
  async apply(changes: readonly object[]): Promise<void> {
    const file = join(this.folder, 'changes.jsonl');
    await writeFile(file, changes.map((change) => `${JSON.stringify(change)}\n`).join(''));
    const flags = ['--data', this.folder, '--apply', file];
    const child = spawn(process.execPath, ['--import', 'tsx', 'backend/main.ts', ...flags], {
      cwd: END2END, env: { ...process.env, DATABASE_URL: '' }, stdio: ['ignore', 'pipe', 'pipe'],
    });
    let told = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => { told += text; });
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    if (code !== 0 || told !== `applied ${changes.length} changes\n`) throw new Error(`the changes were not applied: ${told}`);
  }

  /** Ends the process and removes its data. */
  async dispose(): Promise<void> {
    await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  #listening(child: ChildProcess): Promise<number> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(this.#failure(`not ready within ${READY_MS_MAX / 1000} s`)), READY_MS_MAX);
      const onText = (text: string): void => {
        this.#log.push(text);
        if (this.#log.length > LOG_LINES_MAX) this.#log.shift();
        const port = text.match(LISTENING)?.[1];
        if (port === undefined) return;
        clearTimeout(late);
        resolve(Number(port));
      };
      child.stdout?.setEncoding('utf8').on('data', onText);
      child.stderr?.setEncoding('utf8').on('data', onText);
      child.once('error', (error) => reject(this.#failure(error.message)));
      child.once('exit', (code, signal) => {
        clearTimeout(late);
        reject(this.#failure(`ended with ${signal ?? `code ${code}`}`));
      });
    });
  }

  #failure(what: string): Error {
    return new Error(`the booking server did not start: ${what}\n${this.log}`);
  }

  async #end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.#child;
    if (!child || !this.isRunning) return;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill(signal);
    const force = setTimeout(() => child.kill('SIGKILL'), STOP_MS_MAX);
    await gone;
    clearTimeout(force);
  }
}
