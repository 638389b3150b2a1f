import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areCommonOptions, isCommonSettings } from '../../src/config/common-shapes';
import { optionsProblems, settingsProblems } from '../../src/config/settings-schema';

const host = fc.constantFrom(
  'api.example.com',
  '*.example.com',
  '::1',
  'a b',
  '*',
  '',
  'https://x.y',
  'x:80',
  7,
  null,
);
const text = fc.constantFrom('a', '', 'a\nb', 'é', '\u{1f600}', 0, null, undefined, {});
const number = fc.constantFrom(
  1,
  0,
  -1,
  1.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  2 ** 53,
  '1',
  null,
  undefined,
);
const junk = fc.constantFrom(undefined, null, true, 7, 'text', [], {}, () => 1, new Map());
const oneOf = (...values: unknown[]) => fc.oneof(fc.constantFrom(...values), junk);

const option = {
  accountId: fc.oneof(text, junk),
  functionId: text,
  settingsPath: fc.oneof(text, junk),
  whitelist: fc.oneof(fc.array(host, { maxLength: 3 }), junk),
  whitelistViolation: oneOf('socket-closed', 'forbidden', 'closed'),
  secrets: oneOf(
    'file',
    'environment',
    { key: 'v' },
    { 'a b': 1 },
    { key: undefined },
    { readSecret() {}, updateSecret() {} },
  ),
  proxy: oneOf(false, true, 'proxy:8080', 'ftp://x', 'http://u:p@h:1', 'http://h/path'),
  maxResponseBytes: number,
  csds: oneOf(
    { sentinel: 'va.sentinel.liveperson.net' },
    { sentinel: 'a b' },
    { sentinel: 7 },
    Object.create({ a: 'b' }),
  ),
  contextServiceEnvironment: text,
  logger: oneOf(console, {}, { info: 7 }, { info() {} }),
  rateLimit: fc.oneof(
    junk,
    fc.record(
      {
        limit: number,
        intervalMs: number,
        mode: oneOf('reject', 'queue', 'off', 'on'),
        maxWaitMs: number,
        store: oneOf({ take() {} }, { redis: {} }),
      },
      { requiredKeys: [] },
    ),
  ),
  unknown: junk,
};
// Few options at once, since one wrong option hides all others.
const options = fc
  .subarray(Object.keys(option) as (keyof typeof option)[], { maxLength: 2 })
  .chain((names) =>
    fc.record(Object.fromEntries(names.map((name) => [name, option[name] as fc.Arbitrary<unknown>]))),
  );

const settings = fc.record(
  {
    whitelist: fc.oneof(fc.array(host, { maxLength: 3 }), junk),
    secrets: fc.oneof(
      fc.array(fc.oneof(fc.record({ key: text, value: junk }, { requiredKeys: [] }), junk), { maxLength: 3 }),
      junk,
    ),
    other: junk,
  },
  { requiredKeys: [] },
);

/** Counts what the quick check accepts. The schema must accept it too. */
function accepted<Value>(
  values: fc.Arbitrary<Value>,
  quick: (value: Value) => boolean,
  problems: (value: Value) => unknown[],
): number {
  let count = 0;
  fc.assert(
    fc.property(values, (value) => {
      if (!quick(value)) return;
      count += 1;
      expect(problems(value)).toEqual([]);
    }),
    { numRuns: 3000 },
  );
  return count;
}

describe('the quick checks', () => {
  it('accept no settings that the schema refuses', () => {
    expect(accepted(settings, isCommonSettings, settingsProblems)).toBeGreaterThan(200);
  });

  it('accept no options that the schema refuses', () => {
    expect(accepted(options, areCommonOptions, optionsProblems)).toBeGreaterThan(20);
    expect(accepted(junk, areCommonOptions, optionsProblems)).toBeGreaterThan(0);
  });

  it('accept what nearly everybody has', () => {
    const content = {
      whitelist: ['api.example.com', '*.example.org'],
      secrets: [{ key: 'a', value: { b: 1 } }],
    };
    expect(isCommonSettings(content)).toBe(true);
    expect(isCommonSettings({})).toBe(true);
    expect(areCommonOptions({ accountId: '4711', whitelist: ['x.y'], rateLimit: { mode: 'queue' } })).toBe(
      true,
    );
    expect(areCommonOptions({ accountId: undefined, logger: console, secrets: { key: 'value' } })).toBe(true);
  });

  it('do not read what somebody has put on the prototype of all objects', () => {
    const prototype = Object.prototype as Record<string, unknown>;
    prototype.whitelist = 7;
    prototype.key = 'planted';
    try {
      expect(isCommonSettings({})).toBe(true);
      expect(isCommonSettings({ secrets: [{ value: 1 }] })).toBe(false);
    } finally {
      delete prototype.whitelist;
      delete prototype.key;
    }
  });
});
