import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Toolbelt as ToolbeltOfV1 } from '../../src/index';
import {
  ErrorCodes,
  globalSecretCache,
  LpServices,
  SDETypes,
  ToolBeltError,
  Toolbelt,
} from '../../src/v2/index';
import { failureOf } from '../helpers/failure-of';
import { type Handler, startServer, type TestServer } from '../helpers/with-server';

const KEY = { client_id: 'client-1', client_secret: 'planted-secret' };

let server: TestServer;
let tokens: number;
/** Answers token requests; everything else goes to the handler. */
function answer(handler: Handler): void {
  server.use((request, response) => {
    if (!request.url.startsWith('/sentinel/')) return handler(request, response);
    tokens += 1;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ access_token: `token-${tokens}`, expires_in: 3600 }));
  });
}

beforeEach(async () => {
  server = await startServer();
  tokens = 0;
  answer((_request, response) => response.end('text'));
  ToolbeltOfV1.configure({
    accountId: '12345',
    secrets: { LIVEPERSON_DEFAULT_APP_KEY: KEY, own: { a: 1 } },
    csds: { api: server.url(), sentinel: server.url() },
  });
});
afterEach(async () => {
  ToolbeltOfV1.reset();
  await server.close();
});

/** The requests that are not for tokens. */
const sent = () => server.requests.filter(({ url }) => !url.startsWith('/sentinel/'));

describe('LpClient of V2', () => {
  it('sends what fetch would, with a token and an id, and resolves with a Response', async () => {
    answer((_request, response) => {
      response.writeHead(404, { 'content-type': 'application/json', 'set-cookie': ['a=1', 'b=2'] });
      response.end('{"no":1}');
    });
    const response = await Toolbelt.LpClient()('api', '/x?y=1', {
      method: 'post',
      headers: new Headers({ 'x-own': '1' }),
      body: new URLSearchParams({ a: 'ä' }),
    });
    expect(response).toBeInstanceOf(Response);
    expect({ status: response.status, ok: response.ok, body: await response.json() }).toEqual({
      status: 404,
      ok: false,
      body: { no: 1 },
    });
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(sent()).toMatchObject([
      {
        method: 'POST',
        url: '/x?y=1',
        body: 'a=%C3%A4',
        headers: {
          authorization: 'Bearer token-1',
          'x-own': '1',
          'x-request-id': expect.stringMatching(/^[\da-f-]{36}$/),
          'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
        },
      },
    ]);
  });

  it.each([
    [204, true],
    [304, false],
    [500, false],
    [901, false],
  ])('resolves on the status %i', async (status, ok) => {
    answer((_request, response) => {
      response.statusCode = status;
      response.end(status === 204 || status === 304 ? undefined : '{"errorCode":"x"}');
    });
    const response = await Toolbelt.LpClient()('api', '/x', {});
    expect({ status: response.status, ok: response.ok }).toEqual({ status, ok });
    expect(await response.text()).toBe(status >= 500 ? '{"errorCode":"x"}' : '');
  });

  it('repeats once after a 401, with a fresh token', async () => {
    answer((request, response) => {
      response.statusCode = request.headers.authorization === 'Bearer token-1' ? 401 : 200;
      response.end();
    });
    expect((await Toolbelt.LpClient()('api', '/x', { method: 'GET' })).status).toBe(200);
    expect(sent().map(({ headers }) => headers.authorization)).toEqual(['Bearer token-1', 'Bearer token-2']);
  });

  it('follows redirects unless it shall not', async () => {
    answer((request, response) => {
      if (request.url === '/from') response.writeHead(302, { location: '/to' });
      response.end(request.url);
    });
    const lp = Toolbelt.LpClient();
    expect(await (await lp('api', '/from', { method: 'POST', body: 'x' })).text()).toBe('/to');
    expect((await lp('api', '/from', { redirect: 'manual' })).status).toBe(302);
    expect(await failureOf(lp('api', '/from', { redirect: 'error' }))).toMatchObject({
      code: ErrorCodes.LpClient.OpFailed,
    });
  });

  it('needs its options, and refuses what fetch refuses', async () => {
    const lp = Toolbelt.LpClient();
    expect(await failureOf(lp('api', '/x', undefined as never))).toMatchObject({
      name: 'Error',
      code: ErrorCodes.Toolbelt.InvalidArgument,
      component: 'LpClient',
      message: 'LpClient: the third argument is missing: pass the options of fetch, or {}.',
    });
    const failure = await failureOf(lp('api', '/x', { method: 'GET', body: 'x' }));
    expect(failure.message).toMatch(/^LpClient: .*GET/);
    expect(server.requests).toEqual([]);
  });

  it('rejects with the reason of its signal', async () => {
    answer(() => undefined);
    const abort = new AbortController();
    const call = Toolbelt.LpClient()('api', '/x', { signal: abort.signal });
    setTimeout(() => abort.abort(new Error('enough')), 50);
    expect((await failureOf(call)).message).toBe('enough');
  });

  it('has neither whitelist nor limit, which V1 keeps', async () => {
    const lp = Toolbelt.LpClient();
    const statuses = await Promise.all(
      Array.from({ length: 30 }, async () => (await lp('api', '/x', {})).status),
    );
    expect(new Set(statuses)).toEqual(new Set([200]));
    const denied = await failureOf(ToolbeltOfV1.HTTPClient()('http://denied.example/'));
    expect(denied.message).toBe('Error [ERR_SOCKET_CLOSED]: Socket is closed');
  });
});

describe('SecretClient of V2', () => {
  it('keeps values until they are asked for anew', async () => {
    const secrets = Toolbelt.SecretClient();
    const first = await secrets.readSecret<{ a: number }>('own');
    first.value.a = 7;
    await ToolbeltOfV1.SecretClient().updateSecret({ key: 'own', value: { a: 2 } });
    expect((await secrets.readSecret('own')).value).toEqual({ a: 1 });
    expect((await secrets.readSecret('own', { useCache: false })).value).toEqual({ a: 2 });
    await ToolbeltOfV1.SecretClient().updateSecret({ key: 'own', value: { a: 3 } });
    globalSecretCache.clear();
    expect((await secrets.readSecret('own')).value).toEqual({ a: 3 });
    await secrets.updateSecret({ key: 'own', value: 'x'.repeat(16_000) });
    expect((await secrets.readSecret<string>('own')).value).toHaveLength(16_000);
  });

  it('forgets values when other secrets are configured', async () => {
    const secrets = Toolbelt.SecretClient();
    await secrets.readSecret('own');
    ToolbeltOfV1.configure({ secrets: { own: 'other' } });
    expect((await secrets.readSecret('own')).value).toBe('other');
  });

  it.each([
    [
      'a secret of the platform',
      { key: 'LIVEPERSON_DEFAULT_APP_KEY', value: 'x' },
      ErrorCodes.Secret.Forbidden,
    ],
    ['an unknown one', { key: 'none', value: 'x' }, ErrorCodes.Secret.NotFound],
    ['too long a value', { key: 'own', value: 'x'.repeat(16_385) }, ErrorCodes.Secret.InvalidFormat],
  ])('refuses to update %s', async (_what, entry, code) => {
    const failure = await failureOf(Toolbelt.SecretClient().updateSecret(entry));
    expect(failure).toMatchObject({ code });
    expect(failure).toBeInstanceOf(ToolBeltError);
  });

  it('gives up a store that does not answer', async () => {
    ToolbeltOfV1.configure({
      secrets: { readSecret: () => new Promise(() => {}), updateSecret: () => undefined },
    });
    expect(await failureOf(Toolbelt.SecretClient({ timeout: 20 }).readSecret('own'))).toMatchObject({
      code: ErrorCodes.Secret.OpFailed,
      message: 'SecretClient: "own" could not be read within 20 ms (option "timeout").',
    });
  });
});

describe('LPMtlsClient', () => {
  beforeEach(() => ToolbeltOfV1.configure({ csds: { mtlsGateway: server.url() } }));

  it('sends through the gateway of the account, which learns the target from a header', async () => {
    answer((request, response) => {
      response.statusCode = request.method === 'GET' ? 302 : 500;
      response.setHeader('location', '/elsewhere');
      response.end('{"a":1}');
    });
    const client = Toolbelt.LPMtlsClient();
    const got = await client.get('https://user:pass@target.example/path?a=1#part', { 'x-own': '1' });
    expect(got).toMatchObject({ statusCode: 302, body: '{"a":1}' });
    const posted = await client.post('https://target.example/', null, { b: 2 }, { json: true });
    expect(posted).toMatchObject({ statusCode: 500, body: { a: 1 } });
    expect(sent()).toMatchObject([
      {
        method: 'GET',
        url: '/',
        headers: {
          'lp-forward-url': 'https://target.example/path?a=1',
          'x-own': '1',
          authorization: 'Basic dXNlcjpwYXNz',
        },
      },
      {
        method: 'POST',
        url: '/',
        body: '{"b":2}',
        headers: { 'lp-forward-url': 'https://target.example/', 'content-type': 'application/json' },
      },
    ]);
  });

  it.each([
    ['text that is no JSON', 'plain', 'plain'],
    ['an empty body', '', undefined],
  ])('gives %s as MTLSClient does', async (_what, text, body) => {
    answer((_request, response) => response.end(text));
    const client = Toolbelt.LPMtlsClient();
    expect((await client.get('https://target.example', {}, null, { json: true })).body).toBe(body);
    expect((await client.get('https://target.example')).body).toBe(text);
  });

  it('refuses what cannot be sent, and names what failed', async () => {
    const client = Toolbelt.LPMtlsClient();
    expect(await failureOf(client.get('http://plain.example'))).toMatchObject({
      code: ErrorCodes.Mtls.InvalidRequest,
    });
    expect(await failureOf(client.get('https://target.example', {}, { a: 1 }))).toMatchObject({
      code: ErrorCodes.Mtls.InvalidRequest,
    });
    expect(sent()).toEqual([]);
    answer((_request, response) => {
      response.destroy();
    });
    expect(await failureOf(client.post('https://target.example', {}, 'x'))).toMatchObject({
      code: ErrorCodes.Mtls.General,
      component: 'LPMtlsClient',
      message: expect.stringMatching(/^LPMtlsClient: POST through the gateway failed: .*socket hang up/),
    });
  });

  it('gives up after its timeout, with the code of MTLSClient', async () => {
    answer(() => undefined);
    const call = Toolbelt.LPMtlsClient().get('https://target.example', {}, null, { timeout: 50 });
    expect(await failureOf(call)).toMatchObject({ code: ErrorCodes.Mtls.Timeout });
  });
});

describe('OrchestratorClient of V2', () => {
  it('takes the option json, and refuses what is not known of it', async () => {
    ToolbeltOfV1.configure({ csds: { faasGW: server.url(), sentinel: server.url() } });
    answer((_request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end('{"x":1}');
    });
    const client = Toolbelt.OrchestratorClient();
    const invocations = [{ uuid: 'u', payload: {} }];
    expect(await client.invoke(invocations, 5_000, { json: true })).toMatchObject([{ body: { x: 1 } }]);
    expect(await failureOf(client.invoke(invocations, 5_000, { json: false as never }))).toMatchObject({
      code: ErrorCodes.Toolbelt.InvalidArgument,
    });
    expect(sent()).toHaveLength(1);
  });
});

describe('the toolbelt of V2', () => {
  it('finds hosts', async () => {
    ToolbeltOfV1.configure({ csds: { api: 'api.example.com' } });
    expect(await Toolbelt.CsdsClient().get('api')).toBe('api.example.com');
  });

  it('signs utilities and invocations with the app key of V2', async () => {
    ToolbeltOfV1.configure({ csds: { msgHist: server.url(), faasGW: server.url(), sentinel: server.url() } });
    answer((request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(request.url.includes('search') ? '{"conversationHistoryRecords":[{}]}' : '{"x":1}');
    });
    await Toolbelt.ConversationUtil().getConversationById('id');
    const [outcome] = await Toolbelt.OrchestratorClient().invoke([{ uuid: 'u', payload: {} }]);
    expect(outcome).toMatchObject({ statusCode: 200, body: { x: 1 } });
    expect(sent().map(({ headers }) => headers.authorization)).toEqual(['Bearer token-1', 'Bearer token-1']);
  });

  it('replaces the files of the first record only', async () => {
    const paths: string[] = [];
    const record = (relativePath: string) => ({
      messageRecords: [{ type: 'HOSTED_FILE', messageData: { file: { relativePath } } }],
    });
    const conversation = { conversationHistoryRecords: [record('/a'), record('/b')] };
    await Toolbelt.GDPRUtil().replaceConversationFiles(
      conversation as never,
      { username: 'u', password: 'p' } as never,
      (path) => {
        paths.push(path);
        return false;
      },
    );
    expect(paths).toEqual(['/a']);
  });

  it('says what is not there', async () => {
    expect(() => Toolbelt.HTTPClient()).toThrow(/^Toolbelt: HTTPClient does not exist in V2: call fetch/);
  });

  it('has the names of V2', () => {
    expect(LpServices.AUDITLOG).toBe('auditLog');
    expect(SDETypes.ORDER_ID).toBe('orderId');
    expect(ErrorCodes.Secret.NotFound).toBe('com.liveperson.faas.secret.not-found');
    expect(new TypeError('x')).not.toBeInstanceOf(ToolBeltError);
  });
});
