/**
 * A small router over `node:http`: exact origins, bounded bodies, JSON in and out, refusals as
 * `{error}`. A handler returns the value to send, or `undefined` after it has answered itself.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { HTTP_STATUS, Refusal, toRefusal } from './errors.ts';
import type { Faults } from './faults.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';

const BODY_BYTES = 64 * 1024;

export interface Exchange {
  req: IncomingMessage;
  res: ServerResponse;
  url: URL;
  params: Record<string, string>;
  /** The query as an object; a key given twice keeps its last value. */
  query: Record<string, string>;
  /** Reads the body as JSON; an empty body is `undefined`. */
  json(maxBytes?: number): Promise<unknown>;
  text(maxBytes?: number): Promise<string>;
}

export type Handler = (exchange: Exchange) => unknown;

export interface Route {
  method: string;
  /** Segments; one that starts with a colon is a parameter. */
  path: string;
  handle: Handler;
}

export interface HttpOptions {
  routes: Route[];
  corsOrigins: string[];
  faults: Faults;
  metrics: Metrics;
  log: Log;
  /** Answers GET and HEAD that no route takes; false when it has nothing. */
  fallback?: (exchange: Exchange) => Promise<boolean>;
}

/** The listener for `http.createServer`. It answers every request and never throws. */
export function httpListener(options: HttpOptions): (req: IncomingMessage, res: ServerResponse) => void {
  return (req, res) => {
    res.on('finish', () => options.metrics.count('deskbell_http_requests_total', { method: knownMethod(req.method), status: String(res.statusCode) }));
    answer(req, res, options).catch((thrown: unknown) => {
      const refusal = toRefusal(thrown, (cause) => {
        options.metrics.count('deskbell_faults_total');
        options.log.fault('request_failed', cause, { method: req.method, path: (req.url ?? '').split('?')[0] });
      });
      refuse(res, refusal);
    });
  };
}

export function sendJson(res: ServerResponse, status: number, value: unknown): void {
  const text = JSON.stringify(value);
  res.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': Buffer.byteLength(text), 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' });
  res.end(text);
}

/** Whether a page of this origin may send requests that change something. */
export function isTrustedOrigin(req: IncomingMessage, corsOrigins: string[]): boolean {
  const { origin, host } = req.headers;
  if (origin === undefined) return true;
  return corsOrigins.includes(origin) || origin === `http://${host}` || origin === `https://${host}`;
}

async function answer(req: IncomingMessage, res: ServerResponse, options: HttpOptions): Promise<void> {
  const url = readUrl(req);
  const method = req.method ?? 'GET';
  if (!url.pathname.startsWith('/test/')) await options.faults.whileRunning();
  allowOrigin(req, res, options.corsOrigins);
  if (method === 'OPTIONS') {
    res.writeHead(204).end();
    return;
  }
  const fitting = options.routes
    .map((route) => ({ route, params: match(route.path, url.pathname) }))
    .filter((candidate) => candidate.params !== undefined);
  const found = fitting.find(({ route }) => route.method === method || (route.method === 'GET' && method === 'HEAD'));
  const exchange: Exchange = {
    req, res, url, params: found?.params ?? {}, query: Object.fromEntries(url.searchParams),
    json: async (maxBytes) => parseJson(req, await readBody(req, maxBytes ?? BODY_BYTES)),
    text: (maxBytes) => readBody(req, maxBytes ?? BODY_BYTES),
  };
  if (found) {
    const value = await found.route.handle(exchange);
    if (value !== undefined && !res.headersSent) sendJson(res, 200, value);
    return;
  }
  if (fitting.length > 0) {
    res.setHeader('Allow', fitting.map(({ route }) => route.method).join(', '));
    sendJson(res, 405, new Refusal('bad_request', 'This address does not take that method.').body());
    return;
  }
  if (options.fallback && (method === 'GET' || method === 'HEAD') && (await options.fallback(exchange))) return;
  throw new Refusal('not_found', 'There is nothing at this address.');
}

function refuse(res: ServerResponse, refusal: Refusal): void {
  if (res.headersSent) {
    res.destroy();
    return;
  }
  const wait = refusal.detail.retry_after_ms;
  if (wait !== undefined) res.setHeader('Retry-After', Math.ceil(wait / 1000));
  // The rest of a body that was too long is not waited for.
  if (!res.req.complete) res.setHeader('Connection', 'close');
  sendJson(res, HTTP_STATUS[refusal.code], refusal.body());
}

function allowOrigin(req: IncomingMessage, res: ServerResponse, origins: string[]): void {
  res.setHeader('Vary', 'Origin');
  const { origin } = req.headers;
  if (origin === undefined || !origins.includes(origin)) return;
  res.setHeader('Access-Control-Allow-Origin', origin);
  res.setHeader('Access-Control-Allow-Credentials', 'true');
  res.setHeader('Access-Control-Expose-Headers', 'Retry-After');
  if (req.method !== 'OPTIONS') return;
  res.setHeader('Access-Control-Allow-Methods', 'GET, HEAD, POST, DELETE');
  res.setHeader('Access-Control-Allow-Headers', 'Authorization, Content-Type');
  res.setHeader('Access-Control-Max-Age', '600');
}

function readUrl(req: IncomingMessage): URL {
  try {
    const url = new URL(`http://host${(req.url ?? '/').replace(/^\/*/, '/')}`);
    decodeURIComponent(url.pathname);
    return url;
  } catch {
    throw new Refusal('bad_request', 'The address cannot be read.');
  }
}

function match(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    if (part.startsWith(':') && value !== '') params[part.slice(1)] = decodeURIComponent(value);
    else if (part !== value) return undefined;
  }
  return params;
}

function readBody(req: IncomingMessage, maxBytes: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    req.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) {
        req.pause();
        reject(new Refusal('bad_request', `The body is longer than ${maxBytes} bytes.`));
        return;
      }
      chunks.push(chunk);
    });
    req.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    req.on('error', () => reject(new Refusal('bad_request', 'The body broke off.')));
  });
}

function parseJson(req: IncomingMessage, text: string): unknown {
  if (text === '') return undefined;
  // A page of another origin can send a form without asking first, but not this type.
  if (!/^application\/json\b/i.test(req.headers['content-type'] ?? '')) throw new Refusal('bad_request', 'The body must be application/json.');
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal('bad_request', 'The body is not JSON.');
  }
}

function knownMethod(method: string | undefined): string {
  return ['GET', 'HEAD', 'POST', 'DELETE', 'OPTIONS'].find((known) => known === method) ?? 'other';
}
