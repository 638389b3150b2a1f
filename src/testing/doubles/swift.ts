import { ExpiringCache } from '../../internal/expiring-cache';
import { type Double, type DoubleResponse, empty } from './double';
import { refusal } from './refusals';
import { createDouble, type RoutedRequest } from './router';

/** A file of the storage. */
export interface StoredFile {
  /** Its content. */
  body: Buffer;
  /** Its content type. */
  contentType: string;
}

/** The parts that the file storage needs. */
export interface SwiftParts {
  credentials: { readonly username: string; readonly password: string };
  clock: () => number;
  /** Files by their path. */
  files: Map<string, StoredFile>;
}

/** How long a token of the storage is valid: one day, as in OpenStack Swift. */
const TOKEN_LIFETIME_MS = 86_400_000;

/**
 * The file storage: the operations of OpenStack Swift that GDPRUtil needs (docs/platform.md, "File storage").
 */
export function createSwiftDouble({ credentials, clock, files }: SwiftParts): Double {
  const tokens = new ExpiringCache<number>(clock);
  let issued = 0;
  const authenticate = ({ headers, url }: RoutedRequest): DoubleResponse => {
    const { username, password } = credentials;
    if (headers['x-auth-user'] !== username || headers['x-auth-key'] !== password) {
      return refusal('unauthorized', 'X-Auth-User and X-Auth-Key are not those of this account.');
    }
    issued += 1;
    const token = `AUTH_tk${Buffer.from(`lp-faas-toolbelt ${issued}`).toString('hex')}`;
    tokens.set(token, issued, TOKEN_LIFETIME_MS);
    return empty(200, {
      'x-auth-token': token,
      'x-storage-token': token,
      'x-storage-url': new URL(url).origin,
    });
  };
  const withToken =
    (serve: (path: string, request: RoutedRequest) => DoubleResponse) =>
    (request: RoutedRequest): DoubleResponse => {
      const token = request.headers['x-auth-token'] ?? '';
      if (tokens.getStale(token) === undefined)
        return refusal('unauthorized', 'X-Auth-Token is not a token of this storage.');
      if (tokens.get(token) === undefined) return refusal('unauthorized', 'X-Auth-Token has expired.');
      return serve(keyOf(files, new URL(request.url).pathname), request);
    };
  const read = (path: string): DoubleResponse => {
    const file = files.get(path);
    if (!file) return refusal('notFound', `There is no file ${path}.`);
    return { status: 200, headers: { 'content-type': file.contentType }, body: file.body };
  };
  const write = (path: string, { body, headers }: RoutedRequest): DoubleResponse => {
    files.set(path, { body, contentType: headers['content-type'] ?? 'application/octet-stream' });
    return empty(201);
  };
  const remove = (path: string): DoubleResponse =>
    files.delete(path) ? empty(204) : refusal('notFound', `There is no file ${path}.`);
  return createDouble('swift', [
    ['GET', '/auth/v1.0', authenticate],
    ['GET', '/*', withToken(read)],
    ['PUT', '/*', withToken(write)],
    ['DELETE', '/*', withToken(remove)],
  ]);
}

/** The path under which a file is stored, even when it is written with other escapes. The decoded path when there is no such file. */
function keyOf(files: ReadonlyMap<string, unknown>, pathname: string): string {
  const wanted = decode(pathname);
  return [...files.keys()].find((path) => decode(path) === wanted) ?? wanted;
}

function decode(path: string): string {
  const absolute = path.startsWith('/') ? path : `/${path}`;
  try {
    return decodeURIComponent(absolute);
  } catch {
    return absolute;
  }
}
