import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Route, RoutedRequest } from '../api/routes';
import type { HostResponse } from '../types';

/** The folder of the built page. Only the files that are listed here are served. */
const FOLDER = join(__dirname, '..', '..', 'page');
const FILES = [
  { path: '/', file: 'index.html', type: 'text/html; charset=utf-8' },
  { path: '/_/page/page.js', file: 'page.js', type: 'text/javascript; charset=utf-8' },
  { path: '/_/page/page.css', file: 'page.css', type: 'text/css; charset=utf-8' },
  { path: '/_/page/icon.svg', file: 'icon.svg', type: 'image/svg+xml' },
] as const;

/** The page loads nothing from other hosts, runs only the code of its own file, and cannot be framed. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The routes of the page's files. They need no credentials, because all data of the page comes from the observation API. */
export function pageRoutes(): Route[] {
  return FILES.map(({ path, file, type }): Route => {
    let loaded: { body: string; tag: string } | undefined;
    const handle = (request: RoutedRequest): HostResponse => {
      loaded ??= load(file);
      const headers = {
        'content-type': type,
        'content-security-policy': POLICY,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-cache',
        etag: loaded.tag,
      };
      if (request.header('if-none-match') === loaded.tag) return { status: 304, headers, body: '' };
      return { status: 200, headers, body: loaded.body };
    };
    return ['GET', path, handle];
  });
}

function load(file: string): { body: string; tag: string } {
  const body = readFileSync(join(FOLDER, file), 'utf8');
  return { body, tag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"` };
}
