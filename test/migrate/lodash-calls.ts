import fc from 'fast-check';

/** Arguments of a function, as a lambda may pass them. */
type Arguments = fc.Arbitrary<unknown[]>;

const number = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -3, max: 6 }) },
  fc.constantFrom(0.5, 1.005, -0, Number.NaN, Number.POSITIVE_INFINITY),
);
const text = fc.constantFrom(
  '',
  'a',
  'b',
  'Some text-here',
  'camelCaseText',
  'snake_case_TEXT 12',
  '  padded  ',
  '<b>&amp; "it\'s"</b>',
  'größe ÉTÉ',
  'a.b',
);
const scalar = fc.oneof(number, text, fc.boolean(), fc.constantFrom(null, undefined));
const record = fc.record(
  {
    a: scalar,
    b: fc.oneof(scalar, fc.record({ c: scalar }, { noNullPrototype: true })),
    id: fc.constantFrom(1, 2, 'x', null),
  },
  { requiredKeys: [], noNullPrototype: true },
);
const nested = fc.oneof(
  fc.array(scalar, { maxLength: 4 }),
  fc.record({ a: record, list: fc.array(record, { maxLength: 3 }) }, { noNullPrototype: true }),
);
const array = fc.oneof(
  fc.array(scalar, { maxLength: 5 }),
  fc.array(record, { maxLength: 4 }),
  fc.array(number, { maxLength: 5 }),
  fc.array(text, { maxLength: 4 }),
  fc.array(nested, { maxLength: 3 }),
);
const none = fc.constantFrom(null, undefined);
const list = fc.oneof({ weight: 9, arbitrary: array }, none);
const object = fc.oneof({ weight: 9, arbitrary: fc.oneof(record, nested) }, none);
const collection = fc.oneof({ weight: 4, arbitrary: list }, { weight: 2, arbitrary: object }, text);
/** What JSON can hold, and some of what it cannot. */
const value = fc.oneof(
  scalar,
  array,
  record,
  nested,
  fc.constantFrom(new Date(0), /x/g, new Error('e'), new Map([[1, 2]]), new Set([1]), Symbol.iterator),
);
const path = fc.constantFrom<unknown[]>(
  'a',
  'b.c',
  'a.b',
  'list[0].a',
  'list[1].b.c',
  'none',
  '',
  ['b', 'c'],
  ['a'],
  0,
  '1',
);
/** Named functions, so that a failure shows which one it was. */
const functions = {
  identity: (item: unknown) => item,
  ofA: (item: unknown) => (item as { a?: unknown } | null | undefined)?.a,
  isTrue: (item: unknown) => Boolean(item),
  second: (_item: unknown, key: unknown) => key,
  length: (item: unknown) => String(item).length,
  sum: (sum: unknown, item: unknown) => Number(sum) + Number(item),
  isSame: (one: unknown, other: unknown) => one === other,
  withAll: (...all: unknown[]) => JSON.stringify(all.slice(0, 2)),
};
const callback = fc.constantFrom(...Object.values(functions));
const iteratee = fc.oneof(
  { weight: 4, arbitrary: callback },
  fc.constantFrom<unknown[]>('a', 'b.c', 'id', { a: 1 }, { id: 'x' }),
);
const name = fc.constantFrom('a', 'b', 'id', 'none');
const criterion = fc.constantFrom('a', 'id', 'b.c', 'none');
const keys = fc.oneof(fc.subarray(['a', 'b', 'id', 'none']), path);
const of = (...parts: fc.Arbitrary<unknown>[]): Arguments => fc.tuple(...parts);
const either = (...kinds: Arguments[]): Arguments => fc.oneof(...kinds);

const GROUPS: [names: string, call: Arguments][] = [
  ['compact flatten flattenDeep first head initial last tail uniq reverse', of(list)],
  ['chunk drop dropRight take takeRight nth flattenDepth', either(of(list), of(list, number))],
  ['concat difference intersection union xor zipObject zip', either(of(list, list), of(list, list, list))],
  ['without', of(list, scalar, scalar)],
  ['differenceBy intersectionBy unionBy', of(array, array, iteratee)],
  [
    'countBy every find findIndex findLast findLastIndex flatMap groupBy keyBy map some partition',
    either(of(collection, iteratee), of(list)),
  ],
  ['filter reject', either(of(fc.oneof(list, object), iteratee), of(list))],
  ['each forEach', of(collection, callback)],
  ['maxBy minBy meanBy sumBy uniqBy', of(list, iteratee)],
  ['sortBy', either(of(list, criterion), of(list, fc.array(criterion, { maxLength: 2 })), of(list))],
  [
    'orderBy',
    either(
      of(list, criterion),
      of(
        list,
        fc.array(criterion, { maxLength: 2 }),
        fc.array(fc.constantFrom('asc', 'desc'), { maxLength: 2 }),
      ),
    ),
  ],
  ['reduce reduceRight', either(of(collection, callback, scalar), of(list, callback))],
  ['size toArray values isEmpty', of(collection)],
  ['max min mean sum', of(list)],
  ['includes', of(collection, scalar)],
  ['uniqWith', of(list, callback)],
  ['indexOf', either(of(list, scalar), of(list, scalar, number))],
  ['join', either(of(list), of(list, text))],
  ['slice', either(of(list, number), of(list, number, number))],
  ['fill', of(array, scalar, number, number)],
  ['at', of(object, fc.array(path, { maxLength: 2 }))],
  ['keys entries toPairs invert', of(object)],
  ['forOwn mapKeys mapValues omitBy pickBy', of(object, callback)],
  ['findKey', of(object, iteratee)],
  ['defaults assign', of(record, object, object)],
  ['get', either(of(value, path), of(value, path, scalar))],
  ['has unset', of(value, path)],
  ['set', of(object, path, scalar)],
  ['pick', either(of(object, keys), of(object, keys, keys))],
  [
    'omit',
    either(of(object, name), of(object, name, name), of(object, fc.subarray(['a', 'b', 'id', 'none']))),
  ],
  [
    'camelCase capitalize deburr escape kebabCase lowerCase lowerFirst snakeCase startCase toLower toUpper unescape upperCase upperFirst words',
    of(fc.oneof(text, scalar)),
  ],
  ['trim trimStart trimEnd', either(of(fc.oneof(text, none)), of(text, text))],
  ['startsWith endsWith', either(of(text, text), of(text, text, number))],
  ['truncate', either(of(text), of(text, fc.record({ length: fc.nat(6), omission: text })))],
  [
    'repeat',
    of(
      scalar,
      number.filter((count) => Math.abs(count) < 100),
    ),
  ],
  [
    'padEnd padStart pad',
    either(
      of(
        scalar,
        number.filter((count) => count < 100),
      ),
      of(text, fc.nat(9), text),
    ),
  ],
  [
    'replace',
    of(
      text,
      fc.oneof(text, fc.constant(/e/g)),
      fc.oneof(
        text,
        fc.constant(() => 'X'),
      ),
    ),
  ],
  ['split', either(of(text, text), of(text, fc.constantFrom(/[ -]/, ''), number))],
  ['inRange clamp', either(of(number, number), of(number, number, number))],
  [
    'range',
    either(
      of(fc.integer({ min: -5, max: 9 })),
      of(fc.integer({ min: -5, max: 9 }), fc.integer({ min: -5, max: 9 })),
    ),
  ],
  ['round ceil floor', either(of(scalar), of(number, fc.integer({ min: -2, max: 3 })))],
  ['gt gte lt lte eq isEqual', either(of(scalar, scalar), of(value, value))],
  [
    'castArray clone cloneDeep defaultTo identity isArray isBoolean isDate isError isFinite isFunction isInteger isMap isNaN isNil isNull isNumber isObject isObjectLike isPlainObject isRegExp isSet isString isSymbol isUndefined toInteger toNumber toString noop',
    of(value),
  ],
  ['isMatch', of(object, record)],
];

/** What functions of lodash are called with, by their names. Those that give functions have tests of their own. */
export const CALLS = new Map<string, Arguments>(
  GROUPS.flatMap(([names, call]) => names.split(' ').map((name) => [name, call] as const)),
);
