/**
 * The ways in which a text may write a character: percent-encoded, as an HTML entity, or as an escape of JSON and JavaScript. Line breaks
 * are ignored, because long values are broken over lines, also as quoted-printable text. So are characters that nobody sees.
 */
const ESCAPE =
  /%[0-7][\da-f]|(?:%[89a-f][\da-f]){1,4}|&#(?:\d{1,20}|x[\da-f]{1,20});?|&(?:amp|lt|gt|quot|apos|shy);|\\(?:u[\da-f]{4}|u\{[\da-f]{1,6}\}|x[\da-f]{2}|["'\\/bfnrt])|=?[\r\n]+[ \t]*|[\u00ad\u200b-\u200d\u2060\ufeff]/gi;

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
/** How often a text may be encoded. */
const MAX_LAYERS = 4;

/** A text without encodings and in lower case, with the place in the original text for each character. */
export interface PlainText {
  readonly text: string;
  /** Where the character at an index begins and ends. */
  range(index: number): readonly [start: number, end: number];
}

/** Removes every encoding from a text, so that a value is found in whatever form a text holds it. */
export function plainText(original: string): PlainText {
  let text = original;
  let places: Places | undefined;
  for (let layer = 0; layer < MAX_LAYERS; layer += 1) {
    const decoded = decodeOnce(text);
    if (decoded === undefined) break;
    places = places === undefined ? decoded.places : through(places, decoded.places);
    text = decoded.text;
  }
  const found = places;
  return {
    // A form writes a space as a plus sign. The letters of other scripts may change their number in lower case.
    text: text.replaceAll('+', ' ').replace(/[A-Z]+/g, (letters) => letters.toLowerCase()),
    range: (index) =>
      found === undefined ? [index, index + 1] : [found.starts[index] ?? 0, found.ends[index] ?? 0],
  };
}

interface Places {
  starts: number[];
  ends: number[];
}

function decodeOnce(text: string): { text: string; places: Places } | undefined {
  const places: Places = { starts: [], ends: [] };
  let plain = '';
  let from = 0;
  const keep = (to: number): void => {
    plain += text.slice(from, to);
    for (let index = from; index < to; index += 1) {
      places.starts.push(index);
      places.ends.push(index + 1);
    }
  };
  for (const { 0: written, index } of text.matchAll(ESCAPE)) {
    keep(index);
    from = index + written.length;
    const character = decode(written);
    plain += character;
    for (let unit = 0; unit < character.length; unit += 1) {
      places.starts.push(index);
      places.ends.push(from);
    }
  }
  if (from === 0) return undefined;
  keep(text.length);
  return { text: plain, places };
}

function through(outer: Places, inner: Places): Places {
  return {
    starts: inner.starts.map((index) => outer.starts[index] ?? 0),
    ends: inner.ends.map((index) => outer.ends[index - 1] ?? 0),
  };
}

function decode(written: string): string {
  if (written.startsWith('%')) return decodePercent(written);
  if (written.startsWith('&#')) return character(written.slice(2).replace(';', '').replace(/^x/i, '0x'));
  if (written.startsWith('&')) return ENTITIES[written.slice(1, -1).toLowerCase()] ?? '';
  if (!written.startsWith('\\')) return '';
  const kind = written.charAt(1);
  if (/[ux]/i.test(kind)) return character(`0x${written.slice(2).replace(/[{}]/g, '')}`);
  return ESCAPES[kind.toLowerCase()] ?? kind;
}

function decodePercent(written: string): string {
  try {
    return decodeURIComponent(written);
  } catch {
    return Buffer.from(written.replaceAll('%', ''), 'hex').toString('latin1');
  }
}

function character(code: string): string {
  const point = Number(code);
  return point <= 0x10ffff ? String.fromCodePoint(point) : '';
}
