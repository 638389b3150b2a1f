import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import nock from 'nock';
import { expect } from 'vitest';
import { Shell } from './guide-runner';
import { HOST_TREATMENTS } from './host-blocks';
import { HOSTING_TREATMENTS, isFile } from './hosting-blocks';
import '../helpers/built';

const ROOT = join(__dirname, '..', '..');
const load = createRequire(join(ROOT, 'docs-of-users.js'));
// What users get by these names: the built package, and one nock for it and for the tests.
const { Toolbelt, RequestError } = load('lp-faas-toolbelt') as typeof import('../../src/index');
const { createPlatform } = load('lp-faas-toolbelt/testing') as typeof import('../../src/testing/index');

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
    const names = code.includes('isThere') ? ['body', 'isThere'] : ['body'];
    expect(await evaluate(code, scope, names)).toMatchObject({ body: { city: 'Berlin' } });
    if (names.length > 1) expect(await evaluate(code, scope, names)).toMatchObject({ isThere: true });
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

/** Names this package, the peer that the test kit needs, and the runner of the page's test. */
const installation: Run = async (code) => {
  const { name, peerDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    name: string;
    peerDependencies: object;
  };
  expect(code).toBe(`npm install --save-dev ${name} nock vitest\n`);
  expect(Object.keys(peerDependencies)).toContain('nock');
};

/** Runs the lines of a block in a folder of its own, after others. */
const inProject =
  (before: string): Run =>
  async (code) => {
    const shell = new Shell();
    if (before !== '') await shell.run(before);
    await shell.run(code);
  };

const inRepository: Run = (code) => new Shell(ROOT).run(code);

const platformLines: Run = (code) =>
  onPlatform(async (platform) => {
    await evaluate(code, { platform });
    const secret = await Toolbelt.SecretClient().readSecret('weather-api-key');
    expect(secret).toMatchObject({ value: 'a key for tests' });
    expect(await Toolbelt.HTTPClient().post('https://api.example.com/orders', { json: true })).toEqual({
      id: 7,
    });
  });

const eventInput: Run = async (code) => {
  const { input } = await evaluate(code, {}, ['input']);
  expect(input).toMatchObject({ payload: { general: { convId: 'c-1' }, end: { closeReason: 'AGENT' } } });
};

/** The functions of examples/clients in the order of their page. */
const CLIENT_EXAMPLES = 'orders score route status trip keywords lead pictures visits account'.split(' ');

/** The blocks of each page in order: how each begins, and what becomes of it. */
export const TREATMENTS: Record<string, readonly [start: string, treatment: Treatment][]> = {
  ...HOST_TREATMENTS,
  ...HOSTING_TREATMENTS,
  'README.md': [
    [
      'async function lambda(input, callback) {\n  const { convId }',
      { testedBy: 'test/package/testing.test.ts' },
    ],
    ['import assert', { testedBy: 'test/package/testing.test.ts' }],
    ['npm install --save-dev', installation],
    ['npx lp-faas-toolbelt init', inProject('')],
    ['npm ci && npm run quickstart', npmScripts],
    ['npx lp-faas-toolbelt invoke', inProject('npx lp-faas-toolbelt init')],
    ['platform.host(', platformLines],
    ['const { Client }', functionsClient],
    ['npx lp-faas-toolbelt migrate', inProject('npx lp-faas-toolbelt init')],
    ['{\n  "whitelist"', settingsFile],
  ],
  'docs/settings.md': [
    ['{\n  "whitelist"', settingsFile],
    ['Toolbelt.configure({', configure],
  ],
  'docs/test-kit.md': [
    ['// vitest.config.mjs', { testedBy: 'test/package/features.test.ts' }],
    ['// jest.config.js', { testedBy: 'test/package/features.test.ts' }],
  ],
  'docs/events.md': [['const { events }', eventInput]],
  'docs/guides/clients.md': [
    ['cd examples/clients', inRepository],
    ...CLIENT_EXAMPLES.map((name): [string, Treatment] => [
      'async function lambda',
      isFile(`examples/clients/functions/${name}/index.js`),
    ]),
  ],
  'docs/guides/calling-functions.md': [['const { Client, EVENT }', functionsClient]],
  'docs/guides/from-request-promise.md': [['const { Toolbelt }', fromRequestPromise]],
  'CONTRIBUTING.md': [
    ['npm ci', npmScripts],
    ['apt-get install', debianPackages],
  ],
  'docs/errors.md': [['const { ErrorCodes }', errorCodes]],
  'docs/migration.md': [['/** A function in the way of V2', adapters]],
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
