import nock from 'nock';
import VError from 'verror';
import { describe, expect, it } from 'vitest';
import { Client, EVENT } from '../../src/functions-client/index';
import { failureOf } from '../helpers/failure-of';
import { ODD_REASONS } from '../helpers/odd-reasons';
import { createClient, GATEWAY, HOSTS, namesOf, useNockInEveryTest } from './support';

useNockInEveryTest();

const BY_UUID = '/api/account/12345/lambdas/abc/invoke';
const V1 = { v: '1', externalSystem: 'unknown', skillId: '' };

describe('invoke', () => {
  it('sends what V1 expects for an id', async () => {
    let body: unknown;
    let headers: Record<string, string> = {};
    nock(GATEWAY)
      .post(BY_UUID)
      .query({ v: '1', externalSystem: 'crm', skillId: '7', userId: 'u' })
      .reply(function (_uri, sent) {
        body = sent;
        headers = this.req.headers as unknown as Record<string, string>;
        return [200, { answer: 42 }];
      });
    const response = await createClient().invoke({
      lambdaUuid: 'abc',
      externalSystem: 'crm',
      skillId: '7',
      userId: 'u',
      requestId: 'request-1',
      body: { headers: [{ key: 'k', value: 'v' }], payload: { a: 1 } },
    });
    expect(response).toMatchObject({ ok: true, status: 200, body: { answer: 42 } });
    expect(response.url).toBe(`${GATEWAY}${BY_UUID}?v=1&externalSystem=crm&skillId=7&userId=u`);
    expect(body).toEqual({
      timestamp: expect.any(Number),
      headers: [{ key: 'k', value: 'v' }],
      payload: { a: 1 },
    });
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      authorization: 'Bearer t0k3n-of-the-caller',
      'x-request-id': 'request-1',
    });
    expect(headers['user-agent']).toMatch(/functions-client/);
  });

  it('sends what V1 expects for an event, and resolves with every result', async () => {
    nock(GATEWAY)
      .post(
        '/api/account/12345/events/controllerbot_messaging_ttr/invoke',
        (body) => body.payload !== undefined,
      )
      .query(V1)
      .matchHeader('x-request-id', /^[0-9a-f-]{36}$/)
      .reply(200, ['a', 'b']);
    const { body } = await createClient().invoke({ eventId: EVENT.MessagingTTR, body: {} });
    expect(body).toEqual(['a', 'b']);
  });

  it.each(['va.fninvocations.example.com', 'va.functions.example.com'])('speaks V2 to %s', async (host) => {
    nock(`https://${host}`)
      .post(BY_UUID)
      .query((query) => Object.keys(query).length === 0)
      .matchHeader('LP-EventSource', 'crm')
      .reply(200, '"x"');
    const client = createClient({}, { getCsdsEntry: async () => host });
    expect((await client.invoke({ lambdaUuid: 'abc', lpEventSource: 'crm' })).body).toBe('x');
  });

  it('encodes the id, and sends the answer of a function that answered nothing', async () => {
    nock(GATEWAY).post('/api/account/12345/lambdas/a%2Fb/invoke').query(V1).reply(200, '');
    expect((await createClient().invoke({ lambdaUuid: 'a/b' })).body).toBe('');
  });

  it('does not follow a redirect, which would take the invocation elsewhere', async () => {
    nock(GATEWAY).post(BY_UUID).query(V1).reply(307, '', { location: 'https://evil.example.com/' });
    const error = await failureOf(createClient().invoke({ lambdaUuid: 'abc' }));
    expect(VError.info(error)).toMatchObject({ status: 307 });
  });

  it.each([
    ['timeout', { timeout: -1 }, /"timeout" must be/],
    ['accountId', { accountId: ' ' }, /no account/],
    ['authStrategy', { authStrategy: async () => '' }, /nothing was sent/],
    ['protocol', { protocol: 'ftp' as 'http' }, /"protocol" must be/],
    ['invokeUuidUri', { invokeUuidUri: 'x/%s' }, /must have 2 times %s/],
  ])('takes %s of a call over that of the client', async (_name, options, message) => {
    const error = await failureOf(createClient().invoke({ lambdaUuid: 'abc', ...options }));
    expect(error.name).toBe('FaaSInvokeError');
    expect(error.message).toMatch(message);
  });

  it('takes account and credentials of the call', async () => {
    nock(GATEWAY)
      .post('/api/account/other/lambdas/abc/invoke')
      .query(V1)
      .matchHeader('authorization', 'Bearer other')
      .reply(200, 'true');
    const asked: string[] = [];
    const getCsdsEntry = async (account: string, service: string) => {
      asked.push(account);
      return HOSTS[service] ?? '';
    };
    await createClient({}, { getCsdsEntry }).invoke({
      lambdaUuid: 'abc',
      accountId: 'other',
      authStrategy: () => 'Bearer other',
    });
    expect(asked).toEqual(['other']);
  });

  it('tells the strategy the whole URL, and sends proofs of possession', async () => {
    nock(GATEWAY)
      .post(BY_UUID)
      .query(V1)
      .matchHeader('authorization', 'DPoP access')
      .matchHeader('dpop', `proof post ${GATEWAY}${BY_UUID}?v=1&externalSystem=unknown&skillId= access`)
      .reply(200, 'true');
    const origins: string[] = [];
    const authStrategy = {
      getAccessTokenInternal: (origin: string) => {
        origins.push(origin);
        return 'access';
      },
      getDpopHeaderInternal: async (url: string, method: string, token: string) =>
        `proof ${method} ${url} ${token}`,
    };
    expect((await createClient({ authStrategy }).invoke({ lambdaUuid: 'abc' })).ok).toBe(true);
    expect(origins).toEqual([GATEWAY]);
  });
});

describe('a failed invocation', () => {
  const fail = (status: number, body: nock.Body, config = {}) => {
    nock(GATEWAY).post(BY_UUID).query(V1).reply(status, body);
    return failureOf(createClient(config).invoke({ lambdaUuid: 'abc' }));
  };

  it.each([
    'com.liveperson.faas.handler.custom-failure',
    'com.liveperson.faas.handler.runtime-exception',
    'com.liveperson.faas.handler.executiontime-exceeded',
    'com.liveperson.faas.handler.log-limit-reached',
  ])('is a FaaSLambdaError for %s', async (errorCode) => {
    const error = await fail(500, { errorCode, errorMsg: '100%s wrong %d' });
    expect(namesOf(error)).toEqual(['FaaSLambdaError', 'FaaSRequestError', 'HttpRequestError']);
    expect(error.message).toContain('100%s wrong %d');
    expect(error.stack).toMatch(/^FaaSLambdaError: /);
    expect(VError.info(error)).toMatchObject({ status: 500, url: expect.any(String), body: { errorCode } });
    expect(VError.cause(error)).toHaveProperty('jse_info.response.body.errorCode', errorCode);
  });

  it.each(['threw-error', 'js-runtime-error', 'execution-exceeded'])(
    'is a FaaSLambdaError for V2 %s',
    async (kind) => {
      const error = await fail(500, { code: `com.customer.faas.function.${kind}`, message: 'm' });
      expect(error.name).toBe('FaaSLambdaError');
    },
  );

  it.each([
    [
      404,
      { errorCode: 'com.liveperson.faas.es.notdeployed', errorMsg: 'not there' },
      /notdeployed: not there/,
    ],
    [401, '', /status 401: check the credentials/],
    [500, '<html>  <p>Oops</p></html>', /status 500: <html> <p>Oops/],
    [400, { code: 7 }, /status 400/],
  ])('is a FaaSInvokeError for %i %j', async (status, body, message) => {
    const error = await fail(status, body);
    expect(error.name).toBe('FaaSInvokeError');
    expect(error.message).toMatch(message);
  });

  it('is one when a good status comes with a page instead of JSON', async () => {
    const error = await fail(200, '<html>Sign in</html>');
    expect(error.name).toBe('FaaSInvokeError');
    expect(error.message).toMatch(/instead of JSON: <html>Sign in/);
  });

  it('shows no credential anywhere', async () => {
    const { inspect } = await import('node:util');
    const error = await fail(400, {
      authorization: 'Bearer t0k3n-of-the-caller',
      access_token: 'abc.def.ghi',
    });
    const network = createClient({}, { getCsdsEntry: async () => 'down.example.com' });
    nock('https://down.example.com')
      .post(BY_UUID)
      .query(V1)
      .replyWithError(Object.assign(new Error('x'), { code: 'EPROTO' }));
    const other = await failureOf(network.invoke({ lambdaUuid: 'abc' }));
    for (const failed of [error, other]) {
      const shown = `${inspect(failed, { depth: 9 })} ${JSON.stringify(failed)} ${failed.stack} ${VError.fullStack(failed)}`;
      expect(`${shown} ${inspect(VError.info(failed), { depth: 9 })}`).not.toMatch(/t0k3n|abc\.def/);
      expect(inspect(VError.cause(failed), { depth: 9, showHidden: true })).not.toMatch(/t0k3n|abc\.def/);
    }
  });

  it('resolves with failOnErrorStatusCode: false, without an answer too', async () => {
    nock(GATEWAY).post(BY_UUID).query(V1).reply(404, { errorCode: 'x' });
    nock(GATEWAY)
      .post(BY_UUID)
      .query(V1)
      .replyWithError(Object.assign(new Error('x'), { code: 'EPROTO' }));
    const client = createClient({ failOnErrorStatusCode: false });
    expect(await client.invoke({ lambdaUuid: 'abc' })).toMatchObject({
      ok: false,
      status: 404,
      body: { errorCode: 'x' },
    });
    expect(await client.invoke({ lambdaUuid: 'abc' })).toMatchObject({ ok: false, status: undefined });
  });

  it.each([
    ['com.customer.faas.function.threw-error', 'com.liveperson.faas.handler.custom-failure'],
    ['com.customer.faas.function.js-runtime-error', 'com.liveperson.faas.handler.runtime-exception'],
    ['com.customer.faas.function.execution-exceeded', 'com.liveperson.faas.handler.executiontime-exceeded'],
    ['com.liveperson.faas.evg.general', 'com.liveperson.faas.es.general'],
    ['com.liveperson.faas.evg.invalid', 'com.liveperson.faas.es.badinput'],
    ['com.liveperson.faas.function.not-found', 'com.liveperson.faas.es.missinglambda'],
    ['com.example.other', 'com.example.other'],
  ])('has the words of V1 with v1CompError: %s', async (code, errorCode) => {
    const error = await fail(400, { code, message: 'm' }, { v1CompError: true });
    expect(VError.info(error).body).toEqual({ errorCode, errorMsg: 'm' });
  });

  it.each([
    ['that is in the words of V1 already', { code: 'com.x', errorCode: 'com.y', errorMsg: 'm' }],
    ['without a code', { message: 'm' }],
    ['with a number as its code', { code: 7, errorCode: 'com.y' }],
  ])('leaves a body %s as it is with v1CompError', async (_what, body) => {
    expect(VError.info(await fail(400, body, { v1CompError: true })).body).toEqual(body);
  });
});

describe('bad input', () => {
  const circular: Record<string, unknown> = {};
  circular.self = circular;

  it.each<[string, unknown, RegExp]>([
    ['neither id nor event', {}, /give "lambdaUuid" or "eventId";/],
    ['both', { lambdaUuid: 'a', eventId: 'b' }, /not both/],
    ['an empty id', { lambdaUuid: '' }, /"lambdaUuid" must be a non-empty text/],
    ['an event that is none', { eventId: 7 }, /"eventId" must be a non-empty text/],
    ['an id that no path can hold', { lambdaUuid: '..' }, /"\.\." cannot be part of a path/],
    ['nothing', undefined, /must be an object/],
    ['headers that are no list', { lambdaUuid: 'a', body: { headers: {} } }, /"body.headers" must be a list/],
    ['a cycle', { lambdaUuid: 'a', body: { payload: circular } }, /cannot be written as JSON/],
    [
      'a promise',
      { lambdaUuid: 'a', body: { payload: Promise.resolve(1) } },
      /"body.payload" is a promise: await it first/,
    ],
    [
      'a Set',
      { lambdaUuid: 'a', body: { payload: new Set([1]) } },
      /"body.payload" is a Map or a Set, for which JSON writes {}/,
    ],
    [
      'a body that is a text',
      { lambdaUuid: 'a', body: 'x' },
      /"body" must be an object such as { payload: … }, and is a string/,
    ],
    ['a body that is a list', { lambdaUuid: 'a', body: [1] }, /"body" must be an object .* is an array/],
    [
      'a body to wait for',
      { lambdaUuid: 'a', body: Promise.resolve({}) },
      /"body" is a promise: await it first/,
    ],
    [
      'a request id of two lines',
      { lambdaUuid: 'a', requestId: 'a\nb' },
      /the header "X-Request-ID" has a line break .*: remove it\. Nothing was sent/,
    ],
    ['no account', { lambdaUuid: 'a', accountId: '' }, /no account/],
    ['no strategy', { lambdaUuid: 'a', authStrategy: {} }, /"authStrategy" must be/],
    ['half a strategy', { lambdaUuid: 'a', authStrategy: { clientId: 'x' } }, /"authStrategy" must be/],
  ])('%s: says so, and sends nothing', async (_what, request, message) => {
    const error = await failureOf(createClient().invoke(request as never));
    expect(error.name).toBe('FaaSInvokeError');
    expect(error).toBeInstanceOf(VError);
    expect(error.message).toMatch(message);
  });

  it('has the failure of JSON.stringify as its cause, where there was one', async () => {
    const causeOf = async (body: object) =>
      VError.cause(await failureOf(createClient().invoke({ lambdaUuid: 'a', body } as never)));
    expect((await causeOf({ payload: circular }))?.message).toMatch(/circular structure/);
    expect(await causeOf({ headers: {} })).toBeNull();
  });

  it.each<[string, () => unknown, RegExp]>([
    [
      'throws',
      () => {
        throw new Error('no key, Bearer abcdefghi');
      },
      /authStrategy threw.*no key, Bearer \[redacted\]/,
    ],
    [
      'throws a text',
      () => {
        throw 'no key';
      },
      /no key/,
    ],
    ['rejects', () => Promise.reject(new Error('later')), /later/],
    ['returns nothing', () => undefined, /returned undefined/],
    ['returns null', () => null, /returned null/],
    ['returns lines', () => 'a\r\nb: c', /several lines/],
  ])('a strategy that %s', async (_what, authStrategy, message) => {
    const error = await failureOf(
      createClient({ authStrategy: authStrategy as never }).invoke({ lambdaUuid: 'a' }),
    );
    expect(error.name).toBe('FaaSInvokeError');
    expect(error.message).toMatch(message);
  });

  it.each(Object.entries(ODD_REASONS))('a part of the caller that fails with %s', async (_name, make) => {
    const fail = () => Promise.reject(make());
    for (const client of [
      createClient({ authStrategy: fail }),
      createClient({}, { fetch: fail }),
      createClient({ failOnErrorStatusCode: false }, { fetch: fail }),
      createClient({}, { getCsdsEntry: fail }),
    ]) {
      expect((await failureOf(client.invoke({ lambdaUuid: 'a' }))).name).toBe('FaaSInvokeError');
    }
  });

  it('is refused for a host that is none', async () => {
    for (const domain of ['', 'a b', 'host/path', 'user:pw@host', undefined]) {
      const client = createClient({}, { getCsdsEntry: async () => domain as string });
      const error = await failureOf(client.invoke({ lambdaUuid: 'a' }));
      expect(namesOf(error)).toEqual(['FaaSInvokeError', 'FaaSCreateUrVError']);
    }
  });

  it('new Client() of nothing is told of at the call', async () => {
    expect((await failureOf(new Client(undefined as never).invoke({ lambdaUuid: 'a' }))).message).toMatch(
      /"config" must be/,
    );
  });
});

describe('getLambdas and getFunctions', () => {
  it('lists as V1 does, states repeated', async () => {
    nock('https://va.faasui.example.com')
      .get(
        '/api/account/12345/lambdas/?v=1&externalSystem=unknown&eventId=&state=Draft&state=Productive&userId=',
      )
      .reply(200, [{ uuid: 'a' }]);
    const { body } = await createClient().getLambdas({ state: ['Draft', 'Productive'] });
    expect(body).toEqual([{ uuid: 'a' }]);
  });

  it('lists functions of V2', async () => {
    nock('https://va.functions.example.com')
      .get('/api/account/12345/functions?functionName=f')
      .reply(200, []);
    const client = createClient({}, { getCsdsEntry: async () => 'va.functions.example.com' });
    expect((await client.getFunctions({ functionName: 'f' })).body).toEqual([]);
  });

  it('raises errors of their own', async () => {
    const ui = nock('https://va.faasui.example.com');
    ui.get('/api/account/12345/lambdas/').query(true).reply(403, '');
    ui.get('/api/account/12345/functions')
      .query(true)
      .reply(404, { errorCode: 'com.liveperson.faas.handler.x' });
    expect((await failureOf(createClient().getLambdas())).name).toBe('FaaSGetLambdasError');
    expect((await failureOf(createClient().getFunctions())).name).toBe('FaaSGetFunctionsError');
  });
});
