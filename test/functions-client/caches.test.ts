import nock from 'nock';
import VError from 'verror';
import { describe, expect, it, vi } from 'vitest';
import { Client } from '../../src/functions-client/index';
import { failureOf } from '../helpers/failure-of';
import {
  CREDENTIALS,
  createClient,
  GATEWAY,
  HOSTS,
  jwt,
  namesOf,
  SENTINEL,
  skipWaits,
  useNockInEveryTest,
} from './support';

useNockInEveryTest();

const TOKEN_PATH = '/sentinel/api/account/12345/app/token?v=2.0';
const EVENT_PATH = '/api/account/12345/events';

function answerInvocations(count: number, authorization = /./): void {
  nock(GATEWAY, { reqheaders: { authorization: (value) => authorization.test(value) } })
    .post(/invoke/)
    .query(true)
    .times(count)
    .reply(200, '1');
}

describe('tokens', () => {
  it('are fetched once for concurrent callers, with the credentials in the body', async () => {
    nock(SENTINEL)
      .post(TOKEN_PATH, { client_id: 'app-id', client_secret: 's3cr3t', grant_type: 'client_credentials' })
      .matchHeader('content-type', 'application/x-www-form-urlencoded')
      .reply(200, { access_token: jwt(3600) });
    answerInvocations(3, /^Bearer .+\..+\.sig$/);
    const client = createClient({ authStrategy: CREDENTIALS });
    await Promise.all([1, 2].map(() => client.invoke({ lambdaUuid: 'a' })));
    await client.invoke({ lambdaUuid: 'a' });
  });

  it('are fetched once more after status 500, and not a third time', async () => {
    const client = createClient({ authStrategy: CREDENTIALS });
    nock(SENTINEL).post(TOKEN_PATH).twice().reply(500);
    const error = await failureOf(client.invoke({ lambdaUuid: 'a' }));
    expect(namesOf(error)).toEqual([
      'FaaSInvokeError',
      'FaaSAppJWTAuthenticationError',
      'FaaSAppJWTRetrievalError',
      'FaaSRequestError',
    ]);
    nock(SENTINEL).post(TOKEN_PATH).reply(500);
    nock(SENTINEL)
      .post(TOKEN_PATH)
      .reply(200, { access_token: jwt(3600) });
    answerInvocations(1, /^Bearer .+\.sig$/);
    expect((await client.invoke({ lambdaUuid: 'a' })).ok).toBe(true);
  });

  it.each([
    [undefined, 30],
    [10, 10],
  ])(
    'are renewed %s minutes before they end, while the old one serves',
    async (jwtRefreshAfterMinutes, minutes) => {
      vi.useFakeTimers({ toFake: ['Date'] });
      // Of a shorter life, half would be the limit.
      const [first, second] = [jwt(10_800, 'first'), jwt(21_600, 'second')];
      let fetches = 0;
      nock(SENTINEL)
        .post(TOKEN_PATH)
        .twice()
        .reply(() => {
          fetches += 1;
          return [200, { access_token: fetches === 1 ? first : second }];
        });
      const seen: string[] = [];
      const client = createClient({ authStrategy: CREDENTIALS, jwtRefreshAfterMinutes });
      const invoke = async () => {
        nock(GATEWAY)
          .post(/invoke/)
          .query(true)
          .reply(function () {
            seen.push(String(this.req.headers.authorization));
            return [200, '1'];
          });
        await client.invoke({ lambdaUuid: 'a' });
      };
      await invoke();
      vi.setSystemTime(Date.now() + (180 - minutes) * 60_000 - 5_000);
      await invoke();
      expect(fetches).toBe(1);
      vi.setSystemTime(Date.now() + 10_000);
      await invoke();
      await vi.waitFor(() => expect(fetches).toBe(2));
      await new Promise((resolve) => setImmediate(resolve));
      await vi.waitFor(async () => {
        await invoke();
        expect(seen.at(-1)).toBe(`Bearer ${second}`);
      });
      expect(seen.slice(0, 3)).toEqual([first, first, first].map((token) => `Bearer ${token}`));
    },
  );

  it('that live for less than that time are renewed after half of their life', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    let fetches = 0;
    nock(SENTINEL)
      .post(TOKEN_PATH)
      .twice()
      .reply(() => {
        fetches += 1;
        return [200, { access_token: jwt(20 * 60) }];
      });
    answerInvocations(3);
    const client = createClient({ authStrategy: CREDENTIALS });
    await client.invoke({ lambdaUuid: 'a' });
    vi.setSystemTime(Date.now() + 9.5 * 60_000);
    await client.invoke({ lambdaUuid: 'a' });
    expect(fetches).toBe(1);
    vi.setSystemTime(Date.now() + 60_000);
    await client.invoke({ lambdaUuid: 'a' });
    await vi.waitFor(() => expect(fetches).toBe(2));
  });

  it('that cannot be renewed serve until they end', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const token = jwt(3600);
    nock(SENTINEL).post(TOKEN_PATH).reply(200, { access_token: token });
    nock(SENTINEL).post(TOKEN_PATH).twice().reply(400, {});
    answerInvocations(2);
    const client = createClient({ authStrategy: CREDENTIALS });
    await client.invoke({ lambdaUuid: 'a' });
    vi.setSystemTime(Date.now() + 59 * 60_000);
    await client.invoke({ lambdaUuid: 'a' });
    await vi.waitFor(() => expect(nock.pendingMocks()).toHaveLength(1));
    vi.setSystemTime(Date.now() + 2 * 60_000);
    await vi.waitFor(async () => {
      expect(namesOf(await failureOf(client.invoke({ lambdaUuid: 'a' })))[1]).toBe(
        'FaaSAppJWTAuthenticationError',
      );
    });
  });

  it('that the gateway refused are forgotten', async () => {
    nock(SENTINEL)
      .post(TOKEN_PATH)
      .twice()
      .reply(200, { access_token: jwt(3600) });
    nock(GATEWAY)
      .post(/invoke/)
      .query(true)
      .reply(401, '');
    answerInvocations(1);
    const client = createClient({ authStrategy: CREDENTIALS });
    await failureOf(client.invoke({ lambdaUuid: 'a' }));
    await client.invoke({ lambdaUuid: 'a' });
  });

  it('that are newer than the refused one are kept', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const [first, second] = [jwt(60, 'first'), jwt(7200, 'second')];
    nock(SENTINEL).post(TOKEN_PATH).reply(200, { access_token: first });
    nock(SENTINEL).post(TOKEN_PATH).reply(200, { access_token: second });
    let refuse: (() => void) | undefined;
    const seen: string[] = [];
    nock(GATEWAY)
      .post(/invoke/)
      .query(true)
      .times(3)
      .reply(function (_uri, _body, answer) {
        seen.push(String(this.req.headers.authorization));
        if (seen.length > 1) answer(null, [200, '1']);
        else refuse = () => answer(null, [401, '']);
      });
    const client = createClient({ authStrategy: CREDENTIALS });
    const slow = failureOf(client.invoke({ lambdaUuid: 'a' }));
    await vi.waitFor(() => expect(refuse).toBeDefined());
    vi.setSystemTime(Date.now() + 61_000);
    await client.invoke({ lambdaUuid: 'a' });
    refuse?.();
    await slow;
    // A third token would be a request that no mock answers.
    await client.invoke({ lambdaUuid: 'a' });
    expect(seen).toEqual([first, second, second].map((token) => `Bearer ${token}`));
  });

  it.each([
    [
      'one after the other',
      async (invoke: () => Promise<void>) => {
        for (let call = 0; call < 6; call += 1) await invoke();
      },
    ],
    [
      'at once',
      async (invoke: () => Promise<void>) => {
        await Promise.all([1, 2, 3].map(invoke));
        await Promise.all([1, 2, 3].map(invoke));
      },
    ],
  ])('that the gateway goes on refusing are renewed once in 60 s, by calls %s', async (_how, call) => {
    vi.useFakeTimers({ toFake: ['performance'] });
    let fetches = 0;
    const sentinel = nock(SENTINEL).persist();
    sentinel.post(TOKEN_PATH).reply(() => {
      fetches += 1;
      return [200, { access_token: jwt(3600, `token ${fetches}`) }];
    });
    const seen: string[] = [];
    const gateway = nock(GATEWAY).persist();
    gateway
      .post(/invoke/)
      .query(true)
      .reply(function () {
        seen.push(String(this.req.headers.authorization));
        return [401, '{}'];
      });
    const client = createClient({ authStrategy: CREDENTIALS });
    const invoke = async () => void (await failureOf(client.invoke({ lambdaUuid: 'a' })));
    await call(invoke);
    expect({ fetches, tokens: new Set(seen).size, calls: seen.length }).toEqual({
      fetches: 2,
      tokens: 2,
      calls: 6,
    });
    vi.advanceTimersByTime(59_000);
    await call(invoke);
    expect(fetches).toBe(2);
    vi.advanceTimersByTime(2_000);
    await call(invoke);
    expect(fetches).toBe(3);
    await invoke();
    expect(new Set(seen).size).toBe(3);
    // The refusal is that of one app key.
    const other = { ...CREDENTIALS, clientId: 'other' };
    await failureOf(client.invoke({ lambdaUuid: 'a', authStrategy: other }));
    expect(fetches).toBe(4);
    nock.cleanAll();
  });

  it.each<[string, number, nock.Body, RegExp]>([
    ['no JWT', 200, { access_token: 'opaque-value' }, /no JWT/],
    ['a JWT that says nothing', 200, { access_token: 'a.b.c' }, /no JWT/],
    ['nothing', 200, {}, /no "access_token"/],
    ['a page', 200, '<html>', /no "access_token"/],
    [
      'a refusal',
      401,
      { error: 'invalid_client', client_secret: 's3cr3t' },
      /check id and secret.*status 401/,
    ],
  ])('%s: a clear error, no invocation, and no failure is kept', async (_what, status, body, message) => {
    nock(SENTINEL).post(TOKEN_PATH).reply(status, body);
    nock(SENTINEL)
      .post(TOKEN_PATH)
      .reply(200, { access_token: jwt(3600) });
    const client = createClient({ authStrategy: CREDENTIALS });
    const error = await failureOf(client.invoke({ lambdaUuid: 'a' }));
    expect(namesOf(error).slice(0, 2)).toEqual(['FaaSInvokeError', 'FaaSAppJWTAuthenticationError']);
    if (status === 401) expect(namesOf(error)[2]).toBe('FaaSAppJWTRetrievalError');
    expect(error.message).toMatch(message);
    expect(`${error.stack} ${JSON.stringify(VError.info(error))}`).not.toMatch(/s3cr3t|opaque-value/);
    answerInvocations(1);
    await client.invoke({ lambdaUuid: 'a' });
  });
});

describe('isImplemented', () => {
  const answer = (event: string, skillId: string, implemented: unknown) =>
    nock(GATEWAY)
      .get(`${EVENT_PATH}/${event}/isImplemented`)
      .query({ v: '1', externalSystem: 'unknown', skillId })
      .reply(200, { implemented });

  it('is kept by event and skill exactly, for 60 s', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const client = createClient();
    answer('e', '7', true);
    answer('e', '8', false);
    answer('e', '', false);
    answer('f', '7', false);
    for (let round = 0; round < 2; round += 1) {
      expect(await client.isImplemented({ eventId: 'e', skillId: '7' })).toBe(true);
      expect(await client.isImplemented({ eventId: 'e', skillId: '8' })).toBe(false);
      expect(await client.isImplemented({ eventId: 'e' })).toBe(false);
      expect(await client.isImplemented({ eventId: 'f', skillId: '7' })).toBe(false);
    }
    vi.advanceTimersByTime(60_001);
    answer('e', '7', false);
    expect(await client.isImplemented({ eventId: 'e', skillId: '7' })).toBe(false);
  });

  it('is asked once by concurrent callers, and asked again after a failure', async () => {
    const client = createClient();
    nock(GATEWAY)
      .get(/isImplemented/)
      .query(true)
      .reply(400, '');
    expect((await failureOf(client.isImplemented({ eventId: 'e' }))).name).toBe('FaaSIsImplementedError');
    answer('e', '', true);
    const both = await Promise.all([1, 2].map(() => client.isImplemented({ eventId: 'e' })));
    expect(both).toEqual([true, true]);
  });

  it('is never a guess', async () => {
    const client = createClient({ failOnErrorStatusCode: false });
    answer('e', '', 'yes');
    const unclear = await failureOf(client.isImplemented({ eventId: 'e' }));
    expect(namesOf(unclear)).toEqual(['FaaSIsImplementedError', 'FaasIsImplementedParseError']);
    nock(GATEWAY)
      .get(/isImplemented/)
      .query(true)
      .reply(404, { implemented: true });
    expect((await failureOf(client.isImplemented({ eventId: 'e' }))).name).toBe('FaaSIsImplementedError');
    expect((await failureOf(client.isImplemented({ eventId: '' }))).message).toMatch(/"eventId" must be/);
  });
});

describe('service discovery', () => {
  const baseURIs = Object.entries(HOSTS).map(([service, baseURI]) => ({
    service,
    baseURI,
    account: '12345',
  }));
  const CSDS_PATH = '/api/account/12345/service/baseURI.json?version=1.0';
  const create = (config = {}) =>
    new Client({ accountId: '12345', authStrategy: () => 'Bearer x', ...config });

  it('goes over https with csdsHttpHeaders, once for concurrent callers, for 600 s', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const csds = () =>
      nock('https://adminlogin.liveperson.net', { reqheaders: { 'x-own': 'y' } })
        .get(CSDS_PATH)
        .reply(200, { baseURIs });
    csds();
    answerInvocations(4);
    const client = create({ csdsHttpHeaders: { 'x-own': 'y' } });
    await Promise.all([1, 2].map(() => client.invoke({ lambdaUuid: 'a' })));
    vi.advanceTimersByTime(599_000);
    await client.invoke({ lambdaUuid: 'a' });
    vi.advanceTimersByTime(2_000);
    csds();
    await client.invoke({ lambdaUuid: 'a' });
  });

  it.each([
    ['le1', 'csds-app.qa.int.gw.lpcloud.io'],
    ['qa1', 'csds-app.qa.int.gw.lpcloud.io'],
    ['c1', 'csds-app.qa.int.gw.lpcloud.io'],
    ['fr1', 'adminlogin-z0-intg.liveperson.net'],
    ['a1', 'adminlogin-a.liveperson.net'],
    ['1', 'adminlogin.liveperson.net'],
  ])('asks for account %s at %s', async (accountId, host) => {
    nock(`https://${host}`)
      .get(`/api/account/${accountId}/service/baseURI.json?version=1.0`)
      .reply(200, { baseURIs });
    answerInvocations(1);
    await create({ accountId }).invoke({ lambdaUuid: 'a' });
  });

  it('asks at csdsDomain, and takes a port and the bare list', async () => {
    nock('https://csds.example.com:8443')
      .get(CSDS_PATH)
      .reply(200, [{ service: 'faasGW', baseURI: 'gw.example.com:9443' }]);
    nock('https://gw.example.com:9443')
      .post(/invoke/)
      .query(true)
      .reply(200, '1');
    expect((await create({ csdsDomain: 'csds.example.com:8443' }).invoke({ lambdaUuid: 'a' })).url).toMatch(
      /:9443\//,
    );
  });

  it.each<[string, number, nock.Body, string]>([
    ['a failure', 404, '', 'CSDSFailure'],
    ['no list', 200, { baseURIs: 7 }, 'CSDSFailure'],
    ['an empty list', 200, { baseURIs: [] }, 'CSDSDomainNotFound'],
    ['another list', 200, { baseURIs: [{ service: 'x', baseURI: 'y' }, null] }, 'CSDSDomainNotFound'],
  ])('%s is %2$s %3$s', async (_what, status, body, name) => {
    nock('https://adminlogin.liveperson.net').get(CSDS_PATH).reply(status, body);
    expect(namesOf(await failureOf(create().invoke({ lambdaUuid: 'a' }))).slice(0, 2)).toEqual([
      'FaaSInvokeError',
      name,
    ]);
  });

  it('counts for nothing with a bad status, even with a list', async () => {
    nock('https://adminlogin.liveperson.net').get(CSDS_PATH).reply(404, { baseURIs });
    const error = await failureOf(create().invoke({ lambdaUuid: 'a' }));
    expect(error.message).toMatch(/^the call failed: .*answered with status 404/);
    expect(namesOf(error)[1]).toBe('CSDSFailure');
  });

  it('is asked again after an empty list', async () => {
    const client = create();
    nock('https://adminlogin.liveperson.net').get(CSDS_PATH).reply(200, { baseURIs: [] });
    expect(namesOf(await failureOf(client.invoke({ lambdaUuid: 'a' })))[1]).toBe('CSDSDomainNotFound');
    nock('https://adminlogin.liveperson.net').get(CSDS_PATH).reply(200, { baseURIs });
    answerInvocations(1);
    expect((await client.invoke({ lambdaUuid: 'a' })).ok).toBe(true);
  });

  it('is asked again after it failed', async () => {
    skipWaits();
    const client = create();
    nock('https://adminlogin.liveperson.net').get(CSDS_PATH).times(4).reply(500, '');
    expect(namesOf(await failureOf(client.invoke({ lambdaUuid: 'a' })))[1]).toBe('CSDSFailure');
    nock('https://adminlogin.liveperson.net').get(CSDS_PATH).reply(200, { baseURIs });
    answerInvocations(1);
    expect((await client.invoke({ lambdaUuid: 'a' })).ok).toBe(true);
  });
});
