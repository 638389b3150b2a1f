import type { Json } from './describe-value';

const BOUNDARY = /boundary="?([^";,]+)"?/;
const VARYING_OAUTH = /(oauth_(?:nonce|timestamp|signature|body_hash)(?:="|=|%3D))[^"&,]+/g;
const VARYING_DIGEST = /(cnonce|response|nc)="?[^",]+"?/g;

/** Replaces what must differ between two calls: ports, multipart boundaries, and the nonces asked for. */
export function normalise(value: Json, ports: readonly number[], also: readonly Varying[] = []): Json {
  return walk(value, (text) => {
    let plain = text;
    for (const port of ports) plain = plain.replaceAll(String(port), '<port>');
    if (also.includes('oauth')) plain = plain.replace(VARYING_OAUTH, '$1<varies>');
    if (also.includes('digest') && plain.startsWith('Digest '))
      plain = plain.replace(VARYING_DIGEST, '$1=<varies>');
    return plain;
  });
}

/** Things that vary in some cases only, and would hide a difference elsewhere. */
export type Varying = 'oauth' | 'digest';

/** The same request with its boundary replaced, in the header and in the body. */
export function withoutBoundary(
  headers: { [name: string]: Json },
  body: string,
): { headers: Json; body: Json } {
  const type = headers['content-type'];
  const boundary = typeof type === 'string' ? BOUNDARY.exec(type)?.[1] : undefined;
  if (boundary === undefined || typeof type !== 'string') return { headers, body };
  const plain: { [name: string]: Json } = {
    ...headers,
    'content-type': type.replace(boundary, '<boundary>'),
  };
  // The boundary's own length may differ; whether the header tells the truth may not.
  const length = body.startsWith('hex:') ? (body.length - 4) / 2 : Buffer.byteLength(body);
  if (plain['content-length'] === String(length)) plain['content-length'] = '<length of body>';
  // A body that is no text stands there as hex.
  const hex = Buffer.from(boundary).toString('hex');
  const own = body.startsWith('hex:')
    ? body.replaceAll(hex, Buffer.from('<boundary>').toString('hex'))
    : body;
  return { headers: plain, body: own.replaceAll(boundary, '<boundary>') };
}

/**
 * Difference `redacted-error`: a credential (and bytes, and live objects) that ours hides in what it serialises
 * is taken from the reference, so that it does not hide others. It has cases of its own.
 */
export function withoutRedactions(ours: Json, reference: Json | undefined, serialised = false): Json {
  if (reference === undefined) return ours;
  if (typeof ours === 'string') return serialised && HIDDEN.test(ours) ? reference : ours;
  if (typeof ours !== 'object' || ours === null || typeof reference !== 'object') return ours;
  if (Array.isArray(ours)) {
    const items = Array.isArray(reference) ? reference : [];
    return ours.map((item, i) => withoutRedactions(item, items[i], serialised));
  }
  const others = new Map(Object.entries(reference ?? {}));
  return Object.fromEntries(
    Object.entries(ours).map(([name, field]) => [
      name,
      withoutRedactions(field, others.get(name), serialised || SERIALISED.includes(name)),
    ]),
  );
}

const SERIALISED = ['serialised', 'toJSON'];
const HIDDEN = /\[redacted\]|^\[\d+ bytes\]$|^\[[A-Z]\w*\]$/;

function walk(value: Json, change: (text: string) => string): Json {
  if (typeof value === 'string') return change(value);
  if (typeof value === 'number') {
    const text = change(String(value));
    return text === String(value) ? value : text;
  }
  if (Array.isArray(value)) return value.map((item) => walk(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [change(name), walk(field, change)]),
  );
}
