import { Agent } from 'node:https';
import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Client } from '../../src/functions-client/index';
import type { HttpRequestOptions } from '../../src/http/request/options';
import { Toolbelt } from '../../src/index';
import { skipWaits } from '../functions-client/support';
import { startConnectProxy } from '../helpers/connect-proxy';
import { LOGGERS } from '../helpers/loggers';
import { formsOf, leaksIn, planted, plantedIn } from '../helpers/planted';
import { selfSigned } from '../helpers/self-signed';
import { attempt, waysOfShowing } from '../helpers/ways-of-showing';
import { type SeenRequest, startRawServer, startServer } from '../helpers/with-server';

/** Credentials of one test by what they are. */
type Credentials = Record<string, string>;

/** Makes a credential, and remembers it. */
type Plant = (name: string) => string;

/** Where the calls go, and what makes them fail. */
interface Target {
  origin: string;
  /** Options of HTTPClient that go with it. */
  options: HttpRequestOptions;
}

/** A way to fail. */
interface Failure {
  name: string;
  start(plant: Plant): Promise<Target & { stop(): Promise<void> | void }>;
  isHttps?: boolean;
}

/** A call with credentials. */
interface Call {
  name: string;
  run(target: Target, plant: Plant): PromiseLike<unknown>;
  /** Ways to fail in which the call succeeds. */
  succeeds?: readonly string[];
  /** It has a long time limit, or none, and no option for it. */
  isPatient?: boolean;
}

const answering = (status: number, body: (request: SeenRequest) => string) => async () => {
  const server = await startServer((request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(body(request));
  });
  return { origin: `http://127.0.0.1:${server.port}`, options: {}, stop: () => server.close() };
};

const raw =
  (reply: string | ((socket: Socket) => void), options: HttpRequestOptions = {}) =>
  async () => {
    const server = await startRawServer(reply);
    return { origin: `http://127.0.0.1:${server.port}`, options, stop: () => server.close() };
  };

/** What a hostile server answers: more credentials than an error remembers of an answer, and then those that it got. */
function everyForm({ url, headers, body }: SeenRequest): string {
  const basic = /^Basic (.*)$/.exec(String(headers.authorization))?.[1] ?? '';
  const sent = `${JSON.stringify([url, headers])} ${body} ${Buffer.from(basic, 'base64')}`;
  const decoys = Array.from({ length: 300 }, (_, index) => ({ token: `decoy-number-${index}` }));
  const repeated = plantedIn(sent).flatMap((value) => formsOf(value).map(({ text }) => text));
  return JSON.stringify({ decoys, message: `bad ${repeated.join(' or ')}`, codes: repeated });
}

const FAILURES: Failure[] = [
  {
    name: 'refused',
    start: async () => {
      const server = await startServer();
      await server.close();
      return { origin: `http://127.0.0.1:${server.port}`, options: {}, stop: () => undefined };
    },
  },
  { name: '401', start: answering(401, () => '{"message":"no"}') },
  { name: '500', start: answering(500, () => 'broken') },
  {
    name: '500 that echoes the request',
    start: answering(500, ({ url, headers, body }) => JSON.stringify({ url, headers, body })),
  },
  {
    name: '403 that repeats the credentials in every form, after decoys',
    start: answering(403, (request) => everyForm(request)),
  },
  { name: '200 with HTML', start: answering(200, () => '<html>') },
  { name: 'reset', start: raw((socket) => socket.resetAndDestroy()) },
  { name: 'garbage', start: raw('not http at all\r\n\r\n') },
  { name: 'silence', start: raw(() => undefined, { timeout: 40 }) },
  {
    name: 'a host that is not whitelisted',
    start: async () => ({ origin: 'https://denied.example', options: {}, stop: () => undefined }),
  },
  {
    name: 'a redirect to a host that is not whitelisted',
    start: async () => {
      const server = await startServer((_request, response) => {
        response.writeHead(302, { location: 'http://denied.example/' }).end();
      });
      const options = { followAllRedirects: true };
      return { origin: `http://127.0.0.1:${server.port}`, options, stop: () => server.close() };
    },
  },
  {
    name: 'a certificate that nobody vouches for',
    isHttps: true,
    start: async () => {
      const server = await startServer(undefined, selfSigned());
      return { origin: `https://localhost:${server.port}`, options: {}, stop: () => server.close() };
    },
  },
  {
    name: 'a proxy that answers 407',
    isHttps: true,
    start: async (plant) => {
      const proxy = await startConnectProxy({ credentials: 'other:credentials' });
      const url = `http://${plant('proxy user')}:${plant('proxy password')}@127.0.0.1:${proxy.port}`;
      Toolbelt.configure({ proxy: url });
      return { origin: 'https://localhost:9', options: {}, stop: () => proxy.close() };
    },
  },
  {
    name: 'a proxy that refuses, of the environment',
    isHttps: true,
    start: async (plant) => {
      const proxy = await startConnectProxy({ mode: 502 });
      const userInfo = `${plant('proxy user')}:${plant('proxy password')}`;
      process.env.HTTPS_PROXY = `http://${userInfo}@127.0.0.1:${proxy.port}`;
      return { origin: 'https://localhost:9', options: {}, stop: () => proxy.close() };
    },
  },
  {
    name: 'a proxy that is no URL',
    isHttps: true,
    start: async (plant) => {
      process.env.HTTPS_PROXY = `socks9://${plant('proxy user')}:${plant('proxy password')}@127.0.0.1:1`;
      return { origin: 'https://localhost:9', options: {}, stop: () => undefined };
    },
  },
];

const http = (options: (plant: Plant) => HttpRequestOptions) => (target: Target, plant: Plant) =>
  Toolbelt.HTTPClient()({ uri: target.origin, method: 'POST', ...target.options, ...options(plant) });

const PATH = '/path';
/** HTTPClient answers with the body, whatever it is. */
const HTTP_SUCCEEDS = ['200 with HTML'];

const HTTP_CALLS: Call[] = (
  [
    ['auth: user and pass', (plant) => ({ auth: { user: 'u', pass: plant('auth.pass') } })],
    [
      'auth: username and password',
      (plant) => ({ auth: { username: 'u', password: plant('auth.password') } }),
    ],
    [
      'auth that waits',
      (plant) => ({ auth: { user: 'u', pass: plant('auth.pass'), sendImmediately: false } }),
    ],
    ['auth: bearer', (plant) => ({ auth: { bearer: plant('auth.bearer') } })],
    [
      'auth: a function',
      (plant) => {
        const bearer = plant('auth.bearer()');
        return { auth: { bearer: () => bearer } };
      },
    ],
    [
      'oauth',
      (plant) => ({
        oauth: {
          consumer_key: plant('oauth.consumer_key'),
          consumer_secret: plant('oauth.consumer_secret'),
          token: plant('oauth.token'),
          token_secret: plant('oauth.token_secret'),
        },
      }),
    ],
    [
      'oauth in the query, in plain text',
      (plant) => ({
        oauth: {
          consumer_key: plant('oauth.consumer_key'),
          consumer_secret: plant('oauth.consumer_secret'),
          token: plant('oauth.token'),
          token_secret: plant('oauth.token_secret'),
          signature_method: 'PLAINTEXT' as const,
          transport_method: 'query' as const,
        },
      }),
    ],
    [
      'headers',
      (plant) => ({
        headers: {
          Authorization: `Bearer ${plant('Authorization')}`,
          Cookie: `session=${plant('Cookie')}`,
          'X-Api-Key': plant('X-Api-Key'),
          'Proxy-Authorization': `Basic ${plant('Proxy-Authorization')}`,
          'x-auth-token': plant('x-auth-token'),
          'x-auth-key': plant('x-auth-key'),
          'maven-api-key': plant('maven-api-key'),
          'x-csrf-token': plant('x-csrf-token'),
        },
      }),
    ],
    [
      'header with several values',
      (plant) => ({ headers: { 'x-api-key': [plant('first'), plant('second')] } }),
    ],
    ['a cookie jar', (plant) => ({ jar: jarWith(plant('cookie of the jar')) })],
    [
      'form',
      (plant) => ({
        form: {
          password: plant('form.password'),
          client_secret: plant('form.client_secret'),
          access_token: plant('form.access_token'),
          api_key: plant('form.api_key'),
          nested: { refresh_token: plant('form.nested.refresh_token') },
        },
      }),
    ],
    ['form as text', (plant) => ({ form: `user=me&password=${plant('password in text')}` })],
    [
      'json',
      (plant) => ({
        json: {
          user: { password: plant('json.user.password') },
          list: [{ apiKey: plant('json.list.apiKey') }],
        },
      }),
    ],
    ['json with a body', (plant) => ({ json: true, body: { clientSecret: plant('body.clientSecret') } })],
    [
      'a body that is JSON as text',
      (plant) => ({ body: JSON.stringify({ password: plant('body.password') }, null, 2) }),
    ],
    ['a body of bytes', (plant) => ({ body: Buffer.from(`password=${plant('body of bytes')}`) })],
    ['a body of several parts', (plant) => ({ body: ['password=', Buffer.from(plant('part of bytes'))] })],
    ['a body of XML', (plant) => ({ body: soapLogin(plant) })],
    [
      'qs',
      (plant) => ({
        qs: {
          access_token: plant('qs.access_token'),
          'api-key': plant('qs.api-key'),
          deep: { password: plant('qs.deep.password') },
        },
      }),
    ],
    [
      'formData',
      (plant) => ({
        formData: {
          password: plant('formData.password'),
          apiKey: { value: Buffer.from(plant('formData.apiKey')), options: { filename: 'key.txt' } },
        },
      }),
    ],
    [
      'multipart',
      (plant) => ({ multipart: [{ body: JSON.stringify({ secret: plant('multipart secret') }) }] }),
    ],
    ['passphrase', (plant) => ({ ...selfSigned(), passphrase: plant('passphrase') })],
    [
      'agentOptions',
      (plant) => ({ agentOptions: { ...selfSigned(), passphrase: plant('agentOptions.passphrase') } }),
    ],
    ['an agent', (plant) => ({ agent: new Agent({ passphrase: plant('agent.passphrase') }) as unknown })],
    [
      'a transform that fails',
      (plant) => ({ transform: failingTransform, auth: { bearer: plant('auth.bearer') } }),
    ],
  ] as Array<[string, (plant: Plant) => HttpRequestOptions]>
).map(([name, options]) => ({
  name: `HTTPClient, ${name}`,
  run: http(options),
  succeeds: name === 'a transform that fails' ? [] : HTTP_SUCCEEDS,
}));

const OTHER_CALLS: Call[] = [
  {
    name: 'HTTPClient, user info in the URL',
    succeeds: HTTP_SUCCEEDS,
    run: ({ origin, options }, plant) =>
      Toolbelt.HTTPClient()(origin.replace('://', `://me:${plant('user info')}@`), options),
  },
  {
    name: 'HTTPClient, a secret in the query of the URL',
    succeeds: HTTP_SUCCEEDS,
    run: ({ origin, options }, plant) =>
      Toolbelt.HTTPClient().get(`${origin}/?access_token=${plant('query')}&a=1`, options),
  },
  {
    name: 'HTTPClient, a proxy with credentials',
    succeeds: HTTP_SUCCEEDS,
    run: ({ origin, options }, plant) =>
      // The target takes the part of the proxy.
      Toolbelt.HTTPClient().get('http://127.0.0.1:9/', {
        ...options,
        proxy: origin.replace('://', `://me:${plant('proxy password')}@`),
      }),
  },
  {
    name: 'HTTPClient, defaults',
    succeeds: HTTP_SUCCEEDS,
    run: ({ origin, options }, plant) =>
      Toolbelt.HTTPClient()
        .defaults({ auth: { user: 'u', pass: plant('default pass') } })
        .get(origin, options),
  },
  {
    name: 'MTLSClient, headers and a body',
    succeeds: [
      '401',
      '500',
      '500 that echoes the request',
      '403 that repeats the credentials in every form, after decoys',
      '200 with HTML',
      'a redirect to a host that is not whitelisted',
    ],
    run: ({ origin, options }, plant) =>
      Toolbelt.MTLSClient(selfSigned()).post(
        `${origin.replace('http:', 'https:')}${PATH}?api_key=${plant('query')}`,
        { authorization: `Bearer ${plant('authorization')}`, 'x-api-key': plant('x-api-key') },
        { password: plant('body.password') },
        { timeout: options.timeout ?? 300 },
      ),
  },
  {
    name: 'LpClient, OAuth 1.0a',
    succeeds: HTTP_SUCCEEDS,
    run: ({ origin, options }, plant) => {
      const key = {
        consumerKey: plant('consumerKey'),
        consumerSecret: plant('consumerSecret'),
        token: plant('token'),
        tokenSecret: plant('tokenSecret'),
      };
      Toolbelt.configure({ secrets: { 'lp-faas-default-app-key': key }, csds: { api: origin } });
      return Toolbelt.LpClient()('api', PATH, options);
    },
  },
  {
    name: 'LpClient, OAuth 2, the call for a token',
    isPatient: true,
    run: ({ origin, options }, plant) => {
      const key = { client_id: 'app-1', client_secret: plant('client_secret') };
      Toolbelt.configure({
        secrets: { 'lp-faas-default-app-key': key },
        csds: { api: origin, sentinel: origin },
      });
      return Toolbelt.LpClient()('api', PATH, options);
    },
  },
  {
    name: 'LpClient, OAuth 2, the call with the token',
    succeeds: HTTP_SUCCEEDS,
    run: async ({ origin, options }, plant) => {
      const key = { client_id: 'app-1', client_secret: plant('client_secret') };
      const token = plant('access_token');
      const sentinel = await startServer((_request, response) => {
        response.end(JSON.stringify({ access_token: token, expires_in: 3600 }));
      });
      Toolbelt.configure({
        secrets: { 'lp-faas-default-app-key': key },
        csds: { api: origin, sentinel: `http://127.0.0.1:${sentinel.port}` },
      });
      return Toolbelt.LpClient()('api', PATH, options).finally(() => sentinel.close());
    },
  },
  {
    name: 'LpClient, OAuth 2, 401 to each token',
    run: async (_target, plant) => {
      const key = { client_id: 'app-1', client_secret: plant('client_secret') };
      const tokens = [plant('first token'), plant('second token')];
      const sentinel = await startServer((_request, response) => {
        response.end(JSON.stringify({ access_token: tokens.shift(), expires_in: 3600 }));
      });
      const api = await startServer(({ headers }, response) => {
        response.writeHead(401).end(`refused: ${headers.authorization}`);
      });
      const origin = (server: { port: number }) => `http://127.0.0.1:${server.port}`;
      Toolbelt.configure({
        secrets: { 'lp-faas-default-app-key': key },
        csds: { api: origin(api), sentinel: origin(sentinel) },
      });
      return Toolbelt.LpClient()('api', PATH).finally(() => Promise.all([sentinel.close(), api.close()]));
    },
  },
  {
    name: 'ConversationUtil',
    isPatient: true,
    run: ({ origin }, plant) => {
      const key = appKey(plant);
      Toolbelt.configure({ secrets: { 'lp-faas-default-app-key': key }, csds: { msgHist: origin } });
      return Toolbelt.ConversationUtil().getConversationById('c');
    },
  },
  {
    name: 'SDEUtil',
    succeeds: HTTP_SUCCEEDS,
    isPatient: true,
    run: ({ origin }, plant) => {
      const key = appKey(plant);
      Toolbelt.configure({ secrets: { 'lp-faas-default-app-key': key }, csds: { smt: origin } });
      return Toolbelt.SDEUtil().addSDEs([{ type: 'cart' } as never], 'v', 's');
    },
  },
  {
    name: 'OrchestratorClient',
    succeeds: HTTP_SUCCEEDS,
    run: ({ origin }, plant) => {
      const key = {
        consumerKey: plant('consumerKey'),
        consumerSecret: plant('consumerSecret'),
        token: plant('token'),
        tokenSecret: plant('tokenSecret'),
      };
      Toolbelt.configure({
        functionId: 'caller',
        secrets: { 'lp-faas-orchestrator-app-key': key },
        csds: { faasGW: origin },
      });
      const headers = { authorization: `Bearer ${plant('header of the invocation')}` };
      const invocation = { uuid: 'f', payload: { password: plant('payload.password') }, headers, retries: 0 };
      return Toolbelt.OrchestratorClient().invoke([invocation], 300);
    },
  },
  {
    name: 'ContextServiceClient',
    isPatient: true,
    run: ({ origin }, plant) => {
      skipWaits();
      Toolbelt.configure({ csds: { mavenContext: origin } });
      const client = Toolbelt.ContextServiceClient({ accountId: '1', apiKey: plant('apiKey') });
      return client.setPropertiesInNamespace('n', { a: 1 });
    },
  },
  {
    name: 'GDPRUtil',
    isPatient: true,
    run: ({ origin }, plant) => {
      Toolbelt.configure({ csds: { swift: origin } });
      return Toolbelt.GDPRUtil().replaceConversationFiles(CONVERSATION, {
        username: 'app-1',
        password: plant('password'),
      });
    },
  },
  {
    name: 'GDPRUtil, with a token',
    run: async (target, plant) => {
      const token = plant('x-auth-token');
      const storage = await startServer((request, response) => {
        if (request.method === 'GET') return response.writeHead(200, { 'x-auth-token': token }).end();
        return response.writeHead(503).end('busy');
      });
      void target;
      Toolbelt.configure({ csds: { swift: `http://127.0.0.1:${storage.port}` } });
      const credentials = { username: 'app-1', password: plant('password') };
      return Toolbelt.GDPRUtil()
        .replaceConversationFiles(CONVERSATION, credentials)
        .finally(() => storage.close());
    },
  },
  {
    name: 'SFClient, a query',
    isPatient: true,
    run: ({ origin }, plant) =>
      Toolbelt.SFClient()
        .connectToSalesforce({
          instanceUrl: origin,
          accessToken: plant('accessToken'),
          oauth2: { clientId: 'app-1', clientSecret: plant('clientSecret'), redirectUri: origin },
        })
        .query('SELECT Id FROM Account'),
  },
  {
    name: 'SFClient, a refresh of the token',
    isPatient: true,
    run: ({ origin }, plant) =>
      Toolbelt.SFClient()
        .connectToSalesforce({
          loginUrl: origin,
          instanceUrl: origin,
          accessToken: plant('accessToken'),
          refreshToken: plant('refreshToken'),
          oauth2: {
            loginUrl: origin,
            clientId: 'app-1',
            clientSecret: plant('clientSecret'),
            redirectUri: origin,
          },
        })
        .query('SELECT Id FROM Account'),
  },
  {
    name: 'SFClient, a login with OAuth 2',
    isPatient: true,
    run: ({ origin }, plant) =>
      Toolbelt.SFClient()
        .connectToSalesforce({
          loginUrl: origin,
          oauth2: {
            loginUrl: origin,
            clientId: 'app-1',
            clientSecret: plant('clientSecret'),
            redirectUri: origin,
          },
        })
        .login('me@example.com', plant('password')),
  },
  {
    name: 'SFClient, a login with SOAP',
    isPatient: true,
    run: ({ origin }, plant) =>
      Toolbelt.SFClient()
        .connectToSalesforce({ loginUrl: origin })
        .login('me@example.com', plant('password')),
  },
  {
    name: 'functions client, a header of its own',
    run: ({ origin, options }, plant) => {
      skipWaits();
      const header = `Bearer ${plant('getAuthorizationHeader')}`;
      return functionsClient(origin, { authStrategy: async () => header, timeout: options.timeout }).invoke({
        lambdaUuid: 'a',
        externalSystem: 'tests',
        body: { payload: { password: plant('payload.password') }, headers: [], timestamp: 0 },
      } as never);
    },
    succeeds: [],
  },
  {
    name: 'functions client, an app key',
    run: ({ origin, options }, plant) => {
      skipWaits();
      const authStrategy = { clientId: 'app-1', clientSecret: plant('clientSecret') };
      return functionsClient(origin, { authStrategy, timeout: options.timeout }).invoke({
        lambdaUuid: 'a',
        externalSystem: 'tests',
        body: { payload: {} },
      } as never);
    },
  },
];

function appKey(plant: Plant) {
  return {
    consumerKey: plant('consumerKey'),
    consumerSecret: plant('consumerSecret'),
    token: plant('token'),
    tokenSecret: plant('tokenSecret'),
  };
}

const CONVERSATION = {
  conversationHistoryRecords: [
    { messageRecords: [{ type: 'HOSTED_FILE', messageData: { file: { relativePath: '/v1/a' } } }] },
  ],
} as never;

/** Every call meets every failure in CI. Elsewhere a call meets one of so many, and each server that repeats credentials. */
const SHARE = 6;
const isWhole = Boolean(process.env.CI);
const isHostile = ({ name }: Failure): boolean => /repeats|echoes/.test(name);

describe.each(FAILURES)('$name: no credential is shown', (failure) => {
  let credentials: Credentials;
  let lines: string[];
  const plant: Plant = (name) => {
    credentials[name] = planted();
    return credentials[name];
  };

  beforeEach(() => {
    credentials = {};
    lines = [];
    const record = (line: string): void => void lines.push(line);
    Toolbelt.configure({
      accountId: '12345',
      whitelist: ['127.0.0.1', 'localhost'],
      rateLimit: { mode: 'off' },
      logger: { warn: record, debug: record },
    });
    for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) {
      vi.spyOn(console, method).mockImplementation(
        (...values) => void lines.push(values.map(String).join(' ')),
      );
    }
  });

  afterEach(() => {
    vi.restoreAllMocks();
    Toolbelt.reset();
  });

  const calls = [...HTTP_CALLS, ...OTHER_CALLS];
  const possible = calls.filter(({ isPatient }) => !(isPatient && failure.name === 'silence'));
  const turn = FAILURES.indexOf(failure);
  const chosen = possible.filter(
    (_call, index) => isWhole || isHostile(failure) || index % SHARE === turn % SHARE,
  );

  it.each(chosen)('$name', async ({ name, run, succeeds = [] }) => {
    const target = await failure.start(plant);
    try {
      const outcome = await Promise.resolve()
        .then(() => run(target, plant))
        .then(
          (value) => ({ value }),
          (error: unknown) => ({ error }),
        );
      if (!succeeds.includes(failure.name)) expect(Object.keys(outcome)).toEqual(['error']);
      expect(Object.keys(credentials)).not.toEqual([]);
      const leaks: string[] = [];
      if ('error' in outcome) {
        const { error } = outcome;
        const logged = Object.entries(LOGGERS).map(
          ([way, show]) => [way, attempt(() => show(error))] as const,
        );
        for (const [way, text] of [...Object.entries(waysOfShowing(error)), ...logged]) {
          leaks.push(...leaksIn(text, credentials).map((leak) => `${way}: ${leak}`));
        }
      }
      leaks.push(...leaksIn(lines.join('\n'), credentials).map((leak) => `a line of the log: ${leak}`));
      expect(leaks).toEqual([]);
      // Of a check of the log there must be a log. The functions client has hooks in place of one.
      if (!name.startsWith('functions client')) expect(lines).not.toEqual([]);
    } finally {
      await target.stop();
    }
  });
});

function jarWith(value: string): unknown {
  const jar = Toolbelt.HTTPClient().jar();
  jar.setCookie(`session=${value}`, 'http://127.0.0.1/');
  jar.setCookie(`session=${value}`, 'https://localhost/');
  return jar;
}

function failingTransform(body: unknown): never {
  throw new Error(`cannot read ${typeof body}`);
}

function soapLogin(plant: Plant): string {
  return `<se:Envelope xmlns:se="http://schemas.xmlsoap.org/soap/envelope/"><se:Body><login xmlns="urn:partner.soap.sforce.com">
    <username>me@example.com</username><password>${plant('password in XML')}</password>
    <n:clientSecret xsi:type="string">${plant('client secret in XML')}</n:clientSecret></login></se:Body></se:Envelope>`;
}

function functionsClient(origin: string, config: Record<string, unknown>): Client {
  const { host, protocol } = new URL(origin);
  return new Client(
    { accountId: '12345', protocol: protocol.replace(':', ''), ...config } as never,
    { getCsdsEntry: async () => host } as never,
  );
}
