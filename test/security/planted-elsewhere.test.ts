import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Client } from '../../src/functions-client/index';
import { Toolbelt } from '../../src/index';
import { fixtures } from '../../src/testing/fixtures/fixtures';
import { createPlatform } from '../../src/testing/platform/platform';
import { linkPackages, projectFolder, ROOT, runCli } from '../cli/run-cli';
import { failureOf } from '../helpers/failure-of';
import { formsOf, leaksIn, planted } from '../helpers/planted';
import { selfSigned } from '../helpers/self-signed';
import { temporaryFolder, thrownBy, writeSettings } from '../helpers/settings-folder';
import { waysOfShowing } from '../helpers/ways-of-showing';
import { startServer } from '../helpers/with-server';

let credentials: Record<string, string>;

function plant(name: string): string {
  credentials[name] = planted();
  return credentials[name];
}

/** Everything in which a value shows a credential. */
function leaksOf(value: unknown): string[] {
  return Object.entries(waysOfShowing(value)).flatMap(([way, text]) =>
    leaksIn(text, credentials).map((leak) => `${way}: ${leak}`),
  );
}

beforeEach(() => {
  credentials = {};
});

afterEach(() => {
  vi.restoreAllMocks();
  Toolbelt.reset();
  nock.cleanAll();
  nock.enableNetConnect();
});

describe('the search for planted credentials', () => {
  it.each(formsOf('planted-value'))('finds one that is shown $form', ({ text }) => {
    expect(leaksIn(`before ${text} after`, { it: 'planted-value' })).not.toEqual([]);
  });

  it.each([0, 1, 2, 3, 4])('finds one in base64 behind %i other characters', (count) => {
    const text = Buffer.from(`${'u'.repeat(count)}planted-value:rest`).toString('base64');
    expect(leaksIn(text, { it: 'planted-value' })).toEqual(['it in base64']);
  });

  it('finds one in every way of showing an error', () => {
    const value = plant('it');
    const error = Object.assign(new Error(value, { cause: new Error(value) }), { options: { value } });
    const silent = Object.entries(waysOfShowing(error)).filter(
      ([, text]) => leaksIn(text, credentials).length === 0,
    );
    // JSON has no form for an error of Node's own, and VError has no info of one.
    expect(silent.map(([way]) => way)).toEqual([
      'VError.info',
      'format %j of cause 1',
      'JSON.stringify of cause 1',
      'JSON.stringify, as part of another value of cause 1',
      'VError.info of cause 1',
    ]);
  });
});

describe('clients that hold credentials', () => {
  it.each<[name: string, build: () => unknown]>([
    ['MTLSClient', () => Toolbelt.MTLSClient({ ...selfSigned(), passphrase: plant('passphrase') })],
    [
      'ContextServiceClient',
      () => Toolbelt.ContextServiceClient({ accountId: '1', apiKey: plant('apiKey') }),
    ],
    ['HTTPClient with defaults', () => Toolbelt.HTTPClient().defaults({ auth: { bearer: plant('bearer') } })],
    [
      'a promise of HTTPClient',
      () =>
        Toolbelt.HTTPClient()
          .get({ uri: 'https://denied.example', auth: { bearer: plant('bearer') } })
          .catch(() => undefined),
    ],
    [
      'a connection of SFClient',
      () =>
        Toolbelt.SFClient().connectToSalesforce({
          instanceUrl: 'https://a.my.salesforce.com',
          accessToken: plant('accessToken'),
          oauth2: { clientId: 'c', clientSecret: plant('clientSecret'), redirectUri: 'https://a.example' },
        }),
    ],
    [
      'the functions client',
      () =>
        new Client({ accountId: '1', authStrategy: { clientId: 'c', clientSecret: plant('clientSecret') } }),
    ],
    [
      'SecretClient with secrets in memory',
      () => {
        Toolbelt.configure({ secrets: { a: plant('secret') } });
        return Toolbelt.SecretClient();
      },
    ],
    [
      'Toolbelt',
      () => {
        const proxy = `http://u:${plant('proxy password')}@127.0.0.1:1`;
        Toolbelt.configure({ secrets: { a: plant('secret') }, proxy });
        return Toolbelt;
      },
    ],
  ])('%s', (_name, build) => {
    Toolbelt.configure({ logger: {} });
    expect(leaksOf(build())).toEqual([]);
    expect(credentials).not.toEqual({});
  });
});

describe('options and settings that are wrong', () => {
  // nock 14 loses the error of a connection that cannot be set up.
  beforeEach(() => nock.restore());
  afterEach(() => nock.activate());

  const folderWith = (text: string): string => writeSettings(temporaryFolder(), text);

  it.each<[name: string, run: () => unknown]>([
    [
      'a certificate that is none',
      () => Toolbelt.MTLSClient({ cert: plant('cert'), key: plant('key') }).get('https://localhost:1/'),
    ],
    [
      'a key that is none',
      () =>
        Toolbelt.MTLSClient({
          ...selfSigned(),
          key: `-----BEGIN PRIVATE KEY-----\n${plant('key')}\n-----END PRIVATE KEY-----`,
        }).get('https://localhost:1/'),
    ],
    [
      'a PKCS #12 file that is none',
      () =>
        Toolbelt.HTTPClient().get({
          uri: 'https://localhost:1/',
          pfx: Buffer.from(plant('pfx')),
          passphrase: plant('passphrase'),
        }),
    ],
    [
      'PEM of HTTPClient that is none',
      () =>
        Toolbelt.HTTPClient().get({ uri: 'https://localhost:1/', cert: plant('cert'), key: plant('key') }),
    ],
    [
      'an API key of two lines',
      () => Toolbelt.ContextServiceClient({ accountId: '1', apiKey: `${plant('apiKey')}\nx` }),
    ],
    ['an API key in a list', () => Toolbelt.ContextServiceClient([plant('apiKey')] as never)],
    [
      'a password of two lines',
      () =>
        Toolbelt.GDPRUtil().replaceConversationFiles({ conversationHistoryRecords: [] } as never, {
          username: 'u',
          password: `${plant('password')}\nx`,
        }),
    ],
    [
      'a client secret that is no text',
      () =>
        Toolbelt.SFClient().connectToSalesforce({
          accessToken: { key: 'k', value: plant('accessToken') },
        } as never),
    ],
    [
      'a Salesforce URL with credentials',
      () =>
        Toolbelt.SFClient().connectToSalesforce({ instanceUrl: `http://u:${plant('password')}@a.example` }),
    ],
    ['a proxy that is no URL', () => Toolbelt.configure({ proxy: `socks5://u:${plant('password')}@h:1` })],
    [
      'a proxy that is half a URL',
      () => Toolbelt.configure({ proxy: `http://u:${plant('password')}@:nope` }),
    ],
    ['secrets that are a list', () => Toolbelt.configure({ secrets: [plant('secret')] as never })],
    [
      'a header that is not allowed',
      () =>
        Toolbelt.HTTPClient().get({
          uri: 'https://localhost:1/',
          headers: { authorization: `Bearer ${plant('token')}\r\nx: y` },
        }),
    ],
    ['a host that is none', () => Toolbelt.HTTPClient().get(`https://u:${plant('password')}@/`)],
    [
      'a port that is none',
      () =>
        Toolbelt.HTTPClient().get(`https://u:${plant('password')}@localhost:99999/?token=${plant('query')}`),
    ],
    ['no scheme', () => Toolbelt.HTTPClient().get(`api.example.com/x?access_token=${plant('query')}`)],
    [
      'an app key that is incomplete',
      () => {
        Toolbelt.configure({
          accountId: '1',
          csds: { api: 'a.example' },
          secrets: {
            'lp-faas-default-app-key': {
              consumerKey: plant('consumerKey'),
              consumerSecret: plant('consumerSecret'),
            },
          },
        });
        return Toolbelt.LpClient()('api', '/x');
      },
    ],
    [
      'an app key that is text',
      () => {
        Toolbelt.configure({
          accountId: '1',
          csds: { api: 'a.example' },
          secrets: { 'lp-faas-default-app-key': plant('secret') },
        });
        return Toolbelt.LpClient()('api', '/x');
      },
    ],
    [
      'an app key with a number',
      () => {
        Toolbelt.configure({
          accountId: '1',
          csds: { api: 'a.example' },
          secrets: { 'lp-faas-default-app-key': { client_id: 5, client_secret: plant('client_secret') } },
        });
        return Toolbelt.LpClient()('api', '/x');
      },
    ],
    [
      'a secret that is too long',
      () => {
        Toolbelt.configure({ secrets: { a: plant('old secret') } });
        return Toolbelt.SecretClient().updateSecret({ key: 'a', value: plant('new secret').repeat(1_000) });
      },
    ],
    ['a value as a key', () => Toolbelt.SecretClient().updateSecret(plant('secret') as never)],
    [
      'a secret with a cycle',
      () => {
        const value: Record<string, unknown> = { secret: plant('secret') };
        value.self = value;
        Toolbelt.configure({ secrets: { a: 'x' } });
        return Toolbelt.SecretClient().updateSecret({ key: 'a', value });
      },
    ],
    [
      'a settings file that is cut off',
      () => {
        Toolbelt.configure({
          settingsPath: folderWith(`{"secrets":[{"key":"a","value":"${plant('secret')}"`),
        });
        return Toolbelt.SecretClient().readSecret('a');
      },
    ],
    [
      'a settings file with a comma too much',
      () => {
        Toolbelt.configure({
          settingsPath: folderWith(`{"secrets":[{"key":"a","value":"${plant('secret')}",,}]}`),
        });
        return Toolbelt.SecretClient().readSecret('a');
      },
    ],
    [
      'a settings file without quotes',
      () => {
        Toolbelt.configure({
          settingsPath: folderWith(`{"secrets":[{"key":"a","value":${plant('secret')}}]}`),
        });
        return Toolbelt.SecretClient().readSecret('a');
      },
    ],
    [
      'secrets as a record',
      () => {
        Toolbelt.configure({ settingsPath: folderWith(JSON.stringify({ secrets: { a: plant('secret') } })) });
        return Toolbelt.SecretClient().readSecret('a');
      },
    ],
    [
      'a secret without key',
      () => {
        Toolbelt.configure({
          settingsPath: folderWith(JSON.stringify({ secrets: [{ kee: 'a', value: plant('secret') }] })),
        });
        return Toolbelt.SecretClient().readSecret('a');
      },
    ],
    [
      'a secret twice',
      () => {
        Toolbelt.configure({
          settingsPath: folderWith(
            JSON.stringify({
              secrets: [
                { key: 'a', value: plant('first') },
                { key: 'a', value: plant('second') },
              ],
            }),
          ),
        });
        return Toolbelt.SecretClient().updateSecret({ key: 'b', value: 'x' });
      },
    ],
    [
      'a store that fails',
      () => {
        const secret = plant('secret');
        Toolbelt.configure({
          secrets: {
            readSecret: async () => 'x',
            updateSecret: async () => {
              throw new Error('full');
            },
          },
        });
        return Toolbelt.SecretClient().updateSecret({ key: 'a', value: secret });
      },
    ],
    [
      'a variable of the environment that is missing',
      () => {
        process.env.LP_FAAS_SECRET_B = plant('secret');
        Toolbelt.configure({ secrets: 'environment' });
        return Toolbelt.SecretClient().readSecret('a');
      },
    ],
    [
      'the functions client without account',
      () =>
        new Client({ authStrategy: { clientId: 'c', clientSecret: plant('clientSecret') } } as never).invoke({
          lambdaUuid: 'a',
        } as never),
    ],
  ])('%s', async (_name, run) => {
    const lines: string[] = [];
    for (const method of ['log', 'warn', 'error'] as const) {
      vi.spyOn(console, method).mockImplementation(
        (...values) => void lines.push(values.map((value) => inspect(value)).join(' ')),
      );
    }
    Toolbelt.configure({ whitelist: ['localhost'] });
    const error = await failureOf((async () => run())());
    expect(leaksOf(error)).toEqual([]);
    expect(leaksIn(lines.join('\n'), credentials)).toEqual([]);
    expect(credentials).not.toEqual({});
  });
});

describe('the test kit', () => {
  it('requests of a platform show none, in code they are readable', async () => {
    const platform = createPlatform({ rateLimit: { mode: 'off' }, logger: {} } as never);
    try {
      Toolbelt.configure({ whitelist: ['api.example.com'] });
      await Toolbelt.SDEUtil().addSDEs([{ type: 'cart' } as never], 'v', 's');
      const known = String(platform.requests[0]?.url);
      for (const uri of [known, 'https://api.example.com/']) {
        const call = Toolbelt.HTTPClient().post({
          uri,
          qs: { access_token: plant(`query of ${uri}`) },
          headers: { authorization: `Bearer ${plant('authorization')}`, 'x-api-key': plant('x-api-key') },
          form: { password: plant('form'), user: { token: plant('nested form') } },
        });
        await call.catch(() => undefined);
      }
      expect(platform.requests.length).toBeGreaterThan(1);
      expect(leaksOf(platform.requests)).toEqual([]);
      const error = thrownBy(() => platform.assertNoUnexpectedRequests());
      expect(leaksOf(error)).toEqual([]);
    } finally {
      await platform.close();
    }
  });

  it('recorded fixtures hold none, neither of requests nor of answers', async () => {
    const answered = { access_token: plant('access_token of the answer'), ok: true };
    const cookie = plant('cookie of the answer');
    const server = await startServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'set-cookie': `session=${cookie}` });
      response.end(JSON.stringify(answered));
    });
    const folder = temporaryFolder();
    try {
      await fixtures.record(folder, async () => {
        Toolbelt.configure({ whitelist: ['127.0.0.1'], logger: {} });
        const uri = `http://127.0.0.1:${server.port}/`;
        const http = Toolbelt.HTTPClient();
        await http.get({
          uri,
          qs: { access_token: plant('qs'), 'user[password]': plant('nested qs') },
          auth: { user: 'u', pass: plant('pass') },
        });
        await http.post({
          uri,
          form: { password: plant('form'), user: { token: plant('nested form') } },
          headers: { 'x-api-key': plant('x-api-key') },
        });
        await http.post({
          uri,
          json: {
            list: [{ apiKey: plant('json') }],
            text: JSON.stringify({ password: plant('JSON in JSON') }),
          },
        });
        await http.post({ uri, body: `<login><password>${plant('XML')}</password></login>` });
      });
    } finally {
      await server.close();
    }
    const files = readdirSync(folder);
    expect(files).toHaveLength(1);
    const text = files.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
    expect(leaksIn(text, credentials)).toEqual([]);
    expect(JSON.parse(text)).toHaveLength(4);
  });
});

describe('the command line', () => {
  /** A project with credentials everywhere, and an environment with more. */
  function project(lambda: string): { cwd: string; env: Record<string, string> } {
    const cwd = projectFolder({
      'functions/settings.json': {
        whitelist: ['api.example.com'],
        secrets: [
          { key: 'text', value: plant('secret of the settings') },
          {
            key: 'lp-faas-default-app-key',
            value: { consumerKey: plant('consumerKey'), consumerSecret: plant('consumerSecret') },
          },
          { key: 'lp-faas-default-app-key', value: plant('secret that is there twice') },
        ],
        environmentVariables: [{ key: 'API_KEY', value: plant('variable of the settings') }],
      },
      'functions/lambda/index.js': lambda,
      'functions/lambda/config.json': {
        name: 'lambda',
        input: { payload: {}, headers: [] },
        environmentVariables: [{ key: 'PASSWORD', value: plant('variable of the function') }],
      },
      '.env': `TOKEN=${plant('.env')}`,
    });
    linkPackages(cwd);
    return {
      cwd,
      env: {
        BRAND_ID: '12345',
        DEBUG: 'lp-faas-toolbelt',
        NODE_DEBUG: 'lp-faas-toolbelt',
        HTTPS_PROXY: `http://me:${plant('HTTPS_PROXY')}@127.0.0.1:1`,
        HTTP_PROXY: `http://me:${plant('HTTP_PROXY')}@127.0.0.1:1`,
        LP_FAAS_SECRET_TEXT: plant('LP_FAAS_SECRET_TEXT'),
        LP_FAAS_SECRET_OTHER: JSON.stringify({ password: plant('LP_FAAS_SECRET_OTHER') }),
        AWS_SECRET_ACCESS_KEY: plant('AWS_SECRET_ACCESS_KEY'),
        NODE_EXTRA_CA_CERTS: '',
      },
    };
  }

  const CALL = `const { Toolbelt } = require('lp-faas-toolbelt');
    async function lambda(input, callback) {
      const { value } = await Toolbelt.SecretClient().readSecret('text');
      const call = Toolbelt.HTTPClient().get({ uri: 'https://api.example.com/?access_token=' + value, auth: { bearer: value }, json: { password: value } });
      OUTCOME
    }`;

  it.each([
    ['doctor', ['doctor']],
    ['doctor --json', ['doctor', '--json']],
    ['invoke', ['invoke', 'lambda']],
    ['invoke --json', ['invoke', 'lambda', '--json']],
    ['invoke --offline', ['invoke', 'lambda', '--offline', '--json']],
    ['init', ['init']],
    ['help', ['--help']],
  ])('%s', async (_name, args) => {
    const { stdout, stderr } = await runCli(
      args,
      project(CALL.replace('OUTCOME', 'callback(null, await call);')),
    );
    expect(`${stdout}${stderr}`).not.toBe('');
    expect(leaksIn(`${stdout}\n${stderr}`, credentials)).toEqual([]);
  });

  it.each([
    ['a lambda that rejects', 'await call; callback();'],
    ['a lambda that calls back with the error', 'call.catch((error) => callback(error));'],
    [
      'a lambda that logs the error',
      "await call.catch((error) => console.log('failed', error)); callback();",
    ],
    ['a rejection that nobody handles', 'call.then(() => undefined); setTimeout(callback, 300);'],
    [
      'an exception that nobody catches',
      'call.catch((error) => setImmediate(() => { throw error; })); setTimeout(callback, 300);',
    ],
    ['a lambda that does not wait', 'callback();'],
  ])('invoke of %s', async (_name, outcome) => {
    const where = project(CALL.replace('OUTCOME', outcome));
    for (const args of [
      ['invoke', 'lambda'],
      ['invoke', 'lambda', '--json'],
    ]) {
      const { stdout, stderr } = await runCli(args, where);
      expect(`${stdout}${stderr}`).not.toBe('');
      expect(leaksIn(`${stdout}\n${stderr}`, credentials)).toEqual([]);
    }
  });
});

describe('a process of its own, with DEBUG and NODE_DEBUG', () => {
  const run = (script: string, env: Record<string, string>) =>
    spawnSync(process.execPath, ['-e', `${PRELUDE}${script}`], {
      cwd: ROOT,
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH ?? '',
        DEBUG: '*',
        NODE_DEBUG: 'lp-faas-toolbelt',
        SCRIPT: `${PRELUDE}${script}`,
        ...env,
      },
    });
  const PRELUDE = `const { Toolbelt } = require('lp-faas-toolbelt');
    Toolbelt.configure({ whitelist: ['127.0.0.1'], secrets: 'environment' });
    const call = async () => {
      const { value } = await Toolbelt.SecretClient().readSecret('token');
      return Toolbelt.HTTPClient().post({
        uri: 'http://me:' + value + '@127.0.0.1:9/?access_token=' + value, json: { password: value },
        headers: { cookie: 'a=' + value }, auth: { bearer: value } });
    };\n`;

  it.each([
    ['a rejection that nobody handles ends the process', 'call();'],
    [
      'an exception that nobody catches ends the process',
      'call().catch((error) => setImmediate(() => { throw error; }));',
    ],
    ['an error as the cause of another', "call().catch((cause) => { throw new Error('mine', { cause }); });"],
    ['an error that is printed', 'call().catch((error) => console.error(error));'],
    ['a warning', 'call().catch((error) => process.emitWarning(error));'],
    ['a failed assertion', "call().catch((error) => require('node:assert').ifError(error));"],
    [
      'an error of a worker',
      `const { Worker, isMainThread } = require('node:worker_threads');
       if (isMainThread) new Worker(process.env.SCRIPT, { eval: true });
       else call();`,
    ],
  ])('%s', (_name, script) => {
    const env = {
      LP_FAAS_SECRET_TOKEN: plant('LP_FAAS_SECRET_TOKEN'),
      HTTP_PROXY: `http://me:${plant('HTTP_PROXY')}@127.0.0.1:9`,
    };
    const { stdout, stderr } = run(script, env);
    expect(stderr).toMatch(/127\.0\.0\.1/);
    expect(leaksIn(`${stdout}\n${stderr}`, credentials)).toEqual([]);
  });
});
