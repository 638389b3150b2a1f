import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SettingsLoader } from '../../src/config/settings-file';
import { ErrorCodes, SecretError, ToolbeltError } from '../../src/errors';
import { Toolbelt } from '../../src/index';
import { updateSecretInFile } from '../../src/secrets/file';
import { temporaryFolder } from '../helpers/settings-folder';

const SEED = Number(process.env.FUZZ_SEED ?? 8259);
/** How much of all cases is run. Whole in CI, a fifth elsewhere. */
const SCALE = Number(process.env.FUZZ_SCALE ?? (process.env.CI ? 1 : 0.2));
/** Planted in every secret: it must be in no message. */
const PLANTED = 'pl4nt3d';

const jsonText = fc.json({ maxDepth: 4, noUnicodeString: false });
const value = fc.oneof(
  { weight: 3, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<unknown>(
      PLANTED,
      { a: PLANTED },
      [PLANTED],
      { __proto__: 1 },
      '',
      null,
      0,
      -0,
      1e300,
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
);
const key = fc.oneof(
  fc.constantFrom('a', 'b', 'lp-faas-default-app-key', '__proto__', 'constructor', 'toString', ''),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
);
const secret = fc.oneof(
  { weight: 6, arbitrary: fc.record({ key, value }) },
  { weight: 1, arbitrary: fc.record({ key: fc.jsonValue(), value }) },
  { weight: 1, arbitrary: fc.record({ key }) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 1 }) },
);
const host = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom('api.example.com', '*.example.com', '10.0.0.1', '[::1]', 'bücher.example'),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>(
      '',
      '*',
      'https://u:pl4nt3d@api.example.com/x',
      'a b',
      'a*b',
      '%2e',
      null,
      5,
      ['x'],
      {},
    ),
  },
  { weight: 1, arbitrary: fc.string() },
);
/** What is nearly a settings file. */
const shape = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record(
      { whitelist: fc.array(host, { maxLength: 3 }), secrets: fc.array(secret, { maxLength: 3 }) },
      { requiredKeys: [] },
    ),
  },
  {
    weight: 2,
    arbitrary: fc.record(
      {
        whitelist: fc.oneof(fc.array(host, { maxLength: 2 }), fc.jsonValue()),
        secrets: fc.oneof(fc.array(secret, { maxLength: 2 }), fc.jsonValue()),
        other: fc.jsonValue(),
      },
      { requiredKeys: [] },
    ),
  },
  { weight: 1, arbitrary: fc.jsonValue() },
);

/** How a text goes wrong on its way to the disk. */
const damage = fc.oneof(
  { weight: 4, arbitrary: fc.constant((text: string) => text) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<((text: string) => string)[]>(
      ...[
        (text: string) => `\uFEFF${text}`,
        (text: string) => `\uFEFF\uFEFF${text}`,
        (text: string) => `// settings\n${text}`,
        (text: string) => `/* ${PLANTED} */${text}`,
        (text: string) => text.replace(/\}\s*$/, ',}'),
        (text: string) => text.replaceAll('"', "'"),
        (text: string) => text.replaceAll(/"(\w+)":/g, '$1:'),
        (text: string) => `${text}${text}`,
        (text: string) => `${text} ${PLANTED}`,
        (text: string) => text.replace('{', '{"__proto__":{"polluted":true},'),
        (text: string) => text.replace('{', '{"secrets":[{"key":"a","value":"pl4nt3d"}],"secrets":[],'),
        (text: string) => text.replace('{', '{"constructor":{"prototype":{"polluted":true}},'),
        (text: string) => text.replace('{', `{"deep":${'['.repeat(20_000)}${']'.repeat(20_000)},`),
        (text: string) => '['.repeat(100_000) + text,
        (text: string) => '{"a":'.repeat(50_000) + text,
        (text: string) => text.replace('{', '{"huge":1e999,"exact":12345678901234567890,'),
        (text: string) => text.replace('{', '{"bad":01,'),
        (text: string) => text.replaceAll('\\', '\\x'),
        (text: string) => text.replaceAll(PLANTED, `${PLANTED}\n`),
        (text: string) => text.replaceAll(PLANTED, `${PLANTED}\\q`),
        (text: string) => text.replaceAll('e', '\u0000'),
        () => '',
        () => '\u0000\u0001\u0002',
      ],
    ),
  },
  {
    weight: 2,
    arbitrary: fc.nat({ max: 200 }).map((at) => (text: string) => text.slice(0, at % (text.length + 1))),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.nat({ max: 500 }),
        fc.constantFrom(
          '"',
          '{',
          '}',
          '[',
          ']',
          ',',
          ':',
          '\\',
          '/',
          '\n',
          '\u0000',
          '1',
          'x',
          "'",
          '\ud800',
        ),
      )
      .map(
        ([at, char]) =>
          (text: string) =>
            text.slice(0, at % (text.length + 1)) + char + text.slice(at % (text.length + 1)),
      ),
  },
);

const files = fc
  .tuple(
    fc.oneof(
      {
        weight: 4,
        arbitrary: fc
          .tuple(shape, fc.constantFrom(0, 2, '\t'))
          .map(([content, indent]) => JSON.stringify(content, null, indent)),
      },
      { weight: 1, arbitrary: jsonText },
      { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
    ),
    damage,
  )
  .map(([text, change]) => change(text));

let path: string;
let counts: { read: number; refused: number };

beforeEach(() => {
  path = join(temporaryFolder(), 'settings.json');
  counts = { read: 0, refused: 0 };
});
afterEach(() => Toolbelt.reset());

const prototypes = () =>
  JSON.stringify(
    [Object, Array, Function, String].map((type) => Reflect.ownKeys(type.prototype).map(String)),
  );
const untouched = prototypes();

/** The one way in which a file may be refused. */
function checkRefusal(error: unknown, text: string): void {
  expect(error).toBeInstanceOf(ToolbeltError);
  const { code, message, cause, stack } = error as ToolbeltError & { cause?: unknown };
  expect(code).toBe(ErrorCodes.Toolbelt.INVALID_SETTINGS);
  expect(message).toContain(`Invalid settings file ${path}: line `);
  const [, line, column] = /: line (\d+), column (\d+): /.exec(message) ?? [];
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  expect(Number(line)).toBeLessThanOrEqual(lines.length);
  expect(Number(column)).toBeLessThanOrEqual((lines[Number(line) - 1] ?? '').length + 1);
  expect(`${message}${stack}${cause}${JSON.stringify(error)}`).not.toContain(PLANTED);
  expect(message.length).toBeLessThan(5_000);
}

async function holds<T>(
  runs: number,
  arbitrary: fc.Arbitrary<T>,
  check: (given: T) => Promise<void> | void,
): Promise<void> {
  const property = fc.asyncProperty(arbitrary, async (given) => check(given));
  const details = await fc.check(property, { seed: SEED, numRuns: Math.ceil(runs * SCALE) });
  if (details.failed) throw new Error(fc.defaultReportMessage(details));
  expect(details.numRuns).toBe(Math.ceil(runs * SCALE));
  expect(prototypes()).toBe(untouched);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
}

describe(`settings files of anything (seed ${SEED})`, () => {
  it('3,000 files are read, or refused with line, column and key', {
    timeout: 60_000 * Math.max(1, SCALE),
  }, async () => {
    await holds(3000, files, (text) => {
      writeFileSync(path, text);
      try {
        const { secrets, whitelist } = new SettingsLoader().load(path);
        expect(secrets).toBeInstanceOf(Map);
        expect(whitelist.every((entry) => typeof entry === 'string')).toBe(true);
        counts.read += 1;
      } catch (error) {
        checkRefusal(error, readFileSync(path, 'utf8'));
        counts.refused += 1;
      }
    });
    expect(counts.read).toBeGreaterThan(500 * SCALE);
    expect(counts.refused).toBeGreaterThan(500 * SCALE);
  });

  it('500 files through Toolbelt: clients say the same, and never crash in another way', {
    timeout: 60_000 * Math.max(1, SCALE),
  }, async () => {
    await holds(500, files, async (text) => {
      writeFileSync(path, text);
      Toolbelt.reset();
      Toolbelt.configure({ settingsPath: path, logger: { warn: () => {} } });
      const written = readFileSync(path, 'utf8');
      const failures = await Promise.all([
        Toolbelt.SecretClient()
          .readSecret('a')
          .then(
            () => undefined,
            (error) => error,
          ),
        Toolbelt.SecretClient()
          .updateSecret({ key: 'a', value: 'new' })
          .then(
            () => undefined,
            (error) => error,
          ),
      ]);
      for (const error of failures) {
        if (error === undefined) continue;
        expect(error).toBeInstanceOf(SecretError);
        expect([ErrorCodes.Secret.NOT_FOUND, ErrorCodes.Secret.OP_FAILED]).toContain(error.code);
        expect(`${error.message}${error.stack}${JSON.stringify(error)}`).not.toContain(PLANTED);
        if (error.code === ErrorCodes.Secret.OP_FAILED) checkRefusal(error.cause, written);
      }
      counts[failures[0]?.code === ErrorCodes.Secret.OP_FAILED ? 'refused' : 'read'] += 1;
      if (failures[1] !== undefined) expect(readFileSync(path, 'utf8')).toBe(written);
    });
    expect(counts.read).toBeGreaterThan(50 * SCALE);
    expect(counts.refused).toBeGreaterThan(50 * SCALE);
  });

  it('500 malformed files are never overwritten', { timeout: 60_000 * Math.max(1, SCALE) }, async () => {
    const broken = files.filter((text) => {
      try {
        JSON.parse(text.replace(/^\uFEFF/, ''));
        return false;
      } catch {
        return true;
      }
    });
    await holds(500, broken, async (text) => {
      writeFileSync(path, text);
      const before = statSync(path);
      const bytes = readFileSync(path);
      await expect(updateSecretInFile(path, 'a', 'new')).rejects.toMatchObject({
        code: ErrorCodes.Toolbelt.INVALID_SETTINGS,
      });
      expect(readFileSync(path).equals(bytes)).toBe(true);
      expect(statSync(path)).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs });
    });
  });

  it('500 updates change one value, and not a byte of the rest', {
    timeout: 60_000 * Math.max(1, SCALE),
  }, async () => {
    const named = fc.uniqueArray(fc.record({ key: key.filter(Boolean), value }), {
      minLength: 1,
      maxLength: 4,
      selector: (entry) => entry.key,
    });
    const plan = fc.record({
      secrets: named,
      others: fc.jsonValue({ maxDepth: 2 }),
      next: fc.jsonValue({ maxDepth: 3 }),
      indent: fc.constantFrom(0, 1, 2, 4, '\t'),
      lineEnd: fc.constantFrom('\n', '\r\n'),
      mark: fc.constantFrom('', '\uFEFF'),
      last: fc.constantFrom('', '\n'),
      which: fc.nat(),
    });
    await holds(500, plan, async ({ secrets, others, next, indent, lineEnd, mark, last, which }) => {
      // Numbers that JavaScript would not write back as they stand, and escapes that it would not need.
      const extra = `{"exact":12345678901234567890,"small":1.50e+2,"minus":-0,"escaped":"\\u0041\\/"}`;
      const plain = JSON.stringify({ before: others, secrets, after: '@' }, null, indent);
      const at = plain.lastIndexOf('"@"');
      const text = plain.slice(0, at) + extra + plain.slice(at + 3);
      const old = mark + text.replaceAll('\n', lineEnd) + last;
      writeFileSync(path, old);
      const chosen = secrets[which % secrets.length] as { key: string; value: unknown };
      expect(await updateSecretInFile(path, chosen.key, next)).toBe(true);
      const written = readFileSync(path, 'utf8');
      const { secrets: read } = new SettingsLoader().load(path);
      for (const entry of secrets) {
        const wanted = entry === chosen ? next : entry.value;
        expect(read.get(entry.key)).toStrictEqual(JSON.parse(JSON.stringify(wanted)));
      }
      expect(written).toContain(extra);
      // Back again: every byte is where it was.
      expect(await updateSecretInFile(path, chosen.key, JSON.parse(JSON.stringify(chosen.value)))).toBe(true);
      expect(readFileSync(path, 'utf8')).toBe(old);
    });
  });

  it('500 values come back exactly as they were stored', {
    timeout: 60_000 * Math.max(1, SCALE),
  }, async () => {
    const stored = fc.oneof(
      fc.jsonValue({ maxDepth: 4 }),
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme' }),
    );
    const pair = fc.tuple(fc.stringMatching(/^[\w-]{1,100}$/), stored);
    await holds(500, pair, async ([name, given]) => {
      writeFileSync(
        path,
        JSON.stringify(
          {
            secrets: [
              { key: 'first', value: 1 },
              { key: name, value: 'old' },
            ],
          },
          null,
          2,
        ),
      );
      Toolbelt.reset();
      Toolbelt.configure({ settingsPath: path });
      await Toolbelt.SecretClient().updateSecret({ key: name, value: given });
      const exact = JSON.parse(JSON.stringify(given));
      expect((await Toolbelt.SecretClient().readSecret(name)).value).toStrictEqual(exact);
      // Another process reads the same.
      expect(new SettingsLoader().load(path).secrets.get(name)).toStrictEqual(exact);
    });
  });
});
