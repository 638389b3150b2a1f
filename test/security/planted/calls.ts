import { Agent } from 'node:https';
import { Client } from '../../../src/functions-client/index';
import type { HttpRequestOptions } from '../../../src/http/request/options';
import { Toolbelt } from '../../../src/index';
import { selfSigned } from '../../helpers/self-signed';
import { startServer } from '../../helpers/with-server';
import { FAILURES, type Plant, type Target } from './failures';

/** A call with credentials. */
export interface Call {
  name: string;
  run(target: Target, plant: Plant): PromiseLike<unknown>;
  /** Ways to fail in which the call succeeds. */
  succeeds?: readonly string[];
  /** It has a long time limit, and no option for it. */
  isPatient?: boolean;
  /** It speaks https alone. */
  isTls?: boolean;
  /** Its host is one that service discovery names, so that the whitelist has it. */
  findsHost?: boolean;
}

const oauth1Key = {
  name: 'OAuth 1.0a',
  key: (plant: Plant): object => ({
    consumerKey: plant('consumerKey'),
    consumerSecret: plant('consumerSecret'),
    token: plant('token'),
    tokenSecret: plant('tokenSecret'),
  }),
};
const oauth2Key = {
  name: 'OAuth 2',
  key: (plant: Plant): object => ({ client_id: 'app-1', client_secret: plant('client_secret') }),
};

function account(key: object, csds: Record<string, string>): void {
  Toolbelt.configure({ secrets: { 'lp-faas-default-app-key': key }, csds });
}

const CONVERSATION = {
  conversationHistoryRecords: [
    { messageRecords: [{ type: 'HOSTED_FILE', messageData: { file: { relativePath: '/v1/a' } } }] },
  ],
} as never;

const http = (options: (plant: Plant) => HttpRequestOptions) => (target: Target, plant: Plant) =>
  Toolbelt.HTTPClient()({ uri: target.origin, method: 'POST', ...target.options, ...options(plant) });

const PATH = '/path';
/** HTTPClient answers with the body, whatever it is. */
const HTTP_SUCCEEDS = ['200 with HTML'];
/** MTLSClient answers with every status. */
const STATUSES = [
  ...FAILURES.map(({ name }) => name).filter((name) => /^[2-5]\d\d|^a redirect/.test(name)),
  'a limit of requests',
];

export const HTTP_CALLS: Call[] = (
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

export const OTHER_CALLS: Call[] = [
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
    isTls: true,
    succeeds: STATUSES,
    run: ({ origin, options, isStrict }, plant) =>
      Toolbelt.MTLSClient(selfSigned()).post(
        `${origin}${PATH}?api_key=${plant('query')}`,
        { authorization: `Bearer ${plant('authorization')}`, 'x-api-key': plant('x-api-key') },
        { password: plant('body.password') },
        { timeout: options.timeout ?? 900, allowSelfSigned: isStrict !== true },
      ),
  },
  {
    name: 'LpClient, OAuth 1.0a',
    findsHost: true,
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
    findsHost: true,
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
    findsHost: true,
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
  ...[oauth1Key, oauth2Key].flatMap(({ name: scheme, key }): Call[] => [
    {
      name: `ConversationUtil, ${scheme}`,
      isPatient: true,
      findsHost: true,
      run: ({ origin }, plant) => {
        account(key(plant), { msgHist: origin, sentinel: origin });
        return Toolbelt.ConversationUtil().getConversationById('c');
      },
    },
    {
      name: `SDEUtil, ${scheme}`,
      succeeds: scheme === 'OAuth 2' ? [] : HTTP_SUCCEEDS,
      isPatient: true,
      findsHost: true,
      run: ({ origin }, plant) => {
        account(key(plant), { smt: origin, sentinel: origin });
        return Toolbelt.SDEUtil().addSDEs([{ type: 'cart' } as never], 'v', 's');
      },
    },
    {
      name: `OrchestratorClient, ${scheme}`,
      succeeds: scheme === 'OAuth 2' ? [] : HTTP_SUCCEEDS,
      findsHost: true,
      run: ({ origin }, plant) => {
        account(key(plant), { faasGW: origin, sentinel: origin });
        const headers = { authorization: `Bearer ${plant('header of the invocation')}` };
        const payload = { password: plant('payload.password') };
        return Toolbelt.OrchestratorClient().invoke([{ uuid: 'f', payload, headers, retries: 0 }], 300);
      },
    },
  ]),
  {
    name: 'ContextServiceClient',
    findsHost: true,
    isPatient: true,
    run: ({ origin }, plant) => {
      Toolbelt.configure({ csds: { mavenContext: origin } });
      const client = Toolbelt.ContextServiceClient({ accountId: '1', apiKey: plant('apiKey') });
      return client.setPropertiesInNamespace('n', { a: 1 });
    },
  },
  {
    name: 'GDPRUtil',
    findsHost: true,
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
    findsHost: true,
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
      const authStrategy = { clientId: 'app-1', clientSecret: plant('clientSecret') };
      return functionsClient(origin, { authStrategy, timeout: options.timeout }).invoke({
        lambdaUuid: 'a',
        externalSystem: 'tests',
        body: { payload: {} },
      } as never);
    },
  },
];

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
    { accountId: '12345', protocol: protocol.replace(':', ''), applyPlatformRules: true, ...config } as never,
    { getCsdsEntry: async () => host } as never,
  );
}
