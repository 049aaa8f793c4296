/**
 * The server's configuration: one table of options, each settable by a flag or an environment
 * variable (the flag wins). `readConfig` returns a complete, checked configuration or throws a
 * `ConfigError` whose message is one sentence for the person who typed it.
 */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { LEVELS, type Level } from './log.ts';
import { isRealDay } from './zone.ts';

export class ConfigError extends Error {}

const HERE = fileURLToPath(new URL('..', import.meta.url));
const ROLE_NAMES = ['manager', 'desk', 'viewer'] as const;

interface Option {
  flag?: string;
  env?: string;
  /** How the value is called in `--help`; none for a switch. */
  value?: string;
  initial: string;
  help: string;
}

const OPTIONS = {
  host: { flag: 'host', env: 'HOST', value: 'NAME', initial: '127.0.0.1', help: 'address to listen on' },
  port: { flag: 'port', env: 'PORT', value: 'N', initial: '3000', help: 'port to listen on, 0 for a free one' },
  data: { flag: 'data', env: 'DATA_DIR', value: 'DIR', initial: resolve(HERE, 'data'), help: 'folder of the embedded database, the lock and the signing secret' },
  databaseUrl: { env: 'DATABASE_URL', value: 'URL', initial: '', help: 'a PostgreSQL to use instead of the embedded database' },
  staticDir: { flag: 'static', env: 'STATIC_DIR', value: 'DIR', initial: '', help: 'serve a built page from this folder' },
  corsOrigins: { flag: 'cors', env: 'CORS_ORIGINS', value: 'LIST', initial: 'http://127.0.0.1:8080,http://localhost:8080', help: 'exact origins of pages on other ports, comma-separated' },
  jwtSecret: { env: 'JWT_SECRET', value: 'TEXT', initial: '', help: 'signs access tokens; made and kept in the data folder by default' },
  accessTtlS: { env: 'ACCESS_TTL_S', value: 'N', initial: '600', help: 'life of an access token in seconds' },
  refreshTtlS: { env: 'REFRESH_TTL_S', value: 'N', initial: '1209600', help: 'life of a refresh token in seconds' },
  refreshGraceS: { env: 'REFRESH_GRACE_S', value: 'N', initial: '30', help: 'how long the refresh token before the last is accepted' },
  socketGraceMs: { env: 'SOCKET_GRACE_MS', value: 'N', initial: '30000', help: 'how long a socket outlives its access token' },
  cookieSecure: { env: 'COOKIE_SECURE', value: '0|1', initial: '0', help: 'mark the refresh cookie Secure (behind TLS)' },
  connectsPerS: { flag: 'connects-per-s', env: 'CONNECTS_PER_S', value: 'N', initial: '1000', help: 'connects a second that this machine takes; half of it sets the spread' },
  commandsPerS: { env: 'COMMANDS_PER_S', value: 'N', initial: '50', help: 'commands a second that one user may send (bursts of four seconds)' },
  minClientVersion: { env: 'MIN_CLIENT_VERSION', value: 'X.Y.Z', initial: '', help: 'older clients are refused with upgrade_required' },
  pingIntervalMs: { env: 'PING_INTERVAL_MS', value: 'N', initial: '25000', help: 'heartbeat of Engine.IO' },
  pingTimeoutMs: { env: 'PING_TIMEOUT_MS', value: 'N', initial: '20000', help: 'wait for the answer to a heartbeat' },
  demo: { env: 'DEMO', value: '0|1', initial: '1', help: 'load the demo venue and its accounts into an empty database' },
  demoActivity: { env: 'DEMO_ACTIVITY', value: '0|1', initial: '1', help: 'let the demo venue change by itself every 2 to 6 seconds' },
  seed: { env: 'DEMO_SEED', value: 'N', initial: '7', help: 'seed of the demo venue and its activity' },
  dayTurnsAt: { env: 'DAY_TURNS_AT', value: 'H', initial: '0', help: 'local hour (0 to 12) at which the demo venue turns its day' },
  importFile: { flag: 'import', value: 'FILE', initial: '', help: 'load a hotel bookings file (CSV, also gzipped) as a venue of its own' },
  replayFile: { flag: 'replay', value: 'FILE', initial: '', help: 'play a hotel bookings file as live events in time order' },
  speed: { flag: 'speed', value: 'N', initial: '7200', help: 'replay: how many times faster than real time' },
  from: { flag: 'from', value: 'DAY', initial: '', help: 'replay: start at this day (YYYY-MM-DD), all before it has happened' },
  applyFile: { flag: 'apply', value: 'FILE', initial: '', help: 'apply a file of changes (one JSON object a line) to the data of a server that is down, then stop' },
  newEpoch: { flag: 'new-epoch', initial: '0', help: 'start all feeds under a new epoch (after restoring a backup)' },
  addUser: { flag: 'add-user', value: 'NAME', initial: '', help: 'add or change an account (password from NEW_PASSWORD), then stop' },
  newPassword: { env: 'NEW_PASSWORD', value: 'TEXT', initial: '', help: 'the password for --add-user' },
  role: { flag: 'role', value: 'ROLE', initial: 'desk', help: 'role for --add-user: manager, desk or viewer' },
  logLevel: { flag: 'log', env: 'LOG_LEVEL', value: 'LEVEL', initial: 'info', help: 'debug, info, warn, error or silent' },
  test: { env: 'DESKBELL_TEST', value: '0|1', initial: '0', help: 'open the control routes under /test (never in production)' },
} satisfies Record<string, Option>;

type Name = keyof typeof OPTIONS;
export type Role = (typeof ROLE_NAMES)[number];
export type Config = ReturnType<typeof check>;

/** Reads flags and environment; `help` when the person asked for it. */
export function readConfig(argv: string[], env: Record<string, string | undefined>): Config | 'help' {
  const flags: Record<string, { type: 'string' | 'boolean'; short?: string }> = { help: { type: 'boolean', short: 'h' } };
  for (const option of Object.values<Option>(OPTIONS)) {
    if (option.flag) flags[option.flag] = { type: option.value ? 'string' : 'boolean' };
  }
  let given: Record<string, unknown>;
  try {
    given = parseArgs({ args: argv, options: flags, allowPositionals: false }).values;
  } catch (error) {
    throw new ConfigError(`${firstSentence(error)} --help lists the options.`);
  }
  if (given.help === true) return 'help';
  const raw = {} as Record<Name, string>;
  for (const [name, option] of Object.entries<Option>(OPTIONS)) {
    const flag = option.flag === undefined ? undefined : given[option.flag];
    const fromEnv = option.env === undefined ? undefined : env[option.env];
    raw[name as Name] = flag === true ? '1' : typeof flag === 'string' ? flag : (fromEnv ?? option.initial);
  }
  return check(raw);
}

function check(raw: Record<Name, string>) {
  const day = raw.from;
  if (day !== '' && !isRealDay(day)) throw bad('from', day, 'a day like 2016-05-01');
  if (!(ROLE_NAMES as readonly string[]).includes(raw.role)) throw bad('role', raw.role, 'manager, desk or viewer');
  if (!(LEVELS as readonly string[]).includes(raw.logLevel)) throw bad('logLevel', raw.logLevel, LEVELS.join(', '));
  if (raw.minClientVersion !== '' && !/^\d+\.\d+\.\d+$/.test(raw.minClientVersion)) throw bad('minClientVersion', raw.minClientVersion, 'a version like 1.2.3');
  if (raw.databaseUrl !== '' && !/^postgres(ql)?:\/\//.test(raw.databaseUrl)) throw new ConfigError('DATABASE_URL must start with postgres:// or postgresql://.');
  if (raw.jwtSecret !== '' && raw.jwtSecret.length < 32) throw new ConfigError('JWT_SECRET must have at least 32 characters.');
  if (raw.addUser !== '' && raw.newPassword.length < 8) throw new ConfigError('--add-user needs NEW_PASSWORD with at least 8 characters.');
  if (raw.importFile !== '' && raw.replayFile !== '') throw new ConfigError('--import and --replay exclude each other: a replay imports what came before it.');
  return {
    host: raw.host,
    port: whole(raw, 'port', 0, 65_535),
    data: resolve(raw.data),
    databaseUrl: raw.databaseUrl,
    staticDir: raw.staticDir === '' ? '' : resolve(raw.staticDir),
    corsOrigins: raw.corsOrigins.split(',').map((part) => part.trim()).filter((part) => part !== '').map(origin),
    jwtSecret: raw.jwtSecret,
    accessTtlS: whole(raw, 'accessTtlS', 1, 86_400),
    refreshTtlS: whole(raw, 'refreshTtlS', 1, 31_536_000),
    refreshGraceS: whole(raw, 'refreshGraceS', 0, 3600),
    socketGraceMs: whole(raw, 'socketGraceMs', 0, 3_600_000),
    cookieSecure: truth(raw, 'cookieSecure'),
    connectsPerS: whole(raw, 'connectsPerS', 1, 1_000_000),
    commandsPerS: whole(raw, 'commandsPerS', 1, 100_000),
    minClientVersion: raw.minClientVersion,
    pingIntervalMs: whole(raw, 'pingIntervalMs', 100, 600_000),
    pingTimeoutMs: whole(raw, 'pingTimeoutMs', 100, 600_000),
    demo: truth(raw, 'demo'),
    demoActivity: truth(raw, 'demoActivity'),
    seed: whole(raw, 'seed', 0, 0xffff_ffff),
    dayTurnsAt: whole(raw, 'dayTurnsAt', 0, 12),
    importFile: raw.importFile === '' ? '' : resolve(raw.importFile),
    replayFile: raw.replayFile === '' ? '' : resolve(raw.replayFile),
    speed: positive(raw, 'speed', 1_000_000),
    from: day,
    applyFile: raw.applyFile === '' ? '' : resolve(raw.applyFile),
    newEpoch: truth(raw, 'newEpoch'),
    addUser: raw.addUser,
    newPassword: raw.newPassword,
    role: raw.role as Role,
    logLevel: raw.logLevel as Level,
    test: truth(raw, 'test'),
  };
}

/** The text of `--help`. */
export function help(): string {
  const lines = Object.values<Option>(OPTIONS).map((option) => {
    const flag = option.flag ? `--${option.flag}${option.value ? ` ${option.value}` : ''}` : '';
    const env = option.env ? `${option.env}=${option.value ?? ''}` : '';
    const initial = option.initial === '' || !option.value ? '' : ` (default ${option.initial})`;
    return `  ${[flag, env].filter((part) => part !== '').join(', ').padEnd(44)} ${option.help}${initial}`;
  });
  return ['Deskbell reference booking server', '', 'npm run server -- [options]; each is a flag, a variable of the environment, or both.', '', ...lines, ''].join('\n');
}

function bad(name: Name, value: string, wanted: string): ConfigError {
  const option: Option = OPTIONS[name];
  const called = [option.flag ? `--${option.flag}` : '', option.env ?? ''].filter((part) => part !== '').join(' / ');
  return new ConfigError(`${called} must be ${wanted}, not "${value.slice(0, 100)}".`);
}

function whole(raw: Record<Name, string>, name: Name, least: number, most: number): number {
  const text = raw[name];
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) throw bad(name, text, `a whole number from ${least} to ${most}`);
  return value;
}

function positive(raw: Record<Name, string>, name: Name, most: number): number {
  const value = Number(raw[name]);
  if (raw[name].trim() === '' || !(value > 0) || value > most) throw bad(name, raw[name], `a number above 0, at most ${most}`);
  return value;
}

function truth(raw: Record<Name, string>, name: Name): boolean {
  const text = raw[name];
  if (text === '1' || text === 'true') return true;
  if (text === '0' || text === 'false' || text === '') return false;
  throw bad(name, text, '0 or 1');
}

function origin(text: string): string {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw bad('corsOrigins', text, 'origins like http://127.0.0.1:8080');
  }
  if (url.origin !== text || !/^https?:$/.test(url.protocol)) throw bad('corsOrigins', text, 'origins like http://127.0.0.1:8080, without a path');
  return text;
}

function firstSentence(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const sentence = text.split(/\.\s|\n/)[0] ?? text;
  return sentence.endsWith('.') ? sentence : `${sentence}.`;
}
