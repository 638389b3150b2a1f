import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import nock from 'nock';
import { expect } from 'vitest';
import { runCli } from '../cli/run-cli';
import { HOST_TREATMENTS } from './host-blocks';
import { HOSTING_TREATMENTS } from './hosting-blocks';
import '../helpers/built';

const ROOT = join(__dirname, '..', '..');
const load = createRequire(join(ROOT, 'docs-of-users.js'));
// What users get by these names: the built package, and one nock for it and for the tests.
const { Toolbelt, LpServices, SDETypes, RequestError } = load(
  'lp-faas-toolbelt',
) as typeof import('../../src/index');
const { createPlatform } = load('lp-faas-toolbelt/testing') as typeof import('../../src/testing/index');
const { makeIdentity } = load('./examples/support/identity.js') as {
  makeIdentity(): { cert: string; key: string };
};

type Values = Record<string, unknown>;
type Run = (code: string) => Promise<void>;

/** What becomes of a block: it is run here, or by another test. */
export type Treatment = Run | { testedBy: string };

const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor as new (
  ...parts: string[]
) => (...values: unknown[]) => Promise<Values | undefined>;

/**
 * Runs a block as the body of an async function.
 * @param scope names that the page introduces elsewhere
 * @param names what the block declares and the test wants to look at
 */
async function evaluate(code: string, scope: Values = {}, names: string[] = []): Promise<Values> {
  const parameters = { require: load, ...scope };
  const body = `${code}\nreturn { ${names.join(', ')} };`;
  return (await new AsyncFunction(...Object.keys(parameters), body)(...Object.values(parameters))) ?? {};
}

/** A folder in the repository, so that the package's own name resolves in it. */
async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  mkdirSync(join(ROOT, '.tmp'), { recursive: true });
  const folder = mkdtempSync(join(ROOT, '.tmp', 'page-'));
  try {
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Platform = ReturnType<typeof createPlatform>;

async function onPlatform(use: (platform: Platform) => Promise<void>): Promise<void> {
  const platform = createPlatform({ rateLimit: { mode: 'off' } });
  try {
    await use(platform);
    platform.assertNoUnexpectedRequests();
  } finally {
    await platform.close();
  }
}

/** Every line is npm's, and names a script that there is: CI runs them from a clean checkout. */
const npmScripts: Run = async (code) => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Values };
  const ci = readFileSync(join(ROOT, '.ci/run'), 'utf8');
  for (const command of code
    .replace(/#.*$/gm, '')
    .trim()
    .split(/\s*(?:\n|&&)\s*/)) {
    if (command === 'npm ci' || command.startsWith('apt-get install ')) continue;
    const [, name = ''] = /^npm (?:run )?([\w:]+)$/.exec(command) ?? [];
    expect(Object.keys(scripts), command).toContain(name);
    expect(ci, command).toMatch(new RegExp(`npm (run (--silent )?)?${name}\\b`));
  }
};

const debianPackages: Run = async (code) => {
  const ci = readFileSync(join(ROOT, '.ci/run'), 'utf8');
  const [, tools = ''] = /^TOOLS=\(([^)]*)\)/m.exec(ci) ?? [];
  const named = [...code.matchAll(/^apt-get install --no-install-recommends (.*)$/gm)].flatMap(
    ([, names = '']) => names.split(' '),
  );
  expect(['openssl', ...named].sort()).toEqual(tools.trim().split(/\s+/).sort());
  await npmScripts(code);
};

const settingsFile: Run = (code) =>
  inFolder(async (folder) => {
    const settingsPath = join(folder, 'settings.json');
    writeFileSync(settingsPath, code);
    Toolbelt.configure({ settingsPath });
    const { whitelist = [], secrets = [] } = JSON.parse(code) as {
      whitelist?: string[];
      secrets?: { key: string; value: string }[];
    };
    for (const { key, value } of secrets) {
      expect(await Toolbelt.SecretClient().readSecret(key)).toEqual({ key, value });
    }
    for (const entry of whitelist) {
      const origin = `https://${entry.replace('*', 'sub')}`;
      nock(origin).get('/').reply(200, 'listed');
      expect(await Toolbelt.HTTPClient()(`${origin}/`)).toBe('listed');
    }
    await expect(Toolbelt.HTTPClient()('https://other.example.net/')).rejects.toThrow(RequestError);
  });

const configure: Run = async (code) => {
  const [set = '', reset = ''] = code.split(/(?=^Toolbelt\.reset)/m);
  await evaluate(set, { Toolbelt });
  expect(await Toolbelt.SecretClient().readSecret('weather-api-key')).toMatchObject({ value: '…' });
  nock('https://api.example.com').get('/').times(25).reply(200, 'ok');
  const call = () => Toolbelt.HTTPClient()('https://api.example.com/');
  // More than a second's worth: they wait.
  expect(await Promise.all(Array.from({ length: 25 }, call))).toEqual(Array(25).fill('ok'));
  await evaluate(reset, { Toolbelt });
  await expect(call()).rejects.toThrow('Socket is closed');
};

const commandLine: Run = (code) =>
  inFolder(async (folder) => {
    const env = { BRAND_ID: '12345678' };
    const lines = code
      .replace(/\s+#.*$/gm, '')
      .trim()
      .split('\n');
    const [init, enter, ...commands] = lines;
    expect(init).toBe('npx lp-faas-toolbelt init my-functions');
    expect(await runCli(['init', 'my-functions'], { cwd: folder, env })).toMatchObject({ code: 0 });
    expect(enter).toBe('cd my-functions && npm install');
    // In place of the installation: the package's own name, from within the repository.
    const cwd = join(folder, 'my-functions');
    rmSync(join(cwd, 'package.json'));
    expect(commands).toHaveLength(4);
    for (const command of commands) {
      const [, rest = ''] = /^npx lp-faas-toolbelt (.*)$/.exec(command) ?? [];
      const args = rest.match(/'[^']*'|\S+/g)?.map((arg) => arg.replace(/^'|'$/g, '')) ?? [];
      const { code: status, stdout, stderr } = await runCli(args, { cwd, env });
      expect(status, `${command}\n${stdout}${stderr}`).toBe(0);
      const shown = { doctor: /0 problems/, migrate: /1 function: 1 done/ }[args[0] ?? ''];
      expect(stdout).toMatch(shown ?? /Hello Ada, your voucher is/);
    }
  });

const httpClient: Run = async (code) => {
  Toolbelt.configure({ whitelist: ['api.example.com'] });
  nock('https://api.example.com').post('/orders', { id: 7 }).reply(409, { reason: 'there already' });
  const logged: unknown[] = [];
  const scope = {
    httpClient: Toolbelt.HTTPClient(),
    console: { error: (error: unknown) => logged.push(error) },
  };
  await evaluate(code, scope);
  expect(logged).toEqual([]);
  nock('https://api.example.com').post('/orders', { id: 7 }).reply(500, 'down');
  await evaluate(code, scope);
  expect(logged).toMatchObject([{ name: 'StatusCodeError', statusCode: 500 }]);
};

const lpClient: Run = (code) =>
  onPlatform(async () => {
    nock('https://va.ac.liveperson.net')
      .get('/api/account/12345678/configuration/le-users/skills?v=2.0')
      .matchHeader('authorization', /^Bearer /)
      .reply(200, [{ id: 4711 }]);
    Toolbelt.configure({ csds: { [LpServices.ACCOUNT_CONFIG_READ_ONLY]: 'va.ac.liveperson.net' } });
    expect(await evaluate(code, {}, ['skills'])).toEqual({ skills: [{ id: 4711 }] });
  });

const orchestrator: Run = (code) =>
  onPlatform(async (platform) => {
    platform.functions.register('0d5a1bc6-…', (input, callback) => callback(null, input.payload));
    platform.functions.register('7f2e94aa-…', (_input, callback) => callback(new Error('no')));
    const { responses } = await evaluate(code, {}, ['responses']);
    expect(responses).toMatchObject([
      { uuid: '0d5a1bc6-…', body: { city: 'Berlin' }, statusCode: 200 },
      {
        uuid: '7f2e94aa-…',
        statusCode: 901,
        error: { code: expect.any(String), message: expect.any(String) },
      },
    ]);
  });

const mtls: Run = async (code) => {
  Toolbelt.configure({ whitelist: ['partner.example.com'], secrets: { 'partner-identity': makeIdentity() } });
  nock('https://partner.example.com', { reqheaders: { 'x-id': '7' } })
    .post('/score', { a: 1 })
    .reply(200, { score: 93 });
  const scope = { Toolbelt, secretClient: Toolbelt.SecretClient(), url: 'https://partner.example.com/score' };
  const { statusCode, body } = await evaluate(code, scope, ['statusCode', 'headers', 'body']);
  expect({ statusCode, body }).toEqual({ statusCode: 200, body: { score: 93 } });
};

const utilities: Run = (code) =>
  onPlatform(async (platform) => {
    process.env.CONTEXT_SERVICE_ENVIRONMENT = 'z1';
    platform.whitelist.add('acme.my.salesforce.com');
    platform.files.set('/v1/a/1.png', { body: Buffer.from('secret'), contentType: 'image/png' });
    platform.files.set('/v1/a/2.pdf', { body: Buffer.from('plain'), contentType: 'application/pdf' });
    const file = (relativePath: string) => ({ type: 'HOSTED_FILE', messageData: { file: { relativePath } } });
    const messageRecords = [file('/v1/a/1.png'), file('/v1/a/2.pdf')];
    platform.conversations.add({ info: { conversationId: 'c1' }, messageRecords } as never);
    const conversation = await Toolbelt.ConversationUtil().getConversationById('c1');
    nock('https://acme.my.salesforce.com')
      .get(/\/query/)
      .reply(200, { totalSize: 1, done: true, records: [{ Id: '001' }] });
    let callback = (..._args: unknown[]): void => {};
    const calledBack = new Promise<unknown[]>((resolve) => {
      callback = (...args) => resolve(args);
    });
    const { replaced, last } = await evaluate(
      code,
      {
        Toolbelt,
        SDETypes,
        conversation,
        sdeUtil: Toolbelt.SDEUtil(),
        gdprUtil: Toolbelt.GDPRUtil(),
        visitorId: 'v1',
        sessionId: 's1',
        apiKey: platform.contextKey,
        instanceUrl: 'https://acme.my.salesforce.com',
        accessToken: 'token',
        callback,
        ...platform.swift,
      },
      ['replaced', 'last'],
    );
    expect(platform.sdes).toMatchObject([{ visitorId: 'v1', sdes: [{ lead: { topic: 'insurance' } }] }]);
    expect({ replaced, last }).toEqual({ replaced: ['/v1/a/1.png'], last: 'A-1' });
    expect(await calledBack).toMatchObject([null, [{ Id: '001' }]]);
  });

const functionsClient: Run = (code) =>
  onPlatform(async (platform) => {
    platform.functions.register('f1', (input, callback) => callback(null, input.payload));
    platform.functions.register({ eventId: 'conversational_command', skillId: '4711' }, (_input, callback) =>
      callback(null, ''),
    );
    const { accountId } = platform;
    const scope = {
      accountId,
      clientId: 'test-client-id',
      clientSecret: 'test-client-secret',
      lambdaUuid: 'f1',
    };
    const result = await evaluate(code, scope, ['body', 'isThere']);
    expect(result).toEqual({ body: { city: 'Berlin' }, isThere: true });
  });

const errorCodes: Run = async (code) => {
  const answers: unknown[] = [];
  const callback = (...args: unknown[]) => answers.push(args);
  Toolbelt.configure({ secrets: {} });
  await evaluate(code, { secretClient: Toolbelt.SecretClient(), callback });
  expect(answers).toEqual([[null, 'not configured yet']]);
  Toolbelt.configure({
    secrets: { readSecret: () => Promise.reject(new Error('down')), updateSecret: () => {} },
  });
  await expect(evaluate(code, { secretClient: Toolbelt.SecretClient(), callback })).rejects.toThrow(
    /^Could not read the secret "api-token"/,
  );
};

const fromRequestPromise: Run = async (code) => {
  nock('https://api.example.com').post('/orders', { item: 'A-1' }).reply(201, { id: 1 });
  nock('https://api.example.com').get('/orders/7').reply(404, { reason: 'unknown' });
  const { order, missing } = await evaluate(code, {}, ['order', 'missing']);
  expect({ order, missing }).toEqual({ order: { id: 1 }, missing: null });
};

const adapters: Run = async (code) => {
  type Handler = (input: unknown) => Promise<unknown>;
  type Lambda = (input: unknown, callback: (error: unknown, result?: unknown) => void) => unknown;
  const module = {
    exports: {} as { asLambda(handler: Handler): Lambda; asHandler(lambda: Lambda): Handler },
  };
  await evaluate(code, { module });
  const { asLambda, asHandler } = module.exports;
  const { invoke } = load('lp-faas-toolbelt/testing') as typeof import('../../src/testing/index');
  const input = { headers: [], payload: { a: 1 } };
  const run = (handler: Handler) => invoke(asLambda(handler) as never, input as never);
  expect(await run(async () => 'fine')).toMatchObject({ result: 'fine', diagnostics: [] });
  const failing = () => Promise.reject(new Error('no'));
  expect(await run(failing)).toMatchObject({ error: { code: /custom-failure$/ }, diagnostics: [] });
  const handler = asHandler((_input, callback) => {
    callback(null, 'first');
    callback(new Error('second'));
  });
  expect(await handler(input)).toBe('first');
  await expect(asHandler((_input, callback) => callback(new Error('no')))(input)).rejects.toThrow('no');
  await expect(asHandler(failing)(input)).rejects.toThrow('no');
};

const ACME = 'https://acme.my.salesforce.com';
const salesforceAnswer = { totalSize: 1, done: true, records: [{ Id: '001', Name: 'Acme' }] };
const allowSalesforce = () => Toolbelt.configure({ whitelist: ['*.my.salesforce.com', '*.salesforce.com'] });

const salesforceQuery: Run = async (code) => {
  allowSalesforce();
  const scope = nock(ACME, { reqheaders: { authorization: 'Bearer test' } })
    .get('/services/data/v60.0/query')
    .query({ q: 'SELECT Id, Name FROM Account LIMIT 10' })
    .times(2)
    .reply(200, salesforceAnswer);
  const { records } = await evaluate(code, { token: 'test' }, ['records']);
  expect(records).toMatchObject([{ Id: '001' }]);
  expect(scope.isDone()).toBe(true);
};

const token = (host: string, grant: RegExp) =>
  nock(host)
    .post('/services/oauth2/token', grant)
    .reply(200, { access_token: 'new', instance_url: ACME, id: `${ACME}/id/00D/005` });

const salesforceClientCredentials: Run = async (code) => {
  allowSalesforce();
  token(ACME, /grant_type=client_credentials/);
  const { con } = await evaluate(code, { Toolbelt, clientId: 'id', clientSecret: 'secret' }, ['con']);
  expect(con).toMatchObject({ accessToken: 'new' });
};

const salesforceJwt: Run = async (code) => {
  allowSalesforce();
  const { generateKeyPairSync } = await import('node:crypto');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  token(ACME, /grant_type=.*jwt-bearer.*assertion=[\w.-]+|assertion=[\w.-]+.*jwt-bearer/);
  const scope = { Toolbelt, clientId: 'id', username: 'u@example.com', loginUrl: ACME, privateKey };
  expect((await evaluate(code, scope, ['con'])).con).toMatchObject({ accessToken: 'new' });
};

const salesforceRefresh: Run = async (code) => {
  allowSalesforce();
  const scope = {
    Toolbelt,
    accessToken: 'old',
    refreshToken: 'refresh',
    clientId: 'id',
    clientSecret: 'secret',
    redirectUri: 'https://api.example.com/back',
  };
  const { con } = await evaluate(code, scope, ['con']);
  const sandbox = 'https://acme--dev.sandbox.my.salesforce.com';
  const expired = [{ errorCode: 'INVALID_SESSION_ID', message: 'expired' }];
  nock(sandbox, { reqheaders: { authorization: 'Bearer old' } })
    .get(/query/)
    .reply(401, expired);
  nock('https://test.salesforce.com')
    .post('/services/oauth2/token', /grant_type=refresh_token/)
    .reply(200, { access_token: 'new', instance_url: sandbox, id: `${sandbox}/id/00D/005` });
  nock(sandbox, { reqheaders: { authorization: 'Bearer new' } })
    .get(/query/)
    .reply(200, salesforceAnswer);
  const connection = con as { query(soql: string): Promise<unknown> };
  expect(await connection.query('SELECT Id FROM Account')).toMatchObject({ totalSize: 1 });
};

const salesforceTest: Run = async (code) => {
  const loadFixture = (path: string) => (path.endsWith('accounts.json') ? salesforceAnswer : load(path));
  await evaluate(code, { nock, Toolbelt, require: loadFixture });
  await salesforceQueryOf();
};

/** The query that the block's double waits for, in the way of the page's first block. */
async function salesforceQueryOf(): Promise<void> {
  const con = Toolbelt.SFClient().connectToSalesforce({
    instanceUrl: ACME,
    accessToken: 'test',
    version: '60.0',
  });
  expect(await con.query('SELECT Id, Name FROM Account LIMIT 10')).toMatchObject({ totalSize: 1 });
}

const salesforceHosts: Run = async (code) => {
  await settingsFile(code);
};

/** Without a server: counting there is what the integration tests show. */
const sharedLimit: Run = async (code) => {
  const Redis = load('ioredis') as new (options: { lazyConnect: true }) => object;
  const clients: object[] = [];
  function LazyRedis() {
    const client = new Redis({ lazyConnect: true });
    clients.push(client);
    return client;
  }
  const require = (name: string) => (name === 'ioredis' ? LazyRedis : load(name));
  await evaluate(code, { require });
  expect(clients).toHaveLength(1);
};

/** The blocks of each page in order: how each begins, and what becomes of it. */
export const TREATMENTS: Record<string, readonly [start: string, treatment: Treatment][]> = {
  ...HOST_TREATMENTS,
  ...HOSTING_TREATMENTS,
  'README.md': [
    ['npm ci && npm run quickstart', npmScripts],
    [
      'const { Toolbelt } = require("lp-faas-toolbelt");\nconst httpClient',
      { testedBy: 'test/examples.test.ts' },
    ],
    ['{\n  "whitelist"', settingsFile],
    ['Toolbelt.configure({', configure],
    [
      'const { Toolbelt } = require("lp-faas-toolbelt");\nconst conversationUtil',
      { testedBy: 'test/package/readme.test.ts' },
    ],
    ['import assert', { testedBy: 'test/package/readme.test.ts' }],
    ['npx lp-faas-toolbelt init', commandLine],
    ['const { StatusCodeError }', httpClient],
    ['const { Toolbelt, LpServices }', lpClient],
    ['const { Toolbelt, ErrorStrategy }', orchestrator],
    ['const { value: identity }', mtls],
    ['await sdeUtil.addSDEs', utilities],
    ['const { Client, EVENT }', functionsClient],
  ],
  'CONTRIBUTING.md': [
    ['npm ci', npmScripts],
    ['apt-get install', debianPackages],
  ],
  'docs/errors.md': [['const { ErrorCodes }', errorCodes]],
  'docs/migration.md': [
    ['const { Toolbelt }', fromRequestPromise],
    ['/** A function in the way of V2', adapters],
  ],
  'docs/test-kit.md': [
    ['// vitest.config.mjs', { testedBy: 'test/package/features.test.ts' }],
    ['// jest.config.js', { testedBy: 'test/package/features.test.ts' }],
  ],
  'docs/scaling.md': [["const Redis = require('ioredis')", sharedLimit]],
  'docs/salesforce.md': [
    ['const { Toolbelt }', salesforceQuery],
    ['npm install jsforce@', { testedBy: 'test/salesforce/sf-client.test.ts' }],
    ['{ "whitelist"', salesforceHosts],
    [
      'const con = Toolbelt.SFClient().connectToSalesforce({\n  loginUrl: "https://acme.my',
      salesforceClientCredentials,
    ],
    ['const { createSign }', salesforceJwt],
    ['const con = Toolbelt.SFClient().connectToSalesforce({\n  loginUrl: "https://test', salesforceRefresh],
    ['nock("https://acme', salesforceTest],
  ],
};

/** Takes away what a block has set up. */
export function tidyUp(): void {
  Toolbelt.reset();
  nock.cleanAll();
}
