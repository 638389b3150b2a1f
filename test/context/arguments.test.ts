import { inspect } from 'node:util';
import { runInNewContext } from 'node:vm';
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as checks from '../../src/context/arguments';
import type { ContextServiceClient } from '../../src/context/context-service-client';
import { propertiesText } from '../../src/context/properties';
import { ErrorCodes, Toolbelt } from '../../src/index';

const { PARAMETER_INVALID } = ErrorCodes.ContextService;
const HOST = 'https://z1.context.liveperson.net';
const BUILT_IN = ['faas', 'consumer', 'custom', 'operational', 'conversation', 'sde'];

type Method = Exclude<keyof ContextServiceClient, 'accountId'>;

let sent: string[];

/** Calls a method with whatever arguments; says what it rejected with. */
async function refusal(
  method: Method,
  ...args: unknown[]
): Promise<Error & { code?: string; cause?: unknown }> {
  const one = Toolbelt.ContextServiceClient({ accountId: '12345', apiKey: 'key' });
  const call = (one[method] as (...args: unknown[]) => Promise<unknown>).apply(one, args);
  // A rejection, never a throw: `call` would not be there.
  return call.then(
    (value) => Promise.reject(new Error(`expected a rejection, got ${inspect(value)}`)),
    (reason: Error) => reason,
  );
}

beforeEach(() => {
  sent = [];
  nock.disableNetConnect();
  nock.emitter.on('no match', ({ path }: { path: string }) => sent.push(path));
  Toolbelt.configure({ contextServiceEnvironment: 'z1' });
});

afterEach(() => {
  Toolbelt.reset();
  nock.emitter.removeAllListeners('no match');
  nock.cleanAll();
  nock.enableNetConnect();
});

const BAD_NAMES = [undefined, null, '', '.', '..', '\ud800', 42, true, {}, ['ns']];
/** What comes after the namespace. */
const NAMESPACE_METHODS: [method: Method, ...rest: unknown[]][] = [
  ['createNamespace'],
  ['deleteNamespace'],
  ['setPropertiesInNamespace', { a: 1 }],
  ['updatePropertiesInNamespace', { a: 1 }],
  ['getAllPropertiesInSession'],
  ['getSelectedPropertiesInSession', ['p']],
  ['getPropertyInSession', 'p'],
  ['deletePropertyInSession', 'p'],
  ['deleteSession'],
  ['getListOfSessions'],
];
const SESSION_METHODS = NAMESPACE_METHODS.slice(2, 9);
/** What is read below would be sent if it were not refused: the check can fail. */
it('sees what is sent', async () => {
  await refusal('getListOfSessions', 'ns');
  expect(sent).toEqual(['/v1/account/12345/ns/session-ids?page=0&perPage=1000']);
});

describe.each(NAMESPACE_METHODS)('%s', (method, ...rest) => {
  it.each(BAD_NAMES.map((name) => ({ shown: inspect(name), name })))(
    'refuses the namespace $shown, and sends nothing',
    async ({ name }) => {
      const error = await refusal(method, name, ...rest);
      expect(error).toMatchObject({ name: 'ToolbeltError', code: PARAMETER_INVALID });
      expect(error.message).toContain(`ContextServiceClient.${method}: "namespace"`);
      expect(sent).toEqual([]);
    },
  );
});

describe.each(SESSION_METHODS)('%s', (method, ...rest) => {
  it.each(
    [null, '', '.', '..', '\udc00', 1.5, Number.NaN, true, {}].map((id) => ({ shown: inspect(id), id })),
  )('refuses the session $shown, and sends nothing', async ({ id }) => {
    const error = await refusal(method, 'ns', ...rest, id);
    expect(error).toMatchObject({ name: 'ToolbeltError', code: PARAMETER_INVALID });
    expect(error.message).toContain(`ContextServiceClient.${method}: "sessionId"`);
    expect(error.message).toContain('default session');
    expect(sent).toEqual([]);
  });
});

describe.each(['getPropertyInSession', 'deletePropertyInSession'] as const)('%s', (method) => {
  it.each(BAD_NAMES.map((name) => ({ shown: inspect(name), name })))(
    'refuses the property $shown, and sends nothing',
    async ({ name }) => {
      const error = await refusal(method, 'ns', name, 's-1');
      expect(error).toMatchObject({ code: PARAMETER_INVALID });
      expect(error.message).toContain(`ContextServiceClient.${method}: "propertyName"`);
      expect(sent).toEqual([]);
    },
  );
});

describe('getSelectedPropertiesInSession', () => {
  it.each(
    [undefined, null, 'a', {}, new Set(['a']), { length: 1, 0: 'a' }].map((names) => ({
      shown: inspect(names),
      names,
    })),
  )('refuses the names $shown, and sends nothing', async ({ names }) => {
    const error = await refusal('getSelectedPropertiesInSession', 'ns', names);
    expect(error).toMatchObject({ code: PARAMETER_INVALID });
    expect(error.message).toContain('"propertyNames" must be an array');
    expect(sent).toEqual([]);
  });

  it.each(
    [...BAD_NAMES.map((name) => ['a', name]), Object.assign(new Array(3), { 0: 'a', 2: 'b' })].map(
      (names) => ({
        shown: inspect(names),
        names,
      }),
    ),
  )('refuses a name among them: $shown, and sends nothing', async ({ names }) => {
    const error = await refusal('getSelectedPropertiesInSession', 'ns', names);
    expect(error).toMatchObject({ code: PARAMETER_INVALID });
    expect(error.message).toContain('"propertyNames[1]"');
    expect(sent).toEqual([]);
  });
});

describe.each(['createNamespace', 'deleteNamespace'] as const)('%s', (method) => {
  it.each(BUILT_IN.map((name) => ({ name })))(
    'refuses LivePerson\'s own "$name", and sends nothing',
    async ({ name }) => {
      const error = await refusal(method, name);
      expect(error).toMatchObject({ code: PARAMETER_INVALID });
      for (const other of BUILT_IN) expect(error.message).toContain(other);
      expect(sent).toEqual([]);
    },
  );
});

describe('createNamespace', () => {
  it.each(
    [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, '60', null, true].map((ttl) => ({
      shown: inspect(ttl),
      ttl,
    })),
  )('refuses a ttl of $shown, and sends nothing', async ({ ttl }) => {
    const error = await refusal('createNamespace', 'ns', { ttl });
    expect(error).toMatchObject({ code: PARAMETER_INVALID });
    expect(error.message).toContain('"ttl" must be a positive integer of seconds');
    expect(sent).toEqual([]);
  });

  it.each([
    { name: 'a number', options: 60, says: '{ ttl: 120 }' },
    { name: 'null', options: null, says: '{ ttl: 120 }' },
    { name: 'an array', options: [60], says: '{ ttl: 120 }' },
    { name: 'a slip of the pen', options: { ttlSecond: 60 }, says: '"ttlSecond"' },
  ])('refuses $name for options, and sends nothing', async ({ options, says }) => {
    const error = await refusal('createNamespace', 'ns', options);
    expect(error).toMatchObject({ code: PARAMETER_INVALID });
    expect(error.message).toContain(says);
    expect(sent).toEqual([]);
  });
});

describe.each(['setPropertiesInNamespace', 'updatePropertiesInNamespace'] as const)('%s', (method) => {
  const cycle: Record<string, unknown> = { a: 1 };
  cycle.self = { cycle };
  class Empty {}

  it.each([
    { name: 'nothing', properties: undefined, says: ['"properties"', 'found undefined'] },
    { name: 'null', properties: null, says: ['"properties"', 'found null'] },
    { name: 'a text', properties: '{"a":1}', says: ['"properties"', 'found a string'] },
    { name: 'an array', properties: [{ a: 1 }], says: ['"properties"', 'an array'] },
    { name: 'a function', properties: () => ({}), says: ['"properties"', 'a function'] },
    { name: 'a Map', properties: new Map([['a', 1]]), says: ['"properties"', 'a Map'] },
    { name: 'a Date', properties: new Date(0), says: ['"properties"', 'a string'] },
    { name: 'an Error', properties: new Error('x'), says: ['"properties"', 'an Error'.replace('an', 'a')] },
    { name: 'a toJSON that gives nothing', properties: { toJSON: () => undefined }, says: ['"properties"'] },
    { name: 'a BigInt', properties: { a: 1n }, says: ['"properties.a"', 'bigint', 'String('] },
    { name: 'a BigInt within', properties: { a: [1, { b: 2n }] }, says: ['"properties.a[1].b"', 'bigint'] },
    { name: 'a cycle', properties: cycle, says: ['"properties.self.cycle"', 'JSON'] },
    {
      name: 'a getter that throws',
      properties: Object.defineProperty({}, 'a', {
        enumerable: true,
        get() {
          throw new Error('no luck');
        },
      }),
      says: ['JSON', 'no luck'],
    },
  ])('refuses $name, and sends nothing', async ({ properties, says }) => {
    const error = await refusal(method, 'ns', properties);
    expect(error).toMatchObject({ name: 'ToolbeltError', code: PARAMETER_INVALID });
    for (const text of [`ContextServiceClient.${method}: `, ...says]) expect(error.message).toContain(text);
    expect(sent).toEqual([]);
  });

  const shared = { x: [1] };
  class WithFields {
    field = 1;
  }

  it.each([
    { name: 'nothing at all', properties: {}, body: '{}' },
    {
      name: 'falsy values',
      properties: { a: 0, b: '', c: false, d: null },
      body: '{"a":0,"b":"","c":false,"d":null}',
    },
    { name: 'undefined', properties: { name: 'Ada', phone: undefined }, body: '{"name":"Ada"}' },
    { name: 'nothing but undefined', properties: { phone: undefined }, body: '{}' },
    { name: 'a method and a symbol', properties: { a: 1, b() {}, c: Symbol('x') }, body: '{"a":1}' },
    {
      name: 'numbers that are not finite',
      properties: { score: Number.NaN, list: [1, -1 / 0] },
      body: '{"score":null,"list":[1,null]}',
    },
    {
      name: 'what JSON does not have, in lists',
      properties: { list: [undefined, () => 1, Symbol('x')], deep: { a: [undefined], b: () => 1 } },
      body: '{"list":[null,null,null],"deep":{"a":[null]}}',
    },
    {
      name: 'what JSON empties',
      properties: {
        last: new Error('x'),
        map: new Map([[1, 2]]),
        set: [new Set([1])],
        promise: Promise.resolve(1),
      },
      body: '{"last":{},"map":{},"set":[{}],"promise":{}}',
    },
    { name: 'more that JSON empties', properties: { a: /x/, b: new Empty() }, body: '{"a":{},"b":{}}' },
    {
      name: 'the fields of an error',
      properties: { a: Object.assign(new TypeError(), { code: 1 }) },
      body: '{"a":{"code":1}}',
    },
    { name: 'a Map of another realm', properties: { a: runInNewContext('new Map()') }, body: '{"a":{}}' },
    { name: 'undefined deeper', properties: { a: { b: undefined, c: 1 } }, body: '{"a":{"c":1}}' },
    {
      name: 'a value twice',
      properties: { a: shared, b: [shared] },
      body: '{"a":{"x":[1]},"b":[{"x":[1]}]}',
    },
    { name: 'a date', properties: { a: new Date(0) }, body: '{"a":"1970-01-01T00:00:00.000Z"}' },
    { name: 'own fields of a class', properties: new WithFields(), body: '{"field":1}' },
    {
      name: 'empty ones',
      properties: { a: {}, b: [], c: Object.create(null) },
      body: '{"a":{},"b":[],"c":{}}',
    },
    { name: 'boxed ones', properties: { a: Object('x'), b: Object(1) }, body: '{"a":"x","b":1}' },
    { name: 'another realm', properties: runInNewContext('({ a: {}, b: [1] })'), body: '{"a":{},"b":[1]}' },
    { name: '__proto__', properties: JSON.parse('{"__proto__":{"a":1}}'), body: '{"__proto__":{"a":1}}' },
  ])('sends $name', async ({ properties, body }) => {
    const bodies: unknown[] = [];
    nock(HOST)
      .patch(/properties$/, (text) => bodies.push(JSON.stringify(text)) > 0)
      .reply(204)
      .get(/properties$/)
      .reply(200, {});
    const one = Toolbelt.ContextServiceClient({ accountId: '12345', apiKey: 'key' });
    await expect(one[method]('ns', properties as object)).resolves.toEqual({});
    expect(bodies).toEqual([body]);
  });
});

describe('the words of a refusal', () => {
  const KEY = 'read the secret that holds it, and pass its value';
  const ACCOUNT = (found: string) =>
    `"accountId" must be the id of the account, found ${found}: set the environment variable BRAND_ID and pass ` +
    'process.env.BRAND_ID, or pass the key alone';
  const NAME = (parameter: string, found: string) =>
    `"${parameter}" must be a non-empty string that a URL can name, found ${found}`;
  const TIMEOUT = (found: string) =>
    `"timeout" must be a positive integer of milliseconds up to 2147483647, found ${found}`;
  const config = (more: object) => () =>
    checks.checkConfig({ accountId: '1', apiKey: 'k', ...more } as never);

  it.each<[what: string, check: () => unknown, message: string]>([
    [
      'no config',
      () => checks.checkConfig(7 as never),
      'expected { accountId, apiKey } or the key alone, found 7',
    ],
    ['no key', config({ apiKey: undefined }), `"apiKey" must be a non-empty string, found undefined: ${KEY}`],
    [
      'an empty key',
      () => checks.checkConfig(''),
      `"apiKey" must be a non-empty string, found an empty string: ${KEY}`,
    ],
    [
      'a key of two lines',
      config({ apiKey: 'a\nb' }),
      `"apiKey" has a line break or another character that no header can hold: ${KEY}`,
    ],
    ['no account', config({ accountId: undefined }), ACCOUNT('undefined')],
    ['a broken account', config({ accountId: 1.5 }), ACCOUNT('1.5')],
    ['a timeout of 0', config({ timeout: 0 }), TIMEOUT('0')],
    ['a timeout that is too long', config({ timeout: 2 ** 31 }), TIMEOUT('2147483648')],
    ['no name', () => checks.nameSegment('m', 'p', 7), `m: ${NAME('p', '7')}`],
    ['a name that no URL holds', () => checks.nameSegment('m', 'p', '..'), `m: ${NAME('p', '".."')}`],
    [
      'a namespace of LivePerson',
      () => checks.ownNamespaceSegment('m', 'sde'),
      `m: the namespace "sde" is LivePerson's own: choose another name than ${BUILT_IN.join(', ')}`,
    ],
    [
      'no session',
      () => checks.sessionScope('m', 'ns', '.'),
      `m: ${NAME('sessionId', '"."')}: leave it out for the default session`,
    ],
    [
      'no options',
      () => checks.checkTtl('m', 7 as never),
      'm: "options" must be an object such as { ttl: 120 }, found 7',
    ],
    [
      'another option',
      () => checks.checkTtl('m', { tll: 1 } as never),
      'm: "options" has "tll", which is not known: write { ttl: 120 }',
    ],
    [
      'no ttl',
      () => checks.checkTtl('m', { ttl: 0 }),
      'm: "ttl" must be a positive integer of seconds, found 0: leave it out to keep data without end',
    ],
    [
      'no names',
      () => checks.checkNames('m', 7 as never),
      'm: "propertyNames" must be an array of names, found 7',
    ],
    [
      'one that is none',
      () => checks.checkNames('m', ['a', 7] as never),
      `m: ${NAME('propertyNames[1]', '7')}`,
    ],
  ])('%s', (_what, check, message) => {
    const text = message.startsWith('m: ')
      ? `ContextServiceClient.m: ${message.slice(3)}.`
      : `ContextServiceClient: ${message}.`;
    expect(check).toThrow(expect.objectContaining({ code: PARAMETER_INVALID, message: text }));
  });

  it('what is accepted has its defaults', () => {
    expect(checks.checkConfig('k')).toEqual({ apiKey: 'k', accountId: undefined, timeoutMs: 25_000 });
    expect(checks.checkConfig({ accountId: 1, apiKey: 'k' } as never)).toEqual({
      ...{ apiKey: 'k', accountId: '1', timeoutMs: 25_000 },
    });
    expect(config({ timeout: 2_147_483_647 })()).toMatchObject({ timeoutMs: 2_147_483_647 });
    expect(config({ timeout: 1 })()).toMatchObject({ timeoutMs: 1 });
    const session = checks.sessionScope('m', 'n s', undefined);
    expect(session).toEqual({
      ...{ path: '/n%20s/__default__/properties', target: 'session "__default__" in namespace "n s"' },
    });
    expect(checks.sessionScope('m', 'ns', 7)).toMatchObject({ path: '/ns/7/properties' });
    expect(checks.propertyScope('m', session, 'p/q')).toEqual({
      ...{ path: '/n%20s/__default__/properties/p%2Fq', target: `property "p/q" of ${session.target}` },
    });
    expect([
      checks.checkTtl('m', undefined),
      checks.checkTtl('m', {}),
      checks.checkTtl('m', { ttl: 1 }),
    ]).toEqual([...[undefined, undefined, 1]]);
    expect(checks.checkNames('m', ['b', 'a', 'b'])).toEqual(['b', 'a']);
  });

  const map = new Map([['a', 1]]);
  const own: Record<string, unknown> = {};
  own.self = own;
  it.each<[properties: unknown, problem: string | RegExp]>([
    [7, '"properties" must be an object with the properties, found 7'],
    [map, '"properties" is a Map, which JSON empties: write a plain object'],
    [new TypeError('x'), '"properties" is a TypeError, which JSON empties: write a plain object'],
    [{ a: [{ b: 1n }] }, '"properties.a[0].b" is a bigint, which JSON does not have: write String(value)'],
    [own, /^"properties\.self" cannot be written as JSON: Converting circular structure to JSON/],
  ])('of properties: %#', (properties, problem) => {
    const call = () => propertiesText('m', properties as object);
    if (typeof problem === 'string') expect(call).toThrow(`ContextServiceClient.m: ${problem}.`);
    else expect(call).toThrow(expect.objectContaining({ code: PARAMETER_INVALID }));
  });

  it('properties are written as JSON', () => {
    const properties = { a: [1, { b: null }], c: undefined, d: new Date(0), e: map, f: {} };
    expect(propertiesText('m', properties)).toBe(JSON.stringify(properties));
    expect(propertiesText('m', Object.create(null))).toBe('{}');
    expect(propertiesText('m', {})).toBe('{}');
  });
});

it.each<[method: string, call: () => unknown, misspelt: string, meant: string]>([
  ...['accountId', 'apiKey', 'timeout'].map((name): [string, () => unknown, string, string] => [
    'ContextServiceClient',
    () => Toolbelt.ContextServiceClient({ accountId: '1', apiKey: 'k', [`${name}s`]: 1 } as never),
    `${name}s`,
    name,
  ]),
  [
    'ContextServiceClient.createNamespace',
    () => refusal('createNamespace', 'ns', { ttll: 1 }),
    'ttll',
    'ttl',
  ],
])('%s warns of a misspelt option: %#', async (method, call, misspelt, meant) => {
  const warnings: string[] = [];
  Toolbelt.configure({ logger: { warn: (line) => void warnings.push(line) } });
  await call();
  expect(warnings).toEqual([
    `[lp-faas-toolbelt] ${method}: the option "${misspelt}" is not known and has no effect: did you mean "${meant}"?`,
  ]);
});
