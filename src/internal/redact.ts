import { types } from 'node:util';
import { isPlainRecord } from './plain-record';
import { isFixedName, isFixedText } from './redact/fixed-names';
import { fieldsOf } from './redact/hidden-fields';
import { KnownSecrets } from './redact/known-secrets';
import { REDACTED, redactText } from './redact/patterns';
import { readable, UNREADABLE } from './redact/readable';
import { isIdentifier, isSecretName, isSecretParameter } from './redact/secret-names';
import { maskUserInfo, userInfoOf } from './wording';

export { KnownSecrets } from './redact/known-secrets';
export { REDACTED, redactText } from './redact/patterns';
export { isSecretName } from './redact/secret-names';

/** Real bodies are not nested more deeply than this. A hostile body would overflow the stack. */
const MAX_DEPTH = 100;
/** Stands for what is nested more deeply. */
export const TOO_DEEP = '[nested too deeply]';
/** The number of characters that are shown of a text, and of each field of a value. */
export const MAX_SHOWN = 64 * 1024;
/** This many more characters are searched, so that a credential at the end of the shown part is found as a whole. */
const MARGIN = 4 * 1024;
/** The number of characters that are searched for credentials in what a caller sent. */
const MAX_SEARCHED = 256 * 1024;
/** The greatest number of known secrets of a caller. The answer of a server adds at most {@link MAX_FOUND}. */
const MAX_SENT = 20_000;
/** The limit keeps it fast to show an answer with very many fields named `token`. */
const MAX_FOUND = 100;
/** The options that hold the body of a request. */
const BODIES: ReadonlySet<string> = new Set(['body', 'form', 'formData', 'json', 'multipart']);
/** The options that hold a URL. */
const URLS: ReadonlySet<string> = new Set(['uri', 'url', 'baseUrl']);
/** The options that hold parameters of a query or fields of a form. */
const PARAMETERS: ReadonlySet<string> = new Set(['qs', 'form', 'formData']);

/** How an assignment defines a property. */
const PLAIN = { configurable: true, enumerable: true, writable: true };

/** How {@link redact} shows a value. */
export interface RedactOptions {
  /** Credentials whose values are known. They are removed first. */
  known?: KnownSecrets;
  /** How many characters of a text, and of each field of the value, are shown. */
  limit?: number;
  /** The object from whose fields the value was copied. */
  within?: object;
}

/**
 * A deep copy of `value` that can be printed or serialised. Credentials are replaced by `[redacted]`, cycles by
 * `[circular]`, and bytes and other objects (streams, sockets, agents) by a short name. A credential that was found
 * in one place is also removed from all other places, for example from the body of an answer that repeats it. Long texts,
 * lists and records are cut. The value itself is not changed.
 */
export function redact(value: unknown, { known, limit = MAX_SHOWN, within }: RedactOptions = {}): unknown {
  const found = new KnownSecrets(MAX_FOUND);
  const shown = new Copier(found, known, limit, 'texts', within).copy(value);
  return found.isEmpty ? shown : removeAll(shown, found);
}

/** The text without the known credentials, and cut. No other credentials are looked for. */
export function withoutKnown(text: string, known: KnownSecrets): string {
  // A form of a credential may be several times as long as the credential itself.
  const margin = Math.max(MARGIN, known.longest * 6);
  return cut(known.removeFrom(text.slice(0, MAX_SHOWN + margin)), MAX_SHOWN, text.length);
}

/** The credentials in what a caller, or this library, sent. Bodies come last, because somebody else may have written their contents. */
export function secretsIn(sources: readonly unknown[]): KnownSecrets {
  const known = new KnownSecrets(MAX_SENT);
  const others: unknown[] = [];
  const bodies: unknown[] = [];
  for (const source of sources) {
    const entries = readable(() => (isPlainRecord(source) ? Object.entries(source) : undefined));
    if (typeof entries !== 'object') {
      others.push(source);
      continue;
    }
    others.push(Object.fromEntries(entries.filter(([name]) => !BODIES.has(name))));
    bodies.push(...entries.filter(([name]) => BODIES.has(name)).map((entry) => Object.fromEntries([entry])));
  }
  // Fields come before texts, because a text beside them may be a message of a consumer that names any number of secrets.
  for (const values of [others, bodies]) {
    for (const reading of ['fields', 'everything'] as const) {
      for (const value of values) new Copier(known, undefined, MAX_SEARCHED, reading).copy(value);
    }
  }
  return known;
}

/** What a {@link Copier} reads: the fields with the name of a secret, the texts too, or the texts and the bytes too. */
type Reading = 'fields' | 'texts' | 'everything';

/** Makes the copy of {@link redact}. */
class Copier {
  readonly #found: KnownSecrets;
  readonly #known: KnownSecrets | undefined;
  readonly #limit: number;
  /** The objects that lead to the present value, and the present one. */
  readonly #path: object[];
  /** The length of the path at the value itself. */
  readonly #start: number;
  readonly #reading: Reading;
  /** How many characters of the current field may still be shown. */
  #left: number;

  constructor(
    found: KnownSecrets,
    known: KnownSecrets | undefined,
    limit: number,
    reading: Reading,
    within?: object,
  ) {
    this.#found = found;
    this.#known = known;
    this.#limit = limit;
    this.#left = limit;
    this.#path = within === undefined ? [] : [within];
    this.#start = this.#path.length + 1;
    this.#reading = reading;
  }

  copy(value: unknown, isForm = false): unknown {
    if (typeof value === 'string') return this.#text(value);
    if (typeof value === 'bigint') return `${value}n`;
    // JSON and `inspect` read properties of a function.
    if (typeof value === 'function' && types.isProxy(value)) return UNREADABLE;
    if (typeof value !== 'object' || value === null) return value;
    if (this.#path.includes(value)) return '[circular]';
    if (this.#path.length > MAX_DEPTH) return TOO_DEEP;
    this.#path.push(value);
    try {
      return this.#object(value, isForm);
    } catch {
      return UNREADABLE;
    } finally {
      this.#path.pop();
    }
  }

  #object(value: object, isForm: boolean): unknown {
    if (value instanceof Uint8Array) return this.#bytes(value);
    if (value instanceof Date) return value;
    if (value instanceof RegExp) return value.toString();
    if (value instanceof URL) return this.#text(value.href);
    if (Array.isArray(value)) return this.#list(value, isForm);
    if (types.isNativeError(value)) return this.#fields(fieldsOf(value));
    if (hasToJson(value)) return this.copy(value.toJSON());
    if (!isPlainRecord(value)) return `[${value.constructor?.name ?? 'object'}]`;
    return this.#fields(value, isForm);
  }

  #text(text: string): string {
    if (this.#reading === 'fields') return '';
    const length = Math.max(0, Math.min(this.#left, this.#limit));
    this.#left -= text.length;
    const begin = text.length <= length ? text : text.slice(0, length + MARGIN);
    const plain = this.#known ? this.#known.removeFrom(begin) : begin;
    return cut(redactText(plain, this.#found.addText), length, text.length);
  }

  #bytes(bytes: Uint8Array): string {
    // The bytes of a body hold the same fields as its text.
    if (this.#reading === 'everything') this.#text(Buffer.from(bytes.subarray(0, this.#limit)).toString());
    return `[${bytes.byteLength} bytes]`;
  }

  #list(list: readonly unknown[], isForm: boolean): unknown[] {
    const shown: unknown[] = [];
    for (const item of list) {
      if (this.#left <= 0) return [...shown, `[${list.length - shown.length} more]`];
      this.#left -= 1;
      shown.push(this.copy(item, isForm));
    }
    return shown;
  }

  #fields(source: object, isForm = false): Record<string, unknown> {
    const names = Object.keys(source);
    const fields: Record<string, unknown> = {};
    let left = names.length;
    for (const name of names) {
      // Each field of the value itself has its own limit, so that the options stay readable beside a long body.
      if (this.#path.length === this.#start) this.#left = this.#limit;
      if (this.#left <= 0) {
        fields['…'] = `${left} more`;
        break;
      }
      left -= 1;
      this.#left -= name.length + 1;
      const value = fieldOf(source, name);
      const field = this.#field(name, value, source, isForm);
      const shown = this.#name(name);
      // An assignment to "__proto__" would set the prototype of the copy.
      if (shown === '__proto__') Object.defineProperty(fields, shown, { ...PLAIN, value: field });
      else fields[shown] = field;
    }
    return fields;
  }

  #name(name: string): string {
    if (isFixedName(name)) return name;
    const short = name.length > MARGIN ? `${name.slice(0, MARGIN)}…` : name;
    return this.#known ? this.#known.removeFrom(short) : short;
  }

  #field(name: string, field: unknown, source: object, isForm: boolean): unknown {
    if (hidesSecret(name, field, isForm) || (name === 'key' && 'cert' in source)) {
      if (!isIdentifier(name)) this.#found.add(field);
      return REDACTED;
    }
    if (isFixedText(name, field)) return field;
    const shown = withoutUser(name, field);
    if (shown !== field) this.#found.addText(userInfoOf(String(field)));
    return this.copy(shown, isForm || PARAMETERS.has(name));
  }
}

/** Removes the credentials from every text in a value, and returns it. The value is changed, so it must be a copy. */
function removeAll(value: unknown, found: KnownSecrets): unknown {
  if (typeof value === 'string') return found.removeFrom(value);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  for (const [name, item] of Object.entries(value)) {
    if (!isFixedText(name, item)) (value as Record<string, unknown>)[name] = removeAll(item, found);
  }
  return value;
}

/** Like {@link readable}. It needs no function for each field. */
function fieldOf(source: object, name: string): unknown {
  try {
    return (source as Record<string, unknown>)[name];
  } catch {
    return UNREADABLE;
  }
}

function cut(text: string, length: number, whole: number): string {
  if (whole <= length) return text;
  return `${text.slice(0, length)}… [cut: ${whole} characters in all]`;
}

function hidesSecret(name: string, field: unknown, isForm: boolean): boolean {
  if (field === undefined || field === null || typeof field === 'boolean') return false;
  // Bytes named "key" are a TLS key. A text is shown, because it may be the name of a secret or of a header. A key as PEM text is removed
  // by its form.
  if (name === 'ca' || (name === 'key' && !isForm)) return typeof field === 'object';
  return isForm ? isSecretParameter(name) : isSecretName(name);
}

/**
 * A proxy may be written without a scheme, and a URL may be wrong, for example because of a slash in its password. Then the user info does
 * not look like the user info of a URL.
 */
function withoutUser(name: string, field: unknown): unknown {
  if (typeof field !== 'string' || !field.includes('@')) return field;
  if (name !== 'proxy' && !(URLS.has(name) && !/^https?:$/.test(protocolOf(field)))) return field;
  return maskUserInfo(field);
}

function protocolOf(url: string): string {
  return URL.canParse(url) ? new URL(url).protocol : '';
}

function hasToJson(value: object): value is { toJSON(): unknown } {
  return typeof (value as { toJSON?: unknown }).toJSON === 'function';
}
