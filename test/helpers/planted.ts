import { randomBytes } from 'node:crypto';

/** What every planted credential begins with. In two parts, so that no source file holds it. */
export const PLANTED_PREFIX = ['pl4nted', 'Cr3d'].join('');

/**
 * A credential that nothing else in the world looks like. Wherever a text shows it, in whatever form, the text leaks:
 * see {@link formsOf}. The whole run is searched for it, too: see test/helpers/leak-guard.ts.
 */
export function planted(): string {
  return `${PLANTED_PREFIX}${randomBytes(8).toString('hex')}`;
}

/** The forms in which a text may hold a value: as it is, encoded in the usual ways, in base64 at any offset, in hex, and as a list of bytes. */
export function formsOf(value: string): Array<{ form: string; text: string }> {
  const bytes = Buffer.from(value);
  const forms = [
    { form: 'as it is', text: value },
    { form: 'in capitals', text: value.toUpperCase() },
    {
      form: 'with escapes of JSON',
      text: escapedAs(value, (code) => `\\u${code.toString(16).padStart(4, '0')}`),
    },
    { form: 'as HTML entities', text: escapedAs(value, (code) => `&#${code};`) },
    { form: 'percent-encoded', text: escapedAs(value, (code) => `%${code.toString(16)}`) },
    { form: 'over two lines', text: `${value.slice(0, 10)}\r\n ${value.slice(10)}` },
    { form: 'in hex', text: bytes.toString('hex') },
    { form: 'in hex, as Node shows a Buffer', text: bytes.toString('hex').replace(/..(?=.)/g, '$& ') },
    { form: 'as a list of bytes', text: [...bytes].join(',') },
    { form: 'as an indented list of bytes', text: [...bytes].join(', ') },
  ];
  for (const offset of [0, 1, 2]) {
    // Letters of base64 that the neighbours have a part in are cut off.
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const text = encoded.slice(offset === 0 ? 0 : offset + 1, encoded.length - 1);
    forms.push({ form: 'in base64', text });
  }
  return forms;
}

function escapedAs(value: string, write: (code: number) => string): string {
  return Array.from(value, (character) => write(character.charCodeAt(0))).join('');
}

/** The planted credentials in a text. */
export function plantedIn(text: string): string[] {
  return text.match(new RegExp(`${PLANTED_PREFIX}[\\da-f]{16}`, 'g')) ?? [];
}

/** Which of the named credentials a text shows, and how. */
export function leaksIn(text: string, credentials: Record<string, string>): string[] {
  return Object.entries(credentials).flatMap(([name, value]) =>
    formsOf(value)
      .filter((form) => text.includes(form.text))
      .map(({ form }) => `${name} ${form}`),
  );
}
