/** Shorter ones may be words that stand in a text for something else. */
const MIN_CHARACTERS = 6;
/** A response that is full of fields named `token` must not make showing it slow. */
const MAX_SECRETS = 100;
const MAX_DEPTH = 5;
/** Longer bytes are files, and no text repeats them. */
const MAX_BYTES = 5_000;
const REPLACEMENT = '[redacted]';

/** Credentials that were seen in one place of a value, to be removed from the others. */
export class KnownSecrets {
  readonly #forms = new Set<string>();
  #count = 0;

  /** Takes the value of a secret field: text, bytes, or a record of them such as `auth` and `oauth`. */
  add(field: unknown, depth = 0): void {
    if (typeof field === 'string') this.addText(field);
    else if (field instanceof Uint8Array) {
      if (field.byteLength <= MAX_BYTES) this.addText(Buffer.from(field).toString());
    } else if (typeof field === 'object' && field !== null && depth < MAX_DEPTH) {
      for (const value of Object.values(field)) this.add(value, depth + 1);
    }
  }

  /** Takes a secret as it stands in a header, URL, form, JSON or XML. */
  readonly addText = (text: string): void => {
    for (const part of partsOf(text)) {
      if (part.length < MIN_CHARACTERS || this.#count >= MAX_SECRETS) continue;
      this.#count += 1;
      for (const form of formsOf(part)) this.#forms.add(form);
    }
  };

  /** The same value without them. It must be a copy: it is changed. */
  removeFrom(value: unknown): unknown {
    if (this.#forms.size === 0) return value;
    // A longer one first: a shorter one may be part of it.
    const forms = [...this.#forms].sort((one, other) => other.length - one.length);
    const pattern = new RegExp(
      forms.map((form) => form.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'),
      'g',
    );
    return remove(value, pattern);
  }
}

function remove(value: unknown, pattern: RegExp): unknown {
  if (typeof value === 'string') return value.replace(pattern, REPLACEMENT);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  for (const [name, item] of Object.entries(value)) {
    (value as Record<string, unknown>)[name] = remove(item, pattern);
  }
  return value;
}

/** The secret itself, and what of it may stand alone: the token of a header, the values of cookies, a password. */
function partsOf(text: string): string[] {
  const [, scheme, token = ''] = /^([A-Za-z]+) +(.+)$/s.exec(text) ?? [];
  const userInfo = scheme?.toLowerCase() === 'basic' ? Buffer.from(token, 'base64').toString() : text;
  const quoted = Array.from(text.matchAll(/="([^"]*)"/g), ([, value = '']) => value);
  const pairs = Array.from(text.matchAll(/(?:^|;\s*)[^=;\s]+=([^;]*)/g), ([, value = '']) => value);
  const afterColon = /^[^:\s]*:(.+)$/s.exec(userInfo)?.[1] ?? '';
  return [...new Set([text, token, afterColon, ...quoted, ...pairs].map(decoded))];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function formsOf(secret: string): string[] {
  const base64 = Buffer.from(secret).toString('base64').replace(/=+$/, '');
  return [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), base64];
}
