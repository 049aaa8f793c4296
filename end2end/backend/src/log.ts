/**
 * One JSON line a record on standard error: `{time, level, event, …fields}`.
 *
 * Callers pass ids, codes and counts; never tokens, passwords or what names a guest. Long
 * strings are cut, so that a peer cannot fill the log with one request.
 */

export const LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type Level = (typeof LEVELS)[number];
type Fields = Record<string, string | number | boolean | undefined>;

const MAX_FIELD = 500;

export class Log {
  readonly #least: number;
  constructor(level: Level, private readonly write: (line: string) => void = (line) => process.stderr.write(line)) {
    this.#least = LEVELS.indexOf(level);
  }

  debug(event: string, fields: Fields = {}): void { this.#record('debug', event, fields); }
  info(event: string, fields: Fields = {}): void { this.#record('info', event, fields); }
  warn(event: string, fields: Fields = {}): void { this.#record('warn', event, fields); }
  error(event: string, fields: Fields = {}): void { this.#record('error', event, fields); }

  /** A fault of the server itself, with its cause. */
  fault(event: string, cause: unknown, fields: Fields = {}): void {
    const stack = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
    this.#record('error', event, { ...fields, cause: stack });
  }

  #record(level: Level, event: string, fields: Fields): void {
    if (LEVELS.indexOf(level) < this.#least) return;
    const record: Fields = { time: new Date().toISOString(), level, event };
    for (const [name, value] of Object.entries(fields)) {
      const limit = name === 'cause' ? 4 * MAX_FIELD : MAX_FIELD;
      record[name] = typeof value === 'string' && value.length > limit ? `${value.slice(0, limit)}…` : value;
    }
    this.write(`${JSON.stringify(record)}\n`);
  }
}
