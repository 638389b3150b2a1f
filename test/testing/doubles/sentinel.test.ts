import { beforeEach, describe, expect, it } from 'vitest';
import { Authority } from '../../../src/testing/doubles/authority';
import { createSentinelDouble } from '../../../src/testing/doubles/sentinel';
import { ACCOUNT, ask, CLIENT } from './ask';

const V1 = `/sentinel/api/account/${ACCOUNT}/app/token`;
const V2 = `/sentinel/api/v2/account/${ACCOUNT}/app/token`;
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString();
const GRANT = { grant_type: 'client_credentials', ...CLIENT };

describe('the token service', () => {
  let now = 0;
  beforeEach(() => {
    now = 1_700_000_000_500;
  });
  const authority = new Authority(ACCOUNT, () => now);
  authority.know('key', CLIENT);
  const double = createSentinelDouble({ accountId: ACCOUNT, authority });
  const bearer = (token: string) => ({
    method: 'GET',
    url: 'https://a.example.com/',
    headers: { authorization: `Bearer ${token}` },
    body: Buffer.alloc(0),
  });

  it.each([`${V1}?v=1.0`, `${V1}?v=2.0`, V2, `${V2}?v=2.0`])('issues a token at %s', async (target) => {
    const { status, json } = await ask(double, 'POST', target, { headers: FORM, body: form(GRANT) });
    expect(status).toBe(200);
    const { access_token, ...rest } = json as { access_token: string };
    expect(rest).toEqual({ token_type: 'Bearer', expires_in: '3600' });
    const [head, claims, signature] = access_token.split('.');
    expect(JSON.parse(Buffer.from(head ?? '', 'base64url').toString())).toEqual({ alg: 'RS256', typ: 'JWT' });
    expect(JSON.parse(Buffer.from(claims ?? '', 'base64url').toString())).toMatchObject({
      aud: ACCOUNT,
      azp: CLIENT.client_id,
      scope: 'faas.lambda.invoke',
      iat: 1_700_000_000,
      exp: 1_700_003_600,
    });
    expect(signature).toMatch(/^[\w-]+$/);
    expect(authority.problem(bearer(access_token))).toBeUndefined();
  });

  it('issues another token each time; each ends on the clock', async () => {
    const issue = async () => {
      const { json } = await ask(double, 'POST', V2, { headers: FORM, body: form(GRANT) });
      return (json as { access_token: string }).access_token;
    };
    const [first, second] = [await issue(), await issue()];
    expect(first).not.toBe(second);
    now += 3_599_999;
    expect(authority.problem(bearer(first))).toBeUndefined();
    now += 1;
    expect(authority.problem(bearer(first))).toMatch(/expired/);
    expect(authority.problem(bearer(await issue()))).toBeUndefined();
  });

  it.each<[name: string, target: string, body: string, status: number, error: string, headers?: object]>([
    ['a wrong secret', V2, form({ ...GRANT, client_secret: 'x' }), 401, 'invalid_client'],
    ['an unknown client', V2, form({ ...GRANT, client_id: 'x' }), 401, 'invalid_client'],
    ['another account', '/sentinel/api/v2/account/78/app/token', form(GRANT), 401, 'invalid_client'],
    ['no client', V2, form({ grant_type: 'client_credentials' }), 400, 'invalid_request'],
    ['another grant', V2, form({ ...GRANT, grant_type: 'password' }), 400, 'unsupported_grant_type'],
    ['no version', V1, form(GRANT), 400, 'invalid_request'],
    ['another version', `${V1}?v=3.0`, form(GRANT), 400, 'invalid_request'],
    ['JSON', V2, JSON.stringify(GRANT), 400, 'invalid_request', { 'content-type': 'application/json' }],
  ])('refuses %s', async (_name, target, body, status, error, headers = FORM) => {
    const answer = await ask(double, 'POST', target, { headers: headers as Record<string, string>, body });
    expect(answer).toMatchObject({ status, json: { error, error_description: expect.any(String) } });
    expect(answer.text).not.toContain(CLIENT.client_secret);
  });
});

describe('the keys of an account', () => {
  const request = (authorization?: string) => ({
    method: 'GET',
    url: 'https://a.example.com/',
    headers: authorization === undefined ? {} : { authorization },
    body: Buffer.alloc(0),
  });

  it('are those that secrets hold, as objects or as JSON', () => {
    const authority = new Authority(ACCOUNT, () => 0);
    expect(authority.issue(CLIENT.client_id, CLIENT.client_secret)).toBeUndefined();
    authority.know('key', JSON.stringify(CLIENT));
    expect(authority.issue(CLIENT.client_id, CLIENT.client_secret)).toEqual(expect.any(String));
    authority.know('key', { client_id: 'next', client_secret: 'next' });
    expect(authority.issue(CLIENT.client_id, CLIENT.client_secret)).toBeUndefined();
    for (const value of [
      'not json',
      '5',
      null,
      { client_id: 'next' },
      { client_id: '', client_secret: '' },
    ]) {
      authority.know('key', value);
      expect(authority.issue('next', 'next')).toBeUndefined();
    }
  });

  it.each<[string | undefined, RegExp]>([
    [undefined, /neither signed/],
    ['Basic abc', /neither signed/],
    ['Bearer', /not one of this account/],
    ['Bearer undefined', /not one of this account/],
    ['OAuth oauth_token="x"', /has no oauth_consumer_key/],
  ])('refuse the header %s', (authorization, problem) => {
    expect(new Authority(ACCOUNT, () => 0).problem(request(authorization))).toMatch(problem);
  });
});
