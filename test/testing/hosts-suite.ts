import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ErrorCodes, Toolbelt } from '../../src/index';
import { invoke } from '../../src/testing/invoke';
import type { PlatformOptions } from '../../src/testing/platform/options';
import type { Platform } from '../../src/testing/platform/platform';
import { failureOf } from '../helpers/failure-of';
import { type KeptCertificates, makeCertificates } from '../helpers/make-certificates';

/** The hosts of a test, and faults under parallel calls, with one version of nock. */
export function describeHosts(
  nock: typeof import('nock'),
  line: 13 | 14 | 15,
  open: (options?: PlatformOptions) => Platform,
): void {
  const http = Toolbelt.HTTPClient();
  const { INVALID_ARGUMENT } = ErrorCodes.Toolbelt;

  describe('a host of the test', () => {
    it('answers in turn, notes what was sent, and goes with close', async () => {
      const platform = open();
      platform
        .host('api.example.com')
        .post('/orders')
        .reply(201, { id: 7 }, { 'x-mine': 'kept' })
        .reply(409, 'twice');
      platform.host('api.example.com').get('/orders?page=2').reply(200, [1]);
      const send = () =>
        http.post('https://api.example.com/orders', { json: { size: 'L' }, auth: { bearer: 's3cr3t' } });
      expect(await send()).toEqual({ id: 7 });
      expect(await failureOf(send())).toMatchObject({ statusCode: 409, error: 'twice' });
      expect(() => platform.assertAnswersUsed()).toThrow(
        expect.objectContaining({
          code: INVALID_ARGUMENT,
          message: expect.stringMatching(
            /host\("api\.example\.com"\)\.get\("\/orders\?page=2"\) has an answer that nothing/,
          ),
        }),
      );
      expect(await http('http://api.example.com/orders?page=2', { json: true })).toEqual([1]);
      platform.assertAnswersUsed();
      platform.assertNoUnexpectedRequests();
      expect(platform.requests).toMatchObject([
        {
          service: 'api.example.com',
          method: 'POST',
          url: 'https://api.example.com/orders',
          headers: { authorization: '[redacted]' },
          body: { size: 'L' },
          status: 201,
        },
        { status: 409 },
        { method: 'GET', status: 200 },
      ]);
      await platform.close();
      expect(nock.activeMocks()).toEqual([]);
      const next = open();
      expect((await failureOf(send())).message).toMatch(/Socket is closed/);
      await next.close();
    });

    it('answers by a function of the request, of a pattern too, and several times', async () => {
      const platform = open();
      const host = platform.host('http://api.example.com:8080');
      host.get(/^\/items\/\d+\?/).reply(({ path, query, headers, body }) => ({
        body: { path, query, accept: headers.accept, body },
      }));
      host.delete('/items/7').reply(204).times(2);
      const url = 'http://api.example.com:8080/items/7';
      expect(await http(`${url}?a=1`, { json: true })).toEqual({
        path: '/items/7',
        query: { a: '1' },
        accept: 'application/json',
        body: '',
      });
      await http.delete(url);
      await http.delete(url);
      expect(await failureOf(http.delete(url))).toMatchObject({
        message: expect.stringMatching(
          /DELETE http:\/\/api\.example\.com:8080\/items\/7 has no answer, or none is left: add platform\.host\(/,
        ),
      });
      expect(() => platform.assertNoUnexpectedRequests()).toThrow(/1 unexpected request:\n- DELETE/);
    });

    it('names a request that it does not answer without its credentials', async () => {
      const platform = open();
      platform.host('api.example.com');
      const call = http('https://api.example.com/a;access_token=hunter2hunter2');
      const { message } = await failureOf(call);
      expect(message).toContain('GET https://api.example.com/a;access_token=[redacted] has no answer');
      expect(message).toContain(
        'platform.host("api.example.com").get("/a;access_token=[redacted]").reply(…)',
      );
      expect(() => platform.assertNoUnexpectedRequests()).toThrow(/^(?!.*hunter2)/s);
    });

    it('answers many parallel calls, and meets faults first', async () => {
      const platform = open();
      platform.host('api.example.com').get('/').reply(200, 'fine').times(3);
      platform.fail('api.example.com', { error: 'ECONNRESET' });
      const call = async () => {
        try {
          return await http('https://api.example.com/');
        } catch (error) {
          return (error as { cause: { code: string } }).cause.code;
        }
      };
      const answers = await Promise.all([call(), call(), call(), call()]);
      expect(answers.sort()).toEqual(['ECONNRESET', 'fine', 'fine', 'fine']);
      platform.assertAnswersUsed();
    });

    it.each<[name: string, use: (platform: Platform) => unknown, message: RegExp]>([
      ['no host', (p) => p.host('not a host'), /platform\.host: "not a host" is not a host/],
      ['a host of LivePerson', (p) => p.host('va.msghist.liveperson.net'), /it is the service msgHist/],
      [
        'a host that nock answers',
        (p) => {
          nock('https://api.example.com').get('/').reply(200);
          p.host('api.example.com');
        },
        /platform\.host: api\.example\.com: nock answers it already: use one of the two/,
      ],
      [
        'an operation twice',
        (p) => [p.host('a.example.com').get('/x'), p.host('a.example.com').get('/x')],
        /get\("\/x"\) is answered already: add further answers to it/,
      ],
      [
        'an operation twice, by another spelling of the host',
        (p) => [p.host('a.example.com').get('/x'), p.host('A.example.com').get('/x')],
        /get\("\/x"\) is answered already/,
      ],
      [
        'an origin of a host that has another name',
        (p) => [p.host('a.example.com'), p.host('https://a.example.com')],
        /platform\.host\("a\.example\.com"\) answers it already: use that name/,
      ],
      ['a pattern of hosts', (p) => p.host('*.example.com'), /"\*\.example\.com" is not a host/],
      [
        'a body that is not JSON',
        (p) => p.host('a.example.com').get('/').reply(200, { size: 1n }),
        /get\("\/"\): the body must be text, bytes or a JSON value/,
      ],
      ['a path without a slash', (p) => p.host('a.example.com').get('x'), /the path must begin with "\/"/],
      ['a method', (p) => p.host('a.example.com').on('FETCH', '/'), /the method must be one of GET/],
      [
        'a status',
        (p) => p.host('a.example.com').get('/').reply(99),
        /status must be an integer from 200 to 599/,
      ],
      [
        'an answer behind one without end',
        (p) =>
          p
            .host('a.example.com')
            .get('/')
            .reply(() => ({}))
            .reply(200),
        /this one would never come/,
      ],
    ])('refuses %s', (_name, use, message) => {
      const platform = open();
      expect(() => use(platform)).toThrow(
        expect.objectContaining({ code: INVALID_ARGUMENT, message: expect.stringMatching(message) }),
      );
    });

    it('says that an answer function threw, or returned no answer', async () => {
      const platform = open();
      const host = platform.host('api.example.com');
      host.get('/a').reply(() => {
        throw new Error('no luck with Bearer hunter2hunter2');
      });
      host.get('/b').reply(() => 5 as never);
      host.get('/c').reply(() => ({ status: 'x' as never }));
      host.get('/d').reply(() => ({ body: { size: 1n } }));
      expect((await failureOf(http('https://api.example.com/a'))).message).toMatch(
        /platform\.host\("api\.example\.com"\)\.get\("\/a"\): the answer function threw Error: no luck with Bearer \[redacted\]/,
      );
      expect((await failureOf(http('https://api.example.com/b'))).message).toMatch(/must return \{ status/);
      expect((await failureOf(http('https://api.example.com/c'))).message).toMatch(
        /get\("\/c"\): the answer function returned the status "x": it must be an integer/,
      );
      expect((await failureOf(http('https://api.example.com/d'))).message).toMatch(
        /get\("\/d"\): the body must be/,
      );
    });

    it('sends bytes of every kind as they are', async () => {
      const platform = open();
      const host = platform.host('api.example.com');
      host.get('/a').reply(200, new Uint8Array([1, 255]));
      host.get('/b').reply(() => ({ body: new Uint8Array([2, 254]) }));
      const read = (path: string) => http(`https://api.example.com${path}`, { encoding: null });
      expect(await Promise.all([read('/a'), read('/b')])).toEqual([
        Buffer.from([1, 255]),
        Buffer.from([2, 254]),
      ]);
    });

    it('refuses hosts and faults after close', async () => {
      const platform = open();
      await platform.close();
      for (const use of [() => platform.host('a.example.com'), () => platform.fail('smt', { status: 500 })]) {
        expect(use).toThrow(/^platform\.(host|fail): the platform is closed\. Call createPlatform\(\)/);
      }
    });

    it('leaves no diagnostic of its own', async () => {
      const platform = open();
      platform.host('api.example.com').delete('/').reply(204).times(100);
      for (let round = 0; round < 100; round++) {
        const { error, diagnostics } = await invoke(async (_input, callback) => {
          await http.delete('https://api.example.com/');
          callback();
        });
        expect({ error, diagnostics }).toEqual({ error: undefined, diagnostics: [] });
      }
    });

    describe.runIf(line !== 13)('and MTLSClient', () => {
      let certificates: KeptCertificates;
      beforeAll(() => {
        certificates = makeCertificates();
      });
      afterAll(() => certificates?.remove());

      it('gets answers, and is noted', async () => {
        const platform = open();
        platform.host('bank.example.com').post('/pay').reply(407, { paid: true });
        const client = Toolbelt.MTLSClient(certificates.client('lambda'));
        const answer = await client.post('https://bank.example.com/pay', {}, { amount: 5 }, { json: true });
        expect(answer).toMatchObject({ statusCode: 407, body: { paid: true } });
        expect(platform.requests).toMatchObject([
          { service: 'bank.example.com', method: 'POST', body: { amount: 5 }, status: 407 },
        ]);
        platform.assertNoUnexpectedRequests();
      });
    });
  });

  it('a fault that one of two parallel functions meets leaves the other one alone', async () => {
    const platform = open();
    for (const uuid of ['a', 'b'])
      platform.functions.register(uuid, (_input, callback) => callback(null, uuid));
    await Toolbelt.OrchestratorClient().invoke([{ uuid: 'a', payload: {} }], 5_000);
    for (let round = 0; round < 10; round++) {
      platform.fail('faasGW', { error: 'ECONNRESET' });
      const invocations = ['a', 'b'].map((uuid) => ({ uuid, payload: {}, retries: 1 }));
      const results = await Toolbelt.OrchestratorClient().invoke(invocations, 5_000, {
        invokeParallel: true,
      });
      expect(results.map(({ statusCode, body }) => [statusCode, body])).toEqual([
        [200, 'a'],
        [200, 'b'],
      ]);
    }
    const seen = platform.requests.filter(({ service }) => service === 'faasGW');
    expect(seen.filter(({ error }) => error === 'ECONNRESET')).toHaveLength(10);
    expect(seen.filter(({ status }) => status !== undefined && status !== 200)).toEqual([]);
  });

  it('a fault leaves the interceptors of nock to parallel calls', async () => {
    const platform = open({ whitelist: ['api.example.com'] });
    nock('https://api.example.com').post('/', { a: 1 }).times(2).reply(201, { made: true });
    platform.fail('api.example.com', { status: 500 });
    const call = () =>
      http.post('https://api.example.com/', { json: { a: 1 }, simple: false, resolveWithFullResponse: true });
    const answers = await Promise.all([call(), call(), call()]);
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([201, 201, 500]);
  });
}
