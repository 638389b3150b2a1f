/** Shorter secrets are ignored, because the same characters may be an ordinary word elsewhere in a text. */
const MIN_CHARACTERS = 6;
/** The limit keeps it fast to show an answer that is full of fields named `token`. */
const MAX_SECRETS = 100;
const MAX_DEPTH = 5;
/** Longer bytes are ignored: they are files, and no text repeats them. */
const MAX_BYTES = 5_000;
const REPLACEMENT = '[redacted]';

/** Collects the credentials that were found in one place of a value, and removes them from all other places. */
export class KnownSecrets {
  readonly #forms = new Set<string>();
  #count = 0;

  /** Adds the value of a secret field: text, bytes, or an object of them such as `auth` and `oauth`. */
  add(field: unknown, depth = 0): void {
    if (typeof field === 'string') this.addText(field);
    else if (field instanceof Uint8Array) {
      if (field.byteLength <= MAX_BYTES) this.addText(Buffer.from(field).toString());
    } else if (typeof field === 'object' && field !== null && depth < MAX_DEPTH) {
      for (const value of Object.values(field)) this.add(value, depth + 1);
    }
  }

  /** Adds a secret as it was found in a header, a URL, a form, JSON or XML. */
  readonly addText = (text: string): void => {
    for (const part of partsOf(text)) {
      if (part.length < MIN_CHARACTERS || this.#count >= MAX_SECRETS) continue;
      this.#count += 1;
      for (const form of formsOf(part)) this.#forms.add(form);
    }
  };

  /** Removes the credentials from a value, and returns it. The value is changed, so it must be a copy. */
  removeFrom(value: unknown): unknown {
    if (this.#forms.size === 0) return value;
    // Longer texts come first, because a shorter text may be a part of a longer one.
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

/** The secret, and the parts that may occur alone: the token of a header, the values of cookies, a password. */
function partsOf(text: string): string[] {
  const [, scheme, token = ''] = /^([A-Za-z]+) +([^ ].*)$/s.exec(text) ?? [];
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

/** The forms in which a secret may occur in a text: unchanged, in a URL, in JSON, and as base64. */
function formsOf(secret: string): string[] {
  const base64 = Buffer.from(secret)
    .toString('base64')
    .replace(/(?<!=)=+$/, '');
  return [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), base64];
}
