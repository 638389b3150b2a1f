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

/** The forms in which a text may hold a value: as it is, in base64 at any offset, in hex, and as a list of bytes. */
export function formsOf(value: string): Array<{ form: string; text: string }> {
  const bytes = Buffer.from(value);
  const forms = [
    { form: 'as it is', text: value },
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

/** Which of the named credentials a text shows, and how. */
export function leaksIn(text: string, credentials: Record<string, string>): string[] {
  return Object.entries(credentials).flatMap(([name, value]) =>
    formsOf(value)
      .filter((form) => text.includes(form.text))
      .map(({ form }) => `${name} ${form}`),
  );
}
