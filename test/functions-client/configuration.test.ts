import nock from 'nock';
import VError from 'verror';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Client, type ClientConfig } from '../../src/functions-client/index';
import { ErrorCodes, RequestError, StatusCodeError, Toolbelt } from '../../src/index';
import { failureOf } from '../helpers/failure-of';
import { startServer, type TestServer } from '../helpers/with-server';
import { createClient, skipWaits } from './support';

const CSDS_PATH = '/api/account/12345/service/baseURI.json?version=1.0';
const APP_KEY = { consumerKey: 'ck', consumerSecret: 'cs', token: 'tk', tokenSecret: 'ts' };

let server: TestServer;

beforeEach(async () => {
  server = await startServer((_request, response) => void response.end('"done"'));
});

afterEach(async () => {
  Toolbelt.reset();
  vi.restoreAllMocks();
  nock.cleanAll();
  nock.enableNetConnect();
  await server.close();
});

/** A client of the server of this test. */
function clientOf(config: ClientConfig = {}): Client {
  const tooling = { getCsdsEntry: async () => `127.0.0.1:${server.port}` };
  return createClient({ protocol: 'http', ...config }, tooling);
}

const invoke = (client: Client, options = {}) => client.invoke({ lambdaUuid: 'a', ...options });

describe('Toolbelt.configure reaches the functions client', () => {
  it('with its logger: a line for each try, without credentials', async () => {
    skipWaits();
    const lines: string[] = [];
    Toolbelt.configure({ logger: { debug: (line) => void lines.push(line) } });
    let count = 0;
    server.use((_request, response) => {
      count += 1;
      response.writeHead(count === 1 ? 503 : 200).end('1');
    });
    await invoke(clientOf());
    const line = (status: number) =>
      new RegExp(`^\\[lp-faas-toolbelt\\] POST 127\\.0\\.0\\.1:${server.port} ${status} \\d+ ms$`);
    expect(lines).toEqual([expect.stringMatching(line(503)), expect.stringMatching(line(200))]);
  });

  it('with its maxResponseBytes, which a client and a call of its own override', async () => {
    const large = JSON.stringify('x'.repeat(100));
    server.use((_request, response) => void response.end(large));
    Toolbelt.configure({ maxResponseBytes: 50 });
    const tooLarge = { code: ErrorCodes.Toolbelt.RESPONSE_TOO_LARGE };
    expect(VError.info(await failureOf(invoke(clientOf())))).toMatchObject(tooLarge);
    const patient = clientOf({ maxResponseBytes: 1_000 });
    expect((await invoke(patient)).status).toBe(200);
    expect(VError.info(await failureOf(invoke(patient, { maxResponseBytes: 10 })))).toMatchObject(tooLarge);
    Toolbelt.configure({ maxResponseBytes: undefined });
    expect((await invoke(clientOf())).status).toBe(200);
  });
});

describe('with applyPlatformRules', () => {
  const ruled = (config: ClientConfig = {}) => clientOf({ applyPlatformRules: true, ...config });

  it('one whitelist is for both', async () => {
    Toolbelt.configure({ logger: {} });
    expect(VError.info(await failureOf(invoke(ruled())))).toMatchObject({ code: 'ERR_SOCKET_CLOSED' });
    Toolbelt.configure({ whitelist: ['127.0.0.1'] });
    expect((await invoke(ruled())).ok).toBe(true);
    Toolbelt.configure({ whitelist: [], whitelistViolation: 'forbidden' });
    expect(VError.info(await failureOf(invoke(ruled())))).toMatchObject({ status: 403 });
    expect(server.requests).toHaveLength(1);
  });

  it('a call of the functions client uses up the budget of the toolbelt', async () => {
    Toolbelt.configure({ whitelist: ['127.0.0.1'], rateLimit: { limit: 3 }, logger: {} });
    for (let call = 0; call < 3; call += 1) await invoke(ruled());
    const error = await failureOf(Promise.resolve(Toolbelt.HTTPClient()(server.url())));
    expect(error).toBeInstanceOf(StatusCodeError);
    expect(error).toMatchObject({ statusCode: 429 });
    expect(server.requests).toHaveLength(3);
  });

  it('and a call of the toolbelt that of the functions client, which repeats the refused call', async () => {
    const waits = skipWaits();
    Toolbelt.configure({ whitelist: ['127.0.0.1'], rateLimit: { limit: 3 }, logger: {} });
    for (let call = 0; call < 3; call += 1) await Toolbelt.HTTPClient()(server.url());
    const response = await invoke(ruled({ failOnErrorStatusCode: false }));
    expect(response).toMatchObject({ status: 429, body: 'Too Many Requests', ok: false, retryCount: 3 });
    expect(waits).toEqual([350, 700, 1_050]);
    expect(server.requests).toHaveLength(3);
  });

  /** An account whose gateway is at a host. */
  function gatewayAt(host: string) {
    nock.disableNetConnect();
    const answer = { baseURIs: [{ service: 'faasGW', account: '12345', baseURI: host }] };
    for (const api of ['https://adminlogin.liveperson.net', 'https://api.liveperson.net']) {
      nock(api).persist().get(CSDS_PATH).reply(200, answer);
    }
    const gateway = nock(`https://${host}`).persist();
    gateway
      .get('/')
      .reply(200, 'found')
      .post(/invoke/)
      .query(true)
      .reply(200, '1');
    Toolbelt.configure({
      accountId: '12345',
      logger: {},
      secrets: { 'lp-faas-default-app-key': APP_KEY },
    });
    const getCsdsEntry = async () => host;
    return {
      get: () => Promise.resolve(Toolbelt.HTTPClient()(`https://${host}/`)),
      known: createClient({ applyPlatformRules: true }, { getCsdsEntry }),
    };
  }

  it('hosts of LivePerson that service discovery of either returns are listed for both', async () => {
    const { get, known } = gatewayAt('gateway.liveperson.net');
    const config = { accountId: '12345', authStrategy: () => 'Bearer x' };
    expect((await invoke(new Client(config))).ok).toBe(true);
    // Outside the platform's rules the client has no whitelist, and does not widen that of the toolbelt.
    expect(await failureOf(get())).toBeInstanceOf(RequestError);
    expect((await invoke(new Client({ ...config, applyPlatformRules: true }))).ok).toBe(true);
    expect(await get()).toBe('found');
    Toolbelt.reset();
    Toolbelt.configure({ accountId: '12345', logger: {}, secrets: { 'lp-faas-default-app-key': APP_KEY } });
    expect(await failureOf(get())).toBeInstanceOf(RequestError);
    expect(VError.info(await failureOf(invoke(known)))).toMatchObject({ code: 'ERR_SOCKET_CLOSED' });
    await Toolbelt.LpClient()('faasGW', '/');
    expect((await invoke(known)).ok).toBe(true);
  });

  it.each(['gateway.test', 'gateway.liveperson.net.test'])(
    'another host, %s, is allowed only for the client that found it',
    async (host) => {
      const { get, known } = gatewayAt(host);
      const config = { accountId: '12345', authStrategy: () => 'Bearer x', applyPlatformRules: true };
      expect((await invoke(new Client(config))).ok).toBe(true);
      expect(await Toolbelt.LpClient()('faasGW', '/')).toBe('found');
      expect(await failureOf(get())).toBeInstanceOf(RequestError);
      expect(VError.info(await failureOf(invoke(known)))).toMatchObject({ code: 'ERR_SOCKET_CLOSED' });
    },
  );

  it('requests say for which account they are, as those of the toolbelt do', async () => {
    Toolbelt.configure({ whitelist: ['127.0.0.1'], accountId: '777' });
    await invoke(ruled());
    expect(server.requests[0]?.headers['lp-url']).toBe('777');
  });
});

describe('without applyPlatformRules', () => {
  it('there is no whitelist, no limit and no header of the platform, and no budget is used up', async () => {
    Toolbelt.configure({ whitelist: [], rateLimit: { limit: 1 }, accountId: '777', logger: {} });
    for (let call = 0; call < 3; call += 1) expect((await invoke(clientOf())).ok).toBe(true);
    expect(server.requests.map(({ headers }) => headers['lp-url'])).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    Toolbelt.configure({ whitelist: ['127.0.0.1'] });
    expect(await Toolbelt.HTTPClient()(server.url())).toBe('"done"');
  });
});
