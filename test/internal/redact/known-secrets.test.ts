import { describe, expect, it } from 'vitest';
import { KnownSecrets, REDACTED, redact } from '../../../src/internal/redact';

function knowing(...secrets: string[]): KnownSecrets {
  const known = new KnownSecrets(10);
  for (const secret of secrets) known.add(secret);
  return known;
}

describe('a known secret is removed', () => {
  it.each([0, 1, 2].flatMap((before) => [6, 7, 8, 20].map((length) => ({ before, length }))))(
    'from base64, with $before bytes before it and a length of $length, and nothing else is',
    ({ before, length }) => {
      const secret = 'Qx7~pW2-kL9_zR4.vN1+'.slice(0, length);
      const text = Buffer.from(`${'aaa'.slice(0, before)}${secret}zzzzzz`).toString('base64');
      // Letters that hold bits of the secret alone.
      const own = Math.floor(((before + length) * 8) / 6) - Math.ceil((before * 8) / 6);
      const shown = knowing(secret).removeFrom(text).split(REDACTED).join('').length;
      expect(shown).toBeGreaterThanOrEqual(text.length - own);
      // The last letter may stay: it holds bits of what follows in two cases of three.
      expect(shown).toBeLessThanOrEqual(text.length - own + 1);
    },
  );

  it.each([
    ['as entities', 'se&quot;cret&amp;&lt;x'],
    ['as an escape of JSON', 'se\\"cret&<x'],
    ['with every character encoded', encodeURIComponent('se"cret&<x')],
  ])('%s', (_how, text) => {
    expect(knowing('se"cret&<x').removeFrom(`a ${text} b`)).toBe(`a ${REDACTED} b`);
  });

  it('that holds a tab and a line break', () => {
    const known = knowing('first\tsecond\nthird');
    expect(known.removeFrom(JSON.stringify('first\tsecond\nthird'))).toBe(`"${REDACTED}"`);
  });

  it('when it is encoded up to four times, and not more often', () => {
    const known = knowing('a/secret value');
    const encoded = (times: number): string =>
      times === 0 ? 'a/secret value' : encodeURIComponent(encoded(times - 1));
    for (const times of [0, 1, 2, 3, 4]) expect(known.removeFrom(encoded(times))).toBe(REDACTED);
    expect(known.removeFrom(encoded(5))).toBe(encoded(5));
  });

  it.each([
    ['begins with another', 'abc-def-ghi-jkl', 'abc-def'],
    ['holds another in its middle', 'abc-def-ghi-jkl', 'def-ghi'],
    ['ends with another', 'abc-def-ghi-jkl', 'ghi-jkl'],
    ['overlaps another', 'abc-def-ghi', 'def-ghi-jkl'],
  ])('when it %s, whichever was known first', (_how, one, other) => {
    for (const known of [knowing(one, other), knowing(other, one)]) {
      expect(known.removeFrom('a abc-def-ghi-jkl b')).toBe(`a ${REDACTED} b`);
    }
  });

  it('also when it becomes known later', () => {
    const known = knowing('first-one');
    expect(known.removeFrom('first-one second-one')).toBe(`${REDACTED} second-one`);
    known.add('second-one');
    expect(known.removeFrom('first-one second-one')).toBe(`${REDACTED} ${REDACTED}`);
  });

  it('also when it was known elsewhere', () => {
    const known = new KnownSecrets(2);
    known.addAll(['first-one', 'short', 'second-one', 'third-one']);
    expect([...known.values]).toEqual(['first-one', 'second-one']);
    expect(known.removeFrom('a first-one, a second-one')).toBe(`a ${REDACTED}, a ${REDACTED}`);
    expect(known.longest).toBe('second-one'.length);
  });

  it('with 16 KB in every form, and with more as it is', () => {
    const [long, longer] = ['0123456789abcdef'.repeat(1_024), '0123456789abcdef'.repeat(1_025)];
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    expect(knowing(long).removeFrom(`x${base64(long)}`).length).toBeLessThan(20);
    expect(knowing(longer).removeFrom(`x ${longer} y`)).toBe(`x ${REDACTED} y`);
    expect(knowing(longer).removeFrom(base64(longer))).toBe(base64(longer));
  });
});

describe('a credential that is found in one place is removed from the others', () => {
  it.each([
    ['user info', 'http://hunter2hunter2@a.example'],
    ['a scheme', 'Bearer hunter2hunter2'],
    ['a token of a known form', 'ghp_hunter2hunter2hunter2hunter2', 'ghp_hunter2hunter2hunter2hunter2'],
    ['JSON', '{"token":"hunter2hunter2"}'],
    ['JSON in JSON', JSON.stringify(JSON.stringify({ token: 'hunter2hunter2' }))],
    ['JavaScript', "{ token: 'hunter2hunter2' }"],
    ['JSON in HTML', '&quot;token&quot;:&quot;hunter2hunter2&quot;'],
    ['a form', 'token=hunter2hunter2&a=1'],
    ['a form with quotes', 'token="hunter2hunter2"'],
    ['a parameter', 'https://a.example/?code=hunter2hunter2'],
    ['XML', '<token>hunter2hunter2</token>'],
    ['XML with CDATA', '<token><![CDATA[hunter2hunter2]]></token>'],
    ['escaped XML', '&lt;token&gt;hunter2hunter2&lt;/token&gt;'],
    ['a line of a header', 'x-api-key: hunter2hunter2'],
  ])('from %s', (_where, text, secret = 'hunter2hunter2') => {
    expect(JSON.stringify(redact({ text, other: `it repeats ${secret}` }))).not.toContain('hunter2');
  });
});
