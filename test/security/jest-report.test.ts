import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { leaksIn, planted } from '../helpers/planted';
import { startServer } from '../helpers/with-server';
import { ROOT, runNode, tool } from '../package/pack';

/** What a test makes of an error, so that the report shows it. */
const TESTS = `
const { Toolbelt } = require('lp-faas-toolbelt');
const { Client } = require('lp-faas-toolbelt/functions-client');
const { secrets, origin } = JSON.parse(process.env.GIVEN);
const host = new URL(origin).host;
const auth = { bearer: secrets.bearer };
const options = { auth, headers: { cookie: 'session=' + secrets.cookie }, form: { password: secrets.form } };
const key = { consumerKey: secrets.consumerKey, consumerSecret: secrets.consumerSecret, token: secrets.token, tokenSecret: secrets.tokenSecret };
Toolbelt.configure({ accountId: '1', whitelist: ['127.0.0.1'], logger: {}, rateLimit: { mode: 'off' }, csds: { api: origin, faasGW: origin, mavenContext: origin, swift: origin, smt: origin },
  secrets: { 'lp-faas-default-app-key': key } });
const conversation = { conversationHistoryRecords: [{ messageRecords: [{ type: 'HOSTED_FILE', messageData: { file: { relativePath: '/v1/a' } } }] }] };
const calls = {
  'an answer': () => Toolbelt.HTTPClient().post({ uri: origin, ...options }),
  'no answer': () => Toolbelt.HTTPClient().post({ uri: 'http://127.0.0.1:9/?access_token=' + secrets.query, ...options }),
  'a denial': () => Toolbelt.HTTPClient().post({ uri: 'https://denied.example/', ...options }),
  LpClient: () => Toolbelt.LpClient()('api', '/', {}),
  SDEUtil: () => Toolbelt.SDEUtil().addSDEs([{ type: 'cart' }], 'v', 's'),
  OrchestratorClient: () => Toolbelt.OrchestratorClient().invoke([{ uuid: 'f', payload: { password: secrets.payload }, retries: 0 }]),
  ContextServiceClient: () => Toolbelt.ContextServiceClient({ accountId: '1', apiKey: secrets.apiKey }).getPropertyInSession('n', 'a'),
  GDPRUtil: () => Toolbelt.GDPRUtil().replaceConversationFiles(conversation, { username: 'u', password: secrets.password }),
  SFClient: () => Toolbelt.SFClient().connectToSalesforce({ instanceUrl: origin, accessToken: secrets.accessToken }).query('SELECT Id FROM Account'),
  'functions client': () => new Client({ accountId: '1', protocol: 'http', authStrategy: async () => 'Bearer ' + secrets.header }, { getCsdsEntry: async () => host })
    .invoke({ lambdaUuid: 'a', externalSystem: 'test', body: { payload: { password: secrets.payload } } }),
};
describe.each(Object.keys(calls))('%s', (name) => {
  test('rejects', () => calls[name]());
  test('resolves', () => expect(calls[name]()).resolves.toBe(1));
  test.each([
    ['toBeUndefined', (error) => expect(error).toBeUndefined()],
    ['toEqual', (error) => expect(error).toEqual(new Error('x'))],
    ['toEqual of an object', (error) => expect({ error }).toEqual({ error: {} })],
    ['toStrictEqual', (error) => expect([error]).toStrictEqual([])],
    ['toMatchObject', (error) => expect(error).toMatchObject({ code: 'none' })],
    ['a mock', (error) => { const mock = jest.fn(); mock(error); expect(mock).toHaveBeenCalledWith(1); }],
    ['toThrow', (error) => expect(() => { throw error; }).toThrow('nothing like it')],
    ['a cause', (error) => { throw new Error('outer', { cause: error }); }],
    ['console', (error) => { console.log('failed', error); console.error(error); throw error; }],
  ])('%s', async (_way, fail) => {
    const error = await Promise.resolve(calls[name]()).then(() => undefined, (reason) => reason);
    if (error === undefined) return;
    fail(error);
  });
});
`;

const NAMES =
  'bearer cookie form query consumerKey consumerSecret token tokenSecret payload apiKey password accessToken header';

it("Jest's report shows no credential of an error that a test throws or compares", {
  timeout: 120_000,
}, async () => {
  const secrets = Object.fromEntries(NAMES.split(' ').map((name) => [name, planted()]));
  const server = await startServer(({ url, headers, body }, response) => {
    response.writeHead(403).end(JSON.stringify({ url, headers, body }));
  });
  mkdirSync(join(ROOT, '.tmp'), { recursive: true });
  const folder = mkdtempSync(join(ROOT, '.tmp', 'jest-report-'));
  onTestFinished(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  writeFileSync(join(folder, 'report.test.js'), TESTS);
  writeFileSync(join(folder, 'jest.config.js'), 'module.exports = { testEnvironment: "node" };');
  const given = JSON.stringify({ secrets, origin: `http://127.0.0.1:${server.port}` });
  const args = [tool('jest/bin/jest.js'), '--json', '--verbose', '--runInBand'];
  const { status, stdout, stderr } = await runNode(args, folder, { GIVEN: given, BRAND_ID: '1' });
  expect(status).toBe(1);
  const { numFailedTests, numPassedTests } = JSON.parse(stdout) as Record<string, number>;
  expect({ numFailedTests, numPassedTests }).toEqual({ numFailedTests: 110, numPassedTests: 0 });
  expect(stderr).toContain('StatusCodeError');
  expect(server.requests.length).toBeGreaterThan(50);
  expect(leaksIn(stdout + stderr, secrets)).toEqual([]);
});
