import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Toolbelt } from '../../src/index';
import type { SalesforceConnection } from '../../src/salesforce/connection-types';
import created from '../fixtures/salesforce/create-account.json';
import account from '../fixtures/salesforce/describe-account.json';
import globals from '../fixtures/salesforce/describe-global.json';
import malformed from '../fixtures/salesforce/malformed-query.json';
import accounts from '../fixtures/salesforce/query-accounts.json';
import page1 from '../fixtures/salesforce/query-page-1.json';
import page2 from '../fixtures/salesforce/query-page-2.json';
import { type Handler, type SeenRequest, startServer, type TestServer } from '../helpers/with-server';

// The package without us, as a black box, against the same server.
const { Connection } = createRequire(__filename)('jsforce');

type Reply = [status: number, body: unknown, headers?: Record<string, string>];
type Answers = (request: SeenRequest) => Reply;

let server: TestServer;

beforeEach(async () => {
  server = await startServer();
  Toolbelt.configure({ whitelist: ['127.0.0.1'], logger: {} });
});

afterEach(async () => {
  Toolbelt.reset();
  await server.close();
});

function answering(answers: Answers): Handler {
  return (request, response) => {
    const [status, body, headers] = answers(request);
    const text = typeof body === 'string';
    const type = text ? 'text/plain' : 'application/json;charset=UTF-8';
    response.writeHead(status, { 'content-type': type, ...headers });
    response.end(text ? body : body === undefined ? undefined : JSON.stringify(body));
  };
}

/** What a call ends in, as far as users see it, and what the server saw of it. */
async function observe(con: SalesforceConnection, run: (con: SalesforceConnection) => PromiseLike<unknown>) {
  server.requests.length = 0;
  const outcome = await run(con).then(
    (value) => ({ value }),
    (error) => ({
      error: { name: error.name, message: error.message, errorCode: error.errorCode, data: error.data },
      isError: error instanceof Error,
    }),
  );
  await server.idle();
  const { accessToken, instanceUrl, userInfo, limitInfo } = con;
  return {
    outcome,
    connection: { accessToken, instanceUrl, userInfo, limitInfo },
    requests: server.requests.map(({ method, url, headers, body }) => {
      const { authorization, 'content-type': type, soapaction } = headers;
      return {
        method,
        url,
        body: body.replace(/-{20,}\w+/g, 'boundary'),
        authorization,
        soapaction,
        type: String(type).replace(/-{20,}\w+/, 'boundary'),
      };
    }),
  };
}

const LOGIN =
  '<x><serverUrl>https://acme.my.salesforce.com/x</serverUrl><sessionId>S</sessionId><userId>005</userId>' +
  '<organizationId>00D</organizationId></x>';
const XML = { 'content-type': 'text/xml;charset=UTF-8' };
const BATCH = '<batchInfo><id>751</id><jobId>750</jobId><state>Completed</state></batchInfo>';

const cases: [name: string, answers: Answers, run: (con: SalesforceConnection) => PromiseLike<unknown>][] = [
  [
    'query',
    () => [200, accounts, { 'sforce-limit-info': 'api-usage=1/2' }],
    (con) => con.query('SELECT Id FROM Account'),
  ],
  [
    'query of text outside ASCII',
    () => [200, { totalSize: 0, done: true, records: [] }],
    (con) => con.query("SELECT Id FROM A WHERE N = 'grüße ✓'"),
  ],
  [
    'autoFetch',
    ({ url }) => [200, url.includes('-2000') ? page2 : page1],
    (con) => con.query('x').run({ autoFetch: true }),
  ],
  ['queryMore', () => [200, page2], (con) => con.queryMore('/services/data/v50.0/query/01g2w000001-2000')],
  [
    'find',
    () => [200, accounts],
    (con) =>
      con
        .sobject('Account')
        .find({ Name: { $like: 'L%' } }, ['Id', 'Name'])
        .sort('-Name')
        .limit(5),
  ],
  ['count', () => [200, { totalSize: 7, done: true, records: [] }], (con) => con.sobject('Account').count()],
  ['search', () => [200, { searchRecords: [] }], (con) => con.search('FIND {LivePerson}')],
  ['create', () => [201, created], (con) => con.sobject('Account').create({ Name: 'ü' })],
  [
    'create many',
    () => [200, [created, created]],
    (con) => con.sobject('Account').create([{ Name: 'A' }, { Name: 'B' }]),
  ],
  [
    'create with a blob',
    () => [201, created],
    (con) =>
      con
        .sobject('ContentVersion')
        .create(
          { Title: 't', VersionData: 'aGVsbG8=' },
          { multipartFileFields: { VersionData: { filename: 'a.txt' } } },
        ),
  ],
  ['update', () => [204, undefined], (con) => con.sobject('Account').update({ Id: '001', Name: 'B' })],
  ['destroy', () => [204, undefined], (con) => con.sobject('Account').destroy('001')],
  [
    'upsert',
    () => [201, created],
    (con) => con.sobject('Account').upsert({ Ext__c: 'e', Name: 'B' }, 'Ext__c'),
  ],
  [
    'upsert of what is there twice',
    () => [300, ['/a', '/b']],
    (con) => con.sobject('Account').upsert({ Ext__c: 'e' }, 'Ext__c'),
  ],
  [
    'retrieve many',
    () => [200, [{ Id: '1' }]],
    (con) => con.retrieve('Account', ['1', '2'], { fields: ['Id'] }),
  ],
  ['describe', () => [200, account], (con) => con.describe('Account')],
  ['describeGlobal', () => [200, globals], (con) => con.describeGlobal()],
  ['requestPost', () => [200, { ok: true }], (con) => con.requestPost('/x', { a: [1] })],
  ['plain text', () => [200, 'text'], (con) => con.request('/x')],
  ['CSV', () => [200, 'Id,Name\n1,A\n', { 'content-type': 'text/csv' }], (con) => con.request('/x')],
  ['XML', () => [200, '<a><b>1</b></a>', XML], (con) => con.request('/x')],
  ['JSON that is none', () => [200, '{', { 'content-type': 'application/json' }], (con) => con.request('/x')],
  [
    'a redirect',
    ({ url }) => (url.endsWith('/x') ? [302, '', { location: `${server.url('')}/y` }] : [200, { url }]),
    (con) => con.request('/x'),
  ],
  ['an error', () => [400, malformed], (con) => con.query('SELCT')],
  ['several errors', () => [400, [...malformed, ...malformed]], (con) => con.query('SELCT')],
  ['an error without a body', () => [404, undefined], (con) => con.describe('None')],
  ['an error in HTML', () => [404, '<html>', { 'content-type': 'text/html' }], (con) => con.describe('None')],
  ['a server error', () => [500, 'down'], (con) => con.sobject('Account').create({ Name: 'A' })],
  [
    'an expired session',
    () => [401, [{ errorCode: 'INVALID_SESSION_ID', message: 'expired' }]],
    (con) => con.query('x'),
  ],
  ['a SOAP login', () => [200, LOGIN, XML], (con) => con.loginBySoap('user', 'pa<ss')],
  [
    'a SOAP login that fails',
    () => [500, '<faultstring>INVALID_LOGIN: no</faultstring>', XML],
    (con) => con.loginBySoap('user', 'pass'),
  ],
  [
    'authorize',
    () => [
      200,
      { access_token: 'T2', instance_url: 'https://b.my.salesforce.com', id: 'https://x/id/00D/005' },
    ],
    (con) => con.authorize({ grant_type: 'client_credentials' }),
  ],
  [
    'authorize that fails',
    () => [400, { error: 'invalid_grant', error_description: 'expired' }],
    (con) => con.authorize({ grant_type: 'client_credentials' }),
  ],
  ['logout', () => [200, ''], (con) => con.logout()],
  [
    'SOAP',
    () => [
      200,
      '<e:Envelope xmlns:e="x"><e:Body><r><result><userName>u</userName></result></r></e:Body></e:Envelope>',
      XML,
    ],
    (con) => con.soap.getUserInfo(),
  ],
  ['Apex', () => [200, { a: 1 }], (con) => con.apex.post('/echo', { a: 1 })],
  [
    'bulk job',
    () => [200, '<jobInfo><id>750</id><state>Open</state></jobInfo>', XML],
    (con) => con.bulk.createJob('Account', 'insert').open(),
  ],
  [
    'bulk 2 upload',
    ({ method }) =>
      method === 'PUT' ? [201, undefined] : [200, { id: '750', operation: 'insert', state: 'Open' }],
    async (con) => {
      const job = con.bulk2.createJob({ object: 'Account', operation: 'insert' });
      await job.open();
      await job.uploadData(Readable.from(['Name\n', 'A\n']));
      return job.id;
    },
  ],
  [
    'bulk 2 query',
    ({ url }) =>
      url.endsWith('/results')
        ? [200, 'Id\n1\n2\n', { 'content-type': 'text/csv', 'sforce-locator': 'null' }]
        : [200, { id: '750', state: 'JobComplete' }],
    async (con) => {
      const records = await con.bulk2.query('SELECT Id FROM Account');
      return records.toArray();
    },
  ],
  [
    'bulk 1 result',
    () => [200, 'Id\n1\n2\n', { 'content-type': 'text/csv' }],
    (con) =>
      new Promise((resolve, reject) => {
        const records: unknown[] = [];
        const stream = con.bulk.job('750').batch('751').result('752');
        stream
          .on('record', (record: unknown) => records.push(record))
          .on('end', () => resolve(records))
          .on('error', reject);
      }),
  ],
  [
    'bulk 1 batch',
    () => [200, BATCH, XML],
    async (con) => {
      const batch = con.bulk.job('750').createBatch();
      const queued = new Promise((resolve) => batch.on('queue', resolve));
      batch.execute([{ Name: 'A', Active: true }]).then(() => {});
      return queued;
    },
  ],
];

it.each(cases)('%s: ends as with the package alone', async (_name, answers, run) => {
  server.use(answering(answers));
  const oauth2 = { clientId: 'client', clientSecret: 'secret', redirectUri: 'https://acme.example.com' };
  const options = { loginUrl: server.url(''), instanceUrl: server.url(''), accessToken: 'T' };
  const usesOAuth2 = _name.startsWith('authorize') ? { oauth2 } : {};
  const plain = await observe(new Connection({ ...options, ...usesOAuth2 }), run);
  const ours = await observe(Toolbelt.SFClient().connectToSalesforce({ ...options, ...usesOAuth2 }), run);
  expect(plain.requests.length).toBeGreaterThan(0);
  expect(ours).toEqual(plain);
});
