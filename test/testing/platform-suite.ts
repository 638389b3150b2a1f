import { resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Lambda } from '../../src/events/input';
import { ErrorCodes, ErrorStrategy, type SDE, Toolbelt } from '../../src/index';
import { invoke } from '../../src/testing/invoke';
import type { Fault } from '../../src/testing/platform/faults';
import type { PlatformOptions } from '../../src/testing/platform/options';
import { createPlatform, type Platform } from '../../src/testing/platform/platform';
import { failureOf } from '../helpers/failure-of';
import { withServer } from '../helpers/with-server';
import { describeHosts } from './hosts-suite';

const { INVALID_ARGUMENT, INVALID_CONFIGURATION } = ErrorCodes.Toolbelt;
const SEARCH = '/messaging_history/api/account/12345678/conversations/conversation/search';

/** What a platform does besides answering for the services, with one version of nock. */
export function describePlatform(nock: typeof import('nock'), line: 13 | 14 | 15): void {
  const platforms: Platform[] = [];
  const open = (options: PlatformOptions = {}): Platform => {
    const platform = createPlatform({ nock, rateLimit: { mode: 'off' }, ...options });
    platforms.push(platform);
    return platform;
  };
  const http = Toolbelt.HTTPClient();
  const unexpected = (platform: Platform): string => {
    try {
      platform.assertNoUnexpectedRequests();
    } catch (error) {
      return (error as Error).message;
    }
    return '';
  };

  beforeEach(() => {
    vi.spyOn(console, 'warn').mockImplementation(() => {});
  });

  afterEach(async () => {
    vi.useRealTimers();
    vi.restoreAllMocks();
    for (const platform of platforms.splice(0)) await platform.close();
    Toolbelt.reset();
    nock.cleanAll();
    nock.enableNetConnect();
  });

  describe('opening', () => {
    it('stands without arguments', async () => {
      const platform = createPlatform({ nock });
      platforms.push(platform);
      expect(platform).toMatchObject({ accountId: '12345678', region: 'va', contextKey: 'test-context-key' });
      expect(process.env).toMatchObject({
        BRAND_ID: '12345678',
        LAMBDA_UUID: 'test-function',
        CONTEXT_SERVICE_ENVIRONMENT: 'z1',
      });
      const hosts = await http.get(
        'https://api.liveperson.net/api/account/12345678/service/msgHist/baseURI.json?version=1.0',
        {
          json: true,
        },
      );
      expect(hosts).toEqual({
        service: 'msgHist',
        account: '12345678',
        baseURI: 'va.msghist.liveperson.net',
      });
      expect(console.warn).not.toHaveBeenCalled();
    });

    it.each<[name: string, options: unknown, message: RegExp]>([
      ['no object', 'va', /options must be an object/],
      ['an unknown option', { acountId: '1' }, /unknown option "acountId" \(did you mean "accountId"\?\)/],
      ['an account id', { accountId: 5 }, /"accountId" must be a non-empty string/],
      ['a region', { region: 'us' }, /"region" must be one of va, lo, sy/],
      ['secrets', { secrets: [] }, /"secrets" must be an object/],
      ['a kind of app key', { auth: 'basic' }, /"auth" must be "oauth2" or "oauth1"/],
      ['a context key', { contextKey: '' }, /"contextKey" must be/],
      ['swift', { swift: { username: 'a' } }, /"swift" must be an object with username and password/],
      ['a clock', { clock: 0 }, /"clock" must be a function/],
      ['a whitelist', { whitelist: 'a.example.com' }, /"whitelist" must be a list/],
      ['a time limit', { functionTimeoutMs: 0 }, /"functionTimeoutMs" must be/],
      ['nock', { nock: {} }, /"nock" must be what require\("nock"\) returns/],
      ['several', { clock: 0, region: 1 }, /"clock".*; "region"|"region".*; "clock"/],
    ])('refuses what is no %s', (_name, options, message) => {
      const refusal = expect(() => createPlatform(options as PlatformOptions));
      refusal.toThrow(
        expect.objectContaining({ code: INVALID_ARGUMENT, message: expect.stringMatching(message) }),
      );
      expect(process.env.BRAND_ID).toBeUndefined();
    });

    it('changes nothing when Toolbelt.configure refuses an option', () => {
      expect(() => createPlatform({ nock, whitelist: ['https://x'] })).toThrow(
        expect.objectContaining({ code: INVALID_CONFIGURATION }),
      );
      expect(process.env.BRAND_ID).toBeUndefined();
      expect(nock.activeMocks()).toEqual([]);
      open();
    });

    it('refuses a second platform while one is open', async () => {
      const platform = open();
      expect(() => createPlatform({ nock })).toThrow(
        expect.objectContaining({
          code: INVALID_ARGUMENT,
          message: expect.stringContaining('another platform is open'),
        }),
      );
      await platform.close();
      expect(open().accountId).toBe('12345678');
    });

    it.each([
      ['lo', 'z2'],
      ['sy', 'z3'],
    ] as const)('lives in %s', async (region, zone) => {
      const platform = open({ region });
      const client = Toolbelt.ContextServiceClient('test-context-key');
      await client.setPropertiesInNamespace('ns', { a: 1 });
      const engaged = Toolbelt.SDEUtil().addSDEs([{ type: 'cart' } as SDE], 'v', 's');
      await engaged;
      const hosts = platform.requests.map(({ url }) => new URL(url).host);
      expect(hosts).toContain(`${zone}.context.liveperson.net`);
      expect(hosts).toContain(`${region}.v.liveperson.net`);
    });

    it.each(['le1', 'qa1', 'fr1'])('is found by the account id %s', async (accountId) => {
      const platform = open({ accountId });
      await Toolbelt.SDEUtil().addSDEs([{ type: 'cart' } as SDE], 'v', 's');
      expect(platform.sdes).toHaveLength(1);
    });
  });

  describe('closing', () => {
    it('puts back environment, settings and interceptors, and can be called twice', async () => {
      process.env.BRAND_ID = 'before';
      process.env.X_LIVEPERSON_CSDS_DOMAIN = 'csds.example.com';
      Toolbelt.configure({ accountId: 'mine', secrets: { mine: 'kept' }, whitelist: ['mine.example.com'] });
      nock('https://mine.example.com').get('/').reply(200, 'mine');
      const mocks = nock.activeMocks();
      const platform = open();
      expect(nock.activeMocks().length).toBeGreaterThan(mocks.length);
      expect(process.env.X_LIVEPERSON_CSDS_DOMAIN).toBeUndefined();
      await platform.close();
      await platform.close();
      expect(process.env.BRAND_ID).toBe('before');
      expect(process.env.X_LIVEPERSON_CSDS_DOMAIN).toBe('csds.example.com');
      expect(process.env.LAMBDA_UUID).toBeUndefined();
      expect(process.env.CONTEXT_SERVICE_ENVIRONMENT).toBeUndefined();
      expect(nock.activeMocks()).toEqual(mocks);
      expect(nock.emitter.listenerCount('no match')).toBe(0);
      expect(await Toolbelt.SecretClient().readSecret('mine')).toEqual({ key: 'mine', value: 'kept' });
      expect(await http.get('https://mine.example.com/')).toBe('mine');
      expect(platform.requests).toEqual([]);
    });

    it('is not cleaned away with the interceptors of the test', async () => {
      const platform = open();
      const { cleanAll } = nock;
      expect(nock.isDone()).toBe(true);
      expect(nock.pendingMocks()).toEqual([]);
      nock('https://mine.example.com').get('/').reply(200);
      nock.cleanAll();
      expect(nock.pendingMocks()).toEqual([]);
      expect(await failureOf(Toolbelt.ConversationUtil().getConversationById('c'))).toMatchObject({
        code: ErrorCodes.ConversationUtil.NOT_FOUND,
      });
      platform.assertNoUnexpectedRequests();
      await platform.close();
      expect(nock.cleanAll).not.toBe(cleanAll);
      expect(nock.activeMocks()).toEqual([]);
    });

    it('says when nock was cleaned behind its back', async () => {
      const { cleanAll } = nock;
      const platform = open();
      cleanAll();
      await failureOf(Toolbelt.ConversationUtil().getConversationById('c'));
      expect(unexpected(platform)).toMatch(
        /GET https:\/\/api\.liveperson\.net\/\S+ matched nothing \(nock\.cleanAll\(\) took the services away\)/,
      );
    });

    it('removes the interceptors that were added meanwhile, and no others', async () => {
      const before = nock('https://before.example.com').get('/').reply(200, 'before');
      const platform = open({ whitelist: ['a.example.com'] });
      nock('https://a.example.com').persist().get('/x').query({ q: 1 }).reply(200, 'left');
      nock('http://a.example.com:8080').post('/y', { a: 1 }).reply(200, 'left');
      await platform.close();
      expect(nock.activeMocks()).toEqual(['GET https://before.example.com:443/']);
      expect(before.isDone()).toBe(false);
      nock.cleanAll();
      const next = open();
      nock(/pattern\.example\.com/)
        .get('/')
        .reply(200, 'left');
      await next.close();
      expect(nock.activeMocks()).toEqual([]);
    });

    it('is what "using" does', async () => {
      {
        await using platform = createPlatform({ nock });
        expect(platform.accountId).toBe('12345678');
      }
      {
        using platform = createPlatform({ nock });
        expect(platform.accountId).toBe('12345678');
      }
      expect(process.env.BRAND_ID).toBeUndefined();
    });

    it.each<[state: string, allow: () => void, reachesServer: boolean]>([
      ['everything', () => nock.enableNetConnect(), true],
      ['this machine', () => nock.enableNetConnect(/^(127\.0\.0\.1|localhost)/), true],
      ['nothing', () => nock.disableNetConnect(), false],
    ])('leaves nock allowing %s, as before', async (_state, allow, reachesServer) => {
      allow();
      const platform = open();
      await withServer(
        (_request, response) => response.end('real'),
        async (server) => {
          Toolbelt.configure({ whitelist: ['127.0.0.1', 'outside.invalid'] });
          expect(await http.get(server.url())).toBe('real');
          const outside = await failureOf(http.get('http://outside.invalid/'));
          expect(outside.message).toMatch(/Disallowed net connect/);
          await platform.close();
          Toolbelt.configure({ whitelist: ['127.0.0.1', 'outside.invalid'] });
          const after = http.get(server.url());
          // This nock 15 is not the installed nock, so it cannot be asked what it allowed before.
          if (reachesServer || line === 15) expect(await after).toBe('real');
          else expect((await failureOf(after)).message).toMatch(/Disallowed net connect/);
        },
      );
      const isOpen = _state === 'everything' && line !== 15;
      const after = await failureOf(http.get('http://outside.invalid/'));
      expect(/Disallowed net connect/.test(after.message)).toBe(!isOpen);
    });

    it('ends calls that wait, and the server of the gateway', async () => {
      const platform = open();
      platform.functions.register('f', (_input, callback) => callback(null, 1));
      await Toolbelt.OrchestratorClient().invoke([{ uuid: 'f', payload: {} }], 5_000);
      platform.fail('msgHist', { delayMs: 60_000 });
      const call = failureOf(Toolbelt.ConversationUtil().getConversationById('c'));
      await vi.waitFor(() => expect(platform.requests.at(-1)?.service).toBe('msgHist'));
      await platform.close();
      expect(await call).toMatchObject({ cause: { cause: { code: 'ECONNRESET' } } });
    });
  });

  describe('faults', () => {
    const search = () => Toolbelt.ConversationUtil().getConversationById('c');

    it.each<[name: string, target: unknown, fault: unknown, message: RegExp]>([
      ['no fault', 'msgHist', undefined, /a fault is an object/],
      ['an empty one', 'msgHist', { times: 2 }, /one of "status", "error", "delayMs"/],
      ['an unknown key', 'msgHist', { statusCode: 500 }, /unknown key statusCode: expected status/],
      ['a status', 'msgHist', { status: 99 }, /"status" must be an integer/],
      ['a body alone', 'msgHist', { body: 'x', delayMs: 1 }, /"body" and "headers" go with a "status"/],
      ['headers', 'msgHist', { status: 500, headers: { a: 1 } }, /"headers" must be/],
      ['an error', 'msgHist', { error: 'EWHAT' }, /there is no network error "EWHAT"/],
      ['error and status', 'msgHist', { error: 'EPIPE', status: 500 }, /"error" goes with neither/],
      ['a delay', 'msgHist', { delayMs: -1 }, /"delayMs" must be/],
      ['truncate', 'msgHist', { delayMs: 1, truncate: 'yes' }, /"truncate" must be a boolean/],
      ['times', 'msgHist', { status: 500, times: 0 }, /"times" must be a positive integer or Infinity/],
      ['a service', 'mesgHist', { status: 500 }, /"mesgHist" is neither a service/],
      ['a URL with a path', 'https://a.example.com/x', { status: 500 }, /neither a service/],
      ['no target', undefined, { status: 500 }, /undefined is neither a service/],
    ])('refuses %s', (_name, target, fault, message) => {
      const platform = open();
      expect(() => platform.fail(target as string, fault as Fault)).toThrow(
        expect.objectContaining({ code: INVALID_ARGUMENT, message: expect.stringMatching(message) }),
      );
    });

    it.each(['ECONNRESET', 'ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT'])('fails with %s', async (code) => {
      const platform = open();
      platform.fail('msgHist', { error: code, times: 2 });
      for (const _time of [1, 2]) {
        expect(await failureOf(search())).toMatchObject({ cause: { name: 'RequestError', cause: { code } } });
      }
      expect(await failureOf(search())).toMatchObject({ code: ErrorCodes.ConversationUtil.NOT_FOUND });
      const seen = platform.requests.filter(({ service }) => service === 'msgHist');
      expect(seen.map(({ status, error }) => status ?? error)).toEqual([code, code, 200]);
    });

    it('fails the domain look-up, tokens and hosts by their names', async () => {
      const platform = open();
      platform.fail('csds', { status: 500 });
      expect(await failureOf(search())).toMatchObject({ code: ErrorCodes.Csds.OP_FAILED });
      platform.fail('sentinel', { status: 401, body: { error: 'invalid_client' } });
      expect(await failureOf(search())).toMatchObject({ code: ErrorCodes.Toolbelt.TOKEN_FAILED });
      platform.fail('va.msghist.liveperson.net', { status: 429, times: Number.POSITIVE_INFINITY });
      for (const _time of [1, 2, 3]) {
        expect(await failureOf(search())).toMatchObject({ cause: { statusCode: 429 } });
      }
    });

    it('fails the gateway: errors and statuses, each time as they are', async () => {
      const platform = open();
      platform.functions.register('f', (_input, callback) => callback(null, 1));
      const outcome = async (retries = 0) => {
        const [result] = await Toolbelt.OrchestratorClient().invoke(
          [{ uuid: 'f', payload: {}, retries }],
          5_000,
          {
            errorStrategy: ErrorStrategy.CONTINUE_ON_ERROR,
          },
        );
        return result?.statusCode ?? result?.error?.code;
      };
      expect(await outcome()).toBe(200);
      platform.fail('faasGW', { error: 'ECONNREFUSED' });
      expect(await outcome()).toBe('ECONNREFUSED');
      platform.fail('faasGW', { error: 'ECONNRESET' });
      expect(await outcome()).toBe('ECONNRESET');
      platform.fail('faasGW', { status: 901, body: { errorCode: 'x' } });
      expect(await outcome()).toBe(901);
      platform.fail('faasGW', { status: 502 });
      expect(await outcome(1)).toBe(200);
      const seen = platform.requests.filter(({ service }) => service === 'faasGW');
      expect(seen.map(({ status, error }) => status ?? error)).toEqual([
        200,
        'ECONNREFUSED',
        'ECONNRESET',
        901,
        502,
        200,
      ]);
      expect(seen.every(({ url }) => url.startsWith('https://va.faasgw.liveperson.net/api/'))).toBe(true);
    });

    it('delays under fake timers, and without keeping the process alive', async () => {
      const platform = open();
      // Unlike the calls of ConversationUtil, this call sets no timer of its own.
      const ask = () => {
        const path = `/messaging_history/api/account/${platform.accountId}/conversations/conversation/search?v=2&source=a`;
        return Toolbelt.LpClient()('msgHist', path, {
          method: 'POST',
          json: true,
          body: { conversationId: 'c' },
        });
      };
      await failureOf(search());
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      platform.fail('msgHist', { delayMs: 5_000, status: 503 });
      const call = failureOf(ask());
      await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1));
      await vi.advanceTimersByTimeAsync(5_000);
      expect(await call).toMatchObject({ statusCode: 503 });
      vi.useRealTimers();
      platform.fail('msgHist', { delayMs: 60_000 });
      const timers = () =>
        process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
      const before = timers();
      const late = failureOf(ask());
      await vi.waitFor(() => expect(platform.requests.at(-1)).not.toHaveProperty('status'));
      expect(timers()).toBeLessThanOrEqual(before);
      await platform.close();
      await late;
    });

    it('delays longer than a caller waits', async () => {
      const platform = open();
      platform.fail('swift', { delayMs: 60_000 });
      const url = 'https://va.objectstorage.liveperson.net/auth/v1.0';
      const failure = await failureOf(http.get(url, { timeout: 20 }));
      expect(failure.cause?.code).toMatch(/^E(SOCKET)?TIMEDOUT$/);
    });

    it('cuts an answer short, also one without a body', async () => {
      const platform = open();
      const url = 'https://va.objectstorage.liveperson.net/auth/v1.0';
      platform.fail('swift', { truncate: true, times: 2 });
      for (const _time of [1, 2]) {
        expect(await failureOf(http.get(url))).toMatchObject({ message: 'Error: aborted' });
      }
      platform.fail('swift', { truncate: true, status: 200 });
      expect(await failureOf(http.get(url))).toMatchObject({ message: 'Error: aborted' });
    });

    it('fails hosts of the user, ahead of their own mocks', async () => {
      const platform = open({ whitelist: ['api.example.com'] });
      nock('https://api.example.com').persist().get('/').query(true).reply(200, 'mine');
      const get = () => http.get('https://api.example.com/?token=abc');
      expect(await get()).toBe('mine');
      platform.fail('api.example.com', { status: 503 });
      platform.fail('api.example.com', { error: 'ECONNRESET' });
      expect(await failureOf(get())).toMatchObject({ statusCode: 503 });
      expect(await failureOf(get())).toMatchObject({ cause: { code: 'ECONNRESET' } });
      expect(await get()).toBe('mine');
      expect(platform.requests).toMatchObject([
        { service: 'api.example.com', url: 'https://api.example.com/?token=[redacted]', status: 503 },
        { error: 'ECONNRESET', headers: { host: 'api.example.com' } },
      ]);
      platform.fail('https://api.example.com:8443', { status: 500 });
      expect(await failureOf(http.get('https://api.example.com:8443/'))).toMatchObject({ statusCode: 500 });
      platform.fail('leDataReporting', { status: 504 });
      const reports = Toolbelt.LpClient()('leDataReporting', '/operations/api/account/12345678/agentview');
      expect(await failureOf(reports)).toMatchObject({ statusCode: 504 });
      expect(unexpected(platform)).toBe('');
    });
  });

  describe('the gateway', () => {
    it(`answers 901 ${line !== 14 ? 'on its own host' : 'through service discovery, on its own host 500 and why'}`, async () => {
      const platform = open({ auth: 'oauth1' });
      platform.functions.register('broken', (_input, callback) => callback(new Error('no luck')));
      const path = '/api/account/12345678/lambdas/broken/invoke?v=1';
      const options = {
        method: 'POST',
        json: true,
        body: { headers: [], payload: {} },
        simple: false,
        resolveWithFullResponse: true,
      };
      const discovered = await Toolbelt.LpClient()('faasGW', path, options);
      expect(discovered).toMatchObject({ statusCode: 901, body: { errorMsg: 'no luck' } });
      const oauth = {
        consumer_key: 'test-consumer-key',
        consumer_secret: 'test-consumer-secret',
        token: 'test-token',
        token_secret: 'test-token-secret',
      };
      const direct = await http(`https://va.faasgw.liveperson.net${path}`, { ...options, oauth });
      expect(direct.body).toEqual(discovered.body);
      expect([direct.statusCode, direct.headers['x-lp-faas-toolbelt']]).toEqual(
        line !== 14 ? [901, undefined] : [500, 'status 901: nock 14 cannot answer above 599'],
      );
      expect(
        platform.requests.filter(({ service }) => service === 'faasGW').map(({ status }) => status),
      ).toEqual([901, 901]);
      const single = await http.get(
        'https://api.liveperson.net/api/account/12345678/service/faasGW/baseURI.json?version=1.0',
        { json: true },
      );
      expect(single.baseURI).toBe('va.faasgw.liveperson.net');
    });

    const run = async (uuid: string) => {
      const [result] = await Toolbelt.OrchestratorClient().invoke([{ uuid, payload: { n: 1 } }], 5_000, {
        errorStrategy: ErrorStrategy.CONTINUE_ON_ERROR,
      });
      return result;
    };

    it('runs files, and says what is wrong with one', async () => {
      const platform = open();
      platform.functions.register('file', resolve('test/testing/lambdas/double.js'));
      expect(() => platform.functions.register('none', 'nofile.js')).toThrow(
        /there is no file \S+nofile\.js/,
      );
      platform.functions.register('none', resolve('test/testing/lambdas/empty.js'));
      expect(await run('file')).toMatchObject({ statusCode: 200, body: { twice: 2 } });
      expect(await run('none')).toMatchObject({
        statusCode: 901,
        error: { message: expect.stringContaining('empty.js') },
      });
    });

    it('ends functions at their time limit', async () => {
      const platform = open({ functionTimeoutMs: 30 });
      platform.functions.register('slow', () => {});
      expect(await run('slow')).toMatchObject({
        statusCode: 901,
        error: { code: ErrorCodes.Handler.EXECUTION_TIME_EXCEEDED },
      });
    });

    it('lets functions invoke others', async () => {
      const platform = open();
      platform.functions.register('inner', ({ payload }, callback) => callback(null, payload));
      platform.functions.register('outer', async ({ payload }, callback) => {
        const [inner] = await Toolbelt.OrchestratorClient().invoke([{ uuid: 'inner', payload }], 5_000);
        callback(null, inner?.body);
      });
      expect(await run('outer')).toMatchObject({ statusCode: 200, body: { n: 1 } });
    });
  });

  describe('unexpected requests', () => {
    it('are none where everything was answered', async () => {
      const platform = open();
      await withServer(
        (_request, response) => response.end('real'),
        async (server) => {
          platform.whitelist.add('127.0.0.1');
          await http.get(server.url());
        },
      );
      nock('https://va.msghist.liveperson.net').get('/messaging_history/api/other').reply(200, 'own');
      expect(await http.get('https://va.msghist.liveperson.net/messaging_history/api/other')).toBe('own');
      platform.assertNoUnexpectedRequests();
    });

    it('are those that matched nothing, and those that were denied', async () => {
      const lines: unknown[] = [];
      const logger = { warn: (text: string) => lines.push(text), info: () => {} };
      const platform = open({ whitelist: ['api.example.com'], logger });
      const calls = [
        http.get('https://api.example.com/things?api_key=abc&a=1'),
        http.put('https://va.msghist.liveperson.net/nothing/here', { body: 'x' }),
        http.get('https://denied.example.com/'),
      ];
      for (const call of calls) expect(await failureOf(call)).toBeDefined();
      const message = unexpected(platform);
      expect(message).toMatch(/^3 unexpected requests:\n/);
      for (const part of [
        /GET https:\/\/api\.example\.com\/things\?api_key=\[redacted\]&a=1 matched nothing: answer it with platform\.host\('api\.example\.com'\)\.get\('\/things'\)/,
        /PUT https:\/\/va\.msghist\.liveperson\.net\/nothing\/here matched nothing/,
        /denied\.example\.com was denied.*platform\.whitelist\.add\('denied\.example\.com'\)/,
      ]) {
        expect(message).toMatch(part);
      }
      expect(lines).toEqual([expect.stringContaining('request to denied.example.com denied')]);
      expect(console.warn).not.toHaveBeenCalled();
    });

    it('go to the console without a logger, and not on after close', async () => {
      const platform = open();
      await failureOf(http.get('https://denied.example.com/'));
      expect(console.warn).toHaveBeenCalledOnce();
      await platform.close();
      expect(unexpected(platform)).toMatch(/^1 unexpected request:/);
      expect(unexpected(open())).toBe('');
    });

    it('are allowed by whitelist.add', async () => {
      const platform = open({ whitelist: ['a.example.com'] });
      platform.whitelist.add('b.example.com', '*.c.example.com');
      for (const host of ['a.example.com', 'b.example.com', 'x.c.example.com']) {
        nock(`https://${host}`).get('/').reply(200, host);
        expect(await http.get(`https://${host}/`)).toBe(host);
      }
      expect(() => platform.whitelist.add('*')).toThrow(
        expect.objectContaining({ code: INVALID_CONFIGURATION }),
      );
    });
  });

  describeHosts(nock, line, open);

  describe('secrets', () => {
    it('that are missing are to be set on the platform', async () => {
      const platform = open();
      platform.secrets.set('voucher-key', 'x');
      expect(await failureOf(Toolbelt.SecretClient().readSecret('voucher-kay'))).toMatchObject({
        message: expect.stringMatching(
          /the platform of this test has none by this name \(did you mean "voucher-key"\?\); add it with platform\.secrets\.set\("voucher-kay", …\)/,
        ),
      });
    });

    it.each([
      ['a b', 1],
      ['', 1],
      ['a', () => 1],
      ['a', Promise.resolve(1)],
      ['a', new Map([[1, 2]])],
    ])('named %j are refused when they cannot be', (name, value) => {
      expect(() => open().secrets.set(name, value)).toThrow(
        expect.objectContaining({ code: INVALID_ARGUMENT }),
      );
    });
  });

  describe('the rate limit', () => {
    const lambda: Lambda = async (_input, callback) => {
      const calls = Array.from({ length: 15 }, () => http('https://api.example.com/'));
      callback(null, (await Promise.allSettled(calls)).filter(({ status }) => status === 'rejected').length);
    };

    it('is one for each invocation, unless the test asks for that of the process', async () => {
      const platform = open({ rateLimit: {} });
      platform.host('api.example.com').get('/').reply(200).times(Number.POSITIVE_INFINITY);
      const refused = async (options = {}) => (await invoke(lambda, {}, options)).result;
      expect([await refused(), await refused(), await refused()]).toEqual([0, 0, 0]);
      expect(await refused({ sharedLimit: true })).toBe(0);
      expect(await refused({ sharedLimit: true })).toBeGreaterThan(0);
      await expect(refused({ sharedLimit: 1 })).rejects.toThrow(/sharedLimit must be true or false/);
    });
  });

  describe('time and bodies', () => {
    it('expires tokens and properties on the clock, also when it goes back', async () => {
      let now = 1_000_000;
      const platform = open({ clock: () => now });
      const client = Toolbelt.ContextServiceClient('test-context-key');
      await client.createNamespace('ns', { ttl: 60 });
      await client.setPropertiesInNamespace('ns', { a: 1 });
      now += 30_000;
      await client.setPropertiesInNamespace('ns', { b: 2 });
      now -= 500_000;
      expect(await client.getAllPropertiesInSession('ns')).toEqual({ a: 1, b: 2 });
      now += 30_000;
      expect(platform.context.get('ns')).toEqual({ b: 2 });
      now -= 100_000;
      expect(platform.context.get('ns')).toEqual({ b: 2 });
      now += 30_000;
      expect(platform.context.get('ns')).toEqual({});
      expect(platform.context.namespaces()).toEqual([
        { name: 'ns', createdAt: new Date(1_000_000).toISOString(), ttlSecond: 60 },
      ]);
      platform.context.set('other', { c: 3 }, 's');
      expect(platform.context.sessions('other')).toEqual(['__default__', 's']);
      const search = () => failureOf(Toolbelt.ConversationUtil().getConversationById('c'));
      expect(await search()).toMatchObject({ code: ErrorCodes.ConversationUtil.NOT_FOUND });
      now += 3_600_000;
      // The client sends the token that it still has, is answered 401, and gets a new token.
      expect(await search()).toMatchObject({ code: ErrorCodes.ConversationUtil.NOT_FOUND });
      const statuses = platform.requests
        .filter(({ service }) => service === 'msgHist')
        .map(({ status }) => status);
      expect(statuses).toEqual([200, 401, 200]);
    });

    it('refuses a clock without a time', async () => {
      const platform = open({ clock: () => Number.NaN });
      expect(() => platform.context.get('ns')).toThrow(
        expect.objectContaining({ code: INVALID_ARGUMENT, message: expect.stringContaining('returned NaN') }),
      );
    });

    it('takes bodies as they are sent', async () => {
      const platform = open();
      const { headers } = await http.get('https://va.objectstorage.liveperson.net/auth/v1.0', {
        headers: { 'X-Auth-User': platform.swift.username, 'X-Auth-Key': platform.swift.password },
        resolveWithFullResponse: true,
      });
      const url = 'https://va.objectstorage.liveperson.net/v1/file';
      const put = (body: string | Buffer, type: string) =>
        http.put(url, { body, headers: { 'x-auth-token': headers['x-auth-token'], 'content-type': type } });
      for (const body of [Buffer.from([0, 159, 255]), Buffer.from('deadbeef'), Buffer.from('{not json')]) {
        await put(body, 'application/json');
        expect(platform.files.get('/v1/file')).toEqual({ body, contentType: 'application/json' });
        const read = await http.get(url, {
          headers: { 'x-auth-token': headers['x-auth-token'] },
          encoding: null,
        });
        expect(read).toEqual(body);
      }
      expect(platform.requests.map(({ body }) => body).filter((body) => body !== '')).toEqual([
        '[3 bytes]',
        'deadbeef',
        '{not json',
      ]);
      expect(JSON.stringify(platform.requests)).not.toMatch(/AUTH_tk|test-password/);
    });

    it('takes malformed JSON for what it is', async () => {
      const platform = open({ auth: 'oauth1' });
      const oauth = {
        consumer_key: 'test-consumer-key',
        consumer_secret: 'test-consumer-secret',
        token: 'test-token',
        token_secret: 'test-token-secret',
      };
      const call = http.post(`https://va.msghist.liveperson.net${SEARCH}?source=test`, {
        oauth,
        body: '{"conversationId":',
        headers: { 'content-type': 'application/json' },
      });
      expect(await failureOf(call)).toMatchObject({ statusCode: 400 });
      expect(platform.requests[0]).toMatchObject({ body: '{"conversationId":', status: 400 });
    });
  });
}
