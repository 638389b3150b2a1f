import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { asNamespace, createLinks } from '../../../src/runtime/load/links';

const PATH = join(__dirname, 'module.mjs');
const OTHER = asNamespace({ a: 1, b: 2, default: 'the default' });
const LOADED: Record<string, unknown> = {
  './other.mjs': OTHER,
  './none.mjs': asNamespace({ a: 1 }),
  './common.js': { a: 1, b: 2 },
  './text.js': 'text',
};

const usual = Object.assign((id: string) => LOADED[id], {
  resolve: (id: string) => join(__dirname, id),
}) as unknown as NodeJS.Require;
const { namespace, links } = createLinks(PATH, usual);

describe('an import', () => {
  it.each<[id: string, names: string[], found: unknown]>([
    ['./other.mjs', ['a', 'default'], OTHER],
    ['./common.js', ['a'], { a: 1 }],
    ['./common.js', ['b', 'default'], { b: 2, default: LOADED['./common.js'] }],
    ['./text.js', ['default', 'length'], { default: 'text', length: 4 }],
    ['./text.js', [], {}],
  ])('of %s gets the names %j', (id, names, found) => {
    expect(links.from(id, names)).toEqual(found);
  });

  it.each([
    ['./other.mjs', 'c'],
    ['./none.mjs', 'default'],
    ['./common.js', 'c'],
    ['./text.js', 'c'],
  ])('of %s is refused for a name that is missing: %s', (id, name) => {
    expect(() => links.from(id, ['a', name].slice(id === './text.js' ? 1 : 0))).toThrow(
      new SyntaxError(
        `The requested module '${id}' does not provide an export named '${name}'. Names of types are imported with "import type".`,
      ),
    );
  });

  it('of everything is the namespace, and the default of a CommonJS module is its exports', async () => {
    expect(links.all('./other.mjs')).toBe(OTHER);
    expect(await links.later('./other.mjs')).toBe(OTHER);
    const common = { a: 1, b: 2, default: LOADED['./common.js'] };
    expect(links.all('./common.js')).toEqual(common);
    expect(await links.later({ toString: () => './common.js' })).toEqual(common);
  });
});

it('a module knows where it is', () => {
  const { resolve, ...place } = links.meta as { resolve(id: string): string };
  expect(place).toEqual({ url: pathToFileURL(PATH).href, filename: PATH, dirname: __dirname });
  expect(resolve('./x.mjs')).toBe(pathToFileURL(join(__dirname, 'x.mjs')).href);
});

it('exports are live, the first of a name counts, and those of another module come without its default', () => {
  let count = 1;
  links.give({ count: () => count, a: () => 'own' });
  links.giveAll(OTHER);
  count = 2;
  expect(Object.entries(namespace)).toEqual([
    ['count', 2],
    ['a', 'own'],
    ['b', 2],
  ]);
  expect(Object.getPrototypeOf(namespace)).toBeNull();
  expect([String(Reflect.get(namespace, Symbol.toStringTag)), namespace.__esModule]).toEqual([
    'Module',
    true,
  ]);
});
