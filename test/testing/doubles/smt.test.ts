import { beforeEach, describe, expect, it } from 'vitest';
import { type AddedSdes, createSmtDouble } from '../../../src/testing/doubles/smt';
import { ACCOUNT, ask, authorized } from './ask';

const { authority, headers } = authorized();
const added: AddedSdes[] = [];
const double = createSmtDouble({ accountId: ACCOUNT, authority, add: (sdes) => added.push(sdes) });
const target = (query: string, account = ACCOUNT) =>
  `/api/account/${account}/monitoring/visitors/v%2F1/visits/current/events${query}`;
const QUERY = '?v=1&sid=rty.uio';
const body = [{ type: 'cart', total: 1, numItems: 1 }];

describe('the engagement attributes', () => {
  beforeEach(() => {
    added.length = 0;
  });

  it.each([
    ['PUT', headers],
    ['POST', { ...headers, 'x-http-method-override': 'PUT' }],
    ['POST', { ...headers, 'x-http-method-override': 'put' }],
  ])('are added with %s', async (method, sent) => {
    const answer = await ask(double, method, target(QUERY), { headers: sent, body });
    expect(answer).toMatchObject({ status: 200, json: {} });
    expect(added).toEqual([{ visitorId: 'v/1', sessionId: 'rty.uio', sdes: body }]);
  });

  it.each<[name: string, status: number, method: string, target: string, question: object]>([
    ['no v', 400, 'PUT', target('?sid=s'), { headers, body }],
    ['another v', 400, 'PUT', target('?v=2&sid=s'), { headers, body }],
    ['no sid', 400, 'PUT', target('?v=1'), { headers, body }],
    ['an empty sid', 400, 'PUT', target('?v=1&sid='), { headers, body }],
    ['an object', 400, 'PUT', target(QUERY), { headers, body: body[0] }],
    ['an empty list', 400, 'PUT', target(QUERY), { headers, body: [] }],
    ['one without a type', 400, 'PUT', target(QUERY), { headers, body: [...body, {}] }],
    ['no JSON', 400, 'PUT', target(QUERY), { headers, body: 'x' }],
    ['a stranger', 401, 'PUT', target(QUERY), { body }],
    ['POST alone', 404, 'POST', target(QUERY), { headers, body }],
    ['another account', 422, 'PUT', target(QUERY, '78'), { headers, body }],
  ])('are refused for %s: %i', async (_name, status, method, url, question) => {
    expect(await ask(double, method, url, question)).toMatchObject({ status, json: { error: {} } });
    expect(added).toEqual([]);
  });
});
