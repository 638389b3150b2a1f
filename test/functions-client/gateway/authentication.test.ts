import { describe, expect, it } from 'vitest';
import { authenticate, isAppJwt } from '../../../src/functions-client/gateway/authentication';
import { failureOf } from '../../helpers/failure-of';

const asked: unknown[] = [];
const request = {
  url: 'https://gw.example.com/a?b=1',
  method: 'POST' as const,
  appJwt: async (credentials: unknown) => {
    asked.push(credentials);
    return 'token';
  },
};

describe('the headers of a request', () => {
  it('come from a function, which knows the URL and the method', async () => {
    const strategy = async (call: unknown) => `Bearer ${JSON.stringify(call)}`;
    expect(await authenticate(strategy as never, request)).toEqual({
      Authorization: 'Bearer {"url":"https://gw.example.com/a?b=1","method":"post"}',
    });
  });

  it('have the token of an app', async () => {
    const credentials = { clientId: 'i', clientSecret: 's' };
    expect(await authenticate(credentials, request)).toEqual({ Authorization: 'Bearer token' });
    expect(asked.splice(0)).toEqual([credentials]);
  });

  it('have a token and its proof', async () => {
    const strategy = {
      getAccessTokenInternal: async (origin: string) => `token of ${origin}`,
      getDpopHeaderInternal: async (...given: string[]) => `proof of ${given.join(' ')}`,
    };
    expect(await authenticate(strategy, request)).toEqual({
      Authorization: 'DPoP token of https://gw.example.com',
      DPoP: 'proof of https://gw.example.com/a?b=1 post token of https://gw.example.com',
    });
  });
});

const returned = (name: string, kind: string) =>
  `${name} must return a header's value, and returned ${kind}; nothing was sent`;
const NONE =
  '"authStrategy" must be { clientId, clientSecret }, a function that returns the Authorization header, or ' +
  '{ getAccessTokenInternal, getDpopHeaderInternal }';
const LINES = 'an empty text, or one of several lines';

it.each<[strategy: unknown, message: string]>([
  [undefined, NONE],
  [{}, NONE],
  [{ clientId: 'i' }, NONE],
  [{ getAccessTokenInternal: () => 'a' }, NONE],
  [{ getDpopHeaderInternal: () => 'a' }, NONE],
  [() => undefined, returned('authStrategy', 'undefined')],
  [() => null, returned('authStrategy', 'null')],
  [() => 7, returned('authStrategy', 'number')],
  [() => '', returned('authStrategy', LINES)],
  [() => ' ', returned('authStrategy', LINES)],
  [() => 'a\nb', returned('authStrategy', LINES)],
  [() => 'a\r', returned('authStrategy', LINES)],
  [() => Promise.reject(new Error('no key')), 'authStrategy threw, nothing was sent: no key'],
  [
    { getAccessTokenInternal: () => '', getDpopHeaderInternal: () => 'b' },
    returned('getAccessTokenInternal', LINES),
  ],
  [
    { getAccessTokenInternal: () => 'a', getDpopHeaderInternal: () => undefined },
    returned('getDpopHeaderInternal', 'undefined'),
  ],
])('is refused: %#', async (strategy, message) => {
  const error = await failureOf(authenticate(strategy as never, request));
  expect([error.name, error.message]).toEqual(['FaaSRequestError', message]);
});

it.each<[strategy: unknown, is: boolean]>([
  [{ clientId: 'i', clientSecret: 's' }, true],
  [{ clientId: '', clientSecret: 's' }, false],
  [{ clientId: 'i', clientSecret: '' }, false],
  [{ clientId: 7, clientSecret: 's' }, false],
  [{ clientId: 'i', clientSecret: 7 }, false],
  ['text', false],
  [null, false],
])('are the credentials of an app: %j', (strategy, is) => {
  expect(isAppJwt(strategy)).toBe(is);
});
