/** A path as code writes it: `whitelist[2]`, `secrets[0].key`, `csds["a b"]`. The empty text means the whole value. */
export function formatKeyPath(path: readonly PropertyKey[]): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else if (/^[A-Za-z_$][\w$]*$/.test(String(part))) text += text === '' ? String(part) : `.${String(part)}`;
    else text += `[${JSON.stringify(String(part))}]`;
  }
  return text;
}

/** A longer text cannot be similar to a known name. Comparing a text of a megabyte with every name would take seconds. */
const MAX_NAME = 100;

/**
 * The known name that `name` may be a misspelling of: it differs in upper and lower case, or in at most two
 * characters, or in the order of two neighbours.
 */
export function nearName(name: string, known: Iterable<string>): string | undefined {
  if (name.length > MAX_NAME) return undefined;
  const lower = name.toLowerCase();
  let best: string | undefined;
  let fewest = Math.min(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    const edits = editDistance(lower, candidate.toLowerCase());
    if (edits < fewest) {
      best = candidate;
      fewest = edits;
    }
  }
  return best;
}

/** A name that is not known, and the known name that was probably meant. */
type Misspelling = readonly [name: string, meant: string];

/**
 * The names that may be misspellings of known names. Other unknown names are left out, because they may be intended.
 * @param aliases names that mean a known name although they are not similar to it
 */
export function misspellings(
  names: readonly string[],
  known: readonly string[],
  aliases: ReadonlyMap<string, string> = new Map(),
): Misspelling[] {
  return names
    .filter((name) => !known.includes(name))
    .map((name): [string, string | undefined] => [name, aliases.get(name) ?? nearName(name, known)])
    .filter((pair): pair is [string, string] => pair[1] !== undefined);
}

/**
 * Warnings about options that are probably misspelt. Such an option has no effect, and the call often succeeds, so only a warning can show
 * the mistake.
 *
 * @param client the client's name, with the argument if it has several
 * @returns topic and text of each warning
 */
export function misspeltOptions(
  client: string,
  given: unknown,
  known: readonly string[],
  aliases?: ReadonlyMap<string, string>,
): Array<[topic: string, message: string]> {
  const names = typeof given === 'object' && given !== null ? Object.keys(given) : [];
  return misspellings(names, known, aliases).map(([name, meant]) => [
    `misspelt ${client} ${name}`,
    `${client}: the option "${oneLine(name)}" is not known and has no effect: did you mean "${meant}"?`,
  ]);
}

/** How many characters must be added, removed, replaced or swapped with their neighbour. */
function editDistance(from: string, to: string): number {
  let before: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const kept = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      const isSwapped = from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      const swapped = isSwapped ? (before[j - 2] ?? 0) + 1 : kept;
      next.push(Math.min(kept, swapped, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    before = row;
    row = next;
  }
  return row[to.length] ?? 0;
}

/** Describes a value without showing it, because it may be a secret. Only numbers and booleans are shown. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (value === '') return 'an empty string';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** What to do about a secret that the settings files of a project do not have. */
export function addSecretAdvice(key: string): string {
  return `add { "key": ${JSON.stringify(key)}, "value": … } to "secrets" of functions/settings.local.json`;
}

/** Describes a value that is no secret. A text is shown in quotation marks. */
export function quoteValue(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : describeValue(value);
}

/**
 * Hides the user info of a URL, because it may hold a password. The text may lack a scheme or be no URL at all. Everything up to the last
 * `@` is hidden, because a password may have any character, even one that ends the host of a URL.
 */
export function maskUserInfo(text: string): string {
  return text.replace(/^([a-z][a-z\d+.-]*:\/\/)?.*@/is, '$1[redacted]@');
}

/** What `maskUserInfo` hides. Empty when there is none. */
export function userInfoOf(text: string): string {
  return text.slice(0, Math.max(0, text.lastIndexOf('@'))).replace(/^[a-z][a-z\d+.-]*:\/\//i, '');
}

/** Characters that a terminal or a log takes for commands: control characters, and those that change the order of other characters. */
const COMMANDS = /[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;

/** A text that others may have written, for a message of several lines. Commands for a terminal are removed, and it is cut. */
export function printable(text: string, length: number): string {
  return cutText(text, length).replace(COMMANDS, (character) =>
    character === '\n' || character === '\t' ? character : escaped(character),
  );
}

/** The same for one line: a line break would look like the beginning of another entry. */
export function oneLine(text: string, length = MAX_NAME * 2): string {
  return cutText(text, length).replace(COMMANDS, escaped);
}

function escaped(character: string): string {
  const simple: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
  return simple[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function cutText(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}
