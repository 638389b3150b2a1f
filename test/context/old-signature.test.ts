import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ErrorCodes, Toolbelt } from '../../src/index';
import { failureOf } from '../helpers/failure-of';

const HOST = 'https://z1.context.liveperson.net';
const ACCOUNT = '12345';
type Calls = Record<string, (...args: unknown[]) => Promise<unknown>>;

const clientOf = (config: unknown = 'KEY') =>
  Toolbelt.ContextServiceClient(config as string) as unknown as Calls;
const call = (name: string, args: readonly unknown[], client = clientOf()) =>
  (client[name] as Calls[string]).apply(client, [...args]);

beforeEach(() => {
  nock.disableNetConnect();
  Toolbelt.configure({ contextServiceEnvironment: 'z1', accountId: ACCOUNT });
});

afterEach(() => {
  Toolbelt.reset();
  nock.cleanAll();
  nock.enableNetConnect();
});

/** The arguments of each method after the account, and how they are called; those in the second list may be left out. */
const METHODS: [name: string, signature: string, needed: unknown[], optional: unknown[]][] = [
  ['createNamespace', 'namespace, options', ['ns'], [{ ttl: 60 }]],
  ['deleteNamespace', 'namespace', ['ns'], []],
  ['getListOfNamespaces', '', [], []],
  ['setPropertiesInNamespace', 'namespace, properties, sessionId', ['ns', { a: 1 }], ['s1']],
  ['updatePropertiesInNamespace', 'namespace, properties, sessionId', ['ns', { a: 1 }], ['s1']],
  ['getAllPropertiesInSession', 'namespace, sessionId', ['ns'], ['s1']],
  ['getSelectedPropertiesInSession', 'namespace, propertyNames, sessionId', ['ns', ['a']], ['s1']],
  ['getPropertyInSession', 'namespace, propertyName, sessionId', ['ns', 'a'], ['s1']],
  ['deletePropertyInSession', 'namespace, propertyName, sessionId', ['ns', 'a'], ['s1']],
  ['deleteSession', 'namespace, sessionId', ['ns'], ['s1']],
  ['getListOfSessions', 'namespace', ['ns'], []],
];

describe.each(METHODS)('%s', (name, signature, needed, optional) => {
  const old = ['accountId', signature].filter(Boolean).join(', ');
  const expected = {
    name: 'ToolbeltError',
    code: ErrorCodes.ContextService.PARAMETER_INVALID,
    message: expect.stringMatching(
      new RegExp(`old signature, ${name}\\(${old}\\): .* and call ${name}\\(${signature}\\)`),
    ),
  };

  it('refuses the account as first argument, and sends nothing', async () => {
    for (const account of [ACCOUNT, Number(ACCOUNT)]) {
      for (const args of [needed, [...needed, ...optional]]) {
        expect(await failureOf(call(name, [account, ...args]))).toMatchObject(expected);
      }
    }
  });

  it('refuses the id of another account with all arguments', async () => {
    expect(await failureOf(call(name, ['987', ...needed, ...optional]))).toMatchObject(expected);
    const client = clientOf({ accountId: ACCOUNT, apiKey: 'KEY' });
    expect(await failureOf(call(name, ['987', ...needed, ...optional], client))).toMatchObject(expected);
  });

  it('takes calls in the signature of today, also with undefined at the end', async () => {
    const answer = name.includes('ListOf') || name === 'createNamespace' ? '[]' : '{}';
    const scope = nock(HOST).persist();
    scope.get(/./).reply(200, answer).post(/./).reply(204).patch(/./).reply(204).delete(/./).reply(204);
    for (const args of [needed, [...needed, ...optional], [...needed, ...optional, undefined]]) {
      await call(name, args);
    }
  });

  it('has the name and the length of the method', () => {
    const method = clientOf()[name];
    expect([method?.name, method?.length]).toEqual([name, needed.length + optional.length]);
  });
});

it('a client with an account of its own may have a namespace of that name', async () => {
  const scope = nock(HOST).get(`/v1/account/${ACCOUNT}/${ACCOUNT}/s1/properties`).reply(200, { a: 1 });
  const client = clientOf({ accountId: ACCOUNT, apiKey: 'KEY' });
  expect(await call('getAllPropertiesInSession', [ACCOUNT, 's1'], client)).toEqual({ a: 1 });
  scope.done();
});

it('a method may be called by map, which gives an index and a list as well', async () => {
  const scope = nock(HOST)
    .delete(/ns-[ab]$/)
    .twice()
    .reply(204);
  const client = clientOf();
  await Promise.all(['ns-a', 'ns-b'].map(client.deleteNamespace as never, client));
  scope.done();
});
