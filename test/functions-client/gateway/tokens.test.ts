import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type TokenRequest, Tokens } from '../../../src/functions-client/gateway/tokens';
import type { Response } from '../../../src/functions-client/types';
import { failureOf } from '../../helpers/failure-of';
import { jwt, namesOf } from '../support';

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date', 'performance'], now: 1_700_000_000_000 }));
afterEach(() => void vi.useRealTimers());

const URL = 'https://sentinel.example.com/sentinel/api/account/1/app/token?v=2.0';
const credentials = { clientId: 'i', clientSecret: 's' };

/** A request whose answers are given in turn. The last one is for all that follow. */
function requestOf(...answers: (Partial<Response> | Error)[]) {
  const fetch = vi.fn(async () => {
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer instanceof Error) throw answer;
    return { url: URL, ok: true, status: 200, ...answer } as Response;
  });
  const request: TokenRequest = {
    ...{ accountId: '1', credentials, renewBeforeMs: 60_000, fetch },
    origin: async () => 'https://sentinel.example.com',
  };
  return { request, fetch };
}

const good = (seconds: number, id = '1') => ({ body: { access_token: jwt(seconds, id) } });
const settled = () => new Promise(setImmediate);

it('a token is asked for with the credentials as a form', async () => {
  const { request, fetch } = requestOf(good(3_600));
  expect(await new Tokens().token(request)).toBe(jwt(3_600));
  expect(fetch.mock.calls).toEqual([
    [
      {
        url: URL,
        method: 'post',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json' },
        body: 'client_id=i&client_secret=s&grant_type=client_credentials',
      },
    ],
  ]);
});

describe('a token', () => {
  it.each([
    ['before its end', 3_600, 60_000, 3_540_000],
    ['at half of its life', 100, 60_000, 50_000],
  ])('is renewed %s, while the old one serves', async (_when, seconds, renewBeforeMs, dueMs) => {
    const tokens = new Tokens();
    const { request, fetch } = requestOf(good(seconds, 'a'), good(9_999, 'b'));
    const first = await tokens.token({ ...request, renewBeforeMs });
    vi.setSystemTime(Date.now() + dueMs - 1);
    expect(await tokens.token({ ...request, renewBeforeMs })).toBe(first);
    await settled();
    expect(fetch).toHaveBeenCalledTimes(1);
    vi.setSystemTime(Date.now() + 1);
    expect(await tokens.token({ ...request, renewBeforeMs })).toBe(first);
    await settled();
    expect(fetch).toHaveBeenCalledTimes(2);
    expect(await tokens.token({ ...request, renewBeforeMs })).not.toBe(first);
  });

  it('is not used at its end', async () => {
    const tokens = new Tokens();
    const { request } = requestOf(good(10, 'a'), new Error('down'));
    await tokens.token(request);
    vi.setSystemTime(Date.now() + 9_999);
    expect(await tokens.token(request)).toEqual(expect.any(String));
    await settled();
    vi.setSystemTime(Date.now() + 1);
    expect((await failureOf(tokens.token(request))).name).toBe('FaaSAppJWTAuthenticationError');
  });

  it('is that of its account, its client and its secret', async () => {
    const tokens = new Tokens();
    const { request, fetch } = requestOf(good(3_600));
    for (const more of [
      {},
      { accountId: '2' },
      { credentials: { ...credentials, clientId: 'j' } },
      { credentials: { ...credentials, clientSecret: 't' } },
      {},
    ]) {
      await tokens.token({ ...request, ...more });
    }
    expect(fetch).toHaveBeenCalledTimes(4);
  });

  it('is one of the last thousand', async () => {
    const tokens = new Tokens();
    const { request, fetch } = requestOf(good(3_600));
    const ask = (account: number) => tokens.token({ ...request, accountId: String(account) });
    for (let account = 0; account < 1_000; account += 1) await ask(account);
    await ask(0);
    expect(fetch).toHaveBeenCalledTimes(1_000);
    await ask(1_000);
    await ask(1);
    expect(fetch).toHaveBeenCalledTimes(1_001);
    await ask(0);
    expect(fetch).toHaveBeenCalledTimes(1_002);
  });

  it('that was refused is forgotten once in 60 s', async () => {
    const tokens = new Tokens();
    const { request, fetch } = requestOf(good(3_600, 'a'), good(3_600, 'b'), good(3_600, 'c'));
    const refuse = async () => tokens.discard(request, await tokens.token(request));
    await refuse();
    await refuse();
    await tokens.token(request);
    expect(fetch).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(59_999);
    await refuse();
    await tokens.token(request);
    expect(fetch).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(1);
    tokens.discard(request, 'another');
    await tokens.token(request);
    expect(fetch).toHaveBeenCalledTimes(2);
    await refuse();
    await tokens.token(request);
    expect(fetch).toHaveBeenCalledTimes(3);
  });
});

describe('a failure', () => {
  const ABOUT = 'no token for client i of account 1';
  const ADVICE =
    'the token could not be fetched: check id and secret, and that the app is installed for the account';
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const NO_JWT = `${ABOUT}: sentinel.example.com answered with a token that is no JWT with "exp"`;
  const NO_TOKEN = `${ABOUT}: sentinel.example.com answered with no "access_token"`;

  it.each<[access: unknown, message: string]>([
    ['opaque', NO_JWT],
    ['a.b', NO_JWT],
    ['a.b.c', NO_JWT],
    [`a.${part({ exp: 'soon' })}.c`, NO_JWT],
    [`a.${part(7)}.c`, NO_JWT],
    [`a.${part({ exp: 2_000_000_000 })}`, NO_JWT],
    ['', NO_TOKEN],
    [7, NO_TOKEN],
    [undefined, NO_TOKEN],
  ])('of an answer with the token %j', async (access_token, message) => {
    const error = await failureOf(new Tokens().token(requestOf({ body: { access_token } }).request));
    expect([error.name, error.message]).toEqual(['FaaSAppJWTAuthenticationError', message]);
  });

  it('of an answer that is no object', async () => {
    expect((await failureOf(new Tokens().token(requestOf({ body: '<html>' }).request))).message).toBe(
      NO_TOKEN,
    );
  });

  it.each([
    [400, 1],
    [500, 2],
    [503, 1],
  ])('with status %i, after %i requests', async (status, requests) => {
    const { request, fetch } = requestOf({ ok: false, status, body: {} });
    const error = await failureOf(new Tokens().token(request));
    expect(error.message).toBe(`${ABOUT}: ${ADVICE}: ${URL} answered with status ${status}`);
    expect(namesOf(error)).toEqual([
      'FaaSAppJWTAuthenticationError',
      'FaaSAppJWTRetrievalError',
      'FaaSRequestError',
    ]);
    expect(fetch).toHaveBeenCalledTimes(requests);
  });

  it('on the network has its reason, and is not kept', async () => {
    const tokens = new Tokens();
    const { request } = requestOf(new Error('down'), good(3_600));
    expect((await failureOf(tokens.token(request))).message).toBe(`${ABOUT}: ${ADVICE}: down`);
    expect(await tokens.token(request)).toBe(jwt(3_600));
  });
});
