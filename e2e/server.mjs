/**
 * A static host: serves dist/ (or DIST) under /any/sub/path/, as a person's web space would. The page and its scripts come without
 * special headers, under the policy in the page's markup; the download worker carries the one that the build wrote for hosts.
 */
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

const prefix = '/any/sub/path/';
const port = Number(process.env.PORT ?? 4179);
const folder = process.env.DIST ?? 'dist';
const harness = process.env.HARNESS ?? '.cache/harness';
const headers = readFileSync(join(folder, '_headers'), 'utf8');
const policyOfDownload = /^\/download\/.*\n\s+Content-Security-Policy: (.*)/m.exec(headers)?.[1] ?? '';
const types = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
  '.png': 'image/png',
};

/** The app, or at `harness/` what devices.spec.ts compares devices with (e2e/harness). */
function fileOf(inside) {
  if (inside.startsWith('harness/')) return join(harness, inside.slice('harness/'.length));
  return join(folder, inside === '.' || inside.endsWith('/') ? join(inside, 'index.html') : inside);
}

createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  const inside = pathname.startsWith(prefix)
    ? normalize(decodeURIComponent(pathname.slice(prefix.length)))
    : null;
  const file = inside === null || inside.startsWith('..') ? null : fileOf(inside);
  if (!file || !existsSync(file) || !statSync(file).isFile()) {
    response.writeHead(404).end('not found');
    return;
  }
  const type = extname(file);
  response.writeHead(200, {
    'content-type': types[type] ?? 'application/octet-stream',
    ...(inside.startsWith('download/') ? { 'content-security-policy': policyOfDownload } : {}),
  });
  createReadStream(file).pipe(response);
}).listen(port, '127.0.0.1');
