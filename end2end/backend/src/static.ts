/**
 * Serves a built page from the server's own origin, under the strict Content-Security-Policy.
 *
 * Nothing outside the folder is reachable: names are decoded once, resolved, and compared with
 * the folder's real path. A path without an extension that is not a file is the application's
 * own route and gets `index.html`.
 */
import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Exchange } from './http.ts';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8', '.webmanifest': 'application/manifest+json', '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml', '.png': 'image/png', '.ico': 'image/x-icon', '.woff2': 'font/woff2', '.txt': 'text/plain; charset=utf-8',
  '.map': 'application/json; charset=utf-8', '.webp': 'image/webp', '.jpg': 'image/jpeg',
};
/** Names that carry a hash of their content, as trunk writes them. */
const HASHED = /-[0-9a-f]{8,}(_bg)?\.[a-z0-9]+$/;

/**
 * A fallback for `httpListener`; throws when the folder is not there. The folder may be a link, and a deployment may
 * change what it points to: each request is answered from what it is then.
 */
export async function staticFiles(folder: string): Promise<(exchange: Exchange) => Promise<boolean>> {
  await realpath(folder);
  return async ({ req, res, url }) => {
    const name = decodeURIComponent(url.pathname);
    const file = (await fileAt(folder, name)) ?? (extname(name) === '' ? await fileAt(folder, '/index.html') : undefined);
    if (!file) return false;
    res.setHeader('Content-Security-Policy', policy(req.headers.host));
    res.setHeader('X-Content-Type-Options', 'nosniff');
    res.setHeader('Referrer-Policy', 'no-referrer');
    res.setHeader('Cache-Control', HASHED.test(file.path) ? 'public, max-age=31536000, immutable' : 'no-cache');
    res.setHeader('ETag', file.tag);
    if (req.headers['if-none-match'] === file.tag) {
      res.writeHead(304).end();
      return true;
    }
    res.writeHead(200, { 'Content-Type': TYPES[extname(file.path)] ?? 'application/octet-stream', 'Content-Length': file.size });
    if (req.method === 'HEAD') res.end();
    // A reader that goes away half-way is no fault of the server.
    else await pipeline(createReadStream(file.path), res).catch(() => res.destroy());
    return true;
  };
}

async function fileAt(folder: string, name: string): Promise<{ path: string; size: number; tag: string } | undefined> {
  if (name.includes('\u0000')) return undefined;
  try {
    const root = await realpath(folder);
    const path = await realpath(join(root, name.endsWith('/') ? `${name}index.html` : name));
    if (!path.startsWith(root + sep)) return undefined;
    const info = await stat(path);
    if (!info.isFile()) return undefined;
    return { path, size: info.size, tag: `"${info.size.toString(36)}-${Math.round(info.mtimeMs).toString(36)}"` };
  } catch {
    return undefined;
  }
}

function policy(host: string | undefined): string {
  const own = host !== undefined && /^[\w.:[\]-]{1,255}$/.test(host) ? ` ws://${host} wss://${host}` : '';
  return [
    "default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
    `connect-src 'self'${own}`, "manifest-src 'self'", "worker-src 'self'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'",
  ].join('; ');
}
