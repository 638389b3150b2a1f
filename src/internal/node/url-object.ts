import { ownProperties } from '../own-properties';
import { isPlainRecord } from '../plain-record';

/** Whether a value is a `URL`, also one of another realm or of jsdom, or a legacy Url object. */
export function isUrlObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  // A plain object needs own properties. The properties of a URL are inherited getters.
  const has = (name: string) => (isPlainRecord(value) ? Object.hasOwn(value, name) : name in value);
  return has('href') && has('protocol');
}

/** The text of a proxy as options name it: a text, a `URL` or a legacy Url object. Other values stay as they are. */
export function proxyText(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? textOfObject(value) : value;
}

/** The text of a `URL`, of a legacy Url object, or of an object like it. */
export function textOfObject(target: object): string {
  const { format } = require('node:url') as typeof import('node:url');
  // Each part is read only once, since a getter may return another value the next time. An `href` that
  // somebody put on Object.prototype does not count.
  const own: Record<string, unknown> = ownProperties({ ...target });
  const isInherited = !Object.hasOwn(own, 'href') && !('href' in Object.prototype);
  const { href } = isInherited ? (target as { href?: unknown }) : own;
  if (typeof href !== 'string') return format(withPath(own));
  const written = readLegacy(href);
  return written ? (formatChanged(own, written) ?? href) : href;
}

/**
 * The text of a legacy Url object whose parts were changed after it was parsed. `undefined` if no part was changed. A part counts if it
 * differs from the same part of `href`, because `href` is not updated.
 * @param own the object's own properties
 * @param written the parts of its `href`
 */
function formatChanged(own: Record<string, unknown>, written: LegacyParts): string | undefined {
  const isChanged = (name: keyof LegacyParts): boolean =>
    own[name] !== undefined && String(own[name] ?? '') !== String(written[name] ?? '');
  const changed = LEGACY_PARTS.filter(isChanged);
  if (changed.length === 0) return undefined;
  const parts: Record<string, unknown> = { ...written, path: null, query: null };
  for (const name of changed) parts[name] = own[name];
  // `url.format` takes `host`, if there is a host, and not `hostname` and `port`.
  if (!changed.includes('host')) parts.host = null;
  const { format } = require('node:url') as typeof import('node:url');
  return format(withPath(parts));
}

/** The parts with `path` in place of `pathname` and `search`, as in request. `url.format` does not read `path`. */
function withPath(parts: Record<string, unknown>): Record<string, unknown> {
  if (!parts.path) return parts;
  const path = String(parts.path);
  const end = path.indexOf('?');
  const [pathname, search] = end === -1 ? [path, null] : [path.slice(0, end), path.slice(end)];
  return { ...parts, pathname, search, query: null };
}

const LEGACY_PARTS = [
  'protocol',
  'auth',
  'host',
  'hostname',
  'port',
  'pathname',
  'search',
  'path',
  'hash',
] as const;
type LegacyParts = Readonly<Record<(typeof LEGACY_PARTS)[number], string | null>>;

/** The parts of a URL as Node's legacy parser reads it. `undefined` for a text that the parser refuses. */
export function readLegacy(text: string): LegacyParser | undefined {
  const { Url } = require('node:url') as unknown as { Url: new () => LegacyParser };
  const legacy = new Url();
  try {
    legacy.parse(text);
    return legacy;
  } catch {
    return undefined;
  }
}

interface LegacyParser extends LegacyParts {
  parse(text: string): void;
  format(): string;
  pathname: string | null;
}
