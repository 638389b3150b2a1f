import { describe, expect, it } from 'vitest';
import { ErrorCodes, SecretError } from '../../src/errors';
import { createAuthorizerFor } from '../../src/liveperson/app-keys';
import { failureOf } from '../helpers/failure-of';

const OAUTH2 = { client_id: 'i', client_secret: 's' };
const OAUTH1 = { consumerKey: 'ck', consumerSecret: 'cs', token: 'tk', tokenSecret: 'ts' };
const { NOT_FOUND, OP_FAILED } = ErrorCodes.Secret;

/** Authorizers for these secrets. A value that is an error is thrown. */
function authorizersFor(secrets: Record<string, unknown>, mayRepeat = false) {
  const read: string[] = [];
  const fetched: unknown[] = [];
  const discarded: unknown[] = [];
  const authorizerFor = createAuthorizerFor({
    readSecret: async (key) => {
      read.push(key);
      const value = secrets[key];
      if (value === undefined) throw new SecretError(NOT_FOUND, `no ${key}`);
      if (value instanceof Error) throw value;
      return { value };
    },
    tokens: {
      token: async (...given) => {
        fetched.push(given);
        return `token-${fetched.length}`;
      },
      discard: (...given) => {
        discarded.push(given);
        return mayRepeat;
      },
    },
  });
  return { authorizerFor, read, fetched, discarded, secrets };
}

describe('the secret of an app key', () => {
  it('is the first one that exists', async () => {
    const { authorizerFor, read } = authorizersFor({ b: OAUTH1, c: OAUTH2 });
    expect((await authorizerFor('Client', ['a', 'b', 'c'])).challenged).toBeUndefined();
    expect(read).toEqual(['a', 'b']);
  });

  it.each<[secrets: Record<string, unknown>, names: string[], code: string, message: string]>([
    [{}, ['a'], NOT_FOUND, 'Client signs with the secret "a", which could not be read: no a'],
    [{}, ['a', 'b'], NOT_FOUND, 'Client signs with the secret "b", which could not be read: no b'],
    [
      { a: new SecretError(OP_FAILED, 'disk'), b: OAUTH1 },
      ['a', 'b'],
      OP_FAILED,
      'Client signs with the secret "a", which could not be read: disk',
    ],
    [{}, [], NOT_FOUND, 'Client signs with the secret "", which could not be read: no '],
  ])('cannot be read: %#', async (secrets, names, code, message) => {
    const error = await failureOf(authorizersFor(secrets).authorizerFor('Client', names));
    expect(error).toMatchObject({ name: 'SecretError', code, message, cause: { name: 'SecretError' } });
  });

  it('of another shape, and other failures, are passed on', async () => {
    const bug = new TypeError('bug');
    expect(await failureOf(authorizersFor({ a: bug }).authorizerFor('Client', ['a']))).toBe(bug);
    expect(await failureOf(authorizersFor({ a: 'text' }).authorizerFor('Client', ['a']))).toMatchObject({
      code: ErrorCodes.Toolbelt.INVALID_CREDENTIALS,
    });
  });
});

describe('an access token', () => {
  const authorized = async (authorizer: Awaited<ReturnType<ReturnType<typeof createAuthorizerFor>>>) => {
    const headers = new Map<string, string>();
    const { signal } = new AbortController();
    await authorizer.authorize({ headers, signal } as never);
    return { sent: headers.get('authorization'), signal };
  };

  it('signs each request', async () => {
    const { authorizerFor, fetched } = authorizersFor({ a: OAUTH2 });
    const authorizer = await authorizerFor('Client', ['a']);
    const { sent, signal } = await authorized(authorizer);
    expect(sent).toBe('Bearer token-1');
    expect(fetched).toEqual([[OAUTH2, signal]]);
  });

  it.each<[what: string, next: unknown, mayRepeat: boolean, isRepeated: boolean]>([
    ['the same', OAUTH2, false, false],
    ['the same, with another token', OAUTH2, true, true],
    ['another id', { ...OAUTH2, client_id: 'j' }, false, true],
    ['another secret', { ...OAUTH2, client_secret: 't' }, false, true],
    ['another kind', OAUTH1, false, false],
    ['another kind, with another token', OAUTH1, true, true],
  ])(
    'that was refused is discarded, and the secret is read again: %s',
    async (_what, next, mayRepeat, isRepeated) => {
      const { authorizerFor, discarded, secrets, fetched } = authorizersFor({ a: OAUTH2 }, mayRepeat);
      const authorizer = await authorizerFor('Client', ['a']);
      await authorized(authorizer);
      secrets.a = next;
      expect(await authorizer.challenged?.(undefined as never)).toBe(isRepeated);
      expect(discarded).toEqual([[OAUTH2, 'token-1']]);
      await authorized(authorizer);
      expect(fetched.at(-1)).toEqual([next === OAUTH1 ? OAUTH2 : next, expect.any(AbortSignal)]);
    },
  );
});
